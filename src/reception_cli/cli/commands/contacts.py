"""`reception contact`: record that somebody was reached about an incident."""

from datetime import date

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import lifecycle_options, options
from reception_cli.domain.words import _
from reception_cli.events import contacts
from reception_cli.reporting.table import Table

# --- record that somebody was reached about an incident.

@options.verb(
    _("Record a contact with the people of an incident: the patient ones of persuasion too."),
    (
        "reception contact 1 --by visit --with 'hộ ông Tú' --note 'Vận động bàn giao mặt bằng, hẹn lần sau'",
        "reception contact 1 --by phone --note 'Không liên lạc được' --on 20/11/2026",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.option("--by", "way", type=options.Code("contact"), help=_("How: visit, phone, letter, meeting."))
@click.option("--with", "who", metavar="TEXT", help=_("Who was reached."))
@click.option("--note", metavar="TEXT", help=_("What was said."))
@lifecycle_options.on
@click.pass_obj
def contact_command(
    desk: Desk, incident: str, way: str | None, who: str | None, note: str | None, day: date | None
) -> Table:
    """Record the contact."""
    on = lifecycle_options.past(desk, day)
    wish = {"by": way, "who": lifecycle_options.text(who, _("who")), "note": lifecycle_options.text(note, _("note"))}
    return lifecycle_options.one(desk, "contact", incident, lambda case, _book: contacts.contact(case, wish, on))


# --- record a dialogue or a consultation.

@options.verb(
    _("Record a meeting about an incident: who came, what was agreed and by when; or that nobody came."),
    (
        "reception meeting 1 --dialogue --who 'ông Tú' --agreed 'Đo lại ranh giới' --agreed-by 5/12/2026",
        "reception meeting 2 --no-show --on 20/11/2026",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.option("--dialogue", is_flag=True, help=_("The dialogue of a complaint, as the law has it."))
@click.option("--no-show", is_flag=True, help=_("Whoever was invited did not come."))
@click.option("--who", metavar="TEXT", help=_("Who came."))
@click.option("--agreed", metavar="TEXT", help=_("What was agreed."))
@click.option("--agreed-by", type=options.Day(), metavar="DATE", help=_("By when it is to be done."))
@lifecycle_options.on
@click.pass_obj
def meeting_command(
    desk: Desk,
    incident: str,
    dialogue: bool,
    no_show: bool,
    who: str | None,
    agreed: str | None,
    agreed_by: date | None,
    day: date | None,
) -> Table:
    """Record the meeting."""
    on = lifecycle_options.past(desk, day)
    wish = {
        "dialogue": dialogue, "no_show": no_show, "who": lifecycle_options.text(who, _("who")),
        "agreed": lifecycle_options.text(agreed, _("the agreement")), "agreed_by": lifecycle_options.iso(agreed_by),
    }  # fmt: skip
    return lifecycle_options.one(desk, "meeting", incident, lambda case, _book: contacts.meeting(case, wish, on))


# --- record that a site was handed over.

@options.verb(
    _("Record that a site was handed over: parcel, area and compensation."),
    (
        "reception handover 1 --parcel 'thửa 804, tờ 12' --area 120.5 --compensation 85",
        "reception handover 2 --parcel 'thửa 17' --area 60 --compensation 0 --signed 18/11/2026 --on 20/11/2026",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.option("--parcel", metavar="TEXT", help=_("Which parcel."))
@click.option("--area", type=lifecycle_options.Amount(), metavar="M2", help=_("Area, m2."))
@click.option(
    "--compensation", type=lifecycle_options.Amount(), metavar="N", help=_("Compensation, million VND.")
)
@click.option("--signed", type=options.Day(), metavar="DATE", help=_("Day the record was signed (that day)."))
@lifecycle_options.on
@click.pass_obj
def handover_command(
    desk: Desk,
    incident: str,
    parcel: str | None,
    area: float | None,
    compensation: float | None,
    signed: date | None,
    day: date | None,
) -> Table:
    """Record the handing over."""
    on = lifecycle_options.past(desk, day)
    wish = {
        "parcel": lifecycle_options.text(parcel, _("parcel")), "area_m2": area, "compensation_million": compensation,
        "signed_on": lifecycle_options.past(desk, signed) if signed else None,
    }  # fmt: skip
    return lifecycle_options.one(desk, "handover", incident, lambda case, _book: contacts.handover(case, wish, on))
