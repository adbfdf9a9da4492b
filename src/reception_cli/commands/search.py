"""`reception search`: incidents by words, without accents, in any order."""

import click

from reception_cli.commands import filtering, options, showing
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.listing import INCIDENTS, found_by_words, listing
from reception_cli.reports.table import Note, Table

_NEWEST = 50
_FOUND = 10  # exit code when the asked-for condition is true


@options.verb(
    _("Find incidents by words, without accents and in any order."),
    ("reception search nguyen duc", "reception search 'tranh chap' --status open --exit-code"),
    options.listing,
    options.past,
    columns=showing.listed,
)
@click.argument("words", nargs=-1, required=True)
@filtering.filters("ids", "match")
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is found."))
@options.with_identity
@click.pass_obj
def command(
    desk: Desk, words: tuple[str, ...], wish: Wish, exit_code: bool, with_identity: bool, reason: str | None
) -> Table:
    """Find incidents; every word may be the beginning of one, denunciations are never found."""
    limit = desk.settings.limit or _NEWEST
    found, total = found_by_words(desk.book, wish._replace(match=" ".join(words)), limit)
    if desk.settings.sort:
        found = listing(desk.book, INCIDENTS, wish._replace(match=" ".join(words)), desk.settings.sort, limit)
    table = showing.shown(desk, "search", found, showing.Names(with_identity, reason or ""))
    told = _("{total} found.") if total <= limit else _("{total} found; the newest {limit} are shown.")
    note = Note("found", told.format(total=total, limit=limit), {"total": total, "shown": min(total, limit)})
    return table._replace(notes=(note, *table.notes), exit_code=_FOUND if exit_code and total else 0)
