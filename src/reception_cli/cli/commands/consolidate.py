"""`reception consolidate`: take in what the units have sent, and tell what is missing."""

import json
import os
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.commands import import_, take_in_registers
from reception_cli.cli.commands.take_in_bundles import Bundles
from reception_cli.domain import numbers
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import keys as key_files
from reception_cli.exchange.inbox import VERB, unit_folder, written_as
from reception_cli.exchange.reader import Keyring
from reception_cli.intake.expected import read_expected
from reception_cli.intake.spreadsheet import BOOKS, TEXTS
from reception_cli.law import terms, units
from reception_cli.reporting import consolidation, unit_places
from reception_cli.reporting.consolidation import Expected, Found, look
from reception_cli.reporting.periods import read_period
from reception_cli.reporting.table import Note, Table

REGISTERS = BOOKS + TEXTS
DELIVERIES = (".jsonl.gz", ".age", *REGISTERS)


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
        "reception consolidate QS.jsonl.gz --period tk-2026-Q4",
        "reception consolidate --pairs",
    ),
    options.writing,
    columns=lambda _desk, given: unit_places.pair_columns() if given["paired"] else consolidation.columns(),
)
@click.argument("files", nargs=-1, metavar="[FILE|CODE=FILE]...", type=options.File(*DELIVERIES))
@click.option(
    "--into", metavar="DESK", is_eager=True, expose_value=False, callback=_into,
    help=_("The desk that takes in; by default that of --db."),
)  # fmt: skip
@click.option(
    "--expect", metavar="FILE.csv", type=options.File(*REGISTERS),
    help=_("Who is to deliver: unit, name, to (a day), due (a day)."),
)  # fmt: skip
@click.option(
    "--period", metavar="P", type=options.Word("periods"),
    help=_("Expect the units of the tree, or those of --expect, to tell of this period by their reporting day."),
)  # fmt: skip
@click.option("--strict", is_flag=True, help=_("Take all or nothing: nothing missing, late, refused or differing."))
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something that --expect names is missing."))
@click.option(
    "--map", "map_name", metavar="NAME|FILE.toml", type=options.File(".toml"),
    help=_("How to read plain registers, as `import` does."),
)  # fmt: skip
@click.option("--update", is_flag=True, help=_("Take what differs in lines of plain registers that are known already."))
@click.option(
    "--accept", "accepted", metavar="LIST",
    help=_("Take what was told of plain registers and is in doubt: totals,days,people,text."),
)  # fmt: skip
@click.option("--pairs", "paired", is_flag=True, help=_("List incidents of the same citizen at several units."))
@click.pass_obj
def consolidate(
    desk: Desk,
    files: tuple[str, ...],
    expect: str | None,
    period: str | None,
    strict: bool,
    exit_code: bool,
    map_name: str | None,
    update: bool,
    accepted: str | None,
    paired: bool,
) -> Table:
    """Take in what was sent, or list pairs."""
    if paired:
        if files or expect or period or strict or exit_code or map_name or update or accepted:
            raise UsageFault(_("--pairs takes nothing in."), _("Consolidate first, then list the pairs."))
        return unit_places.pair_list(desk.book)
    if not files and not expect and not period:
        raise UsageFault(_("Nothing was named to take in."), _("Name the files: reception consolidate *.jsonl.gz."))
    if exit_code and not expect and not period:
        raise UsageFault(_("--exit-code tells of what --expect names."), _("Add --expect FILE.csv, or leave it out."))
    wanted = [Expected(*one) for one in read_expected(expect, desk.today)] if expect else []
    if period:
        wanted = _reporting(desk, period, wanted)
    return take_in(desk, Request(files, map_name, wanted, strict, update, accepted or "", exit_code))


def _reporting(desk: Desk, typed: str, named: list[Expected]) -> list[Expected]:
    """Ask the units for a whole period by their reporting day; what a list says of its own stands."""
    span = read_period(typed, desk.today)
    last, own = span.last.isoformat(), json.loads(desk.own.setting("report_days") or "{}")
    known = unit_places.tree(desk.own)
    lying = {unit.code: unit for unit in units.below(known, desk.unit, last)}
    if not named and not lying:
        raise UsageFault(
            _("The tree of units names none below {unit}.").format(unit=desk.unit),
            _("Name them with --expect FILE.csv, or in the tree: `reception units import FILE`."),
        )
    listed = named or [Expected(unit.code, unit.name) for unit in lying.values()]

    def asked(one: Expected) -> Expected:
        unit = lying.get(units.spelt(known, one.unit))
        day = terms.report_day(unit.level, span.last, own) if unit else None
        return one._replace(to=one.to or last, due=one.due or (day.isoformat() if day else ""))

    return list(map(asked, listed))


