"""One writer at a time: a lock of the operating system on a file that is never removed.

The file says who holds it. A lock dies with its process, so a killed writer blocks nobody.
"""

import os
import sys
import time
from collections.abc import Callable

from reception_cli.domain.entry import Stamp
from reception_cli.domain.errors import Busy, Unwritable
from reception_cli.domain.words import _, why
from reception_cli.ledger.files import READ, SAFE, create, ordinary, unwritable

NAME = "lock"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0005, 0.02  # seconds between tries

if sys.platform == "win32":  # pragma: no cover - kept right by construction
    import msvcrt

    def _take(fd: int) -> None:
        os.lseek(fd, _HELD_AT, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _drop(fd: int) -> None:
        os.lseek(fd, _HELD_AT, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)

    _HELD_AT = 1 << 20  # a byte behind the text, so that others may read who holds the lock
else:
    import fcntl

    def _take(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _drop(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class Lock:
    """The desk's lock; use it as a context manager."""

    def __init__(self, folder: str, verb: str, stamp: Stamp, timeout: float) -> None:
        """`verb` and `stamp` say who holds it; wait at most `timeout` seconds, 0 tries once."""
        self._path = os.path.join(folder, NAME)
        self._verb, self._stamp = verb, stamp
        self._timeout = timeout
        self._fd = -1

    def __enter__(self) -> "Lock":
        """Take the lock; raises Busy (who, since when) after the time-out, Unwritable when it cannot work."""
        self._fd = wait(self._try, self._timeout)
        if self._fd < 0:
            raise busy(self._path)
        self._sign()
        return self

    def __exit__(self, *_fault: object) -> None:
        """Let the next one in; a fault here ends with the process."""
        fd, self._fd = self._fd, -1
        for step in (_drop, os.close):
            try:
                step(fd)
            except OSError:
                continue

    def _try(self) -> int:
        """Take the lock now: a descriptor, or -1 when another holds it."""
        try:
            fd = _open(self._path)
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            _take(fd)
            if os.path.samestat(os.fstat(fd), os.stat(self._path)):
                return fd
        except (BlockingIOError, PermissionError, FileNotFoundError):
            pass
        except OSError as fault:
            os.close(fd)
            raise Unwritable(
                _("The lock of the register cannot work here ({reason}); nothing was recorded.").format(
                    reason=why(fault)
                ),
                _("Keep the desk's folder on a local disk."),
            ) from fault
        os.close(fd)
        return -1

    def _sign(self) -> None:
        """Write who holds it; a courtesy, so a full disk is no reason to stop."""
        line = "\t".join((self._verb, self._stamp.user, str(os.getpid()), self._stamp.now))
        try:
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.write(self._fd, line.encode("utf-8", "replace")[:500].ljust(120) + b"\n")
        except OSError:
            return


def _open(path: str) -> int:
    """Open the lock file; the first one makes it."""
    try:
        return ordinary(path, os.O_RDWR | SAFE)
    except FileNotFoundError:
        return create(path, os.O_RDWR)


def wait(attempt: Callable[[], int], timeout: float) -> int:
    """Try until it works or `timeout` seconds are over; the pauses grow but stay short."""
    end, pause = time.monotonic() + timeout, _FIRST_PAUSE
    while (fd := attempt()) < 0 and time.monotonic() < end:
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return fd


def busy(path: str) -> Busy:
    """Say who holds the lock and since when, as far as the file tells."""
    verb, user, pid, since = (*read_holder(path), "?", "?", "?", "?")[:4]
    return Busy(
        _("The register is busy: {verb} by {user} (process {pid}) holds it since {since}.").format(
            verb=verb, user=user, pid=pid, since=since
        ),
        _("Nothing was recorded. Try again, or wait longer with --lock-timeout."),
        holder={"verb": verb, "user": user, "pid": pid, "since": since},
    )


def read_holder(path: str) -> list[str]:
    """Read who signed the lock file last."""
    try:
        fd = ordinary(path, READ)
    except OSError:
        return []
    try:
        return os.read(fd, 600).split(b"\n")[0].decode("utf-8", "replace").strip().split("\t")
    finally:
        os.close(fd)
