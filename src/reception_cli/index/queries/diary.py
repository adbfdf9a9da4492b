"""Reception days of the head, appointments and shift notes, as the cards know them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Where, span
from reception_cli.index.register_view import RegisterView

_APPOINTMENTS = (
    "SELECT a.seq, a.at, a.incident, (SELECT r.came FROM arrivals r WHERE r.appointment = a.seq AND r.gone = 0"
    " ORDER BY r.seq DESC LIMIT 1), e.pos, (SELECT r.line FROM arrivals r WHERE r.appointment = a.seq AND r.gone = 0"
    " ORDER BY r.seq DESC LIMIT 1) FROM appointments a JOIN entries e ON e.seq = a.seq WHERE a.gone = 0"
)


class DutyDay(NamedTuple):
    """A reception day that was recorded, `planned` or held; `pos` is the place of its entry."""

    day: str
    host: str
    planned: bool
    visitors: bool
    pos: int


class ReceivedBy(NamedTuple):
    """A visit that the head or a delegate received."""

    day: str
    host: str
    visit: str
    people: int


class AppointmentRow(NamedTuple):
    """An appointment: `came` is None until it is known; `pos` is the place of its entry."""

    seq: int
    at: str
    incident: str | None
    came: bool | None
    pos: int
    line: str | None  # the visit that kept it


class ShiftNote(NamedTuple):
    """A note that one shift left to the next and that is not done; `pos` is the place of its entry."""

    seq: int
    at: str
    clerk: str
    pos: int


def shift_notes(book: RegisterView) -> list[ShiftNote]:
    """List the shift notes that nobody said are done, the oldest first."""
    rows = book.select(
        "SELECT n.seq, n.at, n.clerk, e.pos FROM shift_notes n JOIN entries e ON e.seq = n.seq WHERE n.gone = 0"
        " AND NOT EXISTS (SELECT 1 FROM shift_done d WHERE d.note = n.seq AND d.gone = 0) ORDER BY n.seq"
    ).fetchall()
    return [ShiftNote(*row) for row in rows]


def duty_days(book: RegisterView, first: str, last: str) -> list[DutyDay]:
    """List the reception days that are recorded, from one ISO day to another."""
    rows = book.select(
        "SELECT d.day, d.host, d.planned, d.visitors, e.pos FROM duties d JOIN entries e ON e.seq = d.seq"
        " WHERE d.gone = 0 AND d.day BETWEEN ? AND ? ORDER BY d.day",
        (first, last),
    ).fetchall()
    return [DutyDay(day, host, bool(planned), bool(visitors), pos) for day, host, planned, visitors, pos in rows]


def received_by_head(book: RegisterView, first: str, last: str) -> list[ReceivedBy]:
    """List the visits that the head or a delegate received, from one ISO day to another."""
    within = span(first, last, "v.line") if not book.wide else Where()
    rows = book.select(
        "SELECT v.day, v.host, v.line, v.people FROM lines v WHERE v.type = 'visit' AND v.void = 0"
        f" AND v.refused IS NULL AND v.host IN ('head', 'delegate')"
        f" AND v.day BETWEEN ? AND ?{within.sql} ORDER BY v.day",
        (first, last, *within.params),
    ).fetchall()
    return [ReceivedBy(day, host, numbers.text(line), people) for day, host, line, people in rows]


def recorded(book: RegisterView, day: str) -> list[tuple[str, str]]:
    """List the reception days recorded as held on an ISO day: day, host."""
    return book.select("SELECT day, host FROM duties WHERE gone = 0 AND planned = 0 AND day = ?", (day,)).fetchall()


def days_of_host(book: RegisterView, host: str, first: str, last: str) -> set[str]:
    """Name the reception days of a host that are recorded, from one ISO day to another."""
    return {duty.day for duty in duty_days(book, first, last) if duty.host == host}


def planned(book: RegisterView, first: str) -> str | None:
    """Find the next reception day of the head that is planned, from an ISO day on."""
    query = "SELECT min(day) FROM duties WHERE gone = 0 AND planned = 1 AND host = 'head' AND day >= ?"
    day: str | None = book.select(query, (first,)).fetchone()[0]
    return day


def appointments(book: RegisterView, first: str, last: str, limit: int) -> Iterator[AppointmentRow]:
    """Give the appointments from one ISO day to another, in order."""
    query = f"{_APPOINTMENTS} AND a.day BETWEEN ? AND ? ORDER BY a.at, a.seq LIMIT ?"
    return map(_appointment, book.select(query, (first, last, limit)))


def appointment(book: RegisterView, seq: int) -> AppointmentRow | None:
    """Find an appointment by its number."""
    row = book.select(f"{_APPOINTMENTS} AND a.seq = ?", (seq,)).fetchone()
    return _appointment(row) if row else None


def _appointment(row: tuple[Any, ...]) -> AppointmentRow:
    seq, at, incident, came, pos, line = row
    number, visit = (numbers.text(one) if one else None for one in (incident, line))
    return AppointmentRow(seq, at, number, None if came is None else bool(came), pos, visit)
