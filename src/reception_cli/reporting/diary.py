"""Reception days of the head, appointments and shift notes, as the cards know them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Entry, private
from reception_cli.domain.words import _, language, ngettext
from reception_cli.events.diary import Appointment, Owed
from reception_cli.index.queries import diary as queries
from reception_cli.index.register_view import RegisterView
from reception_cli.law.data import cited
from reception_cli.reporting import disclosure
from reception_cli.reporting.table import Column, Note, Table, coded

if TYPE_CHECKING:
    from reception_cli.events.recurrence import Planned
    from reception_cli.reporting.periods import Period

Row = dict[str, Any]
HOSTS = ("head", "delegate")
_ANSWERS = {None: "", False: "missed", True: "attended"}


class Held(NamedTuple):
    """One reception day that was held, or one visit of it."""

    day: str
    host: str
    visitors: bool
    name: str = ""
    people: int | None = None  # of a visit


def held(book: RegisterView, first: str, last: str, names: bool) -> Iterator[Held]:
    """Give the reception days of a period: those recorded, and every visit that the head or a delegate received.

    `names` reads who it was, which is private.
    """
    for duty in queries.duty_days(book, first, last):
        if duty.planned:
            continue
        name = private(book.entries([duty.pos])[0], "name") if names else ""
        yield Held(duty.day, duty.host, duty.visitors, name)
    for visit in queries.received_by_head(book, first, last):
        name = book.line(visit.visit).private.get("host_name", "") if names else ""
        yield Held(visit.day, visit.host, True, name, visit.people)


def report(period: "Period", days: Iterable[Held], owed: list[Owed], codes: Any) -> Table:
    """Tell how many reception days the head owed and how many were held, by person."""
    listed = list(days)
    groups: dict[tuple[str, str], dict[str, bool]] = {}
    came: dict[tuple[str, str], list[int]] = {}
    for one in listed:
        received = came.setdefault((one.host, one.name), [])
        received += [one.people] if one.people is not None else []
        visitors = groups.setdefault((one.host, one.name), {})
        visitors[one.day] = visitors.get(one.day, False) or one.visitors
    rows = [
        {
            "host": host, "name": name or None, "days": len(found), "with_visitors": sum(found.values()),
            "without_visitors": len(found) - sum(found.values()),
            "visits": len(came[host, name]), "people": sum(came[host, name]),
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
        Column("visits", _("Visits"), "number"), Column("people", _("People"), "number"),
    )  # fmt: skip


def _note(owed: Owed) -> Note:
    duty = owed.duty
    per = {"week": _("a week"), "month": _("a month")}[duty.per]
    text = _("{who}: at least {days} {per}, makes {n} ({source})").format(
        who=duty.vi if language() == "vi" else duty.en, days=duty.days, per=per, n=owed.days,
        source=cited(duty.source),
    )  # fmt: skip
    facts = {"role": duty.role, "days": duty.days, "per": duty.per, "owed": owed.days, "source": duty.source}
    return Note("duty", text, {**facts, "mark": duty.mark})


def _sum(totals: dict[str, int], last: date) -> Note:
    text = _("Reception days of the head up to {day}: {owed} owed, {held} held, {missing} missing.")
    return Note("sum", text.format(day=said_day(last), **totals), {**totals, "until": last.isoformat()})


def planned_columns(codes: Any) -> tuple[Column, ...]:
    """Give the columns of reception days that were planned by a rule."""
    return (
        Column("date", _("Day"), "date"), coded("host", _("Host"), codes), Column("by_rule", _("By the rule"), "date"),
        Column("moved", _("Moved")), Column("post_by", _("Post the schedule by"), "date"),
        Column("late", _("Too late")),
    )  # fmt: skip


def planned_row(one: "Planned", host: str, today: date) -> Row:
    """Tell of one day: `late` where its schedule can no longer be posted in time."""
    return {
        "date": one.day.isoformat(), "host": host, "by_rule": one.by_rule.isoformat(), "moved": one.day != one.by_rule,
        "post_by": one.post_by and one.post_by.isoformat(), "late": one.post_by is not None and one.post_by < today,
    }  # fmt: skip


def planned_line(one: "Planned", today: date) -> str:
    """Say when the day is, from which day off it was moved, and by when its schedule is to be posted."""
    text = said_day(one.day)
    if one.off:
        reason = (one.off.vi if language() == "vi" else one.off.en) or _("weekend")
        text += " " + _("(instead of {day}: {reason})").format(day=said_day(one.by_rule), reason=reason)
    if one.post_by:
        posting = _("too late to post the schedule, which was due by {day}") if one.post_by < today else _(
            "post the schedule by {day}"
        )
        text += "; " + posting.format(day=said_day(one.post_by))
    return text


def planned_table(
    shape: tuple[Column, ...], rows: list[Row], lines: tuple[str, ...], known: int, dry: bool
) -> Table:
    """Tell which days are planned now; `known` were recorded before."""
    text = ngettext("{n} reception day planned.", "{n} reception days planned.", len(rows))
    if dry:
        text = ngettext("{n} reception day would be planned.", "{n} reception days would be planned.", len(rows))
    before = ngettext("{n} was recorded before.", "{n} were recorded before.", known).format(n=known)
    notes = (Note("known", before, {"count": known}),) if known else ()
    said = (text.format(n=len(rows)), *("  " + line for line in lines), *(note.text for note in notes))
    return Table("duty", shape, rows, {"planned": len(rows)}, notes, said=said, number="date")


def appointment(book: RegisterView, seq: int) -> Appointment | None:
    """Find an appointment by its number."""
    row = queries.appointment(book, seq)
    return Appointment(row.seq, row.at, row.incident, _ANSWERS[row.came]) if row else None


def appointment_rows(book: RegisterView, first: date, last: date | None, limit: int, names: bool) -> Iterator[Row]:
    """Give appointments as rows; `names` shows for whom and what about, never of who may have denounced."""
    for one in queries.appointments(book, first.isoformat(), last.isoformat() if last else "9999", limit):
        entry = book.entries([one.pos])[0] if names else None
        if entry and hidden(book, one, entry):
            entry = None
        yield {
            "appointment": one.seq, "on": one.at, "incident": one.incident, "status": _ANSWERS[one.came] or "waiting",
            "name": private(entry, "name") if entry else None, "about": private(entry, "about") if entry else None,
        }  # fmt: skip


def shift_rows(book: RegisterView, notes: Iterable[queries.ShiftNote], names: bool) -> Iterator[Row]:
    """Give shift notes as rows; what they say is told where `names` are shown."""
    for one in notes:
        text = private(book.entries([one.pos])[0], "note") if names else ""
        yield {"entry": one.seq, "on": one.at, "user": one.clerk, "about": text or None}


def shift_line(row: Row) -> str:
    """Tell a shift note: its number, who wrote it when, and what it says."""
    head = f"{row['entry']}  {said_day(row['on'][:16])}, {row['user']}"
    return f"{head}: {row['about']}" if row["about"] else head


def hidden(book: RegisterView, one: queries.AppointmentRow, entry: Entry) -> bool:
    """Whether an appointment was that of somebody who stays hidden: by its matter, or by the visit that kept it."""
    over = disclosure.veil(book, one.incident) if one.incident else None
    if over and (book.confidential(one.incident or "") or over.hides({"name": private(entry, "name")})):
        return True
    return bool(one.line) and disclosure.denounced(book, book.line(one.line or ""))


def appointment_columns(names: bool) -> tuple[Column, ...]:
    """Give the columns of appointments."""
    return (
        Column("appointment", _("Appointment")), Column("on", _("When"), "time"), Column("incident", _("Incident")),
        Column("status", _("Status"), labels=answer_words()), *name_columns(names),
    )  # fmt: skip


def name_columns(names: bool) -> tuple[Column, ...]:
    """Give the columns that tell for whom an appointment is and what about, where `names` are shown."""
    return (Column("name", _("Name")), Column("about", _("About"), wide=True)) if names else ()


def answer_words() -> dict[str, str]:
    """Say what became of an appointment."""
    return {"waiting": _("expected"), "attended": _("came"), "missed": _("did not come")}
