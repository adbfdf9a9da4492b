"""`reception consolidate`: take in what the units have sent, and tell what is missing."""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.commands import board as boards
from reception_cli.cli.commands import import_, take_in_registers
from reception_cli.cli.commands.take_in_bundles import Bundles
from reception_cli.domain import numbers
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import NotFound, ReceptionError, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import keys as key_files
from reception_cli.exchange.inbox import VERB, alike, unit_folder, written_as
from reception_cli.exchange.reader import Keyring
from reception_cli.index.register_view import RegisterView
from reception_cli.intake.expected import read_expected
from reception_cli.intake.maps import load_map
from reception_cli.intake.spreadsheet import BOOKS, TEXTS
from reception_cli.reporting import consolidation, deliveries, expectation, unit_places
from reception_cli.reporting.consolidation import Expected, Found, look
from reception_cli.reporting.periods import read_period
from reception_cli.reporting.table import Column, Note, Table

REGISTERS = BOOKS + TEXTS
_TIMELESS = 1980  # year of the last day by which archives and systems say that a file has no time
DELIVERIES = (".jsonl.gz", ".age", *REGISTERS)


def _columns(given: Mapping[str, Any]) -> tuple[Column, ...]:
    """Give the columns of what was asked for."""
    if given["paired"]:
        return unit_places.pair_columns()
    for view, shape in boards.COLUMNS.items():
        if given[view]:
            return shape()
    return consolidation.columns()


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
        "reception consolidate --board --period tk-2026-Q3",
        "reception consolidate --pairs",
    ),
    options.writing, options.wide,
    columns=lambda _desk, given: _columns(given),
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
@click.option(
    "--received", type=options.Day(),
    help=_("The day on which the files came; by default each file's own time says it."),
)  # fmt: skip
@click.option(
    "--to", "reach", type=options.Day(),
    help=_("Plain registers speak up to this day; by default what their headings say, else their last visit."),
)  # fmt: skip
@click.option("--strict", is_flag=True, help=_("Take all or nothing: nothing missing, late, refused or differing."))
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something that is expected is missing."))
@click.option(
    "--map", "map_name", metavar="NAME|FILE.toml", type=options.File(".toml"),
    help=_("How to read plain registers, as `import` does."),
)  # fmt: skip
@click.option("--update", is_flag=True, help=_("Take what differs in lines of plain registers that are known already."))
@click.option(
    "--accept", "accepted", metavar="LIST",
    help=_("Take what was told of plain registers and is in doubt: totals,days,people,text."),
)  # fmt: skip
@click.option(
    "--board", is_flag=True, help=_("How each unit stands: what it sent, when, up to which day, what is wrong.")
)
@click.option(
    "--findings", is_flag=True, help=_("Of the board: what each unit is to put right; -o FILE.xlsx to send it back.")
)
@click.option(
    "--reminders", is_flag=True, help=_("Of the board: a text for each unit that is late, ready to be pasted.")
)
@click.option("--compare", "compared", is_flag=True, help=_("Of the board: the units side by side, figure by figure."))
@click.option(
    "--unit", "chosen", multiple=True, metavar="CODE", type=options.Word("units"),
    help=_("With the board: this unit alone (again for several)."),
)  # fmt: skip
@click.option("--pairs", "paired", is_flag=True, help=_("List incidents of the same citizen at several units."))
@click.pass_obj
def consolidate(
    desk: Desk,
    files: tuple[str, ...],
    expect: str | None,
    period: str | None,
    received: date | None,
    reach: date | None,
    strict: bool,
    exit_code: bool,
    map_name: str | None,
    update: bool,
    accepted: str | None,
    board: bool,
    findings: bool,
    reminders: bool,
    compared: bool,
    chosen: tuple[str, ...],
    paired: bool,
) -> Table:
    """Take in what was sent, show the board, or list pairs."""
    taking = files or strict or map_name or update or accepted or received or reach
    wished = {"findings": findings, "reminders": reminders, "compare": compared}
    views = [name for name, wish in wished.items() if wish]
    if paired:
        if taking or expect or period or exit_code or board or views or chosen:
            raise UsageFault(_("--pairs takes nothing in."), _("Consolidate first, then list the pairs."))
        return unit_places.pair_list(desk.book)
    named = [Expected(*one) for one in read_expected(expect, desk.today)] if expect else []
    if board or views:
        if taking:
            hint = _("Consolidate the files first, then look at the board.")
            raise UsageFault(_("The board takes nothing in."), hint)
        if len(views) > 1:
            raise UsageFault(_("One view of the board at a time."), _("Choose one of: {names}.").format(
                names=", ".join(f"--{name}" for name in views)
            ))  # fmt: skip
        return boards.shown(desk, boards.Wish(named, period, chosen, views[0] if views else "board", exit_code))
    if chosen:
        raise UsageFault(_("--unit belongs to the board."), _("Add --board, --findings, --reminders or --compare."))
    if not files and not expect and not period:
        raise UsageFault(_("Nothing was named to take in."), _("Name the files: reception consolidate *.jsonl.gz."))
    sent, plain = _named(files)
    options_of_files = {"--map": map_name, "--update": update, "--accept": accepted, "--to": reach}
    if idle := [name for name, given in options_of_files.items() if given and not plain]:
        raise UsageFault(
            _("{options} belongs to plain registers, and none was named.").format(options=", ".join(idle)),
            _("Name one with its unit: {example}").format(example="CODE=FILE.xlsx"),
        )
    came = _days(desk, files, received, reach)
    if map_name:
        load_map(map_name)
    asked = import_.ask_of(desk, map_name, accepted=accepted or "")
    wanted = _wanted(desk, named, period, strict or exit_code)
    if exit_code and not wanted:
        raise UsageFault(
            _("--exit-code tells of the units that are expected, and nobody said which."),
            _("Add --expect FILE.csv once, or --period; or leave it out."),
        )
    manner = take_in_registers.Manner(asked, update, False, came, reach.isoformat() if reach else "")
    return take_in(desk, Request(sent, plain, manner, wanted, named, strict, exit_code))


