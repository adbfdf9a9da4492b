"""What is due: the open steps of the law by their last day, most late first."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter, of_incidents
from reception_cli.index.register_view import RegisterView
from reception_cli.law.obligations import step_names
from reception_cli.reporting.columns import Labels, coded
from reception_cli.reporting.table import Column, Note, Table

Row = dict[str, Any]
LATE = 10  # exit code when something is late
SHOWN = 200  # rows, unless --limit says otherwise

_KEYS = ("id", "step", "due_on", "since", "kind", "status", "assignee")
_STEPS = (
    "SELECT s.incident, s.step, s.due_on, s.since, i.kind, i.status, i.assignee"
    " FROM steps s CROSS JOIN incidents i ON i.incident = s.incident"
)


class Span(NamedTuple):
    """The days that are looked at, as ISO: what was due before `today` is late."""

    today: str
    week: str  # last day of this week
    last: str  # last day looked at

    @classmethod
    def around(cls, today: date, last: date | None = None) -> "Span":
        """Look up to a day; without one to the end of this week."""
        week = today + timedelta(days=6 - today.weekday())
        return cls(today.isoformat(), week.isoformat(), (last or week).isoformat())

    def when(self, due_on: str) -> str:
        """Say of a due day: overdue, today, week or later."""
        if due_on < self.today:
            return "overdue"
        return "today" if due_on == self.today else "week" if due_on <= self.week else "later"


class Found(NamedTuple):
    """The steps that a wish leaves, still to be read."""

    book: RegisterView
    span: Span
    sql: str
    params: tuple[object, ...]

    def rows(self, limit: int, first: str = "") -> Iterator[Row]:
        """Read the most late ones; `first` is the first due day, where the late ones are told elsewhere."""
        query = f"{_STEPS} WHERE s.due_on BETWEEN ? AND ?{self.sql} ORDER BY s.due_on, s.incident LIMIT ?"
        own = self.book.setting("unit")
        for values in self.book.db.execute(query, (first, self.span.last, *self.params, limit)):
            yield row(dict(zip(_KEYS, values, strict=True)), self.span, own)

    def size(self, first: str, last: str) -> int:
        """Count those due from one ISO day to another."""
        source = "steps s" if not self.sql else "steps s CROSS JOIN incidents i ON i.incident = s.incident"
        query = f"SELECT count(*) FROM {source} WHERE s.due_on BETWEEN ? AND ?{self.sql}"
        return int(self.book.db.execute(query, (first, last, *self.params)).fetchone()[0])

    def totals(self) -> dict[str, int]:
        """Count the late ones, today's, those of the rest of this week, and all that are looked at."""
        span = self.span
        before, after = _day(span.today, -1), _day(span.today, 1)
        last = min(span.last, span.week)
        return {
            "overdue": self.size("", before),
            "today": self.size(span.today, min(span.today, last)),
            "week": self.size(after, last) if last > span.today else 0,
            "all": self.size("", span.last),
        }


def find(book: RegisterView, wish: Filter, span: Span) -> Found:
    """Decide which steps are looked at; `wish.overdue` leaves the late ones."""
    if wish.overdue:
        span = span._replace(last=min(span.last, _day(wish.overdue, -1)))
        wish = wish._replace(overdue="")
    if wish.empty:
        return Found(book, span, "", ())
    where = of_incidents(book, wish)
    return Found(book, span, where.sql, where.params)


def row(found: Row, span: Span, own: str = "") -> Row:
    """Finish a row: the incident's number, its unit (else the desk's `own`), how late it is, and when it is due."""
    late = (date.fromisoformat(span.today) - date.fromisoformat(found["due_on"])).days
    more = {"overdue_days": late if late > 0 else None, "when": span.when(found["due_on"])}
    return {**found, "id": numbers.text(found["id"]), "unit": numbers.unit(found["id"]) or own, **more}


def table(found: Found, limit: int | None, codes: Callable[[str], Any], exit_code: bool = False) -> Table:
    """Tell what is due; `exit_code` makes it a condition that scripts can ask for."""
    totals = found.totals()
    most = limit or SHOWN
    notes = (_note(most, totals["all"]),) if totals["all"] > most else ()
    late = totals["overdue"]
    return Table(
        "due", columns(codes), found.rows(most), totals, notes, number="id",
        exit_code=LATE if exit_code and late else 0,
    )  # fmt: skip


def _note(shown: int, total: int) -> Note:
    text = _("The first {shown} of {total}; --limit N shows more.").format(shown=shown, total=total)
    return Note("limited", text, {"shown": shown, "total": total})


def columns(codes: Callable[[str], Any]) -> tuple[Column, ...]:
    """Give the columns of steps that are due."""
    return (
        Column("when", _("When"), labels=when_words()), Column("id", _("Incident")),
        Column("unit", _("Unit"), hidden=True),
        Column("step", _("Step due"), labels=Labels(step_names)), Column("due_on", _("Due"), "date"),
        Column("overdue_days", _("Days overdue"), "number"), Column("since", _("Runs from"), "date", hidden=True),
        coded("kind", _("Kind"), codes), coded("status", _("Status"), codes, hidden=True),
        Column("assignee", _("Responsible")),
    )  # fmt: skip


def when_words() -> Mapping[str, str]:
    """Name the parts of the morning."""
    return {"overdue": _("overdue"), "today": _("today"), "week": _("this week"), "later": _("later")}


def _day(iso: str, days: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()
