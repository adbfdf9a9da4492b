"""The index cards, described once: what each table holds, column by column.

Creating them, filling them, comparing them with the register, merging those of several units, Parquet and DuckDB
follow from these descriptions; no list of tables or of columns stands anywhere else. A cache: change it freely,
raise `index.VERSION`, and every desk builds its own anew.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from reception_cli.domain import numbers
from reception_cli.domain.legal_life import DONE, ORDERED

INT, TEXT = "INTEGER NOT NULL", "TEXT NOT NULL"
INT_OR_NULL, TEXT_OR_NULL, AMOUNT, ANY = "INTEGER", "TEXT", "NUMERIC", ""
# What a value refers to; over several units it is told apart by the unit's place (`merge.py`).
NUMBER, SEQ, POS = "number", "seq", "pos"  # a number of the register, the number of an entry, its place in the file


# Plain classes: to make a NamedTuple takes ten times as long, and every command that writes pays for these.
class Column:
    """One column; `type` as SQLite declares it, `refers` to NUMBER, SEQ or POS, or to nothing of the register."""

    def __init__(self, name: str, type: str, meaning: str, refers: str = "") -> None:
        self.name, self.type, self.meaning, self.refers = name, type, meaning, refers


class Index:
    """An index over `columns`; `where` keeps rows out of it, `merged`: over several units only."""

    def __init__(self, name: str, columns: str, where: str = "", merged: bool = False) -> None:
        self.name, self.columns, self.where, self.merged = name, columns, where, merged


class TableSpec:
    """One table of the cards.

    `over_units` says where its rows come from on a desk that consolidates: from every unit ("each"), from the desk
    alone ("own"), or from nowhere (""). `year` names the column by whose year it is laid out as Parquet; empty where
    no figure reads it. `using` is the module of a virtual table.
    """

    def __init__(
        self, name: str, columns: tuple[Column, ...], key: tuple[str, ...], over_units: str = "each", year: str = "",
        indices: tuple[Index, ...] = (), using: str = "",
    ) -> None:  # fmt: skip
        self.name, self.columns, self.key, self.over_units = name, columns, key, over_units
        self.year, self.indices, self.using = year, indices, using

    def plain(self) -> "TableSpec":
        """Describe the same table with its words as they are: compared or copied, never searched."""
        if not self.using:
            return self
        return TableSpec(self.name, self.columns, self.key, self.over_units, self.year, self.indices)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in their order."""
        return tuple([column.name for column in self.columns])

    def column(self, name: str) -> Column:
        """Give one column."""
        return next(column for column in self.columns if column.name == name)

    def create(self, merged: bool = False) -> str:
        """Say the statements that lay it out; `merged`: for the cards of several units."""
        if self.using:
            return f"CREATE VIRTUAL TABLE {self.name} USING {self.using};"
        columns = ", ".join([f"{column.name} {column.type}" for column in self.columns])
        rowid = len(self.key) == 1 and self.column(self.key[0]).type.startswith("INTEGER")
        made = f"CREATE TABLE {self.name}({columns}, PRIMARY KEY({', '.join(self.key)}))"
        made += ";" if rowid else " WITHOUT ROWID;"
        for index in self.indices:
            if merged or not index.merged:
                where = f" WHERE {index.where}" if index.where else ""
                made += f"\nCREATE INDEX {index.name} ON {self.name}({index.columns}){where};"
        return made

    def show(self, key: object) -> str:
        """Write the first part of a row's key as a person reads it."""
        if isinstance(key, int) and self.column(self.key[0]).refers == NUMBER:
            with suppress(LookupError):  # a number that no register gives
                return numbers.text(key)
        return str(key)


# A life is what the law did with a matter: who decided, when, how it ended, what was ordered, and what was done since.
# A link repeats all that a figure asks of a line and an incident, so that figures read nothing else.

