"""`reception units`: the dated tree of units, by which a consolidating desk adds up."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _, ngettext
from reception_cli.index.register_view import RegisterView
from reception_cli.intake.units import Read, examples, read_units
from reception_cli.law import unit_changes, units
from reception_cli.law.unit_changes import Change
from reception_cli.law.units import Tree, Unit
from reception_cli.reporting import unit_places
from reception_cli.reporting.table import Table
from reception_cli.reporting.unit_places import tree

Redraw = Callable[[Tree], Tree]
_TAKES = {  # action -> how many words it takes, at least and at most, and the options that it can use
    "list": (0, 0, {"on", "level"}),
    "add": (1, 1, {"name", "level", "parent", "from", "to"}),
    "rename": (1, 1, {"name", "level", "parent", "code", "on"}),
    "merge": (1, 1000, {"name", "level", "parent", "into", "on"}),
    "split": (1, 1, {"level", "parent", "into", "on"}),
    "import": (1, 1, set[str]()),
}


class Said(NamedTuple):
    """What was typed of a unit."""

    words: tuple[str, ...]
    change: Change
    into: tuple[Change, ...]
    on: str
    first: str
    last: str


@options.verb(
    _(
        "Keep the dated tree of units: list, add CODE, rename CODE, merge CODE... --into CODE, split CODE --into A "
        "--into B, import FILE (or an example by its name). Figures by unit are added up by it."
    ),
    (
        "reception units import thang-binh-2025",
        "reception units list --on 2025-07-01",
        "reception units add DN --name 'thành phố Đà Nẵng' --level province",
    ),
    options.writing,
    columns=lambda desk, _given: unit_places.columns(desk.codes),
)
@click.argument("action", type=click.Choice(list(_TAKES)), default="list", metavar="[list|add|rename|merge|...]")
@click.argument("words", nargs=-1, metavar="[CODE|FILE]...", type=options.File())
@click.option("--name", metavar="NAME", help=_("What the unit is called."))
@click.option("--level", type=options.Code("level"), metavar="LEVEL", help=_("province, district, commune ..."))
@click.option("--parent", metavar="CODE", help=_("The unit that it lies below."))
@click.option("--from", "day_from", type=options.Day(), metavar="DATE", help=_("First day; none: always."))
@click.option("--to", "day_to", type=options.Day(), metavar="DATE", help=_("Last day; none: still."))
@click.option("--on", type=options.Day(), metavar="DATE", help=_("The first day of the new order; what is shown."))
@click.option("--into", multiple=True, metavar="CODE[=NAME]", help=_("What it becomes; made where it is not there."))
@click.option("--code", metavar="CODE", help=_("The new code."))
@click.pass_obj
def units_command(
    desk: Desk, action: str, words: tuple[str, ...], name: str | None, level: str | None, parent: str | None,
    day_from: date | None, day_to: date | None, on: date | None, into: tuple[str, ...], code: str | None,
) -> Table:  # fmt: skip
    """Show the tree, or change it: an entry of the register, since it moves figures."""
    _usable(action, words, {
        "name": name, "level": level, "parent": parent, "from": day_from, "to": day_to, "on": on, "into": into,
        "code": code,
    })  # fmt: skip
    change = Change(code or "", clean(name or "", _("name")), level or "", parent or "")
    parts = tuple(_part(text, change) for text in into)
    said = Said(words, change, parts, *("" if day is None else day.isoformat() for day in (on, day_from, day_to)))
    if action == "list":
        return unit_places.listing(tree(desk.book), said.on, change.level, desk.codes)
    if action == "import":
        return _import(desk, words[0])
    return _record(desk, lambda known: unit_changes.check(_REDRAWS[action](known, said)))


def _usable(action: str, words: tuple[str, ...], given: dict[str, object]) -> None:
    """Refuse what an action cannot use, and ask for what it needs."""
    least, most, usable = _TAKES[action]
    unused = [name for name, value in given.items() if value not in (None, ()) and name not in usable]
    if unused:
        raise UsageFault(_("`{verb}` has no use for {option}.").format(verb=f"units {action}", option=f"--{unused[0]}"))
    if not least <= len(words) <= most:
        wanted = _("a file, or one of {names}").format(names=", ".join(examples())) if action == "import" else "CODE"
        told = _("`{verb}` takes: {wanted}.") if most else _("`{verb}` takes no words.")
        raise UsageFault(told.format(verb=f"units {action}", wanted=wanted), _("See `reception units --help`."))
    needed = {"merge": ("into", "on"), "split": ("into", "on")}.get(action, ())
    missing = ["--" + name for name in needed if not given[name]]
    if missing:
        raise UsageFault(_("Missing: {what}.").format(what=", ".join(missing)), _("See `reception units --help`."))


def _part(text: str, change: Change) -> Change:
    """Read `TA` or `TA=xã Thăng An`; level and parent are those that were said for all."""
    code, _sign, name = text.partition("=")
    return change._replace(code=code.strip(), name=clean(name, _("name")) or change.name)


def _add(known: Tree, said: Said) -> Tree:
    own, (code,) = said.change, said.words
    missing = [option for option, value in (("--name", own.name), ("--level", own.level)) if not value]
    if missing:
        raise UsageFault(_("Missing: {what}.").format(what=", ".join(missing)), _("See `reception units --help`."))
    return unit_changes.add(
        known, Unit(code, own.name, own.level, units.spelt(known, own.parent), said.first, said.last)
    )


def _rename(known: Tree, said: Said) -> Tree:
    if not any(said.change):
        raise UsageFault(
            _("Missing: {what}.").format(what="--name, --code, --level, --parent"), _("See `reception units --help`.")
        )
    return unit_changes.rename(known, units.spelt(known, said.words[0]), _known(known, said.change), said.on)


def _merge(known: Tree, said: Said) -> Tree:
    if len(said.into) > 1:
        raise UsageFault(_("Units are merged into one."), _("To make several of one say `reception units split`."))
    codes = tuple(units.spelt(known, code) for code in said.words)
    return unit_changes.merge(known, codes, _known(known, said.into[0]), said.on)


def _split(known: Tree, said: Said) -> Tree:
    parts = tuple(_known(known, part) for part in said.into)
    return unit_changes.split(known, units.spelt(known, said.words[0]), parts, said.on)


_REDRAWS: dict[str, Callable[[Tree, Said], Tree]] = {
    "add": _add, "rename": _rename, "merge": _merge, "split": _split,
}  # fmt: skip


def _known(known: Tree, wish: Change) -> Change:
    """Spell the codes as the tree does."""
    return wish._replace(code=units.spelt(known, wish.code), parent=units.spelt(known, wish.parent))


def _import(desk: Desk, path: str) -> Table:
    read = read_units(path, desk.today)
    return _record(desk, lambda known: _taken(known, read))


def _taken(known: Tree, read: Read) -> Tree:
    """Take the rows of a file; raises Damaged that lists all that is wrong in it."""
    after = unit_changes.taken(known, (row for _number, row in read.rows))
    numbers = {row.code: n for n, row in reversed(read.rows)}
    told = _("row {number}: {text}")
    wrong = [
        told.format(number=numbers[fault.code], text=f"{fault.code}: {fault.text}")
        if fault.code in numbers else f"{fault.code}: {fault.text}"
        for fault in units.faults(after)
    ]  # fmt: skip
    found = [*read.faults, *wrong]
    if found:
        head = ngettext("{n} fault; nothing was recorded:", "{n} faults; nothing was recorded:", len(found))
        raise Damaged("\n  ".join((head.format(n=len(found)), *found)), _("Mend them in the file."), faults=found)
    return after


def _record(desk: Desk, redraw: Redraw) -> Table:
    """Decide on the tree as it is under the lock, and record what changed."""
    seen: list[tuple[Tree, Tree]] = []

    def decide(book: RegisterView) -> list[Draft]:
        before = tree(book)
        seen.append((before, redraw(before)))
        return units.drafts(*seen[-1])

    desk.record("units", decide)
    return unit_places.changed(*seen[-1], desk.codes, desk.settings.dry_run)
