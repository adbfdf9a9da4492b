"""Small registers whose forms were filled in by hand: every figure was counted on paper, from the story above it."""

import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from matters import incident, petition, register, visit

from reception_cli.domain.entry import Draft
from reception_cli.index.queries.form_definitions import all_forms
from reception_cli.index.queries.forms import Span, measure
from reception_cli.reporting.periods import read_period
from workbooks import elements

DeskUnderTest = Any  # the `desk` of tests/conftest.py
TODAY = date(2026, 11, 23)
Q3, Q4 = "tk-2026-Q3", "tk-2026-Q4"  # 15 June to 14 September 2026, 15 September to 14 December


@pytest.fixture
def early(desk: DeskUnderTest) -> DeskUnderTest:
    """A desk that was there before the stories begin: nothing is recorded before what was recorded last."""
    desk.folder = desk.folder.parent / "early"
    assert desk.run("init", "--unit", "TB", now="2026-01-01T08:00:00+07:00").code == 0
    return desk


def tell(desk: DeskUnderTest, *stories: str) -> None:
    """Live through stories, a line a command: day, name of the matter, verb, the rest; `A/paper` is its paper."""
    lines = [shlex.split(line) for story in stories for line in story.strip().splitlines()]
    known: dict[str, str] = {}
    for day, name, verb, *said in sorted(lines, key=lambda words: words[0]):  # a clerk's clock only goes on
        now = f"{day}T09:00:00+07:00"
        words = [known.get(word, word) for word in said]
        if verb == "add":
            if "--to" in words:  # one more matter of a paper
                row = desk.json("add", f"Việc {name}", *words, now=now)["rows"][0]
            else:
                row = desk.add(f"Việc {name}", *words, now=now)
            known |= {name: row["incident"], f"{name}/paper": row["petition"]}
        else:
            desk.json(verb, known[name], *words, now=now)


def filled(desk: DeskUnderTest, form: str, circular: str, period: str = Q3, *more: str) -> dict[int, float]:
    answer = desk.json("form", form, "--circular", circular, "--period", period, *more)
    return {row["column"]: row["value"] for row in answer["rows"]}


def told(desk: DeskUnderTest, form: str, circular: str, code: str) -> list[dict[str, Any]]:
    answer = desk.json("form", form, "--circular", circular, "--period", Q3)
    return [{k: v for k, v in note.items() if k != "code"} for note in answer["notes"] if note["code"] == code]


def figures(text: str) -> dict[int, float]:
    """Read `1=6 2=0 3=1`, or `13-22=0` for columns that are all alike."""
    found: dict[int, float] = {}
    for part in text.split():
        columns, value = part.split("=")
        first, _dash, last = columns.partition("-")
        found |= dict.fromkeys(range(int(first), int(last or first) + 1), float(value))
    return found


# -- 01/TCD


def test_the_worked_example_of_the_law_sheet_gives_its_29_columns(desk: DeskUnderTest) -> None:
    """(a) one person, new complaint; (b) 12 people, a known land matter; (c) the matter of (a), head in person."""
    desk.add("Đất đai", "--kind", "complaint", "--field", "land", "--at", "2026-11-02")
    day = ("--at", "2026-11-20")
    desk.add("Khiếu nại mới", "--kind", "complaint", *day)
    desk.json("visit", "1", "--people", "12", *day)
    desk.json("visit", "2", "--session", "periodic", "--host", "head", *day)
    for circular in ("02/2021", "01/2024"):
        assert filled(desk, "01/TCD", circular, "2026-11-20", "--counting", "per-visit") == figures(
            "1=3 2=14 3=3 4=2 5=13 6=1 7=1 8=1 9=12 10=0 11=1 12=1 13=1 14=1 15=0 16=1 17-29=0"
        )


def test_distinct_counting_counts_a_matter_once_in_a_block_and_again_in_the_next(desk: DeskUnderTest) -> None:
    """One matter: two regular visits, one of them the first, then a group before the delegate."""
    desk.add("Đất đai", "--kind", "complaint", "--at", "2026-11-02")
    desk.json("visit", "1", "--people", "2", "--at", "2026-11-03")
    delegate = ("--session", "adhoc", "--host", "delegate", "--at", "2026-11-04")
    desk.json("visit", "1", "--people", "6", "--petitioners", "6", *delegate)
    distinct = filled(desk, "01/TCD", "01/2024", "2026-11")
    assert distinct == figures(
        "1=3 2=9 3=2 4=2 5=3 6=1 7=0 8-20=0 21=1 22=1 23=6 24=0 25=1 26=1 27=6 28=0 29=1"
    )
    assert filled(desk, "01/TCD", "01/2024", "2026-11", "--counting", "per-visit") == distinct | {3: 3, 7: 1}


def test_lam_dong_in_april_2017(tmp_path: Path) -> None:
    """259 visits of 316 people: regular 161 of 201, periodic 98 of 115 (published figures, B3 of the law sheet)."""
    matters, visits = [], []
    seats = [("regular", "officer")] * 161 + [("periodic", "head")] * 60 + [("periodic", "delegate")] * 38
    people = [2] * 40 + [1] * 121 + [2] * 17 + [1] * 81  # 161 + 40 = 201, 98 + 17 = 115
    for n, ((session, host), persons) in enumerate(zip(seats, people, strict=True), 1):
        day = f"2017-04-{n % 30 + 1:02d}"
        matters.append(incident(f"2017-{n:04d}", day))
        visits.append(visit(f"V2017-{n:04d}", day, [f"2017-{n:04d}"], persons, session=session, host=host))
    book = register(tmp_path / "desk", matters, visits)
    period = read_period("2017-04", TODAY)
    for form in (form for form in all_forms() if form.code == "01/TCD"):
        found = measure(book, form, Span(period.first, period.last)).cells
        assert [found[n] for n in (1, 2, 4, 5)] == [259, 316, 161, 201]
        assert (found[13] + found[22], found[14] + found[23]) == (98, 115)
        assert (found[3], found[12], found[21]) == (259, 30, 30)  # every matter came once; head and delegate daily


@pytest.mark.parametrize(
    ("file", "period", "counted"),
    [
        ("thang-binh-2023.csv", "2023", (970, 1045, 957)),
        ("thang-binh-2024-9m.csv", "2024-9m", (659, 690, 599)),
        ("thang-binh-2024-9m.csv", "tk-2024-9m", (659, 690, 599)),
    ],
)
def test_the_shipped_registers(
    desk: DeskUnderTest, registers: Path, file: str, period: str, counted: tuple[int, ...]
) -> None:
    assert desk.run("import", str(registers / file), "--no-input", "--yes").code == 0
    found = filled(desk, "01/TCD", "02/2021", period)
    assert tuple(found[n] for n in (1, 2, 3)) == counted


