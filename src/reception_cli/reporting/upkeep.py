"""What is told of keeping a register: backups, an erasure, a backup put back, and what was saved of a damaged one."""

from collections.abc import Sequence
from typing import Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.events.maintenance import Erasure
from reception_cli.maintenance.backup import Backup
from reception_cli.maintenance.redact import LOST, ErasurePreview
from reception_cli.maintenance.restore import Preview, Restored
from reception_cli.maintenance.salvage import Lost, Salvaged
from reception_cli.reporting.fact_words import private_words
from reception_cli.reporting.table import Column, Labels, Note, Table

# --- What is told of backups.

def backup_columns() -> tuple[Column, ...]:
    """Name the columns of a list of backups."""
    return (
        Column("backup", _("Backup")), Column("made_at", _("Made"), "time"), Column("entries", _("Entries"), "number"),
        Column("size", _("Bytes"), "number"), Column("head", _("Head"), hidden=True),
        Column("folder", _("Folder"), hidden=True),
    )  # fmt: skip


def backup_list(backups: Sequence[Backup], into: str) -> Table:
    """List backups, the newest first."""
    note = Note("folder", _("Backups in {folder}.").format(folder=into), {"folder": into})
    rows = [_row(one) for one in backups]
    return Table("backup", backup_columns(), rows, {"backups": len(rows)}, (note,), number="folder")


def backup_made(one: Backup, gone: Sequence[Backup], left: Sequence[Backup]) -> Table:
    """Tell of a new backup, and of older ones that made room."""
    entries = one.head.count if one.head else 0
    text = ngettext(
        "{n} entry copied and verified: {folder}.", "{n} entries copied and verified: {folder}.", entries
    )
    return Table(
        "backup", backup_columns(), [_row(one)], {"removed": len(gone)}, (*_removed(gone), *_left(left)),
        said=(text.format(n=entries, folder=one.path),), number="folder",
    )  # fmt: skip


