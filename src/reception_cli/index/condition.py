"""Whether the register is known to be whole: examined once, and again only where its file is another than noted.

The cards note the length, the time and the identity of the file whenever we have written or examined it, and the
first damaged line. To hold the note against the file costs a look at its folder entry. Rot that leaves all three
as they were is for `verify` to find.
"""

import sqlite3
from typing import NamedTuple

from reception_cli.domain.words import _
from reception_cli.index import schema

HEAD = "head"  # every line is sound, but it is not the register that was noted


class Condition(NamedTuple):
    """The file as it was seen, and what was wrong with it: nothing, the first damaged line, or HEAD."""

    file: str = ""
    damage: str = ""

    def facts(self) -> dict[str, object]:
        """Give it as the cards keep it."""
        return dict(self._asdict())


def read(db: sqlite3.Connection) -> Condition:
    """Read what the cards note."""
    return Condition(**dict(db.execute("SELECT key, value FROM meta WHERE key IN ('file', 'damage')")))


def note(db: sqlite3.Connection, condition: Condition) -> None:
    """Note it in cards that have read the whole register; hold the lock."""
    db.execute("BEGIN IMMEDIATE")
    try:
        db.executemany(schema.PUT_META, condition.facts().items())
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def reason(damage: str) -> str:
    """Say what is wrong by the file itself; empty where nothing is. A head is held against its notes each time."""
    if damage in ("", HEAD):
        return ""
    return _("line {line} of the file is not as it was written").format(line=damage)
