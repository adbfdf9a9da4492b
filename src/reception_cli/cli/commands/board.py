"""The board of a consolidating desk: its table, its page, what is to be put right, reminders, units side by side."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import nearest
from reception_cli.domain.words import _
from reception_cli.exchange.inbox import VERB, unit_folder, written_as
from reception_cli.index.queries.lists import day_span
from reception_cli.law import units
from reception_cli.output import writer
from reception_cli.reporting import board as boards
from reception_cli.reporting import deliveries, expectation, unit_comparison, unit_places
from reception_cli.reporting.board import Asked, Standing
from reception_cli.reporting.consolidation import Expected
from reception_cli.reporting.deliveries import Past
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Note, Section, Table

COLUMNS = {  # view -> its columns
    "findings": boards.finding_columns, "reminders": boards.reminder_columns, "compared": unit_comparison.columns,
    "board": boards.columns,
}  # fmt: skip


class Wish(NamedTuple):
    """What is asked of the board."""

    named: list[Expected]  # who is expected, where that is said anew
    period: str | None
    chosen: tuple[str, ...]  # units; none: all
    view: str  # board | findings | reminders | compare
    exit_code: bool


def shown(desk: Desk, wish: Wish) -> Table:
    """Show one view of the board; who is expected is remembered where that is said anew."""
    answer = _view(desk, wish)
    if wish.named and not desk.settings.dry_run:
        desk.record(VERB, lambda book: expectation.drafts(wish.named, expectation.remembered(book)))
    return answer


def _view(desk: Desk, wish: Wish) -> Table:
    known = _known(desk)
    span = read_period(wish.period, desk.today) if wish.period else None
    expected, span, notes = _expected(desk, wish.named or expectation.remembered(desk.own), span, known)
    asked = Asked(desk.name, desk.today, *((span.name, span.first.isoformat(), span.last.isoformat()) if span else ()))
    tree = unit_places.tree(desk.own)
    names = {code: unit_places.name(tree, code, asked.last) for code in tree}
    found = _chosen(boards.standings(known, expected, names, asked), wish.chosen)
    table = boards.board(found, known.get("", Past()).rejected, asked, wish.exit_code)
    if wish.view == "board":
        return _with_page(desk, table, found, asked, span)._replace(notes=(*table.notes, *notes))
    if wish.view == "compare":
        answer = _compared(desk, found, asked, span)
        if _form(desk) == "xlsx":  # people reckon on in a workbook
            answer = answer._replace(screen=None)
    elif wish.view == "reminders":
        answer = boards.reminders(_reminders(found, asked), asked)
    else:
        answer = boards.findings(found, asked)
    return answer._replace(exit_code=table.exit_code, notes=(*answer.notes, *notes))


def _known(desk: Desk) -> dict[str, Past]:
    """Read what is remembered; of registers taken in by a program that noted no days, their last visit is looked up."""
    known = deliveries.remembered(desk.own)
    for key, past in known.items():
        if past.taken and not past.reach and (written := written_as(desk.folder, past.unit)):
            book = unit_folder(desk.folder, written).read()
            try:
                last = day_span(book)[1] or ""
            finally:
                book.close()
            known[key] = past._replace(taken=(*past.taken[:-1], past.taken[-1]._replace(to=last)))
    return known


def _expected(
    desk: Desk, named: list[Expected], span: Period | None, known: dict[str, Past]
) -> tuple[list[Expected], Period | None, list[Note]]:
    """Find who is to deliver for a period; without one, for the days that were named, else the usual quarter."""
    last = (span or expectation.usual_period(desk.today)).last.isoformat()
    notes = list[Note]()
    if not named and not units.below(unit_places.tree(desk.own), desk.unit, last):
        named = [Expected(past.unit) for past in known.values() if past.taken]
        if named:
            text = _("Nobody said who is to deliver: these are the units that have.")
            notes = [Note("nobody_expected", text + " " + _("Name them once with --expect FILE.csv."))]
    if span is None:
        return *expectation.without_period(desk.own, desk.unit, desk.today, named), notes
    return expectation.for_period(desk.own, desk.unit, span, named), span, notes


def _chosen(found: list[Standing], codes: Sequence[str]) -> list[Standing]:
    """Keep the units that were named; raises UsageFault for one that is not on the board."""
    known = {one.asked.unit.casefold() for one in found}
    strange = [code for code in codes if code.casefold() not in known]
    if strange:
        near = ", ".join(nearest(strange[0], [one.asked.unit for one in found]))
        raise UsageFault(
            _("{unit} is not on the board.").format(unit=strange[0][:40]),
            _("Did you mean: {near}?").format(near=near) if near else "",
        )
    wanted = {code.casefold() for code in codes}
    return [one for one in found if not codes or one.asked.unit.casefold() in wanted]


def _reminders(found: Sequence[Standing], asked: Asked) -> list[dict[str, Any]]:
    """Write to each unit whose report is awaited: in Vietnamese, whatever is spoken at the desk."""
    with words.speaking("vi", LOCALE):
        return [
            {"unit": one.asked.unit, "name": one.name, "text": boards.reminder(one, asked)}
            for one in found
            if one.status in boards.AWAITED
        ]


def _compared(desk: Desk, found: Sequence[Standing], asked: Asked, span: Period | None) -> Table:
    span = span or expectation.usual_period(desk.today)
    return unit_comparison.compared(desk.book, found, span, desk.today)


def _form(desk: Desk) -> str:
    """Tell in which form the answer is to be written."""
    given = click.get_current_context().meta.get(options.GIVEN, {})
    return writer.choose(given.get("format") or "", given.get("output"), desk.settings.terminal)


def _with_page(desk: Desk, table: Table, found: list[Standing], asked: Asked, span: Period | None) -> Table:
    """Add the page, where one is to be written: it tells the figures of the units, too."""
    if _form(desk) != "html":
        return table
    findings = boards.findings(found, asked)
    beside, reminders = _compared(desk, found, asked, span), boards.reminders(_reminders(found, asked), asked)
    more = [
        Section("findings", findings._replace(notes=())),
        Section("compare", beside.screen or beside),
        Section("reminders", reminders._replace(rows=[], notes=())),  # paragraphs, to be copied
    ]
    return table._replace(page=boards.page(table, more, asked))
