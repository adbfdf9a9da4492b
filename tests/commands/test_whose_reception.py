"""For whom citizens are received, who speaks for whom, and against whom and where a matter arose."""

import json
from typing import Any

import pytest

DeskUnderTest = Any
YEAR = ("--period", "2026")


@pytest.fixture
def commune(desk: DeskUnderTest) -> DeskUnderTest:
    """Four visits: of the committee and the party (3 people), of the council (2), of the deputies, of nobody named."""
    desk.add("A", "--body", "ubnd", "--body", "đảng ủy", "--people", "3", "--kind", "kn")
    desk.add("B", "--body", "HĐND", "--people", "2", "--kind", "kn")
    desk.add("C", "--body", "deputies", "--kind", "kien-nghi")
    desk.add("D", "--kind", "tc")
    return desk


def form(desk: DeskUnderTest) -> tuple[dict[int, float], dict[str, Any]]:
    answer = desk.json("form", "01/TCD", *YEAR)
    return {row["column"]: row["value"] for row in answer["rows"]}, {note["code"]: note for note in answer["notes"]}


def test_figures_by_body_count_a_visit_of_two_in_each_and_once_in_the_total(commune: DeskUnderTest) -> None:
    answer = commune.json("summarize", *YEAR, "--by", "body")
    assert {row["body"]: (row["visits"], row["people"]) for row in answer["rows"]} == {
        "committee": (1, 3), "party": (1, 3), "council": (1, 2), "deputies": (1, 1), None: (1, 1),
    }  # fmt: skip
    assert (answer["totals"]["visits"], answer["totals"]["people"]) == (4, 7)
    both = commune.json("summarize", *YEAR, "--by", "body,kind")["rows"]
    assert {(row["body"], row["kind"]): row["visits"] for row in both}[("party", "complaint")] == 1
    assert commune.json("summarize", *YEAR, "--body", "party")["totals"]["people"] == 3
    assert commune.json("summarize", *YEAR, "--body", "council", "--body", "none")["totals"]["people"] == 3
    assert [row["id"] for row in commune.json("list", "--visits", "--body", "council")["rows"]] == ["V2026-0002"]


def test_the_form_counts_all_bodies_unless_the_desk_says_which_and_tells_it(commune: DeskUnderTest) -> None:
    """All: four visits of seven people. The committee alone: A and D, which names none: two of four people."""
    found, notes = form(commune)
    assert (found[1], found[2], found[3]) == (4, 7, 4) and notes["bodies"]["bodies"] == ["all"]
    commune.json("config", "bodies", "committee")
    found, notes = form(commune)
    assert (found[1], found[2], found[3]) == (2, 4, 2) and notes["bodies"]["bodies"] == ["committee"]
    shown = commune.run("form", "01/TCD", *YEAR, "--format", "table", "--lang", "vi").out
    assert "Ủy ban nhân dân" in shown and "[U]" not in shown
    behind = commune.json("form", "01/TCD", *YEAR, "--cell", "4")["rows"]
    assert [row["id"] for row in behind] == ["V2026-0001", "V2026-0004"]
    assert "2 visits of 4 people" in commune.json("summarize", *YEAR, "--report")["rows"][0]["text"]
    commune.json("config", "bodies", "all")
    assert form(commune)[0][1] == 4
    assert "committee" in commune.fails(2, "config", "bodies", "bogus")


def test_of_a_matter_that_two_bodies_received_only_one_counts_it(desk: DeskUnderTest) -> None:
    """The council received the matter first, the committee again: to the committee it is a repeat."""
    desk.add("A", "--body", "council", "--at", "2026-11-02")
    desk.json("visit", "1", "--body", "committee", "--at", "2026-11-03")
    desk.json("config", "bodies", "committee")
    found, _notes = form(desk)
    assert (found[1], found[3], found[6], found[7]) == (1, 1, 0, 1)


def test_a_desk_that_names_no_body_is_told_nothing_of_it(desk: DeskUnderTest) -> None:
    desk.add("A")
    assert "bodies" not in form(desk)[1]


def test_a_body_is_put_right_and_taken_back(commune: DeskUnderTest) -> None:
    commune.json("correct", "V2", "--set", "bodies=party, committee", "--reason", "Ghi nhầm")
    rows = commune.json("summarize", *YEAR, "--by", "body")["rows"]
    assert {row["body"]: row["visits"] for row in rows} == {"committee": 2, "party": 2, "deputies": 1, None: 1}
    commune.json("undo", "--yes")
    assert {row["body"] for row in commune.json("summarize", *YEAR, "--by", "body")["rows"]} >= {"council"}
    assert commune.json("verify")["totals"]["ok"]


