"""The register as a ledger of entries: the protocol, and the append-only file that is also a TinyDB storage.

A ledger knows entries and the chain, not visits or law. Whoever appends or redacts holds the lock (`ledger/lock.py`).
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, Protocol

from tinydb.storages import Storage
from tinydb.table import Table

from reception_cli.domain.entry import ORIGIN, Entry, Head, digest
from reception_cli.domain.errors import Damaged, Refused, Unwritable
from reception_cli.domain.words import _, why
from reception_cli.ledger import format
from reception_cli.ledger.files import (
    SAFE,
    Reader,
    Steady,
    create_anew,
    forget,
    move,
    ordinary,
    sync_folder,
    uncertain,
    unwritable,
    write_all,
    write_new,
)  # fmt: skip
from reception_cli.ledger.format import BLOCK, HEADER, TAIL, Broken, decode, encode, lines, number, quick, trim

NAME = "reception.json"
TABLE = "entries"  # the one table of the file, as TinyDB sees it
NEW = ".new"  # behind the register's name: the file that will replace it
AT_ONCE = 5000  # entries of a large batch that are handed on together
_CHUNK = 1 << 20

Progress = Callable[[int, int], None]  # bytes done, bytes in all
Until = Callable[[Entry], bool]  # whether an entry is the first that is not to be read


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


# Where a line begins -> what takes the place of its private values: another salt and text, or nothing.
Cuts = Mapping[int, Mapping[str, list[str] | None]]
Tell = Callable[[int], None]  # bytes copied


class Ledger(Protocol):
    """Entries in the order of their chain; `pos` and `end` of a Mark or Place mean something to their ledger only."""

    def exists(self) -> bool:
        """Whether there is a register at all."""

    def size(self) -> int:
        """Give its length: the end of the last entry, and the tail; raises Unwritable."""

    def since(self, mark: Mark) -> Iterator[Place]:
        """Read on behind `mark`: every entry that continues the chain, up to the first that does not."""

    def read_at(self, pos: int) -> Entry:
        """Read the entry at a place; raises Damaged where there is none."""

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order; raises Damaged where one is missing."""

    def confirms(self, mark: Mark) -> bool:
        """Whether the entry at the mark carries the mark's digest and ends where the mark says; START always fits."""

    def ends_at(self, end: int) -> bool:
        """Whether the register ends whole, with its last entry up to `end`."""

    def append(self, entries: Iterable[Entry], mark: Mark) -> Mark:
        """Append one batch behind `mark`, whole or not at all, and give the new end; START makes the register.

        Raises Damaged where the register does not end at `mark`, Refused for an entry that no reader would take,
        Unwritable when the disk fails.
        """

    def redact(
        self, cuts: Cuts, entries: list[Entry], mark: Mark, ready: Callable[[], object] = lambda: None
    ) -> Mark:
        """Remove or replace private values and append `entries`, which record it, behind `mark`; give the new end.

        `ready` is called when all is prepared and the old register still stands: what it raises leaves that one.
        Raises Damaged when a line to cut is not as it was written, Refused for an entry that no reader would take,
        Unwritable when the disk fails.
        """


