"""Summaries and forms by unit: each register a row, summed up to a level, as the tree is drawn on a day."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain import numbers
from reception_cli.ledger import federated

SPAN = ("--from", "2023-01-01", "--to", "2024-12-31")
FORM = ("form", "01/TCD", "--period", "2023-01-01..2024-12-31")
FIGURES = ("visits", "people", "incidents")
# Published: 970 visits of 1,045 people about 957 incidents in 2023; 659 / 690 / 599 in nine months of 2024.
U2023, U2024 = (970, 1045, 957), (659, 690, 599)
BOTH = (970 + 659, 1045 + 690, 957 + 599)
OLD, NEW = "2024-12-31", "2026-01-01"  # before and after the reform of 2025-07-01
# U2023 became the commune X, U2024 the communes X and Y; their province became another.
TREE = """\
code,name,level,parent,valid_from,valid_to,successor
QN,tỉnh Quảng Nam,province,,,2025-06-30,DN
DN,thành phố Đà Nẵng,province,,,,
U2023,huyện Một,district,QN,,2025-06-30,X
U2024,huyện Hai,district,QN,,2025-06-30,X Y
X,xã X,commune,DN,2025-07-01,,
Y,xã Y,commune,DN,2025-07-01,,
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk that consolidates the shipped registers as those of two units, without and with a tree."""
    from reception_cli.cli.main import run

    folder = tmp_path_factory.mktemp("units")
    plain = folder / "plain"
    registers = Path(__file__).parents[2] / "src/reception_cli/data/registers"
    (folder / "tree.csv").write_text(TREE, "utf-8")

    def told(desk: Path, *argv: str) -> None:
        assert run(["--db", str(desk), "--now", "2026-11-23T08:10:00+07:00", "--user", "lan", *argv]) == 0

    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"):
            patch.setenv(name, str(folder / "home"))
        told(plain, "init", "--unit", "TB")
        for code, register in (("U2023", "thang-binh-2023.csv"), ("U2024", "thang-binh-2024-9m.csv")):
            told(plain / "units" / code, "init", "--unit", code)
            told(plain / "units" / code, "import", str(registers / register), "--no-input", "--yes")
        told(plain, "summarize")  # its cards are there now
        shutil.copytree(plain, folder / "drawn")
        told(folder / "drawn", "units", "import", str(folder / "tree.csv"))
    return folder


@pytest.fixture
def district(desk: Any, made: Path) -> Any:
    """A desk that consolidates both, without a visit of its own."""
    desk.folder = desk.folder.parent / "district"
    shutil.copytree(made / "plain", desk.folder)
    return desk


@pytest.fixture
def drawn(desk: Any, made: Path) -> Any:
    """The same, with its tree."""
    desk.folder = desk.folder.parent / "drawn"
    shutil.copytree(made / "drawn", desk.folder)
    return desk


@pytest.fixture
def two(desk: Any) -> Any:
    """A desk that consolidates A and B, each with a visit by the head on one day, and C, to which nobody came."""
    head = ("--session", "periodic", "--host", "head", "--at", "2026-11-20")
    for code in ("A", "B", "C"):
        unit = type(desk)(desk.folder / "units" / code, desk._read)
        assert unit.run("init", "--unit", code).code == 0
        if code != "C":
            unit.add("Xin cấp nước sạch", *head, "--kind", "recommendation")
    return desk


def rows(answer: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {row["unit"]: tuple(row[name] for name in FIGURES) for row in answer["rows"]}


def note(answer: dict[str, Any], code: str) -> dict[str, Any] | None:
    return next((note for note in answer["notes"] if note["code"] == code), None)


def cells(answer: dict[str, Any], unit: str | None) -> dict[int, float]:
    return {row["column"]: row["value"] for row in answer["rows"] if row["unit"] == unit}


# summarize


def test_each_unit_is_a_row_and_the_total_is_their_sum(district: Any) -> None:
    answer = district.json("summarize", *SPAN, "--by", "unit")
    assert rows(answer) == {"U2023": U2023, "U2024": U2024}
    assert tuple(answer["totals"][name] for name in FIGURES) == BOTH
    assert note(answer, "drawn") is None  # historic records keep their old codes


def test_a_desk_of_its_own_is_one_row(desk: Any) -> None:
    desk.add()
    assert rows(desk.json("summarize", "--by", "unit")) == {"TB": (1, 1, 1)}


def test_the_desk_s_own_visits_are_a_row_beside_those_of_its_units(two: Any) -> None:
    assert rows(two.json("summarize", "--by", "unit")) == {"A": (1, 1, 1), "B": (1, 1, 1), "C": (0, 0, 0)}
    two.add("Xin tách thửa", "--people", "3")
    assert rows(two.json("summarize", "--by", "unit"))["TB"] == (1, 3, 1)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--as-drawn-on", OLD), {"U2023": U2023, "U2024": U2024}),
        (("--as-drawn-on", NEW), {"X": U2023, "U2024": U2024, }),
        (("--level", "district"), {"U2023": U2023, "U2024": U2024}),
        (("--level", "tỉnh"), {"QN": BOTH}),  # as on the last day of the period
        (("--level", "province", "--as-drawn-on", OLD), {"QN": BOTH}),
        (("--level", "province", "--as-drawn-on", NEW), {"DN": BOTH}),
        (("--level", "commune", "--as-drawn-on", NEW), {"X": U2023, "U2024": U2024}),
        (("--level", "commune", "--as-drawn-on", OLD), {"U2023": U2023, "U2024": U2024}),  # no commune above a district
    ],
)  # fmt: skip
def test_units_are_summed_up_as_drawn_on_a_day(drawn: Any, more: tuple[str, ...], told: dict[str, Any]) -> None:
    answer = drawn.json("summarize", *SPAN, "--by", "unit", *more)
    assert rows(answer) == told
    assert tuple(answer["totals"][name] for name in FIGURES) == BOTH


def test_a_split_unit_is_told_under_its_old_code_with_a_note(drawn: Any) -> None:
    answer = drawn.json("summarize", *SPAN, "--by", "unit", "--as-drawn-on", NEW)
    assert note(answer, "not_placed") == {"code": "not_placed", "unit": "U2024", "among": ["X", "Y"]}
    assert note(answer, "drawn") == {"code": "drawn", "day": NEW, "level": None}
    together = drawn.json("summarize", *SPAN, "--by", "unit", "--as-drawn-on", NEW, "--level", "province")
    assert note(together, "not_placed") is None


def test_a_unit_outside_the_tree_is_told_under_its_own_code_with_a_note(district: Any) -> None:
    answer = district.json("summarize", *SPAN, "--by", "unit", "--level", "province")
    assert rows(answer) == {"U2023": U2023, "U2024": U2024}
    assert note(answer, "not_in_tree") == {"code": "not_in_tree", "units": ["TB", "U2023", "U2024"]}


def test_units_and_kinds_together_add_up_too(drawn: Any) -> None:
    answer = drawn.json("summarize", *SPAN, "--by", "unit,kind", "--level", "province")
    assert {row["unit"] for row in answer["rows"]} == {"QN"}
    assert sum(row["visits"] for row in answer["rows"]) == BOTH[0]


def test_an_earlier_period_is_told_by_the_same_units(drawn: Any) -> None:
    year = ("--period", "2024", "--compare", "last-year", "--by", "unit", "--as-drawn-on", NEW)
    got = {row["unit"]: (row["visits"], row["visits_before"]) for row in drawn.json("summarize", *year)["rows"]}
    assert got == {"X": (0, 970), "U2024": (659, 0)}


def test_people_read_the_names_beside_the_codes(drawn: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    shown = drawn.run("summarize", *SPAN, "--by", "unit", "--level", "province").out
    assert "QN tỉnh Quảng Nam" in shown


def test_weeks_are_told_though_the_units_have_different_years(desk: Any) -> None:
    """The own register begins in 2026, that of the unit ended in 2024: every week of both is known."""
    unit = type(desk)(desk.folder / "units" / "A", desk._read)
    assert unit.run("init", "--unit", "A").code == 0
    unit.add("Cũ", "--at", "2024-03-05")
    desk.add("Mới", "--at", "2026-03-05")
    answer = desk.json("summarize", "--from", "2020-01-01", "--to", "2026-12-31", "--by", "week,unit")
    assert [(row["week"], row["unit"]) for row in answer["rows"]] == [("2024-W10", "A"), ("2026-W10", "TB")]


@pytest.mark.parametrize("option", [("--level", "province"), ("--as-drawn-on", OLD)])
def test_level_and_day_belong_to_rows_by_unit(district: Any, option: tuple[str, str]) -> None:
    assert "belongs to --by unit" in district.fails(2, "summarize", *SPAN, *option)
    assert "belongs to --by unit" in district.fails(2, *FORM, *option)


def test_the_desk_s_own_seal_is_not_held_against_the_registers_of_its_units(two: Any) -> None:
    """A visit of A was struck through behind A's seal: that moved nothing which this desk sealed."""
    two.json("seal", "--to", "2026-11-21", "--yes")
    unit = type(two)(two.folder / "units" / "A", two._read)
    unit.json("seal", "--to", "2026-11-21", "--yes")
    unit.json("void", "V2026-0001", "--reason", "x", "--yes", "--after-seal")
    assert note(two.json("summarize", "--by", "unit"), "after_seal") is None
    assert note(two.json("form", "01/TCD", "--period", "2026-11", "--by", "unit"), "after_seal") is None
    assert note(unit.json("summarize"), "after_seal")["visits"] == -1  # type: ignore[index]


