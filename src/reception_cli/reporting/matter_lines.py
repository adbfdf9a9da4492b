"""Matters as a terminal lists them: number, who brought it, what about in a few words, and below it what is due."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.text import cut
from reception_cli.domain.words import _, ngettext
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes
from reception_cli.law.obligations import is_milestone, step_name
from reception_cli.reporting import diary, disclosure
from reception_cli.reporting.fact_words import fact_words

Row = dict[str, Any]
_FEW_WORDS = 36  # cells of a matter's content
_DAY = 10  # characters of an ISO day


def due_words(step: str, due_on: str) -> str:
    """Say what is due and when, never a bare day: `due accept the complaint: 2026-12-12`."""
    if is_milestone(step):
        return falls_words(step, due_on)
    return _("due {step}: {day}").format(step=step_name(step), day=said_day(due_on))


def falls_words(step: str, day: str) -> str:
    """Say what others are to do by a day, or what a day is a mark of."""
    return _("{step}: {day}").format(step=step_name(step), day=said_day(day))


def next_of(row: Row) -> str:
    """Tell what is due next of a matter, and how late that is."""
    if not (row["due_on"] and row["due_step"]):
        return ""
    late = row["overdue_days"]
    told = (due_words(row["due_step"], row["due_on"]), days_late(late) if late else "")
    return ", ".join(filter(None, told))


def days_late(days: int) -> str:
    """Say how late something is."""
    return ngettext("{n} day late", "{n} days late", days).format(n=days)


def add_names(book: RegisterView, rows: list[Row]) -> None:
    """Add who brought each matter and what it is about, as far as that may be shown."""
    known: dict[str, Row] = {}
    seen = disclosure.Sight(True)
    for row in rows:
        number = row.get("id")
        if number and not row.get("name"):
            if number not in known:
                known[number] = disclosure.of_case(book, book.case(number), seen)
            row |= {"name": known[number]["name"], "about": row.get("about") or known[number]["content"]}


def teller(names: bool) -> Callable[[Iterable[Row], str], Iterator[str]]:
    """Give what tells the rows of one part, each matter once with what is due of it below; `names`: they are shown."""
    head, detail = _heads(names), _details()

    def told(rows: Iterable[Row], part: str) -> Iterator[str]:
        matters: dict[Any, list[Row]] = {}
        for row in rows:
            matters.setdefault(row["id"] or row.get("appointment"), []).append(row)
        for matter in matters.values():
            first = head(matter[0])
            details = [text for row in matter if (text := detail(row, part))]
            yield from [first] if first else details[:1]
            yield from ("    " + text for text in (details if first else details[1:]))

    return told


def _heads(names: bool) -> Callable[[Row], str]:
    """Give what names a matter: its number, who brought it, and what about in a few words."""
    answers = diary.answer_words()

    def line(row: Row) -> str:
        who, about = row.get("name") or "", cut(" ".join((row.get("about") or "").split()), _FEW_WORDS)
        hidden = _("(names are kept confidential)") if names and row.get("id") and not (who or about) else ""
        expected = row.get("appointment") is not None
        told = (
            said_day(row["on"])[-5:] if expected and len(row["on"]) > _DAY else "",
            row.get("id") or "",
            ": ".join(filter(None, (who, about))),
            hidden,
            answers.get(row.get("status") or "", ""),
        )
        return "  ".join(filter(None, told))

    return line


def _details() -> Callable[[Row, str], str]:
    """Give what is due of a matter, how late it is, who must act, what it lacks and who is responsible."""
    lacks, bearers = fact_words(), codes.load("bearer").names()

    def line(row: Row, part: str) -> str:
        late, on, step = row.get("overdue_days"), row.get("on"), row.get("step") or row.get("due_step")
        since = {
            "waiting": _("sent {day}"), "duty": "{day}", "unclassified": _("opened {day}"),
            "fieldless": _("opened {day}"), "incomplete": _("since {day}"),
        }.get(part, "")  # fmt: skip
        due_on = row.get("due_on")
        told = (
            since.format(day=said_day(on)) if since and on else "",
            due_words(step, due_on) if due_on and step else "",
            falls_words(step, row["falls_on"]) if row.get("falls_on") and step else "",
            days_late(late) if late else "",
            bearers[row["who"]] if row.get("who", "unit") not in ("unit", None) else "",
            _("missing: {list}").format(list=", ".join(lacks[name] for name in row["missing"]))
            if row.get("missing") else "",
            _("responsible: {user}").format(user=row["assignee"]) if row.get("assignee") else "",
        )
        return ", ".join(filter(None, told))

    return line
