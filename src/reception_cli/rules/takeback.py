"""What may be taken back: the last batches of one clerk, unless later entries build on them. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from reception_cli.model.entry import Draft, Entry
from reception_cli.model.errors import Refused
from reception_cli.model.words import _

# Entries that undo passes over: they tell of the register, not of a matter.
PASSED = frozenset({"disclosed", "configured", "retracted"})
# The verb that writes each kind of entry, to name a step by.
VERBS = {"visit": "visit", "petition": "add", "incident": "add", "classified": "classify", "closed": "close"}
VERBS |= {"reopened": "reopen", "noted": "note", "attached": "add", "imported": "import"}


class Step(NamedTuple):
    """One command of one clerk: a batch."""

    entries: tuple[Entry, ...]

    @property
    def verb(self) -> str:
        """Name the verb that wrote it."""
        kinds = {entry["kind"] for entry in self.entries}
        first = "imported" if "imported" in kinds else "incident" if "incident" in kinds else ""
        return VERBS.get(first or self.entries[0]["kind"], self.entries[0]["kind"])

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


def reached(entry: Entry) -> list[str]:
    """List the incidents that an entry about a visit or petition reaches."""
    data = entry["data"]
    return [*data.get("incidents", ()), *([data["incident"]] if "incident" in data else ())]


def retract(step: Step, later: Iterable[Entry]) -> list[Draft]:
    """Take a step back, unless live later entries build on what it wrote; raises Refused naming them."""
    made = {e["subject"] for e in step.entries if e["kind"] in ("incident", "visit", "petition")}
    changed = {e["subject"] for e in step.entries} - made
    reasons = []
    for entry in later:
        if entry["subject"] in made or made & set(reached(entry)) or _builds_on(entry, changed):
            reasons.append(
                _("entry {seq} ({kind} {subject}, by {user}) builds on it").format(
                    seq=entry["seq"], kind=entry["kind"], subject=entry["subject"], user=entry["user"]
                )
            )
    if reasons:
        raise Refused(
            _("{verb} cannot be taken back:").format(verb=step.verb),
            tuple(reasons),
            _("Take those back first."),
        )
    return [Draft("retracted", "", {"entries": step.seqs, "subjects": step.subjects, "verb": step.verb})]


def _builds_on(entry: Entry, changed: set[str]) -> bool:
    return entry["subject"] in changed and entry["kind"] in ("classified", "closed", "reopened")
