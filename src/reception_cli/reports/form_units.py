"""A statutory form by unit: a row for each, and their total."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reception_cli.model.words import _
from reception_cli.reports import form, form_notes
from reception_cli.reports.form_asked import Asked
from reception_cli.reports.measuring import Measured, added, measure_units
from reception_cli.reports.table import Column, Note, Table
from reception_cli.reports.units import Places
from reception_cli.store.book import Book

Row = dict[str, Any]


def form_by_unit(
    book: Book, asked: Asked, places: Places, unit: str, sealed: Callable[[], Book | None]
) -> Table:
    """Fill a form for each unit and for all of them; `unit` stands in its head.

    Machines get a row for each unit and column, and those of the total, whose unit is nothing.
    """
    found = _told(measure_units(book, asked.form, asked.span, places.labels or {}), places)
    total = added(asked.form, found)
    notes = (
        *form_notes.told(asked), *places.notes, *form_notes.rests(asked.form, total), *_checked(asked, found, total),
        *form_notes.late(book, asked, sealed),
    )  # fmt: skip
    units = [(places.names.get(code, code), one.cells) for code, one in found.items()]
    table = Table("form", (), (), form.totals(asked), notes, form.title(asked.form), number="value")
    table = table._replace(layout=form.sheet(asked, unit, units, total.cells))
    return table._replace(
        columns=(Column("unit", _("Unit"), labels=places.told), *form.columns()),
        rows=list(_rows(asked, found, total)), screen=_screen(table, asked, found, total),
    )  # fmt: skip


def _told(found: Mapping[str, Measured], places: Places) -> dict[str, Measured]:
    """Leave out the desk's own row where it has nothing to tell."""
    return {
        code: one
        for code, one in found.items()
        if not places.silent or code in places.silent or any(one.cells.values()) or any(one.rest.values())
    }


def _checked(asked: Asked, found: Mapping[str, Measured], total: Measured) -> Iterator[Note]:
    """Check every row and the total, and say whose equation it is."""
    for code, one in found.items():
        for note in form_notes.checked(asked, one.cells):
            yield note._replace(text=f"{code}: {note.text}", facts={"unit": code, **note.facts})
    for note in form_notes.checked(asked, total.cells):
        yield note._replace(text=_("Total: {text}").format(text=note.text), facts={"unit": None, **note.facts})


def _rows(asked: Asked, found: Mapping[str, Measured], total: Measured) -> Iterator[Row]:
    for code, one in (*found.items(), (None, total)):
        for cell in asked.form.cells:
            yield {"unit": code, **form.row_of(cell, one.cells)}


def _screen(table: Table, asked: Asked, found: Mapping[str, Measured], total: Measured) -> Table:
    """Lay it out for people: the columns of the form down, the units across, the total last."""
    figures = {f"u{place}": (code, one.cells) for place, (code, one) in enumerate(found.items())}
    figures["total"] = (_("Total"), total.cells)
    shape = [column for column in form.columns() if column.key not in ("value", "formula")]
    shape += [Column(key, title, "number") for key, (title, _cells) in figures.items()]
    rows = [
        {**form.row_of(cell, total.cells), **{key: cells[cell.n] for key, (_title, cells) in figures.items()}}
        for cell in asked.form.cells
    ]
    return table._replace(columns=(*shape, Column("formula", _("Formula"))), rows=rows, totals={})
