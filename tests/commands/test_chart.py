"""chart: what is drawn, of which period, and that its figures are those of summarize."""

import json
import sys
from datetime import date, timedelta

import pytest


@pytest.fixture
def register(desk):
    """Five visits of 2026, one of 2025: three complaints, a recommendation of six people, one unclassified."""
    desk.add("A", "--kind", "kn", "--at", "2025-12-03")
    desk.add("B", "--kind", "kn", "--at", "2026-02-03", "--field", "dat")
    desk.add("C", "--kind", "kn", "--at", "2026-02-04", "--field", "gpmb")
    desk.add("D", "--kind", "kien-nghi", "--at", "2026-05-05", "--people", "6", "--petitioners", "6")
    desk.add("E", "--at", "2026-11-20", "--session", "periodic")
    return desk


def drawn(rows, key, figure="incidents"):
    return [(row[key], row[figure]) for row in rows]


def test_the_longest_bar_comes_first_and_the_figures_are_those_of_summarize(register):
    answer = register.json("chart", "kind")
    assert drawn(answer["rows"], "kind") == [("complaint", 2), ("recommendation", 1), (None, 1)]
    rows = register.json("summarize", "--by", "kind")["rows"]
    assert sorted(map(str, answer["rows"])) == sorted(map(str, rows))
    assert answer["totals"] == {"visits": 4, "people": 9, "incidents": 4, "groups": 1, "petitions": 0}
    assert answer["schema"] == "reception.chart/1"


def test_a_bar_can_show_another_figure(register):
    rows = register.json("chart", "kind", "--figure", "people")["rows"]
    assert drawn(rows, "kind", "people") == [("recommendation", 6), ("complaint", 2), (None, 1)]


def test_without_a_word_the_last_twelve_months_are_drawn_the_empty_ones_too(register):
    rows = register.json("chart")["rows"]
    assert [row["month"] for row in rows] == ["2025-12", *(f"2026-{month:02}" for month in range(1, 12))]
    assert {row["month"]: row["visits"] for row in rows if row["visits"]} == {
        "2025-12": 1, "2026-02": 2, "2026-05": 1, "2026-11": 1,
    }  # fmt: skip
    assert register.json("chart", now="2026-12-31T23:00:00+07:00")["rows"][0]["month"] == "2026-01"


def test_a_period_and_filters_narrow_what_is_drawn(register):
    rows = register.json("chart", "month", "--period", "2026-H1", "--kind", "kn")["rows"]
    assert [(row["month"], row["visits"]) for row in rows][:3] == [("2026-01", 0), ("2026-02", 2), ("2026-03", 0)]
    assert len(rows) == 6
    assert drawn(register.json("chart", "quarter")["rows"], "quarter") == [
        ("2026-Q1", 2), ("2026-Q2", 1), ("2026-Q3", 0), ("2026-Q4", 1),
    ]  # fmt: skip


def test_the_open_ones_by_age(register):
    register.json("close", "2026-0002", "--result", "guided")
    answer = register.json("chart", "age")
    # on 23 November: 3 days; 5 May is 202 days ago, 3 February 293, 3 December 355; 4 February is closed
    assert [(row["age"], row["from_days"], row["to_days"], row["incidents"]) for row in answer["rows"]] == [
        ("0-10", 0, 10, 1), ("11-30", 11, 30, 0), ("31-60", 31, 60, 0), ("61-90", 61, 90, 0), ("91+", 91, None, 3),
    ]  # fmt: skip
    assert answer["totals"] == {"incidents": 4}
    assert drawn(register.json("chart", "age", "--kind", "none")["rows"], "age")[0] == ("0-10", 1)


@pytest.mark.parametrize(("day", "part"), [(10, 0), (11, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)])
def test_the_last_day_of_a_part_belongs_to_it(desk, day, part):
    desk.add("A", "--at", str(date(2026, 11, 23) - timedelta(days=day)))
    assert [row["incidents"] for row in desk.json("chart", "age")["rows"]] == [int(n == part) for n in range(5)]


