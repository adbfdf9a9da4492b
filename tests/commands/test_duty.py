"""`duty`: reception days of the head, owed by the law of their day, and held."""

from datetime import date

import pytest

from reception_cli.events import diary


def totals(desk, period, **how):
    found = desk.json("duty", "--report", "--period", period, **how)["totals"]
    return found["owed"], found["held"], found["missing"]


@pytest.mark.parametrize(
    ("role", "first", "last", "days"),
    [
        ("commune", "2026-06-01", "2026-06-30", [4]),  # Sundays 7, 14, 21, 28 June end weeks
        ("commune", "2026-07-01", "2026-07-31", [2]),
        ("commune", "2026-06-29", "2026-07-05", []),  # ends under the new law, and July is not over
        ("commune", "2026-06-01", "2026-08-31", [4, 4]),
        ("commune", "2026-01-01", "2026-12-31", [26, 12]),
        ("district", "2025-01-01", "2025-12-31", [12]),  # two a month until the districts ended
        ("province", "2026-01-01", "2026-12-31", [12]),
        ("other", "2026-01-01", "2026-03-30", [2]),
    ],
)
def test_reception_days_are_owed_by_the_law_of_the_day(role, first, last, days):
    found = diary.owed(role, date.fromisoformat(first), date.fromisoformat(last))
    assert [each.days for each in found] == days


def test_a_day_with_and_one_without_visitors_are_both_held(desk):
    desk.json("duty", "5/10/2026", "--host", "head", "--name", "Hùng")
    desk.json("duty", "19/10/2026", "--host", "head", "--name", "Hùng", "--no-visitors")
    desk.json("duty", "20/10/2026", "--host", "delegate", "--name", "Lan")
    answer = desk.json("duty", "--report", "--period", "2026-10", "--with-identity")
    nobody = {"visits": 0, "people": 0}  # no visit is recorded, whatever was noted
    assert answer["rows"] == [
        {"host": "head", "name": "Hùng", "days": 2, "with_visitors": 1, "without_visitors": 1, **nobody},
        {"host": "delegate", "name": "Lan", "days": 1, "with_visitors": 1, "without_visitors": 0, **nobody},
    ]
    assert answer["totals"] == {"owed": 2, "held": 2, "missing": 0}
    note = answer["notes"][0]
    assert (note["role"], note["days"], note["per"], note["mark"]) == ("commune", 2, "month", "S")


def test_names_of_hosts_need_to_be_asked_for_and_that_is_recorded(desk):
    desk.json("duty", "5/10/2026", "--host", "head", "--name", "Hùng")
    assert "Hùng" not in desk.run("duty", "--report", "--period", "2026-10").out
    desk.json("duty", "--report", "--period", "2026-10", "--with-identity")
    assert desk.json("log", "--limit", "1")["rows"][0]["kind"] == "disclosed"


def test_visits_received_by_the_head_count_as_held(desk):
    desk.add("Việc", "--host", "head", "--host-name", "Hùng", "--at", "5/10/2026")
    desk.add("Việc", "--host", "head", "--host-name", "Hùng", "--at", "5/10/2026")
    desk.add("Việc", "--host", "officer", "--at", "6/10/2026")
    desk.add("Việc", "--host", "head", "--at", "7/10/2026", "--refused", "l9-1")
    desk.json("duty", "5/10/2026", "--host", "head", "--name", "Hùng", "--no-visitors")
    assert totals(desk, "2026-10") == (2, 1, 1)
    (row,) = desk.json("duty", "--report", "--period", "2026-10", "--with-identity")["rows"]
    assert (row["days"], row["with_visitors"]) == (1, 1)  # somebody came, whatever was noted


def test_each_host_is_told_with_the_visits_and_the_people_received(desk):
    """Two visits on one day, one on another; the refused one counts as none, and the officer's stand elsewhere."""
    for day, host, name, people in (
        ("5/10/2026", "head", "Hùng", "2"), ("5/10/2026", "head", "Hùng", "3"), ("6/10/2026", "head", "Hùng", "1"),
        ("7/10/2026", "delegate", "Lan", "4"), ("8/10/2026", "officer", "Minh", "1"),
    ):  # fmt: skip
        desk.add("Việc", "--host", host, "--host-name", name, "--at", day, "--people", people)
    desk.add("Việc", "--host", "head", "--host-name", "Hùng", "--at", "9/10/2026", "--refused", "l9-1")
    rows = desk.json("duty", "--report", "--period", "2026-10", "--with-identity")["rows"]
    assert [(row["host"], row["name"], row["days"], row["visits"], row["people"]) for row in rows] == [
        ("head", "Hùng", 2, 3, 6), ("delegate", "Lan", 1, 1, 4),
    ]  # fmt: skip
    hidden = desk.json("duty", "--report", "--period", "2026-10")["rows"]
    assert [(row["name"], row["visits"]) for row in hidden] == [(None, 3), (None, 1)]


def test_a_day_is_held_once(desk):
    desk.json("duty", "5/10/2026", "--host", "head")
    assert "already" in desk.fails(4, "duty", "5/10/2026", "--host", "head")
    desk.json("duty", "5/10/2026", "--host", "delegate")
    assert totals(desk, "2026-10") == (2, 1, 1)


def test_a_planned_day_is_held_only_when_it_is_recorded_then(desk):
    assert desk.json("duty", "26/11/2026", "--host", "head")["rows"][0]["planned"]
    after = "2026-12-31T17:00:00+07:00"
    assert totals(desk, "2026-11", now=after) == (2, 0, 2)
    desk.json("duty", "26/11/2026", "--host", "head", now=after)
    assert totals(desk, "2026-11", now=after) == (2, 1, 1)


def test_what_is_still_to_come_is_not_missing(desk):
    assert totals(desk, "2026-11") == (0, 0, 0)  # on the 23rd the month is not over
    assert totals(desk, "2027") == (0, 0, 0)


def test_undo_takes_a_day_back_and_redo_brings_it_again(desk):
    desk.json("duty", "5/10/2026", "--host", "head")
    desk.json("undo")
    assert totals(desk, "2026-10") == (2, 0, 2)
    desk.json("redo")
    assert totals(desk, "2026-10") == (2, 1, 1)


def test_the_level_of_the_unit_decides_what_is_owed(desk):
    desk.json("config", "level", "province")
    assert totals(desk, "2026-10") == (1, 0, 1)


@pytest.mark.parametrize(
    "argv",
    [["--host", "head"], ["5/10/2026"], ["5/10/2026", "--host", "officer"], ["5/10/2026", "--report"],
     ["5/10/2026", "--host", "head", "--period", "2026"]],
)  # fmt: skip
def test_half_a_day_is_refused(desk, argv):
    desk.fails(2, "duty", *argv)
