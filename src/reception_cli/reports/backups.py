"""What is told of backups."""

from collections.abc import Sequence
from typing import Any

from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.backup import Backup


def columns() -> tuple[Column, ...]:
    """Name the columns of a list of backups."""
    return (
        Column("backup", _("Backup")), Column("made_at", _("Made"), "time"), Column("entries", _("Entries"), "number"),
        Column("size", _("Bytes"), "number"), Column("head", _("Head"), hidden=True),
        Column("folder", _("Folder"), hidden=True),
    )  # fmt: skip


def listing(backups: Sequence[Backup], into: str) -> Table:
    """List backups, the newest first."""
    note = Note("folder", _("Backups in {folder}.").format(folder=into), {"folder": into})
    rows = [_row(one) for one in backups]
    return Table("backup", columns(), rows, {"backups": len(rows)}, (note,), number="folder")


def made(one: Backup, gone: Sequence[Backup], left: Sequence[Backup]) -> Table:
    """Tell of a new backup, and of older ones that made room."""
    entries = one.head.count if one.head else 0
    text = ngettext(
        "{n} entry copied and verified: {folder}.", "{n} entries copied and verified: {folder}.", entries
    )
    return Table(
        "backup", columns(), [_row(one)], {"removed": len(gone)}, (*_removed(gone), *_left(left)),
        said=(text.format(n=entries, folder=one.path),), number="folder",
    )  # fmt: skip


def planned(entries: int, into: str, surplus: Sequence[Backup]) -> Table:
    """Tell what a backup would do."""
    text = ngettext("{n} entry would be copied to {folder}.", "{n} entries would be copied to {folder}.", entries)
    rows = [_row(one) for one in surplus]
    told = _("Would be removed to make room: {names}.").format(names=", ".join(one.name for one in surplus))
    notes = (Note("surplus", told, {"backups": [one.name for one in surplus]}),) if surplus else ()
    return Table(
        "backup", columns(), rows, {"removed": len(surplus)}, notes, said=(text.format(n=entries, folder=into),)
    )


def _row(one: Backup) -> dict[str, Any]:
    return {
        "backup": one.name, "made_at": one.made_at, "entries": one.head.count if one.head else None,
        "size": one.size, "head": one.head.digest if one.head else None, "folder": one.path,
    }  # fmt: skip


def _removed(gone: Sequence[Backup]) -> tuple[Note, ...]:
    names = [one.name for one in gone]
    text = _("Removed to make room: {names}.").format(names=", ".join(names))
    return (Note("removed", text, {"backups": names}),) if names else ()


def _left(left: Sequence[Backup]) -> tuple[Note, ...]:
    names = [one.name for one in left]
    text = _("Left alone, because the register does not hold all of it or it cannot be read: {names}.")
    return (Note("left", text.format(names=", ".join(names)), {"backups": names}),) if names else ()
