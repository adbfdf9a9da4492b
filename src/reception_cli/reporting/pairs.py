"""The same citizen at several units, found by the keyed hashes of the area; nobody ever learns who it is.

Two receptions are of one citizen where their identity numbers have the same hash; where one tells no number, where
their names (with the commune) have the same hash and no two numbers go with that name. Whoever came with a
denunciation has no hash, and no denunciation is looked at.

Each unit counts for itself whatever it received. What several units tell of one citizen is told once in the line
"distinct over units": as often as the unit that tells it most. Incidents are taken for the same where the citizen,
the kind and the field are.
"""

from collections.abc import Mapping
from typing import Any

from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.citizens import pairs, told_again
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Note, Table


def columns() -> tuple[Column, ...]:
    """Give the columns of pairs."""
    by = {"id_no": _("identity number"), "name": _("name and commune")}
    return (
        Column("first", _("Incident")), Column("second", _("Incident elsewhere")),
        Column("by", _("Found by"), labels=by), Column("same_matter", _("Same kind and field")),
    )  # fmt: skip


def listing(book: RegisterView) -> Table:
    """List incidents of the same citizen at two units: their numbers, and nothing else of them."""
    rows = [pair._asdict() for pair in pairs(book)]
    totals = {"pairs": len(rows), "same_matter": sum(row["same_matter"] for row in rows)}
    return Table("consolidate", columns(), rows, totals, number="first")


def over_units(book: RegisterView, wish: Filter, totals: Mapping[str, Any]) -> list[Note]:
    """Tell what is counted at several units, and the figures without that; nothing where no unit tells by hashes."""
    again = told_again(book, wish)
    if again is None:
        return []
    text = ngettext(
        "Distinct over units: {people} people, {incidents} incidents; {n} citizen came to several units.",
        "Distinct over units: {people} people, {incidents} incidents; {n} citizens came to several units.",
        again.citizens,
    )
    facts = {
        "citizens": again.citizens, "visits": again.visits, "people": totals["people"] - again.people_again,
        "incidents": totals["incidents"] - again.incidents_again,
    }  # fmt: skip
    return [Note("distinct_over_units", text.format(n=again.citizens, **facts), facts)]
