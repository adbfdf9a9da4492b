"""A suspension that was said to last until a day is told among what is due, until the matter goes on."""

from typing import Any

import pytest


@pytest.fixture
def paused(desk: Any) -> Any:
    """A complaint taken in on 20 November 2026, suspended from then until the 25th."""
    desk.add("Việc", "--at", "20/11/2026")
    for line in (
        "classify 1 --kind kn --field dat --competence in", "accept 1 --on 20/11/2026",
        "pause 1 --reason lụt --doc 1/QĐ --on 20/11/2026 --until 25/11/2026",
    ):  # fmt: skip
        assert desk.run(*line.split()).code == 0
    return desk


def follow_ups(desk: Any, *more: str) -> list[tuple[str, str]]:
    rows = desk.json("due", *more)["rows"]
    return [(row["id"], row["due_on"]) for row in rows if row["step"] == "follow-up"]


def test_it_is_due_on_that_day_and_late_behind_it(paused: Any) -> None:
    assert follow_ups(paused) == [("2026-0001", "2026-11-25")]
    late = paused.json("due", "--now", "2026-11-27T08:00:00+07:00")["rows"]
    assert [row["overdue_days"] for row in late if row["step"] == "follow-up"] == [2]
    assert "follow-up" in str(paused.json("agenda")["rows"])


def test_it_is_due_no_more_once_the_matter_goes_on(paused: Any) -> None:
    assert paused.run("resume", "1", "--doc", "2/QĐ").code == 0
    assert follow_ups(paused) == []


def test_show_tells_it_and_not_of_a_suspension_without_it(paused: Any) -> None:
    (halt,) = paused.json("show", "1")["rows"][0]["pauses"]
    assert halt == {"start": "2026-11-20", "end": None, "doc": "1/QĐ", "until": "2026-11-25"}
    assert paused.run("resume", "1", "--doc", "2/QĐ", "--on", "21/11/2026").code == 0
    assert paused.run("pause", "1", "--reason", "x", "--doc", "3/QĐ", "--on", "22/11/2026").code == 0
    assert "until" not in paused.json("show", "1")["rows"][0]["pauses"][1]


def test_it_cannot_end_before_it_begins(paused: Any) -> None:
    assert paused.run("resume", "1", "--doc", "2/QĐ").code == 0
    said = paused.fails(4, "pause", "1", "--reason", "x", "--doc", "3/QĐ", "--until", "1/11/2026")
    assert "before the one from which it is" in said


def test_the_register_says_that_it_needs_a_newer_program(paused: Any) -> None:
    assert paused.run("verify").code == 0
    assert '"format":2' in (paused.folder / "reception.json").read_text(encoding="utf-8")
