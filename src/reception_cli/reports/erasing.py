"""What an erasure takes, and where the same values still lie: fields and counts, never a value."""

from reception_cli.model import number
from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.rules.erasure import Erasure
from reception_cli.store.book import Book
from reception_cli.store.redaction import Preview


def warning(found: Preview) -> tuple[str, ...]:
    """Say what will happen and that nothing brings it back."""
    line = _("{what}. They are gone for good: this cannot be undone.").format(what=_what(found.erasure))
    return (line, *(note.text for note in _copies(found)))


def answer(found: Preview, torn: list[str], others: list[str], dry_run: bool) -> Table:
    """Tell what was erased (or would be), and what is left for the clerk to treat."""
    erasure = found.erasure
    rows = [{"id": erasure.subject, "field": name, "values": n} for name, n in erasure.fields.items()]
    totals = {"entries": len(erasure.held), "values": sum(erasure.fields.values())}
    notes = (*_copies(found), *_torn(torn), *_others(others))
    done = _("Would erase: {what}.") if dry_run else _("Erased for good: {what}.")
    said = (done.format(what=_what(erasure)),)
    return Table("redact", columns(), rows, totals, notes, said=said, number="id")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return Column("id", _("Number")), Column("field", _("Item")), Column("values", _("Values"), "number")


def others(book: Book, subject: str) -> list[str]:
    """List the visits and petitions of an incident, or the incidents of a visit: they hold values of their own."""
    own, other = ("line", "incident") if subject[0] in "VP" else ("incident", "line")
    query = f"SELECT {other} FROM links WHERE {own} = ? AND incident > 0 ORDER BY 1"
    rows = book.db.execute(query, (number.key(subject),))
    return [number.text(row[0]) for row in rows]


def _what(erasure: Erasure) -> str:
    count = sum(erasure.fields.values())
    many = ngettext(
        "{id}: {n} private value in {entries} ({fields})", "{id}: {n} private values in {entries} ({fields})", count
    )
    entries = ngettext("{n} entry", "{n} entries", len(erasure.held)).format(n=len(erasure.held))
    return many.format(id=erasure.subject, n=count, entries=entries, fields=", ".join(erasure.fields))


def _copies(found: Preview) -> tuple[Note, ...]:
    text = _("These files still hold them; erase there too, or make new ones: {files}")
    files = found.copies
    return (Note("copies", text.format(files=", ".join(files)), {"files": files}),) if files else ()


def _torn(torn: list[str]) -> tuple[Note, ...]:
    text = _("Rests of interrupted adds that held such values, or could not be read, were removed: {files}")
    return (Note("torn", text.format(files=", ".join(torn)), {"files": torn}),) if torn else ()


def _others(others: list[str]) -> tuple[Note, ...]:
    text = _("What stands in {list} was not touched.")
    return (Note("others", text.format(list=", ".join(others)), {"ids": others}),) if others else ()
