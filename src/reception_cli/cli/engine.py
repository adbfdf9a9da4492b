"""Which engine answers for figures: SQLite, or DuckDB over Parquet where a desk consolidates much."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.periods import Period

LARGE = 2 << 30  # bytes of registers from which DuckDB is taken unasked; some 2.5 million entries

option: options.Decorator = click.option(
    "--engine", type=click.Choice(["sqlite", "duckdb"]), help=_("What counts; over many units DuckDB is quicker.")
)


def book(
    desk: Desk, engine: str | None, wish: Filter, base: Period | None = None, petitions: bool = False
) -> RegisterView:
    """Open the register for figures of a wish, and of a period to compare with; `petitions`: earlier ones, too.

    Raises UsageFault where DuckDB is asked for and cannot answer.
    """
    area = None if engine == "sqlite" or desk.settings.as_at else desk.area
    if area is None:
        if engine == "duckdb":
            raise UsageFault(
                _("DuckDB counts on a desk that consolidates units, as they are now."), _("Leave out --engine.")
            )
        return desk.book
    plain = not (wish.ids or wish.match or wish.commune)
    if engine == "duckdb" and not plain:
        raise UsageFault(_("DuckDB does not know numbers, words or communes to filter by."), _("Leave out --engine."))
    if engine == "duckdb" or (plain and area.installed() and area.size() > LARGE):
        desk.folder.read().db.close()  # brings the desk's own cards up to date
        days = [day.isoformat() for day in base[1:]] if base else []
        return area.measured(min(filter(None, (wish.first, *days)), default=""), max((wish.last, *days)), petitions)
    return desk.book
