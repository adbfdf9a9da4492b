"""The drawer of index cards: opened, believed only when the register confirms it, caught up, built anew."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from reception_cli.domain.entry import Entry, Head
from reception_cli.index import schema
from reception_cli.index.projector import Projector
from reception_cli.ledger.files import create, sync_folder
from reception_cli.ledger.storage import START, Ledger, Mark, whole_batches

NAME = "index.sqlite"
PAGE = 4096  # bytes
Done = TypeVar("Done")
Progress = Callable[[int, int], None]  # bytes read, bytes in all
Until = Callable[[Entry], bool]  # whether an entry is the first that is not to be read
_WORTHLESS = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_STUCK = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_MARK = [int, str, int, int]
# Of the cards that are laid out; without `main` they would hold for all that is attached later, too.
ALONE = ("main.journal_mode=OFF", "main.synchronous=OFF", "main.locking_mode=EXCLUSIVE", "main.cache_size=-32000")
_PATIENCE = 2  # seconds: who writes cards holds the desk's lock, so nobody else holds them for long
MUCH = 32 * 1024 * 1024  # bytes; less is read sooner than a second process starts
_STEP = 5000  # entries between two looks at the progress


def connect(path: str, mode: str = "rw") -> sqlite3.Connection:
    """Open the cards; `mode` is `rw`, `rwc`, `ro` or `immutable`; without a path they are nowhere, gone when closed."""
    db = sqlite3.connect(uri(path, mode) if path else "", uri=True, isolation_level=None, timeout=_PATIENCE)
    db.execute("PRAGMA main.synchronous=NORMAL")
    return db


def uri(path: str, mode: str) -> str:
    """Name a file as SQLite opens or attaches it."""
    query = "immutable=1" if mode == "immutable" else f"mode={mode}"
    return "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?" + query


def worthless(fault: sqlite3.Error) -> bool:
    """Whether a fault says that these are no cards of ours; else the disk failed, or somebody holds them."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _WORTHLESS


def stuck(fault: sqlite3.Error) -> bool:
    """Whether the cards stay locked: SQLite has waited long already, and would again."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _STUCK


def full(fault: sqlite3.Error) -> bool:
    """Whether a fault says that the disk is full: trying again would only take time."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def read_mark(db: sqlite3.Connection, name: str = "main") -> Mark | None:
    """Read how far the cards have got; None when they are of another version or no cards at all.

    `name` is what they are attached as. Raises sqlite3.Error when the disk fails.
    """
    try:
        facts = dict(db.execute(f"SELECT key, value FROM {name}.meta"))
    except sqlite3.Error as fault:
        if worthless(fault):
            return None
        raise
    return mark_of(facts)


def mark_of(facts: Mapping[str, Any]) -> Mark | None:
    """Understand how far cards have got; None when they are of another version."""
    found = [facts.get(name) for name in ("seq", "digest", "pos", "end")]
    if facts.get("version") != schema.VERSION or [type(value) for value in found] != _MARK:
        return None
    return Mark(Head(facts["seq"], facts["digest"]), facts["pos"], facts["end"])


def believed(db: sqlite3.Connection, ledger: Ledger) -> Mark | None:
    """Give the mark of cards that the register confirms; None for any others."""
    mark = read_mark(db)
    if mark is None or not ledger.confirms(mark):
        return None
    return mark if ledger.owing is None or _law(db) == ledger.owing.edition else None


def _law(db: sqlite3.Connection) -> str:
    """Tell by which edition of the law the due days on the cards were counted."""
    row = db.execute("SELECT value FROM meta WHERE key = 'law'").fetchone()
    return str(row[0]) if row else ""


def catch_up(
    db: sqlite3.Connection,
    ledger: Ledger,
    mark: Mark,
    progress: Progress | None = None,
    until: Until | None = None,
    noted: Mapping[str, object] = MappingProxyType({}),
) -> Mark:
    """Read the whole batches behind `mark` into the cards, in one transaction; stop where `until` says so.

    `noted` goes to the facts that the cards keep of the register.
    """
    cards, size, seen, last = Projector(db, ledger), 0, 0, None
    db.execute("BEGIN IMMEDIATE")
    try:
        for batch in whole_batches(ledger.since(mark)):
            if until is not None and until(batch[0].entry):
                break
            for place in batch:
                cards.take(place)
            last = batch[-1]
            seen += len(batch)
            if progress and seen >= _STEP:
                size, seen = size or ledger.size(), 0
                progress(last.end, size)
        cards.flush()
        mark = last.mark() if last else mark
        cards.mark(mark)
        if noted:
            db.executemany(schema.PUT_META, noted.items())
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has rolled it back already
            db.execute("ROLLBACK")
        raise
    return mark


def build(path: str, ledger: Ledger, progress: Progress | None = None) -> Mark:
    """Build the cards anew from the register, and put them in place of any others."""
    much = ledger.size() >= MUCH
    mark = put(path, lambda db: _by_two(db, ledger, path + ".half", progress)) if much else None
    mark = mark or put(path, lambda db: fill(db, ledger, progress))
    assert mark is not None  # only two halves may not fit
    return mark


def put(path: str, filled: Callable[[sqlite3.Connection], Done | None]) -> Done | None:
    """Let new cards be filled aside, and put them in place of any others; not where that gives None.

    They are on the disk before they are found there: after a power cut nobody believes half of them.
    """
    aside = path + ".new"
    remove(aside)
    os.close(create(aside))
    db = connect(aside)
    try:
        done = filled(db)
        if done is None:
            return None
        db.execute("PRAGMA locking_mode=NORMAL")
        db.execute("PRAGMA journal_mode=WAL")
    finally:
        db.close()
    fd = os.open(aside, os.O_RDWR)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
    remove(path)
    os.replace(aside, path)
    return done


def _by_two(db: sqlite3.Connection, ledger: Ledger, path: str, progress: Progress | None) -> Mark | None:
    from reception_cli.index import (
        parallel_build,  # a second process is worth its modules only where there is much to read
    )

    lay_out(db)
    db.execute(schema.MANY_WORDS)
    mark = parallel_build.fill(db, ledger, path, progress)
    db.execute(schema.FEW_WORDS)
    if mark is not None:
        db.execute(schema.TIDY_WORDS)
    return mark


def fill(
    db: sqlite3.Connection, ledger: Ledger, progress: Progress | None = None, until: Until | None = None
) -> Mark:
    """Lay the cards out in an empty database and read the register into them."""
    lay_out(db)
    mark = catch_up(db, ledger, START, progress, until)
    db.execute(schema.TIDY_WORDS)
    return mark


def lay_out(db: sqlite3.Connection) -> None:
    """Lay the cards out in an empty database that nobody else has open."""
    for pragma in (f"page_size={PAGE}", *ALONE):
        db.execute("PRAGMA " + pragma)
    db.executescript(schema.TABLES)
    db.execute(schema.PUT_META, ("version", schema.VERSION))


def remove(path: str) -> None:
    """Take cards away for good, with all that SQLite keeps beside them; raises OSError.

    The folder goes to the disk: an old log that came back after a power cut would be read into new cards.
    """
    found = [_remove(path + kept) for kept in ("", "-wal", "-shm", "-journal")]
    if any(found):
        sync_folder(os.path.dirname(path))


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return False
    return True
