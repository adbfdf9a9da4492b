"""`reception backup`: a verified, dated copy of the register."""

import os

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports import backups
from reception_cli.reports.table import Table
from reception_cli.store import backup, retention


def _dry_run() -> list[click.Option]:
    return [option for option in options.writing() if option.name == "dry_run"]


@options.verb(
    _("Copy the register, verify the copy, and keep the newest ones by day, week, month and year."),
    ("reception backup", "reception backup --list"),
    _dry_run,
    columns=lambda _desk, _given: backups.columns(),
)
@click.argument(
    "folder", metavar="[DIR]", required=False, type=options.File(written=True, folder=True, backups=True)
)
@click.option("--keep", metavar="RULE", help=_("Such as 7d,4w,12m,3y (default), or all."))
@click.option("--list", "list_", is_flag=True, help=_("List the backups that are there."))
@click.pass_obj
def command(desk: Desk, folder: str | None, keep: str | None, list_: bool) -> Table:
    """Make one, then make room."""
    into = os.path.abspath(folder) if folder else desk.backups
    rule = retention.read_keep(keep or str(desk.settings.config.get("keep") or retention.DEFAULT))
    known = backup.listed(into, desk.unit)
    if list_:
        return backups.listing(known, into)
    if desk.settings.dry_run:
        count = desk.book.db.execute("SELECT count(*) FROM entries").fetchone()[0]
        return backups.planned(count, into, retention.surplus(known, rule))
    made = backup.make(desk.folder, into, desk.unit, desk.settings.now, desk.progress("backup"))
    desk.did(made.name)
    if not known and _same_disk(desk.folder.path, into):
        desk.warn(_("This backup lies on the same disk as the register; another disk is safer."))
    older = retention.surplus(backup.listed(into, desk.unit), rule)
    return backups.made(made, *retention.prune(desk.book, older))


def _same_disk(one: str, other: str) -> bool:
    try:
        return os.stat(one).st_dev == os.stat(other).st_dev
    except OSError:
        return False
