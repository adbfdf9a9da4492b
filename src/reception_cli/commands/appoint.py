"""`reception appoint`: people who register to be received."""

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.dates import Moment, said_day
from reception_cli.model.entry import Draft
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports import diary as days
from reception_cli.reports import identity
from reception_cli.reports.table import Table
from reception_cli.rules import diary
from reception_cli.store.book import Book

_LISTED = 200


@options.verb(
    _("Register somebody to be received on a day; a visit on that day answers it, a no-show is recorded."),
    (
        "reception appoint 'Ngô Bá Tú' --on '25/11/2026 9:00' --about 'Tranh chấp ranh giới đất' 1",
        "reception appoint --list",
    ),
    options.writing,
    columns=lambda desk, given: days.appointment_columns(bool(given["listed"]) and _sight(desk).identity),
)
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("incident", required=False, metavar="[ID]", type=options.Incident())
@click.option("--on", "at", type=options.When(), metavar="WHEN", help=_("Day, or day and time."))
@click.option("--about", metavar="TEXT", help=_("What about."))
@click.option("--missed", type=click.IntRange(1), metavar="N", help=_("Nobody came for appointment N."))
@click.option("--list", "listed", is_flag=True, help=_("List the appointments from today on."))
@click.pass_obj
def command(
    desk: Desk, name: str | None, incident: str | None, at: Moment | None, about: str | None, missed: int | None,
    listed: bool,
) -> Table:  # fmt: skip
    """Register, record a no-show, or list."""
    if missed or listed:
        if name or at or about or (missed and listed):
            raise UsageFault(_("--missed and --list stand alone."), _("Leave the other options out."))
        return _missed(desk, missed) if missed else _list(desk)
    given = ((_("NAME"), name), ("--on", at), ("--about", about))
    missing = [word for word, value in given if not value]
    if missing or at is None:
        told = _("Missing: {what}.").format(what=", ".join(missing))
        raise UsageFault(told, _("Or ask for --list."), missing=missing)
    if at.day < desk.today:
        raise UsageFault(_("{day} lies in the past.").format(day=said_day(at.iso())), _("Mend --on."))
    who, what = clean(name or "", _("name")), clean(about or "", _("content"), lines=True)

    def decide(book: Book) -> list[Draft]:
        return diary.appoint(at.iso(), book.resolve(incident) if incident else None, who, what)

    entry = desk.record("appoint", decide)[0]
    return _told(desk, entry["seq"], at.iso(), entry["data"].get("incident"), "waiting")


def _missed(desk: Desk, seq: int) -> Table:
    today = desk.today.isoformat()
    desk.record("appoint", lambda book: diary.miss(days.appointment(book, seq), seq, today))
    found = days.appointment(desk.book, seq)
    return _told(desk, seq, found.at if found else "", found and found.incident, "missed")


def _told(desk: Desk, seq: int, at: str, incident: str | None, status: str) -> Table:
    row = {"appointment": seq, "on": at, "incident": incident, "status": status}
    told = _("Appointment {seq}: {day}.") if status == "waiting" else _("Appointment {seq}, {day}: nobody came.")
    if desk.settings.dry_run:
        told = _("Would record: {text}").format(text=told)
    said = told.format(seq=seq, day=said_day(at))
    return Table("appoint", days.appointment_columns(False), [row], said=(said,), number="appointment")


def _sight(desk: Desk) -> identity.Sight:
    return identity.sight(desk.settings.terminal, str(desk.settings.config.get("identity", "terminal")), False, "")


def _list(desk: Desk) -> Table:
    names = _sight(desk)
    rows = days.appointment_rows(desk.book, desk.today, None, _LISTED, names.identity)
    return Table("appoint", days.appointment_columns(names.identity), rows, number="appointment")
