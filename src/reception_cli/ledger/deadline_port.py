"""What the cards are told about due days by whoever knows the law: the store does not."""

import sqlite3
from collections.abc import Callable, Sequence

from reception_cli.domain.case import Case


class Owed:
    """What one matter owes; plain classes here, which every writing command pays for."""

    def __init__(self, steps: Sequence[tuple[str, str | None, str]] = (), lacks: str | None = None) -> None:
        """`steps` are (step, ISO due day or None, ISO day it runs from), the earliest first.

        `lacks` names what an imported matter lacks, with commas between.
        """
        self.steps = steps
        self.lacks = lacks


class Memory:
    """Last days that were counted before, of steps that nothing moves."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Keep them on the cards, and those that were asked for at hand."""
        self._db = db
        self._known: dict[tuple[str, str], str] = {}

    def get(self, step: str, since: str) -> str | None:
        """Give what was put; None when nothing was."""
        known = self._known.get((step, since))
        if known is not None:
            return known
        query = "SELECT due_on FROM counted WHERE step = ? AND since = ?"
        row = self._db.execute(query, (step, since)).fetchone()
        if row:
            self._known[step, since] = row[0]
        return row[0] if row else None

    def put(self, step: str, since: str, due_on: str) -> None:
        """Remember the last day of a step that runs from an ISO day."""
        self._db.execute("INSERT OR REPLACE INTO counted VALUES(?,?,?)", (step, since, due_on))
        self._known[step, since] = due_on

    def forget(self) -> None:
        """Remember nothing any more."""
        self._db.execute("DELETE FROM counted")
        self._known.clear()


Setting = Callable[[str], str]  # what the desk is configured to, "" where nothing was said
Reckon = Callable[[Case], Owed]


class DeadlinePort:
    """How due days are counted; cards of another edition are built anew."""

    def __init__(
        self, edition: str, keys: frozenset[str], reckon: Callable[[Setting, Memory], Reckon], source: str = ""
    ) -> None:
        """`keys` of a `configured` entry are those after which all open matters are counted anew.

        `source`, `module:function`, gives the same in another process; without it there is none.
        """
        self.edition = edition
        self.keys = keys
        self.reckon = reckon
        self.source = source


_NOTHING = Owed()


def nothing(_case: Case) -> Owed:
    """Count nothing: where nobody knows the law."""
    return _NOTHING
