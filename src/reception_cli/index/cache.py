"""The index cards beside a register: opened, believed only when it confirms them, caught up, built anew.

What is said of SQLite's faults here keeps two things apart: cards that are not worth believing are built anew; a disk
that fails is no reason to throw cards away.
"""

import os
import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from reception_cli.domain.entry import Head
from reception_cli.domain.errors import Unwritable
from reception_cli.domain.words import _, why
from reception_cli.index import KEPT, MUCH, PAGE, UNTIDY, VERSION, DeadlinePort
from reception_cli.ledger.files import create, drop, move, ordinary, sync_folder, unwritable
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.storage import START, FileLedger, Mark, Progress, Until

NAME = "index.sqlite"
UNITS = "units"  # in the folder of a desk that consolidates: the registers of units, and cards over all of them
Done = TypeVar("Done")
_WORTHLESS = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_STUCK = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_MARK = [int, str, int, int]
_PATIENCE = 2  # seconds: who writes cards holds the desk's lock, so nobody else holds them for long
_TURNS = 3  # tries, before the cards are built anew


def connect(path: str, mode: str = "rw") -> sqlite3.Connection:
    """Open the cards; `mode` is `rw`, `rwc`, `ro` or `immutable`; without a path they are nowhere, gone when closed."""
    db = sqlite3.connect(uri(path, mode) if path else "", uri=True, isolation_level=None, timeout=_PATIENCE)
    try:
        db.execute("PRAGMA main.synchronous=NORMAL")
        db.execute("PRAGMA main.secure_delete=ON")  # what is taken away leaves no bytes behind
    except BaseException:
        db.close()  # what is no database is replaced by cards built anew, and Windows replaces no file that is open
        raise
    return db


def untidy(db: sqlite3.Connection) -> bool:
    """Whether something is still to be emptied."""
    return db.execute("SELECT 1 FROM meta WHERE key = ?", (UNTIDY,)).fetchone() is not None


def tidy(db: sqlite3.Connection) -> None:
    """Empty SQLite's log of what was taken away; where somebody is reading, whoever writes next does it."""
    if not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        db.execute("DELETE FROM meta WHERE key = ?", (UNTIDY,))


def uri(path: str, mode: str) -> str:
    """Name a file as SQLite opens or attaches it."""
    query = "immutable=1" if mode == "immutable" else f"mode={mode}"
    return "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?" + query


def as_it_lies(path: str) -> str:
    """Name a file as it is attached to be read, whatever may be done in its folder."""
    bare = not os.access(os.path.dirname(path), os.W_OK)
    return uri(path, "rw" if not bare else "ro" if os.path.exists(path + "-wal") else "immutable")


def worthless(fault: sqlite3.Error) -> bool:
    """Whether a fault says that these are no cards of ours; else the disk failed, or somebody holds them."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _WORTHLESS


def stuck(fault: sqlite3.Error) -> bool:
    """Whether the cards stay locked: SQLite has waited long already, and would again."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _STUCK


