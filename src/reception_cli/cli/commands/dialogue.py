"""The form of a reception on a terminal: asks what is missing, tells who was here before, shows all at the end."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from reception_cli.app.desk import Desk
from reception_cli.cli import options, prompts
from reception_cli.cli.guided import NOTHING, Answers, Form, Question, coded, habit, sight
from reception_cli.domain.case import Case
from reception_cli.domain.dates import Moment, read_moment, said_day
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.text import clean, fold
from reception_cli.domain.words import _, ngettext
from reception_cli.events.reception import ONLINE
from reception_cli.index.queries import lists
from reception_cli.index.queries.similar import Match, Person, named, similar
from reception_cli.law import identity_numbers
from reception_cli.reporting import disclosure, receipt

_PERSON = ("name", "address", "commune", "id_no", "phone")
_SECRET = (*_PERSON, "content", "note", "papers", "host_name", "central", "points", "attach", "born")
_FOLLOWS = {  # answers that go with their question
    "mode": ("central", "points", "open_name"), "petition": ("signatories", "papers"), "host": ("host_name",),
}  # fmt: skip
_TOLD = 5  # people who were here before that are told
_LOOKED_AT = 40  # of so many incidents they are picked
_NAMELESS = ("khong ten", "an danh", "nac danh", "khuyet danh", "anonymous", "no name")


def reception(desk: Desk, given: Mapping[str, Any], judge: Callable[[Answers], object]) -> Answers:
    """Ask for everything that was not given; returns all answers, `attach` among them.

    `judge` raises what is wrong with them together.
    """
    answers: Answers = {"attach": None, **given}
    if _complete(given):
        return answers
    done = _taken_up(desk, answers)
    before = Before(desk)
    keep = partial(_keep, desk)
    form = Form(questions(desk, given, before), answers, before.taken, before.undone, keep, done)
    prompts.tell(_("Enter skips what may be missing, < goes one step back, Ctrl-C records nothing."))
    try:
        form.fill(_("Look it over:"), judge)
    except UsageFault:  # dropped on purpose
        desk.keep_draft(None)
        raise
    answers["note"] = "\n".join(filter(None, (answers.get("note"), _papers(answers)))) or None
    answers["guided"] = True
    return answers


def _complete(given: Mapping[str, Any]) -> bool:
    who = given.get("anonymous") or (given.get("name") and given.get("address"))
    return bool(who and (given.get("content") or given.get("refused")))


def _papers(answers: Answers) -> str:
    return _("Papers handed over: {list}").format(list=answers["papers"]) if answers.get("papers") else ""


# --- The questions.


def questions(desk: Desk, given: Mapping[str, Any], before: "Before") -> list[Question]:
    """List what a reception is asked for, in the order in which a clerk hears it."""
    label = receipt.text_words()

    def visit(answers: Answers) -> bool:
        return answers.get("source") in (None, "walk-in")

    def online(answers: Answers) -> bool:
        return bool(answers.get("mode") == ONLINE)

    def person(answers: Answers) -> bool:
        return not answers.get("anonymous")

    def new(answers: Answers) -> bool:
        return not answers.get("attach")

    def matter(answers: Answers) -> bool:
        return new(answers) and not answers.get("refused")

    known = Question(
        "attach", _("Number of that incident, or Enter for a new one"), desk.book.resolve, when=before.news, aside=True
    )  # fmt: skip
    return [
        Question("at", _("Day and time"), lambda typed: _moment(desk, typed), lambda at: said_day(at.iso()),
                 usual=_("now, {at}").format(at=said_day(desk.settings.now[:16]))),
        _habitual(desk, "session", _("Session"), visit),
        _habitual(desk, "host", _("Received by"), visit),
        Question("host_name", _("Name of who received"), _text(label["host_name"]),
                 when=lambda answers: visit(answers) and answers.get("host") in ("head", "delegate")),
        _habitual(desk, "mode", _("In person or online"), visit),
        Question("central", _("Central point"), _text(_("central point")), needed=True, when=online),
        Question("points", _("Connection points, with ; between"), _several, "; ".join, when=online),
        Question("open_name", _("Does whoever denounces go without secrecy? (y/n)"), prompts.yes_no, _yes, when=online,
                 usual=_("no"), later=True),
        Question("name", _("Name"), _text(label["name"], card=True), needed=person, offers=before.names,
                 when=lambda _answers: not given.get("anonymous")),
        known,
        Question("id_no", _("Identity number"), _text(label["id_no"], card=True), when=person),
        Question("address", _("Address"), _text(label["address"]), needed=person, when=person, offers=before.addresses),
        Question("commune", _("Commune, ward or town"), lambda typed: desk.commune(clean(typed, label["commune"])),
                 when=person, offers=lambda _typed: _communes(desk)),
        Question("phone", _("Telephone"), _text(label["phone"]), when=person),
        Question("people", _("People present (1)"), _count, when=visit),
        Question("petitioners", _("Citizens with the same content"), _count,
                 when=lambda answers: (answers.get("people") or 1) > 1),
        Question("content", _("Content"), _text(label["content"], long=True), when=new,
                 needed=lambda answers: not answers.get("refused")),
        Question("petition", _("Was a paper handed over? (y/n)"), prompts.yes_no, _yes, usual=_("no"), when=visit),
        Question("signatories", _("Who signed it, how many (1)"), _count,
                 when=lambda answers: answers.get("petition") or not visit(answers)),
        Question("papers", _("Papers handed over, a list"), _text(_("list of papers")), when=_if("petition")),
        coded(Question("kind", _("Kind"), when=matter), desk, "kind"),
        coded(Question("field", _("Field"), when=matter), desk, "field"),
        coded(Question("refused", _("Reception refused, ground"), when=visit, later=True), desk, "refusal"),
        Question("note", _("Note"), _text(label["note"], long=True), later=True),
    ]  # fmt: skip


def _if(name: str) -> Callable[[Answers], bool]:
    return lambda answers: bool(answers.get(name))


def _habitual(desk: Desk, name: str, label: str, when: Callable[[Answers], bool]) -> Question:
    """Ask for a code of the list of that name; Enter means the desk's habit, else what is usual."""
    return coded(Question(name, label, usual=habit(desk, name, name), when=when), desk, name, inline=True)


