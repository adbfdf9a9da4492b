"""One line of the register: what is written down, its canonical bytes and its place in the chain.

An entry is a plain `dict` read from JSON, so that what another program sees is what we see:
`v seq batch at recorded_at user host kind subject data sealed private prev digest`.
There is one version, VERSION. Should entries get another layout, those of the old one are brought up to date where
the ledger decodes a line (`ledger.format.decode`), and nowhere else; a new kind or key needs no new version.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
else:
    try:  # the interpreter's own: `hashlib` reads in OpenSSL first, 3 ms at every start
        from _sha256 import sha256
    except ImportError:
        try:
            from _sha2 import sha256  # its name since Python 3.12
        except ImportError:
            from hashlib import sha256

Entry = dict[str, Any]

VERSION = 1
ORIGIN = "0" * 64  # `prev` of the first entry
SHORT = 16  # characters of a digest that name a head which was given up
GIVING_UP = ("restored", "salvaged")
ENCRYPTED = "age"  # in a salt's place: the text is an age file in base64, which holds the JSON of [salt, value]

_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode


class Draft(NamedTuple):
    """An entry before it is written: the ledger adds number, times, clerk, salts and chain."""

    kind: str
    subject: str
    data: Mapping[str, Any] = {}
    private: Mapping[str, str] = {}
    at: str = ""  # when it happened, if not now: ISO day or moment


class Drafts(Sequence[Draft]):
    """Drafts in their order, some of them made only when they are asked for: so those of a whole register fit in."""

    def __init__(self, parts: "Iterable[Draft | Callable[[], Draft]]" = ()) -> None:
        """`parts` are drafts, or what makes one, the same each time."""
        self.parts = [*parts]

    def __len__(self) -> int:
        """Count them; none is made."""
        return len(self.parts)

    @overload
    def __getitem__(self, place: int) -> Draft: ...

    @overload
    def __getitem__(self, place: slice) -> "Drafts": ...

    def __getitem__(self, place: int | slice) -> "Draft | Drafts":
        """Make the draft at a place, or name those of a span."""
        if isinstance(place, slice):
            return Drafts(self.parts[place])
        part = self.parts[place]
        return part if isinstance(part, Draft) else part()


class Ciphertext(str):
    """A private value as only its key opens it: the base64 of an age file, with the seal of what it holds."""

    sealed: str

    def __new__(cls, text: str, sealed: str) -> "Ciphertext":
        """Take over what an entry holds: the second of its pair, and its seal."""
        made = super().__new__(cls, text)
        made.sealed = sealed
        return made


class Outcome(NamedTuple):
    """What a request comes to: what is to be written, and what the law would have liked besides."""

    drafts: list[Draft]
    advice: Sequence[str] = ()


class Stamp(NamedTuple):
    """Who writes, where and when: `now` is an ISO moment with the desk's offset.

    `after` is when the entry before was recorded, which may be later where a clock was set back: no entry is
    recorded before the one before it, but it happened when it happened.
    """

    now: str
    user: str
    host: str
    after: str = ""


class Head(NamedTuple):
    """Where the chain ends: how many entries, and the digest of the last one."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody wants of a head
    digest: str


def canonical(value: Any) -> bytes:
    """Encode as canonical JSON: sorted keys, no blanks, UTF-8, no NaN."""
    return _encode(value).encode("utf-8")


def seal(salt: str, value: str) -> str:
    """Digest one private value together with its own salt, so that either may be erased later."""
    return sha256((salt + value).encode("utf-8")).hexdigest()


def digest(entry: Mapping[str, Any]) -> str:
    """Compute the digest of an entry: sha256 of its canonical JSON without `private` and `digest`."""
    rest = {key: value for key, value in entry.items() if key != "private" and key != "digest"}
    return sha256(canonical(rest)).hexdigest()


def chain(drafts: Sequence[Draft], head: Head, stamp: Stamp, salt: Callable[[], str]) -> list[Entry]:
    """Turn drafts into the entries of one batch that continues the chain at `head`."""
    return [*chained(drafts, head, stamp, salt)]


