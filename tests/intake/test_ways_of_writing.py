"""One thing written in the many ways of offices is read as that thing, or it is told; never as another in silence."""

from datetime import date
from itertools import product

import pytest
from old_encodings import tcvn3, vni
from spreadsheets import write_csv, write_xlsx

from reception_cli.intake.reading import Asked, read_register

HEAD = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung", "Loại đơn", "Số người đến")
TWO = (
    ("1", "02/01/2025", "Lê An", "thôn 1", "Đất", "KN", "1"),
    ("2", "03/01/2025", "Lê Bình", "tổ 2", "Nước", "PA", "2"),
)


def ways(*parts):
    return list(product(*parts))


@pytest.fixture
def table(tmp_path):
    """Read rows below headings of an office's own."""

    def reading(*rows, heads=(HEAD,), accept=()):
        path = write_csv(tmp_path / "so.csv", [*heads, *rows])
        return read_register(path, None, 5, asked=Asked(None, 5, date(2026, 11, 23), (), frozenset(accept)))

    return reading


def codes(notes):
    return {note.code for note in notes}


BEFORE = [
    "",
    "ngày ",
    "Ngày: ",
    "Sáng ",
    "chiều ngày ",
    "Thứ hai, ",
    "Thứ 2 ngày ",
    "T2, ",
    "Chủ nhật ",
    "08h00 ",
    "Sáng thứ năm, ngày ",
]
BEHIND = ["", " 8h30", " 08:30", " (sáng)", " chiều", "."]


@pytest.mark.parametrize(("before", "day", "behind"), ways(BEFORE, ["3/1/2025", "03-01-2025", "3.1.2025"], BEHIND))
def test_a_day_stands_among_other_words_for_time(table, before, day, behind):
    (line,) = table(("1", before + day + behind, *TWO[0][2:])).lines
    assert line.day == date(2025, 1, 3)


TITLES = ["Ông", "Bà", "Anh", "Chị", "ông", "Cô"]
BETWEEN = [" và ", ", ", " cùng "]


@pytest.mark.parametrize(("one", "between", "other"), ways(TITLES, BETWEEN, ["bà", "Ông", "chị"]))
def test_two_persons_named_together_are_two_people(table, one, between, other):
    name = f"{one} Nguyễn Văn An{between}{other} Trần Thị Bé"
    (line,) = table(("1", "3/1/2025", name, "thôn 1", "Đất"), heads=(HEAD[:5],)).lines
    assert (line.name, line.people) == (name, 2)


@pytest.mark.parametrize(
    "name", ["Ông Nguyễn Văn An", "Bà Lê Thị Chị Em", "Võ Bà Cô", "Ông bà Lê", "Ông An và anh em", "Lê Ông và con"]
)
def test_one_person_named_with_a_title_is_one(table, name):
    assert table(("1", "3/1/2025", name, "thôn 1", "Đất"), heads=(HEAD[:5],)).lines[0].people == 1


@pytest.mark.parametrize("sign", ["nt", "NT", "như trên", "Như trên", '"', "//", "〃", "-nt-"])
@pytest.mark.parametrize("field", range(1, 7))
def test_every_cell_that_says_as_above_holds_what_stands_above(table, sign, field):
    row = list(TWO[1])
    row[field] = sign
    found = table(TWO[0], row)
    plain = table(TWO[0], [TWO[0][place] if place == field else cell for place, cell in enumerate(TWO[1])])
    assert [line._asdict() for line in found.lines] == [line._asdict() for line in plain.lines]
    assert "as-above" in codes(found.notes) and "as-above" not in codes(plain.notes)


PEOPLE = ["3 người", "03 người", "3 công dân", "3"]
KINDS = {
    "complaint": ["KN", "Khiếu nại", "đơn KN"],
    "denunciation": ["TC", "tố cáo"],
    "recommendation": ["KN-PA", "Kiến nghị, phản ánh", "đề nghị"],
}
SIGNS = ["/", " / ", ": ", "; ", " - ", ", "]


@pytest.mark.parametrize(("people", "sign", "kind"), ways(PEOPLE, SIGNS, KINDS))
def test_kind_and_people_share_a_cell_in_either_order(table, people, sign, kind):
    heads = ((*HEAD[:5], "Phân loại đơn/Số người"),)
    for word in KINDS[kind]:
        for text in (f"{word}{sign}{people}", f"{people}{sign}{word}"):
            (line,) = table((*TWO[0][:5], text), heads=heads).lines
            assert (line.kind, line.people) == (kind, 3), text


@pytest.mark.parametrize("text", ["02 người KN, TC", "2 người/KN và TC"])
def test_two_kinds_behind_the_people_are_rejected(table, text):
    found = table((*TWO[0][:5], text), heads=((*HEAD[:5], "Phân loại đơn/Số người"),))
    assert not found.lines and "two kinds" in found.rejects[0].reason


