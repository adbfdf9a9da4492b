"""The same cards, read by DuckDB from Parquet: what asks for figures need not know which of the two answers."""

import glob
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.index import parquet

MEMORY = "2GB"  # more is written aside
_SHIFTED = {
    "links": ("line", "incident", "visit"), "lines": ("line",), "incidents": ("incident",), "lives": ("incident",),
    "done": ("incident",), "replies": ("incident",), "duties": ("seq",), "persons": ("line",),
}  # fmt: skip
_WORD = re.compile(r"\w+")


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
        self._db = parquet.engine().connect()
        self._db.execute(f"SET memory_limit = '{MEMORY}'")
        self._db.execute(f"SET temp_directory = '{_quoted(folder)}'")
        places = ", ".join(f"('{code}', {place * numbers.UNIT})" for place, code in enumerate(codes))
        self._db.execute(f"CREATE TABLE places(unit VARCHAR, base BIGINT); INSERT INTO places VALUES {places}")
        named = ", ".join(f"({place}, '{code}')" for place, code in enumerate(codes))
        self._db.execute(f"CREATE TABLE units(unit BIGINT, code VARCHAR); INSERT INTO units VALUES {named}")
        parquet.add_persons(own)
        self._columns = {table: parquet.columns(own, table) for table in parquet.TABLES}
        self._read: dict[str, set[str]] = {}
        for table in ("settings", "late"):  # the desk's own, and small
            names = parquet.columns(own, table)
            self._db.execute(f"CREATE TABLE {table}({', '.join(f'{name} VARCHAR' for name in names)})")
            rows = own.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", rows)

    def execute(self, sql: str, params: Sequence[object] = ()) -> "Answer":
        """Ask one question."""
        words = set(_WORD.findall(sql))
        for table in self._columns.keys() & words:
            names = self._columns[table].keys() & words
            if table not in self._read or not names <= self._read[table]:
                self._make(table, names | self._read.get(table, set()))
        return Answer(self._db.execute(sql, list(params)))

    def _make(self, table: str, names: set[str]) -> None:
        """Lay a table out with the columns that are asked for; links, which are read again and again, in memory."""
        columns, kind = self._columns[table], "TABLE" if table == "links" else "VIEW"
        told = ", ".join(_told(table, name) for name in columns if name in names)
        files = os.path.join(table, "*", "*", "*.parquet")
        if next(glob.iglob(files, root_dir=self._folder), None) is None:
            told = ", ".join(f"CAST(NULL AS {type_}) AS {name}" for name, type_ in columns.items() if name in names)
            source = f"SELECT {told} WHERE 1 = 0"
        else:
            source = (
                f"SELECT {told} FROM read_parquet('{_quoted(os.path.join(self._folder, files))}', hive_partitioning"
                " = true, hive_types = {'unit': VARCHAR, 'year': BIGINT}) t JOIN places p ON p.unit = t.unit"
            ) + (f" WHERE {self._reach.links}" if table == "links" else "")
        self._db.execute(f"CREATE OR REPLACE {kind} {table} AS {source}")
        self._read[table] = names

    def close(self) -> None:
        """Let go of it."""
        self._db.close()


class Answer:
    """The rows of one answer."""

    def __init__(self, found: Any) -> None:
        """`found` is what DuckDB gave."""
        self._found = found

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""
        row: tuple[Any, ...] | None = self._found.fetchone()
        return row

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""
        return list(self._found.fetchall())

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Give row after row."""
        while (row := self.fetchone()) is not None:
            yield row


def _told(table: str, name: str) -> str:
    """Read a column; a number gets its unit's place, 0 and nothing stay what they are."""
    shifted = f"CASE WHEN t.{name} > 0 THEN t.{name} + p.base ELSE t.{name} END AS {name}"
    return shifted if name in _SHIFTED[table] else f"t.{name}"


def _quoted(path: str) -> str:
    return path.replace("'", "''")
