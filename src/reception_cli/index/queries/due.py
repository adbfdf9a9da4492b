"""What is owed by which day: the open steps of the law, and what waits for a clerk."""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Filter, Where, of_incidents
from reception_cli.index.register_view import RegisterView

_OF_STEPS = "steps s CROSS JOIN incidents i ON i.incident = s.incident"
_STEPS = f"SELECT s.incident, s.step, s.due_on, s.since, i.kind, i.status, i.assignee, s.who FROM {_OF_STEPS}"
_UNCLASSIFIED = "FROM incidents i WHERE i.kind IS NULL AND i.status = 'open'"
# What imported incidents lack is counted apart.
_FIELDLESS = (
    "FROM incidents i WHERE i.kind IS NOT NULL AND i.field IS NULL AND i.lacks IS NULL AND i.status <> 'void'"
)


class OpenStep(NamedTuple):
    """A step of the law that is owed of an incident; days are ISO."""

    id: str
    step: str
    due_on: str | None
    since: str
    kind: str | None
    status: str
    assignee: str | None
    who: str | None  # who promised it; None: whom the term names


class Unclassified(NamedTuple):
    """An incident without a kind, or without a field."""

    id: str
    opened_on: str
    due_on: str | None
    assignee: str | None


class Incomplete(NamedTuple):
    """An incident that lacks what it should have; days are ISO."""

    id: str
    on: str  # closed, or while it is open: opened
    missing: tuple[str, ...]
    assignee: str | None


def where(book: RegisterView, asked: Filter) -> Where:
    """Give the conditions on the incidents whose steps are looked at; none where everything is asked for."""
    return Where() if asked.empty else of_incidents(book, asked)


def steps(book: RegisterView, of: Where, first: str, last: str, limit: int) -> Iterator[OpenStep]:
    """Read the steps due from one ISO day to another, the earliest first."""
    query = f"{_STEPS} WHERE s.due_on BETWEEN ? AND ?{of.sql} ORDER BY s.due_on, s.incident LIMIT ?"
    return _steps(book, query, first, last, *of.params, limit)


def count(book: RegisterView, of: Where, first: str, last: str) -> int:
    """Count the steps due from one ISO day to another."""
    source = _OF_STEPS if of.sql else "steps s"
    query = f"SELECT count(*) FROM {source} WHERE s.due_on BETWEEN ? AND ?{of.sql}"
    return int(book.select(query, (first, last, *of.params)).fetchone()[0])


def waiting(book: RegisterView, step: str, after: str, limit: int) -> Iterator[OpenStep]:
    """Read the steps of one sort that are due behind a day or on none, the oldest first."""
    query = f"{_STEPS} WHERE s.step = ? AND coalesce(s.due_on, '9999') > ? ORDER BY s.since LIMIT ?"
    return _steps(book, query, step, after, limit)


def count_step(book: RegisterView, step: str) -> int:
    """Count the open steps of one sort."""
    return int(book.select("SELECT count(*) FROM steps WHERE step = ?", (step,)).fetchone()[0])


def since(
    book: RegisterView, names: tuple[str, ...], first: str, end: str, user: str, limit: int
) -> Iterator[OpenStep]:
    """Read the steps that have run since a day (`end` is left out) of what a clerk received or is responsible for."""
    query = (
        f"{_STEPS} WHERE s.step IN ({','.join('?' * len(names))}) AND s.since >= ? AND s.since < ?"
        " AND (i.clerk = ? OR i.assignee = ?) ORDER BY s.incident LIMIT ?"
    )
    return _steps(book, query, *names, first, end, user, user, limit)


def unclassified(book: RegisterView, limit: int) -> Iterator[Unclassified]:
    """Read the open incidents without a kind, the newest first."""
    yield from _lacking(book, _UNCLASSIFIED, limit)


def count_unclassified(book: RegisterView) -> int:
    """Count the open incidents without a kind."""
    return int(book.select(f"SELECT count(*) {_UNCLASSIFIED}").fetchone()[0])


def incomplete(book: RegisterView, limit: int) -> Iterator[Incomplete]:
    """Read the incidents that lack what they should have, the newest first."""
    query = (
        "SELECT incident, coalesce(closed_on, opened_on), incomplete, assignee FROM incidents"
        " WHERE incomplete IS NOT NULL ORDER BY incident DESC LIMIT ?"
    )
    for incident, day, missing, assignee in book.select(query, (limit,)):
        yield Incomplete(numbers.text(incident), day, tuple(missing.split(",")), assignee)


def count_incomplete(book: RegisterView) -> int:
    """Count the incidents that lack what they should have."""
    return int(book.select("SELECT count(*) FROM incidents WHERE incomplete IS NOT NULL").fetchone()[0])


def that_lack(book: RegisterView, what: str) -> set[str]:
    """Name the incidents that lack just this."""
    rows = book.select("SELECT incident FROM incidents WHERE incomplete IS NOT NULL AND incomplete = ?", (what,))
    return {numbers.text(incident) for (incident,) in rows}


def fieldless(book: RegisterView, limit: int) -> Iterator[Unclassified]:
    """Read the incidents with a kind and without a field, closed ones too, the newest first."""
    yield from _lacking(book, _FIELDLESS, limit)


def count_fieldless(book: RegisterView) -> int:
    """Count the incidents with a kind and without a field."""
    return int(book.select(f"SELECT count(*) {_FIELDLESS}").fetchone()[0])


def _lacking(book: RegisterView, of: str, limit: int) -> Iterator[Unclassified]:
    query = f"SELECT i.incident, i.opened_on, i.due_on, i.assignee {of} ORDER BY i.incident DESC LIMIT ?"
    for incident, *values in book.select(query, (limit,)):
        yield Unclassified(numbers.text(incident), *values)


def lacking(book: RegisterView, limit: int) -> dict[str, int]:
    """Count what imported incidents lack that the report forms ask for, among the first `limit` of them."""
    query = (
        "SELECT lacks, count(*) FROM (SELECT lacks FROM incidents WHERE lacks IS NOT NULL LIMIT ?) GROUP BY lacks"
    )
    counts: dict[str, int] = {}
    for names, n in book.select(query, (limit,)):
        for name in names.split(","):
            counts[name] = counts.get(name, 0) + n
    return counts


def _steps(book: RegisterView, query: str, *params: object) -> Iterator[OpenStep]:
    for incident, *values in book.select(query, params):
        yield OpenStep(numbers.text(incident), *values)
