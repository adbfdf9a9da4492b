"""An inspection of reception duty: the head's days by unit, how complete its register is, and what lies untouched.

A day that the head received in person and one that was delegated are never one figure. A day on which nobody came was
held. A sample of the register is drawn by a seed, so that whoever repeats it draws the same lines.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from reception_cli.domain.words import _
from reception_cli.events import diary
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import INCIDENTS, counted_visits, listing, unclassified
from reception_cli.index.register_view import RegisterView
from reception_cli.law import terms
from reception_cli.law.obligations import MARK
from reception_cli.reporting import deadlines
from reception_cli.reporting import diary as days
from reception_cli.reporting.deadlines import Span
from reception_cli.reporting.percentages import rate
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Note, Table, coded

_COUNTED = (
    "owed", "in_person", "delegated", "missed", "nobody_came", "visits", "unclassified", "late", "untouched",
)  # fmt: skip
TOTALS = (*_COUNTED, "in_person_percent")
Row = dict[str, Any]


class Inspected(NamedTuple):
    """One unit's register."""

    code: str
    name: str
    book: RegisterView


def inspect(units: Iterable[Inspected], period: Period, today: date) -> Table:
    """Tell of each unit what the checklist asks of its register."""
    names, rows, untouched = dict[str, str](), list[Row](), _untouched()
    for unit in units:
        names[unit.code] = unit.name
        rows.append(_row(unit, period, today, untouched))
    totals: Row = {name: sum(row[name] for row in rows) for name in _COUNTED}
    totals["in_person_percent"] = rate(totals["in_person"], totals["owed"], "rounded")
    text = _("Not held: owed, and neither held by the head nor delegated. Untouched: open for more than {days} days "
             "without any handling.")  # fmt: skip
    note = Note("read_as", text.format(days=untouched), {"days": untouched})
    return Table("duty", columns(names), rows, totals, (note,), title=period.name, number="unit")


def _untouched() -> int:
    """Tell for how many days a petition may lie unhandled; what the law says now is asked of earlier years too."""
    return terms.term(MARK, date.max).days or 0


def _row(unit: Inspected, period: Period, today: date, most: int) -> Row:
    book, last = unit.book, min(period.last, today)
    first, end = period.first.isoformat(), last.isoformat()
    held = list(days.held(book, first, end, False))
    person = {one.day for one in held if one.host == "head"}
    delegated = {one.day for one in held if one.host == "delegate"} - person
    came = {one.day for one in held if one.visitors}
    owed = sum(each.days for each in diary.owed(book.setting("level", "commune"), period.first, last))
    asked = Filter(first=first, last=end)
    before = (today - timedelta(days=1)).isoformat()
    old = (min(last, today - timedelta(days=most + 1))).isoformat()
    untouched = Filter(first=first, last=old, status=("open",), handling=("",))
    return {
        "unit": unit.code, "owed": owed, "in_person": len(person), "delegated": len(delegated),
        "missed": max(0, owed - len(person | delegated)), "nobody_came": len((person | delegated) - came),
        "in_person_percent": rate(len(person), owed, "rounded"),
        "visits": counted_visits(book, asked).count(), "unclassified": len(unclassified(book, asked)),
        "late": deadlines.find(book, asked, Span.around(today)).size("", before),
        "untouched": listing(book, INCIDENTS, untouched).count() if old >= first else 0,
    }  # fmt: skip


def columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    """Give the columns of an inspection; `names` are those of the units, by their codes."""
    told = {code: name if name == code else f"{code} {name}" for code, name in names.items()}
    return (
        Column("unit", _("Unit"), labels=told), Column("owed", _("Days owed"), "number"),
        Column("in_person", _("Held in person"), "number"), Column("in_person_percent", _("In person, %"), "number"),
        Column("delegated", _("Delegated"), "number"), Column("missed", _("Not held"), "number"),
        Column("nobody_came", _("Nobody came"), "number"), Column("visits", _("Visits"), "number"),
        Column("unclassified", _("Unclassified matters"), "number"), Column("late", _("Steps late"), "number"),
        Column("untouched", _("Untouched"), "number"),
    )  # fmt: skip


def sample(units: Iterable[Inspected], period: Period, size: int, seed: str, codes: Any) -> Table:
    """Draw lines of each register by a seed, to hold them against the paper book; in their order, without names."""
    rows, names = list[Row](), dict[str, str]()
    for unit in units:
        names[unit.code] = unit.name
        lines = list(counted_visits(unit.book, Filter().within(*period), "date").rows())
        drawn = Random(f"{seed}\n{unit.code}\n{period.first}\n{period.last}").sample(lines, min(size, len(lines)))
        rows += [{**line, "unit": unit.code} for line in sorted(drawn, key=lambda line: (line["at"], line["id"]))]
    text = _("Drawn by the seed '{seed}': the same again with --seed '{seed}'.").format(seed=seed)
    note = Note("seed", text, {"seed": seed})
    return Table("duty", sample_columns(codes), rows, {"lines": len(rows)}, (note,), title=period.name, number="id")


def sample_columns(codes: Any) -> tuple[Column, ...]:
    """Give the columns of a sample."""
    return (
        Column("unit", _("Unit")), Column("id", _("Visit")), Column("at", _("When"), "time"),
        Column("people", _("People"), "number"), coded("session", _("Session"), codes),
        coded("host", _("Host"), codes), Column("incidents", _("Incidents"), "list"),
    )  # fmt: skip
