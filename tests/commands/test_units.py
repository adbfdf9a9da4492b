"""units: the dated tree of a consolidating desk, changed one by one or from a file."""

import json
from pathlib import Path
from typing import Any

import pytest

REFORM, EVE = "2025-07-01", "2025-06-30"
HEAD = "code,name,level,parent,valid_from,valid_to,successor"
KEYS = {"code", "name", "level", "parent", "valid_from", "valid_to", "successor"}


@pytest.fixture
def provinces(desk: Any) -> Any:
    """A desk that knows two provinces."""
    desk.json("units", "add", "QN", "--name", "tỉnh Quảng Nam", "--level", "province")
    desk.json("units", "add", "DN", "--name", "thành phố Đà Nẵng", "--level", "tinh")
    return desk


def kept(desk: Any) -> list[dict[str, Any]]:
    """The entries of the register, as any JSON reader sees them."""
    return list(json.loads((desk.folder / "reception.json").read_text("utf-8"))["entries"].values())


def tree(desk: Any, *more: str) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in desk.json("units", "list", *more)["rows"]}


def written(desk: Any, *lines: str) -> str:
    path = desk.folder.parent / "units.csv"
    path.write_text("\n".join((HEAD, *lines)), "utf-8")
    return str(path)


def test_a_unit_that_was_added_is_an_entry_of_the_register(provinces: Any) -> None:
    (row,) = provinces.json("units", "list", "--level", "province", "--on", REFORM)["rows"][:1]
    assert set(row) == KEYS
    assert row == {
        "code": "DN", "name": "thành phố Đà Nẵng", "level": "province", "parent": None, "valid_from": None,
        "valid_to": None, "successor": [],
    }  # fmt: skip
    last = kept(provinces)[-1]
    assert last["kind"] == "configured"
    assert last["data"] == {"unit.DN": [{"level": "province", "name": "thành phố Đà Nẵng"}]}


def test_the_tree_is_drawn_on_two_days(provinces: Any) -> None:
    provinces.json("units", "merge", "qn", "--into", "DN", "--on", "1/7/2025")
    assert set(tree(provinces, "--on", EVE)) == {"QN", "DN"}
    assert set(tree(provinces, "--on", REFORM)) == {"DN"}
    assert (tree(provinces)["QN"]["valid_to"], tree(provinces)["QN"]["successor"]) == (EVE, ["DN"])


def test_the_district_becomes_communes_in_four_commands(provinces: Any) -> None:
    provinces.json("units", "add", "TB", "--name", "huyện Thăng Bình", "--level", "huyen", "--parent", "qn")
    provinces.json("units", "merge", "QN", "--into", "DN", "--on", REFORM)
    assert tree(provinces, "--on", REFORM)["TB"]["parent"] == "DN"
    parts = ("--into", "TA=xã Thăng An", "--into", "TP=xã Thăng Phú")
    provinces.json("units", "split", "TB", *parts, "--level", "xa", "--on", REFORM)
    provinces.json("units", "rename", "TA", "--name", "phường Thăng An", "--on", "2026-01-01")
    now = tree(provinces, "--on", "2026-01-01")
    assert {code: (row["name"], row["level"], row["parent"]) for code, row in now.items()} == {
        "DN": ("thành phố Đà Nẵng", "province", None), "TA": ("phường Thăng An", "commune", "DN"),
        "TP": ("xã Thăng Phú", "commune", "DN"),
    }  # fmt: skip
    assert tree(provinces, "--on", EVE)["TB"]["successor"] == ["TA", "TP"]


def test_the_shipped_example_is_taken_by_its_name_and_once(desk: Any) -> None:
    answer = desk.json("units", "import", "thang-binh-2025")
    assert answer["totals"] == {"units": len(answer["rows"])}
    known = tree(desk)
    assert known["QN"]["successor"] == ["DN"] and known["TB"]["valid_to"] == EVE
    now = tree(desk, "--on", REFORM)
    assert {code for code, row in now.items() if row["parent"] == "DN"} == set(known["TB"]["successor"])
    assert len(known["TB"]["successor"]) == 6
    count = len(kept(desk))
    assert desk.json("units", "import", "thang-binh-2025")["rows"] == []
    assert len(kept(desk)) == count


def test_every_row_of_the_example_has_a_source_and_a_mark() -> None:
    from reception_cli.law import data

    for row in data.rows(data.read("units", "thang-binh-2025"), "unit"):
        assert row["source"] and row["mark"] in {"L", "L*", "S", "I", "U"}


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_listed_into_a_file_can_be_taken_in_again(
    desk: Any, tmp_path: Path, suffix: str, language: str
) -> None:
    desk.json("units", "import", "thang-binh-2025")
    file = str(tmp_path / f"tree.{suffix}")
    assert desk.run("units", "list", "-o", file, "--lang", language).code == 0
    assert desk.json("units", "import", file)["rows"] == []
    known = tree(desk)
    desk.folder = tmp_path / "other"
    assert desk.run("init", "--unit", "DN").code == 0
    assert len(desk.json("units", "import", file)["rows"]) == 32
    assert tree(desk) == known


