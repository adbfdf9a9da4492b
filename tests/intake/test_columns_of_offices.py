"""Columns and cells that offices add to the form: what they say is read, rejected or told."""

from datetime import date
from itertools import product

import pytest
from spreadsheets import write_csv

from reception_cli.intake.reading import Asked, read_register

HEAD = ("STT", "Ngày tiếp", "Họ tên", "Địa chỉ", "Nội dung", "Phân loại")
ONE = ("1", "3/3/2025", "Lê An", "thôn 1", "Đất", "KN")
TWO = ("2", "14/3/2025", "Lê An", "thôn 1", "Đất", "KN")


@pytest.fixture
def read(tmp_path):
    def reading(*rows):
        return read_register(write_csv(tmp_path / "so.csv", rows), None, 5, asked=Asked(None, 5, date(2026, 11, 23)))

    return reading


def codes(found):
    return {note.code for note in found.notes}


@pytest.mark.parametrize(
    ("heading", "first", "again"),
    list(
        product(
            ["Lần tiếp", "Số lần tiếp", "Số lần", "Lần đến", "Tiếp lần thứ"],
            ["", "1", "Lần đầu", "lần thứ nhất", "Mới"],
            ["2", "02", "Lần 2", "lần thứ hai", "Tiếp lần 2", "Lần hai"],
        )
    ),
)
def test_a_column_for_the_time_of_a_visit_leads_to_the_matter(read, heading, first, again):
    found = read((*HEAD, heading), (*ONE, first), (*TWO, again))
    assert [(line.root, line.repeat_no) for line in found.lines] == [(None, None), (("", 2), 2)]
    assert not found.lines[1].note and "columns-unread" not in codes(found)


@pytest.mark.parametrize(("heading", "count"), list(product(["Số lượt", "Lượt", "Số lượt tiếp", "Lượt tiếp"], "01234")))
def test_a_line_that_says_it_is_several_visits_is_rejected(read, heading, count):
    found = read((*HEAD, heading), (*ONE, count), (*TWO, "1"))
    assert len(found.lines) == (2 if count == "1" else 1)
    assert [(fault.number, fault.column) for fault in found.rejects] == ([] if count == "1" else [(2, heading)])


def test_the_total_of_a_column_of_visits_is_compared_with_the_lines(read):
    head = (*HEAD, "Số lượt", "Số người đến")
    rows = [head, (*ONE, "1", "2"), (*TWO, "1", "1")]
    assert not read(*rows, ("Cộng", "", "", "", "", "", "2", "3")).doubts
    (doubt,) = read(*rows, ("Cộng", "", "", "", "", "", "3", "3")).doubts
    assert (doubt.facts["what"], doubt.facts["said"], doubt.facts["found"]) == ("lines", 3, 2)


@pytest.mark.parametrize("whole", ["Tổng số", "Tổng", "Tổng cộng", "Chung"])
@pytest.mark.parametrize("parts", [("Nam", "Nữ"), ("Người lớn", "Trẻ em")])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_a_number_and_its_parts_the_whole_is_read(read, whole, parts, place):
    low, counts = [*parts], ["2", "1"]
    low.insert(place, whole)
    counts.insert(place, "3")
    found = read((*HEAD, "Số người", "", ""), (*[""] * 6, *low), (*ONE, *counts))
    assert [line.people for line in found.lines] == [3]


@pytest.mark.parametrize(
    "heading", ["Phân loại (KN, TC, KNPA)", "Phân loại đơn\n(ghi rõ KN/TC/PA)", "Loại đơn (1)", "Phân loại (theo Luật)"]
)
def test_what_a_heading_explains_in_brackets_does_not_hide_it(read, heading):
    found = read((*HEAD[:5], heading), ONE)
    assert found.lines[0].kind == "complaint" and "columns-unread" not in codes(found)


