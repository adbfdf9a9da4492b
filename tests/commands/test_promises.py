"""Whatever was agreed, promised or concluded with a day is due, with who promised it. Today is 23 November 2026."""

import json
from typing import Any

import pytest

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.index.desk_folder import Folder, Habits

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
DAY = "5/12/2026"
BEHIND = "2026-12-07T08:00:00+07:00"
SAID = ("--agreed", "Đo lại ranh giới", "--agreed-by", DAY)
LATE: dict[str, str] = {"now": BEHIND}


def taken_in(desk: Any) -> Any:
    """A complaint about land that was accepted; the head received it."""
    desk.add("Khiếu nại", "--kind", "kn", "--field", "dat-dai", "--host", "head", "--at", "19/11/2026")
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    desk.json("accept", "1", "--on", "20/11/2026")
    return desk


# Each act that may carry a promise, and what it needs besides.
ACTS = {
    "meeting": ("meeting", "1", "--who", "ông Tú"),
    "conclusion of the head": ("meeting", "1", "--conclusion", "--doc", "12/TB-UBND"),
    "handover": ("handover", "1", "--parcel", "thửa 804", "--area", "120.5", "--compensation", "85"),
    "decision": ("decide", "1", "--doc", "31/QĐ-UBND", "--outcome", "partly"),
}
acts = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def before_a_decision(desk: Any, act: tuple[str, ...]) -> None:
    taken_in(desk)
    if act[0] == "decide":
        desk.json("meeting", "1", "--dialogue", "--who", "ông Tú")


def promised(desk: Any, *more: str, **how: str) -> list[tuple[str, str, int | None]]:
    rows = desk.json("due", "--within", "60d", *more, **how)["rows"]
    return [(row["due_on"], row["who"], row["overdue_days"]) for row in rows if row["step"] == "promise"]


@acts
@pytest.mark.parametrize("who", ["unit", "head", "body", "citizen"])
def test_a_promise_is_due_with_who_promised_it(desk: Any, act: tuple[str, ...], who: str) -> None:
    before_a_decision(desk, act)
    desk.json(*act, *SAID, "--agreed-who", who)
    assert promised(desk) == [("2026-12-05", who, None)]
    assert promised(desk, **LATE) == [("2026-12-05", who, 2)]
    rows = [row for row in desk.json("agenda", **LATE)["rows"] if row["step"] == "promise"]
    assert [(row["part"], row["who"], row["due_on"]) for row in rows] == [("overdue", who, "2026-12-05")]


@acts
@pytest.mark.parametrize("end", ["--kept", "--not-kept"])
def test_a_remark_ends_it_and_undo_brings_it_back(desk: Any, act: tuple[str, ...], end: str) -> None:
    before_a_decision(desk, act)
    desk.json(*act, *SAID)
    desk.json("note", "1", "Đã làm", end, "--on", "4/12/2026", **LATE)
    assert promised(desk, **LATE) == []
    text = " ".join(desk.run("show", "1", "--format", "table", **LATE).out.split())
    assert f"promise kept: {'yes' if end == '--kept' else 'no'}" in text
    (told,) = desk.json("show", "1", **LATE)["rows"][0]["promises"]
    assert (told["kept"], told["ended_on"], told["who"]) == (end == "--kept", "2026-12-04", "unit")
    desk.json("undo", **LATE)
    assert promised(desk, **LATE) == [("2026-12-05", "unit", 2)]
    assert desk.run("verify", **LATE).code == 0


@acts
def test_what_was_said_without_a_day_is_no_promise(desk: Any, act: tuple[str, ...]) -> None:
    before_a_decision(desk, act)
    if act[0] == "meeting" and "--conclusion" not in act:
        desk.json(*act, "--agreed", "Đo lại")
    else:
        assert "missing: --agreed-by" in desk.fails(4, *act, "--agreed", "Đo lại")
    assert promised(desk) == []
    assert "missing: --agreed-by" in desk.fails(4, *act, "--agreed-who", "body")
    assert "lies before" in desk.fails(4, *act, "--agreed", "Đo lại", "--agreed-by", "22/11/2026")


def test_a_letter_names_the_body_that_is_to_reply(desk: Any) -> None:
    desk.add("Kiến nghị", "--kind", "kien-nghi")
    desk.json("classify", "1", "--competence", "out")
    desk.json("refer", "1", "Sở Xây dựng", "--doc", "145/PC", "--reply-by", DAY)
    (row,) = [row for row in desk.json("due", "--within", "60d")["rows"] if row["step"] == "reply"]
    assert (row["who"], row["due_on"]) == ("body", "2026-12-05")


