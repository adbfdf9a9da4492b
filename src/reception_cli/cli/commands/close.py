"""`reception close`: close incidents with their result."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, options, prompts
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import lifecycle
from reception_cli.index.queries.filters import Filter
from reception_cli.reporting.table import Table


@options.verb(
    _("Close the incidents that numbers or filters name; how they were handled decides which results fit."),
    (
        "reception close 1 --result guided --doc '145/PC-BTCD'",
        "reception close 1 2 --result answered --on 20/11/2026 --note 'Đã trả lời tại buổi tiếp'",
    ),
    options.writing,
    columns=bulk.columns,
)
@filters.filters()
@click.option("--result", type=options.Code("result"), help=_("How it ended."))
@click.option("--doc", metavar="NO", help=_("Number of the paper that ends it."))
@click.option("--on", "day", type=options.Day(), metavar="DATE", help=_("Day it ended (today)."))
@click.option("--note", metavar="TEXT", help=_("A remark."))
@click.pass_obj
def close(
    desk: Desk, selection: Filter, result: str | None, doc: str | None, day: date | None, note: str | None
) -> Table:
    """Close them all, or none."""
    wanted = bulk.selected(desk, selection)
    if result is None and desk.settings.interactive:
        now = desk.today.isoformat()
        fit = [set(lifecycle.fitting(desk.own.case(incident), now)) for incident in wanted]
        result = prompts.code(desk, "result", _("Result"), set.union(set(), *fit))
    if result is None:
        raise UsageFault(_("Missing: --result."), _("Give how it ended, such as --result answered."))
    on = options.past_day(desk, day)
    doc = clean(doc, _("document number"), 100) if doc else None
    text = clean(note, _("note"), lines=True) if note else ""
    return bulk.change(desk, "close", wanted, lambda case, _book: lifecycle.close(case, result, on, doc, text))
