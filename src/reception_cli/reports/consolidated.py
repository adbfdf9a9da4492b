"""The answer of a consolidation, and the entries by which the desk remembers it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from reception_cli.model.entry import Draft, Entry, Head
from reception_cli.model.words import _, ngettext
from reception_cli.reports.consolidating import Found
from reception_cli.reports.expecting import Arrival
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.book import Book
from reception_cli.store.bundle import COUNTS
from reception_cli.store.delivery import FORKED

KIND = "consolidated"  # of the entry that tells of a delivery
STATUSES = ("received", "unchanged", "missing", "late", "refused", FORKED)
# What changed since the last delivery: column -> kinds of entries
_CHANGES = {
    "new_visits": ("visit",), "new_petitions": ("petition",), "new_incidents": ("incident",),
    "classified": ("classified",), "closed": ("closed",), "corrected": ("corrected",), "voided": ("voided",),
    "taken_back": ("retracted",), "erased": ("redacted",),
}  # fmt: skip


def remembered(book: Book) -> list[Entry]:
    """Read the entries that tell of deliveries, the oldest first."""
    rows = book.db.execute("SELECT pos FROM entries WHERE kind = ? ORDER BY seq", (KIND,))
    return book.entries(pos for (pos,) in rows)


def heads(entries: Iterable[Entry]) -> dict[str, Head]:
    """Tell where the register of each unit ended when the last of its deliveries was taken."""
    return {entry["data"]["unit"]: Head(**entry["data"]["after"]) for entry in entries}


def arrivals(entries: Iterable[Entry]) -> dict[str, list[Arrival]]:
    """Tell on which days deliveries of each unit were taken."""
    found: dict[str, list[Arrival]] = {}
    for entry in entries:
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
    return Draft(KIND, "", {**data, "recorded_to": one.look.recorded_to})


def table(found: list[Found], notes: Iterable[Note], wrong: bool) -> Table:
    """Give one line a unit, and one more for each file that was not taken; `wrong` leaves with 6."""
    return Table(
        "consolidate", columns(), [_row(one) for one in found], _totals(found), (*_reasons(found), *notes),
        number="unit", exit_code=6 if wrong else 0,
    )  # fmt: skip


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
