"""`reception reply`: record that the body an incident went to has replied."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import steps


@options.verb(
    _("Record that the body an incident went to has replied."),
    (
        "reception reply 1 --doc '88/UBND-NC' --on 22/11/2026",
        "reception reply 2 --note 'Sở đã trả lời trực tiếp công dân'",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@living.doc
@living.on
@click.option("--answers", type=int, metavar="ENTRY", help=_("The referral it answers, where several wait."))
@living.note
@click.pass_obj
def command(
    desk: Desk, incident: str, doc: str | None, day: date | None, answers: int | None, note: str | None
) -> Table:
    """Record the reply."""
    on = living.past(desk, day)
    wish = {"doc": living.paper(doc), "answers": answers, "text": living.text(note, _("note"))}
    return living.one(desk, "reply", incident, lambda case, _book: steps.reply(case, wish, on))
