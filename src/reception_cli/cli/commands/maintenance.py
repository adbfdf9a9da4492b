"""Keeping the register: examine it, save what is sound of it, copy it, put a copy back, show its entries."""

import os
from contextlib import closing
from functools import partial

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.bulk import aside, sure
from reception_cli.domain.entry import Head
from reception_cli.domain.errors import NotFound, ReceptionError, UsageFault
from reception_cli.domain.words import _
from reception_cli.events.history_check import HistoryCheck
from reception_cli.exchange.inbox import unit_folder
from reception_cli.index.queries import entries
from reception_cli.index.views import read_to
from reception_cli.ledger.age import Opener
from reception_cli.ledger.audit import Key
from reception_cli.maintenance import backup as backups
from reception_cli.maintenance import restore as restoring
from reception_cli.maintenance import salvage
from reception_cli.maintenance import verify as verifying
from reception_cli.reporting import log as logs
from reception_cli.reporting import upkeep, verification
from reception_cli.reporting.table import Table

# --- `reception verify --salvage OUT`: what is sound of a damaged register, in a new one.

def salvage_into(desk: Desk, out: str) -> Table:
    """Write the sound entries into a new register in the folder `out`; list the rest."""
    if not os.path.isfile(desk.folder.ledger.path):
        raise NotFound(_("There is no register in '{folder}'.").format(folder=desk.folder.path))
    noted = [witness.head for witness in desk.folder.witnesses()]
    tell = desk.progress("salvage")
    found = salvage.salvage(desk.folder.ledger.path, out, desk.stamp, noted, tell)
    desk.put_at(out, "verify")
    desk.did(os.path.abspath(out))
    desk.unit = ""
    return upkeep.salvage_answer(found, os.path.abspath(out))


# --- examine the register, repair nothing.

@options.verb(
    _("Examine the register byte by byte; say nothing when all is well."),
    ("reception verify", "reception verify --print-head"),
    columns=lambda _desk, given: upkeep.salvaging_columns() if given["salvage"] else None,
)
@click.option(
    "--salvage", metavar="OUT", type=options.File(written=True, folder=True),
    help=_("Write the sound entries into a new desk and list the rest."),
)  # fmt: skip
@click.option("--head", "heads", multiple=True, metavar="'COUNT DIGEST'", help=_("A head noted elsewhere."))
@click.option("--since", metavar="'COUNT DIGEST'", help=_("An earlier head that this register must continue."))
@options.key_file
@click.option("--print-head", is_flag=True, help=_("Print the head, for the paper form."))
@click.pass_obj
def verify(
    desk: Desk, heads: tuple[str, ...], since: str | None, key_file: str | None, print_head: bool, salvage: str | None
) -> Table:
    """Read the file itself; the cards are only compared."""
    if salvage:
        if key_file:
            raise UsageFault(_("--salvage takes over what is encrypted as it is; leave --key-file out."))
        return salvage_into(desk, salvage)
    known = [verification.read_head(text) for text in (*heads, *([] if since is None else [since]))]
    found = examined(desk, known, partial(opener, desk, key_file))
    if found is None:
        raise NotFound(
            _("There is no register in '{folder}'.").format(folder=desk.folder.path),
            _("Name the desk's folder with --db."),
        )
    desk.unit = found.unit
    if print_head and found.ok:
        return verification.head_line(found)
    told = verification.report(found, units(desk))
    aside(desk, (note for note in told.notes if note.code == verification.REMEDY))
    return told


def examined(desk: Desk, known: list[Head], key: Key) -> verifying.Inspection | None:
    """Examine the desk's own register as a whole; None where there is none."""
    return verifying.inspect(desk.folder, known, desk.stamp, desk.progress("verify"), HistoryCheck, key=key)


def opener(desk: Desk, key_file: str | None) -> Opener | None:
    """Read the key of what is encrypted; without one, or without the extra, nothing encrypted is examined."""
    try:
        return desk.key(key_file)
    except ReceptionError as fault:
        if key_file:
            raise
        desk.warn(fault.message)
        return None


