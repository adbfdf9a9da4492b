"""The SQLite cards: described once, filled from the ledger, believed only when it confirms them; and held against it.

Every SQL text that asks stands in `queries`. A cache: nothing is true because it stands here. What those who fill the
cards and those who open them must agree upon stands in this file: neither needs the other.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reception_cli.index.deadline_port import LastDay, Memory, Reckon, Setting

VERSION = 17  # of what stands on the cards (`schema.py`)
KEPT = ("", "-wal", "-shm", "-journal")  # behind the name: the cards, and all that SQLite keeps beside them
PAGE = 4096  # bytes
UNTIDY = "untidy"  # fact: words were taken away that SQLite's log may still hold
SERIAL = "__"  # among the words of a matter, before the serial number of an old sheet; `_` is before a name's words
MUCH = 32 * 1024 * 1024  # bytes; less is read sooner than a second process starts


class DeadlinePort:
    """How due days are counted; cards of another edition are built anew."""

    def __init__(
        self,
        edition: str,
        keys: frozenset[str],
        reckon: "Callable[[Setting, Memory], Reckon]",
        last_day: "Callable[[Setting], LastDay]",
        source: str = "",
    ) -> None:
        """`keys` of a `configured` entry are those after which all open matters are counted anew.

        `last_day` counts a step that nothing moves without any memory: what `verify` holds the memory against.
        `source`, `module:function`, gives the same in another process; without it there is none.
        """
        self.edition = edition
        self.keys = keys
        self.reckon = reckon
        self.last_day = last_day
        self.source = source
