"""`classify --suggest`: what unclassified incidents may be. It never writes."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, options, prompts
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.words import _, ngettext
from reception_cli.events import classification
from reception_cli.index.queries.filters import Filter, incidents
from reception_cli.law import decisions
from reception_cli.law.suggestions import FACTS, Guess
from reception_cli.reporting import disclosure, proposals
from reception_cli.reporting.table import Column, Note, Table

# --- `classify --suggest`: what unclassified incidents may be. It never writes.

_NEWEST = 20


def limited() -> list[click.Option]:
    """Build the option that bounds how many are proposed or walked."""
    return [option for option in options.listing() if option.name == "limit"]


def suggestion_table(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give `classify` its --suggest and --next, as `suggest` and `next`."""
    for name, text in (
        ("--next", _("Go through the unclassified ones, with a proposal each.")),
        ("--suggest", _("Propose kind, field and handling; record nothing.")),
    ):
        function = click.option(name, name.strip("-"), is_flag=True, help=text)(function)
    return function


def answer(desk: Desk, wish: Filter, suggest: bool, walk: bool, said: Mapping[str, object]) -> Table | None:
    """Propose or walk, as asked; None when neither was. Raises UsageFault for what does not go together."""
    if not suggest and not walk:
        if desk.settings.limit:
            raise UsageFault(_("--limit is for --suggest and --next."), _("Leave it out."))
        return None
    if suggest and walk:
        raise UsageFault(_("--suggest and --next exclude each other."), _("Leave one of them out."))
    if said:
        told = _("--suggest and --next propose what to say: leave out --{option}.")
        raise UsageFault(
            told.format(option=next(iter(said))), _("`reception classify ID --kind ...` records it.")
        )
    return walk_unclassified(desk, wish) if walk else propose(desk, wish)


def propose(desk: Desk, wish: Filter) -> Table:
    """Propose for the incidents named, or for the newest unclassified ones that the filters leave."""
    most = desk.settings.limit
    newest = most or _NEWEST
    listed = incidents(desk.book, wish)[:most] if wish.ids else proposals.unclassified(desk.book, wish, newest)
    cases = [desk.book.case(incident) for incident in listed]
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = disclosure.sight(desk.settings.terminal, habit, False, "")
    rows = [_row(desk, case, seen) for case in cases]
    said = tuple(_told(desk, row) for row in rows) or (_("Nothing is unclassified."),)
    return Table("classify", columns(desk), rows, notes=tuple(_secret(cases)), said=said, number="id")


def columns(desk: Desk) -> tuple[Column, ...]:
    """Give the columns of proposals."""
    return (
        Column("id", _("Incident")),
        *(Column(name, title, labels=desk.names(name)) for name, title in titles().items()),
        Column("score", _("Score")), Column("words", _("Words"), "list"),
    )  # fmt: skip


def _row(desk: Desk, case: Case, seen: disclosure.Sight) -> dict[str, Any]:
    found = proposals.evidence(desk.book, case)
    lists = {name: desk.codes(name) for name in FACTS}
    guesses = proposals.proposals(found, case, lists, desk.today)
    return {
        "id": case.id,
        **{name: guesses[name].code for name in FACTS},
        "score": {name: guesses[name].score for name in FACTS},
        "words": proposals.spoken(case, guesses, seen.identity),
    }


def _told(desk: Desk, row: Mapping[str, Any]) -> str:
    told = [
        f"{desk.names(name)[row[name]]} ({round(row['score'][name] * 100)} %)"
        for name in FACTS
        if row[name]
    ]
    proposed = ", ".join(told) or _("no proposal")
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

BACK, SKIP, END, LIST = "<", "s", "q", "?"
_INTERRUPTED = 130  # exit code: what was accepted before is recorded all the same
_LONG = 400  # characters of a content that are shown


class _Turn(NamedTuple):
    """What came of one incident: facts to record, or a wish to go elsewhere."""

    facts: Mapping[str, str]
    wish: str = ""


