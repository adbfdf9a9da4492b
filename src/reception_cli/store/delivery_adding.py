"""Adding what a unit delivered: its cards are made first, so that nothing is added which nobody could read."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import NamedTuple, TypeVar

from reception_cli.model.entry import Entry, Stamp
from reception_cli.model.errors import Busy, Damaged, Unwritable
from reception_cli.model.number import key
from reception_cli.model.words import _
from reception_cli.store import hashes, index, lock, place
from reception_cli.store.book import Book
from reception_cli.store.disk import forget
from reception_cli.store.folder import Folder
from reception_cli.store.ledger import START, Mark, whole_batches
from reception_cli.store.spool import Ahead, Spool

VERB = place.TAKING
_AT_ONCE = 4000  # entries that go to the disk together, and a whole batch more
# What SQLite says of the values that it is given; all else that it says is of the disk or of a lock.
_OF_VALUES = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH}

Found = TypeVar("Found")
Hide = Callable[[Iterable[Entry]], frozenset[int]]  # whose hashes must not be kept


class Here(NamedTuple):
    """The register of a unit as it is: `book` reads it, None where there is none yet; it ends at `start`."""

    folder: Folder
    book: Book | None
    start: Mark
    spool: Spool
    stamp: Stamp
    dry: bool


class Adding:
    """Brings what a spool holds into the register of a unit."""

    def __init__(self, here: Here, left: ExitStack) -> None:
        """What is opened on the way is closed with `left`."""
        self._here, self._left = here, left
        self._begun = self._ahead = self._done = False
        self._cards = here.book.db if here.book else None

    def look(self, read: Callable[[Book], Found]) -> Found:
        """Read the register as it will be; nothing is added yet.

        Raises Damaged for entries that nobody can understand, whatever their digests say.
        """
        if self._here.book is not None and not len(self._here.spool):
            return read(self._here.book)
        try:
            if self._ahead:
                raise ValueError("cards that nobody could read lie there")
            return read(self._laid(Ahead(self._here.folder.ledger, self._here.spool)))
        except (Unwritable, Busy, OSError):
            raise
        except Exception as fault:  # whatever a stranger's entry can do to those who read it
            if isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 1) & 0xFF not in _OF_VALUES:
                raise
            if isinstance(fault, Damaged) and "reason" in fault.facts:
                raise
            hint = _("Nothing was taken; ask the sender to run `reception verify`.")
            raise Damaged(_("Its entries contradict each other."), hint, reason="contradiction") from fault

    def sketch(self) -> Book:
        """Open a book over the register as it will be, with cards in a file without a name."""
        ahead = Ahead(self._here.folder.ledger, self._here.spool)
        db = sqlite3.connect("", isolation_level=None)
        self._left.callback(db.close)
        index.fill(db, ahead)
        return Book(db, ahead)

    def _laid(self, ahead: Ahead) -> Book:
        if self._here.dry:
            return self.sketch()
        self._begin()
        if self._here.book is not None:
            index.catch_up(self._here.book.db, ahead, self._here.start)
            self._ahead = True
            return Book(self._here.book.db, ahead)
        cards = os.path.join(self._here.folder.path, index.NAME)
        index.put(cards, lambda db: index.fill(db, ahead))
        self._cards = index.connect(cards)
        self._left.callback(self._cards.close)
        return Book(self._cards, ahead)

    def _begin(self) -> None:
        """Make the folder of a new unit, locked until all is told; what is made there goes if nothing is added."""
        if self._begun:
            return
        folder, self._begun = self._here.folder, True
        if self._here.book is None:
            place.make(folder.path)
            self._left.callback(self._leave)
            place.refuse_network(folder.path, folder.habits.network)
            self._left.enter_context(folder.lock(VERB, self._here.stamp))
            if folder.exists():
                raise Busy(_("Another command took a delivery of this unit meanwhile."), _("Repeat the command."))
        self._left.callback(self._clear, os.path.join(folder.path, index.NAME))

    def _clear(self, cards: str) -> None:
        """Take cards away that tell of entries which were not added in the end."""
        if not self._done and (self._ahead or self._here.book is None):
            if self._here.book is not None:
                self._here.book.db.close()
            index.remove(cards)
            index.remove(cards + ".new")

    def _leave(self) -> None:
        """Leave nothing of a unit of which nothing was taken."""
        if not self._done and not self._here.folder.ledger.exists():
            forget(os.path.join(self._here.folder.path, lock.NAME))
            for path in (self._here.folder.path, os.path.dirname(self._here.folder.path)):
                with suppress(OSError):  # there are others
                    os.rmdir(path)

    def put(self, hide: Hide) -> None:
        """Add what was held back, in whole batches: what a crash leaves undone the next delivery completes.

        The hashes come first, so that none is missing of an entry that is there.
        """
        self._remember(hide)
        mark, ledger = self._here.start, self._here.folder.ledger
        for entries in self._chunks():
            mark = ledger.append(entries, mark) if mark.head.count else ledger.create(entries)
        self._done = True
        with suppress(OSError):
            self._here.folder.note(mark.head)
        with suppress(sqlite3.Error, Unwritable):
            if self._cards and index.read_mark(self._cards) == mark:
                self._here.folder.settle(self._cards)

    def _chunks(self) -> Iterator[list[Entry]]:
        chunk: list[Entry] = []
        for batch in whole_batches(self._here.spool.entries()):
            chunk += [place.entry for place in batch]
            if len(chunk) >= _AT_ONCE:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _remember(self, hide: Hide) -> None:
        """Keep who came, but for those who must stay hidden as is known now."""
        folder = self._here.folder
        known = hashes.known(folder.path)
        told = dict(known)
        for one in self._here.spool.hashes():
            told |= one
        ahead = Ahead(folder.ledger, self._here.spool)
        secret = hide(place.entry for place in ahead.since(START)) if told else frozenset()
        kept = {line: marks for line, marks in told.items() if marks and key(line) not in secret}
        hashes.keep(folder.path, known, kept)