INCIDENTS = TableSpec("incidents", (
    Column("incident", INT, "number", NUMBER),
    Column("opened_on", TEXT, "ISO day"),
    Column("status", TEXT, "open, accepted, closed, void ..."),
    Column("kind", TEXT_OR_NULL, "complaint, denunciation, recommendation, feedback"),
    Column("field", TEXT_OR_NULL, "code of the field"),
    Column("competence", TEXT_OR_NULL, "in or out"),
    Column("qualified", INT_OR_NULL, "whether it meets the conditions for being handled"),
    Column("prior", TEXT_OR_NULL, "what was decided before it came"),
    Column("handling", TEXT_OR_NULL, "how it was last handled"),
    Column("result", TEXT_OR_NULL, "how it was closed"),
    Column("closed_on", TEXT_OR_NULL, "ISO day"),
    Column("due_on", TEXT_OR_NULL, "ISO day of the earliest thing that is owed"),
    Column("visits", INT, "that count"),
    Column("people", INT, "of these visits"),
    Column("petitions", INT, "that count"),
    Column("first_visit", TEXT_OR_NULL, "ISO day"),
    Column("last_visit", TEXT_OR_NULL, "ISO day"),
    Column("clerk", TEXT, "who opened it"),
    Column("due_step", TEXT_OR_NULL, "what is owed on `due_on`"),
    Column("assignee", TEXT_OR_NULL, "whose matter it is"),
    Column("lacks", TEXT_OR_NULL, "facts that an imported one lacks, with commas between"),
    Column("handled_on", TEXT_OR_NULL, "ISO day on which the first counted line was handled, or ended before"),
    Column("incomplete", TEXT_OR_NULL, "what one recorded here lacks, with commas between"),
    Column("entered_on", TEXT_OR_NULL, "ISO day on which it was entered in the national database"),
), ("incident",), year="incident", indices=(
    Index("incidents_due", "due_on", "due_on IS NOT NULL"),
    Index("incidents_unclassified", "incident", "kind IS NULL AND status = 'open'"),
    Index("incidents_fieldless", "incident", "kind IS NOT NULL AND field IS NULL AND lacks IS NULL"),
    Index("incidents_assigned", "assignee", "assignee IS NOT NULL"),
    Index("incidents_lacking", "lacks", "lacks IS NOT NULL"),
    Index("incidents_incomplete", "incident", "incomplete IS NOT NULL"),
))  # fmt: skip

LINES = TableSpec("lines", (
    Column("line", INT, "number of the visit or petition", NUMBER),
    Column("type", TEXT, "visit or petition"),
    Column("day", TEXT, "ISO day"),
    Column("at", TEXT, "ISO day, with the time where it was said"),
    Column("people", INT, "who came"),
    Column("petitioners", INT_OR_NULL, "people, of a petition"),
    Column("signatories", INT_OR_NULL, "people, of a petition"),
    Column("session", TEXT_OR_NULL, "kind of reception"),
    Column("host", TEXT_OR_NULL, "who received"),
    Column("source", TEXT_OR_NULL, "by which way a petition came"),
    Column("is_group", INT, "whether it counts as a group"),
    Column("refused", TEXT_OR_NULL, "why the reception was refused"),
    Column("commune", TEXT_OR_NULL, "name"),
    Column("clerk", TEXT, "who recorded it"),
    Column("source_ref", TEXT_OR_NULL, "serial number (STT) in an imported register"),
    Column("void", INT, "whether it is struck through"),
    Column("anonymous", INT, "whether nobody is named"),
    Column("imported", INT, "whether an import brought it"),
    Column("bodies", TEXT_OR_NULL, "for whom it was received: codes, each between commas"),
    Column("duplicate", INT_OR_NULL, "number of the petition that it repeats", NUMBER),
    Column("entered_on", TEXT_OR_NULL, "ISO day on which it was entered in the national database"),
), ("line",), year="line")  # fmt: skip

