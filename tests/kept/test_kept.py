"""Registers, bundles and backups of an earlier version: each opens, verifies and gives the answers it gave then.

`make.py` made them and recorded every answer; `asked.py` says what was asked. Where a later version means to answer
otherwise, the answer is named in INTENDED with the reason; everything else must be the same.
"""

import json
import shlex
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import keeping
import pytest

DESKS = ("demo", "kinds", "salvaged", "district")
_UNBROUGHT = (  # what asks of HQ/2026-0003, whose only visit is struck through
    "district: due --exit-code --json",
    "district: due --json",
    "district: due --unit HQ --json",
    "district: due --within 30d --json",
    "district: due --within 3wd --json",
    "district: explain HQ/2026-0003 --json",
    "district: export --format csv",
    "district: export --format jsonl",
    "district: export --format jsonl --with-identity --reason 'Kiểm tra' --json",
    "district: list --as-at 2026-11-30 --json",
    "district: list --assignee none --json",
    "district: list --format md",
    "district: list --handling none --json",
    "district: list --json",
    "district: list --kind denunciation --json",
    "district: list --overdue --json",
    "district: list --sort -due_on --fields id,due_on,due_step,overdue_days --json",
    "district: list --status open --json",
    "district: list --unit HQ --json",
    "district: list --with-identity --reason 'Kiểm tra' --json",
    "district: show HQ/2026-0003 --json",
    "district: stats --period 2023-01-01..2026-12-31 --by clerk --json",
    "district: stats --period 2023-01-01..2026-12-31 --by field --json",
    "district: stats --period 2023-01-01..2026-12-31 --by kind --json",
    "district: stats --period 2023-01-01..2026-12-31 --by month --json",
    "district: stats --period 2023-01-01..2026-12-31 --json",
    "district: stats --period 2026 --as-at 2026-10-31 --json",
    "district: stats --period 2026 --by clerk --json",
    "district: stats --period 2026 --by field --json",
    "district: stats --period 2026 --by kind --json",
    "district: stats --period 2026 --by month --json",
    "district: stats --period 2026 --json",
    "district: stats --period 2026 --unit HQ --json",
    "district: stats --period tk-2026 --by clerk --json",
    "district: stats --period tk-2026 --by field --json",
    "district: stats --period tk-2026 --by kind --json",
    "district: stats --period tk-2026 --by month --json",
    "district: stats --period tk-2026 --json",
)
# "desk: words as typed" -> why the answer is another one now.
INTENDED: dict[str, str] = {
    "kinds: import slice.csv --dry-run --json": "an import says what it read from words, and what it could not",
    "district: list @1 --json": "@1 is what this desk touched last, not a unit",
    "district: classify --suggest --json": "a desk classifies its own matters only",
    "district: classify --suggest --limit 2 --json": "a desk classifies its own matters only",
    "kinds: explain 2026-0025 --json": "Tet 2027 is told with what is proposed for it",
    "salvaged: explain 2026-0025 --json": "Tet 2027 is told with what is proposed for it",
    "district: undo --list --json": "a delivery cannot be given back, and nothing before it is taken back past it",
    **dict.fromkeys(_UNBROUGHT, "nothing is owed of a matter that nobody brings"),
    **dict.fromkeys(
        (f"{name}: agenda{more} --json" for name in DESKS for more in ("", " --limit 2")),
        "the agenda lists incomplete matters, and its rows say what is missing",
    ),
    **dict.fromkeys(
        (f"kinds: close 23 --result guided{more} --json" for more in ("", " --dry-run")), "what is missing is noted"
    ),
    **dict.fromkeys(
        (f"district: consolidate {words} --dry-run --json" for words in (
            "--expect expected.csv --strict", "BP=BP.csv --expect expected.csv", "BT.jsonl.gz --expect expected.csv"
        )), "what is missing stands first",
    ),
}
INTENDED |= {
    **{f"{name}: diff nothing :TB --json": "a file that is not there is told with what to do" for name in DESKS},
    "kinds: redact 2 --reason x --dry-run --json": "what erases wants the whole number where a short one may mean two",
    **dict.fromkeys(
        (f"kinds: redact V2026-0004 --reason {more} --json" for more in ("x --dry-run", "'Yêu cầu' --yes")),
        "an erasure names the readings by which names left the desk",
    ),
}
INTENDED |= {
    f"{name}: agenda{more} --json": "the agenda lists matters without a field"
    for name in DESKS for more in ("", " --limit 2")
}  # fmt: skip
INTENDED |= {f"{name}: config --json": "config lists every setting, those of the register, too" for name in DESKS}
INTENDED |= {f"{name}: stats --by nonsense --json": "stats are told by unit, too" for name in DESKS}
INTENDED |= {
    f"{name}: explain 2026-0016 --json": "the day of legal effect crosses days off that are not final"
    for name in ("kinds", "salvaged")
}  # fmt: skip
_OTHERWISE = "01/KQGQ tells what ended otherwise"
INTENDED |= {
    f"{name}: form 01/KQGQ --circular {circular} --period {period} --json": _OTHERWISE
    for name, periods in {
        "kinds": ("2026", "2026-07-01..2026-10-15", "tk-2026", "tk-2026-Q3"), "salvaged": ("2026", "tk-2026"),
    }.items()
    for period in periods for circular in ("01/2024", "02/2021")
}  # fmt: skip
INTENDED |= {
    f"{name}: form 01/KQGQ {more} --json": _OTHERWISE
    for name in ("kinds", "salvaged")
    for more in ("--circular 01/2024 --period 2026 --cell rest", "--period 2026 --by unit")
}  # fmt: skip
INTENDED |= {
    f"{name}: {shlex.join(one['argv'])}": "figures count petitions, too: a column, a sentence, more to group by"
    for name in DESKS for one in keeping.answers(name)
    if one["argv"][0] in ("summarize", "chart")
    and ({"--prose", "csv", "tsv", "md", "nonsense", "svg"} & set(one["argv"]) or "-o" in one["argv"])
}  # fmt: skip
# What rows and totals of a verb tell besides what they told; a note and steps that were not told at all.
_RESOLVED = {"taken_in", "resolved", "resolved_percent"}
_PETITIONS = {"petitions", "petitions_before", "petitions_change", "petitions_percent"}
ADDED = {
    "consolidate": {"received", "complete_to"}, "due": {"who"}, "explain": {"who", "falls_on"},
    "show": {"promises", "papers", "notices", "plans", "roles", "transfers", "entered"},
    "duty": {"visits", "people"},
    "stats": _RESOLVED | {"petitions"}, "summarize": _PETITIONS, "chart": _PETITIONS,
}  # fmt: skip
NOTED = {"stats": {"resolved"}, "form": {"never-imported", "ends_early"}}  # notes that are new
# A fact of a note that is told of another time: what moved behind a seal, of the days that are sealed alone.
RETOLD = {"form": ("after_seal", "columns")}
BARS = {
    "complain", "complain-discipline-first", "complain-discipline-second", "complain-discipline-dismissal",
    "complain-second", "decision-effective",
}  # fmt: skip
INTENDED |= {
    f"salvaged: {shlex.join(one['argv'])}": "what moved since a seal is told within the one batch of a salvage, too"
    for one in keeping.answers("salvaged")
    if one["argv"][0] == "summarize" and "after_seal" in json.dumps(one)
}
INTENDED |= {
    f"{name}: {shlex.join(one['argv'])}": "the 45 days of a petition are a mark, and no due day"
    for name in DESKS for one in keeping.answers(name)
    if "unprocessed-petition" in json.dumps(one)
    or one["argv"] == ["list", "--format", "md"]  # which names no step
    or (one["argv"][0] == "stats" and name != "demo")  # how many of the open ones have a day, and keep it
}  # fmt: skip
INTENDED |= {
    f"{name}: {shlex.join(one['argv'])}": "where nothing has the words, numbers, slips and what is near are told"
    for name in DESKS for one in keeping.answers(name)
    if one["argv"][0] == "search" and isinstance(one.get("json"), dict) and one["json"].get("rows") == []
}  # fmt: skip
INTENDED |= {
    f"{name}: classify --suggest{more} --json": "communes and the numbers of papers are words of a matter, too"
    for name in ("kinds", "salvaged") for more in ("", " --limit 2")
}  # fmt: skip
INTENDED["district: consolidate BP=BP.csv --json"] = "a plain register is called as the tree calls its unit"
# Facts that name an edition of the law: they differ with every edition, and mean no other answer.
EDITIONS = ("calendar",)
KINDS = {
    "accepted", "appointed", "assigned", "attached", "attended", "classified", "closed", "configured", "consolidated",
    "contacted", "corrected", "decided", "disclosed", "duty", "executed", "extended", "handed_over", "imported",
    "incident", "met", "missed", "noted", "paused", "petition", "redacted", "referred", "reopened", "replied",
    "restored", "resumed", "retracted", "salvaged", "sealed", "stepped", "urged", "visit", "voided", "withdrawn",
}  # fmt: skip
_TOLD = 40  # lines of what differs