def _text(label: str, long: bool = False, card: bool = False) -> Callable[[str], str]:
    return lambda typed: typed if card and identity_numbers.card(typed) else clean(typed, label, lines=long)


def _several(typed: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in typed.split(";"))))


def _moment(desk: Desk, typed: str) -> Moment:
    at = options.moment(desk, typed)
    if fault := options.ahead(desk, at, _("When did they come?")):
        raise fault
    return at


def _yes(value: Any) -> str:
    return _("yes") if value else _("no")


def _count(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()) or not 0 < int(typed) <= options.MOST_PERSONS:
        raise ReceptionError(
            _("'{typed}' is no number of people.").format(typed=typed[:20]), _("Type 1, 2, 3 ...")
        )
    return int(typed)


def _communes(desk: Desk) -> Iterable[str]:
    return dict.fromkeys([*desk.communes(), *lists.communes(desk.book)])


# --- Who was here before.


class Before:
    """Tells who was here before as soon as a name, a number or a content is known, and takes over what is known."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen = sight(desk).identity
        self._told: set[str] = set()
        self._person, self._found = Person(), list[Match]()  # what was last looked for
        self._addresses: list[str] = []
        self._over: list[str] = []  # answers taken over from an incident that is known

    def names(self, typed: str) -> Iterable[str]:
        """Offer the names of people who were here; of a denunciation no words are kept, so none is found."""
        if not self._seen or len(typed) < 2:
            return ()
        cases = (self._desk.book.case(number) for number in named(self._desk.book, typed, _LOOKED_AT))
        rows = (disclosure.of_case(self._desk.book, case, disclosure.Sight(True)) for case in cases)
        return (row["name"] for row in rows if row["name"])

    def addresses(self, _typed: str) -> Iterable[str]:
        """Offer the addresses of those who were told."""
        return self._addresses

    def taken(self, answers: Answers, name: str) -> None:
        """Follow an answer up: what a card says, what is implausible, what is known of an incident."""
        if name in ("name", "id_no"):
            _take_card_apart(answers, name)
        if name == "name" and answers["name"]:
            answers["anonymous"] = fold(answers["name"]) in _NAMELESS
            answers["name"] = None if answers["anonymous"] else answers["name"]
        if name in ("id_no", "name"):
            for line in identity_numbers.remarks(answers.get("id_no") or "", self._desk.today):
                prompts.tell(line)
        if name == "address" and identity_numbers.within(answers.get("address") or ""):
            prompts.tell(misplaced())
        if name == "people" and (answers.get("people") or 1) > 1:
            prompts.tell(_("Whoever was named stands for them all."))
        for follows in _FOLLOWS.get(name, ()) if answers.get(name) in (None, False, "officer", "in-person") else ():
            answers[follows] = None
        if name == "kind" and answers.get("kind") == "denunciation":
            prompts.forget()
        if name == "attach" and answers["attach"]:
            self._take_over(answers)

    def undone(self, answers: Answers, _name: str) -> None:
        """Forget the incident that was named, and what was taken over from it."""
        if answers["attach"]:
            answers["attach"] = None
            for name in self._over:
                answers[name] = None
            self._over = []
        self._told.clear()

    def _take_over(self, answers: Answers) -> None:
        """Take the last visitor's address, number and telephone where none was typed."""
        case = self._desk.book.case(answers["attach"])
        line = max((line for line in case.lines if line.counts), key=lambda line: line.at, default=None)
        if line is None or not self._seen or disclosure.hidden(self._desk.book, line, disclosure.Sight(True)):
            return
        row = disclosure.person(line)
        if fold(row["name"] or "") != fold(answers.get("name") or row["name"] or ""):
            return  # somebody else comes about the same matter
        for name in _PERSON:
            if answers.get(name) in NOTHING and row[name]:
                answers[name] = row[name]
                self._over.append(name)

    def news(self, answers: Answers) -> bool:
        """Show who was here before, each with address and last matter; False where nobody is to be told."""
        likely = [] if answers["attach"] or answers.get("refused") else self._likely(answers)
        if self._told >= {match.incident for match in likely}:
            return False
        self._told |= {match.incident for match in likely}
        people = self._people(likely)
        if self._seen:
            self._desk.saw("add", len(people))
        prompts.tell(_("Perhaps here before:"))
        for match, case, more in people[:_TOLD]:
            prompts.tell("    " + self._sentence(match, case, more))
        hidden = len(people) - _TOLD
        if hidden > 0:
            prompts.tell("    " + ngettext("{n} more of them", "{n} more of them", hidden).format(n=hidden))
        return True

    def _likely(self, answers: Answers) -> list[Match]:
        if answers.get("kind") == "denunciation":
            return []
        person = Person(*(answers.get(name) or "" for name in ("name", "id_no", "address", "content")))
        if person != self._person:
            self._person, self._found = person, similar(self._desk.book, person, most=_LOOKED_AT)
        return self._found

    def _people(self, likely: list[Match]) -> list[tuple[Match, Case, int]]:
        """Put together what one person brought: the newest of it, and how much more there is."""
        grouped: dict[object, list[tuple[Match, Case]]] = {}
        for match in likely:
            case = self._desk.book.case(match.incident)
            row = disclosure.of_case(self._desk.book, case, disclosure.Sight(True))
            by_person = match.reason.endswith("_content")
            who = match.incident if by_person else (fold(row["name"] or ""), fold(row["address"] or ""))
            grouped.setdefault(who, []).append((match, case))
            if row["address"] and self._seen and row["address"] not in self._addresses:
                self._addresses.append(row["address"])
        newest = [max(group, key=lambda pair: (pair[1].opened_on, pair[1].id)) for group in grouped.values()]
        return [(*pair, len(group) - 1) for pair, group in zip(newest, grouped.values(), strict=True)]

    def _sentence(self, match: Match, case: Case, more: int) -> str:
        desk = self._desk
        row = disclosure.of_case(desk.book, case, sight(desk))
        about = ", ".join(filter(None, (row["name"], row["address"], (row["content"] or "")[:60]))) or "-"
        visits = sum(line.type == "visit" and line.counts for line in case.lines)
        told = _("{match}: {about} ({status}, visits: {visits}, opened {day})").format(
            match=receipt.likeness(match), about=about, visits=visits, day=said_day(case.opened_on),
            status=desk.codes("status")[case.status].name(),
        )  # fmt: skip
        return told + (" " + ngettext("+ {n} more matter", "+ {n} more matters", more).format(n=more) if more else "")


