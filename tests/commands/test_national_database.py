"""Every reception is entered in the national database, fully and promptly (Decree 154/2026/ND-CP, Art. 27).

Today is Monday 23 November 2026.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

YESTERDAY = {"now": "2026-11-22T08:00:00+07:00"}


def left(desk: Any, *what: str) -> list[str]:
    return [row["id"] for row in desk.json("list", "--not-entered", *what)["rows"]]


def counted(desk: Any) -> list[dict[str, Any]]:
    return [note for note in desk.json("agenda")["notes"] if note["code"] == "not_entered"]


def fields(desk: Any, number: str, *more: str) -> dict[tuple[str, str], str]:
    rows = desk.json("show", number, "--to-enter", *more)["rows"]
    return {(row["id"], row["field"]): row["value"] for row in rows}


# -- what is entered, and what is not yet

def test_a_visit_and_its_matter_are_entered_each_with_its_number_and_day_and_undo_takes_it_back(desk: Any) -> None:
    desk.add()
    desk.json("step", "V1", "entered", "--doc", "TCD-17")
    desk.json("step", "1", "entered", "--doc", "VV-9", "--on", "23/11/2026")
    told = desk.json("show", "1")["rows"][0]
    assert told["entered"] == {"number": "VV-9", "on": "2026-11-23"}
    assert told["lines"][0]["entered"] == {"number": "TCD-17", "on": "2026-11-23"}
    assert told["stage"] == "received"  # it is a fact of the desk, no step of the law
    assert (left(desk), left(desk, "--visits")) == ([], [])
    desk.json("undo")
    assert (left(desk), left(desk, "--visits")) == (["2026-0001"], [])
    desk.json("undo")
    assert (left(desk), left(desk, "--visits")) == (["2026-0001"], ["V2026-0001"])
    desk.json("redo")
    assert left(desk, "--visits") == []
    assert desk.run("verify").code == 0


def test_nothing_is_asked_for_before_the_desk_entered_anything_and_nothing_of_earlier_days(desk: Any) -> None:
    desk.add("Việc cũ", **YESTERDAY)
    assert (left(desk), counted(desk)) == ([], [])
    assert [note["code"] for note in desk.json("list", "--not-entered")["notes"]] == ["not_begun"]
    desk.add("Việc mới")
    desk.add("Việc mới hơn")
    desk.json("step", "V2", "entered", "--doc", "1")
    assert left(desk, "--visits") == ["V2026-0003"]
    assert left(desk) == ["2026-0003", "2026-0002"]
    assert [(note["visits"], note["incidents"]) for note in counted(desk)] == [(1, 2)]
    desk.json("config", "entered-from", "22/11/2026")
    assert left(desk, "--visits") == ["V2026-0003", "V2026-0001"]


def test_imported_lines_refused_receptions_and_what_is_struck_through_are_never_asked_for(
    desk: Any, tmp_path: Path
) -> None:
    sheet = tmp_path / "so.csv"
    sheet.write_text("STT,Ngày,Họ tên,Địa chỉ,Nội dung\n1,22/11/2026,Lê Văn Ba,thôn 1,Đất\n", "utf-8")
    desk.json("config", "entered-from", "1/7/2026")
    desk.json("import", str(sheet), "--yes")
    desk.add("Việc", "--refused", "l9-3")
    desk.add("Ghi nhầm")
    assert left(desk, "--visits") == ["V2026-0003"]
    desk.json("void", "V2026-0003", "--reason", "Ghi nhầm")
    assert (left(desk), left(desk, "--visits")) == ([], [])


def test_a_petition_by_post_is_entered_by_its_matter(desk: Any) -> None:
    desk.json("config", "entered-from", "1/7/2026")
    desk.add("Đơn gửi qua bưu điện", "--source", "post")
    assert (left(desk), left(desk, "--visits")) == (["2026-0001"], [])
    assert "2026-0001" in desk.fails(4, "step", "P1", "entered", "--doc", "1")
    assert "--petitions" in desk.fails(2, "list", "--petitions", "--not-entered")


@pytest.mark.parametrize(("number", "more", "said"), [
    ("V1", (), "--doc"), ("1", (), "--doc"), ("V1", ("--doc", "1", "--on", "20/11/2026"), "22/11/2026"),
    ("1", ("--doc", "1", "--on", "20/11/2026"), "22/11/2026"), ("V2", ("--doc", "1"), "struck through"),
    ("V3", ("--doc", "1"), "nobody was received"),
])  # fmt: skip
def test_what_cannot_be_entered_is_refused_with_its_reason(
    desk: Any, number: str, more: tuple[str, ...], said: str
) -> None:
    desk.add(**YESTERDAY)
    desk.add()
    desk.json("void", "V2", "--reason", "Ghi nhầm")
    desk.add("Việc", "--refused", "l9-3")
    assert said.replace("22/11/2026", "2026-11-22") in desk.fails(4, "step", number, "entered", *more)
    assert not any(entry["kind"] == "entered" for entry in desk.json("log")["rows"])


def test_another_number_counts_from_then_on_and_is_told(desk: Any) -> None:
    desk.add()
    desk.json("step", "1", "entered", "--doc", "9")
    told = desk.run("step", "1", "entered", "--doc", "10")
    assert told.code == 0 and "9" in told.err
    assert desk.json("show", "1")["rows"][0]["entered"]["number"] == "10"
    assert "9" not in desk.run("step", "1", "entered", "--doc", "10").err


def test_a_closed_matter_is_entered_too_and_a_step_of_the_law_is_no_option_of_it(desk: Any) -> None:
    desk.add("Phản ánh", "--kind", "pa")
    desk.json("close", "1", "--result", "answered")
    desk.json("step", "1", "entered", "--doc", "9")
    assert desk.json("show", "1")["rows"][0]["status"] == "closed"
    assert "--first-body" in desk.fails(2, "step", "1", "entered", "--doc", "9", "--first-body", "UBND xã")


def test_a_screen_tells_a_remark_once(desk: Any, registers: Path) -> None:
    desk.json("config", "entered-from", "1/7/2026")
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    desk.add()
    shown = " ".join(desk.run("agenda", "--format", "table").out.split())
    assert (shown.count("national database"), shown.count("Imported incidents lack")) == (1, 1)


# -- the fields of one visit or matter, to paste or as a file

def test_the_fields_of_a_visit_are_told_with_those_of_each_matter_that_it_brought(desk: Any) -> None:
    desk.add("Tranh chấp đất", "--kind", "kn", "--field", "dat-dai", "--id-no", "049180119399", "--people", "3")
    desk.json("add", "Cầu hỏng", "--to", "V1", "--kind", "kien-nghi")
    told = fields(desk, "V1", "--with-identity")
    visit = {name: value for (number, name), value in told.items() if number == "V2026-0001"}
    assert (visit["people"], visit["session"], visit["name"]) == ("3", "regular", "Nguyễn Văn Đức")
    assert visit["id_no"] == "049180119399"
    contents = {number: value for (number, name), value in told.items() if name == "content"}
    assert contents == {"2026-0001": "Tranh chấp đất", "2026-0002": "Cầu hỏng"}


def test_the_fields_of_a_matter_tell_what_was_done_in_it(desk: Any) -> None:
    desk.add("Khiếu nại", "--kind", "kn", "--field", "dat-dai")
    desk.json("classify", "1", "--competence", "out", "--handling", "forward")
    desk.json("refer", "1", "UBND tỉnh", "--doc", "145/PC")
    desk.json("reply", "1", "--doc", "88/UBND")
    told = {name: value for (_number, name), value in fields(desk, "1", "--with-identity").items()}
    assert (told["kind"], told["competence"], told["handling"]) == ("complaint", "out", "forward")
    assert (told["letter"], told["letter_on"], told["replied_on"]) == ("UBND tỉnh, 145/PC", "2026-11-23", "2026-11-23")
    assert told["visits"] == "V2026-0001"


def test_in_a_pipe_names_and_texts_are_left_out_and_what_names_them_is_recorded(desk: Any, tmp_path: Path) -> None:
    desk.add("Khiếu nại", "--kind", "kn")
    desk.json("classify", "1", "--competence", "out")
    desk.json("refer", "1", "UBND tỉnh", "--doc", "145/PC")
    bare = desk.json("show", "1", "--to-enter")
    assert [note["code"] for note in bare["notes"]] == ["names_left_out"]
    assert not any(word in str(bare) for word in ("Nguyễn Văn Đức", "thôn 3", "UBND tỉnh", "Khiếu nại"))
    file = tmp_path / "vu-viec.csv"
    assert desk.run("show", "1", "--to-enter", "--with-identity", "-o", str(file)).code == 0
    told = [*csv.reader(file.open(encoding="utf-8-sig"))]
    assert ["2026-0001", "name", "name", "Nguyễn Văn Đức", "Nguyễn Văn Đức"] in told
    assert [row["kind"] for row in desk.json("log")["rows"]][-1] == "disclosed"


def test_who_denounced_stays_out_unless_there_is_a_reason(desk: Any) -> None:
    desk.add("Tố cáo cán bộ", "--kind", "tc")
    for number in ("1", "V1"):
        assert not {"name", "address", "content"} & {name for _id, name in fields(desk, number, "--with-identity")}
        told = fields(desk, number, "--with-identity", "--reason", "Nhập CSDL quốc gia")
        assert "Nguyễn Văn Đức" in told.values()


# -- the night

def test_the_digest_counts_what_is_not_entered(desk: Any, tmp_path: Path) -> None:
    desk.json("config", "entered-from", "1/7/2026")
    desk.add()
    desk.json("nightly", "--to", str(tmp_path / "night"), "--without", "backup")
    text = "".join(file.read_text("utf-8") for file in (tmp_path / "night").iterdir() if file.suffix == ".txt")
    assert "visits 1, incidents 1" in " ".join(text.split())
