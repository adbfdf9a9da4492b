"""`reception explain`: why something is due when it is."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import explaining
from reception_cli.reports.table import Table
from reception_cli.rules import counting


@options.verb(
    _("Explain every due day of an incident: rule, source, days counted and skipped, extensions, suspensions."),
    ("reception explain 1", "reception explain 2026-0001 --json"),
    options.past,
)
@click.argument("incident", metavar="ID", type=options.Incident())
@click.pass_obj
def command(desk: Desk, incident: str) -> Table:
    """Tell each open step."""
    case = desk.book.case(incident)
    return explaining.table(case, counting.steps(case, desk.practice), desk.today)
