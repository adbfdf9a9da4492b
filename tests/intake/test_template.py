"""The empty register that the desk hands out: filled in, it is read unasked; its example is never recorded."""

from datetime import date

import pytest
from spreadsheets import write_xlsx

import workbooks
from reception_cli.intake.spreadsheet import open_sheets
from reception_cli.intake.template import shipped
from reception_cli.intake.wordlists import key

TEMPLATE = shipped()
HEAD = 3  # the row of the headings


@pytest.fixture
def so(desk, tmp_path):
    path = tmp_path / "so.xlsx"
    made = desk.run("export", "--template", "-o", str(path))
    assert made.code == 0, made.err
    return path


def fill(path, *lines):
    """Write lines below the example, each as {heading: value}."""
    (sheet,) = open_sheets(str(path))
    rows = [list(row.cells) for row in sheet.rows()]
    rows += [[line.get(heading) for heading in rows[HEAD - 1]] for line in lines]
    return write_xlsx(path.with_name("filled.xlsx"), rows)


LINE = {
    "STT": 1, "Ngày tiếp": date(2026, 3, 2), "Họ tên": "Lê Văn Ba", "Địa chỉ": "thôn 1", "Xã, phường": "xã Bình Trung",
    "Số CCCD": "049180000001", "Điện thoại": "0905000002", "Nội dung": "Tranh chấp đất thửa 3", "Phân loại": "Tố cáo",
    "Số người đến": 3, "Số người có đơn cùng nội dung": 4, "Hướng xử lý": "Thụ lý", "Hình thức tiếp": "Định kỳ",
    "Người tiếp": "Trần Văn Năm",
}  # fmt: skip


def test_a_template_as_it_is_handed_out_records_nothing_and_says_so(desk, so):
    answer = desk.json("import", str(so), "--no-input")
    assert (answer["totals"]["rows"], answer["totals"]["visits"]) == (0, 0)
    (note,) = [note for note in answer["notes"] if note["code"] == "rows-example"]
    assert note["rows"] == [HEAD + 1]


def test_a_template_that_is_filled_in_is_read_unasked(desk, so):
    answer = desk.json("import", fill(so, LINE), "--no-input")
    assert (answer["totals"]["visits"], answer["totals"]["people"], answer["totals"]["rejects"]) == (1, 3, 0)
    (visit,) = desk.json("list", "--visits", "--with-identity", "--reason", "x")["rows"]
    assert (visit["at"], visit["name"], visit["address"], visit["id_no"], visit["phone"], visit["petitioners"]) == (
        "2026-03-02", "Lê Văn Ba", "thôn 1", "049180000001", "0905000002", 4,
    )  # fmt: skip
    assert (visit["session"], visit["commune"]) == ("periodic", "xã Bình Trung")
    (matter,) = desk.json("list")["rows"]
    assert (matter["kind"], matter["handling"]) == ("denunciation", "accept")


@pytest.mark.parametrize(
    ("heading", "choice"), [(column.heading, choice) for column in TEMPLATE.columns for choice in column.choices]
)
def test_every_choice_that_is_offered_is_understood(desk, so, heading, choice):
    answer = desk.json("import", fill(so, {**LINE, heading: choice}), "--no-input", "--dry-run")
    assert answer["totals"]["visits"] == 1 and answer["totals"]["rejects"] == 0
    assert {note["code"] for note in answer["notes"]} <= {"rows-example"}


def test_the_cells_offer_the_choices(so):
    rules = workbooks.elements(so, "dataValidation")
    offered = {rule.findtext("{*}formula1").strip('"') for rule in rules if rule.get("type") == "list"}
    assert offered == {",".join(column.choices) for column in TEMPLATE.columns if column.choices}
    assert {"date", "whole"} <= {rule.get("type") for rule in rules}


@pytest.mark.parametrize("word", ["Ví dụ", "VD", "ví dụ:", "Dòng mẫu"])
def test_an_example_of_an_offices_own_is_no_line_either(read, row, word):
    found = read(row(word), row("1"))
    assert [line.ref for line in found.lines] == ["1"]
    assert [note.code for note in found.notes if note.code == "rows-example"] == ["rows-example"]


def test_without_a_file_the_columns_are_listed(desk):
    rows = desk.json("export", "--template")["rows"]
    assert [row["heading"] for row in rows] == [column.heading for column in TEMPLATE.columns]
    kinds = next(row["choices"] for row in rows if row["holds"] == "kind")
    assert kinds == ["Khiếu nại", "Tố cáo", "Kiến nghị", "Phản ánh"]


def test_the_example_shows_every_column_as_it_is_to_be_filled_in():
    assert key(str(TEMPLATE.columns[0].example)) == "vi du"


@pytest.mark.parametrize(
    "more", [("-o", "so.csv"), ("-o", "so.xlsx", "--visits"), ("-o", "so.xlsx", "--period", "2026")]
)
def test_a_template_is_a_workbook_and_nothing_else(desk, tmp_path, monkeypatch, more):
    monkeypatch.chdir(tmp_path)
    assert desk.run("export", "--template", *more).code == 2
    assert list(tmp_path.glob("so.*")) == []
