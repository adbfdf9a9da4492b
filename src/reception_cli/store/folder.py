"""A desk's folder, all together: register, lock, cards and head notes, in the one right order."""

import os
import sqlite3
import tempfile
from collections.abc import Callable

from reception_cli.model.entry import Draft, Entry, Stamp, chain
from reception_cli.model.errors import Busy, Damaged, NotFound, Unwritable
from reception_cli.model.words import _
from reception_cli.store import index, place, repair
from reception_cli.store.blocks import TAIL
from reception_cli.store.book import Book
from reception_cli.store.heads import HeadNotes, Witness
from reception_cli.store.ledger import NAME, START, Ledger, Mark
from reception_cli.store.lock import Holder, Lock

Decide = Callable[[Book], list[Draft]]


class Habits:
    """What a folder needs to know of its surroundings: state folder, patience, and whom to tell."""

    def __init__(
        self,
        state: str | None = None,
        timeout: float = 10,
        network: bool = False,
        warn: Callable[[str], None] = lambda _text: None,
        progress: index.Progress | None = None,
    ) -> None:
        """`timeout` in seconds; `network` accepts the risk of a network drive."""
        self.state = state
        self.timeout = timeout
        self.network = network
        self.warn = warn
        self.progress = progress


class Folder:
    """The store of one desk."""

    def __init__(self, path: str, habits: Habits) -> None:
        """`path` may reach the folder by any name; the real one is used."""
        self.path = os.path.realpath(path)
        self.habits = habits
        self.ledger = Ledger(os.path.join(self.path, NAME))
        self._cards = os.path.join(self.path, index.NAME)
        self._notes = HeadNotes(self.path, habits.state)
        self._aside: tempfile.TemporaryDirectory[str] | None = None

    def exists(self) -> bool:
        """Whether a register is here; raises Damaged when only the note of one is left."""
        if self.ledger.exists():
            return True
        if self._notes.beside() is not None:
            raise repair.refuse(_("the file {name} is missing").format(name=NAME))
        return False

    def begin(self, drafts: list[Draft], stamp: Stamp) -> list[Entry]:
        """Bring a new register into being with its first batch."""
        place.make(self.path)
        place.refuse_links(self.path)
        place.refuse_network(self.path, self.habits.network)
        with self._lock("init", stamp):
            if not self.exists():
                self.ledger.create()
        return self.record("init", lambda _book: drafts, stamp)

    def read(self) -> Book:
        """Open the cards for reading; no lock is taken unless they must be built."""
        self._require()
        place.refuse_links(self.path)
        witnesses = self._witnesses()  # before the register: it only grows, a note never runs ahead of it
        book = self._read() if os.access(self.path, os.W_OK) else self._read_only()
        mark = index.read_mark(book.db) or START
        if self.ledger.size() <= mark.end + len(TAIL):
            reason = repair.contradict(mark, witnesses)
            if reason:
                self.habits.warn(_("The register is damaged: {reason}.").format(reason=reason))
        return book

    def _read(self) -> Book:
        db = self._believed()
        if db is None:
            return self._built()
        mark = index.read_mark(db) or START
        if self.ledger.size() > mark.end + len(TAIL):
            self._try_catch_up(db, mark)
        return Book(db, self.ledger)

    def record(self, verb: str, decide: Decide, stamp: Stamp) -> list[Entry]:
        """Lock, catch up, decide, splice, update the cards, note the head, unlock.

        What this returns is on the disk. `decide` sees the register as it is under the lock and may
        return nothing, then nothing is written.
        """
        self._require()
        place.refuse_links(self.path)
        place.refuse_network(self.path, self.habits.network)
        with self._lock(verb, stamp):
            db, mark = self._current()
            try:
                book = Book(db, self.ledger)
                drafts = decide(book)
                if not drafts:
                    return []
                stamp = stamp._replace(now=max(stamp.now, book.recorded_at()))
                entries = chain(drafts, mark.head, stamp, _salt)
                end = self.ledger.append(entries, mark)
                self._tell_cards(db, mark)
                self._notes.write(end.head, self.ledger.origin() or end.head.digest)
            finally:
                db.close()
        return entries

    def _require(self) -> None:
        if not self.exists():
            raise NotFound(
                _("There is no register in '{folder}'.").format(folder=self.path),
                _("Run `reception init` first, or name the desk's folder with --db."),
            )

    def _lock(self, verb: str, stamp: Stamp, timeout: float | None = None) -> Lock:
        patience = self.habits.timeout if timeout is None else timeout
        return Lock(self.path, Holder(verb, stamp.user, stamp.now), patience)

    def _believed(self) -> sqlite3.Connection | None:
        """Open the cards if there are any and the register confirms them."""
        if not os.path.exists(self._cards):
            return None
        try:
            db = index.connect(self._cards)
        except sqlite3.DatabaseError:
            return None
        if index.believed(db, self.ledger) is None:
            db.close()
            return None
        return db

    def _current(self) -> tuple[sqlite3.Connection, Mark]:
        """Under the lock: cards that have read everything, and a register that ends whole."""
        db = self._believed()
        if db is None:
            index.build(self._cards, self.ledger, self.habits.progress)
            db = index.connect(self._cards)
        try:
            mark = index.read_mark(db) or START
            if self.ledger.size() > mark.end + len(TAIL):
                mark = index.catch_up(db, self.ledger, mark, self.habits.progress)
            self._whole(mark)
        except sqlite3.Error as fault:
            db.close()
            raise _cards_fault(fault) from fault
        except BaseException:
            db.close()
            raise
        return db, mark

    def _whole(self, mark: Mark) -> None:
        """Refuse a register that lost what was acknowledged; mend one whose last add was interrupted."""
        reason = repair.contradict(mark, self._witnesses())
        if reason:
            raise repair.refuse(reason)
        if not self.ledger.ends_at(mark.end):
            self.habits.warn(repair.mend(self.ledger, mark))

    def _witnesses(self) -> list[Witness]:
        register = self.ledger.origin()
        found = [self._notes.beside(), self._notes.clerk(register) if register else None]
        return [witness for witness in found if witness]

    def _built(self) -> Book:
        """Build the cards under the lock, for a reader that found none it can believe."""
        with Lock(self.path, Holder("index", "-", "-"), self.habits.timeout):
            db = self._believed()
            if db is None:
                try:
                    index.build(self._cards, self.ledger, self.habits.progress)
                except (sqlite3.Error, OSError) as fault:
                    raise _cards_fault(fault) from fault
                db = index.connect(self._cards)
        return Book(db, self.ledger)

    def _try_catch_up(self, db: sqlite3.Connection, mark: Mark) -> None:
        try:
            with Lock(self.path, Holder("index", "-", "-"), 0):
                index.catch_up(db, self.ledger, index.read_mark(db) or mark, self.habits.progress)
        except (Busy, Unwritable, sqlite3.Error):
            return  # the cards as they are: committed, and at most a moment old

    def _read_only(self) -> Book:
        """Read in a folder where nothing may be written: the cards as they lie, or a copy of our own."""
        if os.path.exists(self._cards):
            mode = "ro" if os.path.exists(self._cards + "-wal") else "immutable"
            try:
                db = index.connect(self._cards, mode)
                mark = index.believed(db, self.ledger)
            except sqlite3.Error:
                mark = None
            if mark is not None and self.ledger.size() <= mark.end + len(TAIL):
                return Book(db, self.ledger)
        self._aside = tempfile.TemporaryDirectory(prefix="reception-", ignore_cleanup_errors=True)
        path = os.path.join(self._aside.name, index.NAME)
        index.build(path, self.ledger, self.habits.progress)
        return Book(index.connect(path), self.ledger)

    def _tell_cards(self, db: sqlite3.Connection, before: Mark) -> None:
        """Put what is on the disk into the cards; should that fail, the next command reads on by itself."""
        try:
            index.catch_up(db, self.ledger, before)
        except sqlite3.Error:
            return


def _salt() -> str:
    return os.urandom(16).hex()


def _cards_fault(fault: Exception) -> Unwritable | Damaged:
    return Unwritable(
        _("The index cards could not be written ({reason}); nothing was recorded.").format(reason=fault),
        _("Check free space and permissions of the desk's folder, then repeat the command."),
    )
