"""Cards filled under watch: every entry about a matter or a line is weighed as these stood just before it.

The store knows no law: who weighs is handed in.
"""

import sqlite3
from collections.abc import Callable
from typing import Protocol

from reception_cli.model.case import Case, Line
from reception_cli.model.entry import Entry
from reception_cli.store.cards import Cards, before, line_before
from reception_cli.store.ledger import Ledger

Weigh = Callable[[Case | Line, Entry], None]


class Judge(Protocol):
    """Who knows the rules; is shown every entry of a register, in their order."""

    def note(self, entry: Entry) -> None:
        """Take notice of an entry, whatever it is about."""

    def faults(self, about: Case | Line, entry: Entry) -> list[str]:
        """Say what speaks against an entry about a matter or a line as it stood just before."""


class Weighing(Cards):
    """Cards that show each entry to `weigh`, with the matter or the line as it stood before."""

    def __init__(self, db: sqlite3.Connection, ledger: Ledger, weigh: Weigh) -> None:
        """Fill the cards of `db` like any other."""
        super().__init__(db, ledger)
        self._weigh = weigh

    def _next(self, case: Case, entry: Entry) -> Case:
        self._weigh(case, entry)
        return super()._next(case, entry)

    def _reach(self, entry: Entry, incidents: set[str], receptions: set[str]) -> None:
        """A retraction is weighed with every matter it reaches, anything else with what it is about."""
        own, back = entry["subject"], entry["kind"] == "retracted"
        for incident in sorted(incidents) if back else [own] if own in incidents else []:
            self._weigh(before(self._db, self._ledger, incident, entry), entry)
        line = line_before(self._db, self._ledger, entry) if own in receptions else None
        if line:
            self._weigh(line, entry)
