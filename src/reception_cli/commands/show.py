"""`reception show`: the whole story of an incident, a visit or a petition."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.number import parse
from reception_cli.model.words import _
from reception_cli.reports import columns, identity, story
from reception_cli.reports.filters import Wish
from reception_cli.reports.listing import INCIDENTS, listing
from reception_cli.reports.table import Table


@options.verb(
    _("Tell the whole story of an incident (42), a visit (V107) or a petition (P31)."),
    ("reception show 1", "reception show V1 --json"),
    options.past,
)
@click.argument("number", metavar="ID", type=options.Incident())
@options.with_identity
@click.pass_obj
def command(desk: Desk, number: str, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = identity.sight(desk.settings.terminal, habit, with_identity, reason or "")
    if not number.startswith("@") and parse(number)[0]:
        return _line(desk, number, seen, with_identity, reason or "")
    case = desk.book.case(number)
    _disclose(desk, seen, with_identity, identity.tells_of_denouncer(desk.book, case), reason or "")
    visible = seen.identity and (seen.denunciations or not case.confidential)
    found = listing(desk.book, INCIDENTS, Wish(ids=(case.id,)), "", None)._replace(today=desk.today)
    rows = identity.with_identity(desk.book, found.rows(), seen) if seen.identity else found.rows()
    shape = (*columns.columns(INCIDENTS, desk.codes), *identity.columns(seen))
    told = identity.veiled(desk.book, case, seen)
    return story.of_case(told, desk.names, visible, next(iter(rows)), shape)


def _line(desk: Desk, number: str, seen: identity.Sight, wish: bool, reason: str) -> Table:
    line = desk.book.line(number)
    cases = [desk.book.case(incident) for incident in line.incidents]
    _disclose(desk, seen, wish, identity.denounces(desk.book, line), reason)
    who = identity.of_line(desk.book, line, seen)
    return story.of_line(line, cases, desk.names, not identity.hidden(desk.book, line, seen), who)


def _disclose(desk: Desk, seen: identity.Sight, wish: bool, secret: bool, reason: str) -> None:
    """Record the reading before anything appears; what the clerk's own terminal shows unasked is no disclosure."""
    if wish:
        desk.record("show", lambda _book: [identity.disclosure("show", 1, seen, int(secret), reason)])