LINKS = TableSpec("links", (
    Column("line", INT, "number of the visit or petition", NUMBER),
    Column("incident", INT, "that it brought; 0: none", NUMBER),
    Column("counted", INT, "1 a visit, 2 a petition, 0 neither (struck through or refused)"),
    Column("alone", INT, "a visit of one live incident that had no other visit"),
    Column("day", TEXT, "ISO day of the line"),
    Column("people", INT, "of the line"),
    Column("is_group", INT, "of the line"),
    Column("kind", TEXT_OR_NULL, "of the incident; as all of the incident NULL where that is struck through"),
    Column("field", TEXT_OR_NULL, "of the incident"),
    Column("status", TEXT_OR_NULL, "of the incident"),
    Column("handling", TEXT_OR_NULL, "how the incident was handled at this line"),
    Column("competence", TEXT_OR_NULL, "of the incident"),
    Column("is_first", INT, "whether it is the incident's first counted line of its type"),
    Column("single", INT, "whether the line brought one incident at most"),
    Column("petitioners", INT_OR_NULL, "of the line"),
    Column("session", TEXT_OR_NULL, "of the line"),
    Column("host", TEXT_OR_NULL, "of the line"),
    Column("commune", TEXT_OR_NULL, "of the line"),
    Column("clerk", TEXT, "of the line"),
    Column("visit", INT_OR_NULL, "to which this petition was brought", NUMBER),
    Column("handled_on", TEXT_OR_NULL, "ISO day on which this line's matter was first handled, or ended before that"),
    Column("result", TEXT_OR_NULL, "how the incident ended; NULL while it goes on"),
    Column("bodies", TEXT_OR_NULL, "of the line"),
), ("line", "incident"), year="line", indices=(
    Index("links_incident", "incident, line"),
    Index("links_visit", "visit", "visit IS NOT NULL"),
    Index("links_day", "day", merged=True),
))  # fmt: skip

ENTRIES = TableSpec("entries", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("pos", INT, "where its line begins (byte)", POS),
    Column("kind", TEXT, "of the entry"),
    Column("subject", INT_OR_NULL, "number of what it is about; NULL: the desk", NUMBER),
    Column("clerk", TEXT, "who wrote it"),
    Column("batch", INT, "first entry of its batch", SEQ),
), ("seq",), indices=(Index("entries_subject", "subject"),))  # fmt: skip

TOUCHES = TableSpec("touches", (
    Column("subject", INT, "number of what an entry reaches besides its own subject", NUMBER),
    Column("seq", INT, "number of that entry", SEQ),
), ("subject", "seq"))  # fmt: skip

SETTINGS = TableSpec("settings", (
    Column("key", TEXT, "what is configured"),
    Column("value", ANY, "text or number as given; anything else as JSON"),
), ("key",), "own")  # fmt: skip

LIVES = TableSpec("lives", (
    Column("incident", INT, "number", NUMBER),
    Column("instance", TEXT_OR_NULL, "of a complaint"),
    Column("accepted_on", TEXT_OR_NULL, "ISO day"),
    Column("decided_on", TEXT_OR_NULL, "ISO day"),
    Column("outcome", TEXT_OR_NULL, "founded, partly, unfounded"),
    Column("late_days", INT_OR_NULL, "days behind the term"),
    Column("withdrawn_on", TEXT_OR_NULL, "ISO day"),
    Column("ended_on", TEXT_OR_NULL, "ISO day"),
    Column("ending", TEXT_OR_NULL, "how it ended"),
    Column("executed_on", TEXT_OR_NULL, "ISO day on which all was carried out"),
    Column("criteria", TEXT_OR_NULL, "of complexity: codes, each between commas"),
    Column("letters", INT, "to other bodies"),
    *[Column(name, AMOUNT, "ordered: million VND, m2 or a number") for name in ORDERED],
), ("incident",), year="incident")  # fmt: skip

SPELLS = TableSpec("spells", (
    Column("incident", INT, "number", NUMBER),
    Column("since", TEXT, "ISO day from which it was within competence"),
    Column("until", TEXT, "ISO day from which it no longer was; the last day there is, where it still is"),
), ("incident", "since"), year="incident")  # fmt: skip

DONE_SINCE = TableSpec("done", (
    Column("incident", INT, "number", NUMBER),
    Column("n", INT, "counts its carrying out, step by step"),
    Column("day", TEXT, "ISO day"),
    *[Column(name, AMOUNT, "done: million VND, m2 or a number") for name in DONE],
), ("incident", "n"), year="incident")  # fmt: skip

REPLIES = TableSpec("replies", (
    Column("incident", INT, "number", NUMBER),
    Column("n", INT, "counts its letters that were answered"),
    Column("day", TEXT, "ISO day of the reply"),
), ("incident", "n"), year="incident")  # fmt: skip

