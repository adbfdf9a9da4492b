"""Timid repair: only what an interrupted add left behind the last whole batch is cut, and kept aside."""

import os
import sqlite3
from collections.abc import Callable

from reception_cli.domain import replay
from reception_cli.domain.entry import ORIGIN, Entry
from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.ledger.files import SAFE, Reader, create, forget, sync_folder, unwritable, write_all
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.head_notes import Witness
from reception_cli.ledger.storage import START, Ledger, Mark

_CHUNK = 1 << 20

DigestOf = Callable[[int], str]  # of the entry with a number


def contradict(mark: Mark, witnesses: list[Witness], digest_of: DigestOf) -> str | None:
    """Say why the register cannot be what it was, or None: a known head that it does not hold (any more)."""
    for witness in witnesses:
        if witness.head.count > mark.head.count:
            return _("it ends at entry {found}, but entry {known} was written").format(
                found=mark.head.count, known=witness.head.count
            )
        found = mark.head.digest if witness.head.count == mark.head.count else digest_of(witness.head.count)
        if witness.head.digest != found:
            return _("entry {known} is not the one that was written").format(known=witness.head.count)
    return None


def unexplained(
    ledger: Ledger, db: sqlite3.Connection, mark: Mark, witnesses: list[Witness]
) -> str | None:
    """Say the same, unless the register records that what was noted was given up: restored, or salvaged."""

    def digest_of(count: int) -> str:
        row = db.execute("SELECT pos FROM entries WHERE seq = ?", (count,)).fetchone()
        return str(ledger.read(row[0])["digest"]) if row else ORIGIN

    if contradict(mark, witnesses, digest_of) is None:
        return None
    places = [row[0] for row in db.execute("SELECT pos FROM entries WHERE kind IN ('restored', 'salvaged')")]
    return contradict(mark, _not_given_up(ledger.read_many(places), witnesses), digest_of)


def unexplained_in(entries: list[Entry], mark: Mark, witnesses: list[Witness]) -> str | None:
    """Say the same, with all entries at hand."""
    known = _not_given_up(entries, witnesses)
    return contradict(mark, known, lambda count: str(entries[count - 1]["digest"]) if count else ORIGIN)


def _not_given_up(entries: list[Entry], witnesses: list[Witness]) -> list[Witness]:
    told = replay.given_up(entries)
    return [witness for witness in witnesses if witness.head.digest[: replay.SHORT] not in told]


def refuse(reason: str) -> Damaged:
    """Refuse to write to a register that is damaged."""
    return Damaged(
        _("The register is damaged: {reason}. Nothing was recorded.").format(reason=reason),
        _("Run `reception verify` to see what is sound; go on from a backup."),
    )


def damage(ledger: Ledger, mark: Mark) -> str | None:
    """Say why what lies behind `mark` cannot be the rest of an interrupted add; None when it can."""
    if not ledger.confirms(START):
        return _("the file is not laid out as `reception` writes it")
    first = mark.head.count + 1  # all that an interrupted add leaves belongs to this batch
    for entry in ledger.later(mark.end):
        if entry["seq"] > mark.head.count and entry.get("batch", [first])[0] != first:
            return _("a sound entry {seq} stands behind a damaged one").format(seq=entry["seq"])
    return None


def unfinished(mark: Mark) -> str:
    """Say that something lies behind the last entry that is none."""
    return _(
        "Behind entry {seq} the register holds what is no whole entry: an add that was interrupted, or is "
        "being written; nothing that was acknowledged is missing."
    ).format(seq=mark.head.count)


def mend(ledger: Ledger, mark: Mark) -> str:
    """Cut a torn tail behind `mark`, save it aside first, and say so; raises Damaged for anything else."""
    if reason := damage(ledger, mark):
        raise refuse(reason)
    saved, size = _save(ledger.path, mark)
    _cut(ledger.path, mark.end)
    return _(
        "An add was interrupted earlier: {size} bytes, never acknowledged, were cut and kept in {file}."
    ).format(size=size, file=os.path.basename(saved))


def _save(path: str, mark: Mark) -> tuple[str, int]:
    """Write the rest into a file of its own that did not exist before."""
    for turn in range(1000):
        saved = f"{path}.torn-{mark.head.count}-{turn}"
        try:
            fd = create(saved)
        except FileExistsError:
            continue
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            size = _copy(path, mark.end, fd)
            os.fsync(fd)
            sync_folder(os.path.dirname(path))
        except OSError as fault:
            forget(saved)
            raise unwritable(fault) from fault
        finally:
            os.close(fd)
        return saved, size
    raise refuse(_("too many interrupted adds are kept beside it"))


def _copy(path: str, start: int, fd: int) -> int:
    pos = start
    with Reader(path) as file:
        while blob := file.read(pos, _CHUNK):
            write_all(fd, blob)
            pos += len(blob)
    return pos - start


def _cut(path: str, end: int) -> None:
    try:
        fd = os.open(path, os.O_RDWR | SAFE)
        try:
            os.lseek(fd, end, os.SEEK_SET)
            write_all(fd, TAIL)
            os.ftruncate(fd, end + len(TAIL))
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as fault:
        raise unwritable(fault) from fault
