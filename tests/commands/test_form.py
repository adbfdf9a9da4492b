"""`reception form`: which layout is used, what is told below it, what lies behind a figure, and what is refused."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DATA = Path(__file__).parent.parent.parent / "src/reception_cli/data/forms"
Q3 = ("--period", "tk-2026-Q3")  # 15 June to 14 September 2026
OWN = """
code = "09/TX"
circular = "12/2026/QĐ-UBND"
since = 2026-01-01
vi = "BÁO CÁO CỦA XÃ"
en = "The commune's own report"
mark = "L"
[[column]]
n = 1
formula = "1=2+3"
vi = ["Tổng số lượt"]
sum = [2, 3]
[[column]]
n = 2
vi = ["Thường xuyên"]
of = "visits"
where = { block = ["regular"] }
[[column]]
n = 3
vi = ["Thủ trưởng"]
of = "visits"
where = { block = ["head"] }
[[whole]]
column = 1
of = "visits"
parts = [[2, 3]]
[[equation]]
text = "1=2+3"
mark = "printed"
"""


@pytest.fixture
def summer(desk: DeskUnderTest) -> DeskUnderTest:
    """Three visits of July 2026: two people about land, a group of six again, one person before the head."""
    desk.add("Đất đai", "--kind", "complaint", "--people", "2", "--at", "2026-07-01")
    desk.json("visit", "1", "--people", "6", "--petitioners", "6", "--at", "2026-07-02")
    desk.add("Chế độ", "--session", "periodic", "--host", "head", "--at", "2026-07-03", "--name", "Lê Thị Mít")
    return desk


@pytest.fixture
def own(desk: DeskUnderTest) -> Any:
    """Drop a form into the desk's folder."""

    def write(text: str, name: str = "own.toml") -> Path:
        (desk.folder / "forms").mkdir(exist_ok=True)
        path = Path(desk.folder / "forms" / name)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def values(answer: Any) -> dict[int, float]:
    return {row["column"]: row["value"] for row in answer["rows"]}


def note(answer: Any, code: str) -> Any:
    """Give the facts of the one note of this code."""
    (found,) = notes(answer, code)
    return found


def notes(answer: Any, code: str) -> list[Any]:
    return [{k: v for k, v in one.items() if k != "code"} for one in answer["notes"] if one["code"] == code]


# -- which form, which layout


def test_the_forms_are_listed_and_the_circulars_whose_columns_nobody_knows(desk: DeskUnderTest) -> None:
    answer = desk.json("form", "list")
    assert len(answer["rows"]) == 17
    assert answer["rows"][0] == {
        "form": "01/TCD", "circular": "02/2021/TT-TTCP", "since": "2021-05-10", "columns": 29, "mark": "S",
        "title": "Results of regular, periodic and ad hoc citizen reception",
    }  # fmt: skip
    told = {(row["form"], row["circular"][:7]): (row["columns"], row["mark"]) for row in answer["rows"]}
    assert told["04/KQGQ", "02/2021"] == (24, "S") and told["03/XLD", "01/2024"] == (27, "U")
    assert notes(answer, "unknown") == [{"circular": "03/2013/TT-TTCP"}, {"circular": "06/2025/TT-TTCP"}]


@pytest.mark.parametrize(
    ("last", "used", "in_force"),
    [
        ("2017-04-30", "02/2021/TT-TTCP", "03/2013/TT-TTCP"),  # the oldest layout known
        ("2021-05-09", "02/2021/TT-TTCP", "03/2013/TT-TTCP"),
        ("2021-05-10", "02/2021/TT-TTCP", ""),
        ("2024-01-19", "02/2021/TT-TTCP", ""),
        ("2024-01-20", "01/2024/TT-TTCP", ""),
        ("2025-09-29", "01/2024/TT-TTCP", ""),
        ("2025-09-30", "01/2024/TT-TTCP", "06/2025/TT-TTCP"),  # its columns are not known
        ("2026-12-31", "01/2024/TT-TTCP", "06/2025/TT-TTCP"),
    ],
)
def test_the_circular_in_force_on_the_last_day_decides(
    desk: DeskUnderTest, last: str, used: str, in_force: str
) -> None:
    answer = desk.json("form", "01/TCD", "--period", f"2017-01-01..{last}")
    assert answer["totals"]["circular"] == used
    assert notes(answer, "circular") == ([{"used": used, "in_force": in_force}] if in_force else [])
    assert notes(answer, "unverified") == ([{"mark": "U"}] if used.startswith("01/2024") else [])