DONE = ["Đã giải quyết", "Đã trả lời", "Xong", "Đã có kết quả", "Rút đơn", "Đã xử lý"]
BUT = [
    "{}, nhưng công dân không đồng ý",
    "{} (một phần)",
    "{} - còn lại đang xác minh",
    "{}; chưa thống nhất",
    "{}, đang chờ",
]


@pytest.mark.parametrize(("done", "but"), ways(DONE, BUT))
def test_a_result_that_takes_back_what_it_says_closes_nothing_and_is_told_or_open(table, done, but):
    found = table((*TWO[0], but.format(done)), heads=((*HEAD, "Kết quả"),))
    (line,) = found.lines
    assert line.outcome == "open" or (line.outcome is None and "results-unknown" in codes(found.notes))
    assert line.follow_up in (but.format(done), "") and (line.follow_up or line.outcome)


@pytest.mark.parametrize("done", DONE)
def test_a_result_that_says_more_but_takes_nothing_back_closes(table, done):
    (line,) = table((*TWO[0], f"{done} tại VB số 12/UBND"), heads=((*HEAD, "Kết quả"),)).lines
    assert line.outcome in ("done", "withdrawn")


WAYS = ["Thụ lý", "Hướng dẫn", "Chuyển đơn", "Tiếp nhận", "Lưu đơn", "Giải thích"]


@pytest.mark.parametrize(
    ("one", "between", "other"), ways(WAYS, [" và ", ", ", "/", " rồi "], ["chuyển UBND xã", "hướng dẫn", "lưu"])
)
def test_two_ways_of_handling_in_one_cell_are_told_and_neither_is_recorded(table, one, between, other):
    text = one + between + other
    found = table((*TWO[0], text), heads=((*HEAD, "Hướng xử lý"),))
    (line,) = found.lines
    same = one.split()[0].lower() == other.split()[0].lower()
    assert same or (line.handling is None and line.follow_up == text and "handlings-unknown" in codes(found.notes))


TOTALS = [
    "Tổng số lượt tiếp: {} ; tổng số người: {}", "Cộng: {} lượt, {} người", "Tổng cộng (0{} lượt - 0{} người)",
    "Tổng số {} lượt/{} người",
    "Trong tháng đã tiếp {} lượt với {} người", "Số lượt tiếp: 0{}; số người được tiếp: 0{}",
    "Cộng tháng 01/2025: {} lượt = {} người",
    "Tổng: {} lượt tiếp công dân với {} người, trong đó 01 đơn khiếu nại", "Lũy kế: {} lượt {} người",
]  # fmt: skip


@pytest.mark.parametrize(("text", "place"), ways(TOTALS, [0, 2, 4]))
@pytest.mark.parametrize(("lines", "people"), [(2, 3), (3, 3), (2, 4), (1, 3), (2, 2)])
def test_a_total_in_a_sentence_is_compared(table, text, place, lines, people):
    found = table(*TWO, [""] * place + [text.format(lines, people)])
    assert len(found.lines) == 2 and not found.rejects
    assert ("totals" in codes(found.doubts)) == ((lines, people) != (2, 3)) or text.startswith("Lũy kế")
    assert codes(found.doubts) <= {"totals"}


def test_a_total_of_thousands_is_read_whole(table):
    (doubt,) = table(*TWO, ["Tổng cộng: 1.002 lượt"]).doubts
    assert doubt.facts["said"] == 1002


@pytest.mark.parametrize(
    "text", ["Tổng hợp: KN 1, PA 1", "Cộng: 2 lượt, trong đó 01 vụ khiếu nại", "Tổng số: 2 lượt, 02 vụ việc"]
)
def test_a_figure_of_a_total_that_is_not_compared_is_told(table, text):
    assert "totals-not-compared" in codes(table(*TWO, [text]).notes)


@pytest.mark.parametrize("over", ["Số người", "Số lượt/người", "Số lượng người"])
@pytest.mark.parametrize("parts", [("Lượt", "Người"), ("Nam", "Nữ"), ("Người lớn", "Trẻ em")])
def test_a_heading_over_two_counts_is_neither_of_them(table, over, parts):
    heads = ((*HEAD[:6], over, ""), (*[""] * 6, *parts))
    found = table((*TWO[0][:6], "1", "4"), heads=heads)
    (line,) = found.lines
    if "Người" in parts:
        assert line.people == 4
    else:
        assert line.people == 1 and {"people-unknown", "columns-unread"} <= codes(found.notes)


AGAIN = [
    "Tiếp lại", "Đã tiếp nhiều lần", "Tiếp lần thứ hai", "lần hai", "Tiếp lần 2", "Trùng đơn",
    "cùng nội dung vụ số 1", "Trùng số 1", "Như lần trước",
    "Đã tiếp ngày 2/1/2025",
]  # fmt: skip


