"""Timid repair: only what an interrupted add left behind the last whole batch is cut, and it is kept aside."""

import os

from reception_cli.model.entry import Head
from reception_cli.model.errors import Damaged
from reception_cli.model.words import _
from reception_cli.store.blocks import BLOCK, TAIL, Broken, decode, number
from reception_cli.store.heads import Witness
from reception_cli.store.ledger import Ledger, Mark, sync_folder, unwritable, write_all

_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def contradict(mark: Mark, witnesses: list[Witness]) -> str | None:
    """Say why the register cannot be what it was, or None: a known head it no longer holds."""
    for witness in witnesses:
        if witness.head.count > mark.head.count:
            return _("it ends at entry {found}, but entry {known} was written").format(
                found=mark.head.count, known=witness.head.count
            )
        if witness.head.count == mark.head.count and witness.head.digest != mark.head.digest:
            return _("entry {known} is not the one that was written").format(known=witness.head.count)
    return None


def refuse(reason: str) -> Damaged:
    """Refuse to write to a register that is damaged."""
    return Damaged(
        _("The register is damaged: {reason}. Nothing was recorded.").format(reason=reason),
        _("Run `reception verify` to see what is sound; go on from a backup."),
    )


def mend(ledger: Ledger, mark: Mark) -> str:
    """Cut a torn tail behind `mark`, save it aside first, and say so; raises Damaged for anything else."""
    rest = _rest(ledger.path, mark.end)
    if not ledger.header_holds():
        raise refuse(_("the file is not laid out as `reception` writes it"))
    if later := _later(rest, mark.head):
        raise refuse(_("a sound entry {seq} stands behind a damaged one").format(seq=later))
    saved = _save(ledger.path, mark, rest)
    _cut(ledger.path, mark.end)
    return _(
        "An add was interrupted earlier: {size} bytes that were never acknowledged were cut and kept in {file}."
    ).format(size=len(rest), file=os.path.basename(saved))


def _rest(path: str, start: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(start)
        return file.read()


def _later(rest: bytes, head: Head) -> int | None:
    """Find an entry in the rest that cannot belong to the batch that was being written."""
    first = head.count + 1
    for start in range(0, len(rest), BLOCK):
        seq = number(rest[start : start + 32])
        if seq is None:
            continue
        end = rest.find(b"\n", start + 2)
        try:
            entry = decode(rest[start : end if end > 0 else len(rest)].rstrip(b", \n}") + b"}")
        except Broken:
            continue
        if entry.get("batch", [first])[0] != first:
            return seq
    return None


def _save(path: str, mark: Mark, rest: bytes) -> str:
    """Write the rest into a file of its own that did not exist before."""
    for turn in range(1000):
        saved = f"{path}.torn-{mark.head.count}-{turn}"
        try:
            fd = os.open(saved, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFE, 0o600)
        except FileExistsError:
            continue
        except OSError as fault:
            raise unwritable(fault) from fault
        try:
            write_all(fd, rest)
            os.fsync(fd)
        except OSError as fault:
            raise unwritable(fault) from fault
        finally:
            os.close(fd)
        sync_folder(os.path.dirname(path))
        return saved
    raise refuse(_("too many interrupted adds are kept beside it"))


def _cut(path: str, end: int) -> None:
    try:
        fd = os.open(path, os.O_RDWR | _SAFE)
        try:
            os.lseek(fd, end, os.SEEK_SET)
            write_all(fd, TAIL)
            os.ftruncate(fd, end + len(TAIL))
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as fault:
        raise unwritable(fault) from fault
