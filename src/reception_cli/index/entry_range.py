"""A stretch of the register: the entries between two heads of its chain."""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain.entry import Entry, Head
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.index import cache
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.storage import START, Mark, damaged_line


class Stretch(NamedTuple):
    """What lies behind `start`, up to the entry with the head `last`."""

    start: Mark
    last: Head


def since(book: RegisterView, head: Head | None) -> Stretch:
    """Find what was added behind a head, all of the register for None; the cards are held as they are now.

    Raises Refused where the register does not hold that head.
    """
    if not book.db.in_transaction:
        book.db.execute("BEGIN")
    end = cache.read_mark(book.db) or START
    if head is None or head == START.head:
        return Stretch(START, end.head)
    places = dict(book.db.execute("SELECT seq, pos FROM entries WHERE seq IN (?, ?)", (head.count, head.count + 1)))
    entry = book.ledger.read(places[head.count]) if head.count in places else None
    if entry is None or entry["digest"] != head.digest or entry["batch"][1] != head.count:
        raise Refused(
            _("The register does not hold the head {count} {digest}…").format(
                count=head.count, digest=head.digest[:12]
            ),
            hint=_("See `reception verify --print-head`; leave --since out to send the whole register."),
        )
    return Stretch(Mark(head, places[head.count], places.get(head.count + 1, end.end)), end.head)


def entries(book: RegisterView, stretch: Stretch) -> Iterator[Entry]:
    """Read the entries of a stretch; raises Damaged where the chain does not lead to its end."""
    head = stretch.start.head
    for place in book.ledger.since(stretch.start) if head != stretch.last else ():
        head = place.mark().head
        yield place.entry
        if head.count == stretch.last.count:
            break
    if head != stretch.last:
        raise damaged_line(head.count + 1, 0)
