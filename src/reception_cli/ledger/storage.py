"""The register file: lines are added at its end and never rubbed out.

The ledger knows bytes and the chain, not visits or law. Whoever adds holds the lock (`store/lock.py`).
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain.entry import ORIGIN, Entry, Head, digest
from reception_cli.domain.errors import Damaged, Refused, Unwritable
from reception_cli.domain.words import _
from reception_cli.ledger import format
from reception_cli.ledger.deadline_port import DeadlinePort
from reception_cli.ledger.files import SAFE, Reader, forget, sync_folder, uncertain, unwritable, write_all, write_new
from reception_cli.ledger.format import BLOCK, HEADER, TAIL, Broken, decode, encode, lines, number, quick, trim

NAME = "reception.json"


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

    def mark(self) -> Mark:
        """Give the place behind it."""
        return Mark(Head(self.entry["seq"], self.entry["digest"]), self.pos, self.end)


class Ledger:
    """The append-only file at `path`."""

    def __init__(self, path: str, owing: DeadlinePort | None = None) -> None:
        """Open nothing yet; `owing` counts the due days on the cards that are filled from it."""
        self.path, self.owing = path, owing

    def exists(self) -> bool:
        """Whether there is a register file at all."""
        return os.path.lexists(self.path)

    @property
    def folder(self) -> str:
        """The folder in which it lies."""
        return os.path.dirname(self.path)

    def stamp(self) -> str:
        """Tell length, time and identity of the file: any other writing of it shows; raises Unwritable."""
        try:
            found = os.stat(self.path)
        except OSError as fault:
            raise unwritable(fault) from fault
        return f"{found.st_size} {found.st_mtime_ns} {found.st_dev} {found.st_ino}"

    def size(self) -> int:
        """Length of the file in bytes; raises Unwritable where the system does not tell."""
        try:
            return os.stat(self.path).st_size
        except OSError as fault:
            raise unwritable(fault) from fault

    def create(self, entries: list[Entry]) -> Mark:
        """Bring a register with its first batch into being, whole or not at all; hold the lock meanwhile."""
        blob, mark = _layout(entries, START)
        aside = self.path + ".new"
        forget(aside)
        try:
            write_new(aside, HEADER + blob + TAIL)
            os.rename(aside, self.path)
        except BaseException as fault:
            forget(aside)
            raise unwritable(fault) if isinstance(fault, OSError) else fault from fault
        try:
            sync_folder(os.path.dirname(self.path))
        except OSError as fault:
            forget(self.path)
            raise (uncertain(fault) if self.exists() else unwritable(fault)) from fault
        return mark

    def read(self, pos: int) -> Entry:
        """Read the entry whose line begins at `pos`; raises Damaged where there is none."""
        with Reader(self.path) as file:
            return _at(file, pos)

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        with Reader(self.path) as file:
            return [_at(file, pos) for pos in places]

    def origin(self) -> str | None:
        """Name the register by the digest of its first entry; None while it is empty or unreadable."""
        try:
            digest_ = self.read(BLOCK).get("digest")
        except (Damaged, Unwritable, OSError):
            return None
        return digest_ if isinstance(digest_, str) and digest_.isalnum() else None

    def since(self, mark: Mark) -> Iterator[Place]:
        """Read on behind `mark`: every line that continues the chain, up to the first that does not."""
        head, pos = (mark.head.count, mark.head.digest), mark.end
        with Reader(self.path) as file:
            if file.read(0, BLOCK) != HEADER:
                return
            for raw in lines(file.read, pos):
                entry = format.proven(raw, head)
                # `Place(...)` itself takes four times as long.
                place = tuple.__new__(Place, (entry, pos, pos + len(raw))) if entry else _next(raw, pos)
                if place is None or not (entry or continues(place.entry, Head(*head))):
                    return
                yield place
                head = place.entry["seq"], place.entry["digest"]
                if place.end < pos + len(raw):
                    return  # behind it lies nothing of ours
                pos = place.end

    def whole(self) -> tuple[list[Entry], Mark]:
        """Read all whole batches, and tell where the last one ends."""
        entries, mark = [], START
        for batch in whole_batches(self.since(START)):
            entries += [place.entry for place in batch]
            mark = batch[-1].mark()
        return entries, mark

    def confirms(self, mark: Mark) -> bool:
        """Whether the line at the mark still carries the mark's digest and ends where the mark says."""
        size = mark.end - mark.pos
        if not BLOCK <= size <= format.MAX_LINE:
            return False
        try:
            with Reader(self.path) as file:
                header, raw = file.read(0, BLOCK), file.read(mark.pos, size)
            if header != HEADER or not mark.head.count:
                return header == HEADER
            entry = quick(raw)
        except (OSError, ValueError, RecursionError, Unwritable):
            return False
        return (entry.get("seq"), entry.get("digest"), len(raw)) == (*mark.head, size)

    def ends_at(self, end: int) -> bool:
        """Whether the file ends whole, with its last line up to `end`."""
        with Reader(self.path) as file:
            return file.read(end, len(TAIL) + 1) == TAIL

    def later(self, pos: int) -> Iterator[Entry]:
        """Find what still reads as entries behind `pos`, wherever it lies: damage may have moved it."""
        with Reader(self.path) as file:
            for raw in lines(file.read, pos):
                line = raw[max(raw.find(b'\n"'), 0) :]
                try:
                    yield decode(line[: format.size(line)])
                except Broken:
                    continue

    def append(self, entries: list[Entry], mark: Mark) -> Mark:
        """Splice one batch over the tail at `mark` and bring it to the disk; all of it or nothing is told.

        Raises Unwritable when any step fails; the old end is put back as far as the disk allows.
        """
        blob, after = _layout(entries, mark)
        try:
            fd = os.open(self.path, os.O_RDWR | SAFE)
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            os.lseek(fd, mark.end, os.SEEK_SET)
            write_all(fd, blob + TAIL)
            os.fsync(fd)
        except BaseException as fault:
            back = _put_back(fd, mark.end)
            if isinstance(fault, OSError):
                raise (unwritable(fault) if back else uncertain(fault)) from fault
            raise
        finally:
            os.close(fd)
        return after


