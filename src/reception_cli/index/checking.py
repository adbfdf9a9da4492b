"""Reading a register through, byte by byte, when its file is another than the cards note."""

from reception_cli.index import cache, desk_place
from reception_cli.ledger import recovery
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.storage import START, Ledger, Mark, whole_batches

_STEP = 2000  # entries between two looks at the progress


def examine(ledger: Ledger, mark: Mark, alone: bool, progress: cache.Progress | None) -> str:
    """Read every byte up to the last whole command; give the first damaged line, or nothing.

    `mark` is how far cards have read; `alone` while nobody can be writing. What an interrupted add left behind the
    last whole command is no damage.
    """
    before = ledger.stamp()
    if not alone:
        for batch in whole_batches(ledger.since(mark)):
            mark = batch[-1].mark()
    harmless = ledger.ends_at(mark.end) or recovery.damage(ledger, mark) is None
    if not alone and ledger.stamp() != before:  # somebody is writing: what lies behind is not ours to judge
        harmless = ledger.confirms(START)
    passed = {"erased"} if desk_place.is_units(ledger.folder) else set()  # what a unit never sent is not missed
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


def _first(snapshot: Snapshot, passed: set[str], progress: cache.Progress | None) -> str:
    audit, damaged = Audit(snapshot), ""
    for item in audit.read():
        if isinstance(item, Finding) and item.code not in passed:
            damaged = str(item.line or 1)
            break
        if progress and audit.entries and audit.entries % _STEP == 0:
            progress(audit.done, snapshot.size)
    if progress and audit.entries >= _STEP:
        progress(snapshot.size, snapshot.size)  # the bar goes
    return damaged
