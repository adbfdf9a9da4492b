"""`reception note`: add a remark to an incident."""

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import moves


@options.verb(
    _("Add a remark to an incident; - reads it from standard input."),
    (
        "reception note 1 'Hẹn bổ sung giấy tờ ngày 30/11'",
        "reception note @1 'Đã gọi điện, không liên lạc được'",
    ),
    options.writing,
    columns=bulk.columns,
)
@click.argument("incident", metavar="ID", type=bulk.INCIDENTS)
@click.argument("text")
@click.pass_obj
def command(desk: Desk, incident: str, text: str) -> Table:
    """Record the remark."""
    told = clean(desk.settings.stdin() if text == "-" else text, _("note"), lines=True)
    if not told:
        raise UsageFault(_("Missing: TEXT."), _("Say what is to be remarked."))
    return bulk.change(desk, "note", [incident], lambda case: moves.note(case, told))
