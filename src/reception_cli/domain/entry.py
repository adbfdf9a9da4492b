"""One line of the register: what is written down, its canonical bytes and its place in the chain.

An entry is a plain `dict` read from JSON, so that what another program sees is what we see:
`v seq batch at recorded_at user host kind subject data sealed private prev digest`.
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

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


def chain(drafts: list[Draft], head: Head, stamp: Stamp, salt: Callable[[], str]) -> list[Entry]:
    """Turn drafts into the entries of one batch that continues the chain at `head`."""
    first, last = head.count + 1, head.count + len(drafts)
    prev, entries = head.digest, []
    for seq, draft in enumerate(drafts, first):
        private = {name: [salt(), value] for name, value in draft.private.items() if value}
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
            "sealed": {name: seal(*pair) for name, pair in private.items()},
            "private": private,
            "prev": prev,
        }
        prev = entry["digest"] = digest(entry)
        entries.append(entry)
    return entries


def upgrade(entry: Entry) -> Entry:
    """Read an entry of any version as one of today's; a version from the future is the caller's to refuse."""
    return entry


def private(entry: Mapping[str, Any], name: str) -> str:
    """Read one private value; empty when it was never there or has been redacted."""
    pair = entry["private"].get(name)
    return pair[1] if pair else ""
