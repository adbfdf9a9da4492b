"""`reception void`: strike a visit, a petition or an incident through."""

import click

from reception_cli.commands import bulk, options
from reception_cli.commands.correct import find
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports.table import Column, Table
from reception_cli.rules import correcting


@options.verb(
    _(
        "Strike through what should not be in the register: it stays visible, keeps its number and is not counted."
    ),
    ("reception void V1 --reason 'Ghi trùng với V2'", "reception void 1 --reason 'Mở nhầm vụ việc'"),
    options.writing,
    columns=lambda _desk, _given: _columns(),
)
@click.argument("number", metavar="ID", type=bulk.INCIDENTS)
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.option(
    "--after-seal", is_flag=True, help=_("Strike through behind a seal; it then stands apart in reports.")
)
@click.pass_obj
def command(desk: Desk, number: str, reason: str | None, after_seal: bool) -> Table:
    """Strike it through."""
    if not reason or not reason.strip():
        raise UsageFault(_("Missing: --reason."), _("Say why it is struck through."))
    why = clean(reason, _("reason"), lines=True)
    entries = desk.record(
        "void", lambda book: correcting.void(find(book, number), why, desk.seal(after_seal))
    )
    row = {"id": entries[0]["subject"]}
    said = _("{id} is struck through.").format(**row)
    return Table("void", _columns(), [row], said=(said,), number="id")


def _columns() -> tuple[Column, ...]:
    return (Column("id", _("Number")),)