def test_sessions_count_days_also_those_to_which_nobody_came(desk: DeskUnderTest) -> None:
    day = ("--session", "periodic", "--host", "head", "--at", "2026-11-02")
    desk.add("A", *day)
    desk.add("B", *day, "--name", "Lê B")
    desk.json("duty", "2/11/2026", "--host", "head")  # the same day once more
    desk.json("duty", "9/11/2026", "--host", "head", "--no-visitors")
    desk.json("duty", "9/11/2026", "--host", "delegate", "--no-visitors")
    desk.json("duty", "30/11/2026", "--host", "head")  # only planned
    found = filled(desk, "01/TCD", "01/2024", "2026-11")
    assert (found[12], found[13], found[21], found[22]) == (2, 2, 1, 0)
    assert desk.run("undo").code == desk.run("undo").code == 0  # the plan, then the delegate's day
    assert filled(desk, "01/TCD", "01/2024", "2026-11")[21] == 0


def test_a_visit_before_an_officer_out_of_turn_is_told_in_a_note(desk: DeskUnderTest) -> None:
    desk.add("A", "--session", "adhoc", "--host", "officer", "--people", "3", "--at", "2026-07-01")
    assert filled(desk, "01/TCD", "01/2024")[1] == 0
    assert told(desk, "01/TCD", "01/2024", "rest") == [
        {"column": 1, "count": 1}, {"column": 2, "count": 3}, {"column": 3, "count": 1},
    ]  # fmt: skip


# -- 02/TCD: what visits brought

VISITS = """
2026-07-01 K1 add --kind kn --petition
2026-07-02 T1 add --kind tc
2026-07-03 R1 add --kind kien-nghi --petition
2026-07-05 K2 add --kind kn --petition --name Bình
2026-07-05 F1 add --kind phan-anh --name Cúc
2026-07-06 K1 classify --competence in --handling accept
2026-07-06 T1 classify --competence out
2026-07-06 T1 refer 'UBND tỉnh' --doc 1/PC
2026-07-06 R1 classify --competence out --handling urge
2026-07-06 K2 classify --competence out --handling guide
2026-07-06 F1 classify --competence in --handling accept
2026-08-01 T1 reply --doc 9/CV
2026-08-03 R1 visit --petition
2026-08-03 R1 classify --handling urge
2026-08-04 P1 add --kind kn --source post
2026-08-05 X1 add --kind kn --refused l9-1
"""


def test_petitions_and_matters_that_visits_brought(early: DeskUnderTest) -> None:
    """R1 came twice, each time with a petition; T1 and F1 without; P1 came by post, X1 was refused."""
    tell(early, VISITS)
    found = filled(early, "02/TCD", "02/2021")
    # petitions: K1 in; R1, R1, K2 out. matters: K1, F1 in; K2 guided, T1 forwarded, R1 urged
    assert found == figures("1=4 2=5 3=2 4=2 5=0 6=1 7=2 8=2 9=1 10=2 11=3 12=3 13=1 14=1 15=1 16=1")
    per_visit = filled(early, "02/TCD", "02/2021", Q3, "--counting", "per-visit")
    assert per_visit == found | figures("2=6 8=3 12=4 15=2")


# -- XLD: petitions

COMPLAINTS = """
2026-06-01 K1 add --kind kn --field land --source post --signatories 1
2026-06-20 K1 classify --competence in --handling accept --qualified
2026-07-02 K1 accept
2026-07-15 K1 visit --source post --signatories 2
2026-07-20 K1 meeting --dialogue --who A --agreed B
2026-07-30 K1 decide --doc 1 --outcome founded
2026-06-10 K2 add --kind kn --field policy --source post --signatories 6
2026-06-12 K2 classify --competence out --handling guide
2026-07-01 K3 add --kind kn --field policy --source post --signatories 5
2026-07-03 K3 classify --competence out --handling guide
2026-07-05 K4 add --kind kn --field judicial --source post --signatories 3
2026-07-10 K4 classify --competence out --handling urge --prior court
2026-08-01 K5 add --kind kn --field land.clearance --source post
2026-08-03 K5 classify --competence in --handling accept --qualified --prior first
2026-09-10 K6 add --kind kn --field land --source post
2026-09-20 K6 classify --competence out --handling guide
2026-07-20 K7 add --kind kn --field admin-other --source post
2026-07-22 K7 classify --not-qualified --handling return
2026-08-10 K8 add --kind kn --field party --source post
2026-08-12 K8 classify --competence out
2026-08-12 K8 refer 'Tỉnh ủy' --doc 3/PC
2026-09-01 K8 reply --doc 7/CV
"""


def test_complaints_in_the_layout_of_2021(early: DeskUnderTest) -> None:
    """Petitions to handle: two of K1 (carried; July), K3, K4, K5, K6, K7, K8; K2 was handled before the period.

    Two to four people signed K4 and the second of K1: the form has no column for them. K6 was not handled in
    time, K7 is not qualified.
    """
    tell(early, COMPLAINTS)
    assert filled(early, "02/XLD", "02/2021") == figures(
        "1=6 2=0 3=1 4=1 5=4"  # K1; K3; K5 K6 K7 K8
        " 6=7 7=1 8=6"  # K1; K1 K3 K4 K5 K7 K8
        " 9=6 10=5 11=3 12=1 13=2 14=0 15=1 16=1 17=0"  # K3 policy, K1 K5 land, K4 judicial, K8 party
        " 18=1 19=0 20=1 21=1 22=2"  # K5 resolved once, K4 by a court, K1 goes on, K3 K8 do not
        " 23=2 24=1 25=1 26=3 27=1 28=1 29=1 30=1"  # K1, K5 second; K3 guided, K8 forwarded, K4 urged
    )
    assert told(early, "02/XLD", "02/2021", "rest") == [{"column": 1, "count": 2}]


def test_complaints_in_the_layout_of_2024(early: DeskUnderTest) -> None:
    """As above; who signed is not asked, and a complaint that was forwarded (K8) has no column."""
    tell(early, COMPLAINTS)
    assert filled(early, "02/XLD", "01/2024") == figures(
        "1=8 2=1 3=7 4=7 5=1 6=6 7=5 8=4 9=3 10=1 11=2 12=0 13=1 14=0 15=0 16=1 17=0 18=1 19=2"
        " 20=2 21=1 22=1 23=2 24=1 25=1 26=1"
    )
    assert told(early, "02/XLD", "01/2024", "rest") == [{"column": 8, "count": 1}]
    # by petition K1 counts twice
    assert filled(early, "02/XLD", "01/2024", Q3, "--counting", "per-visit") == filled(
        early, "02/XLD", "01/2024"
    ) | figures("8=5 9=4 11=3 19=3 20=3 21=2")


