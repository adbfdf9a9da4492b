"""An official sheet keeps the form's headings, figures that are figures, sums that are live, and text that is text."""

from datetime import date

import pytest
from pages import Page
from python_calamine import CalamineWorkbook

from reception_cli.output import xlsx
from reception_cli.output.writer import How, write
from reception_cli.reporting.sheet_layout import Heading, Layout, Signature
from reception_cli.reporting.table import Column, Note, Table
from workbooks import elements

NOW = "2026-11-23T08:10:00+07:00"
HEADINGS = (
    Heading("unit", ("Đơn vị",), width=18, number="MS"),
    Heading("1", ("Tổng số",), "number", number="1", formula="1=2+3", parts=("2", "3")),
    Heading("2", ("Trong đó", "Trong kỳ"), "number", number="2"),
    Heading("3", ("Trong đó", "Kỳ trước"), "number", number="3"),
    Heading("day", ("Ngày",), "date", 11),
)
ROW = {"unit": "UBND xã Bình Trung", "1": 1045, "2": 1000, "3": 45, "day": "2026-09-14"}


def official(*rows, headings=HEADINGS, **more):
    about = {
        "title": "TỔNG HỢP KẾT QUẢ", "subtitle": "Từ ngày 15/06/2026", "form": "Biểu số: 01/TCD",
        "issued": "Ban hành kèm theo Thông tư", "unit": "Đơn vị: TB", "measure": "Đơn vị tính: đơn",
        "notes": ("Theo kỳ luật định.",),
        "signature": Signature("Thăng Bình, ngày", "Người lập biểu", "(Ký)", "Thủ trưởng", "(Ký tên, đóng dấu)"),
    }  # fmt: skip
    plain = (Column("column", "Column"), Column("value", "Value", "number"))
    notes = (Note("counting", "Mỗi vụ việc một lần."),)
    made = Layout(headings, rows, **(about | more))
    return Table("form", plain, [{"column": 1, "value": 1045}], notes=notes, layout=made)


@pytest.fixture
def book(tmp_path):
    """Write a workbook; give its cells by address, its formulas, and the file."""

    def read(answer, **how):
        path = str(tmp_path / "a.xlsx")
        write(answer, How(output=path, generated_at=NOW, language="vi", **how))
        return Book(path)

    return read


class Book:
    def __init__(self, path):
        found = CalamineWorkbook.from_path(path)
        self.sheets = found.sheet_names
        self.rows = found.get_sheet_by_index(0).to_python(skip_empty_area=False)
        self.path = path
        self.formulas = {
            cell.get("r"): (cell.findtext("{*}f"), float(cell.findtext("{*}v")))
            for cell in elements(path, "c")
            if cell.find("{*}f") is not None
        }
        self.merged = {cell.get("ref") for cell in elements(path, "mergeCell")}

    def line(self, first):
        """Find the row that begins with a text: its number and its cells."""
        return next((number, row) for number, row in enumerate(self.rows, 1) if row and row[0] == first)


def test_the_headings_of_the_form_are_merged_across_and_down(book):
    found = book(official(ROW))
    top, cells = found.line("Đơn vị")
    assert cells == ["Đơn vị", "Tổng số", "Trong đó", "", "Ngày"]
    assert found.rows[top] == ["", "", "Trong kỳ", "Kỳ trước", ""]
    assert {f"A{top}:A{top + 1}", f"B{top}:B{top + 1}", f"C{top}:D{top}", f"E{top}:E{top + 1}"} <= found.merged
    assert found.rows[top + 1] == ["MS", "1", "2", "3", ""]
    assert found.rows[top + 2] == ["", "1=2+3", "", "", ""]


def test_the_lines_stand_around_the_table_as_on_paper(book):
    rows = book(official(ROW)).rows
    texts = [cell for row in rows for cell in row if cell not in ("", 1, 2, 3)]
    around = [
        "Đơn vị: TB", "Biểu số: 01/TCD", "Ban hành kèm theo Thông tư", "TỔNG HỢP KẾT QUẢ", "Từ ngày 15/06/2026",
        "Đơn vị tính: đơn", "UBND xã Bình Trung", "Theo kỳ luật định.", "Mỗi vụ việc một lần.", "Thăng Bình, ngày",
        "Người lập biểu", "Thủ trưởng", "(Ký)", "(Ký tên, đóng dấu)",
    ]  # fmt: skip
    assert [text for text in texts if text in around] == around


def test_figures_are_figures_and_days_are_days(book):
    number, cells = book(official(ROW)).line("UBND xã Bình Trung")
    assert cells == ["UBND xã Bình Trung", 1045, 1000, 45, date(2026, 9, 14)]
    assert number > 6


def test_a_control_sum_is_a_live_formula_that_holds_our_number(book):
    found = book(official(ROW))
    number, _cells = found.line("UBND xã Bình Trung")
    assert found.formulas == {f"B{number}": (f"SUM(C{number},D{number})", 1045)}


def test_a_sum_that_would_give_another_number_stays_the_number(book):
    found = book(official({**ROW, "1": 1044}))
    assert found.formulas == {}
    assert found.line("UBND xã Bình Trung")[1][1] == 1044


def test_a_part_that_is_empty_counts_nothing_and_one_that_is_text_ends_the_sum(book):
    assert book(official({**ROW, "1": 1000, "3": None})).formulas
    assert not book(official({**ROW, "1": 1000, "3": "…"})).formulas


def test_money_with_decimals_adds_up_live(book):
    found = book(official({**ROW, "1": 0.3, "2": 0.1, "3": 0.2}))
    assert next(iter(found.formulas.values()))[1] == 0.3


