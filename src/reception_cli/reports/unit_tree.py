"""The tree of units as a table, and what changed in it."""

from collections.abc import Callable
from typing import Any

from reception_cli.model.words import _, ngettext
from reception_cli.reports.columns import coded
from reception_cli.reports.table import Column, Table
from reception_cli.reports.units import some
from reception_cli.rules import levels
from reception_cli.rules.units import Tree, Unit

Codes = Callable[[str], Any]


def listing(known: Tree, day: str, level: str, codes: Codes) -> Table:
    """List the tree, or what of it there is on a day, or of one level."""
    found = [row for row in levels.rows(known) if (not day or row.on(day)) and level in ("", row.level)]
    return Table("units", columns(codes), map(_row, found), {"units": len(found)}, number="code")


def changed(before: Tree, after: Tree, codes: Codes, dry_run: bool) -> Table:
    """Tell the rows that are new or different, and what stands no more."""
    old, new = set(levels.rows(before)), list(levels.rows(after))
    rows = [row for row in new if row not in old]
    if not rows:
        told = _("Nothing changed: it stands so already.")
    else:
        text = ngettext("{n} row of the tree of units", "{n} rows of the tree of units", len(rows)).format(n=len(rows))
        told = (_("{rows} would be written: {units}.") if dry_run else _("{rows} written: {units}.")).format(
            rows=text, units=some(dict.fromkeys(row.code for row in rows))
        )
    return Table("units", columns(codes), map(_row, rows), {"units": len(new)}, said=(told,), number="code")


def columns(codes: Codes) -> tuple[Column, ...]:
    """Give the columns of the tree."""
    return (
        Column("code", _("Code of the unit")), Column("name", _("Name of the unit")), coded("level", _("Level"), codes),
        Column("parent", _("Lies below")), Column("valid_from", _("First day"), "date"),
        Column("valid_to", _("Last day"), "date"), Column("successor", _("Became"), "list"),
    )  # fmt: skip


def _row(row: Unit) -> dict[str, Any]:
    told = row._asdict()
    return {**{key: value or None for key, value in told.items()}, "successor": list(row.successor)}