class FileLedger(Storage):
    """The append-only file at `path`: a TinyDB storage that reads whole, and by offset; only a batch is ever added."""

    def __init__(self, path: str) -> None:
        """Open nothing yet."""
        self.path = path

    def exists(self) -> bool:
        """Whether there is a register file at all."""
        return os.path.lexists(self.path)

    @property
    def folder(self) -> str:
        """The folder in which it lies."""
        return os.path.dirname(self.path)

    def stamp(self) -> str:
        """Tell length, time and identity of the file: any other writing of it shows; raises Unwritable."""
        found = self._stat()
        return f"{found.st_size} {found.st_mtime_ns} {found.st_dev} {found.st_ino}"

    def identity(self) -> str:
        """Tell which file it is, however it grows; empty where there is none."""
        try:
            found = self._stat()
        except Unwritable:
            return ""
        return f"{found.st_dev} {found.st_ino}"

    def size(self) -> int:
        """Length of the file in bytes; raises Unwritable where the system does not tell."""
        return self._stat().st_size

    def _stat(self) -> os.stat_result:
        try:
            return os.stat(self.path)
        except OSError as fault:
            raise unwritable(fault) from fault

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Give every entry as TinyDB reads a storage; raises Damaged rather than leave one out."""
        if not self.exists():
            return None
        entries, mark = self.whole()
        if not self.ends_at(mark.end):
            raise damaged_line(None, mark.end)
        return {TABLE: {str(entry["seq"]): entry for entry in entries}}

    def write(self, _data: object) -> NoReturn:
        """Refuse: no register is written anew as a whole."""
        raise never_rubbed_out()

    def read_at(self, pos: int) -> Entry:
        """Read the entry whose line begins at `pos`; raises Damaged where there is none."""
        with Reader(self.path) as file:
            return _at(file, pos)

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        with Reader(self.path) as file:
            return [_at(file, pos) for pos in places]

    def origin(self) -> str | None:
        """Name the register by the digest of its first entry; None while it is empty or unreadable."""
        digest_ = self._first().get("digest")
        return digest_ if isinstance(digest_, str) and digest_.isalnum() else None

    def unit(self) -> str:
        """Name the unit whose register it is, as its first entry tells; empty while it is empty or unreadable."""
        data = self._first().get("data")
        told = data.get("unit") if isinstance(data, dict) else None
        return told if isinstance(told, str) else ""

    def _first(self) -> Entry:
        """Read the first entry; an empty one while it is unreadable."""
        try:
            return self.read_at(BLOCK)
        except (Damaged, Unwritable):
            return {}

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
        for batch in whole_batches(self.since, START):
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

    def append(self, entries: Iterable[Entry], mark: Mark) -> Mark:
        """Write one batch over the tail at `mark` and bring it to the disk, whole or not at all.

        At START the file is made. Raises Damaged where it does not end at `mark`, Unwritable when any step fails;
        the old end is put back as far as the disk allows. Of a large batch no more than a piece is held in memory:
        until the last one is written, a reader sees an add that has no end.
        """
        laid = Laid(entries, mark)
        self.splice(laid, mark)
        return laid.mark

    def splice(self, blobs: Iterable[bytes], mark: Mark) -> None:
        """Append lines behind `mark` that are laid out already, in pieces: see `append`."""
        if not self.exists() and mark == START:
            self._create(b"".join((HEADER, *blobs, TAIL)))
            return
        if not self.ends_at(mark.end):
            raise damaged_line(None, mark.end)
        try:
            fd = ordinary(self.path, os.O_RDWR | SAFE)
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            os.lseek(fd, mark.end, os.SEEK_SET)
            held = b""
            for blob in blobs:
                write_all(fd, held)
                held = blob
            write_all(fd, held + TAIL)
            os.fsync(fd)
        except BaseException as fault:
            back = _put_back(fd, mark.end)
            if isinstance(fault, OSError):
                raise (unwritable(fault) if back else uncertain(fault)) from fault
            raise
        finally:
            os.close(fd)

    def _create(self, blob: bytes) -> None:
        """Bring the file into being, whole or not at all."""
        path = self.path + NEW
        forget(path)
        with _gone_if_not_whole(path):
            write_new(path, blob)
            move(path, self.path)
        try:
            sync_folder(self.folder)
        except OSError as fault:
            forget(self.path)
            raise (uncertain(fault) if self.exists() else unwritable(fault)) from fault

    def redact(
        self, cuts: Cuts, entries: list[Entry], mark: Mark, ready: Callable[[], object] = lambda: None
    ) -> Mark:
        """Write the file anew without what is cut, continued by `entries`; see `Ledger`.

        A crash leaves the old file whole or the new one whole.
        """
        path = self.path + NEW
        after = self.copy(path, mark, cuts, entries)
        self.become(path, ready)
        return after

    def copy(
        self, path: str, mark: Mark, cuts: Cuts = MappingProxyType({}), entries: Sequence[Entry] = (),
        tell: Tell = lambda _done: None,
    ) -> Mark:
        """Copy the register up to `mark` to a new file, cut, add `entries`, bring it to the disk; give its end.

        Raises Damaged when a line to cut is not as it was written, Refused for an entry that no reader would take,
        Unwritable when the disk fails; then the new file is gone.
        """
        with _gone_if_not_whole(path):
            fd = create_anew(path)
            try:
                laid = Laid(entries, self._copied(fd, mark, cuts, tell))
                write_all(fd, b"".join((*laid, TAIL)))
                os.fsync(fd)
            finally:
                os.close(fd)
        return laid.mark

    def become(self, path: str, ready: Callable[[], object]) -> None:
        """Put a file that `copy` made in the register's place; `ready` is called just before. Hold the lock.

        Raises Unwritable; then the old register stands and the new file is gone, unless the message says otherwise.
        """
        with Steady():
            with _gone_if_not_whole(path):
                ready()
                move(path, self.path)
            try:
                sync_folder(self.folder)
            except OSError as fault:
                raise _unconfirmed(fault) from fault

    def _copied(self, fd: int, mark: Mark, cuts: Cuts, tell: Tell) -> Mark:
        """Copy up to `mark`, and give where that is in the copy."""
        at, shorter, last = 0, 0, mark.end - mark.pos
        with Reader(self.path) as file:
            for pos in sorted(cuts):
                entry = _at(file, pos)
                raw = encode(entry)
                _span(file, at, pos, fd, tell)
                if file.read(pos, len(raw)) != raw:
                    raise damaged_line(entry["seq"], pos)
                line = writable(cut(entry, cuts[pos]))
                write_all(fd, line)
                at, shorter = pos + len(raw), shorter + len(raw) - len(line)
                last = len(line) if pos == mark.pos else last
            _span(file, at, mark.end, fd, tell)
        end = mark.end - shorter
        return Mark(mark.head, end - last, end) if mark.head.count else mark


def cut(entry: Entry, values: Mapping[str, list[str] | None]) -> Entry:
    """Give an entry with other private values, or without some; its digest does not need them."""
    kept = {name: values.get(name, pair) for name, pair in entry["private"].items()}
    return {**entry, "private": {name: pair for name, pair in kept.items() if pair is not None}}


class EntryTable(Table):
    """TinyDB's table of a ledger: `insert_multiple` appends one batch; whatever would rub out is refused."""

    def __init__(self, storage: Ledger, name: str = TABLE, mark: Mark = START) -> None:
        """Append behind `mark`; answers are not kept, as another program may add at any time."""
        super().__init__(storage, name, 0)  # type: ignore[arg-type]  # TinyDB asks for its base class
        self._ledger, self.mark = storage, mark

    def insert(self, document: Mapping[str, Any]) -> int:
        """Append one entry; returns its number."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Append entries that continue the chain at `mark` as one batch; returns their numbers. Hold the lock."""
        if self.name != TABLE:
            raise never_rubbed_out()
        numbers: list[int] = []

        def told() -> Iterator[Entry]:
            for document in documents:
                entry = dict(document)
                numbers.append(entry["seq"])
                yield entry

        self.mark = self._ledger.append(told(), self.mark)
        return numbers

    def update(self, *_args: object, **_fields: object) -> NoReturn:
        """Refuse, as every method that would change or remove an entry."""
        raise never_rubbed_out()

    update_multiple = upsert = remove = truncate = update


