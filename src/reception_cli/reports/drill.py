"""What lies behind a figure of a form: the very visits, petitions or matters that it counts."""

from collections.abc import Callable, Iterator
from typing import Any

from reception_cli.model import number
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports import columns
from reception_cli.reports.forms import Cell, Form, Whole
from reception_cli.reports.measuring import Span, brought_together, condition, population, unfit
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.book import Book

REST = "rest"
Row = dict[str, Any]


def drill(book: Book, form: Form, span: Span, wish: str, codes: Callable[[str], Any]) -> Table:
    """List what a column counts, a total as its parts; `rest` lists what fits no part of the form.

    The values add up to the figure. Raises UsageFault for what is no column.
    """
    if wish == REST:
        rows = _rest(book, form, span)
    elif wish.isdecimal():
        rows = [row for n in form.leaves(int(wish)) for row in _behind(book, form, form.cell(n), span)]
    else:
        raise UsageFault(
            _("--cell was read as '{cell}'.").format(cell=wish[:20]),
            _("Give a column of the form, such as --cell 7, or --cell rest."),
        )
    total = round(sum(row["value"] for row in rows), 2)
    whole = int(total) if total == int(total) else total
    notes = (Note("cell", _("Column {cell}: {n}.").format(cell=wish, n=whole), {"cell": wish, "value": whole}),)
    shape = (
        Column("column", _("Column"), "number"), Column("id", _("Number")), Column("incident", _("Incident")),
        Column("day", _("Day"), "date"), columns.coded("kind", _("Kind"), codes),
        columns.coded("status", _("Status"), codes), Column("value", _("Figure"), "number"),
    )  # fmt: skip
    return Table("form", shape, rows, {"value": whole}, notes, number="id")


def _behind(book: Book, form: Form, cell: Cell, span: Span) -> Iterator[Row]:
    return _rows(book, cell, condition(form, cell), span, cell.n)


def _rest(book: Book, form: Form, span: Span) -> list[Row]:
    found = []
    for whole in form.wholes:
        found += list(_rows(book, whole, unfit(form, whole), span, whole.column or None))
    return found


def _rows(book: Book, one: Cell | Whole, asked: str, span: Span, column: int | None) -> Iterator[Row]:
    """Read the rows of a population that are asked for; a matter that counts once is one row."""
    where = f" WHERE {asked}" if asked else ""
    value = "1" if one.counts in ("rows", "matters") else f"p.{one.counts}"
    source = f"({population(one.of, span._replace(wide=book.wide))}) p{where}"
    if brought_together(one, span):
        chosen = f"SELECT NULL AS line, p.incident, min(p.day) AS day, 1 AS value FROM {source} GROUP BY p.incident"
    else:
        chosen = f"SELECT p.line, p.incident, p.day, {value} AS value FROM {source}"
    query = (
        f"SELECT t.line, t.incident, t.day, i.kind, i.status, t.value FROM ({chosen}) t"
        " LEFT JOIN incidents i ON i.incident = t.incident WHERE t.value <> 0 ORDER BY t.day, t.line, t.incident"
    )
    for line, incident, day, kind, status, figure in book.db.execute(query):
        name = number.text(incident) if incident else None
        yield {
            "column": column, "id": number.text(line) if line else name or day, "incident": name, "day": day,
            "kind": kind, "status": status, "value": figure,
        }  # fmt: skip
