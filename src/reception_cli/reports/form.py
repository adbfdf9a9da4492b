"""A statutory form: its figures beside those of an earlier period, what must be said below them, and its sheet."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reception_cli.model.dates import said_day
from reception_cli.model.words import _, language
from reception_cli.reports import form_notes, layout
from reception_cli.reports.form_asked import Asked, figures
from reception_cli.reports.forms import Cell, Circular, Form
from reception_cli.reports.measuring import Figure, measure
from reception_cli.reports.table import Column, Note, Table
from reception_cli.rules import facts
from reception_cli.store.book import Book

__all__ = ["Asked", "form", "listed"]
Figures = Mapping[int, Figure]


def form(book: Book, asked: Asked, unit: str, sealed: Callable[[], Book | None]) -> Table:
    """Fill a form; `unit` stands in its head, `sealed` gives the register as it was sealed."""
    found = figures(book, asked)
    base = measure(book, asked.form, asked.span._replace(first=asked.base.first, last=asked.base.last)).cells \
        if asked.base else None  # fmt: skip
    rows = [row_of(cell, found.cells, base) for cell in asked.form.cells]
    notes = (
        *form_notes.told(asked), *form_notes.rests(asked.form, found), *form_notes.checked(asked, found.cells),
        *form_notes.late(book, asked, sealed),
    )  # fmt: skip
    table = Table("form", columns(base is not None), rows, notes=notes, number="value")
    sheet_ = sheet(asked, unit, [(unit, found.cells)])
    return table._replace(title=title(asked.form), layout=sheet_, totals=totals(asked))


def title(form_: Form) -> str:
    """Name a form with its circular."""
    return f"{form_.code} ({form_.circular}): {form_.title}"


def row_of(cell: Cell, found: Figures, base: Figures | None = None) -> dict[str, Any]:
    """Give the row of one column of a form, beside an earlier period where there is one."""
    row = {
        "column": cell.n, "value": found[cell.n], "formula": cell.formula or None,
        "vi": list(cell.vi), "en": list(cell.en),
    }  # fmt: skip
    if base is not None:
        before, change = base[cell.n], round(found[cell.n] - base[cell.n], 2)
        percent = round(change / before * 100, 1) if before else None
        row |= {"before": before, "change": change, "percent": percent}
    return row


def columns(compared: bool = False) -> tuple[Column, ...]:
    """Give the columns of the rows."""
    vi = language() == "vi"
    more = (
        Column("before", _("before"), "number"),
        Column("change", _("+/-"), "number"),
        Column("percent", "%", "percent"),
    )
    return (
        Column("column", _("Column"), "number"),
        Column("vi", _("Heading"), "path", wide=True, hidden=not vi),
        Column("en", _("Heading"), "path", wide=True, hidden=vi),
        Column("value", _("Figure"), "number"),
        *(more if compared else ()),
        Column("formula", _("Formula")),
    )


def totals(asked: Asked) -> dict[str, Any]:
    """Tell for machines what was asked."""
    return {
        "form": asked.form.code, "circular": asked.form.circular, "period": asked.period.name,
        "first": asked.period.first.isoformat(), "last": asked.period.last.isoformat(), "counting": asked.counting,
    }  # fmt: skip


def sheet(
    asked: Asked, unit: str, found: Iterable[tuple[str, Figures]], total: Figures | None = None
) -> layout.Layout:
    """Describe the official sheet of a unit: a row for each unit told, with the totals as sums of their parts."""
    form_ = asked.form
    headings = [layout.Heading("unit", (layout.unit_word(),), width=16, number="0")]
    headings += [
        layout.Heading(
            f"c{cell.n}", cell.path, "number", number=str(cell.n), formula=cell.formula,
            parts=tuple(f"c{n}" for n in cell.sum),
        )
        for cell in form_.cells
    ]  # fmt: skip
    rows = [_line(name, cells) for name, cells in found]
    last = _line(layout.total_word(), total) if total is not None else None
    return layout.Layout(
        tuple(headings), rows, form_.title, layout.period_line(asked.period.first, asked.period.last),
        layout.form_line(form_.code), layout.issued_line(facts.cited(f"Circular {form_.circular}")),
        layout.unit_line(unit),
        layout.measure_line(form_.measure) if form_.measure else "", last, signature=layout.signature(),
    )  # fmt: skip


def _line(name: str, cells: Figures) -> dict[str, Any]:
    return {"unit": name} | {f"c{n}": value for n, value in cells.items()}


def listed(forms: list[Form], circulars: list[Circular]) -> Table:
    """List every layout, then the circulars whose columns are not known."""
    shape = (
        Column("form", _("Form")), Column("circular", _("Circular")), Column("since", _("Since"), "date"),
        Column("columns", _("Columns"), "number"), Column("mark", _("Mark")), Column("title", _("Title"), wide=True),
    )  # fmt: skip
    rows = [
        {
            "form": one.code, "circular": one.circular, "since": one.since.isoformat(), "columns": len(one.cells),
            "mark": one.mark, "title": one.title,
        }
        for one in forms
    ]  # fmt: skip
    known = {one.circular for one in forms}
    text = _("Circular {circular} (from {since}) has forms whose columns are not known.")
    notes = tuple(
        Note(
            "unknown", text.format(circular=one.name, since=said_day(one.since.isoformat())), {"circular": one.name}
        )
        for one in circulars
        if one.name not in known
    )
    return Table("form", shape, rows, notes=notes, number="form")
