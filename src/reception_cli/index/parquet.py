"""The cards of units as Parquet: one folder for a table, a unit and a year, to be read by DuckDB and its like.

Numbers stand as in the unit's own register; whoever reads several units puts the unit's place before them.
"""

import csv
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from reception_cli.domain import numbers
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index import schema
from reception_cli.ledger.files import create, write_all

FOLDER = "parquet"
_YEAR = f"CAST(({{}}) % {numbers.UNIT} // {numbers.UNIT // 10_000} AS INTEGER)"
# table -> the year it is laid by; what figures and forms read
TABLES = {
    "links": _YEAR.format("line"),
    "lines": _YEAR.format("line"),
    "incidents": _YEAR.format("incident"),
    "lives": _YEAR.format("incident"),
    "done": _YEAR.format("incident"),
    "replies": _YEAR.format("incident"),
    "duties": "CAST(substr(day, 1, 4) AS INTEGER)",
    "persons": _YEAR.format("line"),
}
_LAYOUT = 2  # raised when what is written changes: older Parquet is written anew
_TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "NUMERIC": "DOUBLE", "": "VARCHAR"}
OWN = "_own"  # stands for the desk's own register; no unit can be called so
_NOTHING = "\\N"


def engine() -> Any:
    """Import DuckDB; raises UsageFault that says what to install."""
    try:
        import duckdb
    except ImportError as fault:
        raise UsageFault(
            _("The engine DuckDB is not installed."),
            _("Install it: pip install 'reception-cli[engine]'; or go on without --engine duckdb."),
        ) from fault
    return duckdb


def columns(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Give the columns of a table with their types; days are text, so that no reader moves them."""
    return {row[1]: _TYPES[row[2]] for row in db.execute(f"PRAGMA table_info({table})")}


def made_of(folder: str, code: str) -> dict[str, Any]:
    """Tell how far the cards had read of which the Parquet of a unit was made; nothing where there is none of ours."""
    try:
        with open(_note(folder, code), encoding="utf-8") as file:
            told = json.load(file)
        return told if (told.get("version"), told.get("layout")) == (schema.VERSION, _LAYOUT) else {}
    except (OSError, ValueError, AttributeError):
        return {}


def add_persons(db: sqlite3.Connection, marks: Iterable[tuple[str, int]] = ()) -> None:
    """Lay keyed hashes (hash, line) beside cards that are open, as one more table; it goes when they are closed."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS persons(mark TEXT, line INTEGER)")
    db.executemany("INSERT INTO temp.persons VALUES(?,?)", marks)


def write(folder: str, code: str, cards: str, facts: dict[str, Any], marks: Iterable[tuple[str, int]]) -> None:
    """Write the cards of one unit; what was there before is replaced, and believed again when all is there.

    `marks` are the keyed hashes of its people: (hash, line).
    """
    _forget(_note(folder, code))
    db = sqlite3.connect(f"file:{cards.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro", uri=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as aside, engine().connect() as duck:
            duck.execute("SET threads = 1")  # so little is soonest done alone
            add_persons(db, marks)
            for table, year in TABLES.items():
                _table(db, duck, table, year, code, aside)
                _replace(os.path.join(aside, "out", table, f"unit={code}"), os.path.join(folder, table, f"unit={code}"))
    finally:
        db.close()
    fd = create(_note(folder, code))
    try:
        write_all(fd, json.dumps(_told(facts)).encode())
    finally:
        os.close(fd)


def _table(db: sqlite3.Connection, duck: Any, table: str, year: str, code: str, aside: str) -> None:
    shape = columns(db, table)
    path = os.path.join(aside, f"{table}.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(_rows(db, table))
    types = ", ".join(f"'{name}': '{type_}'" for name, type_ in shape.items())
    source = (
        f"read_csv('{_quoted(path)}', header = false, nullstr = '{_NOTHING}', columns = {{{types}}},"
        " quote = '\"', escape = '\"', delim = ',', auto_detect = false, max_line_size = 10000000)"
    )
    target = os.path.join(aside, "out", table)
    os.makedirs(target, exist_ok=True)
    duck.execute(
        f"COPY (SELECT *, '{code}' AS unit, {year} AS year FROM {source})"
        f" TO '{_quoted(target)}' (FORMAT parquet, PARTITION_BY (unit, year), OVERWRITE_OR_IGNORE)"
    )


def _rows(db: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    for row in db.execute(f"SELECT * FROM {table}"):
        yield tuple(_NOTHING if value is None else value for value in row)


def _replace(made: str, target: str) -> None:
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(made):  # a table without rows has no folder
        os.replace(made, target)


def _forget(path: str) -> None:
    if os.path.exists(path):
        os.unlink(path)


def _note(folder: str, code: str) -> str:
    return os.path.join(folder, f"{code}.json")


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    read = {name: facts.get(name, "") for name in ("seq", "digest", "pos", "end", "law", "file")}
    return {"version": schema.VERSION, "layout": _LAYOUT, **read}


def _quoted(path: str) -> str:
    return path.replace("'", "''")
