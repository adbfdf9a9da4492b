"""An inspection of reception duty: what the law asks of a desk, check by check, as far as its register knows it.

A day that the head received in person and one that was delegated are never one figure. A day on which nobody came was
held. What no register tells (whether a notice hung on the wall) is said to be unknown, never guessed. A sample of the
register is drawn by a seed, so that whoever repeats it draws the same lines.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from reception_cli.domain.case import FINDINGS, WRITTEN, of_refusal
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import NotFound
from reception_cli.domain.words import _, number
from reception_cli.events import diary
from reception_cli.index.queries import inspection as queries
from reception_cli.index.queries.diary import duty_days
from reception_cli.index.queries.entries import of_kind
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import (
    INCIDENTS,
    VISITS,
    counted_visits,
    listing,
    not_entered,
    unclassified,
)  # fmt: skip
from reception_cli.index.queries.papers import taken_back
from reception_cli.index.register_view import RegisterView
from reception_cli.law import deadlines as terms_of
from reception_cli.law import due_dates, terms
from reception_cli.law.data import cited
from reception_cli.law.obligations import MARK, NOTIFY_REFUSAL, NOTIFY_VISITOR
from reception_cli.law.practice import Practice, practice
from reception_cli.reporting import complex_matters, deadlines, paper_lists
from reception_cli.reporting import diary as days
from reception_cli.reporting.deadlines import Span
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Note, Page, Section, Table, coded, rate

_CONDUCT = "officials"  # field of matters about officials
_DAYS = ("owed", "in_person", "delegated", "missed", "nobody_came")
_REGISTER = ("visits", "unclassified", "late", "untouched")
_CHECKED = (
    "planned", "planned_late", "heard_by_head", "unconcluded", "answered", "answered_late", "answered_very_late",
    "unanswered", "tasks", "tasks_done", "tasks_late", "refused", "refusals_to_write", "refusals_unwritten",
    "papers_owed", "papers_late", "visits_not_entered", "matters_not_entered", "complex", "reports", "reports_late",
    "about_officials", "about_officials_founded",
)  # fmt: skip
_COUNTED = (*_DAYS, *_REGISTER, *_CHECKED)
TOTALS = (*_COUNTED, "in_person_percent")
_SCHEDULE = "post-schedule"  # term by which the schedule of a reception day is to be posted
_VERY = 5  # working days behind the term
Row = dict[str, Any]


class Inspected(NamedTuple):
    """One unit's register."""

    code: str
    name: str
    book: RegisterView


class _Asked(NamedTuple):
    """The period as far as it has passed."""

    first: date
    last: date
    today: date

    @property
    def iso(self) -> tuple[str, str]:
        return self.first.isoformat(), self.last.isoformat()


def inspect(units: Iterable[Inspected], period: Period, today: date, codes: Callable[[str], Any]) -> Table:
    """Tell of each unit what the checklist asks of its register."""
    names, rows, untouched = dict[str, str](), list[Row](), _untouched()
    asked = _Asked(period.first, min(period.last, today), today)
    for unit in units:
        names[unit.code] = unit.name
        rows.append(_row(unit, asked, untouched, codes))
    totals: Row = {name: sum(row[name] or 0 for row in rows) for name in _COUNTED}
    totals["in_person_percent"] = rate(totals["in_person"], totals["owed"], "rounded")
    text = _("Not held: owed, and neither held by the head nor delegated. Untouched: open for more than {days} days "
             "without any handling.")  # fmt: skip
    note = Note("read_as", text.format(days=untouched), {"days": untouched})
    told = Table("duty", columns(names), rows, totals, (note,), title=period.name, number="unit")
    paged = told._replace(page=_page(told, names, period, today))
    return paged._replace(screen=_checklist(paged, names))


def _untouched() -> int:
    """Tell for how many days a petition may lie unhandled; what the law says now is asked of earlier years too."""
    return terms.term(MARK, date.max).days or 0


