"""`reception import`: read a register kept in Excel or CSV."""

import os.path
from collections.abc import Mapping
from typing import NamedTuple

import click

from reception_cli import ROOT
from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.cli.commands import ask_layout, known_lines
from reception_cli.domain.entry import Drafts
from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.text import sentence
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.register_view import RegisterView
from reception_cli.intake import importing, kept_maps, spreadsheet
from reception_cli.intake.editions import Update
from reception_cli.intake.plan import Plan
from reception_cli.intake.proposal import propose
from reception_cli.intake.reading import Asked, Part, Reading
from reception_cli.intake.repeats import Where
from reception_cli.ledger import files
from reception_cli.ledger.format import uncollected
from reception_cli.reporting.table import Column, Note, Table


class Edition(NamedTuple):
    """What is taken of lines that the register knows: the differences wanted, and what ambiguous lines are."""

    update: Update | None
    choices: Mapping[Where, str]


REGISTERS = spreadsheet.BOOKS + spreadsheet.TEXTS
NOTHING_TAKEN = Edition(None, {})
FIGURES = (
    "rows", "visits", "people", "incidents", "petitions", "already", "differing", "updated", "ambiguous", "rejects",
    "gone", "struck", "erased",
)  # fmt: skip
DOUBTS = ("totals", "days", "people", "text")


@options.verb(
    _("Read a register (.xlsx, .xls, .ods, .csv): what is known already is left out, what differs is told."),
    ("reception import thang-binh-2023.xlsx --dry-run", "reception import thang-binh-2023.csv --yes"),
    options.writing,
    columns=lambda desk, _given: _figure_columns() if _piped(desk) else _columns(),
)
@click.argument("path", metavar="FILE", type=options.File(*REGISTERS))
@click.option(
    "--map", "map_name", metavar="NAME|FILE.toml", type=options.File(".toml"),
    help=_("register-2021, register-2026 or your own."),
)  # fmt: skip
@click.option(
    "--propose-map", "proposal", metavar="FILE.toml", type=options.File(".toml", written=True),
    help=_("Write a map of this file's headings to complete, and stop."),
)  # fmt: skip
@click.option("--sheet", "sheets", metavar="NAME", multiple=True, help=_("Read this sheet alone (again for several)."))
@click.option(
    "--rejects", metavar="FILE.csv", type=options.File(".csv", written=True),
    help=_("Take the good rows, write the bad ones here."),
)  # fmt: skip
@click.option("--update", is_flag=True, help=_("Take what differs in lines that are known already."))
@click.option(
    "--accept", "accepted", metavar="LIST", help=_("Take what was told and is in doubt: totals,days,people,text.")
)
@click.option("--exit-code", is_flag=True, help=_("10 where known lines differ and were not taken."))
@click.pass_obj
@uncollected()
def import_(
    desk: Desk,
    path: str,
    map_name: str | None,
    proposal: str | None,
    sheets: tuple[str, ...],
    rejects: str | None,
    update: bool,
    accepted: str | None,
    exit_code: bool,
) -> Table:
    """Read, show what it will do, and record it as one batch."""
    path = example(path)
    if proposal:
        return _proposed(path, proposal, sheets)
    asked = ask_of(desk, map_name, sheets, accepted or "")
    reading = ask_layout.read(desk, path, asked, read)
    check(reading, asked, desk.settings.dry_run)
    if reading.rejects and not rejects and not desk.settings.dry_run:
        raise _rejected(reading)
    source = Update(known_lines.taking(update, set()), desk.seal(), os.path.basename(path))
    wish = Edition(source, {})
    planned = compare(desk, reading, wish)
    if desk.settings.interactive and not desk.settings.yes and not desk.settings.dry_run:
        if planned.ambiguous:
            wish = wish._replace(choices=known_lines.ask_ambiguous(planned))
            planned = compare(desk, reading, wish)
        if planned.differing and not update:
            wanted = known_lines.ask_differences(desk, planned)
            wish = wish._replace(update=source._replace(wanted=known_lines.taking(False, wanted)))
            planned = compare(desk, reading, wish)
    elif planned.ambiguous and not rejects and not desk.settings.dry_run:
        raise _ambiguous(planned)
    _ask(desk, planned, reading)
    del planned  # a register of years is planned twice, and held once
    if reading.rejects and rejects and not desk.settings.dry_run:
        files.replace(rejects, [importing.rejects_file(reading)])
    done = record(desk, reading, path, wish)
    left = any(match.stored and match.stored.id not in done.updated for _line, match in done.differing)
    table = answer(done, reading, desk.settings.dry_run)
    given = click.get_current_context().meta.get(options.GIVEN, {})
    if not desk.settings.terminal and given.get("format") != "table":
        for line in (*(() if given.get("quiet") else table.said), *(note.text for note in table.notes)):
            desk.warn(line)
    if _piped(desk):
        figures = importing.totals(done, reading)
        row = {"file": os.path.basename(path), **{name: figures.get(name, 0) for name in FIGURES}}
        table = table._replace(columns=_figure_columns(), rows=[row])
    return table._replace(exit_code=table.exit_code or (10 if exit_code and left else 0))


