"""`reception withdraw`: record that an incident, or a part of it, was withdrawn."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import steps


@options.verb(
    _("Record that an incident was withdrawn; with --part the rest of it goes on."),
    (
        "reception withdraw 1 --reason 'Hai hộ đã thống nhất ranh giới'",
        "reception withdraw 2 --part --reason 'Rút nội dung bồi thường cây trồng'",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.option("--part", is_flag=True, help=_("Only a part, or only some of a group."))
@living.reason
@living.on
@click.pass_obj
def command(desk: Desk, incident: str, part: bool, reason: str | None, day: date | None) -> Table:
    """Record the withdrawal."""
    on = living.past(desk, day)
    wish = {"part": part, "reason": living.text(reason, _("reason"))}
    return living.one(desk, "withdraw", incident, lambda case, _book: steps.withdraw(case, wish, on))
