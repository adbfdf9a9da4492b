"""A bundle: a unit's register, or what was added to it since, on its way to another desk as one file.

Gzip of JSON lines, each the canonical JSON of one object. The first is the manifest. Then come the entries,
`{"entry": {...}, "hashes": {...}}`, without `private`, which the digests do not need; `hashes` tell by keyed
hashes who came with a visit or petition, where the entry says or changes it. The last line is the closing.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import IO, Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import ORIGIN, Entry, Head, canonical
from reception_cli.domain.errors import Damaged, Refused
from reception_cli.domain.words import _, mark

# --- A bundle: a unit's register, or what was added to it since, on its way to another desk as one file.

NAME, VERSION = "reception.bundle", 1
SCHEMA = f"{NAME}/{VERSION}"
SUFFIX, SEALED = ".jsonl.gz", ".jsonl.gz.age"
MAX_LINE = 16 << 20  # bytes; the longest text of an entry takes 6 million
COUNTS = ("entries", "visits", "people", "incidents", "groups")
MARKS = ("id_no", "name")  # what a keyed hash is taken of

LINES = ("visit", "petition")  # entries that tell of a reception or a receipt

Hashes = Mapping[str, Mapping[str, str]]  # visit or petition -> MARKS -> hash; nothing: nobody is known any more
Totals = Mapping[str, int]


class Manifest(NamedTuple):
    """What a bundle says of itself before anything else."""

    unit: str
    name: str
    tool: str
    first_day: str | None  # ISO days of the receptions and receipts that it tells of; None where there is none
    last_day: str | None
    recorded_from: str | None  # ISO days on which the entries were recorded
    recorded_to: str | None
    before: Head  # of the chain, before the first entry
    after: Head  # and after the last
    hash_key: str | None  # names the key of the hashes
    with_identity: bool

    def json(self) -> dict[str, Any]:
        """Give it as it stands in the first line."""
        heads = {"before": self.before._asdict(), "after": self.after._asdict()}
        return {"schema": SCHEMA, **self._asdict(), **heads}


class Days:
    """The days that entries tell of, taken in one after the other."""

    def __init__(self) -> None:
        """Nothing is told yet."""
        self._first, self._last, self._from, self._to = "9999", "", "9999", ""

    def take(self, entry: Entry) -> None:
        """Take in one entry."""
        recorded, day = entry["recorded_at"][:10], entry["at"][:10]
        self._from, self._to = min(self._from, recorded), max(self._to, recorded)
        if entry["kind"] in LINES:
            self._first, self._last = min(self._first, day), max(self._last, day)

    def told(self) -> tuple[str | None, str | None, str | None, str | None]:
        """Give the first and the last day of receptions, then of recording; None where there is none."""
        received = (self._first, self._last) if self._last else (None, None)
        return (*received, *((self._from, self._to) if self._to else (None, None)))


class Told(NamedTuple):
    """One entry, and who came as far as it says."""

    entry: Entry
    hashes: Hashes

    def json(self) -> dict[str, Any]:
        """Give it as it stands in its line."""
        return {"entry": self.entry, "hashes": self.hashes} if self.hashes else {"entry": self.entry}


class Closing(NamedTuple):
    """The sender's own figures, of the whole register up to the last entry."""

    entries: int  # in this bundle
    totals: Totals  # COUNTS without the entries
    by_year: Mapping[str, Totals]
    form_01_tcd: Mapping[str, Any] | None = None

    def json(self, digest: str) -> dict[str, Any]:
        """Give it as it stands in the last line; `digest` is that of all lines before it."""
        return {"closing": {**self._asdict(), "sha256": digest}}


def write(file: IO[bytes], manifest: Manifest, told: Iterable[Told], closing: Closing) -> str:
    """Write a bundle and give the digest of its lines; the same register gives the same bytes.

    Raises Refused for an entry that no reader would take.
    """
    lines = sha256()
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
        for part in _parts(manifest, told):
            line = _line(part)
            lines.update(line)
            packed.write(line)
        packed.write(_line(closing.json(lines.hexdigest())))
    return lines.hexdigest()


def _parts(manifest: Manifest, told: Iterable[Told]) -> Iterator[dict[str, Any]]:
    yield manifest.json()
    for one in told:
        yield one.json()


def _line(part: dict[str, Any]) -> bytes:
    raw = canonical(part)
    if len(raw) > MAX_LINE:
        raise Refused(_("An entry is longer than a bundle can hold; nothing was written."))
    return raw + b"\n"