def test_the_total_of_several_units_adds_up_downwards(book):
    total = {"unit": "Tổng cộng", "1": 2090, "2": 2000, "3": 90}
    found = book(official(ROW, {**ROW, "unit": "UBND xã B"}, total=total))
    number, cells = found.line("Tổng cộng")
    assert cells == ["Tổng cộng", 2090, 2000, 90, ""]
    assert found.formulas[f"C{number}"] == (f"SUM(C{number - 2}:C{number - 1})", 2000)
    assert set(found.formulas) == {f"B{number - 2}", f"B{number - 1}", *(f"{c}{number}" for c in "BCD")}


def test_a_total_that_is_not_the_sum_of_the_rows_is_no_formula(book):
    found = book(official(ROW, ROW, total={"unit": "Tổng cộng", "1": 2089, "2": 2000, "3": 89}))
    number, cells = found.line("Tổng cộng")
    assert (cells[1], cells[3]) == (2089, 89)
    assert {f"B{number}", f"D{number}"} & set(found.formulas) == set()


def test_a_total_over_no_rows_is_no_formula(book):
    assert book(official(total={"unit": "Tổng cộng", "1": 0})).formulas == {}


def test_the_page_is_a4_lying_one_page_wide_with_its_headings_on_each(book):
    found = book(official(ROW))
    (page,) = elements(found.path, "pageSetup")
    assert [page.get(name) for name in ("paperSize", "fitToHeight", "orientation")] == ["9", "0", "landscape"]
    top = found.line("Đơn vị")[0]
    sheet = "Report form"
    names = [name.text.replace("'", "") for name in elements(found.path, "definedName", "xl/workbook.xml")]
    assert f"{sheet}!${top}:${top + 3}" in names


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("http://x.vn", "http://x.vn"),
        ("\x1b[31mđỏ", "\\x1b[31mđỏ"),
        ("Lê Thị Hoa\ntổ 5", "Lê Thị Hoa\ntổ 5"),
        ("001085012345", "001085012345"),
        ("<r><evil/></r>", " <r><evil/></r>"),
    ],
)
def test_text_in_an_official_sheet_is_text(book, text, read):
    found = book(official({"unit": text}, notes=(text,), title=text))
    assert sum(cell == read for row in found.rows for cell in row) == 3
    assert found.formulas == {}
    assert elements(found.path, "hyperlink") == []


def test_a_long_text_makes_its_row_higher_and_one_beyond_every_page_is_told(book):
    found = book(official({"unit": "thửa đất " * 10}, {"unit": "thửa đất " * 400}))
    heights = [float(row.get("ht")) for row in elements(found.path, "row") if row.get("ht")]
    assert 409 in [round(height) for height in heights]
    assert any(40 < height < 120 for height in heights)
    assert any("1 row is higher" in str(cell) for row in found.rows for cell in row)


def test_a_large_figure_widens_its_column(book):
    columns = elements(book(official({"1": 1_234_567_890})).path, "col")
    (wide,) = (column for column in columns if int(column.get("min")) <= 2 <= int(column.get("max")))
    assert float(wide.get("width")) > 13


def test_more_rows_than_a_sheet_holds_are_refused(book, monkeypatch, tmp_path):
    monkeypatch.setattr(xlsx, "_ROWS", 9)
    with pytest.raises(Exception, match="at most 8 rows"):
        book(official(ROW, ROW, ROW))
    assert list(tmp_path.iterdir()) == []


def test_chosen_columns_make_it_a_plain_sheet_again(book, say):
    assert book(official(ROW), fields=("value",)).rows == [["Value"], [1045.0]]
    assert "TỔNG HỢP" not in say(official(ROW), format="html", fields=("value",)).decode()
    assert say(official(ROW), format="csv").decode("utf-8-sig") == "column,value\r\n1,1045\r\n"


def page(say, *rows, **more):
    return Page(say(official(*rows, **more), format="html", language="vi").decode())


def test_a_page_has_the_merged_headings_in_a_head_that_repeats(say):
    found = page(say, ROW)
    heads = [attrs for tag, attrs in found.tags if tag == "th"]
    assert [(head.get("rowspan"), head.get("colspan")) for head in heads[:4]] == [
        ("2", None), ("2", None), (None, "2"), ("2", None),
    ]  # fmt: skip
    style = "".join(found.texts)
    assert "@page { size: A4 landscape" in style
    assert "display: table-header-group" in style


def test_a_page_shows_figures_days_and_lines_in_the_readers_way(say):
    found = page(say, {**ROW, "unit": "Lê Thị Hoa\ntổ 5"}, total={"unit": "Tổng cộng", "1": 1045})
    for text in ("1.045", "14/09/2026", "Lê Thị Hoa", "tổ 5", "Tổng cộng", "Người lập biểu", "Mỗi vụ việc một lần."):
        assert text in found.texts
    assert ("br", {}) in found.tags


def test_a_page_holds_text_and_nothing_that_runs(say):
    evil = "<script>alert(1)</script>\x1b<img src=x onerror=y>"
    headings = (Heading("unit", (evil,), number=evil, formula=evil),)
    about = dict.fromkeys(("title", "subtitle", "form", "issued", "unit", "measure"), evil)
    found = page(say, {"unit": evil}, headings=headings, notes=(evil,), signature=Signature(*[evil] * 5), **about)
    assert not {"script", "img"} & {tag for tag, _ in found.tags}
    assert "".join(found.texts).count("<script>alert(1)</script>\\x1b") == 17
    policy = {"http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"}
    assert ("meta", policy) in found.tags


def test_a_sheet_may_lack_period_measure_and_signature(book, say):
    bare = official(ROW, subtitle="", measure="", unit="", form="", issued="", signature=None, notes=())
    assert book(bare).rows[1][0] == "TỔNG HỢP KẾT QUẢ"
    assert "Thủ trưởng" not in say(bare, format="html").decode()
