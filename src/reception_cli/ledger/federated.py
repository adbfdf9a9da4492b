"""The registers of several units side by side: entries are read by places that name the unit too."""

from reception_cli.domain import numbers
from reception_cli.domain.entry import Entry
from reception_cli.domain.numbers import SEQ
from reception_cli.ledger.storage import FileLedger

POS = 10**13  # what a unit's place is multiplied by in the places in its file (bytes)


def unit_of(seq: int) -> str:
    """Name the unit of an entry's number; empty for the desk's own."""
    return numbers.unit(seq // SEQ * numbers.UNIT)


class FederatedLedger(FileLedger):
    """Reads from the desk's own register and from those of its units; nothing is written through it."""

    def __init__(self, own: FileLedger, units: list[FileLedger]) -> None:
        """`units` stand in the order of their places, which begin with 1."""
        super().__init__(own.path)
        self._ledgers = [own, *units]

    def read_at(self, pos: int) -> Entry:
        """Read the entry that stands at a place."""
        unit, own = divmod(pos, POS)
        return self._ledgers[unit].read_at(own) if unit else super().read_at(own)

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order; one file after another is opened once."""
        found: dict[int, Entry] = {}
        for unit in sorted({place // POS for place in places}):
            wanted = [place for place in places if place // POS == unit]
            one = self._ledgers[unit].read_many if unit else super().read_many
            read = one([place % POS for place in wanted])
            found.update(zip(wanted, read, strict=True))
        return [found[place] for place in places]
