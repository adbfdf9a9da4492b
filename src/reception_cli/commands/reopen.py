"""`reception reopen`: take a closed incident up again."""

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import moves


@options.verb(
    _("Take closed incidents up again; the first closing stays in their story."),
    (
        "reception reopen 1 --reason 'Công dân cung cấp tài liệu mới'",
        "reception reopen @1 --reason 'Đóng nhầm'",
    ),
    options.writing,
    columns=bulk.columns,
)
@click.argument("incidents", metavar="ID...", nargs=-1, required=True, type=bulk.INCIDENTS)
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.pass_obj
def command(desk: Desk, incidents: tuple[str, ...], reason: str | None) -> Table:
    """Reopen them all, or none."""
    if not reason or not reason.strip():
        raise UsageFault(_("Missing: --reason."), _("Say why it is taken up again."))
    why, on = clean(reason, _("reason"), lines=True), desk.today.isoformat()
    return bulk.change(
        desk, "reopen", options.numbers(desk, incidents), lambda case: moves.reopen(case, why, on)
    )
