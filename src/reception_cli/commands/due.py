"""`reception due`: what is due today, this week, and what is late."""

from datetime import date

import click

from reception_cli.commands import filtering, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import due
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Table
from reception_cli.rules.within import last_day


@options.verb(
    _("Show what is due to the end of this week and what is late, with the step of the law and who is responsible."),
    ("reception due", "reception due --within 3wd --assignee lan --exit-code"),
    options.listing,
    options.past,
)
@filtering.filters()
@click.option("--within", metavar="SPAN", help=_("Look ahead so far: 3wd working days, 7d days (this week)."))
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is late."))
@click.pass_obj
def command(desk: Desk, wish: Wish, within: str | None, exit_code: bool) -> Table:
    """List the open steps, most late first."""
    as_at = desk.settings.as_at
    today = date.fromisoformat(as_at) if as_at else desk.today
    last = last_day(within, today, lambda: desk.calendar) if within else None
    found = due.find(desk.book, wish, due.Span.around(today, last))
    return due.table(found, desk.settings.limit, desk.codes, exit_code)
