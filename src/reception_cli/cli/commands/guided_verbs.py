"""The same guided form for verbs whose arguments are missing on a terminal: which matter, then what the verb needs."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options, prompts, set_facts
from reception_cli.cli.commands import corrections
from reception_cli.cli.guided import NOTHING, Answers, Form, Question, coded, habit, sight
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import NotFound, ReceptionError, UsageFault
from reception_cli.domain.text import cut
from reception_cli.domain.words import _, mark
from reception_cli.events import correction as rules
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import found_by_words, newest_incidents, newest_lines
from reception_cli.reporting import disclosure, story
from reception_cli.reporting.fact_words import field_words

_LISTED = 9  # matters that are listed for the words typed
_LONG = 60  # cells of a content
_OFFERED = 30  # numbers that Tab offers

# --- Which matter: by its number, or by words that find it.


def matter(desk: Desk, lines: bool = False) -> Question:
    """Ask for a number; words list the matters that have them. With `lines` it may be that of a visit or petition."""
    label = _("Number of the incident, or a name")
    if lines:
        label = _("Number of the incident, visit or petition, or a name")
    return Question(
        "number", label, partial(_number, desk, lines), needed=True, offers=lambda _typed: _newest(desk, lines)
    )  # fmt: skip


def _number(desk: Desk, lines: bool, typed: str) -> str:
    fault: ReceptionError
    try:
        subject = corrections.find(desk.own, typed)
        if lines or isinstance(subject, Case):
            prompts.tell("    " + (_case_said(desk, subject) if isinstance(subject, Case) else subject.id))
            return subject.id
        fault = UsageFault(_("'{typed}' is no incident.").format(typed=typed[:20]))
    except ReceptionError as found:
        fault = found
    if not any(sign.isalpha() for sign in typed):
        raise fault
    found_ = found_by_words(desk.own, Filter(match=typed), _LISTED).listing
    cases = [desk.own.case(row["id"]) for row in found_.rows()]
    if not cases:
        raise NotFound(_("Nothing has '{typed}'.").format(typed=cut(typed, 40)), "")
    if sight(desk).identity:
        desk.saw("search", len(cases))
    raise UsageFault("\n".join(["", *("    " + _case_said(desk, case) for case in cases)]), _("Type the number."))


def _case_said(desk: Desk, case: Case) -> str:
    """Tell a matter in one line: number, day, who, what, status."""
    row = disclosure.of_case(desk.own, case, sight(desk))
    what = cut(" ".join((row["content"] or "").split()), _LONG)
    told = (case.id, said_day(case.opened_on), row["name"], what, desk.names("status")[case.status])
    return ", ".join(filter(None, told))


def _newest(desk: Desk, lines: bool) -> Iterable[str]:
    numbers = [number for number, _status in newest_incidents(desk.own)][:_OFFERED]
    return numbers + [number for number, _day in newest_lines(desk.own)][:_OFFERED] if lines else numbers


def ask_matter(desk: Desk) -> str:
    """Ask which matter is meant."""
    return str(Form([matter(desk)], {}).fill()["number"])


# --- The arguments and options of a verb, as its own declaration has them.


def ask_missing(desk: Desk, verb: options.Verb, given: click.Context) -> list[str]:
    """Ask for what the verb's form names and the command line lacks; gives it as words of a command line."""
    params = {str(param.name): param for param in verb.params}
    filtered = any(value not in NOTHING for name, value in given.params.items() if name not in verb.form)
    wanted = [
        params[name] for name in verb.form
        if given.params.get(name) in NOTHING and not (filtered and name == "ids")
    ]  # fmt: skip
    questions = [_question(desk, param, given) for param in wanted]
    answers = Form(questions, {}).fill(_("Look it over:"))
    told = [(param, answers.get(str(param.name))) for param in wanted]
    words = [(param, str(value)) for param, value in told if value not in NOTHING]
    numbers = [word for param, word in words if isinstance(param.type, options.Incident)]
    others = [word for param, word in words if isinstance(param, click.Argument) and word not in numbers]
    return [*numbers, *others, *(
        part for param, word in words if isinstance(param, click.Option) for part in (param.opts[-1], word)
    )]  # fmt: skip


