"""`classify --next`: the unclassified incidents one by one, each with a proposal that Enter accepts."""

from collections.abc import Mapping
from typing import NamedTuple

import click

from reception_cli.commands import bulk, prompt
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.dates import said_day
from reception_cli.model.entry import Entry
from reception_cli.model.errors import ReceptionError, UsageFault
from reception_cli.model.words import _
from reception_cli.reports import identity, suggestion
from reception_cli.reports.filters import Wish
from reception_cli.reports.table import Table
from reception_cli.rules import moves
from reception_cli.rules.suggesting import FACTS, Guess

BACK, SKIP, END, LIST = "<", "s", "q", "?"
_INTERRUPTED = 130  # exit code: what was accepted before is recorded all the same
_LONG = 400  # characters of a content that are shown


class _Turn(NamedTuple):
    """What came of one incident: facts to record, or a wish to go elsewhere."""

    facts: Mapping[str, str]
    wish: str = ""


def walk(desk: Desk, wish: Wish) -> Table:
    """Ask for each unclassified incident, newest first; what is accepted is recorded at once, by itself.

    Raises UsageFault where nobody can be asked.
    """
    if not desk.settings.interactive:
        raise UsageFault(
            _("`classify --next` asks, and there is nobody to ask."),
            _("In a script take `classify --suggest --json`, then `classify ID --kind ...`."),
        )
    waiting = suggestion.unclassified(desk.book, wish, desk.settings.limit)
    if waiting:
        prompt.tell(_("Enter accepts, a code replaces, ? lists the codes, s skips, < goes back, q ends."))
    done: list[Entry] = []
    try:
        _through(desk, waiting, done)
    except click.Abort:
        prompt.tell(" ")
        return bulk.acknowledge(desk, "classify", done)._replace(exit_code=_INTERRUPTED)
    return bulk.acknowledge(desk, "classify", done)


def _through(desk: Desk, waiting: list[str], done: list[Entry]) -> None:
    """Go through the incidents; one that is gone back to is asked for everything again."""
    place, asked = 0, set[str]()
    while place < len(waiting):
        case = desk.book.case(waiting[place])
        _show(desk, case, f"{place + 1}/{len(waiting)}")
        turn = _ask(desk, case, _open_facts(case, again=case.id in asked))
        asked.add(case.id)
        if turn.wish == END:
            return
        if turn.wish == BACK:
            place = max(place - 1, 0)
            continue
        if turn.facts:
            done += _record(desk, case.id, turn.facts)
        place += 1


def _record(desk: Desk, incident: str, facts: Mapping[str, str]) -> list[Entry]:
    """Record one classification as a command of its own; a refusal is told, and the walk goes on."""
    seal = desk.seal()
    try:
        return desk.record(
            "classify",
            lambda book: bulk.decide_all(book, [incident], lambda case: moves.classify(case, facts, seal)),
        )
    except ReceptionError as fault:
        if fault.exit_code != 4:
            raise
        prompt.tell(fault.message)
        return []


def _open_facts(case: Case, again: bool) -> list[str]:
    """List what is asked: what was not said, and on the way back whatever may still be said."""
    known = suggestion.known_of(case)
    return [name for name in suggestion.may_say(case) if again or not known[name]]


def _show(desk: Desk, case: Case, place: str) -> None:
    seen = _sight(desk)
    row = identity.of_case(desk.book, case, seen)
    who = ", ".join(filter(None, (row["name"], row["address"])))
    prompt.tell(_("{incident} ({place}), opened {day}").format(
        incident=case.id, place=place, day=said_day(case.opened_on)
    ))  # fmt: skip
    secret = _("a denunciation: its text is confidential") if case.confidential else ""
    for line in filter(None, (who, secret, (row["content"] or "")[:_LONG])):
        prompt.tell("    " + line.replace("\n", " "))


def _ask(desk: Desk, case: Case, names: list[str]) -> _Turn:
    """Ask for one incident; a field is proposed for the kind that was just said."""
    found = suggestion.evidence(desk.book, case)
    lists = {name: desk.codes(name) for name in FACTS}
    said: dict[str, str] = {}
    place = 0
    while place < len(names):
        name = names[place]
        guess = suggestion.proposals(found, case, lists, desk.today, said)[name]
        typed = _typed(desk, case, name, guess)
        if typed in (SKIP, END) or (typed == BACK and place == 0):
            return _Turn({}, typed)
        if typed == BACK:
            place -= 1
            said.pop(names[place], None)
            continue
        if typed:
            said[name] = typed
        place += 1
    return _Turn(said)


def _typed(desk: Desk, case: Case, name: str, guess: Guess) -> str:
    """Ask for one fact until it is understood; gives its code, "" for none, or where to go."""
    if guess.code and guess.score < 1:
        told = "; ".join(suggestion.spoken(case, {name: guess}, _sight(desk).identity))
        prompt.tell("    " + _("{code}: {name}, {score} %").format(
            code=guess.code, name=desk.names(name)[guess.code], score=round(guess.score * 100)
        ) + (f" [{told}]" if told else ""))  # fmt: skip
    elif not guess.code:
        prompt.tell(prompt.offer(desk, name))
    while True:
        typed = prompt.ask(titles()[name], guess.code or "")
        if typed in (BACK, SKIP, END):
            return typed
        try:
            if typed != LIST:
                return desk.codes(name).find(typed).code if typed else guess.code or ""
            prompt.tell(prompt.offer(desk, name))
        except UsageFault as fault:
            prompt.tell(fault.message)


def _sight(desk: Desk) -> identity.Sight:
    """Tell what may be shown beside the questions, which stand on the clerk's own terminal."""
    return identity.sight(True, str(desk.settings.config.get("identity", "terminal")), False, "")


def titles() -> dict[str, str]:
    """Name the facts that are proposed."""
    return {"kind": _("Kind"), "field": _("Field"), "handling": _("Handling")}
