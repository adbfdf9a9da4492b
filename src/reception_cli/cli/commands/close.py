"""`reception close`: close incidents with their result, and say what must have been said of them by then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, options, prompts, set_facts
from reception_cli.cli.verbs import spoken
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Outcome
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean, some
from reception_cli.domain.words import _, ngettext
from reception_cli.events import classification, lifecycle
from reception_cli.events.registry import KINDS
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import obligations
from reception_cli.reporting.fact_words import fact_words
from reception_cli.reporting.table import Note, Table

_SAID = (*obligations.AT_THE_END, "qualified", "prior")  # what may be said with the closing
_ANY = "answered"  # a result that stands for each where none fits
_NAMED = 12  # so many incidents are told by name


@options.verb(
    _("Close the incidents that numbers or filters name; how they were handled decides which results fit."),
    (
        "reception close 1 --result guided --doc '145/PC-BTCD'",
        "reception close 1 2 --result answered --on 20/11/2026 --note 'Đã trả lời tại buổi tiếp'",
        "reception close 1 --set kind=kn --set field=dat-dai --set competence=out --set handling=guide --result guided",
    ),
    options.writing,
    columns=bulk.columns,
)
@filters.filters()
@click.option("--result", type=options.Code("result"), help=_("How it ended."))
@set_facts.option(_("What it is: kind, field, competence, handling, qualified, prior (may be repeated)."))
@click.option("--doc", metavar="NO", help=_("Number of the paper that ends it."))
@click.option("--on", "day", type=options.Day(), metavar="DATE", help=_("Day it ended (today)."))
@click.option("--note", metavar="TEXT", help=_("A remark."))
@click.pass_obj
def close(
    desk: Desk, selection: Filter, result: str | None, pairs: tuple[str, ...], doc: str | None, day: date | None,
    note: str | None,
) -> Table:  # fmt: skip
    """Close them all, or none; what is said of them with it is recorded in the same batch."""
    said = set_facts.read(
        desk, pairs, {name: KINDS["classified"].data[name] for name in _SAID},
        lambda name: _("'{name}' is no field that `close` can set.").format(name=name)
    )
    wanted = bulk.selected(desk, selection)
    on, seal = options.past_day(desk, day), desk.seal()
    doc = clean(doc, _("document number"), 100) if doc else None
    text = clean(note, _("note"), lines=True) if note else ""
    if bulk.blanks(len(wanted.numbers) > 1, text):
        bulk.preview(desk, wanted.numbers, text)
    lacking, exempt = dict[str, list[str]](), set[str]()

    def classified(case: Case, facts: Mapping[str, Any]) -> tuple[Case, Outcome]:
        outcome = classification.classify(case, facts, desk.today, seal) if facts else Outcome([])
        return bulk.foreseen(desk, case, outcome.drafts), outcome

    answers: Mapping[str, Mapping[str, str]] = {}
    if desk.settings.interactive:
        cases = [classified(desk.own.case(incident), said)[0] for incident in wanted.numbers]
        answers = _asked(desk, cases)
        ended = [classified(case, answers.get(case.id, {}))[0] for case in cases] if result is None else []
        now = desk.today.isoformat()
        fit = set.union(set(), *(lifecycle.fitting(case, now) for case in ended))
        # where no result fits there is none to ask for: the rule says why, whichever it is
        result = result or (prompts.code(desk, "result", _("Result"), fit) if fit else _ANY)
    if result is None:
        raise UsageFault(_("Missing: --result."), _("Give how it ended, such as --result answered."))
    how = result

    def move(case: Case, _book: RegisterView) -> tuple[list[Draft], Sequence[str]]:
        case, first = classified(case, {**said, **answers.get(case.id, {})})
        closing = lifecycle.close(case, how, on, doc, bulk.filled(desk, text, case) if text else "")
        missing = obligations.unsaid(case)
        lacking.pop(case.id, None)
        if missing and obligations.imported(case):
            exempt.add(case.id)
        elif missing:
            lacking[case.id] = missing
        return [*first.drafts, *closing.drafts], (*first.advice, *closing.advice)

    return bulk.remarked(desk, bulk.change(desk, "close", wanted, move), _unsaid(lacking, len(exempt)))


def _asked(desk: Desk, cases: Sequence[Case]) -> Mapping[str, Mapping[str, str]]:
    """Ask for what the law and the forms need at the end, of as many incidents as change without a preview."""
    open_ = {case.id: obligations.unsaid(case) for case in cases if not case.closed and not obligations.imported(case)}
    wanting = [case for case in cases if open_.get(case.id)]
    if not wanting or len(wanting) > bulk.QUIET:
        return {}
    asking = import_module("reception_cli.cli.commands.classify_interactive")
    found: Mapping[str, Mapping[str, str]] = asking.ask_facts(desk, wanting, open_)
    return found


def _unsaid(lacking: Mapping[str, Sequence[str]], exempt: int) -> Iterator[Note]:
    """Say what is missing of incidents that were closed, and of how many imported ones nobody asks for it."""
    if lacking:
        names = fact_words()
        told = [f"{incident} ({', '.join(names[name] for name in missing)})" for incident, missing in lacking.items()]
        text = _("Closed without what the law and the forms need: {list}. Say it: `{command}`.")
        first, missing = next(iter(lacking.items()))
        command = f"reception {spoken('classify')} {first} " + " ".join(f"--{name} ..." for name in missing)
        facts = [{"id": incident, "missing": list(missing)} for incident, missing in lacking.items()]
        yield Note("incomplete", text.format(list=some(told, _NAMED), command=command), {"incidents": facts})
    if exempt:
        text = ngettext(
            "{n} imported incident lacks something, too; old registers are exempt.",
            "{n} imported incidents lack something, too; old registers are exempt.", exempt,
        )  # fmt: skip
        yield Note("exempt", text.format(n=exempt), {"incidents": exempt})
