"""Read the register as an auditor: every byte of it, nothing repaired; what is wrong is given as findings.

A line is sound when it is byte for byte what `format.encode` writes of its entry and the chain, the seals of
its private values and its batch agree. So no byte of the file can change unnoticed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from reception_cli.domain import numbers
from reception_cli.domain.entry import (
    GIVING_UP,
    SHORT,
    VERSION,
    Entry,
    Head,
    digest,
    given_up,
    is_encrypted,
    redacted_fields,
    seal,
)  # fmt: skip
from reception_cli.ledger.age import Opener
from reception_cli.ledger.files import READ, ordinary
from reception_cli.ledger.findings import Finding, finding
from reception_cli.ledger.format import HEADER, MAX_LINE, TAIL, as_written, encode, number, proven, quick
from reception_cli.ledger.head_notes import Witness
from reception_cli.ledger.storage import START, Mark, Place

_CHUNK = 1 << 20
# The parts of an entry in the order in which they are written, and what each one is.
PARTS = {
    "at": str, "batch": list, "data": dict, "digest": str, "host": str, "kind": str, "prev": str, "private": dict,
    "recorded_at": str, "sealed": dict, "seq": int, "subject": str, "user": str, "v": int,
}  # fmt: skip
Key = Callable[[], Opener | None]
_NAMES, _TYPES = [*PARTS], [*PARTS.values()]


class Snapshot:
    """The register as it stood at one moment; what is added later is not seen."""

    def __init__(self, path: str) -> None:
        """Open the file and look at its end; raises OSError."""
        self.fd = ordinary(path, READ)
        self.size = os.fstat(self.fd).st_size
        os.lseek(self.fd, max(self.size - len(TAIL), 0), os.SEEK_SET)
        self.tail = os.read(self.fd, len(TAIL))

    @classmethod
    def of(cls, fd: int, size: int, tail: bytes) -> "Snapshot":
        """Take over a snapshot that another process made."""
        taken = cls.__new__(cls)
        taken.fd, taken.size, taken.tail = fd, size, tail
        return taken

    def close(self) -> None:
        """Let go of the file."""
        os.close(self.fd)

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Cut the file at its newlines; of a line too long for an entry only the beginning is kept."""
        held, room = list[bytes](), MAX_LINE + 1  # of the line that has no end yet
        for blob in self._chunks(start):
            first, *whole = blob.split(b"\n")
            held.append(first[:room])
            room -= len(held[-1])
            if whole:
                yield b"".join(held)
                yield from whole[:-1]
                held, room = [whole[-1]], MAX_LINE + 1 - len(whole[-1])
        yield b"".join(held)

    def _chunks(self, start: int) -> Iterator[bytes]:
        """Read all but the tail, which a later add overwrites, and then the tail as it was."""
        os.lseek(self.fd, start, os.SEEK_SET)
        left = self.size - len(self.tail) - start
        while left > 0 and (blob := os.read(self.fd, min(_CHUNK, left))):
            left -= len(blob)
            yield blob
        yield self.tail


