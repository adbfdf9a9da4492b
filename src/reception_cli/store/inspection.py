"""The whole examination of a desk's folder: register, numbers, head notes and cards in one reading."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import NamedTuple

from reception_cli.model.entry import Head, Stamp
from reception_cli.model.errors import Unwritable
from reception_cli.model.words import _
from reception_cli.store import index, lock
from reception_cli.store.audit import Audit, Snapshot
from reception_cli.store.disk import unwritable
from reception_cli.store.findings import Finding
from reception_cli.store.folder import Folder
from reception_cli.store.heads import HeadNotes, Witness
from reception_cli.store.ledger import NAME, Ledger, Place
from reception_cli.store.numbering import Numbering
from reception_cli.store.recount import Recount, unreadable
from reception_cli.store.shape import Shapes

KEPT = 1000  # findings that are told one by one; the rest is counted
_STEP = 2000  # entries between two looks at the progress

Progress = Callable[[int, int], None]


class Inspection(NamedTuple):
    """What was found; `head` ends the last whole command in front of anything damaged."""

    entries: int  # sound ones
    head: Head
    unit: str
    notes: tuple[Witness, ...]  # head notes that were there to compare with
    findings: tuple[Finding, ...]
    total: int  # findings, also those beyond KEPT
    cards: bool  # whether there were cards to compare

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0


def inspect(folder: Folder, given: list[Head], stamp: Stamp, progress: Progress) -> Inspection | None:
    """Examine the register of a folder without changing anything; `given` are heads noted elsewhere.

    None where there is no register and no note of one.
    Raises Busy when another writer does not let us look at the end, Unwritable when the file cannot be read.
    """
    register = folder.ledger
    notes = _notes(folder)  # before the register: it only grows, a note never runs ahead of it
    if not register.exists() and not notes:
        return None
    if not register.exists():
        gone = Finding("missing", None, None, _("the file {name} is missing").format(name=NAME))
        return Inspection(0, Head(0, ""), "", notes, (gone,), 1, False)
    snapshot, recount, first = _still(folder, stamp)
    try:
        known = [*notes, *(Witness("given", head) for head in given)]
        if recount and (witness := recount.witness()):
            known.append(witness)
        found = _examine(Audit(snapshot, known), recount, first, notes, lambda n: progress(n, snapshot.size))
        progress(snapshot.size, snapshot.size)
        return found
    finally:
        snapshot.close()
        if recount:
            recount.close()


def _notes(folder: Folder) -> tuple[Witness, ...]:
    kept = HeadNotes(folder.path, folder.habits.state)
    register = folder.ledger.origin() if folder.ledger.exists() else None
    found = [kept.beside(), kept.clerk(register) if register else None]
    return tuple(witness for witness in found if witness)


def _still(folder: Folder, stamp: Stamp) -> tuple[Snapshot, Recount | None, list[Finding]]:
    """Look at the end of the register and of the cards while nobody writes; the rest never changes."""
    if not os.path.exists(os.path.join(folder.path, lock.NAME)):
        return _look(folder)
    holder = lock.Holder("verify", stamp.user, stamp.now)
    try:
        with lock.Lock(folder.path, holder, folder.habits.timeout):
            return _look(folder)
    except Unwritable:  # a folder in which nobody can write
        return _look(folder)


def _look(folder: Folder) -> tuple[Snapshot, Recount | None, list[Finding]]:
    cards = os.path.join(folder.path, index.NAME)
    try:
        snapshot = Snapshot(folder.ledger.path)
    except OSError as fault:
        raise unwritable(fault) from fault
    if not os.path.exists(cards):
        return snapshot, None, []
    try:
        return snapshot, Recount(cards, Ledger(folder.ledger.path, folder.ledger.owing)), []
    except sqlite3.DatabaseError:
        return snapshot, None, [unreadable()]


def _examine(
    audit: Audit, recount: Recount | None, first: list[Finding], notes: tuple[Witness, ...],
    progress: Callable[[int], None],
) -> Inspection:  # fmt: skip
    found, count, unit = list(first), len(first), ""
    for item in _findings(audit, recount, progress):
        if isinstance(item, str):
            unit = item
            continue
        count += 1
        if count <= KEPT:
            found.append(item)
    found.sort(key=lambda f: f.line or 1 << 62)
    return Inspection(audit.entries, audit.head, unit, notes, tuple(found), count, recount is not None)


def _findings(audit: Audit, recount: Recount | None, progress: Callable[[int], None]) -> Iterator[Finding | str]:
    """Read everything once; the code of the unit comes along as a plain text."""
    numbering, shapes, whole, known = Numbering(), Shapes(), True, True
    for item in audit.read():
        if isinstance(item, Finding):
            known = known and item.code != "head"
            whole = whole and item.code == "head"
            yield item
            continue
        if item.entry["seq"] == 1:
            yield _unit(item)
        yield from shapes.take(item, audit.line)
        yield from numbering.take(item, audit.line)
        if recount and whole:
            yield from recount.take(item, audit.line)
        if audit.entries % _STEP == 0:
            progress(audit.done)
    if whole:
        yield from numbering.finish()
    if whole and known and recount:
        yield from recount.findings()


def _unit(place: Place) -> str:
    return str(place.entry["data"].get("unit", ""))