def test_a_layout_can_be_asked_for(desk: DeskUnderTest) -> None:
    answer = desk.json("form", "01/XLD", *Q3, "--circular", "02/2021")
    assert (answer["totals"]["circular"], len(answer["rows"])) == ("02/2021/TT-TTCP", 26)
    assert note(answer, "circular")["in_force"] == "06/2025/TT-TTCP"
    assert desk.json("form", "1/xld", *Q3, "--circular", "02/2021/TT-TTCP")["rows"] == answer["rows"]


def test_a_form_that_a_later_circular_dropped_keeps_its_last_layout(desk: DeskUnderTest) -> None:
    answer = desk.json("form", "02/TCD", "--period", "tk-2024")
    assert note(answer, "circular") == {"used": "02/2021/TT-TTCP", "in_force": "01/2024/TT-TTCP"}
    told = desk.run("form", "02/TCD", "--period", "tk-2024", "--format", "table").out
    assert "Circular 01/2024/TT-TTCP is in force; form 02/TCD is known in the layout of" in " ".join(told.split())


def test_what_does_not_exist_is_told_with_what_does(desk: DeskUnderTest) -> None:
    assert "There is no form '09/ABC'" in desk.fails(3, "form", "09/ABC", *Q3)
    assert "01/TCD, 02/TCD, 01/XLD" in desk.fails(3, "form", "x", *Q3)
    told = desk.fails(3, "form", "04/KQGQ", *Q3, "--circular", "01/2024")
    assert "Circular '01/2024' has no form 04/KQGQ" in told and "02/2021/TT-TTCP" in told
    assert "--period" in desk.fails(2, "form", "01/TCD")
    assert "is not a period" in desk.fails(2, "form", "01/TCD", "--period", "Q3")


@pytest.mark.parametrize(
    ("form", "circular", "misprint"),
    [
        ("04/XLD", "01/2024", {"column": 8, "printed": "8=9+10+11+12=13+14=15+18",
                               "formula": "8=9+10+11+12=13+14=15+16"}),
        ("03/KQGQ", "02/2021", {"column": 6, "printed": "6=7+..+10=24+26+28=30+31", "formula": "6=7+8+9+10"}),
    ],
)  # fmt: skip
def test_a_misprint_is_corrected_and_told(desk: DeskUnderTest, form: str, circular: str, misprint: Any) -> None:
    assert note(desk.json("form", form, *Q3, "--circular", circular), "misprint") == misprint


# -- rows and notes


def test_the_rows_are_the_contract(summer: DeskUnderTest) -> None:
    answer = summer.json("form", "01/TCD", *Q3)
    assert answer["schema"] == "reception.form/1"
    assert answer["rows"][0] == {
        "column": 1, "value": 3, "formula": "1=4+13+22", "vi": ["Tổng số lượt tiếp"], "en": ["Total visits"],
    }  # fmt: skip
    assert [row["column"] for row in answer["rows"]] == list(range(1, 30))
    assert answer["rows"][8] | {"formula": None} == answer["rows"][8]
    assert answer["totals"] == {
        "form": "01/TCD", "circular": "01/2024/TT-TTCP", "period": "tk-2026-Q3", "first": "2026-06-15",
        "last": "2026-09-14", "counting": "distinct",
    }  # fmt: skip
    assert note(answer, "period") == {"period": "tk-2026-Q3", "first": "2026-06-15", "last": "2026-09-14"}
    counted = {1: 3, 2: 9, 3: 2, 4: 2, 5: 8, 6: 1, 8: 1, 9: 6, 10: 1, 12: 1, 13: 1, 14: 1, 15: 1}
    assert {n: value for n, value in values(answer).items() if value} == counted


