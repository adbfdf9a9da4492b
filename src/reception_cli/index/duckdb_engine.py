"""The cards of units as Parquet, and DuckDB, which answers from it as SQLite does from the merged cards.

Written: one folder for a table, a unit and a year. Numbers stand there as in the unit's own register; who reads
several units adds the unit's place to them. Whoever asks for figures need not know which of the two answers.
"""

import csv
import glob
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index import VERSION, cache, schema
from reception_cli.index.merge import SHIFTS, shift
from reception_cli.index.schema import Column, TableSpec
from reception_cli.ledger.files import create, drop, drop_folder, move, ordinary, write_all

FOLDER = "parquet"
OWN = "_own"  # stands for the desk's own register; no unit can be called so
MEMORY = "2GB"  # more is written aside
TABLES = {table.name: table for table in schema.MERGED if table.year}  # what figures and forms read
_LAYOUT = 3  # raised when what is written changes: older Parquet is written anew
_TYPES = {"INTEGER": "BIGINT", "TEXT": "VARCHAR", "NUMERIC": "DOUBLE", "": "VARCHAR"}
_NOTHING = "\\N"
_WORD = re.compile(r"\w+")


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


def _type(column: Column) -> str:
    """Name the type of a column; days are text, so that no reader moves them."""
    return _TYPES[column.type.partition(" ")[0]]


def _quoted(path: str) -> str:
    return path.replace("'", "''")


# --- Writing the cards of one unit.

def made_of(folder: str, code: str) -> dict[str, Any]:
    """Tell how far the cards had read of which the Parquet of a unit was made; nothing where there is none of ours."""
    try:
        with open(_note(folder, code), encoding="utf-8", opener=ordinary) as file:
            facts = json.load(file)
        return facts if (facts.get("version"), facts.get("layout")) == (VERSION, _LAYOUT) else {}
    except (OSError, ValueError, AttributeError):
        return {}


def write(folder: str, code: str, cards: str, facts: dict[str, Any], marks: Iterable[tuple[str, int]]) -> None:
    """Write the cards of one unit; what was there before is replaced, and believed again when all is there.

    `facts` are those of the cards' `meta`; `marks` are the keyed hashes of its people: (hash, line).
    """
    drop(_note(folder, code))
    db = cache.connect(cards, "ro")
    try:
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as aside, engine().connect() as duck:
            duck.execute("SET threads = 1")  # so little is soonest done alone
            for table in TABLES.values():
                query = f"SELECT {', '.join(table.names)} FROM {table.name}"
                rows = dict.fromkeys(marks) if table is schema.PERSONS else db.execute(query)
                _write_table(rows, duck, table, code, aside)
                made = os.path.join(aside, "out", table.name, f"unit={code}")
                _replace(made, os.path.join(folder, table.name, f"unit={code}"))
    finally:
        db.close()
    read = {name: facts.get(name, "") for name in ("seq", "digest", "pos", "end", "law", "file")}
    fd = create(_note(folder, code))
    try:
        write_all(fd, json.dumps({"version": VERSION, "layout": _LAYOUT, **read}).encode())
    finally:
        os.close(fd)


