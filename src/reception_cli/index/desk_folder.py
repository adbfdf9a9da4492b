"""A desk's folder, all together: register, lock, cards and head notes, in the one right order."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from reception_cli.domain.entry import ORIGIN, SHORT, Draft, Entry, Head, Stamp, chain, chained, given_up, kept
from reception_cli.domain.errors import Busy, Damaged, NotFound, ReceptionError, Refused, Unwritable
from reception_cli.domain.words import _
from reception_cli.index import KEPT, DeadlinePort, cache
from reception_cli.index.cache import IndexCache
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import head_notes
from reception_cli.ledger.files import Steady, forget, is_share, make_folder, planted, unwritable
from reception_cli.ledger.head_notes import HeadNotes, Witness
from reception_cli.ledger.storage import NAME, NEW, START, EntryTable, FileLedger, Mark, Progress, Until, damaged

if TYPE_CHECKING:
    from reception_cli.ledger.age import Opener
    from reception_cli.ledger.lock import Lock
    from reception_cli.ledger.storage import Cuts

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "ceph"})
CARDS = tuple(cache.NAME + kept for kept in KEPT)
MOUNTS = "/proc/self/mounts"  # where Linux tells the type of each file system
UNITS = cache.UNITS
TAKING = "consolidate"  # the verb that adds what a unit has delivered
LOCK = "lock"  # the file of `ledger.lock`
FILES = (NAME, LOCK, head_notes.NAME, *CARDS)
NOBODY = Stamp("-", "-", "-")  # who locks a register only to read it
_STEP = 2000  # entries between two looks at the progress
_TURNS = 3  # tries to open a register that others replace meanwhile
_NEVER_SENT = frozenset({"erased"})  # findings: what a unit keeps to itself is not missed where it delivers
_HEAD = "head"  # noted as damage: every line is sound, but it is not the register that was noted

Decide = Callable[[RegisterView], Sequence[Draft]]


class Habits:
    """What a folder needs to know of its surroundings: state folder, patience, and whom to tell."""

    def __init__(
        self,
        state: str | None = None,
        timeout: float = 10,
        network: bool = False,
        warn: Callable[[str], None] = lambda _text: None,
        progress: Progress | None = None,
        deadlines: DeadlinePort | None = None,
        this_year: int = 9999,
    ) -> None:
        """`timeout` in seconds; `network` accepts the risk of a network drive; `deadlines` counts due days.

        `this_year` is the one of which a short number is meant first.
        """
        self.state = state
        self.timeout = timeout
        self.network = network
        self.mounts = MOUNTS
        self.warn = warn
        self.progress = progress
        self.deadlines = deadlines
        self.this_year = this_year
        self.damage: list[str] = []  # every damage that was reported
        self._warned: list[str] = []
        self._registers: dict[str, set[str]] = {}  # by path: which files were read there

    def saw(self, ledger: FileLedger, identity: str) -> None:
        """Note which file a register was read from, beside those that were read there before it."""
        self._registers.setdefault(ledger.path, set()).add(identity)

    def replaced(self) -> bool:
        """Whether another file took the place of a register that was read: what was read of it is of no use."""
        return any({FileLedger(path).identity()} != known for path, known in self._registers.items())

    def tell_damage(self, line: str) -> None:
        """Say that a register is damaged, once."""
        self._once(line, self.damage)

    def warn_once(self, line: str) -> None:
        """Say what is no damage, once."""
        self._once(line, self._warned)

    def _once(self, line: str, told: list[str]) -> None:
        if line not in told:
            told.append(line)
            self.warn(line)


class Condition:
    """The file as it was seen, and what was wrong with it: nothing, the first damaged line, or `head`.

    The cards note the length, the time and the identity of the file whenever we have written or examined it. To
    hold the note against the file costs a look at its folder entry; rot that leaves all three as they were is for
    `verify` to find.
    """

    def __init__(self, file: str = "", damage: str = "") -> None:
        """Nothing was seen yet, where nothing is said."""
        self.file = file
        self.damage = damage

    def facts(self) -> dict[str, object]:
        """Give it as the cards keep it."""
        return {"file": self.file, "damage": self.damage}


class Folder:
    """The store of one desk."""

    def __init__(self, path: str, habits: Habits) -> None:
        """`path` may reach the folder by any name; the real one is used."""
        self.path = os.path.realpath(path)
        self.habits = habits
        self.ledger = FileLedger(os.path.join(self.path, NAME))
        self._drawer = IndexCache(self.path, self.ledger, habits.deadlines, habits.progress)
        self._notes = HeadNotes(self.path, habits.state)
        self.was_held = False  # something may have been written
        self.damage = ""  # what is wrong with the register, as far as it was looked at
        self._torn: Mark | None = None  # where the register ends whole, when it does not end there
        self._known = ""  # the same as it is noted in the cards
        self.opener: Opener | None = None  # of what is encrypted, where somebody brought the key
        self.hidden: list[list[str]] = []  # salts and values that stood readable in the register and do no longer

    def exists(self) -> bool:
        """Whether a register is here; raises Damaged when only the note of one is left."""
        if self.ledger.exists():
            return True
        if self._notes.beside() is not None:
            raise damaged(_("the file {name} is missing").format(name=NAME))
        return False

    def begin(self, drafts: list[Draft], stamp: Stamp) -> list[Entry]:
        """Bring a new register into being with its first batch."""
        refuse_network(self.path, self.habits.network, self.habits.mounts)
        make(self.path)
        refuse_links(self.path)
        with self.lock("init", stamp):
            if self.exists():
                raise Refused(_("There is a register in '{folder}' already.").format(folder=self.path))
            from reception_cli.events.registry import stated

            entries = chain(stated(drafts, ""), START.head, stamp, salt)
            with Steady():
                table = EntryTable(self.ledger)
                table.insert_multiple(entries)
                self._follow(None, START, table.mark.head)
        return entries[-len(drafts) :]

    def read(self) -> RegisterView:
        """Open the cards for reading; no lock is taken unless they must be built."""
        self.require()
        refuse_links(self.path)
        for turn in range(_TURNS, 0, -1):
            register = self.ledger.identity()
            try:
                view = self._opened()
            except Damaged:
                if turn > 1 and register != self.ledger.identity():
                    continue
                self.habits.saw(self.ledger, register)
                raise
            if turn == 1 or register == self.ledger.identity():
                break
            view.close()  # another register took its place meanwhile: cards and file may not be of the same one
        self.habits.saw(self.ledger, register)
        self._tell()
        return view

    def _opened(self) -> RegisterView:
        self._torn = None
        witnesses = self.witnesses()  # before the register: it only grows, a note never runs ahead of it
        if not os.access(self.path, os.W_OK):
            return self._judged(self._drawer.lying(), witnesses, False)
        # Cards that failed once are built anew; where that fails, or they stay locked, they are made elsewhere.
        for _turn in range(0 if self._drawer.locked else 2):
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
        if db is not None and condition(db).file == self.ledger.stamp():
            return self._judged(db, witnesses, False)
        try:
            with self.lock("index", NOBODY, self.habits.timeout if db is None else 0):
                if db is not None:
                    db.close()  # they are opened again, or built anew
                    db = None
                return self._judged(self._drawer.current()[0], witnesses, True)
        except Busy:
            if db is not None and self._drawer.behind(cache.read_mark(db) or START):
                self.damage = _reason(condition(db).damage)
                return self._view(db)  # the cards as they are: committed, and at most a moment old
            return self._judged(db or self._drawer.copy(), witnesses, False)

    def _judged(self, db: sqlite3.Connection, witnesses: list[Witness], alone: bool) -> RegisterView:
        """Find what a reader would miss without knowing; `alone` while nobody can be writing."""
        mark = cache.read_mark(db) or START
        reason = self._contradiction(db, mark.head, witnesses) or ""
        found = self._found(db, mark, alone, _HEAD if reason else "")
        self.damage = reason or _reason(found)
        self._torn = None if self.damage or self.ledger.ends_at(mark.end) else mark
        return self._view(db)

    def _view(self, db: sqlite3.Connection) -> RegisterView:
        """Look at the register through its cards; raises Damaged where a newer version filled them."""
        view = RegisterView(db, self.ledger, this_year=self.habits.this_year)
        if format := view.setting("format"):  # few registers state one: the others need no kinds to be read
            from reception_cli.events.registry import read_format, require_format

            require_format(read_format(format))
        return view

    def _found(self, db: sqlite3.Connection, mark: Mark, alone: bool, known: str = "") -> str:
        """Give what is noted of the register; examine and note it where the file is another than was noted.

        `known` is noted where every line is sound.
        """
        noted, file = condition(db), self.ledger.stamp()
        if noted.file == file:
            return noted.damage
        from reception_cli.index.checking import examine  # only a file that changed is read through

        passed = _NEVER_SENT if is_units(self.path) else frozenset()
        found = examine(self.ledger, mark, alone, passed, self.habits.progress) or known
        if alone:
            try:
                _note_condition(db, Condition(file, found))
            except sqlite3.Error as fault:  # then the next command examines it again
                self._drawer.stuck_by(fault)
        return found

    def _tell(self) -> None:
        """Tell what is wrong, if anything is."""
        reason = self.damage
        if self._torn:
            from reception_cli.ledger import recovery

            self.habits.warn(recovery.unfinished(self._torn))
        if reason and is_units(self.path):
            text = _("The register of {unit} is damaged: {reason}.")
            self.habits.tell_damage(text.format(unit=os.path.basename(self.path), reason=reason))
        elif reason:
            self.habits.tell_damage(_("The register is damaged: {reason}.").format(reason=reason))

    def entries(self) -> list[Entry]:
        """Read every entry of every whole batch; raises Damaged rather than leave one out."""
        from reception_cli.ledger import recovery

        self.require()
        witnesses = self.witnesses()
        found, mark = self.ledger.whole()
        if self.ledger.ends_at(mark.end) and not _contradiction_in(found, mark.head, witnesses):
            return found
        with self.lock("read", NOBODY):  # somebody may have been writing: look again, alone
            found, mark = self.ledger.whole()
            reason = _contradiction_in(found, mark.head, witnesses)
            if not reason and not self.ledger.ends_at(mark.end):
                reason = recovery.damage(self.ledger, mark)
        if reason:
            raise damaged(reason)
        return found

    def newest(self) -> str:
        """Tell when the newest entry was recorded; empty where there is no register."""
        if not self.exists():
            return ""
        book = self.read()
        try:
            return book.recorded_at()
        finally:
            book.close()

    def record(
        self, verb: str, decide: Decide, stamp: Stamp, keep: bool = True, tell: Progress = lambda _done, _all: None
    ) -> list[Entry]:
        """Lock, catch up, decide, splice, update the cards, note the head, unlock.

        What this returns is on the disk; without `keep` the first entry alone, so that a batch may be larger than
        the memory. `decide` sees the register as it is under the lock and may return nothing, then nothing is
        written. `tell` is told the entries written, and how many there are.
        """
        with self.held(verb, stamp) as (book, mark):
            drafts, last = self._decided(decide, book)
            if not drafts:
                return []
            from reception_cli.events.registry import stated

            format = book.setting("format")
            made = stated(drafts, format)
            entries: Iterable[Entry] = chained(made, mark.head, stamp._replace(after=last), salt)
            if format or made[0].data.get("format"):  # few registers state one, and only these encrypt
                from reception_cli.index import encryption

                entries, cuts, hidden = encryption.of_batch(book, made, entries, self.opener)
                if cuts:
                    closed = [*entries]
                    self._write_anew(book, mark, cuts, closed)
                    self.hidden += hidden
                    return closed[-len(drafts) :]
            found: list[Entry] = []
            with ExitStack() as uninterrupted:

                def told() -> Iterator[Entry]:
                    for done, entry in enumerate(kept(entries, found, keep), 1):
                        yield entry
                        if done % _STEP == 0 or (done == len(made) > _STEP):
                            tell(done, len(made))
                    uninterrupted.enter_context(Steady())  # the last piece follows: from here on it is recorded

                table = EntryTable(self.ledger, mark=mark)
                table.insert_multiple(told())
                self._follow(book._db, mark, table.mark.head)
        return found[-len(drafts) :]

    def _write_anew(self, book: RegisterView, mark: Mark, cuts: "Cuts", entries: list[Entry]) -> None:
        """Let the register go on with `entries` and hold other private values before them; hold the lock."""
        from reception_cli.index import rewrite

        book.close()
        rewrite.redact(self, cuts, entries, mark)
        with suppress(OSError):
            self.note(Head(entries[-1]["seq"], entries[-1]["digest"]))

    def _decided(self, decide: Decide, book: RegisterView) -> tuple[Sequence[Draft], str]:
        """Decide, and tell when the last entry was recorded; where the cards fail, once more on new ones."""
        try:
            return decide(book), book.recorded_at()
        except sqlite3.Error as fault:
            if not self.doubt(fault):
                raise
        book.close()
        book._db = self._drawer.current()[0]
        return decide(book), book.recorded_at()

    @contextmanager
    def held(self, verb: str, stamp: Stamp) -> Iterator[tuple[RegisterView, Mark]]:
        """Hold the lock, with cards that have read everything and a register that ends whole."""
        self.require()
        refuse_links(self.path)
        refuse_network(self.path, self.habits.network, self.habits.mounts)
        with self.lock(verb, stamp):
            forget(self.ledger.path + NEW)  # a rewrite that was killed: it may hold what was to be erased
            self.was_held = True
            db, mark = self._drawer.current()
            book = self._view(db)
            try:
                self._whole(db, mark)
                found = self._found(db, mark, True)
                self._known = "" if found == _HEAD else found  # the head has just been found right
                self.damage, self._torn = _reason(found), None
                self._tell()
                if verb != TAKING and not book.setting("secret"):
                    refuse_delivered(self.path)
                yield book, mark
            except sqlite3.Error as fault:
                raise self._drawer.fault(fault) from fault
            finally:
                book.close()

    def settle(self, db: sqlite3.Connection) -> None:
        """Note in cards that have read everything that the file is as we have just written it; hold the lock."""
        _note_condition(db, self._written())

    def _written(self) -> Condition:
        """Give the register's condition after a writing of ours: what was damaged before still is."""
        return Condition(self.ledger.stamp(), self._known)

    def note(self, head: Head) -> None:
        """Note the head beside the register and in the clerk's own folder."""
        self._notes.write(head, self.ledger.origin() or head.digest)

    def require(self) -> None:
        """Raise NotFound where there is no register."""
        if not self.exists():
            raise NotFound(
                _("There is no register in '{folder}'.").format(folder=self.path),
                _("Run `reception init` first, or name the desk's folder with --db."),
            )

    def lock(self, verb: str, stamp: Stamp, timeout: float | None = None) -> "Lock":
        """Make the lock of this desk, signed by whoever takes it."""
        patience = self.habits.timeout if timeout is None else timeout
        from reception_cli.ledger.lock import Lock

        return Lock(self.path, verb, stamp, patience)

    def _whole(self, db: sqlite3.Connection, mark: Mark) -> None:
        """Refuse a register that lost what was acknowledged; mend one whose last add was interrupted."""
        reason = self._contradiction(db, mark.head, self.witnesses())
        if reason:
            raise damaged(reason)
        if not self.ledger.ends_at(mark.end):
            from reception_cli.ledger import recovery

            self.habits.warn(recovery.mend(self.ledger, mark))

    def _contradiction(self, db: sqlite3.Connection, head: Head, witnesses: list[Witness]) -> str | None:
        """Say what noted head the register lacks, unless it records that it was given up."""

        def digest_of(count: int) -> str:
            row = db.execute("SELECT pos FROM entries WHERE seq = ?", (count,)).fetchone()
            return str(self.ledger.read_at(row[0])["digest"]) if row else ORIGIN

        def was_given_up(head: Head) -> bool:
            places = [row[0] for row in db.execute("SELECT pos FROM entries WHERE kind IN ('restored', 'salvaged')")]
            return _gave_up(self.ledger.read_many(places), head)

        return head_notes.contradiction(head, witnesses, digest_of, was_given_up)

    def witnesses(self, register: str | None = None) -> list[Witness]:
        """Read the head notes: the one beside the register, and this clerk's own of it or of the `register` named."""
        register = register or self.ledger.origin()
        found = [self._notes.beside(), self._notes.clerk(register) if register else None]
        return [witness for witness in found if witness]

    def past(self, until: Until | None) -> RegisterView:
        """Build cards of our own, elsewhere, from the entries before the first for which `until` is true."""
        self.read().close()  # tells what is wrong with the register
        return RegisterView(self._drawer.copy(until), self.ledger, this_year=self.habits.this_year)

    def doubt(self, fault: sqlite3.Error) -> bool:
        """Believe the cards no longer that failed; whether new ones may serve whoever read them."""
        return self._drawer.doubt(fault)

    def _follow(self, db: sqlite3.Connection | None, before: Mark, head: Head) -> None:
        """Put what is on the disk into the cards and the head notes.

        Should that fail, the entries are none the less recorded: the next command reads on by itself.
        """
        with suppress(OSError, ReceptionError):
            try:
                if db is None:
                    db = self._drawer.current()[0]
                    self.settle(db)
                    db.close()
                else:
                    self._drawer.catch_up(db, before, self._written().facts())
            except sqlite3.Error as fault:
                self._drawer.stuck_by(fault)
        with suppress(OSError):
            self.note(head)


