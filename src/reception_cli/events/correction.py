"""What may be put right or struck through. Pure."""

from collections.abc import Mapping
from typing import Any

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import LEGAL
from reception_cli.domain.words import _
from reception_cli.law.seals import SEALED_CASE, SEALED_LINE, Seal, days_of, sealed_reasons

# What `correct` may set, and how it is written: private values are sealed, the rest is data.
LINE_FACTS = (
    "at", "people", "petitioners", "signatories", "session", "host", "source", "group", "commune", "incidents",
)  # fmt: skip
LINE_TEXTS = (
    "name", "address", "id_no", "phone", "host_name", "note", "handled_to", "handled_doc", "prior_body", "follow_up",
)  # fmt: skip
CASE_FACTS = (
    "opened_on", "kind", "field", "competence", "qualified", "prior", "result", "closed_on", "doc", *LEGAL,
)  # fmt: skip
CASE_TEXTS = ("content",)


def correct(case: Reception | Case, wish: Mapping[str, Any], reason: str, seal: Seal) -> list[Draft]:
    """Put facts right; only what differs is written, and nothing when nothing does."""
    reasons = [_("it is struck through")] if _is_void(case) else []
    texts = {name: value for name, value in wish.items() if name in LINE_TEXTS + CASE_TEXTS}
    known = {name: _plain(_known(case, name)) for name in wish if name not in texts}
    reasons += _unreached(case, known)
    facts = {name: value for name, value in wish.items() if name in known and value != known[name]}
    private = {name: value for name, value in texts.items() if value != case.private.get(name, "")}
    days = days_of(case) + ([facts["at"]] if "at" in facts else [])
    if set(facts) & (SEALED_LINE | SEALED_CASE):
        reasons += sealed_reasons(days, seal)
    reasons += _renumbered(case, facts.get("at", ""))
    if reasons:
        raise Refused(_("{id} cannot be corrected:").format(id=case.id), tuple(reasons))
    if not facts and not private:
        return []
    before = {name: known[name] for name in facts}
    late = seal.mark(days) if set(facts) & (SEALED_LINE | SEALED_CASE) else {}
    return [
        Draft("corrected", case.id, {"set": facts, "before": before, **late}, {**private, "reason": reason})
    ]


def void(case: Reception | Case, reason: str, seal: Seal) -> list[Draft]:
    """Strike a visit, a petition or an incident through: it stays visible and is no longer counted."""
    reasons = [_("it is struck through already")] if _is_void(case) else sealed_reasons(days_of(case), seal)
    if reasons:
        raise Refused(_("{id} cannot be struck through:").format(id=case.id), tuple(reasons))
    return [Draft("voided", case.id, seal.mark(days_of(case)), {"reason": reason})]


def _is_void(case: Reception | Case) -> bool:
    return case.void if isinstance(case, Reception) else case.status == "void"


def _known(case: Reception | Case, name: str) -> Any:
    return getattr(case.life if name in LEGAL and isinstance(case, Case) else case, name)


def _unreached(case: Reception | Case, known: Mapping[str, Any]) -> list[str]:
    """Refuse a legal fact that was never recorded: its own verb does that."""
    if not isinstance(case, Case):
        return []
    verbs = {"decided_on": ("decide", case.life.decided_on)} | {
        name: ("accept", case.life.accepted_on) for name in LEGAL if name != "decided_on"
    }
    told = _("{field} is not recorded yet: `reception {verb} {incident}`")
    return [
        told.format(field=name, verb=verbs[name][0], incident=case.id)
        for name in known
        if name in verbs and not verbs[name][1]
    ]


def _renumbered(case: Reception | Case, at: str) -> list[str]:
    """Refuse a day of another year: numbers are counted in the year of their day, and figures look for them there."""
    if not at or at[:4] == case.id[1:5]:
        return []
    told = _("{id} is numbered in {year}: `reception void {id} --reason ...`, then record it anew on its day")
    return [told.format(id=case.id, year=case.id[1:5])]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