@pytest.mark.parametrize(("counting", "matters"), [("distinct", 2), ("per-visit", 3)])
def test_the_counting_policy_is_told(summer: DeskUnderTest, counting: str, matters: int) -> None:
    answer = summer.json("form", "01/TCD", *Q3, "--counting", counting)
    assert (note(answer, "counting"), values(answer)[3]) == ({"counting": counting}, matters)


def test_a_check_that_fails_is_told_with_its_values(desk: DeskUnderTest, registers: Path) -> None:
    """Six people with a petition of one content sent one of them: a group, but no five people came."""
    desk.add("Đất đai", "--people", "1", "--petitioners", "6", "--at", "2026-07-02")
    answer = desk.json("form", "01/TCD", *Q3)
    assert note(answer, "equation") == {"equation": "9>=5*8", "mark": "inferred", "values": [1, 5]}
    told = desk.run("form", "01/TCD", *Q3, "--format", "table").out
    assert "Check: 9>=5*8, which the form does not print, does not hold (1 >= 5)." in " ".join(told.split())


def test_headings_and_notes_are_in_the_readers_language(summer: DeskUnderTest) -> None:
    english = summer.run("form", "01/TCD", *Q3, "--format", "table").out
    vietnamese = summer.run("form", "01/TCD", *Q3, "--format", "table", "--lang", "vi").out
    assert "Total visits" in english and "Tổng số lượt tiếp" not in english
    assert "Tổng số lượt tiếp" in vietnamese and "Total visits" not in vietnamese
    assert "15/6/2026" in vietnamese.replace("15/06/2026", "15/6/2026")
    machine = summer.json("form", "01/TCD", *Q3, "--lang", "vi")
    assert machine["rows"] == summer.json("form", "01/TCD", *Q3)["rows"]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "md", "html", "xlsx", "json", "jsonl"])