def test_who_speaks_for_whom_and_against_whom_is_in_the_story(desk: DeskUnderTest) -> None:
    """324 members, 10 present, of whom 5 speak for the others."""
    desk.add(
        "Thu hồi đất", "--kind", "kn", "--people", "10", "--petitioners", "324", "--representatives", "5",
        "--capacity", "đại diện", "--appointment", "01/BB", "--against", "UBND xã Bình Tú", "--place", "thôn 3",
        "--project", "Đường ven biển",
    )  # fmt: skip
    desk.add("Thay mặt", "--capacity", "luật sư", "--appointment", "12/GTLS")
    report = desk.json("summarize", "--report")["rows"][0]["text"]
    assert "Large groups: 1, with 10 people present of 324 members." in report
    shown = " ".join(desk.run("show", "1", "--format", "table", "--with-identity").out.split())
    for told in ("representative of several", "representatives: 5", "paper 01/BB", "UBND xã Bình Tú", "Đường ven biển"):
        assert told in shown
    hidden = desk.run("show", "1", "--format", "table").out
    assert "UBND xã" not in hidden and "ven biển" not in hidden
    entries = json.loads((desk.folder / "reception.json").read_text(encoding="utf-8"))["entries"].values()
    assert any(one["data"].get("format") == 2 for one in entries)
    lawyer = desk.run("show", "2", "--format", "table").out
    assert "lawyer or legal aid" in lawyer and "12/GTLS" in lawyer
    assert desk.json("verify")["totals"]["ok"]


def test_whom_a_denunciation_is_about_is_as_secret_as_its_text(desk: DeskUnderTest) -> None:
    who = ("--against", "Trần Văn Cán", "--against-post", "Kế toán", "--against-workplace", "UBND xã")
    desk.add("Tố cáo nhận tiền", "--kind", "tc", *who, "--place", "thôn Đông")
    for argv in (("show", "1"), ("show", "1", "--with-identity"), ("log",), ("list", "--with-identity")):
        out = desk.run(*argv, "--format", "table").out
        assert not any(word in out for word in ("Trần Văn Cán", "Kế toán", "thôn Đông")), argv
    told = desk.run("show", "1", "--with-identity", "--reason", "Xác minh", "--format", "table").out
    assert all(word in told for word in ("Trần Văn Cán", "Kế toán", "UBND xã", "thôn Đông"))
    desk.json("correct", "1", "--set", "against=Lê Thị Quyền", "--reason", "Ghi nhầm")
    assert "Lê Thị Quyền" in desk.run("show", "1", "--with-identity", "--reason", "Xác minh", "--format", "table").out


def test_more_representatives_than_the_law_has_are_told(desk: DeskUnderTest) -> None:
    """Of seven people two at most, of eleven five (Law 42/2013/QH13, Art. 29)."""
    for people, speakers, most in (("7", "3", "2 at most"), ("11", "6", "5 at most"), ("7", "2", ""), ("11", "5", "")):
        told = desk.run(
            "add", f"Đoàn {people}", "--name", "Lê An", "--address", "thôn 1", "--people", people,
            "--representatives", speakers,
        )  # fmt: skip
        assert told.code == 0 and (most in told.err if most else "at most" not in told.err)
    assert "--signatories" in desk.fails(
        2, "add", "A", "--name", "B", "--address", "C", "--source", "post", "--representatives", "2"
    )


# -- Petitions that repeat one, and those that several bring


def test_a_petition_that_repeats_one_is_counted_and_is_not_qualified(desk: DeskUnderTest) -> None:
    """Three papers of one complaint, two of them the same again: 01/XLD 1 = 3, handled 4 = 3, qualified 6 = 1, 7 = 1.

    In the old layout: 8 = 3, 9 = 1, 10 = 1.
    """
    desk.add("Khiếu nại", "--kind", "kn", "--field", "land", "--source", "post", "--at", "2026-11-02")
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    for day in ("2026-11-05", "2026-11-06"):
        desk.json("visit", "1", "--source", "post", "--duplicate", "P1", "--at", day)
    found = {row["column"]: row["value"] for row in desk.json("form", "01/XLD", *YEAR)["rows"]}
    assert [found[n] for n in (1, 4, 5, 6, 7, 8)] == [3, 3, 0, 1, 1, 1]
    old = {
        row["column"]: row["value"]
        for row in desk.json("form", "01/XLD", *YEAR, "--circular", "02/2021")["rows"]
    }
    assert [old[n] for n in (8, 9, 10)] == [3, 1, 1]
    note = next(one for one in desk.json("form", "01/XLD", *YEAR)["notes"] if one["code"] == "duplicates")
    assert note["count"] == 2
    assert "repeats petition P2026-0001" in desk.run("show", "1", "--format", "table").out
    assert desk.json("verify")["totals"]["ok"]


