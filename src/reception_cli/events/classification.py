"""Classifying: `classified`, and what the law advises about it: once for each content, what the forms hold. Pure.

What must hold before is `law.decisions.classify`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain import legal_life
from reception_cli.domain.case import Case, Reception, changed, settle, with_lines
from reception_cli.domain.entry import Draft, Entry, Outcome
from reception_cli.domain.words import _, mark
from reception_cli.events.reception import CLASSIFYING, OPEN_NAMES_ONLY
from reception_cli.events.registry import BOOL, LINE, Kind, code

if TYPE_CHECKING:
    from reception_cli.law.seals import Seal


def classify(case: Case, facts: Mapping[str, Any], on: date, seal: Seal | None = None, reason: str = "") -> Outcome:
    """Classify a matter and say what speaks against it; `on` is the day it is made."""
    drafts = law.decisions.classify(case, facts, seal, reason)
    legal = {"handling", "prior", "kind"} & facts.keys()
    return Outcome(drafts, advice(case, facts, on) if drafts and legal else [])


def advice(case: Case, facts: Mapping[str, Any], on: date) -> list[str]:
    """Say what speaks against a classification that no rule refuses; `on` is the day it is made."""
    after = case._replace(**{name: value for name, value in facts.items() if name != "handling"})
    handling = facts.get("handling")
    notes = [*_received_online(case, facts)]
    notes += [*_unfit("prior", facts.get("prior"), after, on), *_unfit("handling", handling, after, on)]
    if not handling:
        return notes
    return [*notes, *done_before(case, handling), *_contrary(after, handling)]


def _received_online(case: Case, facts: Mapping[str, Any]) -> list[str]:
    """Say that a denunciation came online although secrecy was not waived."""
    if facts.get("kind") != "denunciation" or not any(line.mode and not line.open_name for line in case.lines):
        return []
    text = _("it was received online: a denunciation only where secrecy is not asked for ({source})")
    return [text.format(source=law.data.cited(OPEN_NAMES_ONLY))]


def done_before(case: Case, handling: str) -> list[str]:
    """Say that a matter was guided or forwarded before: the law has that once for each content."""
    latest = law.decisions.latest_line(case)
    earlier = [line for line in case.lines if line.counts and line != latest]
    before = any(line.handling.get(case.id) == handling for line in earlier)
    if handling == "guide" and before:
        return [_("it was guided before: once for each content (Circular 07/2014/TT-TTCP, Art. 8(1))")]
    if handling == "forward" and (before or case.life.referrals):
        return [_("it was forwarded before: once for each content (Circular 05/2021/TT-TTCP, Art. 14(1))")]
    return []


def _unfit(list_name: str, code: str | None, case: Case, on: date) -> list[str]:
    """Say that the forms of a day have no column for a code and the kind of a matter."""
    if not code or not case.kind or law.codes.load(list_name)[code].allows(case.kind, on):
        return []
    text = _("the report forms of that day have no column for {code} ({name}) of a {kind}")
    names = law.codes.load("kind").names()
    return [text.format(code=code, name=law.codes.load(list_name)[code].name(), kind=names[case.kind])]


def _contrary(case: Case, handling: str) -> list[str]:
    contradictions = (
        (handling == "accept" and case.competence == "out", _("it is outside competence, and is to be taken in")),
        (handling == "accept" and case.qualified is False, _("it does not meet the conditions, and is to be taken in")),
        (
            handling in ("guide", "forward") and case.competence == "in",
            _("it is within competence, and is to be sent away"),
        ),
    )  # fmt: skip
    return [text for holds, text in contradictions if holds]


# --- What it changes, and what is decided once more.

def _classified(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    facts = {name: data[name] for name in CLASSIFYING if name in data}
    if "competence" in data:
        facts["competences"] = (*case.competences, (entry["at"][:10], data["competence"]))
    if case.life.stage in legal_life.EARLY:  # a new word on a matter that no legal fact holds yet
        facts["life"] = case.life._replace(stage="")
    if not data.get("line") or "handling" not in data:
        return settle(case, facts)
    return with_lines(case, tuple([_handled(line, case.id, entry) for line in case.reached]), facts)


def _handled(line: Reception, incident: str, entry: Entry) -> Reception:
    """Note how a line was handled; a petition that was brought to a visit is handled with it."""
    data = entry["data"]
    if data["line"] not in (line.id, line.visit):
        return line
    handled = {incident: entry["at"][:10], **line.handled}
    return changed(line, {"handling": {**line.handling, incident: data["handling"]}, "handled": handled})


def _again(case: Case, entry: Entry) -> list[Draft]:
    data = entry["data"]
    facts = {name: data[name] for name in (*CLASSIFYING, "handling") if name in data}
    return law.decisions.classify(case, facts, reason="-")  # what an earlier version did not ask for is no fault


def _freezes(entry: Entry) -> bool:
    return bool(law.seals.SEALED_CASE & set(entry["data"]))


# --- The kind.

KINDS = (
    Kind(
        mark("classified"), "incident",
        {
            "kind": code("kind").labelled("{value}"), "field": code("field").labelled("{value}"),
            "competence": code("competence").labelled("{value}"), "handling": code("handling").labelled("{value}"),
            "prior": code("prior").labelled("{value}"), "qualified": BOOL, "line": LINE,
        },
        ("reason",), mark("classified"), "", "classify", case=_classified, check=_again, freezes=_freezes,
    ),
)  # fmt: skip
