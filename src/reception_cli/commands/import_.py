"""`reception import`: read a register kept in Excel or CSV."""

import os.path
from collections.abc import Callable, Iterator
from importlib import import_module

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.intake import importing
from reception_cli.intake.matching import PRIVATE
from reception_cli.intake.plan import Plan
from reception_cli.intake.proposal import propose
from reception_cli.intake.reading import Asked, Part, Reading, Remark
from reception_cli.model.entry import Draft
from reception_cli.model.errors import Damaged, UsageFault
from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.book import Book

Deliver = Callable[[str, list[bytes]], None]
DOUBTS = ("totals", "days", "people", "text")


@options.verb(
    _("Read a register (.xlsx, .xls, .ods, .csv): what is known already is left out, what differs is told."),
    ("reception import thang-binh-2023.xlsx --dry-run", "reception import thang-binh-2023.csv --yes"),
    options.writing,
)
@click.argument("path", metavar="FILE")
@click.option("--map", "map_name", metavar="NAME|FILE.toml", help=_("register-2021, register-2026 or your own."))
@click.option(
    "--propose-map",
    "proposal",
    metavar="FILE.toml",
    help=_("Write a map of this file's headings to complete, and stop."),
)
@click.option("--sheet", "sheets", metavar="NAME", multiple=True, help=_("Read this sheet alone (again for several)."))
@click.option("--rejects", metavar="FILE.csv", help=_("Take the good rows, write the bad ones here."))
@click.option("--update", is_flag=True, help=_("Take what differs in lines that are known already."))
@click.option(
    "--accept", "accepted", metavar="LIST", help=_("Take what was told and is in doubt: totals,days,people,text.")
)
@click.option("--exit-code", is_flag=True, help=_("10 where known lines differ and were not taken."))
@click.pass_obj
def command(
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
    if proposal:
        return _proposed(path, proposal, sheets)
    asked = ask_of(desk, map_name, sheets, accepted or "")
    reading = read(desk, path, asked)
    check(reading, asked, desk.settings.dry_run)
    if reading.rejects and not rejects and not desk.settings.dry_run:
        raise _rejected(reading)
    wish = importing.Update(update, desk.seal(), os.path.basename(path))
    planned = importing.decide(reading, desk.book, wish)
    _ask(desk, planned, reading)
    if reading.rejects and rejects and not desk.settings.dry_run:
        deliver: Deliver = import_module("reception_cli.render.aside").replace
        deliver(rejects, [importing.rejects_file(reading)])
    done = record(desk, reading, path, wish)
    table = answer(done, reading, desk.settings.dry_run)
    if not desk.settings.terminal:
        for line in (*table.said, *(note.text for note in table.notes)):
            desk.warn(line)
    return table._replace(exit_code=table.exit_code or (10 if exit_code and done.differing and not update else 0))


def ask_of(desk: Desk, map_name: str | None, sheets: tuple[str, ...] = (), accepted: str = "") -> Asked:
    """Put together how a register is to be read; raises UsageFault for a doubt that there is not."""
    words = [word.strip() for word in accepted.split(",") if word.strip()]
    unknown = [word for word in words if word not in DOUBTS]
    if unknown:
        raise UsageFault(
            _("--accept knows no '{word}'.").format(word=unknown[0][:40]),
            _("Known: {names}.").format(names=", ".join(DOUBTS)),
        )
    return Asked(map_name, desk.limit("group_min", desk.today), desk.today, sheets, frozenset(words))


def check(reading: Reading, asked: Asked, dry_run: bool = False) -> None:
    """Raise Damaged where the file speaks against itself and nobody has accepted that."""
    open_ = [doubt for doubt in reading.doubts if doubt.code not in asked.accept]
    if not open_ or dry_run:
        return
    names = ",".join(dict.fromkeys(doubt.code for doubt in open_))
    lines = "\n".join(f"  {doubt.text}" for doubt in open_)
    raise Damaged(
        _("The file is in doubt; nothing was recorded:") + f"\n{lines}",
        _("Mend it, or take it as told: --accept {names}.").format(names=names),
        doubts=[{"code": doubt.code, **doubt.facts} for doubt in open_],
    )


def read(desk: Desk, path: str, asked: Asked) -> Reading:
    """Read the file, with a bar while it lasts."""
    bar = desk.progress("import")
    reading = importing.read(path, asked, desk.book, lambda done: bar(done, 0))
    bar(len(reading.lines), len(reading.lines))
    return reading


def record(desk: Desk, reading: Reading, path: str, update: importing.Update | None = None) -> Plan:
    """Record what is new; decided again under the lock, in case another clerk imported meanwhile."""
    done: list[Plan] = []

    def decide(book: Book) -> list[Draft]:
        done.append(importing.decide(reading, book, update))
        return importing.entries(done[-1], reading, path)

    desk.record("import", decide)
    return done[-1]


def _proposed(path: str, proposal: str, sheets: tuple[str, ...]) -> Table:
    """Write a map of the headings that the file has, those known filled in."""
    text, known, unknown = propose(path, sheets)
    deliver: Deliver = import_module("reception_cli.render.aside").replace
    deliver(proposal, [text.encode()])
    said = _("{file}: {known} headings are known, {unknown} are to be placed by you.").format(
        file=os.path.basename(proposal), known=known, unknown=unknown
    )
    return Table("import", said=(said,), totals={"known": known, "unknown": unknown})


def _ask(desk: Desk, planned: Plan, reading: Reading) -> None:
    """Say what it will do and want a yes before a whole register goes in."""
    line = summary(planned, reading)
    if planned.visits + planned.petitions <= bulk.QUIET or desk.settings.yes or desk.settings.dry_run:
        return
    if not desk.settings.interactive:
        raise UsageFault(line, _("Repeat with --yes, or look first with --dry-run."))
    click.echo(line, err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was recorded."))


def summary(planned: Plan, reading: Reading) -> str:
    """Say in one line what an import comes to."""
    line = _(
        "{rows} rows: {visits} new visits, {people} people, {incidents} new incidents, "
        "{already} known already, {rejects} rejected."
    ).format(**importing.totals(planned, reading))
    if planned.petitions:
        line += " " + ngettext("{n} new petition.", "{n} new petitions.", planned.petitions).format(n=planned.petitions)
    return line


def answer(done: Plan, reading: Reading, dry_run: bool) -> Table:
    """Show what was recorded, and each rejected row with column and reason."""
    rows = [reject._asdict() for reject in reading.rejects]
    columns = (
        Column("number", _("Row"), "number"), Column("column", _("Column")), Column("reason", _("Reason"), wide=True),
        Column("value", _("Value")), Column("sheet", _("Sheet"), hidden=True),
    )  # fmt: skip
    head = _("Would import. ") if dry_run else ""
    said = (head + summary(done, reading), *map(_reject_line, rows))
    notes = tuple(Note(*remark) for remark in (*reading.doubts, *reading.notes, *remarks(done)))
    totals = importing.totals(done, reading)
    parts = (
        tuple(Note("sheet", _part_line(part), part._asdict()) for part in reading.parts)
        if len(reading.parts) > 1
        else ()
    )
    wrong = bool(rows or done.ambiguous or (dry_run and reading.doubts))
    return Table("import", columns, rows, totals, (*parts, *notes), said=said, exit_code=6 if wrong else 0)


def _part_line(part: Part) -> str:
    return _(
        "sheet '{name}': {rows} rows, {visits} visits, {petitions} petitions, {people} people, {rejected} rejected"
    ).format(**part._asdict())


def remarks(done: Plan) -> Iterator[Remark]:
    """Tell of lines that are known and differ, that are struck through, that fit two, and that are gone."""
    for line, match in done.differing:
        stored = match.stored
        fields = ", ".join(_difference(name, old, new) for name, (old, new) in match.changes.items())
        told = (
            _("row {row}, STT {ref}: differs from {id} in: {fields}")
            if not done.updated
            else _("row {row}, STT {ref}: differed from {id} and was taken: {fields}")
        )
        yield Remark(
            "differs",
            told.format(row=line.number, ref=line.ref or "-", id=stored.id if stored else "", fields=fields),
            {
                "row": line.number,
                "sheet": line.sheet,
                "ref": line.ref,
                "id": stored.id if stored else "",
                "fields": sorted(match.changes),
            },
        )
    if done.differing and not done.updated:
        yield Remark("differing-not-taken", _("nothing of what differs was taken; --update takes it"))
    for code, lines, text in (
        ("struck", done.struck, _("rows whose lines are struck through, and stay so: {rows}")),
        (
            "ambiguous",
            done.ambiguous,
            _("rows that fit several lines of the register alike, and were not taken: {rows}"),
        ),
    ):
        if lines:
            rows = [line.number for line in lines]
            yield Remark(code, text.format(rows=", ".join(map(str, rows))), {"rows": rows})
    if done.gone:
        text = _("lines of the register that are no longer in the file: {ids}")
        yield Remark("gone", text.format(ids=", ".join(done.gone[:20])), {"ids": list(done.gone)})


def _difference(name: str, old: object, new: object) -> str:
    """Name a field that differs; its values where they are nobody's secret."""
    names = {
        "name": _("name"),
        "address": _("address"),
        "id_no": _("identity number"),
        "people": _("how many came"),
        "petitioners": _("petitioners"),
        "session": _("how received"),
        "host": _("who received"),
        "host_name": _("who received"),
        "commune": _("commune"),
        "signatories": _("signatories"),
        "source": _("source"),
        "phone": _("phone"),
        "group": _("group"),
        "note": _("note"),
        "at": _("day"),
        "content": _("content"),
        "kind": _("kind"),
        "result": _("result"),
    }
    if name in PRIVATE:
        return names[name]
    return f"{names[name]} ({'-' if old in (None, '') else old} -> {'-' if new in (None, '') else new})"


def _reject_line(row: dict[str, object]) -> str:
    reason = str(row["reason"]).removeprefix(f"{row['column']}: ")
    line = _("row {number}, {column}: {reason}").format(
        number=row["number"], column=row["column"] or "-", reason=reason
    )
    return _("sheet '{name}', {line}").format(name=row["sheet"], line=line) if row.get("sheet") else line


def _rejected(reading: Reading) -> Damaged:
    rows = [reject._asdict() for reject in reading.rejects]
    count = len({(reject.sheet, reject.number) for reject in reading.rejects})
    head = ngettext(
        "{n} row is rejected; nothing was recorded:", "{n} rows are rejected; nothing was recorded:", count
    ).format(n=count)
    lines = "\n".join(f"  {_reject_line(row)}" for row in rows)
    hint = _("Mend them in the file, or take the good rows with --rejects bad.csv.")
    return Damaged(f"{head}\n{lines}", hint, rejects=rows)