@pytest.mark.parametrize("sign", ["- ", "+ ", "• ", "-"])
def test_bullets_within_a_cell_are_parts_of_one_person_or_several_persons(read, sign):
    head = ("STT", "Ngày tiếp", "Họ tên, địa chỉ, số CCCD", "Nội dung")
    one = "\n".join(sign + part for part in ("Lê An", "thôn 1, xã Bình An", "049080001111"))
    two = "\n".join(sign + part for part in ("Lê Văn An", "thôn 1", "Hồ Thị Ba", "thôn 2"))
    lines = read(head, ("1", "3/3/2025", one, "Đất"), ("2", "4/3/2025", two, "Nước")).lines
    assert [(line.name, line.people) for line in lines] == [("Lê An", 1), ("Lê Văn An", 2)]
    assert (lines[0].address, lines[0].id_no) == ("thôn 1, xã Bình An", "049080001111")


@pytest.mark.parametrize("numbers", [("1.1", "1.2"), ("a", "b"), ("a)", "b)"), ("-", "-"), ("1,1", "1,2"), ("", "")])
@pytest.mark.parametrize(("first", "people"), [("Lê An", 3), ("Đoàn thôn 2 gồm:", 2), ("Tập thể hộ dân", 2)])
def test_persons_numbered_below_a_line_are_people_of_it(read, numbers, first, people):
    below = [(number, "", name, "thôn 2", "", "") for number, name in zip(numbers, ("Hồ Ba", "Lê Tư"), strict=True)]
    found = read(HEAD, (*ONE[:2], first, *ONE[3:]), *below, TWO)
    assert [line.people for line in found.lines] == [people, 1] and not found.rejects
    assert "Hồ Ba" in found.lines[0].note and "persons-several" in codes(found)


@pytest.mark.parametrize(
    ("note", "people", "told"),
    [
        ("02 người", 2, ""),
        ("Đoàn 12 người", 12, ""),
        ("Gồm 3 người; có đơn", 3, ""),
        ("đi cùng 03 người", 1, "others-uncounted"),
        ("Đoàn đông người", 1, "others-uncounted"),
        ("Có đơn kèm theo", 1, ""),
    ],
)
def test_notes_that_say_how_many_came_are_read_or_told_where_no_column_does(read, note, people, told):
    found = read((*HEAD, "Ghi chú"), (*ONE, note))
    assert found.lines[0].people == people
    assert codes(found) & {"persons-several", "others-uncounted"} == ({told} if told else set())
    with_column = read((*HEAD, "Số người đến", "Ghi chú"), (*ONE, "4", note))
    assert with_column.lines[0].people == 4


@pytest.mark.parametrize("day", ["31/2/2025", "1/13/2025", "30/2/2025"])
def test_the_reason_of_a_reject_does_not_repeat_its_heading(read, day):
    (fault,) = read(HEAD, (ONE[0], day, *ONE[2:])).rejects
    assert fault.column == "Ngày tiếp" and "Ngày tiếp" not in fault.reason


@pytest.mark.parametrize("heading", ["Kết luận của lãnh đạo", "Kết luận", "Ý kiến chỉ đạo", "Kết luận, chỉ đạo"])
def test_what_the_head_concluded_is_kept(read, heading):
    found = read((*HEAD, heading), (*ONE, "Giao phòng Kinh tế xem xét"))
    assert found.lines[0].follow_up == "Giao phòng Kinh tế xem xét" and "columns-unread" not in codes(found)


@pytest.mark.parametrize("place", range(1, 6))
@pytest.mark.parametrize(
    "signer", ["Người tiếp công dân", "NGƯỜI TIẾP DÂN", "Thư ký", "Người vào sổ", "Cán bộ tiếp dân", "Người ghi sổ"]
)
def test_who_signs_directly_below_the_last_line_is_no_part_of_it(read, place, signer):
    def alone(text):
        return ["" if other != place else text for other in range(len(HEAD))]

    found = read(HEAD, ONE, alone(signer), alone("Trần Thị Tiếp"))
    (line,) = found.lines
    assert (line.content, line.address, line.people) == ("Đất", "thôn 1", 1) and "rows-passed-over" in codes(found)
