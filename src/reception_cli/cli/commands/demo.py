"""`reception demo`: a real register imported, classified, closed and summarized, in a folder of its own."""

import os
import tempfile
import textwrap

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.cli.commands import import_, settings
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _, number
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.filters import incidents as numbers_of
from reception_cli.law import decisions
from reception_cli.reporting import summary
from reception_cli.reporting.periods import read_period
from reception_cli.reporting.table import Table

REGISTER = "thang-binh-2023"
_LONGEST = 150  # characters that are told of an answer


@options.verb(
    _(
        "Make a desk of its own, import the register of 2023 of a real district (invented people), and work on it."
    ),
    ("reception demo", "reception demo --into ./demo-desk"),
    columns=lambda desk, _given: summary.shape((), False, desk.codes),
)
@click.option(
    "--into", metavar="DIR", type=options.File(written=True, folder=True),
    help=_("Where the desk is made; a new temporary folder by default."),
)  # fmt: skip
@click.pass_obj
def demo(desk: Desk, into: str | None) -> Table:
    """Show the main job from an Excel register to its figures."""
    folder = os.path.abspath(into) if into else tempfile.mkdtemp(prefix="reception-demo-")
    own = Desk(desk.settings._replace(db=folder, yes=True), desk.warn)
    if own.folder.exists():
        raise Refused(_("There is a register in '{folder}' already.").format(folder=folder))
    _step(desk, "init --unit TB", settings.begin(own, "TB", "Ban Tiếp công dân huyện Thăng Bình"))
    desk.did(folder)
    _step(desk, f"import {REGISTER} --yes", _import(own))
    _step(desk, "classify ... --field land.recovery", _classify(own))
    _step(desk, "close ... --result guided", _close(own))
    answer = _summarize(own)
    _step(desk, "summarize --period 2023", answer)
    desk.warn(
        _("The desk stays in {folder}: look around with `reception --db {folder} list`.").format(
            folder=folder
        )
    )
    return answer


def _step(desk: Desk, line: str, answer: Table) -> None:
    """Tell what was typed and what it answered."""
    desk.warn(f"$ reception {line}")
    for said in answer.said:
        desk.warn("  " + textwrap.shorten(said, _LONGEST, break_on_hyphens=False, placeholder=" ..."))


def _summarize(own: Desk) -> Table:
    wish = Filter().within(*read_period("2023", own.today))
    answer = summary.summary(own.book, wish, (), "distinct")
    sentence = _("{visits} visits of {people} people about {incidents} incidents, {groups} groups.")
    told = {name: number(count) for name, count in answer.totals.items()}
    return answer._replace(columns=summary.shape((), False, own.codes), said=(sentence.format(**told),))


def _import(own: Desk) -> Table:
    path = import_.example(REGISTER)
    reading = import_.read(own, path, import_.ask_of(own, None))
    return import_.answer(import_.record(own, reading, path), reading, dry_run=False)


def _classify(own: Desk) -> Table:
    """Say of every complaint about land recovery what it is about."""
    found = own.book.matches('"thu" AND "hoi" AND "dat"', 1000)
    facts = {"field": "land.recovery"}
    return bulk.change(own, "classify", bulk.Chosen(found), lambda case, _book: (decisions.classify(case, facts), ()))


def _close(own: Desk) -> Table:
    """Close what was guided to another body: for this desk that is the end of it."""
    found = numbers_of(own.book, Filter(handling=("guide",), status=("open",)))
    on = own.today.isoformat()
    chosen = bulk.Chosen(found)
    return bulk.change(own, "close", chosen, lambda case, _book: (decisions.close(case, "guided", on, None, ""), ()))
