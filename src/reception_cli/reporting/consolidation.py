"""What a consolidation came to: a line a unit, its figures held against those that the sender counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, Head
from reception_cli.domain.errors import Damaged, ReceptionError
from reception_cli.domain.text import some
from reception_cli.domain.words import _, ngettext
from reception_cli.events.registry import series
from reception_cli.exchange.bundle import COUNTS, Closing
from reception_cli.exchange.inbox import FORKED, Taken
from reception_cli.index.finding_words import sentence
from reception_cli.index.queries import entries
from reception_cli.index.queries.lists import day_span
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.audit import Numbering
from reception_cli.ledger.storage import Place
from reception_cli.reporting.bundles import figured, form_01_tcd
from reception_cli.reporting.table import Column, Note, Table

_TOLD = 10  # differing figures, or gaps, that are named
_LONGEST = 60  # signs of what a sender called a figure


class Snapshot(NamedTuple):
    """A register of a unit as it is now."""

    name: str
    entries: int
    first_day: str | None
    last_day: str | None
    recorded_to: str
    own: Closing
    gaps: tuple[str, ...]


class Found(NamedTuple):
    """One line of the answer: a unit, or a file that was not taken."""

    unit: str
    status: str  # received | unchanged | missing | late | refused | forked
    files: tuple[str, ...] = ()
    name: str = ""
    first_day: str | None = None
    last_day: str | None = None
    look: Snapshot | None = None
    new: Mapping[str, int] = {}
    repeated: int = 0
    again: str = ""  # the period that was told before
    differing: tuple[Mapping[str, Any], ...] | None = None  # None: there was nothing to compare with
    code: str = ""
    reason: str = ""
    head: Head | None = None
    sha256: str = ""
    signed: bool | None = None
    source: str = "bundle"
    remarks: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()  # code, text and facts of what should be known of it
    awaited: bool = False  # what was expected of the unit is not here: nothing is, or its records end too early

    @property
    def wrong(self) -> bool:
        """Whether something was not taken, or not counted alike."""
        return self.status in ("refused", FORKED) or bool(self.differing)


def look(book: RegisterView) -> Snapshot:
    """Count a unit's register as its sender did; raises Damaged or ValueError for one that no verb made."""
    if entries.tells_of_unopened(book):
        raise ValueError("something is told of a matter that no entry opens")
    first, last = day_span(book)
    name = book.setting("name") or book.setting("unit")
    count, own = book.count(), figured(book, 0, form_01_tcd)
    day, gaps = book.recorded_at()[:10], tuple(_gaps(book))
    return Snapshot(name, count, first, last, day, own, gaps)


def _gaps(book: RegisterView) -> Iterator[str]:
    """Tell where the numbers of the register do not run on; raises Damaged where one was given twice."""
    numbering = Numbering(series)
    for seq, pos, kind, subject in entries.numbered(book):
        told = {"seq": seq, "kind": kind, "subject": subject} if subject else book.ledger.read_at(pos)
        for finding in numbering.take(Place(told, pos, pos), 0):
            raise Damaged(
                _("Entry {seq}: {text}.").format(seq=seq, text=sentence(finding)),
                _("Nothing was taken; ask the sender to run `reception verify`."), reason="double",
            )  # fmt: skip
    yield from (sentence(finding) for finding in numbering.finish())


def received(unit: str, taken: list[tuple[str, Taken]], found: Snapshot, head: Head) -> Found:
    """Tell what the bundles of a unit came to, the last of them last."""
    new = sum((one.new for _file, one in taken), Counter[str]())
    days = [day for _file, one in taken for day in (one.manifest.first_day, one.manifest.last_day) if day]
    again = [day for _file, one in taken for day in one.again if day]
    last = taken[-1][1]
    at_end = [one for _file, one in taken if one.manifest.after == head]
    apart = differing(at_end[-1].closing, found.own) if at_end else None
    return Found(
        unit, "received" if new else "unchanged", tuple(file for file, _one in taken), last.manifest.name,
        min(days, default=None), max(days, default=None), found, new, sum(one.repeated for _file, one in taken),
        period(again), apart, "differs" if apart else "",
        _told(apart or ()), head, last.sha256, last.signed,
    )  # fmt: skip


def period(days: Iterable[str]) -> str:
    """Name the span of some ISO days as a period is typed; empty without any."""
    listed = sorted(days)
    return f"{listed[0]}..{listed[-1]}" if listed else ""


