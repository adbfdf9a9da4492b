"""`reception explain`: why something is due when it is."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.case import Case, of_refusal
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.numbers import typed_letter
from reception_cli.domain.words import _
from reception_cli.law import due_dates
from reception_cli.reporting import deadline_report
from reception_cli.reporting.table import Table


@options.verb(
    _("Explain every due day of an incident: rule, source, days counted and skipped, extensions, suspensions."),
    ("reception explain 1", "reception explain 2026-0001 --json"),
    options.past,
)
@click.argument("incident", metavar="ID", type=options.Incident())
@click.option("--sources", is_flag=True, help=_("With the number of each rule, how sure its source is, the calendar."))
@click.pass_obj
def explain(desk: Desk, incident: str, sources: bool) -> Table:
    """Tell each open step."""
    case = _refused(desk, incident) if typed_letter(incident) else desk.book.case(incident)
    steps = [*due_dates.steps(case, desk.practice), *due_dates.effects(case, desk.practice)]
    return deadline_report.table(case, steps, desk.today, sources)


def _refused(desk: Desk, typed: str) -> Case:
    """Give a refused reception; of any other visit or petition its incidents are explained."""
    line = desk.book.line(typed)
    if line.refused is None:
        raise UsageFault(
            _("{id} is explained by its incidents.").format(id=line.id),
            "\n".join(f"reception explain {one}" for one in line.incidents),
        )
    return of_refusal(line)