@pytest.mark.parametrize("note", AGAIN)
def test_a_further_visit_however_it_is_named_leads_to_the_first_or_is_told(table, desk, tmp_path, note):
    heads = ((*HEAD, "Ghi chú"),)
    again = table((*TWO[0], ""), (*TWO[1], ""), ("3", "9/1/2025", *TWO[0][2:], note), heads=heads).lines[2]
    assert again.root == ("", 2)
    path = write_csv(tmp_path / "other.csv", [*heads, (*TWO[1], ""), ("3", "9/1/2025", *TWO[0][2:], note)])
    answer = desk.run("import", path, "--yes", "--json")
    assert answer.code == 6 or "repeats-unlinked" in answer.out


@pytest.mark.parametrize(
    "note", ["Lan Hai", "Lần năm 2024 chưa đến", "xem số 12/PC-UBND", "bà Lan Ba đến cùng", "tổ hai"]
)
def test_a_note_that_names_no_further_visit_makes_none(table, note):
    found = table((*TWO[0], ""), ("12", "9/1/2025", *TWO[0][2:], note), heads=((*HEAD, "Ghi chú"),)).lines
    assert (found[1].root, found[1].repeat_no, found[1].note) == (None, None, note)


@pytest.mark.parametrize(
    ("first", "other"), ways(["NGƯỜI LẬP", "Người ghi sổ", "CÁN BỘ TIẾP DÂN"], ["TRƯỞNG BAN", "CHỦ TỊCH"])
)
@pytest.mark.parametrize(("one", "two"), [(0, 4), (1, 3), (2, 5), (0, 6)])
def test_who_signs_below_is_no_line_wherever_it_stands(table, first, other, one, two):
    def signed(left, right):
        return [{one: left, two: right}.get(place, "") for place in range(7)]

    found = table(*TWO, [], signed(first, other), signed("Nguyễn Văn Sổ", "Trần Thị Trưởng"))
    assert len(found.lines) == 2 and not found.rejects
    assert {5, 6} <= {row for note in found.notes for row in note.facts.get("rows", ())}


@pytest.mark.parametrize("number", ["", "I", "II", "A", "1"])
@pytest.mark.parametrize("place", [1, 2, 4])
@pytest.mark.parametrize("title", ["Tháng 01", "THÁNG 01/2025", "Quý I", "Quý I/2025"])
def test_the_title_of_a_month_may_bear_a_number(table, number, place, title):
    found = table([number, *[""] * (place - 1), title], *TWO)
    assert len(found.lines) == 2 and not found.rejects and "rows-passed-over" in codes(found.notes)


@pytest.mark.parametrize("column", ["Năm sinh", "Tuổi", "Dân tộc", "Nghề nghiệp"])
def test_further_persons_may_have_cells_in_columns_that_are_not_read(table, column):
    heads = ((*HEAD[:3], column, *HEAD[3:]),)
    first, other = (*TWO[0][:3], "1960", *TWO[0][3:6], "2"), ["", "", "Lê Thị Hai", "1962", "thôn 1", "", "", ""]
    (line,) = table(first, other, heads=heads).lines
    assert line.people == 2 and "Lê Thị Hai" in line.note


@pytest.mark.parametrize("behind", ["\nĐịa chỉ: thôn 3", ", thôn 3", " - thôn 3", "\nthôn 3", "; thôn 3"])
def test_a_column_of_names_may_hold_the_address_where_none_has_a_column(table, behind):
    heads = (("STT", "Ngày tiếp", "Công dân", "Nội dung"),)
    (line,) = table(("1", "3/1/2025", f"Lê An{behind}\nCCCD: 049070001111 và 049070002222", "Đất"), heads=heads).lines
    assert (line.name, line.address, line.id_no) == ("Lê An", "thôn 3", "049070001111")
    assert table(("1", "3/1/2025", "Lê An; Lê Ba", "Đất"), heads=heads).lines[0].name == "Lê An; Lê Ba"


SENTENCES = [
    "Đề nghị giải quyết tranh chấp", "khiếu nại quyết định thu hồi đất", "Phản ánh ô nhiễm",
    "Tố cáo cán bộ nhũng nhiễu",
    "Xin cấp giấy chứng nhận quyền sử dụng đất", "Kiến nghị về chế độ chính sách",
    "Hỏi thủ tục hồ sơ", "Trả lời đơn của bà Huỳnh Thị Ngọc",
]  # fmt: skip


@pytest.mark.parametrize("old", [tcvn3, vni])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_in_an_old_encoding_is_read_whole(tmp_path, old, sentence):
    head = [old(text) for text in HEAD]
    rows = [
        [number, date(2012, 1, number), old("Nguyễn Văn Đức"), old("thôn Phước Lộc"), old(sentence), "KN", 1]
        for number in (1, 2)
    ]
    path = write_xlsx(tmp_path / "so.xlsx", [head, *rows])
    found = read_register(path, None, 5)
    assert "text" in codes(found.doubts)
    assert {(line.name, line.address, line.content) for line in found.lines} == {
        ("Nguyễn Văn Đức", "thôn Phước Lộc", sentence)
    }
