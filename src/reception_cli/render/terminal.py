"""What a person sees on the screen: a title, sentences or a grid, the totals, the notes."""

from collections.abc import Iterator
from importlib import import_module
from itertools import chain, islice

from reception_cli.model.text import shown
from reception_cli.model.words import _
from reception_cli.render import How
from reception_cli.render.people import FIGURES, screenful, total
from reception_cli.render.plain import Row, aligned, blocks, fit, sentence
from reception_cli.reports.table import Table

_FEW = 200  # rich takes 0.34 ms a row
_SHORT = 50_000  # characters in all; beyond it rich is slow


def lines(table: Table, how: How) -> Iterator[str]:
    """Write the answer for a screen of `how.width` cells; nothing is ever cut."""
    how = how._replace(width=how.width if how.width > 0 else 80)
    if table.title:
        yield from _said(table.title, how, bold=how.color and not how.output)
    if table.said:
        for text in table.said:
            yield from _said(text, how)
    elif table.chart:
        yield from import_module("reception_cli.render.chart").lines(table, how)
        if table.chart.kind == "lines":  # which do not tell their figures
            yield from _body(table, how)
    elif table.columns:
        yield from _body(table, how)
    for note in table.notes:
        yield from _said(note.text, how)


def _said(text: str, how: How, bold: bool = False) -> Iterator[str]:
    for line in sentence(shown(text), how.width):
        yield f"\x1b[1m{line}\x1b[0m\n" if bold else f"{line}\n"


def _body(table: Table, how: How) -> Iterator[str]:
    rows: Iterator[Row] = screenful(table, how)
    first = list(islice(rows, _FEW + 1))
    if not first:
        yield _("Nothing to show.") + "\n"
        return
    titles = [shown(column.title) for column in table.columns]
    last = [line] if (line := total(table, how)) else []
    widths = fit([titles, *first, *last], how.width)
    if widths is None:
        yield from _ended(blocks(chain(first, rows, last), titles, how.width))
    elif len(first) > _FEW or sum(len(cell) for row in first for cell in row) > _SHORT:
        rule = ["-" * size for size in widths]
        every = chain([titles, rule], first, rows, last)
        yield from _ended(aligned(every, widths, _right(table)))
    else:
        # rich costs 25 ms: not for the answers above
        grid = import_module("reception_cli.render.grid")
        yield grid.draw(titles, [*first, *last], widths, _right(table), how)


def _right(table: Table) -> list[bool]:
    return [column.type in FIGURES for column in table.columns]


def _ended(texts: Iterator[str]) -> Iterator[str]:
    return (text + "\n" for text in texts)
