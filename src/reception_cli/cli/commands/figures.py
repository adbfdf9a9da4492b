"""Figures of a period: how long incidents take, and the same figures drawn."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import figure_options, filters, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.figures import COUNTS
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.stats import KEYS
from reception_cli.reporting import charts, summary
from reception_cli.reporting import stats as durations
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Table

# --- how long it takes from receipt to each step, and how long the open ones have waited.

@options.verb(
    _("Tell how many calendar days incidents take to each step and to the end, and how old the open ones are."),
    ("reception stats --period 2026", "reception stats --period last-quarter --by kind"),
    options.listing,
    options.past,
)
@filters.filters()
@click.option("--by", type=click.Choice(list(KEYS)), help=_("The same for each of these."))
@click.option("--records", is_flag=True, help=_("The incidents behind the figures."))
@figure_options.units
@click.pass_obj
def stats(
    desk: Desk, selection: Filter, by: str | None, records: bool, level: str | None, drawn_on: date | None
) -> Table:
    """Measure the incidents received in a period; without one, this year."""
    if not (selection.first or selection.last):
        selection = selection.within(*read_period("this-year", desk.today))
    if records:
        if by:
            text = _("--records lists incidents, which are not told by {by}.")
            raise UsageFault(text.format(by=by), _("Leave one of them out."))
        table = durations.records(desk.book, selection, desk.looked_at)
        return table._replace(
            rows=summary.ordered(table.rows, desk.settings.sort, desk.settings.limit, table.columns)
        )
    drawn = figure_options.places(desk, (by or "",), level, drawn_on, selection.last)
    table = durations.stats(desk.book, selection, by or "", desk.looked_at, desk.codes, drawn)
    rows = summary.ordered(table.rows, desk.settings.sort, desk.settings.limit, table.columns)
    return table._replace(rows=rows)


# --- bars, a line of months, the age of the open; in the terminal, on a page, as a picture.

@options.verb(
    _("Draw bars by kind, field, handling ..., a line of months, the age of the open, or the rate of resolution; "
      "-o FILE.svg or FILE.html."),
    ("reception chart", "reception chart field --period 2026 --session periodic"),
    options.listing,
    options.past,
)
@filters.filters("ids")
@click.argument("what", default="month", type=click.Choice(charts.WHATS), metavar="[WHAT]")
@click.option("--figure", type=click.Choice(COUNTS), help=_("Only this figure."))
@options.counting
@click.pass_obj
def chart(desk: Desk, selection: Filter, what: str, figure: str | None, counting: str | None) -> Table:
    """Draw what the filters leave; without a period this year, months the last twelve, ages all."""
    today = desk.looked_at
    if what in (charts.AGE, charts.RATE):
        _refuse(what, figure=figure, counting=counting)
    if what == charts.AGE:
        table = charts.age(desk.book, selection, today)
    else:
        if not (selection.first or selection.last):
            selection = selection.within(*_usual(what, today))
        if what == charts.RATE:
            table = charts.rates(desk.book, selection, today, desk.book.setting("rates", "rounded"))
            return charts.cut(table, desk.settings.sort, desk.settings.limit)
        table = charts.counted(desk.book, selection, what, counting or desk.counting, figure, desk.codes)
    return charts.cut(table, desk.settings.sort, desk.settings.limit)


def _refuse(what: str, **given: str | None) -> None:
    """Ages and rates are counted one way only."""
    for name in (name for name, value in given.items() if value):
        raise UsageFault(_("`{what}` has no use for {option}.").format(what=what, option=f"--{name}"))


def _usual(what: str, today: date) -> Period:
    return charts.twelve_months(today) if what == "month" else read_period("this-year", today)
