"""`reception duty`: reception days of the head, recorded and counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.dates import said_day
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports import diary as days
from reception_cli.reports import identity
from reception_cli.reports.period import read_period
from reception_cli.reports.table import Column, Table
from reception_cli.rules import diary


@options.verb(
    _("Record a reception day of the head (one to come is planned), or count them: owed by law, and held."),
    (
        "reception duty 20/11/2026 --host head --name 'Nguyễn Văn Hùng'",
        "reception duty --report --period 2026-H2",
    ),
    options.writing,
    columns=lambda desk, given: _columns(desk, given),
)
@click.argument("day", type=options.Day(), required=False, metavar="[DATE]")
@click.option("--host", type=options.Code("host"), help=_("Who received: head or delegate."))
@click.option("--no-visitors", is_flag=True, help=_("Nobody came."))
@click.option("--name", metavar="NAME", help=_("Name of who received."))
@click.option("--report", is_flag=True, help=_("Count the reception days of a period."))
@click.option("--period", metavar="P", help=_("Which period (this-year)."))
@options.with_identity
@click.pass_obj
def command(
    desk: Desk, day: date | None, host: str | None, no_visitors: bool, name: str | None, report: bool,
    period: str | None, with_identity: bool, reason: str | None,
) -> Table:  # fmt: skip
    """Record one day, or report."""
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
    if given.get("report"):
        return days.columns(desk.codes)
    return (
        Column("entry", _("Entry")), Column("date", _("Day"), "date"), Column("host", _("Host")),
        Column("visitors", _("With visitors")), Column("planned", _("Planned")),
    )  # fmt: skip


def _record(desk: Desk, day: date, host: str, visitors: bool, name: str) -> Table:
    iso = day.isoformat()
    entries = desk.record("duty", lambda book: diary.hold(iso, host, visitors, name, days.recorded(book, iso)))
    row = {"entry": entries[0]["seq"], "date": iso, "host": host, "visitors": visitors, "planned": day > desk.today}
    told = _("Reception day planned: {date}, {host}.") if row["planned"] else _("Reception day: {date}, {host}.")
    names = desk.names("host")
    said = told.format(date=said_day(iso), host=names[host])
    return Table("duty", _columns(desk, {}), [row], said=(said,), number="entry")


def _report(desk: Desk, period: str, with_identity: bool, reason: str) -> Table:
    found = read_period(period, desk.today)
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = identity.sight(desk.settings.terminal, habit, with_identity, reason)
    found = found._replace(last=min(found.last, desk.today))
    held = list(days.held(desk.book, found.first.isoformat(), found.last.isoformat(), seen.identity))
    if with_identity:
        desk.record("duty", lambda _book: [identity.disclosure("duty", len(held), seen, 0, reason)])
    return days.report(found, held, diary.owed(desk.level, found.first, found.last), desk.codes)