STEPS = TableSpec("steps", (
    Column("incident", INT, "number; of a refused reception that of the visit", NUMBER),
    Column("step", TEXT, "id of what is owed"),
    Column("seq", INT, "number of the entry that promises it, else 0"),
    Column("due_on", TEXT_OR_NULL, "ISO day by which"),
    Column("since", TEXT, "ISO day from which it runs"),
    Column("who", TEXT_OR_NULL, "who promised it; NULL: whom the term names"),
    Column("falls_on", TEXT_OR_NULL, "of what is told and owed by nobody here: ISO day on which it falls"),
), ("incident", "step", "seq"), indices=(
    Index("steps_due", "due_on", "due_on IS NOT NULL"),
    Index("steps_since", "step, since"),
))  # fmt: skip

DUTIES = TableSpec("duties", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("day", TEXT, "ISO day of the reception"),
    Column("host", TEXT, "who receives"),
    Column("visitors", INT, "whether anybody came"),
    Column("planned", INT, "whether it was written before the day"),
    Column("clerk", TEXT, "who wrote it"),
    Column("gone", INT, "whether it was taken back"),
), ("seq",), year="day", indices=(Index("duties_day", "day"),))  # fmt: skip

APPOINTMENTS = TableSpec("appointments", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("day", TEXT, "ISO day"),
    Column("at", TEXT, "ISO day, with the time where it was said"),
    Column("incident", INT_OR_NULL, "number of what it is about", NUMBER),
    Column("clerk", TEXT, "who wrote it"),
    Column("gone", INT, "whether it was taken back"),
), ("seq",), indices=(Index("appointments_day", "day"),))  # fmt: skip

ARRIVALS = TableSpec("arrivals", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("appointment", INT, "number of its entry", SEQ),
    Column("came", INT, "whether they came"),
    Column("line", INT_OR_NULL, "number of the visit", NUMBER),
    Column("clerk", TEXT, "who wrote it"),
    Column("gone", INT, "whether it was taken back"),
), ("seq",), indices=(Index("arrivals_appointment", "appointment"),))  # fmt: skip

SHIFT_NOTES = TableSpec("shift_notes", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("at", TEXT, "ISO moment"),
    Column("clerk", TEXT, "who wrote it"),
    Column("gone", INT, "whether it was taken back"),
), ("seq",))  # fmt: skip

SHIFT_DONE = TableSpec("shift_done", (
    Column("seq", INT, "number of the entry", SEQ),
    Column("note", INT, "number of the entry of the note", SEQ),
    Column("clerk", TEXT, "who wrote it"),
    Column("gone", INT, "whether it was taken back"),
), ("seq",), indices=(Index("shift_done_note", "note"),))  # fmt: skip

MARKS = TableSpec("marks", (
    Column("mark", TEXT, "by which a line is known again: key:... or row:..."),
    Column("line", INT, "number of the visit or petition", NUMBER),
), ("mark",), "")  # fmt: skip

WORDS = TableSpec("words", (
    Column("rowid", INT, "number of the incident", NUMBER),
    Column("text", TEXT, "its folded words"),
), ("rowid",), using=(
    """fts5(text, detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '_'")"""
))  # fmt: skip

LATE = TableSpec("late", (
    Column("seq", INT, "number of an entry that changed sealed days", SEQ),
    Column("day", TEXT, "ISO day: the first of them"),
), ("seq",), year="day")  # fmt: skip

# Of whom it was ever said that it is a denunciation; in cards of an earlier day also what was said since.
HIDDEN = TableSpec("hidden", (
    Column("number", INT, "number of the incident", NUMBER),
    Column("still", INT, "0: it was read with a reason since it is none any more"),
), ("number",))  # fmt: skip

TIES = TableSpec("ties", (
    Column("one", INT, "number of what an entry is about", NUMBER),
    Column("other", INT, "number that it ever tied to that, whether the links tell so or not", NUMBER),
), ("one", "other"), indices=(Index("ties_other", "other"),))  # fmt: skip

