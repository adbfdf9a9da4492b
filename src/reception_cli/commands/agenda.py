"""`reception agenda`: what a clerk's morning begins with."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import agenda, identity
from reception_cli.reports.table import Table
from reception_cli.rules import diary


def _limit() -> list[click.Option]:
    return [option for option in options.listing() if option.name == "limit"]


@options.verb(
    _("Show who is expected today, what is late and due, what waits for a reply, and what was left unfinished."),
    ("reception agenda", "reception agenda --limit 3 --json"),
    _limit,
)
@click.pass_obj
def command(desk: Desk) -> Table:
    """Put the screen together."""
    calendar = desk.calendar
    seen = identity.sight(desk.settings.terminal, str(desk.settings.config.get("identity", "terminal")), False, "")
    morning = agenda.Morning(
        desk.today, desk.settings.user, diary.working_day_before(desk.today, calendar),
        lambda day: diary.notice_by(day, calendar), seen.identity, desk.settings.limit or agenda.ROWS,
    )  # fmt: skip
    return agenda.table(desk.book, morning)
