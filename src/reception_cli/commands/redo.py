"""`reception redo`: do again what the last undo of this clerk took back."""

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import steps
from reception_cli.reports.table import Table


@options.verb(
    _("Do again what your last undo took back."),
    ("reception redo --dry-run", "reception redo --yes"),
    options.writing,
    columns=lambda _desk, _given: steps.columns(),
)
@click.pass_obj
def command(desk: Desk) -> Table:
    """Plan on the register as it is, ask when it is much, then take back exactly that undo."""
    user, today = desk.settings.user, desk.today.isoformat()
    plan = steps.redo(desk.book, user)
    bulk.confirm(desk, "redo", plan.subjects)
    desk.record("redo", lambda book: steps.same(plan, steps.redo(book, user)).drafts)
    told = _("Would do again: {steps}.") if desk.settings.dry_run else _("Done again: {steps}.")
    return steps.table("redo", plan.steps, today, told)
