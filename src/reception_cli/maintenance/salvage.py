"""Telling entries again behind a break in the chain: their content under a new chain, with their origin."""

import json
import mmap
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from reception_cli.domain.entry import (
    ORIGIN,
    SHORT,
    VERSION,
    Draft,
    Entry,
    Head,
    Stamp,
    chain,
    digest,
    encrypted,
    is_encrypted,
    readable,
    redacted_fields,
    seal,
)
from reception_cli.domain.errors import Damaged, Refused
from reception_cli.domain.numbers import key, make, text
from reception_cli.domain.words import _
from reception_cli.events.registry import KINDS
from reception_cli.index import desk_folder
from reception_cli.index.desk_folder import salt
from reception_cli.index.rewrite import prove
from reception_cli.ledger import head_notes
from reception_cli.ledger.audit import PARTS, is_pair
from reception_cli.ledger.files import READ, create_anew, forget, move, ordinary, sync_folder, unwritable, write_all
from reception_cli.ledger.format import HEADER, MAX_LINE, TAIL, encode, unique
from reception_cli.ledger.storage import NAME, NEW, Progress, continues
from reception_cli.maintenance.redact import LOST

# --- Reading what is left of a register, whatever happened to it: entries found by their own shape, and the rest.
# Nothing about the layout is believed: not the lines, the commas, the numbers in front or the order. An entry is
# sound when it is whole JSON, has every part, and its own digest holds.

_BEGIN = re.compile(rb'"([0-9]{1,18})"\s*:\s*\{|\{\s*"at"\s*:')  # with its number in front, or without
_HEADER, _TAIL = b'{"entries":{', b"}}"
_BLANK = b" \t\r\n"
_NEAR = 1 << 16  # most entries are shorter
# a key that stands twice is no entry but two that were torn: one of them would be dropped unseen
_scan = json.JSONDecoder(object_pairs_hook=unique).raw_decode


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
        return bool(isinstance(sealed, str) if is_encrypted(pair) else sealed == seal(*pair))
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
        if entry.keys() != PARTS.keys() or any(type(entry[name]) is not kind for name, kind in PARTS.items()):
            return "shape"
        pairs = [*entry["private"].values(), entry["sealed"]]
        shaped = [type(seq) for seq in entry["batch"]] == [int, int] and all(map(is_pair, pairs[:-1]))
        if not shaped or entry["seq"] < 1:
            return "shape"
        if entry["v"] != VERSION:
            return "version"
        return "" if entry["digest"] == digest(entry) else "digest"
    except (AttributeError, ValueError, RecursionError):
        return "shape"


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


# --- Telling entries again behind a break in the chain: their content under a new chain, with their origin.

_BATCH = 1000  # entries written as one batch
_NAMED = 1000  # things lost that the entry names; the rest is counted
_SERIES = make(1, 0, 0)  # numbers of one type and year

Again = Iterable[tuple[Entry, frozenset[str]]]  # entries, and the private values of each to leave out


class Rechain:
    """Continues a chain from `head` on, as of the moment of `stamp`."""

    def __init__(self, head: Head, stamp: Stamp, made: set[str]) -> None:
        """Begin behind the entries that were copied as they were, and that made the numbers `made`."""
        self._copied = head.count
        self._head = head
        self._stamp = stamp
        self._made = set(made)
        self._spoken: dict[str, str] = {}  # incident -> the moment of the first entry that speaks of it
        self._retold = 0
        self._given_up: dict[str, None] = {}
        self._new: dict[int, int] = {}  # number of an old entry -> of the new one

    def survey(self, entry: Entry) -> None:
        """Look at each entry once, before any is told: what is spoken of but was never opened?"""
        self._retold += 1
        self._made |= numbered([entry])
        self.give_up([*([entry["prev"]] if entry["prev"] != self._head.digest else []), entry["digest"]])
        for incident in _incidents(entry):
            self._spoken.setdefault(incident, entry["at"])

    def give_up(self, digests: Iterable[str]) -> None:
        """Note heads of the old register that somebody may know, and that the new one does not hold."""
        self._given_up |= dict.fromkeys(digest[:SHORT] for digest in digests)

    def tell(self, again: Again, lost: list[list[Any]]) -> Iterator[bytes]:
        """Give the new lines: what was lost, the openings that are lost, then every entry."""
        drafts = self._opened()
        data = {
            "copied": self._copied, "retold": self._retold, "lost": lost[:_NAMED], "lost_total": len(lost),
            "numbers": _gaps(self._made)[:_NAMED], "given_up": list(self._given_up),
        }  # fmt: skip
        drafts.insert(0, Draft("salvaged", "", data))
        for entry, flaws in again:
            self._new[entry["seq"]] = self._head.count + len(drafts) + 1
            drafts.append(self._draft(entry, flaws))
            if len(drafts) >= _BATCH:
                yield from self._lines(drafts)
                drafts = []
        if drafts:
            yield from self._lines(drafts)

    def _opened(self) -> list[Draft]:
        lost = sorted((key(incident), at) for incident, at in self._spoken.items() if incident not in self._made)
        self._made |= {text(own) for own, _at in lost}
        return [Draft("incident", text(own), {"opened_on": at[:10], "origin": {}}, {}, at) for own, at in lost]

    def _lines(self, drafts: list[Draft]) -> Iterator[bytes]:
        entries = chain(drafts, self._head, self._stamp, salt)
        self._head = Head(entries[-1]["seq"], entries[-1]["digest"])
        yield from map(encode, entries)

    def _draft(self, entry: Entry, flaws: frozenset[str]) -> Draft:
        origin = {key: entry[key] for key in ("seq", "digest", "recorded_at", "user", "host")}
        data: dict[str, Any] = entry["data"]
        if "origin" in data:
            origin["origin"] = data["origin"]
        if entry["kind"] in ("retracted", "redacted"):
            data = {**data, "entries": self._renumbered(data["entries"])}
        values = {**readable(entry), **encrypted(entry)}
        private = {name: value for name, value in values.items() if name not in flaws}
        return Draft(entry["kind"], entry["subject"], {**data, "origin": origin}, private, entry["at"])

    def _renumbered(self, seqs: list[int]) -> list[int]:
        """Bring numbers up to date; those of entries that are lost go."""
        return [self._new.get(seq, seq) for seq in seqs if seq <= self._copied or seq in self._new]


