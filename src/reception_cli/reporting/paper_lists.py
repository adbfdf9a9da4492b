"""Lists of papers: what went out, what is owed, which there are and what fills them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from reception_cli.domain import numbers
from reception_cli.domain.case import Case, of_refusal
from reception_cli.domain.entry import Entry, private
from reception_cli.domain.words import _
from reception_cli.index.queries import diary
from reception_cli.index.queries import papers as queries
from reception_cli.index.register_view import RegisterView
from reception_cli.law import due_dates, owed_papers, papers
from reception_cli.law.data import cited
from reception_cli.law.papers import Paper
from reception_cli.law.practice import Practice
from reception_cli.reporting.papers import fields as asked
from reception_cli.reporting.table import Column, Labels, Note, Table

Row = dict[str, Any]
SHOWN = 200  # rows, unless --limit says otherwise


# --- What went out.

def columns() -> tuple[Column, ...]:
    """Give the columns of papers that were issued."""
    return (
        Column("entry", _("Entry"), "number"), Column("on", _("Day"), "date"),
        Column("paper", _("Paper"), labels=Labels(_named)), Column("id", _("Number")),
        Column("number", _("No. of our book"), "number"), Column("doc", _("Document")),
        Column("status", _("Status"), labels=Labels(statuses)), Column("form", _("Form"), hidden=True),
        Column("line", _("Visit or petition"), hidden=True), Column("replaces", _("In place of"), hidden=True),
        Column("promise", _("Promise of entry"), "number", hidden=True),
        Column("copies", _("Copies"), "number", hidden=True), Column("user", _("Clerk"), hidden=True),
        Column("file", _("File"), hidden=True),
    )  # fmt: skip


def _named() -> dict[str, str]:
    return {id_: f"{id_} {name}" for id_, name in papers.names().items()}


def statuses() -> Mapping[str, str]:
    """Say how far a paper is."""
    return {
        "drawn": _("waits for signature"), "issued": _("handed out"), "signed": _("signed by the body"),
        "elsewhere": _("sent by another office"), "told": _("told orally"), "replaced": _("replaced"),
        "taken_back": _("taken back"),
    }  # fmt: skip


def row(entry: Entry, file: str | None = None) -> Row:
    """Tell one entry."""
    data = entry["data"]
    status = "told" if data.get("told") else "elsewhere" if data.get("elsewhere") else (
        "signed" if data.get("doc") else "drawn"
    )
    if status == "drawn" and papers.papers()[data["paper"]].number != papers.BODY:
        status = "issued"
    return {
        "entry": entry["seq"], "on": data["on"], "paper": data["paper"],
        "id": entry["subject"] or None, "number": data.get("number"), "doc": data.get("doc"), "status": status,
        "form": data.get("form"), "line": data.get("line"), "replaces": data.get("replaces"),
        "promise": data.get("promise"), "copies": data.get("copies"), "user": entry["user"], "file": file,
    }  # fmt: skip


def issued(
    book: RegisterView, _practice: Practice, number: str | None, _today: date, limit: int | None
) -> Table:  # fmt: skip
    """List the papers that were issued, the newest first."""
    gone, replaced, rows = queries.taken_back(book), set[int](), list[Row]()
    most = limit or SHOWN
    for entry in queries.newest(book, number):
        if len(rows) == most:
            break
        told = row(entry)
        if entry["seq"] in gone:
            told["status"] = "taken_back"
        elif entry["seq"] in replaced:
            told["status"] = "replaced"
        if told["replaces"] and entry["seq"] not in gone:
            replaced.add(told["replaces"])
        rows.append(told)
    promised = any(told["promise"] for told in rows)
    shown = tuple(each._replace(hidden=False) if promised and each.key == "promise" else each for each in columns())
    return Table("issue", shown, rows, {"papers": len(rows)}, number="entry")


def acknowledged(entries: Sequence[Entry], paths: Mapping[int, str], dry_run: bool) -> Table:
    """Say what was recorded."""
    rows = [row(entry, paths.get(entry["seq"])) for entry in entries]
    names = papers.names()
    said = []
    for told in rows:
        what = f"{told['paper']} ({names[told['paper']]})" + (f", {told['id']}" if told["id"] else "")
        if told["number"]:
            what += ", " + _("no. {value}").format(value=told["number"])
        if told["promise"]:
            what += ", " + _("about the promise of entry {value}").format(value=told["promise"])
        if told["doc"]:
            what += ", " + _("paper {value}").format(value=told["doc"])
        text = _("Would record {numbers}.") if dry_run else _("Recorded {numbers}.")
        said.append(text.format(numbers=what))
        if told["status"] == "drawn" and not dry_run:
            example = f"reception issue {told['paper']} {told['id'] or ''}".rstrip() + " --signed NO"
            said.append(_("When it is signed: `{example}`.").format(example=example))
    return Table("issue", columns(), rows, {"papers": len(rows)}, said=tuple(said), number="entry")


# --- What there is, and what fills it.

def fields_columns(one: bool) -> tuple[Column, ...]:
    """Give the columns of the fields of one paper, or of the list of papers."""
    if one:
        return (
            Column("fact", _("Fact")), Column("name", _("Name")), Column("from", _("From"), labels=Labels(_sources)),
            Column("wanted", _("Wanted by the law")),
        )  # fmt: skip
    return (
        Column("paper", _("Paper"), labels=Labels(_named)), Column("form", _("Form")),
        Column("kinds", _("For"), "list", hidden=True), Column("number", _("Numbered by"), hidden=True),
        Column("mark", _("Mark"), hidden=True), Column("fields_mark", _("Mark of its wording"), hidden=True),
    )  # fmt: skip


def fields(paper: Paper) -> Table:
    """List what fills a paper."""
    told = papers.facts()
    rows = [
        {
            "fact": name, "name": told.get(name, name), "from": _source(name), "wanted": name in paper.asks,
        }
        for name in asked(paper)
    ]  # fmt: skip
    title = f"{paper.id} {paper.name}"
    notes = (Note("not_verified", _("Not verified: the wording of {paper}. {open}").format(
        paper=paper.id, open=f"{paper.open[:1].upper()}{paper.open[1:]}." if paper.open else ""
    ).rstrip(), {"mark": paper.fields_mark}),) if not paper.sure else ()  # fmt: skip
    return Table("issue", fields_columns(True), rows, notes=notes, title=title, number="fact")


def _source(name: str) -> str:
    if papers.by_hand(name):
        return "fact"
    if name == "documents":
        return "document"
    group = name.partition(".")[0]
    if group in ("unit", "head", "officer"):
        return "config"
    return "law" if group == "law" else "register"


def _sources() -> Mapping[str, str]:
    return {
        "fact": _("--fact or by hand"), "document": "--document", "config": _("config"), "law": _("law"),
        "register": _("register"),
    }  # fmt: skip


def every(today: date) -> Table:
    """List the papers that there are."""
    rows = [
        {
            "paper": paper.id, "form": str(paper.form(today) or "") or None,
            "kinds": sorted(paper.kinds), "number": paper.number, "mark": paper.mark,
            "fields_mark": paper.fields_mark,
        }
        for paper in papers.papers().values()
    ]  # fmt: skip
    return Table("issue", fields_columns(False), rows, {"papers": len(rows)}, number="paper")


def planned(book: RegisterView, first: str, last: str) -> Iterator[tuple[str, str]]:
    """Give the reception days of a period, planned or held: day, and who receives."""
    for duty in diary.duty_days(book, first, last):
        yield duty.day, private(book.entries([duty.pos])[0], "name")


# --- What is owed.

def owed_columns() -> tuple[Column, ...]:
    """Give the columns of papers that are owed."""
    return (
        Column("id", _("Number")), Column("paper", _("Paper"), labels=Labels(_named)),
        Column("due_on", _("Due"), "date"), Column("overdue_days", _("Days overdue"), "number"),
        Column("since", _("Runs from"), "date"), Column("source", _("Source"), hidden=True),
    )  # fmt: skip


def owed(book: RegisterView, practice: Practice, number: str | None, today: date, limit: int | None) -> Table:
    """List the papers that acts of the register still ask for, the most urgent first."""
    rows: list[Row] = []
    for each in [number] if number else queries.may_owe(book, practice.papers_from):
        if numbers.is_line(each):
            line = book.line(each)
            found = _of_case(of_refusal(line), practice)
            for incident in line.incidents if number else ():
                found += _of_case(book.case(incident), practice)
        else:
            found = _of_case(book.case(each), practice)
        rows += [_owed(each, paper, step, today) for paper, step in found]
    rows.sort(key=lambda told: (told["due_on"] or "9999", told["id"], told["paper"]))
    most = limit or SHOWN
    late = sum(bool(told["overdue_days"]) for told in rows)
    notes = () if practice.papers_from else (Note("papers_not_begun", _(
        "No paper was issued here yet, so none is owed; `reception config papers-from DATE` says since when they are."
    )),)  # fmt: skip
    return Table("issue", owed_columns(), rows[:most], {"owed": len(rows), "overdue": late}, notes, number="id")


def _of_case(case: Case, practice: Practice) -> list[tuple[str, due_dates.Step]]:
    steps = due_dates.steps(case, practice)
    found = []
    for each in owed_papers.owed(case, practice.papers_from, frozenset(step.id for step in steps)):
        step = next((one for one in steps if one.id == each.step), None)
        if step:
            found.append((each.paper, step))
    return found


def _owed(number: str, paper: str, step: due_dates.Step, today: date) -> Row:
    late = step.deadline.overdue(today)
    return {
        "id": number, "paper": paper, "due_on": step.due_on, "overdue_days": late or None,
        "since": step.since, "source": cited(step.term.source),
    }  # fmt: skip
