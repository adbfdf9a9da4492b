"""Every figure, once, in SQL that SQLite, DuckDB and PostgreSQL read alike.

A visit is a line of type visit that is neither struck through nor refused. Each is joined with the live
incidents it brought; where it brought several, the first of a group speaks for the visit, so that a visit
and its people count once in every group they belong to and never twice in one.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from reception_cli.model import number
from reception_cli.reports.filters import Wish, of_lines, of_pairs
from reception_cli.store.book import Book

COUNTS = ("visits", "people", "incidents", "groups")
_MONTH = "substr(v.day, 6, 2)"
_QUARTER = (
    f"substr(v.day, 1, 4) || CASE WHEN {_MONTH} <= '03' THEN '-Q1' WHEN {_MONTH} <= '06' THEN '-Q2'"
    f" WHEN {_MONTH} <= '09' THEN '-Q3' ELSE '-Q4' END"
)
# What rows may be grouped by: of the visit, or ({k}) of each incident it brought.
KEYS = {
    "month": "substr(v.day, 1, 7)",
    "week": "w.week",
    "quarter": _QUARTER,
    "session": "v.session",
    "host": "v.host",
    "kind": "{k}.kind",
    "field": "{k}.field",
    "status": "{k}.status",
    "handling": "{k}.handling",
    "commune": "v.commune",
    "user": "v.clerk",
}
TIMES = ("month", "week", "quarter")


class Query(NamedTuple):
    """One figure query and its parameters; the columns are the keys, then `COUNTS`."""

    sql: str
    params: tuple[object, ...]


class Group(NamedTuple):
    """The figures of one group; `keys` are empty for the total."""

    keys: tuple[str | None, ...]
    visits: int
    people: int
    incidents: int
    groups: int

    @property
    def counts(self) -> dict[str, int]:
        """Give the four figures by name."""
        return dict(zip(COUNTS, self[1:], strict=True))


def figures(book: Book, wish: Wish, by: tuple[str, ...] = (), counting: str = "distinct") -> list[Group]:
    """Count visits, people, incidents and groups; without `by` one group, the total."""
    sql, params = query(book, wish, by, counting)
    size = len(by)
    return [
        Group(row[:size], *(figure or 0 for figure in row[size:])) for row in book.db.execute(sql, params)
    ]


def query(book: Book, wish: Wish, by: tuple[str, ...], counting: str) -> Query:
    """Write the one query behind every figure."""
    pairs, lines, earlier = of_pairs(book, wish, "k"), of_lines(book, wish), of_pairs(book, wish, "p")
    grouped = [KEYS[key].format(k="k") for key in by]
    same = "".join(f" AND coalesce(p.{key}, '') = coalesce(k.{key}, '')" for key in by if "{k}" in KEYS[key])
    first = (
        "(v.brought < 2 OR NOT EXISTS (SELECT 1 FROM links p"
        f" WHERE p.line = v.line AND p.status <> 'void' AND p.incident < k.incident{same}{earlier.sql}))"
    )
    counted = "count(DISTINCT k.incident)" if counting == "distinct" else "count(k.incident)"
    weeks = _weeks(book, wish) if "week" in by else ""
    sql = (
        f"{weeks}SELECT {''.join(key + ', ' for key in grouped)}"
        f"sum(CASE WHEN {first} THEN 1 ELSE 0 END), sum(CASE WHEN {first} THEN v.people ELSE 0 END),"
        f" {counted}, sum(CASE WHEN {first} THEN v.is_group ELSE 0 END)"
        f" FROM lines v{' LEFT JOIN weeks w ON w.day = v.day' if weeks else ''}"
        " LEFT JOIN links k ON k.line = v.line AND k.status <> 'void'"
        f" WHERE v.type = 'visit' AND v.void = 0 AND v.refused IS NULL{lines.sql}{pairs.sql}"
        + (f" GROUP BY {', '.join(grouped)}" if by else "")
    )
    return Query(sql, (*earlier.params * 3, *lines.params, *pairs.params))


def _weeks(book: Book, wish: Wish) -> str:
    """Tell the week of every day there is: no week function is the same in two databases."""
    ends = book.db.execute("SELECT min(line), max(line) FROM lines").fetchone()
    years = [number.year(end) for end in ends if end] or [2000, 2000]
    first = date.fromisoformat(max(wish.first, f"{years[0]}-01-01"))
    last = date.fromisoformat(min(wish.last or f"{years[1]}-12-31", f"{years[1]}-12-31"))
    days = [first + timedelta(days=n) for n in range(max((last - first).days, 0) + 1)]
    rows = ",".join(f"('{day.isoformat()}','{week_of(day)}')" for day in days)
    # the cast lets SQLite look a day up; without it each visit is held against every day
    return (
        f"WITH days(day, week) AS (VALUES {rows}), weeks AS MATERIALIZED"
        " (SELECT CAST(day AS VARCHAR(10)) AS day, week FROM days) "
    )


def week_of(day: date) -> str:
    """Name the ISO week of a day: `2026-W01`."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def buckets(first: date, last: date, unit: str) -> list[str]:
    """List the months, weeks or quarters that a span touches, in order."""
    name: Mapping[str, Callable[[date], str]] = {
        "month": lambda day: day.isoformat()[:7],
        "quarter": lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
        "week": week_of,
    }
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return list(dict.fromkeys(name[unit](day) for day in days))
