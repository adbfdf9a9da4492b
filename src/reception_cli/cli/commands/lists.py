"""`reception list`: incidents, visits or petitions, newest first."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import filters, lists, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.reporting.lists import INCIDENTS, found_by_words, listing
from reception_cli.reporting.table import Note, Table

# --- incidents, visits or petitions, newest first.

_SCREEN = 200  # rows that a terminal gets unasked


@options.verb(
    _("List incidents or visits."),
    ("reception list --status open --limit 20", "reception list --visits --period this-month"),
    options.listing,
    options.past,
    columns=lists.listed,
)
@filters.filters()
@click.option("--visits", is_flag=True, help=_("List visits."))
@click.option("--petitions", is_flag=True, help=_("List petitions."))
@options.with_identity
@click.pass_obj
def list_command(
    desk: Desk, wish: Filter, visits: bool, petitions: bool, with_identity: bool, reason: str | None
) -> Table:
    """List what the filters leave."""
    if visits and petitions:
        raise UsageFault(_("--visits and --petitions exclude each other."), _("Leave one of them out."))
    what = lists.what({"visits": visits, "petitions": petitions})
    settings = desk.settings
    limit = settings.limit or (_SCREEN if settings.terminal else None)
    found = listing(desk.book, what, wish, settings.sort, limit)
    table = lists.shown(desk, "list", found, lists.Names(with_identity, reason or ""))
    if settings.limit or not limit or (total := found.count()) <= limit:
        return table
    text = _("The first {shown} of {total}; --limit N shows more.").format(shown=limit, total=total)
    return table._replace(notes=(*table.notes, Note("limited", text, {"shown": limit, "total": total})))


# --- incidents by words, without accents, in any order.

_NEWEST = 50
_FOUND = 10  # exit code when the asked-for condition is true


@options.verb(
    _("Find incidents by words, without accents and in any order."),
    ("reception search nguyen duc", "reception search 'tranh chap' --status open --exit-code"),
    options.listing,
    options.past,
    columns=lists.listed,
)
@click.argument("words", nargs=-1, required=True)
@filters.filters("ids", "match")
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is found."))
@options.with_identity
@click.pass_obj
def search_command(
    desk: Desk, words: tuple[str, ...], wish: Filter, exit_code: bool, with_identity: bool, reason: str | None
) -> Table:
    """Find incidents; every word may be the beginning of one, denunciations are never found."""
    limit = desk.settings.limit or _NEWEST
    found, total = found_by_words(desk.book, wish._replace(match=" ".join(words)), limit)
    if desk.settings.sort:
        found = listing(desk.book, INCIDENTS, wish._replace(match=" ".join(words)), desk.settings.sort, limit)
    table = lists.shown(desk, "search", found, lists.Names(with_identity, reason or ""))
    told = _("{total} found.") if total <= limit else _("{total} found; the newest {limit} are shown.")
    note = Note("found", told.format(total=total, limit=limit), {"total": total, "shown": min(total, limit)})
    return table._replace(notes=(note, *table.notes), exit_code=_FOUND if exit_code and total else 0)
