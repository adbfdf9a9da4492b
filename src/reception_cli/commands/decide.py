"""`reception decide`: record the decision on a complaint or the conclusion of a denunciation."""

from datetime import date
from typing import Any

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.life import ORDERED
from reception_cli.model.words import _
from reception_cli.reports.table import Column, Table
from reception_cli.rules import outcomes


@options.verb(
    _("Record the decision on a complaint or the conclusion of a denunciation, with all that it orders."),
    (
        "reception decide 1 --doc '31/QĐ-UBND' --outcome partly --person-money 85 --persons 1",
        "reception decide 2 --doc '7/KL-UBND' --outcome founded --state-money 120.5 --sanction-persons 2 "
        "--sanction-officials 1 --on 20/11/2026",
    ),
    options.writing,
    columns=lambda desk, given: living.columns(desk, given, _orders()),
)
@living.incident
@living.doc
@click.option("--outcome", type=options.Code("result"), help=_("founded, partly, unfounded; upheld, amended."))
@living.on
@living.amounts(ORDERED)
@living.note
@click.pass_obj
def command(
    desk: Desk, /, incident: str, doc: str | None, outcome: str | None, day: date | None, note: str | None,
    **ordered: Any,
) -> Table:  # fmt: skip
    """Record the decision."""
    on, calendar = living.past(desk, day), desk.calendar
    wish = {**ordered, "doc": living.paper(doc), "outcome": outcome, "text": living.text(note, _("note"))}
    return living.one(
        desk, "decide", incident, lambda case, _book: outcomes.decide(case, wish, on, calendar), _orders()
    )


def _orders() -> tuple[Column, ...]:
    return (
        Column("outcome", _("Outcome")), Column("due_on", _("Due"), "date"),
        Column("late_days", _("Days late"), "number"),
    )  # fmt: skip
