"""What is due: the open steps of the law by their last day, most late first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.words import _
from reception_cli.index.queries import due
from reception_cli.index.queries.filters import Filter, Where
from reception_cli.index.register_view import RegisterView
from reception_cli.law.obligations import bearer, step_names
from reception_cli.reporting.table import Column, Labels, Note, Table, coded

Row = dict[str, Any]
Told = Callable[[Iterable[Row], str], Iterator[str]]  # rows of one part -> lines of a screen
LATE = 10  # exit code when something is late
SHOWN = 200  # rows, unless --limit says otherwise


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
    """The steps that the filters leave, still to be read."""

    book: RegisterView
    span: Span
    where: Where = Where()

    def rows(self, limit: int, first: str = "") -> Iterator[Row]:
        """Read the most late ones; `first` is the first due day, where the late ones are told elsewhere."""
        own = self.book.setting("unit")
        for step in due.steps(self.book, self.where, first, self.span.last, limit):
            yield row({**step._asdict(), "who": step.who or bearer(step.step)}, self.span, own)

    def size(self, first: str, last: str) -> int:
        """Count those due from one ISO day to another."""
        return due.count(self.book, self.where, first, last)

    def totals(self) -> dict[str, int]:
        """Count the late ones, today's, those of the rest of this week, and all that are looked at."""
        span = self.span
        before, after = day_from(span.today, -1), day_from(span.today, 1)
        last = min(span.last, span.week)
        return {
            "overdue": self.size("", before),
            "today": self.size(span.today, min(span.today, last)),
            "week": self.size(after, last) if last > span.today else 0,
            "all": self.size("", span.last),
        }


def find(book: RegisterView, asked: Filter, span: Span) -> Found:
    """Decide which steps are looked at; `asked.overdue` leaves the late ones."""
    if asked.overdue:
        span = span._replace(last=min(span.last, day_from(asked.overdue, -1)))
        asked = asked._replace(overdue="")
    return Found(book, span, due.where(book, asked))


def row(step: Row, span: Span, own: str = "") -> Row:
    """Finish a row: the incident's number, its unit (else the desk's `own`), how late it is, and when it is due."""
    late = (date.fromisoformat(span.today) - date.fromisoformat(step["due_on"])).days
    step = {name: value for name, value in step.items() if name != "falls_on"}
    more = {"overdue_days": late if late > 0 else None, "when": span.when(step["due_on"])}
    return {**step, "unit": numbers.unit(numbers.key(step["id"])) or own, **more}


def table(
    found: Found, limit: int | None, codes: Callable[[str], Any], exit_code: bool = False, told: Told | None = None
) -> Table:
    """Tell what is due; `exit_code` makes it a condition that scripts can ask for.

    `told` words the rows for a screen.
    """
    totals = found.totals()
    most = limit or SHOWN
    notes = (_note(most, totals["all"]),) if totals["all"] > most else ()
    late = totals["overdue"]
    rows: Iterable[Row] = found.rows(most)
    said = list(_said(rows := list(rows), told)) if told else ()
    return Table(
        "due", columns(codes), rows, totals, notes, said=tuple(said), number="id",
        exit_code=LATE if exit_code and late else 0,
    )  # fmt: skip


def _said(rows: Iterable[Row], told: Told) -> Iterator[str]:
    """Tell what is late, and what is due today, this week and later, matter by matter."""
    parts: dict[str, list[Row]] = {}
    for each in rows:
        parts.setdefault(each["when"], []).append(each)
    for part, found in parts.items():
        words = when_words()[part]
        yield f"{words[:1].upper()}{words[1:]} ({len(found)})"
        yield from ("    " + text for text in told(found, part))
        yield ""
    if not parts:
        yield _("Nothing is due.")


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
        Column("who", _("Who must act"), labels=Labels(lambda: codes("bearer").names())),
        Column("assignee", _("Responsible")),
    )  # fmt: skip


def when_words() -> Mapping[str, str]:
    """Name the parts of the morning."""
    return {"overdue": _("overdue"), "today": _("today"), "week": _("this week"), "later": _("later")}


def day_from(iso: str, days: int) -> str:
    """Give the ISO day so many days after another, or before it."""
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()
