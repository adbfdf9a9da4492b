"""How the register lies on the disk: a header block, one entry a line in whole 512-byte blocks, a tail.

    {"entries":{                      (padded to 512 bytes)
    \n"1":{...canonical entry...}     (padded)
    ,\n"2":{...}                      (padded)
    \n}}

A new line begins where the tail stood, on a block boundary: no later write touches a sector that holds
an acknowledged entry. To TinyDB, and to any JSON reader, the file is one table named `entries`.
"""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import isfinite
from typing import Any

from reception_cli.domain.entry import Entry, canonical, sha256

BLOCK = 512
MAX_LINE = 64 * 1024 * 1024  # a longer line is damage, not an entry
HEADER = b'{"entries":{'.ljust(BLOCK)
TAIL = b"\n}}"
_DIGEST = 76  # bytes of `,"digest":"..."`
_FINDING = frozenset({"digest", "private", "recorded_at"})  # keys by which places in a line are found
_CHUNK = 1 << 17
_COMMA = ord(",")
_PADDING = b" " * BLOCK  # compared, where stripping looks at each blank by itself


_scan = json.JSONDecoder().raw_decode
_hash = sha256


class _Swift:
    """What orjson reads and writes as json does, several times as fast: all but numbers that it takes otherwise."""

    def __init__(self) -> None:
        """Read it in; raises ImportError."""
        import orjson

        self._loads, self._dumps, self._sorted = orjson.loads, orjson.dumps, orjson.OPT_SORT_KEYS

    def read(self, text: bytes) -> Any:
        """Read an entry; None where that is left to json. Raises ValueError."""
        entry = self._loads(text)
        return entry if _plain_data(entry["data"]) else None

    def writes(self, entry: Entry, text: bytes) -> bool:
        """Whether this is an entry as it is written; False also where that is left to json."""
        if not _plain_data(entry["data"]) or not _PLAIN.issuperset(map(type, entry["sealed"].values())):
            return False
        try:
            return self._dumps(entry, option=self._sorted) == text
        except TypeError:  # a number of more than 64 bits
            return False


_PLAIN = frozenset({str, int, bool, type(None)})


def _plain_data(data: dict[str, Any]) -> bool:
    """Whether data hold no fraction, and nothing that orjson takes for one."""
    for value in data.values():
        if type(value) not in _PLAIN and not (type(value) is list and _PLAIN.issuperset(map(type, value))):
            return False
    return True


_swift: _Swift | None = None


def _measurable(text: str) -> float:
    """Read a number; raises ValueError for what is none, or is beyond all measure (1e999)."""
    value = float(text)
    if not isfinite(value):
        raise ValueError(text)
    return value


_NUMBERS: dict[str, Any] = {"parse_constant": _measurable, "parse_float": _measurable}


