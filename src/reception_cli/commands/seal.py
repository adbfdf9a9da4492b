"""`reception seal`: freeze the figures of a report that is handed in."""

from datetime import date

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.dates import said_day
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports import sealing
from reception_cli.reports.table import Table


@options.verb(
    _("Freeze visits, petitions and the kind and field of their incidents up to a day; later steps go on."),
    ("reception seal --to 14/09/2026 --yes", "reception seal --to 2026-06-14 --dry-run"),
    options.writing,
    columns=lambda _desk, _given: sealing.columns(),
)
@click.option("--to", "day", type=options.Day(), metavar="DATE", help=_("The last day that is frozen."))
@click.pass_obj
def command(desk: Desk, day: date | None) -> Table:
    """Say what is still unclassified, then seal."""
    if day is None:
        raise UsageFault(_("Missing: --to."), _("Give the last day of the report, such as --to 14/09/2026."))
    if day >= desk.today:
        raise UsageFault(_("{day} is not over yet.").format(day=said_day(day)), _("Seal up to a past day."))
    to = day.isoformat()
    open_ = sealing.unclassified(desk.book, to)
    _ask(desk, to, open_)
    desk.record("seal", lambda book: sealing.seal(book, to))
    return sealing.answer(desk.book, to, open_, desk.settings.dry_run)


def _ask(desk: Desk, to: str, open_: list[str]) -> None:
    """A seal is not taken back: want a yes."""
    if desk.settings.yes or desk.settings.dry_run:
        return
    line = sealing.warning(to, open_)
    if not desk.settings.interactive:
        raise UsageFault(line, _("Repeat with --yes, or look first with --dry-run."))
    click.echo(line, err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was recorded."))
