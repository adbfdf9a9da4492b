"""The registers of a real district: the published totals, whatever the file, and never twice."""

import csv
import json
from pathlib import Path

import pytest

PUBLISHED = {"2023": (970, 1045, 957), "2024-9m": (659, 690, 599)}


def totals(desk, period):
    found = desk.json("summarize", "--period", period)["totals"]
    return found["visits"], found["people"], found["incidents"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
@pytest.mark.parametrize("year", ["2023", "2024-9m"])
def test_a_register_gives_the_published_totals(desk, registers, year, suffix):
    answer = desk.json("import", str(registers / f"thang-binh-{year}.{suffix}"), "--no-input", "--yes")
    visits, people, incidents = PUBLISHED[year]
    assert answer["totals"] == {
        "rows": visits, "visits": visits, "people": people, "incidents": incidents, "already": 0, "rejects": 0,
    }  # fmt: skip
    assert totals(desk, year) == PUBLISHED[year]
    assert totals(desk, f"tk-{year}") == PUBLISHED[year]


def test_both_registers_in_one_desk_give_both_and_a_second_import_changes_nothing(desk, registers):
    for year in PUBLISHED:
        desk.json("import", str(registers / f"thang-binh-{year}.xlsx"), "--yes")
    before = (desk.folder / "reception.json").read_bytes()
    for year, (visits, _people, _incidents) in PUBLISHED.items():
        for suffix in ("xlsx", "csv"):
            again = desk.json("import", str(registers / f"thang-binh-{year}.{suffix}"), "--yes")
            assert (again["totals"]["already"], again["totals"]["visits"]) == (visits, 0)
    assert (desk.folder / "reception.json").read_bytes() == before
    assert {year: totals(desk, year) for year in PUBLISHED} == PUBLISHED


def test_two_thirds_of_an_import_and_then_all_of_it_is_the_whole(desk, registers, tmp_path):
    rows = list(csv.reader((registers / "thang-binh-2023.csv").open(encoding="utf-8-sig")))
    part = tmp_path / "part.csv"
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows[:650])
    assert desk.json("import", str(part), "--yes")["totals"]["visits"] == 649
    rest = desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")["totals"]
    assert (rest["already"], rest["visits"]) == (649, 970 - 649)
    assert totals(desk, "2023") == PUBLISHED["2023"]


def write(path: Path, *rows: list[str]) -> str:
    head = [
        "STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/CCCD/Hộ chiếu", "Nội dung vụ việc", "Phân loại đơn/Số người",
        "Cơ quan đã giải quyết", "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn",
        "Chuyển đơn đến cơ quan có thẩm quyền", "Theo dõi kết quả giải quyết", "Ghi chú", "Hình thức tiếp",
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return str(path)


def row(stt, day, content="Tranh chấp đất", kind="Khiếu nại/1", handling="", outcome="", note=""):
    hand = {"accept": ["x", "", ""], "guide": ["", "Tòa án", ""], "": ["", "", ""]}[handling]
    return [
        stt,
        day,
        "Lê Văn An - thôn 1, xã Bình Tú",
        "",
        content,
        kind,
        "",
        *hand,
        outcome,
        note,
        "Thường xuyên",
    ]


def test_a_further_visit_joins_the_incident_of_its_first_line(desk, tmp_path):
    path = write(
        tmp_path / "r.csv",
        row("1", "02/01/2024", handling="guide"),
        row("2", "05/01/2024", "Khác"),
        row("3", "09/01/2024", handling="accept", note="Tiếp lần 2; vụ việc STT 1"),
    )
    assert desk.json("import", path, "--yes")["totals"]["incidents"] == 2
    (first,) = desk.json("show", "2024-0001")["rows"]
    assert (first["visits"], first["handling"], first["competence"]) == (2, "accept", "in")
    assert [line["handling"] for line in first["lines"]] == ["guide", "accept"]


def test_resolved_in_the_old_register_is_closed_on_no_day_with_result_unrecorded(desk, tmp_path):
    path = write(
        tmp_path / "r.csv",
        row("1", "02/01/2024", outcome="Đã giải quyết"),
        row("2", "03/01/2024", outcome="Đang giải quyết"),
        row("3", "04/01/2024", "Việc khác", outcome="Đã giải quyết"),
        row("4", "05/01/2024", "Việc khác", outcome="Đang giải quyết", note="Tiếp lần 2; vụ việc STT 3"),
    )
    desk.json("import", path, "--yes")
    found = {r["id"]: (r["status"], r["result"], r["closed_on"]) for r in desk.json("list")["rows"]}
    assert found == {
        "2024-0001": ("closed", "unrecorded", None),
        "2024-0002": ("open", None, None),
        "2024-0003": ("open", None, None),  # the later line says that it is not over
    }


def test_a_faulty_row_stops_everything_and_every_fault_is_told(desk, tmp_path):
    path = write(
        tmp_path / "r.csv",
        row("1", "02/01/2024"),
        row("2", "31/02/2024", ""),
        row("3", "04/01/2024", kind="Kêu/1"),
    )
    said = desk.fails(6, "import", path, "--yes")
    assert "2 rows are rejected; nothing was recorded" in said
    assert "row 3, Ngày tiếp" in said and "row 3, Nội dung vụ việc" in said and "row 4" in said
    assert desk.json("list")["rows"] == []


def test_the_good_rows_go_in_when_the_bad_ones_get_a_file_of_their_own(desk, tmp_path):
    path, bad = (
        write(tmp_path / "r.csv", row("1", "02/01/2024"), row("2", "31/02/2024")),
        tmp_path / "bad.csv",
    )
    result = desk.run("import", path, "--yes", "--json", "--rejects", str(bad))
    answer = json.loads(result.out)
    assert result.code == 6
    assert (answer["totals"]["visits"], answer["totals"]["rejects"]) == (1, 1)
    assert [(r["number"], r["column"]) for r in answer["rows"]] == [(3, "Ngày tiếp")]
    kept = list(csv.reader(bad.open(encoding="utf-8-sig")))
    assert kept[1][:2] == ["2", "31/02/2024"]
    bad.write_text(bad.read_text(encoding="utf-8-sig").replace("31/02", "29/02"), encoding="utf-8")
    assert desk.json("import", str(bad), "--yes")["totals"]["visits"] == 1


def test_a_register_wants_a_yes_and_a_dry_run_records_nothing(desk, registers):
    path = str(registers / "thang-binh-2023.csv")
    assert "970 new visits, 1,045 people, 957 new incidents" in desk.fails(2, "import", path)
    assert "970 lượt tiếp mới, 1.045 người, 957 vụ việc mới" in desk.fails(2, "--lang", "vi", "import", path)
    assert desk.json("import", path, "--dry-run")["totals"]["incidents"] == 957
    assert desk.json("list")["rows"] == []


def test_an_import_is_one_step_that_undo_takes_back_whole(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    assert desk.run("undo", "--yes").code == 0
    assert totals(desk, "2023") == (0, 0, 0)
    assert desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")["totals"]["visits"] == 970
    assert totals(desk, "2023") == PUBLISHED["2023"]
    assert desk.json("list", "--sort", "id", "--limit", "1")["rows"][0]["id"] == "2023-0958"  # numbers stay taken


def test_leading_zeros_of_an_id_number_survive(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.xlsx"), "--yes")
    (found,) = desk.json("show", "V2023-0001", "--with-identity", "--reason", "kiểm tra")["rows"]
    assert found["id_no"] == "049180119399"
