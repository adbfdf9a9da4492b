"""The desk's own diary, about no matter: what is planned, and what one shift leaves to the next. Pure.

Reception days of the head (`duty`), appointments (`appointed`, `attended`, `missed`), shift notes (`shift_note`,
`shift_done`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from reception_cli import law
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import NotFound, Refused
from reception_cli.domain.words import _, mark
from reception_cli.events.registry import BOOL, DAY, ENTRY, INCIDENT, VISIT, Field, Kind

if TYPE_CHECKING:
    from reception_cli.law.calendar import Calendar
    from reception_cli.law.terms import Duty

_ONE = timedelta(days=1)


class Appointment(NamedTuple):
    """Somebody who registered to be received; `answer` is attended or missed, empty while nobody knows."""

    seq: int  # of its entry: its number
    at: str  # ISO day or moment
    incident: str | None = None
    answer: str = ""


class Owed(NamedTuple):
    """How many reception days one version of the law asked for."""

    duty: Duty
    days: int


def hold(day: str, host: str, visitors: bool, name: str, known: Iterable[tuple[str, str]]) -> list[Draft]:
    """Record a reception day; `known` are (day, host) that are recorded as held already."""
    if (day, host) in set(known):
        raise Refused(_("The reception day {day} is recorded already.").format(day=said_day(day)))
    return [Draft("duty", "", {"date": day, "host": host, "visitors": visitors}, {"name": name}, day)]


def appoint(at: str, incident: str | None, name: str, about: str) -> list[Draft]:
    """Register somebody to be received."""
    data = {"on": at} | ({"incident": incident} if incident else {})
    return [Draft("appointed", "", data, {"name": name, "about": about})]


def miss(appointment: Appointment | None, seq: int, today: str) -> list[Draft]:
    """Record a no-show; raises NotFound or Refused."""
    if appointment is None:
        text = _("There is no appointment {seq}.").format(seq=seq)
        raise NotFound(text, _("See `reception appoint --list`."))
    reasons = {
        "attended": _("whoever it was for came"),
        "missed": _("it is recorded as missed already"),
    }
    reason = reasons.get(appointment.answer) or (_("it is still to come") if appointment.at[:10] > today else "")
    if reason:
        raise Refused(_("Appointment {seq} cannot be missed:").format(seq=seq), (reason,))
    return [Draft("missed", "", {"appointed": seq})]


def leave(text: str) -> list[Draft]:
    """Leave a note to whoever sits at the desk next; it is told until somebody says that it is done."""
    return [Draft("shift_note", "", {}, {"note": text})]


def finish(waiting: Iterable[int], seqs: Iterable[int]) -> list[Draft]:
    """Tell that shift notes are done; `waiting` are those that are not. Raises Refused, naming the others."""
    known, wanted = set(waiting), list(dict.fromkeys(seqs))
    reasons = [_("{seq} is no shift note, or is done already").format(seq=seq) for seq in wanted if seq not in known]
    if reasons:
        raise Refused(_("Shift notes cannot be done:"), tuple(reasons), _("See `reception agenda`."))
    return [Draft("shift_done", "", {"note": seq}) for seq in wanted]


def owed(role: str, first: date, last: date) -> list[Owed]:
    """Count the reception days that the head owes in a period, by each version of the law.

    A week or month counts where its last day lies in the period, by the law of that day (our reading).
    """
    owed_days: dict[Duty, int] = {}
    for day in _days(first, last):
        duty = _duty(role, day) if day.weekday() == 6 or (day + _ONE).day == 1 else None
        ends = duty and (day.weekday() == 6 if duty.per == "week" else (day + _ONE).day == 1)
        if duty and ends:
            owed_days[duty] = owed_days.get(duty, 0) + duty.days
    return [Owed(duty, days) for duty, days in owed_days.items()]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + _ONE * n for n in range((last - first).days + 1))  # none where the end lies before the beginning


def _duty(role: str, day: date) -> Duty | None:
    try:
        return law.terms.duty(role, day)
    except NotFound:
        return None


def notice_by(day: date, calendar: Calendar) -> date | None:
    """Tell by when the schedule of a reception day is to be posted."""
    term = law.terms.term("post-schedule", day)
    return calendar.before(day, term.days, term.unit).due if term.days else None


def working_day_before(day: date, calendar: Calendar) -> date:
    """Give the last working day before a day."""
    return calendar.before(day, 1, law.calendar.WORKING).due


# --- The kinds.

_HOST = Field({"enum": ["head", "delegate"]})
_ON = Field({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+07:00)?$"})
KINDS = (
    Kind(
        mark("duty"), "desk", {"date": DAY.needed, "host": _HOST.needed, "visitors": BOOL.needed}, ("name",),
        mark("reception day"), "", "duty", undo="free",
    ),
    Kind(
        mark("appointed"), "desk", {"on": _ON.needed, "incident": INCIDENT}, ("about", "name"),
        mark("appointment"), "", "appoint", undo="free",
    ),
    Kind(
        mark("attended"), "desk", {"appointed": ENTRY.needed, "visit": VISIT.needed}, (),
        mark("appointment kept"), "", "visit", undo="free",
    ),
    Kind(
        mark("missed"), "desk", {"appointed": ENTRY.needed}, (), mark("appointment missed"), "", "appoint",
        undo="free",
    ),
    Kind(
        mark("shift_note"), "desk", {}, ("note",), mark("shift note"), "", "note", undo="free",
        untold=frozenset({"note"}), since=2,
    ),
    Kind(
        mark("shift_done"), "desk", {"note": ENTRY.needed}, (), mark("shift note done"), "", "note", undo="free",
        since=2,
    ),
)  # fmt: skip
