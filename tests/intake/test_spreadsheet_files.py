import unicodedata
from datetime import date, datetime

import pytest
import python_calamine
from spreadsheets import compound, write_csv, write_ods, write_xls, write_xlsx

from reception_cli.domain.errors import Damaged, NotFound, UsageFault
from reception_cli.intake.reading import read_register
from reception_cli.intake.spreadsheet import Row, read_sheets


def rows_of(path):
    return [list(sheet) for sheet in read_sheets(str(path))]


def without_numbers(reading):
    return [line._replace(number=0, sheet="") for line in reading.lines]


@pytest.fixture
def one_line(row):
    """The one line that every format must give."""
    return row("35", content="Đề nghị xem xét bồi thường; đường Võ Chí Công", note="vắng mặt; hẹn lại")


@pytest.fixture
def expected(tmp_path, headings, one_line):
    reading = read_register(write_csv(tmp_path / "expected.csv", [headings, one_line]), None, 5)
    assert (reading.lines[0].ref, reading.lines[0].day) == ("35", date(2023, 1, 3))
    return without_numbers(reading)


def test_rows_carry_the_numbers_that_the_spreadsheet_shows(tmp_path):
    path = write_xlsx(tmp_path / "so.xlsx", [[], [None, "STT"], [], [None, 35, date(2023, 1, 3)]])
    assert rows_of(path) == [
        [
            Row(2, (None, "STT")),
            Row(4, (None, 35, date(2023, 1, 3))),
        ]
    ]


def test_blank_lines_of_a_csv_file_count_as_rows(tmp_path):
    (tmp_path / "so.csv").write_bytes("STT,Ngày\n\n1,2\n".encode())
    assert [row.number for row in rows_of(tmp_path / "so.csv")[0]] == [1, 3]


