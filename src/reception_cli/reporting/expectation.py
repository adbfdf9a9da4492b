"""Which units are to deliver to a desk, up to which day and by when: as it remembers, or as its tree of units says."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.events.configuration import EXPECTED
from reception_cli.index.register_view import RegisterView
from reception_cli.law import terms, units
from reception_cli.reporting import unit_places
from reception_cli.reporting.consolidation import Expected
from reception_cli.reporting.periods import Period, read_period

_COMMUNES = ("xa ", "phuong ", "thi tran ", "dac khu ")  # what the name of one begins with
_OFFICES = ("ubnd ", "uy ban nhan dan ", "ban tiep cong dan ")
_SOON = 31  # days behind a period in which a day lies by which a report on it was asked


def remembered(book: RegisterView) -> list[Expected]:
    """List the units that were named once."""
    rows: Iterable[dict[str, Any]] = json.loads(book.setting(EXPECTED) or "[]")
    return [Expected(**row) for row in rows]


def names(book: RegisterView) -> dict[str, str]:
    """Name the units that were named once, or by the tree, by their codes without regard to capitals."""
    known = unit_places.tree(book)
    told = {code.casefold(): unit_places.name(known, code) for code in known}
    return told | {one.unit.casefold(): one.name for one in remembered(book) if one.name}


def drafts(named: Iterable[Expected], before: Iterable[Expected]) -> list[Draft]:
    """Remember which units are to deliver; nothing where that is known."""
    listed = list(named)
    if not listed or listed == list(before):
        return []
    told = [{name: value for name, value in one._asdict().items() if value} for one in listed]
    return [Draft("configured", "", {EXPECTED: told})]


def for_period(book: RegisterView, unit: str, span: Period, named: Iterable[Expected]) -> list[Expected]:
    """Ask units for a whole period by their reporting day; what was named of their own days for it stands.

    Without named units those right below `unit` in the tree are asked. Raises UsageFault where it names none.
    """
    last, own = span.last.isoformat(), json.loads(book.setting("report_days") or "{}")
    known = unit_places.tree(book)
    lying = {one.code: one for one in units.below(known, unit, last)}
    listed = list(named) or [Expected(one.code, one.name) for one in lying.values()]
    if not listed:
        raise UsageFault(
            _("The tree of units names none below {unit}.").format(unit=unit),
            _("Name them with --expect FILE.csv, or in the tree: `reception units import FILE`."),
        )

    def asked(one: Expected) -> Expected:
        there = lying.get(units.spelt(known, one.unit))
        name = one.name or (there.name if there else "")
        level = there.level if there else _level(name)
        day = terms.report_day(level, span.last, own) if level else None
        one = one if _is_of(one, span) else Expected(one.unit)
        return Expected(one.unit, name, one.to or last, one.due or (day.isoformat() if day else ""))

    return list(map(asked, listed))


def without_period(
    book: RegisterView, unit: str, today: date, named: list[Expected]
) -> tuple[list[Expected], Period | None]:
    """Ask for the days that were named, as long as no quarter has ended since; else for the last that did.

    Raises UsageFault where nobody is named.
    """
    span = usual_period(today)
    if max((one.to or one.due for one in named), default="") >= span.last.isoformat():
        return named, None
    return for_period(book, unit, span, [Expected(one.unit, one.name) for one in named]), span


def _is_of(one: Expected, span: Period) -> bool:
    """Whether the days that were named for a unit are those of a period."""
    if one.to:
        return span.first.isoformat() <= one.to <= span.last.isoformat()
    return not one.due or span.last.isoformat() <= one.due <= (span.last + timedelta(days=_SOON)).isoformat()


def _level(name: str) -> str:
    """Tell the level of a unit that no tree knows by its name; "" where that says nothing."""
    plain = fold(name)
    for office in _OFFICES:
        plain = plain.removeprefix(office)
    return "commune" if plain.startswith(_COMMUNES) else "province" if plain.startswith("tinh ") else ""


def usual_period(today: date) -> Period:
    """Give the statutory quarter that ended last, on which units have just reported."""
    day = today - timedelta(days=1)
    found = [read_period(f"tk-{year}-Q{n}", today) for year in (day.year - 1, day.year) for n in (1, 2, 3, 4)]
    return max((span for span in found if span.last <= day), key=lambda span: span.last)
