"""Whether a history can have come about: every entry is decided once more, of the matter as it stood then. Pure.

An entry is held against the rules of its own day, in the state that the entries before it had led to. What is
corrected or taken back later does not matter: it was legal when it was made. An import refuses no transition,
and entries that were told again behind a break may lack what led to them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from reception_cli.domain import replay
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.events import contacts, correction, lifecycle, outcomes, undo
from reception_cli.law import decisions, transitions
from reception_cli.law.seals import Seal
from reception_cli.law.transitions import Outcome

OPEN = Seal()  # whether something was sealed is not asked here
_IMPORTED = frozenset({"visit", "petition", "classified", "closed"})  # what an import writes of a known matter
_CLASSIFIED = ("kind", "field", "competence", "qualified", "prior", "handling")

Wish = Mapping[str, Any]
Decided = Outcome | list[Draft]


class HistoryCheck:
    """Weighs the entries of one register, in their order."""

    def __init__(self) -> None:
        """Begin before the first one."""
        self._imported = 0  # entries up to this one were written by an import
        self._retelling = False  # a salvage is telling old entries again

    def note(self, entry: Entry) -> None:
        """Take notice of each entry: some tell how those behind them came about."""
        if entry["kind"] == "imported":
            self._imported = entry["batch"][1]
        elif entry["kind"] == "salvaged":
            self._retelling = True
        elif self._retelling and "origin" not in entry["data"]:
            self._retelling = False

    def faults(self, about: Case | Reception, entry: Entry) -> list[str]:
        """Say which rules speak against an entry about a matter, or a line, as it stood; empty when none does."""
        kind = entry["kind"]
        if self._retelling or (kind in _IMPORTED and entry["seq"] <= self._imported):
            return []
        check = (_CASE if isinstance(about, Case) else _LINE).get(kind)
        if check is None:
            return []
        if isinstance(about, Case) and not about.opened_on and about.status != "void":
            return [_("it was never opened")]
        try:
            return _state(check(about, entry), entry)
        except Refused as fault:
            return list(fault.reasons) or [fault.message]


def _state(decided: Decided, entry: Entry) -> list[str]:
    """Say that an entry names another state than its move leads to."""
    drafts = decided.drafts if isinstance(decided, Outcome) else decided
    leads, told = drafts[0].data.get("state") if drafts else None, entry["data"].get("state")
    if leads == told:
        return []
    return [_("it names the state {told}, but leads to {state}").format(told=told or "-", state=leads or "-")]


def _said(entry: Entry) -> Wish:
    """Say again what the clerk said; of a private value only that there was one, it may have been erased."""
    return {**entry["data"], **dict.fromkeys(entry["sealed"], "-")}


def _joined(case: Case, _entry: Entry) -> Decided:
    if case.status == "void":  # most are not, and this is asked of every reception
        decisions.come_again([case])
    return []


def _attached(line: Reception, _entry: Entry) -> Decided:
    decisions.may_split(line, OPEN)
    return []


def _classified(case: Case, entry: Entry) -> Decided:
    data = entry["data"]
    return decisions.classify(case, {name: data[name] for name in _CLASSIFIED if name in data})


def _closed(case: Case, entry: Entry) -> Decided:
    data = entry["data"]
    return lifecycle.close(case, data["result"], data.get("on", ""), data.get("doc"), "")


def _corrected(about: Case | Reception, entry: Entry) -> Decided:
    known = correction.CASE_FACTS if isinstance(about, Case) else correction.LINE_FACTS
    wish = {name: value for name, value in entry["data"]["set"].items() if name in known}
    correction.correct(about, wish, "-", OPEN)
    return []


def _voided(about: Case | Reception, _entry: Entry) -> Decided:
    correction.void(about, "-", OPEN)
    return []


def _accepted(case: Case, entry: Entry) -> Decided:
    data = entry["data"]
    if "not_accepted" in data:
        return lifecycle.not_accept(case, data["not_accepted"], "-", data["on"])
    more = lifecycle.unfitting("complex", tuple(data.get("complex", ())), case, data["on"])
    return _taken(case, entry, "accept", more=more, instance=data["instance"])


def _extended(case: Case, entry: Entry) -> Decided:
    criteria = entry["data"].get("complex") or case.life.criteria
    return _taken(case, entry, "extend", {"complex": criteria})


def _met(case: Case, entry: Entry) -> Decided:
    return contacts.meeting(case, _said(entry), entry["data"]["on"])


def _decided(case: Case, entry: Entry) -> Decided:
    data = entry["data"]
    return _taken(case, entry, "decide", more=outcomes.not_an_outcome(case, data.get("outcome")))


def _stepped(case: Case, entry: Entry) -> Decided:
    """A term that must have run is not counted again: calendars change, and days off are told later."""
    data = entry["data"]
    if "next" in data:
        return _followed(case, entry)
    return _taken(case, entry, f"step {data['state']}", {"overdue": 1})


def _followed(case: Case, entry: Entry) -> Decided:
    """A finished first one is told what follows it, in whatever state it is."""
    if case.status == "void":
        raise Refused("", tuple(decisions.not_open(case)))
    going = case.kind == "complaint" and not case.closed
    return [Draft("stepped", case.id, {**entry["data"], "state": "second" if going else case.stage})]


def _urged(case: Case, entry: Entry) -> Decided:
    said = _said(entry)
    return lifecycle.urge(case, {"doc": None, **said, "body": said.get("to", "")}, said["on"])


def _taken(
    case: Case, entry: Entry, move: str, wish: Wish | None = None, more: list[str] | None = None, instance: str = ""
) -> Decided:
    on = entry["data"]["on"]
    row, _advice = transitions.take(case, move, on, {**_said(entry), **(wish or {})}, more or (), instance)
    return [transitions.draft(entry["kind"], case, on, {}, None, row)]


def _by(rule: Callable[[Case, Wish, str], Outcome], *asked: str) -> "Callable[[Case, Entry], Decided]":
    """Decide again by a rule that takes a wish and a day; what is `asked` for may not have been said."""
    return lambda case, entry: rule(case, {**dict.fromkeys(asked), **_said(entry)}, entry["data"]["on"])


def _retracted(case: Case, entry: Entry) -> Decided:
    """A step is taken back, or done again, unless live later entries build on what it wrote."""
    named = frozenset(entry["data"]["entries"])
    taken = [one for one in case.entries if one["seq"] in named]
    undone = {seq for one in taken if one["kind"] == "retracted" for seq in one["data"]["entries"]}
    step = undo.Step(tuple(one for one in case.entries if one["seq"] in undone) if undone else tuple(taken))
    gone = replay.dead(case.entries)
    later = [
        one
        for one in case.entries
        if one["seq"] > max(named, default=0) and one["seq"] not in gone and one["kind"] not in undo.PASSED
    ]
    reasons = undo.builds_on(step, later)
    if reasons:
        raise Refused("", tuple(reasons))
    return []


_CASE: dict[str, Callable[[Any, Entry], Decided]] = {
    "visit": _joined,
    "petition": _joined,
    "classified": _classified,
    "closed": _closed,
    "reopened": lambda case, entry: decisions.reopen(case, "-", entry["data"]["on"]),
    "noted": lambda case, _entry: decisions.note(case, "-"),
    "corrected": _corrected,
    "voided": _voided,
    "accepted": _accepted,
    "referred": _by(lifecycle.refer, "to", "doc"),
    "replied": _by(lifecycle.reply),
    "urged": _urged,
    "extended": _extended,
    "paused": _by(lifecycle.pause, "reason"),
    "resumed": _by(lifecycle.resume),
    "withdrawn": _by(lifecycle.withdraw),
    "contacted": _by(contacts.contact, "by", "note"),
    "met": _met,
    "handed_over": _by(contacts.handover, "parcel", "area_m2", "compensation_million"),
    "decided": _decided,
    "stepped": _stepped,
    "executed": _by(outcomes.execute),
    "assigned": lambda case, entry: contacts.assign(case, entry["data"]["to"]),
    "retracted": _retracted,
}
_LINE: dict[str, Callable[[Any, Entry], Decided]] = {
    "attached": _attached,
    "corrected": _corrected,
    "voided": _voided,
}
