"""What `search` must find first, as people type it; what it must never find; what it says where nothing is found."""

from typing import Any

import pytest

MATTERS = (  # content, name, address, identity number, telephone
    ("Tranh chấp ranh giới đất thửa 804", "Ngô Bá Tú", "thôn 3, xã Bình Trung", "049180119399", "0905 111 222"),
    ("Khiếu nại mức bồi thường khi làm đường", "Nguyễn Văn Bình", "thôn 1, xã Bình Quý", "205123456", "0914-333-444"),
    ("Xin cấp giấy chứng nhận quyền sử dụng đất", "Lê Thị Hoa", "tổ 5, thị trấn Hà Lam", "B1234567", "+84 976 555 666"),
    ("Đề nghị trợ cấp hộ nghèo", "Phạm Đức Long", "khối 7, phường An Xuân", "048 199 123 456", ""),
    ("Phản ánh mùi hôi từ trại heo", "Trần Văn Tuấn", "thôn 5, xã Bình Minh", "", ""),
    ("Đường liên thôn hỏng nặng đoạn cầu Ông Triệu", "Võ Thị Sáu", "thôn 8, xã Bình Sa", "", ""),
    ("Đòi lại tiền đặt cọc mua ki-ốt chợ", "Huỳnh Tấn Phát", "tổ 2, thị trấn Hà Lam", "", ""),
    ("Giải phóng mặt bằng khu tái định cư", "Đoàn Thị Đào", "thôn 2, xã Bình Đào", "", ""),
)


@pytest.fixture
def full(desk: Any) -> Any:
    """A desk with eight matters, papers of two of them, and a denunciation by somebody who came before, too."""
    for content, name, address, id_no, phone in MATTERS:
        who = ("--name", name, "--address", address, "--id-no", id_no, "--phone", phone)
        desk.add(content, *who, "--at", "20/11/2026")
    desk.add("Tố cáo cán bộ nhận tiền đền bù", "--name", "Ngô Bá Tú", "--id-no", "049180119399", "--kind", "tc")
    for line in (
        "classify 2 --kind kn --field dat --competence out", "refer 2 UBND --doc 144/PC-UBND --on 21/11/2026",
        "close 4 --result answered --doc 77/TB-UBND",
    ):  # fmt: skip
        assert desk.run(*line.split()).code == 0
    return desk


QUERIES = [  # as typed, what must come first
    # words, in any order, with and without accents, half typed
    ("tranh chấp", 1), ("ngo ba tu", 1), ("TU NGO", 1), ("thua 804", 1), ("binh quy", 2), ("le thi ho", 3),
    ("phuong an xuan", 4), ("trai heo", 5), ("cầu ông triệu", 6), ("ki ot cho", 7), ("đào bình", 8),
    # a slip in a word, or in each
    ("nguyen vna binh", 2), ("nguyn van binh", 2), ("nguyenn van", 2), ("tran vab tuna", 5), ("lee thi hoa", 3),
    ("huynh tam phat", 7), ("doann thi dao", 8), ("tranh chpa ranh goi", 1),
    # Telex that nothing turned into marks
    ("nguyeenx vawn binhf", 2), ("ddaats thuwar", 1), ("tranh chaaps", 1), ("ngoo bas tus", 1), ("leej thij hoa", 3),
    ("dduwowngf lieen thoon", 6), ("hoox ngheof", 4),
    # other words for the same thing
    ("đền bù", 2), ("den bu lam duong", 2), ("sổ đỏ", 3), ("so hong", 3), ("gcn", 3), ("qsdd", 3), ("gpmb", 8),
    ("tdc", 8), ("xin tro cap", 4), ("ô nhiễm", 5), ("soor ddor", 3),
    # numbers of papers, telephones, the register
    ("049180119399", 1), ("049 180 119 399", 1), ("CCCD 049180119399", 1), ("205123456", 2), ("b1234567", 3),
    ("048199123456", 4), ("0905111222", 1), ("0905 111 222", 1), ("0914333444", 2), ("0976 555 666", 3),
    ("144/PC", 2), ("144/pc-ubnd", 2), ("77/TB", 4), ("V2026-0006", 6), ("v7", 7), ("2026-0003", 3),
]  # fmt: skip


def first(desk: Any, query: str) -> str | None:
    rows = desk.json("search", *query.split())["rows"]
    return rows[0]["id"] if rows else None


