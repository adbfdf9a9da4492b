"""A desk that consolidates changes what it recorded itself; what units delivered is theirs to change."""

import shlex
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def area(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A desk that recorded one matter of its own and took in the register of unit QS, of the same clerk."""
    monkeypatch.chdir(tmp_path)
    unit = type(desk)(tmp_path / "qs", desk._read)
    assert unit.run("init", "--unit", "QS").code == 0
    unit.add("Khiếu nại mức bồi thường", "--name", "Lê Thị Hoa")
    unit.add("Đề nghị cấp giấy chứng nhận", "--name", "Trần Văn Bảy")
    assert unit.run("export", "--bundle", "-o", "QS.jsonl.gz").code == 0
    desk.add()
    assert desk.run("consolidate", "QS.jsonl.gz").code == 0
    return desk


def steps(area: Any, *argv: str) -> list[tuple[str, list[str]]]:
    return [(row["verb"], row["subjects"]) for row in area.json("undo", *argv)["rows"]]


def test_undo_takes_back_what_this_desk_recorded_and_redo_does_it_again(area: Any) -> None:
    added = area.add("Việc của huyện")
    mine = [added["incident"], added["visit"]]
    assert steps(area, "--list") == [("add", mine)]
    assert steps(area) == [("add", mine)]
    assert area.json("show", added["incident"])["rows"][0]["status"] == "void"
    assert [row["verb"] for row in area.json("redo")["rows"]] == ["add"]
    assert area.json("show", added["incident"])["rows"][0]["status"] == "open"


def test_a_delivery_taken_in_is_not_given_back_nor_passed_over(area: Any) -> None:
    assert steps(area, "--list") == []
    assert "the register of QS was taken in" in area.fails(4, "undo")
    area.add("Việc sau")
    assert "the register of QS was taken in" in area.fails(4, "undo", "2")
    assert [verb for verb, _subjects in steps(area)] == ["add"]


CHANGES = (
    "visit {}", "classify {} --kind khieu-nai", "close {} --result guided", "reopen {} --reason x", "note {} x",
    "accept {}", "refer {} 'Sở Y tế' --doc 1", "reply {} --doc 1", "urge {}", "extend {} --days 10 --reason x",
    "pause {} --reason x", "resume {}", "withdraw {}", "assign {} hoa", "correct {} --set kind=kn --reason x",
    "void {} --reason x", "redact {} --reason x --yes", "appoint 'Ngô Bá Tú' {} --on 25/12/2026 --about x",
)  # fmt: skip


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["recorded", "dry run"])
@pytest.mark.parametrize("line", CHANGES)
def test_what_a_unit_delivered_is_changed_by_its_own_desk_alone(area: Any, line: str, dry: list[str]) -> None:
    """A dry run says so, too."""
    before = area.run("log").out
    assert "QS/1 is kept by unit QS" in area.fails(4, *shlex.split(line.format("QS/1")), *dry)
    assert area.run("log").out == before


def test_filters_of_what_changes_find_the_own_matters_alone(area: Any) -> None:
    rows = area.json("close", "--status", "open", "--result", "guided")["rows"]
    assert [row["id"] for row in rows] == ["2026-0001"]


def test_the_last_touched_is_one_that_this_desk_touched(area: Any) -> None:
    area.add("Việc của huyện")
    assert area.json("note", "@1", "Đã xem")["rows"][0]["id"] == "2026-0002"
    assert [area.json("show", name)["rows"][0]["id"] for name in ("@1", "@2")] == ["2026-0002", "2026-0001"]
