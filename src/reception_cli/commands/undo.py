"""`reception undo`: take back the last command of this clerk; the register keeps both."""

from itertools import islice

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import steps
from reception_cli.reports.table import Table

_LISTED = 10


@options.verb(
    _("Take back your last command, or your last N; numbers stay taken, and the undo is recorded too."),
    ("reception undo --list", "reception undo --dry-run"),
    options.writing,
    columns=lambda _desk, _given: steps.columns(),
)
@click.argument("n", type=click.IntRange(min=1), default=1, metavar="[N]")
@click.option("--list", "listed", is_flag=True, help=_("Show your last commands and take nothing back."))
@click.pass_obj
def command(desk: Desk, n: int, listed: bool) -> Table:
    """Plan on the register as it is, ask when it is much, then take back exactly that."""
    user, today = desk.settings.user, desk.today.isoformat()
    if listed:
        found = steps.last(desk.book, user)
        return steps.table("undo", islice(found, max(n, _LISTED)), today)
    plan = steps.undo(desk.book, user, n)
    bulk.confirm(desk, "undo", plan.subjects)
    desk.record("undo", lambda book: steps.same(plan, steps.undo(book, user, n)).drafts)
    told = _("Would take back: {steps}.") if desk.settings.dry_run else _("Taken back: {steps}.")
    return steps.table("undo", plan.steps, today, told)
