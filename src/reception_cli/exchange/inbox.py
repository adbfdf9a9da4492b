"""Where the registers of the units lie on a consolidating desk, and what was erased at a unit is erased here too."""

import os
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from reception_cli.domain.dates import FIRST_YEAR, LAST_YEAR
from reception_cli.domain.entry import Entry, Head, Stamp
from reception_cli.domain.errors import Busy, Damaged, ReceptionError, Refused, Unwritable
from reception_cli.domain.numbers import key
from reception_cli.domain.text import MAX_TEXT
from reception_cli.domain.words import _
from reception_cli.events.registry import day_names
from reception_cli.exchange.bundle import Closing, Days, Manifest, refused
from reception_cli.exchange.reader import Bundle
from reception_cli.exchange.staging import Ahead, Point, Staging
from reception_cli.index import cache, desk_folder, person_hashes, rewrite, secrecy, views
from reception_cli.index.desk_folder import UNITS, Folder, Habits
from reception_cli.index.federation import folders_of_units, misplaced
from reception_cli.index.finding_words import sentence_of
from reception_cli.index.queries import entries
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import lock, storage
from reception_cli.ledger.files import forget, planted
from reception_cli.ledger.storage import START, FileLedger, Mark, Place, whole_batches

# --- Where the registers of the units lie on a consolidating desk, and what was erased at a unit is erased here too.

def unit_folder(desk: Folder, code: str) -> Folder:
    """Find the folder of a unit below a desk's own, whether it is there yet or not.

    Raises Refused where another unit's folder would be taken for it, Unwritable where a link was planted.
    """
    units = os.path.join(desk.path, UNITS)
    for path in (units, os.path.join(units, code)):
        if os.path.islink(path):
            raise planted(os.path.relpath(path, desk.path))
    other = next((name for name in _listed(units) if name != code and alike(name) == alike(code)), None)
    if other:
        raise Refused(
            _("There is a unit {other} here already, whose code is the same but for its writing.").format(other=other),
            hint=_("Agree with the sender on one code."),
        )
    holds = FileLedger(os.path.join(units, code, storage.NAME)).unit()
    if holds and alike(holds) != alike(code):
        said, hint = misplaced(code, holds)
        raise Refused(said, hint=hint)
    habits = desk.habits
    quiet = Habits(habits.state, habits.timeout, habits.network, habits.warn, None, habits.deadlines)
    quiet.damage = habits.damage
    return Folder(os.path.join(units, code), quiet)


def written_as(desk: Folder, code: str) -> str | None:
    """Tell how the code of a unit whose register is here is written; None where there is none."""
    return next((name for name in listed_units(desk) if name.casefold() == code.casefold()), None)


def listed_units(desk: Folder) -> list[str]:
    """List the codes of the units whose registers are here."""
    return [name for name, unit in folders_of_units(os.path.join(desk.path, UNITS)).items() if name == unit]


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def alike(code: str) -> str:
    """Bring a code into a form that no file system tells apart from others of that form."""
    return unicodedata.normalize("NFKC", code).casefold().rstrip(".")


def erase(folder: Folder, verb: str, stamp: Stamp) -> int:
    """Take the private values away that the unit has erased since it sent them, or would send no more.

    Returns how many are of matters that have become denunciations since, or hang together with one.
    """
    with folder.held(verb, stamp) as (book, mark):
        cuts, hidden = _owed(book), _delivered_before(book)
        if not cuts and not hidden:
            return 0
        book.close()
        for pos, names in hidden.items():
            cuts.setdefault(pos, {}).update(names)
        rewrite.redact(folder, cuts, [], mark)
    return sum(map(len, hidden.values()))


def _owed(book: RegisterView) -> dict[int, dict[str, None]]:
    """Find what is here still, though a redaction tells that it was erased: place -> names."""
    found: dict[int, dict[str, None]] = {}
    for redaction in entries.of_kind(book, "redacted"):
        for seq in redaction["data"]["entries"]:
            pos = entries.place(book, seq)
            held = book.ledger.read_at(pos)["private"].keys() if pos else ()
            gone = frozenset(redaction["data"]["fields"]).intersection(held)
            if pos and gone:
                found.setdefault(pos, {}).update(dict.fromkeys(gone))
    return found


def _delivered_before(book: RegisterView) -> dict[int, dict[str, None]]:
    """Find what is here of matters that a bundle with names leaves out by now: place -> names."""
    if not book.any_secret():
        return {}
    places = secrecy.places(book)
    told = zip(places, book.entries(places), strict=True)
    return {pos: dict.fromkeys(entry["private"]) for pos, entry in told if entry["private"]}


# --- What no office records: days that there are none of, numbers without measure. Counting them would fail later.

MOST = 10**12  # of anything that is counted
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


