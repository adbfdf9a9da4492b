"""Whether the days of a register can be what they say: a register is a file in the order of days. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from reception_cli.intake.cells import Day

AS_WRITTEN, MONTH_FIRST, SWAPPED, FROM_1904 = "as-written", "month-first", "swapped", "1904"
_FAR = 31  # days by which one line may run against the others before a figure is in danger


class Written(NamedTuple):
    """The day cell of one row: what was read, None where nothing could be; whether only month-first fits it."""

    row: int
    day: Day | None
    month_first: bool = False


class Verdict(NamedTuple):
    """What is wrong with the days of a sheet: `reading` would put it right; `rows` show it."""

    reading: str
    rows: tuple[int, ...]


def judge(days: Sequence[Written], starts_1904: bool) -> Verdict | None:
    """Find out whether day and month were changed, or the days run against each other; None where all is well."""
    read = [(written.row, written.day) for written in days if written.day is not None]
    if month_first := _month_first(days):
        return Verdict(MONTH_FIRST, month_first)
    numbers = [row for row, day in read if day.how == "number"]
    if starts_1904 and numbers:
        return Verdict(FROM_1904, tuple(numbers))
    backwards = _against([day.day for _row, day in read])
    if not backwards:
        return None
    for reading, how in ((SWAPPED, "cell"), (MONTH_FIRST, "text")):
        swappable = tuple(row for row, day in read if _may_swap(day, how))
        if not swappable or (how == "text" and any(day.how == how and day.day.day > 12 for _row, day in read)):
            continue
        changed = [_swap(day.day) if _may_swap(day, how) else day.day for _row, day in read]
        texts = [day for _row, day in read if day.how in ("text", "short")]
        mixed = how == "cell" and bool(texts) and all(day.day.day > 12 for day in texts)
        if len(_against(changed)) * 4 <= len(backwards) and (mixed or len(backwards) > 1):
            return Verdict(reading, swappable)
    far = _far([day.day for _row, day in read])
    return Verdict(AS_WRITTEN, tuple(read[place][0] for place in far)) if far else None


def _month_first(days: Sequence[Written]) -> tuple[int, ...]:
    """List the rows of texts that only the other order fits, where no text speaks against it."""
    rows = tuple(written.row for written in days if written.month_first)
    against = any(written.day and written.day.how == "text" and written.day.day.day > 12 for written in days)
    return rows if rows and not against else ()


def _may_swap(day: Day, how: str) -> bool:
    return day.how == how and day.day.day <= 12 and day.day.day != day.day.month


def _swap(day: date) -> date:
    return day.replace(month=day.day, day=day.month)


def _against(days: Sequence[date]) -> list[int]:
    """List the places at which days turn against the way that the register runs, oldest or newest first."""
    falls = [place for place, (one, other) in enumerate(pairwise(days), 1) if other < one]
    rises = [place for place, (one, other) in enumerate(pairwise(days), 1) if other > one]
    return min(falls, rises, key=len)


def _far(days: Sequence[date]) -> list[int]:
    """List the places whose day is more than a month off the days around it that run in order."""
    kept = max((_in_order(days), _in_order([date.max - (day - date.min) for day in days])), key=len)
    held, found = set(kept), []
    for place, day in enumerate(days):
        if place in held:
            continue
        near = bisect_left(kept, place)
        around = [days[kept[other]] for other in (near - 1, near) if 0 <= other < len(kept)]
        if min(abs((day - one).days) for one in around) > _FAR:
            found.append(place)
    return found


def _in_order(days: Sequence[date]) -> list[int]:
    """Find the places of a longest run of days that never goes back, others left out."""
    tails: list[date] = []
    ends: list[int] = []
    before: list[int] = []
    for place, day in enumerate(days):
        at = bisect_right(tails, day)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(day)
            ends.append(place)
        else:
            tails[at], ends[at] = day, place
    place, found = ends[-1] if ends else -1, []
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def odd_centuries(days: Iterable[Day]) -> list[int]:
    """List the years that were written with two digits and are not those of the register itself."""
    listed = list(days)
    known = {day.day.year for day in listed if day.how != "short"}
    short = {day.day.year for day in listed if day.how == "short"}
    return sorted(year for year in short if known and not known & {year - 1, year, year + 1})
