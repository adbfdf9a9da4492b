"""`reception handover`: record that a site was handed over."""

from datetime import date

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import mobilizing


@options.verb(
    _("Record that a site was handed over: parcel, area and compensation."),
    (
        "reception handover 1 --parcel 'thửa 804, tờ 12' --area 120.5 --compensation 85",
        "reception handover 2 --parcel 'thửa 17' --area 60 --compensation 0 --signed 18/11/2026 --on 20/11/2026",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.option("--parcel", metavar="TEXT", help=_("Which parcel."))
@click.option("--area", type=living.Amount(), metavar="M2", help=_("Area, m2."))
@click.option(
    "--compensation", type=living.Amount(), metavar="N", help=_("Compensation, million VND.")
)
@click.option("--signed", type=options.Day(), metavar="DATE", help=_("Day the record was signed (that day)."))
@living.on
@click.pass_obj
def command(
    desk: Desk,
    incident: str,
    parcel: str | None,
    area: float | None,
    compensation: float | None,
    signed: date | None,
    day: date | None,
) -> Table:
    """Record the handing over."""
    on = living.past(desk, day)
    wish = {
        "parcel": living.text(parcel, _("parcel")), "area_m2": area, "compensation_million": compensation,
        "signed_on": living.past(desk, signed) if signed else None,
    }  # fmt: skip
    return living.one(desk, "handover", incident, lambda case, _book: mobilizing.handover(case, wish, on))