class Audit:
    """One reading of a snapshot, line by line."""

    def __init__(
        self, snapshot: Snapshot, known: Iterable[Witness] = (), key: Key = lambda: None, start: Mark = START
    ) -> None:
        """`known` are heads that the register must still hold; `key` is asked for what opens encrypted values.

        `start` is the end of a whole batch that was found sound before: what stands in front of it is not read.
        """
        self._snapshot = snapshot
        self._start = start
        self._known: dict[int, list[Witness]] = {}
        for witness in known:
            self._known.setdefault(witness.head.count, []).append(witness)
        self._last = start.head  # as read; no digest behind a damaged line
        self._batch: list[int] | None = [1, start.head.count]  # of the last entry; None behind a damaged line
        self._contradicted: list[tuple[Witness, Finding]] = []
        self._excuses = RecordedExceptions()
        self._recorded = ""
        self._comma: bool | None = None  # stood behind the line before; None: nobody can tell
        self._broken = False
        self._key = cache(key)
        self.unexamined = 0  # private values that nobody here can open
        self.entries = 0  # sound ones
        self.head = self._last  # of the last whole batch in front of anything damaged
        self.line = 1 + start.head.count
        self.done = 0 if start == START else start.end  # bytes

    def read(self) -> Iterator[Place | Finding]:
        """Give every line in the file's order: its place when it is sound, what is wrong otherwise."""
        pieces = self._snapshot.pieces(self.done)
        first = next(pieces)
        if self.done:
            self._comma = first == b","
        elif first != HEADER:
            yield self._damage("header", None)
        self.done += len(first)
        self._witnessed(self._last)
        before = next(pieces, None)
        for following in pieces:
            self.line += 1
            assert before is not None
            yield self._entry(before)
            before = following
        self.line += before is not None
        yield from self._finish(before)

    def _entry(self, piece: bytes) -> Place | Finding:
        pos, self.done = self.done, self.done + 1 + len(piece)
        comma = piece.endswith(b",")
        entry, fault = self._read(piece[:-1] if comma else piece)
        if not fault and self._comma is False:
            fault = "comma"
        self._comma = None if fault else comma
        if fault or entry is None:
            return self._damage(fault, entry)
        self.entries += 1
        self._last = Head(entry["seq"], entry["digest"])
        self._excuses.take(entry, self.line)
        if entry["seq"] in self._known:
            self._witnessed(self._last)
        if entry["seq"] == entry["batch"][1] and not self._broken:
            self.head = self._last
        return Place(entry, pos - (self.line > 2), self.done - comma)

    def _read(self, body: bytes) -> tuple[Entry | None, str]:
        """Read one line; the second is the code of the first thing that is wrong with it."""
        if len(body) > MAX_LINE:
            return None, "too_long"
        raw = (b",\n" if self._last.count else b"\n") + body
        if (entry := proven(raw, self._last)) is not None:
            return entry, _misshapen(entry) or (self._untrue(entry) if as_written(raw, entry) else "bytes")
        if number(b"\n" + body[:32]) is None:
            return None, "no_entry"
        try:
            entry = quick(body)
            return entry, _misshapen(entry) or self._misplaced(entry, body) or self._untrue(entry)
        except (ValueError, RecursionError):
            return None, "not_json"

    def _misplaced(self, entry: Entry, body: bytes) -> str:
        expected = self._last
        if entry["seq"] != expected.count + 1:
            return "order"
        if encode(entry) != (b"\n" if entry["seq"] == 1 else b",\n") + body:
            return "bytes"
        if expected.digest and entry["prev"] != expected.digest:
            return "chain"
        return "digest" if entry["digest"] != digest(entry) else ""

    def _untrue(self, entry: Entry) -> str:
        """Say what an entry that stands where it belongs tells wrongly."""
        sealed = entry["sealed"]
        for name, pair in entry["private"].items():
            if is_encrypted(pair) and name in sealed:
                if (opened := self._opened(pair[1])) is None:
                    self.unexamined += 1
                    continue
                pair = opened
            if sealed.get(name) != seal(*pair):
                return "sealed"
        if entry["recorded_at"] < self._recorded:
            return "time"
        self._recorded = entry["recorded_at"]
        return "" if self._in_batch(entry["seq"], entry["batch"]) else "batch"

    def _opened(self, text: str) -> Sequence[str] | None:
        """Open what is encrypted; None where it is for a key that is not here."""
        opener = self._key()
        try:
            return opener.pair(text) if opener else None
        except ValueError:
            return "", ""  # nothing has this seal

    def _in_batch(self, seq: int, batch: list[int]) -> bool:
        """Whether an entry opens a whole new batch, or goes on with the one that was open."""
        before, self._batch = self._batch, batch
        if not batch[0] <= seq <= batch[1]:
            return False
        if before is None:
            return True
        return batch[0] == seq if before[1] < seq else batch == before

    def _damage(self, code: str, entry: Entry | None) -> Finding:
        """Note a damaged line; what follows it is judged by itself, not by what it may have been."""
        self._broken, self._batch = True, None
        expected = self._last.count + 1
        seq = expected if entry is None or code in ("shape", "bytes") else entry["seq"]
        if self.line > 1:
            self._last = Head(seq, "")
        return finding(code, None if code == "header" else seq, self.line, expected=expected)

    def _witnessed(self, head: Head) -> None:
        for witness in self._known.pop(head.count, ()):
            if witness.head.digest != head.digest:
                found = finding("head", head.count, self.line, case="other", count=head.count, where=witness.where)
                self._contradicted.append((witness, found))

    def _finish(self, tail: bytes | None) -> Iterator[Finding]:
        """Judge how the register ends."""
        last = self._last.count
        if self._batch and self._batch[1] > last:
            yield finding("half_batch", last, self.line - 1)
        if self._comma:
            yield finding("comma", last, self.line - 1)
        if tail is None or b"\n" + tail != TAIL:
            yield finding("tail", None, self.line)
        for count in sorted(self._known):
            for witness in self._known[count] if count > last else ():
                found = finding("head", count, case="end", count=count, last=last, where=witness.where)
                self._contradicted.append((witness, found))
        yield from self._excuses.erased()
        yield from (found for witness, found in self._contradicted if not self._excuses.given_up(witness.head))


