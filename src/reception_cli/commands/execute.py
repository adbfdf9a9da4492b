"""`reception execute`: record what of a decision or conclusion is done."""

from datetime import date
from typing import Any

import click

from reception_cli.commands import living, options
from reception_cli.desk import Desk
from reception_cli.model.life import DONE
from reception_cli.model.words import _
from reception_cli.reports.table import Table
from reception_cli.rules import outcomes


@options.verb(
    _("Record what of a decision or conclusion is done; --done says that nothing is left."),
    (
        "reception execute 1 --person-money 40 --note 'Đợt 1' --on 22/11/2026",
        "reception execute 1 --done --person-money 45 --persons 1",
    ),
    options.writing,
    columns=living.columns,
)
@living.incident
@click.option("--done", is_flag=True, help=_("All of it is done."))
@living.doc
@living.on
@living.amounts(DONE)
@living.note
@click.pass_obj
def command(
    desk: Desk, /, incident: str, done: bool, doc: str | None, day: date | None, note: str | None, **amounts: Any
) -> Table:
    """Record it."""
    on = living.past(desk, day)
    wish = {**amounts, "done": done, "doc": living.paper(doc), "note": living.text(note, _("note"))}
    return living.one(desk, "execute", incident, lambda case, _book: outcomes.execute(case, wish, on))