def full(fault: sqlite3.Error) -> bool:
    """Whether a fault says that the disk is full: trying again would only take time."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def read_mark(db: sqlite3.Connection, name: str = "main") -> Mark | None:
    """Read how far the cards have got; None when they are of another version or no cards at all.

    `name` is what they are attached as. Raises sqlite3.Error when the disk fails.
    """
    try:
        facts = dict(db.execute(f"SELECT key, value FROM {name}.meta"))
    except sqlite3.Error as fault:
        if worthless(fault):
            return None
        raise
    values = [facts.get(part) for part in ("seq", "digest", "pos", "end")]
    if facts.get("version") != VERSION or [type(value) for value in values] != _MARK:
        return None
    return Mark(Head(facts["seq"], facts["digest"]), facts["pos"], facts["end"])


def believed(db: sqlite3.Connection, ledger: FileLedger, deadlines: DeadlinePort | None) -> Mark | None:
    """Give the mark of cards that the register confirms; None for any others."""
    mark = read_mark(db)
    if mark is None or not ledger.confirms(mark):
        return None
    return mark if deadlines is None or law(db) == deadlines.edition else None


def law(db: sqlite3.Connection, name: str = "main") -> str:
    """Tell by which edition of the law the due days on the cards were counted."""
    row = db.execute(f"SELECT value FROM {name}.meta WHERE key = 'law'").fetchone()
    return str(row[0]) if row else ""


def build(
    path: str, ledger: FileLedger, deadlines: DeadlinePort | None, progress: Progress | None = None, much: int = MUCH
) -> Mark:
    """Build the cards anew from the register, and put them in place of any others; two read `much` (bytes)."""
    from reception_cli.index.projector import fill  # not where the cards are read as they are

    mark = None
    if deadlines and deadlines.source and ledger.size() >= much:
        # Worth their modules only where there is much to read.
        from reception_cli.index import parallel_build
        from reception_cli.ledger.worker_process import possible

        if possible():
            port, half = deadlines, path + ".half"
            mark = put(path, lambda db: parallel_build.fill(db, ledger, port, half, progress))
    mark = mark or put(path, lambda db: fill(db, ledger, deadlines, progress))
    assert mark is not None  # only two halves may not fit
    return mark


def put(path: str, filled: Callable[[sqlite3.Connection], Done | None]) -> Done | None:
    """Let new cards be filled aside, and put them in place of any others; not where that gives None.

    They are on the disk before they are found there: after a power cut nobody believes half of them.
    """
    aside = path + ".new"
    remove(aside)
    os.close(create(aside))
    db = connect(aside)
    try:
        done = filled(db)
        if done is None:
            return None
        db.execute("PRAGMA locking_mode=NORMAL")
        db.execute("PRAGMA journal_mode=WAL")
    finally:
        db.close()
    fd = ordinary(aside, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    remove(path)
    move(aside, path)
    return done


def remove(path: str) -> None:
    """Take cards away for good, with all that SQLite keeps beside them; raises OSError.

    The folder goes to the disk: an old log that came back after a power cut would be read into new cards.
    """
    found = [drop(path + kept) for kept in KEPT]
    if any(found):
        sync_folder(os.path.dirname(path))


class IndexCache:
    """The index cards beside a register."""

    def __init__(
        self, folder: str, ledger: FileLedger, deadlines: DeadlinePort | None, progress: Progress | None
    ) -> None:
        """Open nothing yet."""
        self._path = os.path.join(folder, NAME)
        self._ledger = ledger
        self._deadlines = deadlines
        self._progress = progress
        self._stuck = False  # a lock on the cards that this very process cannot get rid of
        self._doubted = False  # they failed under whoever read them

    def doubt(self, fault: sqlite3.Error) -> bool:
        """Believe the cards no longer that failed; whether cards built anew may serve whoever read them.

        A log of SQLite's that was taken away under open cards shows as a disk that fails, or as cards that are
        damaged: only new ones are sure to be whole.
        """
        self.stuck_by(fault)
        self._doubted = not (stuck(fault) or full(fault))
        return self._doubted

    @property
    def locked(self) -> bool:
        """Whether cards stayed locked under this command: it reads a copy of its own from then on."""
        return self._stuck

    def stuck_by(self, fault: sqlite3.Error) -> None:
        """Wait no more for cards that stay locked: each further try would take as long as the one that failed."""
        self._stuck = self._stuck or stuck(fault)

    def believed(self) -> sqlite3.Connection | None:
        """Open the cards if there are any and the register confirms them; raises sqlite3.Error."""
        while not (self._doubted or self._stuck) and (before := _inode(self._path)) is not None:
            db = self._confirmed()
            if _inode(self._path) == before:  # else they were built anew while we opened them: look again
                return db
            if db is not None:
                db.close()
        return None

    def _confirmed(self) -> sqlite3.Connection | None:
        try:
            db = connect(self._path)
        except sqlite3.Error as fault:
            self.stuck_by(fault)
            if worthless(fault) or not os.path.exists(self._path):
                return None
            raise
        try:
            if believed(db, self._ledger, self._deadlines) is not None:
                return db
        except BaseException:
            db.close()
            raise
        db.close()
        return None

    def current(self) -> tuple[sqlite3.Connection, Mark]:
        """Under the lock: cards that have read every whole batch, built anew if need be.

        Cards that are deleted or replaced while they are opened show as any fault of SQLite: try again.
        """
        try:
            for _turn in range(0 if self._stuck else _TURNS):
                try:
                    return self._current(anew=False)
                except sqlite3.Error as fault:
                    if full(fault):
                        raise
                    if stuck(fault):
                        break
            return self._current(anew=True)
        except sqlite3.Error as fault:
            raise self.fault(fault) from fault
        except OSError as fault:
            raise unwritable(fault) from fault

    def _current(self, anew: bool) -> tuple[sqlite3.Connection, Mark]:
        db = None if anew else self.believed()
        if db is None:
            build(self._path, self._ledger, self._deadlines, self._progress)
            self._doubted = self._stuck = False
            db = connect(self._path)
        try:
            return db, self._caught_up(db)
        except BaseException:
            db.close()
            raise

    def _caught_up(self, db: sqlite3.Connection) -> Mark:
        mark = read_mark(db) or START
        return self.catch_up(db, mark) if self.behind(mark) else mark

    def catch_up(
        self, db: sqlite3.Connection, mark: Mark, noted: Mapping[str, object] = MappingProxyType({})
    ) -> Mark:
        """Read what lies behind `mark` into the cards, and note facts of the register there; hold the lock."""
        from reception_cli.index.projector import catch_up

        mark = catch_up(db, self._ledger, self._deadlines, mark, self._progress, noted=noted)
        if untidy(db):
            self.tidy(db)
        return mark

    def tidy(self, db: sqlite3.Connection) -> None:
        """Leave nothing of words that were taken away; hold the lock.

        Cards of several units are copies: those that hold such words are made anew by whoever asks for them.
        """
        folder = os.path.dirname(self._path)
        above = os.path.dirname(folder)
        remove(os.path.join(above if os.path.basename(above) == UNITS else os.path.join(folder, UNITS), NAME))
        tidy(db)

    def behind(self, mark: Mark) -> bool:
        """Whether the register's length is another than these cards account for."""
        return self._ledger.size() != mark.end + len(TAIL)

    def lying(self) -> sqlite3.Connection:
        """Read in a folder where nothing may be written: the cards as they lie, or a copy of our own."""
        mode = "ro" if os.path.exists(self._path + "-wal") else "immutable"
        try:
            db = connect(self._path, mode)
            mark = believed(db, self._ledger, self._deadlines)
        except sqlite3.Error:
            return self.copy()
        if mark is not None and not self.behind(mark):
            return db
        db.close()
        return self.copy()

    def copy(self, until: Until | None = None) -> sqlite3.Connection:
        """Build cards in a file without a name, gone when closed; of the entries before `until` is true."""
        from reception_cli.index.projector import fill

        db = sqlite3.connect("", isolation_level=None)
        try:
            fill(db, self._ledger, self._deadlines, self._progress, until)
        except sqlite3.Error as fault:
            db.close()
            raise Unwritable(
                _("The register could not be read through ({reason}).").format(reason=why(fault)),
                _("Free some space in the folder for temporary files, then repeat the command."),
            ) from fault
        return db

    def fault(self, fault: sqlite3.Error) -> Unwritable:
        """Tell in words that the cards failed; worthless ones are taken away, to be built anew."""
        if not worthless(fault):
            return failed(fault)
        try:
            remove(self._path)
        except OSError as failure:
            return unwritable(failure)
        return Unwritable(
            _("The index cards were damaged and have been taken away; nothing was recorded."),
            _("Repeat the command: the cards are built anew from the register."),
        )


def failed(fault: sqlite3.Error, recorded: bool = False) -> Unwritable:
    """Tell in words that the cards failed, and whether something was `recorded` before they did."""
    if recorded:
        return Unwritable(
            _("The index cards could not be read ({reason}); what this command records was recorded.").format(
                reason=why(fault)
            ),
            _("The register was changed; only this answer is lost. See `reception show @1`."),
        )
    return Unwritable(
        _("The index cards could not be read or written ({reason}); nothing was recorded.").format(reason=why(fault)),
        _("Check free space and permissions of the desk's folder, then repeat the command."),
    )


def _inode(path: str) -> int | None:
    """Identify the cards that lie there; None where none do, or some that are cut within a page."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return None if found.st_size % PAGE else found.st_ino
