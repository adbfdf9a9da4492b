"""Papers that were issued, as the register tells them."""

from collections.abc import Iterator

from reception_cli.domain import numbers
from reception_cli.domain.entry import Entry, dead
from reception_cli.index.queries.entries import of_kind
from reception_cli.index.register_view import RegisterView
from reception_cli.law.obligations import NOTIFY_ACCEPTANCE, NOTIFY_REFUSAL, NOTIFY_VISITOR, PAPER

_NEWEST = "SELECT pos FROM entries WHERE kind = 'issued' AND seq < ?1 ORDER BY seq DESC"
_MAY_OWE = (  # whatever is owed stands among the open steps, of a refused reception under the number of its visit
    "SELECT DISTINCT incident FROM steps WHERE (step IN (?1, ?2) AND since >= ?3) OR step = ?4 OR step LIKE ?5"
    " ORDER BY incident"
)
_AT_ONCE = 50  # entries read together


def newest(book: RegisterView, number: str | None = None) -> Iterator[Entry]:
    """Read the papers of all, or about one number, the newest first; what was taken back, too."""
    query = _NEWEST.replace("ORDER", "AND subject = ?2 ORDER") if number else _NEWEST
    params = (numbers.SEQ, numbers.key(number)) if number else (numbers.SEQ,)
    found = book.select(query, params)
    while places := found.fetchmany(_AT_ONCE):
        yield from book.entries(pos for (pos,) in places)


def last_number(book: RegisterView, year: int) -> int:
    """Tell the highest number that the desk's own book gave in a year, also to what was taken back; 0: none.

    Numbers of a year only grow, so the newest one is it; nothing of a year is recorded before it begins.
    """
    for entry in newest(book):
        if entry["data"].get("number") and entry["data"]["on"][:4] == str(year):
            return int(entry["data"]["number"])
        if entry["recorded_at"][:4] < str(year):
            return 0
    return 0


def taken_back(book: RegisterView) -> frozenset[int]:
    """Number the entries that are taken back now."""
    return dead(of_kind(book, "retracted"))


def may_owe(book: RegisterView, since: str) -> Iterator[str]:
    """Number what may still owe a paper: `since` is the setting papers_from ("": none are owed here)."""
    if not since:
        return
    params = (NOTIFY_VISITOR, NOTIFY_REFUSAL, since[:10], NOTIFY_ACCEPTANCE, PAPER + "%")
    for (number,) in book.select(_MAY_OWE, params).fetchall():
        yield numbers.text(number)
