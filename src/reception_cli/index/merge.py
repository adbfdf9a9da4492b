"""One set of cards over the desk's own register and those of its units: their cards, with the unit in every number.

The cards of a unit are made as those of any desk; what is merged here is copied from them, never read anew. So the
order in which units came cannot matter, and a unit that moved on is copied again without the others.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index import VERSION, cache, row_writer, schema
from reception_cli.index.schema import TableSpec, insert, transaction
from reception_cli.ledger import federated

# What a unit's place is multiplied by where a value refers to a number of the register, an entry or its place.
SHIFTS = {schema.NUMBER: numbers.UNIT, schema.SEQ: numbers.SEQ, schema.POS: federated.POS, "": 0}


class Source(NamedTuple):
    """The cards of one unit: its place (0: the desk's own), its code, and where its cards lie."""

    place: int
    code: str
    path: str


class Read(NamedTuple):
    """How far a unit's cards had read when they were copied."""

    place: int
    code: str
    last: int
    digest: str
    pos: int
    end: int
    law: str
    file: str  # as `desk_folder.Condition` notes it, as the next
    damage: str


def merged(db: sqlite3.Connection, name: str = "main") -> list[Read] | None:
    """Tell what the merged cards were copied from; None where they are of another version or no cards.

    `name` is what they are attached as.
    """
    try:
        version = db.execute(f"SELECT value FROM {name}.meta WHERE key = 'version'").fetchone()
        if version is None or version[0] != VERSION:
            return None
        query = f"SELECT {', '.join(schema.UNITS.names)} FROM {name}.units ORDER BY unit"
        return [Read(*row) for row in db.execute(query)]
    except sqlite3.Error:
        return None


def copy(db: sqlite3.Connection, source: Source) -> None:
    """Put the cards of one unit in the place of those copied before; one transaction."""
    db.execute("ATTACH ? AS one", (source.path,))
    try:
        with transaction(db):
            fewer = _lost_words(db, source.place)
            for table in schema.TABLES:
                if table.over_units == "each":
                    clear(db, table, source.place)
                    _copy(db, table, source.place)
                elif table.over_units == "own" and not source.place:
                    db.execute(f"DELETE FROM {table.name}")
                    _copy(db, table, 0)
            facts = dict(db.execute("SELECT key, value FROM one.meta"))
            read = [facts.get(name, "") for name in ("seq", "digest", "pos", "end", "law", "file", "damage")]
            insert(db, schema.UNITS, [dict(zip(schema.UNITS.names, (source.place, source.code, *read), strict=True))])
            if fewer:
                row_writer.took_away(db)
    finally:
        db.execute("DETACH one")
    if cache.untidy(db):
        cache.tidy(db)


def _lost_words(db: sqlite3.Connection, place: int) -> bool:
    """Whether words of a unit stand here that its cards do not hold any more."""
    unit = numbers.UNIT
    rows = db.execute(
        "SELECT m.text, o.text FROM main.words m LEFT JOIN one.words o ON o.rowid = m.rowid - ?1"
        " WHERE m.rowid BETWEEN ?1 AND ?1 + ?2 AND m.text IS NOT o.text",
        (place * unit, unit - 1),
    )
    return any(set(here.split()) - set((there or "").split()) for here, there in rows)


def _copy(db: sqlite3.Connection, table: TableSpec, place: int) -> None:
    columns = ", ".join(table.names)
    shifted = ", ".join([shift(column.name, str(SHIFTS[column.refers] * place)) for column in table.columns])
    db.execute(f"INSERT INTO {table.name}({columns}) SELECT {shifted} FROM one.{table.name}")


def shift(name: str, by: str) -> str:
    """Say a value with its unit added; 0 and nothing stay what they are: no incident, no visit."""
    return name if by == "0" else f"CASE WHEN {name} > 0 THEN {name} + {by} ELSE {name} END"


def clear(db: sqlite3.Connection, table: TableSpec, place: int) -> None:
    """Take the rows of a unit away."""
    name, times = _unit_in(table)
    db.execute(f"DELETE FROM {table.name} WHERE {name} >= ? AND {name} < ?", (place * times, (place + 1) * times))


def _unit_in(table: TableSpec) -> tuple[str, int]:
    """Give the first column that tells units apart, and what a unit's place is multiplied by in it."""
    return next((column.name, SHIFTS[column.refers]) for column in table.columns if column.refers)


def outside(table: TableSpec, places: Sequence[int], alias: str) -> str:
    """Say in SQL that a row is not of the units at some places; rows of none are never theirs."""
    listed = ", ".join(map(str, places))
    if table is schema.UNITS:
        return f"{alias}.unit NOT IN ({listed})"
    if table.over_units == "own":
        return "0" if 0 in places else "1"
    if table.over_units == "each" or table is schema.PERSONS:
        name, times = _unit_in(table)
        return f"{alias}.{name} / {times} NOT IN ({listed})"
    return "1"


def put_persons(db: sqlite3.Connection, place: int, marks: Sequence[tuple[str, int]]) -> None:
    """Note by which keyed hashes the people of a unit's lines are known; (hash, line without its unit)."""
    clear(db, schema.PERSONS, place)
    rows = [{"mark": mark, "line": place * numbers.UNIT + line} for mark, line in marks]
    insert(db, schema.PERSONS, rows, "IGNORE")
