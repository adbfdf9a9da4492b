"""What restoring a backup would change, and did."""

from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.restoring import Preview, Restored

_NAMED = 10  # so many lost entries are told before the question


def warning(found: Preview) -> tuple[str, ...]:
    """Say what will be lost, entry by entry as far as that fits a screen."""
    last = found.difference.lost[-_NAMED:]
    shown = [f"  {one.seq}  {one.recorded_at}  {one.user}  {one.kind} {one.subject}" for one in last]
    return (*_told(found), *shown)


def planned(found: Preview) -> Table:
    """List what would be lost."""
    return _table(found, (), _told(found))


def done(found: Preview, restored: Restored) -> Table:
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
    rows = [{column.key: getattr(one, column.key) for column in columns()} for one in found.lost]
    totals = {"common": found.common, "lost": len(found.lost), "gained": found.gained, "same_register": found.same}
    return Table("restore", columns(), rows, totals, notes, said=said, number="seq")


def columns() -> tuple[Column, ...]:
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
