"""Notices end or start a term and leave the state as it is. Today is Monday 23 November 2026; 24 November is off."""

import json
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain.entry import Draft, Stamp, chain
from reception_cli.ledger.storage import START, FileLedger, Mark

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
LATER: dict[str, str] = {"now": "2026-12-30T08:00:00+07:00"}


def due(desk: Any, *steps: str, **how: str) -> list[tuple[str, str, str, str]]:
    rows = desk.json("due", "--within", "60d", **how)["rows"]
    return [(row["id"], row["step"], row["due_on"], row["who"]) for row in rows if row["step"] in steps]


def stands(desk: Any, part: str, **how: str) -> list[tuple[str, str, str | None, str | None]]:
    rows = desk.json("agenda", **how)["rows"]
    return [(row["id"], row["step"], row["due_on"], row["falls_on"]) for row in rows if row["part"] == part]


def accepted(desk: Any, kind: str, on: str) -> None:
    desk.add("Đơn", "--kind", kind, "--field", "dat-dai", "--at", on)
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    desk.json("accept", "1", "--on", on)


# -- each notice: what starts it, its step and day, and what ends it

def a_refusal(desk: Any) -> None:
    desk.add("Việc đã giải quyết", "--refused", "l9-3")  # 25, 26, 27 November


def a_dialogue(desk: Any) -> None:
    accepted(desk, "kn", "16/11/2026")
    desk.json("meeting", "1", "--dialogue", "--planned", "10/12/2026")  # Saturday the 5th, so Friday the 4th


def online(desk: Any) -> None:
    desk.add("Kiến nghị", "--kind", "kien-nghi")
    desk.json("appoint", "Ngô Bá Tú", "1", "--on", "10/12/2026 9:00", "--about", "Cầu", "--mode", "online")


def passed_on(desk: Any) -> None:
    desk.add("Tố cáo", "--kind", "tc", "--source", "transfer", "--at", "16/11/2026")  # 20 days: Sunday 6 December


def overdue(desk: Any) -> None:
    accepted(desk, "tc", "12/10/2026")  # 30 days: 11 November
    desk.json("step", "1", "report-demanded", "--doc", "7/UBND")


def asked(desk: Any) -> None:
    desk.add("Khiếu nại", "--kind", "kn")
    desk.json("classify", "1", "--competence", "out")
    desk.json("refer", "1", "UBND tỉnh", "--doc", "145/PC")
    desk.json("step", "1", "outcome-asked")
    desk.json("reply", "1", "--doc", "88/UBND")


NOTICES = {
    "notify-refusal": (a_refusal, "V2026-0001", "2026-11-27", "head", "refusal-notified"),
    "dialogue-notice": (a_dialogue, "2026-0001", "2026-12-04", "unit", "dialogue-notified"),
    "invite-online": (online, "2026-0001", "2026-12-03", "unit", "invited"),  # 9, 8, 7, 4, 3 December
    "test-online": (online, "2026-0001", "2026-12-09", "unit", "tested"),
    "reply-to-press": (passed_on, "2026-0001", "2026-12-07", "unit", "press-replied"),
    "report-overdue": (overdue, "2026-0001", "2026-12-01", "unit", "overdue-reported"),  # 25, 26, 27, 30, 1
    "pass-on-outcome": (asked, "2026-0001", "2026-12-01", "unit", "outcome-told"),
}


@pytest.mark.parametrize("step", NOTICES)
def test_a_notice_is_due_until_its_paper_is_recorded_and_undo_brings_it_back(desk: Any, step: str) -> None:
    start, number, day, who, ends = NOTICES[step]
    start(desk)
    assert due(desk, step) == [(number, step, day, who)]
    stage = [row.get("stage") for row in desk.json("show", number)["rows"]]
    assert ends == "tested" or "--doc" in desk.fails(4, "step", number, ends)
    desk.json("step", number, ends, "--doc", "9/TB")
    assert due(desk, step) == []
    assert [row.get("stage") for row in desk.json("show", number)["rows"]] == stage
    assert desk.run("verify").code == 0
    desk.json("undo")
    assert due(desk, step) == [(number, step, day, who)]


