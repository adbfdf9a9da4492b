"""The cards of what the law did with a matter: how it was decided and ended, what was ordered, done and replied."""

import sqlite3

from reception_cli.model.case import Case
from reception_cli.model.ending import Ending
from reception_cli.model.life import DONE, ORDERED
from reception_cli.store import schema


class Lives:
    """Gathers the cards of many matters, and writes them together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lives: list[tuple[object, ...]] = []
        self._done: list[tuple[object, ...]] = []
        self._replies: list[tuple[object, ...]] = []

    def take(self, number: int, case: Case, end: Ending) -> None:
        """Take in one matter; most have no life yet, a struck-through one has none any more."""
        life, over = case.life, end.how not in ("", "closed")
        if case.status == "void" or not (over or life.stage or life.accepted_on or life.instance or life.referrals):
            return
        carried_out = next((done["on"] for done in life.executed if done.get("done")), None)
        decided = end.on if end.how == "decided" else None
        self._lives.append((
            number, life.instance or None, life.accepted_on, decided, end.outcome, end.late_days, life.withdrawn_on,
            end.on, end.how or None, carried_out, *(life.decision.get(name) for name in ORDERED),
        ))  # fmt: skip
        for n, done in enumerate(life.executed, 1):
            self._done.append((number, n, done["on"], *(done.get(name) for name in DONE)))
        sent = (referral for referral in life.referrals if referral.replied_on and not referral.urging)
        self._replies += [(number, n, referral.replied_on) for n, referral in enumerate(sent, 1)]

    def put(self, db: sqlite3.Connection, numbers: str) -> None:
        """Write them in the place of those before; `numbers` lists all that were taken in (JSON)."""
        for drop in schema.DROP_LIVES:
            db.execute(drop, (numbers,))
        db.executemany(schema.PUT_LIFE, self._lives)
        db.executemany(schema.PUT_DONE, self._done)
        db.executemany(schema.PUT_REPLY, self._replies)
