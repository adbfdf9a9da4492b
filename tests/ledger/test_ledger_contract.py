"""One contract for every ledger, in a file or in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tinydb.table import Table
from written import STAMP, opened

from reception_cli.domain.entry import Draft, Entry, Head, chain
from reception_cli.domain.errors import Damaged, Refused
from reception_cli.index import cache
from reception_cli.index.projector import fill
from reception_cli.ledger import format
from reception_cli.ledger.memory import MemoryLedger
from reception_cli.ledger.storage import START, EntryTable, FileLedger, Ledger, Mark

LEDGERS: dict[str, Callable[[Path], Ledger]] = {
    "file": lambda folder: FileLedger(str(folder / "reception.json")),
    "memory": lambda _folder: MemoryLedger(),
}


class Written(NamedTuple):
    """A ledger of 7 entries in 4 batches, and where each batch ends."""

    ledger: Ledger
    entries: list[Entry]
    marks: list[Mark]

    @property
    def end(self) -> Mark:
        return self.marks[-1]

    def kept(self) -> list[Entry]:
        return [place.entry for place in self.ledger.since(START)]


def batch(mark: Mark, *drafts: Draft) -> list[Entry]:
    return chain([*drafts], mark.head, STAMP, lambda: "ab" * 16)


@pytest.fixture(params=LEDGERS.values(), ids=LEDGERS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    return request.param(tmp_path)


@pytest.fixture
def written(empty: Ledger) -> Written:
    entries, marks = [], [START]
    for drafts in ([Draft("configured", "", {"unit": "TB"})], opened(1), opened(2), opened(3)):
        entries += batch(marks[-1], *drafts)
        marks.append(empty.append(entries[marks[-1].head.count :], marks[-1]))
    return Written(empty, entries, marks)


def test_there_is_a_register_from_the_first_batch_on(empty: Ledger):
    assert not empty.exists()
    mark = empty.append(batch(START, Draft("configured", "", {"unit": "TB"})), START)
    assert empty.exists() and mark.head.count == 1 and empty.ends_at(mark.end)


def test_all_that_was_appended_is_read_in_order(written: Written):
    assert written.kept() == written.entries
    assert [mark.head for mark in written.marks[1:]] == [
        Head(count, written.entries[count - 1]["digest"]) for count in (1, 3, 5, 7)
    ]


def test_what_is_read_on_is_what_lies_behind_a_mark(written: Written):
    for mark in written.marks:
        assert [place.entry["seq"] for place in written.ledger.since(mark)] == [*range(mark.head.count + 1, 8)]


def test_nothing_is_read_behind_a_head_that_the_register_never_had(written: Written):
    stranger = written.marks[1]._replace(head=Head(1, "f" * 64))
    assert list(written.ledger.since(stranger)) == []


def test_an_entry_is_read_by_its_place(written: Written):
    places = [place.pos for place in written.ledger.since(START)]
    assert written.ledger.read_at(places[4]) == written.entries[4]
    assert written.ledger.read_many([places[6], places[0]]) == [written.entries[6], written.entries[0]]


def test_where_no_entry_begins_none_is_read(written: Written):
    for pos in (0, written.end.end, written.end.end + 4096):
        with pytest.raises(Damaged):
            written.ledger.read_at(pos)
        with pytest.raises(Damaged):
            written.ledger.read_many([pos])


def test_a_head_is_confirmed_where_it_stands_and_nowhere_else(written: Written):
    assert all(map(written.ledger.confirms, written.marks))
    first, second = written.marks[1:3]
    wrong = (
        first._replace(head=second.head), first._replace(head=Head(1, "f" * 64)), first._replace(end=first.end + 512),
        second._replace(pos=first.pos), written.end._replace(pos=written.end.end, end=written.end.end + 512),
    )  # fmt: skip
    assert [mark for mark in wrong if written.ledger.confirms(mark)] == []


def test_the_register_ends_behind_the_last_entry_only(written: Written):
    assert [written.ledger.ends_at(mark.end) for mark in written.marks] == [False, False, False, False, True]
    assert written.ledger.size() == written.end.end + len(format.TAIL)


def test_a_batch_is_appended_at_the_end_and_nowhere_else(written: Written):
    for mark in written.marks[:-1]:
        with pytest.raises(Damaged):
            written.ledger.append(batch(mark, Draft("noted", "2026-0001")), mark)
    assert written.kept() == written.entries and written.ledger.ends_at(written.end.end)


def test_an_entry_that_no_reader_would_take_is_refused_with_its_whole_batch(written: Written):
    long = Draft("noted", "2026-0001", {}, {"note": "x" * format.MAX_LINE})
    with pytest.raises(Refused, match="longer"):
        written.ledger.append(batch(written.end, Draft("noted", "2026-0001"), long), written.end)
    assert written.kept() == written.entries


def test_a_value_that_grows_beyond_what_a_reader_takes_is_refused_and_the_register_stays(written: Written):
    """As an encrypted one does, which is a third longer: only a line that can be read again takes another's place."""
    pos = next(place.pos for place in written.ledger.since(START) if place.entry["seq"] == 3)
    with pytest.raises(Refused, match="longer"):
        written.ledger.redact({pos: {"name": ["age", "x" * format.MAX_LINE]}}, [], written.end)
    assert written.kept() == written.entries and written.ledger.ends_at(written.end.end)


def test_what_is_changed_in_an_entry_that_was_appended_changes_no_register(written: Written):
    written.entries[0]["kind"] = "forged"
    assert written.kept()[0]["kind"] == "configured"


