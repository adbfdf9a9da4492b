"""`reception classify`: say what incidents are; proposals and questions are in `classify_interactive`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, options
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Outcome
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import classification
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting.table import Table

_ASKED = ("kind", "field", "competence", "handling")  # on a terminal, where nothing was said


def _interactive() -> Any:
    return import_module("reception_cli.cli.commands.classify_interactive")


@options.verb(
    _("Classify the incidents that numbers or filters name; only what is said changes."),
    (
        "reception classify 1 --kind khieu-nai --field dat-dai --competence in --handling accept",
        "reception classify 1 2 --kind kien-nghi --competence out --handling guide",
        "reception classify --suggest",
    ),
    options.writing,
    options.limit,
    columns=lambda desk, given: _interactive().columns(desk) if given["suggest"] else bulk.columns(desk),
)
@filters.filters("kind", "field", "competence", "handling")
@click.option("--kind", type=options.Code("kind"), help=_("What it is: complaint, denunciation ..."))
@click.option("--field", type=options.Code("field"), help=_("What it is about: land, policy ..."))
@click.option("--competence", type=options.Code("competence"), help=_("May this unit resolve it: in, out."))
@click.option(
    "--handling", type=options.Code("handling"), help=_("What the desk does with the latest visit.")
)
@click.option("--qualified/--not-qualified", default=None, help=_("Does it meet the conditions?"))
@click.option("--prior", type=options.Code("prior"), help=_("How it was resolved before."))
@click.option("--reason", metavar="TEXT", help=_("Why; needed where a denunciation is to be none any more."))
@click.option("--suggest", is_flag=True, help=_("Propose kind, field and handling; record nothing."))
@click.option("--next", "next_", is_flag=True, help=_("Go through the unclassified ones, with a proposal each."))
@click.pass_obj
def classify(
    desk: Desk, /, selection: Filter, suggest: bool, next_: bool, reason: str | None, **facts: Any
) -> Table:
    """Classify them all, or none."""
    said = {name: value for name, value in facts.items() if value is not None}
    if suggest or next_:
        if reason is not None:
            raise UsageFault(_("--reason is for what is said of incidents."), _("Leave it out."))
        proposed: Table = _interactive().answer(desk, selection, suggest, next_, said)
        return proposed
    if desk.settings.limit:
        raise UsageFault(_("--limit is for --suggest and --next."), _("Leave it out."))
    chosen = bulk.selected(desk, selection)
    asked: Mapping[str, Mapping[str, str]] = {}
    if not said and desk.settings.interactive and len(chosen.numbers) <= bulk.QUIET:
        cases = [desk.own.case(number) for number in chosen.numbers]
        asked = _interactive().ask_facts(desk, cases, {case.id: list(_ASKED) for case in cases})
    if not said and not any(asked.values()):
        raise UsageFault(
            _("Nothing was said of the incident."),
            _("Give at least one of --kind, --field, --competence, --handling, --qualified, --prior."),
        )
    seal, why = desk.seal(), clean(reason, _("reason"), lines=True) if reason and reason.strip() else ""

    def move(case: Case, _book: RegisterView) -> Outcome:
        other = decisions.said_otherwise(case, said) if not selection.ids else []
        if other:  # filters take from the closed ones those that lack what is said
            return Outcome([], other)
        return classification.classify(case, {**said, **asked.get(case.id, {})}, desk.today, seal, why)

    return bulk.change(desk, "classify", chosen, move)
