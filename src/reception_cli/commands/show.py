"""`reception show`: the whole story of an incident, a visit or a petition."""

import click

from reception_cli.commands import options, showing
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
    columns=lambda desk, given: _told(desk, given["number"], _sight(desk, given["with_identity"], given["reason"]))
    .columns,
)
@click.argument("number", metavar="ID", type=options.Incident())
@options.with_identity
@click.pass_obj
def command(desk: Desk, number: str, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    seen = _sight(desk, with_identity, reason)
    if with_identity:  # what the clerk's own terminal shows unasked is no disclosure
        secret = _secret(desk, number)
        desk.record("show", lambda _book: [identity.disclosure("show", 1, seen, int(secret), reason or "")])
    return _told(desk, number, seen)


def _sight(desk: Desk, wish: bool, reason: str | None) -> identity.Sight:
    return showing.sight(desk, showing.Names(wish, reason or ""))


def _is_line(number: str) -> bool:
    return not number.startswith("@") and bool(parse(number)[0])


def _secret(desk: Desk, number: str) -> bool:
    """Whether a denunciation is told of."""
    if _is_line(number):
        return identity.denounces(desk.book, desk.book.line(number))
    return identity.tells_of_denouncer(desk.book, desk.book.case(number))


def _told(desk: Desk, number: str, seen: identity.Sight) -> Table:
    if _is_line(number):
        return _line(desk, number, seen)
    case = desk.book.case(number)
    visible = seen.identity and (seen.denunciations or not case.confidential)
    found = listing(desk.book, INCIDENTS, Wish(ids=(case.id,)), "", None)._replace(today=desk.today)
    rows = identity.with_identity(desk.book, found.rows(), seen) if seen.identity else found.rows()
    shape = (*columns.columns(INCIDENTS, desk.codes), *identity.columns(seen))
    told = identity.veiled(desk.book, case, seen)
    return story.of_case(told, desk.names, visible, next(iter(rows)), shape)


def _line(desk: Desk, number: str, seen: identity.Sight) -> Table:
    line = desk.book.line(number)
    cases = [desk.book.case(incident) for incident in line.incidents]
    who = identity.of_line(desk.book, line, seen)
    return story.of_line(line, cases, desk.names, not identity.hidden(desk.book, line, seen), who)
