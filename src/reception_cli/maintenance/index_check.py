"""The index cards against the register: built anew beside it, in one reading, and compared card by card."""

import os
import sqlite3
from collections.abc import Callable, Iterator

from reception_cli.domain import numbers
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Entry
from reception_cli.domain.errors import Unwritable
from reception_cli.domain.words import _, why
from reception_cli.index import cache
from reception_cli.index.projector import Judge, Projector, RuleCheckedProjector
from reception_cli.ledger.findings import Finding, finding
from reception_cli.ledger.head_notes import Witness
from reception_cli.ledger.storage import Ledger, Mark, Place

# What is compared, in the order in which it is told; `words` is what the search reads.
_TABLES = (
    "incidents", "lines", "links", "entries", "touches", "settings", "lives", "done", "replies", "steps", "duties",
    "appointments", "arrivals", "marks", "words",
)  # fmt: skip
_NUMBERED = ("incidents", "lines", "links", "lives", "done", "replies", "steps", "words")


class IndexCheck:
    """New cards of the same entries as the old ones, where there are any; every entry is weighed on the way.

    The old cards are read as they stood when this was made, whoever goes on writing them. SQLite compares the two
    itself: they are open in one connection, the old ones by the name of `old`.
    """

    def __init__(self, path: str | None, ledger: Ledger, judge: Callable[[], Judge] | None = None) -> None:
        """`path` is that of the old cards; raises sqlite3.DatabaseError when they cannot be read."""
        self._ledger, self._make = ledger, judge
        self._judge: Judge | None = None
        self._db = cache.connect("")
        self.compares = path is not None  # whether there are old cards to compare with
        try:
            _lay_out(self._db, path)
            self.mark: Mark | None = cache.read_mark(self._db, "old") if path else None
        except sqlite3.Error:
            self._db.close()
            raise
        self.begin()

    def begin(self) -> None:
        """Begin with new cards, or once more from the first entry."""
        for (table,) in self._db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            self._db.execute(f"DELETE FROM main.{table}")
        self._judge = self._make() if self._make else None
        self._cards = (
            RuleCheckedProjector(self._db, self._ledger, self._weigh)
            if self._judge
            else Projector(self._db, self._ledger)
        )
        self._line, self._against = 0, list[Finding]()
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
        self._line = line
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
            told = _("{about}: the rules did not allow `{kind}` here: {reasons}")
            text = told.format(about=about.id, kind=_(entry["kind"]), reasons="; ".join(reasons))
            self._against.append(Finding("history", entry["seq"], self._line, text))

    def findings(self) -> list[Finding]:
        """Tell the first card of each sort that differs."""
        if self._different is None and self._fits and self.mark:
            self._compare()
        return self._different or []

    def _compare(self) -> None:
        """Compare when both have read as much: what the old cards have not read yet comes after."""
        try:
            self._cards.flush()
        except sqlite3.OperationalError as fault:
            raise _full(fault) from fault
        self._different = []
        for table in _TABLES:
            try:
                wrong = _first_difference(self._db, table)
            except sqlite3.DatabaseError:
                wrong = "?"
            if wrong is not None:
                self._different.append(Finding("cards", None, None, _told(table, wrong)))


def _lay_out(db: sqlite3.Connection, path: str | None) -> None:
    """Lay new cards out, and open the old ones beside them in one long look, whatever may be done in their folder."""
    cache.lay_out(db)
    db.executescript("DROP TABLE words; CREATE TABLE words(text TEXT)")  # compared, never searched
    if path:
        bare = not os.access(os.path.dirname(path), os.W_OK)
        mode = "rw" if not bare else "ro" if os.path.exists(path + "-wal") else "immutable"
        db.execute("ATTACH ? AS old", (cache.uri(path, mode),))
    db.execute("BEGIN")
    if path:
        db.execute("SELECT count(*) FROM old.sqlite_master")


def _first_difference(db: sqlite3.Connection, table: str) -> object | None:
    """Give the first key of a table under which old and new cards differ."""
    columns = db.execute(f"PRAGMA main.table_info({table})").fetchall()
    keys = [name for _n, name, _type, _null, _default, key in columns if key] or ["rowid"]
    same = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    rest = [name for _n, name, _type, _null, _default, key in columns if not key]
    other = " OR ".join(f"a.{name} IS NOT b.{name}" for name in [keys[0], *rest])
    queries = (
        f"SELECT a.{keys[0]} FROM {mine}.{table} a LEFT JOIN {theirs}.{table} b ON {same}"
        f" WHERE {other} ORDER BY {', '.join('a.' + key for key in keys)} LIMIT 1"
        for mine, theirs in (("old", "main"), ("main", "old"))
    )
    found = [row[0] for query in queries for row in db.execute(query)]
    return min(found, default=None)


def unreadable() -> Finding:
    """Say that there are cards which are no database any more."""
    return Finding("cards", None, None, _("the index cards cannot be read; they will be built anew"))


def _told(table: str, which: object) -> str:
    name = numbers.text(which) if table in _NUMBERED and isinstance(which, int) else str(which)
    return _("the index card {name} ({table}) does not agree with the entries").format(name=name, table=table)


def _full(fault: sqlite3.Error) -> Unwritable:
    return Unwritable(
        _("The cards could not be compared ({reason}); nothing was changed.").format(reason=why(fault)),
        _("Free some space in the folder for temporary files, then repeat the command."),
    )
