"""The board of a consolidating desk: which unit delivered what, when and up to which day, and what is wrong with it.

All of it stands in the desk's own entries: no register of a unit is read for it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.finding_words import sentence
from reception_cli.ledger.findings import finding
from reception_cli.reporting.consolidation import CHANGES, Expected, change_titles, told_figures
from reception_cli.reporting.deliveries import Past, Rejected, Taken
from reception_cli.reporting.table import Card, Column, Note, Page, Section, Table

AWAITED = ("missing", "sent_back", "incomplete")  # statuses of units whose report is not whole here
STATUSES = (*AWAITED, "late", "on_time", "unexpected")
_CORRECTING = ("corrected", "voided", "taken_back", "erased")  # changes of what was told before


class Asked(NamedTuple):
    """What the board is about."""

    unit: str  # name of the desk
    today: date
    period: str = ""  # its name; "": each unit has days of its own
    first: str = ""  # ISO days
    last: str = ""


class Standing(NamedTuple):
    """How one unit stands."""

    asked: Expected
    name: str
    status: str
    past: Past
    received: str = ""  # ISO: when its report was whole, else when anything came last
    reach: str = ""  # ISO: up to which day it is whole
    days_late: int | None = None

    @property
    def last(self) -> Taken | None:
        """Give the delivery that was taken last."""
        return self.past.taken[-1] if self.past.taken else None

    @property
    def refused(self) -> Rejected | None:
        """Give the file that was not taken last, until a delivery settles that."""
        return self.past.rejected[-1] if self.past.rejected else None


def standings(
    known: Mapping[str, Past], expected: Sequence[Expected], names: Mapping[str, str], asked: Asked
) -> list[Standing]:
    """Say of each unit that was expected, and of each other that delivered, how it stands, in the order of the list.

    `names` are those of the tree of units.
    """
    wanted = {one.unit.casefold(): one for one in expected}
    others = [
        Expected(past.unit)
        for key, past in known.items()
        if key and key not in wanted and (past.taken or past.rejected)
    ]
    return [
        *(_standing(one, known.get(key, Past(one.unit)), names, asked) for key, one in wanted.items()),
        *(_standing(one, known[one.unit.casefold()], names, asked)._replace(status="unexpected") for one in others),
    ]


def awaited_first(found: Iterable[Standing]) -> list[Standing]:
    """Put what is awaited before all else."""
    return sorted(found, key=lambda one: (one.status not in AWAITED, one.status == "unexpected"))


def _standing(one: Expected, past: Past, names: Mapping[str, str], asked: Asked) -> Standing:
    own = next((each.name for each in reversed(past.taken) if each.name), "")
    name = one.name or names.get(one.unit) or own or one.unit
    whole = [each.received for each in past.taken if each.to >= one.to]
    day = min(whole) if whole and one.to else max((each.received for each in past.taken), default="")
    late = None
    if one.due:
        days = (date.fromisoformat(min(whole) if whole else asked.today.isoformat()) - date.fromisoformat(one.due)).days
        late = days if days > 0 else None
    if whole:
        status = "late" if late else "on_time"
    elif past.rejected and past.rejected[-1].received > past.reach:
        status = "sent_back"
    else:
        status = "incomplete" if past.taken and past.reach >= (asked.first or "0") else "missing"
    return Standing(one, name, status, past, "" if status == "missing" else day, past.reach, late)


def row(one: Standing) -> dict[str, Any]:
    """Tell how a unit stands, for the table."""
    last, wrong = one.last, one.refused
    new = last.new if last and one.status != "missing" else {}  # what came for an earlier period is told of that
    changes = {name: sum(new.get(kind, 0) for kind in kinds) for name, kinds in CHANGES.items()}
    named = {kind for kinds in CHANGES.values() for kind in kinds}
    return {
        "unit": one.asked.unit, "name": one.name, "status": one.status, "received": one.received or None,
        "complete_to": one.reach or None, "expected_to": one.asked.to or None, "due_on": one.asked.due or None,
        "days_late": one.days_late, "deliveries": len(one.past.taken), **changes,
        "changed": sum(changes[name] for name in _CORRECTING),
        "other_changes": sum(count for kind, count in new.items() if kind not in named),
        "gaps": last.gap_count if last else 0,
        "missing_numbers": [_gap(first, end) for first, end in last.gaps] if last else [],
        "differing": len(one.past.differing), "not_taken": len(one.past.rejected),
        "not_taken_on": wrong.received if wrong else None, "file": wrong.file or None if wrong else None,
        "reason": wrong.reason or wrong.code if wrong else None,
    }  # fmt: skip


def columns() -> tuple[Column, ...]:
    """Give the columns of the board."""
    titles = change_titles()
    return (
        Column("name", _("Name of the unit")), Column("unit", _("Unit")),
        Column("status", _("Status"), labels=_statuses()), Column("received", _("Received"), "date"),
        Column("complete_to", _("Whole to"), "date"), Column("due_on", _("Due"), "date"),
        Column("expected_to", _("Expected to"), "date"),
        Column("days_late", _("Days late"), "number"), Column("new_visits", _("New"), "number"),
        Column("changed", _("Fixed"), "number"), Column("gaps", _("Gaps"), "number"),
        Column("differing", _("Differ"), "number"), Column("not_taken", _("Not taken"), "number"),
        Column("deliveries", _("Deliveries"), "number"),
        *(Column(name, title, "number") for name, title in titles.items() if name != "new_visits"),
        Column("missing_numbers", _("Missing numbers"), "list", hidden=True),
        Column("not_taken_on", _("Not taken on"), "date", hidden=True), Column("file", _("File"), hidden=True),
        Column("reason", _("Reason"), hidden=True),
    )  # fmt: skip


_ON_PAGE = (
    "name", "status", "received", "complete_to", "due_on", "days_late", "new_visits", "changed", "gaps", "differing",
    "not_taken",
)  # fmt: skip
_SHORT = ("name", "status", "received", "complete_to", "new_visits", "changed", "gaps", "differing")


def _statuses() -> dict[str, str]:
    return {
        "missing": _("not sent"), "sent_back": _("sent back"), "incomplete": _("ends early"), "late": _("late"),
        "on_time": _("on time"), "unexpected": _("not expected"),
    }  # fmt: skip


def board(found: Sequence[Standing], nobody: Iterable[Rejected], asked: Asked, exit_code: bool = False) -> Table:
    """Tell how all units stand, a line each; `nobody` are files that were not taken and are of no known unit.

    `exit_code` leaves with 10 where something is missing.
    """
    found = awaited_first(found)
    counts = Counter(one.status for one in found)
    totals = {
        "units": len(found) - counts["unexpected"], **{name: counts[name] for name in STATUSES},
        "differing": sum(bool(one.past.differing) for one in found),
        "gaps": sum(bool(one.last and one.last.gap_count) for one in found),
    }  # fmt: skip
    awaited = [one for one in found if one.status in AWAITED]
    notes = (_about(asked), *_summed(totals), *_told(found), *_of_nobody(nobody))
    table = Table(
        "consolidate", columns(), [row(one) for one in found], totals, notes, number="unit", title=_title(asked),
        exit_code=10 if exit_code and awaited else 0, brief=_SHORT,
    )  # fmt: skip
    return table


def _title(asked: Asked) -> str:
    return _("{unit}: what the units have sent").format(unit=asked.unit)


def _about(asked: Asked) -> Note:
    facts = {"period": asked.period or None, "first": asked.first or None, "last": asked.last or None}
    if asked.period:
        text = _("Reports on {period}, {first} to {last}; as of {day}.").format(
            period=asked.period, first=said_day(asked.first), last=said_day(asked.last), day=said_day(asked.today)
        )
    else:
        text = _("As of {day}; each unit by the days that were named for it.").format(day=said_day(asked.today))
    return Note("period", text, facts)


def _summed(totals: Mapping[str, int]) -> Iterator[Note]:
    whole, late = totals["on_time"] + totals["late"], totals["late"]
    text = ngettext(
        "{whole} of {n} unit has reported, {late} of them late.",
        "{whole} of {n} units have reported, {late} of them late.", totals["units"],
    )  # fmt: skip
    yield Note("summed", text.format(whole=number(whole), n=number(totals["units"]), late=number(late)), dict(totals))


def _told(found: Iterable[Standing]) -> Iterator[Note]:
    """Say below the table what is wrong with each unit, but that nothing came: that stands in its line."""
    for one in found:
        for each in findings_of(one):
            if each["code"] not in ("missing", "late"):
                yield Note(each["code"], f"{one.name}: {each['text']}", {"unit": one.asked.unit})


def _of_nobody(files: Iterable[Rejected]) -> Iterator[Note]:
    for one in files:
        yield Note("sent_back", _not_taken(one), {"unit": None, "reason": one.code, "received": one.received})


def _not_taken(one: Rejected) -> str:
    text = _("{file}, received on {day}, was not taken: {reason}")
    return text.format(file=one.file or _("a file"), day=said_day(one.received), reason=one.reason or one.code)


# --- What is to be put right by a unit, a row each, to be sent back to it.

def findings_of(one: Standing) -> Iterator[dict[str, Any]]:
    """Tell what a unit is to put right."""
    head = {"unit": one.asked.unit, "name": one.name, "figure": None, "sent": None, "counted": None}
    last = one.last
    if one.status in AWAITED:
        code = "incomplete" if one.status == "incomplete" else "missing"  # why a file was sent back stands below
        yield {**head, "code": code, "since": one.asked.due or None, "text": _awaited(one), "todo": _todo(one)}
    elif one.status == "late":
        text = _("It came on {day}; it was due on {due}.")
        told = text.format(day=said_day(one.received), due=said_day(one.asked.due))
        yield {**head, "code": "late", "since": one.received, "text": told, "todo": None}
    for wrong in one.past.rejected:
        yield {**head, "code": "sent_back", "since": wrong.received, "text": _not_taken(wrong),
               "todo": _("Mend the file and send it again.")}  # fmt: skip
    since = next((each.received for each in reversed(one.past.taken) if each.differing), None)
    for figure in one.past.differing:
        yield {**head, "code": "differs", "since": since, **figure, "text": told_figures([figure]),
               "todo": _("Count again, and send the whole register.")}  # fmt: skip
    for first, end in last.gaps if last else ():
        yield {**head, "code": "gap", "since": last.received if last else None, "text": _gap(first, end),
               "todo": _("Say what became of these numbers, or send the lines.")}  # fmt: skip
    if last and last.gap_count > len(last.gaps):
        text = _("{n} more gaps in the numbers.").format(n=number(last.gap_count - len(last.gaps)))
        yield {**head, "code": "gap", "since": last.received, "text": text, "todo": None}


def _gap(first: str, end: str) -> str:
    details = {"case": "one", "number": first} if first == end else {"case": "several", "first": first, "last": end}
    return sentence(finding("gap", None, None, **details))


def _awaited(one: Standing) -> str:
    if one.past.taken and one.asked.to:
        text = _("It tells of the days up to {day} only, not up to {to}.")
        return text.format(day=said_day(one.reach) or "-", to=said_day(one.asked.to))
    return _("Nothing was received.") if not one.past.rejected else _("Nothing could be taken in.")


def _todo(one: Standing) -> str:
    if one.asked.to:
        return _("Send the register up to {to}.").format(to=said_day(one.asked.to))
    return _("Send the register.")


def finding_columns() -> tuple[Column, ...]:
    """Give the columns of the findings."""
    codes = {**_statuses(), "differs": _("differs"), "gap": _("gap")}
    return (
        Column("name", _("Name of the unit")), Column("unit", _("Unit"), hidden=True),
        Column("code", _("Finding"), labels=codes), Column("since", _("Since"), "date"),
        Column("figure", _("Figure"), hidden=True), Column("sent", _("Sent"), "number", hidden=True),
        Column("counted", _("Counted here"), "number", hidden=True), Column("text", _("What was found"), wide=True),
        Column("todo", _("What is to be done"), wide=True),
    )  # fmt: skip


def findings(found: Iterable[Standing], asked: Asked) -> Table:
    """List what each unit is to put right."""
    rows = [each for one in awaited_first(found) for each in findings_of(one)]
    totals = {"units": len({each["unit"] for each in rows}), "findings": len(rows)}
    title = _("What the units are to put right")
    said = () if rows else (_("Nothing is to be put right."),)
    return Table("consolidate", finding_columns(), rows, totals, (_about(asked),), title, said, number="unit")


# --- A reminder for each unit whose report is awaited, in Vietnamese, ready to be pasted.

def reminder_columns() -> tuple[Column, ...]:
    """Give the columns of the reminders."""
    return (
        Column("name", _("Name of the unit")), Column("unit", _("Unit"), hidden=True),
        Column("text", _("Text"), wide=True),
    )  # fmt: skip


def reminder(one: Standing, asked: Asked) -> str:
    """Write to a unit what is awaited of it, in the language that is spoken now."""
    parts = [_("To: {name}").format(name=one.name)]
    about = _("the register of citizen reception up to {to}").format(to=said_day(one.asked.to)) if one.asked.to else _(
        "the register of citizen reception"
    )
    text = _("As of {day}, {desk} has not received {about} from you.")
    told = text.format(day=said_day(asked.today), desk=asked.unit, about=about)
    if one.asked.due and one.days_late:
        late = ngettext("It was due on {due}, {n} day ago.", "It was due on {due}, {n} days ago.", one.days_late)
        told += " " + late.format(due=said_day(one.asked.due), n=number(one.days_late))
    elif one.asked.due:
        told += " " + _("It is due on {due}.").format(due=said_day(one.asked.due))
    parts.append(told)
    last, wrong = one.last, one.refused
    if last and one.reach:
        text = _("Your last delivery, received on {day}, tells of the days up to {to} only.")
        parts.append(text.format(day=said_day(last.received), to=said_day(one.reach)))
    if wrong:
        text = _("The file {file}, received on {day}, could not be taken in: {reason}")
        parts.append(text.format(
            file=wrong.file, day=said_day(wrong.received), reason=wrong.reason or wrong.code
        ))  # fmt: skip
    parts.append(_("Please send it as soon as you can, or tell us what keeps you. Thank you."))
    return "\n".join(parts)


def reminders(rows: Sequence[Mapping[str, Any]], asked: Asked) -> Table:
    """Show the texts one below the other; rows for programs."""
    said = [line for each in rows for line in (*each["text"].split("\n"), "")]
    title = _("Reminders")
    none = (_("Nobody is to be reminded."),)
    return Table(
        "consolidate", reminder_columns(), rows, {"reminders": len(rows)}, (_about(asked),), title,
        tuple(said) or none, number="unit",
    )  # fmt: skip


# --- The page.

def page(table: Table, more: Sequence[Section], asked: Asked) -> Page:
    """Put the board on one page, with what belongs to it."""
    totals = table.totals
    whole = totals["on_time"] + totals["late"]
    awaited = sum(totals[name] for name in AWAITED)
    cards = (
        Card(_("Units that have reported"), whole, (
            _("of {n}").format(n=number(totals["units"])), _("{n} on time").format(n=number(totals["on_time"])),
            _("{n} came late").format(n=number(totals["late"])),
        )),
        Card(_("Units that have not"), awaited, (
            _("{n} not sent").format(n=number(totals["missing"])),
            _("{n} sent back").format(n=number(totals["sent_back"])),
            _("{n} end early").format(n=number(totals["incomplete"])),
        )),
        Card(_("Units with differing totals"), totals["differing"]),
        Card(_("Units with gaps in their numbers"), totals["gaps"]),
    )  # fmt: skip
    others = tuple(note for note in table.notes if not note.facts.get("unit"))  # what is of a unit stands below
    columns_ = tuple(column for column in table.columns if column.key in _ON_PAGE)
    shown = table._replace(columns=columns_, title=_("How the units stand"), brief=(), notes=others[2:])
    return Page(_title(asked), (table.notes[0].text,), cards, (Section("units", shown), *more), ())
