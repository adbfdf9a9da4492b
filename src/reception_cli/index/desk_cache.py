"""The cards of one desk as its commands need them: believed, current, as they lie, or a copy of our own.

What is told of SQLite's faults here keeps two things apart: cards that are not worth believing are built
anew; a disk that fails is no reason to throw cards away.
"""

import os
import sqlite3

from reception_cli.domain.errors import Unwritable
from reception_cli.domain.words import _, why
from reception_cli.index import cache
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.storage import START, Ledger, Mark

_TURNS = 3  # tries, before the cards are built anew


class IndexCache:
    """The index cards beside a register."""

    def __init__(self, folder: str, ledger: Ledger, progress: cache.Progress | None) -> None:
        """Open nothing yet."""
        self._path = os.path.join(folder, cache.NAME)
        self._ledger = ledger
        self._progress = progress
        self._stuck = False  # a lock on the cards that this very process cannot get rid of
        self._doubted = False  # they failed under whoever read them

    def doubt(self, fault: sqlite3.Error) -> bool:
        """Believe the cards no longer that failed; whether cards built anew may serve whoever read them.

        A log of SQLite's that was taken away under open cards shows as a disk that fails, or as cards that are
        damaged: only new ones are sure to be whole.
        """
        self._doubted = not (cache.stuck(fault) or cache.full(fault))
        return self._doubted

    def believed(self) -> sqlite3.Connection | None:
        """Open the cards if there are any and the register confirms them; raises sqlite3.Error."""
        while not self._doubted and (before := _inode(self._path)) is not None:
            db = self._confirmed()
            if _inode(self._path) == before:  # else they were built anew while we opened them: look again
                return db
            if db is not None:
                db.close()
        return None

    def _confirmed(self) -> sqlite3.Connection | None:
        try:
            db = cache.connect(self._path)
        except sqlite3.Error as fault:
            self._stuck = cache.stuck(fault)
            if cache.worthless(fault) or not os.path.exists(self._path):
                return None
            raise
        try:
            if cache.believed(db, self._ledger) is not None:
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
                    if cache.full(fault):
                        raise
                    if cache.stuck(fault):
                        break
            return self._current(anew=True)
        except sqlite3.Error as fault:
            raise self.fault(fault) from fault
        except OSError as fault:
            raise unwritable(fault) from fault

    def _current(self, anew: bool) -> tuple[sqlite3.Connection, Mark]:
        db = None if anew else self.believed()
        if db is None:
            cache.build(self._path, self._ledger, self._progress)
            self._doubted = False
            db = cache.connect(self._path)
        try:
            return db, self._caught_up(db)
        except BaseException:
            db.close()
            raise

    def _caught_up(self, db: sqlite3.Connection) -> Mark:
        mark = cache.read_mark(db) or START
        if self.behind(mark):
            mark = cache.catch_up(db, self._ledger, mark, self._progress)
        return mark

    def behind(self, mark: Mark) -> bool:
        """Whether the register's length is another than these cards account for."""
        return self._ledger.size() != mark.end + len(TAIL)

    def lying(self) -> sqlite3.Connection:
        """Read in a folder where nothing may be written: the cards as they lie, or a copy of our own."""
        mode = "ro" if os.path.exists(self._path + "-wal") else "immutable"
        try:
            db = cache.connect(self._path, mode)
            mark = cache.believed(db, self._ledger)
        except sqlite3.Error:
            return self.copy()
        if mark is not None and not self.behind(mark):
            return db
        db.close()
        return self.copy()

    def copy(self, until: cache.Until | None = None) -> sqlite3.Connection:
        """Build cards in a file without a name, gone when closed; of the entries before `until` is true."""
        db = sqlite3.connect("", isolation_level=None)
        try:
            cache.fill(db, self._ledger, self._progress, until)
        except sqlite3.Error as fault:
            db.close()
            raise Unwritable(
                _("The register could not be read through ({reason}).").format(reason=why(fault)),
                _("Free some space in the folder for temporary files, then repeat the command."),
            ) from fault
        return db

    def fault(self, fault: sqlite3.Error) -> Unwritable:
        """Tell in words that the cards failed; worthless ones are taken away, to be built anew."""
        if not cache.worthless(fault):
            return failed(fault)
        try:
            cache.remove(self._path)
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
    return None if found.st_size % cache.PAGE else found.st_ino
