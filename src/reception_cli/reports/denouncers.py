"""Who must stay hidden in what leaves the office for good: everything that hangs together with a denunciation.

Stricter than the screen (`reports/identity.py`), which shows a person again once a matter is found to be no
denunciation, and in other receptions of a matter that came together with one. What was sent cannot be taken
back, and may be put together with what is sent later.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reception_cli.model.entry import Entry
from reception_cli.model.number import key

DENUNCIATION = "denunciation"


def hidden(entries: Iterable[Entry]) -> frozenset[int]:
    """Number the incidents that were ever a denunciation, and all that any visit or petition ties them to."""
    secret: set[int] = set()
    ones, others = array("q"), array("q")
    for entry in entries:
        if not entry["subject"]:
            continue
        own = key(entry["subject"])
        if any(data.get("kind") == DENUNCIATION for data in _sayings(entry["data"])):
            secret.add(own)
        for other in _tied(entry["data"]):
            ones.append(own)
            others.append(key(other))
    return frozenset(_spread(secret, ones, others))


def _spread(secret: set[int], ones: "array[int]", others: "array[int]") -> set[int]:
    """Add whatever is tied to what is secret, until nothing more is."""
    size = 0
    while size < len(secret):
        size = len(secret)
        for one, other in zip(ones, others, strict=True):
            if one in secret or other in secret:
                secret |= {one, other}
    return secret


def _sayings(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give what an entry says, and what a correction says now and said before."""
    yield data
    yield from (data[name] for name in ("set", "before") if name in data)


def _tied(data: Mapping[str, Any]) -> Iterator[str]:
    """Name the numbers that an entry ties to its own: incidents of a line, a petition's visit, an earlier matter."""
    for told in _sayings(data):
        yield from told.get("incidents") or ()
    yield from (data[name] for name in ("incident", "visit", "previous", "next") if name in data)
