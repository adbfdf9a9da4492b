"""The index cards against the register: built anew beside it, in one reading, and compared card by card."""

import os
import sqlite3
from collections.abc import Iterator
from itertools import zip_longest

from reception_cli.model import number
from reception_cli.model.errors import Unwritable
from reception_cli.model.words import _, why
from reception_cli.store import index, schema
from reception_cli.store.cards import Cards
from reception_cli.store.findings import Finding, finding
from reception_cli.store.heads import Witness
from reception_cli.store.ledger import Ledger, Mark, Place

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
    """New cards of the same entries as the old ones.

    The old cards are read as they stood when this was made, whoever goes on writing them.
    """

    def __init__(self, path: str, ledger: Ledger) -> None:
        """`path` is that of the old cards; raises sqlite3.DatabaseError when they cannot be read."""
        folder = os.path.dirname(path)
        bare = not os.access(folder, os.W_OK)
        mode = "rw" if not bare else "ro" if os.path.exists(path + "-wal") else "immutable"
        self._old = index.connect(path, mode)
        self._old.execute("BEGIN")
        self._old.execute("SELECT count(*) FROM sqlite_master")
        self.mark: Mark | None = index.read_mark(self._old)
        self._new = sqlite3.connect("", isolation_level=None)  # SQLite's own unnamed file, gone when closed
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-32000"):
            self._new.execute("PRAGMA " + pragma)
        self._new.executescript(schema.TABLES)
        self._new.executescript("DROP TABLE words; CREATE TABLE words(text TEXT)")  # compared, never searched
        self._new.execute("BEGIN")
        self._cards = Cards(self._new, ledger)
        self._fits = self.mark is not None

    def close(self) -> None:
        """Let go of both."""
        self._old.close()
        self._new.close()

    def witness(self) -> Witness | None:
        """Tell the head that the old cards have read up to."""
        return Witness("cards", self.mark.head) if self.mark else None

    def take(self, place: Place, line: int) -> Iterator[Finding]:
        """Write the new cards of one sound entry, as far as the old cards have read."""
        if not self._fits or self.mark is None or place.entry["seq"] > self.mark.head.count:
            return
        try:
            self._cards.take(place)
        except (LookupError, TypeError, ValueError, AttributeError, sqlite3.ProgrammingError):
            self._fits = False
            yield finding("kind", place.entry["seq"], line)
        except sqlite3.OperationalError as fault:
            raise _full(fault) from fault

    def findings(self) -> Iterator[Finding]:
        """Tell the first card of each sort that differs."""
        if not self._fits:
            return
        try:
            self._cards.flush()
        except sqlite3.OperationalError as fault:
            raise _full(fault) from fault
        for table, query in _TABLES.items():
            try:
                wrong = self._first_difference(query)
            except sqlite3.DatabaseError:
                wrong = ("?",)
            if wrong is not None:
                yield Finding("cards", None, None, _told(table, wrong[0]))

    def _first_difference(self, query: str) -> tuple[object, ...] | None:
        for old, new in zip_longest(self._old.execute(query), self._new.execute(query)):
            if old != new:
                return min(filter(None, (old, new)), key=lambda row: row[0])  # type: ignore[no-any-return]
        return None


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
