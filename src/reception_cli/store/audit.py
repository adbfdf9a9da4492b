"""Reading the register as an auditor: every byte of it, nothing repaired; what is wrong is told as values.

A line is sound when it is byte for byte what `blocks.encode` writes of its entry and the chain, the seals of
its private values and its batch agree. So no byte of the file can change unnoticed.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reception_cli.model.entry import ORIGIN, VERSION, Entry, Head, digest, seal
from reception_cli.model.words import _, mark
from reception_cli.store.blocks import HEADER, MAX_LINE, TAIL, encode, number, quick
from reception_cli.store.heads import Witness
from reception_cli.store.ledger import Place

_CHUNK = 1 << 20
_FIELDS = {
    "v": int, "seq": int, "batch": list, "at": str, "recorded_at": str, "user": str, "host": str, "kind": str,
    "subject": str, "data": dict, "sealed": dict, "private": dict, "prev": str, "digest": str,
}  # fmt: skip
_TEXTS = {
    "header": mark("the file does not begin as `reception` writes it"),
    "no_entry": mark("this line is no entry"),
    "too_long": mark("this line is longer than any entry"),
    "not_json": mark("this entry cannot be read"),
    "shape": mark("this entry lacks a part, or has one too many"),
    "version": mark("this entry is of a version that this program does not know"),
    "bytes": mark("this entry is not written as `reception` writes it"),
    "comma": mark("the comma before or behind this entry is wrong"),
    "order": mark("entry {expected} should stand here"),
    "chain": mark("this entry does not continue the chain"),
    "digest": mark("this entry was changed: its digest does not fit"),
    "sealed": mark("a private value was changed: its seal does not fit"),
    "erased": mark("a private value is missing and no redaction tells of it"),
    "batch": mark("this entry does not fit the command that wrote it"),
    "half_batch": mark("the command that wrote this entry was interrupted; the rest of it is missing"),
    "time": mark("this entry says that it was recorded before the one before it"),
    "tail": mark("the file does not end as `reception` writes it"),
    "kind": mark("this entry cannot be understood"),
}


class Finding(NamedTuple):
    """Something that is wrong: `code` for machines; `line` counts the lines of the file, 1 is its header."""

    code: str
    seq: int | None
    line: int | None
    text: str


def finding(code: str, seq: int | None, line: int | None, **facts: object) -> Finding:
    """Make a finding with the words that belong to its code."""
    return Finding(code, seq, line, _(_TEXTS[code]).format(**facts))


class Snapshot:
    """The register as it stood at one moment; what is added later is not seen."""

    def __init__(self, path: str) -> None:
        """Open the file and look at its end; raises OSError."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._fd = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
        self.size = os.fstat(self._fd).st_size
        os.lseek(self._fd, max(self.size - len(TAIL), 0), os.SEEK_SET)
        self._end = os.read(self._fd, len(TAIL))

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)

    def pieces(self) -> Iterator[bytes]:
        """Cut the file at its newlines; of a line too long for an entry only the beginning is kept."""
        rest = b""
        for blob in self._chunks():
            *whole, rest = (rest + blob).split(b"\n")
            yield from whole
            rest = rest[: MAX_LINE + 1]
        yield rest

    def _chunks(self) -> Iterator[bytes]:
        """Read all but the tail, which a later add overwrites, and then the tail as it was."""
        os.lseek(self._fd, 0, os.SEEK_SET)
        left = self.size - len(self._end)
        while left > 0 and (blob := os.read(self._fd, min(_CHUNK, left))):
            left -= len(blob)
            yield blob
        yield self._end


class Audit:
    """One reading of a snapshot, line by line."""

    def __init__(self, snapshot: Snapshot, known: Iterable[Witness] = ()) -> None:
        """`known` are heads that the register must still hold."""
        self._snapshot = snapshot
        self._known: dict[int, list[Witness]] = {}
        for witness in known:
            self._known.setdefault(witness.head.count, []).append(witness)
        self._expected = Head(0, ORIGIN)  # what was read last; no digest behind a damaged line
        self._batch = [0, 0]
        self._recorded = ""
        self._broken = False
        self.entries = 0  # sound ones
        self.head = self._expected  # of the last whole batch before anything damaged
        self.line = 1
        self.done = 0  # bytes

    def read(self) -> Iterator[Place | Finding]:
        """Give every line in the file's order: its place when it is sound, what is wrong otherwise."""
        pieces = self._snapshot.pieces()
        header = next(pieces)
        self.done = len(header)
        if header != HEADER:
            yield self._damage("header", None)
        yield from self._contradicted(Head(0, ORIGIN))
        before = next(pieces, b"")
        for following in pieces:
            self.line += 1
            yield from self._entry(before, following is not None)
            before = following
        yield from self._finish(before)

    def _entry(self, raw: bytes, more: bool) -> Iterator[Place | Finding]:
        raise NotImplementedError
