from datetime import date

import pytest
from spreadsheets import write_csv, write_xlsx

from reception_cli.domain.errors import UsageFault
from reception_cli.intake.columns import find_layout
from reception_cli.intake.reading import read_register
from reception_cli.intake.spreadsheet import Row

FORM_2026 = (
    "STT",
    "Ngày tiếp",
    "Họ tên, địa chỉ",
    "CCCD/Hộ chiếu của công dân",
    "Nội dung vụ việc",
    "Phân loại đơn",
    "Số người",
    "Cơ quan đã giải quyết",
    "Thụ lý để giải quyết",
    "Trả lại đơn và hướng dẫn",
    "Chuyển đơn đến cơ quan có thẩm quyền",
    "Theo dõi kết quả giải quyết",
)
LINE_2026 = ("1", "06/07/2026", "Lê An - xã Thăng An", "049180119399", "Đất đai", "Tố cáo", "7")


def numbered(*rows):
    return [Row(number, tuple(cell or None for cell in cells)) for number, cells in enumerate(rows, 1)]


def test_headings_stand_under_title_rows(headings):
    titles = [["SỔ TIẾP CÔNG DÂN"], ["Đơn vị: Ban Tiếp công dân"], []]
    layout = find_layout(None, numbered(*titles, headings))
    assert (layout.map.name, layout.header_row) == ("register-2021", 4)
    assert layout.positions["kind_people"] == 5 and layout.positions["session"] == 12
    assert len(layout.positions) == 13


def test_headings_are_known_without_accents_case_and_signs(headings):
    layout = find_layout(None, numbered([f"  {text.upper()}\n(*)" if text != "STT" else "stt." for text in headings]))
    assert len(layout.positions) == 13


def test_columns_may_stand_in_any_order(headings):
    layout = find_layout(None, numbered(tuple(reversed(headings))))
    assert layout.positions["ref"] == 12 and layout.positions["session"] == 0


def test_a_row_of_column_numbers_below_the_headings_is_passed_over(headings):
    numbers = [str(number) for number in range(1, 14)]
    assert find_layout(None, numbered(headings, numbers)).header_row == 2
    assert find_layout(None, numbered(headings, [f"({number})" for number in numbers])).header_row == 2


def test_a_first_line_with_number_one_is_no_row_of_column_numbers(headings, row):
    assert find_layout(None, numbered(headings, row("1"))).header_row == 1
    assert find_layout(None, numbered(headings, ["1"])).header_row == 1


def test_headings_of_two_levels_are_read_with_their_merged_cells(headings, row, tmp_path):
    top, below = list(headings), [""] * 13
    top[7:10] = ["Hướng xử lý", "", ""]
    below[7:10] = headings[7:10]
    path = write_xlsx(tmp_path / "so.xlsx", [["SỔ"], top, below, list(range(1, 14)), row("1", guide="x"), row("2")])
    reading = read_register(path, None, 5)
    assert [line.ref for line in reading.lines] == ["1", "2"]
    assert reading.lines[0].handling == "guide"
    assert reading.header[8] == "Hướng xử lý | Trả lại đơn và hướng dẫn"
    again = read_register(write_csv(tmp_path / "rejects.csv", [reading.header, row("1", guide="x")]), None, 5)
    assert again.lines[0].handling == "guide"


def test_the_form_of_2026_counts_petitioners_and_not_people_present(tmp_path):
    path = write_csv(tmp_path / "so.csv", [FORM_2026, LINE_2026])
    reading = read_register(path, None, 5)
    line = reading.lines[0]
    assert reading.map_name == "register-2026"
    assert (line.kind, line.petitioners, line.people, line.group) == ("denunciation", 7, 1, False)
    assert (line.commune, line.session) == ("xã Thăng An", "regular")
    assert [note.code for note in reading.notes] == ["session-unknown", "people-unknown"]


def test_the_form_of_2026_takes_people_present_from_the_desks_own_column(tmp_path):
    path = write_csv(tmp_path / "so.csv", [(*FORM_2026, "Số người được tiếp"), (*LINE_2026, *[""] * 5, "6")])
    line = read_register(path, None, 5).lines[0]
    assert (line.people, line.petitioners, line.group) == (6, 7, True)