def _row(unit: Inspected, asked: _Asked, most: int, codes: Callable[[str], Any]) -> Row:
    book, last, today = unit.book, asked.last, asked.today
    first, end = asked.iso
    held = list(days.held(book, first, end, False))
    person = {one.day for one in held if one.host == "head"}
    delegated = {one.day for one in held if one.host == "delegate"} - person
    came = {one.day for one in held if one.visitors}
    owed = sum(each.days for each in diary.owed(book.setting("level", "commune"), asked.first, last))
    chosen = Filter(first=first, last=end)
    before = (today - timedelta(days=1)).isoformat()
    old = (min(last, today - timedelta(days=most + 1))).isoformat()
    untouched = Filter(first=first, last=old, status=("open",), handling=("",))
    how = practice(book.setting)
    return {
        "unit": unit.code, "owed": owed, "in_person": len(person), "delegated": len(delegated),
        "missed": max(0, owed - len(person | delegated)), "nobody_came": len((person | delegated) - came),
        "in_person_percent": rate(len(person), owed, "rounded"),
        "visits": counted_visits(book, chosen).count(), "unclassified": len(unclassified(book, chosen)),
        "late": deadlines.find(book, chosen, Span.around(today)).size("", before),
        "untouched": listing(book, INCIDENTS, untouched).count() if old >= first else 0,
        **_planned(book, asked, how), **_concluded(book, asked), **_answers(book, asked, how),
        **_refusals(book, asked, how), **_papers(book, today, how),
        "complex": complex_matters.listed(book, chosen, today, complex_matters.months_long(), codes).totals["matters"],
        **_entered(book, chosen), **_reports(book, asked), **_officials(book, asked),
    }  # fmt: skip


# --- What each check measures.

def _planned(book: RegisterView, asked: _Asked, how: Practice) -> Row:
    """Count the planned days of the head, and those that were written down too late to be posted in time."""
    found = [one for one in duty_days(book, *asked.iso) if one.planned and one.host == "head"]
    written = [entry["recorded_at"][:10] for entry in book.entries(one.pos for one in found)]
    late = 0
    for one, on in zip(found, written, strict=True):
        by = diary.notice_by(date.fromisoformat(one.day), how.calendar)
        late += by is not None and on > by.isoformat()
    return {"planned": len(found), "planned_late": late}


def _concluded(book: RegisterView, asked: _Asked) -> Row:
    """Count the matters that the head heard, those without a written conclusion, and the tasks of conclusions."""
    heard, gone = queries.heard_by_head(book, *asked.iso), taken_back(book)
    notices = [
        entry for entry in of_kind(book, "met") if entry["data"].get("conclusion") and entry["seq"] not in gone
    ]  # fmt: skip
    last = dict[str, str]()
    for entry in notices:
        last[entry["subject"]] = max(last.get(entry["subject"], ""), entry["data"]["on"])
    told, first, end = {entry["seq"] for entry in notices}, *asked.iso
    tasks = [
        promise for incident in dict.fromkeys(entry["subject"] for entry in notices)
        for promise in book.case(incident).life.promises if promise.seq in told and first <= promise.by <= end
    ]  # fmt: skip
    done = sum(bool(one.kept) and (one.ended_on or one.by) <= one.by for one in tasks)
    over = [one for one in tasks if one.by < asked.today.isoformat() or one.kept is not None]
    return {
        "heard_by_head": len(heard),
        "unconcluded": sum(last.get(incident, "") < day for incident, day in heard.items()),
        "tasks": len(tasks), "tasks_done": done, "tasks_late": len(over) - done,
    }  # fmt: skip


def _answers(book: RegisterView, asked: _Asked, how: Practice) -> Row:
    """Hold the first handling of what each visit brought against the term of its notice."""
    counts = dict.fromkeys(("answered", "answered_late", "answered_very_late", "unanswered"), 0)
    for one in queries.answers(book, *asked.iso):
        day = date.fromisoformat(one.day)
        due = _due(NOTIFY_VISITOR, day, how)
        if due is None:
            continue
        done = date.fromisoformat(one.handled_on) if one.handled_on else None
        if done is None and due >= asked.today:
            continue  # there is time yet
        name = "unanswered"
        if done is not None:
            late = how.calendar.elapsed(due, done, "working") if done > due else 0
            name = "answered" if done <= due else "answered_late" if late <= _VERY else "answered_very_late"
        counts[name] += one.matters
    return counts


