"""How one desk counts: its calendar, and the service level it promises where the law sets no term."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.law.calendar import WORKING, Calendar, Day, swap_days, vietnam

if TYPE_CHECKING:
    from reception_cli.law.terms import Term


# --- How one desk counts: its calendar, and the service level it promises where the law sets no term.

class Practice:
    """What a desk has configured."""

    def __init__(
        self, calendar: Calendar, answer_days: int | None = None, answer_unit: str = WORKING, papers_from: str = "",
    ) -> None:  # fmt: skip
        """`answer_days` in which a recommendation or feedback is answered; None where none are promised.

        `papers_from`: since when the desk issues its papers here, "" where it does not.
        """
        self.papers_from = papers_from
        self.calendar = calendar
        self.answer_days = answer_days
        self.answer_unit = answer_unit

    def level(self, term: "Term") -> "Term":
        """Give a term without days the service level of this desk."""
        source = _("service level of this desk")
        return term._replace(days=self.answer_days, unit=self.answer_unit, source=source, mark="")


def practice(setting: Callable[[str], str]) -> Practice:
    """Read what a desk has configured; `setting` gives the JSON of one key, empty where nothing was said."""
    service = json.loads(setting("service") or "{}")
    return Practice(calendar(setting), service.get("days"), service.get("unit", WORKING), setting("papers_from"))


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