def _misshapen(entry: Any) -> str:
    """Say whether the parts of an entry are those that every reader relies on."""
    if type(entry) is not dict or [*entry] != _NAMES or [*map(type, entry.values())] != _TYPES:
        return "shape"
    pairs = entry["private"].values()
    if [*map(type, entry["batch"])] != [int, int] or not all(map(is_pair, pairs)):
        return "shape"
    return "" if entry["v"] == VERSION else "version"


def is_pair(value: Any) -> bool:
    """Whether a private value is a salt and a text."""
    return type(value) is list and len(value) == 2 and type(value[0]) is str and type(value[1]) is str


# --- What later entries excuse: a private value that a redaction erased, a head that a restoring gave up.

class RecordedExceptions:
    """Gathered while the register is read; asked at its end."""

    def __init__(self) -> None:
        """Nothing is missing yet, and nothing given up."""
        self._erased: dict[tuple[int, str], int] = {}  # entry and field -> line
        self._given_up: set[str] = set()

    def take(self, entry: Entry, line: int) -> None:
        """Note what an entry lacks, and what it excuses."""
        if len(entry["sealed"]) != len(entry["private"]):  # there is a seal for every value
            for name in entry["sealed"].keys() - entry["private"].keys():
                self._erased[entry["seq"], name] = line
        if entry["kind"] == "redacted":
            for gone in redacted_fields([entry]):
                self._erased.pop(gone, None)
        elif entry["kind"] in GIVING_UP:
            self._given_up |= given_up([entry])

    def erased(self) -> Iterator[Finding]:
        """Tell every private value whose absence no redaction explains, once an entry."""
        lines = {seq: line for (seq, _name), line in self._erased.items()}
        for seq, line in sorted(lines.items()):
            yield finding("erased", seq, line)

    def given_up(self, head: Head) -> bool:
        """Whether a head that the register no longer holds was given up by an entry of it."""
        return head.digest[:SHORT] in self._given_up


# --- Whether the numbers of incidents, visits and petitions run without a gap and without a double.


class Numbering:
    """Counts the numbers along; a command may write those of one batch in any order."""

    def __init__(self, series: Callable[[str], str | None]) -> None:
        """Expect number 1 of every type and year; `series` gives the letter of the numbers that a kind gives."""
        self._series = series
        self._next: dict[int, int] = {}  # number 0 of a type and year -> the next number that is due
        self._lost: set[int] = set()  # what a salvage recorded as lost
        self._ahead: dict[int, dict[int, tuple[int, int]]] = {}  # the same -> number -> (entry, line)

    def take(self, place: Place, line: int) -> Sequence[Finding]:
        """Take in one sound entry; tells a number that is given twice or is none."""
        letter = self._series(place.entry["kind"])
        if letter is not None:
            return self._numbered(place, line, letter)
        if place.entry["kind"] == "salvaged":
            self._lost.update(numbers.key(lost) for lost in place.entry["data"].get("numbers", ()))
        return ()

    def _numbered(self, place: Place, line: int, letter: str) -> Sequence[Finding]:
        seq, subject = place.entry["seq"], place.entry["subject"]
        try:
            own = numbers.key(subject)
        except (ValueError, IndexError):
            own = 0
        if not own or numbers.text(own) != subject or not _is_letter(subject, letter):
            return [finding("number", seq, line)]
        series = own - own % _SERIES
        ahead, due = self._ahead.setdefault(series, {}), self._next.get(series, series + 1)
        if own < due or own in ahead:
            return [finding("double", seq, line, number=subject)]
        ahead[own] = (seq, line)
        while ahead.pop(due, None):
            due += 1
        self._next[series] = due
        return ()

    def finish(self) -> Iterator[Finding]:
        """Tell the numbers that are missing, each gap once."""
        for series, ahead in self._ahead.items():
            due = self._next.get(series, series + 1)
            for own in sorted(ahead):
                if own != due and not self._lost.issuperset(range(due, own)):
                    yield finding("gap", *ahead[own], **_gap(numbers.text(due), numbers.text(own - 1)))
                due = own + 1


_SERIES = numbers.make(1, 0, 0)


def _is_letter(subject: str, letter: str) -> bool:
    return (subject[0] if subject[0] in "VP" else "") == letter


def _gap(first: str, last: str) -> dict[str, str]:
    return {"case": "one", "number": first} if first == last else {"case": "several", "first": first, "last": last}
