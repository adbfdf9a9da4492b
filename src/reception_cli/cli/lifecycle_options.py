"""What the verbs of a matter's legal life share: their options, deciding, warning, and the answer."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.domain import replay
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _, ngettext
from reception_cli.index.register_view import RegisterView
from reception_cli.law.transitions import Outcome
from reception_cli.reporting.table import Column, Table

Move = Callable[[Case, RegisterView], Outcome]

incident = click.argument("incident", metavar="ID", type=bulk.INCIDENTS)
on = click.option("--on", "day", type=options.Day(), metavar="DATE", help=_("Day it happened (today)."))
doc = click.option("--doc", metavar="NO", help=_("Number of the paper."))
reason = click.option("--reason", metavar="TEXT", help=_("Why."))
note = click.option("--note", metavar="TEXT", help=_("A remark."))
reply_by = click.option("--reply-by", type=options.Day(), metavar="DATE", help=_("Day by which to reply."))
criteria = click.option(
    "--complex", "complex_", type=options.Code("complex"), multiple=True, metavar="CODE",
    help=_("A criterion of complexity: places, contents ... (may be repeated)."),
)  # fmt: skip
_MOST = 1e9  # million VND or m2: whoever types more has typed the wrong unit


class Amount(click.ParamType):  # type: ignore[type-arg]
    """Million VND or m2, with a point or a comma before the decimals; never with either between thousands."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; `1.250` may be 1250 or 1.25, so it is refused."""
        whole, _point, decimals = str(value).strip().replace(",", ".").partition(".")
        plain = whole.isascii() and whole.isdigit() and (decimals + "0").isascii() and (decimals + "0").isdigit()
        if not plain or len(decimals) == 3 or float(whole) > _MOST:
            told = _("'{value}' is no amount: write 1250 or 85.5, in million VND or m2, with at most two decimals.")
            self.fail(told.format(value=str(value)[:20]), param, ctx)
        return float(f"{whole}.{decimals or 0}")


def past(desk: Desk, day: date | None) -> str:
    """Give the ISO day on which it happened: today unless said, never a day to come."""
    if day and day > desk.today:
        raise UsageFault(_("{day} lies in the future.").format(day=said_day(day)), _("Mend --on."))
    return (day or desk.today).isoformat()


def iso(day: date | None) -> str | None:
    """Write a day that was said as it is stored."""
    return day.isoformat() if day else None


def text(value: str | None, what: str) -> str:
    """Clean a text that was said; empty when none was."""
    return clean(value, what, lines=True) if value else ""


def paper(value: str | None) -> str | None:
    """Clean the number of a paper."""
    return (clean(value, _("document number"), 100) or None) if value else None


def amounts(names: Iterable[str]) -> options.Decorator:
    """Give a verb an option for each amount: money in million VND, land in m2, numbers of people or matters."""
    helps = _amounts()

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in reversed(tuple(names)):
            whole = not name.endswith(("_money", "_land"))
            kind = click.IntRange(0, 1_000_000) if whole else Amount()
            option = "--" + name.replace("_", "-")
            function = click.option(option, name, type=kind, metavar="N", help=helps[name])(function)
        return function

    return make


def _amounts() -> dict[str, str]:
    return {
        "state_money": _("For the State: million VND."), "state_land": _("For the State: land, m2."),
        "org_money": _("For organisations: million VND."), "org_land": _("For organisations: land, m2."),
        "person_money": _("For individuals: million VND."), "person_land": _("For individuals: land, m2."),
        "orgs": _("Organisations whose rights are restored."), "persons": _("Individuals whose rights are restored."),
        "sanction_orgs": _("Organisations sanctioned."), "sanction_persons": _("Persons sanctioned, or to be."),
        "sanction_officials": _("Of these, officials."), "police_matters": _("Matters passed to the investigators."),
        "police_persons": _("Persons passed to the investigators."), "police_officials": _("Of these, officials."),
        "prosecuted_matters": _("Matters prosecuted."), "prosecuted_persons": _("Persons prosecuted."),
        "prosecuted_officials": _("Of these, officials."),
    }  # fmt: skip


def one(desk: Desk, verb: str, wish: str, move: Move, more: tuple[Column, ...] = ()) -> Table:
    """Make a move with one incident; `more` are columns that the entry itself fills."""
    return many(desk, verb, [wish], move, more)


def many(desk: Desk, verb: str, wishes: Iterable[str], move: Move, more: tuple[Column, ...] = ()) -> Table:
    """Make a move with every incident named, or with none; then say what the law advises."""
    listed = list(dict.fromkeys(wishes))
    advice: dict[str, None] = {}

    def decide(book: RegisterView) -> list[Draft]:
        advice.clear()
        return bulk.decide_all(book, listed, lambda case: told(case, book))

    def told(case: Case, book: RegisterView) -> list[Draft]:
        outcome = move(case, book)
        advice.update(dict.fromkeys(f"{case.id}: {line}" for line in outcome.advice))
        return outcome.drafts

    if len(listed) > bulk.QUIET:
        bulk.confirm(desk, verb, list(dict.fromkeys(draft.subject for draft in decide(desk.book))))
    entries = desk.record(verb, decide)
    bulk.advise(desk, advice)
    return _acknowledged(desk, verb, entries, more)


def columns(desk: Desk, _given: object = None, more: tuple[Column, ...] = ()) -> tuple[Column, ...]:
    """Give the columns of the answer of a verb of a matter's life; `more` are those of the verb alone."""
    return (
        Column("id", _("Incident")), Column("status", _("Status"), labels=desk.names("status")),
        Column("stage", _("State"), labels=desk.names("state")), Column("kind", _("Kind")),
        Column("instance", _("Instance")), Column("accepted_on", _("Accepted"), "date"),
        Column("decided_on", _("Decided"), "date"), Column("assignee", _("Responsible")), *more,
    )  # fmt: skip


def _acknowledged(desk: Desk, verb: str, entries: list[Entry], more: tuple[Column, ...]) -> Table:
    rows = list(_rows(desk, entries, more))
    names = ", ".join(f"{row['id']} ({desk.names('state')[row['stage']]})" for row in rows)
    told = (
        ngettext("{verb}: would change {n} incident: {list}.", "{verb}: would change {n} incidents: {list}.", len(rows))
        if desk.settings.dry_run
        else ngettext("{verb}: {n} incident: {list}.", "{verb}: {n} incidents: {list}.", len(rows))
    )  # fmt: skip
    said = told.format(verb=verb, n=len(rows), list=names) if rows else _("Nothing to change.")
    return Table(verb, columns(desk, more=more), rows, said=(said,), number="id")


def _rows(desk: Desk, entries: list[Entry], more: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    for id_ in dict.fromkeys(entry["subject"] for entry in entries):
        own = [entry for entry in entries if entry["subject"] == id_]
        case = desk.book.case(id_)
        for entry in own if desk.settings.dry_run else ():
            case = replay.apply(case, entry)
        life, data = case.life, own[0]["data"]
        yield {
            "id": id_, "status": case.status, "stage": case.stage, "kind": case.kind,
            "instance": life.instance or None, "accepted_on": life.accepted_on, "decided_on": life.decided_on,
            "assignee": life.assignee or None, **{column.key: data.get(column.key) for column in more},
        }  # fmt: skip
