"""`reception summarize`: visits, people, incidents and groups of a period."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import engine as engines
from reception_cli.cli import filters, lists, options, unit_options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries import figures
from reception_cli.index.queries.filters import Filter
from reception_cli.reporting import pairs, prose, seals, summary
from reception_cli.reporting.lists import counted_visits
from reception_cli.reporting.periods import Period, last_year, previous, read_period
from reception_cli.reporting.table import Table


@options.verb(
    _("Count visits, people, incidents and groups."),
    ("reception summarize --period 2026", "reception summarize --period last-quarter --by month,kind"),
    options.listing,
    options.past,
)
@filters.filters()
@click.option(
    "--by", default="", metavar="A,B", help=_("Rows by: {keys}.").format(keys=", ".join(figures.KEYS))
)
@click.option("--compare", type=click.Choice(["previous", "last-year"]), help=_("Beside an earlier period."))
@click.option(
    "--counting",
    type=click.Choice(["distinct", "per-visit"]),
    help=_("An incident counts once, or once a visit."),
)
@click.option("--records", is_flag=True, help=_("The visits behind the figures."))
@unit_options.drawn
@click.option("--prose", "written", is_flag=True, help=_("The figures as the paragraph of a report."))
@engines.option
@click.pass_obj
def summarize_command(
    desk: Desk, wish: Filter, by: str, compare: str | None, counting: str | None, records: bool, level: str | None,
    drawn_on: date | None, written: bool, engine: str | None,
) -> Table:  # fmt: skip
    """Count what the filters leave; without a period, this year."""
    keys = summary.read_by(by)
    if written:
        _refuse_rows(by, records, desk)
    if not (wish.first or wish.last):
        wish = summary.within(wish, read_period("this-year", desk.today))
    base = _base(wish, compare, desk)
    book = engines.book(desk, engine, wish, base)
    counting = counting or book.setting("counting", "distinct")
    drawn = unit_options.places(desk, keys, level, drawn_on, wish.last)
    late = seals.corrections(book, wish, counting, desk.before_seal)
    if records:
        table = summary.summary(book, wish, (), counting, base)
        visits = counted_visits(desk.book, wish, desk.settings.sort, desk.settings.limit)
        listed = lists.shown(desk, "summarize", visits, lists.Names())
        return listed._replace(totals=table.totals, notes=(*table.notes, *late, *listed.notes))
    table = summary.summary(book, wish, keys, counting, base, drawn.labels, () if wish.unit else drawn.silent)
    if written:
        today = desk.settings.as_at or desk.today.isoformat()
        report = prose.Report(counting, today, desk.names, compare or "", base)
        return prose.table(desk.book, wish, table, report)._replace(notes=(*table.notes, *late))
    shape = summary.shape(keys, base is not None, desk.codes, drawn.told)
    rows = summary.ordered(table.rows, desk.settings.sort, desk.settings.limit, shape)
    once = pairs.over_units(book, wish, table.totals) if counting == "distinct" else []
    return table._replace(columns=shape, rows=rows, notes=(*table.notes, *drawn.notes, *once, *late))


def _refuse_rows(by: str, records: bool, desk: Desk) -> None:
    """A paragraph has no rows to choose, to sort or to cut."""
    wishes = {"--by": by, "--records": records, "--sort": desk.settings.sort, "--limit": desk.settings.limit}
    for option in (option for option, given in wishes.items() if given):
        text = _("--prose and {option} exclude each other.").format(option=option)
        raise UsageFault(text, _("Leave one of them out."))


def _base(wish: Filter, compare: str | None, desk: Desk) -> Period | None:
    if compare is None:
        return None
    if not (wish.first and wish.last):
        raise UsageFault(_("An open period cannot be compared."), _("Give both --from and --to."))
    period = read_period(wish.period, desk.today)
    return previous(period) if compare == "previous" else last_year(period)
