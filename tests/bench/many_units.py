"""Measure a desk that consolidates: `python tests/bench/many_units.py [--units N] [--entries N] [--registers FOLDER]`.

Every unit has a register of so many entries. Form 01/TCD of one year over all of them is timed beside a query that
was written by hand for DuckDB over the same Parquet, both as whole processes in the same rounds.
"""

import argparse
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import once, peak
from places import HERE, installed, register

BOUND = 1.5  # of the time of the query written by hand
PERIOD = ("2024-01-01", "2024-12-31")


def main() -> int:
    """Build, measure, and tell."""
    wish = argparse.ArgumentParser()
    wish.add_argument("--units", type=int, default=300)
    wish.add_argument("--entries", type=int, default=10_000)
    wish.add_argument("--rounds", type=int, default=5)
    wish.add_argument("--registers", type=Path)
    wish.add_argument("--check", action="store_true")
    asked = wish.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        venv = installed(work)
        venv.pip("install", "duckdb>=2")
        desk = units(venv, asked.units, register(venv, asked.entries, asked.registers or work, work), work)
        return tell(venv, desk, asked.rounds, asked.check)


def units(venv, count: int, one: Path, work: Path) -> Path:  # type: ignore[no-untyped-def]
    """Lay a desk with so many units out; each has the same register under a code of its own."""
    desk = work / "area"
    venv.run(venv.bin("reception"), "--db", desk, "init", "--unit", "AREA")
    venv.run(venv.bin("reception"), "--db", one, "list", "--limit", "1")
    sqlite3.connect(one / "index.sqlite").execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for n in range(1, count + 1):
        unit = desk / "units" / f"U{n:04}"
        unit.mkdir(parents=True)
        os.link(one / "reception.json", unit / "reception.json")
        shutil.copy(one / "index.sqlite", unit)
    return desk


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
