"""The headings of an official sheet fall into the cells of the paper form; its lines are the form's words."""

from datetime import date

import pytest

from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.reporting import sheet_layout
from reception_cli.reporting.sheet_layout import Box, Heading, Layout


@pytest.fixture(autouse=True)
def vietnamese():
    words.speak("vi", LOCALE)
    yield
    words.speak("en", LOCALE)


def sheet(*paths):
    return Layout(tuple(Heading(str(place), path) for place, path in enumerate(paths)), (), "")


def test_equal_neighbours_share_a_cell_and_a_short_heading_reaches_down():
    found = sheet(
        ("Đơn vị",),
        ("Tiếp thường xuyên", "Số lượt tiếp"),
        ("Tiếp thường xuyên", "Số vụ việc", "Tiếp lần đầu"),
        ("Tiếp thường xuyên", "Số vụ việc", "Tiếp nhiều lần"),
        ("Ghi chú",),
    )
    assert found.depth == 3
    assert list(found.boxes()) == [
        Box(0, 0, 3, 1, "Đơn vị"),
        Box(0, 1, 1, 3, "Tiếp thường xuyên"),
        Box(0, 4, 3, 1, "Ghi chú"),
        Box(1, 1, 2, 1, "Số lượt tiếp"),
        Box(1, 2, 1, 2, "Số vụ việc"),
        Box(2, 2, 1, 1, "Tiếp lần đầu"),
        Box(2, 3, 1, 1, "Tiếp nhiều lần"),
    ]


def test_only_neighbours_below_the_same_heading_are_merged():
    found = sheet(("A", "Số đơn"), ("B", "Số đơn"), ("A", "Số đơn"), ("A", "Số đơn"))
    assert [(box.column, box.wide, box.text) for box in found.boxes() if box.level == 0] == [
        (0, 1, "A"), (1, 1, "B"), (2, 2, "A"),
    ]  # fmt: skip
    assert [box.column for box in found.boxes() if box.level == 1] == [0, 1, 2, 3]


def test_a_heading_that_ends_early_does_not_swallow_the_one_that_goes_on():
    found = sheet(("Tổng số",), ("Tổng số", "Trong đó"))
    assert list(found.boxes()) == [
        Box(0, 0, 2, 1, "Tổng số"), Box(0, 1, 1, 1, "Tổng số"), Box(1, 1, 1, 1, "Trong đó"),
    ]  # fmt: skip


def test_a_heading_that_goes_on_does_not_swallow_the_one_that_ends_early():
    found = sheet(("Tổng số", "Trong đó"), ("Tổng số",))
    assert list(found.boxes()) == [
        Box(0, 0, 1, 1, "Tổng số"), Box(0, 1, 2, 1, "Tổng số"), Box(1, 0, 1, 1, "Trong đó"),
    ]  # fmt: skip


def test_every_cell_of_the_heading_is_covered_once():
    found = sheet(("A", "B", "C"), ("A", "B", "D"), ("A", "E"), ("F",), ("A", "B", "C"))
    covered = [
        (level, column)
        for box in found.boxes()
        for level in range(box.level, box.level + box.high)
        for column in range(box.column, box.column + box.wide)
    ]
    assert sorted(covered) == [(level, column) for level in range(3) for column in range(5)]


def test_a_sheet_without_columns_has_no_heading():
    assert (sheet().depth, list(sheet().boxes())) == (0, [])


def test_the_lines_of_a_form_are_vietnamese_office_words():
    assert sheet_layout.line("form", form="01/TCD") == "Biểu số: 01/TCD"
    assert sheet_layout.line("issued", instrument="Thông tư số 02/2021/TT-TTCP").startswith(
        "Ban hành kèm theo Thông tư số 02/2021"
    )
    assert sheet_layout.unit_line("UBND xã Thăng Bình") == "Đơn vị: UBND xã Thăng Bình"
    assert sheet_layout.line("measure", measure="Triệu đồng") == "Đơn vị tính: Triệu đồng"
    assert sheet_layout.line("total") == "Tổng cộng"


def test_the_period_names_both_its_days_or_its_only_one():
    assert sheet_layout.period_line(date(2026, 6, 15), date(2026, 9, 14)) == "Từ ngày 15/06/2026 đến ngày 14/09/2026"
    assert sheet_layout.period_line(date(2026, 6, 15), date(2026, 6, 15)) == "Ngày 15/06/2026"


def test_place_and_day_of_the_signature_are_left_for_the_pen_unless_said():
    open_ = sheet_layout.signature(lambda _name: "")
    assert open_.dated == "..............., ngày ..... tháng ..... năm .........."
    assert (open_.left, open_.right) == ("Người lập biểu", "Thủ trưởng cơ quan, đơn vị")
    said = {"place": "Thăng Bình", "signer": "Lê An", "signer_title": "CHỦ TỊCH", "signer_authority": "TM. UBND"}
    signed = sheet_layout.signature(lambda name: said.get(name, ""), date(2026, 9, 4))
    assert signed.dated == "Thăng Bình, ngày 04 tháng 09 năm 2026"
    assert (signed.authority, signed.right, signed.right_name) == ("TM. UBND", "CHỦ TỊCH", "Lê An")


def test_the_lines_are_english_for_an_english_reader():
    words.speak("en", LOCALE)
    assert sheet_layout.unit_line("TB") == "Unit: TB"
    assert sheet_layout.period_line(date(2026, 6, 15), date(2026, 9, 14)) == "From 2026-06-15 to 2026-09-14"