# the filter


def test_the_filter_by_unit_reads_one_register(district: Any) -> None:
    only = ("--unit", "u2024")
    assert rows(district.json("summarize", *SPAN, "--by", "unit", *only)) == {"U2024": U2024}
    assert district.json("summarize", *SPAN, *only)["totals"]["visits"] == 659
    assert district.json("summarize", *SPAN, *only, "--unit", "U2023")["totals"]["visits"] == BOTH[0]
    assert {row["unit"] for row in district.json("list", *only)["rows"]} == {"U2024"}
    assert {row["unit"] for row in district.json("list", "--visits", *only)["rows"]} == {"U2024"}
    assert {row["unit"] for row in district.json("search", "dat", *only)["rows"]} == {"U2024"}
    assert len(district.run("export", "--visits", *only).out.splitlines()) == 659
    assert district.json("summarize", *SPAN, "--unit", "TB")["totals"]["visits"] == 0


def test_what_is_due_is_told_with_its_unit_and_filtered_by_it(two: Any) -> None:
    unit = type(two)(two.folder / "units" / "A", two._read)
    unit.add("Khiếu nại mức bồi thường", "--kind", "complaint", "--at", "2026-11-20")
    due = two.json("due", "--within", "90d", "--unit", "A")["rows"]
    assert due and {row["unit"] for row in due} == {"A"}
    assert two.json("due", "--within", "90d", "--unit", "C")["rows"] == []


