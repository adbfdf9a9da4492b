"""`reception form`: a statutory report form, filled from the register."""

import os
from datetime import date

import click

from reception_cli.commands import drawing, options
from reception_cli.commands import engine as engines
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports import drill, form, form_units, forms, units
from reception_cli.reports.filters import Wish
from reception_cli.reports.opening import read_figures
from reception_cli.reports.period import last_year, previous, read_period
from reception_cli.reports.summary import within
from reception_cli.reports.table import Table


@options.verb(
    _("Fill a statutory report form, check that it adds up, and show what lies behind each figure."),
    (
        "reception form 01/TCD --period tk-2026-Q4",
        "reception form 01/TCD --period tk-2026-Q4 --cell 6",
        "reception form 01/TCD --period tk-2026-Q4 --by unit --level province",
    ),
    options.past,
)
@click.argument("what", metavar="FORM|list")
@click.option("--period", metavar="P", help=_("The days it reports: tk-2026-Q3, tk-2026, 2026-09 ..."))
@click.option("--circular", default="", metavar="NO", help=_("In the layout of this circular, such as 02/2021."))
@click.option("--cell", metavar="N", help=_("What lies behind column N; `rest`: what fits no column."))
@click.option(
    "--counting",
    type=click.Choice(["distinct", "per-visit"]),
    help=_("An incident counts once, or once a visit."),
)
@click.option("--compare", type=click.Choice(["previous", "last-year"]), help=_("Beside an earlier period."))
@click.option(
    "--opening", metavar="FILE", type=options.File(),
    help=_("Add what was counted before this register began (column,value)."),
)  # fmt: skip
@click.option(
    "--before", metavar="FILE", type=options.File(),
    help=_("Check the carry-over against the report before (its JSON or CSV)."),
)  # fmt: skip
@click.option("--by", type=click.Choice(["unit"]), help=_("A row for each unit, and their total."))
@drawing.drawn
@click.option("--unit", "chosen", multiple=True, metavar="CODE", help=_("From the register of this unit alone."))
@engines.option
@click.pass_obj
def command(
    desk: Desk, what: str, period: str | None, circular: str, cell: str | None, counting: str | None,
    compare: str | None, opening: str | None, before: str | None, by: str | None, level: str | None,
    drawn_on: date | None, chosen: tuple[str, ...], engine: str | None,
) -> Table:  # fmt: skip
    """Fill it, or list the forms."""
    folder = os.path.join(desk.folder.path, "forms")
    if what == "list":
        return form.listed(forms.all_forms(folder), forms.circulars())
    if not period:
        raise UsageFault(_("Missing: --period."), _("Give the days it reports, such as --period tk-2026-Q3."))
    span = read_period(period, desk.today)
    found, in_force = forms.choose(what, circular, span.last, folder)
    if by:
        _refuse_beside(cell=cell, compare=compare, opening=opening, before=before)
    places = drawing.places(desk, (by,) if by else (), level, drawn_on, span.last.isoformat())
    base = {"previous": previous, "last-year": last_year}[compare](span) if compare else None
    book = engines.book(desk, engine, within(Wish(), span), base, found.looks_back)
    asked = form.Asked(
        found, span, in_force, counting or book.setting("counting", "distinct"),
        read_figures(opening, found) if opening else {},
        read_figures(before, found) if before else None,
        base,
        tuple(desk.book.place(code) for code in chosen),
    )  # fmt: skip
    if cell:
        return drill.drill(book, found, asked.span, cell.strip(), desk.codes)
    name = ", ".join(units.named(desk.book, chosen, span.last.isoformat())) or book.setting("name")
    if by:
        return form_units.form_by_unit(book, asked, places, name or desk.unit, desk.before_seal)
    return form.form(book, asked, name or desk.unit, desk.before_seal)


def _refuse_beside(**given: str | None) -> None:
    """What stands beside one unit's figures has no place beside those of many."""
    for option in (option for option, value in given.items() if value):
        told = _("--by unit and --{option} exclude each other.").format(option=option)
        raise UsageFault(told, _("Name one unit with --unit CODE instead of --by unit."))
