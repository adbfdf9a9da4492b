"""Receptions: `visit`, `petition`, the `incident` they are about, one more incident `attached` to them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reception_cli import law
from reception_cli.domain.case import OF_MATTER, WRITTEN, Case, passed_on, settle
from reception_cli.domain.case import Reception as Line
from reception_cli.domain.entry import Draft, Entry, private_values
from reception_cli.domain.errors import Refused
from reception_cli.domain.text import fold
from reception_cli.domain.words import _, mark
from reception_cli.events.registry import (
    BOOL,
    COUNT,
    DAY,
    DIGEST,
    INCIDENT,
    PETITION,
    TEXT,
    TRUE,
    VISIT,
    Field,
    Kind,
    code,
    known_from,
    several,
)  # fmt: skip

Numbers = Callable[[str, int], str]  # letter and year -> the next free number

VISIT_FACTS = (
    "people", "petitioners", "session", "host", "group", "commune", "anonymous", "handling", "after_seal",
    "mode", "central", "points", "open_name", "bodies", "capacity", "appointment", "representatives",
)  # fmt: skip
PETITION_FACTS = (
    "source", "signatories", "petitioners", "group", "commune", "anonymous", "handling", "after_seal",
    "bodies", "capacity", "appointment", "representatives", "duplicate",
)  # fmt: skip
CLASSIFYING = ("kind", "field", "competence", "qualified", "prior")  # what classifies a matter
WALK_IN = "walk-in"
ONLINE = "online"  # code of the list mode
OPEN_NAMES_ONLY = "Decree 154/2026/ND-CP, Art. 20(4)"  # of denunciations that are received online


class Reception(NamedTuple):
    """One reception or receipt as the clerk describes it. `at` is an ISO day or moment."""

    at: str
    private: Mapping[str, str]  # name, address, id_no, phone, host_name, note
    facts: Mapping[str, Any]  # see VISIT_FACTS and PETITION_FACTS; None where nothing was said
    petition: bool = False  # a visit that brought a paper
    refused: str | None = None
    key: str | None = None  # digest of the caller's --key

    @property
    def year(self) -> int:
        """Year of the reception day: numbers are counted in it."""
        return int(self.at[:4])

    @property
    def visits(self) -> bool:
        """Whether somebody came; post, transfer and online make a petition only."""
        return self.facts.get("source") in (None, WALK_IN)


class Matter(NamedTuple):
    """What a new incident is about."""

    content: str
    facts: Mapping[str, Any] = {}  # kind, field
    about: Mapping[str, str] = {}  # OF_MATTER: who or what it is against, where it arose


def may_be_online(facts: Mapping[str, Any], kinds: Iterable[str | None]) -> None:
    """Refuse to receive a denunciation online unless secrecy is not asked for."""
    if facts.get("mode") == ONLINE and not facts.get("open_name") and "denunciation" in kinds:
        text = _("a denunciation is received online only where secrecy is not asked for ({source}): --no-secrecy")
        raise Refused(_("The visit was not recorded:"), (text.format(source=law.data.cited(OPEN_NAMES_ONLY)),))


def receive(reception: Reception, matter: Matter, number: Numbers) -> list[Draft]:
    """Record a reception with a new incident; a refused one is recorded without any."""
    if reception.refused is not None:
        return [_visit(reception, [], number, {"content": matter.content, **reception.private})]
    incident = number("", reception.year)
    return [open_incident(incident, reception.at, matter), *again(reception, [incident], number)]


def again(reception: Reception, incidents: list[str], number: Numbers) -> list[Draft]:
    """Record a reception of incidents that are in the register (or just before in this batch)."""
    drafts = [visit(reception, incidents, number)] if reception.visits else []
    if reception.petition or not reception.visits:
        drafts.append(_petition(reception, incidents, number, drafts[0].subject if drafts else None))
    return drafts


def visit(reception: Reception, incidents: list[str], number: Numbers) -> Draft:
    """Record that somebody came about incidents that are in the register (or just before in this batch)."""
    return _visit(reception, incidents, number, reception.private)


def paper(reception: Reception, incidents: list[str], number: Numbers) -> Draft:
    """Record a petition from a register of petitions: a line there is no visit, also where it was handed in."""
    return _petition(reception, incidents, number, None)


def expected(drafts: list[Draft], waiting: Sequence[tuple[int, str | None, str]]) -> list[Draft]:
    """Answer the appointments of the day that a visit keeps: by its incident, or by the visitor's name."""
    visit = next((draft for draft in drafts if draft.kind == "visit"), None)
    if visit is None or not waiting:
        return []
    name, incidents = fold(visit.private.get("name", "")), visit.data["incidents"]
    return [
        Draft("attended", "", {"appointed": seq, "visit": visit.subject}, {}, visit.at)
        for seq, incident, who in waiting
        if incident in incidents or (name and fold(who) == name)
    ]


