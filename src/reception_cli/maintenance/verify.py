"""The register's own part of an examination: bytes, chain, numbers and shapes, entry by entry.

Where there is much to read this goes on in a second process, while the first one counts the cards again.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from reception_cli.domain.entry import Entry, Head, Stamp, is_encrypted
from reception_cli.domain.errors import Damaged, Refused, Unwritable
from reception_cli.domain.words import _
from reception_cli.events.entry_schema import EntrySchema
from reception_cli.events.registry import series
from reception_cli.index import MUCH, cache, entry_range
from reception_cli.index.desk_folder import UNITS, Folder, is_units
from reception_cli.index.federation import Federation
from reception_cli.index.index_check import IndexCheck, merged_findings, unreadable
from reception_cli.index.projector import Judge
from reception_cli.ledger import lock
from reception_cli.ledger.audit import Audit, Key, Numbering, Snapshot
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.findings import Finding, finding
from reception_cli.ledger.format import hurry
from reception_cli.ledger.head_notes import Witness
from reception_cli.ledger.storage import NAME, START, Mark, Place, Progress
from reception_cli.ledger.worker_process import WorkerProcess, hand_over, possible

# --- The register's own part of an examination: bytes, chain, numbers and shapes, entry by entry.

BESIDE = frozenset({"head", "schema", "number", "double", "gap"})  # found of lines that are sound in themselves
Looked = TypeVar("Looked")
_UNASKED = ("host", "prev", "v")  # neither cards nor rules ask these of an entry


class Sound(NamedTuple):
    """A sound entry, where it lies (bytes), and its line in the file."""

    entry: Entry
    pos: int
    end: int
    line: int


class End(NamedTuple):
    """How many entries are sound, and the head of the last whole command in front of anything damaged."""

    entries: int
    head: Head
    unexamined: int = 0


Seen = Sound | Finding | End
Start = Callable[[str, list[Any], int], WorkerProcess]


class Unfinished(Exception):
    """The second process did not come to its end."""


def examined(
    snapshot: Snapshot, known: Iterable[Witness], key: Key = lambda: None, start: Mark = START
) -> Iterator[Seen]:
    """Read a snapshot through: what is wrong with an entry comes before it, the end last.

    Behind a `start` nobody knows which numbers were given before: gaps are told of the whole register alone.
    """
    audit, numbering, shapes = Audit(snapshot, known, key, start), Numbering(series), EntrySchema()
    whole = start == START
    for item in audit.read():
        if isinstance(item, Finding):
            whole = whole and item.code == "head"
            yield item
            continue
        if fault := shapes.fault(item.entry):
            yield finding("schema", item.entry["seq"], audit.line, **fault)
        if start == START:
            yield from numbering.take(item, audit.line)
        yield Sound(*item, audit.line)
    if whole:
        yield from numbering.finish()
    yield End(audit.entries, audit.head, audit.unexamined)


def examined_beside(snapshot: Snapshot, known: Iterable[Witness], start: Start) -> Iterator[Seen]:
    """Read it through in a second process; raises Unfinished where that fails."""
    witnesses = [[witness.where, *witness.head] for witness in known]
    task = [snapshot.size, snapshot.tail.decode("latin-1"), witnesses]
    second = start("reception_cli.maintenance.verify:serve", task, snapshot.fd)
    try:
        for sort, *facts in second.items():
            if sort == "end":
                yield End(facts[0], Head(*facts[1:3]), facts[3])
                return
            yield Sound(*facts) if sort == "sound" else Finding(*facts)
    finally:
        second.stop()
    raise Unfinished


def serve(size: int, tail: str, witnesses: list[list[Any]]) -> None:
    """Be the second process; the register is its standard input."""
    hurry()
    snapshot = Snapshot.of(0, size, tail.encode("latin-1"))
    known = [Witness(where, Head(count, digest)) for where, count, digest in witnesses]
    hand_over(map(_plain, examined(snapshot, known)))


def _plain(seen: Seen) -> tuple[Any, ...]:
    if isinstance(seen, Finding):
        return ("finding", *seen)
    if isinstance(seen, End):
        return ("end", seen.entries, *seen.head, seen.unexamined)
    entry = seen.entry  # nobody here looks at it again
    for name in _UNASKED:
        del entry[name]
    for pair in entry["private"].values():
        pair[0] = pair[0] if is_encrypted(pair) else ""
    entry["sealed"] = dict.fromkeys(entry["sealed"], "")
    return ("sound", entry, seen.pos, seen.end, seen.line)


# --- The whole examination of a desk's folder: register, numbers, head notes and cards in one reading.

KEPT = 1000  # findings that are told one by one; the rest is counted
_STEP = 2000  # entries between two looks at the progress


class Inspection(NamedTuple):
    """What was found; `head` ends the last whole command in front of anything damaged."""

    entries: int  # sound ones
    head: Head
    unit: str
    notes: tuple[Witness, ...]  # head notes that were there to compare with
    findings: tuple[Finding, ...]
    total: int  # findings, also those beyond KEPT
    cards: bool  # whether there were cards to compare
    withheld: int = 0  # entries of a delivered register whose private values were not sent along
    unexamined: int = 0  # private values that are encrypted for a key that is not here

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.total == 0


def inspect(
    folder: Folder,
    given: list[Head],
    stamp: Stamp,
    progress: Progress,
    judge: Callable[[], Judge] | None = None,
    much: int = MUCH,
    start: Start = WorkerProcess,
    key: Key = lambda: None,
) -> Inspection | None:
    """Examine the register of a folder without changing anything; `given` are heads noted elsewhere.

    `judge` makes whoever holds every entry against the rules; two processes read `much` (bytes) or
    more, of which `start` starts the second; `key` is asked for what opens encrypted values. None where there
    is no register and no note of one. Raises Busy when another writer does not let us look at the end, Unwritable
    when the file cannot be read, Damaged where another register took its place meanwhile (`habits.replaced`).
    """
    register = folder.ledger
    notes = tuple(folder.witnesses())  # before the register: it only grows, a note never runs ahead of it
    if not register.exists() and not notes:
        return None
    if not register.exists():
        gone = finding("missing", name=NAME)
        return Inspection(0, Head(0, ""), "", notes, (gone,), 1, False)
    folder.habits.saw(register, register.identity())
    snapshot, index_check, first = _still(folder, stamp, lambda: _look(folder, judge))
    delivered = is_units(folder.path)
    try:
        known = [*notes, *(Witness("given", head) for head in given)]
        if witness := index_check.witness():
            known.append(witness)
        beside = start if snapshot.size >= much and possible() else None
        found = _twice(
            snapshot, known, index_check, first, lambda n: progress(n, snapshot.size), delivered, beside, key
        )
        progress(snapshot.size, snapshot.size)
        merged = merged_findings(Federation(folder)) if os.path.isdir(os.path.join(folder.path, UNITS)) else []
        if merged or not found.ok:
            _refuse_replaced(folder)
        return found._replace(
            notes=notes,
            cards=index_check.compares,
            findings=(*found.findings, *merged),
            total=found.total + len(merged),
        )
    finally:
        snapshot.close()
        index_check.close()


def inspect_since(
    folder: Folder, head: Head, stamp: Stamp, progress: Progress, key: Key = lambda: None
) -> Inspection:
    """Examine what was added behind a head that was found sound before: bytes, chain, seals, batches and shapes.

    A register that does not hold that head has a finding. The cards, the gaps in the numbers and the rules of the day
    are held against the register by `inspect` alone. Raises Busy, Unwritable and Damaged as that does.
    """
    notes = tuple(folder.witnesses())
    book = folder.read()
    try:
        unit = book.setting("unit")
        start = entry_range.since(book, head).start
    except Refused:
        lost = finding("head", head.count, case="other", count=head.count, where="given")
        return Inspection(0, Head(0, ""), unit, notes, (lost,), 1, False)
    finally:
        book.close()
    folder.habits.saw(folder.ledger, folder.ledger.identity())
    snapshot = _still(folder, stamp, lambda: _snapshot(folder))
    try:
        told = _unsound(examined(snapshot, notes, key, start), lambda n: progress(n, snapshot.size))
        found = _examine(told, [], False)
        progress(snapshot.size, snapshot.size)
        if not found.ok:
            _refuse_replaced(folder)
        return found._replace(unit=unit, notes=notes)
    finally:
        snapshot.close()


def _unsound(seen: Iterable[Seen], progress: Callable[[int], None]) -> Iterator[Finding | End]:
    """Pass over sound entries."""
    for item in seen:
        if not isinstance(item, Sound):
            yield item
        elif item.line % _STEP == 0:
            progress(item.end)


def _refuse_replaced(folder: Folder) -> None:
    """Raise Damaged where another register took the place of the one that was read: nothing is wrong with this one."""
    if folder.habits.replaced():
        raise Damaged(_("The register was replaced while this was read, by a restore or an erasure."))


def _still(folder: Folder, stamp: Stamp, look: Callable[[], Looked]) -> Looked:
    """Look at the end of the register, or of the cards, too, while nobody writes; the rest never changes."""
    if not os.path.exists(os.path.join(folder.path, lock.NAME)):
        return look()
    try:
        with folder.lock("verify", stamp):
            return look()
    except Unwritable:  # a folder in which nobody can write
        return look()


def _snapshot(folder: Folder) -> Snapshot:
    try:
        return Snapshot(folder.ledger.path)
    except OSError as fault:
        raise unwritable(fault) from fault


def _look(folder: Folder, judge: Callable[[], Judge] | None) -> tuple[Snapshot, IndexCheck, list[Finding]]:
    cards = os.path.join(folder.path, cache.NAME)
    ledger, deadlines = folder.ledger, folder.habits.deadlines
    snapshot = _snapshot(folder)
    try:
        return snapshot, IndexCheck(cards if os.path.exists(cards) else None, ledger, deadlines, judge), []
    except sqlite3.DatabaseError:
        return snapshot, IndexCheck(None, ledger, deadlines, judge), [unreadable()]


def _twice(
    snapshot: Snapshot,
    known: list[Witness],
    index_check: IndexCheck,
    first: list[Finding],
    progress: Callable[[int], None],
    delivered: bool,
    start: Start | None,
    key: Key,
) -> Inspection:
    """Read the register in a second process where there is much of it; where that fails, once more here.

    It is told no secret: where it met encrypted values, and the key is here, they are examined here.
    """
    if start:
        try:
            seen = _findings(examined_beside(snapshot, known, start), index_check, progress)
            found = _examine(seen, first, delivered)
            if not found.unexamined or key() is None:
                return found
        except Unfinished:
            pass
        index_check.begin()
    return _examine(_findings(examined(snapshot, known, key), index_check, progress), first, delivered)


def _examine(told: Iterator[Finding | End | str], first: list[Finding], delivered: bool) -> Inspection:
    """Gather what was found; of a register that was delivered nobody expects every private value."""
    found, count, unit, end, withheld = list(first), len(first), "", End(0, Head(0, "")), 0
    for item in told:
        if isinstance(item, str):
            unit = item
        elif isinstance(item, End):
            end = item
        elif delivered and item.code == "erased":
            withheld += 1
        else:
            count += 1
            if count <= KEPT:
                found.append(item)
    found.sort(key=lambda f: f.line or 1 << 62)
    return Inspection(end.entries, end.head, unit, (), tuple(found), count, False, withheld, end.unexamined)


def _findings(
    seen: Iterable[Seen], index_check: IndexCheck, progress: Callable[[int], None]
) -> Iterator[Finding | End | str]:
    """Count the cards again of what is seen; the code of the unit comes along as a plain text."""
    whole, known = True, True
    for item in seen:
        if isinstance(item, Sound):
            if item.entry["seq"] == 1:
                yield str(item.entry["data"].get("unit", ""))
            if whole:
                yield from index_check.take(Place(item.entry, item.pos, item.end), item.line)
            if item.line % _STEP == 0:
                progress(item.end)
            continue
        if isinstance(item, Finding):
            known = known and item.code != "head"
            whole = whole and item.code in BESIDE
        yield item
    if whole and known:
        yield from index_check.findings()
