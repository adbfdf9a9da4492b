"""summarize: totals, rows, comparison and the records behind a figure."""

import sys
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py

FIGURES = ("visits", "people", "incidents", "groups")
REFUSED = "l9-1"


@pytest.fixture
def years(desk: DeskUnderTest) -> DeskUnderTest:
    """Two visits of January 2025, one of March 2026 and one of February 2026 for one incident."""
    desk.add("A", "--at", "2025-01-10", "--kind", "complaint", "--people", "2")
    desk.add("B", "--at", "2025-01-11", "--kind", "feedback", "--name", "Lê B")
    desk.add(
        "C",
        "--at",
        "2026-02-03",
        "--kind",
        "complaint",
        "--people",
        "6",
        "--petitioners",
        "6",
        "--name",
        "Hồ C",
    )
    assert desk.run("visit", "2026-0001", "--at", "2026-03-04").code == 0
    return desk


def figures(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[key] for key in FIGURES)


def note(answer: dict[str, Any], code: str) -> dict[str, Any] | None:
    return next((note for note in answer["notes"] if note["code"] == code), None)


def test_totals_are_exactly_five_and_this_year_is_the_default(years: DeskUnderTest) -> None:
    answer = years.json("summarize")
    assert answer["totals"] == {"visits": 2, "people": 7, "incidents": 1, "groups": 1, "petitions": 0}
    assert answer["rows"] == [{"period": "2026", **answer["totals"]}]
    assert note(answer, "counting") == {"code": "counting", "counting": "distinct"}
    assert answer == years.json("summarize", "--period", "2026")


def test_rows_may_add_up_to_more_than_the_total_and_a_note_says_so(years: DeskUnderTest) -> None:
    answer = years.json("summarize", "--by", "month,kind")
    assert answer["rows"] == [
        {"month": f"2026-0{month}", "kind": "complaint", "visits": 1, "people": people, "incidents": 1,
         "groups": groups, "petitions": 0}
        for month, people, groups in ((2, 6, 1), (3, 1, 0))
    ]  # fmt: skip
    assert note(answer, "rows_exceed_total") == {"code": "rows_exceed_total", "figures": ["incidents"]}
    assert note(years.json("summarize", "--by", "kind"), "rows_exceed_total") is None


def test_a_year_beside_the_one_before(years: DeskUnderTest) -> None:
    answer = years.json("summarize", "--compare", "last-year", "--by", "month")
    totals = answer["totals"]
    assert [totals[f"people{end}"] for end in ("", "_before", "_change", "_percent")] == [7, 3, 4, 133.3]
    assert (totals["incidents_change"], totals["groups_percent"]) == (-1, None)
    january, february = answer["rows"][:2]
    assert [january[f"visits{end}"] for end in ("", "_before", "_change", "_percent")] == [0, 2, -2, -100.0]
    assert (january["month"], february["visits_before"], february["visits_percent"]) == ("2026-01", 0, None)


def test_a_quarter_beside_the_one_before_puts_first_month_beside_first_month(years: DeskUnderTest) -> None:
    answer = years.json("summarize", "--period", "2025-Q2", "--compare", "previous", "--by", "month")
    assert [(row["month"], row["visits"], row["visits_before"]) for row in answer["rows"]] == [
        ("2025-04", 0, 2)
    ]
    assert note(answer, "compared") == {"code": "compared", "compared": "2025-Q1"}


def test_days_that_were_typed_can_be_compared_too(years: DeskUnderTest) -> None:
    argv = ("summarize", "--from", "2026-01-01", "--to", "2026-12-31", "--compare", "last-year")
    (row,) = years.json(*argv)["rows"]
    assert (row["visits"], row["visits_before"], row["period"]) == (2, 2, "2026-01-01..2026-12-31")


def test_counting_per_visit(years: DeskUnderTest) -> None:
    answer = years.json("summarize", "--counting", "per-visit", "--by", "kind")
    assert (answer["totals"]["incidents"], answer["rows"][0]["incidents"]) == (2, 2)


def test_the_records_are_the_visits_behind_the_figure(years: DeskUnderTest) -> None:
    years.add("D", "--at", "2026-03-05", "--kind", "complaint", "--refused", REFUSED)
    assert years.json("list", "--visits")["rows"][0]["refused"] == REFUSED
    answer = years.json("summarize", "--records")
    assert len(answer["rows"]) == answer["totals"]["visits"] == 2
    assert (
        answer["rows"][0] | {"id": "V2026-0002", "incidents": ["2026-0001"], "repeat": True}
        == answer["rows"][0]
    )
    assert figures(answer["totals"]) == (2, 7, 1, 1)