def odd(entry: Entry) -> str:
    """Name the first part of an entry that cannot be; empty where there is none."""
    for name in ("at", "recorded_at"):
        if not _is_day(entry[name]):
            return name
    return next((name for name, value in _values("data", entry["data"]) if not _can_be(name, value)), "")


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _values(inner, one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(name, one)
    else:
        yield name, value


def _can_be(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and (name not in day_names() or not _DAY.fullmatch(value) or _is_day(value))
    return not isinstance(value, int | float) or abs(value) <= MOST


def _is_day(text: str) -> bool:
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


# --- Adding what a unit delivered: its cards are made first, so that nothing is added which nobody could read.

VERB = desk_folder.TAKING
_AT_ONCE = 4000  # entries that go to the disk together, and a whole batch more
# What SQLite says of the values that it is given; all else that it says is of the disk or of a lock.
_OF_VALUES = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH}

Found = TypeVar("Found")
Hide = Callable[[Iterable[Entry]], frozenset[int]]  # whose hashes must not be kept


class Here(NamedTuple):
    """The register of a unit as it is: `book` reads it, None where there is none yet; it ends at `start`."""

    folder: Folder
    book: RegisterView | None
    start: Mark
    spool: Staging
    stamp: Stamp
    dry: bool


class Adding:
    """Brings what a spool holds into the register of a unit."""

    def __init__(self, here: Here, left: ExitStack) -> None:
        """What is opened on the way is closed with `left`."""
        self._here, self._left = here, left
        self._begun = self._ahead = self._done = False
        self._book = here.book

    def look(self, read: Callable[[RegisterView], Found]) -> Found:
        """Read the register as it will be; nothing is added yet.

        Raises Damaged for entries that nobody can understand, whatever their digests say.
        """
        if self._here.book is not None and not len(self._here.spool):
            return read(self._here.book)
        try:
            return self._read(read)
        except (Unwritable, Busy, OSError):
            raise
        except Exception as fault:  # whatever a stranger's entry can do to those who read it
            if isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 1) & 0xFF not in _OF_VALUES:
                raise
            if isinstance(fault, Damaged) and "reason" in fault.facts:
                raise
            hint = _("Nothing was taken; ask the sender to run `reception verify`.")
            raise Damaged(_("Its entries contradict each other."), hint, reason="contradiction") from fault

    def sketch(self) -> RegisterView:
        """Open a book over the register as it will be, with cards in a file without a name."""
        ahead = Ahead(self._here.folder.ledger, self._here.spool)
        book = views.temporary(ahead, self._here.folder.habits.deadlines)
        self._left.callback(book.close)
        return book

    def _read(self, read: Callable[[RegisterView], Found]) -> Found:
        """Lay the cards as they will be and read them; where that fails, they are as they were."""
        if self._here.dry:
            return read(self.sketch())
        self._begin()
        folder, ahead = self._here.folder, Ahead(self._here.folder.ledger, self._here.spool)
        if self._here.book is not None:
            found = views.brought_up(self._here.book, ahead, self._here.start, folder.habits.deadlines, read)
            self._ahead = True
            return found
        self._book, found = views.laid_out(folder, ahead, read)
        self._left.callback(self._book.close)
        return found

    def _begin(self) -> None:
        """Make the folder of a new unit, locked until all is told; what is made there goes if nothing is added."""
        if self._begun:
            return
        folder, self._begun = self._here.folder, True
        if self._here.book is None:
            desk_folder.make(folder.path)
            self._left.callback(self._leave)
            desk_folder.refuse_network(folder.path, folder.habits.network)
            self._left.enter_context(folder.lock(VERB, self._here.stamp))
            if folder.exists():
                raise Busy(_("Another command took a delivery of this unit meanwhile."), _("Repeat the command."))
        self._left.callback(self._clear, os.path.join(folder.path, cache.NAME))

    def _clear(self, cards: str) -> None:
        """Take cards away that tell of entries which were not added in the end."""
        if not self._done and (self._ahead or self._here.book is None):
            if self._here.book is not None:
                self._here.book.close()
            cache.remove(cards)
            cache.remove(cards + ".new")

    def _leave(self) -> None:
        """Leave nothing of a unit of which nothing was taken."""
        if not self._done and not self._here.folder.ledger.exists():
            forget(os.path.join(self._here.folder.path, lock.NAME))
            for path in (self._here.folder.path, os.path.dirname(self._here.folder.path)):
                with suppress(OSError):  # there are others
                    os.rmdir(path)

    def put(self, hide: Hide) -> None:
        """Add what was held back, in whole batches: what a crash leaves undone the next delivery completes.

        The hashes come first, so that none is missing of an entry that is there.
        """
        self._remember(hide)
        mark, ledger = self._here.start, self._here.folder.ledger
        for last in self._ends():
            ledger.splice(self._here.spool.pieces(mark.end, last.end), mark)
            mark = last.mark()
        self._done = True
        with suppress(OSError):
            self._here.folder.note(mark.head)
        with suppress(sqlite3.Error, Unwritable):
            if self._book:
                views.settle(self._here.folder, self._book, mark)

    def _ends(self) -> Iterator[Place]:
        """Give the last entry of what is added together."""
        spool, last, held = self._here.spool, None, 0
        for batch in whole_batches(lambda mark: spool.entries(mark.head.count), self._here.start):
            last = batch[-1]
            held += len(batch)
            if held >= _AT_ONCE and last.entry["seq"] == last.entry["batch"][1]:
                yield last
                last, held = None, 0
        if last:
            yield last

    def _remember(self, hide: Hide) -> None:
        """Keep who came, but for those who must stay hidden as is known now."""
        folder = self._here.folder
        known = person_hashes.known(folder.path)
        hashes = dict(known)
        for one in self._here.spool.hashes():
            hashes |= one
        ahead = Ahead(folder.ledger, self._here.spool)
        secret = hide(place.entry for place in ahead.since(START)) if hashes else frozenset()
        kept = {line: marks for line, marks in hashes.items() if marks and key(line) not in secret}
        person_hashes.keep(folder.path, known, kept)


