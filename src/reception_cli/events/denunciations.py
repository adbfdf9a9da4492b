"""Which entries tell of a denunciation: of the matter itself, and of whoever brought it. Pure.

A matter that was ever one stays one here, whatever it was classified as later: who was to be protected once stays so.
"""

from array import array
from collections.abc import Iterable

from reception_cli.domain.entry import Entry, denounces, tied
from reception_cli.domain.numbers import is_line, key

# --- Who must stay hidden in what leaves the office for good: everything that hangs together with a denunciation.


def hidden(entries: Iterable[Entry]) -> frozenset[int]:
    """Number the incidents that were ever a denunciation, and all that any visit or petition ties them to."""
    secret: set[int] = set()
    ones, others = array("q"), array("q")
    for entry in entries:
        if not entry["subject"]:
            continue
        own = key(entry["subject"])
        if denounces(entry["data"]):
            secret.add(own)
        for other in tied(entry["data"]):
            ones.append(own)
            others.append(key(other))
    return frozenset(_spread(secret, ones, others))


def _spread(secret: set[int], ones: "array[int]", others: "array[int]") -> set[int]:
    """Add whatever is tied to what is secret, until nothing more is."""
    size = 0
    while size < len(secret):
        size = len(secret)
        for one, other in zip(ones, others, strict=True):
            if one in secret or other in secret:
                secret |= {one, other}
    return secret





# --- What is encrypted at the desk itself: the matter, and the receptions that brought it.


class Confidential:
    """Gathers entries, and then tells which of them are about a denunciation, or about a reception that brought one."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._matters: set[int] = set()
        self._brought = array("q"), array("q")  # a line, and an incident that it ever brought
        self._visits: dict[int, int] = {}  # petition -> the visit it was brought to
        self._kept: dict[int, int] = {}  # number of an appointment's entry -> the visit that kept it
        self._told: set[int] | None = None

    def take(self, entry: Entry) -> None:
        """Take notice of an entry, whatever it is about."""
        subject, data = entry["subject"], entry["data"]
        if entry["kind"] == "attended":
            self._kept[data["appointed"]] = key(data["visit"])
        if not subject:
            return
        own = key(subject)
        if denounces(data):
            self._matters.add(own)
        if not is_line(subject):
            return
        for other in tied(data):
            if is_line(other):
                self._visits[own] = key(other)
            else:
                self._brought[0].append(own)
                self._brought[1].append(key(other))

    def about(self, entry: Entry) -> bool:
        """Whether an entry is about one; ask when all are taken that may tie it to one."""
        if self._told is None:
            lines = {own for own, other in zip(*self._brought, strict=True) if other in self._matters}
            receptions = {self._visits.get(line, line) for line in lines}
            together = {own for own, visit in self._visits.items() if visit in receptions}
            self._told = self._matters | lines | receptions | together
        subject, data = entry["subject"], entry["data"]
        if subject:
            return key(subject) in self._told
        named = {key(number) for number in (*data.get("subjects", ()), *(data[n] for n in _NAMED if n in data))}
        return not named.isdisjoint(self._told) or self._kept.get(entry["seq"]) in self._told


_NAMED = ("incident", "visit")


def numbers(entry: Entry) -> set[int]:
    """Number what an entry is about and what it ties to that."""
    subject, data = entry["subject"], entry["data"]
    return {key(number) for number in (*([subject] if subject else ()), *data.get("subjects", ()), *tied(data))}
