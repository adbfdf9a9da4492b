"""Files as a desk needs them: for their owner only, written whole, on the disk before they take another's place."""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from reception_cli.domain import numbers
from reception_cli.domain.errors import Damaged, NotFound, ReceptionError, Unwritable
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, number, why

if TYPE_CHECKING:
    import signal
else:
    try:  # the interpreter's own: `signal` lays enumerations over it, 1 ms at every start
        import _signal as signal
    except ImportError:
        import signal

SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
READ = os.O_RDONLY | SAFE
FOLLOWED = READ & ~getattr(os, "O_NOFOLLOW", 0)  # for what somebody named: a link leads where they wished
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
PRIVATE = 0o600
_HELD = (5, 32, 33)  # Windows: another program, such as a virus scanner, holds the file for a moment
_Done = TypeVar("_Done")
_TURNS, _PAUSE = 40, 0.05  # how often it is tried again, and after how many seconds

_SIGNS = frozenset('<>:"|?*')
_PLAIN = ("\\\\?\\", "\\\\.\\")  # before a path that Windows takes as it is
_SHARE = "UNC\\"  # behind that, where the path lies on a server


def ordinary(path: str, flags: int) -> int:
    """Open a file as `os.open` does; the `opener` of every `open` that reads what may come from outside.

    Raises OSError for a pipe, a device or a folder, without waiting for anybody at its other end.
    """
    fd = _opened(path, flags | _NEVER_WAIT)
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        raise Unfit(errno.EINVAL, _("it is not an ordinary file"))
    return fd


def _opened(path: str, flags: int) -> int:
    """Open a file, for its owner only where that makes one; raises OSError."""
    return patiently(lambda: os.open(path, flags, PRIVATE), path, writing=flags & (os.O_WRONLY | os.O_RDWR) != 0)


class Unfit(OSError):
    """A file that is there and can be opened, but is nothing to read."""


def content(path: str, most: int, flags: int = FOLLOWED) -> bytes:
    """Read a file of at most `most` bytes as a whole; raises OSError."""
    with open(ordinary(path, flags), "rb") as file:
        blob = file.read(most + 1)
    if len(blob) > most:
        raise Unfit(errno.EFBIG, _("it has more than {most} bytes").format(most=number(most)))
    return blob


def text(path: str, most: int) -> str:
    """Read such a file as text; raises OSError, and ValueError for what is no UTF-8."""
    try:
        return content(path, most).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ValueError(_("it is no UTF-8 text")) from fault


MOST_TOML = 1 << 20  # bytes of a configuration, a form, a map


def toml(path: str) -> dict[str, Any]:
    """Read a TOML file; raises OSError and ValueError."""
    return parse_toml(text(path, MOST_TOML))


def parse_toml(told: str) -> dict[str, Any]:
    """Read TOML; raises ValueError, also for values within values without end."""
    import tomllib  # only a desk with a configuration pays for it

    try:
        return tomllib.loads(told)
    except RecursionError as fault:
        raise ValueError(_("its values are nested too deeply")) from fault


def unreadable(path: str, fault: OSError | ValueError) -> ReceptionError:
    """Tell that a file which somebody named is not there, holds nothing to read, or that the system failed."""
    if isinstance(fault, FileNotFoundError | NotADirectoryError):
        return NotFound(_("There is no file '{file}'.").format(file=shown(path)), _("Check its name."))
    wrong = not isinstance(fault, OSError) or isinstance(fault, Unfit | IsADirectoryError)
    return (Damaged if wrong else Unwritable)(
        _("{file} cannot be read: {reason}.").format(file=shown(path), reason=why(fault)),
        _("Give another file.") if wrong else _("Check the disk and your permission, then repeat the command."),
    )


class Reader:
    """An open file descriptor that closes itself."""

    def __init__(self, path: str) -> None:
        """Open for reading; a symbolic link is not followed; raises Unwritable."""
        try:
            self._fd = ordinary(path, READ)
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
    fd = _opened(path, flags | os.O_CREAT | SAFE)
    if os.name != "nt":
        os.fchmod(fd, PRIVATE)
    return fd


