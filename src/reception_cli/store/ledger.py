"""The register file: lines are added at its end and never rubbed out.

The ledger knows bytes and the chain, not visits or law. Whoever adds holds the lock (`store/lock.py`).
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.model.entry import ORIGIN, Entry, Head, digest
from reception_cli.model.errors import Damaged, Unwritable
from reception_cli.model.words import _
from reception_cli.store.blocks import BLOCK, HEADER, MAX_LINE, TAIL, Broken, decode, encode, number, quick

NAME = "reception.json"
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_CHUNK = 1 << 20


class Mark(NamedTuple):
    """A place in the file that the chain confirms: the head, where its line begins, where the next may."""

    head: Head
    pos: int
    end: int


START = Mark(Head(0, ORIGIN), 0, BLOCK)


class Place(NamedTuple):
    """One line as read: its entry and where it lies (bytes)."""

    entry: Entry
    pos: int
    end: int


class Ledger:
    """The append-only file at `path`."""

    def __init__(self, path: str) -> None:
        """Open nothing yet."""
        self.path = path

    def exists(self) -> bool:
        """Whether there is a register file at all."""
        return os.path.lexists(self.path)

    def size(self) -> int:
        """Length of the file in bytes."""
        return os.stat(self.path).st_size

    def create(self) -> None:
        """Bring an empty register into being; an existing one is never touched."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _SAFE
        try:
            fd = os.open(self.path, flags, 0o600)
            try:
                write_all(fd, HEADER + TAIL)
                os.fsync(fd)
            finally:
                os.close(fd)
            sync_folder(os.path.dirname(self.path))
        except OSError as fault:
            raise unwritable(fault) from fault

    def read(self, pos: int) -> Entry:
        """Read the entry whose line begins at `pos`; raises Damaged where there is none."""
        with self._open() as file:
            return self._at(file.fileno(), pos)

    def origin(self) -> str | None:
        """Name the register by the digest of its first entry; None while it is empty or unreadable."""
        try:
            digest_ = self.read(BLOCK).get("digest")
        except (Damaged, Unwritable):
            return None
        return digest_ if isinstance(digest_, str) and digest_.isalnum() else None

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        with self._open() as file:
            return [self._at(file.fileno(), pos) for pos in places]

    def _at(self, fd: int, pos: int) -> Entry:
        raw = _line(fd, pos)
        try:
            return quick(raw)
        except ValueError as fault:
            raise damaged_line(number(raw), pos) from fault

    def since(self, mark: Mark) -> Iterator[Place]:
        """Read on behind `mark`: every line that continues the chain, up to the first that does not."""
        head, pos = mark.head, mark.end
        with self._open() as file:
            for raw in _lines(file.fileno(), pos):
                try:
                    entry = decode(raw)
                except Broken:
                    return
                if not continues(entry, head):
                    return
                head = Head(entry["seq"], entry["digest"])
                yield Place(entry, pos, pos + len(raw))
                pos += len(raw)

    def confirms(self, mark: Mark) -> bool:
        """Whether the line at the mark still carries the mark's digest and ends where the mark says."""
        if mark.head.count == 0:
            return self.header_holds()
        try:
            with self._open() as file:
                raw = _line(file.fileno(), mark.pos)
            entry = quick(raw)
        except (OSError, ValueError, Damaged):
            return False
        found = entry.get("seq"), entry.get("digest"), mark.pos + len(raw)
        return found == (mark.head.count, mark.head.digest, mark.end)

    def header_holds(self) -> bool:
        """Whether the file begins as ours do."""
        with self._open() as file:
            return file.read(BLOCK) == HEADER

    def ends_at(self, end: int) -> bool:
        """Whether the file ends whole, with its last line up to `end`."""
        with self._open() as file:
            file.seek(end)
            return file.read(len(TAIL) + 1) == TAIL

    def append(self, entries: list[Entry], mark: Mark) -> Mark:
        """Splice one batch over the tail at `mark` and bring it to the disk; all of it or nothing is told.

        Raises Unwritable when any step fails; the old end is put back as far as the disk allows.
        """
        pieces = [encode(entry) for entry in entries]
        blob = b"".join(pieces)
        try:
            fd = os.open(self.path, os.O_RDWR | _SAFE)
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            os.lseek(fd, mark.end, os.SEEK_SET)
            write_all(fd, blob + TAIL)
            os.fsync(fd)
        except OSError as fault:
            _put_back(fd, mark.end)
            raise unwritable(fault) from fault
        finally:
            os.close(fd)
        end = mark.end + len(blob)
        return Mark(Head(entries[-1]["seq"], entries[-1]["digest"]), end - len(pieces[-1]), end)

    def last(self, end: int) -> Mark:
        """Find the mark of the line that ends at `end` by looking back for where it begins."""
        with self._open() as file:
            fd = file.fileno()
            for pos in range(end - BLOCK, max(end - MAX_LINE, BLOCK - 1), -BLOCK):
                if number(_read(fd, pos, 32)) is not None:
                    entry = self._at(fd, pos)
                    return Mark(Head(entry["seq"], entry["digest"]), pos, end)
        return START

    def _open(self) -> "_Reader":
        try:
            return _Reader(os.open(self.path, os.O_RDONLY | _SAFE))
        except OSError as fault:
            raise unwritable(fault) from fault


