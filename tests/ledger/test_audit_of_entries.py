"""Entries that hold together as a chain and are wrong all the same: batches, times, shapes."""

from pathlib import Path

import pytest
from written import codes, entries, examine, findings, laid_out, opened, path, redigested, register, write

from reception_cli.domain.entry import digest
from reception_cli.index.desk_folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A register of 15 entries."""
    return register(tmp_path)


def test_half_a_command_at_the_end_is_noticed(folder: Folder):
    write(folder, *opened(6))
    found = entries(folder)
    path(folder).write_bytes(laid_out(*found[:-1]))
    finding = next(f for f in findings(path(folder)))
    assert (finding.code, finding.seq, finding.line) == ("half_batch", 16, 17)
    assert examine(folder).head.count == 15


def test_half_a_command_in_the_middle_is_noticed(folder: Folder):
    found = entries(folder)
    found[1]["batch"] = [2, 4]
    path(folder).write_bytes(laid_out(*redigested(found)))
    assert codes(folder)[0] == "batch"


def test_a_batch_that_does_not_hold_its_entry_is_noticed(folder: Folder):
    found = entries(folder)
    found[14]["batch"] = [3, 4]
    path(folder).write_bytes(laid_out(*redigested(found)))
    assert [f.code for f in findings(path(folder))] == ["batch"]


def test_time_never_runs_backwards_in_a_register(folder: Folder):
    found = entries(folder)
    found[9]["recorded_at"] = "2020-01-01T00:00:00+07:00"
    path(folder).write_bytes(laid_out(*redigested(found)))
    assert [(f.code, f.seq) for f in findings(path(folder))] == [("time", 10)]


@pytest.mark.parametrize(
    ("part", "value", "code"),
    [
        ("v", 2, "version"),
        ("data", [], "shape"),
        ("batch", ["1", 2], "shape"),
        ("private", {"name": "x"}, "shape"),
    ],
)
def test_an_entry_of_another_shape_is_told_and_stops_nothing(folder: Folder, part: str, value, code: str):
    found = entries(folder)
    found[5][part] = value
    path(folder).write_bytes(laid_out(*redigested(found)))
    assert (findings(path(folder))[0].code, findings(path(folder))[0].seq) == (code, 6)


def test_an_entry_that_makes_no_sense_is_told_though_chain_and_seals_hold(folder: Folder):
    found = entries(folder)
    del found[12]["data"]["result"]
    path(folder).write_bytes(laid_out(*redigested(found)))
    (Path(folder.path) / "head").unlink()
    assert "kind" in codes(folder)


def test_an_entry_that_was_changed_with_its_own_digest_breaks_the_chain_behind_it(folder: Folder):
    found = entries(folder)
    found[7]["user"] = "hoa"
    found[7]["digest"] = digest(found[7])
    path(folder).write_bytes(laid_out(*found))
    assert [(f.code, f.seq, f.line) for f in findings(path(folder))] == [("chain", 9, 10)]
