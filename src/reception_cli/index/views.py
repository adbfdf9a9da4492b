"""Views over cards that are not the desk's own as yet: filled beside the register, or brought up before an add."""

import json
import os
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from reception_cli.domain import numbers
from reception_cli.index import DeadlinePort, cache, schema, secrecy
from reception_cli.index.desk_folder import Folder
from reception_cli.index.projector import Projector, catch_up, fill, lay_out
from reception_cli.index.register_view import SOME, RegisterView, asked, load_case
from reception_cli.index.row_writer import write_words
from reception_cli.index.schema import insert
from reception_cli.ledger.storage import START, Ledger, Mark, Place

Told = TypeVar("Told")


def read_to(book: RegisterView) -> Mark:
    """Tell how far the cards have read the register."""
    return cache.read_mark(book._db) or START


def temporary(ledger: Ledger, deadlines: DeadlinePort | None) -> RegisterView:
    """Read a register into cards in a file without a name, gone when the view is closed."""
    db = sqlite3.connect("", isolation_level=None)
    try:
        fill(db, ledger, deadlines)
    except BaseException:
        db.close()
        raise
    return RegisterView(db, ledger)


def laid_out(
    folder: Folder, ledger: Ledger, read: Callable[[RegisterView], Told]
) -> tuple[RegisterView, Told]:
    """Build the cards of a folder from a register that is not in it yet; none stay where `read` raises."""
    path = os.path.join(folder.path, cache.NAME)
    cache.put(path, lambda db: fill(db, ledger, folder.habits.deadlines))
    book = RegisterView(cache.connect(path), ledger)
    try:
        return book, read(book)
    except BaseException:
        book.close()
        cache.remove(path)
        raise


def brought_up(
    book: RegisterView,
    ledger: Ledger,
    start: Mark,
    deadlines: DeadlinePort | None,
    read: Callable[[RegisterView], Told],
) -> Told:
    """Read what `ledger` holds behind `start` into the cards of a view, which stay as they are where `read` raises."""
    told: list[Told] = []
    ahead = RegisterView(book._db, ledger)
    catch_up(book._db, ledger, deadlines, start, judge=lambda: told.append(read(ahead)))
    return told[0]


def settle(folder: Folder, book: RegisterView, mark: Mark) -> None:
    """Note in the cards that the file is as we have just written it, where they have read it up to `mark`."""
    if cache.read_mark(book._db) == mark:
        folder.settle(book._db)


# --- A book of an earlier day: figures follow that day, secrecy follows what is known now.

def hide(past: RegisterView, now: RegisterView) -> None:
    """Hide in the cards of an earlier day, which are nobody else's, whoever is hidden now; words are taken away."""
    db, known = past._db, secrecy.secret(now._db, secrecy.denounced(now._db))
    between = secrecy.ties(now._db, secrecy.around(now._db, known))
    insert(db, schema.HIDDEN, [{"number": number, "still": 1} for number in known])
    insert(db, schema.TIES, [{"one": one, "other": other} for one, other in between], "IGNORE")
    hidden = set(secrecy.every_veil(db, past.ledger))
    concerned = asked(db, f"SELECT incident FROM incidents WHERE incident IN {SOME}", hidden)
    write_words(db, past.ledger, {number: load_case(db, past.ledger, numbers.text(number)) for number in concerned})


# --- What was touched since an entry, as it stood then and as it stands: the rest of the register moves no figure.

_STIRRED = """
WITH touched(number) AS (
  SELECT subject FROM entries WHERE seq > :seq AND subject IS NOT NULL
  UNION SELECT subject FROM touches WHERE seq > :seq),
near(number) AS (
  SELECT number FROM touched
  UNION SELECT k.incident FROM links k JOIN touched t ON k.line = t.number WHERE k.incident > 0)
SELECT number FROM near n WHERE
  EXISTS (SELECT 1 FROM entries e WHERE e.subject = n.number AND e.seq <= :seq)
  OR EXISTS (SELECT 1 FROM links k WHERE k.line = n.number AND k.day <= :last)
  OR EXISTS (SELECT 1 FROM links k WHERE k.incident = n.number AND k.day <= :last)
  OR EXISTS (SELECT 1 FROM incidents i WHERE i.incident = n.number AND i.opened_on <= :last)
  OR EXISTS (SELECT 1 FROM lives e WHERE e.incident = n.number AND e.ended_on <= :last)
"""
# An entry that reaches further than what it is about, such as one that takes others back.
_REACHED = f"""
SELECT o.subject FROM touches t JOIN touches o ON o.seq = t.seq WHERE t.subject IN {SOME}
UNION SELECT e.subject FROM touches t JOIN entries e ON e.seq = t.seq
  WHERE t.subject IN {SOME} AND e.subject IS NOT NULL
UNION SELECT t.subject FROM entries e JOIN touches t ON t.seq = e.seq WHERE e.subject IN {SOME}
"""
_ABOUT = f"""
SELECT pos FROM entries WHERE seq <= ?2 AND subject IN {SOME}
UNION SELECT e.pos FROM touches t JOIN entries e ON e.seq = t.seq WHERE t.seq <= ?2 AND t.subject IN {SOME}
UNION SELECT pos FROM entries WHERE seq <= ?2 AND kind = 'configured'
ORDER BY pos
"""


def stirred_since(
    book: RegisterView, seq: int, last: str, deadlines: DeadlinePort | None
) -> tuple[RegisterView, RegisterView]:
    """Lay apart what entries behind the one numbered `seq` touched: its cards as they were then, and as they are.

    Left out is what came in since then and behind the ISO day `last`. With what is touched goes all that hangs
    together with it, so that a figure moved by just the difference between the two.
    """
    found = {number for (number,) in book.select(_STIRRED, {"seq": seq, "last": last})}
    size = -1
    while len(found) > size:
        size = len(found)
        found = secrecy.around(book._db, found)
        found |= asked(book._db, _REACHED, found)
    then, now = (_of(book, found, end, deadlines) for end in (seq, book.count()))
    hide(then, now)
    return then, now


def _of(book: RegisterView, some: set[int], end: int, deadlines: DeadlinePort | None) -> RegisterView:
    """Fill cards from the entries about some numbers alone, up to the one numbered `end`."""
    db = sqlite3.connect("", isolation_level=None)
    try:
        lay_out(db)
        places = [pos for (pos,) in book.select(_ABOUT, (json.dumps(sorted(some)), end))]
        cards = Projector(db, book.ledger, deadlines)
        for pos, entry in zip(places, book.entries(places), strict=True):
            cards.take(Place(entry, pos, pos))
        cards.flush()
    except BaseException:
        db.close()
        raise
    return RegisterView(db, book.ledger, this_year=book.this_year)
