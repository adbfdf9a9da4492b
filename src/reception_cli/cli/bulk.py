"""Many records at once: all are decided before any is written, and more than three are shown first."""

from collections.abc import Callable, Iterable

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain import replay
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries import filters
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Table

# --- Many records at once: all are decided before any is written, and more than three are shown first.

OPEN = ("open", "accepted", "suspended", "decided")  # statuses in which something may still happen
_NAMED = 12  # so many numbers are told by name
QUIET = 3  # so many records change without a preview

Move = Callable[[Case], list[Draft]]


def change(desk: Desk, verb: str, wishes: Iterable[str], move: Move) -> Table:
    """Apply one move to every incident named; what a rule refuses is listed whole and nothing is half done."""
    listed = list(dict.fromkeys(wishes))
    confirm(desk, verb, preview(desk.book, listed, move))
    entries = desk.record(verb, lambda book: decide_all(book, listed, move))
    return acknowledge(desk, verb, entries)


def decide_all(book: RegisterView, wishes: list[str], move: Move) -> list[Draft]:
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
            ngettext(
                "{n} incident is refused; nothing was recorded:",
                "{n} incidents are refused; nothing was recorded:",
                len(refused),
            )
            .format(n=len(refused)),
            tuple(fault.message.partition("\n")[0] + " " + "; ".join(fault.reasons) for fault in refused),
        )  # fmt: skip
    return drafts


def preview(book: RegisterView, wishes: list[str], move: Move) -> list[str]:
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


def advise(desk: Desk, advice: Iterable[str]) -> None:
    """Tell what the law advises, the first few one by one."""
    listed = list(advice)
    for line in listed[:_NAMED]:
        desk.warn(line)
    more = len(listed) - _NAMED
    if more > 0:
        desk.warn(ngettext("{n} more remark of this kind", "{n} more remarks of this kind", more).format(n=more))


def _some(subjects: list[str]) -> str:
    if len(subjects) <= _NAMED:
        return ", ".join(subjects)
    return _("{list} and {n} more").format(list=", ".join(subjects[:_NAMED]), n=len(subjects) - _NAMED)


def acknowledge(desk: Desk, verb: str, entries: list[Entry]) -> Table:
    """Say which incidents changed, with what the register now knows of them (or would, in a dry run)."""
    done = list(dict.fromkeys(entry["subject"] for entry in entries))
    dry = desk.settings.dry_run
    rows = [_row(_after(desk.book.case(incident), entries if dry else [])) for incident in done]
    told = (
        ngettext("{verb}: would change {n} incident: {list}.", "{verb}: would change {n} incidents: {list}.", len(done))
        if dry
        else ngettext("{verb}: {n} incident: {list}.", "{verb}: {n} incidents: {list}.", len(done))
    )  # fmt: skip
    said = told.format(verb=verb, n=len(done), list=_some(done)) if done else _("Nothing to change.")
    return Table(verb, columns(desk), rows, said=(said,), number="id")


def columns(desk: Desk, _given: object = None) -> tuple[Column, ...]:
    """Give the columns of an acknowledgement."""
    names = desk.names("status")
    return (
        Column("id", _("Incident")), Column("status", _("Status"), labels=names), Column("kind", _("Kind")),
        Column("field", _("Field")), Column("competence", _("Competence")), Column("handling", _("Handling")),
        Column("result", _("Result")), Column("closed_on", _("Closed"), "date"),
    )  # fmt: skip


def _after(case: Case, entries: list[Entry]) -> Case:
    for entry in entries:
        case = replay.apply(case, entry) if entry["subject"] == case.id else case
    return case


def _row(case: Case) -> dict[str, object]:
    return {
        "id": case.id, "status": case.status, "kind": case.kind, "field": case.field,
        "competence": case.competence, "handling": case.handling, "result": case.result,
        "closed_on": case.closed_on,
    }  # fmt: skip


def selected(desk: Desk, wish: Filter) -> list[str]:
    """List the incidents that numbers or filters name; filters alone leave out what is closed already."""
    if wish._replace(unit=()).empty:  # the own unit is everything
        raise UsageFault(
            _("No incident was named."),
            _("Give numbers, or filters such as --period 2026-Q3 --handling guide."),
        )
    if not wish.ids and not wish.status:
        wish = wish._replace(status=OPEN)
    return filters.incidents(desk.book, wish)


INCIDENTS = options.Incident()


# --- What cannot be taken back: say what will happen and want a yes, --yes or an answer on the terminal.

def sure(desk: Desk, lines: tuple[str, ...]) -> None:
    """Go on, or raise UsageFault: nobody was there to ask, or the answer was no."""
    if desk.settings.yes:
        return
    if not desk.settings.interactive:
        raise UsageFault("\n".join(lines), _("Repeat with --yes, or look first with --dry-run."))
    for line in lines:
        click.echo(shown(line), err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was changed."))
