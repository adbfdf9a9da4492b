"""Up to which day a register speaks, by what stands above its headings and the name of its sheet."""

from datetime import date

import pytest

from reception_cli.intake.reach import told_to


@pytest.mark.parametrize(("title", "last"), [
    ("Từ ngày 15/6/2026 đến ngày 14/9/2026", date(2026, 9, 14)), ("(từ 15.06.2026 đến 14.09.2026)", date(2026, 9, 14)),
    ("Đến hết ngày 30 tháng 6 năm 2026", date(2026, 6, 30)), ("từ ngày 1/9 đến 14/9", date(2026, 9, 14)),
    ("2026-06-15 đến 2026-09-14", date(2026, 9, 14)),
    ("Tháng 9 năm 2026", date(2026, 9, 30)), ("THÁNG 02/2026", date(2026, 2, 28)),
    ("từ tháng 7 đến tháng 9 năm 2026", date(2026, 9, 30)), ("Quý III/2026", date(2026, 9, 30)),
    ("Quý 2 năm 2026", date(2026, 6, 30)), ("6 tháng đầu năm 2026", date(2026, 6, 30)),
    ("6 tháng cuối năm 2025", date(2025, 12, 31)), ("9 tháng năm 2026", date(2026, 9, 30)),
    ("Sáu tháng đầu năm 2026", date(2026, 6, 30)),
    ("SỔ TIẾP CÔNG DÂN NĂM 2026", None),  # so is every copy of it headed
    ("Bình Trung, ngày 15 tháng 9 năm 2026", None),  # when it was signed
    ("đến ngày 31/9/2026", None), ("Mẫu số 03", None), ("Tháng 13 năm 2026", None),
])  # fmt: skip
def test_a_title_says_up_to_which_day_a_register_goes(title: str, last: date | None) -> None:
    assert told_to(["SỔ TIẾP CÔNG DÂN", title], "Sheet1", 2026) == last


@pytest.mark.parametrize(("sheet", "last"), [
    ("Tháng 9", date(2026, 9, 30)), ("T9.2026", date(2026, 9, 30)), ("Quý 3", date(2026, 9, 30)),
    ("T09", date(2026, 9, 30)), ("Sheet1", None), ("Sổ", None), ("2026", None),
])  # fmt: skip
def test_so_does_the_name_of_a_sheet(sheet: str, last: date | None) -> None:
    assert told_to(["SỔ TIẾP CÔNG DÂN"], sheet, 2026) == last


def test_a_title_comes_before_the_name_of_the_sheet_and_a_day_before_a_month() -> None:
    assert told_to(["Tháng 8 năm 2026"], "Tháng 9", 2026) == date(2026, 8, 31)
    assert told_to(["Quý III/2026", "(đến ngày 14/9/2026)"], "Quý 3", 2026) == date(2026, 9, 14)


def test_a_month_without_a_known_year_says_nothing() -> None:
    assert told_to(["Tháng 9"], "", 0) is None
