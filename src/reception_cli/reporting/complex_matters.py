"""The list of complex, crowded and long-running matters that inspectorates ask for: no person's name, no text."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.complex_matters import Matter, standing_out
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import data
from reception_cli.reporting import disclosure
from reception_cli.reporting.other_bodies import involved
from reception_cli.reporting.periods import months_before
from reception_cli.reporting.table import Column, Labels, Note, Table, coded

Codes = Callable[[str], Any]
COMPLEX, CROWDED, LONG = "complex", "crowded", "long"


def months_long() -> int:
    """Tell from how many months on an open matter counts as long-running, where nobody says otherwise."""
    return int(data.read("report", "complex")["months"])


def listed(
    book: RegisterView, asked: Filter, today: date, months: int, codes: Codes, names: bool = False
) -> Table:  # fmt: skip
    """List the open matters that stand out, the oldest first, and why each does.

    `names`: there is a column for what `other_bodies` tells.
    """
    since = months_before(today, months)
    found = list(standing_out(book, asked, since))
    rows = [_row(matter, today, since) for matter in found]
    totals = {name: sum(name in row["why"] for row in rows) for name in (COMPLEX, CROWDED, LONG)}
    text = ngettext(
        "Open on {day}: {complex} complex by the law's criteria, {crowded} brought by a group, {long} open for {n} "
        "month and more.",
        "Open on {day}: {complex} complex by the law's criteria, {crowded} brought by a group, {long} open for {n} "
        "months and more.", months,
    ).format(day=said_day(today.isoformat()), n=months, **totals)  # fmt: skip
    note = Note("complex", text, {"day": today.isoformat(), "months": months, **totals})
    return Table("list", columns(codes, names), rows, {"matters": len(rows), **totals}, (note,), number="id")


def columns(codes: Codes, names: bool = False) -> tuple[Column, ...]:
    """Give the columns of the list."""
    whys = {COMPLEX: _("complex"), CROWDED: _("crowded"), LONG: _("long-running")}
    return (
        Column("id", _("Incident")), Column("opened_on", _("Opened"), "date"),
        coded("kind", _("Kind"), codes), coded("field", _("Field"), codes, hidden=True),
        coded("status", _("Status"), codes), Column("why", _("Why"), "list", labels=whys),
        Column("criteria", _("Criteria"), "list", labels=Labels(lambda: codes("complex").names())),
        Column("months", _("Months open"), "number"), Column("members", _("Members"), "number"),
        Column("present", _("Present"), "number", hidden=True), Column("visits", _("Visits"), "number"),
        Column("repeats", _("Repeats"), "number"), Column("petitions", _("Petitions"), "number", hidden=True),
        Column("bodies", _("Bodies"), "list", labels=Labels(lambda: codes("body").names())),
        Column("letters", _("Letters to other bodies"), "number"),
        *([Column("other_bodies", _("Other bodies"), "list", wide=True)] if names else []),
    )  # fmt: skip


def other_bodies(book: RegisterView, incident: str, seen: disclosure.Sight) -> list[str]:
    """Name the other bodies that had to do with a matter, as far as the reader may know."""
    return involved(disclosure.veiled(book, book.case(incident), seen))


def _row(matter: Matter, today: date, since: date) -> dict[str, Any]:
    return {
        "id": matter.id, "opened_on": matter.opened_on, "kind": matter.kind, "field": matter.field,
        "status": matter.status, "why": list(_why(matter, since)), "criteria": list(matter.criteria),
        "months": _months(matter.opened_on, today), "members": matter.members, "present": matter.present,
        "visits": matter.visits, "repeats": max(matter.visits - 1, 0), "petitions": matter.petitions,
        "bodies": list(matter.bodies), "letters": matter.letters,
    }  # fmt: skip


def _why(matter: Matter, since: date) -> Iterator[str]:
    if matter.criteria:
        yield COMPLEX
    if matter.crowded:
        yield CROWDED
    if matter.opened_on <= since.isoformat():
        yield LONG


def _months(opened: str, today: date) -> int:
    """Count the whole months since a day."""
    year, month, day = map(int, opened.split("-"))
    return max((today.year - year) * 12 + today.month - month - (today.day < day), 0)
