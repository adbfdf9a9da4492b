"""What may be put right or struck through: `corrected`, `voided`. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain.case import OF_MATTER, Case, Reception, settle
from reception_cli.domain.entry import Draft, Entry, private_values
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import LEGAL
from reception_cli.domain.legal_life import corrected as corrected_life
from reception_cli.domain.words import _, mark
from reception_cli.events.reception import CLASSIFYING, WHO, Matter, Numbers, open_incident
from reception_cli.events.registry import (
    BOOL,
    COUNT,
    DAY,
    INCIDENT,
    MOMENT,
    PETITION,
    TEXT,
    Field,
    Kind,
    closed,
    code,
    known_from,
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
    **known_from(2, {
        "bodies": several(code("body")), "capacity": code("capacity"), "appointment": TEXT, "representatives": COUNT,
        "duplicate": PETITION,
    }),
}  # fmt: skip
LINE_FACTS = (
    "at", "people", "petitioners", "signatories", "session", "host", "source", "group", "commune", "incidents",
    "bodies", "capacity", "appointment", "representatives", "duplicate",
)  # fmt: skip
LINE_TEXTS = WHO
CASE_FACTS = ("opened_on", *CLASSIFYING, "result", "closed_on", "doc", *LEGAL)
CASE_TEXTS = ("content", *OF_MATTER)


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


# --- Two matters that were one, and one that was two.


def merge(kept: Case, gone: Case, reason: str, seal: Seal) -> list[Draft]:
    """Put the visits and petitions of a matter down to another one, and strike the emptied one through.

    What the law did stays where it was done: a matter that went further than the one it is merged into is refused.
    """
    reasons = [*_apart(kept, gone)]
    lines = [line for line in gone.lines if not line.void]
    days = [line.day for line in lines if line.counts]
    reasons += law.seals.sealed_reasons(days, seal)
    if reasons:
        title = _("{one} cannot be merged into {other}:").format(one=gone.id, other=kept.id)
        raise Refused(title, tuple(reasons))
    drafts = list[Draft]()
    for line in lines:
        incidents = list(dict.fromkeys(kept.id if one == gone.id else one for one in line.incidents))
        drafts += correct(line, {"incidents": incidents}, reason, seal)
    return [*drafts, Draft("voided", gone.id, {"into": kept.id, **seal.mark(days)}, {"reason": reason})]


def _apart(kept: Case, gone: Case) -> Iterator[str]:
    """Say why two matters may not be made one."""
    if kept.id == gone.id:
        yield _("it is one matter already")
    for case in (kept, gone):
        if case.status == "void":
            yield _("{incident}: struck through").format(incident=case.id)
    if gone.kind not in (None, kept.kind):
        yield _("they are of two kinds: classify {id} first").format(id=kept.id)
    further = [*_further(gone)]
    if gone.life.accepted_on and not kept.life.accepted_on:
        further.append(_("accepted"))
    if further:
        text = _("{id} went further ({facts}): merge the other way, or take that back")
        yield text.format(id=gone.id, facts=", ".join(further))


def _further(case: Case) -> Iterator[str]:
    """Name what was done in a matter that would be lost with it."""
    life = case.life
    done = (
        (case.closed and case.status != "void", _("closed")), (life.decided_on, _("decided")),
        (life.referrals, _("referred")), (life.withdrawn, _("withdrawn")), (life.promised, _("promised")),
    )  # fmt: skip
    yield from (name for holds, name in done if holds)


def split(
    case: Case, lines: Sequence[Reception], content: str, facts: Mapping[str, Any], number: Numbers, reason: str,
    seal: Seal,
) -> list[Draft]:  # fmt: skip
    """Open a matter of its own for some of the visits and petitions of one that was two.

    What was said of the matter holds of both, but for what `facts` say of the new one; what the law did stays.
    """
    reasons = [_("{incident}: struck through").format(incident=case.id)] if case.status == "void" else []
    reasons += [_("{id} does not belong to it").format(id=line.id) for line in lines if case.id not in line.incidents]
    moved = {line.id for line in lines}
    if not [line for line in case.lines if line.counts and line.id not in moved]:
        reasons.append(_("nothing would be left of it"))
    days = [line.day for line in lines if line.counts]
    reasons += law.seals.sealed_reasons(days, seal)
    if reasons:
        raise Refused(_("{id} cannot be split:").format(id=case.id), tuple(reasons))
    at = min(line.day for line in lines)
    known = {name: getattr(case, name) for name in CLASSIFYING}
    said = {**known, **facts, "of": case.id, **seal.mark(days)}
    drafts = [open_incident(number("", int(at[:4])), at, Matter(content, said))]
    for line in lines:
        incidents = [drafts[0].subject if one == case.id else one for one in line.incidents]
        drafts += correct(line, {"incidents": incidents}, reason, seal)
    return drafts


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
        facts["handling"] = {**dict.fromkeys(facts["incidents"], handlings[-1]), **_kept(line.handling, facts)} \
            if handlings else {}  # fmt: skip
        days = list(line.handled.values())
        facts["handled"] = {**dict.fromkeys(facts["incidents"], days[-1]), **_kept(line.handled, facts)} \
            if days else {}  # fmt: skip
    return line._replace(**facts, private={**line.private, **private_values(entry)})


def _kept(known: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, str]:
    """Keep what was said of the matters that a line still brings."""
    return {one: known[one] for one in facts["incidents"] if one in known}


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
            "set": Field(closed(SET), inner=SET).needed,
            "before": Field(closed(dict.fromkeys(SET, _KNOWN_BEFORE))).needed,
            "after_seal": DAY,
        },
        ("content", "reason", *WHO, *OF_MATTER), mark("corrected"), "", "correct", case=_corrected_case,
        line=_corrected_line, later=dict.fromkeys(OF_MATTER, 2),
        check=_corrects, reaches_back=True, freezes=_freezes, people=True,
    ),
    Kind(
        mark("voided"), "number",
        {"after_seal": DAY, "into": INCIDENT.labelled(mark("merged into {value}"))._replace(since=2)},
        ("reason",), mark("struck through"), "", "void",
        case=lambda case, entry: case._replace(status="void"), line=lambda line, entry: line._replace(void=True),
        check=_voids, reaches_back=True, freezes=lambda entry: True, people=True,
    ),
)  # fmt: skip