def refused(unit: str, file: str, fault: ReceptionError) -> Found:
    """Tell why a file was not taken."""
    code = str(fault.facts.get("reason", fault.key))
    status = FORKED if code == FORKED else "refused"
    reason = " ".join(filter(None, (*fault.message.split("\n"), fault.hint)))
    return Found(unit, status, (file,), code=code, reason=reason)


def differing(sent: Closing, own: Closing) -> tuple[dict[str, Any], ...]:
    """Name every figure that the sender and we do not count alike."""
    parts: list[tuple[Any, Any, str]] = [(sent.totals, own.totals, ""), (sent.by_year, own.by_year, "")]
    if sent.form_01_tcd is not None and own.form_01_tcd is not None:
        parts.append((sent.form_01_tcd, own.form_01_tcd, "form_01_tcd"))
    found = []
    for one, other, name in parts:
        theirs, ours = dict(_leaves(name, one)), dict(_leaves(name, other))
        found += [
            {"figure": figure[:_LONGEST], "sent": _plain(theirs.get(figure)), "counted": _plain(ours.get(figure))}
            for figure in sorted({*ours, *theirs}, key=_order)
            if theirs.get(figure) != ours.get(figure)
        ]
    return tuple(found)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Name every figure inside; nobody has looked yet at what a sender calls its form."""
    if not isinstance(value, Mapping):
        yield name, value
        return
    for key, inner in value.items():
        own = "" if key == "columns" else str(key)
        yield from _leaves(".".join(filter(None, (name, own))), inner)


def _order(figure: str) -> list[tuple[int, str]]:
    """Let column 10 follow column 9."""
    return [(int(part), "") if part.isdecimal() and len(part) < 9 else (-1, part) for part in figure.split(".")]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else str(value)[:_LONGEST]


def _told(differing: tuple[dict[str, Any], ...]) -> str:
    """Say in words which figures differ."""
    if not differing:
        return ""
    text = _("{figure}: {sent} sent, {counted} counted here")
    named = [text.format(**one) for one in differing[:_TOLD]]
    more = [_("{n} more").format(n=len(differing) - _TOLD)] if len(differing) > _TOLD else []
    return _("The totals differ: {figures}.").format(figures="; ".join(named + more))


# --- Which units were to deliver, up to which day and by when, and which of them did.

_HERE, _NOT_HERE = ("received", "unchanged"), ("refused", "forked")


class Expected(NamedTuple):
    """What is asked of a unit; days are ISO, an empty one asks for nothing."""

    unit: str
    name: str = ""
    to: str = ""  # its records must go on to this day
    due: str = ""  # and must have come on this day


class Arrival(NamedTuple):
    """A delivery that was taken: on which day, and up to which day it tells."""

    day: str
    to: str


Held = Callable[[str], Found | None]  # the register of a unit that sent nothing this time


def judged(
    found: Iterable[Found], expected: Iterable[Expected], held: Held, came: Mapping[str, list[Arrival]], today: str
) -> list[Found]:
    """Put the units that were expected beside what was found: missing, late or well; what is awaited comes first."""
    listed = list(found)
    wanted = {one.unit.casefold(): one for one in expected}
    seen = {one.unit.casefold() for one in listed}
    silent = [one for key, one in wanted.items() if key not in seen]
    more = [held(one.unit) or Found(one.unit, "missing", awaited=True) for one in silent]
    told = [_judged(one, wanted.get(one.unit.casefold()), came.get(one.unit, []), today) for one in (*listed, *more)]
    return sorted(told, key=lambda one: (not one.awaited, not one.unit, one.unit, one.status in _NOT_HERE, one.files))


def unexpected(found: Iterable[Found], expected: Iterable[Expected]) -> list[str]:
    """List the units that delivered though nobody asked them to."""
    wanted = {one.unit.casefold() for one in expected}
    return sorted({one.unit for one in found if one.files and one.unit and one.unit.casefold() not in wanted})


def _judged(one: Found, asked: Expected | None, came: list[Arrival], today: str) -> Found:
    if asked is None:
        return one
    one = one._replace(name=asked.name or one.name)
    reasons = list(_late(one, asked, came, today)) if one.status in _HERE and one.look else []
    if not reasons:
        return one
    reason = " ".join(filter(None, (one.reason, *reasons)))
    return one._replace(status="late", code=one.code or "late", reason=reason, awaited=_ends_early(one, asked))


def _ends_early(one: Found, asked: Expected) -> bool:
    return bool(asked.to) and _reached(one) < asked.to


def _late(one: Found, asked: Expected, came: list[Arrival], today: str) -> Iterator[str]:
    if _ends_early(one, asked):
        text = _("It tells of the days up to {day} only, not up to {to}.")
        yield text.format(day=said_day(_reached(one)) or "-", to=said_day(asked.to))
        return
    day = min((arrival.day for arrival in came if arrival.to >= asked.to), default=today)
    if asked.due and day > asked.due:
        yield _("It came on {day}; it was due on {due}.").format(day=said_day(day), due=said_day(asked.due))


def _reached(one: Found) -> str:
    """Tell up to which day a unit's records go: a plain register says nothing of days on which nobody came."""
    assert one.look is not None
    return (one.look.last_day or "") if one.source == "register" else one.look.recorded_to


