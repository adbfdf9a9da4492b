"""A page for a browser: one file, no script, nothing fetched, every value escaped."""

from collections.abc import Iterator, Mapping
from os.path import join
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reception_cli import ROOT
from reception_cli.domain.text import shown
from reception_cli.output.official_layout import SIZE, broken, room, width
from reception_cli.output.svg import picture
from reception_cli.output.titles import title
from reception_cli.output.values import How, cells, total, word
from reception_cli.reporting.table import Column, Table

if TYPE_CHECKING:
    from reception_cli.reporting.sheet_layout import Box, Layout

_TEMPLATES = join(ROOT, "data", "templates")


def html(table: Table, how: How) -> Iterator[str]:
    """Write the page of data/templates/table.html."""
    return template("table.html").generate(
        table=table,
        title=title(table),
        language=how.language,
        sides=["figure" if column.is_figure else "text" for column in table.columns],
        rows=(cells(row, table, how) for row in table.rows),
        total=total(table, how),
        picture=picture(table, how) if table.chart else None,
        alone=False,
    )


def svg(table: Table, how: How) -> Iterator[str]:
    """Write the picture alone, with data/templates/chart.svg."""
    return template("chart.svg").generate(picture=picture(table, how), alone=True)


def template(name: str) -> Template:
    """Read a page of data/templates/: what it is given is escaped."""
    pages = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters["shown"] = shown
    return pages.get_template(name)


# --- An official sheet as a page to print: the same headings, rows and lines as in the workbook.

_PAGE = 780.0  # points between the margins of A4, lying


def official(table: Table, how: How) -> Iterator[str]:
    """Write the page of data/templates/official.html."""
    layout = table.layout
    assert layout is not None
    widths = [width(heading) for heading in layout.headings]
    columns = [Column(heading.key, "", heading.type) for heading in layout.headings]
    return template("official.html").generate(
        layout=layout,
        language=how.language,
        widths=_shares(widths),
        letters=_letters(widths),
        levels=_levels(layout),
        small=list(filter(any, _small(layout))),
        rows=(_official_cells(row, columns, how.language) for row in layout.rows),
        total=_official_cells(layout.total, columns, how.language) if layout.total is not None else (),
        notes=(*layout.notes, *(note.text for note in table.notes if note.printed)),
    )


def _official_cells(row: Mapping[str, Any], columns: list[Column], language: str) -> list[list[str]]:
    """Write one row; every cell is a list of lines."""
    return [
        [word(part, column, language, grouped=True) for part in _parts(row.get(column.key))] for column in columns
    ]


def _parts(value: Any) -> list[Any]:
    return value.split("\n") if isinstance(value, str) else [value]


def _levels(layout: "Layout") -> list[list["Box"]]:
    levels: list[list[Box]] = [[] for _level in range(layout.depth)]
    for box in layout.boxes():
        levels[box.level].append(box)
    return levels


def _small(layout: "Layout") -> Iterator[list[list[str]]]:
    """Give the rows below the headings: numbers, then formulas, in pieces between which a line may break."""
    yield [[heading.number] if heading.number else [] for heading in layout.headings]
    yield [broken(heading.formula, 0) if heading.formula else [] for heading in layout.headings]


def _shares(widths: list[float]) -> list[str]:
    """Share the width of the page among the columns."""
    return [f"{100 * size / sum(widths):.2f}%" for size in widths]


def _letters(widths: list[float]) -> str:
    """Choose letters so small that all columns find room on the page."""
    return f"{min(SIZE, SIZE * _PAGE / room(widths)):.1f}pt"
