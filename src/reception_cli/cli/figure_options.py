"""What verbs of figures share: which engine counts, and how units are summed and drawn."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import unit_places
from reception_cli.reporting.periods import Period
from reception_cli.reporting.unit_places import Places, Wanted

LARGE = 2 << 30  # bytes of registers from which DuckDB is taken unasked; some 2.5 million entries

engine: options.Decorator = click.option(
    "--engine", type=click.Choice(["sqlite", "duckdb"]), help=_("What counts; over many units DuckDB is quicker.")
)


def book(
    desk: Desk, name: str | None, selection: Filter, base: Period | None = None, petitions: bool = False
) -> RegisterView:
    """Open the register for figures of a selection, and of a period to compare with; `petitions`: earlier ones, too.

    Raises UsageFault where DuckDB is asked for and cannot answer.
    """
    area = None if name == "sqlite" or desk.settings.as_at else desk.area
    if area is None:
        if name == "duckdb":
            raise UsageFault(
                _("DuckDB counts on a desk that consolidates units, as they are now."), _("Leave out --engine.")
            )
        return desk.book
    plain = not (selection.ids or selection.match or selection.commune)
    if name == "duckdb" and not plain:
        raise UsageFault(_("DuckDB does not know numbers, words or communes to filter by."), _("Leave out --engine."))
    if name == "duckdb" or (plain and area.installed() and area.size() > LARGE):
        desk.folder.read().close()  # brings the desk's own cards up to date
        days = [day.isoformat() for day in base[1:]] if base else []
        first = min(filter(None, (selection.first, *days)), default="")
        return area.measured(first, max((selection.last, *days)), petitions)
    return desk.book


def units(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --level and --as-drawn-on to a verb that tells figures by unit."""
    command = click.option(
        "--as-drawn-on", "drawn_on", type=options.Day(), metavar="DATE",
        help=_("Units as they are drawn on this day: those merged before count as what they became."),
    )(command)  # fmt: skip
    return click.option(
        "--level", type=options.Code("level"), metavar="LEVEL",
        help=_("Sum units up to this level: province, district, commune ..."),
    )(command)  # fmt: skip


def places(desk: Desk, by: tuple[str, ...], level: str | None, drawn_on: date | None, last: str) -> Places:
    """Tell what each register counts for, where rows are told by unit.

    Units are drawn as on the last day of the period (ISO), unless another is named.
    """
    if "unit" not in by:
        for option in (name for name, value in (("--level", level), ("--as-drawn-on", drawn_on)) if value):
            raise UsageFault(_("{option} belongs to --by unit.").format(option=option), _("Add --by unit."))
        return unit_places.NOWHERE
    day = drawn_on.isoformat() if drawn_on else (last or desk.today.isoformat()) if level else ""
    return unit_places.places(desk.book, wanted(desk, last, level, day), alone=by == ("unit",))


def wanted(desk: Desk, last: str, level: str | None = None, day: str = "") -> Wanted:
    """Say how units are to be told of a period that ends on an ISO day; "": it has no end."""
    today = desk.today.isoformat()
    return Wanted(level or "", day, last or today, bool(last) and last < today)