def backup_planned(entries: int, into: str, surplus: Sequence[Backup]) -> Table:
    """Tell what a backup would do."""
    text = ngettext("{n} entry would be copied to {folder}.", "{n} entries would be copied to {folder}.", entries)
    rows = [_row(one) for one in surplus]
    told = _("Would be removed to make room: {names}.").format(names=", ".join(one.name for one in surplus))
    notes = (Note("surplus", told, {"backups": [one.name for one in surplus]}),) if surplus else ()
    return Table(
        "backup", backup_columns(), rows, {"removed": len(surplus)}, notes, said=(text.format(n=entries, folder=into),)
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


_TOLD = 10  # so many disclosures are named one by one

# --- What an erasure takes, and where the same values still lie: fields and counts, never a value.

def redact_warning(found: ErasurePreview) -> tuple[str, ...]:
    """Say what will happen and that nothing brings it back."""
    line = _("{what}. They are gone for good: this cannot be undone.").format(what=_what(found.erasure))
    return (line, *(note.text for note in _elsewhere(found)))


def redact_answer(found: ErasurePreview, torn: list[str], others: list[str], dry_run: bool) -> Table:
    """Tell what was erased (or would be), and what is left for the clerk to treat."""
    erasure = found.erasure
    rows = [{"id": erasure.name, "field": name, "values": n} for name, n in erasure.fields.items()]
    totals = {"entries": len(erasure.held), "values": sum(erasure.fields.values())}
    notes = (*_elsewhere(found), *_torn(torn), *_others(others))
    done = _("Would erase: {what}.") if dry_run else _("Erased for good: {what}.")
    said = (done.format(what=_what(erasure)),)
    return Table("redact", columns(), rows, totals, notes, said=said, number="id")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    item = Column("field", _("Item"), labels=Labels(private_words))
    return Column("id", _("Number")), item, Column("values", _("Values"), "number")


def _what(erasure: Erasure) -> str:
    count = sum(erasure.fields.values())
    many = ngettext(
        "{id}: {n} private value in {entries} ({fields})", "{id}: {n} private values in {entries} ({fields})", count
    )
    entries = ngettext("{n} entry", "{n} entries", len(erasure.held)).format(n=len(erasure.held))
    words = private_words()
    fields = ", ".join(words.get(name, name) for name in erasure.fields)
    return many.format(id=erasure.name, n=count, entries=entries, fields=fields)


def _elsewhere(found: ErasurePreview) -> tuple[Note, ...]:
    """Name every place that is known where the same values lie, or may."""
    notes = []
    if files := found.copies:
        text = _("These files still hold them; erase there too, or make new ones: {files}")
        notes.append(Note("copies", text.format(files=", ".join(files)), {"files": files}))
    if exports := list(found.exports):
        text = _("Names were written to these files, which may hold them; look there, too: {files}")
        notes.append(Note("exports", text.format(files=", ".join(exports)), {"files": exports}))
    if found.disclosures:
        last = found.disclosures[-_TOLD:]
        told = [f"{one['seq']} ({said_day(one['at'][:10])}, {one['user']}, {one['data']['verb']})" for one in last]
        more = len(found.disclosures) - _TOLD
        told += [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
        text = _("Since they were recorded names left the desk, or were read; see these entries of the log: {list}")
        seqs = [one["seq"] for one in found.disclosures]
        notes.append(Note("disclosures", text.format(list=", ".join(told)), {"entries": seqs}))
    return tuple(notes)


def _torn(torn: list[str]) -> tuple[Note, ...]:
    text = _("Rests of interrupted adds that held such values, or could not be read, were removed: {files}")
    return (Note("torn", text.format(files=", ".join(torn)), {"files": torn}),) if torn else ()


def _others(others: list[str]) -> tuple[Note, ...]:
    text = _("What stands in {list} was not touched.")
    return (Note("others", text.format(list=", ".join(others)), {"ids": others}),) if others else ()


# --- What restoring a backup would change, and did.

_NAMED = 10  # so many lost entries are told before the question


def restore_warning(found: Preview) -> tuple[str, ...]:
    """Say what will be lost, entry by entry as far as that fits a screen."""
    last = found.difference.lost[-_NAMED:]
    shown = [f"  {one.seq}  {one.recorded_at}  {one.user}  {one.kind} {one.subject}" for one in last]
    return (*_told(found), *shown)


def restore_planned(found: Preview) -> Table:
    """List what would be lost."""
    return _table(found, (), _told(found))


def restore_done(found: Preview, restored: Restored) -> Table:
    """Tell what was put in place, and where the register that was there lies now."""
    said = [_("Restored: the register now ends at entry {n}.").format(n=restored.head.count)]
    notes = []
    if restored.kept:
        text = _("The register as it was before is kept in {file}.").format(file=restored.kept)
        notes.append(Note("kept", text, {"file": restored.kept}))
        said.append(text)
    return _table(found, tuple(notes), tuple(said))


def _table(preview: Preview, notes: tuple[Note, ...], said: tuple[str, ...]) -> Table:
    found = preview.difference
    rows = [{column.key: getattr(one, column.key) for column in restoring_columns()} for one in found.lost]
    totals = {"common": found.common, "lost": len(found.lost), "gained": found.gained, "same_register": found.same}
    return Table("restore", restoring_columns(), rows, totals, notes, said=said, number="seq")


def restoring_columns() -> tuple[Column, ...]:
    """Give the columns of the answer: the entries that are lost."""
    return (
        Column("seq", _("Entry"), "number"), Column("recorded_at", _("Recorded"), "time"), Column("user", _("Clerk")),
        Column("kind", _("What")), Column("subject", _("Number")),
    )  # fmt: skip


def _told(preview: Preview) -> tuple[str, ...]:
    found, again = preview
    lines = []
    if not found.same and found.head.count:
        lines.append(_("This backup is of another register than the present one."))
    if not found.readable:
        lines.append(
            _("The present register is damaged: it can be read up to entry {n} only.").format(n=found.head.count)
        )
    lost = ngettext("{n} entry would no longer be in it", "{n} entries would no longer be in it", len(found.lost))
    gained = ngettext("{n} entry would be there again", "{n} entries would be there again", found.gained)
    lines.append(f"{lost.format(n=len(found.lost))}; {gained.format(n=found.gained)}.")
    if again:
        lines.append(
            ngettext(
                "{n} erasure that was made since will be made again.",
                "{n} erasures that were made since will be made again.",
                again,
            ).format(n=again)
        )
    return tuple(lines)


# --- What was saved of a damaged register, and what was not.

def salvage_answer(found: Salvaged, out: str) -> Table:
    """List what the new register does not hold as it was."""
    words = _words()
    rows = [_salvaging_row(one, words) for one in found.lost]
    many = ngettext(
        "{n} sound entry was saved in {folder}: {copied} as they were, {retold} told again.",
        "{n} sound entries were saved in {folder}: {copied} as they were, {retold} told again.",
        found.kept,
    )
    text = many.format(n=found.kept, folder=out, copied=found.copied, retold=found.retold)
    notes = [Note("saved", text, {"folder": out})]
    if rows:
        rest = _("Everything else lies byte for byte in {file}; it may hold personal data.").format(file=LOST)
        notes.append(Note("lost", rest, {"file": LOST}))
    totals = {"kept": found.kept, "copied": found.copied, "retold": found.retold, "lost": len(found.lost)}
    return Table("verify", salvaging_columns(), rows, totals, tuple(notes), number="line", exit_code=6 if rows else 0)


def salvaging_columns() -> tuple[Column, ...]:
    """Give the columns of what was lost."""
    return (
        Column("line", _("Line"), "number"), Column("seq", _("Entry"), "number"),
        Column("count", _("Entries"), "number"), Column("code", _("Code")),
        Column("text", _("What is wrong"), wide=True),
    )  # fmt: skip


def _salvaging_row(one: Lost, words: dict[str, str]) -> dict[str, object]:
    return {"line": one.line, "seq": one.seq, "count": one.many, "code": one.why, "text": words[one.why]}


def _words() -> dict[str, str]:
    return {
        "header": _("the file does not begin as `reception` writes it"),
        "tail": _("the file does not end as `reception` writes it"),
        "no_entry": _("this is no entry"),
        "not_json": _("this entry cannot be read"),
        "shape": _("this is no entry of a register"),
        "version": _("this entry is of a version that this program does not know"),
        "digest": _("this entry was changed: its digest does not fit"),
        "sealed": _("a private value was changed and is left out; the rest of the entry is saved"),
        "erased": _("a private value is missing; the rest of the entry is saved"),
        "double": _("this entry stands here once more"),
        "fork": _("another entry has this number; the first one is saved"),
        "missing": _("nothing is left of it"),
    }
