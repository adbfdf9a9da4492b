"""`reception init` on a terminal: the unit is asked about, each question with an example; all can be changed later."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli import prompts
from reception_cli.cli.guided import BACK
from reception_cli.domain import numbers
from reception_cli.domain.errors import ReceptionError
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import configuration
from reception_cli.reporting import settings

STOP = "q"
Answers = dict[str, str]


class Question(NamedTuple):
    """One question: the name of its answer, what is asked, an example, and what reads the answer."""

    name: str
    text: str
    example: str
    read: Callable[[str], str]
    usual: str = ""  # what Enter means, if anything


def ask(desk: Desk, given: Answers) -> Answers | None:
    """Ask for all that was not given, show it once more, and give the answers; None where the clerk stops."""
    questions = [each for each in _questions(desk) if not given.get(each.name)]
    answers, place = dict(given), 0
    opening = _("A few questions about your unit. Enter: leave it open, {back}: one step back, {stop}: stop.")
    prompts.tell(opening.format(back=BACK, stop=STOP))
    while place < len(questions):
        typed = _put(questions[place], answers)
        if typed == STOP:
            return None
        place = max(place - 1, 0) if typed == BACK else place + 1
    while True:
        prompts.tell("\n" + _("Please check:") + "\n" + "\n".join(_summary(questions, answers)))
        typed = prompts.ask(_("Enter: make the register; a number: change that line; {stop}: stop").format(stop=STOP))
        if typed == STOP:
            return None
        if not typed:
            return answers
        if typed.isascii() and typed.isdigit() and 0 < int(typed) <= len(questions):
            _put(questions[int(typed) - 1], answers)


def _put(question: Question, answers: Answers) -> str:
    """Put a question until its answer can be taken; gives what was typed."""
    while True:
        example = _("such as {example}").format(example=question.example)
        before = answers.get(question.name) or question.usual
        known = configuration.choices(question.name).get(before, before)
        typed = prompts.ask(f"{question.text} ({example})", known)
        if typed in (BACK, STOP):
            return typed
        try:
            answers[question.name] = question.read(typed or before)
            return typed
        except ReceptionError as fault:
            prompts.tell("\n".join(filter(None, (fault.message, fault.hint))))


def _summary(questions: Iterable[Question], answers: Answers) -> Iterable[str]:
    for number, question in enumerate(questions, 1):
        value = answers.get(question.name, "")
        yield f"  {number:>2}  {question.text}: {configuration.choices(question.name).get(value, value) or '...'}"


def _questions(desk: Desk) -> list[Question]:
    text = settings.MEANINGS
    labels = {
        "name": _("Name of the unit"), "superior": _("Superior body"), "place": _("Place"),
        "signer": _("Who signs: name"), "signer_title": _("Who signs: title"),
        "signer_authority": _("Who signs: by which authority"), "hours": _("Reception hours"),
    }  # fmt: skip

    def told(name: str) -> Question:
        return Question(name, labels[name], text[name][1], _text(labels[name], needed=name == "name"))

    return [
        Question("unit", _("Code of the unit"), "BT", _unit),
        told("name"),
        Question("level", _("Level of the unit"), "xã", _level, configuration.LEVELS[0]),
        *map(told, ("superior", "place", "signer", "signer_title", "signer_authority", "hours")),
        Question("user", _("Your own name"), text["user"][1], _text(_("Your own name")), desk.settings.user),
        Question("backup", _("Folder for backups"), text["backup"][1], _text(_("Folder for backups"))),
    ]


def _unit(typed: str) -> str:
    numbers.require_unit(typed)
    return typed


def _level(typed: str) -> str:
    return configuration.one_of("level", typed)


def _text(label: str, needed: bool = False) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if needed and not typed:
            raise ReceptionError(_("This is needed."))
        return clean(typed, label, 200)

    return read
