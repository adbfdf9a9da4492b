"""Measure a desk that consolidates: `python tests/bench/many_units.py [--units N] [--entries N] [--kept FOLDER]`.

Every unit has an invented register of so many entries, and sends it as a bundle. Measured are the consolidation of
all of them, and form 01/TCD of one year over all, beside a query that was written by hand for DuckDB over the same
Parquet, as whole processes in the same rounds. FOLDER keeps the bundles for the next time.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

from measure import once, peak
from places import HERE, installed

BOUND = 1.5  # of the time of the query written by hand
PERIOD = ("2024-01-01", "2024-12-31")


def main() -> int:
    """Build, measure, and tell."""
    wish = argparse.ArgumentParser()
    wish.add_argument("--units", type=int, default=300)
    wish.add_argument("--entries", type=int, default=10_000)
    wish.add_argument("--rounds", type=int, default=5)
    wish.add_argument("--kept", type=Path, metavar="FOLDER")
    wish.add_argument("--check", action="store_true")
    asked = wish.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        venv = installed(work)
        venv.pip("install", "duckdb>=2")
        sent = bundles(venv, asked.units, asked.entries, asked.kept or work / "bundles")
        desk = work / "area"
        consolidated(venv, sent, desk)
        return tell(venv, desk, asked.rounds, asked.check)


def bundles(venv, count: int, entries: int, folder: Path) -> list[Path]:  # type: ignore[no-untyped-def]
    """Let so many units write their bundles; those that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [folder / f"U{n:04}-{entries}.jsonl.gz" for n in range(1, count + 1)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda n: _bundle(venv, n, entries, made[n - 1]), range(1, count + 1)))
    return made


def _bundle(venv, n: int, entries: int, bundle: Path) -> None:  # type: ignore[no-untyped-def]
    if bundle.exists():
        return
    with tempfile.TemporaryDirectory() as one:
        desk, unit = Path(one) / "desk", f"U{n:04}"
        maker = (HERE / "make_register.py", desk, "--entries", entries, "--seed", n, "--unit", unit, "--no-index")
        venv.run(venv.python, *maker)
        aside = bundle.with_name(f"new-{bundle.name}")
        venv.run(venv.bin("reception"), "--db", desk, "export", "--bundle", "-o", aside)
        aside.rename(bundle)


def consolidated(venv, sent: list[Path], desk: Path) -> None:  # type: ignore[no-untyped-def]
    """Take all bundles in, and tell what that took."""
    reception = [venv.bin("reception"), "--db", str(desk)]
    venv.run(*reception, "init", "--unit", "AREA")
    most = Most(desk)
    cost = once([*reception, "consolidate", *map(str, sent)], dict(os.environ))
    memory = most.told()
    size = sum(path.stat().st_size for path in sent)
    print(f"{len(sent)} bundles, {size / 1e6:.0f} MB: {cost.wall:.0f} s wall, {cost.cpu:.0f} s CPU, exit {cost.code}")
    print(f"peak memory, consolidate: {memory / 1e6:.0f} MB in all processes together")


class Most:
    """Watches what all processes that work at a desk hold together, at their most."""

    def __init__(self, desk: Path) -> None:
        """Begin to watch."""
        self._name, self._most, self._going = str(desk).encode(), 0, True
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._going:
            self._most = max(self._most, sum(map(self._held, Path("/proc").glob("[0-9]*"))))
            time.sleep(0.2)

    def _held(self, process: Path) -> int:
        """Give the bytes that a process of this desk, or a child of one, holds alone or shares in part."""
        try:
            if not self._ours(process):
                return 0
            rows = (process / "smaps_rollup").read_text().splitlines()
            return sum(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))
        except (OSError, IndexError, ValueError):
            return 0

    def _ours(self, process: Path) -> bool:
        if self._name in (process / "cmdline").read_bytes():
            return True
        parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        return parent != "0" and self._name in (process.parent / parent / "cmdline").read_bytes()

    def told(self) -> int:
        """Stop watching, and give what it was, in bytes."""
        self._going = False
        self._thread.join()
        return self._most


def tell(venv, desk: Path, rounds: int, check: bool) -> int:  # type: ignore[no-untyped-def]
    """Print what the first and the later forms take, and the query written by hand."""
    env = dict(os.environ)
    form = [venv.bin("reception"), "--db", str(desk), "form", "01/TCD", "--period", "..".join(PERIOD)]
    hand = [venv.python, str(HERE / "by_hand.py"), str(desk / "units" / "parquet"), *PERIOD]
    for engine in ("sqlite", "duckdb"):
        begun = time.perf_counter()
        cost = once([*form, "--engine", engine], env)
        print(f"first form, {engine}: {cost.cpu:.1f} s CPU, {time.perf_counter() - begun:.1f} s, cards or Parquet made")
    costs: dict[str, list[float]] = {"sqlite": [], "duckdb": [], "by hand": []}
    for _turn in range(rounds):
        for name, argv in (("sqlite", [*form, "--engine", "sqlite"]), ("duckdb", [*form, "--engine", "duckdb"]),
                           ("by hand", hand)):  # fmt: skip
            costs[name].append(once(argv, env).wall)
    best = {name: min(times) for name, times in costs.items()}
    for name, seconds in best.items():
        print(f"form 01/TCD, {name}: {seconds:.2f} s wall")
    print(f"peak memory, duckdb: {peak([*form, '--engine', 'duckdb'], env) / 1e6:.0f} MB")
    ratio = best["duckdb"] / best["by hand"]
    print(f"duckdb over by hand: {ratio:.2f} (bound {BOUND})")
    print(subprocess.run(hand, capture_output=True, text=True).stdout[:200])
    return int(check and ratio > BOUND)


if __name__ == "__main__":
    sys.exit(main())
