"""A list on a screen: each row on one line or two, within the width, its longest text cut, the rest for --wide."""

from io import StringIO

import pytest

from reception_cli.domain.text import width
from reception_cli.output.terminal import lines
from reception_cli.output.values import How
from reception_cli.reporting.table import Column, Table

COLUMNS = (
    Column("id", "Vụ việc"), Column("day", "Ngày", "date"), Column("status", "Tình trạng"),
    Column("handling", "Hướng xử lý"), Column("due", "Hạn", "date"), Column("name", "Họ tên"),
    Column("content", "Nội dung", wide=True),
)  # fmt: skip
LONG = "Xin cấp giấy chứng nhận quyền sử dụng đất cho thửa 12 tờ bản đồ số 4 đã nộp từ năm ngoái"
ROW = {
    "id": "2026-0042", "day": "2026-11-23", "status": "đang xử lý", "handling": "hướng dẫn", "due": "2026-12-08",
    "name": "Nguyễn Thị Hoàng Anh Thư", "content": LONG,
}  # fmt: skip
BRIEF = ("id", "day", "name", "status", "due", "content")


def screen(columns: int, *rows, **how):
    table = Table("list", COLUMNS, rows, brief=BRIEF)
    told = "".join(lines(table, How(stream=StringIO(), format="table", width=columns, language="vi", **how)))
    return told.rstrip("\n").split("\n")


@pytest.mark.parametrize("columns", range(40, 161, 5))
@pytest.mark.parametrize("rows", [1, 7])
def test_every_row_is_one_line_or_two_and_none_is_wider_than_the_screen(columns, rows):
    told = screen(columns, *[ROW] * rows)
    assert max(map(width, told)) <= columns
    assert len(told) in (rows + 1, 2 * (rows + 1))
    assert sum("2026-0042" in line for line in told) == rows


def test_the_order_is_that_of_the_clerk_and_what_is_cut_says_so():
    assert screen(80, ROW) == [
        "Vụ việc    Ngày        Họ tên                    Tình trạng  Hạn",
        "           Nội dung",
        "2026-0042  23/11/2026  Nguyễn Thị Hoàng Anh Thư  đang xử lý  08/12/2026",
        "           Xin cấp giấy chứng nhận quyền sử dụng đất cho thửa 12 tờ bản đồ số…",
    ]


def test_a_wide_screen_has_room_for_one_line_a_row():
    (_titles, row) = screen(120, ROW)
    assert row.startswith("2026-0042  23/11/2026  Nguyễn Thị Hoàng Anh Thư  đang xử lý  08/12/2026  Xin cấp giấy")
    assert row.endswith(" đất cho…")


def test_wide_and_chosen_columns_cut_nothing():
    for how in ({"wide": True}, {"fields": ("id", "content")}):
        told = " ".join(" ".join(screen(80, ROW, **how)).split())
        assert "…" not in told and "ngoái" in told
    assert "hướng dẫn" in " ".join(screen(80, ROW, wide=True))


def test_an_empty_list_says_so(capsys):
    assert screen(80) == ["Nothing to show."]


def test_a_long_first_word_is_cut_within_the_screen():
    told = screen(60, {**ROW, "name": "x" * 90, "content": "y" * 90})
    assert max(map(width, told)) <= 60 and "x…" in told[2] and "y…" in told[3]