def test_a_complaint_without_a_field_counts_in_the_total_and_in_no_column_by_field(early: DeskUnderTest) -> None:
    """K1 and K2 are qualified complaints within competence without a field, K3 is one about land.

    All three are petitions received and handled (3, 6, 7) and matters (8): not resolved before (19), within
    competence (20, 21). By content only K3 has a column: 11, so 9 = 1. 8 = 9 + 13 + 14 + 15 lacks two.
    """
    for name, field in (("K1", ""), ("K2", ""), ("K3", "--field land")):
        tell(early, f"""
2026-07-0{name[1]} {name} add --kind kn {field} --source post
2026-07-09 {name} classify --competence in --handling accept --qualified
""")
    assert filled(early, "02/XLD", "01/2024") == figures(
        "1=3 2=0 3=3 4=3 5=0 6=3 7=3 8=3 9=1 10=0 11=1 12-18=0 19=3 20=3 21=3 22-26=0"
    )
    broken = ["8=9+13+14+15=16+17+18+19=20+23"]
    assert told(early, "02/XLD", "01/2024", "no-field") == [{"column": 8, "count": 2, "equations": broken}]
    assert told(early, "02/XLD", "01/2024", "equation") == told(early, "02/XLD", "01/2024", "rest") == []
    old = filled(early, "02/XLD", "02/2021")
    assert (old[9], old[10], old[11], old[13], old[21], old[24]) == (3, 3, 1, 1, 3, 3)
    for cell, numbers in (("no-field", [1, 2]), ("8", [3, 1, 2])):
        rows = early.json("form", "02/XLD", "--period", Q3, "--cell", cell)["rows"]
        assert [row["incident"] for row in rows] == [f"2026-000{n}" for n in numbers]


@pytest.mark.parametrize(
    ("form", "circular", "kind", "whole", "other"),
    [
        ("03/XLD", "02/2021", "tc", 12, {23: 2, 27: 2}), ("03/XLD", "01/2024", "tc", 8, {20: 2, 22: 2}),
        ("04/XLD", "02/2021", "kien-nghi", 12, {18: 2, 20: 2}), ("04/XLD", "01/2024", "pa", 8, {14: 2, 15: 2}),
    ],
)  # fmt: skip
def test_the_other_forms_of_petitions_count_what_has_no_field_alike(
    early: DeskUnderTest, form: str, circular: str, kind: str, whole: int, other: dict[int, int]
) -> None:
    for n in (1, 2):
        tell(early, f"""
2026-07-0{n} M{n} add --kind {kind} --source post
2026-07-09 M{n} classify --competence in --handling accept --qualified
""")
    found = filled(early, form, circular)
    assert found[whole] == 2 and {n: found[n] for n in other} == other
    (gap,) = told(early, form, circular, "no-field")
    assert (gap["column"], gap["count"], len(gap["equations"])) == (whole, 2, 1)
    assert told(early, form, circular, "equation") == told(early, form, circular, "rest") == []


def test_a_total_with_matters_without_a_field_is_no_live_sum_on_the_sheet(early: DeskUnderTest, tmp_path: Path) -> None:
    tell(early, """
2026-07-01 K1 add --kind kn --source post
2026-07-09 K1 classify --competence in --handling accept --qualified
""")
    sheet, page = str(tmp_path / "02-XLD.xlsx"), tmp_path / "02-XLD.html"
    for file in (sheet, str(page)):  # it is told aside, and never below what is signed
        told = early.run("form", "02/XLD", "--circular", "01/2024", "--period", Q3, "-o", file)
        assert told.code == 0 and "without a field" in told.err and "not verified" in told.err
    printed = page.read_text("utf-8")
    assert not [words for words in ("without a field", "--cell", "not verified") if words in printed]
    cells = [cell for cell in elements(sheet, "c") if cell.find("{*}f") is not None]
    # unit, 1 ... 26: column 8 stands in I and is the figure; 20 = 21 + 22 in U stays a sum
    assert {cell.get("r").rstrip("0123456789") for cell in cells} == {"B", "E", "J", "U", "X"}


DENUNCIATIONS = """
2026-06-05 T1 add --kind tc --field officials --source post
2026-06-10 T1 classify --competence in --handling accept --qualified
2026-06-08 T2 add --kind tc --field corruption --source post --anonymous
2026-06-25 T2 classify --not-qualified --handling file
2026-07-01 T3 add --kind tc --field land --source post
2026-07-06 T3 classify --competence out
2026-07-06 T3 refer 'UBND tỉnh' --doc 2/PC
2026-07-30 T3 reply --doc 8/CV
2026-07-10 T4 add --kind tc --field corruption --source transfer --signatories 7
2026-07-15 T4 classify --competence in --handling accept --qualified --prior concluded
2026-07-12 T5 add --kind tc --field officials --source online
2026-07-20 T5 classify --competence in --handling accept --qualified --prior overdue
2026-08-01 T6 add --kind tc --field admin-other --source post
2026-08-05 T6 classify --competence in --handling accept --qualified
2026-08-20 T7 add --kind tc --field judicial --source post --signatories 2
2026-08-22 T7 classify --competence out --handling urge
2026-09-01 T8 add --kind tc --field policy --source post
2026-09-03 T8 classify --competence out --handling guide
2026-09-12 T9 add --kind tc --field land --source post
2026-07-03 T10 add --kind tc --field other --petition --signatories 1
2026-07-06 T10 classify --competence in --handling accept --qualified
"""


def test_denunciations_in_the_layout_of_2021(early: DeskUnderTest) -> None:
    """T1 was handled before the period, T2 is anonymous and filed, T9 is not handled, T10 was handed over."""
    tell(early, DENUNCIATIONS)
    assert filled(early, "03/XLD", "02/2021") == figures(
        "1=9 2=0 3=0 4=1 5=1 6=6 7=1"  # T2; T4, T3 T5 T6 T8 T9 T10, T7
        " 8=8 9=1 10=7 11=7 12=7"  # all but T9; qualified: T3 to T8, T10
        " 13=4 14=1 15=1 16=1 17=1 18=1 19=1 20=0 21=1"  # T8, T3, T5, T6; T4, T7, -, T10
        " 22=3 23=2 24=1 25=1"  # T3 T7 T8 rest, T6 T10 go on; T5, T4 follow on
        " 26=4 27=2 28=2 29=3 30=1 31=1 32=1 33=1"  # T6 T10, T4 T5; T8 guided, T3 forwarded, T7 urged
    )


def test_denunciations_in_the_layout_of_2024(early: DeskUnderTest) -> None:
    """As above, without T8: a denunciation that was guided has no column."""
    tell(early, DENUNCIATIONS)
    assert filled(early, "03/XLD", "01/2024") == figures(
        "1=9 2=1 3=8 4=8 5=1 6=7 7=6 8=6 9=3 10=0 11=1 12=1 13=1 14=1 15=1 16=0 17=1 18=1 19=1 20=4"
        " 21=4 22=2 23=2 24=2 25=1 26=1 27=1"
    )
    assert told(early, "03/XLD", "01/2024", "rest") == [{"column": 8, "count": 1}]