def _wanted(desk: Desk, named: list[Expected], period: str | None, always: bool) -> list[Expected]:
    """Find who is to deliver: of a period all, else those that were named now, or once where something hangs on it."""
    if not period and (named or not always):
        return named
    before = named or expectation.remembered(desk.own)
    if period:
        return expectation.for_period(desk.own, desk.unit, read_period(period, desk.today), before)
    if not before:
        return named
    return expectation.without_period(desk.own, desk.unit, desk.today, before)[0]


def _days(desk: Desk, files: tuple[str, ...], given: date | None, reach: date | None) -> Callable[[str], str]:
    """Say how the day is found on which a file came; raises UsageFault for days that cannot be."""
    if given and not files:
        raise UsageFault(_("--received tells when files came, and none was named."), _("Name the files."))
    if given and given > desk.today:
        raise UsageFault(_("--received {day} is still to come.").format(day=said_day(given)), _("Say when it came."))
    if reach and reach > (given or desk.today):
        text = _("A file that came on {received} cannot speak up to {to}.")
        raise UsageFault(text.format(received=said_day(given or desk.today), to=said_day(reach)), _("Mend --to."))

    def day(file: str) -> str:
        stamp = datetime.fromtimestamp(os.stat(file).st_mtime, desk.now.tzinfo).date()
        return (given or (min(stamp, desk.today) if stamp.year > _TIMELESS else desk.today)).isoformat()

    return day


class Request(NamedTuple):
    """What is to be taken in, and how."""

    bundles: list[str]
    plain: dict[str, list[str]]  # unit -> files
    manner: take_in_registers.Manner
    expected: list[Expected]
    named: list[Expected]  # of those, who is to be remembered
    strict: bool
    exit_code: bool = False  # leave with 10 where something is missing


def take_in(desk: Desk, request: Request) -> Table:
    """Take in what was sent; with --strict only after all of it was found to be well."""
    own = desk.folder.read()
    try:
        known = deliveries.remembered(own)
        ring = Keyring(key_files.trusted(own.setting("trusted")), key_files.unit_key(desk.folder.path))
        own_unit = own.setting("unit")
        names = expectation.names(own)
    finally:
        own.close()

    bundles = Bundles(desk, request.bundles, ring, own_unit)

    def examine(dry: bool) -> list[Found]:
        manner = request.manner._replace(dry=dry)
        lines = [*bundles.found(dry), *take_in_registers.found(desk, request.plain, manner, own_unit)]
        lines = [_dated(one, manner.received, own_unit, desk.today.isoformat()) for one in lines]
        lines = [_named_as(one, names) for one in lines]
        came, today = deliveries.arrivals(known), desk.today.isoformat()
        return consolidation.judged(lines, request.expected, lambda code: _held(desk, code), came, today)

    def entries(book: RegisterView) -> list[Draft]:
        found = deliveries.drafts(lines, deliveries.remembered(book))
        return [*expectation.drafts(request.named, expectation.remembered(book)), *found]

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
        desk.record(VERB, entries)
    return consolidation.table(lines, _notes(desk, lines, request, bundles.hash_keys), bool(bad), request.exit_code)


def _named_as(one: Found, names: Mapping[str, str]) -> Found:
    """Name a unit that says no name of its own as it was named here."""
    own = one.name if one.name != one.unit else ""
    return one._replace(name=own or names.get(one.unit.casefold(), "") or one.name)


def _dated(one: Found, received: Callable[[str], str], own: str, today: str) -> Found:
    """Say when the files of a line came: not before the day up to which they tell."""
    if not one.files:
        return one
    try:
        days = {file: received(file) for file in one.files}
        sha256 = one.sha256 or ("" if alike(one.unit) == alike(own) else take_in_registers.digest_of(one.files[-1]))
    except (OSError, ReceptionError):  # it went away meanwhile, or is no file
        return one
    least = {each.file: min(each.to, today) for each in one.deliveries}
    came = tuple(each._replace(received=max(days[each.file], least[each.file])) for each in one.deliveries)
    last = max((each.received for each in came), default=max(days.values()))
    return one._replace(deliveries=came, received=last, sha256=sha256)


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
