"""`reception report`: what the head of the office looks at, as one page for a browser, or as a paper to be signed."""

import os
from collections.abc import Mapping
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.ledger import files
from reception_cli.output import papers as writer
from reception_cli.output import report_paper
from reception_cli.reporting import papers, unit_places
from reception_cli.reporting import report as reports
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Table
from reception_cli.reporting.unit_places import NOWHERE, Wanted

_PAPERS = ("docx", "pdf")  # suffixes of the report as a paper
_WRITTEN = ("doc", "odt", "rtf")  # of papers that are not written


@options.verb(
    _("Tell a period on one page: its counts against earlier ones, what they are made of, what is open and late."),
    (
        "reception report --period 2026-Q3 -o report.html", "reception report --period 2026-Q3 -o report.docx",
        "reception report --period last-month",
    ),
    columns=lambda _desk, _given: reports.columns(), own_file=lambda given: bool(_paper(given)),
)
@click.option("--period", default="this-month", metavar="P", type=options.Word("periods"), help=_("Which period."))
@options.counting
@click.pass_context
def report(ctx: click.Context, period: str, counting: str | None) -> Table:
    """Put the page together; on a screen the figures are listed."""
    desk: Desk = ctx.obj
    given = ctx.meta.get(options.GIVEN, {})
    asked = read_period(period, desk.today)
    if form := _paper(given):
        writer.require(form)
        return _written(desk, asked, counting, str(given.pop("output")), form)
    return made(desk, asked, counting)


def _paper(given: Mapping[str, Any]) -> str:
    """Tell as which paper the file of -o is written; empty where it is none."""
    path = str(given.get("output") or "")
    suffix = os.path.splitext(path)[1].lower().lstrip(".")
    if suffix in _WRITTEN:
        writer.form(path)  # says which papers there are
    return suffix if suffix in _PAPERS else ""


def made(desk: Desk, period: Period, counting: str | None = None) -> Table:
    """Make the report of a period."""
    places = unit_places.places(desk.book, Wanted("", "")) if desk.area else NOWHERE
    how = counting or desk.counting
    return reports.report(desk.book, reports.Asked(desk.name, period, desk.today, how, desk.codes, desk.names, places))


def _written(desk: Desk, period: Period, counting: str | None, path: str, form: str) -> Table:
    """Write the report as a paper: in Vietnamese, whatever is spoken at the desk."""
    with words.speaking("vi", LOCALE):
        table = made(desk, period, counting)
        told = report_paper.blocks(table, f"{desk.today:%d/%m/%Y}")
    if desk.damage:
        raise Damaged(
            " ".join((*desk.damage, _("No official sheet was written."))),
            _("Run `reception verify` to see what is sound; go on from a backup."),
        )
    office = papers.office(desk.book.setting, papers.words(desk.codes), desk.calendar, desk.now)
    if lacks := papers.unset(office, ("place", "symbol", "signer", "signer_title")):
        desk.warn(lacks)
    files.replace(path, [writer.written([papers.report_sheet(office, period, told, desk.today)], form)])
    said = (_("Written to {file}.").format(file=path),)
    return Table("report", (), (), table.totals, said=said)
