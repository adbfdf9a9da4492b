"""A bundle: a unit's register, or what was added to it since, on its way to another desk as one file.

Gzip of JSON lines, each the canonical JSON of one object. The first is the manifest. Then come the entries,
`{"entry": {...}, "hashes": {...}}`, without `private`, which the digests do not need; `hashes` tell by keyed
hashes who came with a visit or petition, where the entry says or changes it. The last line is the closing.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import IO, Any, NamedTuple

from reception_cli.model.entry import Entry, Head, canonical
from reception_cli.model.errors import Damaged, Refused
from reception_cli.model.words import _, mark

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
