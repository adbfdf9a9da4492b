"""A page for a browser: one file, no script, nothing fetched, every value escaped."""

from collections.abc import Iterator
from os.path import join

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reception_cli import ROOT
from reception_cli.domain.text import shown
from reception_cli.output.how import How
from reception_cli.output.svg import picture
from reception_cli.output.values import FIGURES, cells, total
from reception_cli.reporting.table import Table

_TEMPLATES = join(ROOT, "data", "templates")


def html(table: Table, how: How) -> Iterator[str]:
    """Write the page of data/templates/table.html."""
    return template("table.html").generate(
        table=table,
        language=how.language,
        sides=["figure" if column.type in FIGURES else "text" for column in table.columns],
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
