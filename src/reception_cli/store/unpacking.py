"""From the bytes of a bundle to its lines, in bounded memory: whatever somebody sent is taken for an attack.

Nothing is believed of what a file says of its own size: every limit is held while it is read.
"""

import json
import zlib
from collections.abc import Iterator
from typing import IO, Any

from reception_cli.model.entry import canonical
from reception_cli.store.bundle import MAX_LINE, refused
from reception_cli.store.disk import unwritable

MAX_BYTES = 8 << 30  # unpacked: some 15 million entries
MAX_RATIO = 100  # unpacked to packed; digests do not shrink, so an honest bundle stays near 5
EASY = 32 << 20  # unpacked bytes below which no ratio is looked at
MAX_DEPTH = 32  # of values within values; an entry has 5
_CHUNK = 1 << 18


def lines(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack line by line, without the newlines; raises Damaged where the file is no whole gzip of lines."""
    rest = b""
    for blob in _unpacked(file):
        *whole, rest = (rest + blob).split(b"\n")
        if max(map(len, (*whole, rest))) > MAX_LINE:
            raise refused("long_line", most=MAX_LINE)
        yield from whole
    if rest:
        raise refused("cut")


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    unzip = zlib.decompressobj(31)  # 31: gzip, with its checksum
    blob, packed, unpacked = b"", 0, 0
    while not unzip.eof:
        if not blob:
            blob = _read(file)
            packed += len(blob)
        try:
            piece = unzip.decompress(blob, _CHUNK)
        except zlib.error as fault:
            raise refused("gzip") from fault
        if not blob and not piece and not unzip.eof:
            raise refused("cut")
        unpacked += len(piece)
        if unpacked > MAX_BYTES or unpacked > max(EASY, packed * MAX_RATIO):
            raise refused("bomb")
        yield piece
        blob = unzip.unconsumed_tail
    if unzip.unused_data or _read(file):
        raise refused("trailing")


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as fault:
        raise unwritable(fault) from fault


def parsed(line: bytes, number: int) -> dict[str, Any]:
    """Read one line as the canonical JSON of an object; raises Damaged with the number of the line."""
    try:
        value = _plain(line.decode())
        nested = line.count(b"{") + line.count(b"[") > MAX_DEPTH
        odd = (nested and not _shallow(value, MAX_DEPTH)) or canonical(value) != line
    except (ValueError, RecursionError):
        odd = True
    if odd:
        raise refused(_oddity(line), line=number)
    if type(value) is not dict:
        raise refused("not_object", line=number)
    return value


class _Odd(ValueError):
    """JSON that not every reader takes for the same."""


def _oddity(line: bytes) -> str:
    """Name what is wrong with a line; a doubled key or NaN is found by reading it once more, slowly."""
    try:
        value = _strict(line.decode())
        if not _shallow(value, MAX_DEPTH):
            return "deep"
        canonical(value)
    except RecursionError:
        return "deep"
    except _Odd as fault:
        return str(fault)
    except ValueError:
        return "not_json"
    return "not_canonical"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd("doubled_key")
    return found


def _no_number(_name: str) -> None:
    raise _Odd("no_number")


_plain = json.JSONDecoder().decode
_strict = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_number).decode


def _shallow(value: Any, left: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(one, left - 1) for one in inside if isinstance(one, dict | list))