def hurry() -> None:
    """Read with OpenSSL and orjson from here on: dear to read in, and worth it where there is much to prove."""
    global _hash, _swift
    from hashlib import sha256 as _hash

    with suppress(ImportError):
        _swift = _Swift()


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for circles among hundreds of thousands of entries or lines: nothing that is read goes in any."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Broken(Exception):
    """A line that is not what we write; `why` is a stable key for `verify`."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


def encode(entry: Entry) -> bytes:
    """Lay one entry out as it stands in the file: separator, number, canonical bytes, padding."""
    return framed(entry, canonical(entry))


def framed(entry: Entry, text: bytes) -> bytes:
    """Lay one entry out whose canonical JSON is at hand."""
    start = b"\n" if entry["seq"] == 1 else b",\n"
    raw = b'%b"%d":%b' % (start, entry["seq"], text)
    return raw.ljust(-(-len(raw) // BLOCK) * BLOCK)


def as_written(raw: bytes, entry: Entry) -> bool:
    """Whether a line is what `encode` writes of its entry, whose parts are all of their types."""
    text = raw[raw.find(b"{") : raw.rfind(b"}") + 1]
    return (framed(entry, text) if _swift and _swift.writes(entry, text) else encode(entry)) == raw


def number(raw: bytes) -> int | None:
    """Tell which entry a block begins, or None when it is the middle of one (or anything else)."""
    start = 3 if raw[:3] == b',\n"' else 2 if raw[:2] == b'\n"' else 0
    end = raw.find(b'":{', start, start + 24)
    digits = raw[start:end]
    return int(digits) if start and end > 0 and digits.isdigit() else None


def decode(raw: bytes) -> Entry:
    """Read one line back; raises Broken when it is not an entry under its own number."""
    seq = number(raw)
    if seq is None:
        raise Broken("no_entry")
    try:
        entry = json.loads(raw[raw.index(b'":{') + 2 :], object_pairs_hook=unique, **_NUMBERS)
    except (ValueError, RecursionError) as fault:
        raise Broken("not_json") from fault
    if entry.get("seq") != seq or type(entry["seq"]) is not int:
        raise Broken("number")
    return entry  # type: ignore[no-any-return]


def proven(raw: bytes, head: tuple[int, str]) -> Entry | None:
    """Read a line whose own bytes prove that it is the next behind `head`; None where they do not show it.

    The digest is taken of the bytes as they stand, without `private` and `digest`, which are found by their
    neighbours. As many keys are written as are read, so none stands twice, or deeper than most; and no part has a
    key by which those two were found, so it was they. Any other line is for `decode` to read, and for the chain.
    """
    count, digest = head
    opening = b'%b"%d":{"' % (b",\n" if count else b"\n", count + 1)
    begin, digest_at = len(opening) - 2, raw.find(b',"digest":"')
    hidden = raw.find(b',"private":{', digest_at)
    shown = raw.rfind(b'},"recorded_at":"') + 1
    end = raw.rfind(b"}") + 1
    if len(raw) % BLOCK or not raw.startswith(opening) or not begin < digest_at < hidden < shown:
        return None
    if raw[end:] != _PADDING[: len(raw) - end]:
        return None
    body = raw[begin:digest_at] + raw[digest_at + _DIGEST : hidden] + raw[shown:end]
    try:
        text = raw[begin:end]
        entry = (_swift and _swift.read(text)) or _whole(_plain, text)
        data, sealed, private = entry["data"], entry["sealed"], entry["private"]
        if entry["digest"] != _hash(body).hexdigest() or not (
            _FINDING.isdisjoint(data) and _FINDING.isdisjoint(sealed) and _FINDING.isdisjoint(private)
        ):
            return None
        once = body.count(b'":') == len(entry) - 2 + len(data) + len(sealed) and (
            raw.count(b'":', hidden, shown) == len(private) + 1 or _whole(_strict, raw[hidden + 11 : shown]) == private
        )
        follows = type(entry["seq"]) is int and entry["seq"] == count + 1 and entry["prev"] == digest
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError, StopIteration):
        return None
    return entry if once and follows else None


def size(raw: bytes) -> int:
    """Measure the entry that begins here by its own braces, whatever follows it; 0 when it has no end."""
    if number(raw) is None:
        return 0
    start = raw.index(b'":{') + 2
    text = raw[start:].decode("utf-8", "replace")
    try:
        end = _scan(text)[1]
    except (ValueError, RecursionError):
        return 0
    return start + len(text[:end].encode("utf-8", "surrogatepass"))


def trim(raw: bytes) -> bytes:
    """Cut off what stands behind the blocks of the entry that begins here; nothing when it has none."""
    end = size(raw)
    whole = -(-end // BLOCK) * BLOCK
    return raw[:whole] if end and len(raw) >= whole and not raw[end:whole].strip(b" ") else raw


def quick(raw: bytes) -> Entry:
    """Read a line that the chain has vouched for already: fast, without looking for doubled keys."""
    return json.loads(raw[raw.index(b'":{') + 2 :])  # type: ignore[no-any-return]


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; raises ValueError where a key stands twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found


# Reads the one value that begins at a place; typeshed does not know it.
_plain = json.JSONDecoder(**_NUMBERS).scan_once  # type: ignore[attr-defined]
_strict = json.JSONDecoder(object_pairs_hook=unique, **_NUMBERS).scan_once  # type: ignore[attr-defined]


def _whole(read: Callable[[str, int], tuple[Any, int]], raw: bytes) -> Any:
    text = raw.decode()
    value, end = read(text, 0)
    if end != len(text):
        raise ValueError("more than one value")
    return value


def lines(read: Callable[[int, int], bytes], pos: int, chunk: int = _CHUNK) -> Iterator[bytes]:
    """Cut the register into lines from `pos` on; what follows the last separator comes last.

    A line ends at the `,` before the next newline, or at that of the tail.
    """
    held, length, look = [b""], 0, 2  # what was read behind the last separator, put together once it has an end
    while blob := read(pos, chunk):
        held.append(blob)
        pos, length, chunk = pos + len(blob), length + len(blob), min(chunk * 2, _CHUNK)
        if length <= MAX_LINE + _CHUNK and b"\n" not in blob:
            continue
        rest, start = b"".join(held), 0
        while (newline := rest.find(b"\n", max(start + 2, look))) >= 0:
            stop = newline - 1 if rest[newline - 1] == _COMMA else newline
            yield rest[start:stop]
            start, look = stop, 0
        held, length = [rest[start:]], len(rest) - start
        look = length
        if length > MAX_LINE + _CHUNK:  # no entry: give it up, and look on behind it
            yield held.pop()
            length, look = 0, 0
    if length:
        yield b"".join(held)
