"""`classify --suggest` and `--next`: what unclassified incidents may be, in a list or asked one by one."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, lists, prompts
from reception_cli.cli.guided import BACK, sight
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Entry
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.words import _, language, ngettext
from reception_cli.index.queries.filters import Filter, incidents
from reception_cli.index.queries.lists import unclassified
from reception_cli.law import decisions
from reception_cli.law.suggestions import FACTS, Guess
from reception_cli.reporting import disclosure, proposals
from reception_cli.reporting.table import Column, Note, Table

# --- `classify --suggest`: what unclassified incidents may be. It never writes.

_NEWEST = 20  # incidents that are proposed for unasked


def answer(desk: Desk, selection: Filter, suggest: bool, one_by_one: bool, facts: Mapping[str, object]) -> Table:
    """Propose, or ask one by one. Raises UsageFault for what does not go together."""
    if suggest and one_by_one:
        raise UsageFault(_("--suggest and --next exclude each other."), _("Leave one of them out."))
    if facts:
        text = _("--suggest and --next propose what to say: leave out --{option}.")
        raise UsageFault(
            text.format(option=next(iter(facts))), _("`reception classify ID --kind ...` records it.")
        )
    chosen = bulk.selected(desk, selection) if selection.ids else bulk.Chosen(())
    told = ask_unclassified(desk, selection) if one_by_one else propose(desk, selection)
    return bulk.remarked(desk, told, bulk.left_out(chosen))


def propose(desk: Desk, selection: Filter) -> Table:
    """Propose for the incidents named, or for the newest unclassified ones that the filters leave."""
    most = desk.settings.limit
    if selection.ids:
        listed = incidents(desk.own, selection)[:most]
    else:
        listed = unclassified(desk.own, selection, most or _NEWEST)
    cases = [desk.own.case(incident) for incident in listed]
    seen = lists.sight(desk)
    rows = [_row(desk, case, seen) for case in cases]
    if seen.identity:
        desk.saw("classify", len(rows))
    sentences = tuple(_sentence(desk, row) for row in rows) or (_("Nothing is unclassified."),)
    return Table("classify", columns(desk), rows, notes=tuple(_secret(cases)), said=sentences, number="id")


def columns(desk: Desk) -> tuple[Column, ...]:
    """Give the columns of proposals."""
    return (
        Column("id", _("Incident")),
        *(Column(name, title, labels=desk.names(name)) for name, title in titles().items()),
        Column("score", _("Score")), Column("words", _("Words"), "list"),
    )  # fmt: skip


def _row(desk: Desk, case: Case, seen: disclosure.Sight) -> dict[str, Any]:
    evidence = proposals.evidence(desk.book, case)
    known = {name: desk.codes(name) for name in FACTS}
    guesses = proposals.proposals(evidence, case, known, desk.today)
    return {
        "id": case.id,
        **{name: guesses[name].code for name in FACTS},
        "score": {name: guesses[name].score for name in FACTS},
        "words": proposals.spoken(case, guesses, seen.identity),
    }


def _sentence(desk: Desk, row: Mapping[str, Any]) -> str:
    guesses = [
        f"{desk.names(name)[row[name]]} ({round(row['score'][name] * 100)} %)"
        for name in FACTS
        if row[name]
    ]
    proposed = ", ".join(guesses) or _("no proposal")
    return f"{row['id']}: {proposed}" + (f" [{'; '.join(row['words'])}]" if row["words"] else "")


def _secret(cases: list[Case]) -> list[Note]:
    """Say of how many incidents the text was not read."""
    n = sum(case.confidential for case in cases)
    text = ngettext(
        "{n} denunciation: its text is confidential, so nothing is proposed from it.",
        "{n} denunciations: their text is confidential, so nothing is proposed from it.",
        n,
    )
    return [Note("confidential", text.format(n=n), {"denunciations": n})] if n else []


# --- `classify --next`: the unclassified incidents one by one, each with a proposal that Enter accepts.

SKIP, END, LIST = "s", "q", "?"
_INTERRUPTED = 130  # exit code: what was accepted before is recorded all the same
_NONE = Guess()
_LONG = 400  # characters of a content that are shown


class _Turn(NamedTuple):
    """What came of one incident: facts to record, or where to go instead."""

    facts: Mapping[str, str]
    go: str = ""


def ask_unclassified(desk: Desk, selection: Filter) -> Table:
    """Ask for each unclassified incident, newest first; what is accepted is recorded at once, by itself.

    Raises UsageFault where nobody can be asked.
    """
    if not desk.settings.interactive:
        raise UsageFault(
            _("`classify --next` asks, and there is nobody to ask."),
            _("In a script take `classify --suggest --json`, then `classify ID --kind ...`."),
        )
    waiting = unclassified(desk.own, selection, desk.settings.limit)
    if waiting:
        prompts.tell(_("Enter accepts, a code replaces, ? lists the codes, s skips, < goes back, q ends."))
    done: list[Entry] = []
    try:
        _through(desk, waiting, done)
    except click.Abort:
        prompts.tell(" ")
        return bulk.acknowledge_facts(desk, "classify", done)._replace(exit_code=_INTERRUPTED)
    return bulk.acknowledge_facts(desk, "classify", done)


def ask_facts(desk: Desk, cases: Sequence[Case], names: Mapping[str, list[str]]) -> dict[str, Mapping[str, str]]:
    """Ask for the facts `names` of each incident and record nothing; raises UsageFault where the clerk ends it."""
    prompts.tell(_("Enter accepts, a code replaces, ? lists the codes, s skips, < goes back, q ends."))
    found: dict[str, Mapping[str, str]] = {}
    place = 0
    while place < len(cases):
        case = cases[place]
        _show(desk, case, f"{place + 1}/{len(cases)}")
        turn = _ask(desk, case, names[case.id])
        if turn.go == END:
            raise UsageFault(_("Nothing was recorded."))
        if turn.go == BACK:
            place = max(place - 1, 0)
            continue
        found[case.id] = turn.facts
        place += 1
    return found


def _through(desk: Desk, waiting: list[str], done: list[Entry]) -> None:
    """Go through the incidents; one that is gone back to is asked for everything again."""
    place, asked = 0, set[str]()
    while place < len(waiting):
        case = desk.own.case(waiting[place])
        _show(desk, case, f"{place + 1}/{len(waiting)}")
        turn = _ask(desk, case, _open_facts(case, again=case.id in asked))
        asked.add(case.id)
        if turn.go == END:
            return
        if turn.go == BACK:
            place = max(place - 1, 0)
            continue
        if turn.facts:
            done += _record(desk, case.id, turn.facts)
        place += 1


def _record(desk: Desk, incident: str, facts: Mapping[str, str]) -> list[Entry]:
    """Record one classification as a command of its own; a refusal is told, and the questions go on."""
    seal = desk.seal()
    try:
        return desk.record(
            "classify",
            lambda book: bulk.decide_all(book, [incident], lambda case: decisions.classify(case, facts, seal)),
        )
    except ReceptionError as fault:
        if fault.exit_code != 4:
            raise
        prompts.tell(fault.message)
        return []


def _open_facts(case: Case, again: bool) -> list[str]:
    """List what is asked: what was not said, and on the way back whatever may still be said."""
    known = proposals.known_of(case)
    return [name for name in proposals.may_say(case) if again or not known[name]]


def _show(desk: Desk, case: Case, place: str) -> None:
    seen = sight(desk)
    row = disclosure.of_case(desk.book, case, seen)
    if seen.identity:
        desk.saw("classify", 1)
    who = ", ".join(filter(None, (row["name"], row["address"])))
    prompts.tell(_("{incident} ({place}), opened {day}").format(
        incident=case.id, place=place, day=said_day(case.opened_on)
    ))  # fmt: skip
    secret = _("a denunciation: its text is confidential") if case.confidential else ""
    for line in filter(None, (who, secret, (row["content"] or "")[:_LONG])):
        prompts.tell("    " + line.replace("\n", " "))


def _ask(desk: Desk, case: Case, names: list[str]) -> _Turn:
    """Ask for one incident; a field is proposed for the kind that was just said."""
    evidence = proposals.evidence(desk.book, case)
    known = {name: desk.codes(name) for name in FACTS}
    answers: dict[str, str] = {}
    place = 0
    while place < len(names):
        name = names[place]
        guess = proposals.proposals(evidence, case, known, desk.today, answers).get(name, _NONE)
        typed = _typed(desk, case, name, guess)
        if typed in (SKIP, END) or (typed == BACK and place == 0):
            return _Turn({}, typed)
        if typed == BACK:
            place -= 1
            answers.pop(names[place], None)
            continue
        if typed:
            answers[name] = typed
        place += 1
    return _Turn(answers)


def _typed(desk: Desk, case: Case, name: str, guess: Guess) -> str:
    """Ask for one fact until it is understood; gives its code, "" for none, or where to go."""
    if guess.code and guess.score < 1:
        words = "; ".join(proposals.spoken(case, {name: guess}, sight(desk).identity))
        named = desk.names(name)[guess.code]
        if language() != "vi":
            named = f"{guess.code}: {named}"
        told = _("{name}, {score} %").format(name=named, score=round(guess.score * 100))
        prompts.tell("    " + told + (f" [{words}]" if words else ""))
    elif not guess.code:
        prompts.tell(prompts.offer(desk, name))
    while True:
        typed = prompts.ask(_title(name), prompts.spoken(desk, name, guess.code) if guess.code else "")
        if typed in (BACK, SKIP, END):
            return typed
        try:
            if typed != LIST:
                return desk.codes(name).find(typed).code if typed else guess.code or ""
            prompts.tell(prompts.offer(desk, name))
        except UsageFault as fault:
            prompts.tell(fault.message)


def _title(name: str) -> str:
    return titles().get(name) or _("Competence")  # which nothing proposes


def titles() -> dict[str, str]:
    """Name the facts that are proposed."""
    return {"kind": _("Kind"), "field": _("Field"), "handling": _("Handling")}
