"""`register`: the printed register, column by column as the law has it, and who stands in it by name."""

import io
import json
import sys
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

DeskUnderTest = Any  # the `desk` of tests/conftest.py

OF_2026 = [
    "STT", "Ngày tiếp", "Họ tên, địa chỉ", "CCCD/Hộ chiếu của công dân", "Nội dung vụ việc", "Phân loại đơn",
    "Số người", "Cơ quan đã giải quyết", "Hướng xử lý", "", "", "Theo dõi kết quả giải quyết", "Ghi chú",
]  # fmt: skip
OF_2021 = [
    "STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/Hộ chiếu của công dân", "Nội dung vụ việc", "Phân loại đơn/Số người",
    "Cơ quan đã giải quyết", "Hướng xử lý", "", "", "Theo dõi kết quả giải quyết", "Ghi chú",
]  # fmt: skip
QUARTER = ("--period", "2026-Q4")
SECRET, DENOUNCER = "Tố giác ông Bảy nhận tiền", "Trần Thị Kín"


@pytest.fixture
def sheet(desk: DeskUnderTest, tmp_path: Any) -> Any:
    """Print a workbook in Vietnamese and give its rows from the headings on."""

    def printed(*argv: str) -> list[list[Any]]:
        path = tmp_path / "sheet.xlsx"
        told = desk.run("register", *argv, "--lang", "vi", "-o", str(path))
        assert told.code == 0, told
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        top = next(number for number, row in enumerate(rows) if row[0] == "STT")
        return rows[top:]

    return printed


