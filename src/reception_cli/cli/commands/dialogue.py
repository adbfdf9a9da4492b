"""The dialogue of `add`: asks what is missing, one step back with `<`, nothing recorded before the end."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli import options, prompts
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import ReceptionError
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.index.queries.similar import Match, Person, similar
from reception_cli.reporting import disclosure, receipt

BACK = "<"
_MATTER = ("attach", "content", "kind", "field")  # not asked of an incident that is known
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
    steps = _steps(desk, given)
    prompts.tell(_("Enter skips what may be missing, < goes one step back, Ctrl-C records nothing."))
    told: set[str] = set()
    place, asked = 0, -1
    while place < len(steps):
        step = steps[place]
        known = step.name in _MATTER and answers["attach"]
        if known or (step.name == "attach" and place != asked and not _tell_news(desk, answers, told)):
            place += 1
            continue
        asked = place
        typed = _typed(step, answers.get(step.name))
        if typed == BACK:
            place = _one_back(steps, place)
            answers["attach"] = None
            told.clear()
        elif _taken(step, typed, answers):
            place += 1
    return answers


def _one_back(steps: list[Step], place: int) -> int:
    """Find the question before: attaching is no question of its own, it follows from the answers."""
    earlier = [before for before in range(place) if steps[before].name != "attach"]
    return earlier[-1] if earlier else place


def _taken(step: Step, typed: str, answers: Answers) -> bool:
    """Take an answer in; say what is wrong with it, and False, when the question must be asked again."""
    try:
        answers[step.name] = step.read(typed) if typed else answers.get(step.name)
    except ReceptionError as fault:
        prompts.tell(fault.message if step.hint else f"{fault.message}\n{fault.hint}")
        return False
    if step.needed and not answers[step.name]:
        prompts.tell(_("This is needed."))
        return False
    return True


def _complete(given: Mapping[str, Any]) -> bool:
    who = given.get("anonymous") or (given.get("name") and given.get("address"))
    return bool(who and (given.get("content") or given.get("refused")))


def _steps(desk: Desk, given: Mapping[str, Any]) -> list[Step]:
    """List the questions whose answers were not given."""
    words = receipt.text_words()
    steps = []
    if not given.get("anonymous"):
        steps += [
            Step("name", _("Name"), _text(words["name"]), needed=True),
            Step("id_no", _("Identity number"), _text(words["id_no"])),
            Step("address", _("Address"), _text(words["address"]), needed=True),
        ]
    refused = given.get("refused") is not None
    content = Step("content", _("Content"), _text(words["content"], long=True), needed=not refused)
    attach = Step("attach", _("Number of that incident, or Enter for a new one"), desk.book.resolve)
    steps += [content] if refused else [attach, content, attach]
    if given.get("source") in (None, "walk-in"):
        steps.append(Step("people", _("People present (1)"), _count))
    if not refused:
        steps += [
            Step(name, label, _code(desk, name), hint=prompts.offer(desk, name))
            for name, label in (("kind", _("Kind")), ("field", _("Field")))
        ]
    return [step for step in steps if not given.get(step.name)]


def _text(label: str, long: bool = False) -> Callable[[str], str]:
    return lambda typed: clean(typed, label, lines=long)


def _code(desk: Desk, name: str) -> Callable[[str], str]:
    return lambda typed: str(desk.codes(name).find(typed).code)


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()) or not 0 < int(typed) <= options.MOST_PERSONS:
        raise ReceptionError(
            _("'{typed}' is no number of people.").format(typed=typed[:20]), _("Type 1, 2, 3 ...")
        )
    return int(typed)


def _typed(step: Step, before: Any) -> str:
    if step.hint:
        prompts.tell(step.hint)
    return prompts.ask(step.question, before)


def _likely(desk: Desk, answers: Answers) -> list[Match]:
    if answers.get("kind") == "denunciation":
        return []
    person = Person(*(answers.get(name) or "" for name in ("name", "id_no", "address", "content")))
    return similar(desk.book, person, most=5)


def _tell_news(desk: Desk, answers: Answers, told: set[str]) -> bool:
    """Show who was here before: number, reason, score, and what the clerk needs to recognise it.

    False when that was shown already: the clerk has decided.
    """
    likely = _likely(desk, answers)
    if told >= {match.incident for match in likely}:
        return False
    told |= {match.incident for match in likely}
    if disclosure.sight(True, desk.identity, False, "").identity:
        desk.saw("add", len(likely))
    prompts.tell(_("Perhaps here before:"))
    for match in likely:
        case = desk.book.case(match.incident)
        visits = sum(line.type == "visit" and line.counts for line in case.lines)
        prompts.tell("    " + _("{match}: {about} ({status}, visits: {visits}, opened {day})").format(
            match=receipt.likeness(match), about=_about(desk, case), visits=visits, day=said_day(case.opened_on),
            status=desk.codes("status")[case.status].name(),
        ))  # fmt: skip
    return True


def _about(desk: Desk, case: Case) -> str:
    """Tell who came and what about, unless the desk keeps names off its screens."""
    row = disclosure.of_case(desk.book, case, disclosure.sight(True, desk.identity, False, ""))
    return ", ".join(filter(None, (row["name"], (row["content"] or "")[:60]))) or "-"
