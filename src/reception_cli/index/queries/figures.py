"""Every figure, once, in SQL that SQLite, DuckDB and PostgreSQL read alike.

They read the links alone, which repeat all that a figure asks of a visit and of an incident it brought. A visit
is neither struck through nor refused. Where it brought several live incidents, the first of a group speaks for it,
so that a visit and its people count once in every group they belong to and never twice in one. Petitions stand
beside the visits: a paper counts once in every group, whether somebody came with it or not.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import LAST_YEAR
from reception_cli.index.queries.filters import SPEAKS, Filter, of_lines, of_pairs, unit_of
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes

VISITED = ("visits", "people", "incidents", "groups")  # what visits are counted by: seals and bundles hold these
COUNTS = (*VISITED, "petitions")
PERSONS = "persons"  # how many different people came: counted beside these where somebody asks
_MONTH = "substr(v.day, 6, 2)"
_QUARTER = (
    f"substr(v.day, 1, 4) || CASE WHEN {_MONTH} <= '03' THEN '-Q1' WHEN {_MONTH} <= '06' THEN '-Q2'"
    f" WHEN {_MONTH} <= '09' THEN '-Q3' ELSE '-Q4' END"
)
# The fields of the administration are one column of forms 02/XLD and 03/XLD, beside the other roots.
ADMINISTRATIVE = ("policy", "land", "officials", "admin-other")
_ROOTS = {
    **dict.fromkeys(ADMINISTRATIVE, "administrative"), "judicial": "judicial", "corruption": "corruption",
    "party": "party",
}  # fmt: skip
_AREA = (
    "CASE WHEN v.field IS NULL THEN NULL"
    + "".join(f" WHEN v.field = '{root}' OR v.field LIKE '{root}.%' THEN '{area}'" for root, area in _ROOTS.items())
    + " ELSE 'other' END"
)
# What rows may be grouped by.
KEYS = {
    "month": "substr(v.day, 1, 7)",
    "week": "w.week",
    "quarter": _QUARTER,
    "session": "v.session",
    "host": "v.host",
    "kind": "v.kind",
    "field": "v.field",
    "status": "v.status",
    "handling": "v.handling",
    "commune": "v.commune",
    "user": "v.clerk",
    "result": "v.result",
    "area": _AREA,
    "repeat": "CASE WHEN v.status IS NULL THEN NULL WHEN v.is_first = 1 THEN 'first' ELSE 'repeat' END",
    "host-name": "h.name",
    "body": "b.code",
    "unit": "u.label",
}
TIMES = ("month", "week", "quarter")
_OF_INCIDENT = ("kind", "field", "status", "handling", "result", "area", "repeat")
_FIGURES = ("visits", "people", "incidents", "large", "papers")
_OF_BODY = "'%,' || b.code || ',%'"
_ALONE = "count(*) AS visits, sum(v.people) AS people, count(*) AS incidents, sum(v.is_group) AS large, 0 AS papers"
_PAPERS = "0, 0, 0, 0, count(DISTINCT v.line)"
_DAYS = "SELECT min(day), max(day) FROM links"
_WRITTEN = f"v.counted = 2 AND {SPEAKS.format(k='v')}"
_REST = f"v.counted = 1 AND v.alone = 0 AND {SPEAKS.format(k='v')}"


class Query(NamedTuple):
    """A figure query and its parameters; the columns are 0 for the total or 1, the keys, then `COUNTS`."""

    sql: str
    params: tuple[object, ...]


class Group(NamedTuple):
    """The figures of one group; `keys` are empty for the total."""

    keys: tuple[str | None, ...]
    visits: int
    people: int
    incidents: int
    groups: int
    petitions: int

    @property
    def counts(self) -> dict[str, int]:
        """Give the figures by name."""
        return dict(zip(COUNTS, self[1:], strict=True))

    @property
    def visited(self) -> dict[str, int]:
        """Give those of visits by name."""
        return {name: self.counts[name] for name in VISITED}


Labels = Mapping[int, str]  # what the numbers of a unit begin with -> what it is told as


def figures(book: RegisterView, asked: Filter, by: tuple[str, ...] = (), counting: str = "distinct") -> list[Group]:
    """Count visits, people, incidents, groups and petitions; without `by` one group, the total."""
    total, groups = with_total(book, asked, by, counting)
    return groups if by else [total]


def with_total(
    book: RegisterView,
    asked: Filter,
    by: tuple[str, ...] = (),
    counting: str = "distinct",
    labels: Labels | None = None,
) -> tuple[Group, list[Group]]:
    """Count the total and the groups of `by`; what belongs to several groups counts in each, in the total once.

    `labels` say what units are told as; else each is itself.
    """
    rows = book.select(*query(book, asked, by, counting, labels))
    size = 1 + len(by)
    total, *groups = [Group(row[1:size], *(figure or 0 for figure in row[size:])) for row in rows]
    return total._replace(keys=()), groups


def query(book: RegisterView, asked: Filter, by: tuple[str, ...], counting: str, labels: Labels | None = None) -> Query:
    """Write the one query behind every figure: the total, then the groups.

    Most visits stand alone: one incident, which never came again. They are grouped once and added up. Only among
    the rest a visit may belong to several groups, or an incident to several visits.
    """
    where = of_lines(book, asked).both(of_pairs(book, asked, "v"))
    beside, links = joined(book, asked, by, labels)
    keys = "".join(KEYS[key] + f" AS k{n}, " for n, key in enumerate(by))
    names = "".join(f"k{n}, " for n in range(len(by)))
    group = f" GROUP BY {', '.join(KEYS[key] for key in by)}" if by else ""
    total = _rest(book, asked, (), counting)
    once, params = f"SELECT {', '.join(_FIGURES)} FROM alone", tuple[object, ...]()
    if "body" in by:  # a visit of two bodies is in two groups
        once, params = f"SELECT {_ALONE} FROM links v WHERE v.alone = 1{where.sql}", where.params
    sums = ", ".join(f"sum({figure}) AS {figure}" for figure in _FIGURES)
    sql = (
        f"WITH {beside}alone AS MATERIALIZED (SELECT {keys}{_ALONE} FROM {links} WHERE v.alone = 1{where.sql}{group}) "
        f"SELECT 0, {'NULL, ' * len(by)}{sums} FROM ({once}"
        f" UNION ALL SELECT {total.sql} FROM links v WHERE {_REST}{where.sql}"
        f" UNION ALL SELECT {_PAPERS} FROM links v WHERE {_WRITTEN}{where.sql}) t"
    )
    params = (*where.params, *params, *total.params, *where.params, *where.params)
    if not by:
        return Query(sql, params)
    grouped = _rest(book, asked, by, counting)
    sql += (
        f" UNION ALL SELECT 1, {names}{sums} FROM (SELECT {names}{', '.join(_FIGURES)} FROM alone"
        f" UNION ALL SELECT {keys}{grouped.sql} FROM {links} WHERE {_REST}{where.sql}{group}"
        f" UNION ALL SELECT {keys}{_PAPERS} FROM {links} WHERE {_WRITTEN}{where.sql}{group}) g"
        f" GROUP BY {names[:-2]} ORDER BY 1"
    )
    return Query(sql, (*params, *grouped.params, *where.params, *where.params))


def _rest(book: RegisterView, asked: Filter, by: tuple[str, ...], counting: str) -> Query:
    """Select the figures of visits that do not stand alone: the first incident of a group speaks for its visit."""
    earlier = of_pairs(book, asked, "p")
    own = ((KEYS[key].replace("v.", "p."), KEYS[key]) for key in by if key in _OF_INCIDENT)
    same = "".join(f" AND coalesce({one}, '') = coalesce({other}, '')" for one, other in own)
    first = (
        "(v.single = 1 OR NOT EXISTS (SELECT 1 FROM links p WHERE p.line = v.line AND p.incident < v.incident"
        f" AND p.status IS NOT NULL{same}{earlier.sql}))"
    )
    distinct = "DISTINCT " if counting == "distinct" else ""
    return Query(
        f"sum(CASE WHEN {first} THEN 1 ELSE 0 END), sum(CASE WHEN {first} THEN v.people ELSE 0 END),"
        f" count({distinct}CASE WHEN v.status IS NOT NULL THEN v.incident END),"
        f" sum(CASE WHEN {first} THEN v.is_group ELSE 0 END), 0",
        earlier.params * 3,
    )


def joined(book: RegisterView, asked: Filter, by: tuple[str, ...], labels: Labels | None) -> tuple[str, str]:
    """Write the small tables that some keys need, and the links joined with them."""
    tables, links = "", "links v"
    if "week" in by:
        tables += _weeks(book, asked)
        links += " LEFT JOIN weeks w ON w.day = v.day"
    if "unit" in by:
        tables += unit_labels(labels or units_themselves(book)) + ", "
        links += f" LEFT JOIN unit_labels u ON u.base = {unit_of('v.line')}"
    if "body" in by:
        rows_ = ",".join(f"('{code}')" for code in codes.load("body").codes)
        tables += f"bodies(code) AS MATERIALIZED (VALUES {rows_}), "
        links += f" LEFT JOIN bodies b ON v.bodies LIKE {_OF_BODY}"
    if "host-name" in by:
        tables += _hosts(book, asked)
        links += " LEFT JOIN hosts h ON h.line = v.line"
    return tables, links


def _hosts(book: RegisterView, asked: Filter) -> str:
    """Tell who received at each visit, as the register has it: no card repeats a private value."""
    where = of_lines(book, asked).both(of_pairs(book, asked, "v"))
    rows = book.select(f"SELECT DISTINCT v.line FROM links v WHERE v.counted = 1{where.sql}", where.params)
    named = ((line, book.line(numbers.text(line)).private.get("host_name", "")) for (line,) in rows.fetchall())
    told = [f"({line}, {_quoted(' '.join(name.split()))})" for line, name in named if name]
    listed = ",".join(told) or "(0, '')"
    return f"hosts(line, name) AS MATERIALIZED (VALUES {listed}), "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def units_themselves(book: RegisterView) -> Labels:
    """Tell each unit as itself."""
    return {place * numbers.UNIT: code for place, code in book.units().items()}


def unit_labels(labels: Labels) -> str:
    """Write the table that tells what each unit is told as; typed, so that it can be looked up in every database."""
    rows = ",".join(f"({base}, {_quoted(label)})" for base, label in labels.items())
    return (
        f"told_units(base, label) AS (VALUES {rows}), unit_labels AS MATERIALIZED"
        " (SELECT CAST(base AS BIGINT) AS base, CAST(label AS VARCHAR(40)) AS label FROM told_units)"
    )


def _weeks(book: RegisterView, asked: Filter) -> str:
    """Tell the week of every day there is: no week function is the same in two databases."""
    ends = book.select("SELECT min(line), max(line) FROM lines").fetchone()
    if book.wide:  # the lines of units stand one unit after the other
        ends = [numbers.make(0, int(day[:4]), 0) for day in book.select(_DAYS).fetchone() if day]
    years = [numbers.year(end) for end in ends if end] or [2000, 2000]
    first = date.fromisoformat(max(asked.first, f"{years[0]}-01-01"))
    last = date.fromisoformat(min(asked.last or f"{LAST_YEAR}-12-31", f"{min(years[1], LAST_YEAR)}-12-31"))
    days = [first + timedelta(days=n) for n in range(max((last - first).days, 0) + 1)]
    rows = ",".join(f"('{day.isoformat()}','{week_of(day)}')" for day in days)
    # the cast lets SQLite look a day up; without it each visit is held against every day
    return (
        f"days(day, week) AS (VALUES {rows}), weeks AS MATERIALIZED"
        " (SELECT CAST(day AS VARCHAR(10)) AS day, week FROM days), "
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


def visit_years(book: RegisterView) -> list[str]:
    """List the calendar years in which any visit counts."""
    rows = book.select("SELECT DISTINCT substr(day, 1, 4) FROM links WHERE counted = 1 ORDER BY 1")
    return [year for (year,) in rows]
