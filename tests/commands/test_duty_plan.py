"""`duty --plan`: reception days that come again by a rule; days off are moved, and the posting term is told."""

from typing import Any

import pytest

THURSDAYS = "FREQ=MONTHLY;BYDAY=1TH,3TH"


def plan(desk: Any, rule: str, period: str, *more: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.json("duty", "--plan", rule, "--period", period, "--yes", *more)["rows"]
    return rows


def test_first_and_third_thursdays_are_planned_with_their_posting_days(desk: Any) -> None:
    rows = plan(desk, THURSDAYS, "2027-03")
    assert [(row["date"], row["moved"]) for row in rows] == [("2027-03-04", False), ("2027-03-18", False)]
    # five working days before, the day itself not counted: 25 February, 11 March
    assert [row["post_by"] for row in rows] == ["2027-02-25", "2027-03-11"]
    assert desk.json("agenda", now="2027-03-01T08:00:00+07:00")["rows"][-1]["on"] == "2027-03-04"


def test_a_holiday_moves_to_the_next_working_day_and_is_said(desk: Any) -> None:
    """30 April 2027 is a Friday, 1 May a Saturday: Monday the 3rd is off in its stead, 4 May is worked."""
    result = desk.run(
        "duty", "--plan", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=30", "--period", "2027", "--yes", "--format", "table"
    )
    assert result.code == 0, result.err
    rows = desk.json("log")["rows"]
    assert rows[-1]["kind"] == "duty"
    assert "instead of 2027-04-30" in result.out


def test_what_is_recorded_already_is_not_planned_twice(desk: Any) -> None:
    assert len(plan(desk, THURSDAYS, "2027-Q1")) == 6
    before = len(desk.json("log")["rows"])
    assert plan(desk, THURSDAYS, "2027-Q1") == []
    assert len(desk.json("log")["rows"]) == before
    assert [row["date"] for row in plan(desk, "FREQ=MONTHLY;BYDAY=1TH", "2027-04")] == ["2027-04-01"]


def test_days_that_are_over_are_not_planned(desk: Any) -> None:
    rows = plan(desk, "FREQ=WEEKLY;BYDAY=TU", "2026-11")  # today is Monday 23 November
    assert [row["by_rule"] for row in rows] == ["2026-11-24"]
    assert rows[0]["late"] is True  # nobody can post its schedule five working days before


def test_many_days_are_shown_before_they_are_planned(desk: Any) -> None:
    told = desk.fails(2, "duty", "--plan", THURSDAYS, "--period", "2027")
    assert "--yes" in told and told.count("post the schedule by") == 24
    assert [row["kind"] for row in desk.json("log")["rows"]] == ["configured"]
    assert len(desk.json("duty", "--plan", THURSDAYS, "--period", "2027", "--dry-run")["rows"]) == 24
    assert [row["kind"] for row in desk.json("log")["rows"]] == ["configured"]


@pytest.mark.parametrize(
    "rule",
    [
        "", "thursday", "FREQ=DAILY", "FREQ=SECONDLY;BYDAY=MO", "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=1TH;COUNT=3", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=MONTHLY;BYDAY=1TH;INTERVAL=0",
        "FREQ=MONTHLY;BYDAY=1TH;FREQ=YEARLY", "DTSTART:20270101\nRRULE:FREQ=MONTHLY;BYDAY=1TH", "FREQ=MONTHLY;BYDAY=",
        "FREQ=MONTHLY;BYDAY=1TH;BYEASTER=1", "FREQ=MONTHLY;BYDAY=1TH;INTERVAL=²",
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_an_example(desk: Any, rule: str) -> None:
    told = desk.fails(2, "duty", "--plan", rule, "--period", "2027")
    assert "FREQ=MONTHLY" in told or "was given nothing" in told


def test_a_rule_that_never_comes_ends(desk: Any) -> None:
    assert plan(desk, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027") == []
