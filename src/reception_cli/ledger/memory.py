"""A ledger that is nowhere but in memory: for what is only tried out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tinydb.storages import MemoryStorage

from reception_cli.domain.entry import Entry
from reception_cli.ledger.format import BLOCK, TAIL, encode, quick
from reception_cli.ledger.storage import (
    START,
    TABLE,
    Cuts,
    Mark,
    Place,
    continues,
    cut,
    damaged_line,
    never_rubbed_out,
    writable,
)  # fmt: skip


class MemoryLedger(MemoryStorage):
    """TinyDB's memory storage as a `Ledger`: places are those that the same entries would have in a file."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        super().__init__()  # type: ignore[no-untyped-call]
        self._places: dict[int, Place] = {}  # by where they begin, in order
        self._end = BLOCK

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Give every entry as TinyDB reads a storage."""
        found = {str(place.entry["seq"]): place.entry for place in self._places.values()}
        return {TABLE: found} if found else None

    def write(self, _data: object) -> None:
        """Refuse: no register is written anew as a whole."""
        raise never_rubbed_out()

    def exists(self) -> bool:
        """Whether a batch was ever appended."""
        return bool(self._places)

    def size(self) -> int:
        """Give the length of the file that it would be."""
        return self._end + len(TAIL)

    def since(self, mark: Mark) -> Iterator[Place]:
        """Read on behind `mark`; see `Ledger`."""
        head = mark.head
        for place in list(self._places.values()):
            if place.pos >= mark.end:
                if not continues(place.entry, head):
                    return
                yield place
                head = place.mark().head

    def read_at(self, pos: int) -> Entry:
        """Read the entry at a place; raises Damaged where there is none."""
        if pos not in self._places:
            raise damaged_line(None, pos)
        return self._places[pos].entry

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        return [*map(self.read_at, places)]

    def confirms(self, mark: Mark) -> bool:
        """Whether the entry at the mark is that of the mark."""
        place = self._places.get(mark.pos)
        return self.exists() and (not mark.head.count or (place is not None and place.mark() == mark))

    def ends_at(self, end: int) -> bool:
        """Whether the last entry reaches up to `end`."""
        return self.exists() and end == self._end

    def append(self, entries: Iterable[Entry], mark: Mark) -> Mark:
        """Append one batch behind `mark`; see `Ledger`."""
        entries = [*entries]
        for entry in entries:
            writable(entry)
        if mark.end != self._end:
            raise damaged_line(None, mark.end)
        for entry in entries:
            mark = self._put(entry, mark)
        return mark

    def redact(
        self, cuts: Cuts, entries: list[Entry], mark: Mark, ready: Callable[[], object] = lambda: None
    ) -> Mark:
        """Remove private values, and append `entries` which record it; see `Ledger`."""
        for entry in (*(cut(self.read_at(pos), values) for pos, values in cuts.items()), *entries):
            writable(entry)
        ready()
        old = [place for place in self._places.values() if place.end <= mark.end]
        self._places, mark = {}, START
        for place in old:
            mark = self._put(cut(place.entry, cuts.get(place.pos, {})), mark)
        for entry in entries:
            mark = self._put(entry, mark)
        return mark

    def _put(self, entry: Entry, mark: Mark) -> Mark:
        """Keep a copy of an entry as the next behind `mark`."""
        raw = encode(entry)
        place = Place(quick(raw), mark.end, mark.end + len(raw))
        self._places[place.pos], self._end = place, place.end
        return place.mark()
