"""How one desk counts: its calendar, and the service level it promises where the law sets no term."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.law.calendar import WORKING, Calendar, Day, swap_days, vietnam
from reception_cli.law.obligations import Desk

if TYPE_CHECKING:
    from reception_cli.law.terms import Term


class Level(NamedTuple):
    """A service level: within how many days."""

    days: int
    unit: str = WORKING


class Practice(NamedTuple):
    """What a desk has configured; a level is None where it promises none."""

    calendar: Calendar
    answers: Level | None = None  # a recommendation or feedback is answered
    triage: Level | None = None  # what came by post is triaged
    format_from: int | None = None  # the entry that first stated a later format
    papers_from: str = ""  # since when it issues its papers here (ISO moment or day); "": it does not

    @property
    def owes(self) -> Desk:
        """Tell what the desk said of what it owes."""
        return Desk(self.answers is not None, self.triage is not None, self.format_from,
                    self.papers_from)  # fmt: skip

    def level(self, term: "Term", level: Level | None) -> "Term":
        """Give a term without days the service level of this desk."""
        source = _("service level of this desk")
        days, unit = level or (None, WORKING)
        return term._replace(days=days, unit=unit, source=source, mark="")


def practice(setting: Callable[[str], str]) -> Practice:
    """Read what a desk has configured; `setting` gives the JSON of one key, empty where nothing was said."""
    first = setting("format_from")
    first_seq = int(first) if first else None
    return Practice(calendar(setting), _level(setting, "service"), _level(setting, "triage"), first_seq,
                    setting("papers_from"))  # fmt: skip


def _level(setting: Callable[[str], str], key: str) -> Level | None:
    told = json.loads(setting(key) or "{}")
    return Level(told["days"], told.get("unit", WORKING)) if told else None


def calendar(setting: Callable[[str], str]) -> Calendar:
    """Lay the days that a desk configured, and the swaps it was told of, over the country's calendar."""
    said: Mapping[str, Any] = json.loads(setting("calendar") or "{}")
    country = vietnam(said.get("culture_day", True))
    day, told = date.fromisoformat, _("as configured")
    swaps = [swap_days(day(off), day(work), told) for off, work in read_swaps(setting)]
    off = [*(pair[0] for pair in swaps), *map(_own, said.get("off", ()))]
    work = [*(pair[1] for pair in swaps), *map(_own, said.get("work", ()))]
    return country.with_days(off, work) if off or work else country


def read_swaps(setting: Callable[[str], str]) -> list[list[str]]:
    """Read the swaps that a desk configured: each the day off and the day worked for it, in ISO."""
    return [[pair["off"], pair["work"]] for pair in json.loads(setting("swaps") or "[]")]


def _own(day: str) -> Day:
    return Day(date.fromisoformat(day), "desk", "ngày của đơn vị", "the desk's own day", _("as configured"))


# --- How far ahead a clerk looks: `3wd` three working days, `7d` seven calendar days.

_MOST = 1000  # days


def last_day(text: str, today: date, calendar: "Callable[[], Calendar]") -> date:
    """Read a span and give its last day; the calendar is asked for working days only. Raises UsageFault."""
    wish = text.strip().lower()
    number = wish.removesuffix("wd") if wish.endswith("wd") else wish.removesuffix("d")
    if number == wish or not (number.isascii() and number.isdigit()) or int(number) > _MOST:
        raise UsageFault(
            _("'{text}' is no span of days.").format(text=text[:20]),
            _("Write 3wd for three working days, 7d for seven days."),
        )
    days = int(number)
    return calendar().run(today, days, "working").due if wish.endswith("wd") and days else today + timedelta(days=days)