def test_a_unit_without_a_register_here_is_refused_with_those_that_have_one(district: Any) -> None:
    for verb in (("list",), ("summarize",), ("due",), ("search", "dat"), ("export",), FORM):
        assert "Units: TB, U2023, U2024" in district.fails(2, *verb, "--unit", "QN")


def test_the_own_unit_is_no_choice_of_what_to_change(desk: Any) -> None:
    desk.add()
    desk.fails(2, "classify", "--unit", "TB", "--kind", "complaint", "--yes")


# forms


def test_a_form_has_a_row_for_each_unit_and_a_total(district: Any) -> None:
    answer = district.json(*FORM, "--by", "unit")
    assert [row["unit"] for row in answer["rows"]] == ["U2023"] * 29 + ["U2024"] * 29 + [None] * 29
    for unit, figures in (("U2023", U2023), ("U2024", U2024), (None, BOTH)):
        assert tuple(cells(answer, unit)[n] for n in (1, 2, 3)) == figures
    assert set(answer["rows"][0]) == {"unit", "column", "value", "formula", "vi", "en"}
    plain = district.json(*FORM)
    assert cells(answer, None) == {row["column"]: row["value"] for row in plain["rows"]}


def test_each_row_is_what_the_unit_itself_would_hand_in(district: Any) -> None:
    answer = district.json(*FORM, "--by", "unit")
    for unit in ("U2023", "U2024"):
        alone = district.json(*FORM, "--unit", unit)
        assert cells(answer, unit) == {row["column"]: row["value"] for row in alone["rows"]}