def test_a_file_may_be_written_as_the_office_writes_it(desk: Any, tmp_path: Path) -> None:
    path = tmp_path / "don-vi.csv"
    head = "Mã đơn vị;Tên đơn vị;Cấp;Trực thuộc;Từ ngày;Đến ngày"
    lines = (head, "48;thành phố Đà Nẵng;tỉnh;;1/1/1997;", "513;huyện Thăng Bình;Huyện;48;01/01/1997;30.06.2025")
    path.write_text("\n".join(lines), "utf-8-sig")
    desk.json("units", "import", str(path))
    row = tree(desk)["513"]
    assert (row["level"], row["parent"], row["valid_from"], row["valid_to"]) == ("district", "48", "1997-01-01", EVE)


def test_all_faults_of_a_file_are_told_together_and_nothing_is_recorded(provinces: Any) -> None:
    path = written(
        provinces, "A,xã A,thôn,QN,,,", "B,xã B,xã,ZZ,,,", "C,,xã,QN,2025-02-30,,", "D,xã D,xã,QN,,2024-12-31,QN D2",
        "E,xã E,xã,QN,,,", "E,xã E2,xã,QN,2025-07-01,,", "F,xã F,xã,,,,", "F,xã F2,xã,,,,",
    )  # fmt: skip
    count = len(kept(provinces))
    told = provinces.fails(6, "units", "import", path)
    for fault in (
        "row 2: 'thôn' is no level", "row 3: B: its parent ZZ is not known",
        "row 4: the day: '2025-02-30' was read as day 30",
        "row 5: D: its successor D2 is not known", "row 6: E: its rows from the beginning and from 2025-07-01 overlap",
        "row 9: F stands in row 8 already",
    ):
        assert fault in told, fault
    assert "6 faults; nothing was recorded" in told
    assert len(kept(provinces)) == count and set(tree(provinces)) == {"QN", "DN"}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (None, 3, "There is no file"), ("", 6, "has no column code, name, level"),
        ("code,name\nA,a", 6, "has no column level"), ("\0\1\2", 6, "no CSV file"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_units_is_refused(
    desk: Any, tmp_path: Path, text: str | None, code: int, told: str
) -> None:
    path = tmp_path / "x.csv"
    if text is not None:
        path.write_text(text, "utf-8")
    assert told in desk.fails(code, "units", "import", str(path))


def test_a_name_that_is_neither_file_nor_example_names_the_examples(desk: Any) -> None:
    assert "thang-binh-2025" in desk.fails(2, "units", "import", "thang-binh")


def test_a_dry_run_records_nothing(provinces: Any) -> None:
    count = len(kept(provinces))
    answer = provinces.run("units", "merge", "QN", "--into", "DN", "--on", REFORM, "--dry-run", "--format", "table")
    assert (answer.code, "would be written: QN" in answer.out) == (0, True)
    assert len(kept(provinces)) == count


def test_a_change_that_would_break_the_tree_is_refused_with_all_its_reasons(provinces: Any) -> None:
    for code in ("A", "B"):
        provinces.json("units", "add", code, "--name", f"xã {code}", "--level", "commune", "--parent", "QN")
    told = provinces.fails(4, "units", "split", "QN", "--into", "X", "--into", "Y", "--on", REFORM)
    assert "A: its parent QN does not exist" in told and "B: its parent QN does not exist" in told
    told = provinces.fails(4, "units", "add", "C", "--name", "xã C", "--level", "xã", "--parent", "A")
    assert "C: its parent A is of no higher level" in told


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("add",), "takes: CODE"), (("add", "A"), "Missing: --name, --level"), (("list", "A"), "takes no words"),
        (("merge", "QN"), "Missing: --into, --on"), (("split", "QN", "--into", "A"), "Missing: --on"),
        (("rename", "QN"), "Missing: --name, --code"), (("list", "--name", "x"), "has no use for --name"),
        (("import", "a", "b"), "takes: a file"), (("add", "A", "--on", REFORM), "has no use for --on"),
        (("merge", "QN", "--into", "A", "--into", "B", "--on", REFORM), "merged into one"),
        (("list", "--level", "thôn"), "is no level"), (("list", "--on", "30/2/2025"), "28 days"),
    ],
)  # fmt: skip
def test_what_is_missing_or_too_much_is_said(provinces: Any, argv: tuple[str, ...], told: str) -> None:
    assert told in provinces.fails(2, "units", *argv)


def test_a_unit_that_nobody_knows_is_not_found(provinces: Any) -> None:
    assert "no unit 'QNN'" in provinces.fails(3, "units", "rename", "QNN", "--name", "x")


def test_names_are_data_and_never_translated(provinces: Any) -> None:
    english = provinces.json("units", "list")["rows"]
    assert provinces.json("units", "list", "--lang", "vi")["rows"] == english
    shown = provinces.run("units", "list", "--lang", "vi", "--format", "table").out
    assert "cấp tỉnh" in shown and "tỉnh Quảng Nam" in shown


def test_undo_passes_the_tree_by_as_it_does_all_that_is_configured(provinces: Any) -> None:
    provinces.add()
    provinces.json("units", "add", "HUE", "--name", "thành phố Huế", "--level", "province")
    assert provinces.run("undo", "--yes").code == 0
    assert "HUE" in tree(provinces)
