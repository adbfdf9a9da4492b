"""`reception summarize`: visits, people, incidents and groups of a period."""

from datetime import date
from typing import TYPE_CHECKING

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import figure_options, filters, lists, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries import figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import counted_visits
from reception_cli.reporting import seals, summary, unit_places
from reception_cli.reporting.periods import Period, last_year, previous, read_period
from reception_cli.reporting.table import Table

if TYPE_CHECKING:
    from reception_cli.reporting.persons import Counter


@options.verb(
    _("Count visits, people, incidents and groups."),
    ("reception summarize --period 2026", "reception summarize --period last-quarter --by month,kind"),
    options.listing,
    options.past,
)
@filters.filters()
@click.option(
    "--by", default="", metavar="A,B", type=options.Word("groupings"),
    help=_("Rows by: {keys}.").format(keys=", ".join(figures.KEYS))
)
@click.option("--compare", type=click.Choice(["previous", "last-year"]), help=_("Beside an earlier period."))
@options.counting
@click.option("--persons", is_flag=True, help=_("How many different persons came, too."))
@click.option("--records", is_flag=True, help=_("The visits behind the figures."))
@figure_options.units
@click.option("--prose", "written", is_flag=True, help=_("The figures as the paragraph of a report."))
@click.option(
    "--report", "whole", is_flag=True,
    help=_("The whole report in words, as offices order it: every figure is one of the statutory forms.")
)
@figure_options.engine
@click.pass_obj
def summarize(
    desk: Desk, selection: Filter, by: str, compare: str | None, counting: str | None, persons: bool, records: bool,
    level: str | None, drawn_on: date | None, written: bool, whole: bool, engine: str | None,
) -> Table:  # fmt: skip
    """Count what the filters leave; without a period, this year."""
    keys = summary.read_by(by)
    if written or whole:
        _refuse_rows("--report" if whole else "--prose", by, records, persons, desk)
    if records and persons:
        text = _("{one} and {other} exclude each other.").format(one="--records", other="--persons")
        raise UsageFault(text, _("Leave one of them out."))
    if not (selection.first or selection.last):
        selection = selection.within(*read_period("this-year", desk.today))
    base = _base(selection, compare, desk)
    book = figure_options.book(desk, engine, selection, base)
    counting = counting or book.setting("counting", "distinct")
    drawn = figure_options.places(desk, keys, level, drawn_on, selection.last)
    late = seals.corrections(book, selection, counting, desk.around_seal)
    if records:
        table = summary.summary(book, selection, (), counting, base)
        visits = counted_visits(desk.book, selection, desk.settings.sort, desk.settings.limit)
        listed = lists.shown(desk, "summarize", visits, lists.NO_NAMES)
        return listed._replace(totals=table.totals, notes=(*table.notes, *late, *listed.notes))
    table = summary.summary(
        book, selection, keys, counting, base, drawn.labels, () if selection.unit else drawn.silent,
        _counter(desk) if persons else None,
    )  # fmt: skip
    if whole or written:
        from reception_cli.index.queries.forms import Span, counted_bodies
        from reception_cli.reporting import prose  # tables need none of it

        report = prose.Report(
            counting, desk.looked_at.isoformat(), book.setting("rates", "rounded"), desk.names, compare or "", base
        )
        told = table._replace(notes=(*table.notes, *late))
        if whole:
            span = Span(*_days(selection), counting, bodies=counted_bodies(book))
            return prose.whole_report(desk.book, told, span, report)
        return prose.paragraph(desk.book, selection, told, report)
    shape = summary.shape(keys, base is not None, desk.codes, drawn.told, persons)
    rows = summary.ordered(table.rows, desk.settings.sort, desk.settings.limit, shape)
    once = unit_places.over_units(book, selection, table.totals) if counting == "distinct" else []
    return table._replace(columns=shape, rows=rows, notes=(*table.notes, *drawn.notes, *once, *late))


def _counter(desk: Desk) -> "Counter":
    """Count persons as this desk knows them; beside those of units by the key of the area."""
    from reception_cli.exchange.keys import area_key  # few figures ask who is the same
    from reception_cli.reporting.persons import Counter

    key = area_key(desk.folder.path) if desk.book.wide else None
    return Counter(desk.book, key.mark) if key else Counter(desk.book)


def _days(selection: Filter) -> tuple[date, date]:
    """Ask for the days of a report; the forms count all of a period, whatever else is filtered."""
    if selection != Filter(first=selection.first, last=selection.last, period=selection.period):
        raise UsageFault(
            _("--report tells the statutory forms, which count everything of a period."),
            _("Leave out the other filters, or tell the filtered figures by --prose."),
        )
    if not (selection.first and selection.last):
        raise UsageFault(_("A report has a first and a last day."), _("Give both --from and --to."))
    return date.fromisoformat(selection.first), date.fromisoformat(selection.last)


def _refuse_rows(option_: str, by: str, records: bool, persons: bool, desk: Desk) -> None:
    """A paragraph has no rows to choose, to sort or to cut."""
    wishes = {
        "--by": by, "--records": records, "--persons": persons, "--sort": desk.settings.sort,
        "--limit": desk.settings.limit,
    }  # fmt: skip
    for option in (option for option, given in wishes.items() if given):
        text = _("{one} and {other} exclude each other.").format(one=option_, other=option)
        raise UsageFault(text, _("Leave one of them out."))


def _base(selection: Filter, compare: str | None, desk: Desk) -> Period | None:
    if compare is None:
        return None
    if not (selection.first and selection.last):
        raise UsageFault(_("An open period cannot be compared."), _("Give both --from and --to."))
    period = read_period(selection.period, desk.today)
    return previous(period) if compare == "previous" else last_year(period)
