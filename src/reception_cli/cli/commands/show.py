"""`reception show`: the whole story of an incident, a visit or a petition."""

from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import lists, options
from reception_cli.domain.numbers import typed_letter
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import INCIDENTS, listing
from reception_cli.reporting import disclosure, story
from reception_cli.reporting.table import Table, list_columns


@options.verb(
    _("Tell the whole story of an incident (42), a visit (V107) or a petition (P31)."),
    ("reception show 1", "reception show V1 --json"),
    options.past,
    columns=lambda desk, given: _table(desk, given["number"], _sight(desk, given["with_identity"], given["reason"]))
    .columns,
)
@click.argument("number", metavar="ID", type=options.Incident())
@options.with_identity
@click.pass_obj
def show(desk: Desk, number: str, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    seen = _sight(desk, with_identity, reason)
    if with_identity:  # what the clerk's own terminal shows unasked is no disclosure
        draft = disclosure.disclosure("show", 1, seen, _hidden(desk, number), reason or "", _former(desk, number))
        desk.disclose(draft)
    elif seen.identity:
        desk.book.resolve(number, typed_letter(number))  # of what there is not, nothing is read
        desk.saw("show", 1)
    return _table(desk, number, seen)


def _sight(desk: Desk, wanted: bool, reason: str | None) -> disclosure.Sight:
    return lists.sight(desk, lists.Names(wanted, reason or ""))


def _is_line(number: str) -> bool:
    return bool(typed_letter(number))


def _hidden(desk: Desk, number: str) -> int:
    """Tell whether anything of it is hidden, as 1 or 0."""
    if _is_line(number):
        return int(disclosure.denounced(desk.book, desk.book.line(number)))
    return int(disclosure.tells_of_denouncer(desk.book, desk.book.case(number)))


def _former(desk: Desk, number: str) -> list[str]:
    """Name the incidents told of that are denunciations no more."""
    return disclosure.former(desk.book, desk.book.resolve(number, typed_letter(number)))


def _table(desk: Desk, number: str, seen: disclosure.Sight) -> Table:
    if _is_line(number):
        return _line(desk, number, seen)
    case = desk.book.case(number)
    visible = seen.identity and (seen.denunciations or not case.confidential)
    listed = listing(desk.book, INCIDENTS, Filter(ids=(case.id,)), "", None)._replace(today=desk.today)
    rows = disclosure.with_identity(desk.book, listed.rows(), seen) if seen.identity else listed.rows()
    shape = (*list_columns(INCIDENTS, desk.codes), *disclosure.columns(seen))
    veiled = disclosure.veiled(desk.book, case, seen)
    why = disclosure.why_hidden(desk.book, case.id, seen)
    row = next(iter(rows))
    return story.of_case(veiled, desk.names, visible, row, shape, why, _next(desk, row))


def _next(desk: Desk, row: dict[str, Any]) -> str:
    """Tell at a terminal what is due next."""
    if not desk.settings.terminal:
        return ""
    from reception_cli.reporting import matter_lines  # the words of the terms, for who reads them

    return matter_lines.next_of(row)


def _line(desk: Desk, number: str, seen: disclosure.Sight) -> Table:
    line = desk.book.line(number)
    cases = [desk.book.case(incident) for incident in line.incidents]
    who, hidden = disclosure.of_line(desk.book, line, seen), disclosure.hidden(desk.book, line, seen)
    why = disclosure.why_hidden(desk.book, line.id, seen) if hidden else None
    return story.of_line(line, cases, desk.names, not hidden, who, why)