def redaction(written: Written) -> tuple[dict[int, dict[str, None]], list[Entry]]:
    pos = next(place.pos for place in written.ledger.since(START) if place.entry["seq"] == 3)
    return {pos: {"name": None}}, batch(written.end, Draft("redacted", "V2026-0001", {"entries": [3]}))


def test_a_redaction_takes_the_value_and_nothing_else(written: Written):
    cuts, entries = redaction(written)
    mark = written.ledger.redact(cuts, entries, written.end)
    kept = written.kept()
    assert kept[2] == {**written.entries[2], "private": {"address": ["ab" * 16, "-"]}}
    assert kept[:2] + kept[3:] == written.entries[:2] + written.entries[3:] + entries
    assert written.ledger.confirms(mark) and written.ledger.ends_at(mark.end) and mark.head.count == 8


def test_a_redaction_of_the_last_entry_that_records_nothing_keeps_the_head(written: Written):
    long = {"name": "x" * 2000, "address": "-"}
    before = batch(written.end, Draft("visit", "V2026-0004", {"incidents": ["2026-0001"], "people": 1}, long))
    end = written.ledger.append(before, written.end)
    mark = written.ledger.redact({end.pos: {"name": None}}, [], end)
    assert mark.head == end.head and mark.end < end.end
    assert written.ledger.confirms(mark) and written.ledger.ends_at(mark.end)


def test_another_pair_takes_the_place_of_a_value_and_nothing_else_changes(written: Written):
    pos = next(place.pos for place in written.ledger.since(START) if place.entry["seq"] == 3)
    longer = ["age", "x" * 2000]
    mark = written.ledger.redact({pos: {"name": longer}}, [], written.end)
    kept = written.kept()
    assert kept[2] == {**written.entries[2], "private": {**written.entries[2]["private"], "name": longer}}
    assert kept[:2] + kept[3:] == written.entries[:2] + written.entries[3:]
    assert mark.head == written.end.head and mark.end > written.end.end
    assert written.ledger.confirms(mark) and written.ledger.ends_at(mark.end)


def test_a_redaction_of_an_earlier_entry_that_records_nothing_keeps_the_head(written: Written):
    mark = written.ledger.redact(redaction(written)[0], [], written.end)
    assert mark.head == written.end.head
    assert written.ledger.confirms(mark) and written.ledger.ends_at(mark.end)


def test_a_redaction_that_is_not_ready_leaves_the_register(written: Written):
    def busy() -> None:
        raise Refused("not now")

    with pytest.raises(Refused, match="not now"):
        written.ledger.redact(*redaction(written), written.end, busy)
    assert written.kept() == written.entries and written.ledger.ends_at(written.end.end)


def test_of_a_line_that_does_not_begin_there_nothing_is_redacted(written: Written):
    with pytest.raises(Damaged):
        written.ledger.redact({100: {"name": None}}, redaction(written)[1], written.end)
    assert written.kept() == written.entries


def test_a_tinydb_table_reads_every_entry_and_appends_a_batch(written: Written):
    table = EntryTable(written.ledger, mark=written.end)
    assert [*map(dict, table)] == written.entries and isinstance(table, Table)
    more = batch(written.end, Draft("noted", "2026-0001"), Draft("noted", "2026-0002"))
    assert table.insert_multiple(more) == [8, 9]
    assert table.get(doc_id=9) == more[1] and written.ledger.confirms(table.mark)


REWRITES: dict[str, Callable[[Table], Any]] = {
    "update": lambda table: table.update({"user": "mai"}),
    "update_multiple": lambda table: table.update_multiple([]),
    "upsert": lambda table: table.upsert({"user": "mai"}, lambda _entry: True),
    "remove": lambda table: table.remove(doc_ids=[1]),
    "truncate": lambda table: table.truncate(),
    "write": lambda table: table.storage.write({"entries": {}}),
    "another table": lambda table: EntryTable(table.storage, "others").insert({"seq": 1}),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES)
def test_no_operation_of_tinydb_rubs_an_entry_out(written: Written, rewrite: Callable[[Table], Any]):
    with pytest.raises(Refused, match="never rubbed out"):
        rewrite(EntryTable(written.ledger, mark=written.end))
    assert written.kept() == written.entries


def test_the_same_entries_lie_at_the_same_places_and_make_the_same_cards(tmp_path: Path):
    marks, cards = [], []
    for make in LEDGERS.values():
        ledger, mark = make(tmp_path), START
        for drafts in ([Draft("configured", "", {"unit": "TB"})], opened(1), opened(2)):
            mark = ledger.append(batch(mark, *drafts), mark)
        db = cache.connect("")
        fill(db, ledger, None)
        marks.append((mark, [place.pos for place in ledger.since(START)]))
        cards.append([db.execute(f"SELECT * FROM {table}").fetchall() for table in ("entries", "incidents", "lines")])
        db.close()
    assert marks[0] == marks[1] and cards[0] == cards[1] and cards[0][1]


@pytest.mark.parametrize("cut", [1, 2, 3, 600])
def test_a_torn_file_is_never_read_as_a_shorter_register(tmp_path: Path, cut: int):
    ledger = FileLedger(str(tmp_path / "reception.json"))
    first = ledger.append(batch(START, Draft("configured", "", {"unit": "TB"})), START)
    ledger.append(batch(first, *opened(1)), first)
    file = Path(ledger.path)
    assert len(EntryTable(ledger)) == 3
    file.write_bytes(file.read_bytes()[:-cut])
    with pytest.raises(Damaged):
        EntryTable(ledger).all()
    with pytest.raises(Damaged):
        EntryTable(ledger, mark=first).insert_multiple(batch(first, *opened(2)))
