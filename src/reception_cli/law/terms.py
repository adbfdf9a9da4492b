"""What the law says on a day: terms, limits, the duty to receive; each with its source and how sure it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from reception_cli.domain.errors import NotFound
from reception_cli.domain.words import _
from reception_cli.law import data


class Term(NamedTuple):
    """One dated version of a term, for one variant of the matter; `days` is None where the law sets none."""

    id: str
    row: str  # number in the law sheet
    vi: str
    en: str
    days: int | None
    unit: str  # working | calendar
    anchor: str  # what starts it
    since: date
    until: date | None  # the last day of this version
    source: str
    mark: str  # L, L*, S, I or U: how sure the source is
    of: frozenset[str] = frozenset()  # kinds; empty: any
    bears: str = "unit"  # unit | head | body | superior | citizen | law
    before: bool = False  # counted back from the anchor
    variant: str = ""  # remote | complex | remote_complex, where that changed the days
    extension_days: int = 0  # days of one extension, each a written decision
    extensions: int = 0  # how many are allowed

    def name(self, tongue: str) -> str:
        """Give the reader's words."""
        return self.vi if tongue == "vi" else self.en


class Limit(NamedTuple):
    """A number of the law that is no term."""

    id: str
    value: int
    unit: str
    since: date
    until: date | None
    source: str
    mark: str


class Duty(NamedTuple):
    """How often a head receives in person: at least `days` in every `per` (week or month)."""

    role: str  # province | district | commune | other
    vi: str
    en: str
    days: int
    per: str
    since: date
    until: date | None
    source: str
    mark: str


def term(id: str, on: date, remote: bool = False, complex: bool = False, special: bool = False) -> Term:
    """Give the version of a term in force on the day of its anchor (for acceptance: the day of receipt).

    `special` means specially complex. Raises NotFound where no version was in force.
    """
    return _term(_in_force("terms", "term", "id", id, on), remote, complex or special, special)


def terms_in_force(on: date, anchor: str = "", kind: str = "") -> list[Term]:
    """List the plain terms in force on a day, those that one anchor starts, those of one kind."""
    listed = [_term(row) for row in _rows("terms", "term") if _holds(row, on)]
    return [one for one in listed if anchor in ("", one.anchor) and data.concerns(one.of, kind)]


def limit(id: str, on: date) -> int:
    """Give a limit in force on a day, such as `group_min`. Raises NotFound where there was none."""
    return limit_of(id, on).value


def limit_of(id: str, on: date) -> Limit:
    """Give a limit with its unit, source and mark."""
    row = _in_force("limits", "limit", "id", id, on)
    return Limit(id, row["value"], row["unit"], row["since"], row.get("until"), row["source"], row["mark"])


def duty(role: str, on: date) -> Duty:
    """Tell how often the head of a unit receives; raises NotFound for a role that was not there."""
    row = _in_force("duty", "duty", "role", role, on)
    until, source, mark = row.get("until"), row["source"], row["mark"]
    return Duty(role, row["vi"], row["en"], row["days"], row["per"], row["since"], until, source, mark)


def report_day(level: str, last: date, own: Mapping[str, int]) -> date | None:
    """Tell by when a unit of a level reports on a period; `own` are days that the unit above fixed.

    The day is one of the last month of the period, as statutory periods end on the 14th; of a period that ends later
    in its month, it is that of the month behind.
    """
    row = next((row for row in _rows("reporting", "report") if row["level"] == level and _holds(row, last)), None)
    day = own.get(level) or (row["day"] if row else None)
    if not day:
        return None
    return last.replace(day=day) if day >= last.day else (last.replace(day=1) + timedelta(days=31)).replace(day=day)


_read: dict[str, list[data.Row]] = {}


def _rows(name: str, table: str) -> list[data.Row]:
    if name not in _read:
        _read[name] = list(data.rows(data.read("law", name), table))
    return _read[name]


def _in_force(name: str, table: str, key: str, value: str, on: date) -> data.Row:
    for row in _rows(name, table):
        if row[key] == value and _holds(row, on):
            return row
    raise NotFound(_("no rule {rule} in force on {day}").format(rule=value, day=on.isoformat()), rule=value)


def _holds(row: data.Row, on: date) -> bool:
    last: date | None = row.get("until")
    first: date = row["since"]
    return first <= on and (last is None or on <= last)


def _term(row: data.Row, remote: bool = False, complex: bool = False, special: bool = False) -> Term:
    variant = _variant(row, remote, complex)
    longer = row.get("extension", {})
    grades = ["any", *["complex"] * complex, *["special"] * special]
    return Term(
        row["id"],
        row["row"],
        row["vi"],
        row["en"],
        row[variant] if variant else row.get("days"),
        row["unit"],
        row["anchor"],
        row["since"],
        row.get("until"),
        row["source"],
        row["mark"],
        frozenset(row.get("of", ())),
        row["bears"],
        row.get("before", False),
        variant,
        longer.get("days", 0),
        max(longer.get(grade, 0) for grade in grades),
    )


def _variant(row: data.Row, remote: bool, complex: bool) -> str:
    """Name the longest variant that applies and that the term has."""
    wished = {"remote_complex": remote and complex, "complex": complex, "remote": remote}
    return next((name for name, applies in wished.items() if applies and name in row), "")
