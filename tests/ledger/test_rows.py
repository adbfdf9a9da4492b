"""How rows are written: many with one statement, and what is remembered of last days."""

import sqlite3

import pytest

from reception_cli.index.row_writer import put_rows
from reception_cli.ledger.deadline_port import Memory


@pytest.mark.parametrize("count", [0, 1, 332, 333, 334, 999, 1000])
def test_every_row_is_written_however_many_go_into_a_statement(count):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE shelf(place INTEGER PRIMARY KEY, name TEXT, lent INTEGER)")
    rows = [(place, f"book {place}", None if place % 2 else 1) for place in range(count)]
    put_rows(db, "INSERT OR REPLACE INTO shelf VALUES(?,?,?)", rows)
    assert db.execute("SELECT * FROM shelf ORDER BY place").fetchall() == rows


def test_a_later_row_takes_the_place_of_an_earlier_one_in_the_same_statement():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE shelf(place INTEGER PRIMARY KEY, name TEXT)")
    put_rows(db, "INSERT OR REPLACE INTO shelf VALUES(?,?)", [(place % 7, str(place)) for place in range(700)])
    assert db.execute("SELECT * FROM shelf").fetchall() == [(place, str(693 + place)) for place in range(7)]


def test_last_days_are_remembered_until_they_are_forgotten():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE counted(step TEXT, since TEXT, due_on TEXT, PRIMARY KEY(step, since))")
    memory = Memory(db)
    assert memory.get("reply", "2026-06-01") is None
    memory.put("reply", "2026-06-01", "2026-06-11")
    assert memory.get("reply", "2026-06-01") == Memory(db).get("reply", "2026-06-01") == "2026-06-11"
    memory.forget()
    assert memory.get("reply", "2026-06-01") is None