@pytest.mark.parametrize("step", NOTICES)
def test_a_notice_of_what_never_was_is_refused(desk: Any, step: str) -> None:
    _start, number, _day, _who, ends = NOTICES[step]
    desk.add("Tố cáo" if ends in ("press-replied", "overdue-reported") else "Khiếu nại")
    kind = "tc" if ends in ("press-replied", "overdue-reported") else "kn"
    desk.json("classify", "1", "--kind", kind)
    assert "missing" not in desk.fails(4, "step", number, ends, "--doc", "9/TB")


@pytest.mark.parametrize("ground", ["l9-3", "d4-h", "l9-1", "d4-k"])
def test_a_refusal_is_told_in_writing_on_the_two_grounds_of_the_law(desk: Any, ground: str) -> None:
    desk.add("Việc", "--refused", ground)
    assert bool(due(desk, "notify-refusal")) is (ground in ("l9-3", "d4-h"))


def test_the_notice_of_a_refusal_moves_with_the_calendar_and_ends_with_the_visit(desk: Any) -> None:
    a_refusal(desk)
    desk.json("config", "days_off", "26/11/2026")
    assert [row[2] for row in due(desk, "notify-refusal")] == ["2026-11-30"]
    desk.json("void", "V2026-0001", "--reason", "Ghi nhầm")
    assert due(desk, "notify-refusal") == []
    assert "refused" in desk.fails(4, "step", "V1", "refusal-notified", "--doc", "1/TB")
    assert "refusal-notified" in desk.fails(2, "step", "V1", "sent")


def test_a_dialogue_that_was_held_or_called_off_is_announced_no_more(desk: Any) -> None:
    a_dialogue(desk)
    desk.json("step", "1", "called-off")
    assert due(desk, "dialogue-notice") == []
    desk.json("meeting", "1", "--dialogue", "--planned", "17/12/2026")  # Saturday the 12th, so the 11th
    assert [row[2] for row in due(desk, "dialogue-notice")] == ["2026-12-11"]
    desk.json("meeting", "1", "--dialogue", "--who", "ông Tú")
    assert due(desk, "dialogue-notice") == []


def test_a_dialogue_that_is_put_off_is_announced_anew(desk: Any) -> None:
    a_dialogue(desk)
    desk.json("step", "1", "dialogue-notified", "--doc", "9/TB")
    desk.json("meeting", "1", "--dialogue", "--planned", "17/12/2026")
    assert [row[2] for row in due(desk, "dialogue-notice")] == ["2026-12-11"]
    assert "--dialogue" in desk.fails(4, "meeting", "1", "--planned", "17/12/2026")
    assert "--who" in desk.fails(4, "meeting", "1", "--dialogue", "--planned", "17/12/2026", "--who", "ông Tú")
    assert "later day" in desk.fails(4, "meeting", "1", "--dialogue", "--planned", "23/11/2026")


def test_an_online_reception_ends_its_announcement_and_names_its_incident(desk: Any) -> None:
    online(desk)
    desk.json("visit", "1", "--mode", "online", "--central", "UBND xã", "--at", "10/12/2026 9:00", **LATER)
    assert due(desk, "invite-online", "test-online", **LATER) == []
    asked_for = ("--on", "10/12/2026 9:00", "--about", "Cầu", "--mode", "online")
    assert "incident" in desk.fails(2, "appoint", "Ngô Bá Tú", *asked_for)


# -- what others are to do, and the mark

def test_another_body_is_waited_for_and_nothing_of_it_is_due(desk: Any) -> None:
    desk.add("Khiếu nại", "--kind", "kn")
    desk.json("classify", "1", "--competence", "out")
    desk.json("refer", "1", "UBND tỉnh", "--doc", "145/PC")
    desk.json("step", "1", "settled-elsewhere")
    assert due(desk, "report-outcome") == []
    # 7 working days: 25, 26, 27, 30, 1, 2, 3 December
    assert ("2026-0001", "report-outcome", None, "2026-12-03") in stands(desk, "waiting")
    desk.json("reply", "1", "--doc", "88/UBND")
    assert stands(desk, "waiting") == []


