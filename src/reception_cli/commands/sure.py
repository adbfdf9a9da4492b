"""What cannot be taken back: say what will happen and want a yes, --yes or an answer on the terminal."""

import click

from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import shown
from reception_cli.model.words import _


def sure(desk: Desk, lines: tuple[str, ...]) -> None:
    """Go on, or raise UsageFault: nobody was there to ask, or the answer was no."""
    if desk.settings.yes:
        return
    if not desk.settings.interactive:
        raise UsageFault("\n".join(lines), _("Repeat with --yes, or look first with --dry-run."))
    for line in lines:
        click.echo(shown(line), err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was changed."))