def misplaced() -> str:
    """Say that an identity number seems to stand in the address."""
    return _("An identity number seems to stand in the address; its own line is 'Identity number'.")


def _take_card_apart(answers: Answers, name: str) -> None:
    """Take the text of a citizen card's code apart into the answers that it gives."""
    card = identity_numbers.card(answers.get(name) or "")
    if card is None:
        return
    answers |= {
        "id_no": card.number, "name": clean(card.name, _("name")), "address": clean(card.address, _("address")),
    }  # fmt: skip
    born = _(", born {day}").format(day=said_day(card.born)) if card.born else ""
    prompts.tell(_("From the card: {name}{born}, {address}").format(
        name=answers["name"], born=born, address=answers["address"]
    ))  # fmt: skip


# --- What is half typed outlives an interruption.


def _keep(desk: Desk, answers: Answers, done: set[str]) -> None:
    """Keep a draft; nothing that tells of a denouncer or a denunciation goes into it."""
    if desk.settings.dry_run:
        return
    kept = {name: value for name, value in answers.items() if value not in NOTHING}
    kept["at"] = kept["at"].iso() if "at" in kept else desk.settings.now
    if _may_denounce(desk, answers):
        kept = {name: value for name, value in kept.items() if name not in _SECRET}
        done = {name for name in done if name not in _SECRET}
    desk.keep_draft({"answers": kept, "done": sorted(done)})