def _question(desk: Desk, param: click.Parameter, given: click.Context) -> Question:
    name = str(param.name)
    if isinstance(param.type, options.Incident):
        return matter(desk)._replace(name=name)
    words = (getattr(param, "help", None) or _(_ARGUMENTS.get(name, name))).rstrip(".")
    made = Question(name, words, partial(_read, param, given), needed=param.required)
    if not isinstance(param.type, options.Code):
        return made
    list_name = param.type.list_name  # the codes of its help are offered by their names
    words = words.partition(":")[0].partition(" (")[0]
    return coded(made._replace(label=words, usual=habit(desk, name, list_name)), desk, list_name)


_ARGUMENTS = {"to": mark("The body it goes to")}


def _read(param: click.Parameter, given: click.Context, typed: str) -> str:
    """Have the option's own type judge what was typed; it is kept as typed."""
    try:
        read = getattr(param.type, "read", None)
        if read:
            read(typed, given)
        else:
            param.type.convert(typed, param, given)
    except click.UsageError as fault:
        raise UsageFault(fault.format_message()) from fault
    return typed


# --- `correct`: all that is recorded in sight, each line of which can be mended.


def correction(
    desk: Desk, number: str | None, pairs: Sequence[str], reason: str | None, after_seal: bool
) -> tuple[str, dict[str, Any], str]:
    """Show what is recorded, let lines be mended, ask why; gives the number, what is to be set, and the reason."""
    number = number or str(Form([matter(desk, lines=True)], {}).fill()["number"])
    subject = corrections.find(desk.own, number)
    seen = corrections.texts_in_sight(desk, subject)
    known = _known(subject, seen)
    answers: Answers = {**known, **corrections.read_facts(desk, desk.own, subject, tuple(pairs)), "reason": reason}
    words = field_words()
    questions = [
        Question(
            name, words[name], partial(_fact, desk, name, field), partial(_said, desk, name), later=True,
            needed=name not in rules.LINE_TEXTS + rules.CASE_TEXTS,
            hint=partial(prompts.offer, desk, field.codes) if field.codes else None,
        )
        for name, field in corrections.fields(subject).items()
    ]  # fmt: skip
    why = Question(
        "reason", _("Why is it put right"), needed=True, when=lambda answers: bool(_changed(answers, known)),
    )  # fmt: skip
    prompts.tell(_("{id}, as it is recorded; what was recorded first stays in its story.").format(id=subject.id))
    form = Form([*questions, why], answers)

    def judge(answers: Answers) -> None:
        rules.correct(subject, _changed(answers, known), answers["reason"] or "-", desk.seal(after_seal))

    form.fill(_("Type the number of the line that is wrong:"), judge)
    changed = _changed(answers, known)
    if not changed:
        raise UsageFault(_("Nothing was changed."))
    return subject.id, changed, answers["reason"]


def _known(subject: Reception | Case, seen: bool) -> Answers:
    """Give all facts as they are recorded; texts where the screen may show them."""
    known: Answers = {}
    for name in corrections.fields(subject):
        if name in rules.LINE_TEXTS + rules.CASE_TEXTS:
            known[name] = subject.private.get(name) if seen else None
        else:
            value = rules.known_fact(subject, name)
            known[name] = list(value) if isinstance(value, tuple) else value
    return known


def _changed(answers: Answers, known: Answers) -> Answers:
    """Pick what differs from what is recorded; a text that was taken away is empty."""
    return {name: "" if answers[name] is None else answers[name] for name in known if answers[name] != known[name]}


def _fact(desk: Desk, name: str, field: Any, typed: str) -> Any:
    return set_facts.value_of(desk, name, field, typed, desk.own.resolve)


def _said(desk: Desk, name: str, value: Any) -> str:
    return story.fact_said(name, value, desk.names)
