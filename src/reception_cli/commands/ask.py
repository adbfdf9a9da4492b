"""The dialogue of `add`: asks what is missing, one step back with `<`, nothing recorded before the end."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from reception_cli.commands import receiving
from reception_cli.desk import Desk
from reception_cli.model.errors import ReceptionError
from reception_cli.model.text import clean, shown
from reception_cli.model.words import _
from reception_cli.reports import receipt
from reception_cli.reports.similar import Match, Person, similar

BACK = "<"
Answers = dict[str, Any]


class Step(NamedTuple):
    """One question: `read` turns what was typed into the answer, or raises what is wrong with it."""

    name: str
    question: str
    read: Callable[[str], Any]
    needed: bool = False
    hint: str = ""


def reception(desk: Desk, given: Mapping[str, Any]) -> Answers:
    """Ask for everything that was not given; returns all answers, `attach` among them."""
    answers: Answers = {"attach": None, **given}
    if _complete(given):
        return answers
    _tell(_("Enter skips what may be missing, < goes one step back, Ctrl-C records nothing."))
    steps = [step for step in _steps(desk, given)]
    told: set[str] = set()
    place = 0
    while place < len(steps):
        step = steps[place]
        if step.name == "attach":
            likely = _likely(desk, answers)
            if not likely or (answers.get("attach") and told >= {m.incident for m in likely}):
                place += 1
                continue
            _tell_matches(desk, likely)
            told |= {match.incident for match in likely}
        typed = _prompt(step, answers.get(step.name))
        if typed == BACK:
            place = max(0, place - 1)
            while place and steps[place].name == "attach":
                place -= 1
            continue
        try:
            answers[step.name] = step.read(typed) if typed else answers.get(step.name)
        except ReceptionError as fault:
            _tell(f"{fault.message}\n{fault.hint}")
            continue
        if step.needed and not answers[step.name]:
            _tell(_("This is needed."))
            continue
        place += 1
    return answers


def _complete(given: Mapping[str, Any]) -> bool:
    who = given.get("anonymous") or (given.get("name") and given.get("address"))
    return bool(who and (given.get("content") or given.get("refused")))


def _steps(desk: Desk, given: Mapping[str, Any]) -> list[Step]:
    """List the questions whose answers were not given."""
    names = receiving.labels()
    steps = []
    if not given.get("anonymous"):
        steps += [
            Step("name", _("Name"), _text(names["name"]), needed=True),
            Step("id_no", _("Identity number"), _text(names["id_no"])),
            Step("address", _("Address"), _text(names["address"]), needed=True),
        ]
    attach = Step("attach", _("Number of that incident, or Enter for a new one"), _incident(desk))
    steps += [attach, Step("content", _("Content"), _text(names["content"], long=True), needed=True), attach]
    if given.get("source") in (None, "walk-in"):
        steps.append(Step("people", _("People present (1)"), _count))
    steps += [
        Step(name, label, _code(desk, name), hint=_offer(desk, name))
        for name, label in (("kind", _("Kind")), ("field", _("Field")))
    ]
    return [step for step in steps if not given.get(step.name)]


def _text(label: str, long: bool = False) -> Callable[[str], str]:
    return lambda typed: clean(typed, label, lines=long)


def _code(desk: Desk, name: str) -> Callable[[str], str]:
    return lambda typed: str(desk.codes(name).find(typed).code)


def _incident(desk: Desk) -> Callable[[str], str]:
    return lambda typed: desk.book.resolve(typed)


def _count(typed: str) -> int:
    if not typed.isdigit() or not 0 < int(typed) < 100_000:
        raise ReceptionError(_("'{typed}' is no number of people.").format(typed=typed[:20]), _("Type 1, 2, 3 ..."))
    return int(typed)


def _offer(desk: Desk, name: str) -> str:
    """Offer the main codes of a list with their names and shortest abbreviation."""
    found = [code for code in desk.codes(name) if "." not in code.code]
    return "\n".join(
        f"    {code.short[0] if code.short else code.code:<8}{code.name()} ({code.code})" for code in found
    )


def _prompt(step: Step, before: Any) -> str:
    if step.hint:
        _tell(step.hint)
    question = step.question + (f" [{shown(str(before))}]" if before else "")
    typed: str = click.prompt(question, default="", show_default=False, err=True)
    return typed.strip()


def _likely(desk: Desk, answers: Answers) -> list[Match]:
    if answers.get("kind") == "denunciation":
        return []
    person = Person(*(answers.get(name) or "" for name in ("name", "id_no", "address", "content")))
    return similar(desk.book.db, person, most=5)


def _tell_matches(desk: Desk, likely: list[Match]) -> None:
    """Show who was here before: number, reason, score, and what the clerk needs to recognise it."""
    _tell(_("Perhaps here before:"))
    for match in likely:
        case = desk.book.case(match.incident)
        who = case.lines[0].private.get("name", "") if case.lines else ""
        about = case.private.get("content", "")[:60]
        visits = sum(line.type == "visit" and line.counts for line in case.lines)
        _tell("    " + _("{match}: {who}, {about} ({status}, visits: {visits}, opened {day})").format(
            match=receipt.likeness(match), who=who, about=about, visits=visits, day=case.opened_on,
            status=desk.codes("status")[case.status].name(),
        ))  # fmt: skip


def _tell(text: str) -> None:
    click.echo("\n".join(shown(line) for line in text.split("\n") if line), err=True)
