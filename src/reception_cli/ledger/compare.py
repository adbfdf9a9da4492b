"""Two registers side by side: how far they agree, and what each holds alone."""

from itertools import zip_longest
from typing import NamedTuple

from reception_cli.domain.entry import ORIGIN, Entry, Head
from reception_cli.ledger.storage import START, Ledger, Place


class Alone(NamedTuple):
    """One entry of the present register that the other does not hold; nothing private."""

    seq: int
    recorded_at: str
    user: str
    kind: str
    subject: str
    digest: str
    ends: bool  # the last of its command


class Difference(NamedTuple):
    """What the present register (which may be missing or damaged) and another one have in common."""

    common: int  # entries that both hold, from the first on
    head: Head  # of the present one, as far as it can be read
    readable: bool  # to its end
    lost: tuple[Alone, ...]
    gained: int
    redactions: tuple[Entry, ...]  # among those lost

    @property
    def same(self) -> bool:
        """Whether both are the same register."""
        return self.common > 0


def compare(present: Ledger, other: Ledger) -> Difference:
    """Read both from the first entry on; raises Unwritable when one cannot be opened."""
    if not present.exists():
        return Difference(0, Head(0, ORIGIN), True, (), sum(1 for _place in other.since(START)), ())
    common, gained, end = 0, 0, START
    lost: list[Alone] = []
    redactions: list[Entry] = []
    for mine, theirs in zip_longest(present.since(START), other.since(START)):
        if mine and theirs and mine.entry["digest"] == theirs.entry["digest"]:
            common += 1
        else:
            gained += theirs is not None
            lost += [_alone(mine)] if mine else []
            redactions += [mine.entry] if mine and mine.entry["kind"] == "redacted" else []
        if mine:
            end = end._replace(head=Head(mine.entry["seq"], mine.entry["digest"]), end=mine.end)
    readable = present.confirms(START) and present.ends_at(end.end)
    return Difference(common, end.head, readable, tuple(lost), gained, tuple(redactions))


def _alone(place: Place) -> Alone:
    entry = place.entry
    return Alone(
        entry["seq"], entry["recorded_at"], entry["user"], entry["kind"], entry["subject"], entry["digest"],
        entry["seq"] == entry["batch"][1],
    )  # fmt: skip
