"""Files as a desk needs them: for their owner only, written whole, on the disk before they take another's place."""

import os
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why

if TYPE_CHECKING:
    import signal
else:
    try:  # the interpreter's own: `signal` lays enumerations over it, 1 ms at every start
        import _signal as signal
    except ImportError:
        import signal

SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
READ = os.O_RDONLY | SAFE
PRIVATE = 0o600
_HELD = (5, 32, 33)  # Windows: another program, such as a virus scanner, holds the file for a moment


class Reader:
    """An open file descriptor that closes itself."""

    def __init__(self, path: str) -> None:
        """Open for reading; a symbolic link is not followed; raises Unwritable."""
        try:
            self._fd = os.open(path, READ)
        except OSError as fault:
            raise unwritable(fault) from fault

    def __enter__(self) -> "Reader":
        """Give itself."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close the file."""
        os.close(self._fd)

    def read(self, pos: int, size: int) -> bytes:
        """Read up to `size` bytes at `pos`; raises Unwritable."""
        try:
            os.lseek(self._fd, pos, os.SEEK_SET)
            return os.read(self._fd, size)
        except OSError as fault:
            raise unwritable(fault) from fault


class Steady:
    """Holds Ctrl-C back while something is written that must be reported once it stands on the disk."""

    def __enter__(self) -> None:
        """From here on an interrupt is only remembered."""
        self._before: Any = None
        try:
            self._before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
        except ValueError:  # not the main thread: interrupts do not reach it
            return

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let interrupts through again; one that came meanwhile came too late."""
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


def create(path: str, flags: int = os.O_RDWR | os.O_EXCL) -> int:
    """Make a file for its owner only, whatever the umask; returns its descriptor; raises OSError."""
    fd = os.open(path, flags | os.O_CREAT | SAFE, PRIVATE)
    if os.name != "nt":
        os.fchmod(fd, PRIVATE)
    return fd


def create_anew(path: str) -> int:
    """Make such a file; one that an interrupted command left there is removed first; raises OSError."""
    drop(path)
    return create(path)


def open_ordinary(path: str, flags: int = READ) -> int:
    """Open a file that somebody named, to read it; raises OSError, UsageFault for a pipe, a device or a folder."""
    fd = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    raise UsageFault(_("'{file}' is not an ordinary file.").format(file=shown(path)), _("Name another file."))


def drop(path: str) -> None:
    """Remove a file if it is there; raises OSError when it stays."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def move(source: str, path: str) -> None:
    """Put a file (or folder) in its place, whole; raises OSError and leaves the old one when that fails."""
    for _turn in range(40):
        try:
            return os.replace(source, path)
        except PermissionError as fault:
            if getattr(fault, "winerror", None) not in _HELD:
                raise
            time.sleep(0.05)
    os.replace(source, path)


def replace(path: str, blocks: Iterable[bytes]) -> None:
    """Make `blocks` the content of a file that somebody named, whole or not at all; a link there is not followed.

    Raises Unwritable when the folder, the disk or a permission fails: then `path` is as it was.
    """
    spare = os.path.join(os.path.dirname(path), f".reception-{os.urandom(8).hex()}.tmp")
    try:
        _refuse_special(path)
        fd = create(spare)
        try:
            with open(fd, "wb") as file:
                file.writelines(blocks)
                file.flush()
                os.fsync(fd)
            move(spare, path)
        except BaseException:
            os.unlink(spare)
            raise
    except OSError as fault:
        raise Unwritable(
            _("Nothing was written to {file}: {reason}.").format(file=shown(path), reason=why(fault)),
            _("Check the folder, the free space and your permission, then repeat the command."),
        ) from fault


def _refuse_special(path: str) -> None:
    """Moving a file over a device such as /dev/null would destroy the device."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise OSError(_("it is not an ordinary file"))


def write_new(path: str, blob: bytes) -> None:
    """Write a whole file that did not exist, and bring it to the disk; raises OSError."""
    fd = create(path)
    try:
        write_all(fd, blob)
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folder(folder: str) -> None:
    """Make a folder, and those above it, for their owner only and on the disk; raises OSError."""
    above = parent(folder)
    if above and not os.path.isdir(above):
        with suppress(FileExistsError):  # another was faster
            make_folder(above)
    os.mkdir(folder, 0o700)
    os.chmod(folder, 0o700)
    sync_folder(above)


def parent(folder: str, paths: ModuleType = os.path) -> str:
    """Name the folder above one; empty above a root, of a drive or a share too, which is its own."""
    above = str(paths.dirname(folder))
    return "" if above == folder else above


def write_all(fd: int, blob: bytes) -> None:
    """Write every byte, through short writes."""
    view = memoryview(blob)
    while view:
        view = view[os.write(fd, view) :]


def sync_folder(folder: str) -> None:
    """Bring a folder's own entry to the disk, where the system can."""
    if os.name == "nt":  # Windows has no such thing
        return
    fd = os.open(folder or ".", os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def forget(path: str) -> None:
    """Remove a file of ours that is of no more use; should that fail it only lies about."""
    with suppress(OSError):
        os.unlink(path)


def unwritable(fault: OSError) -> Unwritable:
    """Tell an operating-system fault in words, without the path."""
    return Unwritable(
        _("The disk or a permission failed ({reason}); nothing was recorded.").format(reason=why(fault)),
        _("Check free space and permissions of the desk's folder, then repeat the command."),
    )


def planted(name: str) -> Unwritable:
    """Refuse a file or folder of the desk's folder that somebody made a symbolic link."""
    return Unwritable(
        _("'{name}' in the desk's folder is a symbolic link and is not followed.").format(name=name),
        _("Put the real file in its place."),
    )


def uncertain(fault: OSError) -> Unwritable:
    """Tell a fault after which even the old end of the register could not be put back."""
    return Unwritable(
        _("The disk failed ({reason}); it is not certain whether this was recorded.").format(
            reason=why(fault)
        ),
        _("Look with `reception log` before you repeat the command."),
    )