Run = Callable[..., tuple[int, str, str]]  # (desk's folder, *words) -> exit code, stdout, stderr


def told_by_verb() -> list[Any]:
    """One test for each verb at each desk, with all that was asked of it there."""
    tests: list[Any] = []
    for name in DESKS:
        verbs: dict[str, list[keeping.Answer]] = defaultdict(list)
        for one in keeping.answers(name):
            verbs[one["argv"][0]].append(one)
        tests += [pytest.param(name, answers, id=f"{name}-{verb}") for verb, answers in verbs.items()]
    return tests


def command() -> Any:
    """Find the installed command, which runs a line and gives its exit code."""
    (entry,) = entry_points(group="console_scripts", name="reception")
    return import_module(entry.module).run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Unpack a kept desk, once, and have it make its cards; gives the folder that it lies in with what lies beside."""
    opened: dict[str, Path] = {}

    def unpacked(name: str) -> Path:
        if name not in opened:
            desk = keeping.unpack(name, tmp_path_factory.mktemp(name))
            assert command()(["--db", str(desk), "--now", keeping.NOW, "--user", keeping.CLERK, "list"]) == 0
            opened[name] = desk.parent
        return opened[name]

    return unpacked


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a line in this process, in the folder beside the desk, as a clerk who is new to it."""

    def ran(desk: Path, *words: str) -> tuple[int, str, str]:
        shutil.rmtree(tmp_path / "home", ignore_errors=True)
        monkeypatch.chdir(desk.parent)
        capfd.readouterr()
        code = command()(["--db", str(desk), "--now", keeping.NOW, "--user", keeping.CLERK, "--no-input", *words])
        return (code, *capfd.readouterr())

    return ran


