"""The same citizen at several units, found by the keyed hashes of the area; nobody ever learns who it is.

Two receptions are of one citizen where their identity numbers have the same hash; where one tells no number, where
their names (with the commune) have the same hash and no two numbers go with that name. Whoever came with a
denunciation has no hash, and no denunciation is looked at.

Each unit counts for itself whatever it received. What several units tell of one citizen is told once in the line
"distinct over units": as often as the unit that tells it most. Incidents are taken for the same where the citizen,
the kind and the field are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from reception_cli.domain import numbers
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.filters import Filter, of_lines, of_pairs
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Note, Table

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


def columns() -> tuple[Column, ...]:
    """Give the columns of pairs."""
    by = {"id_no": _("identity number"), "name": _("name and commune")}
    return (
        Column("first", _("Incident")), Column("second", _("Incident elsewhere")),
        Column("by", _("Found by"), labels=by), Column("same_matter", _("Same kind and field")),
    )  # fmt: skip


def listing(book: RegisterView) -> Table:
    """List incidents of the same citizen at two units: their numbers, and nothing else of them."""
    rows = list(_rows(book))
    totals = {"pairs": len(rows), "same_matter": sum(row["same_matter"] for row in rows)}
    return Table("consolidate", columns(), rows, totals, number="first")


def _rows(book: RegisterView) -> Iterator[dict[str, Any]]:
    if not book.wide:
        return
    for by, first, second, same in book.db.execute(_PAIRS):
        yield {"first": numbers.text(first), "second": numbers.text(second), "by": by, "same_matter": bool(same)}


def over_units(book: RegisterView, wish: Filter, totals: Mapping[str, Any]) -> list[Note]:
    """Tell what is counted at several units, and the figures without that; nothing where no unit tells by hashes."""
    if not book.wide or book.db.execute("SELECT mark FROM persons LIMIT 1").fetchone() is None:
        return []
    where = of_lines(book, wish).both(of_pairs(book, wish, "v"))
    citizens, visits, again, matters = book.db.execute(_AGAIN.format(where=where.sql), where.params).fetchone()
    text = ngettext(
        "Distinct over units: {people} people, {incidents} incidents; {n} citizen came to several units.",
        "Distinct over units: {people} people, {incidents} incidents; {n} citizens came to several units.",
        citizens,
    )
    facts = {
        "citizens": citizens, "visits": visits, "people": totals["people"] - again,
        "incidents": totals["incidents"] - matters,
    }  # fmt: skip
    return [Note("distinct_over_units", text.format(n=citizens, **facts), facts)]
