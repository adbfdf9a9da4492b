"""Many records at once: all are decided before any is written, and more than three are shown first."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import ORIGIN, Draft, Entry, Head, chain
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.text import shown, some
from reception_cli.domain.words import _, ngettext
from reception_cli.events import replay
from reception_cli.index.queries import filters
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting.deeds import deed
from reception_cli.reporting.table import Column, Note, Table, coded

OPEN = ("open", "accepted", "suspended", "decided")  # statuses in which something may still happen
_NAMED = 12  # so many numbers are told by name
QUIET = 3  # so many records change without a preview

# One decision about one incident: what is to be recorded, and what the law advises besides.
Move = Callable[[Case, RegisterView], tuple[list[Draft], Sequence[str]]]
Acknowledge = Callable[[Desk, str, list[Entry]], Table]


class Chosen(NamedTuple):
    """The incidents that a verb is to change, and those that were typed but kept out by the filters beside them."""

    numbers: Sequence[str]
    left_out: Sequence[str] = ()


def change(desk: Desk, verb: str, chosen: Chosen, move: Move, acknowledge: Acknowledge | None = None) -> Table:
    """Make a move with every incident named, or with none; then say what the law advises, and what was done.

    What a rule refuses is listed whole; more than a few incidents are shown first.
    """
    listed = list(dict.fromkeys(chosen.numbers))
    advice: dict[str, None] = {}

    def decide(book: RegisterView) -> list[Draft]:
        advice.clear()
        return decide_all(book, listed, lambda case: decide_one(case, book))

    def decide_one(case: Case, book: RegisterView) -> list[Draft]:
        drafts, remarks = move(case, book)
        advice.update(dict.fromkeys(f"{case.id}: {line}" for line in remarks))
        return drafts

    if len(listed) > QUIET:
        confirm(desk, verb, list(dict.fromkeys(draft.subject for draft in decide(desk.own))))
    entries = desk.record(verb, decide)
    advise(desk, advice)
    return remarked(desk, (acknowledge or acknowledge_facts)(desk, verb, entries), left_out(chosen))


# --- One text for many incidents: {name}, {id} and {day} are filled for each.

_BLANK = re.compile(r"\{(\w+)\}")
_PREVIEWED = 5  # incidents of which the filled text is shown


_BLANKS = frozenset(("name", "id", "day"))


def blanks(many: bool, *texts: str) -> bool:
    """Whether a text is to be filled for each incident; raises UsageFault where `many` have a blank that nothing fills.

    What stands in braces otherwise is a text like any other.
    """
    named = {name for text in texts for name in _BLANK.findall(text)}
    unknown = sorted(named - _BLANKS)
    if unknown and many:
        raise UsageFault(
            _("Nothing fills {blanks}.").format(blanks=", ".join(f"{{{name}}}" for name in unknown)),
            _("There are {name} (who came last), {id} (the number) and {day} (of receipt)."),
        )
    return bool(named & _BLANKS)


def filled(desk: Desk, text: str, case: Case) -> str:
    """Fill a text for one incident; who denounces is never named."""
    from reception_cli.reporting import disclosure  # few texts have blanks

    line = decisions.latest_line(case)
    name = line.private.get("name", "") if line else ""
    if disclosure.tells_of_denouncer(desk.own, case):
        name = _("the denouncer")
    values = {"name": name or _("the citizen"), "id": case.id, "day": said_day(case.received_on)}
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)


def preview(desk: Desk, numbers: Sequence[str], text: str) -> None:
    """Show what a text will say of the first incidents, where somebody sees it before it is recorded."""
    if not (desk.settings.interactive or desk.settings.dry_run):
        return
    from reception_cli.reporting import disclosure

    listed = list(dict.fromkeys(map(desk.own.resolve, numbers)))
    seen = disclosure.sight(desk.settings.terminal, desk.identity, False, "").identity
    for number in listed[:_PREVIEWED]:
        case = desk.own.case(number)
        told = filled(desk, text if seen else text.replace("{name}", _("the citizen")), case)
        click.echo(shown(f"    {number}: {told}"), err=True)
    if len(listed) > _PREVIEWED:
        click.echo("    ...", err=True)


def left_out(chosen: Chosen) -> Iterable[Note]:
    """Say which of the numbers typed the filters kept out."""
    if chosen.left_out:
        text = _("The filters leave out: {list}.").format(list=some(list(chosen.left_out), _NAMED))
        yield Note("left_out", text, {"incidents": list(chosen.left_out)})


def remarked(desk: Desk, table: Table, notes: Iterable[Note]) -> Table:
    """Add notes to an acknowledgement; they are told on the side, too, where it tells no person."""
    listed = tuple(notes)
    aside(desk, listed)
    return table._replace(notes=(*table.notes, *listed))


def aside(desk: Desk, notes: Iterable[Note]) -> None:
    """Tell the notes of an answer on the side where the answer itself tells no person."""
    if not desk.settings.terminal or desk.settings.quiet:
        for note in notes:
            desk.warn(note.text)


def decide_all(book: RegisterView, numbers: list[str], decide: Callable[[Case], list[Draft]]) -> list[Draft]:
    """Decide for each incident; all refusals are gathered into one."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    for incident in dict.fromkeys(map(book.resolve, numbers)):
        try:
            drafts += decide(book.case(incident))
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


def confirm(desk: Desk, verb: str, subjects: list[str]) -> None:
    """Show more than three records before they change and want a yes: --yes, or an answer on the terminal."""
    if len(subjects) <= QUIET:
        return
    many = ngettext("{n} record would be {deed}", "{n} records would be {deed}", len(subjects))
    agree(desk, many.format(deed=deed(verb), n=len(subjects)) + ": " + some(subjects, _NAMED))


