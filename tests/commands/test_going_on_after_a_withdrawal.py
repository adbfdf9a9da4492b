"""A withdrawn matter is examined again on the grounds of the law alone, and then it really goes on."""

import json
from typing import Any

import pytest

DeskUnderTest = Any


@pytest.fixture
def early(desk: DeskUnderTest) -> DeskUnderTest:
    desk.folder = desk.folder.parent / "early"
    assert desk.run("init", "--unit", "TB", now="2026-01-01T08:00:00+07:00").code == 0
    return desk


def go(desk: DeskUnderTest, day: str, *argv: str) -> Any:
    return desk.json(*argv, now=f"{day}T09:00:00+07:00")["rows"][0]


def withdrawn(desk: DeskUnderTest, kind: str, month: str) -> str:
    """A matter that was accepted, withdrawn and closed."""
    number = str(desk.add("Việc", "--kind", kind, "--field", "land", now=f"{month}-01T08:00:00+07:00")["incident"])
    go(desk, f"{month}-02", "classify", number, "--competence", "in", "--handling", "accept", "--qualified")
    go(desk, f"{month}-03", "accept", number)
    go(desk, f"{month}-10", "withdraw", number, "--reason", "Rút đơn")
    go(desk, f"{month}-11", "close", number, "--result", "withdrawn")
    return number


@pytest.mark.parametrize(
    ("kind", "ground"), [("kn", "coercion"), ("kn", "đe dọa"), ("tc", "violation"), ("tc", "vu khống")]
)
def test_a_withdrawn_matter_goes_on_on_a_ground_of_the_law(early: DeskUnderTest, kind: str, ground: str) -> None:
    number = withdrawn(early, kind, "2026-07")
    go(early, "2026-07-20", "reopen", number, "--ground", ground, "--reason", "Bị ép rút")
    # Accepted on Friday 3 July: 30 days end on Sunday 2 August, so on Monday the 3rd.
    due = {row["step"]: row["due_on"] for row in early.json("explain", number, now="2026-07-20T10:00:00+07:00")["rows"]}
    assert due["resolve-first" if kind == "kn" else "resolve-denunciation"] == "2026-08-03"
    go(early, "2026-07-21", "step", number, *(("verifying",) if kind == "kn" else ("notified",)))
    if kind == "tc":
        go(early, "2026-07-21", "step", number, "verifying")
    assert go(early, "2026-07-30", "decide", number, "--doc", "1", "--outcome", "founded")["outcome"] == "founded"
    form = "01/KQGQ" if kind == "kn" else "03/KQGQ"
    found = {row["column"]: row["value"] for row in early.json("form", form, "--period", "tk-2026-Q3")["rows"]}
    assert (found[5], found[6], found[20]) == (1, 0, 1) if kind == "kn" else (found[6], found[7], found[9]) == (1, 1, 0)
    assert early.json("verify")["totals"]["ok"]


@pytest.mark.parametrize("kind", ["kn", "tc"])
def test_a_withdrawn_matter_is_not_reopened_without_a_ground(early: DeskUnderTest, kind: str) -> None:
    number = withdrawn(early, kind, "2026-07")
    said = early.fails(4, "reopen", number, "--reason", "Xem lại", now="2026-07-20T09:00:00+07:00")
    assert ("Art. 10" if kind == "kn" else "Art. 33(3)") in said and "--ground coercion|threat" in said
    assert early.json("list")["rows"][0]["status"] == "closed"


def test_a_complaint_has_no_ground_of_denunciations_nor_one_before_july_2026(early: DeskUnderTest) -> None:
    number = withdrawn(early, "kn", "2026-05")
    how = ("reopen", number, "--reason", "Bị ép rút", "--ground")
    assert "from 2026-07-01 only" in early.fails(4, *how, "coercion", now="2026-06-20T09:00:00+07:00")
    assert "slander" in early.fails(4, *how, "slander", now="2026-07-20T09:00:00+07:00")
    go(early, "2026-07-20", *how, "coercion")


def test_a_withdrawn_complaint_that_is_not_closed_is_resumed(early: DeskUnderTest) -> None:
    number = withdrawn(early, "kn", "2026-07")
    early.run("undo", now="2026-07-12T09:00:00+07:00")
    assert "--ground" in early.fails(4, "resume", number, "--reason", "x", now="2026-07-20T09:00:00+07:00")
    assert go(early, "2026-07-20", "resume", number, "--reason", "x", "--ground", "threat")["stage"] == "accepted"
    entries = json.loads((early.folder / "reception.json").read_text(encoding="utf-8"))["entries"].values()
    assert [one["data"]["format"] for one in entries if "format" in one["data"]] == [2]


def test_one_that_was_terminated_upon_its_withdrawal_has_not_ended_any_more(early: DeskUnderTest) -> None:
    number = withdrawn(early, "kn", "2026-07")
    early.run("undo", now="2026-07-12T09:00:00+07:00")
    go(early, "2026-07-13", "step", number, "terminated", "--doc", "4/QĐ")
    go(early, "2026-07-14", "close", number, "--result", "withdrawn")
    go(early, "2026-07-20", "reopen", number, "--ground", "coercion", "--reason", "Bị ép rút")
    found = {row["column"]: row["value"] for row in early.json("form", "01/KQGQ", "--period", "tk-2026-Q3")["rows"]}
    assert (found[4], found[6]) == (1, 0)


def test_a_ground_is_for_what_was_withdrawn(early: DeskUnderTest) -> None:
    early.add("Việc", "--kind", "kn", now="2026-07-01T08:00:00+07:00")
    go(early, "2026-07-02", "classify", "1", "--competence", "out", "--handling", "guide")
    go(early, "2026-07-02", "close", "1", "--result", "guided")
    said = early.fails(4, "reopen", "1", "--reason", "x", "--ground", "threat", now="2026-07-20T09:00:00+07:00")
    assert "it was not withdrawn" in said
    go(early, "2026-07-20", "reopen", "1", "--reason", "Tài liệu mới")


def test_a_matter_that_was_closed_as_withdrawn_before_acceptance_wants_a_ground(early: DeskUnderTest) -> None:
    number = str(early.add("Việc", "--kind", "kn", "--field", "land", now="2026-07-01T08:00:00+07:00")["incident"])
    go(early, "2026-07-11", "close", number, "--result", "withdrawn")
    later = "2026-07-20T09:00:00+07:00"
    assert early.run("reopen", number, "--reason", "Làm tiếp", now=later).code == 4
    assert early.run("reopen", number, "--reason", "Bị ép rút", "--ground", "coercion", now=later).code == 0
