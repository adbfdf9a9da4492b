"""Communes report by their day; what did not come stands on the form.

A period is expected from the units of the tree.

Circular 06/2025/TT-TTCP, Art. 7: communes report by the 17th, provinces by the 20th of the period's last month.
"""

import sys
from pathlib import Path
from typing import Any

import pytest

TREE = """\
code,name,level,parent,valid_from,valid_to,successor
TB,tỉnh Tám,province,,,,
A,xã An,commune,TB,,,
B,xã Bình,commune,TB,,,
C,xã Cũ,commune,TB,,2025-12-31,B
D,Sở Xây dựng,office,TB,,,
"""
FORM = ("form", "01/TCD", "--period", "tk-2026-Q3", "--by", "unit")  # 15 June to 14 September
ON_TIME, LATE = "2026-09-17T08:00:00+07:00", "2026-09-18T08:00:00+07:00"


@pytest.fixture
def province(desk: Any, tmp_path: Path) -> Any:
    tree = tmp_path / "tree.csv"
    tree.write_text(TREE, "utf-8")
    desk.json("units", "import", str(tree))
    return desk


def bundle(desk: Any, tmp_path: Path, code: str) -> str:
    """A commune records a visit of 1 September and packs its register on 15 September."""
    now: dict[str, str] = {"now": "2026-09-15T08:00:00+07:00"}
    unit = type(desk)(tmp_path / f"desk{code}", desk._read)
    assert unit.run("init", "--unit", code, **now).code == 0
    unit.add("Xin cấp nước", "--kind", "kien-nghi", "--at", "1/9/2026", **now)
    made = tmp_path / f"{code}.jsonl.gz"
    unit.json("export", "--bundle", "-o", str(made), **now)
    return str(made)


def told(answer: Any) -> dict[str, tuple[str, str | None]]:
    return {row["unit"]: (row["status"], row["name"]) for row in answer["rows"]}


def test_the_units_of_the_tree_are_expected_for_a_period(province: Any, tmp_path: Path) -> None:
    sent = bundle(province, tmp_path, "A")
    answer = province.json("consolidate", sent, "--period", "tk-2026-Q3", now=ON_TIME)
    assert told(answer) == {
        "A": ("received", "xã An"), "B": ("missing", "xã Bình"), "D": ("missing", "Sở Xây dựng"),
    }  # fmt: skip
    assert province.run("consolidate", "--period", "tk-2026-Q3", "--exit-code", now=ON_TIME).code == 10


@pytest.mark.parametrize(("now", "days", "status"), [
    (ON_TIME, None, "received"), (LATE, None, "late"), (LATE, "commune=18", "received"), (ON_TIME, "xa=16", "late"),
])  # fmt: skip
def test_a_commune_reports_by_the_17th_unless_the_province_says_otherwise(
    province: Any, tmp_path: Path, now: str, days: str | None, status: str
) -> None:
    if days:
        province.json("config", "report_days", days, now=ON_TIME)
    answer = province.json("consolidate", bundle(province, tmp_path, "A"), "--period", "tk-2026-Q3", now=now)
    assert told(answer)["A"][0] == status


def test_records_that_end_before_the_period_does_are_late(province: Any, tmp_path: Path) -> None:
    answer = province.json("consolidate", bundle(province, tmp_path, "A"), "--period", "tk-2026", now=ON_TIME)
    assert told(answer)["A"][0] == "late"


def test_before_the_circular_no_day_was_known(province: Any, tmp_path: Path) -> None:
    answer = province.json("consolidate", bundle(province, tmp_path, "A"), "--period", "tk-2025-Q3", now=LATE)
    assert told(answer)["A"][0] == "received"
    assert told(answer)["C"][0] == "missing"  # it stood then


def test_what_is_configured_must_be_a_day_of_a_level(province: Any) -> None:
    for value in ("commune", "commune=31", "hamlet=17", "commune=x"):
        province.fails(2, "config", "report_days", value)


def test_without_a_tree_nobody_is_expected(desk: Any) -> None:
    assert "tree" in desk.fails(2, "consolidate", "--period", "tk-2026-Q3")


# -- the form


