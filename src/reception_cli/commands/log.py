"""`reception log`: the entries of the register, as they were written."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import log
from reception_cli.reports.table import Table


def _limit() -> list[click.Option]:
    """The order of a log is that of the register: only its length can be chosen."""
    return [option for option in options.listing() if option.name == "limit"]


@options.verb(
    _("Show the entries of the register, or all that concerns one incident, visit or petition."),
    ("reception log --limit 20", "reception log 1"),
    _limit,
)
@click.argument("number", metavar="[ID]", required=False, type=options.Incident())
@click.pass_obj
def command(desk: Desk, number: str | None) -> Table:
    """List them, the newest last; never a private value."""
    return log.log(desk.book, number, desk.settings.limit)
