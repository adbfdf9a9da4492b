"""`note --shift`: what one shift leaves to the next, told in the morning until somebody says that it is done."""

import gzip
import json
from pathlib import Path

import pytest

TEXT = "Bà Hoa 14h quay lại lấy biên nhận"


@pytest.fixture
def left(desk):
    """The number of a note that Lan left."""
    return str(desk.json("note", "--shift", TEXT)["rows"][0]["entry"])


def waiting(desk):
    answer = desk.json("agenda", user="minh")
    rows = [row for row in answer["rows"] if row["part"] == "shift"]
    assert answer["totals"]["shift"] == len(rows)
    return [str(row["entry"]) for row in rows]


def test_the_next_shift_is_told_who_left_a_note_and_when(desk, left):
    (row,) = [row for row in desk.json("agenda", user="minh")["rows"] if row["part"] == "shift"]
    assert (str(row["entry"]), row["user"], row["on"]) == (left, "lan", "2026-11-23T08:10:00+07:00")


def test_a_note_is_told_until_somebody_says_it_is_done(desk, left):
    other = str(desk.json("note", "--shift", "Máy in hết mực")["rows"][0]["entry"])
    assert waiting(desk) == [left, other]
    desk.json("note", "--done", left, user="minh")
    assert waiting(desk) == [other]
    desk.json("note", "--done", other, user="minh")
    assert waiting(desk) == []


def test_several_notes_are_done_at_once_or_none(desk, left):
    other = str(desk.json("note", "--shift", "Máy in hết mực")["rows"][0]["entry"])
    desk.fails(4, "note", "--done", left, "--done", "1")
    assert waiting(desk) == [left, other]
    desk.json("note", "--done", left, "--done", other)
    assert waiting(desk) == []


def test_a_note_is_done_once_and_only_a_note_is(desk, left):
    desk.json("note", "--done", left)
    assert f"{left} is no shift note, or is done already" in desk.fails(4, "note", "--done", left)
    assert "999 is no shift note" in desk.fails(4, "note", "--done", "999")


def test_leaving_and_finishing_a_note_can_be_taken_back(desk, left):
    desk.json("note", "--done", left)
    desk.json("undo")
    assert waiting(desk) == [left]
    desk.json("redo")
    assert waiting(desk) == []
    desk.json("undo")
    desk.json("undo")
    assert waiting(desk) == []


def test_what_it_says_leaves_the_desk_in_no_pipe_and_no_bundle(desk, left, tmp_path):
    for verb in (("agenda",), ("agenda", "--format", "table"), ("log",), ("log", "--json")):
        assert TEXT not in desk.run(*verb).out
    for more in ((), ("--with-identity", "--reason", "Chuyển sổ")):
        desk.json("export", "--bundle", "-o", str(tmp_path / "TB.jsonl.gz"), *more)
        bundle = gzip.decompress((tmp_path / "TB.jsonl.gz").read_bytes()).decode()
        assert '"shift_note"' in bundle and TEXT not in bundle


def test_what_it_says_can_be_erased(desk, left):
    register = Path(desk.folder, "reception.json")
    assert json.dumps(TEXT, ensure_ascii=False) in register.read_text(encoding="utf-8")
    desk.json("redact", "--entry", left, "--reason", "Nêu tên công dân", "--yes")
    assert TEXT not in register.read_text(encoding="utf-8")
    assert waiting(desk) == [left] and desk.run("verify").code == 0


@pytest.mark.parametrize(
    "more",
    [
        ("1",), ("1", "x"), ("--status", "open"), ("--kept",), ("--on", "22/11/2026"), ("--done", "2"),
        ("--promise", "2"),
    ],
)  # fmt: skip
def test_a_note_to_the_next_shift_is_about_no_matter(desk, left, more):
    desk.add()
    assert "stand alone" in desk.fails(2, "note", "--shift", "x", *more)
    assert waiting(desk) == [left]


def test_it_says_something(desk):
    assert "--shift was given nothing" in desk.fails(2, "note", "--shift", " ")
    assert waiting(desk) == []


def test_a_dry_run_leaves_nothing(desk):
    desk.json("note", "--shift", TEXT, "--dry-run")
    assert waiting(desk) == []


def test_the_morning_tells_so_many_and_counts_the_rest(desk):
    for n in range(4):
        desk.json("note", "--shift", f"Việc {n}")
    answer = desk.json("agenda", "--limit", "3")
    assert len(answer["rows"]) == 3 and answer["totals"]["shift"] == 4
    assert "and 1 more" in desk.run("agenda", "--limit", "3", "--format", "table").out


def test_a_register_with_a_shift_note_asks_an_earlier_program_to_be_updated(desk, left):
    register = Path(desk.folder, "reception.json").read_text(encoding="utf-8")
    assert '"format":2' in register
