"""The register's own part of an examination: bytes, chain, numbers and shapes, entry by entry.

Where there is much to read this goes on in a second process, while the first one counts the cards again.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reception_cli.model import words
from reception_cli.model.entry import Entry, Head
from reception_cli.store.audit import Audit, Snapshot
from reception_cli.store.beside import Beside, hand_over
from reception_cli.store.blocks import hurry
from reception_cli.store.findings import Finding
from reception_cli.store.heads import Witness
from reception_cli.store.ledger import Place
from reception_cli.store.numbering import Numbering
from reception_cli.store.shape import Shapes

LOCALE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")
BESIDE = frozenset({"head", "schema", "number", "double", "gap"})  # found of lines that are sound in themselves
_UNASKED = ("host", "prev", "v")  # neither cards nor rules ask these of an entry


class Sound(NamedTuple):
    """A sound entry, where it lies (bytes), and its line in the file."""

    entry: Entry
    pos: int
    end: int
    line: int


class End(NamedTuple):
    """How many entries are sound, and the head of the last whole command in front of anything damaged."""

    entries: int
    head: Head


Seen = Sound | Finding | End


class Unfinished(Exception):
    """The second process did not come to its end."""


def examined(snapshot: Snapshot, known: Iterable[Witness]) -> Iterator[Seen]:
    """Read a snapshot through: what is wrong with an entry comes before it, the end last."""
    audit, numbering, shapes, whole = Audit(snapshot, known), Numbering(), Shapes(), True
    for item in audit.read():
        if isinstance(item, Finding):
            whole = whole and item.code == "head"
            yield item
            continue
        yield from shapes.take(item, audit.line)
        yield from numbering.take(item, audit.line)
        yield Sound(*item, audit.line)
    if whole:
        yield from numbering.finish()
    yield End(audit.entries, audit.head)


def examined_beside(snapshot: Snapshot, known: Iterable[Witness]) -> Iterator[Seen]:
    """Read it through in a second process; raises Unfinished where that fails."""
    witnesses = [[witness.where, *witness.head] for witness in known]
    told = [snapshot.size, snapshot.tail.decode("latin-1"), witnesses, words.language()]
    second = Beside("reception_cli.store.examining:serve", told, snapshot.fd)
    try:
        for sort, *facts in second.items():
            if sort == "end":
                yield End(facts[0], Head(*facts[1:]))
                return
            yield Sound(*facts) if sort == "sound" else Finding(*facts)
    finally:
        second.stop()
    raise Unfinished


def serve(size: int, tail: str, witnesses: list[list[Any]], language: str) -> None:
    """Be the second process; the register is its standard input."""
    words.speak(language, LOCALE)
    hurry()
    snapshot = Snapshot.of(0, size, tail.encode("latin-1"))
    known = [Witness(where, Head(count, digest)) for where, count, digest in witnesses]
    hand_over(map(_plain, examined(snapshot, known)))


def _plain(seen: Seen) -> tuple[Any, ...]:
    if isinstance(seen, Finding):
        return ("finding", *seen)
    if isinstance(seen, End):
        return ("end", seen.entries, *seen.head)
    entry = seen.entry  # nobody here looks at it again
    for name in _UNASKED:
        del entry[name]
    for pair in entry["private"].values():
        pair[0] = ""
    entry["sealed"] = dict.fromkeys(entry["sealed"], "")
    return ("sound", entry, seen.pos, seen.end, seen.line)


def place(seen: Sound) -> Place:
    """Give the place of a sound entry."""
    return Place(seen.entry, seen.pos, seen.end)
