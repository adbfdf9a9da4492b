"""`reception assign`: make somebody responsible for incidents."""

import click

from reception_cli.commands import bulk, filtering, living, options
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Table
from reception_cli.rules import mobilizing
from reception_cli.rules.lifecycle import Outcome


@options.verb(
    _("Make a clerk responsible for the incidents that numbers or filters name."),
    ("reception assign 1 minh", "reception assign 1 2 lan"),
    options.writing,
    columns=living.columns,
)
@filtering.filters()
@click.argument("who", metavar="WHO")
@click.pass_obj
def command(desk: Desk, wish: Wish, who: str) -> Table:
    """Assign them all, or none."""
    name = clean(who, _("clerk"), 60)
    if not name:
        raise UsageFault(_("Missing: WHO."), _("Name a clerk, as in --user."))
    return living.many(
        desk, "assign", bulk.selected(desk, wish), lambda case, _book: Outcome(mobilizing.assign(case, name))
    )
