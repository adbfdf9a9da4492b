"""The index cards against the register: built anew beside it, in one reading, and compared card by card."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from itertools import zip_longest

from reception_cli.model import number
from reception_cli.model.case import Case, Line
from reception_cli.model.entry import Entry
from reception_cli.model.errors import Unwritable
from reception_cli.model.words import _, why
from reception_cli.store import index
from reception_cli.store.cards import Cards
from reception_cli.store.findings import Finding, finding
from reception_cli.store.heads import Witness
from reception_cli.store.ledger import Ledger, Mark, Place
from reception_cli.store.weighing import Judge, Weighing

# What is compared, in the order in which it is told; `words` is what the search reads.
_TABLES = {
    "incidents": "SELECT * FROM incidents ORDER BY incident",
    "lines": "SELECT * FROM lines ORDER BY line",
    "links": "SELECT * FROM links ORDER BY line, incident",
    "entries": "SELECT * FROM entries ORDER BY seq",
    "touches": "SELECT * FROM touches ORDER BY subject, seq",
    "settings": "SELECT * FROM settings ORDER BY key",
    "lives": "SELECT * FROM lives ORDER BY incident",
    "done": "SELECT * FROM done ORDER BY incident, n",
    "replies": "SELECT * FROM replies ORDER BY incident, n",
    "steps": "SELECT * FROM steps ORDER BY incident, step",
    "duties": "SELECT * FROM duties ORDER BY seq",
    "appointments": "SELECT * FROM appointments ORDER BY seq",
    "arrivals": "SELECT * FROM arrivals ORDER BY seq",
    "marks": "SELECT * FROM marks ORDER BY mark",
    "words": "SELECT rowid, text FROM words ORDER BY rowid",
}
_NUMBERED = ("incidents", "lines", "links", "lives", "done", "replies", "steps", "words")


class Recount:
    """New cards of the same entries as the old ones, where there are any; every entry is weighed on the way.

    The old cards are read as they stood when this was made, whoever goes on writing them.
    """

    def __init__(self, path: str | None, ledger: Ledger, judge: Callable[[], Judge] | None = None) -> None:
        """`path` is that of the old cards; raises sqlite3.DatabaseError when they cannot be read."""
        self._old = _as_they_stand(path) if path else None
        self.mark: Mark | None = index.read_mark(self._old) if self._old else None
        self._ledger, self._make = ledger, judge
        self._new: sqlite3.Connection | None = None
        self._judge: Judge | None = None
        self.begin()

    def begin(self) -> None:
        """Begin with new cards, or once more from the first entry."""
        if self._new:
            self._new.close()
        self._judge = self._make() if self._make else None
        self._new = new = sqlite3.connect("", isolation_level=None)  # SQLite's own unnamed file, gone when closed
        index.lay_out(new)
        new.executescript("DROP TABLE words; CREATE TABLE words(text TEXT)")  # compared, never searched
        new.execute("BEGIN")
        self._cards = Weighing(new, self._ledger, self._weigh) if self._judge else Cards(new, self._ledger)
        self._line, self._against = 0, list[Finding]()
        self._different: list[Finding] | None = None  # once the cards were compared
        self._fits = True

    def close(self) -> None:
        """Let go of both."""
        for db in filter(None, (self._old, self._new)):
            db.close()

    def witness(self) -> Witness | None:
        """Tell the head that the old cards have read up to."""
        return Witness("cards", self.mark.head) if self.mark else None

    @property
    def compares(self) -> bool:
        """Whether there are old cards to compare with."""
        return self._old is not None

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

    def _weigh(self, about: Case | Line, entry: Entry) -> None:
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
        for table, query in _TABLES.items():
            try:
                wrong = self._first_difference(query)
            except sqlite3.DatabaseError:
                wrong = ("?",)
            if wrong is not None:
                self._different.append(Finding("cards", None, None, _told(table, wrong[0])))

    def _first_difference(self, query: str) -> tuple[object, ...] | None:
        assert self._old is not None and self._new is not None
        for old, new in zip_longest(self._old.execute(query), self._new.execute(query)):
            if old != new:
                return min(filter(None, (old, new)), key=lambda row: row[0])  # type: ignore[no-any-return]
        return None


def _as_they_stand(path: str) -> sqlite3.Connection:
    """Open the old cards in one long look, whatever may be done in their folder."""
    bare = not os.access(os.path.dirname(path), os.W_OK)
    mode = "rw" if not bare else "ro" if os.path.exists(path + "-wal") else "immutable"
    old = index.connect(path, mode)
    old.execute("BEGIN")
    old.execute("SELECT count(*) FROM sqlite_master")
    return old


def unreadable() -> Finding:
    """Say that there are cards which are no database any more."""
    return Finding("cards", None, None, _("the index cards cannot be read; they will be built anew"))


def _told(table: str, which: object) -> str:
    name = number.text(which) if table in _NUMBERED and isinstance(which, int) else str(which)
    return _("the index card {name} ({table}) does not agree with the entries").format(name=name, table=table)


def _full(fault: sqlite3.Error) -> Unwritable:
    return Unwritable(
        _("The cards could not be compared ({reason}); nothing was changed.").format(reason=why(fault)),
        _("Free some space in the folder for temporary files, then repeat the command."),
    )
