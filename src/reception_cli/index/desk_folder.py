"""A desk's folder, all together: register, lock, cards and head notes, in the one right order."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from reception_cli.domain.entry import Draft, Entry, Head, Stamp, chain
from reception_cli.domain.errors import Busy, NotFound, ReceptionError, Refused, Unwritable
from reception_cli.domain.words import _
from reception_cli.index import cache, condition, desk_place
from reception_cli.index.condition import Condition
from reception_cli.index.desk_cache import IndexCache
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import recovery
from reception_cli.ledger.deadline_port import DeadlinePort
from reception_cli.ledger.files import Steady, forget
from reception_cli.ledger.head_notes import HeadNotes, Witness
from reception_cli.ledger.lock import Holder, Lock
from reception_cli.ledger.storage import NAME, START, Ledger, Mark

Decide = Callable[[RegisterView], list[Draft]]


class Habits:
    """What a folder needs to know of its surroundings: state folder, patience, and whom to tell."""

    def __init__(
        self,
        state: str | None = None,
        timeout: float = 10,
        network: bool = False,
        warn: Callable[[str], None] = lambda _text: None,
        progress: cache.Progress | None = None,
        owing: DeadlinePort | None = None,
    ) -> None:
        """`timeout` in seconds; `network` accepts the risk of a network drive; `owing` counts due days."""
        self.state = state
        self.timeout = timeout
        self.network = network
        self.warn = warn
        self.progress = progress
        self.owing = owing
        self.damage: list[str] = []  # every damage that was told

    def tell_damage(self, line: str) -> None:
        """Say that a register is damaged, once."""
        if line not in self.damage:
            self.damage.append(line)
            self.warn(line)


class Folder:
    """The store of one desk."""

    def __init__(self, path: str, habits: Habits) -> None:
        """`path` may reach the folder by any name; the real one is used."""
        self.path = os.path.realpath(path)
        self.habits = habits
        self.ledger = Ledger(os.path.join(self.path, NAME), habits.owing)
        self._drawer = IndexCache(self.path, self.ledger, habits.progress)
        self._notes = HeadNotes(self.path, habits.state)
        self.was_held = False  # something may have been written
        self.damage = ""  # what is wrong with the register, as far as it was looked at
        self._known = ""  # the same as it is noted in the cards

    def exists(self) -> bool:
        """Whether a register is here; raises Damaged when only the note of one is left."""
        if self.ledger.exists():
            return True
        if self._notes.beside() is not None:
            raise recovery.refuse(_("the file {name} is missing").format(name=NAME))
        return False

    def begin(self, drafts: list[Draft], stamp: Stamp) -> list[Entry]:
        """Bring a new register into being with its first batch."""
        desk_place.make(self.path)
        desk_place.refuse_links(self.path)
        desk_place.refuse_network(self.path, self.habits.network)
        with self.lock("init", stamp):
            if self.exists():
                raise Refused(_("There is a register in '{folder}' already.").format(folder=self.path))
            entries = chain(drafts, START.head, stamp, salt)
            with Steady():
                end = self.ledger.create(entries)
                self._tell(None, START, end.head)
        return entries

    def read(self) -> RegisterView:
        """Open the cards for reading; no lock is taken unless they must be built."""
        self._require()
        desk_place.refuse_links(self.path)
        witnesses = self.witnesses()  # before the register: it only grows, a note never runs ahead of it
        if not os.access(self.path, os.W_OK):
            return self._judged(self._drawer.lying(), witnesses, False)
        for _turn in range(2):  # cards that failed once are built anew; where that fails they are made elsewhere
            try:
                return self._read(witnesses)
            except Unwritable:
                break
            except sqlite3.Error as fault:
                if not self.doubt(fault):
                    break
        return self._judged(self._drawer.copy(), witnesses, False)

    def _read(self, witnesses: list[Witness]) -> RegisterView:
        db = self._drawer.believed()
        if db is not None and condition.read(db).file == self.ledger.stamp():
            return self._judged(db, witnesses, False)
        try:
            with Lock(self.path, Holder("index", "-", "-"), self.habits.timeout if db is None else 0):
                return self._judged(self._drawer.current()[0], witnesses, True)
        except Busy:
            if db is not None and self._drawer.behind(cache.read_mark(db) or START):
                self._say(condition.reason(condition.read(db).damage))
                return RegisterView(db, self.ledger)  # the cards as they are: committed, and at most a moment old
            return self._judged(db or self._drawer.copy(), witnesses, False)

    def _judged(self, db: sqlite3.Connection, witnesses: list[Witness], alone: bool) -> RegisterView:
        """Say aloud what a reader would miss without knowing; `alone` while nobody can be writing."""
        mark = cache.read_mark(db) or START
        reason = recovery.unexplained(self.ledger, db, mark, witnesses) or ""
        found = self._found(db, mark, alone, condition.HEAD if reason else "")
        self._say(reason or condition.reason(found))
        if not self.damage and not self.ledger.ends_at(mark.end):
            self.habits.warn(recovery.unfinished(mark))
        return RegisterView(db, self.ledger)

    def _found(self, db: sqlite3.Connection, mark: Mark, alone: bool, known: str = "") -> str:
        """Give what is noted of the register; examine and note it where the file is another than was noted.

        `known` is noted where every line is sound.
        """
        noted, file = condition.read(db), self.ledger.stamp()
        if noted.file == file:
            return noted.damage
        from reception_cli.index.checking import examine  # only a file that changed is read through

        found = examine(self.ledger, mark, alone, self.habits.progress) or known
        if alone:
            with suppress(sqlite3.Error):  # then the next command examines it again
                condition.note(db, Condition(file, found))
        return found

    def _say(self, reason: str) -> None:
        """Tell what is wrong, if anything is."""
        self.damage = reason
        if reason and desk_place.is_units(self.path):
            told = _("The register of {unit} is damaged: {reason}.")
            self.habits.tell_damage(told.format(unit=os.path.basename(self.path), reason=reason))
        elif reason:
            self.habits.tell_damage(_("The register is damaged: {reason}.").format(reason=reason))

    def entries(self) -> list[Entry]:
        """Read every entry of every whole batch; raises Damaged rather than leave one out."""
        self._require()
        witnesses = self.witnesses()
        found, mark = self.ledger.whole()
        if self.ledger.ends_at(mark.end) and not recovery.unexplained_in(found, mark, witnesses):
            return found
        with self.lock("read", Stamp("-", "-", "-")):  # somebody may have been writing: look again, alone
            found, mark = self.ledger.whole()
            reason = recovery.unexplained_in(found, mark, witnesses)
            if not reason and not self.ledger.ends_at(mark.end):
                reason = recovery.damage(self.ledger, mark)
        if reason:
            raise recovery.refuse(reason)
        return found

    def newest(self) -> str:
        """Tell when the newest entry was recorded; empty where there is no register."""
        if not self.exists():
            return ""
        book = self.read()
        try:
            return book.recorded_at()
        finally:
            book.db.close()

    def record(self, verb: str, decide: Decide, stamp: Stamp) -> list[Entry]:
        """Lock, catch up, decide, splice, update the cards, note the head, unlock.

        What this returns is on the disk. `decide` sees the register as it is under the lock and may
        return nothing, then nothing is written.
        """
        with self.held(verb, stamp) as (book, mark):
            drafts, last = self._decided(decide, book)
            if not drafts:
                return []
            entries = chain(drafts, mark.head, stamp._replace(after=last), salt)
            with Steady():
                end = self.ledger.append(entries, mark)
                self._tell(book.db, mark, end.head)
        return entries

    def _decided(self, decide: Decide, book: RegisterView) -> tuple[list[Draft], str]:
        """Decide, and tell when the last entry was recorded; where the cards fail, once more on new ones."""
        try:
            return decide(book), book.recorded_at()
        except sqlite3.Error as fault:
            if not self.doubt(fault):
                raise
        book.db.close()
        book.db = self._drawer.current()[0]
        return decide(book), book.recorded_at()

    @contextmanager
    def held(self, verb: str, stamp: Stamp) -> Iterator[tuple[RegisterView, Mark]]:
        """Hold the lock, with cards that have read everything and a register that ends whole."""
        self._require()
        desk_place.refuse_links(self.path)
        desk_place.refuse_network(self.path, self.habits.network)
        with self.lock(verb, stamp):
            forget(self.ledger.path + ".new")  # a rewrite that was killed: it may hold what was to be erased
            self.was_held = True
            db, mark = self._drawer.current()
            book = RegisterView(db, self.ledger)
            try:
                self._whole(db, mark)
                found = self._found(db, mark, True)
                self._known = "" if found == condition.HEAD else found  # the head has just been found right
                self._say(condition.reason(found))
                if verb != desk_place.TAKING and not book.setting("secret"):
                    desk_place.refuse_delivered(self.path)
                yield book, mark
            except sqlite3.Error as fault:
                raise self._drawer.fault(fault) from fault
            finally:
                book.db.close()

    def settle(self, db: sqlite3.Connection) -> None:
        """Note in cards that have read everything that the file is as we have just written it; hold the lock."""
        condition.note(db, self._written())

    def _written(self) -> Condition:
        """Give the register's condition after a writing of ours: what was damaged before still is."""
        return Condition(self.ledger.stamp(), self._known)

    def note(self, head: Head) -> None:
        """Note the head beside the register and in the clerk's own folder."""
        self._notes.write(head, self.ledger.origin() or head.digest)

    def _require(self) -> None:
        if not self.exists():
            raise NotFound(
                _("There is no register in '{folder}'.").format(folder=self.path),
                _("Run `reception init` first, or name the desk's folder with --db."),
            )

    def lock(self, verb: str, stamp: Stamp, timeout: float | None = None) -> Lock:
        """Make the lock of this desk, signed by whoever takes it."""
        patience = self.habits.timeout if timeout is None else timeout
        return Lock(self.path, Holder(verb, stamp.user, stamp.now), patience)

    def _whole(self, db: sqlite3.Connection, mark: Mark) -> None:
        """Refuse a register that lost what was acknowledged; mend one whose last add was interrupted."""
        reason = recovery.unexplained(self.ledger, db, mark, self.witnesses())
        if reason:
            raise recovery.refuse(reason)
        if not self.ledger.ends_at(mark.end):
            self.habits.warn(recovery.mend(self.ledger, mark))

    def witnesses(self) -> list[Witness]:
        """Read the head notes: the one beside the register and this clerk's own."""
        register = self.ledger.origin()
        found = [self._notes.beside(), self._notes.clerk(register) if register else None]
        return [witness for witness in found if witness]

    def past(self, until: cache.Until | None) -> RegisterView:
        """Build cards of our own, elsewhere, from the entries before the first for which `until` is true."""
        self.read().db.close()  # tells what is wrong with the register
        return RegisterView(self._drawer.copy(until), self.ledger)

    def doubt(self, fault: sqlite3.Error) -> bool:
        """Believe the cards no longer that failed; whether new ones may serve whoever read them."""
        return self._drawer.doubt(fault)

    def _tell(self, db: sqlite3.Connection | None, before: Mark, head: Head) -> None:
        """Put what is on the disk into the cards and the head notes.

        Should that fail, the entries are none the less recorded: the next command reads on by itself.
        """
        with suppress(sqlite3.Error, OSError, ReceptionError):
            if db is None:
                db = self._drawer.current()[0]
                self.settle(db)
                db.close()
            else:
                cache.catch_up(db, self.ledger, before, noted=self._written().facts())
        with suppress(OSError):
            self.note(head)


def salt() -> str:
    """Make the salt of one private value."""
    return os.urandom(16).hex()
