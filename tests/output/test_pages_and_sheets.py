from datetime import date

import pytest
from pages import Page
from python_calamine import CalamineWorkbook

from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.domain.errors import UsageFault
from reception_cli.output import xlsx
from reception_cli.output.writer import How, write
from reception_cli.reporting.table import Column, Note, Table
from workbooks import elements

NOW = "2026-11-23T08:10:00+07:00"


@pytest.fixture
def book(tmp_path):
    """Write a workbook and read its two sheets back."""

    def read(answer, **how):
        path = str(tmp_path / "a.xlsx")
        write(answer, How(output=path, generated_at=NOW, unit="TB1", **how))
        found = CalamineWorkbook.from_path(path)
        return [found.get_sheet_by_index(n).to_python() for n in range(2)], path

    return read


def one(value, kind="text"):
    return Table("t", (Column("c", "C", kind),), [{"c": value}], codes=True)


def test_a_workbook_keeps_days_figures_codes_and_zeros(book, desk):
    table, row = desk
    told = table(row(1, id="0042"), row(2, share=None, opened_on="1899-12-31"), codes=True)
    (rows, _notes), _file = book(told)
    assert rows == [
        ["id", "opened_on", "kind", "content", "people", "share", "digest"],
        ["0042", date(2026, 3, 5), "complaint", "Đất đai", 1045, 4.9, "0d"],
        ["2026-0002", "1899-12-31", "complaint", "Đất đai", 1045, "", "0d"],
    ]


def test_a_workbook_for_people_is_in_words(book, desk):
    words.speak("vi", LOCALE)
    table, row = desk
    (rows, notes), file = book(table(row(1, id="0042"), title="Sổ tiếp công dân"), language="vi")
    assert rows[1][:4] == ["0042", date(2026, 3, 5), "Khiếu nại", "Đất đai"]
    assert "opened_on" not in rows[0] and "complaint" not in rows[1]
    assert notes[:4] == [
        ["Tiêu đề", "Sổ tiếp công dân"], ["Lập lúc", "23/11/2026 08:10"], ["Đơn vị", "TB1"], ["số người", "2090"],
    ]  # fmt: skip
    names = [each.get("name") for each in elements(file, "sheet", "xl/workbook.xml")]
    assert names == ["Sổ tiếp công dân", "Ghi chú"]


def test_what_belongs_to_the_rows_is_on_the_second_sheet(book, desk):
    table, row = desk
    (_rows, notes), _file = book(table(row(), title="Sổ tiếp công dân", codes=True))
    assert notes[:5] == [
        ["title", "Sổ tiếp công dân"],
        ["generated_at", NOW],
        ["unit", "TB1"],
        ["total people", "2090"],
        ["more", "Fifty are shown."],
    ]
    assert ["opened_on", "Opened"] in notes


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("http://x.vn", "http://x.vn"),
        ("+84905", "+84905"),
        ("\x1b[31m\x00đỏ", "\\x1b[31m\\x00đỏ"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("_x0041_", "_x0041_"),
        ("<r><evil/></r>", " <r><evil/></r>"),
        ("\u202e\ufffe\udc80", "\\u202e\\ufffe\\udc80"),
    ],
)
def test_text_in_a_workbook_is_text(book, text, read):
    (rows, _notes), file = book(one(text))
    assert rows[1] == [read]
    assert elements(file, "f") == elements(file, "hyperlink") == []


def test_the_header_stays_in_sight_and_filters(book):
    _rows, file = book(one("x" * 30))
    assert [pane.get("state") for pane in elements(file, "pane")] == ["frozen"]
    assert [area.get("ref") for area in elements(file, "autoFilter")] == ["A1:A2"]
    assert 32 <= float(elements(file, "col")[0].get("width")) < 33


def test_too_long_a_cell_is_cut_and_a_note_says_so(book):
    (rows, notes), _file = book(one("y" * 40_000))
    assert rows[1] == ["y" * 32_767]
    assert ["cut", "1 cell was too long for a workbook and was cut."] in notes
    assert xlsx.shortened("😀" * 20_000) == "😀" * 16_383


def test_figures_that_a_workbook_would_change_stay_text(book):
    (rows, _notes), _file = book(one(2**53 + 1, "number"))
    assert rows[1] == ["9007199254740993"]
    assert book(one(True, "number"))[0][0][1] == ["true"]
    assert book(one("no number", "number"))[0][0][1] == ["no number"]
    assert book(one("no day   x", "date"))[0][0][1] == ["no day   x"]


def test_more_rows_than_a_sheet_holds_are_refused(book, monkeypatch, tmp_path):
    monkeypatch.setattr(xlsx, "_ROWS", 3)
    with pytest.raises(UsageFault, match="at most 2 rows"):
        book(one("x")._replace(rows=[{"c": "x"}] * 3))
    assert list(tmp_path.iterdir()) == []
    assert len(book(one("x")._replace(rows=[{"c": "x"}] * 2))[0][0]) == 3


def test_a_page_holds_text_and_nothing_that_runs(say, desk):
    table, row = desk
    evil = "<script>alert(1)</script>\x1b<img src=x onerror=y>"
    notes = (Note("n", evil),)
    page = Page(say(table(row(content=evil), title=evil, notes=notes), format="html", language="vi").decode())
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert page.texts.count("<script>alert(1)</script>\\x1b<img src=x onerror=y>") == 4
    assert ("html", {"lang": "vi"}) in page.tags
    assert ("meta", {"charset": "utf-8"}) in page.tags
    policy = {
        "http-equiv": "Content-Security-Policy",
        "content": "default-src 'none'; style-src 'unsafe-inline'",
    }
    assert ("meta", policy) in page.tags


def test_a_page_shows_words_days_and_totals(say, desk):
    table, row = desk
    texts = Page(say(table(row()), format="html", language="vi").decode()).texts
    cells = ["2026-0001", "05/03/2026", "Khiếu nại", "Đất đai", "1045", "4,9%"]
    assert [text for text in texts if text in cells] == cells
    assert "Total" in texts
    assert "0d" not in texts


def test_markdown_is_a_table_whose_text_is_no_markup(say, desk):
    table, row = desk
    said = (
        say(table(row(content="a|b [x](javascript:y) <b>\n*c*"), title="# List"), format="md")
        .decode()
        .split("\n")
    )
    assert said == [
        "# # List",
        "",
        "| Number | Opened | Kind | Content | People | Share |",
        "| --- | --- | --- | --- | --: | --: |",
        r"| 2026-0001 | 2026-03-05 | Khiếu nại | a\|b \[x\](javascript:y) \<b\>⏎\*c\* | 1045 | 4.9% |",
        "| Total |  |  |  | 2090 |  |",
        "",
        "- Fifty are shown.",
        "",
    ]


@pytest.mark.parametrize("format", ["md", "html"])
def test_a_story_without_columns_is_told_in_sentences(say, format):
    assert "Đã ghi." in say(Table("t", said=("Đã ghi.",)), format=format).decode()
