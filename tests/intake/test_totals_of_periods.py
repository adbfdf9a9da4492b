"""A row of totals may sum up a month, several, a quarter, a year or all so far: each is compared with its own lines."""

from datetime import date
from itertools import product

import pytest
from spreadsheets import write_csv, write_xlsx

from reception_cli.intake.reading import Asked, read_register

HEAD = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung", "Loại đơn", "Số người đến")
# Day, people: January 2 lines 3 people, February 3 lines 6 people, April 1 line 4 people.
LINES = [("3/1/2025", 1), ("20/1/2025", 2), ("3/2/2025", 1), ("5/2/2025", 4), ("21/2/2025", 1), ("8/4/2025", 4)]
MONTHS = {1: (2, 3), 2: (3, 6), 4: (1, 4)}
TWO = (5, 9)
ALL = (6, 13)
FORMS = ["sentence", "cells"]

OF_TWO = [
    "Tổng cộng 2 tháng",
    "Cộng 02 tháng",
    "Tổng hai tháng",
    "Cộng 2 tháng đầu năm",
    "Cộng tháng 1 và tháng 2",
    "Cộng tháng 1+2",
    "Cộng tháng 01, 02/2025",
    "Cộng từ tháng 1 đến tháng 2",
    "Tổng 2 tháng (T1+T2)",
    "Tổng cộng các tháng",
    "Cộng quý I",
    "Cộng quý 1/2025",
    "Cộng Quý I năm 2025",
    "Cộng 6 tháng đầu năm",
    "6 tháng đầu năm",
    "3 tháng đầu năm 2025",
    "Lũy kế",
    "Lũy kế 2 tháng",
    "Luỹ kế từ đầu năm",
    "Cộng dồn đến tháng 2",
    "Tổng cộng năm 2025",
    "Cả năm",
    "Tổng cộng",
    "Cộng chung",
    "Tổng (1+2)",
    "TC",
    "T/C",
    "Toàn quý",
    "Cộng 8 tuần",
    "Tổng số từ ngày 01/01/2025 đến ngày 28/02/2025",
]
OF_ALL = [
    "Lũy kế",
    "Tổng cộng 3 tháng",
    "Cộng 6 tháng đầu năm",
    "Tổng cộng quý I và quý II",
    "Cộng quý I + II",
    "Tổng cộng năm 2025",
    "Cả năm",
    "Cộng từ tháng 1 đến tháng 4",
    "Tổng cộng (I+II)",
]


@pytest.fixture
def read(tmp_path):
    def reading(*sheets):
        path = write_xlsx(tmp_path / "so.xlsx", *([HEAD, *rows] for rows in sheets))
        if len(sheets) == 1:
            path = write_csv(tmp_path / "so.csv", [HEAD, *sheets[0]])
        return read_register(path, None, 5, asked=Asked(None, 5, date(2026, 11, 23)))

    return reading


def lines(month):
    found = [(n, day, people) for n, (day, people) in enumerate(LINES, 1) if day.split("/")[1] == str(month)]
    return [(str(n), day, f"Lê An {n}", "thôn 1", f"Đất {n}", "KN", str(people)) for n, day, people in found]


def total(label, figures, form):
    visits, people = figures
    if form == "cells":
        return [label, "", "", "", "", "", str(people)]
    return [f"{label}: {visits:02d} lượt, {people} người"]


def judged(found):
    return [(doubt.facts["what"], doubt.facts["said"], doubt.facts["found"]) for doubt in found.doubts]


def monthly(form):
    return [row for month in (1, 2) for row in (*lines(month), total(f"Cộng tháng {month}", MONTHS[month], form))]


@pytest.mark.parametrize(("label", "form"), list(product(OF_TWO, FORMS)))
def test_a_sum_behind_monthly_totals_agrees_with_both_months(read, label, form):
    found = read([*monthly(form), total(label, TWO, form)])
    assert len(found.lines) == 5 and not found.rejects and not found.doubts
    assert {note.code for note in found.notes} & {"totals-not-compared", "rows-passed-over"} == set()
    (agreed,) = (note.facts["figures"] for note in found.notes if note.code == "totals-agree")
    assert agreed == (6 if form == "sentence" else 3)


@pytest.mark.parametrize(("label", "form"), list(product(OF_TWO, FORMS)))
def test_a_sum_that_is_wrong_is_told_with_what_the_lines_come_to(read, label, form):
    assert judged(read([*monthly(form), total(label, (5, 8), form)])) == [("people", 8, 9)]


@pytest.mark.parametrize(("label", "form"), list(product(OF_ALL, FORMS)))
def test_a_sum_behind_sums_of_quarters_agrees_with_all(read, label, form):
    quarters = [*monthly(form), total("Cộng quý I", TWO, form), *lines(4), total("Cộng quý II", MONTHS[4], form)]
    assert not read([*quarters, total(label, ALL, form)]).doubts
    assert judged(read([*quarters, total(label, (6, 12), form)])) == [("people", 12, 13)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("label", ["Cộng quý I", "3 tháng đầu năm", "Lũy kế", "Tổng cộng 2 tháng", "Cộng 2 tháng"])
def test_a_sum_over_the_sheets_of_a_quarter_agrees(read, label, form):
    first, second = (lines(month) for month in (1, 2))
    assert not read(first, [*second, total(label, TWO, form)]).doubts
    assert judged(read(first, [*second, total(label, (5, 10), form)])) == [("people", 10, 9)] or label == "Lũy kế"


@pytest.mark.parametrize("label", ["Cộng quý I", "Cộng 6 tháng đầu năm", "Lũy kế", "Cộng từ tháng 1 đến tháng 2"])
def test_a_sum_that_begins_before_the_file_does_is_told_as_not_compared(read, label):
    found = read([*lines(2), total(label, TWO, "sentence")])
    assert not found.doubts and "totals-not-compared" in {note.code for note in found.notes}


@pytest.mark.parametrize("cut", ["một", "hai"])
def test_a_line_that_goes_on_is_counted_in_its_own_section(read, cut):
    rows = [("1", "3/1/2025", "Lê An", "thôn 1", "Đất", "KN", "1"), ("", "", "", "", f"thửa {cut}", "", "")]
    bad = [("2", "31/2/2025", "Lê Ba", "thôn 1", "Đường", "KN", "2")]
    found = read([*rows, *bad, ["Cộng: 2 lượt, 3 người"], *lines(2), ["Cộng: 3 lượt, 6 người"]])
    assert not found.doubts and len(found.rejects) == 1