def test_a_unit_that_did_not_send_stands_on_the_form_and_is_no_zero(province: Any, tmp_path: Path) -> None:
    province.json("consolidate", bundle(province, tmp_path, "A"), now=ON_TIME)
    answer = province.json(*FORM)
    first = {row["unit"]: row["value"] for row in answer["rows"] if row["column"] == 1}
    assert first == {"A": 1, "B": None, "D": None, None: 1}
    (note,) = [note for note in answer["notes"] if note["code"] == "incomplete"]
    assert note["units"] == ["B", "D"]
    assert "incomplete" not in [note["code"] for note in province.json(*FORM, "--unit", "A")["notes"]]


# A's bundle was made on 15 September 2026, and so tells of the days up to that one. The statutory year ends on
# 14 December, its third quarter on 14 September.
AFTER: dict[str, str] = {"now": "2026-12-20T08:00:00+07:00"}
MADE = "2026-09-15"


@pytest.mark.parametrize(("period", "more", "early"), [
    ("tk-2026", ("--by", "unit"), {"A": MADE}), ("tk-2026", (), {"A": MADE}),
    ("tk-2026", ("--unit", "A"), {"A": MADE}), ("tk-2026-Q3", ("--by", "unit"), None), ("tk-2026-Q3", (), None),
    ("2026", ("--by", "unit"), None),  # it is not over: nobody could have told of all of it
])  # fmt: skip
def test_a_unit_whose_delivery_ends_before_the_period_is_told_with_the_day(
    province: Any, tmp_path: Path, period: str, more: tuple[str, ...], early: dict[str, str] | None
) -> None:
    province.json("consolidate", bundle(province, tmp_path, "A"), now=ON_TIME)
    answer = province.json("form", "01/TCD", "--period", period, *more, **AFTER)
    told = [note["units"] for note in answer["notes"] if note["code"] == "ends_early"]
    assert told == ([early] if early else [])


def test_the_sheet_says_which_unit_tells_of_a_part_only(province: Any, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    province.json("consolidate", bundle(province, tmp_path, "A"), now=ON_TIME)
    book = tmp_path / "f.xlsx"
    argv = ("form", "01/TCD", "--period", "tk-2026", "--by", "unit", "-o", str(book), "--lang", "vi")
    assert province.run(*argv, **AFTER).code == 0
    lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    cells = [str(cell) for line in lines for cell in line]
    assert any(cell.startswith("xã An (số liệu mới đến 15/09/2026)") for cell in cells)
    assert any("xã An" in cell and "Chưa đầy đủ" in cell for cell in cells)


def test_a_plain_register_tells_up_to_its_last_reception(province: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "B.csv"
    sheet.write_text("STT,Ngày,Họ tên,Địa chỉ,Nội dung\n1,10/3/2026,Lê Văn Ba,thôn 1,Đất\n", "utf-8")
    province.json("consolidate", f"B={sheet}", **AFTER)
    answer = province.json("form", "01/TCD", "--period", "tk-2026-Q1", "--by", "unit", **AFTER)
    assert [note["units"] for note in answer["notes"] if note["code"] == "ends_early"] == [{"B": "2026-03-10"}]


def test_names_head_the_rows_of_the_sheet_and_of_the_screen(
    province: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from python_calamine import CalamineWorkbook

    province.json("consolidate", bundle(province, tmp_path, "A"), now=ON_TIME)
    book, page = tmp_path / "f.xlsx", tmp_path / "f.html"
    for path in (book, page):
        assert province.run(*FORM, "-o", str(path), "--lang", "vi").code == 0
    lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    named = [line[:2] for line in lines if str(line[0]).startswith(("xã", "Sở", "Tổng"))]
    assert named == [
        ["xã An", 1], ["xã Bình (chưa nhận được)", ""], ["Sở Xây dựng (chưa nhận được)", ""], ["Tổng cộng", 1],
    ]  # fmt: skip
    assert any("Chưa đầy đủ" in str(cell) for line in lines for cell in line)
    assert "chưa nhận được" in page.read_text("utf-8")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "160")
    shown = " ".join(province.run(*FORM, "--lang", "vi").out.split())
    assert "A xã An" in shown and "B xã Bình: chưa nhận được" in shown


def test_a_unit_outside_the_tree_is_headed_by_the_name_of_its_own_register(desk: Any, tmp_path: Path) -> None:
    unit = type(desk)(desk.folder / "units" / "X", desk._read)
    assert unit.run("init", "--unit", "X", "--name", "xã Xa").code == 0
    unit.add()
    sheet = tmp_path / "f.html"
    assert desk.run("form", "01/TCD", "--period", "2026-11", "--by", "unit", "-o", str(sheet)).code == 0
    assert "xã Xa" in sheet.read_text("utf-8")
