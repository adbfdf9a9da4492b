"""A large register read into new cards by two processes, each one half of it.

Matters begin and end within weeks, registers hold years: what lies in the later half is nearly all about matters
that began there. The second process makes the cards of those, in a file of its own; what reaches back into the
earlier half it only names. The first then takes its rows over, and builds what was named from all its entries. So
the cards are those that one reading makes. Should the second process fail, the first reads on where it stands.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from reception_cli.domain.entry import Entry, Head
from reception_cli.domain.numbers import text
from reception_cli.events.replay import apply_line
from reception_cli.index import KEPT, DeadlinePort, row_writer, schema
from reception_cli.index.deadline_port import Memory
from reception_cli.index.projector import Projector, catch_up, in_bulk, lay_out
from reception_cli.index.register_view import key, load_case
from reception_cli.index.row_writer import retract_diary
from reception_cli.index.schema import Column, TableSpec, insert, put_facts
from reception_cli.ledger.files import Reader, create, forget
from reception_cli.ledger.format import BLOCK, hurry, lines, number, quick
from reception_cli.ledger.storage import START, FileLedger, Mark, Progress, whole_batches
from reception_cli.ledger.worker_process import WorkerProcess, live

SHARE = 0.505  # of the bytes that the first process reads: it also takes over what the second made
_TRIED = 10_000  # lines that may belong to one batch around the middle
_STEP = 5000  # entries between two signs of life
_LOOK = 1 << 20
_CONFIGURED = b'"kind":"configured"'
# What the second process tells besides its cards.
_REST = TableSpec("rest", (Column("key", schema.TEXT, "name"), Column("value", schema.TEXT, "JSON")), ("key",))
# Its words stand there as they are: it is the first process that makes them searchable.
_HALF = (*(table.plain() for table in schema.TABLES), _REST)
# Where the later word holds; any other key is given once.
_LATER = (schema.SETTINGS, schema.COUNTED, schema.MARKS, schema.HIDDEN, schema.TIES)


Start = Callable[[str, list[Any]], WorkerProcess]


class Split(NamedTuple):
    """Where the second half begins, as its first line says; whether that is so, the first process finds out."""

    head: Head  # of the entry before
    end: int  # byte


def fill(
    db: sqlite3.Connection,
    ledger: FileLedger,
    deadlines: DeadlinePort,
    path: str,
    progress: Progress | None = None,
    share: float = SHARE,
    start: Start = WorkerProcess,
) -> Mark | None:
    """Fill new cards with a second process beside us; None where the halves do not fit.

    `path` is for the cards of the second half, which begins behind a `share` of the bytes; `start` starts who makes
    them. Cards that do not fit are worth nothing: begin again with one reading.
    """
    lay_out(db)
    with in_bulk(db):
        split = _split(ledger, share)
        if split is None:
            mark: Mark | None = catch_up(db, ledger, deadlines, START, progress)
        else:
            mark = _by_two(db, ledger, deadlines, path, progress, split, start)
    if mark is not None:
        row_writer.tidy(db)
    return mark


def _by_two(
    db: sqlite3.Connection, ledger: FileLedger, deadlines: DeadlinePort, path: str, progress: Progress | None,
    split: Split, start: Start,
) -> Mark | None:
    forget(path)
    os.close(create(path))
    task = [ledger.path, path, *split.head, split.end, deadlines.source]
    second = start("reception_cli.index.parallel_build:serve", task)
    try:
        first = _of(progress, split.end)
        mark = catch_up(db, ledger, deadlines, START, first, lambda e: bool(e["seq"] > split.head.count))
        if (mark.head, mark.end) == (split.head, split.end) and second.ended():
            return _joined(db, ledger, deadlines, path)
        return catch_up(db, ledger, deadlines, mark, progress)
    finally:
        second.stop()
        for kept in KEPT:
            forget(path + kept)


def _of(progress: Progress | None, end: int) -> Progress | None:
    """Show the first half as the whole: the other is read meanwhile."""
    return progress and (lambda done, size: progress(min(done * size // end, size), size))


def _split(ledger: FileLedger, share: float) -> Split | None:
    """Find a batch that begins behind a share of the bytes."""
    pos = int(ledger.size() * share) // BLOCK * BLOCK
    with Reader(ledger.path) as file:
        for turn, raw in enumerate(lines(file.read, pos)):
            if turn > _TRIED:
                return None
            with suppress(ValueError, LookupError, TypeError, RecursionError):
                if number(raw) and (entry := quick(raw))["seq"] == entry["batch"][0]:
                    return Split(Head(entry["seq"] - 1, str(entry["prev"])), pos)
            pos += len(raw)
    return None


class _Part(Projector):
    """The cards of matters that begin in a later part of the register; what reaches back is only named."""

    def __init__(self, db: sqlite3.Connection, ledger: FileLedger, deadlines: DeadlinePort) -> None:
        """Nothing is ours yet."""
        super().__init__(db, ledger, deadlines)
        self._own: set[str] = set()
        self.named: set[str] = set()
        self.retracted: list[list[int]] = []

    @property
    def moved(self) -> bool:
        """Whether an entry moved the due days of cards that are written already."""
        return self._moved

    def suppose(self, entries: Iterable[Entry]) -> None:
        """Count with what the desk was configured to by these."""
        for entry in entries:
            self._setting(entry)
        self._moved = False

    def _line(self, entry: Entry) -> None:
        self._own.add(entry["subject"])
        line = apply_line(None, entry)
        assert line is not None
        self._lines.append(line)
        if not self._own.issuperset([*line.incidents, *filter(None, [line.visit])]):
            self.named |= {line.id, *line.incidents}
        for incident in line.incidents:
            self._evolve(incident, entry)

    def _evolve(self, incident: str, entry: Entry) -> None:
        if entry["kind"] == "incident":
            self._own.add(incident)
        if incident in self._own:
            super()._evolve(incident, entry)
        else:
            self.named.add(incident)

    def _anew(self, entry: Entry) -> None:
        data = entry["data"]
        subjects = list(data.get("subjects", ()))
        insert(self._db, schema.TOUCHES, [{"subject": key(one), "seq": entry["seq"]} for one in subjects])
        self.named.update(filter(None, [*subjects, entry["subject"], data.get("incident")]))
        if entry["kind"] == "retracted":
            self.retracted.append(data["entries"])

    def _counted(self) -> bool:
        return True  # those of the earlier half

    def _secrecy(self, entry: Entry, subject: int | None) -> None:
        told = len(self._hidden), len(self._ties)
        super()._secrecy(entry, subject)
        rows = [row["number"] for row in self._hidden[told[0] :]]
        rows += [number for row in self._ties[told[1] :] for number in (row["one"], row["other"])]
        self.named.update(set(map(text, rows)) - self._own)

    def _ours(self, number: int) -> bool:
        return text(number) in self._own

    def _recount(self) -> None:
        """Leave it to the first process, which knows all that the desk is configured to."""


class _Whole(Projector):
    """The cards of both halves, as the first process completes them."""

    def complete(self, named: Iterable[str], retracted: Iterable[list[int]], moved: bool) -> None:
        """Build anew what the later half named of the earlier one."""
        incidents = {each for each in named if each[0] not in "VP"}
        for line in sorted(set(named) - incidents):
            incidents |= self._renew_line(line)
        listed = sorted(incidents)
        self._stirred.update(map(key, listed))
        for first in range(0, len(listed), 1000):
            self._put([load_case(self._db, self._ledger, each) for each in listed[first : first + 1000]])
        for seqs in retracted:
            retract_diary(self._db, self._ledger, seqs)
        if moved:
            Memory(self._db).forget()
            self._moved = True
        self.flush()


def _joined(db: sqlite3.Connection, ledger: FileLedger, deadlines: DeadlinePort, path: str) -> Mark | None:
    """Take the rows of the second half over, and complete them; None where they do not fit to those of the first."""
    db.execute("ATTACH ? AS half", (path,))
    try:
        return _taken_over(db, ledger, deadlines)
    finally:
        with suppress(sqlite3.Error):
            if db.in_transaction:
                db.execute("ROLLBACK")
            db.execute("DETACH half")  # else it could not be removed: Windows removes no file that is open


def _taken_over(db: sqlite3.Connection, ledger: FileLedger, deadlines: DeadlinePort) -> Mark | None:
    if not db.execute("SELECT 1 FROM half.sqlite_master WHERE name = 'rest'").fetchone():
        return None
    rest = {name: json.loads(value) for name, value in db.execute("SELECT key, value FROM half.rest")}
    before = dict(db.execute("SELECT key, value FROM main.settings"))
    db.execute("BEGIN")
    try:
        for table in schema.TABLES:
            if table is not schema.META:
                instead = "REPLACE" if table in _LATER else "ABORT"
                # Both tables are laid out alike: SQLite takes rows over as they are where all of them are asked for.
                rows = f"SELECT {'rowid, text' if table.using else '*'} FROM half.{table.name}"
                columns = "(rowid, text)" if table.using else ""
                db.execute(f"INSERT OR {instead} INTO main.{table.name}{columns} {rows}")
    except sqlite3.IntegrityError:  # a number that was given twice
        return None
    count, digest, pos, end = rest["mark"]
    mark = Mark(Head(count, digest), pos, end)
    moved = rest["moved"] or any(before.get(name) != rest["settings"].get(name) for name in deadlines.keys)
    cards = _Whole(db, ledger, deadlines)
    cards.complete(rest["named"], rest["retracted"], moved)
    cards.mark(mark)
    db.execute("COMMIT")
    return mark


def serve(path: str, half: str, count: int, digest: str, end: int, source: str) -> None:
    """Be the second process: make the cards of what lies behind a place."""
    module, _colon, name = source.partition(":")
    ledger, deadlines = FileLedger(path), getattr(import_module(module), name)()
    hurry()
    db = sqlite3.connect(half, isolation_level=None)
    lay_out(db, _HALF)
    db.execute("BEGIN")
    cards = _Part(db, ledger, deadlines)
    cards.suppose(_configured(path, end))
    settings = dict(db.execute("SELECT key, value FROM settings"))
    mark = _read(cards, ledger, Mark(Head(count, digest), 0, end))
    cards.flush()
    rest: dict[str, Any] = {
        "settings": settings, "mark": [*mark.head, mark.pos, mark.end], "named": sorted(cards.named),
        "retracted": cards.retracted, "moved": cards.moved,
    }  # fmt: skip
    put_facts(db, _REST, {name: json.dumps(value) for name, value in rest.items()})
    db.execute("COMMIT")
    db.close()


def _read(cards: _Part, ledger: FileLedger, mark: Mark) -> Mark:
    seen, last = 0, None
    for batch in whole_batches(ledger.since, mark):
        for place in batch:
            cards.take(place)
        last = batch[-1]
        seen += len(batch)
        if seen >= _STEP:
            seen = 0
            live()
    return last.mark() if last else mark


def _configured(path: str, end: int) -> Iterator[Entry]:
    """Read what the desk was configured to before a place, by a quick look: the first process reads it well."""
    with Reader(path) as file:
        for pos in range(BLOCK, end, _LOOK):
            blob = file.read(pos, min(_LOOK, end - pos) + len(_CONFIGURED))
            place = blob.find(_CONFIGURED)
            while place >= 0:
                yield _around(file, pos + place)
                place = blob.find(_CONFIGURED, place + 1)


def _around(file: Reader, place: int) -> Entry:
    """Read the entry of whose line this is a place."""
    start = place // BLOCK * BLOCK
    while number(file.read(start, 32)) is None and start > BLOCK:
        start -= BLOCK
    return quick(next(lines(file.read, start)))
