"""The diary: reception days of the head, and people who register to be received."""

from collections.abc import Mapping
from contextlib import ExitStack, closing
from datetime import date, timedelta
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import lists, options
from reception_cli.cli.bulk import QUIET, sure
from reception_cli.domain.dates import Moment, said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.text import clean, nearest
from reception_cli.domain.words import _
from reception_cli.events import diary, notices, recurrence
from reception_cli.exchange.inbox import unit_folder
from reception_cli.index.queries.diary import days_of_host, recorded
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import diary as days
from reception_cli.reporting import disclosure, inspection
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Column, Table

_EVERY = "-"  # --inspect without a unit: all of them
_NEAR = 5  # units that a hint names

# --- reception days of the head, recorded and counted.

@options.verb(
    _("Record a reception day of the head (one to come is planned), or count them: owed by law, and held."),
    (
        "reception duty 20/11/2026 --host head --name 'Nguyễn Văn Hùng'",
        "reception duty --report --period 2026-H2",
        "reception duty --inspect --period 2026-H2",
        "reception duty --plan 'FREQ=MONTHLY;BYDAY=1TH,3TH' --period 2027-Q1 --yes",
    ),
    options.writing,
    columns=lambda desk, given: _columns(desk, given),
)
@click.argument("day", type=options.Day(), required=False, metavar="[DATE]")
@click.option("--host", type=options.Code("host"), help=_("Who received: head or delegate."))
@click.option("--no-visitors", is_flag=True, help=_("Nobody came."))
@click.option("--name", metavar="NAME", help=_("Name of who received."))
@click.option("--report", is_flag=True, help=_("Count the reception days of a period."))
@click.option(
    "--plan", metavar="RULE", help=_("Plan the days of a rule: FREQ=MONTHLY;BYDAY=1TH,3TH (first and third Thursday).")
)
@click.option(
    "--inspect", metavar="[UNIT]", is_flag=False, flag_value=_EVERY, type=options.Word("units"),
    help=_("Inspect the duty: days owed, held, delegated, missed, and the state of the register, of UNIT or of all."),
)
@click.option("--sample", type=click.IntRange(1, 10_000), metavar="N", help=_("With --inspect: draw N lines of each."))
@click.option("--seed", metavar="TEXT", help=_("With --sample: draws the same lines again."))
@click.option("--period", metavar="P", type=options.Word("periods"), help=_("Which period (this-year)."))
@options.with_identity
@click.pass_obj
def duty(
    desk: Desk, day: date | None, host: str | None, no_visitors: bool, name: str | None, report: bool,
    plan: str | None, inspect: str | None, sample: int | None, seed: str | None, period: str | None,
    with_identity: bool, reason: str | None,
) -> Table:  # fmt: skip
    """Record one day, plan many, report, or inspect."""
    if (sample and inspect is None) or (seed and not sample):
        raise UsageFault(_("--sample belongs to --inspect, --seed to --sample."), _("Add what is missing."))
    if inspect is not None:
        if day or host or no_visitors or name or report or plan is not None or with_identity:
            raise UsageFault(
                _("--inspect takes --period, --sample and --seed only."), _("Leave the other options out.")
            )
        return _inspect(desk, inspect, read_period(period or "this-year", desk.today), sample, seed or "")
    if plan is not None:
        if day or no_visitors or report or with_identity:
            raise UsageFault(_("--plan takes --host, --name and --period only."), _("Leave the other options out."))
        return _plan(desk, plan, host or "head", clean(name, _("name")) if name else "", period or "this-year")
    if report:
        if day or host or no_visitors or name:
            raise UsageFault(_("--report takes --period only."), _("Leave the other options out."))
        return _report(desk, period or "this-year", with_identity, reason or "")
    missing = [word for word, given in ((_("DATE"), day), ("--host", host)) if not given]
    if missing or day is None or host is None:
        raise UsageFault(_("Missing: {what}.").format(what=", ".join(missing)), _("Or ask for --report."))
    if period or with_identity or host not in days.HOSTS:
        raise UsageFault(_("A reception day needs --host head or delegate, and no --period."), "")
    return _record(desk, day, host, not no_visitors, clean(name, _("name")) if name else "")


