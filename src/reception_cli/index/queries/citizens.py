"""The same citizen at several units, found by the keyed hashes of the area; nobody ever learns who it is.

Two receptions are of one citizen where their identity numbers have the same hash; where one tells no number, where
their names (with the commune) have the same hash and no two numbers go with that name. Whoever came with a
denunciation has no hash, and no denunciation is looked at.
"""

from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index.queries.filters import Filter, of_lines, of_pairs
from reception_cli.index.register_view import RegisterView

_UNIT = f"({{0}} - {{0}} % {numbers.UNIT})"
# Receptions of citizens that several units know: line, the citizen, by what.
_CITIZENS = f"""
known(mark) AS (
  SELECT mark FROM persons GROUP BY mark HAVING {_UNIT.format('min(line)')} <> {_UNIT.format('max(line)')}),
own(line, id_no, name) AS (
  SELECT p.line, max(CASE WHEN p.mark LIKE 'id!_no:%' ESCAPE '!' THEN p.mark END),
    max(CASE WHEN p.mark LIKE 'name:%' THEN p.mark END)
  FROM persons p WHERE p.line IN (SELECT q.line FROM persons q JOIN known n ON n.mark = q.mark) GROUP BY p.line),
named(name, id_no) AS (
  SELECT name, min(id_no) FROM own WHERE name IS NOT NULL AND id_no IS NOT NULL
  GROUP BY name HAVING count(DISTINCT id_no) = 1),
citizens(line, citizen, found_by) AS (
  SELECT o.line, coalesce(o.id_no, n.id_no, o.name), CASE WHEN o.id_no IS NULL THEN 'name' ELSE 'id_no' END
  FROM own o LEFT JOIN named n ON n.name = o.name)"""
_COUNTED = "v.counted = 1 AND v.status IS NOT NULL AND coalesce(v.kind, '') <> 'denunciation'"
_PAIRS = f"""
WITH {_CITIZENS},
matters AS (
  SELECT c.citizen, v.incident, {_UNIT.format('v.incident')} AS unit, min(c.found_by) AS found_by, v.kind, v.field
  FROM citizens c JOIN links v ON v.line = c.line WHERE v.incident > 0 AND {_COUNTED}
  GROUP BY c.citizen, v.incident, v.kind, v.field)
SELECT DISTINCT CASE WHEN a.found_by = b.found_by THEN a.found_by ELSE 'name' END, a.incident, b.incident,
  a.kind IS NOT NULL AND a.kind = b.kind AND coalesce(a.field, '') = coalesce(b.field, '')
FROM matters a JOIN matters b ON b.citizen = a.citizen AND b.unit > a.unit ORDER BY 2, 3"""
# What a unit of a higher place tells for the n-th time counts again where one of a lower place tells it as often.
_AGAIN = f"""
WITH {_CITIZENS},
seen AS (
  SELECT DISTINCT c.citizen, v.line, {_UNIT.format('v.line')} AS unit, v.incident, v.kind, v.field
  FROM citizens c JOIN links v ON v.line = c.line WHERE {_COUNTED}{{where}}),
shared AS (SELECT citizen FROM seen GROUP BY citizen HAVING count(DISTINCT unit) > 1),
visits AS (SELECT DISTINCT citizen, unit, line FROM seen WHERE citizen IN (SELECT citizen FROM shared)),
visits_n AS (SELECT citizen, unit, line, row_number() OVER (PARTITION BY citizen, unit ORDER BY line) AS n FROM visits),
matters AS (
  SELECT DISTINCT citizen, unit, incident, kind, field FROM seen
  WHERE kind IS NOT NULL AND incident > 0 AND citizen IN (SELECT citizen FROM shared)),
matters_n AS (
  SELECT citizen, unit, incident, kind, field,
    row_number() OVER (PARTITION BY citizen, unit, kind, field ORDER BY incident) AS n FROM matters)
SELECT (SELECT count(*) FROM shared), (SELECT count(*) FROM visits),
  (SELECT count(DISTINCT b.line) FROM visits_n b JOIN visits_n a
    ON a.citizen = b.citizen AND a.n = b.n AND a.unit < b.unit),
  (SELECT count(DISTINCT b.incident) FROM matters_n b JOIN matters_n a
    ON a.citizen = b.citizen AND a.n = b.n AND a.unit < b.unit AND a.kind = b.kind
    AND coalesce(a.field, '') = coalesce(b.field, ''))"""


class Pair(NamedTuple):
    """Two incidents of the same citizen at two units; `by` is id_no or name."""

    first: str
    second: str
    by: str
    same_matter: bool


class Again(NamedTuple):
    """What several units tell of the same citizens: how many of each, and what is told again."""

    citizens: int
    visits: int
    people_again: int
    incidents_again: int


def pairs(book: RegisterView) -> list[Pair]:
    """List the incidents of the same citizen at two units; none at a desk that consolidates nobody."""
    rows = book.select(_PAIRS) if book.wide else ()
    return [Pair(numbers.text(first), numbers.text(second), by, bool(same)) for by, first, second, same in rows]


def told_again(book: RegisterView, asked: Filter) -> Again | None:
    """Count what several units tell of the same citizens; None where no unit tells by hashes."""
    if not book.wide or book.select("SELECT mark FROM persons LIMIT 1").fetchone() is None:
        return None
    where = of_lines(book, asked).both(of_pairs(book, asked, "v"))
    return Again(*book.select(_AGAIN.format(where=where.sql), where.params).fetchone())
