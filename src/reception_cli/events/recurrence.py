"""Days that come again by a rule of iCalendar (RFC 5545), such as the reception days of the head: pure."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.rrule import rrulestr

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.events import diary
from reception_cli.law.calendar import Calendar, Day

_PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
_FREQUENCIES = ("WEEKLY", "MONTHLY", "YEARLY")
_MOST = {"INTERVAL": 999, "BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366}
_LONGEST = 200  # letters
_ONE = timedelta(days=1)


class Planned(NamedTuple):
    """A day by the rule; where that one is off, the next working day, and why it is off."""

    day: date
    by_rule: date
    off: Day | None
    post_by: date | None  # last day on which the schedule may be posted


def plan(text: str, first: date, last: date, calendar: Calendar) -> list[Planned]:
    """Find the days of a rule from one day to another, both included; raises UsageFault for what is no such rule.

    A day off moves to the next working day. Two that fall on one day are one.
    """
    found: dict[date, Planned] = {}
    for by_rule in _days(text, first, last):
        day = by_rule
        while not calendar.is_working(day):
            day += _ONE
        off = calendar.why_off(by_rule)
        found.setdefault(day, Planned(day, by_rule, off, diary.notice_by(day, calendar)))
    return [found[day] for day in sorted(found)]


def _days(text: str, first: date, last: date) -> Iterable[date]:
    rule = _checked(text)
    end = datetime.combine(last, time())
    try:
        days = rrulestr(f"{rule};UNTIL={last:%Y%m%d}", dtstart=datetime.combine(first, time()))
        return [day.date() for day in days if day <= end]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise _wrong(text) from None


def _checked(text: str) -> str:
    """Let a rule through whose parts are known: whole days, by weeks, months or years, and a day that is named."""
    plain = text.strip().upper().removeprefix("RRULE:")
    parts = [part.partition("=") for part in plain.split(";") if part]
    names = [name for name, _equals, _value in parts]
    told = {name: value for name, _equals, value in parts}
    named = {"BYDAY", "BYMONTHDAY"} & told.keys()
    known = not set(names) - set(_PARTS) and len(names) == len(told) and all(told.values())
    if len(text) > _LONGEST or not known or told.get("FREQ") not in _FREQUENCIES or not named:
        raise _wrong(text)
    for name, most in _MOST.items():
        if not all(_is_whole(value, most, name != "INTERVAL") for value in told.get(name, "1").split(",")):
            raise _wrong(text)
    return ";".join(f"{name}={value}" for name, value in told.items())


def _is_whole(value: str, most: int, signed: bool) -> bool:
    """Whether it is a number from 1 to `most`, or so many counted from the end."""
    digits = value.removeprefix("-") if signed else value
    return digits.isascii() and digits.isdigit() and len(digits) < 4 and 1 <= int(digits) <= most


def _wrong(text: str) -> UsageFault:
    return UsageFault(
        _("'{text}' is no rule for days that come again.").format(text=shown(text[:60])),
        _("Type it like 'FREQ=MONTHLY;BYDAY=1TH,3TH' (first and third Thursday), 'FREQ=MONTHLY;BYMONTHDAY=15' or "
          "'FREQ=WEEKLY;BYDAY=TU'."),
    )  # fmt: skip