def numbered(entries: Iterable[Entry]) -> set[str]:
    """List the numbers that entries give to incidents, visits and petitions."""
    return {entry["subject"] for entry in entries if KINDS[entry["kind"]].makes}


def _gaps(made: set[str]) -> list[str]:
    """List the numbers that are missing before others of their type and year."""
    keys = {key(subject) for subject in made}
    tops: dict[int, int] = {}
    for own in keys:
        series = own - own % _SERIES
        tops[series] = max(tops.get(series, 0), own)
    return [text(own) for series, top in sorted(tops.items()) for own in range(series + 1, top) if own not in keys]


def _incidents(entry: Entry) -> list[str]:
    """List the incidents that an entry speaks of."""
    data = entry["data"]
    own = [entry["subject"]] if entry["subject"][:1] not in ("", "V", "P") else []
    named = [*data.get("incidents", ()), *data.get("set", {}).get("incidents", ())]
    return [*own, *named, *([data["incident"]] if data.get("incident") else [])]


# --- Saving what is sound of a damaged register into a new one; the damaged one is only read.

_CHUNK = 1 << 20
_STEP = 2000  # entries between two calls of `tell`


class Lost(NamedTuple):
    """What the new register does not hold: `many` entries from `seq` on, or something in a line of the file."""

    line: int | None
    seq: int | None
    why: str
    many: int = 1


class Salvaged(NamedTuple):
    """What became of a damaged register: entries copied as they were, and entries told again."""

    copied: int
    retold: int
    lost: tuple[Lost, ...]

    @property
    def kept(self) -> int:
        """Old entries that the new register holds."""
        return self.copied + self.retold


class _Found(NamedTuple):
    """Where a sound entry lies, and the private values of it that are not as they were."""

    seq: int
    start: int
    end: int
    line: int
    digest: bytes
    flaws: frozenset[str]


