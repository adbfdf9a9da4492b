"""`reception show`: the whole story of an incident, a visit or a petition."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.numbers import parse
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.reporting import columns, disclosure, story
from reception_cli.reporting.lists import INCIDENTS, listing
from reception_cli.reporting.table import Table


@options.verb(
    _("Tell the whole story of an incident (42), a visit (V107) or a petition (P31)."),
    ("reception show 1", "reception show V1 --json"),
    options.past,
)
@click.argument("number", metavar="ID", type=options.Incident())
@options.with_identity
@click.pass_obj
def show_command(desk: Desk, number: str, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = disclosure.sight(desk.settings.terminal, habit, with_identity, reason or "")
    if not number.startswith("@") and parse(number)[0]:
        return _line(desk, number, seen, with_identity, reason or "")
    case = desk.book.case(number)
    _disclose(desk, seen, with_identity, disclosure.tells_of_denouncer(desk.book, case), reason or "")
    visible = seen.identity and (seen.denunciations or not case.confidential)
    found = listing(desk.book, INCIDENTS, Filter(ids=(case.id,)), "", None)._replace(today=desk.today)
    rows = disclosure.with_identity(desk.book, found.rows(), seen) if seen.identity else found.rows()
    shape = (*columns.columns(INCIDENTS, desk.codes), *disclosure.columns(seen))
    told = disclosure.veiled(desk.book, case, seen)
    return story.of_case(told, desk.names, visible, next(iter(rows)), shape)


def _line(desk: Desk, number: str, seen: disclosure.Sight, wish: bool, reason: str) -> Table:
    line = desk.book.line(number)
    cases = [desk.book.case(incident) for incident in line.incidents]
    _disclose(desk, seen, wish, disclosure.denounces(desk.book, line), reason)
    who = disclosure.of_line(desk.book, line, seen)
    return story.of_line(line, cases, desk.names, not disclosure.hidden(desk.book, line, seen), who)


def _disclose(desk: Desk, seen: disclosure.Sight, wish: bool, secret: bool, reason: str) -> None:
    """Record the reading before anything appears; what the clerk's own terminal shows unasked is no disclosure."""
    if wish:
        desk.record("show", lambda _book: [disclosure.disclosure("show", 1, seen, int(secret), reason)])
