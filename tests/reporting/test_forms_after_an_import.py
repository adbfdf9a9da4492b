"""A form of years that were imported says what their registers never had, and its official sheet does not."""

import zipfile
from pathlib import Path
from typing import Any

import pytest

HEAD = (
    "STT,Ngày tiếp,Họ tên - Địa chỉ,CMND/CCCD/Hộ chiếu,Nội dung vụ việc,Phân loại đơn/Số người,"
    "Cơ quan đã giải quyết,Thụ lý để giải quyết,Trả lại đơn và hướng dẫn,"
    "Chuyển đơn đến cơ quan có thẩm quyền,Theo dõi kết quả giải quyết,Ghi chú,Hình thức tiếp\n"
)
ROWS = (
    '1,05/01/2023,"Lê Văn Ba - thôn 1",,Khiếu nại mức bồi thường,Khiếu nại/1 người,,x,,,,,Tiếp thường xuyên\n'
    '2,09/01/2023,"Trần Thị Hoa - thôn 2",,Phản ánh mùi hôi,Phản ánh/2 người,,,x,,,,Tiếp thường xuyên\n'
)
YEAR = ("--period", "2023")


@pytest.fixture
def imported(desk: Any, tmp_path: Path) -> Any:
    path = tmp_path / "so-2023.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    assert desk.run("import", str(path), "--yes").code == 0
    return desk


def lacking(desk: Any, *words: str) -> list[str]:
    """Give what the form says that the imported lines never had; nothing where it says nothing."""
    notes = [note for note in desk.json("form", *words)["notes"] if note["code"] == "never-imported"]
    assert len(notes) <= 1
    return list(notes[0]["facts"]) if notes else []


# By hand, from what each form prints; kind, competence and handling stand in the register of visitors.
NEVER = {
    "01/TCD": ["sessions"],
    "02/TCD": ["petitions", "replies"],
    "01/XLD": ["petitions", "signatories", "prior", "qualified", "acceptance", "replies"],
    "02/XLD": ["petitions", "signatories", "field", "prior", "qualified", "acceptance", "replies"],
    "03/XLD": ["petitions", "signatories", "field", "prior", "qualified", "acceptance", "replies"],
    "04/XLD": ["petitions", "signatories", "field", "prior", "qualified", "acceptance", "replies"],
    "01/KQGQ": ["petitions", "acceptance", "decisions", "terms", "amounts"],
    "02/KQGQ": ["decisions", "amounts", "execution"],
    "03/KQGQ": ["petitions", "acceptance", "decisions", "terms", "amounts"],
    "04/KQGQ": ["decisions", "amounts", "execution"],
}


@pytest.mark.parametrize("form", NEVER)
def test_every_form_says_what_the_imported_register_never_had(imported: Any, form: str) -> None:
    assert lacking(imported, form, *YEAR) == NEVER[form]


def test_the_layout_of_2024_asks_for_results_and_for_no_signatories(imported: Any) -> None:
    found = lacking(imported, "04/XLD", *YEAR, "--circular", "01/2024")
    assert "results" in found and "signatories" not in found


@pytest.mark.parametrize("form", NEVER)
def test_a_period_without_imported_lines_says_nothing_of_imports(imported: Any, form: str) -> None:
    assert lacking(imported, form, "--period", "2022") == []
    assert lacking(imported, form, "--period", "2024") == []


@pytest.mark.parametrize("form", NEVER)
def test_a_desk_that_never_imported_is_told_nothing_of_imports(desk: Any, form: str) -> None:
    desk.add("Xin mở đường", "--name", "Trần Ba", "--kind", "feedback", "--at", "2023-03-04")
    assert lacking(desk, form, *YEAR) == []


def test_what_the_desk_has_added_to_an_imported_matter_is_no_longer_missed(imported: Any) -> None:
    assert imported.run("classify", "2023-0001", "--field", "dat-dai", "--yes").code == 0
    assert "field" not in lacking(imported, "02/XLD", *YEAR)


def test_a_register_of_petitions_gives_petitions(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "don-2023.csv"
    path.write_text(
        "STT,Ngày nhận đơn,Họ tên người gửi đơn,Địa chỉ,Nội dung đơn,Loại đơn,Nguồn đơn\n"
        "1,05/01/2023,Lê Văn Ba,thôn 1,Khiếu nại mức bồi thường,Khiếu nại,Bưu điện\n",
        encoding="utf-8",
    )
    assert desk.run("import", str(path), "--yes").code == 0
    assert "petitions" not in lacking(desk, "01/XLD", *YEAR)


def test_each_unit_is_asked_for_itself(imported: Any) -> None:
    assert lacking(imported, "01/TCD", *YEAR, "--by", "unit") == ["sessions"]


def test_the_note_stands_on_the_screen_and_never_on_the_official_sheet(imported: Any, tmp_path: Path) -> None:
    shown = imported.run("form", "01/XLD", *YEAR, "--format", "table")
    assert "2 lines of this period were imported, and none says anything of: petitions;" in " ".join(shown.out.split())
    sheet = tmp_path / "01-XLD.xlsx"
    assert imported.run("form", "01/XLD", *YEAR, "-o", str(sheet)).code == 0
    with zipfile.ZipFile(sheet) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "imported" not in text and "each counts once" in text
    html = tmp_path / "01-XLD.html"
    assert imported.run("form", "01/XLD", *YEAR, "-o", str(html)).code == 0
    assert "imported" not in html.read_text(encoding="utf-8")


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "without numbers"])
def test_a_district_says_it_of_the_registers_that_it_keeps_for_its_units(
    desk: Any, tmp_path: Path, numbered: bool
) -> None:
    rows = ROWS if numbered else "".join(f",{line.partition(',')[2]}" for line in ROWS.splitlines(keepends=True))
    path = tmp_path / "so-2023.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    assert desk.run("consolidate", f"QS={path}", "--yes").code == 0
    assert lacking(desk, "01/TCD", *YEAR, "--unit", "QS") == NEVER["01/TCD"]