def test_what_repeats_nothing_is_refused(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại", "--kind", "kn", "--source", "post")
    desk.add("Việc khác", "--kind", "kn", "--source", "post")
    assert "no petition of 2026-0001" in desk.fails(2, "visit", "1", "--source", "post", "--duplicate", "P2")
    assert "is of a petition" in desk.fails(2, "visit", "1", "--duplicate", "P1")
    desk.json("visit", "1", "--source", "post")
    assert "no petition of" in desk.fails(2, "correct", "P3", "--set", "duplicate=P2", "--reason", "x")
    desk.json("correct", "P3", "--set", "duplicate=P1", "--reason", "Đơn trùng")
    assert desk.json("form", "01/XLD", *YEAR)["rows"][3]["value"] == 1  # handled: there is nothing to be done with it


def test_several_who_complain_through_a_representative_all_sign_and_appoint_them(desk: DeskUnderTest) -> None:
    """Decree 155/2026, Art. 16(1) [L*]: all signatures, and the written appointment."""
    more = ("--source", "post", "--capacity", "representative", "--petitioners", "6", "--signatories", "4")
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--field", "land", *more)
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    assert "4 of 6 signed the petition" in desk.fails(4, "accept", "1")
    desk.json("correct", "P1", "--set", "signatories=6", "--reason", "Đã ký đủ")
    assert "not appointed in writing" in desk.fails(4, "accept", "1")
    desk.json("correct", "P1", "--set", "appointment=01/BB", "--reason", "Đã nộp văn bản cử")
    assert desk.json("accept", "1")["rows"][0]["stage"] == "accepted"
    assert desk.json("verify")["totals"]["ok"]


def test_the_written_appointment_is_asked_for_on_the_petition_also_after_a_visit(desk: DeskUnderTest) -> None:
    more = ("--source", "post", "--capacity", "representative", "--petitioners", "6", "--signatories", "6")
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--field", "land", *more)
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    desk.json("visit", "1")
    assert "correct P2026-0001 --set appointment=" in desk.fails(4, "accept", "1")


def test_the_term_runs_on_from_the_day_of_the_decision_to_continue(desk: DeskUnderTest) -> None:
    """Art. 28b(2) [L*]. Accepted on 1 July: 30 days. Suspended on 11 July, after 10 of them; continued on 1 August.

    The 20 days that are left run from 1 August on: 21 August, a Friday.
    """
    desk.folder = desk.folder.parent / "early"
    assert desk.run("init", "--unit", "TB", now="2026-06-01T08:00:00+07:00").code == 0

    def on(day: str, *argv: str) -> Any:
        return desk.json(*argv, now=f"2026-{day}T09:00:00+07:00")

    desk.add("Khiếu nại", "--kind", "kn", "--field", "land", "--source", "post", now="2026-06-30T08:00:00+07:00")
    on("06-30", "classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    on("07-01", "accept", "1")
    on("07-11", "pause", "1", "--reason", "Chờ kết quả của cơ quan khác", "--doc", "5/QĐ")
    on("08-01", "resume", "1", "--doc", "6/QĐ")
    due = {row["step"]: row["due_on"] for row in on("08-01", "explain", "1")["rows"]}
    assert due["resolve-first"] == "2026-08-21"


def test_a_visit_tells_whom_those_who_came_speak_for(desk: Any) -> None:
    desk.add(
        "Đền bù", "--people", "10", "--petitioners", "324", "--representatives", "5", "--capacity", "representative",
        "--appointment", "01/GUQ", "--body", "thường trực HĐND",
    )  # fmt: skip
    shown = " ".join(desk.run("show", "V1", "--format", "table").out.split())
    for told in ("324", "representatives: 5", "People's Council", "01/GUQ"):
        assert told in shown, shown


def test_receptions_for_which_no_body_is_named_have_a_row_that_says_so(desk: Any) -> None:
    desk.add()
    assert "none is named" in desk.run("summarize", "--by", "body", "--format", "table").out


def test_a_matter_is_found_by_its_place_its_project_and_whom_it_is_against_a_denunciation_never(desk: Any) -> None:
    about = ("--against", "Phạm Quang Chín", "--place", "thôn Vinh Huy", "--project", "Cầu Y")
    desk.add("Khiếu nại", "--kind", "kn", *about)
    desk.add("Tố cáo", "--kind", "tc", *about, "--name", "Lê Thị Ba")
    for words in ("cau y", "vinh huy", "quang chin"):
        assert [row["id"] for row in desk.json("search", words)["rows"]] == ["2026-0001"]
    desk.json("redact", "1", "--reason", "Theo yêu cầu", "--yes")
    assert desk.json("search", "vinh huy")["rows"] == []
