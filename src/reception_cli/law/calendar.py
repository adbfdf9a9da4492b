"""Working days and terms in days: which days count, which do not and why, and where a term ends.

The day of the event is not counted; a term whose last day is off ends with the next working day
(Civil Code 2015, Art. 147(2), 148(5)).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.law import data

_ONE = timedelta(days=1)
_LAST = date.max - 366 * _ONE  # a term that would end later ends here: its beginning was recorded by a wrong clock
_FIRST = date.min + 366 * _ONE
_SATURDAY = 5

WORKING, CALENDAR = "working", "calendar"  # the units of a term


class Day(NamedTuple):
    """A day off, or a weekend day worked, and who says so."""

    day: date
    reason: (
        str  # weekend | new-year | tet | hung-kings | april-may | national-day | culture-day | swap | desk
    )
    vi: str = ""
    en: str = ""
    source: str = ""
    mark: str = ""


class Caution(NamedTuple):
    """Why a due day may be wrong: `year-not-covered`, `year-not-final`, `days-proposed` and others."""

    code: str
    facts: Mapping[str, Any] = {}


class Pause(NamedTuple):
    """A stopped clock: the days after `start` through `end` do not count; no `end`: it still stands."""

    start: date
    end: date | None = None
    note: str = ""  # number of the decision

    def holds(self, day: date) -> bool:
        """Tell whether a day does not count because of it."""
        return self.start < day and (self.end is None or day <= self.end)


class Proposal(NamedTuple):
    """Days that would be off, and worked, if what was proposed were decided."""

    off: tuple[Day, ...]
    worked: tuple[Day, ...]
    source: str

    @property
    def days(self) -> tuple[date, ...]:
        """All days that it would change."""
        return tuple(day.day for day in (*self.off, *self.worked))


class Count(NamedTuple):
    """A term counted out: the day it ends and everything needed to tell why."""

    start: date
    days: int
    unit: str
    due: date
    skipped: tuple[Day, ...] = ()  # days off that were passed over, the paused ones excepted
    rolled_from: date | None = None  # the last day itself, where that was a day off
    paused: int = 0  # days on which the clock stood still
    cautions: tuple[Caution, ...] = ()
    calendar: str = ""  # the version that was used


class Calendar(NamedTuple):
    """The days off of one desk: the country's list, with what the desk added."""

    off: Mapping[date, Day]
    worked: Mapping[date, Day]
    years: Mapping[int, bool]  # year -> whether its list is final
    version: str
    proposals: tuple[Proposal, ...] = ()  # what is not decided yet

    def covers(self, year: int) -> bool:
        """Tell whether the days off of a year are known; else only weekends are passed over."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        return self.why_off(day) is None

    def why_off(self, day: date) -> Day | None:
        """Tell why a day is off; None for a working day."""
        if day in self.worked:
            return None
        known = self.off.get(day)
        return known or (Day(day, "weekend") if day.weekday() >= _SATURDAY else None)

    def with_days(self, off: Iterable[Day] = (), worked: Iterable[Day] = ()) -> "Calendar":
        """Lay a desk's own days over this calendar; they win over the country's, and decide what was proposed."""
        extra_off, extra_worked = {d.day: d for d in off}, {d.day: d for d in worked}
        said = extra_off.keys() | extra_worked.keys()
        return Calendar(
            {**{k: d for k, d in self.off.items() if k not in extra_worked}, **extra_off},
            {**{k: d for k, d in self.worked.items() if k not in extra_off}, **extra_worked},
            self.years,
            f"{self.version}+{len(extra_off)}-{len(extra_worked)}" if said else self.version,
            tuple(each for each in self.proposals if said.isdisjoint(each.days)),
        )

    def run(self, start: date, n: int, unit: str, pauses: Iterable[Pause] = ()) -> Count:
        """Count a term forward; a pause that has not ended has no effect here (`deadline.due` heeds it)."""
        closed = tuple(pause for pause in pauses if pause.end)
        day, left, skipped, paused = start, n, list[Day](), 0
        while left > 0 and day < _LAST:
            day += _ONE
            off = self.why_off(day) if unit == WORKING else None
            if any(pause.holds(day) for pause in closed):
                paused += 1
            elif off:
                skipped.append(off)
            else:
                left -= 1
        due, rolled = self._rolled(day, closed)
        count = Count(start, n, unit, due, (*skipped, *rolled), day if due != day else None, paused)
        return self._told(count, lambda other: other.run(start, n, unit, closed))

    def elapsed(self, start: date, until: date, unit: str, pauses: Iterable[Pause] = ()) -> int:
        """Count the days of a term that have run by the end of a day."""
        closed = tuple(pauses)
        days = (start + _ONE * k for k in range(1, (until - start).days + 1))
        running = (day for day in days if not any(pause.holds(day) for pause in closed))
        return sum(unit == CALENDAR or self.is_working(day) for day in running)

    def before(self, event: date, n: int, unit: str) -> Count:
        """Find the last day on which something may be done at least `n` days before an event.

        The day of the event is not counted. A calendar count that ends on a day off moves to the working day
        before it: moving it later would leave fewer than `n` days.
        """
        day, left, skipped = event, n, list[Day]()
        while left > 0 and day > _FIRST:
            day -= _ONE
            off = self.why_off(day) if unit == WORKING else None
            if off:
                skipped.append(off)
            else:
                left -= 1
        due, rolled = self._rolled(day, (), -_ONE)
        count = Count(event, n, unit, due, (*skipped, *rolled), day if due != day else None)
        return self._told(count, lambda other: other.before(event, n, unit))

    def _rolled(self, day: date, pauses: tuple[Pause, ...], step: timedelta = _ONE) -> tuple[date, list[Day]]:
        rolled: list[Day] = []
        while (off := self.why_off(day)) or any(pause.holds(day) for pause in pauses):
            if off:
                rolled.append(off)
            day += step
        return day, rolled

    def _told(self, count: Count, again: Callable[["Calendar"], Count]) -> Count:
        return count._replace(cautions=tuple(self._cautions(count, again)), calendar=self.version)

    def _cautions(self, count: Count, again: Callable[["Calendar"], Count]) -> Iterator[Caution]:
        """Tell what may move the due day; `again` counts it on another calendar.

        A year of which nothing is open but a proposal is not final for the terms that cross one of its days.
        """
        first, last = sorted((count.start, count.due))
        open_ = [each for each in self.proposals if any(first <= day <= last for day in each.days)]
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                yield Caution("year-not-covered", {"year": year})
            elif not self.years[year] or any(day.year == year for each in open_ for day in each.days):
                yield Caution("year-not-final", {"year": year})
        for each in open_:
            other = again(self.with_days(each.off, each.worked)._replace(proposals=()))
            days = {"off": [day.day for day in each.off], "worked": [day.day for day in each.worked]}
            yield Caution("days-proposed", {**days, "due": other.due, "source": each.source})


def vietnam(culture_day: bool = True) -> Calendar:
    """Read the country's calendar; a desk may switch 24 November off."""
    told = data.read("calendar", "vn")
    listed = list(_holidays(told))
    if culture_day:
        listed += _days(told, told["culture-day"], "culture-day", told["culture-day"]["off"])
    return Calendar(
        {day.day: day for day in listed},
        {day.day: day for row in told["year"] for day in _swapped(told, row, 1)},
        {row["year"]: row["final"] for row in told["year"]},
        told["version"] if culture_day else told["version"] + "-no-culture-day",
        tuple(_proposal(told, row) for row in told["proposal"]),
    )


