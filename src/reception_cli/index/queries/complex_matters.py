"""Which open matters are complex, crowded or long-running: one query over the cards."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Filter, of_incidents
from reception_cli.index.register_view import RegisterView


class Matter(NamedTuple):
    """What makes a matter stand out."""

    id: str
    opened_on: str
    kind: str | None
    field: str | None
    status: str
    criteria: tuple[str, ...]  # codes of the list complex
    crowded: bool  # a group came, or signed
    members: int  # the most people of the same content that any visit or petition tells of
    present: int  # the most who came at once
    visits: int
    petitions: int
    bodies: tuple[str, ...]  # for whom they were received
    letters: int  # to other bodies


_QUERY = """SELECT i.incident, i.opened_on, i.kind, i.field, i.status, e.criteria, coalesce(max(l.is_group), 0),
  coalesce(max(l.people), 0), i.visits, i.petitions, coalesce(group_concat(l.bodies, ''), ''), coalesce(e.letters, 0),
  coalesce(max(l.petitioners), 0), coalesce(max(l.signatories), 0)
  FROM incidents i LEFT JOIN lives e ON e.incident = i.incident
  LEFT JOIN links k ON k.incident = i.incident AND k.counted > 0 LEFT JOIN lines l ON l.line = k.line
  WHERE i.status NOT IN ('closed', 'void') AND e.ending IS NULL{where}
  GROUP BY i.incident HAVING e.criteria IS NOT NULL OR max(l.is_group) = 1 OR i.opened_on <= ?
  ORDER BY i.opened_on, i.incident"""


def standing_out(book: RegisterView, asked: Filter, since: date) -> Iterator[Matter]:
    """Find the open matters that are complex, that a group brought, or that were opened up to a day."""
    where = of_incidents(book, asked)
    rows = book.select(_QUERY.format(where=where.sql), (*where.params, since.isoformat()))
    for number, opened, kind, field, status, criteria, crowded, people, visits, papers, *more in rows:
        bodies, letters, *most = more
        yield Matter(
            numbers.text(number), opened, kind, field, status, _codes(criteria), bool(crowded), max(people, *most),
            people, visits, papers, _codes(bodies), letters,
        )  # fmt: skip


def _codes(listed: str | None) -> tuple[str, ...]:
    return tuple(sorted({code for code in (listed or "").split(",") if code}))