def _due(term: str, day: date, how: Practice) -> date | None:
    """Tell by when a term that runs from a day ends; None where the law of that day had none."""
    try:
        return terms_of.due(terms.term(term, day), day, how.calendar).due
    except NotFound:
        return None


def _refusals(book: RegisterView, asked: _Asked, how: Practice) -> Row:
    """Count refused receptions, those whose ground asks for a notice in writing, and those that have none in time."""
    found = queries.refused(book, *asked.iso)
    written = [line for line, ground in found.items() if ground in WRITTEN]
    late = 0
    for number_ in written:
        line = book.line(number_)
        steps = [step for step in due_dates.steps(of_refusal(line), how) if step.id == NOTIFY_REFUSAL]
        day = date.fromisoformat(line.day)
        due = _due(NOTIFY_REFUSAL, day, how)
        sent = [paper.on for paper in line.papers if paper.done and not paper.replaced]
        if steps:
            late += due is not None and due < asked.today
        elif sent:
            late += due is not None and min(sent) > due.isoformat()
    return {"refused": len(found), "refusals_to_write": len(written), "refusals_unwritten": late}


def _papers(book: RegisterView, today: date, how: Practice) -> Row:
    totals = paper_lists.owed(book, how, None, today, 1).totals
    return {"papers_owed": totals["owed"], "papers_late": totals["overdue"]}


def _entered(book: RegisterView, chosen: Filter) -> Row:
    """Count what is not in the national database; None of a unit that has entered nothing there yet."""
    if not book.setting("entered_from"):
        return {"visits_not_entered": None, "matters_not_entered": None}
    visits, matters = (not_entered(book, listing(book, what, chosen)).count() for what in (VISITS, INCIDENTS))
    return {"visits_not_entered": visits, "matters_not_entered": matters}


def _reports(book: RegisterView, asked: _Asked) -> Row:
    """Count the reports whose figures were sealed, and those sealed behind the day of reporting."""
    level, gone, late, found = book.setting("level", "commune"), taken_back(book), 0, 0
    for entry in of_kind(book, "sealed"):
        to = date.fromisoformat(entry["data"]["to"])
        if entry["seq"] in gone or not asked.first <= to <= asked.last:
            continue
        found += 1
        by = terms.report_day(level, to, {})
        late += by is not None and entry["recorded_at"][:10] > by.isoformat()
    return {"reports": found, "reports_late": late}


def _officials(book: RegisterView, asked: _Asked) -> Row:
    counts = queries.about(book, _CONDUCT, *asked.iso)
    founded = sum(counts[result] for result in ("founded", "partly") if result in FINDINGS)
    return {"about_officials": counts.total(), "about_officials_founded": founded}


# --- How it is told.

class _Check(NamedTuple):
    """One line of the checklist: its number, what is asked, what the register tells, and the law."""

    id: str
    asked: str
    found: str
    basis: str