# Last days that were counted once: for whoever fills the cards next, so that it need not read the law.
COUNTED = TableSpec("counted", (
    Column("step", TEXT, "id of what is owed"),
    Column("since", TEXT, "ISO day from which it runs"),
    Column("due_on", TEXT, "ISO day by which"),
), ("step", "since"), "")  # fmt: skip

# How far the cards have read (seq, digest, pos, end), by which VERSION, by which edition of the law, and the register
# file as we left it (file, damage).
META = TableSpec("meta", (
    Column("key", TEXT, "name"),
    Column("value", ANY, "text or number"),
), ("key",), "")  # fmt: skip

# In the order in which `verify` tells them.
TABLES = (
    INCIDENTS, LINES, LINKS, ENTRIES, TOUCHES, SETTINGS, LIVES, SPELLS, DONE_SINCE, REPLIES, STEPS, DUTIES,
    APPOINTMENTS, ARRIVALS, SHIFT_NOTES, SHIFT_DONE, MARKS, WORDS, LATE, HIDDEN, TIES, COUNTED, META,
)  # fmt: skip

# What stands on the cards of several units alone.
UNITS = TableSpec("units", (
    Column("unit", INT, "its place: 0 the desk's own, then by code"),
    Column("code", TEXT, "of the unit"),
    Column("count", INT, "entries that its cards had read when they were copied"),
    Column("digest", TEXT, "of the last of them"),
    Column("pos", INT, "where its line begins (byte)"),
    Column("end", INT, "and ends"),
    Column("law", TEXT, "edition by which its due days were counted"),
    Column("file", TEXT, "its register as it was when it was last written or examined"),
    Column("damage", TEXT, "what was wrong with it then"),
), ("unit",), "")  # fmt: skip

PERSONS = TableSpec("persons", (
    Column("mark", TEXT, "keyed hash of a person"),
    Column("line", INT, "number of the visit or petition", NUMBER),
), ("mark", "line"), "", year="line", indices=(Index("persons_line", "line"),))  # fmt: skip

MERGED = (*TABLES, UNITS, PERSONS)


def layout(tables: Sequence[TableSpec] = TABLES) -> str:
    """Say the statements that lay tables out."""
    return "\n".join([table.create(UNITS in tables) for table in tables])


# --- Rows by name, written in one transaction.

Row = dict[str, Any]  # column -> value
# SQLite's Python side looks for a way to write None at each value anew, in several places, unless it knows one.
sqlite3.register_adapter(type(None), {None: None}.get)
_VARIABLES = 999  # in one statement: older SQLite takes no more


def insert(
    db: sqlite3.Connection, table: TableSpec, rows: Sequence[Mapping[str, Any]], instead: str = "REPLACE"
) -> None:
    """Write rows of a table, many with one statement: most of the work around a row is that around a statement.

    A row names every column of its table. `instead` says what becomes of one whose key is there: REPLACE, IGNORE or
    ABORT. Raises KeyError where a row lacks a column, ValueError where it has one that the table does not know.
    """
    if not rows:
        return
    width, values = len(table.columns), _values(table)
    if set(map(len, rows)) != {width}:
        raise ValueError(f"a row of {table.name} has other columns than {', '.join(table.names)}")
    tuples = list(map(values, rows))
    most = _VARIABLES // width
    whole = len(tuples) // most * most
    for first in range(0, whole, most):
        db.execute(_statement(table, instead, most), tuple(chain.from_iterable(tuples[first : first + most])))
    if whole < len(tuples):
        db.executemany(_statement(table, instead, 1), tuples[whole:])


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """Write all that is done inside, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has rolled it back already
            db.execute("ROLLBACK")
        raise


@lru_cache
def _values(table: TableSpec) -> "itemgetter[Any]":
    """Make what takes the values of a row in the order of the columns."""
    return itemgetter(*table.names)


@lru_cache
def _statement(table: TableSpec, instead: str, rows: int) -> str:
    row = f"({','.join('?' * len(table.columns))})"
    return f"INSERT OR {instead} INTO {table.name}({', '.join(table.names)}) VALUES{','.join([row] * rows)}"


def put_facts(db: sqlite3.Connection, table: TableSpec, facts: Mapping[str, object]) -> None:
    """Write pairs of key and value."""
    insert(db, table, [{"key": name, "value": value} for name, value in facts.items()])
