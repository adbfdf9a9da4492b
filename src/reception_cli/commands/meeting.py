"""`reception meeting`: record a dialogue or a consultation."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import mobilizing


@options.verb(
    _("Record a meeting about an incident: who came, what was agreed and by when; or that nobody came."),
    (
        "reception meeting 1 --dialogue --who 'ông Tú' --agreed 'Đo lại ranh giới' --agreed-by 5/12/2026",
        "reception meeting 2 --no-show --on 20/11/2026",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.option("--dialogue", is_flag=True, help=_("The dialogue of a complaint, as the law has it."))
@click.option("--no-show", is_flag=True, help=_("Whoever was invited did not come."))
@click.option("--who", metavar="TEXT", help=_("Who came."))
@click.option("--agreed", metavar="TEXT", help=_("What was agreed."))
@click.option("--agreed-by", type=options.Day(), metavar="DATE", help=_("By when it is to be done."))
@living.on
@click.pass_obj
def command(
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
    on = living.past(desk, day)
    wish = {
        "dialogue": dialogue, "no_show": no_show, "who": living.text(who, _("who")),
        "agreed": living.text(agreed, _("the agreement")), "agreed_by": living.iso(agreed_by),
    }  # fmt: skip
    return living.one(desk, "meeting", incident, lambda case, _book: mobilizing.meeting(case, wish, on))