def test_the_superior_is_waited_for_once_a_denunciation_is_late(desk: Any) -> None:
    accepted(desk, "tc", "12/10/2026")  # resolve by 11 November; 5 working days: 12, 13, 16, 17, 18
    early: dict[str, str] = {"now": "2026-11-11T08:00:00+07:00"}
    assert stands(desk, "waiting") == [("2026-0001", "demand-report", None, "2026-11-18")]
    assert stands(desk, "waiting", **early) == []
    assert due(desk, "demand-report") == []
    assert "demand-report" not in [row["step"] for row in desk.json("explain", "1", **early)["rows"]]
    desk.json("step", "1", "report-demanded", "--doc", "7/UBND")
    assert stands(desk, "waiting") == []


@pytest.mark.parametrize("how", [("--source", "post"), ("--petition",)])
def test_a_petition_left_unprocessed_is_marked_and_never_due(desk: Any, how: tuple[str, ...]) -> None:
    desk.add("Đơn", *how, "--at", "12/10/2026")  # 19 days to the end of October: 26 November is the 45th
    assert stands(desk, "mark") == [("2026-0001", "unprocessed-petition", None, "2026-11-26")]
    assert due(desk, "unprocessed-petition") == []
    (row,) = [row for row in desk.json("explain", "1")["rows"] if row["step"] == "unprocessed-petition"]
    assert (row["due_on"], row["falls_on"], row["overdue_days"]) == (None, "2026-11-26", None)
    desk.json("classify", "1", "--kind", "kien-nghi", "--handling", "guide")
    assert stands(desk, "mark") == []


def test_what_comes_by_post_is_triaged_in_the_days_that_the_desk_promises(desk: Any) -> None:
    desk.add("Đơn cũ", "--source", "post")
    assert due(desk, "triage-post") == []
    desk.json("config", "triage_within", "10wd")
    assert due(desk, "triage-post") == []  # it came before
    desk.add("Đơn mới", "--source", "post")
    # 25, 26, 27, 30 November, 1-4 (8), 7, 8 December
    assert due(desk, "triage-post") == [("2026-0002", "triage-post", "2026-12-08", "unit")]
    desk.json("classify", "2", "--kind", "kien-nghi", "--handling", "guide")
    assert due(desk, "triage-post") == []


# -- registers of before

def written_before(desk: Any, *drafts: Draft) -> None:
    """Write entries as a program of the first format did: without saying which format they need."""
    ledger = FileLedger(str(desk.folder / "reception.json"))
    mark = last_mark(ledger)
    ledger.append(chain(list(drafts), mark.head, STAMP, lambda: "salt"), mark)


def last_mark(ledger: FileLedger) -> Mark:
    *_others, last = ledger.since(START)
    return last.mark()


def formats(desk: Any) -> list[int]:
    entries = json.loads((desk.folder / "reception.json").read_text("utf-8"))["entries"].values()
    return [entry["data"]["format"] for entry in entries if "format" in entry["data"]]


REFUSED = Draft("visit", "V2026-0001", {"incidents": [], "people": 1, "refused": "l9-3"}, {"name": "An"}, "2026-11-20")
OPENED = Draft("incident", "2026-0001", {"opened_on": "2026-11-20", "kind": "denunciation"}, {"content": "Việc"})
CAME = Draft("petition", "P2026-0001", {"incidents": ["2026-0001"], "source": "transfer"}, {"name": "An"}, "2026-11-20")


def test_what_was_recorded_before_this_format_owes_none_of_its_notices_whatever_follows(desk: Any) -> None:
    written_before(desk, REFUSED, OPENED, CAME)
    new = ("notify-refusal", "reply-to-press")
    assert due(desk, *new) == []
    desk.add("Việc khác", "--refused", "d4-h")  # states the format: what comes from here on owes them
    assert [row[0] for row in due(desk, *new)] == ["V2026-0002"]
    assert formats(desk) == [2]
    assert desk.run("verify").code == 0


def test_an_imported_line_owes_no_notice(desk: Any, tmp_path: Path) -> None:
    desk.add("Việc khác", "--refused", "d4-h")
    row = Draft("petition", "P2026-0001", {**CAME.data, "row": "ab" * 32}, {"name": "An"}, "2026-11-20")
    written_before(desk, OPENED, row)
    assert due(desk, "reply-to-press") == []


def test_the_first_act_that_starts_a_term_of_this_format_states_it(desk: Any) -> None:
    desk.add("Việc", "--refused", "l9-1")
    assert formats(desk) == []
    desk.add("Việc", "--refused", "l9-3")
    desk.add("Việc", "--refused", "l9-3")
    assert formats(desk) == [2]