def lines(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows of visits, without headings and notes."""
    return [row for row in rows if isinstance(row[0], float)]


def entries(desk: DeskUnderTest, kind: str) -> list[dict[str, Any]]:
    register = json.loads((desk.folder / "reception.json").read_text("utf-8"))
    return [entry for entry in register["entries"].values() if entry["kind"] == kind]


# -- the columns


def test_a_period_that_ends_after_june_2026_has_the_columns_of_form_03_of_decree_154(sheet: Any) -> None:
    rows = sheet("--period", "2026")
    assert rows[0] == OF_2026
    assert rows[1][8:11] == ["Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn", "Chuyển đơn đến cơ quan có thẩm quyền"]
    assert rows[2] == [str(number) for number in range(1, 14)]


def test_a_period_that_ends_in_june_2026_has_the_columns_of_circular_04_2021(sheet: Any) -> None:
    rows = sheet("--period", "2026-H1")
    assert rows[0] == OF_2021
    assert rows[1][9] == "Chuyển đơn đến cơ quan, tổ chức đơn vị có thẩm quyền"
    assert rows[2] == [str(number) for number in range(1, 13)]


@pytest.mark.parametrize(
    ("last", "columns"),
    [("2026-06-30", 12), ("2026-07-01", 13), ("2021-11-15", 12), ("2019-12-31", 12)],
)
def test_the_layout_is_that_of_the_periods_last_day(sheet: Any, last: str, columns: int) -> None:
    assert len(sheet("--from", "2019-01-01", "--to", last)[0]) == columns


def test_another_layout_may_be_asked_for_and_is_said_not_to_be_in_force(desk: DeskUnderTest, sheet: Any) -> None:
    assert sheet(*QUARTER, "--layout", "2021")[0] == OF_2021
    notes = {note["code"] for note in desk.json("register", *QUARTER, "--layout", "2021")["notes"]}
    assert "layout_not_in_force" in notes
    notes = {note["code"] for note in desk.json("register", *QUARTER)["notes"]}
    assert "layout_not_in_force" not in notes
    assert "layout_not_in_force" in str(desk.json("register", "--period", "2019")["notes"])


def test_column_7_of_2026_holds_the_petitioners_and_never_who_came(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--people", "9", "--petitioners", "12", "--at", "2/11/2026")
    desk.add("Đòi nước", "--people", "3", "--at", "3/11/2026")
    desk.add("Đòi điện", "--petition", "--signatories", "4", "--people", "2", "--at", "4/11/2026")
    rows = sheet(*QUARTER)
    assert [row[6] for row in lines(rows)] == [12, "", 4]
    desk.add("Gây rối", "--refused", "l9-1", "--at", "5/11/2026")  # nobody asks that of one who was not received
    told = next(n for n in desk.json("register", *QUARTER)["notes"] if n["code"] == "petitioners_unknown")
    assert told["count"] == 1


def test_the_form_of_2021_joins_kind_and_people_by_a_slash(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--people", "3", "--petitioners", "12", "--at", "2/11/2026")
    desk.add("Chưa rõ", "--at", "3/11/2026")
    assert [row[5] for row in lines(sheet(*QUARTER, "--layout", "2021"))] == ["Khiếu nại/3", "1"]
    assert "petitioners_unknown" not in str(desk.json("register", *QUARTER, "--layout", "2021")["notes"])


def test_rows_are_numbered_in_the_order_of_the_days(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Sau", "--at", "3/11/2026")
    desk.add("Chiều", "--at", "2/11/2026 14:00")
    desk.add("Sáng", "--at", "2/11/2026 8:00")
    rows = lines(sheet(*QUARTER, "--with-identity"))
    assert [(row[0], row[1], row[4]) for row in rows] == [
        (1, date(2026, 11, 2), "Sáng"), (2, date(2026, 11, 2), "Chiều"), (3, date(2026, 11, 3), "Sau"),
    ]  # fmt: skip


def test_each_way_of_handling_has_its_column(desk: DeskUnderTest, sheet: Any) -> None:
    for day, number in enumerate(("1", "2", "3", "4"), 2):
        desk.add(f"Việc {number}", "--kind", "kn", "--at", f"{day}/11/2026")
    assert desk.run("classify", "1", "--competence", "in", "--handling", "accept").code == 0
    assert desk.run("classify", "2", "--competence", "out", "--handling", "guide").code == 0
    assert desk.run("classify", "3", "--competence", "out", "--handling", "file").code == 0
    assert desk.run("classify", "4", "--competence", "out").code == 0
    assert desk.run("refer", "4", "UBND tỉnh", "--doc", "145/PC", "--on", "6/11/2026").code == 0
    rows = lines(sheet(*QUARTER))
    assert [row[8:11] for row in rows] == [["x", "", ""], ["", "x", ""], ["", "", ""], ["", "", "145/PC"]]
    assert rows[2][12] == "Lưu đơn\nV2026-0003"
    assert lines(sheet(*QUARTER, "--with-identity"))[3][10] == "UBND tỉnh, 145/PC"


def test_a_letter_stands_with_the_visit_it_followed(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    assert desk.run("classify", "1", "--competence", "out").code == 0
    assert desk.run("refer", "1", "UBND tỉnh", "--doc", "145/PC", "--on", "3/11/2026").code == 0
    assert desk.run("visit", "1", "--at", "5/11/2026").code == 0
    assert desk.run("classify", "1", "--handling", "forward").code == 0
    assert desk.run("refer", "1", "Sở Xây dựng", "--doc", "150/PC", "--on", "6/11/2026").code == 0
    assert [row[10] for row in lines(sheet(*QUARTER))] == ["145/PC", "150/PC"]
    rows = desk.json("register", *QUARTER)["rows"]
    assert [row["letters"] for row in rows] == [["145/PC"], ["150/PC"]]


def test_the_follow_up_tells_reply_result_paper_and_day(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    assert desk.run("classify", "1", "--competence", "out").code == 0
    assert desk.run("refer", "1", "UBND tỉnh", "--doc", "145/PC", "--on", "3/11/2026").code == 0
    assert desk.run("reply", "1", "--on", "9/11/2026").code == 0
    assert desk.run("close", "1", "--result", "forwarded", "--doc", "12/TB", "--on", "10/11/2026").code == 0
    assert lines(sheet(*QUARTER))[0][11] == "Trả lời ngày 09/11/2026; Đã chuyển đơn, 12/TB, 10/11/2026"


def test_a_refused_reception_is_printed_and_marked_a_struck_through_one_is_not(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Gây rối", "--refused", "l9-1", "--at", "2/11/2026")
    desk.add("Ghi nhầm", "--at", "3/11/2026")
    assert desk.run("void", "V2", "--reason", "nhầm").code == 0
    rows = lines(sheet(*QUARTER, "--with-identity"))
    assert len(rows) == 1
    assert rows[0][4] == "Gây rối"
    assert rows[0][12] == "Từ chối tiếp: say hoặc mất khả năng nhận thức\nV2026-0001"
    totals = desk.json("register", *QUARTER)["totals"]
    assert totals == {"lines": 1, "visits": 0, "refused": 1}


def test_a_visit_of_two_incidents_is_one_row_that_tells_both(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    assert desk.run("add", "Xin đường", "--kind", "kien-nghi", "--to", "V1").code == 0
    rows = lines(sheet(*QUARTER, "--with-identity"))
    assert [row[4:6] for row in rows] == [["1) Đòi đất\n2) Xin đường", "1) Khiếu nại\n2) Kiến nghị"]]


def test_an_incident_that_was_struck_through_is_no_part_of_its_visit(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    assert desk.run("add", "Xin đường", "--kind", "kien-nghi", "--to", "V1").code == 0
    assert desk.run("void", "1", "--reason", "nhầm").code == 0
    assert [row[4:6] for row in lines(sheet(*QUARTER, "--with-identity"))] == [["Xin đường", "Kiến nghị"]]


def test_a_petition_given_back_is_told_from_one_guided(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    assert desk.run("classify", "1", "--handling", "return").code == 0
    assert lines(sheet(*QUARTER))[0][8:11] == ["", "Trả lại đơn", ""]


def test_groups_and_further_visits_are_remarked(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--people", "6", "--petitioners", "6", "--at", "2/11/2026")
    assert desk.run("visit", "1", "--at", "3/11/2026").code == 0
    remarks = [row[12] for row in lines(sheet(*QUARTER))]
    assert remarks == ["Đoàn đông người: 6 người\nV2026-0001", "Tiếp nhiều lần; vụ việc STT 1\nV2026-0002"]


def test_what_was_resolved_before_is_told_in_its_column(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")
    desk.add("Đòi nước", "--kind", "kn", "--at", "3/11/2026")
    assert desk.run("classify", "1", "--prior", "first").code == 0
    assert desk.run("classify", "2", "--prior", "none").code == 0
    told, none = (row[7] for row in lines(sheet(*QUARTER)))
    assert "lần đầu" in told
    assert none == ""


# -- who stands in it


@pytest.fixture
def secret(desk: DeskUnderTest) -> DeskUnderTest:
    """A complaint and a denunciation."""
    desk.add("Đòi đất", "--kind", "kn", "--id-no", "001085012345", "--at", "2/11/2026")
    who = ("--name", DENOUNCER, "--address", "thôn Ẩn", "--id-no", "0999")
    desk.add(SECRET, "--kind", "tc", *who, "--at", "3/11/2026")
    return desk


@pytest.mark.parametrize("suffix", ["xlsx", "html", "json", "csv"])
def test_nobody_is_named_unless_asked_for(secret: DeskUnderTest, tmp_path: Any, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    assert secret.run("register", *QUARTER, "-o", str(path)).code == 0
    if suffix == "xlsx":
        told = str(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())
    else:
        told = path.read_text("utf-8")
    for word in ("Nguyễn Văn Đức", "thôn 3", "001085012345", "Đòi đất", SECRET, DENOUNCER, "thôn Ẩn", "0999"):
        assert word not in told
    assert "--with-identity" not in told and ("identity_left_out" in told) == (suffix == "json")
    assert entries(secret, "disclosed") == []


def test_names_are_printed_when_asked_for_and_that_is_recorded(secret: DeskUnderTest, sheet: Any) -> None:
    rows = lines(sheet(*QUARTER, "--with-identity"))
    assert rows[0][2:5] == ["Nguyễn Văn Đức\nthôn 3, xã Bình Trung", "001085012345", "Đòi đất"]
    assert rows[1][2:5] == ["…", "…", "…"]
    (told,) = entries(secret, "disclosed")
    assert told["data"] == {"verb": "register", "count": 2, "with": "identity", "denunciations": 0}


def test_the_official_book_is_signed_names_everybody_but_who_denounced_and_is_recorded(
    secret: DeskUnderTest, tmp_path: Any
) -> None:
    assert secret.run("config", "place", "Thăng Bình").code == 0
    path = tmp_path / "so.html"
    asked = ("register", *QUARTER, "--official", "-o", str(path))
    assert "--with-identity" in secret.fails(2, *asked) and not path.exists()
    assert secret.run(*asked, "--with-identity", "--reason", "x").code == 2
    assert secret.run("register", *QUARTER, "--official", "--with-identity").code == 2  # no sheet
    assert secret.run("--lang", "vi", *asked, "--with-identity").code == 0
    told = path.read_text("utf-8")
    for word in ("Nguyễn Văn Đức", "001085012345", "Đòi đất", "công dân (bí mật)", "Thăng Bình, ngày"):
        assert word in told
    for word in (SECRET, DENOUNCER, "thôn Ẩn", "0999", "--with-identity"):
        assert word not in told
    (entry,) = entries(secret, "disclosed")
    assert (entry["data"]["verb"], entry["data"]["with"], entry["data"]["denunciations"]) == ("register", "identity", 0)


def test_the_numbers_of_guidance_and_forwarding_slips_stand_in_the_book(desk: DeskUnderTest, sheet: Any) -> None:
    for n, kind in ((1, "kn"), (2, "pa"), (3, "kn")):
        desk.add(f"Việc {n}", "--kind", kind, "--at", f"{n}/11/2026", "--name", f"Người {n}")
    desk.run("classify", "1", "3", "--competence", "out", "--handling", "guide")
    desk.run("classify", "2", "--competence", "out", "--handling", "forward")
    desk.json("issue", "X2", "1", "-o", str(desk.folder.parent / "x2.html"))
    desk.json("issue", "X10", "2", "--signed", "7/PC-UBND")
    rows = lines(sheet(*QUARTER))
    guided, forwarded = [row[9] for row in rows], [row[10] for row in rows]
    assert guided == ["01/HD", "", "x"] and forwarded == ["", "7/PC-UBND", ""]


def test_a_denouncer_is_printed_for_a_reason_only_and_that_is_recorded(secret: DeskUnderTest, sheet: Any) -> None:
    rows = lines(sheet(*QUARTER, "--with-identity", "--reason", "Thanh tra yêu cầu"))
    assert rows[1][2:5] == [f"{DENOUNCER}\nthôn Ẩn", "0999", SECRET]
    (told,) = entries(secret, "disclosed")
    assert told["data"]["denunciations"] == 1
    assert told["private"]["reason"][1] == "Thanh tra yêu cầu"


def test_bodies_and_remarks_are_free_text_and_stay_hidden_like_it(secret: DeskUnderTest) -> None:
    assert secret.run("classify", "1", "--competence", "out").code == 0
    assert secret.run("refer", "1", "Ông Chín ở tỉnh", "--doc", "145/PC", "--on", "4/11/2026").code == 0
    assert "Ông Chín" not in secret.run("register", *QUARTER, "--json").out
    row = secret.json("register", *QUARTER, "--with-identity")["rows"][0]
    assert (row["sent_to"], row["letters"]) == ("Ông Chín ở tỉnh", ["145/PC"])


def test_what_an_old_register_says_in_words_is_printed_with_the_names_only(
    desk: DeskUnderTest, sheet: Any, tmp_path: Any
) -> None:
    heads = [*OF_2026[:8], "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn", "Chuyển đơn", *OF_2026[11:]]
    cells = "1;2/11/2026;Lê Thị Hoa, thôn 1;;Đòi đất;Khiếu nại;;Ông Tám ở xã;;Ông Chín, 12/HD;;Chờ ông Mười;Bà Hai kèm"
    path = tmp_path / "old.csv"
    path.write_text("\n".join((";".join(heads), cells)), "utf-8")
    assert desk.run("import", str(path), "--yes").code == 0
    bare, named = lines(sheet(*QUARTER))[0], lines(sheet(*QUARTER, "--with-identity"))[0]
    assert bare[7:] == ["", "", "x", "", "", "V2026-0001"]
    assert named[7:] == ["Ông Tám ở xã", "", "Ông Chín, 12/HD", "", "Chờ ông Mười", "V2026-0001\nBà Hai kèm"]


def test_a_letter_about_a_denunciation_names_no_body_without_a_reason(secret: DeskUnderTest, sheet: Any) -> None:
    assert secret.run("classify", "2", "--competence", "out").code == 0
    assert secret.run("refer", "2", "Ông Chín ở tỉnh", "--doc", "146/PC", "--on", "4/11/2026").code == 0
    assert lines(sheet(*QUARTER, "--with-identity"))[1][10] == "146/PC"
    assert lines(sheet(*QUARTER, "--with-identity", "--reason", "x"))[1][10] == "Ông Chín ở tỉnh, 146/PC"


def test_who_gave_no_name_is_printed_as_anonymous(desk: DeskUnderTest, sheet: Any) -> None:
    desk.add("Tiếng ồn", "--anonymous", "--at", "2/11/2026")
    assert lines(sheet(*QUARTER, "--with-identity"))[0][2] == "(không nêu tên)"


# -- the answer for programs, and the ways to ask


def test_rows_for_programs_hold_codes_and_the_keys_of_the_contract(secret: DeskUnderTest) -> None:
    answer = secret.json("register", *QUARTER)
    assert answer["schema"] == "reception.register/1"
    row = answer["rows"][0]
    assert (row["no"], row["id"], row["day"], row["kind"]) == (1, "V2026-0001", "2026-11-02", ["complaint"])
    assert {"petitioners", "people", "handling", "prior", "letters", "result", "refused", "incidents"} <= set(row)
    assert not {"name", "address", "id_no", "phone", "content", "sent_to"} & set(row)
    named = secret.json("register", *QUARTER, "--with-identity")["rows"]
    assert (named[0]["name"], named[0]["content"]) == ("Nguyễn Văn Đức", "Đòi đất")
    assert (named[1]["name"], named[1]["content"]) == (None, None)


def test_the_filters_choose_what_is_printed(secret: DeskUnderTest, sheet: Any) -> None:
    rows = lines(sheet(*QUARTER, "--kind", "tc"))
    assert [(row[0], row[5]) for row in rows] == [(1, "Tố cáo")]


def test_without_a_period_it_says_what_to_add(desk: DeskUnderTest) -> None:
    assert "--period 2026-Q3" in desk.fails(2, "register")
    assert "--from" in desk.fails(2, "register", "--to", "2026-06-30")


def test_an_open_period_ends_today(desk: DeskUnderTest) -> None:
    told = desk.run("register", "--from", "2026-07-01", "--format", "html").out
    assert "From 2026-07-01 to 2026-11-23" in told


def test_an_empty_period_prints_an_empty_form(sheet: Any) -> None:
    assert lines(sheet("--period", "2026-Q3")) == []


def test_a_terminal_gets_a_table(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--at", "2/11/2026")

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Screen())
    assert desk.run("register", *QUARTER).code == 0
    told = sys.stdout.getvalue()  # type: ignore[attr-defined]
    assert "V2026-0001" in told
    assert "Nguyễn Văn Đức" in told  # the clerk's own screen


def test_the_printed_register_can_be_read_back(desk: DeskUnderTest, tmp_path: Any) -> None:
    desk.add("Đòi đất", "--kind", "kn", "--people", "2", "--petitioners", "12", "--id-no", "0123", "--at", "2/11/2026")
    assert desk.run("classify", "1", "--competence", "out").code == 0
    assert desk.run("refer", "1", "UBND tỉnh", "--doc", "145/PC", "--on", "3/11/2026").code == 0
    desk.add("Xin đường", "--kind", "kien-nghi", "--at", "4/11/2026")
    first = desk.folder
    for layout, expected in (("2026", [(1, 12), (1, None)]), ("2021", [(2, None), (1, None)])):
        path = str(tmp_path / f"{layout}.xlsx")
        desk.folder = first
        argv = ("--layout", layout, "--with-identity", "--lang", "vi", "-o", path)
        assert desk.run("register", *QUARTER, *argv).code == 0
        desk.folder = tmp_path / f"copy {layout}"
        assert desk.run("init", "--unit", "TB").code == 0
        assert desk.run("import", path, "--yes").code == 0
        rows = desk.json("register", *QUARTER, "--with-identity")["rows"]
        assert [(row["people"], row["petitioners"]) for row in rows] == expected
        told = [(row["name"], row["day"], row["content"], row["handling"], row["sent_to"]) for row in rows]
        assert told == [
            ("Nguyễn Văn Đức", "2026-11-02", "Đòi đất", ["forward"], "UBND tỉnh"),
            ("Nguyễn Văn Đức", "2026-11-04", "Xin đường", [], ""),
        ]
