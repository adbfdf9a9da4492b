"""Lists as they leave the desk: with names where they may be shown, recorded before they appear."""

from typing import NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.domain.words import ngettext
from reception_cli.reporting import columns, disclosure
from reception_cli.reporting.lists import Listing
from reception_cli.reporting.table import Note, Table


class Names(NamedTuple):
    """Whether names are wished for where they would stay hidden, and why."""

    wish: bool = False
    reason: str = ""


def shown(desk: Desk, verb: str, listing: Listing, names: Names, *, export: bool = False) -> Table:
    """Turn a list into an answer; what discloses names, and every export, is recorded first."""
    listing = listing._replace(today=desk.today)
    seen, notes = disclosed(desk, verb, listing, names, export=export)
    rows = listing.rows()
    if seen.identity:
        rows = disclosure.with_identity(listing.book, rows, seen)
    shape = (*columns.columns(listing.what, desk.codes), *disclosure.columns(seen))
    return Table(verb, shape, rows, notes=notes, number="id")


def disclosed(
    desk: Desk, verb: str, listing: Listing, names: Names, *, export: bool = False
) -> tuple[disclosure.Sight, tuple[Note, ...]]:
    """Decide what a list may show and record it where it must be, before anything is read."""
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = disclosure.sight(desk.settings.terminal and not export, habit, names.wish, names.reason)
    if not (names.wish or export):
        return seen, ()
    secret = listing.freeze().confidential()
    draft = disclosure.disclosure(verb, listing.size(), seen, secret, names.reason)
    desk.record(verb, lambda _book: [draft])
    return seen, hidden(secret) if names.wish and not seen.denunciations else ()


def hidden(count: int) -> tuple[Note, ...]:
    """Say that denunciations keep their names to themselves."""
    if not count:
        return ()
    text = ngettext(
        "{n} row tells of a denunciation: its names and text need --reason.",
        "{n} rows tell of denunciations: their names and text need --reason.",
        count,
    )
    return (Note("denunciations_hidden", text.format(n=count), {"count": count}),)
