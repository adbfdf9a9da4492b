"""What a bundle holds of a desk, and the receipt for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli import __version__
from reception_cli.model import history
from reception_cli.model.entry import Entry, Head, private
from reception_cli.model.number import key
from reception_cli.model.words import _, ngettext
from reception_cli.reports.denouncers import hidden
from reception_cli.reports.figures import COUNTS, figures
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Column, Note, Table
from reception_cli.rules import sameness
from reception_cli.store import stretch
from reception_cli.store.book import Book
from reception_cli.store.bundle import LINES, Closing, Days, Hashes, Manifest, Told
from reception_cli.store.keys import AreaKey
from reception_cli.store.ledger import START
from reception_cli.store.stretch import Stretch

# Entries whose private values a transfer needs; a redaction may name what it took away.
_TRANSFERRED = history.KINDS - {"redacted"}
_AGAIN = ("corrected", "voided", "redacted", "retracted")

Form = Callable[[Book], Mapping[str, Any]]


class Aim(NamedTuple):
    """What is asked of a bundle."""

    since: Head | None = None
    identity: bool = False
    area: AreaKey | None = None
    form: Form | None = None  # counts form 01/TCD


class Content(NamedTuple):
    """A bundle before it is written; `told` is read once."""

    manifest: Manifest
    told: Iterator[Told]
    closing: Closing


def content(book: Book, aim: Aim) -> Content:
    """Put a bundle together; raises Refused where the register does not hold the head it shall begin behind."""
    part = stretch.since(book, aim.since)
    secret = _secret(book, part) if aim.identity or aim.area else frozenset()
    unit = book.setting("unit")
    manifest = Manifest(
        unit, book.setting("name") or unit, f"reception {__version__}", *_days(book, part).told(),
        part.start.head, part.last, aim.area.id if aim.area else None, aim.identity,
    )  # fmt: skip
    own = figured(book, part.last.count - part.start.head.count, aim.form)
    return Content(manifest, _told(book, part, aim, secret), own)


def figured(book: Book, entries: int, form: Form | None) -> Closing:
    """Count all figures of a register that its sender and its receiver compare; `form` counts form 01/TCD."""
    return Closing(entries, _totals(book, Wish()), _by_year(book), form(book) if form else None)


def _secret(book: Book, part: Stretch) -> frozenset[int]:
    """Look through the whole register: what is sent now may belong to what was sent before."""
    return hidden(stretch.entries(book, Stretch(START, part.last)))


def _days(book: Book, part: Stretch) -> Days:
    """Read ahead: the first line tells the days of all entries."""
    days = Days()
    for entry in stretch.entries(book, part):
        days.take(entry)
    return days


def _totals(book: Book, wish: Wish) -> dict[str, int]:
    return figures(book, wish)[0].counts


def _by_year(book: Book) -> dict[str, dict[str, int]]:
    rows = book.db.execute("SELECT DISTINCT substr(day, 1, 4) FROM links WHERE counted = 1 ORDER BY 1")
    years = [year for (year,) in rows]
    return {year: _totals(book, Wish(first=f"{year}-01-01", last=f"{year}-12-31")) for year in years}


def _told(book: Book, part: Stretch, aim: Aim, secret: frozenset[int]) -> Iterator[Told]:
    for entry in stretch.entries(book, part):
        hashes = _hashes(book, entry, aim.area, secret) if aim.area else {}
        yield Told(_shown(entry, aim.identity, secret), hashes)


def _shown(entry: Entry, identity: bool, secret: frozenset[int]) -> Entry:
    """Leave the private values out; the digest does not need them."""
    told = {part: value for part, value in entry.items() if part != "private"}
    if identity:
        free = entry["kind"] in _TRANSFERRED and entry["subject"] and key(entry["subject"]) not in secret
        told["private"] = entry["private"] if free else {}
    return told


def _hashes(book: Book, entry: Entry, area: AreaKey, secret: frozenset[int]) -> Hashes:
    """Tell who came with the visits and petitions that an entry says or changes."""
    kind, subject = entry["kind"], entry["subject"]
    if kind in LINES:
        return came_with(entry, area) if key(subject) not in secret else {}
    if kind not in _AGAIN:
        return {}
    lines = [line for line in (subject, *entry["data"].get("subjects", ())) if line[:1] in ("V", "P")]
    return {line: _now(book, line, area) for line in lines if key(line) not in secret}


def came_with(entry: Entry, area: AreaKey) -> Hashes:
    """Tell who came with a visit or petition, as the entry says that records it."""
    values = {name: private(entry, name) for name in ("name", "id_no", "address")}
    marks = _marks(area, values, entry["data"].get("commune"))
    return {entry["subject"]: marks} if marks else {}


def _now(book: Book, number: str, area: AreaKey) -> Mapping[str, str]:
    """Tell who came as the register knows it today; nobody where the line is struck through or taken back."""
    line = book.line(number)
    return {} if line.void else _marks(area, line.private, line.commune)


def _marks(area: AreaKey, values: Mapping[str, str], commune: str | None) -> dict[str, str]:
    forms = {
        "id_no": sameness.id_form(values.get("id_no", "")),
        "name": sameness.name_form(values.get("name", ""), commune or "", values.get("address", "")),
    }
    return {what: area.mark(what, form) for what, form in forms.items() if form}


class Sent(NamedTuple):
    """What became of a bundle."""

    file: str
    content: Content
    sha256: str
    sealed_for: str | None = None


def columns() -> tuple[Column, ...]:
    """Give the columns of a receipt."""
    return (
        Column("file", _("File")), Column("unit", _("Unit")), Column("entries", _("Entries"), "number"),
        Column("first_day", _("From"), "date"), Column("last_day", _("To"), "date"),
        Column("recorded_from", _("Recorded from"), "date", hidden=True),
        Column("recorded_to", _("Recorded to"), "date", hidden=True), Column("before", _("Head before"), hidden=True),
        Column("after", _("Head")),
        Column("hash_key", _("Key of the hashes"), hidden=True), Column("with_identity", _("With identity")),
        Column("sealed_for", _("Sealed for")), Column("sha256", _("Digest of the lines"), hidden=True),
    )  # fmt: skip


def receipt(sent: Sent) -> Table:
    """Tell what a bundle holds; `-q` prints the head that the next one is to begin behind."""
    manifest, closing = sent.content.manifest, sent.content.closing
    row = {
        "file": sent.file, "unit": manifest.unit, "entries": closing.entries, "first_day": manifest.first_day,
        "last_day": manifest.last_day, "recorded_from": manifest.recorded_from, "recorded_to": manifest.recorded_to,
        "before": _head(manifest.before), "after": _head(manifest.after),
        "hash_key": manifest.hash_key, "with_identity": manifest.with_identity, "sealed_for": sent.sealed_for,
        "sha256": sent.sha256,
    }  # fmt: skip
    text = ngettext("{n} entry written to {file}.", "{n} entries written to {file}.", closing.entries)
    figures_ = _("Visits {visits}, people {people}, incidents {incidents}, groups {groups} in the whole register.")
    said = (
        text.format(n=closing.entries, file=sent.file), figures_.format(**closing.totals),
        _("Begin the next one with --since '{head}'.").format(head=row["after"]),
    )  # fmt: skip
    notes = () if manifest.hash_key else (_unhashed(),)
    totals = {name: closing.totals[name] for name in COUNTS}
    return Table("export", columns(), [row], totals, notes, said=said, number="after")


def _head(head: Head) -> str:
    return f"{head.count} {head.digest}"


def _unhashed() -> Note:
    text = _("The key of the area is missing: nobody can find the same citizen at two desks by this bundle.")
    return Note("no_hashes", text, {"hash_key": None})