def units(desk: Desk) -> dict[str, verifying.Inspection]:
    """Examine the registers of the units that a desk consolidates, too."""
    found = {}
    for code in desk.area.codes() if desk.area else ():
        unit = unit_folder(desk.folder, code)
        if one := verifying.inspect(unit, [], desk.stamp, desk.progress("verify"), HistoryCheck):
            found[code] = one
    return found


# --- a verified, dated copy of the register.

@options.verb(
    _("Copy the register, verify the copy, and keep the newest ones by day, week, month and year."),
    ("reception backup", "reception backup --list"),
    options.dry_run,
    columns=lambda _desk, _given: upkeep.backup_columns(),
)
@click.argument(
    "folder", metavar="[DIR]", required=False, type=options.File(written=True, folder=True, backups=True)
)
@click.option("--keep", metavar="RULE", help=_("Such as 7d,4w,12m,3y (default), or all."))
@click.option("--list", "list_", is_flag=True, help=_("List the backups that are there."))
@click.pass_obj
def backup(desk: Desk, folder: str | None, keep: str | None, list_: bool) -> Table:
    """Make one, then make room."""
    if not folder:
        desk.habit("backup")  # nobody would look for it elsewhere
    into = os.path.abspath(folder) if folder else desk.backups
    rule = backups.read_keep(keep or str((None if list_ else desk.habit("keep")) or backups.DEFAULT))
    known = backups.listed(into, desk.unit)
    if list_:
        return upkeep.backup_list(known, into)
    if desk.settings.dry_run:
        count = entries.count(desk.book)
        return upkeep.backup_planned(count, into, backups.surplus(known, rule))
    return upkeep.backup_made(*copied(desk, into, rule))


def copied(
    desk: Desk, into: str, rule: dict[str, int]
) -> tuple[backups.Backup, list[backups.Backup], list[backups.Backup]]:
    """Make a backup, and room for it; gives the backup, those that were removed, and those that were left."""
    first = not backups.listed(into, desk.unit)
    made = backups.make(desk.folder, into, desk.unit, desk.settings.now, desk.progress("backup"))
    desk.did(made.name)
    desk.put_at(into, "backup")  # the folder once, not every copy: there is one each night
    if first and _same_disk(desk.folder.path, into):
        desk.warn(_("This backup lies on the same disk as the register; another disk is safer."))
    older = backups.surplus(backups.listed(into, desk.unit), rule)
    # the one just made is not the newest by name where the clock went back: it stays all the same
    return made, *backups.prune(desk.book, [one for one in older if one.name != made.name])


def head(desk: Desk) -> Head:
    """Tell the head of the desk's own register as it is now."""
    with closing(desk.folder.read()) as book:
        return read_to(book).head


def _same_disk(one: str, other: str) -> bool:
    try:
        return os.stat(one).st_dev == os.stat(other).st_dev
    except OSError:
        return False


# --- put a backup in the register's place.

@options.verb(
    _("Verify a backup and put it in the register's place; the present register is kept aside."),
    ("reception restore backups/TB-20261123-081000 --dry-run", "reception restore backups/TB-20261123-081000 --yes"),
    options.writing,
    columns=lambda _desk, _given: upkeep.restoring_columns(),
)
@click.argument("source", metavar="FILE|FOLDER", type=options.File())
@click.pass_obj
def restore(desk: Desk, source: str) -> Table:
    """Say what would be lost, then do it after a yes."""
    path = restoring.find(source)
    found = restoring.look(desk.folder, path, desk.progress("restore"))
    if desk.settings.dry_run:
        return upkeep.restore_planned(found)
    sure(desk, upkeep.restore_warning(found))
    desk.believe_clock()
    restored = restoring.restore(desk.folder, path, desk.stamp)
    desk.put_at(path, "restore")
    desk.did(_("entry {seq}").format(seq=restored.head.count))
    return upkeep.restore_done(found, restored)


# --- the entries of the register, as they were written.

@options.verb(
    _("Show the entries of the register, or all that concerns one incident, visit or petition."),
    ("reception log --limit 20", "reception log 1"),
    options.limit,  # the order of a log is that of the register
)
@click.argument("number", metavar="[ID]", required=False, type=options.Incident())
@click.pass_obj
def log(desk: Desk, number: str | None) -> Table:
    """List them, the newest last; never a private value."""
    return logs.log(desk.book, number, desk.settings.limit, desk.names)
