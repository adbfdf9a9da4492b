"""Days and moments as clerks write them: ISO or day first, `hôm nay`, `yesterday 9:30`; never guessed."""

from datetime import date, datetime, timedelta, timezone
from datetime import time as Clock
from typing import NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _, language

ICT = timezone(timedelta(hours=7))  # every desk keeps Vietnamese time, which has no summer time
FIRST_YEAR, LAST_YEAR = 1900, 2200
_WORDS = {"today": 0, "hom nay": 0, "yesterday": -1, "hom qua": -1}


class Moment(NamedTuple):
    """When something happened: a day, and a time of +07:00 when one is known."""

    day: date
    time: Clock | None = None

    def iso(self) -> str:
        """Write it as it is stored: `2026-03-05` or `2026-03-05T09:30:00+07:00`."""
        if self.time is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.time, ICT).isoformat(timespec="seconds")


def read_day(text: str, today: date, what: str) -> date:
    """Read a day: ISO, day first, or a word for today or yesterday.

    `what` is the translated name of the field. Raises UsageFault that says what was understood; a text that
    is no date at all is not repeated, since it may be a name or a number from the wrong column.
    """
    folded = fold(text)
    ago = _WORDS.get(folded.replace("-", " "))
    if ago is not None:
        return today + timedelta(days=ago)
    numbers = _three_numbers(folded)
    if not numbers:
        raise UsageFault(_("{what} is not a date that can be read").format(what=what), _day_hint(today))
    year, month, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    if len(year) != 4:
        raise UsageFault(
            _("{what}: '{text}' has no year of four digits").format(what=what, text=folded), _day_hint(today)
        )
    return _real_day(folded, int(year), int(month), int(day), today, what)


def _three_numbers(text: str) -> list[str]:
    for mark in "-/.":
        parts = text.split(mark)
        if len(parts) == 3 and all(_is_number(part) for part in parts):
            return parts
    return []


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in (1, 2, 4)  # isdigit alone also takes ² and ٣


def _real_day(text: str, year: int, month: int, day: int, today: date, what: str) -> date:
    hint = _day_hint(today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        wrong = _("years go from {first} to {last}").format(first=FIRST_YEAR, last=LAST_YEAR)
    elif not 1 <= month <= 12:
        wrong = _("there is no month {month}").format(month=month)
        if 1 <= day <= 12 and 1 <= month <= 31:
            hint = _day_hint(date(year, day, min(month, _days_in(year, day))))
    elif not 1 <= day <= _days_in(year, month):
        wrong = _("that month has {days} days").format(days=_days_in(year, month))
    else:
        return date(year, month, day)
    read = _("{what}: '{text}' was read as day {day}, month {month} of {year}: {wrong}")
    raise UsageFault(read.format(what=what, text=text, day=day, month=month, year=year, wrong=wrong), hint)


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _day_hint(day: date) -> str:
    return _("Write the year in four digits and the day before the month: {iso} or {plain}.").format(
        iso=day.isoformat(), plain=f"{day.day}/{day.month}/{day.year}"
    )


def read_moment(text: str, now: datetime, what: str) -> Moment:
    """Read a day, a day with a time, or a time alone, which is today's; an offset is converted to +07:00.

    `now` must be aware. Raises UsageFault like `read_day`. A day without a time stays without one.
    """
    today = now.astimezone(ICT).date()
    folded = fold(text)
    day_text, time_text = _split_moment(folded)
    day = today if time_text and not day_text else read_day(day_text, today, what)
    if time_text is None:
        return Moment(day)
    # 9:30-10:30 is how clerks write a span: a minus is a time zone only in full ISO
    time_text, offset = _split_offset(time_text, "+-" if folded[10:11] == "t" else "+")
    clock = _read_clock(time_text, what)
    if offset is None:
        return Moment(day, clock)
    zone = _read_offset(offset, what)
    local = datetime.combine(day, clock, zone).astimezone(ICT)
    return Moment(local.date(), local.time())


def _split_moment(folded: str) -> tuple[str, str | None]:
    if folded[10:11] == "t" and folded[:1].isdigit():
        return folded[:10], folded[11:]
    day, _blank, last = folded.rpartition(" ")
    if last[:1].isdigit() and (":" in last or "h" in last):
        return day, last
    return folded, None


def _split_offset(text: str, signs: str) -> tuple[str, str | None]:
    if text.endswith("z"):
        return text[:-1], "+00:00"
    for sign in signs:
        clock, found, offset = text.partition(sign)
        if found:
            return clock, sign + offset
    return text, None


def _read_clock(text: str, what: str) -> Clock:
    parts = _clock_parts(text)
    if not (1 <= len(parts) <= 3 and all(_is_number(part) and len(part) <= 2 for part in parts)):
        raise UsageFault(_("{what} has a time that cannot be read").format(what=what), _time_hint())
    hour, minute, second = (*map(int, parts), 0, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        read = _("{what}: '{text}' was read as hour {hour}, minute {minute}: there is no such time of day")
        raise UsageFault(read.format(what=what, text=text, hour=hour, minute=minute), _time_hint())
    return Clock(hour, minute, second)


def _clock_parts(text: str) -> list[str]:
    whole, _dot, fraction = text.partition(".")
    if fraction.isdigit() and whole.count(":") == 2:
        text = whole  # fractions of a second are not kept
    if any(len(part) != 2 for part in text.split(":")[1:]):
        return []  # 9:5 may be 9:05 or 9:50
    return text.replace("h", ":").removesuffix(":").split(":")


def _read_offset(text: str, what: str) -> timezone:
    digits = text[1:].replace(":", "")
    if not (_is_number(digits) and len(digits) in (2, 4)):
        raise UsageFault(_("{what} has a time zone that cannot be read").format(what=what), _time_hint())
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    if ahead > timedelta(hours=14) or int(digits[2:] or 0) > 59:
        raise UsageFault(_("{what}: no time zone is {text} away").format(what=what, text=text), _time_hint())
    return timezone(-ahead if text[0] == "-" else ahead)


def _time_hint() -> str:
    return _("Write the time as 9:30, 9h30 or 2026-03-05T09:30+07:00.")


def shown_day(day_iso: str, language: str) -> str:
    """Write a stored day for people: `05/03/2026` in Vietnamese, ISO in English; a time is left out."""
    day = day_iso[:10]
    return f"{day[8:]}/{day[5:7]}/{day[:4]}" if language == "vi" and day else day


def said_day(at: date | str) -> str:
    """Write a day or moment in a message: `05/03/2026 08:10` in Vietnamese, ISO in English."""
    iso = str(at)
    if language() != "vi" or not iso:
        return iso
    return shown_day(iso, "vi") + (f" {iso[11:16]}" if iso[10:11] == "T" else "")


def weekday(day: date) -> str:
    """Name the day of the week."""
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[day.weekday()]
