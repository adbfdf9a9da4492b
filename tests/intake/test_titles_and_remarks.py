"""Rows that are no lines (titles of groups, feet of pages, days without visitors), and remarks that undo a line."""

import pytest

BARE = ("ref", "day", "person", "id_no", "content", "kind", "prior", "accept", "guide", "forward", "result", "note")
HEADINGS = (
    "STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/CCCD/Hộ chiếu", "Nội dung vụ việc", "Phân loại đơn/Số người",
    "Cơ quan đã giải quyết", "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn",
    "Chuyển đơn đến cơ quan có thẩm quyền", "Theo dõi kết quả giải quyết", "Ghi chú",
)  # fmt: skip


@pytest.fixture
def without(tmp_path, row):
    """Read rows of a register that has not these columns."""
    from spreadsheets import write_csv

    from reception_cli.intake.reading import read_register

    def reading(lacking, *rows):
        kept = [place for place, heading in enumerate((*HEADINGS, "Hình thức tiếp")) if heading not in lacking]
        told = [(*HEADINGS, "Hình thức tiếp"), *rows]
        cut = [[cells[place] for place in kept if place < len(cells)] for cells in told]
        return read_register(write_csv(tmp_path / "so.csv", cut), None, 5)

    return reading


def codes(found):
    return [note.code for note in found.notes]


@pytest.mark.parametrize(
    ("titles", "sessions"),
    [
        (("TIẾP THƯỜNG XUYÊN", "TIẾP ĐỊNH KỲ", "TIẾP ĐỘT XUẤT"), ["regular", "periodic", "adhoc"]),
        (
            ("Tiếp công dân thường xuyên", "Tiếp định kỳ của Chủ tịch", "CÔNG VIỆC KHÁC"),
            ["regular", "periodic", "regular"],
        ),
    ],
)
@pytest.mark.parametrize("beside", [True, False], ids=["number beside", "number before"])
def test_the_title_of_a_group_says_how_its_visitors_were_received(without, row, titles, sessions, beside):
    rows = []
    for place, (number, title) in enumerate(zip(("I", "II", "III"), titles, strict=True)):
        rows += [[number, "", title] if beside else ["", "", f"{number}. {title}"], row(str(place + 1))]
    found = without({"Hình thức tiếp"}, *rows)
    assert not found.rejects
    assert [line.session for line in found.lines] == sessions
    assert "group-titles" in codes(found) and "rows-passed-over" in codes(found)


def test_the_title_of_a_group_says_of_what_kind_its_matters_are(without, row):
    rows = [
        ["I", "", "KHIẾU NẠI"],
        row("1"),
        ["II", "", "Tố cáo"],
        row("2"),
        row("3"),
        ["III", "", "Phản ánh"],
        row("4"),
    ]
    found = without({"Phân loại đơn/Số người", "Hình thức tiếp"}, *rows)
    assert not found.rejects
    assert [line.kind for line in found.lines] == ["complaint", "denunciation", "denunciation", "feedback"]


@pytest.mark.parametrize("told", [{"Hình thức tiếp"}, {"Phân loại đơn/Số người", "Hình thức tiếp"}])
def test_a_line_without_a_kind_below_the_title_of_denunciations_is_one(without, row, told):
    found = without(told, row("1", kind=""), ["II", "", "TỐ CÁO"], row("2", kind=""))
    assert [line.kind for line in found.lines] == [None, "denunciation"]


def test_a_column_speaks_before_the_title_of_a_group(read, row):
    found = read(
        ["I", "", "TIẾP ĐỊNH KỲ"], row("1", kind="Tố cáo/1"), ["II", "", "KHIẾU NẠI"], row("2", kind="Phản ánh/2")
    )
    assert [(line.session, line.kind) for line in found.lines] == [("regular", "denunciation"), ("regular", "feedback")]


@pytest.mark.parametrize("number", ["I", "A", "IV."])
def test_a_name_behind_a_letter_is_no_title(read, row, number):
    found = read(row("1"), [number, "", "Lê Văn Hai - thôn 2"])
    assert len(found.lines) == 1 and len({fault.number for fault in found.rejects}) == 1


@pytest.mark.parametrize(
    "foot", ["Mang sang trang sau", "Trang 1", "Trang 2/5", "(Chuyển sang trang 3)", "Cộng mang sang"]
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_the_foot_of_a_page_is_no_part_of_a_content(read, row, foot, place):
    found = read(row("1"), [*[""] * place, foot], row("2"))
    assert not found.rejects
    assert [line.content for line in found.lines] == ["Tranh chấp ranh giới đất"] * 2
    assert {"rows-passed-over", "totals-left-out"} & {*codes(found)}


def test_a_content_that_goes_on_with_such_a_word_stays_whole(read, row):
    found = read(row("1", content="Phản ánh ô nhiễm do"), ["", "", "", "", "trang trại heo của ông Ba"])
    assert [line.content for line in found.lines] == ["Phản ánh ô nhiễm do trang trại heo của ông Ba"]


@pytest.mark.parametrize(
    "who", ["Không có công dân đến", "Không có công dân", "Không phát sinh", "Không tiếp công dân nào"]
)
@pytest.mark.parametrize("content", ["", "Không", "-", "Không có"])
def test_a_day_on_which_nobody_came_is_no_visit(read, row, who, content):
    found = read(row("1"), row("2", person=who, content=content, id_no="", kind=""), row("3"))
    assert [line.ref for line in found.lines] == ["1", "3"] and not found.rejects
    assert [note.facts["rows"] for note in found.notes if note.code == "rows-passed-over"] == [[3]]


def test_a_line_without_a_name_but_with_a_content_is_never_passed_over(read, row):
    found = read(row("1", person="Không có tên", id_no=""))
    assert len(found.lines) + len({fault.number for fault in found.rejects}) == 1


@pytest.mark.parametrize(
    "note", ["Hủy", "Huỷ, ghi nhầm", "Ghi trùng (với STT 1)", "Hủy bỏ - vào nhầm sổ", "Dòng này hủy"]
)
def test_a_line_that_its_notes_undo_is_rejected(read, row, note):
    found = read(row("1"), row("2", note=note))
    assert [line.ref for line in found.lines] == ["1"]
    assert [(fault.number, fault.column) for fault in found.rejects] == [(3, "Ghi chú")]


@pytest.mark.parametrize("note", ["Đề nghị hủy bỏ quyết định", "Hủy quyết định thu hồi đất", "Bỏ về giữa chừng"])
def test_a_note_that_speaks_of_something_else_undoes_nothing(read, row, note):
    assert [line.note for line in read(row("1", note=note)).lines] == [note]


@pytest.mark.parametrize(
    "who", ["Ông Đỗ Văn Ba và bà Lê Tư", "ông Ấn Văn Ba, bà Ông Thị Tư", "Anh Đặng Ba và chị Ứng Hai"]
)
def test_two_who_are_named_together_are_two(read, row, who):
    found = read(row("1", person=f"{who} - thôn 3", kind="Khiếu nại/1"))
    assert [line.people for line in found.lines] == [2] and "persons-several" in codes(found)


def test_a_cell_is_not_parted_inside_brackets(read, row):
    (line,) = read(row("1", person="Tập thể dân (đại diện: Hồ Sáu) - thôn 4")).lines
    assert (line.name, line.address) == ("Tập thể dân (đại diện: Hồ Sáu)", "thôn 4")
