"""`reception restore`: put a backup in the register's place."""

import click

from reception_cli.commands import options
from reception_cli.commands.sure import sure
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import restoring as report
from reception_cli.reports.table import Table
from reception_cli.store import restoring


@options.verb(
    _("Verify a backup and put it in the register's place; the present register is kept aside."),
    ("reception restore backups/TB-20261123-081000 --dry-run", "reception restore backups/TB-20261123-081000 --yes"),
    options.writing,
    columns=lambda _desk, _given: report.columns(),
)
@click.argument("source", metavar="FILE|FOLDER", type=options.File())
@click.pass_obj
def command(desk: Desk, source: str) -> Table:
    """Say what would be lost, then do it after a yes."""
    path = restoring.find(source)
    found = restoring.look(desk.folder, path, desk.progress("restore"))
    if desk.settings.dry_run:
        return report.planned(found)
    sure(desk, report.warning(found))
    desk.believe_clock()
    restored = restoring.restore(desk.folder, path, desk.stamp)
    desk.did(_("entry {seq}").format(seq=restored.head.count))
    return report.done(found, restored)
