"""`reception refer`: send an incident to the body that is competent."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import steps


@options.verb(
    _("Send an incident to the body that is competent, and note by when it is to reply."),
    (
        "reception refer 1 'UBND tỉnh' --doc '145/PC-BTCD' --reply-by 15/12/2026",
        "reception refer 2 'Sở Nông nghiệp và Môi trường' --doc '146/PC-BTCD' --on 20/11/2026",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.argument("to", metavar="TO")
@living.doc
@living.reply_by
@living.on
@living.reason
@click.pass_obj
def command(
    desk: Desk,
    incident: str,
    to: str,
    doc: str | None,
    reply_by: date | None,
    day: date | None,
    reason: str | None,
) -> Table:
    """Refer it."""
    on = living.past(desk, day)
    wish = {
        "to": living.text(to, _("the body")), "doc": living.paper(doc), "reply_by": living.iso(reply_by),
        "reason": living.text(reason, _("reason")),
    }  # fmt: skip
    return living.one(desk, "refer", incident, lambda case, _book: steps.refer(case, wish, on))
