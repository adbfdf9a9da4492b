"""`reception pause`: suspend an incident."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import extending


@options.verb(
    _("Suspend an incident: its clock stands still until `reception resume`."),
    (
        "reception pause 1 --reason 'Chờ kết luận giám định' --doc '12/QĐ-TĐC'",
        "reception pause 2 --on 20/11/2026 --reason 'Bão lụt'",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@living.reason
@living.doc
@living.on
@click.pass_obj
def command(desk: Desk, incident: str, reason: str | None, doc: str | None, day: date | None) -> Table:
    """Suspend it."""
    on = living.past(desk, day)
    wish = {"reason": living.text(reason, _("reason")), "doc": living.paper(doc)}
    return living.one(desk, "pause", incident, lambda case, _book: extending.pause(case, wish, on))
