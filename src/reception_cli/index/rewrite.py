"""Whether a copy of a register can be relied on, before it is given its name or takes the register's place."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from reception_cli.domain.entry import Entry
from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.events.registry import require_known
from reception_cli.index import cache
from reception_cli.index.finding_words import sentence
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.files import unwritable
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.storage import Cuts, Mark, Place, Progress

if TYPE_CHECKING:
    from reception_cli.index.desk_folder import Folder

# --- Whether a copy of a register can be relied on, before it is given its name or takes the register's place.

def prove(path: str, tell: Progress = lambda _done, _all: None) -> Mark:
    """Examine every byte of a register file and give where it ends; raises Damaged for the first fault.

    One that a newer version of the program wrote is no register that this one could answer for: Damaged, too.

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


def _read(snapshot: Snapshot, tell: Progress) -> Mark:
    audit = Audit(snapshot)
    last: Place | None = None
    for item in audit.read():
        if isinstance(item, Finding):
            raise _damaged(item)
        if item.entry["kind"] == "configured":
            require_known(item.entry)
        last = item
        if audit.entries % 2000 == 0:
            tell(audit.done, snapshot.size)
    if last is None:
        raise Damaged(_("This file holds no entry of a register."))
    return last.mark()


def _damaged(item: Finding) -> Damaged:
    return Damaged(
        _("This copy is damaged in line {line}: {text}.").format(line=item.line or "-", text=sentence(item)),
        _("Use another backup, or save what is sound with `reception verify --salvage OUT`."),
    )


# --- Letting a register that was written anew take the old one's place.

def put(folder: "Folder", path: str) -> None:
    """Let the file aside become the register of a folder; hold the lock. Cards are built from empty."""
    folder.ledger.become(path, lambda: _remove_cards(folder))
    _build_cards(folder)


def redact(
    folder: "Folder", cuts: Cuts, entries: list[Entry], mark: Mark, ready: Callable[[], object] = lambda: None
) -> None:
    """Remove private values from the register of a folder and record it by `entries`; hold the lock.

    `ready` is called when the new register is on the disk and the old one still in its place.
    """

    def both() -> None:
        ready()
        _remove_cards(folder)

    folder.ledger.redact(cuts, entries, mark, both)
    _build_cards(folder)


def _remove_cards(folder: "Folder") -> None:
    """The old cards go first: they know words and places that the new register does not hold."""
    cache.remove(os.path.join(folder.path, cache.NAME))


def _build_cards(folder: "Folder") -> None:
    cards = os.path.join(folder.path, cache.NAME)
    with suppress(OSError):  # the next command builds them
        try:
            cache.build(cards, folder.ledger, folder.habits.deadlines, folder.habits.progress)
            with closing(cache.connect(cards)) as db:
                folder.settle(db)
        except sqlite3.Error as fault:  # what is read for the answer does without them
            folder.doubt(fault)
