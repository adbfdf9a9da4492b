"""`reception register`: the printed register of a period."""

from datetime import date
from functools import cache

import click

from reception_cli.commands import filtering, options, showing
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports import register
from reception_cli.reports.filters import Wish
from reception_cli.reports.listing import VISITS, listing
from reception_cli.reports.register_cells import cells
from reception_cli.reports.table import Table


@options.verb(
    _("Print the register of a period in its official layout; -o FILE.xlsx or .html makes the sheet."),
    ("reception register --period 2026-Q4 -o register.xlsx", "reception register --period this-month --layout 2021"),
    options.past,
    columns=lambda desk, given: register.columns(
        desk.codes, showing.sight(desk, showing.Names(given["with_identity"], given["reason"] or ""))
    ),
)
@filtering.filters()
@click.option(
    "--layout", type=click.Choice(register.LAYOUTS), help=_("The layout of that year, not of the period's last day.")
)
@options.with_identity
@click.pass_obj
def command(desk: Desk, wish: Wish, layout: str | None, with_identity: bool, reason: str | None) -> Table:
    """Print what the filters leave, one row a visit."""
    if not wish.first:
        raise UsageFault(_("Say which period to print."), _("Add --period 2026-Q3, or --from and --to."))
    first = date.fromisoformat(wish.first)
    last = date.fromisoformat(wish.last) if wish.last else max(desk.today, first)
    found = listing(desk.book, VISITS, wish)._replace(order=register.ORDER)
    told = register.edition(layout or "", last)
    seen, hidden = showing.disclosed(desk, "register", found, showing.Names(with_identity, reason or ""))
    visits, names = register.visits(found, seen), cache(desk.names)
    sheet = register.sheet(told, found.book.setting("name"), (first, last), (cells(each, names) for each in visits))
    refused = found.count(" AND v.refused IS NOT NULL")
    return Table(
        "register", register.columns(desk.codes, seen), (register.record(each, seen) for each in visits),
        {"lines": found.count(), "visits": found.count() - refused, "refused": refused},
        (*register.notes(found, told, last, seen), *hidden), number="id", layout=sheet,
    )  # fmt: skip
