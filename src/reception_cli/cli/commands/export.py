"""`reception export`: incidents, visits or petitions for another program, or a bundle; every export is recorded."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import filters, lists, options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import listing
from reception_cli.reporting.table import Column, Table


@options.verb(
    _("Write incidents or visits to a file, or the register as a bundle for another desk."),
    (
        "reception export --period 2026 -o incidents.xlsx", "reception export --visits --format csv",
        "reception export --bundle -o TB.jsonl.gz", "reception export --template -o so.xlsx",
    ),
    options.listing,
    options.past,
    columns=lambda desk, given: _columns(desk, given),
)
@filters.filters()
@click.option("--visits", is_flag=True, help=_("Export visits."))
@click.option("--petitions", is_flag=True, help=_("Export petitions."))
@click.option(
    "--bundle", is_flag=True, is_eager=True, callback=options.keep, help=_("The register itself, for another desk.")
)
@click.option(
    "--template", is_flag=True, is_eager=True, callback=options.keep,
    help=_("An empty register to fill in (-o FILE.xlsx), with lists to choose from and an example."),
)  # fmt: skip
@click.option("--since", metavar="'COUNT DIGEST'", help=_("Only what was added behind this head (with --bundle)."))
@click.option(
    "--seal", metavar="KEY", type=options.File(),
    help=_("Sign, and encrypt for this unit, public key or file (with --bundle)."),
)  # fmt: skip
@options.with_identity
@click.pass_context
def export(
    ctx: click.Context, selection: Filter, visits: bool, petitions: bool, bundle: bool, template: bool,
    since: str | None, seal: str | None, with_identity: bool, reason: str | None,
) -> Table:  # fmt: skip
    """Export what the filters leave, row by row; without a format or a file, JSON lines."""
    names = lists.Names(with_identity, reason or "")
    if template:
        if visits or petitions or bundle or since or seal or with_identity or not selection.empty:
            raise UsageFault(_("--template writes an empty register."), _("Leave the other options out, but -o."))
        emptied: Table = import_module("reception_cli.cli.commands.template").written(ctx.meta[options.GIVEN])
        return emptied
    if bundle:
        chosen = visits or petitions or not selection.empty
        bundling = import_module("reception_cli.cli.commands.bundles")
        told: Table = bundling.bundled(ctx.obj, ctx.meta[options.GIVEN], bundling.Ask(since, seal, names, chosen))
        return told
    if since or seal:
        raise UsageFault(_("--since and --seal belong to --bundle."), _("Add --bundle, or leave them out."))
    if visits and petitions:
        raise UsageFault(_("--visits and --petitions exclude each other."), _("Leave one of them out."))
    given = ctx.meta.setdefault(options.GIVEN, {})
    if not given.get("output"):
        given.setdefault("format", "jsonl")
    desk: Desk = ctx.obj
    what = lists.what({"visits": visits, "petitions": petitions})
    found = listing(desk.book, what, selection, desk.settings.sort, desk.settings.limit)
    return lists.shown(desk, "export", found, names, export=True)._replace(codes=True)


def _columns(desk: Desk, given: Mapping[str, Any]) -> tuple[Column, ...]:
    if given.get("template"):
        emptied: tuple[Column, ...] = import_module("reception_cli.cli.commands.template").columns()
        return emptied
    if given["bundle"]:
        columns: tuple[Column, ...] = import_module("reception_cli.reporting.bundles").columns()
        return columns
    return lists.listed(desk, given, export=True)