def create_anew(path: str) -> int:
    """Make such a file; one that an interrupted command left there is removed first; raises OSError."""
    drop(path)
    return create(path)


def drop(path: str) -> bool:
    """Remove a file; whether it was there; raises OSError when it stays."""
    try:
        patiently(lambda: os.unlink(path), path)
    except FileNotFoundError:
        return False
    return True


def drop_folder(path: str) -> None:
    """Remove a folder with all that is in it; raises OSError."""
    import shutil  # hardly a command needs it

    patiently(lambda: shutil.rmtree(path), path)


def move(source: str, path: str) -> None:
    """Put a file (or folder) in its place, whole; raises OSError and leaves the old one when that fails."""
    patiently(lambda: os.replace(source, path), path)


def patiently(action: Callable[[], _Done], path: str, writing: bool = True, windows: bool = os.name == "nt") -> _Done:
    """Do what Windows refuses while another program holds the file for a moment; raises OSError after two seconds."""
    for _turn in range(_TURNS):
        try:
            return action()
        except OSError as fault:
            if not _is_held(fault, path, writing, windows):
                raise
        time.sleep(_PAUSE)
    return action()


def _is_held(fault: OSError, path: str, writing: bool, windows: bool) -> bool:
    """Whether another program may be why Windows refuses; opening a file, it says no more than EACCES.

    Raises IsADirectoryError for a folder that was to be opened, which it calls EACCES, too.
    """
    code = getattr(fault, "winerror", None)
    if code is not None or not windows or fault.errno != errno.EACCES:
        return code in _HELD
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) from fault
    return not writing or os.access(path, os.W_OK)  # there, a file that is read-only, whoever asks


def replace(path: str, blocks: Iterable[bytes]) -> None:
    """Make `blocks` the content of a file that somebody named, whole or not at all; a link there is not followed.

    Raises Unwritable when the folder, the disk or a permission fails: then `path` is as it was.
    """
    spare = os.path.join(os.path.dirname(path), f"{_SPARE[0]}{os.urandom(8).hex()}{_SPARE[1]}")
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
            forget(spare)
            raise
    except OSError as fault:
        raise Unwritable(
            _("Nothing was written to {file}: {reason}.").format(file=shown(path), reason=why(fault)),
            _("Check the folder, the free space and your permission, then repeat the command."),
        ) from fault


_SPARE = (".reception-", ".tmp")  # begin and end of the name under which a file is written


def clear_spares(folder: str, before: float) -> None:
    """Remove what `replace` left in a folder when its command was killed, before a moment (of the file system)."""
    with suppress(OSError):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            ours = name.startswith(_SPARE[0]) and name.endswith(_SPARE[1])
            if ours and os.lstat(path).st_mtime < before:
                forget(path)


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
        drop(path)


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


# --- Names that Windows gives to no file.

def is_share(path: str) -> bool:
    """Whether a path of Windows leads to another machine: `\\\\server\\share`, `\\\\?\\UNC\\server\\share`."""
    plain = path.replace("/", "\\")
    for before in _PLAIN:
        if plain.startswith(before):
            return plain[len(before) :].upper().startswith(_SHARE)
    return plain.startswith("\\\\")


def refused_by_windows(path: str) -> str:
    """Say why Windows has no file or folder of this path; empty where it may have."""
    import ntpath  # nobody else needs it but on Windows

    plain = path.replace("/", "\\")
    for before in _PLAIN:
        plain = plain.removeprefix(before)
    for name in ntpath.splitdrive(plain)[1].split("\\"):
        if name in ("", ".", ".."):
            continue
        sign = next((sign for sign in name if sign in _SIGNS or ord(sign) < 32), "")
        if sign:
            return _("no name may hold {sign} there").format(sign=sign if sign.isprintable() else f"U+{ord(sign):04X}")
        if numbers.is_kept(name):
            return _("Windows keeps the name '{name}' for itself").format(name=name[:40])
    return ""
