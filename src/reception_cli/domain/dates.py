"""Days and moments as clerks write them: ISO or day first, `hôm nay`, `yesterday 9:30`; never guessed.

Where a clerk says a day (not in files), `lean` also lets it be short: `25/11`, `thứ hai`, `3 ngày trước` are the
nearest one past, or to come.
"""

import re
from datetime import date, datetime, timedelta, timezone
from datetime import time as Clock
from typing import NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _, language

ICT = timezone(timedelta(hours=7))  # every desk keeps Vietnamese time, which has no summer time
FIRST_YEAR, LAST_YEAR = 1900, 2200
_WORDS = {"today": 0, "hom nay": 0, "yesterday": -1, "hom qua": -1}
PAST, COMING = "past", "coming"  # what happened, and a term
_NEAR = {
    "tomorrow": 1, "mai": 1, "ngay mai": 1, "hom kia": -2, "ngay kia": 2, "ngay mot": 2, "sang nay": 0, "chieu nay": 0,
}  # fmt: skip
_WEEKDAYS = {
    word: number for number, several in enumerate((
        "thu hai|thu 2|t2|monday", "thu ba|thu 3|t3|tuesday", "thu tu|thu 4|t4|wednesday", "thu nam|thu 5|t5|thursday",
        "thu sau|thu 6|t6|friday", "thu bay|thu 7|t7|saturday", "chu nhat|cn|sunday",
    )) for word in several.split("|")
}  # fmt: skip
_WEEKS = {" tuan truoc": -1, " tuan nay": 0, " tuan sau": 1, " tuan toi": 1}
_AGO = re.compile(r"(\d{1,3}) (ngay|tuan|days?|weeks?) (truoc|ago|nua|sau|toi)")
_LATER = ("nua", "sau", "toi")
_HALVES = {"sa": 0, "sang": 0, "am": 0, "ch": 12, "chieu": 12, "toi": 12, "pm": 12}  # of a day, and their hours
_HALF = re.compile(rf"(.*\d\s?[h:]?\s?\d*) ?({'|'.join(_HALVES)})")
_HOURS = re.compile(r"(\d{1,2}) ?gio ?(\d{2})?( phut)?")


class ShortYear(UsageFault):
    """A year of two digits; `likely` is the day that it probably means."""

    likely: date | None = None


class Moment(NamedTuple):
    """When something happened: a day, and a time of +07:00 when one is known."""

    day: date
    time: Clock | None = None

    def iso(self) -> str:
        """Write it as it is stored: `2026-03-05` or `2026-03-05T09:30:00+07:00`."""
        if self.time is None:
            return self.day.isoformat()
        return datetime.combine(self.day, self.time, ICT).isoformat(timespec="seconds")


def read_day(text: str, today: date, what: str, lean: str = "") -> date:
    """Read a day: ISO, day first, or a word for today or yesterday; with `lean` also one that is said short.

    `what` is the translated name of the field. Raises UsageFault that says what was understood; a text that
    is no date at all is not repeated, since it may be a name or a number from the wrong column.
    """
    folded = fold(text)
    ago = _WORDS.get(folded.replace("-", " "))
    if ago is not None:
        return today + timedelta(days=ago)
    numbers = _three_numbers(folded)
    near = _near(folded, today, lean) if lean and not numbers else None
    if near:
        return near
    if not numbers:
        raise UsageFault(_("{what} is not a date that can be read").format(what=what), _day_hint(today))
    year, month, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    if len(year) != 4:
        fault = ShortYear(
            _("{what}: '{text}' has no year of four digits").format(what=what, text=folded), _day_hint(today)
        )
        fault.likely = None if "-" in folded else _date(2000 + int(year), int(month), int(day))
        raise fault
    return _real_day(folded, int(year), int(month), int(day), today, what)


def said_short(text: str) -> bool:
    """Whether a day or moment was said so that it is to be repeated in full."""
    folded = _spoken(fold(text))[0]
    day, _time = _split_moment(folded)
    return bool(day) and not _three_numbers(day) and day.replace("-", " ") not in _WORDS and day[10:11] != "t"


def _near(text: str, today: date, lean: str) -> date | None:
    """Read a day that is said short: the nearest one past (today is), or to come (today is not); None where it is none.

    `25/11` is today on that day in both directions.
    """
    text = text.replace("-", " ").strip()
    if text in _NEAR:
        return today + timedelta(days=_NEAR[text])
    if ago := _AGO.fullmatch(text):
        days = int(ago[1]) * (7 if ago[2][0] in "tw" else 1)
        return today + timedelta(days=days if ago[3] in _LATER else -days)
    for suffix, weeks in _WEEKS.items():
        if text.endswith(suffix) and text.removesuffix(suffix) in _WEEKDAYS:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
            return monday + timedelta(days=_WEEKDAYS[text.removesuffix(suffix)])
    if text in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS[text]) % 7
        return today - timedelta(days=back) if lean == PAST else today + timedelta(days=7 - back)
    return _nearest_year(text, today, lean)


def _nearest_year(text: str, today: date, lean: str) -> date | None:
    parts = text.split("/")
    if len(parts) != 2 or not all(_is_number(part) and len(part) < 3 for part in parts):
        return None
    day, month = map(int, parts)
    years = range(today.year, today.year - 9, -1) if lean == PAST else range(today.year, today.year + 9)
    found = (_date(year, month, day) for year in years)
    return next((each for each in found if each and (each <= today if lean == PAST else each >= today)), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


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


def read_moment(text: str, now: datetime, what: str, lean: str = "") -> Moment:
    """Read a day, a day with a time, or a time alone, which is today's; an offset is converted to +07:00.

    `now` must be aware. Raises UsageFault like `read_day`. A day without a time stays without one.
    """
    today = now.astimezone(ICT).date()
    folded, later = _spoken(fold(text)) if lean else (fold(text), 0)
    day_text, time_text = _split_moment(folded)
    day = today if time_text and not day_text else read_day(day_text, today, what, lean)
    if time_text is None:
        return Moment(day)
    # 9:30-10:30 is how clerks write a span: a minus is a time zone only in full ISO
    time_text, offset = _split_offset(time_text, "+-" if folded[10:11] == "t" else "+")
    clock = _read_clock(time_text, what)
    if clock.hour < later:
        clock = clock.replace(hour=clock.hour + later)
    if offset is None:
        return Moment(day, clock)
    zone = _read_offset(offset, what)
    local = datetime.combine(day, clock, zone).astimezone(ICT)
    return Moment(local.date(), local.time())


def _spoken(folded: str) -> tuple[str, int]:
    """Write a time as it is spoken with digits: `8 giờ 30` is `8h30`; and give the first hour of its half day."""
    folded = _HOURS.sub(lambda found: f"{found[1]}h{found[2] or ''}", folded)
    half = _HALF.fullmatch(folded)
    return (half[1].strip(), _HALVES[half[2]]) if half else (folded, 0)


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


def full_day(day: date) -> str:
    """Write a day in full, with its weekday."""
    return f"{weekday(day)} {said_day(day)}"
