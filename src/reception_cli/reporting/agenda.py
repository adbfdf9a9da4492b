"""A clerk's morning: who comes today, what is late and due, what waits, what was left; all of it from the cards."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reception_cli.domain.dates import said_day, weekday
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries import due
from reception_cli.index.queries.diary import planned, shift_notes
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes
from reception_cli.law.obligations import DEMAND, MARK, NOTIFY_VISITOR, OUTCOME, REPLY, bearer, step_names
from reception_cli.reporting import deadlines, diary, matter_lines
from reception_cli.reporting.deadlines import Row, Span, day_from
from reception_cli.reporting.fact_words import fact_words
from reception_cli.reporting.table import Column, Labels, Note, Table

ROWS = 10  # of each part, unless --limit says otherwise
TOTALS = (
    "shift", "appointments", "overdue", "due", "waiting", "mark", "unclassified", "fieldless", "unfinished",
    "incomplete",
)  # fmt: skip
_COUNTED = 10_000  # more imported matters than this are not counted
_ANSWERS = (NOTIFY_VISITOR, MARK)
NOT_ENTERED = "not_entered"  # code of the note
NEVER = "9999"  # later than any day


class Morning(NamedTuple):
    """What the screen is about: which day, which clerk, and the days that a calendar gives."""

    today: date
    user: str
    before: date  # last working day
    notice_by: Callable[[date], date | None]
    names: bool = False  # whether names of appointments are shown
    limit: int = ROWS


def table(book: RegisterView, morning: Morning, more: Iterable[str] = ()) -> Table:
    """Put the morning together; every part is bounded, what is beyond is counted.

    `more` is what a terminal tells besides.
    """
    span = Span.around(morning.today)
    left = shift_notes(book)
    parts = {
        "shift": list(diary.shift_rows(book, left[: morning.limit], morning.names)),
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
    totals = {"shift": len(left), **_totals(book, span, parts)}
    lacks = (*lacking(book), *_not_entered(book))
    if morning.names:
        matter_lines.add_names(book, [row for found in parts.values() for row in found])
    rows = [{"part": part, "id": None, "missing": (), **row} for part, found in parts.items() for row in found]
    said = (*_said(parts, totals, morning.names), *(note.text for note in lacks), *more)
    return Table(
        "agenda", columns(morning.names), rows, totals, lacks, _headline(book, morning.today), said, number="id",
    )  # fmt: skip


def _headline(book: RegisterView, today: date) -> str:
    """Name the unit, the day and the hours in which it receives."""
    hours = book.setting("hours")
    told = (
        book.setting("name"), f"{weekday(today)} {said_day(today)}",
        _("reception hours: {hours}").format(hours=hours) if hours else "",
    )  # fmt: skip
    return ", ".join(filter(None, told))


def columns(names: bool) -> tuple[Column, ...]:
    """Give the columns of the agenda."""
    return (
        Column("part", _("Part"), labels=Labels(titles)), Column("id", _("Incident")), Column("on", _("When"), "time"),
        Column("step", _("Step due"), labels=Labels(step_names)), Column("due_on", _("Due"), "date"),
        Column("falls_on", _("Falls on"), "date"), Column("overdue_days", _("Days overdue"), "number"),
        Column("assignee", _("Responsible")),
        Column("who", _("Who must act"), labels=Labels(lambda: codes.load("bearer").names())),
        Column("appointment", _("Appointment")), Column("status", _("Status"), labels=Labels(_status_words)),
        Column("entry", _("Entry")), Column("user", _("Clerk")),
        Column("missing", _("Lacks"), "list", labels=Labels(fact_words)), *diary.name_columns(names),
    )  # fmt: skip


def _status_words() -> dict[str, str]:
    """Say what became of an appointment, or how a matter stands."""
    return {**codes.load("status").names(), **diary.answer_words()}


def titles() -> dict[str, str]:
    """Name the parts of a morning."""
    return {
        "shift": _("From the shift before"), "appointment": _("Expected today"),
        "overdue": _("Late"), "due": _("Due this week"),
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
        yield {
            "id": one.id, "on": one.on, "due_on": one.due_on, "missing": missing, "assignee": one.assignee,
            "due_step": one.due_step,  # for the screen alone
        }  # fmt: skip


def _unfinished(book: RegisterView, morning: Morning, span: Span) -> Iterator[Row]:
    """Whoever came on the last working day (or since) and has no answer yet, as far as this clerk received them."""
    before = morning.before.isoformat()
    return map(_step, due.since(book, _ANSWERS, before, span.today, morning.user, morning.limit))


def _step(step: due.OpenStep) -> Row:
    return {
        "id": step.id, "on": step.since, "step": step.step, "due_on": step.due_on, "falls_on": step.falls_on,
        "assignee": step.assignee, "who": step.who or bearer(step.step),
    }  # fmt: skip


def _duty(book: RegisterView, morning: Morning) -> Iterator[Row]:
    """The next planned reception day of the head, and by when its schedule is to be posted."""
    day = planned(book, morning.today.isoformat())
    if day is None:
        return
    last = morning.notice_by(date.fromisoformat(day))
    yield {"id": None, "on": day, "step": "post-schedule", "due_on": last and last.isoformat()}


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


def _not_entered(book: RegisterView) -> Iterator[Note]:
    """Count what is not yet in the national database, at a desk that enters there."""
    counts = due.count_not_entered(book)
    if any(counts.values()):
        text = _("Not yet in the national database: visits {visits}, incidents {incidents}; `reception list"
                 " --not-entered` tells which, with --visits the visits.")  # fmt: skip
        yield Note(NOT_ENTERED, text.format(**counts), counts)


def _said(parts: dict[str, list[Row]], totals: dict[str, int], names: bool) -> Iterator[str]:
    """Tell the morning part by part, as a terminal shows it: a matter once in a part, and once among what is due."""
    heads, told = titles(), matter_lines.teller(names)
    owed = {row["id"] for part in ("overdue", "due") for row in parts[part] if row["id"]}
    for part, rows in parts.items():
        if part == "shift":
            yield from _handed_on(heads[part], rows, totals[part])
            continue
        shown = [row for row in rows if part != "unfinished" or row["id"] not in owed]
        if not shown:
            continue
        total = totals.get(part, len(rows)) - (len(rows) - len(shown))
        yield f"{heads[part]} ({total})" if part != "duty" else heads[part]
        gaps = part not in ("overdue", "due")  # what is due of a matter stands once, above
        bare = [{**row, "due_on": None} if gaps and row["id"] in owed else row for row in shown]
        yield from ("    " + text for text in told(bare, part))
        yield from _more(total - len(shown))
        yield ""
    if not any(parts.values()):
        yield _("Nothing is due, and nobody is expected.")


def _handed_on(head: str, rows: list[Row], total: int) -> Iterator[str]:
    """Tell what the shift before left, and how to say that it is done."""
    if rows:
        yield f"{head} ({total})"
        yield from ("    " + line for row in rows for line in diary.shift_line(row).split("\n"))
        yield from _more(total - len(rows))
        yield "    " + _("What is done: `reception note --done {seq}`").format(seq=rows[0]["entry"])
        yield ""


def _more(left: int) -> Iterable[str]:
    if left <= 0:
        return []
    return ["    " + ngettext("and {n} more", "and {n} more", left).format(n=left)]
