import os.path
from datetime import date

import pytest
from lines import BARE
from spreadsheets import write_csv, write_xlsx

import reception_cli
from reception_cli.intake.reading import read_register, row_key

REGISTERS = os.path.join(os.path.dirname(reception_cli.__file__), "data", "registers")


def real(name):
    return read_register(os.path.join(REGISTERS, name), None, 5)


@pytest.mark.parametrize(
    ("year", "visits", "people", "incidents"),
    [("2023", 970, 1045, 957), ("2024-9m", 659, 690, 599)],
)
def test_the_published_totals_come_out_of_both_files_of_a_year(year, visits, people, incidents):
    text, book = real(f"thang-binh-{year}.csv"), real(f"thang-binh-{year}.xlsx")
    for reading in (text, book):
        assert not reading.rejects and not reading.notes
        assert len(reading.lines) == visits
        assert sum(line.people for line in reading.lines) == people
        assert sum(line.repeat_of is None for line in reading.lines) == incidents
    apart = {"number": 0, "sheet": "", "root": None}
    assert [line._replace(**apart) for line in text.lines] == [line._replace(**apart) for line in book.lines]
    assert [row_key(line, "s") for line in text.lines] == [row_key(line, "s") for line in book.lines]
    assert len({row_key(line, "s") for line in text.lines}) == visits


def test_every_cell_of_a_real_line_is_read():
    line = real("thang-binh-2023.xlsx").lines[12]
    assert line._asdict() == {
        **BARE,
        "number": 17,
        "ref": "13",
        "day": date(2023, 1, 6),
        "name": "Đinh Ngọc Nhung",
        "address": "thôn 6, xã Bình Trung, Thăng Bình",
        "commune": "xã Bình Trung",
        "id_no": "049279699554",
        "content": "Kiến nghị sửa chữa đường thôn bị hư hỏng",
        "kind": "recommendation",
        "handling": "forward",
        "handled_to": "Chi nhánh Văn phòng Đăng ký đất đai",
        "handled_doc": "Phiếu chuyển 383/PC-BTCD",
        "sheet": "Sổ tiếp công dân",
    }


def test_a_faulty_row_lists_all_its_faults_and_the_others_are_read(read, row):
    bad = row("2", day="31/02/2023", person="", content="", kind="Tranh chấp/1", session="Qua đài")
    found = read(row("1"), bad, row("3"))
    assert [line.ref for line in found.lines] == ["1", "3"]
    assert [(fault.number, fault.column) for fault in found.rejects] == [
        (3, "Ngày tiếp"),
        (3, "Họ tên - Địa chỉ"),
        (3, "Phân loại đơn/Số người"),
        (3, "Hình thức tiếp"),
        (3, "Nội dung vụ việc"),
    ]
    assert [(kept.number, kept.cells) for kept in found.rejected_rows] == [(3, tuple(cell or None for cell in bad))]


def test_no_reject_shows_what_could_be_personal(read, row):
    bad = row("Lê An", day="Ngô Bá Tú", id_no="4.9E+10", content="", kind="", note="STT 99")
    for fault in read(bad).rejects:
        assert fault.value == "" and "Ngô" not in fault.reason and "Lê" not in fault.reason


def test_shifted_cells_are_a_fault_and_show_nothing(read, row):
    shifted = [*row()[:2], "Ngô Bá Tú", *row()[2:]]
    found = read(shifted)
    assert found.rejects[0].reason == "more cells than headings: is there a separator too many?"
    assert len(found.rejects) > 1 and not any(fault.value for fault in found.rejects)


def test_a_missing_identity_number_is_fine(line):
    assert line(id_no="").id_no == ""


def test_a_row_may_end_early(read, row):
    found = read(row()[:6])
    assert (found.lines[0].session, found.lines[0].handling) == ("regular", None)


def test_empty_rows_are_skipped_without_a_word(read, row):
    found = read([], row("1"), [""] * 13, ["  "] * 13, row("2"))
    assert (len(found.lines), found.rejects, found.notes) == (2, (), ())


def test_the_totals_and_the_signatures_below_them_are_left_out_and_told(read, row):
    signatures = [["", "", "Người lập biểu", "", "Trưởng ban", "", "", "", "", "", "", "", ""]]
    found = read(row("1"), ["Tổng cộng", "", "", "", "1 lượt", "1 người"], [], *signatures)
    assert len(found.lines) == 1 and not found.rejects
    assert [(note.code, note.facts) for note in found.notes] == [
        ("totals-left-out", {"rows": [3]}),
        ("totals-agree", {"sheet": "", "figures": 2}),
        ("rows-passed-over", {"rows": [5]}),
    ]
    assert found.notes[0].text == "1 row of totals was left out"


def test_titles_of_months_numbers_written_ahead_and_page_headings_are_no_lines(read, row, headings):
    found = read(["Tháng 01/2023"], row("1"), headings, row("2"), ["3"], ["4"])
    assert len(found.lines) == 2 and not found.rejects
    assert [note.facts for note in found.notes] == [{"rows": [2, 6, 7]}]


