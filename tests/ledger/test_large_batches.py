"""A batch of thousands of entries is written and read in pieces, and stands whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from written import STAMP, opened

from reception_cli.domain.entry import Draft, Drafts, Entry, Head, chain, chained, digest
from reception_cli.domain.errors import Refused
from reception_cli.index import cache
from reception_cli.index.projector import fill
from reception_cli.ledger import format
from reception_cli.ledger.format import TAIL
from reception_cli.ledger.storage import AT_ONCE, START, FileLedger, Mark, whole_batches

MANY = 2 * AT_ONCE + 3
FIRST = [Draft("configured", "", {"unit": "TB"}), *opened(1)]


def salt() -> str:
    return "ab" * 16


def noted(count: int) -> Drafts:
    return Drafts([*opened(2), *[Draft("noted", "2026-0002", {}, {"note": "đã mời lên làm việc"})] * (count - 2)])


@pytest.fixture
def ledger(tmp_path: Path) -> FileLedger:
    return FileLedger(str(tmp_path / "reception.json"))


@pytest.fixture
def small(ledger: FileLedger) -> Mark:
    return ledger.append(chain(FIRST, START.head, STAMP, salt), START)


def kept(ledger: FileLedger) -> list[int]:
    return [place.entry["seq"] for batch in whole_batches(ledger.since, START) for place in batch]


@pytest.fixture
def large(ledger: FileLedger, small: Mark) -> Mark:
    return ledger.append(chained(noted(MANY), small.head, STAMP, salt), small)


def test_what_is_made_one_by_one_is_what_is_made_at_once(ledger: FileLedger, small: Mark, large: Mark) -> None:
    raw = Path(ledger.path).read_bytes()
    blob = b"".join(map(format.encode, chain(noted(MANY), small.head, STAMP, salt)))
    assert raw[small.end :] == blob + TAIL
    assert ledger.ends_at(large.end) and large.head.count == small.head.count + MANY


def test_it_comes_in_pieces_that_lack_nothing(ledger: FileLedger, small: Mark, large: Mark) -> None:
    pieces = [len(batch) for batch in whole_batches(ledger.since, START)]
    assert pieces == [len(FIRST), AT_ONCE, AT_ONCE, 3]
    assert kept(ledger) == [*range(1, large.head.count + 1)]
    assert [len(batch) for batch in whole_batches(ledger.since, small)] == [AT_ONCE, AT_ONCE, 3]


@pytest.mark.parametrize("lost", [1, 2, AT_ONCE, MANY - 1])
def test_without_its_end_nothing_of_it_is_read(ledger: FileLedger, small: Mark, large: Mark, lost: int) -> None:
    places = [place.pos for place in ledger.since(small)]
    os.truncate(ledger.path, places[-lost])
    assert kept(ledger) == [*range(1, small.head.count + 1)]
    db = cache.connect("")
    assert fill(db, ledger, None) == small
    db.close()


def test_a_break_in_its_midst_holds_all_of_it_back(ledger: FileLedger, small: Mark, large: Mark) -> None:
    raw = Path(ledger.path).read_bytes()
    place = raw.index(b'"seq":%d,' % (small.head.count + AT_ONCE + 7))
    Path(ledger.path).write_bytes(raw[:place] + raw[place:].replace(b"2026-0002", b"2026-0003", 1))
    assert kept(ledger) == [*range(1, small.head.count + 1)]


class Stopped(Exception):
    """What ends the making of entries."""


def broken(entries: Iterable[Entry], behind: int, fault: type[BaseException]) -> Iterator[Entry]:
    for place, entry in enumerate(entries):
        if place == behind:
            raise fault
        yield entry


@pytest.mark.parametrize("fault", [Stopped, KeyboardInterrupt])
@pytest.mark.parametrize("behind", [0, 1, AT_ONCE, MANY - 1])
def test_what_stops_in_its_midst_leaves_the_register_as_it_was(
    ledger: FileLedger, small: Mark, behind: int, fault: type[BaseException]
) -> None:
    before = Path(ledger.path).read_bytes()
    with pytest.raises(fault):
        ledger.append(broken(chained(noted(MANY), small.head, STAMP, salt), behind, fault), small)
    assert Path(ledger.path).read_bytes() == before


def test_an_entry_that_no_reader_would_take_is_refused_with_all_before_it(ledger: FileLedger, small: Mark) -> None:
    before = Path(ledger.path).read_bytes()
    long = Draft("noted", "2026-0002", {}, {"note": "x" * format.MAX_LINE})
    with pytest.raises(Refused, match="longer"):
        ledger.append(chained(Drafts([*noted(MANY).parts, long]), small.head, STAMP, salt), small)
    assert Path(ledger.path).read_bytes() == before


def test_its_pieces_are_on_the_disk_before_its_last_entry_is_made(ledger: FileLedger, small: Mark) -> None:
    sizes = []

    def watched() -> Iterator[Entry]:
        for entry in chained(noted(MANY), small.head, STAMP, salt):
            sizes.append(ledger.size())
            yield entry

    ledger.append(watched(), small)
    assert len(set(sizes)) > 3  # a megabyte at a time, not all at the end


def test_batches_that_claim_an_end_which_never_comes_are_read_through_once(ledger: FileLedger) -> None:
    """Else a register of forged batches would be read through again for each of its entries."""
    mark, reads = START, 0
    for _turn in range(3):
        (entry,) = chain([Draft("noted", "2026-0001")], mark.head, STAMP, salt)
        entry["batch"] = [entry["seq"], entry["seq"] + 10 * AT_ONCE]
        entry["digest"] = digest(entry)
        mark = ledger.append([entry], mark)

    def counted(since: Mark) -> Iterator[object]:
        nonlocal reads
        for place in ledger.since(since):
            reads += 1
            yield place

    assert list(whole_batches(counted, START)) == []  # type: ignore[arg-type]
    assert reads <= 2 * 3


def test_drafts_are_made_when_they_are_asked_for_and_the_same_each_time() -> None:
    made = []

    def maker() -> Draft:
        made.append(1)
        return Draft("noted", "2026-0001")

    drafts = Drafts([maker, Draft("noted", "2026-0002")])
    assert len(drafts) == 2 and not made
    assert [draft.subject for draft in drafts] == ["2026-0001", "2026-0002"] == [draft.subject for draft in drafts[:]]
    assert chain(drafts, Head(0, "0" * 64), STAMP, salt) == chain(list(drafts), Head(0, "0" * 64), STAMP, salt)
