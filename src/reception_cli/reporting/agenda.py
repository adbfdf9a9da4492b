"""A clerk's morning: who comes today, what is late and due, what waits, what was left; all of it from the cards."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries import due
from reception_cli.index.queries.diary import planned
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes
from reception_cli.law.obligations import DEMAND, MARK, OUTCOME, REPLY, bearers, step_names
from reception_cli.reporting import deadlines, diary
from reception_cli.reporting.deadlines import Row, Span, day_from
from reception_cli.reporting.fact_words import fact_words
from reception_cli.reporting.table import Column, Labels, Note, Table

ROWS = 10  # of each part, unless --limit says otherwise
_COUNTED = 10_000  # more imported matters than this are not counted
_ANSWERS = ("notify-visitor", "unprocessed-petition")
NEVER = "9999"  # later than any day


class Morning(NamedTuple):
    """What the screen is about: which day, which clerk, and the days that a calendar gives."""

    today: date
    user: str
    before: date  # last working day
    notice_by: Callable[[date], date | None]
    names: bool = False  # whether names of appointments are shown
    limit: int = ROWS


def table(book: RegisterView, morning: Morning) -> Table:
    """Put the morning together; every part is bounded, what is beyond is counted."""
    span = Span.around(morning.today)
    parts = {
        "appointment": list(_appointments(book, morning)),
        "overdue": _due(book, span, "", day_from(span.today, -1), morning.limit),
        "due": _due(book, span, span.today, span.last, morning.limit),
        "waiting": list(_waiting(book, span, morning.limit)),
        "mark": list(map(_step, due.told(book, MARK, span.today, span.last, morning.limit))),
        "unclassified": list(_gaps(book, "unclassified", morning.limit)),
        "fieldless": list(_gaps(book, "fieldless", morning.limit)),
        "unfinished": list(_unfinished(book, morning, span)),
        "incomplete": list(_gaps(book, "incomplete", morning.limit)),
        "duty": list(_duty(book, morning)),
    }
    totals = _totals(book, span, parts)
    lacks = lacking(book)
    rows = [{"part": part, "missing": (), **row} for part, found in parts.items() for row in found]
    said = (*_said(parts, totals), *(note.text for note in lacks))
    return Table("agenda", columns(morning.names), rows, totals, lacks, said=said, number="id")


def columns(names: bool) -> tuple[Column, ...]:
    """Give the columns of the agenda."""
    return (
        Column("part", _("Part"), labels=Labels(_titles)), Column("id", _("Incident")), Column("on", _("When"), "time"),
        Column("step", _("Step due"), labels=Labels(step_names)), Column("due_on", _("Due"), "date"),
        Column("falls_on", _("Falls on"), "date"), Column("overdue_days", _("Days overdue"), "number"),
        Column("assignee", _("Responsible")),
        Column("who", _("Who must act"), labels=Labels(lambda: codes.load("bearer").names())),
        Column("appointment", _("Appointment")), Column("status", _("Status")),
        Column("missing", _("Lacks"), "list", labels=Labels(fact_words)), *diary.name_columns(names),
    )  # fmt: skip


def _titles() -> dict[str, str]:
    return {
        "appointment": _("Expected today"), "overdue": _("Late"), "due": _("Due this week"),
        "waiting": _("Waiting for others"), "mark": _("Mark of 45 days: petition not handled"),
        "unclassified": _("Not yet classified"),
        "fieldless": _("Without a field: the report forms by field miss them"),
        "unfinished": _("Left unfinished by you"), "incomplete": _("Incomplete"),
        "duty": _("Next reception day of the head"),
    }  # fmt: skip


def _appointments(book: RegisterView, morning: Morning) -> Iterator[Row]:
    for row in diary.appointment_rows(book, morning.today, morning.today, morning.limit, morning.names):
        yield {**row, "id": row.pop("incident")}


def _due(book: RegisterView, span: Span, first: str, last: str, limit: int) -> list[Row]:
    found = deadlines.find(book, Filter(), span._replace(last=last))
    return list(found.rows(limit, first))


def _waiting(book: RegisterView, span: Span, limit: int) -> Iterator[Row]:
    """Letters whose reply is not due this week, as the others stand among what is due, and what others are to do."""
    letters = [_step(step) for step in due.waiting(book, REPLY, span.last, limit)]
    others = [_step(step) for id_, last in _begun(span).items() for step in due.told(book, id_, last, NEVER, limit)]
    return iter([*letters, *others][:limit])


def _begun(span: Span) -> dict[str, str]:
    """Tell by which ISO day what others are to do must have begun; a superior acts once the last day is over."""
    return {OUTCOME: span.today, DEMAND: day_from(span.today, -1)}


def _gaps(book: RegisterView, what: str, limit: int) -> Iterator[Row]:
    """Incidents that lack something; `missing` names it where it may be one thing or another."""
    for one in due.gaps(book, what, limit):
        missing = tuple(filter(None, one.missing.split(",")))
        yield {"id": one.id, "on": one.on, "due_on": one.due_on, "missing": missing, "assignee": one.assignee}


def _unfinished(book: RegisterView, morning: Morning, span: Span) -> Iterator[Row]:
    """Whoever came on the last working day (or since) and has no answer yet, as far as this clerk received them."""
    before = morning.before.isoformat()
    return map(_step, due.since(book, _ANSWERS, before, span.today, morning.user, morning.limit))


def _step(step: due.OpenStep) -> Row:
    return {
        "id": step.id, "on": step.since, "step": step.step, "due_on": step.due_on, "falls_on": step.falls_on,
        "assignee": step.assignee, "who": step.who or bearers()[step.step],
    }  # fmt: skip


def _duty(book: RegisterView, morning: Morning) -> Iterator[Row]:
    """The next planned reception day of the head, and by when its schedule is to be posted."""
    day = planned(book, morning.today.isoformat())
    if day is None:
        return
    last = morning.notice_by(date.fromisoformat(day))
    yield {"on": day, "step": "post-schedule", "due_on": last and last.isoformat()}


def _totals(book: RegisterView, span: Span, parts: dict[str, list[Row]]) -> dict[str, int]:
    found = deadlines.find(book, Filter(), span)
    late = found.size("", day_from(span.today, -1))
    return {
        "appointments": len(parts["appointment"]), "overdue": late, "due": found.size(span.today, span.last),
        "waiting": due.count_step(book, REPLY)
        + sum(due.count_told(book, id_, last, NEVER) for id_, last in _begun(span).items()),
        "mark": due.count_told(book, MARK, span.today, span.last),
        "unclassified": due.count_gaps(book, "unclassified"),
        "fieldless": due.count_gaps(book, "fieldless"), "unfinished": len(parts["unfinished"]),
        "incomplete": due.count_gaps(book, "incomplete"),
    }  # fmt: skip


def lacking(book: RegisterView) -> tuple[Note, ...]:
    """Count what imported incidents lack that the report forms ask for; never told row by row."""
    counts, words = due.lacking(book, _COUNTED), fact_words()
    listed = ", ".join(f"{words[name]}: {n}" for name, n in counts.items())
    text = _("Imported incidents lack: {list}.").format(list=listed)
    return (Note("lacking", text, counts),) if counts else ()


def _said(parts: dict[str, list[Row]], totals: dict[str, int]) -> Iterator[str]:
    """Tell the morning part by part, as a terminal shows it."""
    titles, steps = _titles(), step_names()
    for part, rows in parts.items():
        if not rows:
            continue
        total = totals.get(part, len(rows))
        yield f"{titles[part]} ({total})" if part != "duty" else titles[part]
        yield from ("    " + line for line in map(_lines(steps), rows))
        yield from _more(total - len(rows))
        yield ""
    if not any(parts.values()):
        yield _("Nothing is due, and nobody is expected.")


def _more(left: int) -> Iterable[str]:
    if left <= 0:
        return []
    return ["    " + ngettext("and {n} more", "and {n} more", left).format(n=left)]


def _lines(steps: dict[str, str]) -> Callable[[Row], str]:
    answers, lacks, bearers = diary.answer_words(), fact_words(), codes.load("bearer").names()

    def line(row: Row) -> str:
        late = row.get("overdue_days")
        told = (
            said_day(row["on"]) if row.get("on") else "",
            row.get("id") or "",
            answers.get(row.get("status") or "", ""),
            row.get("name") or "",
            row.get("about") or "",
            steps.get(row.get("step") or "", ""),
            bearers[row["who"]] if row.get("who", "unit") not in ("unit", None) else "",
            _("due {day}").format(day=said_day(row["due_on"])) if row.get("due_on") else "",
            _("by {day}").format(day=said_day(row["falls_on"])) if row.get("falls_on") else "",
            ngettext("{n} day late", "{n} days late", late).format(n=late) if late else "",
            _("missing: {list}").format(list=", ".join(lacks[name] for name in row["missing"]))
            if row.get("missing") else "",
            row.get("assignee") or "",
        )
        return "  ".join(filter(None, told))

    return line
