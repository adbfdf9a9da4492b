"""`reception urge`: press the bodies that have not replied."""

from datetime import date

import click

from reception_cli.commands import bulk, filtering, living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Table
from reception_cli.rules import steps


@options.verb(
    _("Press the bodies that have not replied, for the incidents that numbers or filters name."),
    (
        "reception urge 1 --doc '160/BTCD' --reply-by 20/12/2026",
        "reception urge 2 --body 'UBND xã Bình Trung' --doc '161/BTCD'",
    ),
    options.writing,
    columns=living.columns,
)
@filtering.filters()
@click.option("--body", metavar="TEXT", help=_("The body that is urged (those that were written to)."))
@living.doc
@living.reply_by
@living.on
@click.pass_obj
def command(
    desk: Desk, wish: Wish, body: str | None, doc: str | None, reply_by: date | None, day: date | None
) -> Table:
    """Urge them all, or none."""
    on = living.past(desk, day)
    said = {
        "body": living.text(body, _("the body")),
        "doc": living.paper(doc),
        "reply_by": living.iso(reply_by),
    }
    chosen = bulk.selected(desk, wish)
    return living.many(desk, "urge", chosen, lambda case, _book: steps.urge(case, said, on))
