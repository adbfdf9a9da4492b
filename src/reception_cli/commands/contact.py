"""`reception contact`: record that somebody was reached about an incident."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import mobilizing


@options.verb(
    _("Record a contact with the people of an incident: the patient ones of persuasion too."),
    (
        "reception contact 1 --by visit --with 'hộ ông Tú' --note 'Vận động bàn giao mặt bằng, hẹn lần sau'",
        "reception contact 1 --by phone --note 'Không liên lạc được' --on 20/11/2026",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.option("--by", "way", type=options.Code("contact"), help=_("How: visit, phone, letter, meeting."))
@click.option("--with", "who", metavar="TEXT", help=_("Who was reached."))
@click.option("--note", metavar="TEXT", help=_("What was said."))
@living.on
@click.pass_obj
def command(
    desk: Desk, incident: str, way: str | None, who: str | None, note: str | None, day: date | None
) -> Table:
    """Record the contact."""
    on = living.past(desk, day)
    wish = {"by": way, "who": living.text(who, _("who")), "note": living.text(note, _("note"))}
    return living.one(desk, "contact", incident, lambda case, _book: mobilizing.contact(case, wish, on))