def never_rubbed_out() -> Refused:
    """Say why nothing in a register is changed or removed."""
    return Refused(
        _("A register is a book in which lines are added and never rubbed out."),
        (_("an entry is corrected, voided or taken back by another entry"),),
    )


def whole_batches(since: Callable[[Mark], Iterator[Place]], mark: Mark) -> Iterator[list[Place]]:
    """Hand on the entries behind `mark` batch by batch; a batch whose end is missing is held back.

    A large batch, such as an import, comes in several pieces: it is read once to its end before it is handed on.
    """
    batch: list[Place] = []
    whole = 0  # up to this entry the end of a large batch was found
    for place in since(mark):
        seq, last = place.entry["seq"], place.entry["batch"][1]
        if not batch and seq > whole and type(last) is int and last - seq >= AT_ONCE:
            if not any(one.entry["seq"] == one.entry["batch"][1] == last for one in since(mark)):
                return
            whole = last
        batch.append(place)
        if seq == last or (seq < whole and len(batch) >= AT_ONCE):
            mark = place.mark()
            yield batch
            batch = []


def writable(entry: Entry) -> bytes:
    """Lay one entry out as it stands in the file; raises Refused for one that no reader would take."""
    line = encode(entry)
    if len(line) > format.MAX_LINE:
        raise Refused(_("This is longer than the register can hold; nothing was recorded."))
    return line


class Laid:
    """Entries laid out as they will stand behind a mark, in pieces; `mark` is where those end that were given.

    Raises Refused as `writable` does.
    """

    def __init__(self, entries: Iterable[Entry], mark: Mark) -> None:
        """Lay nothing out yet."""
        self._entries, self.mark = entries, mark

    def __iter__(self) -> Iterator[bytes]:
        """Lay them out, once."""
        lines, held = list[bytes](), 0
        for entry in self._entries:
            line = writable(entry)
            pos = self.mark.end
            self.mark = Mark(Head(entry["seq"], entry["digest"]), pos, pos + len(line))
            lines.append(line)
            held += len(line)
            if held >= _CHUNK:
                yield b"".join(lines)
                lines, held = [], 0
        yield b"".join(lines)


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


@contextmanager
def _gone_if_not_whole(path: str) -> Iterator[None]:
    """Take a new file away again if it is not written whole or cannot be put in place; raises Unwritable."""
    try:
        yield
    except BaseException as fault:
        forget(path)
        raise unwritable(fault) if isinstance(fault, OSError) else fault from fault


def _unconfirmed(fault: OSError) -> Unwritable:
    return Unwritable(
        _("The register was written anew, but the disk did not confirm it ({reason}).").format(reason=why(fault)),
        _("Run `reception verify` and `reception log` before you repeat the command."),
    )


def _span(file: Reader, start: int, end: int, fd: int, tell: Tell) -> None:
    """Copy the bytes from `start` to `end`."""
    while start < end:
        blob = file.read(start, min(_CHUNK, end - start))
        if not blob:
            raise damaged_line(None, start)
        write_all(fd, blob)
        start += len(blob)
        tell(start)


def damaged(reason: str) -> Damaged:
    """Refuse to write to a register that is damaged."""
    return Damaged(
        _("The register is damaged: {reason}. Nothing was recorded.").format(reason=reason),
        _("Run `reception verify` to see what is sound; go on from a backup."),
    )


def _put_back(fd: int, end: int) -> bool:
    """Restore the old end after a failed add; where that fails the next writer cuts what is torn."""
    try:
        end_at(fd, end)
    except OSError:
        return False
    return True


def end_at(fd: int, end: int) -> None:
    """Let the open register end behind its last entry up to `end`, and bring that to the disk; raises OSError."""
    os.lseek(fd, end, os.SEEK_SET)
    write_all(fd, TAIL)
    os.ftruncate(fd, end + len(TAIL))
    os.fsync(fd)


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