def _checks(row: Row) -> Iterator[_Check]:
    def say(text: str) -> str:
        return text.format(**{key: number(value) if isinstance(value, int) else value for key, value in row.items()})

    unknown = _("not in the register: look on the spot")
    yield _Check("E1", _("The head's reception days"), say(_(
        "owed {owed}: in person {in_person}, delegated {delegated}, not held {missed}; nobody came on {nobody_came}"
    )), _("Law 42/2013/QH13, Art. 15, 18"))
    yield _Check("E2", _("Schedule posted 5 working days before"), say(_(
        "planned in the register {planned}, of these too late to be posted in time {planned_late}; whether they were "
        "posted: look on the spot"
    )), _source(_SCHEDULE))
    yield _Check("E3", _("House rules, place and hours posted; officer assigned by a paper"), unknown,
                 _("Law 42/2013/QH13, Art. 15"))
    yield _Check("E4", _("Register complete"), say(_("visits {visits}, matters unclassified {unclassified}")),
                 _("Decree 154/2026/ND-CP, Art. 25, 27"))
    entered = _("not yet entered: visits {visits_not_entered}, incidents {matters_not_entered}")
    yield _Check(
        "E5", _("Entered in the national database"),
        say(entered) if row["visits_not_entered"] is not None else _("not in the register: compare with the database"),
        _("Decree 154/2026/ND-CP, Art. 27"),
    )  # fmt: skip
    yield _Check("E6", _("Conclusion of the head's session in writing"), say(_(
        "matters heard by the head or a delegate {heard_by_head}, without a written conclusion {unconcluded}"
    )), _("Decree 154/2026/ND-CP, Art. 25(2), (3)"))
    yield _Check("E7", _("Visitors told the result within 10 working days"), say(_(
        "by the first handling recorded: in time {answered}, 1 to 5 days late {answered_late}, more "
        "{answered_very_late}, late and not yet {unanswered}"
    )), _source(NOTIFY_VISITOR))
    yield _Check("E8", _("Tasks of conclusions done in time"), say(_(
        "due {tasks}, told done in time {tasks_done}, late or not told {tasks_late}"
    )), _("Decree 154/2026/ND-CP, Art. 25, 32"))
    yield _Check("E9", _("Refusals in writing within 3 working days, with the ground"), say(_(
        "refused {refused}, to be told in writing {refusals_to_write}, of these not or late {refusals_unwritten}"
    )), _source(NOTIFY_REFUSAL))
    yield _Check("E10", _("Nothing lies untouched; steps in time"), say(_(
        "untouched {untouched}, steps late {late}"
    )), _source(MARK))
    yield _Check("E11", _("Papers issued with number and day"), say(_(
        "not issued yet {papers_owed}, of these late {papers_late}"
    )), _("Circular 05/2021/TT-TTCP"))
    yield _Check("E12", _("Crowded and complex matters reported"), say(_(
        "open matters that are complex, crowded or long-running {complex}; whether they were reported: ask for the "
        "reports"
    )), _("Decree 154/2026/ND-CP, Art. 27(3)(b)"))
    yield _Check("E13", _("Reports sent by the day of reporting"), say(_(
        "figures sealed of {reports} periods, of these behind the day of reporting {reports_late}; the day of sending: "
        "ask for the reports"
    )), _("Circular 06/2025/TT-TTCP, Art. 7"))
    yield _Check("E14", _("Complaints about the desk's conduct"), say(_(
        "matters about officials {about_officials}, founded {about_officials_founded}; which of them are about this "
        "desk: read them"
    )), _("Law 42/2013/QH13, Art. 8"))
    yield _Check("E15", _("Recommendations of the People's Inspection Board answered in 15 days"), unknown,
                 _("Law 10/2022/QH15, Art. 40"))


def _source(term: str) -> str:
    """Cite the law that sets a term now."""
    return cited(terms.term(term, date.max).source)


def _checklist(table: Table, names: Mapping[str, str]) -> Table:
    """Tell the checks one below the other, for whoever reads a screen or a sheet."""
    rows = [
        {"unit": row["unit"], **check._asdict()} for row in table.rows for check in _checks(dict(row))
    ]  # fmt: skip
    shape = _check_columns()
    if len(names) > 1:
        shape = (columns(names)[0], *shape)
    return table._replace(columns=shape, rows=rows, totals={}, title=_("Inspection of reception duty, {period}").format(
        period=table.title
    ), number="id")  # fmt: skip


def _check_columns() -> tuple[Column, ...]:
    return (
        Column("id", _("Point")), Column("asked", _("What is asked"), wide=True),
        Column("found", _("What the register tells"), wide=True), Column("basis", _("Basis"), wide=True),
    )  # fmt: skip


