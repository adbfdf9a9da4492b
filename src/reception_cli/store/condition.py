"""Whether the register is known to be whole: examined once, and again only where its file is another than noted.

The cards note the length, the time and the identity of the file whenever we have written or examined it, and the
first damaged line. To hold the note against the file costs a look at its folder entry. Rot that leaves all three
as they were is for `verify` to find.
"""

import sqlite3
from typing import NamedTuple

from reception_cli.model.words import _
from reception_cli.store import index, place, repair, schema
from reception_cli.store.audit import Audit, Snapshot
from reception_cli.store.blocks import TAIL
from reception_cli.store.disk import unwritable
from reception_cli.store.findings import Finding
from reception_cli.store.ledger import START, Ledger, Mark, whole_batches

HEAD = "head"  # every line is sound, but it is not the register that was noted
_STEP = 2000  # entries between two looks at the progress


class Condition(NamedTuple):
    """The file as it was seen, and what was wrong with it: nothing, the first damaged line, or HEAD."""

    file: str = ""
    damage: str = ""

    def facts(self) -> dict[str, object]:
        """Give it as the cards keep it."""
        return dict(self._asdict())


def read(db: sqlite3.Connection) -> Condition:
    """Read what the cards note."""
    return Condition(**dict(db.execute("SELECT key, value FROM meta WHERE key IN ('file', 'damage')")))


def note(db: sqlite3.Connection, condition: Condition) -> None:
    """Note it in cards that have read the whole register; hold the lock."""
    db.execute("BEGIN IMMEDIATE")
    try:
        db.executemany(schema.PUT_META, condition.facts().items())
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def reason(damage: str) -> str:
    """Say what is wrong by the file itself; empty where nothing is. A head is held against its notes each time."""
    if damage in ("", HEAD):
        return ""
    return _("line {line} of the file is not as it was written").format(line=damage)


def examine(ledger: Ledger, mark: Mark, alone: bool, progress: index.Progress | None) -> str:
    """Read every byte up to the last whole command; give the first damaged line, or nothing.

    `mark` is how far cards have read; `alone` while nobody can be writing. What an interrupted add left behind the
    last whole command is no damage.
    """
    before = ledger.stamp()
    if not alone:
        for batch in whole_batches(ledger.since(mark)):
            mark = batch[-1].mark()
    harmless = ledger.ends_at(mark.end) or repair.damage(ledger, mark) is None
    if not alone and ledger.stamp() != before:  # somebody is writing: what lies behind is not ours to judge
        harmless = ledger.confirms(START)
    passed = {"erased"} if place.is_units(ledger.folder) else set()  # what a unit never sent is not missed
    try:
        snapshot = Snapshot(ledger.path)
        try:
            if harmless:
                snapshot.size, snapshot.tail = mark.end + len(TAIL), TAIL
            return _first(snapshot, passed, progress)
        finally:
            snapshot.close()
    except OSError as fault:
        raise unwritable(fault) from fault


def _first(snapshot: Snapshot, passed: set[str], progress: index.Progress | None) -> str:
    audit = Audit(snapshot)
    for item in audit.read():
        if isinstance(item, Finding) and item.code not in passed:
            return str(item.line or 1)
        if progress and audit.entries % _STEP == 0:
            progress(audit.done, snapshot.size)
    return ""
