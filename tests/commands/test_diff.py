"""`diff`: how far two histories agree, and which figures changed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def unit(desk: DeskUnderTest, here: Path) -> DeskUnderTest:
    """The desk of unit QS with one visit of 20 November; its bundle is first.jsonl.gz, 4 entries."""
    found = type(desk)(here / "qs", desk._read)
    assert found.run("init", "--unit", "QS").code == 0
    found.add("Ranh giới", "--people", "2", "--at", "20/11/2026")
    send(found, "first.jsonl.gz")
    return found


def send(one: DeskUnderTest, file: str, *more: str) -> str:
    return str(one.json("export", "--bundle", "-o", file, *more)["rows"][0]["after"])


def diff(desk: DeskUnderTest, *argv: str) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]], list[str]]:
    """Give totals, rows and the codes of the notes."""
    answer = desk.json("diff", *argv)
    rows = {f"{row['part']}.{row['what']}": (row["a"], row["b"]) for row in answer["rows"]}
    return answer["totals"], rows, [note["code"] for note in answer["notes"]]


def test_a_delivery_and_the_next_one_agree_up_to_the_first_ones_end(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    """Then a visit of three people (2 entries) and another export."""
    unit.add("Việc hai", "--people", "3")
    send(unit, "second.jsonl.gz")
    totals, rows, notes = diff(desk, "first.jsonl.gz", "second.jsonl.gz")
    assert totals | {"figures": 0} == {
        "equal": False, "common": 4, "only_a": 0, "only_b": 3, "fork": None, "figures": 0,
    }  # fmt: skip
    assert notes == ["same_up_to"]
    assert (rows["entries.last"], rows["entries.only"], rows["only.visit"]) == ((4, 7), (0, 3), (0, 1))
    assert (rows["figures.visits"], rows["figures.people"]) == ((1, 2), (2, 5))
    assert rows["figures.2026.people"] == (2, 5) and rows["figures.form_01_tcd.tk-2026.2"] == (2, 5)
    assert diff(desk, "second.jsonl.gz", "first.jsonl.gz")[0]["only_a"] == 3


def test_a_bundle_and_the_register_that_it_became_are_equal(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    desk.json("consolidate", "first.jsonl.gz")
    units = desk.folder / "units/QS"
    for word in (":QS", f"{desk.folder}:QS", str(units), str(units / "reception.json")):
        totals, rows, notes = diff(desk, "first.jsonl.gz", word)
        assert (totals["equal"], totals["common"], notes) == (True, 4, ["equal"]), word
        assert set(rows) == {
            "entries.first", "entries.last", "entries.common", "entries.only", "figures.visits", "figures.people",
            "figures.incidents", "figures.groups",
        }  # fmt: skip
    assert diff(desk, ":QS", "qs")[0]["equal"]


def test_histories_that_were_written_anew_fork(desk: DeskUnderTest, unit: DeskUnderTest, here: Path) -> None:
    shutil.copytree(unit.folder, here / "kept")
    unit.add("Việc hai")
    other = type(desk)(here / "kept", desk._read)
    other.add("Việc khác", "--people", "4")
    other.add("Việc ba")
    totals, rows, notes = diff(desk, "qs", "kept")
    assert (totals["common"], totals["fork"], totals["only_a"], totals["only_b"]) == (4, 5, 2, 4)
    assert notes == ["fork"] and rows["only.visit"] == (1, 2)


def test_what_was_added_since_is_compared_where_it_begins(desk: DeskUnderTest, unit: DeskUnderTest, here: Path) -> None:
    head = send(unit, "first.jsonl.gz")
    shutil.copytree(unit.folder, here / "kept")
    unit.add("Việc hai")
    send(unit, "more.jsonl.gz", "--since", head)
    totals, rows, _notes = diff(desk, "more.jsonl.gz", "qs")
    assert totals["equal"] and totals["common"] == 7
    assert rows["entries.first"] == (5, 1)
    assert diff(desk, "first.jsonl.gz", "more.jsonl.gz")[0]["common"] == 4
    other = type(desk)(here / "kept", desk._read)
    other.add("Việc khác")
    later = send(other, "x.jsonl.gz")
    other.add("Việc khác nữa")
    send(other, "forked.jsonl.gz", "--since", later)
    totals, _rows, notes = diff(desk, "more.jsonl.gz", "forked.jsonl.gz")
    assert (totals["common"], totals["fork"], notes) == (None, 7, ["fork"])


def test_what_has_a_hole_between_cannot_be_compared(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    unit.add("Việc hai")
    head = send(unit, "x.jsonl.gz")
    unit.add("Việc ba")
    send(unit, "more.jsonl.gz", "--since", head)
    totals, _rows, notes = diff(desk, "first.jsonl.gz", "more.jsonl.gz")
    assert (totals["common"], totals["fork"], totals["only_a"], totals["only_b"]) == (None, None, 4, 3)
    assert notes == ["apart"] and not totals["equal"]


def test_two_units_are_told(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    desk.add()
    totals, _rows, notes = diff(desk, "qs", str(desk.folder))
    assert notes == ["units", "fork"] and totals["fork"] == 1


@pytest.mark.parametrize(("argv", "code"), [((), 0), (("--exit-code",), 10)])
def test_only_who_asks_is_told_by_the_exit_code(
    desk: DeskUnderTest, unit: DeskUnderTest, argv: tuple[str, ...], code: int
) -> None:
    unit.add()
    assert desk.run("diff", "first.jsonl.gz", "qs", *argv).code == code
    assert desk.run("diff", "qs", "qs", *argv).code == 0


def test_a_bad_bundle_or_no_register_is_told(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    blob = Path("first.jsonl.gz").read_bytes()
    Path("cut.jsonl.gz").write_bytes(blob[:-20])
    assert "its end is missing" in desk.fails(6, "diff", "cut.jsonl.gz", "qs")
    assert "its end is missing" in desk.fails(6, "diff", "qs", "cut.jsonl.gz")
    for word in ("none.jsonl.gz", ":XX", "nowhere:QS", ":../QS", "."):
        desk.fails(3, "diff", "first.jsonl.gz", word)


def test_without_a_desk_two_bundles_can_be_compared(desk: DeskUnderTest, unit: DeskUnderTest, here: Path) -> None:
    desk.folder = here / "nothing"
    assert diff(desk, "first.jsonl.gz", "qs")[0]["equal"]
    assert not (here / "nothing").exists()


def test_nobody_is_named(desk: DeskUnderTest, unit: DeskUnderTest) -> None:
    unit.add("Việc hai", "--name", "Trần Thị Kín")
    told = desk.run("diff", "first.jsonl.gz", "qs", "--format", "table").out
    assert "Kín" not in told and "Ranh giới" not in told
    assert json.loads(desk.run("diff", "first.jsonl.gz", "qs", "--json").out)["unit"] == "TB"


