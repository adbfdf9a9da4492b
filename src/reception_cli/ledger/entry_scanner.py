"""Reading what is left of a register, whatever happened to it: entries found by their own shape, and the rest.

Nothing about the layout is believed: not the lines, the commas, the numbers in front or the order. An entry is
sound when it is whole JSON, has every part, and its own digest holds.
"""

import json
import mmap
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from reception_cli.domain.entry import VERSION, Entry, digest, seal
from reception_cli.ledger.format import MAX_LINE, unique

_BEGIN = re.compile(rb'"([0-9]{1,18})"\s*:\s*\{|\{\s*"at"\s*:')  # with its number in front, or without
_HEADER, _TAIL = b'{"entries":{', b"}}"
_BLANK = b" \t\r\n"
_NEAR = 1 << 16  # most entries are shorter
# a key that stands twice is no entry but two that were torn: one of them would be dropped unseen
_scan = json.JSONDecoder(object_pairs_hook=unique).raw_decode
_PARTS = {
    "v": int, "seq": int, "batch": list, "at": str, "recorded_at": str, "user": str, "host": str, "kind": str,
    "subject": str, "data": dict, "sealed": dict, "private": dict, "prev": str, "digest": str,
}  # fmt: skip


Bytes = mmap.mmap | bytes
_Begin = tuple[int, int, bytes | None]  # of the number or the brace, of the brace, the number


class Piece(NamedTuple):
    """A stretch of the file (bytes, and the line it begins in): a sound entry, or `why` there is none."""

    start: int
    end: int
    line: int
    seq: int | None
    why: str
    entry: Entry | None = None


def pieces(data: Bytes) -> Iterator[Piece]:
    """Cut the file into sound entries and the rest; blanks and commas between them belong to nobody."""
    lines, at = _Lines(data), 0
    for begins, wall in _begins(data):
        for place, (start, brace, number) in enumerate(begins):
            if start < at:
                continue  # inside the entry before
            yield from _between(data, at, start, lines)
            entry, length = _parse(data, brace, min(wall, brace + MAX_LINE))
            why = _unsound(entry) if length else "not_json"
            if why:
                following = begins[place + 1][0] if place + 1 < len(begins) else wall
                at = brace + length if length else following
                yield Piece(start, at, lines.at(start), int(number) if number else None, why)
            else:
                at = brace + length
                yield Piece(brace, at, lines.at(start), entry["seq"], "", entry)
    yield from _between(data, at, len(data), lines)


def _begins(data: Bytes) -> Iterator[tuple[list[_Begin], int]]:
    """Find where entries may begin, up to where the next one with a number in front does."""
    begins: list[_Begin] = []
    for found in _BEGIN.finditer(data):
        if found[1] and begins:
            yield begins, found.start()
            begins = []
        begins.append((found.start(), found.end() - 1 if found[1] else found.start(), found[1]))
    if begins:
        yield begins, len(data)


def flawed(entry: Entry) -> set[str]:
    """Name the private values that do not fit their seals."""
    return {name for name, pair in entry["private"].items() if not _fits(entry["sealed"].get(name), pair)}


def _fits(sealed: Any, pair: list[str]) -> bool:
    try:
        return bool(sealed == seal(*pair))
    except UnicodeEncodeError:  # bytes that were no text: nobody sealed them
        return False


def _parse(data: Bytes, start: int, end: int) -> tuple[Any, int]:
    """Read the object that begins here and measure it in bytes; 0 when there is none."""
    for stop in dict.fromkeys((min(end, start + _NEAR), end)):
        text = data[start:stop].decode("utf-8", "surrogateescape")
        try:
            found, length = _scan(text)
        except (ValueError, RecursionError):
            continue
        return found, len(text[:length].encode("utf-8", "surrogateescape"))
    return None, 0


def _unsound(entry: Any) -> str:
    """Say with a stable code why this is no entry that can be relied on; empty when it is."""
    try:
        if entry.keys() != _PARTS.keys() or any(type(entry[name]) is not kind for name, kind in _PARTS.items()):
            return "shape"
        pairs = [*entry["private"].values(), entry["sealed"]]
        shaped = [type(seq) for seq in entry["batch"]] == [int, int] and all(map(_is_pair, pairs[:-1]))
        if not shaped or entry["seq"] < 1:
            return "shape"
        if entry["v"] != VERSION:
            return "version"
        return "" if entry["digest"] == digest(entry) else "digest"
    except (AttributeError, ValueError, RecursionError):
        return "shape"


def _is_pair(value: Any) -> bool:
    return type(value) is list and [type(part) for part in value] == [str, str]


def _between(data: Bytes, start: int, end: int, lines: "_Lines") -> Iterator[Piece]:
    """Give what stands between two entries, unless it is only layout."""
    first, last = start == 0, end == len(data)
    rest = data[start:end].strip(_BLANK + b",").translate(None, _BLANK) if end - start <= _NEAR else b"?"
    layout = b"" if first == last else _HEADER if first else _TAIL
    if rest != layout or (first and last):
        why = "header" if first else "tail" if not rest else "no_entry"
        yield Piece(start, end, lines.at(start), None, why)


class _Lines:
    """Counts lines along, forwards only."""

    def __init__(self, data: Bytes) -> None:
        self._data, self._seen, self._line = data, 0, 1

    def at(self, place: int) -> int:
        while self._seen < place:
            stop = min(place, self._seen + (1 << 20))
            self._line += self._data[self._seen : stop].count(b"\n")
            self._seen = stop
        return self._line
