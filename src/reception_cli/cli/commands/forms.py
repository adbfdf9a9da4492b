"""Official papers: the statutory report forms and the printed register."""

import os
from collections.abc import Iterable
from datetime import date
from functools import cache

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import figure_options, filters, lists, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries import form_definitions
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.forms import counted_bodies
from reception_cli.index.queries.lists import refused, register_lines
from reception_cli.reporting import forms, sheet_layout, unit_places
from reception_cli.reporting import register as books
from reception_cli.reporting.form_opening import read_figures
from reception_cli.reporting.periods import last_year, previous, read_period
from reception_cli.reporting.register import cells
from reception_cli.reporting.table import Note, Table

# --- a statutory report form, filled from the register.

@options.verb(
    _("Fill a statutory report form, check that it adds up, and show what lies behind each figure."),
    (
        "reception form 01/TCD --period tk-2026-Q4",
        "reception form 01/TCD --period tk-2026-Q4 --cell 6",
        "reception form 01/TCD --period tk-2026-Q4 --by unit --level province",
    ),
    options.past,
)
@click.argument("what", metavar="FORM|list", type=options.Word("forms"))
@click.option("--period", metavar="P", type=options.Word("periods"),
    help=_("The days it reports: tk-2026-Q3, tk-2026, 2026-09 ..."))
@click.option("--circular", default="", metavar="NO", help=_("In the layout of this circular, such as 02/2021."))
@click.option(
    "--cell", metavar="N",
    help=_("What lies behind column N; `rest`: what fits no column, `no-field`: what has no field."),
)  # fmt: skip
@options.counting
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
@figure_options.units
@click.option("--unit", "chosen", multiple=True, metavar="CODE", type=options.Word("units"),
    help=_("From the register of this unit alone."))
@figure_options.engine
@click.pass_obj
def form(
    desk: Desk, what: str, period: str | None, circular: str, cell: str | None, counting: str | None,
    compare: str | None, opening: str | None, before: str | None, by: str | None, level: str | None,
    drawn_on: date | None, chosen: tuple[str, ...], engine: str | None,
) -> Table:  # fmt: skip
    """Fill it, or list the forms."""
    folder = os.path.join(desk.folder.path, "forms")
    if what == "list":
        return forms.listed(form_definitions.all_forms(folder), form_definitions.circulars())
    if not period:
        raise UsageFault(_("Missing: --period."), _("Give the days it reports, such as --period tk-2026-Q3."))
    span = read_period(period, desk.today)
    found, in_force = form_definitions.choose(what, circular, span.last, folder)
    if by:
        _refuse_beside(cell=cell, compare=compare, opening=opening, before=before)
    places = figure_options.places(desk, (by,) if by else (), level, drawn_on, span.last.isoformat())
    base = {"previous": previous, "last-year": last_year}[compare](span) if compare else None
    book = figure_options.book(desk, engine, Filter().within(*span), base, found.looks_back)
    asked = forms.Asked(
        found, span, in_force, counting or book.setting("counting", "distinct"),
        read_figures(opening, found) if opening else {},
        read_figures(before, found) if before else None,
        base,
        tuple(desk.book.place(code) for code in chosen), counted_bodies(book),
    )  # fmt: skip
    if cell:
        return forms.drill(book, found, asked.span, cell.strip(), desk.codes)
    name = ", ".join(unit_places.named(desk.book, chosen, span.last.isoformat())) or book.setting("name")
    if by:
        table = forms.form_by_unit(book, asked, places, name or desk.unit, desk.around_seal)
    else:
        wanted = figure_options.wanted(desk, span.last.isoformat())
        summed = unit_places.places(desk.book, wanted) if desk.book.wide else places
        table = forms.form(book, asked, summed, name or desk.unit, desk.around_seal)
    _tell_aside(desk, table.notes)
    return table


_SHEETS = ("xlsx", "html")  # forms of output that are the official sheet


def _tell_aside(desk: Desk, notes: Iterable[Note]) -> None:
    """Tell what a sheet that is written does not say, as the desk alone should know it."""
    given = click.get_current_context().meta.get(options.GIVEN, {})
    output = str(given.get("output") or "")
    if output and (given.get("format") or output).endswith(_SHEETS):
        for note in notes:
            if not note.printed:
                desk.warn(note.text)


def _refuse_beside(**given: str | None) -> None:
    """What stands beside one unit's figures has no place beside those of many."""
    for option in (option for option, value in given.items() if value):
        text = _("--by unit and --{option} exclude each other.").format(option=option)
        raise UsageFault(text, _("Name one unit with --unit CODE instead of --by unit."))


# --- the printed register of a period.

def _may_sign(desk: Desk, given: dict[str, str], with_identity: bool, reason: str | None) -> None:
    """Let the office's own book be printed: into a file, and only where somebody says that names go into it."""
    if reason:
        raise UsageFault(_("The official register never names who denounced."), _("Leave out --reason."))
    output = str(given.get("output") or "")
    if not output or given.get("fields") or not (given.get("format") or output).endswith(_SHEETS):
        raise UsageFault(_("--official makes a sheet."), _("Name it with -o FILE.xlsx or .html, without --fields."))
    if with_identity:
        return
    question = _("The official register holds names and addresses; that is recorded. Print it?")
    if not desk.settings.interactive or not desk.confirmed(question):
        raise UsageFault(_("The official register holds names."), _("Add --with-identity."))


@options.verb(
    _("Print the register of a period in its official layout; -o FILE.xlsx or .html makes the sheet."),
    (
        "reception register --period 2026-Q4 -o register.xlsx", "reception register --period this-month --layout 2021",
        "reception register --period 2026-Q4 --official --with-identity -o so-ky.html",
    ),
    options.past,
    columns=lambda desk, given: books.columns(
        desk.codes, lists.sight(desk, lists.Names(given["with_identity"], given["reason"] or ""))
    ),
)
@filters.filters()
@click.option(
    "--layout", type=click.Choice(books.LAYOUTS), help=_("The layout of that year, not of the period's last day.")
)
@click.option("--official", is_flag=True, help=_("The office's own signed book, with names; this is recorded."))
@options.with_identity
@click.pass_context
def register(
    ctx: click.Context, selection: Filter, layout: str | None, official: bool, with_identity: bool, reason: str | None
) -> Table:  # fmt: skip
    """Print what the filters leave, one row a visit."""
    desk: Desk = ctx.obj
    given = ctx.meta.get(options.GIVEN, {})
    if not selection.first:
        raise UsageFault(_("Say which period to print."), _("Add --period 2026-Q3, or --from and --to."))
    first = date.fromisoformat(selection.first)
    last = date.fromisoformat(selection.last) if selection.last else max(desk.today, first)
    found = register_lines(desk.book, selection)
    told = books.edition(layout or "", last)
    if official:
        _may_sign(desk, given, with_identity, reason)
        with_identity = True
    seen, hidden = lists.disclosed(desk, "register", found, lists.Names(with_identity, reason or ""))
    visits, names = books.visits(found, seen, books.SECRET if official else "…"), cache(desk.names)
    signature = sheet_layout.signature(found.book.setting) if official else None
    sheet = books.sheet(
        told, found.book.setting, (first, last), (cells(each, names) for each in visits), signature
    )
    turned_away = refused(found)
    left_out = books.notes(found, told, last, seen)
    _tell_aside(desk, left_out)
    return Table(
        "register", books.columns(desk.codes, seen), (books.record(each, seen) for each in visits),
        {"lines": found.count(), "visits": found.count() - turned_away, "refused": turned_away},
        (*left_out, *hidden), number="id", layout=sheet,
    )  # fmt: skip
