"""How long it takes: calendar days from receipt to each step and to the end, and the age of what is still open.

A percentile is the nearest rank: the least number of days that at least half, or nine tenths, of the measured
incidents did not exceed. So it is always a number of days that one of them took.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from reception_cli.domain.dates import FIRST_YEAR, LAST_YEAR, said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.figures import Query
from reception_cli.index.queries.filters import Filter, Where, of_incidents
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import columns
from reception_cli.reporting.table import Column, Note, Table

# What is neither over nor struck through; a decision is an end, and so is an end whose day nobody recorded.
OPEN = "(i.status NOT IN ('closed', 'void') AND l.ending IS NULL)"
_END = "coalesce(l.ended_on, i.closed_on)"
# An incident over on an unknown day counts as handled when it came; where nobody recorded how, that is no measure.
_GUESSED = f"({_END} IS NULL AND i.handling IS NULL AND NOT {OPEN})"
_DAYS = {  # step -> ISO day on which an incident reached it
    "handling": f"CASE WHEN NOT {_GUESSED} THEN i.handled_on END",
    "acceptance": "l.accepted_on",
    "decision": "l.decided_on",
    "end": _END,
}
_STILL = "open"  # beside the steps: what has not ended, by its age today
STEPS = (*_DAYS, _STILL)
KEYS = {
    "kind": "i.kind",
    "field": "i.field",
    "clerk": "coalesce(i.assignee, i.clerk)",
    "month": "substr(i.opened_on, 1, 7)",
}
_COUNTED = {
    "received": "count(*)",
    "open": "sum(still)",
    "unknown_end": "sum(CASE WHEN still = 0 AND end_on IS NULL THEN 1 ELSE 0 END)",
    "decision_known": "count(late)",
    "decision_kept": "sum(CASE WHEN late = 0 THEN 1 ELSE 0 END)",
    "open_known": "sum(CASE WHEN still = 1 AND due IS NOT NULL THEN 1 ELSE 0 END)",
    "open_kept": "sum(CASE WHEN still = 1 AND due >= '{today}' THEN 1 ELSE 0 END)",
}
# Parts: 0 the total, 1 each key. Days are told apart by their numbers, which a table of months gives: no two
# databases subtract days alike. Counts of days come first, so that the ranks are sought among few rows.
_QUERY = """WITH spelled(month, days) AS (VALUES {months}),
months AS MATERIALIZED (SELECT CAST(month AS VARCHAR(7)) AS month, days FROM spelled),
told AS (
  SELECT {key} AS k, CASE WHEN {open} THEN 1 ELSE 0 END AS still, l.late_days AS late, i.due_on AS due,
  i.opened_on AS since, {days} FROM incidents i LEFT JOIN lives l ON l.incident = i.incident WHERE 1=1{where}),
received AS MATERIALIZED (
  SELECT k, still, late, due, {numbers}, CASE WHEN still = 1 THEN {ordinal} END AS open_on FROM told t{joins}),
spread(k, step, days, n) AS MATERIALIZED ({spread}),
ranked AS (
  SELECT part, k, step, days, sum(n) OVER (PARTITION BY part, k, step ORDER BY days) AS reached,
  sum(n) OVER (PARTITION BY part, k, step) AS measured
  FROM (SELECT 0 AS part, NULL AS k, step, days, sum(n) AS n FROM spread GROUP BY step, days
        UNION ALL SELECT 1, k, step, days, n FROM spread) s)
SELECT part, k, step, measured, min(CASE WHEN reached * 2 >= measured THEN days END),
  min(CASE WHEN reached * 10 >= measured * 9 THEN days END), max(days), NULL, NULL, NULL
  FROM ranked GROUP BY part, k, step, measured