class _Reader:
    """An open file descriptor that closes itself."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *_fault: object) -> None:
        os.close(self._fd)

    def fileno(self) -> int:
        return self._fd

    def seek(self, pos: int) -> None:
        os.lseek(self._fd, pos, os.SEEK_SET)

    def read(self, size: int) -> bytes:
        return os.read(self._fd, size)


def continues(entry: Entry, head: Head) -> bool:
    """Whether an entry is the next of the chain and carries its own digest."""
    try:
        follows: bool = entry["seq"] == head.count + 1 and entry["prev"] == head.digest
        return follows and entry["digest"] == digest(entry)
    except (KeyError, TypeError, ValueError):
        return False


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


def unwritable(fault: OSError) -> Unwritable:
    """Tell an operating-system fault in words, without the path."""
    return Unwritable(
        _("The disk or a permission failed ({reason}); nothing was recorded.").format(
            reason=fault.strerror or type(fault).__name__
        ),
        _("Check free space and permissions of the desk's folder, then repeat the command."),
    )


def damaged_line(seq: int | None, pos: int) -> Damaged:
    """Name a place in the register that cannot be read."""
    line = _("entry {seq}").format(seq=seq) if seq else _("byte {pos}").format(pos=pos)
    return Damaged(
        _("The register is damaged at {line}.").format(line=line),
        _("Run `reception verify`; nothing was changed."),
    )


def _put_back(fd: int, end: int) -> None:
    """Restore the old end after a failed add; a fault here leaves a torn tail, which the next writer cuts."""
    try:
        os.lseek(fd, end, os.SEEK_SET)
        write_all(fd, TAIL)
        os.ftruncate(fd, end + len(TAIL))
        os.fsync(fd)
    except OSError:
        return


def _read(fd: int, pos: int, size: int) -> bytes:
    os.lseek(fd, pos, os.SEEK_SET)
    return os.read(fd, size)


def _line(fd: int, pos: int) -> bytes:
    """Read one line: from `pos` to the block before the next separator or the tail."""
    for raw in _lines(fd, pos, chunk=4096):
        return raw
    raise damaged_line(None, pos)


def _lines(fd: int, pos: int, chunk: int = _CHUNK) -> Iterator[bytes]:
    """Cut the file into lines from `pos` on; what follows the last separator is left out."""
    os.lseek(fd, pos, os.SEEK_SET)
    rest, blob = b"", os.read(fd, chunk)
    while blob:
        rest += blob
        start = 0
        while (stop := _separator(rest, start)) >= 0:
            yield rest[start:stop]
            start = stop
        rest = rest[start:]
        if len(rest) > MAX_LINE:
            return
        blob = os.read(fd, chunk)


def _separator(blob: bytes, start: int) -> int:
    """Find where the line that begins at `start` ends: at the `,` before the next newline, or at the tail."""
    newline = blob.find(b"\n", start + 2)
    if newline < 0:
        return -1
    return newline - 1 if blob[newline - 1 : newline] == b"," else newline
