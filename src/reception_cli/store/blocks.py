"""How the register lies on the disk: a header block, one entry a line in whole 512-byte blocks, a tail.

    {"entries":{                      (padded to 512 bytes)
    \\n"1":{...canonical entry...}     (padded)
    ,\\n"2":{...}                      (padded)
    \\n}}

A new line begins where the tail stood, on a block boundary: no later write touches a sector that holds
an acknowledged entry. To TinyDB, and to any JSON reader, the file is one table named `entries`.
"""

import json
from typing import Any

from reception_cli.model.entry import Entry, canonical

BLOCK = 512
MAX_LINE = 64 * 1024 * 1024  # a longer line is damage, not an entry
HEADER = b'{"entries":{'.ljust(BLOCK)
TAIL = b"\n}}"


class Broken(Exception):
    """A line that is not what we write; `why` is a stable key for `verify`."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        super().__init__(why)
        self.why = why


def encode(entry: Entry) -> bytes:
    """Lay one entry out as it stands in the file: separator, number, canonical bytes, padding."""
    start = b"\n" if entry["seq"] == 1 else b",\n"
    raw = b'%b"%d":%b' % (start, entry["seq"], canonical(entry))
    return raw.ljust(-(-len(raw) // BLOCK) * BLOCK)


def number(raw: bytes) -> int | None:
    """Tell which entry a block begins, or None when it is the middle of one (or anything else)."""
    start = 3 if raw[:3] == b',\n"' else 2 if raw[:2] == b'\n"' else 0
    end = raw.find(b'":{', start, start + 24)
    digits = raw[start:end]
    return int(digits) if start and end > 0 and digits.isdigit() else None


def decode(raw: bytes) -> Entry:
    """Read one line back; raises Broken when it is not an entry under its own number."""
    seq = number(raw)
    if seq is None:
        raise Broken("no_entry")
    try:
        entry = json.loads(raw[raw.index(b'":{') + 2 :], object_pairs_hook=_unique, parse_constant=_nan)
    except (ValueError, RecursionError) as fault:
        raise Broken("not_json") from fault
    if entry.get("seq") != seq:
        raise Broken("number")
    return entry  # type: ignore[no-any-return]


def quick(raw: bytes) -> Entry:
    """Read one line that the chain has vouched for already: the fast way, without looking for doubled keys."""
    return json.loads(raw[raw.index(b'":{') + 2 :])  # type: ignore[no-any-return]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("doubled key")
    return found


def _nan(name: str) -> None:
    raise ValueError(name)
