"""Verbs whose arguments are missing ask for them on a terminal, in the same form; a script is told what is missing."""

from typing import Any

import pytest
from terminals import Sit

CHECK = "Enter records, a number mends that line, < back, x drops"
MATTER = "Number of the incident, or a name"


@pytest.fixture
def two(desk: Any) -> Any:
    """A desk with two matters, the first classified as a complaint of ours."""
    desk.add("Đường liên thôn hỏng", "--name", "Trần Văn Tuấn", "--address", "thôn 5", "--at", "20/11/2026")
    desk.add("Xin trợ cấp", "--name", "Lê Thị Hoa", "--address", "thôn 1", "--at", "20/11/2026")
    return desk


def test_a_matter_is_found_by_a_name_while_it_is_asked_for(two: Any, sit: Sit) -> None:
    clerk = sit("visit").reply(MATTER, "le hoa")
    clerk.until(MATTER)
    assert "2026-0002, 2026-11-20, Lê Thị Hoa, Xin trợ cấp, open" in clerk.text
    assert "2026-0001" not in clerk.text
    clerk.child.sendline("2")
    clerk.reply("Day, or day and time (now)", "22/11/2026").reply("Persons present (1)", "3")
    clerk.reply("Kind of reception [regular]").reply("Who received [reception officer]")
    clerk.reply("A remark on this reception", "hỏi kết quả").reply(CHECK)
    assert clerk.end() == 0
    newest = two.json("list", "--visits")["rows"][0]
    assert (newest["incidents"], newest["people"], newest["at"]) == (["2026-0002"], 3, "2026-11-22")


def test_classify_without_facts_asks_for_them(two: Any, sit: Sit) -> None:
    clerk = sit("classify").reply(MATTER, "1").reply("Kind", "kn").reply("Field", "dat")
    clerk.reply("Competence", "in").reply("Handling", "accept")
    assert clerk.end() == 0
    row = two.json("show", "1")["rows"][0]
    assert (row["kind"], row["field"], row["competence"], row["handling"]) == ("complaint", "land", "in", "accept")


def test_accept_and_refer_ask_for_what_they_lack(two: Any, sit: Sit) -> None:
    assert two.run("classify", "1", "--kind", "kn", "--competence", "in").code == 0
    assert two.run("classify", "2", "--kind", "kn", "--competence", "out").code == 0
    clerk = sit("accept").reply(MATTER, "1").reply("Day it happened (today)", "21/11/2026")
    clerk.reply("Not taken in, on this ground").reply(CHECK)
    assert clerk.end() == 0
    assert two.json("show", "1")["rows"][0]["accepted_on"] == "2026-11-21"
    clerk = sit("refer", "2").reply("The body it goes to").reply("The body it goes to", "UBND tỉnh")
    clerk.reply("Number of the paper", "144/PC").reply("Day by which to reply", "32/1/2027")
    clerk.reply("Day by which to reply", "15/12/2026").reply("Day it happened (today)").reply(CHECK)
    assert clerk.end() == 0
    (referral,) = two.json("show", "2")["rows"][0]["referrals"]
    assert (referral["doc"], referral["reply_by"]) == ("144/PC", "2026-12-15")


def test_close_asks_which_matter(two: Any, sit: Sit) -> None:
    facts = ("--kind", "kn", "--field", "dat", "--competence", "out", "--handling", "guide")
    assert two.run("classify", "1", *facts).code == 0
    clerk = sit("close").reply(MATTER, "1").reply("Result", "guided")
    assert clerk.end() == 0
    assert two.json("show", "1")["rows"][0]["status"] == "closed"


@pytest.mark.parametrize("verb", ["visit", "classify", "close", "accept", "refer", "correct"])
def test_a_script_is_told_what_is_missing(two: Any, verb: str) -> None:
    two.fails(2, verb)


def test_correct_shows_what_is_recorded_and_says_what_it_was(two: Any, sit: Sit) -> None:
    which = "Number of the incident, visit or petition, or a name"
    clerk = sit("correct").reply(which, "V1").reply(CHECK, "2").reply("number of people", "4")
    clerk.reply("Why is it put right", "đếm nhầm").reply(CHECK)
    assert clerk.end() == 0
    assert "V2026-0001: put right number of people: 1 → 4." in clerk.screen
    assert two.json("list", "--visits")["rows"][1]["people"] == 4


def test_show_and_log_say_what_a_fact_was(two: Any, sit: Sit) -> None:
    assert two.run("correct", "V1", "--set", "people=4", "--reason", "đếm nhầm").code == 0
    for argv in (("show", "1"), ("show", "V1"), ("log", "V1")):
        clerk = sit(*argv, columns=180)
        assert clerk.end() == 0
        assert "number of people: 1 → 4" in clerk.text, argv


def test_a_text_is_told_old_and_new_on_the_own_screen_only(two: Any, sit: Sit) -> None:
    clerk = sit("correct", "V1", "--set", "name=Trần Văn Tuân", "--reason", "nhầm dấu")
    assert clerk.end() == 0
    assert "V2026-0001: put right name: Trần Văn Tuấn → Trần Văn Tuân." in clerk.screen
    assert "Tu" not in two.run("correct", "V1", "--set", "name=Trần Tư", "--reason", "nhầm").out


def test_correcting_a_denunciation_shows_no_name(desk: Any, sit: Sit) -> None:
    desk.add("Tố cáo", "--name", "Phạm Thị Kín", "--kind", "tc")
    clerk = sit("correct", "V1")
    clerk.until(CHECK)
    assert "Kín" not in clerk.text


@pytest.mark.parametrize(
    ("typed", "people"), [("số người=5", 5), ("so nguoi=5", 5), ("so-nguoi=5", 5), ("people=5", 5), ("Số_Người=5", 5)]
)
def test_fields_are_known_by_their_vietnamese_names(two: Any, typed: str, people: int) -> None:
    assert two.run("correct", "V1", "--set", typed, "--reason", "nhầm", "--lang", "vi").code == 0
    assert two.json("list", "--visits")["rows"][1]["people"] == people


def test_a_field_that_is_none_names_those_there_are(two: Any) -> None:
    said = two.fails(2, "correct", "V1", "--set", "nguoi=5", "--reason", "nhầm", "--lang", "vi")
    assert "số người" in said
    assert "people" not in said
