"""The cards of the desk's own diary: reception days of the head, appointments, who came and who did not."""

import json
import sqlite3
from collections.abc import Iterable

from reception_cli.domain.entry import Entry
from reception_cli.domain.numbers import key
from reception_cli.ledger.storage import Ledger

KINDS = frozenset({"duty", "appointed", "attended", "missed"})
_TABLES = {"duty": "duties", "appointed": "appointments", "attended": "arrivals", "missed": "arrivals"}
_FOUND = "SELECT seq, pos, kind FROM entries WHERE seq IN (SELECT value FROM json_each(?))"


def take(db: sqlite3.Connection, entry: Entry) -> None:
    """Write the card of one entry of `KINDS`."""
    kind, data, seq = entry["kind"], entry["data"], entry["seq"]
    if kind == "duty":
        planned = data["date"] > entry["recorded_at"][:10]
        row: tuple[object, ...] = (data["date"], data["host"], data["visitors"], planned, entry["user"])
    elif kind == "appointed":
        row = (data["on"][:10], data["on"], key(data["incident"]) if "incident" in data else None, entry["user"])
    else:
        row = (data["appointed"], kind == "attended", key(data["visit"]) if "visit" in data else None, entry["user"])
    db.execute(f"INSERT OR REPLACE INTO {_TABLES[kind]} VALUES(?{',?' * len(row)},0)", (seq, *row))


def retract(db: sqlite3.Connection, ledger: Ledger, seqs: Iterable[int], gone: bool = True) -> None:
    """Strike out the cards of entries that were taken back; what a retracted retraction struck stands again."""
    for seq, pos, kind in db.execute(_FOUND, (json.dumps(list(seqs)),)).fetchall():
        if kind in KINDS:
            db.execute(f"UPDATE {_TABLES[kind]} SET gone = ? WHERE seq = ?", (gone, seq))
        elif kind == "retracted":
            retract(db, ledger, ledger.read(pos)["data"]["entries"], not gone)
