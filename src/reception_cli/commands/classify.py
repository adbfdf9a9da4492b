"""`reception classify`: say what incidents are."""

from typing import Any

import click

from reception_cli.commands import bulk, filtering, options, suggesting
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.entry import Draft
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Table
from reception_cli.rules import classifying, moves


@options.verb(
    _("Classify the incidents that numbers or filters name; only what is said changes."),
    (
        "reception classify 1 --kind khieu-nai --field dat-dai --competence in --handling accept",
        "reception classify 1 2 --kind kien-nghi --competence out --handling guide",
        "reception classify --suggest",
    ),
    options.writing,
    suggesting.limited,
    columns=lambda desk, given: suggesting.columns(desk) if given["suggest"] else bulk.columns(desk),
)
@filtering.filters("kind", "field", "competence", "handling")
@click.option("--kind", type=options.Code("kind"), help=_("What it is: complaint, denunciation ..."))
@click.option("--field", type=options.Code("field"), help=_("What it is about: land, policy ..."))
@click.option("--competence", type=options.Code("competence"), help=_("May this unit resolve it: in, out."))
@click.option(
    "--handling", type=options.Code("handling"), help=_("What the desk does with the latest visit.")
)
@click.option("--qualified/--not-qualified", default=None, help=_("Does it meet the conditions?"))
@click.option("--prior", type=options.Code("prior"), help=_("How it was resolved before."))
@suggesting.suggestions
@click.pass_obj
def command(desk: Desk, /, wish: Wish, suggest: bool, next: bool, **facts: Any) -> Table:
    """Classify them all, or none."""
    said = {name: value for name, value in facts.items() if value is not None}
    proposed = suggesting.answer(desk, wish, suggest, next, said)
    if proposed:
        return proposed
    if not said:
        raise UsageFault(
            _("Nothing was said of the incident."),
            _("Give at least one of --kind, --field, --competence, --handling, --qualified, --prior."),
        )
    seal = desk.seal()
    legal = "handling" in said or "prior" in said
    advice: dict[str, None] = {}

    def move(case: Case) -> list[Draft]:
        drafts = moves.classify(case, said, seal)
        if drafts and legal:
            advice.update(dict.fromkeys(f"{case.id}: {line}" for line in classifying.advice(case, said, desk.today)))
        return drafts

    table = bulk.change(desk, "classify", bulk.selected(desk, wish), move)
    bulk.advise(desk, advice)
    return table
