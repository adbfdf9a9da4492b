"""Timid repair: only what an interrupted add left behind the last whole batch is cut, and kept aside."""

import os

from reception_cli.domain.words import _
from reception_cli.ledger.files import SAFE, Reader, create, forget, ordinary, sync_folder, unwritable, write_all
from reception_cli.ledger.storage import START, FileLedger, Mark, damaged, end_at

TORN = ".torn-"  # behind the register's name: what an interrupted add left, saved before it goes
_CHUNK = 1 << 20

def damage(ledger: FileLedger, mark: Mark) -> str | None:
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


def mend(ledger: FileLedger, mark: Mark) -> str:
    """Cut a torn tail behind `mark`, save it aside first, and say so; raises Damaged for anything else."""
    if reason := damage(ledger, mark):
        raise damaged(reason)
    saved, size = _save(ledger.path, mark)
    _cut(ledger.path, mark.end)
    return _(
        "An add was interrupted earlier: {size} bytes, never acknowledged, were cut and kept in {file}."
    ).format(size=size, file=os.path.basename(saved))


def _save(path: str, mark: Mark) -> tuple[str, int]:
    """Write the rest into a file of its own that did not exist before."""
    for turn in range(1000):
        saved = f"{path}{TORN}{mark.head.count}-{turn}"
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
    raise damaged(_("too many interrupted adds are kept beside it"))


def _copy(path: str, start: int, fd: int) -> int:
    pos = start
    with Reader(path) as file:
        while blob := file.read(pos, _CHUNK):
            write_all(fd, blob)
            pos += len(blob)
    return pos - start


def _cut(path: str, end: int) -> None:
    try:
        fd = ordinary(path, os.O_RDWR | SAFE)
        try:
            end_at(fd, end)
        finally:
            os.close(fd)
    except OSError as fault:
        raise unwritable(fault) from fault