UNION ALL SELECT 0, NULL, '', {sums} FROM received
UNION ALL SELECT 1, k, '', {sums} FROM received GROUP BY k"""

Row = dict[str, Any]
Codes = Callable[[str], Any]
Found = dict[str, tuple[Any, ...]]  # step -> measured, median, 90th percentile, longest; "" -> the counts


def stats(book: RegisterView, wish: Filter, by: str, today: date, codes: Codes) -> Table:
    """Measure the incidents received in a period, in all or for each value of `by`: every step, and the open ones."""
    found: dict[tuple[int, str | None], Found] = {}
    for part, key, step, *values in book.db.execute(*query(book, wish, by, today)):
        found.setdefault((part, key), {})[step] = tuple(values)
    total, counts = found[0, None], _counts(found[0, None])
    if by:
        groups = sorted((key is None, key or "", told) for (part, key), told in found.items() if part)
        rows = [{by: key or None, **row} for _last, key, told in groups for row in _rows(told)]
    else:
        rows = list(_rows(total))
    totals = {name: counts[name] for name in ("received", "open", "unknown_end")}
    notes = tuple(_notes(book, wish, today, totals))
    return Table("stats", shape(by, codes), rows, totals, notes, _("Calendar days from receipt"), number="median_days")


def shape(by: str, codes: Codes) -> tuple[Column, ...]:
    """Give the columns of the answer."""
    titles = {"kind": _("Kind"), "field": _("Field"), "clerk": _("Clerk"), "month": _("Month")}
    key = columns.coded(by, titles[by], codes) if by in ("kind", "field") else Column(by, titles.get(by, ""))
    return (
        *((key,) if by else ()),
        Column("step", _("Step"), labels=columns.Labels(_names)), Column("measured", _("Measured"), "number"),
        Column("median_days", _("Median"), "number"), Column("p90_days", _("90th percentile"), "number"),
        Column("longest_days", _("Longest"), "number"), Column("with_term", _("Term known"), "number"),
        Column("in_term", _("In term"), "number"), Column("in_term_percent", "%", "percent"),
    )  # fmt: skip


def query(book: RegisterView, wish: Filter, by: str, today: date) -> Query:
    """Write the one query behind all of it; the columns are part, key, step, then `Found`."""
    where = _received(book, wish)
    dated = ("since", *(f"{step}_on" for step in _DAYS))
    sql = _QUERY.format(
        months=_months(book, today), key=KEYS.get(by, "NULL"), open=OPEN, where=where.sql, ordinal=today.toordinal(),
        days=", ".join(f"{day} AS {step}_on" for step, day in _DAYS.items()),
        numbers=", ".join(f"m_{day}.days + CAST(substr(t.{day}, 9, 2) AS INTEGER) AS {day}" for day in dated),
        joins="".join(f" LEFT JOIN months m_{day} ON m_{day}.month = substr(t.{day}, 1, 7)" for day in dated),
        spread=" UNION ALL ".join(
            f"SELECT k, '{step}', {step}_on - since, count(*) FROM received WHERE {step}_on >= since GROUP BY 1, 3"
            for step in STEPS
        ),
        sums=", ".join(_COUNTED.values()).format(today=today),
    )  # fmt: skip
    return Query(sql, where.params)


def _received(book: RegisterView, wish: Filter) -> Where:
    """Ask for the incidents received in the period, whenever somebody came for them again."""
    where = of_incidents(book, wish._replace(first="", last=""))
    if wish.first:
        where = where.also("i.opened_on >= ?", wish.first)
    return where.also("i.opened_on <= ?", wish.last) if wish.last else where


def _months(book: RegisterView, today: date) -> str:
    """Number the day before each month, of all years that the register can tell of, but for those of a wrong clock."""
    ends = book.db.execute("SELECT min(opened_on), max(opened_on) FROM incidents").fetchone()
    years = [int(end[:4]) for end in ends if end] or [today.year]
    span = range(max(min(years), FIRST_YEAR), min(max(*years, today.year) + 1, LAST_YEAR) + 1)
    days = ((f"{year}-{month:02}", date(year, month, 1).toordinal() - 1) for year in span for month in range(1, 13))
    return ",".join(f"('{month}',{before})" for month, before in days)


def _imported(book: RegisterView, wish: Filter) -> bool:
    """Whether lines of the period were imported: those carry the serial number of their register."""
    query = "SELECT 1 FROM lines WHERE source_ref IS NOT NULL AND day BETWEEN ? AND ? LIMIT 1"
    return book.db.execute(query, (wish.first, wish.last or "9999")).fetchone() is not None


def _counts(found: Found) -> dict[str, int]:
    return {name: n or 0 for name, n in zip(_COUNTED, found[""], strict=True)}


def _rows(found: Found) -> Iterator[Row]:
    counts = _counts(found)
    for step in STEPS:
        measured, median, ninth, longest = found.get(step, (0, None, None, None))[:4]
        known, kept = counts.get(f"{step}_known"), counts.get(f"{step}_kept")
        yield {
            "step": step, "measured": measured, "median_days": median, "p90_days": ninth, "longest_days": longest,
            "with_term": known, "in_term": kept,
            "in_term_percent": round(kept / known * 100, 1) if known and kept is not None else None,
        }  # fmt: skip


def _names() -> dict[str, str]:
    return {
        "handling": _("first handling"), "acceptance": _("acceptance"), "decision": _("decision"),
        "end": _("end"), _STILL: _("still open"),
    }  # fmt: skip


def _notes(book: RegisterView, wish: Filter, today: date, totals: dict[str, int]) -> Iterator[Note]:
    received, unknown = totals["received"], totals["unknown_end"]
    days = {"first": wish.first or None, "last": wish.last or None}
    text = ngettext(
        "{n} incident received from {first} to {last}.", "{n} incidents received from {first} to {last}.", received
    ).format(n=received, first=said_day(wish.first) or "...", last=said_day(wish.last) or "...")
    yield Note("received", text, {"period": wish.period or None, **days})
    text = _("Still open: their age on {day}; the term is that of what is owed next.")
    yield Note("as_at", text.format(day=said_day(today)), {"day": today.isoformat()})
    yield Note(
        "nearest_rank",
        _("Median and 90th percentile: so many days half, and nine tenths, of the measured ones took at most."),
        {"method": "nearest-rank"},
    )
    if _imported(book, wish):
        yield Note("imported", _("Imported lines count as handled on the day of the visit, for no other is known."))
    if unknown:
        text = ngettext("{n} ended on a day that nobody recorded.", "{n} ended on days that nobody recorded.", unknown)
        yield Note("unknown_end", text.format(n=unknown), {"incidents": unknown})
