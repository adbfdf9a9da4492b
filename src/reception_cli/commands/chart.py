"""`reception chart`: bars, a line of months, the age of the open; in the terminal, on a page, as a picture."""

from datetime import date

import click

from reception_cli.commands import filtering, options
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports import chart, summary
from reception_cli.reports.figures import COUNTS
from reception_cli.reports.filters import Wish
from reception_cli.reports.period import Period, read_period
from reception_cli.reports.table import Table


@options.verb(
    _("Draw bars by kind, field, handling ..., a line of months, or the age of the open; -o FILE.svg or FILE.html."),
    ("reception chart", "reception chart field --period 2026 --session periodic"),
    options.listing,
    options.past,
)
@filtering.filters("ids")
@click.argument("what", default="month", type=click.Choice(chart.WHATS), metavar="[WHAT]")
@click.option("--figure", type=click.Choice(COUNTS), help=_("Only this figure."))
@click.option(
    "--counting",
    type=click.Choice(["distinct", "per-visit"]),
    help=_("An incident counts once, or once a visit."),
)
@click.pass_obj
def command(desk: Desk, wish: Wish, what: str, figure: str | None, counting: str | None) -> Table:
    """Draw what the filters leave; without a period this year, months the last twelve, ages all."""
    as_at = desk.settings.as_at
    today = date.fromisoformat(as_at) if as_at else desk.today
    if what == chart.AGE:
        _refuse(figure=figure, counting=counting)
        table = chart.age(desk.book, wish, today)
    else:
        if not (wish.first or wish.last):
            wish = summary.within(wish, _usual(what, today))
        counting = counting or desk.book.setting("counting", "distinct")
        table = chart.counted(desk.book, wish, what, counting, figure, desk.codes)
    return chart.cut(table, desk.settings.sort, desk.settings.limit)


def _refuse(**given: str | None) -> None:
    """Ages are counted one way only."""
    for name in (name for name, value in given.items() if value):
        raise UsageFault(_("`{what}` has no use for {option}.").format(what=chart.AGE, option=f"--{name}"))


def _usual(what: str, today: date) -> Period:
    return chart.twelve_months(today) if what == "month" else read_period("this-year", today)
