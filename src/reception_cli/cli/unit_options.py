"""How units are told: up to which level they are summed, and as drawn on which day."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.reporting import unit_places
from reception_cli.reporting.unit_places import Places, Wanted


def drawn(command: options.Decorator) -> options.Decorator:
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
    return unit_places.places(desk.book, Wanted(level or "", day), alone=by == ("unit",))
