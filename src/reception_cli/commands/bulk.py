"""Many records at once: all are decided before any is written, and more than three are shown first."""

from collections.abc import Callable, Iterable

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.entry import Draft
from reception_cli.model.errors import Refused, UsageFault
from reception_cli.model.text import shown
from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Table
from reception_cli.store.book import Book

QUIET = 3  # so many records change without a preview

Move = Callable[[Case], list[Draft]]


def change(desk: Desk, verb: str, wishes: Iterable[str], move: Move) -> Table:
    """Apply one move to every incident named; what a rule refuses is listed whole and nothing is half done."""
    listed = list(dict.fromkeys(wishes))
    confirm(desk, verb, preview(desk.book, listed, move))
    done: list[str] = []

    def decide(book: Book) -> list[Draft]:
        drafts = decide_all(book, listed, move)
        done[:] = dict.fromkeys(draft.subject for draft in drafts)
        return drafts

    desk.record(verb, decide)
    return acknowledge(desk, verb, done)


def decide_all(book: Book, wishes: list[str], move: Move) -> list[Draft]:
    """Decide for each incident; all refusals are gathered into one."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    for incident in dict.fromkeys(book.resolve(wish) for wish in wishes):
        try:
            drafts += move(book.case(incident))
        except Refused as fault:
            refused.append(fault)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        raise Refused(
            ngettext("{n} incident is refused; nothing was recorded:", "{n} incidents are refused; nothing was recorded:", len(refused))
            .format(n=len(refused)),
            tuple(fault.message.replace("\n ", "") for fault in refused),
        )  # fmt: skip
    return drafts


def preview(book: Book, wishes: list[str], move: Move) -> list[str]:
    """Decide on the register as it is; returns the incidents that would change."""
    return list(dict.fromkeys(draft.subject for draft in decide_all(book, wishes, move)))


def confirm(desk: Desk, verb: str, subjects: list[str]) -> None:
    """Show more than three records before they change and want a yes: --yes, or an answer on the terminal."""
    if len(subjects) <= QUIET or desk.settings.yes or desk.settings.dry_run:
        return
    many = ngettext("{verb}: {n} record would change", "{verb}: {n} records would change", len(subjects))
    question = many.format(verb=verb, n=len(subjects))
    if not desk.settings.interactive:
        raise UsageFault(
            question + ": " + _some(subjects), _("Repeat with --yes, or look first with --dry-run.")
        )
    click.echo(shown(question + ": " + _some(subjects)), err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was recorded."), "")


def _some(subjects: list[str]) -> str:
    shown_ = ", ".join(subjects[:20])
    return shown_ + (_(" and {n} more").format(n=len(subjects) - 20) if len(subjects) > 20 else "")


def acknowledge(desk: Desk, verb: str, done: list[str]) -> Table:
    """Say which incidents changed, with what the register now knows of them."""
    names = desk.codes("status").names()
    rows = [_row(desk.book.case(incident)) for incident in done]
    dry = desk.settings.dry_run
    told = _("{verb}: would change {list}.") if dry else _("{verb}: {list}.")
    said = told.format(verb=verb, list=", ".join(done)) if done else _("Nothing to change.")
    columns = (
        Column("id", _("Incident")), Column("status", _("Status"), labels=names), Column("kind", _("Kind")),
        Column("field", _("Field")), Column("competence", _("Competence")), Column("handling", _("Handling")),
        Column("result", _("Result")), Column("closed_on", _("Closed"), "date"),
    )  # fmt: skip
    return Table(verb, columns, rows, said=(said,), number="id")


def _row(case: Case) -> dict[str, object]:
    return {
        "id": case.id, "status": case.status, "kind": case.kind, "field": case.field,
        "competence": case.competence, "handling": case.handling, "result": case.result,
        "closed_on": case.closed_on,
    }  # fmt: skip


def wanted(ids: tuple[str, ...]) -> list[str]:
    """Give the numbers as typed; `-` stands for those on standard input, one a line."""
    found: list[str] = []
    for id_ in ids:
        found += _from_stdin() if id_ == "-" else [id_]
    return found


def _from_stdin() -> list[str]:
    with click.open_file("-", encoding="utf-8") as stream:
        return [line.strip() for line in stream if line.strip()]


INCIDENTS = options.Incident()