def test_a_decided_matter_is_open_no_more(desk):
    desk.add("Khiếu nại", "--kind", "kn", "--field", "dat", "--at", "2026-07-20")
    desk.json("classify", "1", "--competence", "in", "--qualified", "--handling", "accept")
    desk.json("accept", "1", "--on", "2026-08-03")
    desk.json("step", "1", "verifying", "--on", "2026-08-10")
    assert desk.json("chart", "age")["totals"] == {"incidents": 1}
    desk.json("decide", "1", "--doc", "1/QD", "--outcome", "unfounded", "--on", "2026-09-01")
    assert desk.json("chart", "age")["totals"] == {"incidents": 0}


def test_an_earlier_day_is_drawn_as_it_was_recorded_then(register):
    register.json("close", "3", "--result", "guided", now="2026-11-24T08:00:00+07:00")
    later = {"now": "2026-12-24T08:00:00+07:00"}
    assert register.json("chart", "age", **later)["totals"] == {"incidents": 4}
    assert register.json("chart", "age", "--as-at", "2026-11-23", **later)["totals"] == {"incidents": 5}


def test_many_bars_are_cut_and_the_rest_is_counted(desk):
    for n in range(22):
        desk.add(f"Việc {n}", "--commune", f"xã {n}")
    answer = desk.json("chart", "commune")
    assert len(answer["rows"]) == 20
    assert {"code": "limited", "shown": 20, "total": 22} in answer["notes"]
    assert len(desk.json("chart", "commune", "--limit", "30")["rows"]) == 22
    assert len(desk.json("chart", "commune", "--limit", "1")["rows"]) == 1


def test_bars_can_be_ordered_otherwise(register):
    assert [row["kind"] for row in register.json("chart", "kind", "--sort", "kind")["rows"]] == [
        "complaint", "recommendation", None,
    ]  # fmt: skip


def test_a_terminal_gets_bars_with_words(register, monkeypatch):
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "60")
    told = register.run("chart", "kind", "--no-color").out.split("\n")
    assert told[:4] == [
        "Incidents by kind, 2026",
        "complaint       2  " + "█" * 41,
        "recommendation  1  " + "█" * 20 + "▌",
        "unclassified    1  " + "█" * 20 + "▌",
    ]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in register.run("chart", "kind").out


def test_the_title_names_the_days_where_the_period_has_no_name(register):
    svg = register.run("chart", "--format", "svg").out
    assert '<title id="chart-title">Visits, people, incidents by month, 2025-12-01 - 2026-11-30</title>' in svg
    assert "2025-12: Visits 1, People 1, Incidents 1" in svg


@pytest.mark.parametrize("name", ["c.svg", "c.html", "c.xlsx", "c.json", "c.csv", "c.md"])
def test_a_chart_can_be_written_to_a_file(register, tmp_path, name):
    file = tmp_path / name
    assert register.run("chart", "field", "-o", str(file)).code == 0
    assert file.stat().st_size > 50
    if name in ("c.svg", "c.html"):
        assert "site clearance: Incidents 1" in file.read_text(encoding="utf-8")
    if name == "c.json":
        assert json.loads(file.read_text(encoding="utf-8"))["rows"][0]["incidents"] == 2


def test_a_pipe_gets_rows(register):
    assert register.run("chart", "session").out.split("\n")[:3] == [
        "session\tvisits\tpeople\tincidents\tgroups\tpetitions", "regular\t3\t8\t3\t1\t0", "periodic\t1\t1\t1\t0\t0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("chart", "name"), "age"),
        (("chart", "age", "--figure", "people"), "--figure"),
        (("chart", "age", "--counting", "per-visit"), "--counting"),
        (("list", "--format", "svg"), "reception chart"),
        (("chart", "kind", "--format", "svg", "--fields", "kind"), "--fields"),
    ],
)
def test_what_cannot_be_drawn_is_wrong_usage(desk, argv, named):
    assert named in desk.fails(2, *argv)
