"""What the cards are told of due days by whoever knows the law: the index does not."""

import sqlite3
from collections.abc import Callable, Sequence

from reception_cli.domain.case import Case
from reception_cli.index.schema import COUNTED, insert


class Owed:
    """What one matter owes; plain classes here, which every writing command pays for."""

    def __init__(
        self, steps: Sequence["OwedStep"] = (), lacks: str | None = None, incomplete: str | None = None
    ) -> None:
        """`steps` are those owed, the earliest first.

        `lacks` names what an imported matter lacks, `incomplete` what any other does, with commas between.
        """
        self.steps = steps
        self.lacks = lacks
        self.incomplete = incomplete


# What is owed: step, ISO due day or None, ISO day it runs from, who promised it, entry, and of what is told only and
# owed by nobody here the ISO day on which it falls.
OwedStep = tuple[str, str | None, str, str | None, int, str | None]


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
        insert(self._db, COUNTED, [{"step": step, "since": since, "due_on": due_on}])
        self._known[step, since] = due_on

    def forget(self) -> None:
        """Remember nothing any more."""
        self._db.execute("DELETE FROM counted")
        self._known.clear()


Setting = Callable[[str], str]  # what the desk is configured to, "" where nothing was said
Reckon = Callable[[Case], Owed]
LastDay = Callable[[str, str], str]  # the last day of a step that runs from an ISO day, as `Memory` keeps it


_NOTHING = Owed()


def nothing(_case: Case) -> Owed:
    """Count nothing: where nobody knows the law."""
    return _NOTHING
