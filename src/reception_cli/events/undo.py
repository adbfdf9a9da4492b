"""What may be taken back: the last commands of one clerk, unless later entries build on them. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _, mark

# Entries that undo passes over: they tell of the register, not of a matter.
PASSED = frozenset({"disclosed", "configured", "retracted", "redacted", "sealed"})
PASSED |= {"restored", "salvaged", "consolidated"}
# Entries that change nothing that a later entry could rely on, and rely on nothing but their incident.
FREE = frozenset({"noted", "imported", "contacted", "handed_over", "assigned"})
FREE |= {"duty", "appointed", "attended", "missed"}
# The verb that writes each kind of entry, to name a step by.
VERBS = {"visit": "visit", "petition": "add", "incident": "add", "classified": "classify", "closed": "close"}
VERBS |= {"reopened": "reopen", "noted": "note", "attached": "add", "imported": "import"}
VERBS |= {"corrected": "correct", "voided": "void", "retracted": "undo"}
VERBS |= {"accepted": "accept", "referred": "refer", "replied": "reply", "urged": "urge", "extended": "extend"}
VERBS |= {"paused": "pause", "resumed": "resume", "withdrawn": "withdraw", "contacted": "contact", "met": "meeting"}
VERBS |= {"handed_over": "handover", "decided": "decide", "executed": "execute", "stepped": "step"}
VERBS |= {"assigned": "assign", "duty": "duty", "appointed": "appoint", "missed": "appoint"}
# The kinds that something may build on, as a refusal names them.
_SAID = (
    mark("visit"), mark("petition"), mark("incident"), mark("attached"), mark("classified"), mark("closed"),
    mark("reopened"), mark("noted"), mark("imported"), mark("corrected"), mark("voided"), mark("retracted"),
    mark("accepted"), mark("referred"), mark("replied"), mark("urged"), mark("extended"), mark("paused"),
    mark("resumed"), mark("withdrawn"), mark("contacted"), mark("met"), mark("handed_over"), mark("decided"),
    mark("executed"), mark("stepped"), mark("assigned"),
)  # fmt: skip
_MAKES = ("incident", "visit", "petition")


class Step(NamedTuple):
    """One command of one clerk: a batch."""

    entries: tuple[Entry, ...]

    @property
    def verb(self) -> str:
        """Name the verb that wrote it."""
        kinds = {entry["kind"] for entry in self.entries}
        first = "imported" if "imported" in kinds else "incident" if "incident" in kinds else ""
        kind: str = first or self.entries[0]["kind"]
        return VERBS.get(kind, kind)

    @property
    def seqs(self) -> list[int]:
        """List its entries."""
        return [entry["seq"] for entry in self.entries]

    @property
    def subjects(self) -> list[str]:
        """List what it is about, incidents among them, in order."""
        found = dict.fromkeys(entry["subject"] for entry in self.entries if entry["subject"])
        for entry in self.entries:
            found |= dict.fromkeys(reached(entry))
        return list(found)

    @property
    def passed(self) -> bool:
        """Whether undo passes over it."""
        return all(entry["kind"] in PASSED for entry in self.entries)

    @property
    def final(self) -> bool:
        """Whether nothing takes it back, nor, silently, what came before it."""
        return any(entry["kind"] == "redacted" for entry in self.entries)

    @property
    def undoes(self) -> bool:
        """Whether it took something back."""
        return all(entry["kind"] == "retracted" for entry in self.entries)


def reached(entry: Entry) -> list[str]:
    """List the incidents that an entry about a visit or petition reaches."""
    data = entry["data"]
    return [*data.get("incidents", ()), *([data["incident"]] if "incident" in data else ())]


def retract(step: Step, later: Iterable[Entry], sealed: Iterable[str] = ()) -> list[Draft]:
    """Take a step back, unless live later entries build on what it wrote; raises Refused naming them.

    `sealed` are further reasons: the days it tells of are sealed.
    """
    reasons = [*sealed, *builds_on(step, later)]
    if reasons:
        raise Refused(
            _("{verb} cannot be taken back:").format(verb=step.verb),
            tuple(reasons),
            _("Take those back first."),
        )
    return [Draft("retracted", "", {"entries": step.seqs, "subjects": step.subjects, "verb": step.verb})]


def restore(undoing: Step, again: Step, later: Iterable[Entry], void: Iterable[str]) -> list[Draft]:
    """Do again what an undo took back, unless its numbers have been worked on since; raises Refused.

    `void` are the incidents that are struck through or taken back now.
    """
    others = sorted(set(void) - _made(again))
    reasons = builds_on(again, later)
    reasons += [_("{incident}: struck through").format(incident=incident) for incident in others]
    if reasons:
        raise Refused(_("{verb} cannot be done again:").format(verb=again.verb), tuple(reasons))
    return [Draft("retracted", "", {"entries": undoing.seqs, "subjects": again.subjects, "verb": "undo"})]


def builds_on(step: Step, later: Iterable[Entry]) -> list[str]:
    """Tell which of the later entries rely on what a step wrote, or changed the same thing again."""
    made = _made(step)
    joined = {(e["subject"], incident) for e in step.entries for incident in reached(e)}
    changed = {e["subject"] for e in step.entries if e["kind"] not in FREE} - made
    return [
        _told(entry)
        for entry in later
        if made & mentioned(entry)
        or (entry["data"].get("line"), entry["subject"]) in joined
        or (entry["subject"] in changed and entry["kind"] not in FREE and entry["kind"] != "attached")
    ]


def _made(step: Step) -> set[str]:
    return {entry["subject"] for entry in step.entries if entry["kind"] in _MAKES}


def mentioned(entry: Entry) -> set[str]:
    """List every number that an entry speaks of."""
    data = entry["data"]
    named = {data.get("line"), data.get("visit")} - {None}
    return {entry["subject"], *reached(entry), *named}


def _told(entry: Entry) -> str:
    kind = entry["kind"]
    return _("entry {seq} ({kind} {subject}, by {user}) builds on it").format(
        seq=entry["seq"], kind=_(kind), subject=entry["subject"], user=entry["user"]
    )