def repeats(reception: Reception, cases: list[Case]) -> bool:
    """Whether all these incidents were received so before: a first visit after a letter is a first one."""
    type_ = "visit" if reception.visits else "petition"
    return all(
        any(line.counts and line.type == type_ and line.day <= reception.at[:10] for line in case.lines)
        for case in cases
    )


def split(line: Line, reception: Reception, matter: Matter, number: Numbers) -> list[Draft]:
    """Add a further incident to a visit or petition: a mixed one is split, one kind to an incident.

    What stands in a paper that was handed over at a visit was brought to the visit, too.
    """
    incident = number("", reception.year)
    key = {"key": reception.key} if reception.key else {}
    return [
        open_incident(incident, reception.at, matter),
        *(
            Draft("attached", each, {"incident": incident, **key}, {}, reception.at)
            for each in (line.visit, line.id) if each
        ),
    ]  # fmt: skip


def open_incident(number: str, at: str, matter: Matter) -> Draft:
    """Open an incident on the day of its first reception."""
    facts = {k: v for k, v in matter.facts.items() if v is not None}
    private = {"content": matter.content, **{name: text for name, text in matter.about.items() if text}}
    return Draft("incident", number, {"opened_on": at[:10], **facts}, private, at)


def _visit(reception: Reception, incidents: list[str], number: Numbers, private: Mapping[str, str]) -> Draft:
    data = {"incidents": incidents, **_said(reception, VISIT_FACTS)}
    if reception.refused is not None:
        data["refused"] = reception.refused
    if reception.key:
        data["key"] = reception.key
    return Draft("visit", number("V", reception.year), data, private, reception.at)


def _petition(reception: Reception, incidents: list[str], number: Numbers, visit: str | None) -> Draft:
    data = {"incidents": incidents, **_said(reception, PETITION_FACTS)}
    if visit:
        data["visit"] = visit
    elif reception.key:
        data["key"] = reception.key
    return Draft("petition", number("P", reception.year), data, reception.private, reception.at)


def _said(reception: Reception, names: tuple[str, ...]) -> dict[str, Any]:
    """Keep the facts that were said; what is false or empty is not written."""
    return {name: reception.facts[name] for name in names if reception.facts.get(name) not in (None, False)}


# --- What the entries change.

# What a visit or petition says in words of its own; what it does not say is as a line has it.
_SAID = Line._fields[Line._fields.index("incidents") + 1 : Line._fields.index("handling")]
_UNSAID = [Line._field_defaults[name] for name in _SAID]
_last: list[tuple[Entry, Line]] = []  # what was written last, and its line


def _written(_line: object, entry: Entry) -> Line:
    """Make the line that a visit or petition writes."""
    if _last and _last[0][0] is entry:  # each of its incidents asks for it again
        return _last[0][1]
    data = entry["data"]
    incidents = tuple(data.get("incidents", ()))
    handling = data.get("handling")
    facts = map(data.get, _SAID, _UNSAID)
    handlings = dict.fromkeys(incidents, handling) if handling else {}
    at, private, seq = entry["at"], private_values(entry), entry["seq"]
    days = dict.fromkeys(incidents, at[:10]) if handling else {}
    id_, type_, user = entry["subject"], entry["kind"], entry["user"]
    line = Line._make(
        (id_, type_, at, incidents, *facts, handlings, days, user, False, private, seq, None, (), None)
    )  # fmt: skip
    _last[:] = [(entry, line)]
    return line


