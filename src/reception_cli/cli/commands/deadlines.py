"""`reception due`: what is due today, this week, and what is late."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import filters, options
from reception_cli.domain.words import _
from reception_cli.events import diary
from reception_cli.index.queries.filters import Filter
from reception_cli.law.practice import last_day
from reception_cli.reporting import agenda, deadlines, disclosure
from reception_cli.reporting.table import Table

# --- what is due today, this week, and what is late.

@options.verb(
    _("Show what is due to the end of this week and what is late, with the step of the law and who is responsible."),
    ("reception due", "reception due --within 3wd --assignee lan --exit-code"),
    options.listing,
    options.past,
)
@filters.filters()
@click.option("--within", metavar="SPAN", help=_("Look ahead so far: 3wd working days, 7d days (this week)."))
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is late."))
@click.pass_obj
def due_command(desk: Desk, wish: Filter, within: str | None, exit_code: bool) -> Table:
    """List the open steps, most late first."""
    as_at = desk.settings.as_at
    today = date.fromisoformat(as_at) if as_at else desk.today
    last = last_day(within, today, lambda: desk.calendar) if within else None
    found = deadlines.find(desk.book, wish, deadlines.Span.around(today, last))
    return deadlines.table(found, desk.settings.limit, desk.codes, exit_code)


# --- what a clerk's morning begins with.

def _limit() -> list[click.Option]:
    return [option for option in options.listing() if option.name == "limit"]


@options.verb(
    _("Show who is expected today, what is late and due, what waits for a reply, and what was left unfinished."),
    ("reception agenda", "reception agenda --limit 3 --json"),
    _limit,
)
@click.pass_obj
def agenda_command(desk: Desk) -> Table:
    """Put the screen together."""
    calendar = desk.calendar
    seen = disclosure.sight(desk.settings.terminal, str(desk.settings.config.get("identity", "terminal")), False, "")
    morning = agenda.Morning(
        desk.today, desk.settings.user, diary.working_day_before(desk.today, calendar),
        lambda day: diary.notice_by(day, calendar), seen.identity, desk.settings.limit or agenda.ROWS,
    )  # fmt: skip
    return agenda.table(desk.book, morning)
