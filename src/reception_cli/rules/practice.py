"""How one desk counts: its calendar, and the service level it promises where the law sets no term."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from reception_cli.model.words import _
from reception_cli.rules.workdays import Calendar, Day, vietnam

if TYPE_CHECKING:
    from reception_cli.rules.deadline import Deadline
    from reception_cli.rules.law import Term

COUNTED = frozenset({"calendar", "service"})  # keys of a `configured` entry that move due days


class Practice(NamedTuple):
    """What a desk has configured; `known` remembers what was counted with it."""

    calendar: Calendar
    answer_days: int | None = None  # of a recommendation or feedback; None: no promise
    answer_unit: str = "working"
    known: "dict[tuple[Term, str], Deadline]" = {}

    def level(self, term: "Term") -> "Term":
        """Give a term without days the service level of this desk."""
        promised = {"days": self.answer_days, "unit": self.answer_unit, "mark": ""}
        return term._replace(**promised, source=_("service level of this desk"))


def practice(setting: Callable[[str], str]) -> Practice:
    """Read what a desk has configured; `setting` gives the JSON of one key, empty where nothing was said."""
    service = json.loads(setting("service") or "{}")
    return Practice(calendar(setting), service.get("days"), service.get("unit", "working"), {})


def calendar(setting: Callable[[str], str]) -> Calendar:
    """Lay the days that a desk configured over the country's calendar."""
    said: Mapping[str, Any] = json.loads(setting("calendar") or "{}")
    country = vietnam(said.get("culture_day", True))
    off, work = said.get("off", ()), said.get("work", ())
    return country.with_days(map(_own, off), map(_own, work)) if off or work else country


def _own(day: str) -> Day:
    return Day(date.fromisoformat(day), "desk", "ngày của đơn vị", "the desk's own day", _("as configured"))