def _columns(desk: Desk, given: Mapping[str, Any]) -> tuple[Column, ...]:
    if given.get("inspect"):
        return inspection.sample_columns(desk.codes) if given.get("sample") else inspection.columns({})
    if given.get("plan"):
        return _plan_columns(desk)
    if given.get("report"):
        return days.columns(desk.codes)
    return (
        Column("entry", _("Entry")), Column("date", _("Day"), "date"), Column("host", _("Host")),
        Column("visitors", _("With visitors")), Column("planned", _("Planned")),
    )  # fmt: skip


def _record(desk: Desk, day: date, host: str, visitors: bool, name: str) -> Table:
    iso = day.isoformat()
    entries = desk.record("duty", lambda book: diary.hold(iso, host, visitors, name, recorded(book, iso)))
    row = {"entry": entries[0]["seq"], "date": iso, "host": host, "visitors": visitors, "planned": day > desk.today}
    text = _("Reception day planned: {date}, {host}.") if row["planned"] else _("Reception day: {date}, {host}.")
    names = desk.names("host")
    sentence = text.format(date=said_day(iso), host=names[host])
    return Table("duty", _columns(desk, {}), [row], said=(sentence,), number="entry")


def _inspect(desk: Desk, which: str, period: Period, sample: int | None, seed: str) -> Table:
    """Look at the desk's own register, and at those of the units below it, each by itself."""
    below = list(desk.area.codes()) if desk.area else []
    if which not in (_EVERY, desk.unit, *below):
        near = ", ".join(nearest(which, [desk.unit, *below])) or ", ".join([desk.unit, *below][:_NEAR])
        raise NotFound(_("There is no register of unit {unit} here.").format(unit=which[:40]),
                       _("Did you mean: {near}?").format(near=near))
    chosen = [code for code in (desk.unit, *below) if which in (_EVERY, code)]
    with ExitStack() as opened:
        units = []
        for code in chosen:
            folder = desk.folder if code == desk.unit else unit_folder(desk.folder, code)
            book = opened.enter_context(closing(folder.read()))
            units.append(inspection.Inspected(code, book.setting("name") or code, book))
        if sample:
            return inspection.sample(units, period, sample, seed or period.name, desk.codes)
        return inspection.inspect(units, period, desk.today, desk.codes)


def _plan(desk: Desk, rule: str, host: str, name: str, period: str) -> Table:
    """Plan the days of a rule that are still to come and not recorded yet; holidays are moved, and said."""
    if host not in days.HOSTS:
        raise UsageFault(_("A reception day needs --host head or delegate, and no --period."), "")
    asked = read_period(period, desk.today)
    first = max(asked.first, desk.today + timedelta(days=1))
    found = recurrence.plan(rule, first, asked.last, desk.calendar)
    last = max([asked.last, *(one.day for one in found)])

    def new(book: RegisterView) -> list[recurrence.Planned]:
        known = days_of_host(book, host, first.isoformat(), last.isoformat())
        return [one for one in found if one.day.isoformat() not in known]

    def decide(book: RegisterView) -> list[Draft]:
        return [draft for one in new(book) for draft in diary.hold(one.day.isoformat(), host, True, name, ())]

    planned = new(desk.own)
    rows = [days.planned_row(one, host, desk.today) for one in planned]
    said = tuple(days.planned_line(one, desk.today) for one in planned)
    if planned and not desk.settings.dry_run:
        if len(planned) > QUIET:
            sure(desk, said)
        desk.record("duty", decide)
    return days.planned_table(_plan_columns(desk), rows, said, len(found) - len(planned), desk.settings.dry_run)


def _plan_columns(desk: Desk) -> tuple[Column, ...]:
    return days.planned_columns(desk.codes)


def _report(desk: Desk, period: str, with_identity: bool, reason: str) -> Table:
    found = read_period(period, desk.today)
    seen = lists.sight(desk, lists.Names(with_identity, reason))
    found = found._replace(last=min(found.last, desk.today))
    held = list(days.held(desk.book, found.first.isoformat(), found.last.isoformat(), seen.identity))
    if with_identity:
        desk.disclose(disclosure.disclosure("duty", len(held), seen, 0, reason))
    elif seen.identity:
        desk.saw("duty", len(held))
    return days.report(found, held, diary.owed(desk.level, found.first, found.last), desk.codes)