class Request(NamedTuple):
    """What is to be taken in, and how."""

    files: tuple[str, ...]
    map_name: str | None
    expected: list[Expected]
    strict: bool
    update: bool = False
    accepted: str = ""
    exit_code: bool = False  # leave with 10 where something is missing


def take_in(desk: Desk, request: Request) -> Table:
    """Take in what was sent; with --strict only after all of it was found to be well."""
    sent, plain = _named(request.files)
    own = desk.folder.read()
    try:
        known = consolidation.remembered(own)
        ring = Keyring(key_files.trusted(own.setting("trusted")), key_files.unit_key(desk.folder.path))
        own_unit = own.setting("unit")
    finally:
        own.close()

    bundles = Bundles(desk, sent, ring, own_unit)

    asked = import_.ask_of(desk, request.map_name, accepted=request.accepted)

    def examine(dry: bool) -> list[Found]:
        manner = take_in_registers.Manner(asked, request.update, dry)
        lines = [*bundles.found(dry), *take_in_registers.found(desk, plain, manner, own_unit)]
        came, today = consolidation.arrivals(known), desk.today.isoformat()
        return consolidation.judged(lines, request.expected, lambda code: _held(desk, code), came, today)

    desk.believe_clock()
    dry = desk.settings.dry_run
    lines = examine(dry or request.strict)
    bad = [one for one in lines if one.wrong or (request.strict and one.status in ("missing", "late"))]
    if request.strict and bad:
        lines = [_held_back(desk, one) for one in lines]
        return consolidation.table(lines, [consolidation.held_back(len(bad))], wrong=True)
    if request.strict and not dry:
        lines = examine(False)
        bad = [one for one in lines if one.wrong]
    if not dry:
        desk.record(VERB, lambda _book: consolidation.drafts(lines, consolidation.heads(known)))
    return consolidation.table(lines, _notes(desk, lines, request, bundles.hash_keys), bool(bad), request.exit_code)


def _named(files: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    """Tell bundles and plain registers apart; raises NotFound for files that are not there, UsageFault."""
    bundles, plain = list[str](), dict[str, list[str]]()
    for word in dict.fromkeys(files):
        code, sign, file = word.partition("=")
        if sign and not os.path.lexists(word):
            plain.setdefault(_code(code, file), []).append(file)
        elif word.lower().endswith(BOOKS + TEXTS):
            raise UsageFault(
                _("'{file}' does not say whose register it is.").format(file=word),
                _("Name the unit: {example}").format(example=f"CODE={word}"),
            )
        else:
            bundles.append(word)
    named = [*bundles, *(file for some in plain.values() for file in some)]
    gone = [file for file in named if not os.path.exists(file)]
    if gone:
        told = [_("There is no file '{file}'.").format(file=file) for file in gone]
        raise NotFound("\n".join(told), _("Nothing was taken; check the names."))
    return bundles, plain


def _code(code: str, file: str) -> str:
    numbers.require_unit(code)
    if not file.lower().endswith(BOOKS + TEXTS):
        raise UsageFault(
            _("'{file}' is no spreadsheet by its name.").format(file=file),
            _("A bundle says itself whose it is: name the file alone."),
        )
    return code


def _held(desk: Desk, code: str) -> Found | None:
    """Look at the register of a unit that sent nothing."""
    written = written_as(desk.folder, code)
    if written is None:
        return None
    book = unit_folder(desk.folder, written).read()
    try:
        found = look(book)
        source = "register" if book.setting("secret") else "bundle"
    finally:
        book.close()
    return Found(written, "unchanged", (), found.name, look=found, source=source)


def _held_back(desk: Desk, one: Found) -> Found:
    """Tell of a unit of which something would have been taken, were it not for others."""
    if not one.new:
        return one
    before = _held(desk, one.unit)
    one = one._replace(new={}, look=before.look if before else None, head=None)
    if one.status != "received" or one.wrong:
        return one
    return one._replace(status="refused", code="held_back", reason=_("Held back, since others are not well."))


def _notes(desk: Desk, lines: list[Found], request: Request, hash_keys: set[str]) -> list[Note]:
    notes = list(consolidation.unasked(consolidation.unexpected(lines, request.expected))) if request.expected else []
    area = key_files.area_key(desk.folder.path)
    if len(hash_keys | ({area.id} if area else set())) > 1:
        notes.append(consolidation.other_keys(sorted(hash_keys)))
    return [*notes, *([consolidation.dry()] if desk.settings.dry_run else [])]
