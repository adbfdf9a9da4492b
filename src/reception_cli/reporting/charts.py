"""What can be drawn: the figures of a summary as bars, those of months as lines, and the age of what is still open."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.figures import COUNTS, KEYS, TIMES, buckets
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.stats import measured, open_since
from reception_cli.index.register_view import RegisterView
from reception_cli.law import data
from reception_cli.reporting import summary
from reception_cli.reporting.periods import Period
from reception_cli.reporting.stats import resolution
from reception_cli.reporting.table import Chart, Column, Labels, Note, Table

AGE, RATE = "age", "rate"
WHATS = (*KEYS, AGE, RATE)
_MONTHS = 12  # of the line, where no period is named
_BARS = 20  # where no --limit is named
_LINES = ("visits", "people", "incidents")

Codes = Callable[[str], Any]


def twelve_months(today: date) -> Period:
    """Give the last twelve calendar months up to the end of this one."""
    months = today.year * 12 + today.month  # the month after this one, counted from year 0
    last = date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
    first = date((months - _MONTHS) // 12, (months - _MONTHS) % 12 + 1, 1)
    return Period(f"{first}..{last}", first, last)


def counted(book: RegisterView, asked: Filter, what: str, counting: str, figure: str | None, codes: Codes) -> Table:
    """Draw the figures of a summary by one key: times as lines, all else as bars of one figure, the longest first."""
    table = summary.summary(book, asked, (what,), counting)
    shape = summary.shape((what,), False, codes)
    if what in TIMES:
        drawn = Chart("lines", what, (figure,) if figure else _LINES)
        rows = _every(table.rows, what, asked)
    else:
        drawn = Chart("bars", what, (figure or "incidents",))
        rows = sorted(map(dict, table.rows), key=lambda row: -row[drawn.figures[0]])
    titles = {column.key: column.title for column in shape}
    title = _title([titles[key] for key in drawn.figures], titles[what], asked)
    return table._replace(
        name="chart", columns=shape, rows=rows, title=title, number=drawn.figures[0], chart=drawn
    )


def age(book: RegisterView, asked: Filter, today: date) -> Table:
    """Draw how long the incidents that have not ended have been open, in calendar days since they were received."""
    bounds = data.read("report", "ageing")["bounds"]
    starts = [0, *(bound + 1 for bound in bounds)]
    rows = [
        {"age": f"{first}-{last}" if last else f"{first}+", "from_days": first, "to_days": last, "incidents": n}
        for first, last, n in zip(starts, [*bounds, None], open_since(book, asked, today, bounds), strict=True)
    ]
    shape = (
        Column("age", _("Age"), labels=Labels(lambda: _spans(rows))),
        Column("from_days", _("From day"), "number", hidden=True),
        Column("to_days", _("To day"), "number", hidden=True),
        Column("incidents", _("Incidents"), "number"),
    )
    note = Note(
        "as_at", _("Calendar days since an incident was received, for all that have not ended."),
        {"day": today.isoformat()},
    )  # fmt: skip
    total = {"incidents": sum(row["incidents"] for row in rows)}
    title = _("Open incidents by age, {day}").format(day=said_day(today))
    drawn = Chart("bars", AGE, ("incidents",))
    return Table("chart", shape, rows, total, (note,), title, number="incidents", chart=drawn)


def rates(book: RegisterView, asked: Filter, today: date, how: str) -> Table:
    """Draw, for each month of receipt, what of the incidents taken in to be resolved is resolved today."""
    total, groups = measured(book, asked, "month", today)
    rows = [{"month": month, **resolution(group, how)} for month, group in sorted(groups.items()) if month]
    shape = (
        Column("month", _("Month")), Column("taken_in", _("To be resolved"), "number"),
        Column("resolved", _("Resolved"), "number"), Column("resolved_percent", _("Resolved, %"), "number"),
    )  # fmt: skip
    rows = [row for row in rows if row["taken_in"]]
    title = _title([_("Resolved, %")], _("Month"), asked)
    note = Note("as_at", _("By the month of receipt; resolved up to {day}.").format(day=said_day(today)),
                {"day": today.isoformat()})  # fmt: skip
    drawn = Chart("bars", "month", ("resolved_percent",))
    return Table("chart", shape, rows, resolution(total, how), (note,), title, number="resolved_percent", chart=drawn)


def cut(table: Table, sort: str, limit: int | None) -> Table:
    """Sort the rows otherwise, and leave out those beyond the limit, which a note counts."""
    rows = summary.ordered(table.rows, sort, None, table.columns)
    most = limit or (_BARS if table.chart and table.chart.kind == "bars" else len(rows))
    left = len(rows) - most
    if left <= 0:
        return table._replace(rows=rows)
    text = ngettext("{n} more is not drawn; see --limit N.", "{n} more are not drawn; see --limit N.", left)
    note = Note("limited", text.format(n=left), {"shown": most, "total": len(rows)})
    return table._replace(rows=rows[:most], notes=(*table.notes, note))


def _every(rows: Iterable[Mapping[str, Any]], what: str, asked: Filter) -> list[dict[str, Any]]:
    """Put in the months in which nobody came: a line must not jump over them."""
    known = {row[what]: dict(row) for row in rows}
    if not (asked.first and asked.last):
        return list(known.values())
    names = buckets(date.fromisoformat(asked.first), date.fromisoformat(asked.last), what)
    return [known.get(name, {what: name, **dict.fromkeys(COUNTS, 0)}) for name in names]


def _title(figures: list[str], key: str, asked: Filter) -> str:
    """Name what is drawn: `Visits, people, incidents by month, 2026`."""
    first, *more = figures
    things = ", ".join([first, *(title.lower() for title in more)])
    days = " - ".join(said_day(day) or "..." for day in (asked.first, asked.last))
    period = asked.period if asked.period and ".." not in asked.period else days
    return _("{figures} by {key}, {period}").format(figures=things, key=key.lower(), period=period)


def _spans(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    told, over = _("{first} to {last} days"), _("{first} days and more")
    return {
        row["age"]: (told if row["to_days"] else over).format(first=row["from_days"], last=row["to_days"])
        for row in rows
    }