RECOMMENDATIONS = """
2026-06-10 R1 add --kind kien-nghi --field policy --source post --signatories 1
2026-06-30 R1 classify --competence in --handling accept --qualified
2026-07-01 R1 accept
2026-07-15 R1 step answered --doc 4/CV
2026-07-01 R2 add --kind kien-nghi --field land --source post --signatories 5
2026-07-02 R2 classify --competence in --handling accept
2026-07-05 R3 add --kind phan-anh --field judicial --source online
2026-07-08 R3 classify --competence out --prior concluded
2026-07-08 R3 refer 'Tòa án' --doc 5/PC
2026-08-02 R3 reply --doc 6/CV
2026-08-01 R4 add --kind phan-anh --field officials --source post --signatories 4
2026-08-04 R4 classify --competence out --handling urge
2026-08-15 R5 add --kind kien-nghi --field corruption --source post
2026-08-16 R5 classify --competence in --handling accept
2026-08-30 R5 close --result answered
2026-09-14 R6 add --kind kien-nghi --field land --source post
2026-08-20 R7 add --kind kien-nghi --field other --source post
2026-08-22 R7 classify --competence out --handling guide
"""


def test_recommendations_in_the_layout_of_2021(early: DeskUnderTest) -> None:
    """R6 is not handled; R7 was guided, for which the form has no column: its matter is told in a note."""
    tell(early, RECOMMENDATIONS)
    assert filled(early, "04/XLD", "02/2021") == figures(
        "1=7 2=0 3=1 4=0 5=1 6=4 7=1"  # R1; R2, R3 R5 R6 R7, R4
        " 8=6 9=1 10=5 11=5 12=5 13=1 14=1 15=1 16=2"  # R1, R2, R3; R4 officials and R5 corruption are other
        " 17=1 18=3 19=1 20=3 21=2 22=1 23=1 24=1"  # R3 was answered before; R1 R2 R5 went on; R4 did not
    )
    assert told(early, "04/XLD", "02/2021", "rest") == [{"column": 12, "count": 1}]


def test_recommendations_in_the_layout_of_2024(early: DeskUnderTest) -> None:
    """R1 is answered and R5 closed; R2 is still open."""
    tell(early, RECOMMENDATIONS)
    assert filled(early, "04/XLD", "01/2024") == figures(
        "1=7 2=1 3=6 4=6 5=1 6=5 7=5 8=5 9=1 10=1 11=1 12=2 13=1 14=4 15=3 16=2 17=1 18=1 19=2 20=1"
    )


def test_petitions_of_every_kind(early: DeskUnderTest) -> None:
    """The three stories in one register: 8 + 9 + 7 petitions, of which K6, T9 and R6 are carried forward."""
    tell(early, COMPLAINTS, DENUNCIATIONS, RECOMMENDATIONS)
    assert filled(early, "01/XLD", "02/2021") == figures(
        "1=24 2=0 3=2 4=1 5=3 6=14 7=4 8=21"  # many: K3 T4 R2; other: T2 carried, K1 K4 T7 R4
        " 9=19 10=18 11=6 12=7 13=6"  # not qualified: K7, T2; K1 has two petitions
        " 14=3 15=1 16=8 17=7"  # K5 T4 R3; K4; K1 K1 T5 T6 T10 R1 R2 R5; K3 K8 T3 T7 T8 R4 R7
        " 18=10 19=3 20=4 21=3 22=9 23=3 24=3 25=3 26=3"
    )
    assert filled(early, "01/XLD", "01/2024") == figures(
        "1=24 2=3 3=21 4=21 5=3 6=19 7=18 8=6 9=7 10=6 11=3 12=1 13=15 14=10 15=3 16=4 17=3 18=9 19=3 20=3 21=3 22=3"
    )
    following = filled(early, "01/XLD", "01/2024", Q4)
    assert (following[2], following[3], following[4], following[5]) == (3, 0, 1, 2)  # K6 was handled on 20 September


def test_a_petition_handed_over_at_a_visit_is_handled_with_it(early: DeskUnderTest) -> None:
    tell(early, "2026-07-01 K1 add --kind kn --field land --petition")
    before = filled(early, "01/XLD", "01/2024")
    assert (before[1], before[4], before[5]) == (1, 0, 1)
    tell(early, "2026-07-02 K2 add --kind kn --field land --petition --name Hai",
         "2026-07-03 K2 classify --competence out --handling guide")  # fmt: skip
    after = filled(early, "01/XLD", "01/2024")
    assert (after[1], after[4], after[5], after[19]) == (2, 1, 1, 1)


# -- KQGQ: complaints and denunciations within competence, and what was decided

RESOLVED = """
2026-06-20 C1 add --kind kn --field land --source post
2026-06-22 C1 classify --competence in --handling accept --qualified
2026-07-01 C1 accept
2026-07-10 C1 meeting --dialogue --who A --agreed B
2026-07-28 C1 decide --doc 1 --outcome founded --state-money 120.5 --state-land 300 --org-money 10 --org-land 20 \
--person-money 85.5 --person-land 40 --orgs 1 --persons 2 --sanction-persons 3 --sanction-officials 1 \
--police-matters 1 --police-persons 2 --police-officials 1
2026-07-29 C1 step sent
2026-08-28 C1 step effective
2026-09-01 C1 execute --state-money 100 --person-money 85.5 --sanction-persons 2 --sanction-officials 1 \
--prosecuted-matters 1 --prosecuted-persons 2 --prosecuted-officials 1
2026-09-20 C1 execute --done --state-money 20.5 --state-land 300
2026-06-20 C2 add --kind kn --field land --source post --name Hai
2026-06-22 C2 classify --competence in --handling accept --qualified
2026-07-01 C2 accept
2026-08-20 C2 decide --doc 2 --outcome unfounded
2026-08-21 C2 step sent
2026-06-01 C3 add --kind kn --field land --source post --name Ba
2026-06-02 C3 classify --competence in --handling accept --qualified
2026-06-10 C3 accept
2026-07-10 C3 withdraw --reason 'Đã hiểu'
2026-08-25 C4 add --kind kn --field land --source post --name Hai
2026-08-26 C4 classify --competence in --handling accept --qualified --prior first
2026-09-01 C4 accept --instance second --previous C2
2026-09-05 C4 meeting --dialogue --who A --agreed B
2026-09-10 C4 decide --doc 3 --outcome amended --persons 1
2026-05-01 C5 add --kind kn --field land --source post --name Năm
2026-05-02 C5 classify --competence in --handling accept --qualified
2026-05-10 C5 accept
2026-05-01 C6 add --kind kn --field land --source post --name Sáu
2026-05-02 C6 classify --competence in --handling accept --qualified
2026-06-01 C6 withdraw --reason 'Đã hiểu'
2026-06-25 C7 add --kind kn --field land --source post --name Bảy
2026-06-26 C7 classify --competence in --handling accept --qualified
2026-06-29 C7 accept
2026-07-15 C7 decide --doc 4 --outcome partly --person-money 5
2026-07-16 C7 step sent
2026-08-17 C7 step effective
2026-08-25 C7 execute --done --person-money 5
2026-07-01 C8 add --kind kn --field land --source post --name Tám
2026-07-02 C8 classify --competence out --handling guide
2026-07-03 C9 add --kind kn --field land --name Chín
2026-07-04 C9 classify --competence in --handling accept
2026-07-06 C9 close --result withdrawn
""".replace("\\\n", "")