def differences(before: Any, now: Any, at: str = "") -> Iterator[str]:
    """Tell in one line each where two answers differ."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in {**before, **now}:
            if key not in now or key not in before:
                yield f"{at}.{key}: {'gone' if key in before else 'new'}: {json.dumps({**now, **before}[key])[:200]}"
            elif key not in EDITIONS:
                yield from differences(before[key], now[key], f"{at}.{key}")
    elif isinstance(before, list) and isinstance(now, list):
        for n, (one, other) in enumerate(zip(before, now, strict=False)):
            yield from differences(one, other, f"{at}[{n}]")
        if len(before) != len(now):
            yield f"{at}: {len(before)} before, {len(now)} now"
    elif (before, type(before)) != (now, type(now)):
        told = [json.dumps(one, ensure_ascii=False)[:200] for one in (before, now)]
        yield f"{at}: {told[0]} before, {told[1]} now"


def without_additions(verb: str, answer: Any) -> Any:
    """Leave out of an answer what a later version tells besides: keys of rows, a note, the citizen's own terms."""
    told = answer.get("json")
    if not isinstance(told, dict) or "rows" not in told:
        return answer
    added = ADDED.get(verb, set())
    told = {
        **told, "totals": {key: value for key, value in told["totals"].items() if key not in added},
        "rows": [
            {key: value for key, value in row.items() if key not in added}
            for row in told["rows"] if (verb != "explain" or row["step"] not in BARS) and not _papers_alone(row)
        ],
        "notes": [
            {key: value for key, value in note.items() if (note["code"], key) != RETOLD.get(verb)}
            for note in told["notes"] if note["code"] not in NOTED.get(verb, ())
        ],
    }  # fmt: skip
    return {**answer, "json": told}


def _papers_alone(row: dict[str, Any]) -> bool:
    """Whether nobody came, in a row of figures: it may be there by its petitions alone."""
    return "groups" in row and not (row.get("visits", 1) or row.get("visits_before"))


