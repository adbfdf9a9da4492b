"""`reception show`: the whole story of an incident, a visit or a petition."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import lists, options
from reception_cli.domain.case import Case
from reception_cli.domain.numbers import typed_letter
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import INCIDENTS, listing
from reception_cli.reporting import disclosure, story
from reception_cli.reporting.table import Note, Table, list_columns


@options.verb(
    _("Tell the whole story of an incident (42), a visit (V107) or a petition (P31)."),
    ("reception show 1", "reception show V1 --json", "reception show V1 --to-enter"),
    options.past,
    columns=lambda desk, given: _told(given)(
        desk, given["number"], _sight(desk, given["with_identity"], given["reason"])
    ).columns,
)
@click.argument("number", metavar="ID", type=options.Incident())
@click.option(
    "--to-enter", is_flag=True,
    help=_("Field by field as the national database asks for it, to paste or as a file (-o)."),
)
@options.with_identity
@click.pass_obj
def show(desk: Desk, number: str, to_enter: bool, with_identity: bool, reason: str | None) -> Table:
    """Tell it, as far as the reader may know."""
    seen = _sight(desk, with_identity, reason)
    if with_identity:  # what the clerk's own terminal shows unasked is no disclosure
        draft = disclosure.disclosure("show", 1, seen, _hidden(desk, number), reason or "", _former(desk, number))
        desk.disclose(draft)
    elif seen.identity:
        desk.book.resolve(number, typed_letter(number))  # of what there is not, nothing is read
        desk.saw("show", 1)
    return _told({"to_enter": to_enter})(desk, number, seen)


def _told(given: Mapping[str, Any]) -> Callable[[Desk, str, disclosure.Sight], Table]:
    """Choose what is told: the story, or what the national database asks."""
    return _fields if given["to_enter"] else _table


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


def _fields(desk: Desk, number: str, seen: disclosure.Sight) -> Table:
    """Tell what the national database asks; of who stays hidden there is no field."""
    from reception_cli.reporting import national_record  # few stories are told field by field

    book = desk.book
    if _is_line(number):
        line = book.line(number)
        cases = [disclosure.veiled(book, book.case(one), seen) for one in line.incidents]
        bare = line._replace(private={}) if disclosure.hidden(book, line, seen) else line
        told = [_bare(case, seen) for case in cases if case.status != "void"]
        notes, who = _left_out(desk, line.id, seen), disclosure.of_line(book, line, seen)
        return national_record.of_line(bare, told, who, desk.names, notes)
    case = disclosure.veiled(book, book.case(number), seen)
    notes, who = _left_out(desk, case.id, seen), disclosure.of_case(book, case, seen)
    return national_record.of_case(_bare(case, seen), who, desk.names, notes)


def _left_out(desk: Desk, number: str, seen: disclosure.Sight) -> tuple[Note, ...]:
    """Say why names and texts are left out."""
    if not seen.identity:
        text = _("Names, addresses, numbers and texts are left out: --with-identity tells them, and is recorded.")
        return (Note("names_left_out", text),)
    why = disclosure.why_hidden(desk.book, number, seen)
    return (Note(*why),) if why else ()


def _bare(case: Case, seen: disclosure.Sight) -> Case:
    """Take every text out of a matter where none may be shown."""
    if seen.identity:
        return case
    return case._replace(private={}, entries=tuple({**entry, "private": {}} for entry in case.entries))
