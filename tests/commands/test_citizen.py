"""`citizen`: everything one person brought, apart from others of that name, and their own data handed out."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def full(desk: Any) -> Any:
    """A desk where one person brought two matters and a denunciation, and another one of that name a third."""
    here = ("--name", "Trần Văn Tuấn", "--address", "thôn 5, xã Bình Minh", "--id-no", "048 123 456 789")
    desk.add("Đường hỏng", *here, "--phone", "0905 111 222", "--at", "20/11/2026")
    desk.add("Xin trợ cấp", *here, "--at", "21/11/2026")
    desk.add("Tố cáo cán bộ", *here, "--kind", "tc")
    desk.add("Xin mở lối đi", "--name", "trần văn tuấn", "--address", "tổ 9, xã Bình Quý", "--at", "22/11/2026")
    desk.add("Việc khác", "--name", "Trần Văn Tuấn Anh", "--address", "thôn 1")
    assert desk.run("visit", "1", "--at", "22/11/2026").code == 0
    return desk


def told(desk: Any, *words: str) -> list[tuple[str, str]]:
    return [(row["id"], row["incident"]) for row in desk.json("citizen", *words)["rows"]]


MINE = [("V2026-0006", "2026-0001"), ("V2026-0002", "2026-0002"), ("V2026-0001", "2026-0001")]


@pytest.mark.parametrize(
    "words", ["048123456789", "048 123 456 789", "0905111222", "tran tuan thon 5", "tuan binh minh"]
)
def test_one_person_is_found_by_number_telephone_or_name_with_address(full: Any, words: str) -> None:
    assert told(full, *words.split()) == MINE


def test_others_of_that_name_are_others(full: Any) -> None:
    assert told(full, "tran", "van", "tuan", "binh", "quy") == [("V2026-0004", "2026-0004")]
    said = full.fails(2, "citizen", "tran van tuan")
    assert said.startswith("3 people fit.\n")
    assert "thôn" not in said


def test_nobody_is_told_of_a_denunciation_or_of_a_matter(full: Any) -> None:
    full.add("Tố cáo nữa", "--name", "Phạm Kín", "--address", "thôn 8", "--kind", "tc")
    for words in ("pham kin", "duong hong", "thon 5"):
        full.fails(3, "citizen", *words.split())
    assert "2026-0003" not in full.run("citizen", "048123456789", "--json").out


def test_names_leave_only_with_an_export_that_is_recorded(full: Any, tmp_path: Path) -> None:
    assert "Tuấn" not in full.run("citizen", "048123456789", "--json").out
    full.fails(2, "citizen", "048123456789", "--export")
    out = tmp_path / "du-lieu.json"
    reason = "đơn của chính ông ngày 23/11"
    assert full.run("citizen", "048123456789", "--export", "--reason", reason, "-o", str(out)).code == 0
    rows = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert [row["id"] for row in rows] == [line for line, _incident in MINE]
    assert {row["name"] for row in rows} == {"Trần Văn Tuấn"}
    assert {row["content"] for row in rows} == {"Đường hỏng", "Xin trợ cấp"}
    kinds = [row["kind"] for row in full.json("log")["rows"]]
    assert kinds.count("disclosed") == 1