def test_each_query_finds_first_what_it_must(full: Any) -> None:
    assert len(QUERIES) >= 40
    told = {query: first(full, query) for query, _number in QUERIES}
    wrong = {query: told[query] for query, number in QUERIES if told[query] != f"2026-{number:04}"}
    assert wrong == {}


@pytest.mark.parametrize("query", ["to cao can bo", "tien den bu nhan", "2026-0009", "V9", "toos caos", "can bo nhna"])
def test_a_denunciation_is_never_found(full: Any, query: str) -> None:
    found = full.json("search", *query.split())
    assert "2026-0009" not in str(found["rows"]) + str(found["notes"])


def test_what_was_typed_is_taken_for_something_else_only_where_nothing_has_it(full: Any) -> None:
    told = full.json("search", "vna", "binh")
    (taken,) = [note for note in told["notes"] if note["code"] == "taken_for"]
    assert (taken["word"], "van" in taken["meant"].split(", ")) == ("vna", True)
    full.add("Việc của hộ Vna", "--name", "Y Vna", "--address", "thôn 1, xã Bình Vna")
    told = full.json("search", "vna", "binh")
    assert [row["id"] for row in told["rows"]] == ["2026-0010"]
    assert [note["code"] for note in told["notes"]] == ["found"]


def test_nothing_found_says_what_was_looked_for_and_offers_the_nearest(full: Any) -> None:
    told = full.json("search", "ngo ba tu khongcogi")
    assert told["rows"] == []
    notes = {note["code"]: note for note in told["notes"]}
    assert "looked_for" in notes
    assert (notes["near"]["without"], notes["near"]["incident"]) == ("khongcogi", "2026-0001")


def test_the_serial_number_of_an_old_sheet_finds_its_line(desk: Any, tmp_path: Any) -> None:
    sheet = tmp_path / "so.csv"
    sheet.write_text(
        "STT,Ngày tiếp,Họ tên,Địa chỉ,Nội dung,Số người\n"
        "316,05/01/2025,An Một,thôn 1,Xin mở lối đi,1\n317,06/01/2025,An Hai,thôn 2,Xin hạ cột điện,1\n",
        encoding="utf-8",
    )
    done = desk.run("import", str(sheet), "--yes")
    assert done.code == 0, done
    for query in ("stt 317", "số 317", "317"):
        assert first(desk, query) == "2025-0002"


@pytest.mark.parametrize("number", ["1", "21", "2.1", "tu", "ngo"])
def test_the_serial_number_of_an_old_sheet_is_no_part_of_a_name(desk: Any, tmp_path: Any, number: str) -> None:
    sheet = tmp_path / "so.csv"
    sheet.write_text(
        "STT,Ngày tiếp,Họ tên,Địa chỉ,Nội dung,Số người\n"
        f"{number},05/01/2025,Lý Ba Nga,thôn 8,Khiếu nại quyết định thu hồi đất số 121,1\n",
        encoding="utf-8",
    )
    done = desk.run("import", str(sheet), "--yes")
    assert done.code == 0, done
    told = desk.json("add", "Khiếu nại", "--name", "Ngô Bá Tú", "--address", "thôn 3", "--dry-run")
    # 0.6 of the name: 2/3 of "ngo", all of "ba" and none of "tu"; 0.2 of half the address; 0.2 of all the content
    assert [match["score"] for match in told["rows"][0]["similar"]] == [0.63]


def test_a_word_typed_to_its_end_is_no_beginning_where_somebody_has_it(desk: Any) -> None:
    desk.add("Ranh giới đất", "--name", "Ngô Bá Tú")
    desk.add("Ranh giới đất", "--name", "Ngô Bá Tuấn")
    assert [row["id"] for row in desk.json("search", "tu", "ngo")["rows"]] == ["2026-0001"]
    assert [row["id"] for row in desk.json("search", "tua", "ngo")["rows"]] == ["2026-0002"]
    assert len(desk.json("search", "ngo", "tu")["rows"]) == 2  # the last one may be half typed


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_total_is_told_however_few_are_shown(desk: Any, limit: int) -> None:
    for n in range(3):
        desk.add(f"Ranh giới đất thửa {n}")
    answer = desk.json("search", "ranh", "--limit", str(limit))
    assert len(answer["rows"]) == limit and answer["notes"][0]["total"] == 3