def _may_denounce(desk: Desk, answers: Answers) -> bool:
    """Whether it is a denunciation, or may be one: by its words, or at a desk that encrypts them before it is said."""
    kind = answers.get("kind")
    if answers.get("attach"):
        return desk.book.case(answers["attach"]).confidential
    if kind:
        return bool(kind == "denunciation")
    return "to cao" in fold(answers.get("content") or "") or bool(desk.book.setting("encrypt"))


def _taken_up(desk: Desk, answers: Answers) -> set[str]:
    """Offer what was half typed when a command was interrupted; gives the names of what was answered."""
    draft = desk.draft()
    if draft is None:
        return set()
    kept = draft.get("answers", {})
    who = kept.get("name") if sight(desk).identity else ""
    text = _("A reception of {at} was half typed: {who}.") if who else _("A reception of {at} was half typed.")
    prompts.tell(text.format(at=said_day(str(draft.get("at"))[:16]), who=who))
    if fold(prompts.ask(_("Enter goes on with it, x drops it"))) == "x":
        desk.keep_draft(None)
        return set()
    at = read_moment(str(kept.pop("at", desk.settings.now)), datetime.fromisoformat(desk.settings.now), "at")
    known = {name: value for name, value in kept.items() if answers.get(name) in NOTHING}
    answers |= {**known, "at": answers.get("at") or at}
    return set(draft.get("done", ()))