def _opened(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    facts: dict[str, Any] = {name: data.get(name) for name in CLASSIFYING}
    facts["status"] = "open"  # what was taken back on its line before it came in has no word on it
    if "competence" in data:
        facts["competences"] = ((data["opened_on"], data["competence"]),)
    facts["opened_on"], facts["user"], facts["private"] = data["opened_on"], entry["user"], private_values(entry)
    return settle(case, facts)


def _attached(line: Line, entry: Entry) -> Line:
    data = entry["data"]
    line = line._replace(incidents=(*line.incidents, data["incident"]))
    if not data.get("handling"):
        return line
    handling = {**line.handling, data["incident"]: data["handling"]}
    return line._replace(handling=handling, handled={**line.handled, data["incident"]: entry["at"][:10]})


# --- What is decided once more.

def _joins(case: Case, _entry: Entry) -> list[Draft]:
    if case.status == "void":  # most are not, and this is asked of every reception
        law.decisions.come_again([case])
    return []


def _attaches(line: Line, _entry: Entry) -> list[Draft]:
    law.seals.may_split(line, law.seals.Seal())  # whether something was sealed is not asked here
    return []


# --- The terms that they start and the first format did not know.

def _visit_starts(data: Mapping[str, Any]) -> int:
    """A refusal of which the law wants a written notice."""
    return 2 if data.get("refused") in WRITTEN and not data.get("row") else 1


def _petition_starts(data: Mapping[str, Any]) -> int:
    """A paper that the press or another body passed on."""
    return 2 if passed_on(data.get("source")) and not data.get("row") else 1


# --- The kinds.

# The person or body complained of or denounced, with post and workplace; the place and project where it arose.
WHO = (
    "name", "address", "id_no", "phone", "host_name", "note", "handled_to", "handled_doc", "prior_body", "follow_up",
)  # fmt: skip
_EITHER = {
    "petitioners": COUNT, "group": TRUE, "commune": TEXT, "anonymous": TRUE, "handling": code("handling"),
    "after_seal": DAY, "key": DIGEST, "row": DIGEST, "source_ref": Field({"type": ["string", "null"]}),
    "incidents": several(INCIDENT).needed,
    **known_from(2, {
        "bodies": several(code("body")).labelled("{value}"), "capacity": code("capacity").labelled("{value}"),
        "appointment": TEXT.labelled(mark("appointed by paper {value}")),
        "representatives": COUNT.labelled(mark("representatives: {value}")),
    }),
}  # fmt: skip
_ONLINE = known_from(2, {  # of an online reception
    "mode": code("mode").labelled("{value}"), "central": TEXT.labelled(mark("central point {value}")),
    "points": several(TEXT).labelled(mark("connection point {value}")), "open_name": TRUE,
})  # fmt: skip
KINDS = (
    Kind(
        mark("incident"), "incident",
        {
            "opened_on": DAY.needed, "kind": code("kind"), "field": code("field"), "competence": code("competence"),
            "qualified": BOOL, "prior": code("prior"), "after_seal": DAY,
            "of": INCIDENT.labelled(mark("split from {value}"))._replace(since=2),
        },
        ("content", *OF_MATTER), mark("opened"), mark("incident opened"), "add", series="", case=_opened,
        later=dict.fromkeys(OF_MATTER, 2),
    ),
    Kind(
        mark("visit"), "visit",
        {
            **_EITHER, "people": COUNT.needed, "session": code("session"), "host": code("host"),
            "refused": code("refusal"), **_ONLINE,
        },
        ("content", *WHO), mark("visit"), "", "visit", series="V", line=_written, check=_joins,
        freezes=lambda entry: True, people=True, starts=_visit_starts,
    ),
    Kind(
        mark("petition"), "petition",
        {
            **_EITHER, "source": code("source").needed, "signatories": COUNT, "visit": VISIT,
            "duplicate": PETITION.labelled(mark("repeats petition {value}"))._replace(since=2),
        },
        WHO, mark("petition"), "", "add", series="P", line=_written, check=_joins, freezes=lambda entry: True,
        people=True, starts=_petition_starts,
    ),
    Kind(
        mark("attached"), "line",
        {"incident": INCIDENT.needed, "handling": code("handling"), "after_seal": DAY, "key": DIGEST},
        (), mark("incident added to"), mark("incident added to a visit"), "add", undo="adds", line=_attached,
        check=_attaches, reaches_back=True, freezes=lambda entry: True,
    ),
)  # fmt: skip
