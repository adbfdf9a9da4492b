"""One set of cards over the desk's own register and those of its units: their cards, with the unit in every number.

The cards of a unit are made as those of any desk; what is merged here is copied from them, never read anew. So the
order in which units came cannot matter, and a unit that moved on is copied again without the others.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index import schema
from reception_cli.ledger.federated import POS, SEQ

NUMBER = numbers.UNIT
# table -> its columns that name something of a unit, and what the unit's place is multiplied by in them
_SHIFTED = {
    "entries": {"seq": SEQ, "pos": POS, "subject": NUMBER, "batch": SEQ},
    "touches": {"subject": NUMBER, "seq": SEQ},
    "lines": {"line": NUMBER},
    "links": {"line": NUMBER, "incident": NUMBER, "visit": NUMBER},
    "incidents": {"incident": NUMBER},
    "lives": {"incident": NUMBER},
    "done": {"incident": NUMBER},
    "replies": {"incident": NUMBER},
    "steps": {"incident": NUMBER},
    "duties": {"seq": SEQ},
    "appointments": {"seq": SEQ, "incident": NUMBER},
    "arrivals": {"seq": SEQ, "appointment": SEQ, "line": NUMBER},
    "late": {"seq": SEQ},
}
_TABLES = """
CREATE TABLE units(
  unit INTEGER PRIMARY KEY, code TEXT NOT NULL, count INTEGER NOT NULL, digest TEXT NOT NULL, pos INTEGER NOT NULL,
  end INTEGER NOT NULL, law TEXT NOT NULL, file TEXT NOT NULL, damage TEXT NOT NULL);
CREATE TABLE persons(mark TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY(mark, line)) WITHOUT ROWID;
CREATE INDEX persons_line ON persons(line);
CREATE INDEX links_day ON links(day);
"""


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
    file: str  # as `store/condition.py` notes it, as the next
    damage: str


def lay_out(db: sqlite3.Connection) -> None:
    """Lay the merged cards out in an empty database."""
    db.executescript(schema.TABLES + _TABLES)
    db.execute(schema.PUT_META, ("version", schema.VERSION))


def merged(db: sqlite3.Connection) -> list[Read] | None:
    """Tell what the merged cards were copied from; None where they are of another version or no cards."""
    try:
        version = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        if version is None or version[0] != schema.VERSION:
            return None
        return [Read(*row) for row in db.execute("SELECT * FROM units ORDER BY unit")]
    except sqlite3.Error:
        return None


def copy(db: sqlite3.Connection, source: Source) -> None:
    """Put the cards of one unit in the place of those copied before; one transaction."""
    db.execute("ATTACH ? AS one", (source.path,))
    try:
        db.execute("BEGIN IMMEDIATE")
        for table, shifts in _SHIFTED.items():
            _copy(db, table, shifts, source.place)
        _words(db, source.place)
        db.execute("DELETE FROM units WHERE unit = ?", (source.place,))
        facts = dict(db.execute("SELECT key, value FROM one.meta"))
        told = [facts.get(name, "") for name in ("seq", "digest", "pos", "end", "law", "file", "damage")]
        db.execute("INSERT INTO units VALUES(?,?,?,?,?,?,?,?,?)", (source.place, source.code, *told))
        if not source.place:
            db.execute("DELETE FROM settings")
            db.execute("INSERT INTO settings SELECT * FROM one.settings")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    finally:
        db.execute("DETACH one")


def _copy(db: sqlite3.Connection, table: str, shifts: dict[str, int], place: int) -> None:
    key, times = next(iter(shifts.items()))
    _clear(db, table, key, times, place)
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    columns = ", ".join(_shifted(name, shifts.get(name, 0) * place) for name in names)
    db.execute(f"INSERT INTO {table} SELECT {columns} FROM one.{table}")


def _shifted(name: str, by: int) -> str:
    """Add the unit to a number; 0 and nothing stay what they are: no incident, no visit."""
    return f"CASE WHEN {name} > 0 THEN {name} + {by} ELSE {name} END" if by else name


def _clear(db: sqlite3.Connection, table: str, key: str, times: int, place: int) -> None:
    db.execute(f"DELETE FROM {table} WHERE {key} >= ? AND {key} < ?", (place * times, (place + 1) * times))


def _words(db: sqlite3.Connection, place: int) -> None:
    _clear(db, "words", "rowid", NUMBER, place)
    db.execute(
        "INSERT INTO words(rowid, text) SELECT rowid + ?, text FROM one.words WHERE text <> ''", (place * NUMBER,)
    )


def put_persons(db: sqlite3.Connection, place: int, marks: Sequence[tuple[str, int]]) -> None:
    """Note by which keyed hashes the people of a unit's lines are known; (hash, line without its unit)."""
    _clear(db, "persons", "line", NUMBER, place)
    db.executemany("INSERT OR IGNORE INTO persons VALUES(?,?)", [(mark, place * NUMBER + line) for mark, line in marks])
