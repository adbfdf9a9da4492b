"""`reception export`: incidents, visits or petitions for another program; every export is recorded."""

import click

from reception_cli.commands import filtering, options, showing
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.listing import INCIDENTS, PETITIONS, VISITS, listing
from reception_cli.reports.table import Table


@options.verb(
    _("Write incidents or visits to a file."),
    ("reception export --period 2026 -o incidents.xlsx", "reception export --visits --format csv"),
    options.listing,
    options.past,
)
@filtering.filters()
@click.option("--visits", is_flag=True, help=_("Export visits."))
@click.option("--petitions", is_flag=True, help=_("Export petitions."))
@options.with_identity
@click.pass_context
def command(
    ctx: click.Context, wish: Wish, visits: bool, petitions: bool, with_identity: bool, reason: str | None
) -> Table:
    """Export what the filters leave, row by row; without a format or a file, JSON lines."""
    if visits and petitions:
        raise UsageFault(_("--visits and --petitions exclude each other."), _("Leave one of them out."))
    given = ctx.meta.setdefault(options.GIVEN, {})
    if not given.get("output"):
        given.setdefault("format", "jsonl")
    desk: Desk = ctx.obj
    what = VISITS if visits else PETITIONS if petitions else INCIDENTS
    found = listing(desk.book, what, wish, desk.settings.sort, desk.settings.limit)
    return showing.shown(desk, "export", found, showing.Names(with_identity, reason or ""), export=True)
