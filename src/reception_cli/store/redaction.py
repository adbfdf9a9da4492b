"""Lawful erasure: private values leave the register, the cards and the saved torn tails for good.

The one rewrite of the register there is. The seals of what went stay, so the chain still holds.
"""

import os
from collections.abc import Collection
from typing import NamedTuple

from reception_cli.model.entry import Entry, Head, Stamp, chain
from reception_cli.model.number import key
from reception_cli.rules.erasure import Erasure, erase
from reception_cli.store import aside, copies, rewriting
from reception_cli.store.book import Book
from reception_cli.store.disk import unwritable
from reception_cli.store.folder import Folder, salt


class Preview(NamedTuple):
    """What would go, and the files besides the register that hold it too."""

    erasure: Erasure
    places: dict[int, int]  # entry number -> where its line begins
    private: list[list[str]]  # salt and value of what goes
    copies: list[str]


def look(book: Book, subject: str, fields: Collection[str], backups: str) -> Preview:
    """Find what an erasure would take; raises UsageFault and Refused as `erase` does."""
    query = "SELECT seq, pos FROM entries WHERE subject = ? ORDER BY seq"
    places = dict(book.db.execute(query, (key(subject),)).fetchall())
    entries = book.entries(places.values())
    erasure = erase(subject, entries, fields)
    private = copies.private_of(entries, erasure.held)
    found = copies.holding(os.path.dirname(book.ledger.path), backups, [pair[0] for pair in private]) if backups else []
    return Preview(erasure, places, private, found)


def redact(
    folder: Folder, subject: str, fields: Collection[str], reason: str, stamp: Stamp
) -> tuple[Entry, list[str]]:
    """Erase under the lock; returns the entry that records it and the torn tails that were removed.

    A crash leaves the old register whole or the new one whole, and never the new one with old cards.
    """
    with folder.held("redact", stamp) as (book, mark):
        found = look(book, subject, fields, "")
        stamp = stamp._replace(after=book.recorded_at())
        book.db.close()
        entries = chain([found.erasure.draft(reason)], mark.head, stamp, salt)
        cuts = {found.places[seq]: names for seq, names in found.erasure.held.items()}
        path = folder.ledger.path + rewriting.NEW
        rewriting.write(folder.ledger, mark.end, cuts, entries, path)
        torn = _clear_torn(folder, [pair[1] for pair in found.private], path)
        rewriting.put(folder, path)
        folder.note(Head(entries[-1]["seq"], entries[-1]["digest"]))
    return entries[-1], torn


def _clear_torn(folder: Folder, values: list[str], path: str) -> list[str]:
    try:
        return copies.clear_torn(folder.path, values)
    except OSError as fault:
        aside.drop(path)
        raise unwritable(fault) from fault
