"""One contract for every way into a register: adding adds, reading gives every entry, nothing rubs out."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tinydb import TinyDB, where
from tinydb.table import Table
from written import STAMP, opened, path, rewritten_by_stock_tinydb, write

from reception_cli.domain.errors import Busy, Damaged, Refused, UsageFault
from reception_cli.index.desk_folder import Folder
from reception_cli.index.tinydb_table import LedgerStorage, Register
from reception_cli.ledger.format import BLOCK

NOTE = {"kind": "noted", "subject": "2026-0001", "private": {"note": "gọi lại"}}
SECOND = {"kind": "closed", "subject": "2026-0002", "data": {"result": "guided", "on": "2026-11-23"}}


class Store(NamedTuple):
    """A register of 15 entries, opened one way."""

    folder: Folder
    db: TinyDB
    table: Table

    def bytes(self) -> bytes:
        return path(self.folder).read_bytes()


def _ours(file: str, how: dict[str, Any]) -> TinyDB:
    return Register(file, **how)


def _stock_with_our_storage(file: str, how: dict[str, Any]) -> TinyDB:
    return TinyDB(file, storage=LedgerStorage, **how)


WAYS = {"our TinyDB": _ours, "a stock TinyDB over our storage": _stock_with_our_storage}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def store(request: pytest.FixtureRequest, folder: Folder) -> Iterator[Store]:
    with request.param(folder.ledger.path, {"stamp": STAMP}) as db:
        yield Store(folder, db, db.table("entries"))


def test_all_gives_every_entry_under_its_number(store: Store):
    found = store.table.all()
    assert [entry.doc_id for entry in found] == [entry["seq"] for entry in found] == list(range(1, 16))
    assert found == list(json.loads(store.bytes())["entries"].values())


def test_search_get_and_count_find_entries(store: Store):
    assert [entry["subject"] for entry in store.table.search(where("kind") == "closed")] == ["2026-0002"]
    assert store.table.get(doc_id=12)["data"] == {"kind": "complaint", "field": "land"}
    assert store.table.get(where("kind") == "merged") is None
    assert store.table.count(where("kind") == "visit") == 5 and len(store.table) == 15


def test_insert_adds_one_entry_and_gives_its_number(store: Store):
    before = store.bytes()
    assert store.table.insert(NOTE) == 16
    added = store.table.get(doc_id=16)
    assert (added["kind"], added["user"], added["batch"]) == ("noted", "lan", [16, 16])
    assert added["private"]["note"][1] == "gọi lại" and store.bytes().startswith(before[:-3])


def test_insert_multiple_adds_one_batch(store: Store):
    assert store.table.insert_multiple([NOTE, SECOND]) == [16, 17]
    assert [entry["batch"] for entry in store.table.all()[-2:]] == [[16, 17], [16, 17]]
    assert store.folder.read().case("2026-0002").status == "closed"


def test_what_another_program_adds_is_seen(store: Store):
    assert not store.table.contains(where("kind") == "reopened")
    Register(store.folder.ledger.path, stamp=STAMP).insert(NOTE)
    assert len(store.table) == 16 and store.table.insert(NOTE) == 17


REWRITES: dict[str, Callable[[Table], object]] = {
    "update": lambda table: table.update({"user": "mai"}, where("kind") == "visit"),
    "update by number": lambda table: table.update({"user": "mai"}, doc_ids=[3]),
    "update with a function": lambda table: table.update(lambda entry: entry.pop("private")),
    "update_multiple": lambda table: table.update_multiple([({"user": "mai"}, where("seq") == 3)]),
    "upsert": lambda table: table.upsert({"user": "mai"}, where("seq") == 3),
    "remove": lambda table: table.remove(where("kind") == "visit"),
    "remove the last": lambda table: table.remove(doc_ids=[15]),
    "truncate": lambda table: table.truncate(),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
def test_what_would_rub_out_is_refused_with_a_reason(store: Store, rewrite: Callable[[Table], object]):
    before = store.bytes()
    store.table.all()
    with pytest.raises(Refused, match="never rubbed out"):
        rewrite(store.table)
    assert store.bytes() == before


def test_no_table_is_dropped_or_added(store: Store):
    before = store.bytes()
    for rewrite in (store.db.drop_tables, lambda: store.db.drop_table("entries")):
        with pytest.raises(Refused):
            rewrite()
    with pytest.raises(Refused):
        store.db.table("others").insert(NOTE)
    assert store.bytes() == before and store.db.tables() == {"entries"}


@pytest.mark.parametrize("wrong", [
    {"subject": "2026-0001"},
    {"kind": "noted", "subject": "2026-0001", "colour": "red"},
    {"kind": "visit"},
    {"kind": "visit", "subject": "heute"},
    {"kind": "incident", "subject": "2026-0099"},
    {"kind": "merged", "subject": "2026-0001"},
    {"kind": "noted", "subject": "2026-0001", "private": {"note": 7}},
    {"kind": "closed", "subject": "2026-0001", "data": {"result": float("nan")}},
    {"kind": "noted", "subject": "2026-0001", "private": {"note": "\ud800"}},
])  # fmt: skip
def test_an_entry_that_nobody_could_replay_is_refused(store: Store, wrong: dict[str, Any]):
    before = store.bytes()
    with pytest.raises((UsageFault, Refused)):
        store.table.insert(wrong)
    assert store.bytes() == before


def test_a_program_that_read_before_another_added_is_told_to_read_again(store: Store):
    storage = store.db.storage
    seen = storage.read()
    write(store.folder, *opened(6))
    seen["entries"]["16"] = NOTE
    with pytest.raises(Busy, match="meanwhile"):
        storage.write(seen)
    assert len(store.table) == 17


def test_without_a_stamp_a_register_is_read_and_not_written(store: Store):
    for open_ in WAYS.values():
        table = open_(store.folder.ledger.path, {}).table("entries")
        assert len(table) == 15
        with pytest.raises(UsageFault):
            table.insert(NOTE)


def test_the_first_entry_makes_the_register(tmp_path: Path):
    for name, open_ in WAYS.items():
        db = open_(str(tmp_path / name / "reception.json"), {"stamp": STAMP})
        assert db.table("entries").all() == []
        assert db.table("entries").insert({"kind": "configured", "data": {"unit": "TB"}}) == 1
        assert db.table("entries").insert({"kind": "configured", "data": {"unit": "TC"}}) == 2


def test_only_a_file_of_its_name_is_a_register(tmp_path: Path):
    with pytest.raises(UsageFault, match=r"reception\.json"):
        Register(str(tmp_path / "other.json"))


def test_a_stock_tinydb_reads_every_entry(folder: Folder):
    found = TinyDB(folder.ledger.path, encoding="utf-8").table("entries").all()
    assert [entry["seq"] for entry in found] == list(range(1, 16))
    assert found == Register(folder.ledger.path).all()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit in the middle": lambda blob: blob.replace(b'"people":2', b'"people":3', 1),
    "a missing end": lambda blob: blob[: -3 * BLOCK],
    "emptied": lambda blob: b"",
    "not ours": lambda blob: blob.replace(b"  ", b" "),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_register_is_never_read_as_a_shorter_one(store: Store, damage: Callable[[bytes], bytes]):
    path(store.folder).write_bytes(damage(store.bytes()))
    with pytest.raises(Damaged):
        Register(store.folder.ledger.path).all()


def test_a_register_rewritten_by_a_stock_tinydb_is_not_added_to(store: Store):
    path(store.folder).write_bytes(rewritten_by_stock_tinydb(store.folder))
    before = store.bytes()
    with pytest.raises(Damaged):
        store.table.insert(NOTE)
    assert store.bytes() == before


def test_an_unfinished_batch_is_not_shown_and_the_next_entry_takes_its_place(store: Store):
    store.table.insert_multiple([NOTE, SECOND])
    torn = store.bytes()[: -BLOCK - 3]  # the second entry of the batch is gone, and the tail
    for name in ("head", "index.sqlite"):
        (path(store.folder).parent / name).unlink()
    (path(store.folder).parent.parent / "state").rename(path(store.folder).parent.parent / "elsewhere")
    path(store.folder).write_bytes(torn)
    again = type(store.db)(store.folder.ledger.path, storage=LedgerStorage, stamp=STAMP).table("entries")
    assert len(again) == 15 and again.insert(SECOND) == 16
    assert [entry["kind"] for entry in again.all()][-1] == "closed"