def test_complaints_resolved(early: DeskUnderTest) -> None:
    """C1 founded, C2 unfounded and late (due 31 July), C7 partly, C4 the second time; C3 and C9 withdrawn.

    C6 was over before the period, C5 is still open, C8 is another body's; nobody wrote about C9.
    """
    tell(early, RESOLVED)
    for circular in ("02/2021", "01/2024"):
        assert filled(early, "01/KQGQ", circular) == figures(
            "1=6 2=2 3=4 4=7 5=4 6=2 7=120.5 8=300 9=10 10=20 11=90.5 12=40 13=1 14=3 15=3 16=1 17=1 18=2 19=1"
            " 20=1 21=1 22=1 23=0 24=1 25=3 26=1"
        )


def test_a_complaint_that_ended_otherwise_is_told_with_the_form_that_has_no_column_for_it(early: DeskUnderTest) -> None:
    """Of four complaints within competence K1 is terminated (its writer died), K2 withdrawn, K3 closed as guided.

    Column 4 has all four, 6 has K2, the next report K4 alone: the note says where K1 and K3 went.
    """
    story = """
2026-06-2{n} K{n} add --kind kn --field land --source post
2026-06-29 K{n} classify --competence in --handling accept --qualified
"""
    tell(early, *(story.format(n=n) for n in range(1, 5)), """
2026-07-01 K1 accept
2026-07-20 K1 step terminated --doc 5/QĐ --note 'Người khiếu nại chết, không có người thừa kế'
2026-07-10 K2 withdraw --reason 'Đã hiểu'
2026-07-11 K3 classify --competence out --handling guide
2026-07-11 K3 classify --competence in
2026-07-12 K3 close --result guided
""")
    for circular in ("02/2021", "01/2024"):
        found = filled(early, "01/KQGQ", circular)
        assert (found[4], found[5], found[6]) == (4, 0, 1)
        assert filled(early, "01/KQGQ", circular, Q4)[4] == 1
        assert told(early, "01/KQGQ", circular, "rest") == [{"column": None, "count": 2}]
    rows = early.json("form", "01/KQGQ", "--period", Q3, "--cell", "rest")["rows"]
    assert [row["incident"] for row in rows] == ["2026-0003", "2026-0001"]
    for tongue, words in (("en", "2 ended without a decision"), ("vi", "2 vụ việc kết thúc không có quyết định")):
        shown = early.run("form", "01/KQGQ", "--period", Q3, "--format", "table", "--lang", tongue).out
        assert words in " ".join(shown.split())


def test_a_denunciation_closed_otherwise_is_told_too(early: DeskUnderTest) -> None:
    tell(early, """
2026-06-20 T1 add --kind tc --field officials --source post
2026-06-22 T1 classify --competence in --handling file
2026-06-23 T1 close --result filed
""")
    assert filled(early, "03/KQGQ", "02/2021")[6] == 0
    assert told(early, "03/KQGQ", "02/2021", "rest") == [{"column": None, "count": 1}]


def test_decisions_on_complaints_carried_out(early: DeskUnderTest) -> None:
    """C1, C4 and C7 give somebody right, C2 does not; C7 is done, C1 in part; what is left goes on in Q4."""
    tell(early, RESOLVED)
    for circular in ("02/2021", "01/2024"):
        assert filled(early, "02/KQGQ", circular) == figures(
            "1=3 2=1 3=120.5 4=300 5=100 6=0 7=10 8=20 9=90.5 10=40 11=0 12=0 13=90.5 14=0 15=2 16=1 17=1 18=2 19=1"
        )
        assert filled(early, "02/KQGQ", circular, Q4) == figures(
            "1=2 2=1 3=20.5 4=300 5=20.5 6=300 7=10 8=20 9=0 10=40 11-19=0"
        )


CONCLUDED = """
2026-06-20 T1 add --kind tc --field corruption --source post
2026-06-22 T1 classify --competence in --handling accept --qualified
2026-06-25 T1 accept
2026-06-26 T1 step notified
2026-06-28 T1 step verifying
2026-07-20 T1 decide --doc 1 --outcome founded --state-money 50 --orgs 2 --persons 1 --police-matters 1 \
--police-persons 3 --police-officials 2 --sanction-persons 4 --sanction-officials 3
2026-08-10 T1 execute --done --state-money 50 --orgs 2 --sanction-orgs 1 --sanction-persons 4 \
--sanction-officials 3 --prosecuted-matters 1 --prosecuted-persons 3 --prosecuted-officials 2
2026-08-01 T2 add --kind tc --field corruption --source post --name Hai
2026-08-02 T2 classify --competence in --handling accept --qualified --prior concluded
2026-08-05 T2 accept --instance second --previous T1
2026-08-06 T2 step verifying
2026-09-10 T2 decide --doc 2 --outcome partly --person-land 12.5
2026-06-25 T3 add --kind tc --field officials --source post --name Ba
2026-06-26 T3 classify --competence in --handling accept --qualified
2026-07-01 T3 accept
2026-08-01 T3 withdraw
2026-06-25 T4 add --kind tc --field officials --source post --name Tư
2026-06-26 T4 classify --competence in --handling accept --qualified
2026-07-01 T4 accept
2026-08-15 T4 step terminated --doc 3 --note 'Người bị tố cáo chết'
2026-06-01 T5 add --kind tc --field officials --source post --name Năm
2026-06-02 T5 classify --competence in --handling accept --qualified
2026-06-05 T5 accept
""".replace("\\\n", "")


def test_denunciations_resolved(early: DeskUnderTest) -> None:
    """T1 founded within 30 days of 25 June, T2 follows it, late (due 4 September); T3, T4 end without, T5 is open."""
    tell(early, CONCLUDED)
    assert filled(early, "03/KQGQ", "02/2021") == figures(
        "1=5 2=1 3=4 4=5 5=1 6=4 7=1 8=1 9=1 10=1 11=50 12=0 13=0 14=0 15=0 16=12.5 17=2 18=1 19=4 20=3 21=1 22=3 23=2"
        " 24=1 25=0 26=0 27=0 28=1 29=1 30=1 31=1"
    )
    assert filled(early, "04/KQGQ", "02/2021") == figures(
        "1=2 2=1 3=50 4=0 5=50 6=0 7=2 8=1 9=0 10=0 11=0 12=12.5 13=2 14-18=0 19=1 20=4 21=3 22=1 23=3 24=2"
    )


def test_who_closed_a_matter_has_nothing_left_to_carry_out(tmp_path: Path) -> None:
    """An old register told that a complaint was founded, and no more: it is not carried along for ever."""
    day = "2026-02-01"
    book = register(tmp_path / "desk", [
        incident("2026-0001", day, kind="complaint", competence="in"),
        Draft("closed", "2026-0001", {"result": "founded", "on": "2026-03-01"}, {}, "2026-03-01"),
    ])  # fmt: skip
    form = next(form for form in all_forms() if form.code == "02/KQGQ")
    spans = [read_period(name, TODAY) for name in ("2026-02", "2026-03", "2026-04")]
    found = [measure(book, form, Span(span.first, span.last)).cells for span in spans]
    assert [(each[1], each[2]) for each in found] == [(0, 0), (1, 1), (0, 0)]


