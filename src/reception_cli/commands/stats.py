"""`reception stats`: how long it takes from receipt to each step, and how long the open ones have waited."""

from datetime import date

import click

from reception_cli.commands import filtering, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import stats, summary
from reception_cli.reports.filters import Wish
from reception_cli.reports.period import read_period
from reception_cli.reports.table import Table


@options.verb(
    _("Tell how many calendar days incidents take to each step and to the end, and how old the open ones are."),
    ("reception stats --period 2026", "reception stats --period last-quarter --by kind"),
    options.listing,
    options.past,
)
@filtering.filters()
@click.option("--by", type=click.Choice(list(stats.KEYS)), help=_("The same for each of these."))
@click.pass_obj
def command(desk: Desk, wish: Wish, by: str | None) -> Table:
    """Measure the incidents received in a period; without one, this year."""
    if not (wish.first or wish.last):
        wish = summary.within(wish, read_period("this-year", desk.today))
    as_at = desk.settings.as_at
    today = date.fromisoformat(as_at) if as_at else desk.today
    table = stats.stats(desk.book, wish, by or "", today, desk.codes)
    rows = summary.ordered(table.rows, desk.settings.sort, desk.settings.limit, table.columns)
    return table._replace(rows=rows)
