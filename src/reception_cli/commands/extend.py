"""`reception extend`: lengthen the term that runs."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Column, Table
from reception_cli.rules import extending


@options.verb(
    _("Lengthen the term that runs; the first, the previous and the new due day are kept."),
    (
        "reception extend 1 --complex places --reason 'Xác minh tại hai xã'",
        "reception extend 2 --complex contents --complex disagree --days 20 --reason 'Chờ ý kiến của Sở'",
    ),
    options.writing,
    columns=lambda desk, given: living.columns(desk, given, _dues()),
)
@living.incident
@click.option(
    "--days", type=click.IntRange(1, 365), metavar="N", help=_("By so many days (all the law gives).")
)
@living.criteria
@living.reason
@living.doc
@living.on
@click.pass_obj
def command(
    desk: Desk,
    incident: str,
    days: int | None,
    complex_: tuple[str, ...],
    reason: str | None,
    doc: str | None,
    day: date | None,
) -> Table:
    """Extend it."""
    on, calendar = living.past(desk, day), desk.calendar
    wish = {
        "days": days, "complex": tuple(dict.fromkeys(complex_)), "reason": living.text(reason, _("reason")),
        "doc": living.paper(doc),
    }  # fmt: skip
    return living.one(
        desk, "extend", incident, lambda case, _book: extending.extend(case, wish, on, calendar), _dues()
    )


def _dues() -> tuple[Column, ...]:
    return (
        Column("first_due", _("First due"), "date"), Column("previous_due", _("Due before"), "date"),
        Column("new_due", _("Due now"), "date"),
    )  # fmt: skip
