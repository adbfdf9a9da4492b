"""Measure the installed program: `python tests/bench/run.py [--check] [--json] [--registers FOLDER]`.

Builds the wheel, installs it into an environment of its own, makes registers of 1,000 and 1,000,000 entries
and prints what each verb takes, in CPU time over a trivial click command measured in the same rounds.
FOLDER keeps the registers for the next time. `--check` exits with 1 when a bound is broken.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

import others
from invented import matter, person
from measure import Command, interleaved, once, over, peak
from places import HERE, Venv, installed, open_incidents, register

BASE = "trivial click command"
MEMORY = 60e6  # bytes
REBUILD = 30.0  # seconds
HIDING = 10.0  # seconds
GOAL = 1.6  # what every daily verb should reach
MIDDLE = 10_000  # entries of the register in which a form is held against the trivial command
FORM = 2.5  # times the trivial command


class Whole(NamedTuple):
    """What a command that reads the large register through may take."""

    line: str
    seconds: float
    memory: float  # bytes


WHOLES = (
    Whole("form 01/TCD --period 2000-01-01..2099-12-31", 3, 100e6),
    Whole("form 01/XLD --period 2000-01-01..2099-12-31", 3, 100e6),
    Whole("form 01/KQGQ --period 2000-01-01..2099-12-31", 3, 100e6),
    Whole("verify", 60, 200e6),
    Whole("nightly --without verify --without backup", 5, 100e6),  # what a night tells
    Whole("nightly", 150, 250e6),  # once more: what is there is not made again
)


# Registers of an office that are imported as one batch, by their form.
IMPORTS = {
    "csv": Whole("import so.csv --yes", 240, 800e6),
    "xlsx": Whole("import so.xlsx --yes", 240, 800e6),
}
ROWS = 200_000  # of each


class Bound(NamedTuple):
    """What a verb may take: over the trivial command, and over itself in the small register."""

    ratio: float
    growth: float = 1.1


VERBS = {
    "add": Bound(1.9), "visit": Bound(1.9), "classify": Bound(1.9), "close": Bound(1.9), "show": Bound(1.7),
    "list --limit 20": Bound(1.7), "search": Bound(2, 1.6), "summarize": Bound(3, 1.6), "due": Bound(2, 1.3),
    "agenda": Bound(2, 1.3), "--help": Bound(1.3),
    # as people search: a whole phrase and its synonyms, numbers, Telex, slips, one short word, nothing that there is
    "search đền bù": Bound(2.3, 1.6), "search sổ đỏ": Bound(2.3, 1.6), "search 049180119399": Bound(2, 1.3),
    "search 144/PC": Bound(2, 1.3), "search ddaats thuwar": Bound(2.3, 1.6),
    "search nguyeenx vawn binhf": Bound(3.5, 2.6), "search nguyen vna binh": Bound(4, 3),
    "search binh": Bound(3.3, 2.2), "search qwxzkj khong co": Bound(3.5, 2.4),
}  # fmt: skip


def command_lines(program: str, desk: Path, ids: list[str]) -> dict[str, Command]:
    """Give the command line of each verb for each round; writers meet another incident every time."""

    def add(turn: int) -> list[str]:
        chance = Random(turn)
        who, content = person(chance), matter(chance, 2026)[1]
        return [content, "--name", who["name"], "--address", who["address"]]

    words = {
        "add": add,
        "visit": lambda turn: [ids[turn]],
        "classify": lambda turn: [ids[turn], "--field", "policy.other", "--competence", "out"],
        "close": lambda turn: [ids[turn], "--result", "guided"],
        "show": lambda _turn: [ids[0]],
        "list --limit 20": lambda _turn: [],
        "search": lambda _turn: ["Le Hoa"],
        "summarize": lambda _turn: ["--period", "2025", "--by", "month,kind"],
        "due": lambda _turn: [],
        "agenda": lambda _turn: [],
        "--help": lambda _turn: [],
    }
    return {
        verb: _line([program, "--db", str(desk), *verb.split()], words.get(verb, lambda _turn: [])) for verb in VERBS
    }


def _line(start: list[str], words: Command) -> Command:
    return lambda turn: [*start, *words(turn)]


class Bench:
    """One run: where things lie, what was measured, which bounds broke."""

    def __init__(self, given: argparse.Namespace, work: Path) -> None:
        self.given, self.work = given, work
        self.env = {"PATH": os.environ["PATH"], "HOME": str(work), "LC_ALL": "C.UTF-8", "RECEPTION_LANG": given.lang}
        self.seconds: dict[str, float] = {}
        self.memory: dict[str, int] = {}
        self.rebuild: dict[str, float] = {}
        self.hiding: dict[str, float] = {}  # a matter of the large register becomes a denunciation: its words go
        self.wholes: list[dict[str, Any]] = []
        self.imports: list[dict[str, Any]] = []
        self.large: list[str] = []  # how the program is called at the large register
        self.broken: list[str] = []

    def measure(self) -> None:
        """Make everything and run it."""
        self.tell("building and installing the wheel")
        venv = installed(self.work)
        commands: dict[str, Command] = {BASE: lambda _turn: [venv.bin("trivial")]}
        lines = {size: self._verbs(venv, size) for size in (self.given.small, self.given.large)}
        commands |= {f"{verb} @{size}": lines[size][verb] for verb in VERBS for size in lines}  # side by side
        form = self._form(venv)
        commands |= form
        if not self.given.no_others:
            commands |= self._others(venv)
        self.seconds = interleaved(commands, self.given.rounds, self.env, self.tell)
        last = self.given.rounds + 1
        self.wholes = [self._whole(whole) for whole in WHOLES]
        self.hiding = self._hide()
        self.imports = [self._import(venv, suffix) for suffix in IMPORTS]
        self.memory = {verb: peak(commands[f"{verb} @{self.given.large}"](last), self.env) for verb in VERBS}

    def _verbs(self, venv: Venv, size: int) -> dict[str, Command]:
        self.tell(f"making a register of {size:,} entries")
        cache = Path(self.given.registers or self.work / "registers")
        desk = register(venv, size, cache, self.work)
        program = venv.bin("reception")
        cost = once([program, "--db", str(desk), "list", "--limit", "1"], self.env)
        if cost.code:
            sys.exit(f"the index of {desk} could not be built: exit code {cost.code}")
        if size == self.given.large:
            self.rebuild = {"seconds": cost.wall, "cpu_seconds": cost.cpu}
            self.large = [program, "--db", str(desk)]
        return command_lines(program, desk, open_incidents(desk, self.given.rounds + 2))

    def _form(self, venv: Venv) -> dict[str, Command]:
        desk = register(venv, MIDDLE, Path(self.given.registers or self.work / "registers"), self.work)
        line = [venv.bin("reception"), "--db", str(desk), "form", "01/TCD", "--period", "2025"]
        once(line, self.env)
        return {f"form @{MIDDLE}": lambda _turn: line}

    def _whole(self, whole: Whole) -> dict[str, Any]:
        self.tell(f"{whole.line} of {self.given.large:,} entries")
        line = [*self.large, *whole.line.split()]
        cost = once(line, self.env)
        if cost.code:
            sys.exit(f"{whole.line} failed with exit code {cost.code}")
        memory = peak(line, self.env)
        return {"line": whole.line, "seconds": cost.wall, "cpu_seconds": cost.cpu, "memory": memory}

    def _import(self, venv: Venv, suffix: str) -> dict[str, Any]:
        rows = self.given.rows
        self.tell(f"importing {rows:,} rows of {suffix}")
        file = self.work / f"so.{suffix}"
        venv.run(venv.python, HERE / "make_sheet.py", file, str(rows))
        timed, weighed = (self._empty_desk(venv, f"{suffix}-{what}") for what in ("timed", "weighed"))
        cost = once([*timed, "import", str(file), "--yes"], self.env)
        if cost.code:
            sys.exit(f"import of {file.name} failed with exit code {cost.code}")
        told = {"seconds": cost.wall, "cpu_seconds": cost.cpu}
        told["memory"] = peak([*weighed, "import", str(file), "--yes"], self.env)
        return {"line": IMPORTS[suffix].line, "rows": rows, **told}

    def _empty_desk(self, venv: Venv, name: str) -> list[str]:
        line = [venv.bin("reception"), "--db", str(self.work / name)]
        if once([*line, "init", "--unit", "X", "--name", "X"], self.env).code:
            sys.exit("no desk could be made")
        return line

    def _hide(self) -> dict[str, float]:
        self.tell(f"a denunciation among {self.given.large:,} entries")
        (incident,) = open_incidents(Path(self.large[2]), 1)
        cost = once([*self.large, "classify", incident, "--kind", "denunciation"], self.env)
        if cost.code:
            sys.exit(f"classify --kind denunciation failed with exit code {cost.code}")
        return {"seconds": cost.wall, "cpu_seconds": cost.cpu}

    def _others(self, venv: Venv) -> dict[str, Command]:
        count = self.given.others
        self.tell(f"installing other programs, {count:,} records each")
        made: dict[str, Command] = {"reception add": self._verbs(venv, count)["add"]}
        for name, make in (("TinyDB insert", others.tinydb), ("sqlite-utils insert", others.sqlite_utils),
                           ("Watson add", others.watson)):  # fmt: skip
            made[name] = make(self.work, count)
        return {f"{name} #{count}": line for name, line in made.items()}

    def tell(self, line: str) -> None:
        """Say on stderr how far things are."""
        print(f"\r{line:60}", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)

    def figures(self) -> dict[str, Any]:
        """Give all figures, and find the bounds that are broken."""
        base, ms = self.seconds[BASE], {name: median(found) * 1000 for name, found in self.seconds.items()}
        rows = []
        for verb, bound in VERBS.items():
            small, large = (self.seconds[f"{verb} @{size}"] for size in (self.given.small, self.given.large))
            row = {
                "verb": verb, "ms_small": median(small) * 1000, "ms_large": median(large) * 1000,
                "ratio": over(large, base), "limit": bound.ratio, "growth": over(large, small),
                "growth_limit": bound.growth, "memory": self.memory[verb],
            }  # fmt: skip
            self._hold(f"{verb}: ratio", row["ratio"], bound.ratio)
            self._hold(f"{verb}: growth", row["growth"], bound.growth)
            self._hold(f"{verb}: memory", row["memory"], MEMORY)
            rows.append(row)
        form = over(self.seconds[f"form @{MIDDLE}"], base)
        self._hold(f"form of a year in {MIDDLE:,} entries: ratio", form, FORM)
        for whole, found in zip(WHOLES, self.wholes, strict=True):
            self._hold(f"{whole.line}: seconds", found["seconds"], whole.seconds)
            self._hold(f"{whole.line}: memory", found["memory"], whole.memory)
        for whole, found in zip(IMPORTS.values(), self.imports, strict=True):
            self._hold(f"{whole.line}: seconds", found["seconds"], whole.seconds * found["rows"] / ROWS)
            self._hold(f"{whole.line}: memory", found["memory"], whole.memory)
        self._hold("index rebuild", self.rebuild["seconds"], REBUILD)
        self._hold("classify --kind denunciation", self.hiding["seconds"], HIDING)
        others_ = {name: taken for name, taken in ms.items() if "#" in name}
        return {
            "trivial_ms": ms[BASE], "rounds": self.given.rounds, "small": self.given.small,
            "large": self.given.large, "language": self.given.lang, "verbs": rows, "rebuild": self.rebuild,
            "hiding": self.hiding,
            "form": form, "wholes": self.wholes, "imports": self.imports,
            "others_ms": others_, "broken": self.broken,
        }  # fmt: skip

    def _hold(self, what: str, found: float, most: float) -> None:
        if found > most:
            self.broken.append(f"{what} is {found:,.2f}, at most {most:,.2f}")


def shown(found: Mapping[str, Any]) -> str:
    """Write the figures for a reader."""
    small, large = f"{found['small']:,}", f"{found['large']:,}"
    lines = [
        f"CPU time of whole commands, median of {found['rounds']} rounds; installed wheel; {found['language']}.",
        f"A trivial click command takes {found['trivial_ms']:.0f} ms; the goal of every daily verb is {GOAL}x.",
        "",
        f"{'verb':26}{small:>11}{large:>12}{'ratio':>8}{'limit':>7}{'growth':>9}{'limit':>7}{'memory':>9}",
    ]
    for row in found["verbs"]:
        good = row["ratio"] <= row["limit"] and row["growth"] <= row["growth_limit"] and row["memory"] <= MEMORY
        lines.append(
            f"{row['verb']:26}{row['ms_small']:>8.0f} ms{row['ms_large']:>9.0f} ms{row['ratio']:>7.2f}x"
            f"{row['limit']:>6}x{row['growth']:>8.2f}x{row['growth_limit']:>6}x{row['memory'] / 1e6:>6.0f} MB"
            + ("" if good else "  broken")
        )
    rebuild = found["rebuild"]
    lines += [
        "",
        f"index of {large} entries built anew in {rebuild['seconds']:.1f} s (at most {REBUILD:.0f}), "
        f"{rebuild['cpu_seconds']:.1f} s CPU",
        f"a matter of {large} entries becomes a denunciation, and its words are gone: "
        f"{found['hiding']['seconds']:.1f} s (at most {HIDING:.0f}), {found['hiding']['cpu_seconds']:.1f} s CPU",
        f"form of a year in {MIDDLE:,} entries: {found['form']:.2f}x (at most {FORM}x)",
        *(
            f"{one['line']}: {one['seconds']:.1f} s, {one['cpu_seconds']:.1f} s CPU, {one['memory'] / 1e6:.0f} MB"
            for one in found["wholes"]
        ),
        *(
            f"{one['line']}, {one['rows']:,} rows: {one['seconds']:.0f} s, {one['cpu_seconds']:.0f} s CPU, "
            f"{one['memory'] / 1e6:.0f} MB"
            for one in found["imports"]
        ),
        *(["", "one record added, whole process, records there already behind #:"] if found["others_ms"] else []),
        *(f"{name:28}{value:>9.0f} ms" for name, value in found["others_ms"].items()),
        "",
        *(found["broken"] or ["every bound holds"]),
    ]
    return "\n".join(lines)


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help="rows of the registers that are imported")
    parser.add_argument("--others", type=int, default=10_000, metavar="N", help="records of the other programs")
    parser.add_argument("--no-others", action="store_true", help="leave the other programs out")
    parser.add_argument("--lang", default="en", choices=("en", "vi"), help="language that the verbs speak")
    parser.add_argument("--registers", metavar="FOLDER", help="keep the registers here for the next time")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bound is broken")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as work:
        bench = Bench(given, Path(work))
        bench.measure()
        found = bench.figures()
    print(json.dumps(found, indent=2) if given.json else shown(found))
    sys.exit(1 if given.check and found["broken"] else 0)


if __name__ == "__main__":
    main()