def test_a_line_that_only_lacks_much_is_a_fault_and_not_passed_over(read, row):
    found = read(["1", "03/01/2023", "Lê An - xã Bình Sa"])
    assert [fault.reason for fault in found.rejects] == ["no content"]


def test_repeats_lead_back_to_the_first_line(read, row):
    found = read(row("35"), row("36", note="Tiếp lần 2; vụ việc STT 35"), row("37", note="lần 3 - STT 36"), row("38"))
    assert [(line.ref, line.repeat_of, line.repeat_no) for line in found.lines] == [
        ("35", None, None),
        ("36", "35", 2),
        ("37", "35", 3),
        ("38", None, None),
    ]


def test_a_chain_may_be_written_in_any_order_of_one_day(read, row):
    found = read(row("3", note="STT 2"), row("2", note="STT 1"), row("1"))
    assert [line.repeat_of for line in found.lines] == ["1", "1", None]


def test_a_repeat_of_a_line_that_is_not_there_is_a_fault(read, row):
    found = read(row("1"), row("2", note="lần 2; STT 99"), row("3", note="lần 3; STT 2"))
    assert [line.ref for line in found.lines] == ["1"]
    assert [(fault.number, fault.column, fault.reason) for fault in found.rejects] == [
        (3, "Ghi chú", "there is no STT 99 in the file"),
        (4, "Ghi chú", "there is no STT 99 in the file"),
    ]
    assert [kept.number for kept in found.rejected_rows] == [3, 4]


def test_a_repeat_falls_with_the_line_it_hangs_on(read, row):
    found = read(row("1", content=""), row("2", note="lần 2; STT 1"))
    assert not found.lines
    assert [fault.reason for fault in found.rejects] == [
        "no content",
        "STT 1, to which it belongs, cannot be read itself",
    ]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("1", "03/01/2023", "STT 1")], "STT 1 leads back to this line itself"),
        (
            [("1", "03/01/2023", "STT 2"), ("2", "03/01/2023", "STT 1")],
            "STT 1 leads back to this line itself",
        ),
        ([("1", "03/01/2023", "STT 2"), ("2", "04/01/2023", "")], "STT 2 is of a later day"),
        ([("1", "03/01/2023", ""), ("1", "03/01/2023", ""), ("2", "04/01/2023", "STT 1")], None),
    ],
)
def test_a_repeat_that_cannot_be_followed_is_a_fault(read, row, rows, reason):
    found = read(*(row(ref, day=day, note=note) for ref, day, note in rows))
    assert (reason or "STT 1 stands on several lines") in [fault.reason for fault in found.rejects]


def test_a_repeat_may_name_a_line_that_is_booked_already(read, row):
    found = read(row("40", note="lần 2; STT 35"), row("41", note="lần 3; STT 40"), known={"35"})
    assert [line.repeat_of for line in found.lines] == ["35", "35"] and not found.rejects


def test_numbers_given_twice_are_told(read, row):
    found = read(row("1"), row("1"), row("2", note="Tiếp lần 2"), row("3", note="Tiếp lần 1"))
    assert len(found.lines) == 4
    assert [(note.code, note.facts) for note in found.notes] == [
        ("numbers-doubled", {"refs": ["1"]}),
    ]


def test_a_long_chain_of_repeats_is_walked_once(read, row):
    rows = [row("1"), *(row(str(n), note=f"lần 2; STT {n - 1}") for n in range(2, 3000))]
    assert {line.repeat_of for line in read(*reversed(rows)).lines} == {"1", None}


def test_progress_is_told_and_ends_at_the_number_of_rows(read, row):
    told = []
    read(*(row(str(n)) for n in range(1, 451)), row("451", content=""), progress=told.append)
    assert told == [200, 400, 451]


def test_the_key_of_a_row_outlives_the_file_and_dirt_but_not_a_change(tmp_path, headings, row):
    def key_of(path, secret="s"):
        return row_key(read_register(path, None, 5).lines[0], secret)

    key = key_of(write_csv(tmp_path / "a.csv", [headings, row("7")]))
    book = row("7.", content="  TRANH chấp  ranh giới đất ", day=date(2023, 1, 3))
    assert key_of(write_xlsx(tmp_path / "b.xlsx", [["SỔ"], headings, book])) == key
    assert len(key) == 64
    assert key_of(write_csv(tmp_path / "a.csv", [headings, row("7")]), "other") != key
    for changed in (row("8"), row("7", day="04/01/2023"), row("7", content="Tranh chấp")):
        assert key_of(write_csv(tmp_path / "c.csv", [headings, changed])) != key


def test_the_rejects_of_one_import_are_read_again_once_mended(read, row, tmp_path):
    found = read(row("1"), row("2", day="3/13/2023"))
    mended = [found.header, [*found.rejected_rows[0].cells]]
    mended[1][1] = "3/12/2023"
    again = read_register(write_csv(tmp_path / "rejects.csv", mended), None, 5)
    assert [(line.ref, line.day) for line in again.lines] == [("2", date(2023, 12, 3))]