def test_rows_can_be_sorted_and_cut_without_touching_the_totals(years: DeskUnderTest) -> None:
    answer = years.json("summarize", "--by", "month", "--sort", "people", "--limit", "1")
    assert [row["month"] for row in answer["rows"]] == ["2026-03"] and answer["totals"]["visits"] == 2


def test_a_pipe_gets_a_header_line_and_rows(years: DeskUnderTest) -> None:
    out = years.run("summarize", "--period", "2025", "--by", "user").out
    assert out == "user\tvisits\tpeople\tincidents\tgroups\tpetitions\nlan\t2\t3\t2\t0\t0\n"


def test_people_read_unclassified_and_machines_null(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("A")
    rows = [desk.json("summarize", "--by", "kind,field")["rows"][0], desk.json("list")["rows"][0]]
    assert [(row["kind"], row["field"]) for row in rows] == [(None, None), (None, None)]
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    assert desk.run("summarize", "--by", "kind,field").out.count("unclassified") == 2
    assert desk.run("summarize", "--by", "handling").out.count("unclassified") == 0
    assert desk.run("list", "--fields", "id,kind,field,handling,result").out.count("unclassified") == 2


def test_the_shipped_register_adds_up(desk: DeskUnderTest, registers: Any) -> None:
    assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--no-input", "--yes").code == 0
    answer = desk.json("summarize", "--period", "2023", "--by", "quarter")
    assert figures(answer["totals"])[:3] == (970, 1045, 957)
    assert sum(row["visits"] for row in answer["rows"]) == 970
    assert len(desk.json("summarize", "--period", "2023", "--records")["rows"]) == 970


def test_the_worked_example_of_the_law_sheet(desk):
    """(a) one person, new complaint; (b) 12 people, known matter; (c) the matter of (a), head in person."""
    desk.add("Đất đai", "--kind", "complaint", "--at", "2026-11-02")  # the matter that (b) comes about again
    day = ("--at", "2026-11-20")
    desk.add("Khiếu nại mới", "--kind", "complaint", *day)
    desk.json("visit", "1", "--people", "12", *day)
    desk.json("visit", "2", "--session", "periodic", "--host", "head", *day)
    per_visit = ("summarize", "--period", "2026-11-20", "--counting", "per-visit")
    assert desk.json(*per_visit)["totals"] == {"visits": 3, "people": 14, "incidents": 3, "groups": 1, "petitions": 0}
    rows = {row["host"]: row for row in desk.json(*per_visit, "--by", "host")["rows"]}
    assert [rows["officer"][n] for n in ("visits", "people", "incidents", "groups")] == [2, 13, 2, 1]
    assert [rows["head"][n] for n in ("visits", "people", "incidents", "groups")] == [1, 1, 1, 0]
    first = desk.json(*per_visit, "--first")["totals"]
    assert (first["visits"], first["incidents"]) == (1, 1)
    again = desk.json(*per_visit, "--repeat")["totals"]
    assert (again["visits"], again["people"], again["groups"]) == (2, 13, 1)


def test_a_visit_of_two_matters_is_told_by_those_that_stand_and_struck_through_by_the_first_alone(desk):
    desk.add("Tranh chấp đất", "--kind", "complaint", "--people", "3")
    desk.json("add", "Đường hỏng", "--to", "V1", "--kind", "feedback")

    def told():
        """The visits that a list finds by the kind of their matters, and visits and people of each kind."""
        listed = {
            kind: [row["id"] for row in desk.json("list", "--visits", "--kind", kind)["rows"]]
            for kind in ("complaint", "feedback", "none")
        }
        rows = desk.json("summarize", "--by", "kind")["rows"]
        return [kind for kind in listed if listed[kind]], {row["kind"]: (row["visits"], row["people"]) for row in rows}

    assert told() == (["complaint", "feedback"], {"complaint": (1, 3), "feedback": (1, 3)})
    desk.json("void", "1", "--reason", "nhầm")
    assert told() == (["feedback"], {"feedback": (1, 3)})
    desk.json("void", "2", "--reason", "nhầm")
    assert told() == (["none"], {None: (1, 3)})