def test_a_decision_whose_term_nobody_knows_is_counted_and_told(tmp_path: Path) -> None:
    """Closed as founded without a decision: it is one of column 5, and neither in time nor late."""
    book = register(tmp_path / "desk", [
        incident("2026-0001", "2026-02-01", kind="complaint"),
        Draft("closed", "2026-0001", {"result": "founded", "on": "2026-03-01"}, {}, "2026-03-01"),
    ])  # fmt: skip
    span = read_period("2026", TODAY)
    for form in (form for form in all_forms() if form.code == "01/KQGQ"):
        found = measure(book, form, Span(span.first, span.last)).cells
        assert {n: value for n, value in found.items() if value} == {4: 1, 5: 1, 20: 1}


def test_what_was_carried_out_counts_whatever_the_decision_said(tmp_path: Path) -> None:
    """A decision that upholds another orders nothing of its own, until something of it is carried out."""
    id_ = "2026-0001"
    kept = register(tmp_path / "desk", [
        incident(id_, "2026-02-01", kind="complaint", competence="in"),
        Draft("decided", id_, {"on": "2026-02-10", "outcome": "upheld", "state": "decided"}, {}, "2026-02-10"),
        Draft("executed", id_, {"on": "2026-04-10", "person_money": 4.5, "state": "executing"}, {}, "2026-04-10"),
    ])  # fmt: skip
    form = next(form for form in all_forms() if form.code == "02/KQGQ")
    months = [read_period(f"2026-0{n}", TODAY) for n in (2, 3, 4, 5)]
    found = [measure(kept, form, Span(month.first, month.last)).cells for month in months]
    assert [(each[1], each[9], each[13]) for each in found] == [(0, 0, 0), (0, 0, 0), (1, 0, 4.5), (1, 0, 0)]


@pytest.mark.parametrize("result", ["founded", "terminated"])
def test_what_ended_in_a_decision_or_was_stopped_had_been_going_on(tmp_path: Path, result: str) -> None:
    """An old register tells how a denunciation ended, but not that it was accepted."""
    kept = register(tmp_path / "desk", [
        incident("2026-0001", "2026-02-01", kind="denunciation", field="land", competence="in"),
        petition("P2026-0001", "2026-02-01", ["2026-0001"], signatories=1),
        Draft("closed", "2026-0001", {"result": result, "on": "2026-03-01"}, {}, "2026-03-01"),
    ])  # fmt: skip
    form = next(form for form in all_forms() if form.code == "03/XLD")
    span = read_period("2026", TODAY)
    found = measure(kept, form, Span(span.first, span.last)).cells
    assert (form.circular[:7], found[22], found[23], found[27]) == ("02/2021", 0, 1, 1)


def test_what_was_carried_out_beyond_the_order_is_not_owed_back(tmp_path: Path) -> None:
    id_ = "2026-0001"
    kept = register(tmp_path / "desk", [
        incident(id_, "2026-02-01", kind="complaint", competence="in"),
        Draft("decided", id_, {"on": "2026-02-10", "outcome": "founded", "state_land": 7.5, "state": "decided"}, {}),
        Draft("executed", id_, {"on": "2026-02-20", "state_land": 9, "state": "executing"}, {}),
    ])  # fmt: skip
    form = next(form for form in all_forms() if form.code == "02/KQGQ")
    months = [read_period(f"2026-0{n}", TODAY) for n in (2, 3)]
    found = [measure(kept, form, Span(month.first, month.last)).cells for month in months]
    assert [(each[4], each[6]) for each in found] == [(7.5, 9), (0, 0)]


def test_what_was_over_on_an_unknown_day_was_so_when_it_came(tmp_path: Path) -> None:
    """An old register says that a complaint was settled, not when: later reports do not carry it over."""
    kept = register(tmp_path / "desk", [
        incident("2026-0001", "2026-02-01", kind="complaint", competence="in"),
        petition("P2026-0001", "2026-02-01", ["2026-0001"]),
        Draft("closed", "2026-0001", {"result": "unrecorded"}, {}, "2026-06-01"),
    ])  # fmt: skip
    for code, columns in (("01/KQGQ", (1, 4)), ("02/XLD", (1, 4))):
        form = next(form for form in all_forms() if form.code == code and form.circular.startswith("01/2024"))
        months = [read_period(f"2026-0{n}", TODAY) for n in (2, 3)]
        found = [measure(kept, form, Span(month.first, month.last)).cells for month in months]
        assert [tuple(each[n] for n in columns) for each in found] == [(1, 1), (0, 0)]


def test_what_was_classified_after_the_periods_end_is_not_ours_in_it(early: DeskUnderTest) -> None:
    """K1 is classified in time, K2 on the first day behind the period, K3 goes out of competence behind it.

    On 14 September K1 and K3 are within competence, K2 is not. In the next report K1 and K2 are carried over.
    """
    tell(early, """
2026-07-01 K1 add --kind kn --source post
2026-07-09 K1 classify --competence in --handling accept --qualified
2026-09-10 K2 add --kind kn --source post
2026-09-15 K2 classify --competence in --handling accept --qualified
2026-08-01 K3 add --kind kn --source post
2026-08-09 K3 classify --competence in
2026-09-20 K3 classify --competence out --handling guide
""")
    found = filled(early, "01/KQGQ", "01/2024")
    assert (found[1], found[2], found[3], found[4]) == (2, 0, 2, 2)
    later = filled(early, "01/KQGQ", "01/2024", Q4)
    assert (later[1], later[2], later[3], later[4]) == (2, 2, 0, 2)
    early.json("correct", "3", "--set", "competence=out", "--reason", "Ghi nhầm", now="2026-09-21T08:00:00+07:00")
    early.json("correct", "2", "--set", "competence=out", "--reason", "Ghi nhầm", now="2026-09-21T08:00:00+07:00")
    early.json("correct", "2", "--set", "competence=in", "--reason", "Vẫn thuộc", now="2026-09-22T08:00:00+07:00")
    assert filled(early, "01/KQGQ", "01/2024")[4] == 2  # a correction was always so: K2 is, K3 was never


def test_an_acceptance_recorded_late_counts_from_its_own_day(early: DeskUnderTest) -> None:
    tell(early, """
2026-07-01 T1 add --kind tc --source post --field officials
2026-09-20 T1 classify --competence in --handling accept --qualified
2026-09-20 T1 accept --on 2026-07-10
""")
    assert filled(early, "03/KQGQ", "02/2021")[4] == 1


def test_the_imported_register_of_2023_keeps_its_98_complaints_within_competence(
    desk: DeskUnderTest, registers: Path
) -> None:
    """They were imported in 2026, and were within competence on the days of 2023 that the register tells."""
    assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--no-input", "--yes").code == 0
    assert filled(desk, "01/KQGQ", "01/2024", "2023")[4] == 98
    assert filled(desk, "01/KQGQ", "01/2024", "2022")[4] == 0