@pytest.mark.parametrize("day", ["06/07/2023", "06/07/2026"])
def test_the_day_of_a_line_never_decides_what_a_column_counts(tmp_path, day):
    line = read_register(write_csv(tmp_path / "so.csv", [FORM_2026, ("1", day, *LINE_2026[2:])]), None, 5).lines[0]
    assert (line.people, line.petitioners) == (1, 7)


def test_a_number_of_people_that_may_mean_either_is_in_doubt(tmp_path):
    at = FORM_2026.index("Cơ quan đã giải quyết")
    part = [(*cells[:at], *cells[at + 1 :]) for cells in (FORM_2026, (*LINE_2026, "", "", "", "", ""))]
    reading = read_register(write_csv(tmp_path / "so.csv", part), None, 5)
    assert reading.lines[0].people == 7
    assert [(doubt.code, doubt.facts["rows"]) for doubt in reading.doubts] == [("people", [2])]


@pytest.mark.parametrize("id_heading", ["CMND/Hộ chiếu của công dân", "CMND/CCCD/Hộ chiếu"])
def test_a_form_of_before_2026_counts_people_present(tmp_path, id_heading):
    old = [id_heading if text.startswith("CCCD") else text for text in FORM_2026]
    reading = read_register(write_csv(tmp_path / "so.csv", [old, LINE_2026]), None, 5)
    assert (reading.lines[0].people, reading.lines[0].petitioners, reading.doubts) == (7, None, ())


def test_a_named_map_is_used_though_another_fits_as_well(tmp_path):
    path = write_csv(tmp_path / "so.csv", [FORM_2026, LINE_2026])
    assert read_register(path, "register-2021", 5).lines[0].people == 7


def test_name_and_address_may_have_columns_of_their_own(tmp_path):
    headings = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung", "Phân loại đơn/Số người")
    line = ("1", date(2023, 1, 3).isoformat(), "ĐINH NHUNG", "phường Hòa Thuận", "Đất đai", "Phản ánh")
    read = read_register(write_csv(tmp_path / "so.csv", [headings, line]), None, 5).lines[0]
    assert (read.name, read.address, read.commune) == ("Đinh Nhung", "phường Hòa Thuận", "phường Hòa Thuận")


def test_missing_headings_are_listed(headings):
    lacking = [text for text in headings if text not in ("Nội dung vụ việc", "Ngày tiếp")]
    with pytest.raises(UsageFault) as failure:
        find_layout(None, numbered(lacking))
    assert failure.value.facts["missing"] == ["Ngày tiếp", "Nội dung vụ việc"]
    assert failure.value.message.startswith(
        "no heading row of a register was found; missing: Ngày tiếp, Nội dung vụ việc; headings seen: STT, Họ tên"
    )
    assert "--propose-map" in failure.value.hint


@pytest.mark.parametrize("rows", [[], [["Danh bạ", "điện thoại"]], [[""], [""]]])
def test_a_sheet_that_is_no_register_lacks_all_required_headings(rows):
    with pytest.raises(UsageFault) as failure:
        find_layout(None, numbered(*rows))
    assert len(failure.value.facts["missing"]) == 3


def test_the_sheet_that_lacks_least_is_the_one_told_about(tmp_path, headings):
    path = write_xlsx(tmp_path / "so.xlsx", [["Bìa"]], [headings[:4]], [["Phụ lục"]])
    with pytest.raises(UsageFault) as failure:
        read_register(path, None, 5)
    assert failure.value.facts["missing"] == ["Nội dung vụ việc"]


def test_columns_that_feed_nothing_are_named(headings, row, tmp_path):
    path = write_csv(tmp_path / "so.csv", [(*headings, "Dân tộc"), row()])
    notes = read_register(path, None, 5).notes
    assert [(note.code, note.facts) for note in notes] == [("columns-unread", {"headings": ["Dân tộc"]})]
