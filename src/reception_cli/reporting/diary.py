"""Reception days of the head and appointments, as the cards know them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import private
from reception_cli.domain.words import _, language
from reception_cli.events.diary import Appointment, Owed
from reception_cli.index.queries.filters import Where, span
from reception_cli.index.register_view import RegisterView
from reception_cli.law.data import cited
from reception_cli.reporting.columns import coded
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Note, Table

Row = dict[str, Any]
HOSTS = ("head", "delegate")
_APPOINTMENTS = (
    "SELECT a.seq, a.at, a.incident, (SELECT r.came FROM arrivals r WHERE r.appointment = a.seq AND r.gone = 0"
    " ORDER BY r.seq DESC LIMIT 1), e.pos FROM appointments a JOIN entries e ON e.seq = a.seq WHERE a.gone = 0"
)
_ANSWERS = {None: "", 0: "missed", 1: "attended"}


class Held(NamedTuple):
    """One reception day that was held."""

    day: str
    host: str
    visitors: bool
    name: str = ""


def held(book: RegisterView, first: str, last: str, names: bool) -> Iterator[Held]:
    """Give the reception days of a period: those recorded, and every visit that the head or a delegate received.

    `names` reads who it was, which is private.
    """
    query = (
        "SELECT d.day, d.host, d.visitors, e.pos FROM duties d JOIN entries e ON e.seq = d.seq"
        " WHERE d.gone = 0 AND d.planned = 0 AND d.day BETWEEN ? AND ? ORDER BY d.day"
    )
    for day, host, visitors, pos in book.db.execute(query, (first, last)).fetchall():
        name = private(book.entries([pos])[0], "name") if names else ""
        yield Held(day, host, bool(visitors), name)
    within = span(first, last, "v.line") if not book.wide else Where()
    visits = (
        "SELECT v.day, v.host, v.line FROM lines v WHERE v.type = 'visit' AND v.void = 0 AND v.refused IS NULL"
        f" AND v.host IN ('head', 'delegate') AND v.day BETWEEN ? AND ?{within.sql} ORDER BY v.day"
    )
    for day, host, line in book.db.execute(visits, (first, last, *within.params)).fetchall():
        name = book.line(numbers.text(line)).private.get("host_name", "") if names else ""
        yield Held(day, host, True, name)


def recorded(book: RegisterView, day: str) -> list[tuple[str, str]]:
    """List the reception days recorded as held on a day, with their hosts."""
    query = "SELECT day, host FROM duties WHERE gone = 0 AND planned = 0 AND day = ?"
    return list(book.db.execute(query, (day,)))


def planned(book: RegisterView, first: str) -> str | None:
    """Find the next reception day of the head that is planned, from an ISO day on."""
    query = "SELECT min(day) FROM duties WHERE gone = 0 AND planned = 1 AND host = 'head' AND day >= ?"
    found: str | None = book.db.execute(query, (first,)).fetchone()[0]
    return found


def report(period: Period, days: Iterable[Held], owed: list[Owed], codes: Any) -> Table:
    """Tell how many reception days the head owed and how many were held, by person."""
    listed = list(days)
    groups: dict[tuple[str, str], dict[str, bool]] = {}
    for one in listed:
        visitors = groups.setdefault((one.host, one.name), {})
        visitors[one.day] = visitors.get(one.day, False) or one.visitors
    rows = [
        {
            "host": host, "name": name or None, "days": len(found), "with_visitors": sum(found.values()),
            "without_visitors": len(found) - sum(found.values()),
        }
        for (host, name), found in sorted(groups.items(), key=lambda group: (HOSTS.index(group[0][0]), group[0][1]))
    ]  # fmt: skip
    asked, kept = sum(each.days for each in owed), len({one.day for one in listed if one.host == "head"})
    totals = {"owed": asked, "held": kept, "missing": max(0, asked - kept)}
    notes = (*map(_note, owed), _sum(totals, period.last))
    return Table("duty", columns(codes), rows, totals, notes, title=period.name, number="host")


def columns(codes: Any) -> tuple[Column, ...]:
    """Give the columns of a report on reception days."""
    return (
        coded("host", _("Host"), codes), Column("name", _("Name")), Column("days", _("Reception days"), "number"),
        Column("with_visitors", _("With visitors"), "number"),
        Column("without_visitors", _("Nobody came"), "number"),
    )  # fmt: skip


def _note(owed: Owed) -> Note:
    duty = owed.duty
    per = {"week": _("a week"), "month": _("a month")}[duty.per]
    text = _("{who}: at least {days} {per}, makes {n} ({source}) [{mark}]").format(
        who=duty.vi if language() == "vi" else duty.en, days=duty.days, per=per, n=owed.days,
        source=cited(duty.source), mark=duty.mark,
    )  # fmt: skip
    facts = {"role": duty.role, "days": duty.days, "per": duty.per, "owed": owed.days, "source": duty.source}
    return Note("duty", text, {**facts, "mark": duty.mark})


def _sum(totals: dict[str, int], last: date) -> Note:
    text = _("Reception days of the head up to {day}: {owed} owed, {held} held, {missing} missing.")
    return Note("sum", text.format(day=said_day(last), **totals), {**totals, "until": last.isoformat()})


def appointments(book: RegisterView, first: str, last: str, limit: int) -> Iterator[tuple[Appointment, int]]:
    """Give the appointments of some days in order, with the place of their entries."""
    query = f"{_APPOINTMENTS} AND a.day BETWEEN ? AND ? ORDER BY a.at, a.seq LIMIT ?"
    for row in book.db.execute(query, (first, last, limit)):
        yield _appointment(row), row[4]


def appointment(book: RegisterView, seq: int) -> Appointment | None:
    """Find an appointment by its number."""
    row = book.db.execute(f"{_APPOINTMENTS} AND a.seq = ?", (seq,)).fetchone()
    return _appointment(row) if row else None


def _appointment(row: tuple[Any, ...]) -> Appointment:
    seq, at, incident, came, _pos = row
    return Appointment(seq, at, numbers.text(incident) if incident else None, _ANSWERS[came])


def appointment_rows(book: RegisterView, first: date, last: date | None, limit: int, names: bool) -> Iterator[Row]:
    """Give appointments as rows; `names` shows for whom and what about, never those of a denunciation."""
    for one, pos in appointments(book, first.isoformat(), last.isoformat() if last else "9999", limit):
        shown = names and not (one.incident and book.confidential(one.incident))
        entry = book.entries([pos])[0] if shown else None
        yield {
            "appointment": one.seq, "on": one.at, "incident": one.incident, "status": one.answer or "waiting",
            "name": private(entry, "name") if entry else None, "about": private(entry, "about") if entry else None,
        }  # fmt: skip


def appointment_columns(names: bool) -> tuple[Column, ...]:
    """Give the columns of appointments."""
    words = {"waiting": _("expected"), "attended": _("came"), "missed": _("did not come")}
    named = (Column("name", _("Name")), Column("about", _("About"), wide=True)) if names else ()
    return (
        Column("appointment", _("Appointment")), Column("on", _("When"), "time"), Column("incident", _("Incident")),
        Column("status", _("Status"), labels=words), *named,
    )  # fmt: skip
