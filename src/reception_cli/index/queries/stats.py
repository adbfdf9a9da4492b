"""How long it takes: one query for the days to each step, and how long what has not ended has been open."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import FIRST_YEAR, LAST_YEAR
from reception_cli.index.queries.figures import Labels, Query, unit_labels, units_themselves
from reception_cli.index.queries.filters import Filter, Where, of_incidents, unit_of
from reception_cli.index.register_view import RegisterView

# What is neither over nor struck through; a decision is an end, and so is an end whose day nobody recorded.
_OPEN = "(i.status NOT IN ('closed', 'void') AND l.ending IS NULL)"
_END = "coalesce(l.ended_on, i.closed_on)"
# An incident over on an unknown day counts as handled when it came; where nobody recorded how, that is no measure.
_GUESSED = f"({_END} IS NULL AND i.handling IS NULL AND NOT {_OPEN})"
_DAYS = {  # step -> ISO day on which an incident reached it
    "handling": f"CASE WHEN NOT {_GUESSED} THEN i.handled_on END",
    "acceptance": "l.accepted_on",
    "decision": "l.decided_on",
    "end": _END,
}
STILL = "open"  # beside the steps: what has not ended, by its age today
STEPS = (*_DAYS, STILL)
KEYS = {
    "kind": "i.kind",
    "field": "i.field",
    "clerk": "coalesce(i.assignee, i.clerk)",
    "month": "substr(i.opened_on, 1, 7)",
    "unit": "u.label",
    "result": f"CASE WHEN NOT {_OPEN} THEN coalesce(l.outcome, CASE WHEN l.ending IN ('withdrawn', 'terminated')"
    " THEN l.ending END, i.result, 'unrecorded') END",
}
_OURS = "(l.accepted_on IS NOT NULL OR (i.competence = 'in' AND i.handling = 'accept'))"  # taken in to be resolved
_COUNTS = {
    "received": "count(*)",
    "open": "sum(still)",
    "unknown_end": "sum(CASE WHEN still = 0 AND end_on IS NULL THEN 1 ELSE 0 END)",
    "decision_known": "count(late)",
    "decision_kept": "sum(CASE WHEN late = 0 THEN 1 ELSE 0 END)",
    "open_known": "sum(CASE WHEN still = 1 AND due IS NOT NULL THEN 1 ELSE 0 END)",
    "open_kept": "sum(CASE WHEN still = 1 AND due >= '{today}' THEN 1 ELSE 0 END)",
    "taken_in": "sum(ours)",
    "petitions": "sum(papers)",
    "resolved": "sum(CASE WHEN ours = 1 AND still = 0 THEN 1 ELSE 0 END)",
}
_RANKS = 4  # measured, median, 90th percentile, longest
# Parts: 0 the total, 1 each key. Days are told apart by their numbers, which a table of months gives: no two
# databases subtract days alike. Counts of days come first, so that the ranks are sought among few rows.
_QUERY = """WITH {beside}spelled(month, days) AS (VALUES {months}),
months AS MATERIALIZED (SELECT CAST(month AS VARCHAR(7)) AS month, days FROM spelled),
told AS (
  SELECT {key} AS k, CASE WHEN {open} THEN 1 ELSE 0 END AS still, l.late_days AS late, i.due_on AS due,
  CASE WHEN {ours} THEN 1 ELSE 0 END AS ours, i.petitions AS papers,
  i.opened_on AS since, {days} FROM incidents i LEFT JOIN lives l ON l.incident = i.incident{units} WHERE 1=1{where}),
received AS MATERIALIZED (
  SELECT k, still, late, due, ours, papers, {numbers}, CASE WHEN still = 1 THEN {ordinal} END AS open_on
  FROM told t{joins}),
spread(k, step, days, n) AS MATERIALIZED ({spread}),
ranked AS (
  SELECT part, k, step, days, sum(n) OVER (PARTITION BY part, k, step ORDER BY days) AS reached,
  sum(n) OVER (PARTITION BY part, k, step) AS measured
  FROM (SELECT 0 AS part, NULL AS k, step, days, sum(n) AS n FROM spread GROUP BY step, days
        UNION ALL SELECT 1, k, step, days, n FROM spread) s)
SELECT part, k, step, measured, min(CASE WHEN reached * 2 >= measured THEN days END),
  min(CASE WHEN reached * 10 >= measured * 9 THEN days END), max(days){rest}
  FROM ranked GROUP BY part, k, step, measured