def test_it_is_written_in_every_form(summer: DeskUnderTest, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"01-TCD.{suffix}"
    assert summer.run("form", "01/TCD", *Q3, "-o", str(path)).code == 0
    written = path.read_bytes()
    assert written[:2] == b"PK" if suffix == "xlsx" else b"Total visits" in written
    if suffix == "csv":
        rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
        assert [(row["column"], row["value"]) for row in rows[:2]] == [("1", "3"), ("2", "9")]


# -- what lies behind a figure


def test_what_lies_behind_a_figure_are_the_records_themselves(summer: DeskUnderTest) -> None:
    answer = summer.json("form", "01/TCD", *Q3, "--cell", "5")
    assert [(row["id"], row["incident"], row["day"], row["value"]) for row in answer["rows"]] == [
        ("V2026-0001", "2026-0001", "2026-07-01", 2), ("V2026-0002", "2026-0001", "2026-07-02", 6),
    ]  # fmt: skip
    assert answer["totals"] == {"value": 8}
    total = summer.json("form", "01/TCD", *Q3, "--cell", "2")
    assert (total["totals"], {row["column"] for row in total["rows"]}) == ({"value": 9}, {5, 14})


def test_no_identity_stands_behind_a_figure(summer: DeskUnderTest) -> None:
    for wish in ("3", "2", "rest"):
        out = summer.run("form", "01/TCD", *Q3, "--cell", wish, "--json").out
        assert not any(secret in out for secret in ("Nguyễn", "Mít", "Bình Trung", "Đất đai"))


def test_a_matter_that_counts_once_is_one_record(summer: DeskUnderTest) -> None:
    (row,) = summer.json("form", "01/TCD", *Q3, "--cell", "6")["rows"]
    assert (row["incident"], row["value"]) == ("2026-0001", 1)
    both = summer.json("form", "01/TCD", *Q3, "--cell", "7", "--counting", "per-visit")["rows"]
    assert [row["id"] for row in both] == ["V2026-0002"]


def test_what_fits_no_column_can_be_looked_at(summer: DeskUnderTest) -> None:
    summer.add("A", "--session", "adhoc", "--host", "officer", "--people", "4", "--at", "2026-07-04")
    assert notes(summer.json("form", "01/TCD", *Q3), "rest") == [
        {"column": 1, "count": 1}, {"column": 2, "count": 4}, {"column": 3, "count": 1},
    ]  # fmt: skip
    rest = summer.json("form", "01/TCD", *Q3, "--cell", "rest")
    assert [(row["column"], row["id"], row["value"]) for row in rest["rows"]] == [
        (1, "V2026-0004", 1), (2, "V2026-0004", 4), (3, "V2026-0004", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("cell", "told"), [("30", "Its columns are 1-29."), ("0", "no column 0"), ("x", "--cell 7")])
def test_a_column_that_is_none_is_refused(summer: DeskUnderTest, cell: str, told: str) -> None:
    assert told in summer.fails(2, "form", "01/TCD", *Q3, "--cell", cell)


# -- beside the register


def test_an_opening_balance_is_added_to_what_was_counted(summer: DeskUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "opening.csv"
    for sign in (",", ";", "\t"):
        lines = ("column,value", "4,100", "5,120", "1,100", "")
        file.write_text("\r\n".join(lines).replace(",", sign), encoding="utf-8-sig")
        answer = summer.json("form", "01/TCD", *Q3, "--opening", str(file))
        assert [values(answer)[n] for n in (1, 2, 4, 5, 13)] == [103, 129, 102, 128, 1]
        assert note(answer, "opening") == {"columns": [4, 5]}


def test_our_own_json_is_an_opening_balance_too(summer: DeskUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(summer.run("form", "01/TCD", *Q3, "--json").out, encoding="utf-8")
    twice = values(summer.json("form", "01/TCD", *Q3, "--opening", str(file)))
    assert twice == {n: 2 * value for n, value in values(summer.json("form", "01/TCD", *Q3)).items()}


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("4,100\n1,101\n", 6, "column 1 is 101, its parts (1=4+13+22) add up to 100"),
        ("30,1\n99,1\nx,2\n", 2, "30, 99, x. Its columns are 1-29."),
        ("4,1\n04,2\n", 2, "names them twice: 4."),
        ("4,-1\n", 2, "column 4 was read as '-1'"),
        ("4,viele\n", 2, "column 4 was read as 'viele'"),
        ("4,1.045\n", 2, "a whole number"),  # a thousand visits as Vietnam writes them, or one?
        ("4,nan\n", 2, "column 4 was read as 'nan'"),
        ("4\n", 6, "holds no columns"),
        ("{", 6, "holds no columns"),
        ('{"rows": 3}', 6, "holds no columns"),
        ("[" * 100_000, 6, "holds no columns"),
        ("", 6, "holds no columns"),
        ("4|100\n", 6, "holds no columns"),
        ("column;value\n4;85,5\n", 2, "column 4 was read as '85,5'"),
        ('{"rows": ' + "[" * 100_000, 6, "holds no columns"),
        ('{"totals": {"form": "02/TCD", "circular": "02/2021/TT-TTCP"}, "rows": []}', 2, "tells of form 02/TCD"),
    ],
)
def test_figures_that_cannot_be_are_refused(
    summer: DeskUnderTest, tmp_path: Path, text: str, code: int, told: str
) -> None:
    file = tmp_path / "opening.csv"
    file.write_text(text, encoding="utf-8")
    for option in ("--opening", "--before"):
        assert told in " ".join(summer.fails(code, "form", "01/TCD", *Q3, option, str(file)).split())


def test_amounts_of_an_opening_balance_have_parts(desk: DeskUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "opening.csv"
    file.write_text("3,85.5\n1,2\n", encoding="utf-8")
    found = values(desk.json("form", "02/KQGQ", *Q3, "--opening", str(file)))
    assert (found[1], found[3]) == (2, 85.5)


def test_a_file_that_is_none_is_told(summer: DeskUnderTest, tmp_path: Path) -> None:
    assert "There is no file" in summer.fails(3, "form", "01/TCD", *Q3, "--opening", str(tmp_path / "none.csv"))
    assert "cannot be read" in summer.fails(6, "form", "01/TCD", *Q3, "--opening", str(tmp_path))
    (tmp_path / "old.csv").write_bytes("column,value\n4,Một trăm".encode("utf-16"))
    assert "no UTF-8" in summer.fails(6, "form", "01/TCD", *Q3, "--opening", str(tmp_path / "old.csv"))


@pytest.mark.parametrize("circular", ["02/2021", "01/2024"])
@pytest.mark.parametrize("form", ["01/XLD", "03/XLD"])
def test_what_the_report_before_left_must_come_over(
    desk: DeskUnderTest, tmp_path: Path, form: str, circular: str
) -> None:
    for day in ("2026-05-02", "2026-05-03", "2026-07-03"):
        desk.add("Đơn", "--kind", "tc", "--source", "post", "--at", day)
    file = tmp_path / "q2.json"
    argv = ("form", form, "--circular", circular)
    file.write_text(desk.run(*argv, "--period", "tk-2026-Q2", "--json").out, encoding="utf-8")
    answer = desk.json(*argv, *Q3, "--before", str(file))
    assert note(answer, "chain")["holds"] is True
    assert sum(values(answer)[n] for n in ((2, 3, 4) if circular == "02/2021" else (2,))) == 2
    desk.add("Đơn đến chậm", "--kind", "tc", "--source", "post", "--at", "2026-06-01")
    late = note(desk.json(*argv, *Q3, "--before", str(file)), "chain")
    assert (late["holds"], late["values"]) == (False, [2, 3])
    told = desk.run(*argv, *Q3, "--before", str(file), "--format", "table").out
    assert "The report before left 2 open, 3 came over" in " ".join(told.split())


def test_a_form_stands_beside_an_earlier_period(summer: DeskUnderTest) -> None:
    summer.add("A", "--at", "2026-05-04")
    summer.add("B", "--people", "3", "--at", "2025-07-04")
    previous = {row["column"]: row for row in summer.json("form", "01/TCD", *Q3, "--compare", "previous")["rows"]}
    told = ("value", "before", "change", "percent")
    assert [previous[1][key] for key in told] == [3, 1, 2, 200.0]
    assert [previous[13][key] for key in told] == [1, 0, 1, None]  # nothing to compare with
    last_year = summer.json("form", "01/TCD", *Q3, "--compare", "last-year")
    assert [last_year["rows"][1][key] for key in told] == [9, 3, 6, 200.0]
    assert note(last_year, "compared") == {"compared": "tk-2025-Q3"}


def test_percentages_have_one_decimal(desk: DeskUnderTest) -> None:
    for day in ("2026-07-01", "2026-04-01", "2026-04-02", "2026-04-03"):
        desk.add("A", "--at", day)
    row = desk.json("form", "01/TCD", *Q3, "--compare", "previous")["rows"][0]
    assert (row["change"], row["percent"]) == (-2, -66.7)


# -- as it was


def test_a_form_is_filled_as_the_register_was(summer: DeskUnderTest) -> None:
    summer.add("A", "--at", "2026-07-05", now="2026-11-25T08:00:00+07:00")
    later = {"now": "2026-12-01T08:00:00+07:00"}
    assert values(summer.json("form", "01/TCD", *Q3, "--as-at", "2026-11-24", **later))[1] == 3
    assert values(summer.json("form", "01/TCD", *Q3, **later))[1] == 4


def test_corrections_after_sealing_are_told_by_column(summer: DeskUnderTest) -> None:
    assert summer.run("seal", "--to", "2026-09-14", "--yes").code == 0
    assert notes(summer.json("form", "01/TCD", *Q3), "after_seal") == []
    right = ("correct", "V1", "--set", "people=5", "--reason", "Đếm lại")
    assert "sealed" in summer.fails(4, *right)
    summer.json(*right, "--after-seal")
    answer = summer.json("form", "01/TCD", *Q3)
    assert note(answer, "after_seal") == {"corrections": 1, "columns": {"2": 3, "5": 3}}
    summer.json("void", "V3", "--reason", "Ghi trùng", "--after-seal")
    assert note(summer.json("form", "01/TCD", *Q3), "after_seal") == {
        "corrections": 2, "columns": {"1": -1, "2": 2, "3": -1, "5": 3, "12": -1, "13": -1, "14": -1, "15": -1},
    }  # fmt: skip
    told = " ".join(summer.run("form", "01/TCD", *Q3, "--format", "table").out.split())
    assert "2 corrections after sealing: column 1 -1, column 2 +2" in told
    assert notes(summer.json("form", "01/TCD", "--period", "tk-2026-Q4"), "after_seal") == []


# -- a desk's own form


def test_a_desks_own_form_is_used(summer: DeskUnderTest, own: Any) -> None:
    own(OWN)
    answer = summer.json("form", "09/TX", *Q3)
    assert values(answer) == {1: 3, 2: 2, 3: 1}
    assert answer["rows"][1]["en"] == ["Thường xuyên"]  # nothing else was said
    assert (notes(answer, "unverified"), notes(answer, "circular")) == ([], [])
    assert [row["form"] for row in summer.json("form", "list")["rows"]][-1] == "09/TX"
    assert summer.json("form", "09/TX", *Q3, "--cell", "1")["totals"] == {"value": 3}


def test_a_form_of_the_circular_whose_columns_were_not_known_takes_its_place(summer: DeskUnderTest, own: Any) -> None:
    shipped = (DATA / "tcd-01-2024.toml").read_text(encoding="utf-8")
    for old, new in (("01/2024/TT", "06/2025/TT"), ("since = 2024-01-20", "since = 2025-09-30"), ('"U"', '"L"')):
        shipped = shipped.replace(old, new)
    own(shipped)
    answer = summer.json("form", "01/TCD", *Q3)
    assert answer["totals"]["circular"] == "06/2025/TT-TTCP"
    assert (notes(answer, "circular"), notes(answer, "unverified")) == ([], [])
    older = summer.json("form", "01/TCD", "--period", "tk-2025-Q3")  # ends on 14 September 2025
    assert older["totals"]["circular"] == "01/2024/TT-TTCP"
    assert notes(summer.json("form", "list"), "unknown") == [{"circular": "03/2013/TT-TTCP"}]


def test_a_form_that_only_the_desk_knows_is_in_force_from_its_day(summer: DeskUnderTest, own: Any) -> None:
    own(OWN.replace('"09/TX"', '"01/TCD"').replace("since = 2026-01-01", "since = 2026-07-01"))
    answer = summer.json("form", "01/TCD", *Q3)
    assert (answer["totals"]["circular"], len(answer["rows"])) == ("12/2026/QĐ-UBND", 3)
    assert notes(answer, "circular") == []
    assert summer.json("form", "01/TCD", "--period", "2026-06")["totals"]["circular"] == "01/2024/TT-TTCP"


BROKEN = [
    ("code = ", "", "code"),
    ('of = "visits"\nwhere = { block = ["head"] }', 'of = "visitors"', "of = 'visitors'"),
    ('block = ["head"]', 'host = ["head"]', "where host = ['head']"),
    ('block = ["head"]', """block = ["head') OR 1=1 --"]""", "where block"),
    ('block = ["head"]', 'block = "head"', "'head' is no list of words"),
    ('block = ["head"]', "block = [1]", "[1] is no list of words"),
    ('block = ["head"]', "block = []", "where block = []"),
    ('where = { block = ["head"] }', 'where = "head"', "no attribute"),
    ('where = { block = ["head"] }', 'count = "people; DROP TABLE links"', "count ="),
    ('where = { block = ["head"] }', 'count = "due_orgs"', "count = 'due_orgs'"),
    ('where = { block = ["head"] }', "within = 7", "within = 7"),
    ("n = 3", "n = 2", "[2"),
    ("n = 3", 'n = "three"', "three"),
    ("sum = [2, 3]", "sum = [2, 4]", "[4]"),
    ("sum = [2, 3]", "sum = [1, 2]", "column 1 is a part of itself"),
    ("sum = [2, 3]", "sum = 2", "2 is no list of columns"),
    ("parts = [[2, 3]]", "parts = [[1]]", "parts: column 1"),
    ("parts = [[2, 3]]", "parts = [[2, 9]]", "[9]"),
    ("parts = [[2, 3]]", "parts = [2, 3]", "2 is no list of columns"),
    ('text = "1=2+3"', 'text = "1=2+5"', "[5]"),
    ('text = "1=2+3"', 'text = "1=2;3"', "equation '1=2;3'"),
    ("[[equation]]", '[[chain]]\nfrom = "8"\nto = "2"\n[[equation]]', "[8]"),
    ("since = 2026-01-01", 'since = "2026"', "`since` is no day: 2026"),
    ("since = 2026-01-01", "since = 2026-01-01T00:00:00", "`since` is no day"),
    ('vi = ["Thủ trưởng"]', 'vi = "Thủ trưởng"', "is no list of words"),
    ("[[column]]", "[[columns]]", "it lacks 'column'"),
    ("[[column]]\nn = 1", "column = []\n[[columns]]\nn = 1", "own.toml"),
    ("n = 3", "n = 3\nn = 4", "own.toml"),
    ("[[whole]]", "[[whole", "own.toml"),
]


@pytest.mark.parametrize(("old", "new", "told"), BROKEN)
def test_a_broken_form_is_told_in_one_line(desk: DeskUnderTest, own: Any, old: str, new: str, told: str) -> None:
    assert old in OWN
    text = OWN.replace(old, new) if old != "code = " else OWN.replace('code = "09/TX"\n', "")
    own(text)
    for argv in (("form", "09/TX", *Q3), ("form", "list")):
        first, hint = desk.fails(2, *argv).strip().split("\n")
        assert first.startswith("The form in own.toml cannot be used: ") and told in first
        assert hint == "Mend the file, or take it out of the folder."


def test_a_form_that_cannot_be_read_is_told_too(desk: DeskUnderTest, own: Any, tmp_path: Path) -> None:
    path = own("", "bad.toml")
    path.write_bytes("code = 'Đ'".encode("utf-16"))
    assert "bad.toml cannot be used" in desk.fails(2, "form", "list")
    path.write_text("x = " + "[" * 5000, encoding="utf-8")
    assert "bad.toml cannot be used" in desk.fails(2, "form", "list")
    path.unlink()
    path.mkdir()
    assert "bad.toml cannot be used" in desk.fails(2, "form", "list")
    path.rmdir()
    (tmp_path / "real.toml").write_text(OWN, encoding="utf-8")
    path.symlink_to(tmp_path / "real.toml")
    assert "bad.toml cannot be used: it is a symbolic link" in desk.fails(2, "form", "list")
    path.unlink()
    assert len(desk.json("form", "list")["rows"]) == 17


def test_a_hostile_heading_does_not_steer_the_terminal(summer: DeskUnderTest, own: Any) -> None:
    own(OWN.replace("Thủ trưởng", "\\u001b[31mĐỏ\\u202e").replace("BÁO CÁO", "\\u0007BÁO CÁO"))
    for argv in (("form", "09/TX", *Q3, "--format", "table", "--lang", "vi"), ("form", "list", "--lang", "vi")):
        out = summer.run(*argv).out
        assert not {"\x1b", "\u202e", "\x07"} & set(out) and "BÁO CÁO" in out


def test_totals_are_machine_words_in_every_language(summer: DeskUnderTest) -> None:
    answer = json.loads(summer.run("form", "01/TCD", *Q3, "--json", "--lang", "vi").out)
    assert answer["totals"]["counting"] == "distinct"
    assert [one["code"] for one in answer["notes"]] == ["period", "counting", "circular", "unverified"]