def _contradiction_in(entries: list[Entry], head: Head, witnesses: list[Witness]) -> str | None:
    """Say what noted head these entries lack, unless one of them records that it was given up."""
    return head_notes.contradiction(
        head, witnesses, lambda count: str(entries[count - 1]["digest"]) if count else ORIGIN,
        lambda head: _gave_up(entries, head),
    )  # fmt: skip


def _gave_up(entries: list[Entry], head: Head) -> bool:
    return head.digest[:SHORT] in given_up(entries)


def salt() -> str:
    """Make the salt of one private value."""
    return os.urandom(16).hex()


# --- Whether the register is known to be whole.

def condition(db: sqlite3.Connection) -> Condition:
    """Read what the cards note."""
    return Condition(**dict(db.execute("SELECT key, value FROM meta WHERE key IN ('file', 'damage')")))


def _note_condition(db: sqlite3.Connection, found: Condition) -> None:
    """Note it in cards that have read the whole register; hold the lock."""
    from reception_cli.index.schema import META, put_facts, transaction

    with transaction(db):
        put_facts(db, META, found.facts())


def _reason(damage: str) -> str:
    """Say what is wrong by the file itself; empty where nothing is. A head is held against its notes each time."""
    if damage in ("", _HEAD):
        return ""
    return _("line {line} of the file is not as it was written").format(line=damage)


