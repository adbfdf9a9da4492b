"""The two sides of a comparison: a bundle or a register, read entry by entry beside the other."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import NamedTuple

from reception_cli.domain.entry import Entry, Head
from reception_cli.domain.errors import NotFound
from reception_cli.domain.words import _
from reception_cli.exchange.bundle import Closing
from reception_cli.exchange.reader import Keyring, opened
from reception_cli.index import cache
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.desk_place import UNITS
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.storage import NAME, START

_STEP = 2000  # entries between two looks at the progress


class Side(NamedTuple):
    """Where a history begins and ends, its entries, and its figures once all entries were read."""

    unit: str
    before: Head
    after: Head
    entries: Iterator[Entry]
    figures: Callable[[], Closing]


class Compared(NamedTuple):
    """How far two histories agree; None where one begins behind the end of the other."""

    common: int | None  # entries up to which both are the same
    fork: int | None  # the first entry that both have and that is not the same
    only: tuple[Counter[str], Counter[str]]  # entries that one of them has alone, by kind


@contextmanager
def side(
    word: str, desk: str, habits: Habits, ring: Keyring, count: Callable[[RegisterView], Closing]
) -> Iterator[Side]:
    """Open a bundle, the folder of a register or its file, or DESK:CODE, a unit at a consolidating desk.

    `desk` is meant where DESK is left out; `count` counts the figures of a register. Raises NotFound, Damaged.
    """
    folder = _folder(word, desk)
    if folder:
        book = Folder(folder, habits).read()
        try:
            book.db.execute("BEGIN")  # as it is now, whoever goes on writing
            mark = cache.read_mark(book.db) or START
            yield Side(book.setting("unit"), START.head, mark.head, _told(book, mark.head), lambda: count(book))
        finally:
            book.db.close()
        return
    scratch = desk if os.path.isdir(desk) else os.path.dirname(os.path.abspath(word))
    with opened(word, ring, scratch) as bundle:

        def figures() -> Closing:
            assert bundle.closing is not None
            return bundle.closing

        said = bundle.manifest
        yield Side(said.unit, said.before, said.after, (one.entry for one in bundle.told()), figures)


def _folder(word: str, desk: str) -> str:
    """Find the folder of a register that was named; empty where a bundle was."""
    if os.path.isdir(word):
        return word
    if os.path.basename(word) == NAME and os.path.exists(word):
        return os.path.dirname(word) or "."
    if os.path.lexists(word) or ":" not in word:
        return ""
    place, _colon, code = word.rpartition(":")
    folder = os.path.join(place or desk, UNITS, code)
    if os.path.basename(code) != code or not os.path.exists(os.path.join(folder, NAME)):
        raise NotFound(
            _("There is no register of a unit '{unit}' at that desk.").format(unit=code[:60]),
            _("See `reception summarize --by unit` there."),
        )
    return folder


def _told(book: RegisterView, last: Head) -> Iterator[Entry]:
    for place in book.ledger.since(START) if last.count else ():
        yield place.entry
        if place.entry["seq"] == last.count:
            return


def compare(one: Side, other: Side, tell: Callable[[int], None] = lambda _done: None) -> Compared:
    """Read both to their ends, side by side: the digests of one entry speak for all before it."""
    only = Counter[str](), Counter[str]()
    start = max(one.before.count, other.before.count)
    heads = [_head_at(side_, start, alone) for side_, alone in zip((one, other), only, strict=True)]
    apart = heads[0] is None or heads[0] != heads[1]
    common, fork = start, start if apart and None not in heads else None
    for done, pair in enumerate(zip_longest(one.entries, other.entries), 1):
        if done % _STEP == 0:
            tell(done)
        digests = [entry["digest"] for entry in pair if entry]
        if not apart and len(digests) == 2 and digests[0] == digests[1]:
            common += 1
            continue
        if not apart and len(digests) == 2:
            fork = common + 1
        apart = True
        for entry, alone in zip(pair, only, strict=True):
            if entry:
                alone[entry["kind"]] += 1
    return Compared(None if heads[0] != heads[1] or heads[0] is None else common, fork, only)


def _head_at(side_: Side, count: int, alone: Counter[str]) -> Head | None:
    """Read up to a number; None where the history ends before it, and then nobody else has these entries."""
    head, seen = side_.before, Counter[str]()
    while head.count < count:
        entry = next(side_.entries, None)
        if entry is None:
            alone += seen
            return None
        head = Head(entry["seq"], entry["digest"])
        seen[entry["kind"]] += 1
    return head
