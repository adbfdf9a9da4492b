"""What a unit delivers, held back until all of it has proven itself: in files that nobody finds.

The entries lie there as they will stand in the register, so that figures can be counted before anything is taken.
"""

import json
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, NamedTuple

from reception_cli.domain.entry import Entry, Head
from reception_cli.exchange.bundle import Hashes
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.format import TAIL, framed, quick
from reception_cli.ledger.storage import FileLedger, Mark, Place, writable

_PIECE = 1 << 20  # bytes that are read together


class Point(NamedTuple):
    """How far a spool was filled."""

    entries: int
    hashes: int  # bytes
    last: Head


class Staging:
    """New entries of one unit behind the end of its register, and who came, as told by hashes."""

    def __init__(self, folder: str, start: Mark) -> None:
        """Make the nameless files in a folder; raises Unwritable."""
        self.start, self.last = start, start.head
        self._ends = array("q", [start.end])  # in the register: where the first begins, where each one ends
        self._hashed = 0
        try:
            self._entries: IO[bytes] = tempfile.TemporaryFile(dir=folder)
            self._hashes: IO[bytes] = tempfile.TemporaryFile(dir=folder)
        except OSError as fault:
            raise unwritable(fault) from fault

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._ends) - 1

    @property
    def end(self) -> int:
        """Tell where the register will end."""
        return self._ends[-1]

    def put(self, entry: Entry, hashes: Hashes, text: bytes = b"") -> None:
        """Add the next entry, whose canonical JSON may be at hand; raises Unwritable, Refused where it is too long."""
        blob = framed(entry, text) if text else writable(entry)
        _write(self._entries, self.end - self.start.end, blob)
        if hashes:
            line = json.dumps(hashes).encode() + b"\n"
            _write(self._hashes, self._hashed, line)
            self._hashed += len(line)
        self._ends.append(self.end + len(blob))
        self.last = Head(entry["seq"], entry["digest"])

    def point(self) -> Point:
        """Remember how far it is filled."""
        return Point(len(self), self._hashed, self.last)

    def cut(self, point: Point) -> None:
        """Forget what came later."""
        del self._ends[point.entries + 1 :]
        self._hashed, self.last = point.hashes, point.last

    def read(self, pos: int) -> Entry:
        """Read the entry that will stand at a place of the register."""
        return self._at(bisect_left(self._ends, pos)).entry

    def entries(self, behind: int = 0) -> Iterator[Place]:
        """Read the entries behind the one of this number, in their order."""
        for place in range(max(behind - self.start.head.count, 0), len(self)):
            yield self._at(place)

    def lines(self, start: int, end: int) -> bytes:
        """Read the lines between two places of the register, as they will stand in it."""
        self._entries.seek(start - self.start.end)
        return self._entries.read(end - start)

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Read them piece by piece."""
        for pos in range(start, end, _PIECE):
            yield self.lines(pos, min(pos + _PIECE, end))

    def hashes(self) -> Iterator[Any]:
        """Read who came, in the order of the entries."""
        done = 0
        while done < self._hashed:
            self._hashes.seek(done)
            line = self._hashes.readline()
            done += len(line)
            yield json.loads(line)

    def close(self) -> None:
        """Let go of it; nothing is left."""
        for file in (self._entries, self._hashes):
            with suppress(OSError):  # what a full disk did not take is of no use any more
                file.close()

    def _at(self, place: int) -> Place:
        pos, end = self._ends[place], self._ends[place + 1]
        return Place(quick(self.lines(pos, end)), pos, end)


class Ahead(FileLedger):
    """A register as it will be when a spool has been added to it; nothing is written through it."""

    def __init__(self, own: FileLedger, spool: Staging) -> None:
        """`own` need not exist yet."""
        super().__init__(own.path)
        self._spool = spool

    def size(self) -> int:
        """Tell how long the file will be."""
        return self._spool.end + len(TAIL)

    def since(self, mark: Mark) -> Iterator[Place]:
        """Read on behind `mark`, in the register and then in the spool."""
        last = self._spool.start.head.count
        if mark.head.count < last:
            for place in super().since(mark):
                yield place
                if place.entry["seq"] == last:
                    break
        yield from self._spool.entries(mark.head.count)

    def read_at(self, pos: int) -> Entry:
        """Read the entry that will stand at a place."""
        return self._spool.read(pos) if pos >= self._spool.start.end else super().read_at(pos)

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        own = [place for place in places if place < self._spool.start.end]
        here = iter(super().read_many(own) if own else ())
        return [self._spool.read(place) if place >= self._spool.start.end else next(here) for place in places]


def _write(file: IO[bytes], pos: int, blob: bytes) -> None:
    try:
        file.seek(pos)
        file.write(blob)
    except OSError as fault:
        raise unwritable(fault) from fault
