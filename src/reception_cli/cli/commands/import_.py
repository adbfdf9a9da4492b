"""`reception import`: read a register kept in Excel or CSV."""

from collections.abc import Callable

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.words import _, ngettext
from reception_cli.index.register_view import RegisterView
from reception_cli.intake import importing
from reception_cli.intake.plan import Plan
from reception_cli.intake.reading import Reading
from reception_cli.ledger import files
from reception_cli.reporting.table import Column, Note, Table

Deliver = Callable[[str, list[bytes]], None]


@options.verb(
    _(
        "Read last year's register (.xlsx, .xls, .ods, .csv) into the desk, once: rows known already are left out."
    ),
    ("reception import thang-binh-2023.xlsx --dry-run", "reception import thang-binh-2023.csv --yes"),
    options.writing,
    columns=lambda _desk, _given: _columns(),
)
@click.argument("path", metavar="FILE", type=options.File())
@click.option(
    "--map", "map_name", metavar="NAME|FILE.toml", type=options.File(),
    help=_("register-2021, register-2026 or your own."),
)  # fmt: skip
@click.option(
    "--rejects", metavar="FILE.csv", type=options.File(written=True),
    help=_("Take the good rows, write the bad ones here."),
)  # fmt: skip
@click.pass_obj
def import_(desk: Desk, path: str, map_name: str | None, rejects: str | None) -> Table:
    """Read, show what it will do, and record it as one batch."""
    reading = read(desk, path, map_name)
    if reading.rejects and not rejects and not desk.settings.dry_run:
        raise _rejected(reading)
    planned = importing.decide(reading, desk.book)
    _ask(desk, planned, reading)
    if reading.rejects and rejects and not desk.settings.dry_run:
        files.replace(rejects, [importing.rejects_file(reading)])
    return answer(record(desk, reading, path), reading, desk.settings.dry_run)


def read(desk: Desk, path: str, map_name: str | None) -> Reading:
    """Read the file, with a bar while it lasts."""
    bar = desk.progress("import")
    group_min = desk.limit("group_min", desk.today)
    reading = importing.read(path, map_name, group_min, desk.book, lambda done: bar(done, 0))
    bar(len(reading.lines), len(reading.lines))
    return reading


def record(desk: Desk, reading: Reading, path: str) -> Plan:
    """Record what is new; decided again under the lock, in case another clerk imported meanwhile."""
    done: list[Plan] = []

    def decide(book: RegisterView) -> list[Draft]:
        done.append(importing.decide(reading, book))
        return importing.entries(done[-1], reading, path)

    desk.record("import", decide)
    return done[-1]


def _ask(desk: Desk, planned: Plan, reading: Reading) -> None:
    """Say what it will do and want a yes before a whole register goes in."""
    line = summary(planned, reading)
    if planned.visits <= bulk.QUIET or desk.settings.yes or desk.settings.dry_run:
        return
    if not desk.settings.interactive:
        raise UsageFault(line, _("Repeat with --yes, or look first with --dry-run."))
    click.echo(line, err=True)
    if not click.confirm(_("Do it?"), default=False, err=True):
        raise UsageFault(_("Nothing was recorded."))


def summary(planned: Plan, reading: Reading) -> str:
    """Say in one line what an import comes to."""
    return _(
        "{rows} rows: {visits} new visits, {people} people, {incidents} new incidents, "
        "{already} known already, {rejects} rejected."
    ).format(**importing.totals(planned, reading))


def answer(done: Plan, reading: Reading, dry_run: bool) -> Table:
    """Show what was recorded, and each rejected row with column and reason."""
    rows = [reject._asdict() for reject in reading.rejects]
    head = _("Would import. ") if dry_run else ""
    said = (head + summary(done, reading), *map(_reject_line, rows))
    notes = tuple(Note(*remark) for remark in reading.notes)
    totals = importing.totals(done, reading)
    return Table("import", _columns(), rows, totals, notes, said=said, exit_code=6 if rows else 0)


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("Row"), "number"), Column("column", _("Column")), Column("reason", _("Reason"), wide=True),
        Column("value", _("Value")),
    )  # fmt: skip


def _reject_line(row: dict[str, object]) -> str:
    reason = str(row["reason"]).removeprefix(f"{row['column']}: ")
    return _("row {number}, {column}: {reason}").format(
        number=row["number"], column=row["column"] or "-", reason=reason
    )


def _rejected(reading: Reading) -> Damaged:
    rows = [reject._asdict() for reject in reading.rejects]
    count = len({reject.number for reject in reading.rejects})
    head = ngettext(
        "{n} row is rejected; nothing was recorded:", "{n} rows are rejected; nothing was recorded:", count
    ).format(n=count)
    lines = "\n".join(f"  {_reject_line(row)}" for row in rows)
    hint = _("Mend them in the file, or take the good rows with --rejects bad.csv.")
    return Damaged(f"{head}\n{lines}", hint, rejects=rows)
