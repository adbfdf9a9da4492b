"""What a lawful erasure takes from the entries of one visit, petition or incident. Pure.

Only private values go (the salt with them); what was counted, and the seal of what went, stay.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.words import _


class Erasure(NamedTuple):
    """What would go: entry number -> names of private values."""

    subject: str
    held: dict[int, frozenset[str]]

    @property
    def fields(self) -> dict[str, int]:
        """Count the values of each field, never tell them."""
        names = sorted(name for names in self.held.values() for name in names)
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def draft(self, reason: str) -> Draft:
        """Record the erasure itself: which entries, which fields, and why."""
        data = {"entries": sorted(self.held), "fields": list(self.fields)}
        return Draft("redacted", self.subject, data, {"reason": reason})


def erase(subject: str, entries: Sequence[Entry], fields: Iterable[str]) -> Erasure:
    """Choose what goes: the fields named, or all; the reasons of earlier erasures stay unless named.

    Raises UsageFault for a field that no entry ever had, Refused when nothing is left to erase.
    """
    wish = frozenset(field.replace("-", "_") for field in fields)
    known = sorted({name for entry in entries for name in entry["sealed"]})
    if unknown := sorted(wish.difference(known)):
        raise UsageFault(
            _("{id} has no private field '{field}'.").format(id=subject, field=unknown[0][:40]),
            _("Fields: {fields}").format(fields=", ".join(known) or "-"),
        )
    held = {entry["seq"]: _names(entry, wish) for entry in entries}
    held = {seq: names for seq, names in held.items() if names}
    if not held:
        raise Refused(
            _("{id} cannot be redacted:").format(id=subject), (_("nothing that could be erased is left"),)
        )
    return Erasure(subject, held)


def _names(entry: Entry, wish: frozenset[str]) -> frozenset[str]:
    names = frozenset(entry["private"])
    if wish:
        return names & wish
    return frozenset() if entry["kind"] == "redacted" else names