# --- Where a desk may live: no planted links, no network folder, files for their owner only.

def make(folder: str) -> None:
    """Create the desk's folder, for its owner only whatever the umask."""
    try:
        make_folder(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise Unwritable(
                _("'{folder}' is a file, not a folder.").format(folder=folder),
                _("Name another folder with --db."),
            ) from None
    except OSError as fault:
        raise unwritable(fault) from fault


def is_units(folder: str) -> bool:
    """Whether a folder keeps the register of a unit at a desk that consolidates: what was delivered, not recorded."""
    units = os.path.dirname(os.path.abspath(folder))
    return os.path.basename(units) == UNITS and os.path.exists(os.path.join(os.path.dirname(units), NAME))


def refuse_links(folder: str) -> None:
    """Refuse a desk in which one of our files is a symbolic link: somebody planted it."""
    for name in FILES:
        if os.path.islink(os.path.join(folder, name)):
            raise planted(name)


def refuse_delivered(folder: str) -> None:
    """Refuse to add to a register that lies here as a unit delivered it: its next delivery would not fit any more."""
    if os.path.basename(os.path.dirname(folder)) == UNITS:
        raise Refused(
            _("This is the register of {unit} as it was delivered.").format(unit=os.path.basename(folder)),
            (_("only its own desk can change it; this one reads"),),
        )


def refuse_network(folder: str, accepted: bool, mounts: str = MOUNTS) -> None:
    """Refuse to write to a network folder, where locks do not hold, unless the desk accepts the risk."""
    if accepted:
        return
    kind = "smb" if is_share(folder) else file_system(folder, mounts)
    if kind in NETWORK or kind == "smb":
        raise Unwritable(
            _("The desk's folder lies on a network drive ({kind}), where locks do not hold.").format(kind=kind),
            _("Keep one desk on each machine and consolidate, or set network = true in the desk's config.toml."),
        )


def file_system(folder: str, mounts: str = MOUNTS) -> str:
    """Name the type of the file system that holds a folder; empty where the system does not tell."""
    try:
        with open(mounts, encoding="utf-8", errors="replace") as lines:
            parts = [line.split(" ", 3) for line in lines]
    except OSError:
        return ""
    best, kind = "", ""
    for _device, point, type_, *_rest in parts:
        point = point.replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, type_
    return kind