# -- One register with every hard case, and all columns of it

FIRST = "--first-body 'UBND xã Bình Tú' --first-level commune --first-doc 12/QD --first-on 2026-06-01 --first-outcome"
HARD = f"""
2026-06-05 S add --kind tc --field officials --source post
2026-06-08 S classify --competence in --handling accept --qualified
2026-06-10 S accept
2026-06-11 S step verifying
2026-08-01 S decide --doc 1 --outcome founded --state-money 10 --sanction-persons 1 --sanction-officials 1
2026-08-20 S execute --done --state-money 10 --sanction-persons 1 --sanction-officials 1
2026-06-10 G add --kind kn --field policy --source post --signatories 6
2026-06-16 G classify --competence out --handling guide
2026-06-16 X add --kind kn --field land --source post --name Hai
2026-06-17 X classify --competence in --handling accept --qualified
2026-06-18 X accept
2026-07-01 X visit --source post
2026-07-10 X decide --doc 2 --outcome partly --state-money 100.5 --person-land 30
2026-07-13 X step sent
2026-08-12 X step effective
2026-08-20 X execute --state-money 60
2026-06-20 A add --kind kn --field land --petition --people 3
2026-06-20 B add --kind tc --field officials --to A/paper
2026-06-22 A classify --competence in --handling accept --qualified
2026-06-22 B classify --competence in --handling accept --qualified
2026-06-23 A accept
2026-06-23 B accept
2026-07-06 A visit --people 2 --session periodic --host head
2026-07-08 A withdraw --reason 'Đã hiểu'
2026-06-25 K add --kind kn --field land --source post --name Ba
2026-06-26 K classify --competence in --handling accept --qualified
2026-06-29 K accept
2026-07-10 K withdraw --reason 'Rút đơn'
2026-07-11 K close --result withdrawn
2026-07-20 K reopen --ground coercion --reason 'Bị ép rút'
2026-08-20 K decide --doc 3 --outcome founded --person-money 50 --persons 1
2026-07-01 H add --kind kn --source post --name Tư --signatories 1
2026-07-03 H classify --competence in --handling accept --qualified
2026-07-01 L add --kind kn --field judicial --source post --name Năm
2026-07-02 L classify --competence in --handling accept --qualified
2026-07-03 L accept
2026-07-20 L step terminated --doc 5 --note 'Người khiếu nại chết'
2026-07-02 J add --kind kn --field land --source post --name Sáu
2026-07-03 J classify --competence in --handling accept --qualified --prior first
2026-07-06 J accept --instance second {FIRST} unfounded
2026-07-20 J meeting --dialogue --who A --agreed B
2026-08-10 J decide --doc 4 --outcome upheld
2026-07-05 M add --kind kn --field party --source post --name Bảy
2026-07-06 M classify --not-qualified --handling return
2026-07-06 C add --kind kn --session periodic --host head --people 6 --petitioners 6 --name Tám
2026-07-06 C classify --competence in --handling accept
2026-08-03 C visit --people 7 --petitioners 7
2026-07-07 N add --kind kn --field admin-other --source post --signatories 3 --name Chín
2026-07-08 N classify --competence out --handling urge --prior court
2026-07-10 O add --kind tc --field corruption --source transfer --name Mười
2026-07-11 O classify --competence in --handling accept --qualified --prior concluded
2026-07-13 O accept --instance second {FIRST} unfounded
2026-07-14 O step verifying
2026-08-05 O decide --doc 6 --outcome unfounded
2026-07-12 Q add --kind tc --source post --anonymous
2026-07-13 Q classify --not-qualified --handling file
2026-07-15 R add --kind tc --field land --source post --name Lan
2026-07-16 R classify --competence out
2026-07-16 R refer 'UBND tỉnh' --doc 2/PC
2026-08-01 R reply --doc 8/CV
2026-07-20 D add --kind kien-nghi --field policy --session adhoc --host delegate --name Mai
2026-07-20 D classify --competence out
2026-07-20 T add --kind kien-nghi --field policy --source post --name Cúc
2026-07-21 T classify --competence in --handling accept
2026-08-01 T close --result answered
2026-07-21 E add --kind kn --refused l9-1 --name Say
2026-07-22 F add --kind phan-anh --field land --mode online --central 'UBND tỉnh' --point 'UBND xã' --people 2
2026-07-22 F classify --competence in --handling accept
2026-07-22 U add --kind phan-anh --field officials --source online --name Huệ
2026-07-23 U classify --competence out
2026-07-23 U refer 'UBND tỉnh' --doc 3/PC
2026-08-15 U reply --doc 9/CV
2026-08-01 W add --kind phan-anh --source post --name Sen
2026-08-02 W classify --competence in --handling accept
2026-09-12 I add --kind kn --field land --source post --name Trúc
2026-09-18 I classify --competence in --handling accept --qualified
"""


@pytest.fixture
def hard(early: DeskUnderTest) -> DeskUnderTest:
    """Twenty-two matters, and a reception day of the head to which nobody came (10 August)."""
    tell(early, HARD)
    early.json("duty", "2026-08-10", "--host", "head", "--no-visitors", now="2026-09-18T10:00:00+07:00")
    return early


