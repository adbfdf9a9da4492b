"""What an inspection asks of one register besides lists and due days."""

from collections import Counter
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Where, span
from reception_cli.index.register_view import RegisterView


class Answers(NamedTuple):
    """Visits of one day whose matter was first handled on another; days are ISO, None: not yet."""

    day: str
    handled_on: str | None
    matters: int


def answers(book: RegisterView, first: str, last: str) -> list[Answers]:
    """Count the matters that visits brought, by the day of the visit and that of its first handling.

    Without imported lines, which tell no day of it.
    """
    within = _within(book, first, last, "k.line")
    rows = book.select(
        "SELECT k.day, k.handled_on, count(*) FROM links k JOIN lines v ON v.line = k.line"
        " WHERE k.counted = 1 AND v.imported = 0 AND k.incident > 0 AND k.status IS NOT NULL"
        f" AND k.day BETWEEN ? AND ?{within.sql} GROUP BY k.day, k.handled_on ORDER BY k.day, k.handled_on",
        (first, last, *within.params),
    )
    return [Answers(*row) for row in rows]


def heard_by_head(book: RegisterView, first: str, last: str) -> dict[str, str]:
    """Name the matters that the head or a delegate heard, with the ISO day of the first time in the period."""
    within = _within(book, first, last, "k.line")
    rows = book.select(
        "SELECT k.incident, min(k.day) FROM links k WHERE k.counted = 1 AND k.host IN ('head', 'delegate')"
        f" AND k.incident > 0 AND k.status IS NOT NULL AND k.day BETWEEN ? AND ?{within.sql} GROUP BY k.incident",
        (first, last, *within.params),
    )
    return {numbers.text(incident): day for incident, day in rows}


def refused(book: RegisterView, first: str, last: str) -> dict[str, str]:
    """Name the visits that were refused, with the ground."""
    within = _within(book, first, last, "v.line")
    rows = book.select(
        "SELECT v.line, v.refused FROM lines v WHERE v.refused IS NOT NULL AND v.void = 0 AND v.imported = 0"
        f" AND v.day BETWEEN ? AND ?{within.sql} ORDER BY v.line",
        (first, last, *within.params),
    )
    return {numbers.text(line): ground for line, ground in rows}


def about(book: RegisterView, field: str, first: str, last: str) -> Counter[str]:
    """Count the matters of a field (with what is below it) that were received, by how they ended; "": not yet."""
    rows = book.select(
        "SELECT coalesce(l.outcome, i.result, ''), count(*) FROM incidents i"
        " LEFT JOIN lives l ON l.incident = i.incident WHERE i.status <> 'void'"
        " AND (i.field = ? OR i.field LIKE ?) AND i.opened_on BETWEEN ? AND ? GROUP BY 1",
        (field, field + ".%", first, last),
    )
    return Counter(dict(rows.fetchall()))


def _within(book: RegisterView, first: str, last: str, column: str) -> Where:
    return Where() if book.wide else span(first, last, column)
