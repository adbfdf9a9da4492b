from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.intake.cells import Day, Fault, day_of, id_of, ref_of, text_of

JANUARY_3 = date(2023, 1, 3)


@pytest.mark.parametrize(
    "cell",
    [
        date(2023, 1, 3),
        datetime(2023, 1, 3, 8, 30),
        "03/01/2023",
        "3/1/2023",
        "03.01.2023",
        "03-01-2023",
        "2023-01-03",
        " 03/01/2023 ",
        "03 / 01 / 2023",
        "03/01/2023 08:30",
        44929,
        44929.0,
        44929.354,
        "44929",
    ],
)
def test_every_way_to_write_a_day_is_read_day_first(cell):
    assert day_of(cell, "Ngày tiếp").day == JANUARY_3


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_serial_number_counts_days_from_the_end_of_1899(day):
    assert day_of(float((day - date(1899, 12, 30)).days), "").day == day


@pytest.mark.parametrize(
    "cell",
    ["31/02/2023", "13/13/2023", "hôm nay", "Ngô Bá Tú", "", None, 35, 2023, 99999.0, "1.5"],
)
def test_what_is_no_day_is_a_fault(cell):
    with pytest.raises(Fault):
        day_of(cell, "Ngày tiếp")


@pytest.mark.parametrize("cell", ["03/01/23", "3.1.23", "3-1-23"])
def test_a_year_of_two_digits_is_one_of_this_century_and_told(read, row, cell):
    found = read(row(day=cell))
    assert found.lines[0].day == JANUARY_3
    assert [(note.code, note.facts["rows"]) for note in found.notes] == [("days-short", [2])]


@pytest.mark.parametrize("cell", ["Ngày 3 tháng 1 năm 2023", "ngày 03 tháng 01 năm 2023"])
def test_a_day_may_be_written_in_words(cell):
    assert day_of(cell, "Ngày tiếp").day == JANUARY_3


@pytest.mark.parametrize("cell", ["049180119399", 49180119399.0, 49180119399, "49180119399", "049 180 119 399"])
def test_a_citizen_number_keeps_or_gets_back_its_leading_zero(cell):
    assert id_of(cell, "CCCD") == "049180119399"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1180119399.0, "001180119399"),  # Hà Nội is province 001: Excel took two zeros
        ("203362608", "203362608"),
        (203362608.0, "203362608"),
        (12345678.0, "012345678"),
        ("12345678", "12345678"),
        ("'049180119399", "049180119399"),
        ("C1234567", "C1234567"),
        ("", ""),
        (None, ""),
    ],
)
def test_other_papers_are_kept_as_written(cell, number):
    assert id_of(cell, "CCCD") == number


@pytest.mark.parametrize("cell", ["4.91801E+10", "4,91801E+10", "5e+11"])
def test_a_number_that_excel_rounded_is_a_fault_and_not_a_citizen(cell):
    with pytest.raises(Fault):
        id_of(cell, "CCCD")


@pytest.mark.parametrize("cell", [35, 35.0, "35", "035", " 35 ", "35."])
def test_the_number_of_a_line_is_the_same_however_it_is_stored(cell):
    assert ref_of(cell, "STT") == "35"


def test_a_line_may_have_a_number_with_letters_or_none():
    assert [ref_of(cell, "STT") for cell in ("12A", "0", None)] == ["12A", "0", ""]


def test_texts_have_single_blanks_and_one_spelling():
    assert text_of("  Bùi\n Quốc\t Tiến ".replace("ù", "u\u0300"), "Tên") == "Bùi Quốc Tiến"
    assert text_of(JANUARY_3, "Ngày") == "03/01/2023"
    assert text_of(1.5, "Số") == "1.5"


def test_a_text_that_cannot_be_kept_is_a_fault_without_its_value(faults):
    (fault,) = faults(content="đ" + "\u0301" * 200)
    assert fault[0] == "Nội dung vụ việc" and fault[2] == ""


@pytest.mark.parametrize(
    ("cell", "kind", "people"),
    [
        ("Kiến nghị, phản ánh / 1", "recommendation", 1),
        ("Kiến nghị, phản ánh/01", "recommendation", 1),
        ("Kiến nghị, phản ánh /2 người", "recommendation", 2),
        ("kiến nghị phản ánh/ 12 Người", "recommendation", 12),
        ("Phản ánh, kiến nghị", "recommendation", 1),
        ("Kiến nghị", "recommendation", 1),
        ("Phản ánh/1", "feedback", 1),
        ("Khiếu nại/05", "complaint", 5),
        ("Đơn khiếu nại - 3", "complaint", 3),
        ("KHIẾU NẠI (3 người)", "complaint", 3),
        ("Khiếu nại về đất đai/2", "complaint", 2),
        ("KN/2", "complaint", 2),
        ("KN", "complaint", 1),
        ("Tố cáo", "denunciation", 1),
        ("to cao/1 nguoi", "denunciation", 1),
        ("complaint", "complaint", 1),
        ("", None, 1),
        ("4", None, 4),
    ],
)
def test_kind_and_people_of_the_joint_column(line, cell, kind, people):
    read = line(kind=cell)
    assert (read.kind, read.people, read.petitioners) == (kind, people, None)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Tranh chấp/1", "no known kind of matter"),
        ("Khiếu nại, tố cáo/1", "two kinds on one line: a mixed petition is split, one line for each"),
        ("Khiếu nại/0", "no line of the register is for nobody"),
        ("Khiếu nại/1 hộ", "households are no people: how many came is not said"),
        ("Khiếu nại/1,5", "not a number of people"),
        ("Khiếu nại/12345678", "not a number of people"),
    ],
)
def test_a_kind_that_cannot_be_read_is_a_fault_that_repeats_it(faults, cell, reason):
    ((column, told, value),) = faults(kind=cell)
    assert (column, told) == ("Phân loại đơn/Số người", reason)
    assert value in (cell, *cell.split("/"))