# --- people who register to be received.

_LISTED = 200


@options.verb(
    _("Register somebody to be received on a day; a visit on that day answers it, a no-show is recorded."),
    (
        "reception appoint 'Ngô Bá Tú' --on '25/11/2026 9:00' --about 'Tranh chấp ranh giới đất' 1",
        "reception appoint 'Ngô Bá Tú' 1 --on '10/12/2026 9:00' --about 'Ranh giới đất' --mode online",
        "reception appoint --list",
    ),
    options.writing,
    columns=lambda desk, given: days.appointment_columns(bool(given["listed"]) and lists.sight(desk).identity),
)
@click.argument("name", required=False, metavar="[NAME]")
@click.argument("incident", required=False, metavar="[ID]", type=options.Incident())
@click.option("--on", "at", type=options.When(coming=True), metavar="WHEN", help=_("Day, or day and time."))
@click.option("--about", metavar="TEXT", help=_("What about."))
@click.option("--mode", type=options.Code("mode"), help=_("In person, or online: the invitation is due before it."))
@click.option("--missed", type=click.IntRange(1), metavar="N", help=_("Nobody came for appointment N."))
@click.option("--list", "listed", is_flag=True, help=_("List the appointments from today on."))
@click.pass_obj
def appoint(
    desk: Desk, name: str | None, incident: str | None, at: Moment | None, about: str | None, mode: str | None,
    missed: int | None, listed: bool,
) -> Table:  # fmt: skip
    """Register, record a no-show, or list."""
    if missed or listed:
        if name or at or about or mode or (missed and listed):
            raise UsageFault(_("--missed and --list stand alone."), _("Leave the other options out."))
        return _missed(desk, missed) if missed else _list(desk)
    given = ((_("NAME"), name), ("--on", at), ("--about", about))
    missing = [word for word, value in given if not value]
    if missing or at is None:
        text = _("Missing: {what}.").format(what=", ".join(missing))
        raise UsageFault(text, _("Or ask for --list."), missing=missing)
    if at.day < desk.today:
        raise UsageFault(_("{day} lies in the past.").format(day=said_day(at.iso())), _("Mend --on."))
    if mode == notices.ONLINE and not incident:
        raise UsageFault(
            _("An online reception is announced for an incident."), _("Name it behind the name of who is received.")
        )
    who, what = clean(name or "", _("name")), clean(about or "", _("content"), lines=True)

    today = desk.today.isoformat()

    def decide(book: RegisterView) -> list[Draft]:
        drafts = diary.appoint(at.iso(), book.resolve(incident) if incident else None, who, what)
        if incident and mode == notices.ONLINE:
            drafts += notices.plan(book.case(incident), notices.ONLINE, at.day.isoformat(), today).drafts
        return drafts

    entry = next(each for each in desk.record("appoint", decide) if each["kind"] == "appointed")
    return _told(desk, entry["seq"], at.iso(), entry["data"].get("incident"), "waiting")


def _missed(desk: Desk, seq: int) -> Table:
    today = desk.today.isoformat()
    desk.record("appoint", lambda book: diary.miss(days.appointment(book, seq), seq, today))
    found = days.appointment(desk.book, seq)
    return _told(desk, seq, found.at if found else "", found and found.incident, "missed")


def _told(desk: Desk, seq: int, at: str, incident: str | None, status: str) -> Table:
    row = {"appointment": seq, "on": at, "incident": incident, "status": status}
    text = _("Appointment {seq}: {day}.") if status == "waiting" else _("Appointment {seq}, {day}: nobody came.")
    if desk.settings.dry_run:
        text = _("Would record: {text}").format(text=text)
    sentence = text.format(seq=seq, day=said_day(at))
    return Table("appoint", days.appointment_columns(False), [row], said=(sentence,), number="appointment")


def _list(desk: Desk) -> Table:
    names = lists.sight(desk)
    rows = list(days.appointment_rows(desk.book, desk.today, None, _LISTED, names.identity))
    if names.identity:
        desk.saw("appoint", len(rows))
    return Table("appoint", days.appointment_columns(names.identity), rows, number="appointment")
