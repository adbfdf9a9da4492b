"""A bundle before it is written: form 01/TCD of its years, who stays hidden in it, what it holds, and its receipt."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli import __version__
from reception_cli.domain.entry import Entry, Head, is_encrypted, private
from reception_cli.domain.numbers import key
from reception_cli.domain.words import _, ngettext
from reception_cli.events.denunciations import hidden
from reception_cli.events.registry import KINDS, format_of, read_format
from reception_cli.exchange.bundle import Closing, Days, Hashes, Manifest, Told
from reception_cli.exchange.keys import AreaKey
from reception_cli.index import entry_range
from reception_cli.index.entry_range import Stretch
from reception_cli.index.queries import form_definitions
from reception_cli.index.queries.figures import VISITED, figures, visit_years
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.forms import Span, measure, statutory_years
from reception_cli.index.register_view import RegisterView
from reception_cli.law import identity_matching
from reception_cli.ledger.storage import START
from reception_cli.reporting.periods import read_period
from reception_cli.reporting.table import Column, Note, Table

# --- Form 01/TCD of every statutory year that a register tells of, as a bundle carries it to be held against.

_CODE = "01/TCD"

def form_01_tcd(book: RegisterView) -> dict[str, Any]:
    """Fill the form as it comes with the program, for each year that a period can name.

    Each matter counts once in a block. What a wrong clock put into the year 9999 is in no report.
    """
    return {f"tk-{year}": _year(book, year) for year in statutory_years(book)}


def _year(book: RegisterView, year: int) -> dict[str, Any]:
    period = read_period(f"tk-{year}", date(year, 12, 14))
    form, _in_force = form_definitions.choose(_CODE, "", period.last)
    cells = measure(book, form, Span(period.first, period.last, "distinct")).cells
    return {"circular": form.circular, "columns": {str(n): figure for n, figure in cells.items()}}


# --- What a bundle holds of a desk, and the receipt for it.

Form = Callable[[RegisterView], Mapping[str, Any]]


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


def content(book: RegisterView, aim: Aim) -> Content:
    """Put a bundle together; raises Refused where the register does not hold the head it shall begin behind."""
    part = entry_range.since(book, aim.since)
    secret = _secret(book, part) if aim.identity or aim.area else frozenset()
    unit = book.setting("unit")
    manifest = Manifest(
        unit, book.setting("name") or unit, f"reception {__version__}", *_days(book, part).told(),
        part.start.head, part.last, aim.area.id if aim.area else None, aim.identity, _format(book, part),
    )  # fmt: skip
    own = figured(book, part.last.count - part.start.head.count, aim.form)
    return Content(manifest, _told(book, part, aim, secret), own)


def figured(book: RegisterView, entries: int, form: Form | None) -> Closing:
    """Count all figures of a register that its sender and its receiver compare; `form` counts form 01/TCD."""
    return Closing(entries, _totals(book, Filter()), _by_year(book), form(book) if form else None)


def _secret(book: RegisterView, part: Stretch) -> frozenset[int]:
    """Look through the whole register: what is sent now may belong to what was sent before."""
    return hidden(entry_range.entries(book, Stretch(START, part.last)))


def _days(book: RegisterView, part: Stretch) -> Days:
    """Read ahead: the first line tells the days of all entries."""
    days = Days()
    for entry in entry_range.entries(book, part):
        days.take(entry)
    return days


def _totals(book: RegisterView, asked: Filter) -> dict[str, int]:
    return figures(book, asked)[0].visited


def _by_year(book: RegisterView) -> dict[str, dict[str, int]]:
    years = visit_years(book)
    return {year: _totals(book, Filter(first=f"{year}-01-01", last=f"{year}-12-31")) for year in years}


def _format(book: RegisterView, part: Stretch) -> int:
    """Tell the lowest format that knows all that a part of the register holds."""
    return 1 if read_format(book.setting("format")) == 1 else format_of(entry_range.entries(book, part))


def _told(book: RegisterView, part: Stretch, aim: Aim, secret: frozenset[int]) -> Iterator[Told]:
    for entry in entry_range.entries(book, part):
        hashes = _hashes(book, entry, aim.area, secret) if aim.area else {}
        yield Told(_shown(entry, aim.identity, secret), hashes)


def _shown(entry: Entry, identity: bool, secret: frozenset[int]) -> Entry:
    """Leave the private values out; the digest does not need them."""
    told = {part: value for part, value in entry.items() if part != "private"}
    if identity:
        kind = KINDS[entry["kind"]]
        free = kind.private and not kind.desk and not kind.kept and key(entry["subject"]) not in secret
        pairs = entry["private"].items() if free else ()
        told["private"] = {name: pair for name, pair in pairs if not is_encrypted(pair) and name not in kind.untold}
    return told


def _hashes(book: RegisterView, entry: Entry, area: AreaKey, secret: frozenset[int]) -> Hashes:
    """Tell who came with the visits and petitions that an entry says or changes."""
    kind, subject = entry["kind"], entry["subject"]
    if KINDS[kind].makes_line:
        return came_with(entry, area) if key(subject) not in secret else {}
    if not KINDS[kind].people:
        return {}
    lines = [line for line in (subject, *entry["data"].get("subjects", ())) if line[:1] in ("V", "P")]
    return {line: _now(book, line, area) for line in lines if key(line) not in secret}


def came_with(entry: Entry, area: AreaKey) -> Hashes:
    """Tell who came with a visit or petition, as the entry says that records it."""
    values = {name: private(entry, name) for name in ("name", "id_no", "address")}
    marks = _marks(area, values, entry["data"].get("commune"))
    return {entry["subject"]: marks} if marks else {}


def _now(book: RegisterView, number: str, area: AreaKey) -> Mapping[str, str]:
    """Tell who came as the register knows it today; nobody where the line is struck through or taken back."""
    line = book.line(number)
    return {} if line.void else _marks(area, line.private, line.commune)


def _marks(area: AreaKey, values: Mapping[str, str], commune: str | None) -> dict[str, str]:
    return {what: area.mark(what, form) for what, form in identity_matching.forms(values, commune)}


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
    totals = {name: closing.totals[name] for name in VISITED}
    return Table("export", columns(), [row], totals, notes, said=said, number="after")


def _head(head: Head) -> str:
    return f"{head.count} {head.digest}"


def _unhashed() -> Note:
    text = _("The key of the area is missing: nobody can find the same citizen at two desks by this bundle.")
    return Note("no_hashes", text, {"hash_key": None})
