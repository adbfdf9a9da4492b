"""Whether a copy of a register can be relied on, before it is given its name or takes the register's place."""

from collections.abc import Callable

from reception_cli.model.entry import Head
from reception_cli.model.errors import Damaged
from reception_cli.model.words import _
from reception_cli.store.audit import Audit, Snapshot
from reception_cli.store.disk import unwritable
from reception_cli.store.findings import Finding
from reception_cli.store.ledger import START, Mark


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