def walk_unclassified(desk: Desk, wish: Filter) -> Table:
    """Ask for each unclassified incident, newest first; what is accepted is recorded at once, by itself.

    Raises UsageFault where nobody can be asked.
    """
    if not desk.settings.interactive:
        raise UsageFault(
            _("`classify --next` asks, and there is nobody to ask."),
            _("In a script take `classify --suggest --json`, then `classify ID --kind ...`."),
        )
    waiting = proposals.unclassified(desk.book, wish, desk.settings.limit)
    if waiting:
        prompts.tell(_("Enter accepts, a code replaces, ? lists the codes, s skips, < goes back, q ends."))
    done: list[Entry] = []
    try:
        _through(desk, waiting, done)
    except click.Abort:
        prompts.tell(" ")
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
    seen = _sight(desk)
    row = disclosure.of_case(desk.book, case, seen)
    who = ", ".join(filter(None, (row["name"], row["address"])))
    prompts.tell(_("{incident} ({place}), opened {day}").format(
        incident=case.id, place=place, day=said_day(case.opened_on)
    ))  # fmt: skip
    secret = _("a denunciation: its text is confidential") if case.confidential else ""
    for line in filter(None, (who, secret, (row["content"] or "")[:_LONG])):
        prompts.tell("    " + line.replace("\n", " "))


def _ask(desk: Desk, case: Case, names: list[str]) -> _Turn:
    """Ask for one incident; a field is proposed for the kind that was just said."""
    found = proposals.evidence(desk.book, case)
    lists = {name: desk.codes(name) for name in FACTS}
    said: dict[str, str] = {}
    place = 0
    while place < len(names):
        name = names[place]
        guess = proposals.proposals(found, case, lists, desk.today, said)[name]
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
        told = "; ".join(proposals.spoken(case, {name: guess}, _sight(desk).identity))
        prompts.tell("    " + _("{code}: {name}, {score} %").format(
            code=guess.code, name=desk.names(name)[guess.code], score=round(guess.score * 100)
        ) + (f" [{told}]" if told else ""))  # fmt: skip
    elif not guess.code:
        prompts.tell(prompts.offer(desk, name))
    while True:
        typed = prompts.ask(titles()[name], guess.code or "")
        if typed in (BACK, SKIP, END):
            return typed
        try:
            if typed != LIST:
                return desk.codes(name).find(typed).code if typed else guess.code or ""
            prompts.tell(prompts.offer(desk, name))
        except UsageFault as fault:
            prompts.tell(fault.message)


def _sight(desk: Desk) -> disclosure.Sight:
    """Tell what may be shown beside the questions, which stand on the clerk's own terminal."""
    return disclosure.sight(True, str(desk.settings.config.get("identity", "terminal")), False, "")


def titles() -> dict[str, str]:
    """Name the facts that are proposed."""
    return {"kind": _("Kind"), "field": _("Field"), "handling": _("Handling")}


# --- say what incidents are.

@options.verb(
    _("Classify the incidents that numbers or filters name; only what is said changes."),
    (
        "reception classify 1 --kind khieu-nai --field dat-dai --competence in --handling accept",
        "reception classify 1 2 --kind kien-nghi --competence out --handling guide",
        "reception classify --suggest",
    ),
    options.writing,
    limited,
    columns=lambda desk, given: columns(desk) if given["suggest"] else bulk.columns(desk),
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
@suggestion_table
@click.pass_obj
def classify_command(desk: Desk, /, wish: Filter, suggest: bool, next: bool, **facts: Any) -> Table:
    """Classify them all, or none."""
    said = {name: value for name, value in facts.items() if value is not None}
    proposed = answer(desk, wish, suggest, next, said)
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
        drafts = decisions.classify(case, said, seal)
        if drafts and legal:
            advice.update(dict.fromkeys(f"{case.id}: {line}" for line in classification.advice(case, said, desk.today)))
        return drafts

    table = bulk.change(desk, "classify", bulk.selected(desk, wish), move)
    bulk.advise(desk, advice)
    return table