def test_a_form_by_unit_of_one_unit_has_no_other_row(district: Any) -> None:
    answer = district.json(*FORM, "--by", "unit", "--unit", "U2023")
    assert {row["unit"] for row in answer["rows"]} == {"U2023", None}
    assert cells(answer, None) == cells(answer, "U2023")


def test_sessions_of_two_units_on_one_day_are_two(two: Any) -> None:
    """The heads of A and B each received on 20 November; the head of C noted a day to which nobody came."""
    unit = type(two)(two.folder / "units" / "C", two._read)
    unit.json("duty", "2026-11-20", "--host", "head")
    answer = two.json("form", "01/TCD", "--period", "2026-11", "--by", "unit")
    assert [cells(answer, unit)[12] for unit in ("A", "B", "C", None)] == [1, 1, 1, 3]
    alone = two.json("form", "01/TCD", "--period", "2026-11")["rows"]
    assert {row["column"]: row["value"] for row in alone}[12] == 3
    assert len(two.json("form", "01/TCD", "--period", "2026-11", "--cell", "12")["rows"]) == 3
    assert len(two.json("form", "01/TCD", "--period", "2026-11", "--cell", "12", "--unit", "C")["rows"]) == 1


def test_the_numbers_of_entries_and_lines_name_their_unit_alike() -> None:
    """Sessions are told of both: what a unit's place is multiplied by must be one number."""
    assert federated.SEQ == numbers.UNIT


def test_a_form_is_summed_up_as_drawn_on_a_day(drawn: Any) -> None:
    answer = drawn.json(*FORM, "--by", "unit", "--level", "province", "--as-drawn-on", NEW)
    assert [row["unit"] for row in answer["rows"]] == ["DN"] * 29 + [None] * 29
    assert tuple(cells(answer, "DN")[n] for n in (1, 2, 3)) == BOTH
    assert note(answer, "drawn") == {"code": "drawn", "day": NEW, "level": "province"}


@pytest.mark.parametrize("form", ["02/TCD", "01/XLD", "03/XLD", "01/KQGQ"])
def test_every_form_is_told_by_unit_and_adds_up(two: Any, form: str) -> None:
    for code in ("A", "B"):
        unit = type(two)(two.folder / "units" / code, two._read)
        unit.json("add", "Đơn kiến nghị", "--source", "post", "--name", "Lê B", "--address", "thôn 1", "--kind",
                  "recommendation", "--field", "land", "--at", "2026-11-19")  # fmt: skip
    argv = ("form", form, "--period", "2026-11", "--circular", "02/2021" if form == "02/TCD" else "01/2024")
    answer = two.json(*argv, "--by", "unit")
    plain = {row["column"]: row["value"] for row in two.json(*argv)["rows"]}
    assert cells(answer, None) == plain
    assert {n: sum(cells(answer, unit)[n] for unit in "ABC") for n in plain} == plain


OWN_FORM = """
code = "01/THU"
circular = "của đơn vị"
since = 2020-01-01
vi = "Lượt và người"
en = "Visits and people"
mark = "I"
[[column]]
n = 1
vi = ["Số lượt"]
of = "visits"
[[column]]
n = 2
vi = ["Số người"]
of = "visits"
count = "people"
[[equation]]
text = "1=2"
mark = "printed"
"""