def agree(desk: Desk, line: str, hint: str = "") -> None:
    """Say what will be recorded and want a yes; `hint` tells what to do instead where nobody can be asked."""
    if not desk.settings.dry_run:
        _want_a_yes(desk, (line,), hint, _("Nothing was recorded."))


def advise(desk: Desk, advice: Iterable[str]) -> None:
    """Tell what the law advises, the first few one by one."""
    listed = list(advice)
    for line in listed[:_NAMED]:
        desk.warn(line)
    more = len(listed) - _NAMED
    if more > 0:
        desk.warn(ngettext("{n} more remark of this kind", "{n} more remarks of this kind", more).format(n=more))


def acknowledge_facts(desk: Desk, verb: str, entries: list[Entry]) -> Table:
    """Say which incidents changed, with what the register now knows of them (or would, in a dry run)."""
    cases = changed(desk, entries)
    return answer(desk, verb, columns(desk), list(map(_row, cases)), some([case.id for case in cases], _NAMED))


def answer(desk: Desk, verb: str, columns: tuple[Column, ...], rows: list[dict[str, Any]], names: str) -> Table:
    """Acknowledge what was recorded of incidents, one row each, or would be; `names` names them in the sentence."""
    count = len(rows)
    sentence = (
        ngettext("{n} incident would be {deed}: {list}.", "{n} incidents would be {deed}: {list}.", count)
        if desk.settings.dry_run
        else ngettext("{n} incident is {deed}: {list}.", "{n} incidents are {deed}: {list}.", count)
    )  # fmt: skip
    text = sentence.format(deed=deed(verb), n=count, list=names) if rows else _("Nothing to change.")
    return Table(verb, columns, rows, said=(text,), number="id")


def changed(desk: Desk, entries: list[Entry]) -> list[Case]:
    """Read the incidents that entries are about; those of a dry run are on no disk and are applied here."""
    unwritten = entries if desk.settings.dry_run else []
    return [
        reduce(replay.apply, (entry for entry in unwritten if entry["subject"] == id_), desk.own.case(id_))
        for id_ in dict.fromkeys(entry["subject"] for entry in entries) if id_  # what tells of the desk is no matter
    ]


def foreseen(desk: Desk, case: Case, drafts: list[Draft]) -> Case:
    """Tell what an incident will be once these drafts about it are recorded."""
    entries = chain(drafts, Head(0, ORIGIN), desk.stamp, str) if drafts else []
    return reduce(replay.apply, entries, case)


def columns(desk: Desk, _given: object = None) -> tuple[Column, ...]:
    """Give the columns of an acknowledgement."""
    return (
        Column("id", _("Incident")), coded("status", _("Status"), desk.codes), coded("kind", _("Kind"), desk.codes),
        coded("field", _("Field"), desk.codes), coded("competence", _("Competence"), desk.codes),
        coded("handling", _("Handling"), desk.codes), coded("result", _("Result"), desk.codes),
        Column("closed_on", _("Closed"), "date"),
    )  # fmt: skip


def _row(case: Case) -> dict[str, Any]:
    return {
        "id": case.id, "status": case.status, "kind": case.kind, "field": case.field,
        "competence": case.competence, "handling": case.handling, "result": case.result,
        "closed_on": case.closed_on,
    }  # fmt: skip


def selected(desk: Desk, chosen: Filter) -> Chosen:
    """List the incidents that numbers or filters name; filters alone leave out what is closed already, and say so.

    Raises UsageFault where nothing was named, or where the filters leave none of the numbers.
    """
    if chosen._replace(unit=()).empty and desk.settings.interactive:
        chosen = chosen._replace(ids=(options.guide().ask_matter(desk),))
    if chosen._replace(unit=()).empty:  # the own unit is everything
        raise UsageFault(
            _("No incident was named."),
            _("Give numbers, or filters such as --period 2026-Q3 --handling guide."),
        )
    if not chosen.ids and not chosen.status:
        _tell_closed(desk, chosen)
        chosen = chosen._replace(status=OPEN)
    found = filters.incidents(desk.own, chosen)
    typed = Filter(ids=chosen.ids)
    if not chosen.ids or chosen == typed:
        return Chosen(found)
    kept_out = sorted(set(filters.incidents(desk.own, typed)).difference(found))
    if kept_out and not found:
        raise UsageFault(
            _("The filters leave none of the numbers: {list}.").format(list=some(kept_out, _NAMED)),
            _("Leave the filters out, or name other numbers; nothing was changed."), left_out=kept_out,
        )  # fmt: skip
    return Chosen(found, kept_out)


def _tell_closed(desk: Desk, chosen: Filter) -> None:
    """Say how many closed incidents filters leave out, and how these are reached."""
    closed = len(filters.incidents(desk.own, chosen._replace(status=("closed",))))
    if closed:
        text = ngettext(
            "{n} closed incident was left out; --status closed reaches it.",
            "{n} closed incidents were left out; --status closed reaches them.",
            closed,
        )
        desk.warn(text.format(n=closed))


def sure(desk: Desk, lines: tuple[str, ...]) -> None:
    """Say what cannot be taken back and want a yes; raises UsageFault when nobody can be asked, or on a no."""
    _want_a_yes(desk, lines, "", _("Nothing was changed."))


def _want_a_yes(desk: Desk, lines: Sequence[str], hint: str, refused: str) -> None:
    if desk.settings.yes:
        return
    if not desk.settings.interactive:
        raise UsageFault("\n".join(lines), hint or _("Repeat with --yes, or look first with --dry-run."))
    for line in lines:
        click.echo(shown(line), err=True)
    if not desk.confirmed(_("Do it?")):
        raise UsageFault(refused)
