"""A form that is filled in on a terminal: question after question, back with `<`, all of it looked at before it counts.

What was answered so far is kept as a draft after each answer, where the verb wants that: a command that is interrupted
goes on where it stood.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from reception_cli.app import environment
from reception_cli.app.desk import Desk
from reception_cli.cli import options, prompts
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.text import cut, fold, shown, width
from reception_cli.domain.words import _
from reception_cli.reporting import disclosure

BACK, NONE = "<", "-"
NOTHING = (None, "", False, ())  # no answer
Answers = dict[str, Any]


def _text(value: Any) -> str:
    return str(value or "")


def _always(_answers: Answers) -> bool:
    return True


def _number(label: str) -> str:
    """Give the number that Enter means where a label ends with one in brackets."""
    number = label.rpartition(" (")[2].removesuffix(")")
    return number if label.endswith(f" ({number})") and number.isdigit() else ""


class Question(NamedTuple):
    """One question: `read` turns what was typed into the answer, or raises what is wrong with it."""

    name: str
    label: str
    read: Callable[[str], Any] = str
    say: Callable[[Any], str] = _text  # an answer -> the words it is shown by
    needed: Callable[[Answers], bool] | bool = False
    hint: Callable[[], str] | None = None  # what is told before it is asked
    offers: prompts.Offers | None = None  # what Tab offers
    usual: str = ""  # the words of what Enter means where nothing was answered
    when: Callable[[Answers], bool] = _always  # whether it is asked; what it asks for has a meaning
    later: bool = False  # asked only from the list at the end
    aside: bool = False  # it follows from other answers, each time that `when` says so; no line of its own at the end


def coded(question: Question, desk: Desk, list_name: str, inline: bool = False) -> Question:
    """Have a question answered by a code of a list: those are offered, in any spelling, and told by their names."""
    return question._replace(
        read=lambda typed: str(desk.codes(list_name).find(typed).code), say=lambda value: desk.names(list_name)[value],
        hint=lambda: prompts.offer(desk, list_name, inline=inline), offers=prompts.names_of(desk, list_name),
    )  # fmt: skip


def habit(desk: Desk, name: str, list_name: str) -> str:
    """Name the code that Enter means: the desk's habit, else what is usual; empty where there is none."""
    return desk.names(list_name).get(str(desk.settings.config.get(name) or options.USUAL.get(name)), "")


def sight(desk: Desk) -> disclosure.Sight:
    """Tell what may be shown beside the questions, which stand on the clerk's own terminal."""
    return disclosure.sight(True, desk.identity, False, "")


class Form:
    """A list of questions, and what was answered so far.

    `taken` is told of each answer (its name) and may set others; `keep` keeps a draft of the answers
    and of the names that were `done` with.
    """

    def __init__(
        self, questions: Sequence[Question], answers: Answers,
        taken: Callable[[Answers, str], None] = lambda _answers, _name: None,
        undone: Callable[[Answers, str], None] = lambda _answers, _name: None,
        keep: Callable[[Answers, set[str]], None] = lambda _answers, _done: None, done: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.questions = questions
        self.answers = answers
        self._taken, self._undone, self._keep = taken, undone, keep
        self._done = set(done)
        self._reopened: set[str] = set()  # what was gone back to: asked again though it has an answer
        self._trail: list[Question] = []  # what was asked, to go back to

    def fill(self, check: str = "", judge: Callable[[Answers], object] = lambda _answers: None) -> Answers:
        """Ask for everything; with `check`, a title, show all answers and let them be mended until they are right.

        `judge` raises what is wrong with them together; that is told, and they can be mended. Raises UsageFault where
        the clerk drops it, click.Abort on Ctrl-C.
        """
        self._ask_open()
        while check and not (self._right(check) and self._stands(judge)):
            self._ask_open()
        return self.answers

    def _stands(self, judge: Callable[[Answers], object]) -> bool:
        try:
            judge(self.answers)
        except ReceptionError as fault:
            prompts.tell(fault.message)
            return False
        return True

    def _ask_open(self) -> None:
        while question := self._next():
            if not self._ask(question):
                self._step_back()

    def _next(self) -> Question | None:
        """Find the next question that has a meaning and no answer yet, or was gone back to."""
        for question in self.questions:
            if question.name in self._done or question.later or not question.when(self.answers):
                continue
            if question.aside or question.name in self._reopened or self.answers.get(question.name) in NOTHING:
                return question
        return None

    def _ask(self, question: Question) -> bool:
        """Ask until an answer is understood; False where the clerk wants to go back."""
        if self._typed(question) == BACK:
            return False
        self._reopened.discard(question.name)
        if not question.aside:
            self._done.add(question.name)
            self._trail.append(question)
        self._taken(self.answers, question.name)
        self._keep(self.answers, self._done)
        return True

    def _typed(self, question: Question, droppable: bool = False) -> str:
        """Put a question until what was typed is understood; gives what was typed, its answer is taken in."""
        while True:
            if question.hint:
                prompts.tell(question.hint())
            before = self.answers.get(question.name)
            words = question.say(before) if before not in NOTHING else question.usual
            typed = prompts.ask(question.label, words, question.offers)
            if typed == BACK:
                return typed
            if typed == NONE and droppable and not self._needed(question):
                self.answers[question.name] = None
                return typed
            if self._understood(question, typed):
                return typed

    def _understood(self, question: Question, typed: str) -> bool:
        try:
            if typed:
                self.answers[question.name] = question.read(typed)
        except ReceptionError as fault:
            prompts.tell(f"{fault.message}\n{'' if question.hint else fault.hint}")
            return False
        if self._needed(question) and self.answers.get(question.name) in NOTHING:
            prompts.tell(_("This is needed."))
            return False
        return True

    def _needed(self, question: Question) -> bool:
        return question.needed(self.answers) if callable(question.needed) else question.needed

    def _step_back(self) -> None:
        """Open the question before again; the first one stays."""
        if self._trail:
            before = self._trail.pop()
            self._reopened.add(before.name)
            self._done.discard(before.name)
            self._undone(self.answers, before.name)

    def _right(self, check: str) -> bool:
        """Show every line and ask what to do; True: they are right."""
        lines = [each for each in self.questions if not each.aside and each.when(self.answers)]
        prompts.tell(" ")
        prompts.tell(check)
        titles = [each.label.partition(" (")[0].partition(", ")[0] for each in lines]
        room = max(map(width, titles))
        for number, each in enumerate(lines, 1):
            value = self.answers.get(each.name)
            words = each.say(value) if value not in NOTHING else each.usual or _number(each.label) or "-"
            label = titles[number - 1] + " " * (room - width(titles[number - 1]))
            prompts.tell(cut(f"{number:>3}  {label}  {' '.join(shown(words).split())}", environment.width() - 1))
        while True:
            typed = prompts.ask(_("Enter records, a number mends that line, < back, x drops"))
            if not typed:
                return True
            if typed == BACK:
                self._step_back()
                return False
            if fold(typed) == "x":
                raise UsageFault(_("Nothing was recorded."))
            if place := prompts.line_of(typed, len(lines)):
                self._mend(lines[place - 1])
                return False

    def _mend(self, question: Question) -> None:
        """Ask one line again; a single - takes its answer away."""
        if self.answers.get(question.name) not in NOTHING and not self._needed(question):
            prompts.tell(_("Enter keeps it, - takes it away."))
        if self._typed(question, droppable=True) != BACK:
            self._done.add(question.name)
            self._taken(self.answers, question.name)
            self._keep(self.answers, self._done)