def example(path: str) -> str:
    """Find the example register of that name that comes with the program; any other path is as it is."""
    shipped = os.path.join(ROOT, "data", "registers", path + ".csv")
    plain = os.path.basename(path) == path and not os.path.exists(path)
    return shipped if plain and os.path.exists(shipped) else path


def ask_of(desk: Desk, map_name: str | None, sheets: tuple[str, ...] = (), accepted: str = "") -> Asked:
    """Put together how a register is to be read; raises UsageFault for a doubt that there is not."""
    words = [word.strip() for word in accepted.split(",") if word.strip()]
    unknown = [word for word in words if word not in DOUBTS]
    if unknown:
        raise UsageFault(
            _("--accept knows no '{word}'.").format(word=unknown[0][:40]),
            _("Known: {names}.").format(names=", ".join(DOUBTS)),
        )
    kept = {} if map_name else kept_maps.kept(desk.folder.path)
    return Asked(map_name, desk.limit("group_min", desk.today), desk.today, sheets, frozenset(words), kept)


def check(reading: Reading, asked: Asked, dry_run: bool = False) -> None:
    """Raise Damaged where the file speaks against itself and nobody has accepted that."""
    open_ = [doubt for doubt in reading.doubts if doubt.code not in asked.accept]
    if not open_ or dry_run:
        return
    names = ",".join(dict.fromkeys(doubt.code for doubt in open_))
    lines = "\n".join(f"  {doubt.sentence}" for doubt in open_)
    raise Damaged(
        _("The file is in doubt; nothing was recorded:") + f"\n{lines}",
        _("Mend it, or take it as told: --accept {names}.").format(names=names),
        doubts=[{"code": doubt.code, **doubt.facts} for doubt in open_],
    )


def read(desk: Desk, path: str, asked: Asked, book: RegisterView | None = None) -> Reading:
    """Read the file, with a bar while it lasts; `book` is the register that it is for, by default the desk's own."""
    bar = desk.progress("import")
    try:
        reading = importing.read(path, asked, book or desk.book, lambda done: bar(done, 0))
    except BaseException:
        bar(1, 1)  # it goes: the clerk is told or asked below it
        raise
    bar(len(reading.lines), len(reading.lines))
    return reading


def compare(desk: Desk, reading: Reading, edition: Edition, book: RegisterView | None = None) -> Plan:
    """Match the lines with those of the register (by default the desk's own), with a bar while it lasts."""
    bar = desk.progress("match")
    try:
        return importing.decide(reading, book or desk.book, *edition, bar)
    finally:
        bar(1, 1)  # it goes


def record(desk: Desk, reading: Reading, path: str, edition: Edition = NOTHING_TAKEN) -> Plan:
    """Record what is new; decided again under the lock, in case another clerk imported meanwhile."""
    done: list[Plan] = []

    def decide(book: RegisterView) -> Drafts:
        done[:] = [compare(desk, reading, edition, book)]
        return importing.entries(done[0], reading, path)

    desk.record("import", decide, keep=False)
    return done[0]


def _proposed(path: str, proposal: str, sheets: tuple[str, ...]) -> Table:
    """Write a map of the headings that the file has, those known filled in."""
    text, known, unknown = propose(path, sheets)
    files.replace(proposal, [text.encode()])
    said = _("{file}: {known} headings are known, {unknown} are to be placed by you.").format(
        file=os.path.basename(proposal), known=known, unknown=unknown
    )
    return Table("import", said=(said,), totals={"known": known, "unknown": unknown})


