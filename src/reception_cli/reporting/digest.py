"""What a night tells of a desk: who comes, what is due, late, waiting, unissued, lacking, promised, and the counts.

Every fact is asked by what `agenda`, `due`, `issue --owed` and `summarize` ask with; no names, no texts of matters.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries import due
from reception_cli.index.queries.figures import COUNTS
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law.obligations import PROMISE
from reception_cli.law.practice import Practice
from reception_cli.reporting import agenda, deadlines, paper_lists, rising, summary
from reception_cli.reporting.agenda import Morning
from reception_cli.reporting.deadlines import Row, Span
from reception_cli.reporting.periods import Period, last_year
from reception_cli.reporting.table import Column, Note, Page, Section, Table

ROWS = 50  # of each part
TOTALS = (*agenda.TOTALS, "promises", "papers", "rising", "visits", "people", "incidents")
Codes = Callable[[str], Any]


class Digest(NamedTuple):
    """A digest as a page, with the figures that a program asks for."""

    page: Page
    totals: dict[str, int]
    subject: str


class Asked(NamedTuple):
    """What it is about: the unit, the morning, and the period whose counts are told."""

    unit: str
    morning: Morning
    period: Period
    counting: str
    practice: Practice
    foremost: tuple[str, ...] = ()  # sentences that come first: what the night found


def digest(book: RegisterView, asked: Asked, codes: Codes) -> Digest:
    """Put the digest together."""
    morning = asked.morning._replace(names=False, limit=ROWS)
    found = agenda.table(book, morning)
    parts = _parts(found)
    promised = _promises(book, morning)
    counted, totals = _counts(book, asked)
    named = agenda.titles()
    columns = tuple(column for column in found.columns if column.key != "part")
    sections = [
        Section(part, Table("agenda", columns, parts[part], title=_title(named[part], part, found.totals, parts[part])))
        for part in named
        if parts.get(part)
    ]
    count = due.count_step(book, PROMISE)
    if promised:
        title = _("Promised, and not told kept ({n})").format(n=count)
        sections.append(Section("promises", Table("due", deadlines.columns(codes), promised, title=title)))
    unissued = paper_lists.owed(book, asked.practice, None, morning.today, ROWS)
    if unissued.totals["owed"]:
        title = _title(_("Papers that are not issued yet"), "owed", unissued.totals, list(unissued.rows))
        sections.append(Section("papers", unissued._replace(title=title, notes=())))
    lines = [] if sections else [_("Nothing is due, and nobody is expected.")]
    entry = tuple(note for note in found.notes if note.code == agenda.NOT_ENTERED)
    lines += [note.text for note in entry]
    if lacks := tuple(note for note in found.notes if note not in entry):
        sections.append(Section("lacking", Table("agenda", notes=lacks, title=_("From earlier registers"))))
    sections.append(Section("counts", counted))
    topics = rising.rising(book, morning.today, asked.counting, codes)
    if topics.totals["rising"]:
        sections.append(Section("rising", topics))
    day = said_day(morning.today)
    page = Page(
        _("{unit}: digest of {day}").format(unit=asked.unit, day=day), (*asked.foremost, *lines), (), tuple(sections),
        (_("Names and texts are not in this digest: `reception show NUMBER` tells them at the desk."),),
    )  # fmt: skip
    totals = {**found.totals, "promises": count, "papers": unissued.totals["owed"], **topics.totals, **totals}
    late = ngettext("{n} late", "{n} late", totals["overdue"]).format(n=totals["overdue"])
    week = ngettext("{n} due this week", "{n} due this week", totals["due"]).format(n=totals["due"])
    return Digest(page, totals, _("[{unit}] Digest of {day}: {late}, {week}").format(
        unit=asked.unit, day=day, late=late, week=week
    ))  # fmt: skip


def _parts(found: Table) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = {}
    for row in found.rows:
        parts.setdefault(row["part"], []).append(dict(row))
    return parts


def _title(name: str, part: str, totals: Any, rows: Sequence[Any]) -> str:
    """Name a part with how many there are, and how many of them are told."""
    keys = {"appointment": "appointments"}
    total = totals.get(keys.get(part, part), len(rows))
    if total > len(rows):
        return _("{part} ({total}; the first {n} are told)").format(part=name, total=total, n=len(rows))
    return f"{name} ({total})" if part != "duty" else name


def _promises(book: RegisterView, morning: Morning) -> list[Row]:
    span = Span.around(morning.today)
    found = due.waiting(book, PROMISE, "", ROWS)
    rows = [deadlines.row(step._asdict(), span, book.setting("unit")) for step in found if step.due_on]
    return sorted(rows, key=lambda row: (row["due_on"], row["id"]))


def _counts(book: RegisterView, asked: Asked) -> tuple[Table, dict[str, int]]:
    """Tell the counts of the period, and of this month so far beside the same days of last year."""
    month = _month_so_far(asked.morning.today)
    before = last_year(month)
    rows, totals, policy = list[Row](), dict[str, int](), tuple[Note, ...]()
    for period in dict.fromkeys((asked.period, month, before)):
        counted = summary.summary(book, Filter().within(*period), (), asked.counting)
        totals = totals or {name: counted.totals[name] for name in COUNTS if name in TOTALS}
        rows.append({"period": _named(period), **{name: counted.totals[name] for name in COUNTS}})
        policy = tuple(note for note in counted.notes if note.code == "counting")
    shape = summary.shape((), False, lambda _list: None)
    columns = (Column("period", _("Period")), *(column for column in shape if column.key in COUNTS))
    notes = () if asked.counting == "distinct" else policy
    return Table("summarize", columns, rows, title=_("Visits, people, incidents"), notes=notes), totals


def _month_so_far(today: date) -> Period:
    """Give this month up to yesterday; on its first day the month before, which is whole."""
    last = today - timedelta(days=1)
    first = last.replace(day=1)
    return Period(f"{first}..{last}", first, last)


def _named(period: Period) -> str:
    first, last = said_day(period.first), said_day(period.last)
    return first if first == last else f"{first} - {last}"