# --- The answer of a consolidation, and the entries by which the desk remembers it.

STATUSES = ("received", "unchanged", "missing", "late", "refused", FORKED)
# What changed since the last delivery: column -> kinds of entries
_CHANGES = {
    "new_visits": ("visit",), "new_petitions": ("petition",), "new_incidents": ("incident",),
    "classified": ("classified",), "closed": ("closed",), "corrected": ("corrected",), "voided": ("voided",),
    "taken_back": ("retracted",), "erased": ("redacted",),
}  # fmt: skip


def remembered(book: RegisterView) -> list[Entry]:
    """Read the entries that tell of deliveries, the oldest first."""
    return entries.of_kind(book, entries.DELIVERED)


def heads(delivered: Iterable[Entry]) -> dict[str, Head]:
    """Tell where the register of each unit ended when the last of its deliveries was taken."""
    return {entry["data"]["unit"]: Head(**entry["data"]["after"]) for entry in delivered}


def arrivals(delivered: Iterable[Entry]) -> dict[str, list[Arrival]]:
    """Tell on which days deliveries of each unit were taken."""
    found: dict[str, list[Arrival]] = {}
    for entry in delivered:
        data = entry["data"]
        found.setdefault(data["unit"], []).append(Arrival(entry["recorded_at"][:10], data["recorded_to"]))
    return found


def drafts(found: Iterable[Found], last: Mapping[str, Head]) -> list[Draft]:
    """Write an entry for each unit whose register does not end where the last such entry says."""
    return [_draft(one, last.get(one.unit)) for one in found if one.head and one.head != last.get(one.unit)]


def _draft(one: Found, before: Head | None) -> Draft:
    assert one.head is not None and one.look is not None
    data: dict[str, Any] = {"unit": one.unit, "source": one.source, "sha256": one.sha256}
    data |= {"before": before._asdict() if before else None, "after": one.head._asdict()}
    return Draft(entries.DELIVERED, "", {**data, "recorded_to": one.look.recorded_to})


def table(found: list[Found], notes: Iterable[Note], wrong: bool, exit_code: bool = False) -> Table:
    """Give one line a unit, and one more for each file that was not taken; what is awaited comes first.

    `wrong` leaves with 6; `exit_code` with 10 where something is awaited.
    """
    awaited = [one for one in found if one.awaited]
    return Table(
        "consolidate", columns(), [_row(one) for one in found], _totals(found),
        (*_awaited(awaited), *_reasons(found), *notes), number="unit",
        exit_code=6 if wrong else 10 if exit_code and awaited else 0,
    )  # fmt: skip


def _awaited(found: list[Found]) -> Iterable[Note]:
    """Name the units from which something is still to come."""
    if found:
        text = ngettext("{n} unit is missing: {units}.", "{n} units are missing: {units}.", len(found))
        named = [f"{one.unit} ({one.name})" if one.name else one.unit for one in found]
        facts = {"units": [one.unit for one in found]}
        yield Note("missing", text.format(n=len(found), units=some(named, _TOLD)), facts)


def _reasons(found: list[Found]) -> Iterable[Note]:
    """Say below the table what is not well; a column would be too narrow for it."""
    for one in found:
        for code, text, facts in one.remarks:
            yield Note(code, f"{one.unit}: {text}", {"unit": one.unit, **facts})
        if one.reason:
            name = one.unit if one.look else " ".join(filter(None, (one.unit, *one.files)))
            facts = {"unit": one.unit or None, "file": list(one.files), "status": one.status}
            yield Note(one.code, f"{name}: {one.reason}", facts)


def held_back(kept: int) -> Note:
    """Say that nothing was taken because not everything was well."""
    text = ngettext(
        "Nothing was taken (--strict): {n} line is not as it must be.",
        "Nothing was taken (--strict): {n} lines are not as they must be.", kept,
    )  # fmt: skip
    return Note("held_back", text.format(n=kept), {"count": kept})


