"""Saving what is sound of a damaged register into a new one; the damaged one is only read.

Entries are taken in the order of their numbers, wherever they stand. As long as each continues the chain, and
the command that wrote it is whole, it is copied as it was: that part of the new register carries the old
digests, and every head noted of it still holds. Where the chain is broken a `salvaged` entry says what is
missing, and each sound entry behind the gap is told again as an entry of today: its own kind, subject, time and
data, its private values under new salts, and in its data `origin` (`seq`, `digest`, `recorded_at`, `user`,
`host`) to find it by in the old file. Numbers of entries that it speaks of are brought up to date. An incident
whose opening is lost, but of which something is left, is opened again without content, with an empty `origin`.

Whatever is not sound goes byte for byte into `lost.bin`, each piece behind a line `@ START LENGTH line N WHY`.
"""

import json
import mmap
import os
from collections.abc import Callable, Iterator, Sequence
from typing import IO, NamedTuple

from reception_cli.model.entry import ORIGIN, Entry, Head, Stamp
from reception_cli.model.errors import Damaged, Refused
from reception_cli.model.history import redacted_fields
from reception_cli.model.words import _
from reception_cli.store import heads, place
from reception_cli.store.aside import READ, create, move
from reception_cli.store.blocks import HEADER, TAIL, encode
from reception_cli.store.debris import Bytes, Piece, flawed, pieces
from reception_cli.store.disk import forget, sync_folder, unwritable, write_all
from reception_cli.store.ledger import NAME, continues
from reception_cli.store.proof import prove
from reception_cli.store.retelling import Retelling, numbered
from reception_cli.store.rewriting import NEW

LOST = "lost.bin"
_CHUNK = 1 << 20

Tell = Callable[[int, int], None]  # bytes done, bytes in all


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
    digest: str
    flaws: frozenset[str]


def salvage(
    path: str, out: str, stamp: Stamp, noted: Sequence[Head] = (), tell: Tell = lambda _done, _all: None
) -> Salvaged:
    """Read a damaged register and write a new one, with `lost.bin`, into the folder `out`.

    `noted` are the heads that notes know of: where the chain breaks before them they are given up.
    Raises Refused when `out` holds a register, Damaged when nothing sound is left, Unwritable.
    """
    out = os.path.realpath(out)
    place.make(out)
    if set(os.listdir(out)) & {NAME, LOST}:
        raise Refused(_("There is a register in '{folder}' already.").format(folder=out))
    try:
        with open(os.open(path, READ), "rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if os.fstat(file.fileno()).st_size else b""
            return _salvage(data, out, stamp, noted, tell)
    except OSError as fault:
        raise unwritable(fault) from fault


def _salvage(data: Bytes, out: str, stamp: Stamp, noted: Sequence[Head], tell: Tell) -> Salvaged:
    new, rest = os.path.join(out, NAME), os.path.join(out, LOST)
    aside = new + NEW
    try:
        with open(create(rest), "wb") as bin_:
            found, lost = _sort(data, bin_, lambda done: tell(done // 2, len(data)))
            bin_.flush()
            os.fsync(bin_.fileno())
        if not found:
            raise Damaged(_("Nothing in this file is a sound entry; nothing was written."))
        lost += _missing(found, max((head.count for head in noted), default=0))
        fd = create(aside)
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
    heads.note(os.path.join(out, heads.NAME), head)
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
                why = "double" if known.digest == entry["digest"] else "fork"
            else:
                sound[entry["seq"]] = _Found(*_where(piece), entry["digest"], frozenset(flaws))
                missing[entry["seq"]] = entry["sealed"].keys() - entry["private"].keys()
                erased |= redacted_fields([entry])
        if why:
            lost.append(Lost(piece.line, piece.seq, why))
            _save(bin_, data, piece, why)
        if turn % 2000 == 0:
            tell(piece.end)
    for seq, names in missing.items():
        if gone := {name for name in names if (seq, name) not in erased}:
            lost.append(Lost(sound[seq].line, seq, "erased"))
            sound[seq] = sound[seq]._replace(flaws=sound[seq].flaws | gone)
    return [sound[seq] for seq in sorted(sound)], lost


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
    copied, head, recorded = 0, Head(0, ORIGIN), ""
    made: set[str] = set()
    for batch in _whole(data, found):
        write_all(fd, b"".join(map(encode, batch)))
        copied += len(batch)
        made |= numbered(batch)
        head, recorded = Head(batch[-1]["seq"], batch[-1]["digest"]), batch[-1]["recorded_at"]
    behind = found[copied:]
    if lost or behind:
        retelling = Retelling(head, stamp._replace(after=recorded), made)
        for one in behind:
            retelling.survey(_load(data, one))
        retelling.give_up(head.digest for head in noted if head.count > copied)
        again = ((_load(data, one), one.flaws) for one in behind)
        for piece in retelling.tell(again, [[*one] for one in lost]):
            write_all(fd, piece)
    write_all(fd, TAIL)
    return copied, len(behind)


def _whole(data: Bytes, found: list[_Found]) -> Iterator[list[Entry]]:
    """Give the batches from the first on that are whole and continue the chain."""
    head, recorded = Head(0, ORIGIN), ""
    batch: list[Entry] = []
    for one in found:
        entry = _load(data, one)
        span = batch[0]["batch"] if batch else [head.count + 1, entry["batch"][1]]
        if one.flaws or not continues(entry, head) or entry["batch"] != span or entry["recorded_at"] < recorded:
            return
        batch.append(entry)
        head, recorded = Head(one.seq, one.digest), entry["recorded_at"]
        if one.seq == span[1]:
            yield batch
            batch = []


def _load(data: Bytes, one: _Found) -> Entry:
    text = data[one.start : one.end].decode("utf-8", "surrogateescape")  # a flawed value may be no text
    return json.loads(text)  # type: ignore[no-any-return]
