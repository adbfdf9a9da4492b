"""Lists as they leave the desk: with names where they may be shown, recorded before they appear."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.domain.words import ngettext
from reception_cli.index.queries.lists import INCIDENTS, PETITIONS, VISITS, Listing
from reception_cli.reporting import disclosure
from reception_cli.reporting.table import BRIEF, Column, Note, Table, list_columns


class Names(NamedTuple):
    """Whether names are wanted where they would stay hidden, and why."""

    wanted: bool = False
    reason: str = ""


NO_NAMES = Names()


def what(given: Mapping[str, Any]) -> str:
    """Tell what a list is of, by the options --visits and --petitions."""
    return VISITS if given.get("visits") else PETITIONS if given.get("petitions") else INCIDENTS


def shape(desk: Desk, what: str, seen: disclosure.Sight) -> tuple[Column, ...]:
    """Give the columns of a list."""
    return (*list_columns(what, desk.codes), *disclosure.columns(seen))


def listed(desk: Desk, given: Mapping[str, Any], *, export: bool = False) -> tuple[Column, ...]:
    """Give the columns of the list that a verb's parameters ask for."""
    return shape(desk, what(given), sight(desk, Names(given["with_identity"], given["reason"] or ""), export=export))


def sight(desk: Desk, names: Names = NO_NAMES, *, export: bool = False) -> disclosure.Sight:
    """Decide what a list may show."""
    return disclosure.sight(desk.settings.terminal and not export, desk.identity, names.wanted, names.reason)


def shown(desk: Desk, verb: str, listing: Listing, names: Names, *, export: bool = False) -> Table:
    """Turn a list into an answer; what discloses names, and every export, is recorded first."""
    listing = listing._replace(today=desk.today)
    seen, notes = disclosed(desk, verb, listing, names, export=export)
    rows = listing.rows()
    if seen.identity:
        rows = disclosure.with_identity(listing.book, rows, seen)
    return Table(verb, shape(desk, listing.what, seen), rows, notes=notes, number="id", brief=BRIEF[listing.what])


def disclosed(
    desk: Desk, verb: str, listing: Listing, names: Names, *, export: bool = False
) -> tuple[disclosure.Sight, tuple[Note, ...]]:
    """Decide what a list may show and record it where it must be, before anything is read."""
    seen = sight(desk, names, export=export)
    if not (names.wanted or export):
        if seen.identity:
            desk.saw(verb, listing.freeze().size())
        return seen, ()
    secret = listing.freeze().confidential()
    former = listing.former() if seen.denunciations else ()
    desk.disclose(disclosure.disclosure(verb, listing.size(), seen, secret, names.reason, former))
    return seen, hidden(secret) if names.wanted and not seen.denunciations else ()


def told(desk: Desk, verb: str, ids: list[str], seen: disclosure.Sight, names: Names) -> tuple[Note, ...]:
    """Record what an answer about a few incidents discloses, before it is told."""
    if not names.wanted:
        if seen.identity:
            desk.saw(verb, len(ids))
        return ()
    secret = sum(disclosure.tells_of_denouncer(desk.book, desk.book.case(one)) for one in ids)
    former = {one for each in ids for one in disclosure.former(desk.book, each)} if seen.denunciations else ()
    desk.disclose(disclosure.disclosure(verb, len(ids), seen, secret, names.reason, former))
    return hidden(secret) if not seen.denunciations else ()


def hidden(count: int) -> tuple[Note, ...]:
    """Say that denunciations keep their names to themselves."""
    if not count:
        return ()
    text = ngettext(
        "{n} row tells of a denunciation: its names and text need --reason.",
        "{n} rows tell of denunciations: their names and text need --reason.",
        count,
    )
    return (Note("denunciations_hidden", text.format(n=count), {"count": count}, printed=False),)
