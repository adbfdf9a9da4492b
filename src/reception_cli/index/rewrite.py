"""Whether a copy of a register can be relied on, before it is given its name or takes the register's place."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress

from reception_cli.domain.entry import Entry, Head
from reception_cli.domain.errors import Damaged, Unwritable
from reception_cli.domain.words import _, why
from reception_cli.index import cache
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger import atomic_file
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.files import Steady, forget, sync_folder, unwritable, write_all
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.format import TAIL, encode
from reception_cli.ledger.storage import START, Ledger, Mark, damaged_line

# --- Whether a copy of a register can be relied on, before it is given its name or takes the register's place.

def prove(path: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Mark:
    """Examine every byte of a register file and give where it ends; raises Damaged for the first fault.

    `tell` is told bytes read and bytes in all. Raises Unwritable when the file cannot be read.
    """
    try:
        snapshot = Snapshot(path)
        try:
            return _read(snapshot, tell)
        finally:
            snapshot.close()
    except OSError as fault:
        raise unwritable(fault) from fault


def _read(snapshot: Snapshot, tell: Callable[[int, int], None]) -> Mark:
    audit, mark = Audit(snapshot), START
    for item in audit.read():
        if isinstance(item, Finding):
            raise _damaged(item)
        mark = Mark(Head(item.entry["seq"], item.entry["digest"]), item.pos, item.end)
        if audit.entries % 2000 == 0:
            tell(audit.done, snapshot.size)
    if mark is START:
        raise Damaged(_("This file holds no entry of a register."))
    return mark


def _damaged(item: Finding) -> Damaged:
    return Damaged(
        _("This copy is damaged in line {line}: {text}.").format(line=item.line or "-", text=item.text),
        _("Use another backup, or save what is sound with `reception verify --salvage OUT`."),
    )


# --- Writing a register anew: a copy up to a mark, without what is cut, continued by a last batch.

NEW = ".new"  # behind the register's name: the file aside
_CHUNK = 1 << 20

Cuts = Mapping[int, frozenset[str]]  # where a line begins -> the private values it loses
Tell = Callable[[int], None]  # bytes copied


def write(
    source: Ledger, end: int, cuts: Cuts, entries: list[Entry], path: str, tell: Tell = lambda _done: None
) -> None:
    """Copy the register up to `end` to a new file, cut, add `entries`, and bring it to the disk.

    Raises Damaged when a line to cut is not as it was written, Unwritable when the disk fails; then the new
    file is gone.
    """
    try:
        new = atomic_file.create(path)
        try:
            _copy(source, end, cuts, new, tell)
            write_all(new, b"".join(map(encode, entries)) + TAIL)
            os.fsync(new)
        finally:
            os.close(new)
    except BaseException as fault:
        forget(path)
        raise unwritable(fault) if isinstance(fault, OSError) else fault from fault


def put(folder: Folder, path: str) -> None:
    """Let the file aside become the register of a folder; hold the lock. Cards are built from empty.

    The old cards go first: they know words and places that the new register does not hold.
    """
    cards = os.path.join(folder.path, cache.NAME)
    with Steady():
        try:
            cache.remove(cards)
            atomic_file.move(path, folder.ledger.path)
        except OSError as fault:
            forget(path)
            raise unwritable(fault) from fault
        try:
            sync_folder(folder.path)
        except OSError as fault:
            raise _uncertain(fault) from fault
    with suppress(sqlite3.Error, OSError):  # the next command builds them
        cache.build(cards, folder.ledger, folder.habits.progress)
        with closing(cache.connect(cards)) as db:
            folder.settle(db)


def _uncertain(fault: OSError) -> Unwritable:
    return Unwritable(
        _("The register was written anew, but the disk did not confirm it ({reason}).").format(reason=why(fault)),
        _("Run `reception verify` and `reception log` before you repeat the command."),
    )


def _copy(source: Ledger, end: int, cuts: Cuts, new: int, tell: Tell) -> None:
    fd = os.open(source.path, atomic_file.READ)
    try:
        at = 0
        for pos in sorted(cuts):
            entry = source.read(pos)
            raw = encode(entry)
            _span(fd, at, pos, new, tell)
            if _rewriting_read(fd, len(raw)) != raw:
                raise damaged_line(entry["seq"], pos)
            kept = {name: pair for name, pair in entry["private"].items() if name not in cuts[pos]}
            write_all(new, encode({**entry, "private": kept}))
            at = pos + len(raw)
        _span(fd, at, end, new, tell)
    finally:
        os.close(fd)


def _span(fd: int, start: int, end: int, new: int, tell: Tell) -> None:
    """Copy the bytes from `start` to `end`."""
    os.lseek(fd, start, os.SEEK_SET)
    while start < end:
        blob = os.read(fd, min(_CHUNK, end - start))
        if not blob:
            raise damaged_line(None, start)
        write_all(new, blob)
        start += len(blob)
        tell(start)


def _rewriting_read(fd: int, size: int) -> bytes:
    blob = b""
    while len(blob) < size and (more := os.read(fd, size - len(blob))):
        blob += more
    return blob
