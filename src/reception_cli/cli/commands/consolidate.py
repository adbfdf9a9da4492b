"""`reception consolidate`: take in what the units have sent, and tell what is missing."""

from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.commands import take_in
from reception_cli.cli.commands.take_in import Wish
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.intake.expected import read_expected
from reception_cli.reporting import consolidation, pairs
from reception_cli.reporting.consolidation import Expected
from reception_cli.reporting.table import Table


def _into(ctx: click.Context, _param: click.Parameter, value: str | None) -> Any:
    """The desk that takes in is the desk of this command."""
    if value is not None:
        ctx.meta.setdefault(options.GIVEN, {})["db"] = value
    return value


@options.verb(
    _(
        "Take in bundles of units, and plain registers as CODE=FILE: each proves itself or is refused with the reason. "
        "One line a unit: entries, gaps, what changed, and whether its totals are the sender's."
    ),
    (
        "reception consolidate QS.jsonl.gz PN.jsonl.gz --expect units.csv",
        "reception consolidate QS.jsonl.gz HD=thang-binh-2023.xlsx --strict",
        "reception consolidate --pairs",
    ),
    options.writing,
    columns=lambda _desk, given: pairs.columns() if given["paired"] else consolidation.columns(),
)
@click.argument("files", nargs=-1, metavar="[FILE|CODE=FILE]...", type=options.File())
@click.option(
    "--into", metavar="DESK", is_eager=True, expose_value=False, callback=_into,
    help=_("The desk that takes in; by default that of --db."),
)  # fmt: skip
@click.option(
    "--expect", metavar="FILE.csv", type=options.File(),
    help=_("Who is to deliver: unit, name, to (a day), due (a day)."),
)  # fmt: skip
@click.option("--strict", is_flag=True, help=_("Take all or nothing: nothing missing, late, refused or differing."))
@click.option(
    "--map", "map_name", metavar="NAME|FILE.toml", type=options.File(),
    help=_("How to read plain registers, as `import` does."),
)  # fmt: skip
@click.option("--update", is_flag=True, help=_("Take what differs in lines of plain registers that are known already."))
@click.option("--pairs", "paired", is_flag=True, help=_("List incidents of the same citizen at several units."))
@click.pass_obj
def consolidate_command(
    desk: Desk,
    files: tuple[str, ...],
    expect: str | None,
    strict: bool,
    map_name: str | None,
    update: bool,
    paired: bool,
) -> Table:
    """Take in what was sent, or list pairs."""
    if paired:
        if files or expect or strict or map_name or update:
            raise UsageFault(_("--pairs takes nothing in."), _("Consolidate first, then list the pairs."))
        return pairs.listing(desk.book)
    if not files and not expect:
        raise UsageFault(_("Nothing was named to take in."), _("Name the files: reception consolidate *.jsonl.gz."))
    wanted = [Expected(*one) for one in read_expected(expect, desk.today)] if expect else []
    return take_in.consolidated(desk, Wish(files, map_name, wanted, strict, update))
