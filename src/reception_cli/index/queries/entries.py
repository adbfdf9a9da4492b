"""Which entries to read: places in the file, by number, kind, clerk or what they are about."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import Entry
from reception_cli.index.register_view import RegisterView

_AT_ONCE = 500  # entries in memory
DELIVERED = "consolidated"  # the kind of an entry that tells of a unit's delivery
_ALL = "SELECT seq, pos FROM entries ORDER BY seq DESC LIMIT ?2"
# What concerns an incident: its own entries, those of its visits and petitions, what takes any of them back.
_CONCERNING = """
WITH subjects(subject) AS (SELECT ?1 UNION SELECT line FROM links WHERE incident = ?1)
SELECT seq, pos FROM entries WHERE subject IN subjects AND seq > {after}
UNION SELECT seq, pos FROM entries
  WHERE seq > {after} AND seq IN (SELECT seq FROM touches WHERE subject IN subjects)
"""
_STORY = _CONCERNING.format(after=0) + "ORDER BY seq DESC LIMIT ?2"
_LATER = _CONCERNING.format(after="?2")
# The days of the lines that each earlier file brought.
_FILES = (
    "SELECT min(l.day), max(l.day) FROM entries e JOIN lines l ON l.line = e.subject"
    " WHERE e.batch IN (SELECT i.batch FROM entries i WHERE i.kind = 'imported') GROUP BY e.batch"
)


class Numbered(NamedTuple):
    """An entry that gave out a number; `subject` is that number, or nothing."""

    seq: int
    pos: int
    kind: str
    subject: str | None


def newest(book: RegisterView, number: str | None, limit: int | None) -> Iterator[tuple[int, Entry]]:
    """Read the newest entries of all or of what concerns one number, the oldest of them first."""
    query = f"SELECT seq, pos FROM ({_STORY if number else _ALL}) ORDER BY seq"
    found = book.select(query, (numbers.key(number) if number else 0, -1 if limit is None else limit))
    while places := found.fetchmany(_AT_ONCE):
        entries = book.entries(pos for _seq, pos in places)
        yield from zip((seq for seq, _pos in places), entries, strict=True)


def later(book: RegisterView, subjects: Iterable[str], seq: int) -> list[Entry]:
    """Read the entries behind one that concern any of these numbers."""
    found: set[tuple[int, int]] = set()
    for subject in subjects:
        found.update(book.select(_LATER, (numbers.key(subject), seq)))
    return book.entries(pos for _seq, pos in sorted(found))


def own(book: RegisterView, subject: str) -> dict[int, int]:
    """Find the entries about a number itself: entry number -> place."""
    query = "SELECT seq, pos FROM entries WHERE subject = ? ORDER BY seq"
    return dict(book.select(query, (numbers.key(subject),)).fetchall())


_APPOINTED = (
    "SELECT a.seq, e.pos FROM appointments a JOIN entries e ON e.seq = a.seq"
    " WHERE a.incident = ?1 OR a.seq IN (SELECT appointment FROM arrivals WHERE line = ?1) ORDER BY a.seq"
)


def appointed(book: RegisterView, subject: str) -> dict[int, int]:
    """Find the appointments that were about an incident, or that a visit kept: entry number -> place."""
    return dict(book.select(_APPOINTED, (numbers.key(subject),)).fetchall())


def of_kind(book: RegisterView, kind: str, after: int = 0) -> list[Entry]:
    """Read the entries of a kind, the oldest first."""
    rows = book.select("SELECT pos FROM entries WHERE kind = ? AND seq > ? ORDER BY seq", (kind, after))
    return book.entries(pos for (pos,) in rows)


def placed(book: RegisterView, kind: str) -> Iterator[tuple[int, Entry]]:
    """Read the entries of a kind of all units, the oldest of each first, with the place of their unit."""
    rows = book.select("SELECT seq, pos FROM entries WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    for (seq, _pos), entry in zip(rows, book.entries(pos for _seq, pos in rows), strict=True):
        yield seq // numbers.SEQ, entry


def place(book: RegisterView, seq: int) -> int | None:
    """Find where an entry begins in the file."""
    row = book.select("SELECT pos FROM entries WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else None


def by_seq(book: RegisterView, seqs: Iterable[int]) -> list[Entry]:
    """Read entries by their numbers, those that are there."""
    places = (place(book, seq) for seq in sorted(seqs))
    return book.entries(pos for pos in places if pos is not None)


def batches(book: RegisterView, user: str) -> Iterator[list[Entry]]:
    """Read the commands of a clerk one by one, the newest first, only as far as anybody asks."""
    batch = 0
    places: list[int] = []
    for first, pos in book.select("SELECT batch, pos FROM entries WHERE clerk = ? ORDER BY seq DESC", (user,)):
        if first != batch and places:
            yield book.entries(reversed(places))
            places = []
        batch = first
        places.append(pos)
    if places:
        yield book.entries(reversed(places))


def numbered(book: RegisterView) -> Iterator[Numbered]:
    """Give the entries that gave out a number, and those that tell of a salvage, in order."""
    rows = book.select(
        "SELECT seq, pos, kind, subject FROM entries WHERE kind IN ('incident', 'visit', 'petition', 'salvaged')"
        " ORDER BY seq"
    )
    for seq, pos, kind, subject in rows:
        yield Numbered(seq, pos, kind, numbers.text(subject) if subject else None)


def count(book: RegisterView) -> int:
    """Count all entries."""
    return int(book.select("SELECT count(*) FROM entries").fetchone()[0])


def corrected_late(book: RegisterView, first: str, last: str) -> int:
    """Count the entries that corrected a sealed day from `first` to `last`."""
    return int(book.select("SELECT count(*) FROM late WHERE day BETWEEN ? AND ?", (first, last)).fetchone()[0])


def imported_spans(book: RegisterView) -> list[tuple[str, str]]:
    """List the first and the last ISO day of the lines that each imported file brought."""
    return book.select(_FILES).fetchall()


def tells_of_unopened(book: RegisterView) -> bool:
    """Whether anything is told of an incident that no entry opens."""
    query = "SELECT 1 FROM incidents WHERE opened_on = '' AND status <> 'void' LIMIT 1"
    return book.select(query).fetchone() is not None
