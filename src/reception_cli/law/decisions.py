"""What may be done with a matter: a wish and the case as it stands give entries, or a refusal that says all.

Pure: numbers, day and codes come from outside.
"""

from collections.abc import Mapping
from typing import Any

from reception_cli.domain.case import FINDINGS, Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.words import _
from reception_cli.law.seals import Seal, classify_sealed

# How a matter may end (results): taken in within competence, or settled at the desk.
RESOLVED = (*FINDINGS, "withdrawn", "terminated")
_AT_THE_DESK = ("guided", "forwarded", "returned", "filed")
SETTLED = (*_AT_THE_DESK, "answered", "withdrawn")
# What may be added after the end, where it was not said before.
COMPLETED = frozenset({"kind", "field", "competence", "handling", "qualified", "prior"})


def come_again(cases: list[Case]) -> list[str]:
    """Check that these incidents may receive a further visit; returns their numbers."""
    reasons = tuple(
        _("{incident}: struck through").format(incident=case.id) for case in cases if case.status == "void"
    )
    if reasons:
        raise Refused(_("The visit was not recorded:"), reasons)
    return list(dict.fromkeys(case.id for case in cases))


def classify(case: Case, facts: Mapping[str, Any], seal: Seal | None = None, reason: str = "") -> list[Draft]:
    """Classify an incident; only what changes is written, and nothing at all when nothing does.

    Raises UsageFault where a denunciation is to be none any more, and nobody says why.
    """
    reasons = [] if _completes(case, facts) else not_open(case)
    reasons += accepted_as(case, facts)
    reasons += classify_sealed(case, facts, seal) if seal else []
    line = latest_line(case)
    if facts.get("handling") and line is None:
        reasons.append(_("it has no visit or petition that could be handled"))
    if reasons:
        raise Refused(_("{incident} cannot be classified:").format(incident=case.id), tuple(reasons))
    changed = {k: v for k, v in facts.items() if v != getattr(case, k)}
    if line is not None and "handling" in facts and line.handling.get(case.id) != facts["handling"]:
        changed |= {"handling": facts["handling"], "line": line.id}
    else:
        changed.pop("handling", None)
    if case.kind == "denunciation" and "kind" in changed and not reason:
        raise UsageFault(
            _("{incident} is a denunciation: say why it is none any more.").format(incident=case.id),
            _("Give a reason: `reception classify {incident} --kind {kind} --reason TEXT`.").format(
                incident=case.id, kind=changed["kind"] or "..."
            ),
        )
    return [Draft("classified", case.id, changed, {"reason": reason} if reason else {})] if changed else []


def accepted_as(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """Say that kind and competence are those of the acceptance; empty before it, or when they stay."""
    if not case.life.accepted_on:
        return []
    changed = [name for name in ("kind", "competence") if name in facts and facts[name] != getattr(case, name)]
    return [
        _("{field}: it was accepted on {day}; `reception correct {incident} --set {field}=... --reason ...`").format(
            field=name, day=said_day(case.life.accepted_on), incident=case.id
        )
        for name in changed
    ]


def _completes(case: Case, facts: Mapping[str, Any]) -> bool:
    """Whether a closed incident only gets what was never said: old registers name no field, forms want one.

    What was settled at the desk does not become one that was taken in.
    """
    if not _may_complete(case, facts) or said_otherwise(case, facts):
        return False
    taken_in = facts.get("handling", case.handling) == "accept" and facts.get("competence", case.competence) == "in"
    return not (taken_in and case.result in _AT_THE_DESK)


def _may_complete(case: Case, facts: Mapping[str, Any]) -> bool:
    return case.status == "closed" and COMPLETED.issuperset(facts)


def said_otherwise(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """Say that a closed incident has other words than those that complete it; these are corrected."""
    if not _may_complete(case, facts) or all(getattr(case, name) in (None, value) for name, value in facts.items()):
        return []
    return [_("it is closed and classified otherwise: `reception correct {incident}`").format(incident=case.id)]


def close(case: Case, result: str, on: str, doc: str | None, note: str) -> list[Draft]:
    """Close an incident with its result; `on` is the ISO day it ended."""
    reasons = not_open(case) or wrong_result(case, result)
    if on < case.opened_on:
        reasons.append(_("it was opened on {day}, after that day").format(day=said_day(case.opened_on)))
    if reasons:
        raise Refused(_("{incident} cannot be closed:").format(incident=case.id), tuple(reasons))
    data = {"result": result, "on": on} | ({"doc": doc} if doc else {})
    return [Draft("closed", case.id, data, {"note": note}, on)]


def fitting(case: Case) -> tuple[str, ...]:
    """List the results that fit the way the matter was handled."""
    if case.status != "accepted":
        return SETTLED
    return (*RESOLVED, "answered") if case.kind in ("recommendation", "feedback") else RESOLVED


def wrong_result(case: Case, result: str) -> list[str]:
    """Say why a result does not fit the way the matter was handled; empty when it does."""
    allowed = fitting(case)
    if result in allowed:
        return []
    from reception_cli.law.codes import named  # the words of results, for who gave a wrong one

    accepted = case.status == "accepted"
    state = _("it was accepted within competence") if accepted else _("it was not accepted within competence")
    return [_("{state}, so --result takes one of: {codes}").format(state=state, codes=named("result", allowed))]


def reopen(case: Case, reason: str, on: str, ground: str | None = None) -> list[Draft]:
    """Take a closed incident up again; its first closing stays in its story.

    `ground` is why one that was withdrawn goes on all the same.
    """
    if case.status != "closed":
        why = _("it is struck through") if case.status == "void" else _("it is not closed")
        raise Refused(_("{incident} cannot be reopened:").format(incident=case.id), (why,))
    data = {"on": on} | ({"resumption": ground} if ground else {})
    return [Draft("reopened", case.id, data, {"reason": reason}, on)]


def was_withdrawn(case: Case) -> bool:
    """Whether a matter ended by being withdrawn as a whole."""
    return case.life.withdrawn == "whole" or case.result == "withdrawn"


def note(case: Case, text: str) -> list[Draft]:
    """Add a remark to an incident in any state but a void one."""
    if case.status == "void":
        raise Refused(_("No remark can be added to {incident}:").format(incident=case.id), (_("it is struck through"),))
    return [Draft("noted", case.id, {}, {"note": text})]


def not_open(case: Case) -> list[str]:
    """Say why nothing more may happen to a case; empty when it may."""
    if case.status == "closed":
        return [
            _("it is closed ({result}); `reception reopen {incident} --reason ...` first").format(
                result=case.result, incident=case.id
            )
        ]
    return [_("it is struck through")] if case.status == "void" else []


def latest_line(case: Case) -> Reception | None:
    """Find the newest visit or petition that counts: the line that a handling belongs to.

    Of one day's the one recorded last; a petition that was brought to a visit is handled with it.
    """
    lines = [line for line in case.lines if line.counts and not line.visit]
    return max(reversed(lines), key=lambda line: line.day, default=None)