def _ask(desk: Desk, planned: Plan, reading: Reading) -> None:
    """Say what it will do and want a yes before a whole register goes in."""
    if planned.visits + planned.petitions > bulk.QUIET:
        bulk.agree(desk, summary(planned, reading))


def summary(planned: Plan, reading: Reading) -> str:
    """Say in one line what an import comes to."""
    line = _(
        "{rows} rows: {visits} new visits, {people} people, {incidents} new incidents, "
        "{already} known already, {rejects} rejected."
    ).format(**{name: number(count) for name, count in importing.totals(planned, reading).items()})
    if n := planned.petitions:
        line += " " + ngettext("{n} new petition.", "{n} new petitions.", n).format(n=number(n))
    return line


def answer(done: Plan, reading: Reading, dry_run: bool) -> Table:
    """Show what was recorded, and each rejected row with column and reason."""
    rows = [reject._asdict() for reject in reading.rejects]
    head = _("Would import. ") if dry_run else ""
    said = (head + summary(done, reading), *map(_reject_line, rows))
    remarks = (*reading.doubts, *reading.notes, *known_lines.remarks(done))
    notes = tuple(Note(remark.code, remark.sentence, remark.facts) for remark in remarks)
    totals = importing.totals(done, reading)
    parts = (
        tuple(Note("sheet", sentence(_part_line(part)), part._asdict()) for part in reading.parts)
        if len(reading.parts) > 1
        else ()
    )
    wrong = bool(rows or done.ambiguous or (dry_run and reading.doubts))
    return Table("import", _columns(), rows, totals, (*parts, *notes), said=said, exit_code=6 if wrong else 0)


def _piped(desk: Desk) -> bool:
    """Tell whether the answer goes to a script that named no form: it gets the figures, as one row."""
    ctx = click.get_current_context(silent=True)
    given = ctx.meta.get(options.GIVEN, {}) if ctx else {}
    plain = given.get("format", "tsv") == "tsv" and not given.get("output")
    return ctx is not None and plain and not desk.settings.terminal


def _figure_columns() -> tuple[Column, ...]:
    return (Column("file", _("File")), *(Column(name, name, "number") for name in FIGURES))


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("Row"), "number"), Column("column", _("Column")), Column("reason", _("Reason"), wide=True),
        Column("value", _("Value")), Column("sheet", _("Sheet"), hidden=True),
    )  # fmt: skip


def _part_line(part: Part) -> str:
    return _(
        "sheet '{name}': {rows} rows, {visits} visits, {petitions} petitions, {people} people, {rejected} rejected"
    ).format(**part._asdict())


def _reject_line(row: dict[str, object]) -> str:
    line = _("row {number}, {column}: {reason}").format(
        number=row["number"], column=row["column"] or "-", reason=row["reason"]
    )
    return _("sheet '{name}', {line}").format(name=row["sheet"], line=line) if row.get("sheet") else line


def _ambiguous(planned: Plan) -> Damaged:
    told = [remark for remark in known_lines.remarks(planned) if remark.code == "ambiguous"]
    head = ngettext(
        "{n} row may be several lines of the register; nothing was recorded:",
        "{n} rows may be several lines of the register; nothing was recorded:", len(told),
    ).format(n=len(told))  # fmt: skip
    lines = "\n".join(f"  {remark.sentence}" for remark in told)
    hint = _("Import it at a terminal, where each is asked, or take the other rows with --rejects bad.csv.")
    return Damaged(f"{head}\n{lines}", hint, ambiguous=[remark.facts for remark in told])


def _rejected(reading: Reading) -> Damaged:
    rows = [reject._asdict() for reject in reading.rejects]
    count = len({(reject.sheet, reject.number) for reject in reading.rejects})
    head = ngettext(
        "{n} row is rejected; nothing was recorded:", "{n} rows are rejected; nothing was recorded:", count
    ).format(n=count)
    lines = "\n".join(f"  {_reject_line(row)}" for row in rows)
    hint = _("Mend them in the file, or take the good rows with --rejects bad.csv.")
    return Damaged(f"{head}\n{lines}", hint, rejects=rows)
