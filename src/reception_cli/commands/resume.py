"""`reception resume`: go on with a suspended incident."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import extending


@options.verb(
    _("Go on with a suspended incident: its clock runs on."),
    (
        "reception resume 1 --reason 'Đã có kết luận giám định' --doc '15/QĐ-TTGQ'",
        "reception resume 2 --on 22/11/2026",
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
    """Resume it."""
    on = living.past(desk, day)
    wish = {"reason": living.text(reason, _("reason")), "doc": living.paper(doc)}
    return living.one(desk, "resume", incident, lambda case, _book: extending.resume(case, wish, on))