EVERY_COLUMN = {
    # Regular: A and B (3 people, one paper with two matters), F online (2), C again (7, a group). The head: A again
    # (2), C (6, a group) on 6 July, and nobody on 10 August. The delegate: D. E was refused.
    ("01/TCD", "02/2021"): "1=6 2=21 3=7 4=3 5=12 6=3 7=1 8=1 9=7 10=0 11=1"
    " 12=2 13=2 14=8 15=1 16=1 17=1 18=6 19=1 20=0 21=1 22=1 23=1 24=1 25-29=0",
    ("01/TCD", "01/2024"): "1=6 2=21 3=7 4=3 5=12 6=3 7=1 8=1 9=7 10=0 11=1"
    " 12=2 13=2 14=8 15=1 16=1 17=1 18=6 19=1 20=0 21=1 22=1 23=1 24=1 25-29=0",
    # Petitions: A B of one paper, G (carried over), H I J K L M N, X twice; O Q R; T U W. S was handled before.
    # Many signed G, several N, nobody Q; I is not handled (its word is of 18 September), M and Q are not qualified.
    # Resolved before: J O once, N by a court; going on: A B H K L T W X X; not: G R U.
    ("01/XLD", "02/2021"): "1=18 2=1 3=0 4=0 5=0 6=15 7=2 8=17 9=15 10=14 11=9 12=3 13=3 14=2 15=1 16=9 17=3"
    " 18=11 19=7 20=2 21=2 22=4 23=1 24=2 25=1 26=2",  # in: A H J K L X X, B O, T W; out: G, R U, N
    ("01/XLD", "01/2024"): "1=18 2=1 3=17 4=17 5=1 6=15 7=14 8=9 9=3 10=3 11=2 12=1 13=12"
    " 14=11 15=7 16=2 17=2 18=4 19=1 20=2 21=1 22=2",
    # Matters of complaints: G policy, A J K X land, N other, L judicial; H has no field and stands in the total alone.
    # Several signed N, for which the form of 2021 has no column.
    ("02/XLD", "02/2021"): "1=10 2=1 3=0 4=0 5=9 6=10 7=1 8=9 9=9 10=8 11=6 12=1 13=4 14=1 15=1 16=0 17=0"
    " 18=1 19=0 20=1 21=5 22=1 23=6 24=5 25=1 26=2 27=1 28=0 29=1 30=0",
    ("02/XLD", "01/2024"): "1=11 2=1 3=10 4=10 5=1 6=9 7=9 8=8 9=6 10=1 11=4 12=1 13=1 14=0 15=0"
    " 16=1 17=0 18=1 19=6 20=6 21=5 22=1 23=2 24=1 25=1 26=0",
    # B officials, R land, O corruption and a follow-on one; Q is anonymous and filed.
    ("03/XLD", "02/2021"): "1=4 2-5=0 6=3 7=1 8=4 9=0 10=4 11=3 12=3 13=2 14=0 15=1 16=1 17=0 18=1 19-21=0"
    " 22=1 23=1 24=0 25=1 26=2 27=1 28=1 29=1 30=0 31=1 32=0 33=1",
    ("03/XLD", "01/2024"): "1=4 2=0 3=4 4=4 5=0 6=4 7=3 8=3 9=2 10=0 11=1 12=1 13=0 14=1 15-17=0"
    " 18=0 19=1 20=2 21=2 22=1 23=1 24=1 25=1 26=0 27=1",
    # T policy (closed), U officials counts as other (forwarded), W has no field.
    ("04/XLD", "02/2021"): "1=3 2-5=0 6=3 7=0 8=3 9=0 10=3 11=3 12=3 13=1 14=0 15=0 16=1 17=0 18=2 19=1"
    " 20=2 21=1 22=1 23=0 24=1",
    ("04/XLD", "01/2024"): "1=3 2=0 3=3 4=3 5=0 6=3 7=3 8=3 9=1 10=0 11=0 12=1 13=0 14=3 15=2 16=1 17=1 18=0"
    " 19=1 20=1",
    # Ours on 14 September: A C H J K L X, of which C was only spoken of and X has two petitions; I not yet.
    # J upheld, K founded and late (due 29 July) after it was withdrawn under coercion, X partly; A withdrawn.
    ("01/KQGQ", "02/2021"): "1=7 2=0 3=7 4=7 5=3 6=1 7=100.5 8-10=0 11=50 12=30 13=0 14=1 15-19=0"
    " 20=1 21=0 22=1 23=1 24=0 25=2 26=1",
    ("01/KQGQ", "01/2024"): "1=7 2=0 3=7 4=7 5=3 6=1 7=100.5 8-10=0 11=50 12=30 13=0 14=1 15-19=0"
    " 20=1 21=0 22=1 23=1 24=0 25=2 26=1",
    # K and X give somebody right; of X 60 million were recovered.
    ("02/KQGQ", "02/2021"): "1=2 2=0 3=100.5 4=0 5=60 6-8=0 9=50 10=30 11-19=0",
    ("02/KQGQ", "01/2024"): "1=2 2=0 3=100.5 4=0 5=60 6-8=0 9=50 10=30 11-19=0",
    # S (carried over) founded, due 10 July and late; O follows on another body's conclusion; B goes on.
    ("03/KQGQ", "02/2021"): "1=3 2=1 3=2 4=3 5=1 6=2 7=1 8=1 9=0 10=0 11=10 12-18=0 19=1 20=1 21-23=0"
    " 24=1 25=0 26=1 27=1 28=0 29=0 30=1 31=1",
    ("04/KQGQ", "02/2021"): "1=1 2=1 3=10 4=0 5=10 6-19=0 20=1 21=1 22-24=0",
}  # fmt: skip


def test_every_column_of_every_form_from_one_register_with_the_hard_cases(hard: DeskUnderTest) -> None:
    found = {(form, circular): filled(hard, form, circular) for form, circular in EVERY_COLUMN}
    assert {key: {n: (value, found[key][n]) for n, value in figures(columns).items() if value != found[key][n]}
            for key, columns in EVERY_COLUMN.items()} == {key: {} for key in EVERY_COLUMN}  # fmt: skip
    assert all(figures(columns).keys() == found[key].keys() for key, columns in EVERY_COLUMN.items())


def test_what_no_column_holds_of_the_hard_cases_is_told(hard: DeskUnderTest) -> None:
    """L ended without a decision; H and W have no field; N was signed by three, for whom there is no column."""
    assert told(hard, "01/KQGQ", "01/2024", "rest") == [{"column": None, "count": 1}]
    assert [note["count"] for note in told(hard, "02/XLD", "01/2024", "no-field")] == [1]
    assert [note["count"] for note in told(hard, "04/XLD", "01/2024", "no-field")] == [1]
    assert told(hard, "02/XLD", "02/2021", "rest") == [{"column": 1, "count": 1}]
    for form, circular in EVERY_COLUMN:
        assert told(hard, form, circular, "equation") == []


def test_the_report_in_words_tells_the_columns_of_the_hard_cases(hard: DeskUnderTest) -> None:
    """The same figures once more, in the order of an office's report: 10 matters within competence, 6 resolved."""
    told_ = {row["section"]: row["text"] for row in hard.json("summarize", "--report", "--period", Q3)["rows"]}
    assert "received 6 visits of 21 people about 7 matters." in told_["reception"]
    assert "The head in person: 2 sessions, 2 visits, 8 people, 2 matters (33.3%)." in told_["reception"]
    assert "Matters received for the first time: 5, repeatedly: 2. Large groups: 2, with 13 people." in (
        told_["reception"]
    )
    assert told_["petitions"].startswith("To handle were 18 petitions: 1 carried over, 17 received in the period.")
    assert "Complaints, 8 matters: administrative fields 6 (75.0%)" in told_["fields"]
    assert told_["handling"] == (
        "Within competence: 11 petitions. Outside: 4, of which guided 1, forwarded 2, urged 1. "
        "Replies received to what was forwarded: 2."
    )
    assert told_["resolution"].startswith(
        "Within competence were 10 matters (7 complaints, 3 denunciations); resolved: 6, 60.00%. "
        "Complaints: 4 of 7 resolved (57.14%): 3 by decision, 1 withdrawn; founded 1, partly founded 1, unfounded 0; "
        "second level: upheld 1, annulled or amended 0; in term 2, late 1. "
        "By these: 100.50 million VND to be recovered for the State; 50 million VND to be returned; "
        "30 m² of land to be returned; rights of 1 persons restored."
    )
    assert told_["execution"].startswith(
        "Decisions on complaints to be carried out: 2, done: 0. Of these: 100.50 million VND due to the State; "
        "60 million VND recovered;"
    )
