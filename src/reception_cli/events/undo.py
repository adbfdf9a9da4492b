"""What may be taken back: the last commands of one clerk, unless later entries build on them (`retracted`). Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Entry, dead
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _, mark
from reception_cli.events import registry
from reception_cli.events.registry import ENTRY, SUBJECTS, TEXT, Field, Kind, several


class Step(NamedTuple):
    """One command of one clerk: a batch."""

    entries: tuple[Entry, ...]

    @property
    def verb(self) -> str:
        """Name the verb that wrote it."""
        kinds: list[str] = [entry["kind"] for entry in self.entries]
        leading = [kind for kind in ("imported", "incident", "closed") if kind in kinds]
        own = [entry["kind"] for entry in self.entries if not passes_over(entry)]
        kind = (leading or own or kinds)[0]
        return registry.KINDS[kind].verb or kind

    @property
    def seqs(self) -> list[int]:
        """List its entries."""
        return [entry["seq"] for entry in self.entries]

    @property
    def subjects(self) -> list[str]:
        """List what it is about, incidents among them, in order."""
        numbers = dict.fromkeys(entry["subject"] for entry in self.entries if entry["subject"])
        for entry in self.entries:
            numbers |= dict.fromkeys(reached(entry))
        return list(numbers)

    @property
    def passed(self) -> bool:
        """Whether undo passes over it."""
        return all(map(passes_over, self.entries))

    @property
    def final(self) -> bool:
        """Whether nothing takes it back, nor, silently, what came before it."""
        return any(map(is_final, self.entries))

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
    """Name the later entries that rely on what a step wrote, or changed the same thing again."""
    made = _made(step)
    joined = {(e["subject"], incident) for e in step.entries for incident in reached(e)}
    changed = {e["subject"] for e in step.entries if registry.KINDS[e["kind"]].undo != "free"}
    return [
        _named(entry)
        for entry in later
        if made & mentioned(entry)
        or entry["data"].get("promise") in step.seqs
        or (entry["data"].get("line"), entry["subject"]) in joined
        or (entry["subject"] in changed and registry.KINDS[entry["kind"]].undo not in ("free", "adds"))
    ]


def passes_over(entry: Entry) -> bool:
    """Whether undo passes over an entry: it tells of the register, not of a matter."""
    return registry.KINDS[entry["kind"]].undo in ("passed", "final")


def is_final(entry: Entry) -> bool:
    """Whether nothing takes an entry back."""
    return registry.KINDS[entry["kind"]].undo == "final"


def freezes(step: Step) -> set[str]:
    """List the numbers of which a step wrote something that a seal of its day freezes."""
    return {entry["subject"] for entry in step.entries if registry.KINDS[entry["kind"]].freezes(entry)}


def _made(step: Step) -> set[str]:
    return {entry["subject"] for entry in step.entries if registry.KINDS[entry["kind"]].makes}


def mentioned(entry: Entry) -> set[str]:
    """List every number that an entry speaks of."""
    data = entry["data"]
    named = {data.get("line"), data.get("visit")} - {None}
    return {entry["subject"], *reached(entry), *named}


def _named(entry: Entry) -> str:
    kind = entry["kind"]
    return _("entry {seq} ({kind} {subject}, by {user}) builds on it").format(
        seq=entry["seq"], kind=_(kind), subject=entry["subject"], user=entry["user"]
    )


# --- The kind. What it takes away is `replay`'s to leave out.

def _again(case: Case, entry: Entry) -> list[Draft]:
    """A step is taken back, or done again, unless live later entries build on what it wrote."""
    named = frozenset(entry["data"]["entries"])
    taken = [one for one in case.entries if one["seq"] in named]
    undone = {seq for one in taken if one["kind"] == "retracted" for seq in one["data"]["entries"]}
    step = Step(tuple(one for one in case.entries if one["seq"] in undone) if undone else tuple(taken))
    gone, end = dead(case.entries), max(named, default=0)
    later = [one for one in case.entries if one["seq"] > end and one["seq"] not in gone and not passes_over(one)]
    reasons = builds_on(step, later)
    if reasons:
        raise Refused("", tuple(reasons))
    return []


KINDS = (
    Kind(
        mark("retracted"), "entries",
        {
            "entries": Field({"type": "array", "items": ENTRY.schema, "minItems": 1}).needed,
            "subjects": several(Field(SUBJECTS["number"]), unique=False).needed, "verb": TEXT,
        },
        (), mark("taken back"), "", "undo", undo="passed", check=_again, reaches_back=True, people=True,
    ),
)  # fmt: skip
