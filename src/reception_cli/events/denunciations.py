"""Which entries tell of a denunciation, and how far what hangs together with one reaches. Pure.

A matter that was ever one stays one here, whatever it was classified as later: who was to be protected once stays so.
How far it reaches depends on what is at stake; entries tie numbers together, and the reaches follow these ties:

- `Told.together`, what leaves the office for good: along every tie, however far. Read from the entries themselves:
  nobody could take back what the cards told wrongly.
- `index.secrecy.components`, what the desk itself shows: as far, asked of the cards for the numbers at hand.
  `index.secrecy.veil` then says who of it stays hidden, and for how long.
- `Told.about`, what is encrypted at the desk: the matter, the receptions that brought it, and all that came with
  these; no further, for whoever may have denounced came in one of them.
- `index.encryption._near` is no reach of its own: it finds, in the cards, the entries that `Told` must be
  given before it can answer for a batch.
"""

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property

from reception_cli.domain.entry import Entry, denounces, tied
from reception_cli.domain.numbers import key, letter


def hidden(entries: Iterable[Entry]) -> frozenset[int]:
    """Number the incidents that were ever a denunciation, and all that any visit or petition ties them to."""
    return Told(entries).together()


class Told:
    """What entries tell of denunciations, and of what hangs together with them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Take notice of all of them, whatever they are about."""
        self._matters: set[int] = set()
        self._ties = array("q"), array("q")  # what an entry is about, and a number that it ties to that
        self._kept: dict[int, int] = {}  # number of an appointment's entry -> the visit that kept it
        for entry in entries:
            self._take(entry)

    def _take(self, entry: Entry) -> None:
        subject, data = entry["subject"], entry["data"]
        if entry["kind"] == "attended":
            self._kept[data["appointed"]] = key(data["visit"])
        if not subject:
            return
        own = key(subject)
        if denounces(data):
            self._matters.add(own)
        for other in tied(data):
            self._ties[0].append(own)
            self._ties[1].append(key(other))

    def together(self) -> frozenset[int]:
        """Number the denunciations, and whatever is tied to what is tied to them."""
        found, size = set(self._matters), 0
        while size < len(found):
            size = len(found)
            for one, other in zip(*self._ties, strict=True):
                if one in found or other in found:
                    found |= {one, other}
        return frozenset(found)

    def about(self, entry: Entry) -> bool:
        """Whether an entry is about one, or about a reception that brought one."""
        subject, data = entry["subject"], entry["data"]
        if subject:
            return key(subject) in self._about
        named = {key(number) for number in (*data.get("subjects", ()), *(data[n] for n in _NAMED if n in data))}
        return not named.isdisjoint(self._about) or self._kept.get(entry["seq"]) in self._about

    @cached_property
    def _about(self) -> set[int]:
        """Number the denunciations, the receptions that ever brought one, and the petitions brought to these."""
        visits = {own: other for own, other in self._of_lines() if letter(other)}  # petition -> the visit with it
        lines = {own for own, other in self._of_lines() if other in self._matters}
        receptions = {visits.get(line, line) for line in lines}
        return self._matters | lines | receptions | {own for own, visit in visits.items() if visit in receptions}

    def _of_lines(self) -> Iterator[tuple[int, int]]:
        """Give the ties of visits and petitions alone."""
        return ((own, other) for own, other in zip(*self._ties, strict=True) if letter(own))


_NAMED = ("incident", "visit")


def numbers(entry: Entry) -> set[int]:
    """Number what an entry is about and what it ties to that."""
    subject, data = entry["subject"], entry["data"]
    return {key(number) for number in (*([subject] if subject else ()), *data.get("subjects", ()), *tied(data))}
