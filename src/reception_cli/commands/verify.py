"""`reception verify`: examine the register, repair nothing."""

import click

from reception_cli.commands import options, salvaging
from reception_cli.desk import Desk
from reception_cli.model.errors import NotFound
from reception_cli.model.words import _
from reception_cli.reports import salvaging as report
from reception_cli.reports import verify
from reception_cli.reports.table import Table
from reception_cli.rules.histories import Histories
from reception_cli.store import inspection
from reception_cli.store.delivery_place import unit_folder


@options.verb(
    _("Examine the register byte by byte; say nothing when all is well."),
    ("reception verify", "reception verify --print-head"),
    columns=lambda _desk, given: report.columns() if given["salvage"] else None,
)
@click.option(
    "--salvage", metavar="OUT", type=options.File(written=True, folder=True),
    help=_("Write the sound entries into a new desk and list the rest."),
)  # fmt: skip
@click.option("--head", "heads", multiple=True, metavar="'COUNT DIGEST'", help=_("A head noted elsewhere."))
@click.option("--since", metavar="'COUNT DIGEST'", help=_("An earlier head that this register must continue."))
@click.option("--print-head", is_flag=True, help=_("Print the head, for the paper form."))
@click.pass_obj
def command(
    desk: Desk, heads: tuple[str, ...], since: str | None, print_head: bool, salvage: str | None
) -> Table:
    """Read the file itself; the cards are only compared."""
    if salvage:
        return salvaging.salvage(desk, salvage)
    known = [verify.read_head(text) for text in (*heads, *([] if since is None else [since]))]
    found = inspection.inspect(desk.folder, known, desk.stamp, desk.progress("verify"), Histories)
    if found is None:
        raise NotFound(
            _("There is no register in '{folder}'.").format(folder=desk.folder.path),
            _("Name the desk's folder with --db."),
        )
    desk.unit = found.unit
    if print_head and found.ok:
        return verify.head_line(found)
    return verify.report(found, _units(desk))


def _units(desk: Desk) -> dict[str, inspection.Inspection]:
    """Examine the registers of the units that a desk consolidates, too."""
    found = {}
    for code in desk.area.codes() if desk.area else ():
        unit = unit_folder(desk.folder, code)
        if one := inspection.inspect(unit, [], desk.stamp, desk.progress("verify"), Histories):
            found[code] = one
    return found
