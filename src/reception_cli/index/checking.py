"""Reading a register through, byte by byte, when its file is another than the cards note."""

from reception_cli.ledger import recovery
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.storage import START, FileLedger, Mark, Progress, whole_batches

_STEP = 2000  # entries between two looks at the progress


def examine(
    ledger: FileLedger, mark: Mark, alone: bool, passed: frozenset[str], progress: Progress | None
) -> str:
    """Read every byte up to the last whole command; give the first damaged line, or nothing.

    `mark` is how far cards have read; `alone` while nobody can be writing; findings of the codes `passed` are none.
    What an interrupted add left behind the last whole command is no damage.
    """
    before = ledger.stamp()
    if not alone:
        for batch in whole_batches(ledger.since, mark):
            mark = batch[-1].mark()
    harmless = ledger.ends_at(mark.end) or recovery.damage(ledger, mark) is None
    if not alone and ledger.stamp() != before:  # somebody is writing: what lies behind is not ours to judge
        harmless = ledger.confirms(START)
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


def _first(snapshot: Snapshot, passed: frozenset[str], progress: Progress | None) -> str:
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