def swap_days(off: date, worked: date, source: str) -> tuple[Day, Day]:
    """Make the two days of a swap that a desk was told of."""
    vi, en = data.read("calendar", "vn")["names"]["swap"]
    return Day(off, "swap", vi, en, source), Day(worked, "swap", vi, en, source)


def _holidays(told: data.Row) -> Iterator[Day]:
    for row in told["year"]:
        for reason in told["names"]:
            if reason != "swap":
                yield from _days(told, row, reason, row.get(reason, ()))
        yield from _swapped(told, row, 0)


def _swapped(told: data.Row, row: data.Row, place: int) -> Iterator[Day]:
    """Give the days off (0), or the worked ones (1), of the swaps of a year."""
    for pair in row["swap"]:
        yield from _days(told, row, "swap", [pair[place]], pair[2])


def _proposal(told: data.Row, row: data.Row) -> Proposal:
    off, worked = (tuple(_days(told, row, "swap", row[name])) for name in ("off", "work"))
    return Proposal(off, worked, told["sources"][row["source"]])


def _days(told: data.Row, row: data.Row, reason: str, days: Iterable[date], source: str = "") -> Iterator[Day]:
    vi, en = told["names"][reason]
    cited = told["sources"][source or row.get("of", {}).get(reason, row["source"])]
    for day in days:
        yield Day(day, reason, vi, en, cited, row["mark"])
