"""Taking in what a unit delivers: held against what is here, and held back until it is whole.

The digest of an entry speaks for all entries before it. So two chains that agree in one entry agree in all up to
there, and to tell whether a delivery fits nothing more is compared than the ends.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from reception_cli.model.entry import Entry, Head, Stamp
from reception_cli.model.errors import Damaged, ReceptionError
from reception_cli.model.words import _
from reception_cli.store import index
from reception_cli.store.book import Book
from reception_cli.store.bundle import Closing, Days, Manifest, refused
from reception_cli.store.bundle_reading import Bundle
from reception_cli.store.delivery_adding import VERB, Adding, Found, Here, Hide
from reception_cli.store.delivery_checks import odd
from reception_cli.store.findings import finding
from reception_cli.store.folder import Folder
from reception_cli.store.ledger import START, Mark
from reception_cli.store.spool import Point, Spool

FORKED = "forked"  # the reason of a delivery that tells another history
_STEP = 2000  # entries between two looks at the progress

Tell = Callable[[int], None]  # entries read


class Taken(NamedTuple):
    """What one bundle came to."""

    manifest: Manifest
    closing: Closing
    sha256: str
    signed: bool
    new: Counter[str]  # entries that were not here, by kind
    repeated: int
    again: tuple[str | None, str | None]  # first and last day of receptions that were here already


class Delivery:
    """What one unit delivers in one go; nothing of it is in its register before `put`."""

    def __init__(self, here: Here, left: ExitStack) -> None:
        """What is opened on the way is closed with `left`."""
        self.here, self._adding, self._points = here, Adding(here, left), list[Point]()

    @property
    def new(self) -> int:
        """Count the entries that are to be added."""
        return len(self.here.spool)

    @property
    def end(self) -> Head:
        """Give the head that the register will have."""
        return self.here.spool.last

    def take(self, bundle: Bundle, tell: Tell = lambda _done: None) -> Taken:
        """Hold back what is new of a bundle; raises Damaged, and is then as if it had not seen it."""
        self._fits(bundle.manifest)
        point = self.here.spool.point()
        try:
            found = self._read(bundle, tell)
        except ReceptionError:
            self.here.spool.cut(point)
            raise
        self._points.append(point)
        return found

    def drop(self) -> None:
        """Forget the bundle that was taken last."""
        self.here.spool.cut(self._points.pop())

    def look(self, read: Callable[[Book], Found]) -> Found:
        """Read the register as it will be; raises Damaged for entries that nobody can understand."""
        return self._adding.look(read)

    def sketch(self) -> Book:
        """Open a book over the register as it will be, without touching the cards beside it."""
        return self._adding.sketch()

    def put(self, hide: Hide) -> None:
        """Add what was held back, for good.

        A bundle by itself tells nothing of people who must stay hidden: its sender knows all that it holds, and
        all before. What an earlier one told may have to be forgotten.
        """
        alone = self.here.book is None and len(self._points) == 1
        self._adding.put((lambda _entries: frozenset()) if alone else hide)

    def _fits(self, said: Manifest) -> None:
        """Hold the ends of a bundle against the chain that is here."""
        if not said.after.count:
            raise Damaged(_("It holds no entry."), _("Nothing was taken; ask the sender for another."), reason="empty")
        if said.before.count > self.end.count:
            raise _gap(self.end, said.before)
        for head in (said.before, said.after):
            if head.count <= self.end.count and self._head(head.count) != head:
                raise _forked(said.unit, head.count)

    def _head(self, count: int) -> Head:
        return Head(count, self._entry(count)["digest"]) if count else START.head

    def _entry(self, seq: int) -> Entry:
        """Read an entry that is here, or held back already."""
        book, start, spool = self.here.book, self.here.start, self.here.spool
        if seq > start.head.count:
            return next(spool.entries(seq - 1)).entry
        assert book is not None
        (pos,) = book.db.execute("SELECT pos FROM entries WHERE seq = ?", (seq,)).fetchone()
        return book.ledger.read(pos)

    def _read(self, bundle: Bundle, tell: Tell) -> Taken:
        end, again, new = self.end, Days(), Counter[str]()
        recorded = self._entry(end.count)["recorded_at"] if end.count else ""
        for done, (entry, told) in enumerate(bundle.told(), 1):
            if entry["seq"] <= end.count:
                again.take(entry)
            else:
                _sound(entry, recorded)
                self.here.spool.put(entry, told)
                new[entry["kind"]] += 1
            if entry["seq"] == end.count and entry["digest"] != end.digest:
                raise _forked(bundle.manifest.unit, end.count)
            if done % _STEP == 0:
                tell(_STEP)
        assert bundle.closing is not None
        first, last, *_recorded = again.told()
        repeated = bundle.closing.entries - new.total()
        return Taken(
            bundle.manifest, bundle.closing, bundle.sha256, bundle.signer is not None, new, repeated, (first, last)
        )


@contextmanager
def delivering(folder: Folder, scratch: str, stamp: Stamp, dry: bool) -> Iterator[Delivery]:
    """Open the register of a unit for its deliveries; it is locked meanwhile, unless this is a `dry` run.

    What is held back lies in the folder `scratch`. Raises Damaged for a register that lost what was acknowledged.
    """
    with ExitStack() as left:
        book, start = _opened(folder, stamp, dry, left)
        spool = Spool(scratch, start)
        left.callback(spool.close)
        yield Delivery(Here(folder, book, start, spool, stamp, dry), left)


def _opened(folder: Folder, stamp: Stamp, dry: bool, left: ExitStack) -> tuple[Book | None, Mark]:
    if not folder.exists():
        return None, START
    if not dry:
        return left.enter_context(folder.held(VERB, stamp))
    book = folder.read()
    left.callback(book.db.close)
    return book, index.read_mark(book.db) or START


def _sound(entry: Entry, recorded: str) -> None:
    """Refuse an entry that was recorded before one that is here, or that tells what cannot be."""
    if entry["recorded_at"] < recorded:
        raise refused("entry", seq=entry["seq"], text=finding("time", None, None).text)
    if part := odd(entry):
        text = _("{part} is no day or number that can be").format(part=part)
        raise refused("entry", seq=entry["seq"], text=text)


def _gap(end: Head, before: Head) -> Damaged:
    first, last = end.count + 1, before.count
    since = f" --since '{end.count} {end.digest}'" if end.count else ""
    told = _("It begins behind entry {last}, and entries {first} to {last} are not here.")
    hint = _("Ask the sender: `reception export --bundle{since}`.").format(since=since)
    return Damaged(told.format(first=first, last=last), hint, reason="gap", missing=[first, last])


def _forked(unit: str, count: int) -> Damaged:
    told = _("Its history is not the one that {unit} sent before: they differ from entry {count} on, or earlier.")
    hint = _("Ask the sender whether a backup was restored there; see `reception diff`.")
    return Damaged(told.format(unit=unit, count=count), hint, reason=FORKED, entry=count)