# --- Taking in what a unit delivers: held against what is here, and held back until it is whole.

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

    def look(self, read: Callable[[RegisterView], Found]) -> Found:
        """Read the register as it will be; raises Damaged for entries that nobody can understand."""
        return self._adding.look(read)

    def sketch(self) -> RegisterView:
        """Open a book over the register as it will be, without touching the cards beside it."""
        return self._adding.sketch()

    def put(self, hide: Hide) -> None:
        """Add what was held back, for good.

        A bundle by itself tells nothing of people who must stay hidden: its sender knows all that it holds, and
        all before. What an earlier one told may have to be forgotten.
        """
        alone = self.here.book is None and len(self._points) == 1
        self._adding.put((lambda _entries: frozenset()) if alone else hide)

    def _fits(self, manifest: Manifest) -> None:
        """Hold the ends of a bundle against the chain that is here."""
        if not manifest.after.count:
            raise Damaged(_("It holds no entry."), _("Nothing was taken; ask the sender for another."), reason="empty")
        if manifest.before.count > self.end.count:
            raise _gap(self.end, manifest.before)
        for head in (manifest.before, manifest.after):
            if head.count <= self.end.count and self._head(head.count) != head:
                raise _forked(manifest.unit, head.count)

    def _head(self, count: int) -> Head:
        return Head(count, self._entry(count)["digest"]) if count else START.head

    def _entry(self, seq: int) -> Entry:
        """Read an entry that is here, or held back already."""
        book, start, spool = self.here.book, self.here.start, self.here.spool
        if seq > start.head.count:
            return next(spool.entries(seq - 1)).entry
        assert book is not None
        return entries.by_seq(book, [seq])[0]

    def _read(self, bundle: Bundle, tell: Tell) -> Taken:
        end, again, new = self.end, Days(), Counter[str]()
        recorded = self._entry(end.count)["recorded_at"] if end.count else ""
        for done, (entry, hashes, text) in enumerate(bundle.told(), 1):
            if entry["seq"] <= end.count:
                again.take(entry)
            else:
                _sound(entry, recorded)
                self.here.spool.put(entry, hashes, text)
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
        spool = Staging(scratch, start)
        left.callback(spool.close)
        yield Delivery(Here(folder, book, start, spool, stamp, dry), left)


def _opened(folder: Folder, stamp: Stamp, dry: bool, left: ExitStack) -> tuple[RegisterView | None, Mark]:
    if not folder.exists():
        return None, START
    if not dry:
        return left.enter_context(folder.held(VERB, stamp))
    book = folder.read()
    left.callback(book.close)
    return book, views.read_to(book)


def _sound(entry: Entry, recorded: str) -> None:
    """Refuse an entry that was recorded before one that is here, or that tells what cannot be."""
    if entry["recorded_at"] < recorded:
        raise refused("entry", seq=entry["seq"], text=sentence_of("time"))
    if part := odd(entry):
        text = _("{part} is no day or number that can be").format(part=part)
        raise refused("entry", seq=entry["seq"], text=text)


def _gap(end: Head, before: Head) -> Damaged:
    first, last = end.count + 1, before.count
    since = f" --since '{end.count} {end.digest}'" if end.count else ""
    text = _("It begins behind entry {last}, and entries {first} to {last} are not here.")
    hint = _("Ask the sender: `reception export --bundle{since}`.").format(since=since)
    return Damaged(text.format(first=first, last=last), hint, reason="gap", missing=[first, last])


def _forked(unit: str, count: int) -> Damaged:
    text = _("Its history is not the one that {unit} sent before: they differ from entry {count} on, or earlier.")
    hint = _("Ask the sender whether a backup was restored there; see `reception diff`.")
    return Damaged(text.format(unit=unit, count=count), hint, reason=FORKED, entry=count)