def test_who_must_act_stands_with_every_step(desk: Any) -> None:
    desk.add("Khiếu nại", "--kind", "kn")
    assert {(row["step"], row["who"]) for row in desk.json("due", "--within", "60d")["rows"]} == {
        ("accept-complaint", "unit"), ("notify-visitor", "unit"),
    }  # fmt: skip


def test_the_conclusion_of_the_head_names_its_notice_and_its_day(desk: Any) -> None:
    desk.add("Kiến nghị", "--kind", "kien-nghi")
    told = desk.fails(4, "meeting", "1", "--conclusion")
    assert all(option in told for option in ("--doc", "--agreed ", "--agreed-by", "--host head"))
    desk.json("visit", "1", "--host", "head")
    desk.json(*ACTS["conclusion of the head"], *SAID, "--agreed-who", "body")
    assert "paper 12/TB-UBND" in " ".join(desk.run("show", "1", "--format", "table").out.split())
    assert "excludes" in desk.fails(4, *ACTS["conclusion of the head"], *SAID, "--no-show")
    assert "--conclusion" in desk.fails(4, "meeting", "1", "--who", "ông Tú", "--doc", "12/TB")


def test_several_promises_of_one_matter_are_due_each(desk: Any) -> None:
    taken_in(desk)
    desk.json(*ACTS["meeting"], *SAID)
    desk.json(*ACTS["meeting"], "--agreed", "Trả lời", "--agreed-by", "8/12/2026", "--agreed-who", "body")
    assert promised(desk) == [("2026-12-05", "unit", None), ("2026-12-08", "body", None)]
    told = desk.fails(4, "note", "1", "Đã làm", "--kept")
    assert "--promise" in told and "2026-12-05" in told and "2026-12-08" in told
    first, second = (each["seq"] for each in desk.json("show", "1")["rows"][0]["promises"])
    desk.json("note", "1", "Đã trả lời", "--kept", "--promise", str(second))
    assert promised(desk) == [("2026-12-05", "unit", None)]
    assert "--promise" in desk.fails(4, "note", "1", "Đã làm", "--kept", "--promise", str(second))
    desk.json("note", "1", "Chưa đo", "--not-kept", "--promise", str(first))
    assert "nobody promised" in desk.fails(4, "note", "1", "Đã làm", "--kept")


def test_the_end_of_a_matter_keeps_no_promise_but_its_striking_does(desk: Any) -> None:
    desk.add("Kiến nghị", "--kind", "kien-nghi")
    desk.json(*ACTS["meeting"], *SAID)
    desk.json("close", "1", "--result", "withdrawn")
    assert promised(desk) == [("2026-12-05", "unit", None)]
    desk.json("void", "2026-0001", "--reason", "Ghi nhầm")
    assert promised(desk) == []


def test_a_remark_alone_ends_nothing_and_takes_no_day(desk: Any) -> None:
    taken_in(desk)
    desk.json(*ACTS["meeting"], *SAID)
    desk.json("note", "1", "Đã nhắc")
    assert promised(desk) == [("2026-12-05", "unit", None)]
    assert "--kept or --not-kept" in desk.fails(2, "note", "1", "x", "--on", "22/11/2026")
    assert "--kept or --not-kept" in desk.fails(2, "note", "1", "x", "--promise", "3")
    assert "promised on" in desk.fails(4, "note", "1", "x", "--kept", "--on", "20/11/2026")


def test_explain_tells_the_day_of_a_promise(desk: Any) -> None:
    taken_in(desk)
    desk.json(*ACTS["meeting"], *SAID, "--agreed-who", "head")
    (row,) = [row for row in desk.json("explain", "1")["rows"] if row["step"] == "promise"]
    assert (row["due_on"], row["since"], row["anchor"]) == ("2026-12-05", "2026-11-23", "promised")


def test_what_was_agreed_before_anybody_asked_who_promised_owes_nothing(desk: Any) -> None:
    """As 0.1 wrote it: a day, and not whose promise it is."""
    taken_in(desk)
    old = Draft("met", "2026-0001", {"on": "2026-11-23", "agreed_by": "2026-12-05"}, {"agreed": "Đo lại", "who": "x"})
    Folder(str(desk.folder), Habits()).record("meeting", lambda _book: [old], STAMP)
    assert promised(desk) == []
    assert desk.run("verify").code == 0
    assert "nobody promised" in desk.fails(4, "note", "1", "Đã làm", "--kept")


def test_a_register_states_format_2_with_its_first_promise(desk: Any) -> None:
    taken_in(desk)
    assert formats(desk) == []
    desk.json(*ACTS["meeting"], *SAID)
    desk.json("note", "1", "Đã làm", "--kept")
    assert formats(desk) == [2]


def formats(desk: Any) -> list[int]:
    entries = json.loads((desk.folder / "reception.json").read_text("utf-8"))["entries"].values()
    return [entry["data"]["format"] for entry in entries if "format" in entry["data"]]
