"""Lists of incidents, visits and petitions, by filters or by words."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import filters, lists, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import cut
from reception_cli.domain.words import _
from reception_cli.index.queries import lists as lists_of
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import INCIDENTS, Search, found_by_words, listing, ordered
from reception_cli.reporting.table import Column, Note, Table

# --- incidents, visits or petitions, newest first.

_SCREEN = 200  # rows that a terminal gets unasked


@options.verb(
    _("List incidents or visits."),
    ("reception list --status open --limit 20", "reception list --visits --period this-month"),
    options.listing,
    options.past,
    columns=lambda desk, given: _columns(desk, given),
)
@filters.filters()
@click.option("--visits", is_flag=True, help=_("List visits."))
@click.option("--petitions", is_flag=True, help=_("List petitions."))
@click.option(
    "--complex", "standing_out", is_flag=True,
    help=_("List the open matters that are complex, crowded or long-running, and why each is."),
)
@click.option(
    "--months", type=click.IntRange(1, 600), metavar="N",
    help=_("With --complex: long-running is open for N months and more (6)."),
)
@click.option(
    "--not-entered", is_flag=True,
    help=_("List what `reception step ID entered` has not yet told to be in the national database."),
)
@options.with_identity
@click.pass_obj
def list_(
    desk: Desk, selection: Filter, visits: bool, petitions: bool, standing_out: bool, months: int | None,
    not_entered: bool, with_identity: bool, reason: str | None,
) -> Table:  # fmt: skip
    """List what the filters leave."""
    if months and not standing_out:
        raise UsageFault(_("--months belongs to --complex."), _("Add --complex."))
    if standing_out:
        unfit = {
            "--visits": visits, "--petitions": petitions, "--not-entered": not_entered,
        }  # fmt: skip
        names = lists.Names(with_identity, reason or "")
        return _standing_out(desk, selection, months, names, [option for option, given in unfit.items() if given])
    if visits and petitions:
        raise UsageFault(_("--visits and --petitions exclude each other."), _("Leave one of them out."))
    if petitions and not_entered:
        raise UsageFault(
            _("--petitions and --not-entered exclude each other."),
            _("A petition is entered by its matter: leave --petitions out."),
        )
    what = lists.what({"visits": visits, "petitions": petitions})
    settings = desk.settings
    limit = settings.limit or (_SCREEN if settings.terminal else None)
    found = listing(desk.book, what, selection, settings.sort, limit)
    found = lists_of.not_entered(desk.book, found) if not_entered else found
    table = lists.shown(desk, "list", found, lists.Names(with_identity, reason or ""))
    if not_entered and not desk.book.setting("entered_from"):
        text = _("Nothing was entered in the national database yet: from the first `reception step ID entered` on (or"
                 " `reception config entered-from DATE`) this lists what is not.")  # fmt: skip
        table = table._replace(notes=(*table.notes, Note("not_begun", text)))
    if settings.limit or not limit or (total := found.count()) <= limit:
        return table
    text = _("The first {shown} of {total}; --limit N shows more.").format(shown=limit, total=total)
    return table._replace(notes=(*table.notes, Note("limited", text, {"shown": limit, "total": total})))


def _columns(desk: Desk, given: Mapping[str, Any]) -> tuple[Column, ...]:
    """Give the columns of the list that is asked for."""
    if given.get("standing_out"):
        from reception_cli.reporting import complex_matters

        names = lists.Names(given["with_identity"], given["reason"] or "")
        return complex_matters.columns(desk.codes, lists.sight(desk, names).identity)
    return lists.listed(desk, given)


def _standing_out(
    desk: Desk, selection: Filter, months: int | None, names: lists.Names, unfit: list[str]
) -> Table:  # fmt: skip
    """List the complex, crowded and long-running matters; of names those of other bodies alone are among them."""
    from reception_cli.reporting import complex_matters, summary  # few lists ask for it

    if unfit:
        text = _("{one} and {other} exclude each other.").format(one="--complex", other=unfit[0])
        raise UsageFault(text, _("Leave one of them out."))
    settings = desk.settings
    seen = lists.sight(desk, names)
    table = complex_matters.listed(
        desk.book, selection, desk.looked_at, months or complex_matters.months_long(), desk.codes, seen.identity
    )
    rows = summary.ordered(table.rows, settings.sort, settings.limit, table.columns)
    notes = lists.told(desk, "list", [row["id"] for row in rows], seen, names)
    if seen.identity:
        rows = [{**row, "other_bodies": complex_matters.other_bodies(desk.book, row["id"], seen)} for row in rows]
    return table._replace(rows=rows, notes=(*table.notes, *notes))


# --- incidents by words, without accents, in any order.

_NEWEST = 50
_ECHOED = 80  # cells of what was typed that are told again
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
def search(
    desk: Desk, words: tuple[str, ...], selection: Filter, exit_code: bool, with_identity: bool, reason: str | None
) -> Table:
    """Find incidents; every word may be the beginning of one, denunciations are never found."""
    limit = desk.settings.limit or _NEWEST
    typed = " ".join(words)
    found = found_by_words(desk.book, selection._replace(match=typed), limit)
    rows = found.listing
    if desk.settings.sort and found.total:
        rows = rows._replace(order=ordered(INCIDENTS, desk.settings.sort))
    table = lists.shown(desk, "search", rows, lists.Names(with_identity, reason or ""))
    notes = (*_how_found(typed, found, limit), *table.notes)
    return table._replace(notes=notes, exit_code=_FOUND if exit_code and found.total else 0)


def _how_found(typed: str, found: Search, limit: int) -> Iterator[Note]:
    """Tell how many there are, what was taken for something else, and where nothing was found, what is near."""
    text = _("{total} found.") if found.total <= limit else _("{total} found; the newest {limit} are shown.")
    facts = {"total": found.total, "shown": min(found.total, limit)}
    yield Note("found", text.format(total=found.total, limit=limit), facts)
    for word, meant in found.taken:
        text = _("Nothing has '{word}'; it was taken for: {meant}.").format(word=word, meant=meant)
        yield Note("taken_for", text, {"word": word, "meant": meant})
    if not found.total:
        text = _("Looked for '{typed}': without accents, the beginnings of words, other words for the same thing, one"
                 " slip in each word. Denunciations are never found.")  # fmt: skip
        yield Note("looked_for", text.format(typed=cut(typed, _ECHOED)))
    for word, incident in found.near:
        text = _("Without '{word}': {incident}, and perhaps others.")
        yield Note("near", text.format(word=word, incident=incident), {"without": word, "incident": incident})
