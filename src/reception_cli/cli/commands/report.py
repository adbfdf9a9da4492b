"""`reception report`: the page that the head of the office looks at, one file for a browser and for paper."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.words import _
from reception_cli.reporting import report as reports
from reception_cli.reporting import unit_places
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Table
from reception_cli.reporting.unit_places import NOWHERE, Wanted


@options.verb(
    _("Tell a period on one page: its counts against earlier ones, what they are made of, what is open and late."),
    ("reception report --period 2026-Q3 -o report.html", "reception report --period last-month"),
    columns=lambda _desk, _given: reports.columns(),
)
@click.option("--period", default="this-month", metavar="P", type=options.Word("periods"), help=_("Which period."))
@options.counting
@click.pass_obj
def report(desk: Desk, period: str, counting: str | None) -> Table:
    """Put the page together; on a screen the figures are listed."""
    return made(desk, read_period(period, desk.today), counting)


def made(desk: Desk, period: Period, counting: str | None = None) -> Table:
    """Make the report of a period."""
    places = unit_places.places(desk.book, Wanted("", "")) if desk.area else NOWHERE
    how = counting or desk.counting
    return reports.report(desk.book, reports.Asked(desk.name, period, desk.today, how, desk.codes, desk.names, places))
