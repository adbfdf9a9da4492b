"""`reception list`: incidents, visits or petitions, newest first."""

import click

from reception_cli.commands import filtering, options, showing
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.listing import listing
from reception_cli.reports.table import Note, Table

_SCREEN = 200  # rows that a terminal gets unasked


@options.verb(
    _("List incidents or visits."),
    ("reception list --status open --limit 20", "reception list --visits --period this-month"),
    options.listing,
    options.past,
    columns=showing.listed,
)
@filtering.filters()
@click.option("--visits", is_flag=True, help=_("List visits."))
@click.option("--petitions", is_flag=True, help=_("List petitions."))
@options.with_identity
@click.pass_obj
def command(
    desk: Desk, wish: Wish, visits: bool, petitions: bool, with_identity: bool, reason: str | None
) -> Table:
    """List what the filters leave."""
    if visits and petitions:
        raise UsageFault(_("--visits and --petitions exclude each other."), _("Leave one of them out."))
    what = showing.what({"visits": visits, "petitions": petitions})
    settings = desk.settings
    limit = settings.limit or (_SCREEN if settings.terminal else None)
    found = listing(desk.book, what, wish, settings.sort, limit)
    table = showing.shown(desk, "list", found, showing.Names(with_identity, reason or ""))
    if settings.limit or not limit or (total := found.count()) <= limit:
        return table
    text = _("The first {shown} of {total}; --limit N shows more.").format(shown=limit, total=total)
    return table._replace(notes=(*table.notes, Note("limited", text, {"shown": limit, "total": total})))
