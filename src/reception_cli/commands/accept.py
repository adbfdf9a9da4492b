"""`reception accept`: take an incident in for resolution, or refuse to."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import accepting
from reception_cli.rules.lifecycle import Outcome
from reception_cli.store.book import Book


@options.verb(
    _("Take an incident in for resolution, or refuse to; the terms of the law run from that day."),
    (
        "reception accept 1 --on 20/11/2026",
        "reception accept 2 --not-accepted a11-6 --reason 'Quá thời hiệu 90 ngày'",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@living.on
@click.option("--instance", type=options.Code("instance"), help=_("Which time: first, second, discipline."))
@click.option("--previous", metavar="ID", help=_("The finished first one that it follows."))
@living.criteria
@click.option("--remote/--not-remote", default=None, help=_("In a remote area: terms are longer."))
@click.option(
    "--not-accepted", "ground", type=options.Code("not-accepted"), help=_("Not taken in, on this ground.")
)
@living.reason
@click.pass_obj
def command(
    desk: Desk,
    incident: str,
    day: date | None,
    instance: str | None,
    previous: str | None,
    complex_: tuple[str, ...],
    remote: bool | None,
    ground: str | None,
    reason: str | None,
) -> Table:
    """Accept it."""
    on, why = living.past(desk, day), living.text(reason, _("reason"))
    calendar = desk.calendar
    wish = {
        "instance": instance, "complex": tuple(dict.fromkeys(complex_)), "reason": why,
        "remote": desk.book.setting("remote") == "true" if remote is None else remote,
    }  # fmt: skip

    def move(case: Case, book: Book) -> Outcome:
        if ground:
            return accepting.not_accept(case, ground, why, on)
        return accepting.accept(case, wish, on, book.case(previous) if previous else None, calendar)

    return living.one(desk, "accept", incident, move)
