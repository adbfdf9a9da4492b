"""`reception show`: the whole story of an incident, a visit or a petition."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.number import parse
from reception_cli.model.words import _
from reception_cli.reports import identity, story
from reception_cli.reports.table import Table


@options.verb(
    _("Tell the whole story of an incident (42), a visit (V107) or a petition (P31)."),
    ("reception show 1", "reception show V1 --json"),
)
@click.argument("number", metavar="ID", type=options.Incident())
@options.with_identity
@click.pass_obj
def command(desk: Desk, number: str, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    if not number.startswith("@") and parse(number)[0]:
        line = desk.book.line(number)
        cases = [desk.book.case(incident) for incident in line.incidents]
        sight = identity.sight(desk, "show", with_identity, reason, cases)
        return story.of_line(line, cases, desk.names, sight)
    case = desk.book.case(number)
    return story.of_case(case, desk.names, identity.sight(desk, "show", with_identity, reason, [case]))