def test_equations_are_checked_on_every_row_and_on_the_total(district: Any) -> None:
    (district.folder / "forms").mkdir()
    (district.folder / "forms" / "own.toml").write_text(OWN_FORM, "utf-8")
    answer = district.json("form", "01/THU", "--period", "2023-01-01..2024-12-31", "--by", "unit")
    told = [(one["unit"], one["values"]) for one in answer["notes"] if one["code"] == "equation"]
    assert told == [("U2023", [970, 1045]), ("U2024", [659, 690]), (None, [1629, 1735])]


def test_the_units_stand_side_by_side_on_a_screen_or_below_each_other(
    drawn: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    wide = drawn.run(*FORM, "--by", "unit").out
    assert any(line.split()[-4:-1] == ["970", "659", "1,629"] for line in wide.splitlines())
    monkeypatch.setenv("COLUMNS", "24")
    narrow = drawn.run(*FORM, "--by", "unit", "--no-color").out
    for line in ("U2023 huyện Một: 970", "U2024 huyện Hai: 659", "Total: 1,629"):
        assert line in narrow
    assert max(map(len, narrow.splitlines())) <= 24


def test_one_of_the_files_is_the_official_sheet_with_a_line_a_unit(drawn: Any, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    book, page, rows_ = (tmp_path / f"f.{suffix}" for suffix in ("xlsx", "html", "csv"))
    for path in (book, page, rows_):
        assert drawn.run(*FORM, "--by", "unit", "-o", str(path), "--lang", "vi").code == 0
    lines = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
    body = [tuple(line[:4]) for line in lines if line[1] in (U2023[0], U2024[0], BOTH[0])]
    assert body == [("huyện Một", *U2023), ("huyện Hai", *U2024), ("Tổng cộng", *BOTH)]
    assert "huyện Một" in page.read_text("utf-8") and "1.629" in page.read_text("utf-8")
    assert rows_.read_text("utf-8-sig").count("\n") == 1 + 3 * 29


@pytest.mark.parametrize("option", [("--cell", "3"), ("--compare", "last-year"), ("--opening", "x"), ("--before", "x")])
def test_what_stands_beside_one_unit_has_no_place_beside_many(district: Any, option: tuple[str, str]) -> None:
    assert f"--by unit and {option[0]} exclude" in district.fails(2, *FORM, "--by", "unit", *option)


def test_one_statement_counts_all_units(district: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    from reception_cli.index.desk_folder import Folder, Habits
    from reception_cli.index.federation import Federation
    from reception_cli.index.queries import form_definitions, forms

    book = Federation(Folder(str(district.folder), Habits())).read()
    asked: list[str] = []
    book._db.set_trace_callback(asked.append)
    form, _circular = form_definitions.choose("01/TCD", "", date(2024, 12, 31))
    labels = {place * numbers.UNIT: code for place, code in book.units().items()}
    asked.clear()
    found = forms.measure_units(book, form, forms.Span(date(2023, 1, 1), date(2024, 12, 31)), labels)
    book.close()
    assert len(asked) == 1 and [found[unit].cells[1] for unit in ("TB", "U2023", "U2024")] == [0, 970, 659]


def test_another_engine_knows_the_sessions_of_each_unit(two: Any) -> None:
    pytest.importorskip("duckdb")
    unit = type(two)(two.folder / "units" / "C", two._read)
    unit.json("duty", "2026-11-20", "--host", "head")
    answer = two.json("form", "01/TCD", "--period", "2026-11", "--by", "unit", "--engine", "duckdb")
    assert [cells(answer, unit)[12] for unit in ("A", "B", "C", None)] == [1, 1, 1, 3]


def test_another_engine_reads_the_same_words(drawn: Any) -> None:
    pytest.importorskip("duckdb")
    for argv in (
        (*FORM, "--by", "unit", "--as-drawn-on", NEW), ("summarize", *SPAN, "--by", "unit,quarter", "--level", "tinh"),
        (*FORM, "--unit", "U2023"), ("summarize", *SPAN, "--unit", "U2023"),
    ):  # fmt: skip
        assert drawn.json(*argv, "--engine", "duckdb") == drawn.json(*argv, "--engine", "sqlite")