def _page(table: Table, names: Mapping[str, str], period: Period, today: date) -> Page:
    """Put the units side by side, without rank, and the checklist of each below."""
    sections = []
    if len(names) > 1:
        wanted = {"unit", *_DAYS, "in_person_percent", *_REGISTER, "unconcluded", "unanswered", "papers_owed"}
        shape = tuple(column for column in table.columns if column.key in wanted)
        sections.append(Section("units", table._replace(columns=shape, notes=(), title=_("By unit"))))
    for row in table.rows:
        name = names[row["unit"]]
        checks = [check._asdict() for check in _checks(dict(row))]
        sections.append(Section(f"unit-{row['unit']}", Table("duty", _check_columns(), checks, title=name)))
    lead = _("{period}: {first} to {last}. As of {day}.").format(
        period=period.name, first=said_day(period.first), last=said_day(period.last), day=said_day(today)
    )
    foot = tuple(note.text for note in table.notes)
    return Page(_("Inspection of reception duty"), (lead,), (), tuple(sections), foot)


def columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    """Give the columns of an inspection; `names` are those of the units, by their codes."""
    told = {code: name if name == code else f"{code} {name}" for code, name in names.items()}
    checked = dict(zip(_CHECKED, (
        _("Planned days"), _("Planned too late to be posted"), _("Matters heard by the head"),
        _("Without a written conclusion"), _("Answered in time"), _("Answered 1 to 5 days late"),
        _("Answered later"), _("Not answered, late"), _("Tasks of conclusions"), _("Done in time"),
        _("Late or not told"), _("Refused"), _("To be refused in writing"), _("Not or late in writing"),
        _("Papers not issued"), _("Papers late"), _("Visits not in the database"), _("Incidents not in the database"),
        _("Complex or crowded"), _("Reports sealed"),
        _("Sealed behind the day"), _("About officials"), _("About officials, founded"),
    ), strict=True))  # fmt: skip
    return (
        Column("unit", _("Unit"), labels=told), Column("owed", _("Days owed"), "number"),
        Column("in_person", _("Held in person"), "number"), Column("in_person_percent", _("In person, %"), "number"),
        Column("delegated", _("Delegated"), "number"), Column("missed", _("Not held"), "number"),
        Column("nobody_came", _("Nobody came"), "number"), Column("visits", _("Visits"), "number"),
        Column("unclassified", _("Unclassified matters"), "number"), Column("late", _("Steps late"), "number"),
        Column("untouched", _("Untouched"), "number"),
        *(Column(key, title, "number") for key, title in checked.items()),
    )  # fmt: skip


def sample(units: Iterable[Inspected], period: Period, size: int, seed: str, codes: Any) -> Table:
    """Draw lines of each register by a seed, to hold them against the paper book; in their order, without names."""
    rows, names = list[Row](), dict[str, str]()
    for unit in units:
        names[unit.code] = unit.name
        lines = list(counted_visits(unit.book, Filter().within(*period), "date").rows())
        drawn = Random(f"{seed}\n{unit.code}\n{period.first}\n{period.last}").sample(lines, min(size, len(lines)))
        rows += [{**line, "unit": unit.code} for line in sorted(drawn, key=lambda line: (line["at"], line["id"]))]
    text = _("Drawn by the seed '{seed}': the same again with --seed '{seed}'.").format(seed=seed)
    note = Note("seed", text, {"seed": seed})
    return Table("duty", sample_columns(codes), rows, {"lines": len(rows)}, (note,), title=period.name, number="id")


def sample_columns(codes: Any) -> tuple[Column, ...]:
    """Give the columns of a sample."""
    return (
        Column("unit", _("Unit")), Column("id", _("Visit")), Column("at", _("When"), "time"),
        Column("people", _("People"), "number"), coded("session", _("Session"), codes),
        coded("host", _("Host"), codes), Column("incidents", _("Incidents"), "list"),
    )  # fmt: skip