def other_keys(ids: list[str]) -> Note:
    """Say that people are not told by one key everywhere, so that nobody is found at two desks."""
    text = _("The hashes of people were made with different keys: the same citizen is not found everywhere.")
    return Note("other_keys", text, {"hash_keys": ids})


def dry() -> Note:
    """Say that nothing was recorded."""
    return Note("dry_run", _("Nothing was taken (--dry-run)."), {"dry_run": True})


def unasked(units: list[str]) -> Iterable[Note]:
    """Name the units that delivered though nobody expected them."""
    if units:
        text = _("Not expected: {units}.").format(units=", ".join(units))
        yield Note("unexpected", text, {"units": units})


def _row(one: Found) -> dict[str, Any]:
    look = one.look
    changes = {name: sum(one.new.get(kind, 0) for kind in kinds) for name, kinds in _CHANGES.items()}
    named = {kind for kinds in _CHANGES.values() for kind in kinds}
    return {
        "unit": one.unit or None, "name": one.name or None, "status": one.status, "file": list(one.files),
        "first_day": one.first_day, "last_day": one.last_day, "recorded_to": look.recorded_to if look else None,
        "entries": look.entries if look else 0, "new": sum(one.new.values()), **changes,
        "other_changes": sum(count for kind, count in one.new.items() if kind not in named),
        "repeated": one.repeated, "overlap": one.again or None, "gaps": len(look.gaps) if look else 0,
        "missing_numbers": list(look.gaps[:20]) if look else [],
        **{name: look.own.totals[name] if look else None for name in COUNTS[1:]},
        "totals_equal": None if one.differing is None else not one.differing,
        "differing": list(one.differing or ()), "signed": one.signed,
        "head": f"{one.head.count} {one.head.digest}" if one.head else None, "sha256": one.sha256 or None,
        "code": one.code or None, "reason": one.reason or None,
    }  # fmt: skip


def columns() -> tuple[Column, ...]:
    """Give the columns of a consolidation."""
    statuses = {
        "received": _("taken in"), "unchanged": _("unchanged"), "missing": _("missing"), "late": _("late"),
        "refused": _("not taken"), FORKED: _("forked"),
    }  # fmt: skip
    return (
        Column("unit", _("Unit")), Column("name", _("Name of the unit"), hidden=True),
        Column("status", _("Status"), labels=statuses), Column("file", _("File"), "list"),
        Column("first_day", _("From"), "date"), Column("last_day", _("To"), "date"),
        Column("recorded_to", _("Recorded to"), "date", hidden=True),
        Column("entries", _("Entries"), "number"), Column("new", _("New"), "number"),
        Column("new_visits", _("New visits"), "number"), *_hidden_counts(),
        Column("repeated", _("Repeated"), "number", hidden=True), Column("overlap", _("Told before")),
        Column("gaps", _("Gaps"), "number"), Column("missing_numbers", _("Missing numbers"), "list", hidden=True),
        *(Column(name, title, "number", hidden=True) for name, title in _figures().items()),
        Column("totals_equal", _("Totals equal")), Column("differing", _("Differing figures"), "list", hidden=True),
        Column("signed", _("Signed"), hidden=True), Column("head", _("Head"), hidden=True),
        Column("sha256", _("Digest of the lines"), hidden=True), Column("code", _("Code"), hidden=True),
        Column("reason", _("Reason"), hidden=True),
    )  # fmt: skip


def _hidden_counts() -> Iterable[Column]:
    titles = {
        "new_petitions": _("New petitions"), "new_incidents": _("New incidents"), "classified": _("Classified"),
        "closed": _("Closed"), "corrected": _("Corrected"), "voided": _("Struck through"),
        "taken_back": _("Taken back"), "erased": _("Erased"), "other_changes": _("Other changes"),
    }  # fmt: skip
    return (Column(name, title, "number", hidden=True) for name, title in titles.items())


def _figures() -> dict[str, str]:
    return {"visits": _("Visits"), "people": _("People"), "incidents": _("Incidents"), "groups": _("Groups")}


def _totals(found: list[Found]) -> dict[str, int]:
    counts = Counter(one.status for one in found)
    looks = [one.look for one in found if one.look]
    sums = {"units": len({one.unit for one in found if one.look})} | {name: counts[name] for name in STATUSES}
    sums |= {"entries": sum(look.entries for look in looks), "new": sum(sum(one.new.values()) for one in found)}
    return sums | {name: sum(look.own.totals[name] for look in looks) for name in COUNTS[1:]}