def test_a_cell_of_a_csv_file_may_hold_a_newline(tmp_path):
    path = write_csv(tmp_path / "so.csv", [["STT", "Họ tên"], ["1", "Ngô Bá Tú\nthôn 3"], ["2", "Lê An"]])
    assert rows_of(path)[0][2] == Row(3, ("2", "Lê An"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_any_unicode_encoding_gives_the_same_line(tmp_path, headings, one_line, expected, encoding):
    path = write_csv(tmp_path / "so.csv", [headings, one_line], encoding=encoding)
    assert without_numbers(read_register(path, None, 5)) == expected


def test_csv_in_windows_1258_gives_the_same_line_in_nfc(tmp_path, headings, one_line, expected):
    rows = [[to_cp1258(cell) for cell in cells] for cells in (headings, one_line)]
    path = write_csv(tmp_path / "so.csv", rows, encoding="cp1258")
    reading = read_register(path, None, 5)
    assert without_numbers(reading) == expected
    assert unicodedata.is_normalized("NFC", reading.lines[0].content)


def to_cp1258(text):
    """Spell a text as Windows-1258 stores it: the letter with its hat or horn, then the tone as a mark."""
    spelt = []
    for letter in text:
        base, *marks = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        shape = [mark for mark in marks if mark not in tones]
        spelt.append(unicodedata.normalize("NFC", base + "".join(shape)) + "".join(tones))
    return "".join(spelt)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_though_the_text_is_full_of_others(tmp_path, headings, one_line, expected, delimiter):
    path = write_csv(tmp_path / "so.csv", [["SỔ TIẾP CÔNG DÂN"], headings, one_line], delimiter)
    assert without_numbers(read_register(path, None, 5)) == expected


def test_an_opendocument_sheet_gives_the_same_line(tmp_path, headings, one_line, expected):
    one_line[0], one_line[1] = 35, date(2023, 1, 3)
    assert without_numbers(read_register(write_ods(tmp_path / "so.ods", [headings, one_line]), None, 5)) == expected


def test_a_sheet_of_excel_97_gives_the_same_line(tmp_path, headings, one_line, expected):
    one_line[0], one_line[1] = 35, 44929  # the serial number of 3 January 2023
    assert without_numbers(read_register(write_xls(tmp_path / "so.xls", [headings, one_line]), None, 5)) == expected


def test_a_new_workbook_with_the_old_suffix_is_read(tmp_path, headings, one_line, expected):
    path = write_xlsx(tmp_path / "so.xls", [headings, one_line])
    assert without_numbers(read_register(path, None, 5)) == expected


def test_the_first_sheet_with_the_headings_of_a_register_is_read(tmp_path, headings, one_line, expected):
    path = write_xlsx(tmp_path / "so.xlsx", [["Trang bìa"]], [], [headings, one_line], [headings])
    assert without_numbers(read_register(path, None, 5)) == expected


def test_a_day_with_a_time_stays_a_moment_and_a_truth_value_becomes_text(tmp_path):
    path = write_xlsx(tmp_path / "so.xlsx", [[datetime(2023, 1, 3, 8, 30), True]])
    # the format shows the day only, and the reader keeps the time all the same
    assert rows_of(path)[0][0].cells[1] == "TRUE"
    assert rows_of(path)[0][0].cells[0] == datetime(2023, 1, 3, 8, 30)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        rows_of(tmp_path / "so.xlsx")


def test_a_folder_is_not_a_file(tmp_path):
    (tmp_path / "so.csv").mkdir()
    with pytest.raises(NotFound):
        rows_of(tmp_path / "so.csv")


@pytest.mark.parametrize("name", ["so.pdf", "so", "so.docx"])
def test_another_suffix_is_refused_with_those_that_are_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(UsageFault) as failure:
        rows_of(tmp_path / name)
    assert ".xlsx" in failure.value.hint and ".csv" in failure.value.hint


def test_the_suffix_may_be_in_capitals(tmp_path, headings):
    assert rows_of(write_csv(tmp_path / "SO.CSV", [headings]))[0][0].cells == tuple(headings)


BROKEN = {
    "empty": b"",
    "text": "STT,Ngày tiếp".encode(),
    "cut": b"PK\x03\x04\x14\x00\x00\x00",
    "compound": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_workbook_is_damage_in_one_line(tmp_path, suffix, content):
    path = tmp_path / f"so{suffix}"
    path.write_bytes(content)
    with pytest.raises(Damaged) as failure:
        rows_of(path)
    assert failure.value.message == f"so{suffix} is not a spreadsheet, or it is damaged."


def test_a_workbook_cut_short_is_damage(tmp_path, headings):
    path = tmp_path / "so.xlsx"
    write_xlsx(path, [headings])
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Damaged):
        rows_of(path)


@pytest.mark.parametrize("content", [b"STT,\x00", b"STT,\x8a\x8d\xff", b'STT,"' + b"x" * (1 << 21)])
def test_what_is_no_text_is_no_csv_file(tmp_path, content):
    (tmp_path / "so.csv").write_bytes(content)
    with pytest.raises(Damaged) as failure:
        rows_of(tmp_path / "so.csv")
    assert failure.value.message == "so.csv is no CSV file in UTF-8 or Windows-1258."


class PanicException(BaseException):
    """What the Rust half of the reader raises when it breaks: no subclass of Exception."""


def test_no_failure_of_the_reader_reaches_the_clerk(tmp_path, monkeypatch, headings):
    class Broken:
        @staticmethod
        def from_filelike(file):
            raise PanicException("index out of bounds")

    monkeypatch.setattr(python_calamine, "CalamineWorkbook", Broken)
    with pytest.raises(Damaged) as failure:
        rows_of(write_xls(tmp_path / "so.xls", [headings]))
    assert failure.value.message == "so.xls is not a spreadsheet, or it is damaged."


def test_a_bug_of_our_own_is_not_called_a_damaged_file(tmp_path, monkeypatch, headings):
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", None)
    with pytest.raises(AttributeError):
        rows_of(write_xls(tmp_path / "so.xls", [headings]))


@pytest.mark.parametrize("name", ["EncryptedPackage", "DRMEncryptedDataStore"])
def test_a_workbook_with_a_password_is_refused_by_name(tmp_path, name):
    (tmp_path / "so.xlsx").write_bytes(compound(b"x" * 5000, name))
    with pytest.raises(Damaged) as failure:
        rows_of(tmp_path / "so.xlsx")
    assert failure.value.message == "so.xlsx is protected by a password."


def test_a_workbook_before_excel_97_is_refused_by_name(tmp_path, headings):
    path = write_xls(tmp_path / "so.xls", [headings], version=0x0500)
    with pytest.raises(Damaged) as failure:
        rows_of(path)
    assert failure.value.message == "so.xls is of a version before Excel 97, which is not read."


def test_a_binary_workbook_is_refused_by_name(tmp_path):
    (tmp_path / "so.xlsb").write_bytes(b"PK")
    with pytest.raises(Damaged) as failure:
        rows_of(tmp_path / "so.xlsb")
    assert ".xlsb" in failure.value.message and ".xlsx" in failure.value.hint


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_a_table_of_text_is_read_whatever_it_is_named(
    tmp_path, headings, one_line, expected, suffix, delimiter, encoding
):
    path = write_csv(tmp_path / f"so{suffix}", [headings, one_line], delimiter, encoding)
    assert without_numbers(read_register(path, None, 5)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1258"])
@pytest.mark.parametrize("name", ["so.xls", "so.xlsx", "so.csv"])
def test_a_web_page_is_read_whatever_it_is_named(tmp_path, headings, one_line, expected, name, encoding):
    if encoding == "windows-1258":
        headings, one_line = ([to_cp1258(cell) for cell in cells] for cells in (headings, one_line))
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>" for cells in (headings, one_line))
    page = f'<html><head><meta charset="{encoding}"></head><body><table>{rows}</table></body></html>'
    (tmp_path / name).write_bytes(page.encode(encoding))
    assert without_numbers(read_register(str(tmp_path / name), None, 5)) == expected


def test_a_cell_of_a_web_page_may_cover_others(tmp_path):
    page = "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c<td>d</tr><tr><td>e<br>f</tr></table>"
    (tmp_path / "so.xls").write_bytes(page.encode())
    assert rows_of(tmp_path / "so.xls") == [[Row(1, ("a", "b")), Row(2, (None, "c", "d")), Row(3, ("e\nf",))]]
