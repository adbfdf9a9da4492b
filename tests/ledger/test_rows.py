"""How rows are written: by the names of their columns, many with one statement; and what is remembered of last days."""

import sqlite3
from contextlib import closing

import pytest

from reception_cli.index import schema
from reception_cli.index.deadline_port import Memory
from reception_cli.index.schema import Column, TableSpec, insert, transaction

SHELF = TableSpec("shelf", (
    Column("place", schema.INT, "where the book stands"),
    Column("name", schema.TEXT_OR_NULL, "its title"),
    Column("lent", schema.INT_OR_NULL, "whether somebody has it"),
), ("place",))  # fmt: skip


@pytest.fixture
def db() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.executescript(schema.layout((SHELF,)))
    return made


def book(place: int, name: str) -> schema.Row:
    return {"name": name, "lent": None if place % 2 else 1, "place": place}


@pytest.mark.parametrize("count", [0, 1, 332, 333, 334, 999, 1000])
def test_every_row_is_written_however_many_go_into_a_statement(db, count):
    insert(db, SHELF, [book(place, f"book {place}") for place in range(count)])
    found = db.execute("SELECT place, name, lent FROM shelf ORDER BY place").fetchall()
    assert found == [(place, f"book {place}", None if place % 2 else 1) for place in range(count)]


@pytest.mark.parametrize(("instead", "first"), [("REPLACE", 693), ("IGNORE", 0)])
def test_a_later_row_takes_the_place_of_an_earlier_one_in_the_same_statement_or_not(db, instead, first):
    insert(db, SHELF, [book(place % 7, str(place)) for place in range(700)], instead)
    assert db.execute("SELECT place, name FROM shelf").fetchall() == [(place, str(first + place)) for place in range(7)]


@pytest.mark.parametrize(("row", "fault"), [
    ({"place": 1, "name": "x"}, ValueError),
    ({"place": 1, "name": "x", "lent": 0, "due": 1}, ValueError),
    ({"place": 1, "name": "x", "borrowed": 0}, KeyError),
])  # fmt: skip
def test_a_row_that_lacks_a_column_or_has_another_is_not_written(db, row, fault):
    with pytest.raises(fault):
        insert(db, SHELF, [book(2, "y"), row])
    assert db.execute("SELECT count(*) FROM shelf").fetchone() == (0,)


def test_last_days_are_remembered_until_they_are_forgotten():
    db = sqlite3.connect(":memory:")
    db.executescript(schema.layout((schema.COUNTED,)))
    memory = Memory(db)
    assert memory.get("reply", "2026-06-01") is None
    memory.put("reply", "2026-06-01", "2026-06-11")
    assert memory.get("reply", "2026-06-01") == Memory(db).get("reply", "2026-06-01") == "2026-06-11"
    memory.forget()
    assert memory.get("reply", "2026-06-01") is None


def test_of_a_transaction_that_fails_nothing_is_written_and_the_next_one_is(tmp_path):
    with closing(sqlite3.connect(tmp_path / "shelf", isolation_level=None)) as db:
        db.executescript(schema.layout((SHELF,)))
        with pytest.raises(sqlite3.IntegrityError), transaction(db):
            insert(db, SHELF, [book(1, "first")])
            insert(db, SHELF, [book(1, "again")], "ABORT")
        assert not db.in_transaction
        with transaction(db):
            insert(db, SHELF, [book(2, "second")])
    with closing(sqlite3.connect(tmp_path / "shelf")) as db:
        assert db.execute("SELECT name FROM shelf").fetchall() == [("second",)]
