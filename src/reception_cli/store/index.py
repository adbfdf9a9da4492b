"""The drawer of index cards: opened, believed only when the register confirms it, caught up, built anew."""

import os
import sqlite3
from collections.abc import Callable, Iterator

from reception_cli.model.entry import Head
from reception_cli.store import schema
from reception_cli.store.cards import Cards
from reception_cli.store.ledger import START, Ledger, Mark, Place

NAME = "index.sqlite"
Progress = Callable[[int, int], None]  # bytes read, bytes in all
_STEP = 5000  # entries between two looks at the progress


def connect(path: str, mode: str = "rw") -> sqlite3.Connection:
    """Open the cards; `mode` is `rw`, `rwc`, `ro` or `immutable`."""
    query = "immutable=1" if mode == "immutable" else f"mode={mode}"
    uri = "file:" + path.replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?" + query
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)
    db.execute("PRAGMA synchronous=NORMAL")
    return db


def read_mark(db: sqlite3.Connection) -> Mark | None:
    """Read how far the cards have got; None when they are of another version or no cards at all."""
    try:
        facts = dict(db.execute("SELECT key, value FROM meta"))
    except sqlite3.DatabaseError:
        return None
    if facts.get("version") != schema.VERSION or "end" not in facts:
        return None
    return Mark(Head(facts["seq"], facts["digest"]), facts["pos"], facts["end"])


def believed(db: sqlite3.Connection, ledger: Ledger) -> Mark | None:
    """Give the mark of cards that the register confirms; None for any others."""
    mark = read_mark(db)
    return mark if mark is not None and ledger.confirms(mark) else None


def whole_batches(places: Iterator[Place]) -> Iterator[list[Place]]:
    """Hand on entries batch by batch; a batch whose end is missing is held back."""
    batch: list[Place] = []
    for place in places:
        batch.append(place)
        if place.entry["seq"] == place.entry["batch"][1]:
            yield batch
            batch = []


def catch_up(db: sqlite3.Connection, ledger: Ledger, mark: Mark, progress: Progress | None = None) -> Mark:
    """Read the whole batches behind `mark` into the cards, in one transaction."""
    cards, size, seen = Cards(db, ledger), 0, 0
    db.execute("BEGIN IMMEDIATE")
    try:
        for batch in whole_batches(ledger.since(mark)):
            for place in batch:
                cards.take(place)
            last = batch[-1]
            mark = Mark(Head(last.entry["seq"], last.entry["digest"]), last.pos, last.end)
            seen += len(batch)
            if progress and seen >= _STEP:
                size, seen = size or ledger.size(), 0
                progress(mark.end, size)
        cards.flush()
        cards.mark(mark)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return mark


def build(path: str, ledger: Ledger, progress: Progress | None = None) -> Mark:
    """Build the cards anew from the register, aside, and put them in place of any others."""
    aside = path + ".new"
    _remove(aside)
    db = connect(aside, "rwc")
    try:
        os.chmod(aside, 0o600)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE", "cache_size=-32000"):
            db.execute("PRAGMA " + pragma)
        db.executescript(schema.TABLES)
        db.execute(schema.PUT_META, ("version", schema.VERSION))
        mark = catch_up(db, ledger, START, progress)
        db.execute("PRAGMA locking_mode=NORMAL")
    finally:
        db.close()
    for old in (path, path + "-wal", path + "-shm"):
        _remove(old)
    os.replace(aside, path)
    ready = connect(path)
    ready.execute("PRAGMA journal_mode=WAL")
    ready.close()
    return mark


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