def _write_table(rows: Iterable[tuple[object, ...]], duck: Any, table: TableSpec, code: str, aside: str) -> None:
    path = os.path.join(aside, f"{table.name}.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_NOTHING if value is None else value for value in row] for row in rows)
    types = ", ".join(f"'{column.name}': '{_type(column)}'" for column in table.columns)
    source = (
        f"read_csv('{_quoted(path)}', header = false, nullstr = '{_NOTHING}', columns = {{{types}}},"
        " quote = '\"', escape = '\"', delim = ',', auto_detect = false, max_line_size = 10000000)"
    )
    target = os.path.join(aside, "out", table.name)
    os.makedirs(target, exist_ok=True)
    duck.execute(
        f"COPY (SELECT *, '{code}' AS unit, {_year(table)} AS year FROM {source})"
        f" TO '{_quoted(target)}' (FORMAT parquet, PARTITION_BY (unit, year), OVERWRITE_OR_IGNORE)"
    )


def _year(table: TableSpec) -> str:
    """Say the year by which a row is laid: that of a number of the register, or of an ISO day."""
    if table.column(table.year).refers == schema.NUMBER:
        return f"CAST(({table.year}) % {numbers.UNIT} // {numbers.UNIT // 10_000} AS INTEGER)"
    return f"CAST(substr({table.year}, 1, 4) AS INTEGER)"


def _replace(made: str, target: str) -> None:
    with suppress(OSError):
        drop_folder(target)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(made):  # a table without rows has no folder
        move(made, target)


def _note(folder: str, code: str) -> str:
    return os.path.join(folder, f"{code}.json")


# --- Asking.

class Reach(NamedTuple):
    """What figures will be asked of: ISO days, both included, and whether petitions of before matter too."""

    first: str
    last: str
    petitions: bool = False

    @property
    def links(self) -> str:
        """Choose the links, by their years first: files of other years are not opened."""
        years = f"t.year BETWEEN {int(self.first[:4])} AND {int(self.last[:4])} AND t.day BETWEEN '{{0}}' AND '{{1}}'"
        within = years.format(self.first, self.last)
        return f"{within} OR t.counted = 2" if self.petitions else within


class Duck:
    """A connection that answers as SQLite's does, as far as figures need it."""

    def __init__(self, folder: str, codes: Sequence[str], own: sqlite3.Connection, reach: Reach) -> None:
        """`folder` holds the Parquet of the units `codes`, in the order of their places; `own` are the desk's cards."""
        self._folder, self._reach = folder, reach
        self._db = engine().connect()
        self._db.execute(f"SET memory_limit = '{MEMORY}'")
        self._db.execute(f"SET temp_directory = '{_quoted(folder)}'")
        places = ", ".join(f"({place}, '{code}')" for place, code in enumerate(codes))
        self._db.execute(f"CREATE TABLE units(unit BIGINT, code VARCHAR); INSERT INTO units VALUES {places}")
        self._read: dict[str, set[str]] = {}
        for table in schema.TABLES:
            if table.over_units == "own":
                self._take_over(own, table)

    def _take_over(self, own: sqlite3.Connection, table: TableSpec) -> None:
        """Copy a small table that is the desk's own."""
        self._db.execute(f"CREATE TABLE {table.name}({', '.join(f'{name} VARCHAR' for name in table.names)})")
        rows = own.execute(f"SELECT {', '.join(table.names)} FROM {table.name}").fetchall()
        if rows:
            self._db.executemany(f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.names))})", rows)

    def execute(self, sql: str, params: Sequence[object] = ()) -> "Answer":
        """Ask one question."""
        words = set(_WORD.findall(sql))
        for name in TABLES.keys() & words:
            columns = words.intersection(TABLES[name].names) or {TABLES[name].key[0]}
            if name not in self._read or not columns <= self._read[name]:
                self._make(TABLES[name], columns | self._read.get(name, set()))
        return Answer(self._db.execute(sql, list(params)))

    def _make(self, table: TableSpec, names: set[str]) -> None:
        """Lay a table out with the columns that are asked for; links, which are read again and again, in memory."""
        kind = "TABLE" if table is schema.LINKS else "VIEW"
        asked = [column for column in table.columns if column.name in names]
        files = os.path.join(table.name, "*", "*", "*.parquet")
        if next(glob.iglob(files, root_dir=self._folder), None) is None:
            columns = ", ".join(f"CAST(NULL AS {_type(column)}) AS {column.name}" for column in asked)
            source = f"SELECT {columns} WHERE 1 = 0"
        else:
            columns = ", ".join(f"{_shifted(column)} AS {column.name}" for column in asked)
            source = (
                f"SELECT {columns} FROM read_parquet('{_quoted(os.path.join(self._folder, files))}', hive_partitioning"
                " = true, hive_types = {'unit': VARCHAR, 'year': BIGINT}) t JOIN units p ON p.code = t.unit"
            ) + (f" WHERE {self._reach.links}" if table is schema.LINKS else "")
        self._db.execute(f"CREATE OR REPLACE {kind} {table.name} AS {source}")
        self._read[table.name] = names

    def close(self) -> None:
        """Let go of it."""
        self._db.close()


def _shifted(column: Column) -> str:
    """Read a column of a unit's Parquet, with the unit's place in every number."""
    times = SHIFTS[column.refers]
    return shift(f"t.{column.name}", f"p.unit * {times}" if times else "0")


class Answer:
    """The rows of one answer."""

    def __init__(self, rows: Any) -> None:
        """`rows` is what DuckDB gave."""
        self._rows = rows

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""
        row: tuple[Any, ...] | None = self._rows.fetchone()
        return row

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""
        return list(self._rows.fetchall())

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Give row after row."""
        while (row := self.fetchone()) is not None:
            yield row