def salvage(
    path: str, out: str, stamp: Stamp, noted: Sequence[Head] = (), tell: Progress = lambda _done, _all: None
) -> Salvaged:
    """Read a damaged register and write a new one, with `lost.bin`, into the folder `out`.

    `noted` are the heads that notes know of: where the chain breaks before them they are given up.
    Raises Refused when `out` holds a register, Damaged when nothing sound is left, Unwritable.
    """
    out = os.path.realpath(out)
    desk_folder.make(out)
    if set(os.listdir(out)) & {NAME, LOST}:
        raise Refused(_("There is a register in '{folder}' already.").format(folder=out))
    try:
        with open(ordinary(path, READ), "rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if os.fstat(file.fileno()).st_size else b""
            return _salvage(data, out, stamp, noted, tell)
    except OSError as fault:
        raise unwritable(fault) from fault


def _salvage(data: Bytes, out: str, stamp: Stamp, noted: Sequence[Head], tell: Progress) -> Salvaged:
    new, rest = os.path.join(out, NAME), os.path.join(out, LOST)
    aside = new + NEW
    try:
        with open(create_anew(rest), "wb") as bin_:
            found, lost = _sort(data, bin_, lambda done: tell(done // 2, len(data)))
            bin_.flush()
            os.fsync(bin_.fileno())
        if not found:
            raise Damaged(_("Nothing in this file is a sound entry; nothing was written."))
        lost += _missing(found, max((head.count for head in noted), default=0))
        fd = create_anew(aside)
        try:
            copied, retold = _write(data, fd, found, lost, noted, stamp)
            os.fsync(fd)
        finally:
            os.close(fd)
        head = prove(aside).head
        move(aside, new)
    except BaseException:
        forget(aside)
        forget(rest)
        raise
    head_notes.note(os.path.join(out, head_notes.NAME), head)
    sync_folder(out)
    return Salvaged(copied, retold, tuple(lost))


def _sort(data: Bytes, bin_: IO[bytes], tell: Callable[[int], None]) -> tuple[list[_Found], list[Lost]]:
    """Tell the sound entries, ordered and each once, from the rest, which is saved."""
    sound: dict[int, _Found] = {}
    missing: dict[int, set[str]] = {}
    erased: set[tuple[int, str]] = set()
    lost: list[Lost] = []
    for turn, piece in enumerate(pieces(data)):
        entry, why = piece.entry, piece.why
        if entry is not None:
            flaws = flawed(entry)
            known = sound.get(entry["seq"])
            why = "sealed" if flaws else ""
            if known:
                why = "double" if known.digest.hex() == entry["digest"] else "fork"
            else:
                sound[entry["seq"]] = _Found(*_where(piece), bytes.fromhex(entry["digest"]), frozenset(flaws))
                if gone := entry["sealed"].keys() - entry["private"].keys():
                    missing[entry["seq"]] = gone
                erased |= redacted_fields([entry])
        if why:
            lost.append(Lost(piece.line, piece.seq, why))
            _save(bin_, data, piece, why)
        if turn % _STEP == 0:
            _let_go(data)
            tell(piece.end)
    for seq, names in missing.items():
        if gone := {name for name in names if (seq, name) not in erased}:
            lost.append(Lost(sound[seq].line, seq, "erased"))
            sound[seq] = sound[seq]._replace(flaws=sound[seq].flaws | gone)
    return [sound[seq] for seq in sorted(sound)], lost


def _let_go(data: Bytes) -> None:
    """Keep of a mapped file in memory only what is read next: it may be larger than the memory."""
    if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # Windows has no such advice, and no need of it
        data.madvise(mmap.MADV_DONTNEED)


def _where(piece: Piece) -> tuple[int, int, int, int]:
    assert piece.seq is not None
    return piece.seq, piece.start, piece.end, piece.line


def _save(bin_: IO[bytes], data: Bytes, piece: Piece, why: str) -> None:
    bin_.write(b"@ %d %d line %d %b\n" % (piece.start, piece.end - piece.start, piece.line, why.encode()))
    for start in range(piece.start, piece.end, _CHUNK):
        bin_.write(data[start : min(start + _CHUNK, piece.end)])
    bin_.write(b"\n")


def _missing(found: list[_Found], expected: int) -> list[Lost]:
    """List the entries that stand nowhere, as runs."""
    runs, due = [], 1
    for seq in [*(one.seq for one in found), expected + 1]:
        if seq > due:
            runs.append(Lost(None, due, "missing", seq - due))
        due = max(due, seq + 1)
    return runs


def _write(
    data: Bytes, fd: int, found: list[_Found], lost: list[Lost], noted: Sequence[Head], stamp: Stamp
) -> tuple[int, int]:
    """Write the new register; returns how many entries were copied and how many told again."""
    write_all(fd, HEADER)
    copied, head, recorded = _whole(data, found), Head(0, ORIGIN), ""
    made: set[str] = set()
    for _one, entry in _loaded(data, found[:copied]):
        write_all(fd, encode(entry))
        made |= numbered([entry])
        head, recorded = Head(entry["seq"], entry["digest"]), entry["recorded_at"]
    behind = found[copied:]
    if lost or behind:
        retelling = Rechain(head, stamp._replace(after=recorded), made)
        for _one, entry in _loaded(data, behind):
            retelling.survey(entry)
        retelling.give_up(head.digest for head in noted if head.count > copied)
        again = ((entry, one.flaws) for one, entry in _loaded(data, behind))
        for piece in retelling.tell(again, [[*one] for one in lost]):
            write_all(fd, piece)
    write_all(fd, TAIL)
    return copied, len(behind)


def _loaded(data: Bytes, found: Sequence[_Found]) -> Iterator[tuple[_Found, Entry]]:
    """Read entries one after the other."""
    for turn, one in enumerate(found):
        if turn % _STEP == 0:
            _let_go(data)
        yield one, _load(data, one)


def _whole(data: Bytes, found: list[_Found]) -> int:
    """Count the entries of the batches from the first on that are whole and continue the chain."""
    head, recorded, copied = Head(0, ORIGIN), "", 0
    span: list[int] = []  # first and last entry of the batch at hand
    for one, entry in _loaded(data, found):
        span = span or [head.count + 1, entry["batch"][1]]
        if one.flaws or not continues(entry, head) or entry["batch"] != span or entry["recorded_at"] < recorded:
            break
        head, recorded = Head(one.seq, entry["digest"]), entry["recorded_at"]
        if one.seq == span[1]:
            copied, span = one.seq, []
    return copied


def _load(data: Bytes, one: _Found) -> Entry:
    text = data[one.start : one.end].decode("utf-8", "surrogateescape")  # a flawed value may be no text
    return json.loads(text)  # type: ignore[no-any-return]
