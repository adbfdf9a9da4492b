"""classify --next: the clerk goes through the unclassified ones; each acceptance is recorded by itself."""

from typing import Any

import pytest
from terminals import Sit

RECOVERY = "Khiếu nại Quyết định thu hồi đất"
PLAIN = "Chuyện bờ rào"


@pytest.fixture
def three(desk: Any) -> Any:
    for content in (PLAIN, RECOVERY, "Đề nghị xét hộ nghèo"):
        desk.add(content)
    return desk


def known(desk: Any) -> dict[str, tuple[str | None, ...]]:
    rows = desk.json("list", "--sort", "id")["rows"]
    return {row["id"][-1]: (row["kind"], row["field"], row["handling"]) for row in rows}


def commands(desk: Any) -> list[str]:
    return [row["subject"] for row in desk.json("log")["rows"] if row["kind"] == "classified"]


def test_enter_accepts_what_is_proposed_newest_first(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next").reply("Kind").reply("Field").reply("Handling")
    clerk.reply("Kind").reply("Field").reply("Handling", "hd").reply("Kind", "q")
    assert clerk.end() == 0
    assert known(three) == {
        "1": (None, None, None),
        "2": ("complaint", "land.recovery", "guide"),
        "3": ("recommendation", "policy.other", None),
    }
    assert "2026-0003 (1/3)" in clerk.text and "Đề nghị xét hộ nghèo" in clerk.text
    assert "2 incidents are classified: 2026-0003, 2026-0002." in clerk.text


def test_the_words_that_spoke_stand_beside_the_proposal(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next", "2").reply("Kind", "q")
    assert clerk.end() == 0
    assert "complaint: complaint, 63 % [khiếu nại]" in clerk.text


def test_a_clerk_reads_proposals_in_words_of_the_language(three: Any, sit: Sit) -> None:
    for _ in range(5):
        number = three.add("Chuyện bờ rào", "--kind", "pa")["incident"]
        assert three.run("classify", number, "--field", "land").code == 0
    clerk = sit("classify", "--suggest", "1", "2", RECEPTION_LANG="vi")
    assert clerk.end() == 0
    assert "2026-0001: phản ánh (69 %), đất đai, nhà cửa (69 %) [chuyện bờ; bờ rào]" in clerk.text
    assert "2026-0002: khiếu nại (63 %), thu hồi đất (67 %) [khiếu nại; quyết định thu hồi đất]" in clerk.text


def test_each_acceptance_is_a_command_of_its_own(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next", "--limit", "2")
    for _ in range(2):
        clerk.reply("Kind").reply("Field").reply("Handling")
    assert clerk.end() == 0
    assert three.run("undo", "--yes").code == 0
    assert known(three)["2"][0] is None and known(three)["3"][0] == "recommendation"


def test_another_code_replaces_and_changes_what_field_is_proposed(desk: Any, sit: Sit) -> None:
    desk.add("Kiến nghị xử lý ô nhiễm môi trường")
    clerk = sit("classify", "--next").reply("Kind", "khieu nai").reply("Field").reply("Handling")
    assert clerk.end() == 0
    assert known(desk)["1"][:2] == ("complaint", "admin-other")


def test_s_skips_and_a_slip_is_asked_again(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next").reply("Kind", "s").reply("Kind", "xyz").reply("Kind", "?").reply("Kind")
    clerk.reply("Field", "s").reply("Kind", "q")
    assert clerk.end() == 0
    assert commands(three) == []
    assert "Nothing to change." in clerk.text


def test_back_goes_to_the_question_before_and_to_the_incident_before(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next").reply("Kind").reply("Field", "<").reply("Kind", "pa").reply("Field")
    clerk.reply("Handling").reply("Kind", "<")  # the first one again, as it is recorded now
    clerk.reply("Kind").reply("Field", "policy.merit").reply("Handling").reply("Kind", "q")
    assert clerk.end() == 0
    assert known(three)["3"] == ("feedback", "policy.merit", None)
    assert len(commands(three)) == 2


def test_nothing_is_accepted_where_nothing_is_proposed(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next", "--match", "bo rao").reply("Kind").reply("Field").reply("Handling")
    assert clerk.end() == 0
    assert commands(three) == []


def test_ctrl_c_ends_with_what_was_accepted_recorded(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next").reply("Kind").reply("Field").reply("Handling").interrupt("Kind")
    assert clerk.end() == 130
    assert known(three)["3"][0] == "recommendation" and known(three)["2"][0] is None
    assert "2026-0003" in clerk.text


def test_the_text_of_a_denunciation_stays_hidden(desk: Any, sit: Sit) -> None:
    desk.add("Tố cáo ông Trần Kín tham ô", "--kind", "to-cao")
    clerk = sit("classify", "--next").reply("Field", "q")
    assert clerk.end() == 0
    assert "Kín" not in clerk.raw and "Đức" not in clerk.raw and "tham ô" not in clerk.raw
    assert "its text is confidential" in clerk.text


def test_a_desk_that_keeps_names_off_its_screens_shows_no_matter(three: Any, sit: Sit) -> None:
    assert three.run("config", "identity", "never").code == 0
    clerk = sit("classify", "--next").reply("Kind", "q")
    assert clerk.end() == 0
    assert "Đức" not in clerk.raw and "xét" not in clerk.raw


def test_a_dry_run_records_nothing(three: Any, sit: Sit) -> None:
    clerk = sit("classify", "--next", "--dry-run", "2").reply("Kind").reply("Field").reply("Handling")
    assert clerk.end() == 0
    assert commands(three) == []
    assert "would be classified" in clerk.text