UNION ALL SELECT 0, NULL, '', {sums} FROM received
UNION ALL SELECT 1, k, '', {sums} FROM received GROUP BY k"""


class Group(NamedTuple):
    """What was measured of all incidents or of one group; `ranks` by step: measured, median, 90th percentile, longest.

    The ranks are calendar days from receipt.
    """

    counts: dict[str, int]
    ranks: dict[str, tuple[Any, ...]]


def measured(
    book: RegisterView, asked: Filter, by: str, today: date, labels: Labels | None = None
) -> tuple[Group, dict[str | None, Group]]:
    """Measure the incidents received in a period: all, and each group where `by` names what groups them.

    `labels` say what units are told as; else each is itself.
    """
    found: dict[tuple[int, str | None], dict[str, tuple[Any, ...]]] = {}
    for part, key, step, *values in book.select(*query(book, asked, by, today, labels)):
        found.setdefault((part, key), {})[step] = tuple(values)
    groups = {where: _group(values) for where, values in found.items()}
    return groups[0, None], {key: group for (part, key), group in groups.items() if part}


def _group(values: dict[str, tuple[Any, ...]]) -> Group:
    counts = {name: n or 0 for name, n in zip(_COUNTS, values.pop(""), strict=True)}
    return Group(counts, values)


class Record(NamedTuple):
    """An incident that was measured: days from receipt to each step, None where it was not reached or nobody knows."""

    id: str
    received: str
    petitions: int
    open: bool
    taken_in: bool
    days: dict[str, int | None]


def measured_records(book: RegisterView, asked: Filter) -> Iterator[Record]:
    """List the incidents that `measured` measures, one by one."""
    where = _received(book, asked)
    days = ", ".join(f"{day} AS {step}_on" for step, day in _DAYS.items())
    sql = (
        f"SELECT i.incident, i.opened_on, i.petitions, {_OPEN}, {_OURS}, {days} FROM incidents i"
        f" LEFT JOIN lives l ON l.incident = i.incident WHERE 1=1{where.sql} ORDER BY i.incident"
    )
    for incident, since, papers, still, ours, *reached in book.select(sql, where.params):
        steps = {step: _between(since, on) for step, on in zip(_DAYS, reached, strict=True)}
        yield Record(numbers.text(incident), since, papers or 0, bool(still), bool(ours), steps)


def _between(since: str, on: str | None) -> int | None:
    days = (date.fromisoformat(on[:10]) - date.fromisoformat(since)).days if on else -1
    return days if days >= 0 else None


def query(book: RegisterView, asked: Filter, by: str, today: date, labels: Labels | None = None) -> Query:
    """Write the one query behind all of it; the columns are part, key, step ("": the counts), then values."""
    where = _received(book, asked)
    told = by == "unit"
    dated = ("since", *(f"{step}_on" for step in _DAYS))
    sql = _QUERY.format(
        beside=f"{unit_labels(labels or units_themselves(book))}, " if told else "", ours=_OURS,
        units=f" LEFT JOIN unit_labels u ON u.base = {unit_of('i.incident')}" if told else "",
        rest=", NULL" * (len(_COUNTS) - _RANKS), months=_months(book, today), key=KEYS.get(by, "NULL"),
        open=_OPEN, where=where.sql, ordinal=today.toordinal(),
        days=", ".join(f"{day} AS {step}_on" for step, day in _DAYS.items()),
        numbers=", ".join(f"m_{day}.days + CAST(substr(t.{day}, 9, 2) AS INTEGER) AS {day}" for day in dated),
        joins="".join(f" LEFT JOIN months m_{day} ON m_{day}.month = substr(t.{day}, 1, 7)" for day in dated),
        spread=" UNION ALL ".join(
            f"SELECT k, '{step}', {step}_on - since, count(*) FROM received WHERE {step}_on >= since GROUP BY 1, 3"
            for step in STEPS
        ),
        sums=", ".join(_COUNTS.values()).format(today=today),
    )  # fmt: skip
    return Query(sql, where.params)


def _received(book: RegisterView, asked: Filter) -> Where:
    """Ask for the incidents received in the period, whenever somebody came for them again."""
    where = of_incidents(book, asked._replace(first="", last=""))
    if asked.first:
        where = where.also("i.opened_on >= ?", asked.first)
    return where.also("i.opened_on <= ?", asked.last) if asked.last else where


def _months(book: RegisterView, today: date) -> str:
    """Number the day before each month, of all years that the register can tell of, but for those of a wrong clock."""
    ends = book.select("SELECT min(opened_on), max(opened_on) FROM incidents").fetchone()
    years = [int(end[:4]) for end in ends if end] or [today.year]
    span = range(max(min(years), FIRST_YEAR), min(max(*years, today.year) + 1, LAST_YEAR) + 1)
    days = ((f"{year}-{month:02}", date(year, month, 1).toordinal() - 1) for year in span for month in range(1, 13))
    return ",".join(f"('{month}',{before})" for month, before in days)


def open_since(book: RegisterView, asked: Filter, today: date, bounds: list[int]) -> list[int]:
    """Count the open incidents by the days since they were received, up to each bound and beyond the last.

    One whose day lies ahead counts as new.
    """
    where = of_incidents(book, asked)
    since = [(today - timedelta(days=bound)).isoformat() for bound in bounds]
    parts = "".join(f" WHEN i.opened_on >= ? THEN {part}" for part in range(len(since)))
    rows = book.select(
        f"SELECT CASE{parts} ELSE {len(since)} END AS part, count(*) FROM incidents i"
        f" LEFT JOIN lives l ON l.incident = i.incident WHERE {_OPEN}{where.sql} GROUP BY 1",
        (*since, *where.params),
    )
    sizes = dict(rows.fetchall())
    return [sizes.get(part, 0) for part in range(len(since) + 1)]


def results(book: RegisterView, first: str, last: str) -> dict[str | None, list[str]]:
    """Name the incidents closed from one ISO day to another by their result, the most frequent first."""
    found: dict[str | None, list[str]] = {}
    query = (
        "SELECT i.result, i.incident FROM incidents i WHERE i.status = 'closed' AND i.closed_on BETWEEN ? AND ?"
        " ORDER BY i.incident"
    )
    for result, incident in book.select(query, (first, last)):
        found.setdefault(result, []).append(numbers.text(incident))
    return dict(sorted(found.items(), key=lambda group: (-len(group[1]), group[0] or "~")))