_REASONS = {
    "no_bundle": mark("this is no bundle of `reception`"),
    "gzip": mark("the file is damaged"),
    "bomb": mark("the file unpacks to far more than a register holds"),
    "cut": mark("the file is cut: its end is missing"),
    "trailing": mark("something stands behind its end"),
    "long_line": mark("a line is longer than {most} bytes"),
    "not_json": mark("line {line} is no JSON"),
    "not_object": mark("line {line} is no JSON object"),
    "not_canonical": mark("line {line} is not written as `reception` writes it"),
    "doubled_key": mark("line {line} names something twice"),
    "no_number": mark("line {line} holds a number that is none"),
    "deep": mark("line {line} is nested too deeply"),
    "future": mark("it was made by a newer version ({schema})"),
    "manifest": mark("its first line does not say what it must ({part})"),
    "lies": mark("its first line says something else than its entries ({part})"),
    "line": mark("line {line} is neither an entry nor the closing"),
    "entry": mark("entry {seq}: {text}"),
    "hashes": mark("entry {seq}: its hashes are not those of its people"),
    "private": mark("entry {seq} holds private values, which the first line denies"),
    "closing": mark("its last line does not say what it must ({part})"),
    "counts": mark("its last line counts {told} entries, but there are {found}"),
    "sha256": mark("its lines are not those that its last line was made for"),
    "unsigned": mark("unit {unit} has a trusted key, and the bundle is not signed"),
    "signature": mark("the signature does not fit"),
    "signer": mark("it is not signed with the trusted key of unit {unit}"),
    "stranger": mark("it is signed with a key that nobody here trusts ({id})"),
    "receiver": mark("it was sealed for somebody else"),
    "large": mark("the file is larger than {most} bytes"),
}


def refused(code: str, **facts: object) -> Damaged:
    """Tell why a bundle is not taken; `code` is for machines."""
    hints = {
        "future": _("Update `reception`, then repeat the command."),
        "stranger": _("Compare that id with the sender, then `reception keys trust UNIT PUBLIC`."),
        "signer": _("Ask the sender; a new key of theirs is trusted by `reception keys trust UNIT PUBLIC`."),
        "unsigned": _("Ask the sender to seal it: `reception export --bundle --seal KEY`."),
        "receiver": _("Ask the sender to seal it with what `reception keys list` shows here."),
    }
    told = _("The bundle is refused: {reason}.").format(reason=_(_REASONS[code]).format(**facts))
    return Damaged(told, hints.get(code) or _("Nothing was taken from it; ask the sender for it again."), reason=code)


# --- Whether the first and the last line of a bundle say what they must.

_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[0-9a-f]{16}")
_YEAR = re.compile(r"\d{4}")
_LONGEST = 500  # characters of a name

Check = Callable[[Any], bool]


def manifest(value: dict[str, Any]) -> Manifest:
    """Read the first line of a bundle."""
    schema = value.pop("schema", None)
    if schema != SCHEMA:
        name, _slash, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
        if name == NAME and version.isascii() and version.isdigit() and int(version[:9]) > VERSION:
            raise refused("future", schema=f"{NAME}/{version[:9]}")
        raise refused("no_bundle")
    _hold("manifest", value, _MANIFEST)
    found = Manifest(**{**value, "before": Head(**value["before"]), "after": Head(**value["after"])})
    empty = found.after == found.before
    if (found.after.count <= found.before.count) is not empty:
        raise refused("manifest", part="after")
    if _turned(found.first_day, found.last_day):
        raise refused("manifest", part="last_day")
    if _turned(found.recorded_from, found.recorded_to) or (found.recorded_from is None) is not empty:
        raise refused("manifest", part="recorded_to")
    return found


def _turned(first: str | None, last: str | None) -> bool:
    """Whether two days are no span: one alone, or the later first."""
    return (first is None) is not (last is None) or (first or "") > (last or "")


def closing(value: Any, entries: int, lines: str) -> Closing:
    """Read the last line of a bundle of so many entries whose lines before it have the digest `lines`."""
    if not isinstance(value, dict):
        raise refused("closing", part="closing")
    _hold("closing", value, _CLOSING)
    if value.pop("sha256") != lines:
        raise refused("sha256")
    if value["entries"] != entries:
        raise refused("counts", told=value["entries"], found=entries)
    return Closing(**value)


def are_hashes(value: Any) -> bool:
    """Whether a value tells of one visit or petition who came, by hashes."""
    return isinstance(value, dict) and value.keys() <= {*MARKS} and all(map(_is_digest, value.values()))


def _hold(code: str, value: dict[str, Any], checks: Mapping[str, Check]) -> None:
    for part, right in checks.items():
        if part not in value or not right(value[part]):
            raise refused(code, part=part)
    if more := value.keys() - checks.keys():
        raise refused(code, part=min(more)[:40])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_day(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_head(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"count", "digest"} or not _is_count(value["count"]):
        return False
    return _is_digest(value["digest"]) and (value["count"] > 0 or value["digest"] == ORIGIN)


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and bool(_DIGEST.fullmatch(value))


def _are_totals(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {*COUNTS[1:]} and all(map(_is_count, value.values()))


def _are_years(value: Any) -> bool:
    return isinstance(value, dict) and all(_YEAR.fullmatch(year) and _are_totals(value[year]) for year in value)


_MANIFEST: Mapping[str, Check] = {
    "unit": lambda value: isinstance(value, str) and numbers.fits(value),
    "name": _is_text, "tool": _is_text, "first_day": _is_day, "last_day": _is_day, "recorded_from": _is_day,
    "recorded_to": _is_day,
    "before": _is_head, "after": _is_head,
    "hash_key": lambda value: value is None or (isinstance(value, str) and bool(_KEY.fullmatch(value))),
    "with_identity": lambda value: type(value) is bool,
}  # fmt: skip
_CLOSING: Mapping[str, Check] = {
    "entries": _is_count, "totals": _are_totals, "by_year": _are_years,
    "form_01_tcd": lambda value: value is None or isinstance(value, dict), "sha256": _is_digest,
}  # fmt: skip