@pytest.mark.parametrize(("name", "answers"), told_by_verb())
def test_the_answers_are_those_of_the_version_that_made_it(
    name: str, answers: list[keeping.Answer], kept: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    told = []
    for before in answers:
        here = kept(name)
        if before["alone"]:
            here = Path(shutil.copytree(here, tmp_path / "alone" / name))
        now = keeping.said(before["argv"], *run(here / name, *before["argv"]), here, before["alone"])
        question = f"{name}: {shlex.join(before['argv'])}"
        if before["alone"]:
            code, out, _err = run(here / name, "verify")
            assert (code, out) == (0, ""), f"{question}: does not verify afterwards:\n{out}"
            shutil.rmtree(here)
        if question not in INTENDED:
            now, before = (without_additions(before["argv"][0], one) for one in (now, before))
            told += [f"{question}\n    {line}" for line in differences(before, now)]
    assert not told, f"{len(told)} differences:\n" + "\n".join(told[:_TOLD])


def test_nothing_is_called_intended_that_was_never_asked() -> None:
    asked = {f"{name}: {shlex.join(one['argv'])}" for name in DESKS for one in keeping.answers(name)}
    assert INTENDED.keys() <= asked


def test_every_kind_of_entry_is_kept(kept: Callable[[str], Path]) -> None:
    files = [file for name in DESKS for file in kept(name).rglob("reception.json")]
    entries = [one for file in files for one in json.loads(file.read_text("utf-8"))["entries"].values()]
    assert {one["kind"] for one in entries} == KINDS


@pytest.mark.parametrize("name", DESKS)
def test_reading_changes_no_byte_of_a_kept_register(name: str, kept: Callable[[str], Path], run: Run) -> None:
    folder = kept(name)
    before = {file: file.read_bytes() for file in folder.rglob("reception.json")}
    for words in ("list", "verify", "summarize", "due", "agenda"):
        run(folder / name, words)
    assert {file: file.read_bytes() for file in before} == before


@pytest.mark.parametrize("name", ("demo", "kinds", "district"))
def test_a_kept_backup_opens_verifies_and_is_restored(
    name: str, kept: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    here = Path(shutil.copytree(kept(name), tmp_path / "copy"))
    backups = sorted(file.parent for file in here.glob("**/backups/*/reception.json"))
    assert backups
    for backup in backups:
        assert run(backup, "verify")[:2] == (0, "")
        assert json.loads(run(backup, "list", "--json")[1])["rows"]
        desk = backup.parents[1]
        code, _out, err = run(desk, "restore", str(backup), "--yes")
        assert code == 0, err
        assert run(desk, "verify")[:2] == (0, "")
        # the same chain; private values that were erased since the backup are erased in it, too
        told = [json.loads((one / "reception.json").read_text("utf-8"))["entries"] for one in (backup, desk)]
        before, restored = ([entry["digest"] for entry in entries.values()] for entries in told)
        assert restored[: len(before)] == before


def test_a_fresh_desk_takes_the_kept_bundles(kept: Callable[[str], Path], run: Run, tmp_path: Path) -> None:
    here = Path(shutil.copytree(kept("district"), tmp_path / "copy"))
    fresh = here / "fresh"
    assert run(fresh, "init", "--unit", "QD")[0] == 0
    code, out, err = run(fresh, "consolidate", "HQ-1.jsonl.gz", "HQ-2.jsonl.gz", "BT.jsonl.gz", "BP=BP.csv", "--json")
    assert code == 0, err
    units = ("HQ", "BT", "BP")
    assert {row["unit"]: row["status"] for row in json.loads(out)["rows"]} == dict.fromkeys(units, "received")
    for unit in units:  # as the kept district has them, which took them long ago
        for words in (("summarize", "--from", "2020-01-01", "--by", "month"), ("list",), ("list", "--visits")):
            told = [json.loads(run(desk, *words, "--unit", unit, "--json")[1]) for desk in (fresh, here / "district")]
            assert list(differences(told[1]["rows"], told[0]["rows"], f"{unit} {words}")) == []
    assert run(fresh, "verify")[:2] == (0, "")


def test_the_kept_sealed_bundle_is_opened_by_the_keys_it_is_for_only(
    kept: Callable[[str], Path], run: Run, tmp_path: Path
) -> None:
    here = Path(shutil.copytree(kept("district"), tmp_path / "copy"))
    code, out, err = run(here / "district", "consolidate", "PN.jsonl.gz.age", "--json")
    assert (code, [(row["unit"], row["status"]) for row in json.loads(out)["rows"]]) == (0, [("PN", "unchanged")]), err
    assert run(here / "other", "init", "--unit", "QD")[0] == 0
    assert run(here / "other", "consolidate", "PN.jsonl.gz.age")[0] == 6


def test_a_value_that_a_later_version_tells_otherwise_is_named() -> None:
    before = {"rows": [{"id": "2026-0001", "visits": 1, "gone": None}], "exit": 0}
    now = {"rows": [{"id": "2026-0001", "visits": 2, "new": 1}, {}], "exit": 0}
    assert list(differences(before, now)) == [
        ".rows[0].visits: 1 before, 2 now", ".rows[0].gone: gone: null", ".rows[0].new: new: 1",
        ".rows: 1 before, 2 now",
    ]  # fmt: skip
    assert list(differences({"n": 1}, {"n": 1.0})) and list(differences({"n": 1}, {"n": True}))