def test_a_long_text_under_kind_is_not_repeated(faults):
    ((_column, _reason, value),) = faults(kind="Đề nghị xem xét cho gia đình ông Lê An ở thôn 3")
    assert value == ""


@pytest.mark.parametrize(
    ("cell", "session", "host", "name"),
    [
        ("Định kỳ - Chủ tịch UBND huyện", "periodic", "head", "Chủ tịch UBND huyện"),
        ("Định kỳ - ủy quyền Phó Chủ tịch", "periodic", "delegate", "Phó Chủ tịch"),
        ("Định kỳ – Ủy quyền", "periodic", "delegate", None),
        ("định kì", "periodic", "head", None),
        ("Thường xuyên", "regular", "officer", None),
        ("Tiếp thường xuyên", "regular", "officer", None),
        ("Đột xuất", "adhoc", "head", None),
        ("Đột xuất - Phó Chủ tịch", "adhoc", "delegate", "Phó Chủ tịch"),
        ("", "regular", "officer", None),
    ],
)
def test_session_and_host(line, cell, session, host, name):
    read = line(session=cell)
    assert (read.session, read.host, read.host_name) == (session, host, name)


def test_an_unknown_form_of_reception_is_a_fault(faults):
    assert faults(session="Qua điện thoại") == [("Hình thức tiếp", "no known form of reception", "Qua điện thoại")]


@pytest.mark.parametrize(
    ("columns", "handling", "body", "letter"),
    [
        ({}, None, "", ""),
        ({"accept": "x"}, "accept", "", ""),
        ({"accept": "X", "guide": "-", "forward": "không"}, "accept", "", ""),
        ({"accept": "✓"}, "accept", "", ""),
        ({"accept": "x, QĐ 12/QĐ-UBND"}, "accept", "", "QĐ 12/QĐ-UBND"),
        ({"guide": "Hướng dẫn đến Tòa án nhân dân huyện"}, "guide", "Tòa án nhân dân huyện", ""),
        ({"guide": "UBND xã, Phiếu hướng dẫn số 5"}, "guide", "UBND xã", "Phiếu hướng dẫn số 5"),
        ({"guide": "x"}, "guide", "", ""),
        (
            {"forward": "UBND tỉnh, Phiếu chuyển 167/PC-BTCD"},
            "forward",
            "UBND tỉnh",
            "Phiếu chuyển 167/PC-BTCD",
        ),
        ({"forward": "Chuyển đến UBND tỉnh (CV 12/UBND)"}, "forward", "UBND tỉnh", "CV 12/UBND"),
        ({"forward": "UBND tỉnh - 12/UBND-NC"}, "forward", "UBND tỉnh", "12/UBND-NC"),
        ({"forward": "Phiếu chuyển 3/PC"}, "forward", "", "Phiếu chuyển 3/PC"),
        ({"forward": "Sở Nông nghiệp, Môi trường"}, "forward", "Sở Nông nghiệp, Môi trường", ""),
    ],
)
def test_handling_with_its_body_and_letter(line, columns, handling, body, letter):
    read = line(**columns)
    assert (read.handling, read.handled_to, read.handled_doc) == (handling, body, letter)


def test_two_ways_of_handling_on_one_line_are_a_fault(faults):
    assert faults(accept="x", forward="UBND tỉnh") == [
        ("Thụ lý để giải quyết", "more than one way of handling on one line", "")
    ]


@pytest.mark.parametrize(
    ("cell", "outcome", "follow_up"),
    [
        ("Đã giải quyết", "done", ""),
        ("đã giải quyết xong.", "done", ""),
        ("Đã trả lời", "done", ""),
        ("Đã giải quyết, QĐ số 5", "done", "Đã giải quyết, QĐ số 5"),
        ("Đang giải quyết", "open", ""),
        ("Chưa giải quyết", "open", ""),
        ("Đã giải quyết một phần", "open", ""),
        ("Công dân vắng mặt", None, "Công dân vắng mặt"),
        ("", None, ""),
    ],
)
def test_the_result_that_was_followed(line, cell, outcome, follow_up):
    read = line(result=cell)
    assert (read.outcome, read.follow_up) == (outcome, follow_up)


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=True), st.dates(), st.datetimes(), st.none()))
def test_no_cell_breaks_the_readers(cell):
    for reader in (text_of, ref_of, day_of, id_of):
        try:
            value = reader(cell, "x")
        except Fault as fault:
            assert fault.reason
        else:
            assert isinstance(value, Day if reader is day_of else str)


def test_a_day_read_from_a_serial_number_is_plain_arithmetic():
    assert day_of(45291, "").day - timedelta(days=45291 - 44929) == JANUARY_3


@pytest.mark.parametrize(
    ("written", "number"),
    [("49180000002.0", "049180000002"), ("049180000002,0", "049180000002"), ("12345678.0", "012345678"),
     ("191234567.00", "191234567"), ("049.180.000.002", "049180000002")],
)  # fmt: skip
def test_a_number_that_was_written_out_with_decimals_gains_no_digit(line, written, number):
    assert line(id_no=written).id_no == number
