"""What is owed by which day: the open steps of the law, and what waits for a clerk."""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Filter, Where, not_entered, of_incidents
from reception_cli.index.register_view import RegisterView

_OF_STEPS = "steps s LEFT JOIN incidents i ON i.incident = s.incident"  # a refused reception has no incident
_STEPS = (
    "SELECT s.incident, s.step, s.due_on, s.since, i.kind, i.status, i.assignee, s.who, s.falls_on"
    f" FROM {_OF_STEPS}"
)
_TOLD = "s.step = ? AND s.since <= ? AND s.falls_on <= ?"


class OpenStep(NamedTuple):
    """A step of the law that is owed of an incident; days are ISO."""

    id: str
    step: str
    due_on: str | None
    since: str
    kind: str | None
    status: str | None
    assignee: str | None
    who: str | None  # who promised it; None: whom the term names
    falls_on: str | None = None  # of what is told and owed by nobody here


class Gap(NamedTuple):
    """An incident that lacks something; days are ISO."""

    id: str
    assignee: str | None
    on: str  # opened; of an incomplete one that is closed: closed
    due_on: str | None = None
    due_step: str | None = None  # what is due by then
    missing: str = ""  # names of facts with commas, where it may be any


class _Gaps(NamedTuple):
    """Incidents that lack the same: the condition, and what is read of them from `on` to `missing`."""

    where: str
    told: str = "i.opened_on, i.due_on, i.due_step"


GAPS = {
    "unclassified": _Gaps("i.kind IS NULL AND i.status = 'open'"),
    # closed ones too; what imported incidents lack is counted apart
    "fieldless": _Gaps("i.kind IS NOT NULL AND i.field IS NULL AND i.lacks IS NULL AND i.status <> 'void'"),
    "incomplete": _Gaps("i.incomplete IS NOT NULL", "coalesce(i.closed_on, i.opened_on), NULL, NULL, i.incomplete"),
}


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


def told(book: RegisterView, step: str, began: str, falls: str, limit: int) -> Iterator[OpenStep]:
    """Read the steps of one sort that nobody here owes: begun by one ISO day, falling on another at the latest."""
    query = f"{_STEPS} WHERE {_TOLD} ORDER BY s.falls_on, s.incident LIMIT ?"
    return _steps(book, query, step, began, falls, limit)


def count_told(book: RegisterView, step: str, began: str, falls: str) -> int:
    """Count such steps."""
    return int(book.select(f"SELECT count(*) FROM steps s WHERE {_TOLD}", (step, began, falls)).fetchone()[0])


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


def gaps(book: RegisterView, what: str, limit: int) -> Iterator[Gap]:
    """Read the incidents with one of the gaps, the newest first."""
    told, of = f"i.incident, i.assignee, {GAPS[what].told}", GAPS[what].where
    query = f"SELECT {told} FROM incidents i WHERE {of} ORDER BY i.incident DESC LIMIT ?"
    for incident, *values in book.select(query, (limit,)):
        yield Gap(numbers.text(incident), *values)


def count_gaps(book: RegisterView, what: str) -> int:
    """Count the incidents with one of the gaps."""
    return int(book.select(f"SELECT count(*) FROM incidents i WHERE {GAPS[what].where}").fetchone()[0])


_ALL_OF = {
    "visits": "lines v WHERE v.type = 'visit' AND v.void = 0", "incidents": "incidents i WHERE i.status <> 'void'",
}  # fmt: skip


def count_not_entered(book: RegisterView) -> dict[str, int]:
    """Count the visits and the incidents that are not yet in the national database; empty before any was entered."""
    if not book.setting("entered_from"):
        return {}
    asked = {what: not_entered(book, what) for what in _ALL_OF}
    return {
        what: int(book.select(f"SELECT count(*) FROM {_ALL_OF[what]}{more.sql}", more.params).fetchone()[0])
        for what, more in asked.items()
    }


def that_lack(book: RegisterView, what: str) -> set[str]:
    """Name the incidents that lack just this."""
    rows = book.select("SELECT incident FROM incidents WHERE incomplete IS NOT NULL AND incomplete = ?", (what,))
    return {numbers.text(incident) for (incident,) in rows}


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
