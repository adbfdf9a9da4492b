"""The index cards against the register: built anew beside it, in one reading, and compared card by card."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from reception_cli.domain import numbers
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Entry
from reception_cli.domain.errors import Unwritable
from reception_cli.domain.words import _, why
from reception_cli.index import VERSION, DeadlinePort, cache, merge, person_hashes, schema
from reception_cli.index.federation import Federation
from reception_cli.index.projector import Judge, Projector, RuleCheckedProjector, lay_out
from reception_cli.index.schema import TableSpec
from reception_cli.ledger.findings import Finding, finding
from reception_cli.ledger.head_notes import Witness
from reception_cli.ledger.storage import Ledger, Mark, Place

_PLAIN = tuple(table.plain() for table in schema.TABLES)


class IndexCheck:
    """New cards of the same entries as the old ones, where there are any; every entry is weighed on the way.

    The old cards are read as they stood when this was made, whoever goes on writing them. SQLite compares the two
    itself: they are open in one connection, the old ones by the name of `old`. Cards of another version, or whose due
    days were counted by another edition of the law, are none at all: nobody believes them.
    """

    def __init__(
        self,
        path: str | None,
        ledger: Ledger,
        deadlines: DeadlinePort | None,
        judge: Callable[[], Judge] | None = None,
    ) -> None:
        """`path` is that of the old cards; raises sqlite3.DatabaseError when they cannot be read."""
        self._ledger, self._deadlines, self._make = ledger, deadlines, judge
        self._judge: Judge | None = None
        self._db = cache.connect("")
        self.compares = path is not None  # whether there are old cards to compare with
        try:
            lay_out(self._db, _PLAIN)
            if path:
                _attach(self._db, path)
            self._db.execute("BEGIN")
            self.mark = self._believed() if path else None
        except sqlite3.Error:
            self._db.close()
            raise
        self.begin()

    def _believed(self) -> Mark | None:
        mark = cache.read_mark(self._db, "old")
        edition = self._deadlines.edition if self._deadlines else ""
        return mark if mark and cache.law(self._db, "old") == edition else None

    def begin(self) -> None:
        """Begin with new cards, or once more from the first entry."""
        for table in schema.TABLES:
            self._db.execute(f"DELETE FROM main.{table.name}")
        schema.put_facts(self._db, schema.META, {"version": VERSION})
        self._judge = self._make() if self._make else None
        self._cards = (
            RuleCheckedProjector(self._db, self._ledger, self._deadlines, self._weigh)
            if self._judge
            else Projector(self._db, self._ledger, self._deadlines)
        )
        self._line, self._against = 0, list[Finding]()
        self._last: Place | None = None
        self._different: list[Finding] | None = None  # once the cards were compared
        self._fits = True

    def close(self) -> None:
        """Let go of both."""
        self._db.close()

    def witness(self) -> Witness | None:
        """Tell the head that the old cards have read up to."""
        return Witness("cards", self.mark.head) if self.mark else None

    def take(self, place: Place, line: int) -> Iterator[Finding]:
        """Write the new cards of one sound entry; tells what the rules have against it."""
        if not self._fits or not (self._judge or self.mark):
            return
        if self.mark and place.entry["seq"] == self.mark.head.count + 1:
            self._compare()
        self._line, self._last = line, place
        if self._judge:
            self._judge.note(place.entry)
        try:
            self._cards.take(place)
        except (LookupError, TypeError, ValueError, AttributeError, sqlite3.ProgrammingError):
            self._fits = False
            yield finding("kind", place.entry["seq"], line)
        except sqlite3.OperationalError as fault:
            raise _full(fault) from fault
        yield from self._against
        self._against.clear()

    def _weigh(self, about: Case | Reception, entry: Entry) -> None:
        assert self._judge is not None
        reasons = self._judge.faults(about, entry)
        if reasons:
            facts = {"about": about.id, "kind": entry["kind"], "reasons": reasons}
            self._against.append(finding("history", entry["seq"], self._line, **facts))

    def findings(self) -> list[Finding]:
        """Tell the first card of each sort that differs."""
        if self._different is None and self._fits and self.mark:
            self._compare()
        return self._different or []

    def _compare(self) -> None:
        """Compare when both have read as much: what the old cards have not read yet comes after."""
        try:
            self._cards.flush()
            if self._last:
                self._cards.mark(self._last.mark())
        except sqlite3.OperationalError as fault:
            raise _full(fault) from fault
        self._different = _differences(self._db, tuple(table for table in schema.TABLES if table is not schema.COUNTED))
        wrong = self._miscounted()
        if wrong is not None:
            self._different.append(_differs(schema.COUNTED, wrong))

    def _miscounted(self) -> str | None:
        """Give the first step whose remembered last day is not the one that the law sets.

        Which days are remembered depends on when somebody asked for them: one that is missing is counted when it is
        asked for again. So each is held against the law, not against those that happened to be asked for here.
        """
        columns = ", ".join(schema.COUNTED.names)
        query = f"SELECT {columns} FROM old.counted EXCEPT SELECT {columns} FROM main.counted ORDER BY 1, 2"
        settings = dict(self._db.execute("SELECT key, value FROM main.settings"))
        last_day = self._deadlines.last_day(lambda name: settings.get(name, "")) if self._deadlines else None
        try:
            for step, since, due_on in self._db.execute(query):
                try:
                    if last_day is None or last_day(step, since) != due_on:
                        return str(step)
                except (LookupError, TypeError, ValueError, AttributeError):  # no step or no day at all
                    return str(step)
        except sqlite3.DatabaseError:
            return "?"
        return None


def merged_findings(federation: Federation) -> list[Finding]:
    """Tell what differs on the cards over several units from those of the units; empty where there are none.

    They are copied anew beside them. What was copied before a unit moved on is not compared, and nothing where units
    came or went: the next command that reads it copies it anew.
    """
    if not os.path.exists(federation.cards):
        return []
    with closing(cache.connect("")) as db:
        lay_out(db, (*_PLAIN, schema.UNITS, schema.PERSONS))
        try:
            for place, folder in enumerate(federation.folders()):
                path = os.path.join(folder.path, cache.NAME)
                merge.copy(db, federation.source(place, folder, cache.as_it_lies(path)))
                merge.put_persons(db, place, list(person_hashes.read(folder.path)) if place else [])
        except sqlite3.DatabaseError as fault:
            if cache.full(fault):
                raise _full(fault) from fault
            return []  # the cards of a unit cannot be read: they are built anew, and these copied
        try:
            _attach(db, federation.cards)
            db.execute("BEGIN")
            new, old = federation.stale(merge.merged(db)), federation.stale(merge.merged(db, "old"))
        except sqlite3.DatabaseError:
            return [unreadable()]
        if new is None or old is None:
            return []
        numbers.name_units(federation.codes())
        return _differences(db, schema.MERGED, [*new, *old])


def _attach(db: sqlite3.Connection, path: str) -> None:
    """Open cards by the name of `old`."""
    db.execute("ATTACH ? AS old", (cache.as_it_lies(path),))
    db.execute("SELECT count(*) FROM old.sqlite_master")


def _differences(db: sqlite3.Connection, tables: tuple[TableSpec, ...], stale: Sequence[int] = ()) -> list[Finding]:
    """Tell the first row of each table in which old and new cards differ, those of `stale` units aside."""
    found = []
    for table in tables:
        try:
            wrong = _first_difference(db, table, _compared(table, stale))
        except sqlite3.DatabaseError:
            wrong = "?"
        if wrong is not None:
            found.append(_differs(table, wrong))
    return found


def _compared(table: TableSpec, stale: Sequence[int]) -> str:
    """Say in SQL which rows of a table follow from the entries.

    What is noted of the register's file is no card: where it is not so any more the next command examines the file.
    """
    if table is schema.META:
        return "a.key NOT IN ('file', 'damage')"
    return merge.outside(table, stale, "a") if stale else "1"


def _first_difference(db: sqlite3.Connection, table: TableSpec, where: str) -> object | None:
    """Give the first key of a table under which old and new cards differ; `where` says which rows (SQL) of `a`."""
    same = " AND ".join(f"a.{key} = b.{key}" for key in table.key)
    rest = [name for name in table.names if name not in table.key]
    other = " OR ".join(f"a.{name} IS NOT b.{name}" for name in [table.key[0], *rest])
    queries = (
        f"SELECT a.{table.key[0]} FROM {mine}.{table.name} a LEFT JOIN {theirs}.{table.name} b ON {same}"
        f" WHERE ({other}) AND {where} ORDER BY {', '.join('a.' + key for key in table.key)} LIMIT 1"
        for mine, theirs in (("old", "main"), ("main", "old"))
    )
    found = [row[0] for query in queries for row in db.execute(query)]
    return min(found, default=None, key=lambda key: (str(type(key)), key))


def unreadable() -> Finding:
    """Say that there are cards which are no database any more."""
    return finding("cards", case="unreadable")


def _differs(table: TableSpec, key: object) -> Finding:
    return finding("cards", case="other", name=table.show(key), table=table.name)


def _full(fault: sqlite3.Error) -> Unwritable:
    return Unwritable(
        _("The cards could not be compared ({reason}); nothing was changed.").format(reason=why(fault)),
        _("Free some space in the folder for temporary files, then repeat the command."),
    )