def chained(drafts: Sequence[Draft], head: Head, stamp: Stamp, salt: Callable[[], str]) -> Iterator[Entry]:
    """Turn drafts into the entries of one batch that continues the chain at `head`, one after the other."""
    first, last = head.count + 1, head.count + len(drafts)
    prev = head.digest
    for seq, draft in enumerate(drafts, first):
        values = {name: value for name, value in draft.private.items() if value}
        private = {
            name: [ENCRYPTED, str(value)] if isinstance(value, Ciphertext) else [salt(), value]
            for name, value in values.items()
        }
        entry: Entry = {
            "v": VERSION,
            "seq": seq,
            "batch": [first, last],
            "at": draft.at or stamp.now,
            "recorded_at": max(stamp.now, stamp.after),
            "user": stamp.user,
            "host": stamp.host,
            "kind": draft.kind,
            "subject": draft.subject,
            "data": dict(draft.data),
            "sealed": {
                name: value.sealed if isinstance(value, Ciphertext) else seal(*private[name])
                for name, value in values.items()
            },
            "private": private,
            "prev": prev,
        }
        prev = entry["digest"] = digest(entry)
        yield entry


def kept(entries: Iterable[Entry], found: list[Entry], every: bool) -> Iterator[Entry]:
    """Pass entries on and keep them in `found`, every one or the first alone."""
    for entry in entries:
        if every or not found:
            found.append(entry)
        yield entry


def is_encrypted(pair: Sequence[str]) -> bool:
    """Whether a private value stands there for its key alone."""
    return pair[0] == ENCRYPTED


def private(entry: Mapping[str, Any], name: str) -> str:
    """Read one private value; empty when it was never there, has been redacted, or is encrypted."""
    return readable(entry).get(name, "")


def private_values(entry: Mapping[str, Any]) -> dict[str, str]:
    """Read the private values that describe the subject; a reason describes the entry itself."""
    return {name: value for name, value in readable(entry).items() if name != "reason"}


def readable(entry: Mapping[str, Any]) -> dict[str, str]:
    """Read every private value that is there and not encrypted."""
    return {name: pair[1] for name, pair in entry["private"].items() if not is_encrypted(pair)}


def encrypted(entry: Mapping[str, Any]) -> dict[str, Ciphertext]:
    """Give the private values that are encrypted, as they are."""
    pairs, sealed = entry["private"].items(), entry["sealed"]
    return {name: Ciphertext(pair[1], sealed.get(name, "")) for name, pair in pairs if is_encrypted(pair)}


def dead(entries: Iterable[Entry]) -> frozenset[int]:
    """Find the entries that are taken back: a retraction that is itself taken back takes nothing back."""
    gone: set[int] = set()
    for entry in reversed(list(entries)):
        if entry["kind"] == "retracted" and entry["seq"] not in gone:
            gone.update(entry["data"]["entries"])
    return frozenset(gone)


def redacted_fields(entries: Iterable[Entry]) -> set[tuple[int, str]]:
    """List the private values, as (entry, field), whose removal the redactions among the entries record."""
    return {
        (seq, field)
        for entry in entries
        if entry["kind"] == "redacted"
        for seq in entry["data"]["entries"]
        for field in entry["data"]["fields"]
    }


def given_up(entries: Iterable[Entry]) -> set[str]:
    """List the heads, shortened to SHORT characters of their digests, that restoring or salvaging gave up."""
    return {digest for entry in entries if entry["kind"] in GIVING_UP for digest in entry["data"]["given_up"]}


# --- What one entry says of denunciations, and of what hangs together.

DENUNCIATION = "denunciation"  # the kind of a matter


def _sayings(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give what an entry says, and what a correction says now and said before."""
    yield data
    if "set" in data:  # `before` alone is another fact
        yield from (data[name] for name in ("set", "before") if name in data)


def denounces(data: Mapping[str, Any]) -> bool:
    """Whether an entry calls what it is about a denunciation."""
    if "set" not in data:  # as most entries are
        return data.get("kind") == DENUNCIATION
    return any(said.get("kind") == DENUNCIATION for said in _sayings(data))


def tied(data: Mapping[str, Any]) -> Iterator[str]:
    """Name the numbers that an entry ties to its own: incidents of a line, a petition's visit, an earlier matter."""
    for told in _sayings(data):
        yield from told.get("incidents") or ()
    yield from (data[name] for name in ("incident", "visit", "previous", "next") if name in data)