def whole_batches(places: Iterator[Place]) -> Iterator[list[Place]]:
    """Hand on entries batch by batch; a batch whose end is missing is held back."""
    batch: list[Place] = []
    for place in places:
        batch.append(place)
        if (entry := place.entry)["seq"] == entry["batch"][1]:
            yield batch
            batch = []


def _layout(entries: list[Entry], mark: Mark) -> tuple[bytes, Mark]:
    """Lay a batch out as it will stand behind `mark`; an entry that no reader would take is refused."""
    pieces = [encode(entry) for entry in entries]
    if max(map(len, pieces)) > format.MAX_LINE:
        raise Refused(_("This is longer than the register can hold; nothing was recorded."))
    blob = b"".join(pieces)
    end = mark.end + len(blob)
    return blob, Mark(Head(entries[-1]["seq"], entries[-1]["digest"]), end - len(pieces[-1]), end)


def continues(entry: Entry, head: Head) -> bool:
    """Whether an entry is the next of the chain and carries its own digest."""
    try:
        follows: bool = entry["seq"] == head.count + 1 and entry["prev"] == head.digest
        return follows and entry["digest"] == digest(entry)
    except (KeyError, TypeError, ValueError):
        return False


def damaged_line(seq: int | None, pos: int) -> Damaged:
    """Name a place in the register that cannot be read."""
    line = _("entry {seq}").format(seq=seq) if seq else _("byte {pos}").format(pos=pos)
    return Damaged(
        _("The register is damaged at {line}.").format(line=line),
        _("Run `reception verify`; nothing was changed."),
    )


def _put_back(fd: int, end: int) -> bool:
    """Restore the old end after a failed add; where that fails the next writer cuts what is torn."""
    try:
        os.lseek(fd, end, os.SEEK_SET)
        write_all(fd, TAIL)
        os.ftruncate(fd, end + len(TAIL))
        os.fsync(fd)
    except OSError:
        return False
    return True


def _at(file: Reader, pos: int) -> Entry:
    raw = next(lines(file.read, pos, chunk=4096), b"")
    try:
        return quick(raw)
    except (ValueError, RecursionError):
        pass
    try:
        return quick(trim(raw))  # the last line, when what stands behind it is torn
    except (ValueError, RecursionError) as fault:
        raise damaged_line(number(raw), pos) from fault


def _next(raw: bytes, pos: int) -> Place | None:
    """Read the line that stands at `pos`; what lies behind it may be torn."""
    try:
        entry = decode(raw)
    except Broken:
        raw = trim(raw)
        try:
            entry = decode(raw)
        except Broken:
            return None
    return Place(entry, pos, pos + len(raw)) if len(raw) % BLOCK == 0 else None
