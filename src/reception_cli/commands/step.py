"""`reception step`: bring an incident to its next state, where no other verb does."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import steps
from reception_cli.rules.lifecycle import Outcome
from reception_cli.store.book import Book


@options.verb(
    _("Bring an incident to its next state: verifying, sent, effective, published, court ..."),
    ("reception step 1 verifying --on 20/11/2026", "reception step 2 to-investigation --doc '9/CV'"),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.argument("state", type=options.Code("state"))
@living.doc
@living.on
@living.note
@click.option("--previous", metavar="ID", help=_("The finished first one that it follows."))
@click.pass_obj
def command(
    desk: Desk,
    incident: str,
    state: str,
    doc: str | None,
    day: date | None,
    note: str | None,
    previous: str | None,
) -> Table:
    """Take the step."""
    on = living.past(desk, day)
    wish = {"doc": living.paper(doc), "note": living.text(note, _("note"))}
    calendar = desk.calendar if previous or steps.timed(state) else None

    def move(case: Case, book: Book) -> Outcome:
        return steps.step(case, state, wish, on, book.case(previous) if previous else None, calendar)

    return living.one(desk, "step", incident, move)
