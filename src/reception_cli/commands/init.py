"""`reception init`: make a desk."""

import os

import click

from reception_cli.commands import config, options
from reception_cli.desk import Desk
from reception_cli.model import unit as unit_code
from reception_cli.model.entry import Draft
from reception_cli.model.errors import Refused, UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports.table import Column, Table


@options.verb(
    _("Make a desk: a folder with an empty register."),
    ("reception init --unit TB --name 'Ban Tiếp công dân huyện Thăng Bình'", "reception --db ./desk init"),
    options.writing,
    columns=lambda _desk, _given: columns(),
)
@click.option("--unit", default="DESK", metavar="CODE", help=_("Code of the unit: letters, digits, - and ."))
@click.option("--name", metavar="NAME", help=_("Name of the unit; by default its code."))
@click.pass_obj
def command(desk: Desk, unit: str, name: str | None) -> Table:
    """Make the folder and write the first entry."""
    answer = begin(desk, unit, name or unit)
    language = dict(desk.settings.habits)["flag"].get("lang")
    if language and not desk.settings.dry_run:
        config.write(desk, "lang", language, own=False)
    return answer


def begin(desk: Desk, unit: str, name: str) -> Table:
    """Make the desk; raises Refused where there is a register already."""
    if not unit_code.fits(unit):
        raise UsageFault(
            _("'{unit}' cannot be the code of a unit.").format(unit=unit[:60]),
            _("Use letters, digits, - and . only, at most 40."),
        )
    name = clean(name, _("name of the unit")) or unit
    if desk.folder.exists():
        raise Refused(_("There is a register in '{folder}' already.").format(folder=desk.folder.path))
    secret = os.urandom(16).hex()
    data = {"unit": unit, "name": name, "register": os.urandom(8).hex()}
    if not desk.settings.dry_run:
        desk.begin([Draft("configured", "", data, {"secret": secret})])
    desk.unit = unit
    row = {"unit": unit, "name": name, "folder": desk.folder.path}
    dry = _("The desk {unit} would be made in {folder}.")
    said = (dry if desk.settings.dry_run else _("The desk {unit} is ready in {folder}.")).format(**row)
    return Table("init", columns(), [row], said=(said,), number="folder")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return Column("unit", _("Unit")), Column("name", _("Name of the unit")), Column("folder", _("Folder"))
