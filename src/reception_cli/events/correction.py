"""What may be put right or struck through: `corrected`, `voided`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain.case import Case, Reception, settle
from reception_cli.domain.entry import Draft, Entry, private_values
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import LEGAL
from reception_cli.domain.legal_life import corrected as corrected_life
from reception_cli.domain.words import _, mark
from reception_cli.events.reception import WHO
from reception_cli.events.registry import (
    BOOL,
    COUNT,
    DAY,
    INCIDENT,
    MOMENT,
    TEXT,
    Field,
    Kind,
    closed,
    code,
    several,
)  # fmt: skip

if TYPE_CHECKING:
    from reception_cli.law.seals import Seal

# What `correct` may set, and how it is written: private values are sealed, the rest is data.
SET = {
    "at": MOMENT, "people": COUNT, "petitioners": COUNT, "signatories": COUNT, "session": code("session"),
    "host": code("host"), "source": code("source"), "group": BOOL, "commune": TEXT, "incidents": several(INCIDENT),
    "opened_on": DAY, "kind": code("kind"), "field": code("field"), "competence": code("competence"),
    "qualified": BOOL, "prior": code("prior"), "result": code("result"), "closed_on": DAY, "doc": TEXT,
    "accepted_on": DAY, "decided_on": DAY, "instance": code("instance"), "remote": BOOL,
}  # fmt: skip
LINE_FACTS = (
    "at", "people", "petitioners", "signatories", "session", "host", "source", "group", "commune", "incidents",
)  # fmt: skip
LINE_TEXTS = WHO
CASE_FACTS = (
    "opened_on", "kind", "field", "competence", "qualified", "prior", "result", "closed_on", "doc", *LEGAL,
)  # fmt: skip
CASE_TEXTS = ("content",)


def correct(case: Reception | Case, request: Mapping[str, Any], reason: str, seal: Seal) -> list[Draft]:
    """Put facts right; only what differs is written, and nothing when nothing does."""
    reasons = [_("it is struck through")] if _is_void(case) else []
    texts = {name: value for name, value in request.items() if name in LINE_TEXTS + CASE_TEXTS}
    known = {name: _plain(known_fact(case, name)) for name in request if name not in texts}
    reasons += _unreached(case, known)
    facts = {name: value for name, value in request.items() if name in known and value != known[name]}
    private = {name: value for name, value in texts.items() if value != case.private.get(name, "")}
    days = law.seals.days_of(case) + ([facts["at"]] if "at" in facts else [])
    frozen = set(facts) & (law.seals.SEALED_LINE | law.seals.SEALED_CASE)
    if frozen:
        reasons += law.seals.sealed_reasons(days, seal)
    reasons += _renumbered(case, facts.get("at", ""))
    if reasons:
        raise Refused(_("{id} cannot be corrected:").format(id=case.id), tuple(reasons))
    if not facts and not private:
        return []
    before = {name: known[name] for name in facts}
    late = seal.mark(days) if frozen else {}
    return [
        Draft("corrected", case.id, {"set": facts, "before": before, **late}, {**private, "reason": reason})
    ]


def void(case: Reception | Case, reason: str, seal: Seal) -> list[Draft]:
    """Strike a visit, a petition or an incident through: it stays visible and is no longer counted."""
    days = law.seals.days_of(case)
    reasons = [_("it is struck through already")] if _is_void(case) else law.seals.sealed_reasons(days, seal)
    if reasons:
        raise Refused(_("{id} cannot be struck through:").format(id=case.id), tuple(reasons))
    return [Draft("voided", case.id, seal.mark(days), {"reason": reason})]


def _is_void(case: Reception | Case) -> bool:
    return case.void if isinstance(case, Reception) else case.status == "void"


def known_fact(case: Reception | Case, name: str) -> Any:
    """Give a fact as it is recorded."""
    return getattr(case.life if name in LEGAL and isinstance(case, Case) else case, name)


def _unreached(case: Reception | Case, known: Mapping[str, Any]) -> list[str]:
    """Refuse a legal fact that was never recorded: its own verb does that."""
    if not isinstance(case, Case):
        return []
    verbs = {"decided_on": ("decide", case.life.decided_on)} | {
        name: ("accept", case.life.accepted_on) for name in LEGAL if name != "decided_on"
    }
    template = _("{field} is not recorded yet: `reception {verb} {incident}`")
    return [
        template.format(field=name, verb=verbs[name][0], incident=case.id)
        for name in known
        if name in verbs and not verbs[name][1]
    ]


def _renumbered(case: Reception | Case, at: str) -> list[str]:
    """Refuse a day of another year: numbers are counted in the year of their day, and figures look for them there."""
    if not at or at[:4] == case.id[1:5]:
        return []
    template = _("{id} is numbered in {year}: `reception void {id} --reason ...`, then record it anew on its day")
    return [template.format(id=case.id, year=case.id[1:5])]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# --- What the entries change, and what is decided once more.

def _corrected_line(line: Reception, entry: Entry) -> Reception:
    facts = dict(entry["data"]["set"])
    if "incidents" in facts:
        facts["incidents"] = tuple(facts["incidents"])
        handlings = list(line.handling.values())
        facts["handling"] = dict.fromkeys(facts["incidents"], handlings[-1]) if handlings else {}
        days = list(line.handled.values())
        facts["handled"] = dict.fromkeys(facts["incidents"], days[-1]) if days else {}
    return line._replace(**facts, private={**line.private, **private_values(entry)})


def _corrected_case(case: Case, entry: Entry) -> Case:
    """Put right what was recorded wrong; the entry itself keeps what it said before and why."""
    private = {**case.private, **private_values(entry)}
    life, facts = corrected_life(case.life, entry["data"]["set"])
    if "competence" in facts:
        facts["competences"] = (("", facts["competence"]),) if facts["competence"] else ()
    return settle(case._replace(**facts, private=private, life=life), {})


def _corrects(about: Case | Reception, entry: Entry) -> list[Draft]:
    known = CASE_FACTS if isinstance(about, Case) else LINE_FACTS
    facts = {name: value for name, value in entry["data"]["set"].items() if name in known}
    correct(about, facts, "-", law.seals.Seal())
    return []


def _voids(about: Case | Reception, _entry: Entry) -> list[Draft]:
    void(about, "-", law.seals.Seal())
    return []


def _freezes(entry: Entry) -> bool:
    return bool(set(entry["data"]["set"]) & (law.seals.SEALED_LINE | law.seals.SEALED_CASE))


# --- The kinds.

_KNOWN_BEFORE = Field({"type": ["string", "integer", "boolean", "array", "null"]})  # as the case or line had it
KINDS = (
    Kind(
        mark("corrected"), "number",
        {
            "set": Field(closed(SET)).needed, "before": Field(closed(dict.fromkeys(SET, _KNOWN_BEFORE))).needed,
            "after_seal": DAY,
        },
        ("content", "reason", *WHO), mark("corrected"), "", "correct", case=_corrected_case, line=_corrected_line,
        check=_corrects, reaches_back=True, freezes=_freezes, people=True,
    ),
    Kind(
        mark("voided"), "number", {"after_seal": DAY}, ("reason",), mark("struck through"), "", "void",
        case=lambda case, entry: case._replace(status="void"), line=lambda line, entry: line._replace(void=True),
        check=_voids, reaches_back=True, freezes=lambda entry: True, people=True,
    ),
)  # fmt: skip
