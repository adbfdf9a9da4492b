"""The whole life of denunciations, recommendations and feedback, every day in it counted by hand."""

import pytest

from reception_cli.cli.verbs import VERBS
from reception_cli.law import transitions

LEGAL = [
    "accept", "assign", "refer", "reply", "urge", "extend", "pause", "resume", "withdraw", "decide", "execute", "step",
    "contact", "meeting", "handover",
]  # fmt: skip


def on(day):
    """The moment at which the clerk works."""
    return f"{day}T08:00:00+07:00"


@pytest.fixture
def go(desk):
    """Run a verb on a day and give its first row."""
    return lambda day, *argv: desk.json(*argv, now=on(day))["rows"][0]


@pytest.fixture
def denounced(desk, go):
    """A denunciation of Thursday 20 August 2026."""
    desk.add("Tố cáo cán bộ nhận tiền", "--id-no", "1", now=on("2026-08-20"))
    go("2026-08-20", "classify", "1", "--kind", "tc", "--competence", "in", "--qualified")
    return desk


def stage(desk, number="1"):
    return desk.json("show", number)["rows"][0]["stage"]


def test_a_whole_life_of_a_denunciation(denounced, go):
    desk = denounced
    assert stage(desk) == "checking"
    desk.json("visit", "1", now=on("2026-08-21"))
    # 7 working days from 20 August, Saturday the 22nd being worked: 28 August. Three more, 31 August to 2 September
    # being off: 7 September.
    row = go("2026-08-27", "extend", "1", "--reason", "Xác minh nhân thân ở hai nơi")
    assert (row["previous_due"], row["new_due"]) == ("2026-08-28", "2026-09-07")
    assert go("2026-09-07", "accept", "1")["status"] == "accepted"
    go("2026-09-10", "step", "1", "notified", "--doc", "5/TB")
    go("2026-09-11", "step", "1", "verifying")
    # Accepted on 7 September: 30 days end on 7 October, 60 on Friday 6 November, 90 on Sunday 6 December: the 7th.
    row = go("2026-10-06", "extend", "1", "--complex", "places", "--reason", "Hai xã", "--doc", "6/QĐ")
    assert (row["first_due"], row["new_due"]) == ("2026-10-07", "2026-11-06")
    row = go("2026-11-05", "extend", "1", "--complex", "disagree", "--reason", "Sở chưa thống nhất", "--doc", "7/QĐ")
    assert (row["first_due"], row["previous_due"], row["new_due"]) == ("2026-10-07", "2026-11-06", "2026-12-07")
    # Suspended from 9 to 16 November: 7 days more. 97 days end on Sunday 13 December: Monday the 14th.
    assert go("2026-11-09", "pause", "1", "--reason", "Chờ kết luận", "--doc", "8/QĐ")["status"] == "suspended"
    go("2026-11-16", "resume", "1", "--doc", "9/QĐ")
    ordered = "--state-money 120 --sanction-persons 2 --sanction-officials 1 --police-matters 1 --police-persons 1"
    row = go("2026-12-16", "decide", "1", "--doc", "10/KL-UBND", "--outcome", "founded", *ordered.split())
    assert (row["stage"], row["due_on"], row["late_days"]) == ("concluded", "2026-12-14", 2)
    for day, state in (("2026-12-17", "sent"), ("2026-12-18", "published"), ("2026-12-21", "acted")):
        go(day, "step", "1", state)
    row = go("2026-12-22", "execute", "1", "--done", "--state-money", "120", "--prosecuted-persons", "1")
    assert row["stage"] == "acted"
    assert "its state is" in desk.fails(4, "close", "1", "--result", "founded", now=on("2026-12-23"))
    go("2026-12-28", "step", "1", "monitored")
    assert go("2026-12-29", "close", "1", "--result", "founded")["status"] == "closed"
    assert desk.run("verify").code == 0


def test_its_identity_and_texts_stay_secret_whatever_happens_to_it(denounced, go):
    go("2026-08-28", "accept", "1")
    go("2026-08-29", "contact", "1", "--by", "visit", "--with", "bà Kín", "--note", "Gặp riêng bà Kín")
    go("2026-08-30", "pause", "1", "--reason", "Bà Kín ốm", "--doc", "1")
    for argv in (("show", "1"), ("show", "1", "--with-identity"), ("log", "1"), ("search", "kin"), ("list",)):
        result = denounced.run(*argv, "--format", "json")
        assert "Kín" not in result.out + result.err


def test_a_follow_on_denunciation_is_opened_again_passed_on_or_left(denounced, go):
    desk = denounced
    go("2026-08-28", "accept", "1")
    go("2026-09-01", "step", "1", "verifying")
    go("2026-09-20", "decide", "1", "--doc", "1/KL", "--outcome", "unfounded")
    for n in ("2", "3", "4"):
        desk.add("Tố cáo tiếp", "--id-no", "1", now=on("2026-10-01"))
        competence = "out" if n == "4" else "in"
        go("2026-10-01", "classify", n, "--kind", "tc", "--competence", competence, "--prior", "concluded")
        assert stage(desk, n) == "follow-on"
    told = desk.fails(4, "step", "2", "no-reopen", now=on("2026-10-05"))
    assert "--previous" in told and "--note" in told
    go("2026-10-05", "step", "2", "no-reopen", "--previous", "1", "--note", "Không có tình tiết mới", "--doc", "2/TB")
    assert go("2026-10-06", "close", "2", "--result", "answered")["status"] == "closed"
    assert go("2026-10-07", "accept", "3", "--previous", "1")["instance"] == "second"
    assert go("2026-10-07", "refer", "4", "Thanh tra tỉnh", "--doc", "3/PC")["stage"] == "forwarded"


def test_signs_of_a_crime_go_to_the_investigators_at_any_stage(denounced, go):
    go("2026-08-21", "step", "1", "to-investigation", "--doc", "1/CV")
    assert go("2026-08-22", "close", "1", "--result", "forwarded")["status"] == "closed"


def test_a_withdrawn_denunciation_may_have_to_go_on(denounced, go):
    go("2026-08-28", "accept", "1")
    answer = denounced.run("withdraw", "1", now=on("2026-09-01"))
    assert "Art. 33(3)" in answer.err
    assert "--reason" in denounced.fails(4, "resume", "1", now=on("2026-09-02"))
    assert go("2026-09-02", "resume", "1", "--reason", "Có dấu hiệu bị ép buộc")["stage"] == "accepted"
    assert denounced.json("show", "1")["rows"][0]["withdrawn"] is None
    assert denounced.run("verify").code == 0


def test_what_was_withdrawn_in_part_stays_so_when_a_suspension_ends(denounced, go):
    go("2026-08-28", "accept", "1")
    go("2026-08-29", "withdraw", "1", "--part", "--reason", "Rút nội dung bồi thường")
    go("2026-09-01", "pause", "1", "--reason", "x", "--doc", "1")
    go("2026-09-05", "resume", "1", "--reason", "Đã có kết luận giám định", "--doc", "2")
    assert denounced.json("show", "1")["rows"][0]["withdrawn"] == "part"


def test_one_that_is_withdrawn_while_suspended_goes_on_from_before_the_suspension(denounced, go):
    go("2026-08-28", "accept", "1")
    go("2026-08-29", "step", "1", "verifying")
    go("2026-09-01", "pause", "1", "--reason", "x", "--doc", "1")
    go("2026-09-05", "withdraw", "1")
    assert go("2026-09-06", "resume", "1", "--reason", "Vu khống")["stage"] == "verifying"
    # The clock stood still from 1 to 5 September: 34 days after 28 August is Thursday 1 October.
    row = go("2026-10-02", "decide", "1", "--doc", "1", "--outcome", "unfounded")
    assert (row["due_on"], row["late_days"]) == ("2026-10-01", 1)


def test_a_matter_that_was_sent_away_is_taken_in_when_it_comes_back_with_new_papers(desk, go):
    desk.add(now=on("2026-09-01"))
    go("2026-09-01", "classify", "1", "--kind", "kn", "--competence", "out")
    go("2026-09-02", "refer", "1", "Sở A", "--doc", "1/PC")
    go("2026-09-10", "visit", "1")
    assert stage(desk) == "forwarded"
    assert "from there: classify --handling accept" in desk.fails(4, "accept", "1", now=on("2026-09-11"))
    go("2026-09-11", "classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    assert stage(desk) == "triaged"
    assert go("2026-09-11", "accept", "1")["stage"] == "accepted"


def test_a_recommendation_is_forwarded_urged_and_answered(desk, go):
    desk.add("Kiến nghị sửa đường", now=on("2026-09-01"))
    go("2026-09-01", "classify", "1", "--kind", "kien-nghi", "--competence", "out")
    assert "refer 2026-0001 TO" in desk.fails(4, "accept", "1", now=on("2026-09-02"))
    go("2026-09-02", "refer", "1", "Sở Xây dựng", "--doc", "1/PC", "--reply-by", "15/9/2026")
    assert desk.json("show", "1")["rows"][0]["handling"] == "forward"
    assert go("2026-09-16", "urge", "1", "--doc", "2/BTCD", "--reply-by", "30/9/2026")["stage"] == "urged"
    (referral,) = desk.json("show", "1")["rows"][0]["referrals"]
    assert (referral["reply_by"], referral["urged_on"], referral["replied_on"]) == ("2026-09-30", "2026-09-16", None)
    assert go("2026-09-25", "reply", "1", "--doc", "9/SXD")["stage"] == "replied"
    assert "nothing is waiting" in desk.fails(4, "reply", "1", now=on("2026-09-26"))
    assert "once for each content" in desk.run("refer", "1", "UBND tỉnh", "--doc", "3/PC", now=on("2026-09-27")).err
    assert go("2026-09-28", "close", "1", "--result", "answered")["status"] == "closed"
    assert desk.run("verify").code == 0


def test_where_several_bodies_were_written_to_the_reply_says_to_which_letter(desk, go):
    desk.add(now=on("2026-09-01"))
    go("2026-09-01", "classify", "1", "--kind", "pa", "--competence", "out")
    go("2026-09-02", "refer", "1", "Sở A", "--doc", "1/PC")
    go("2026-09-03", "refer", "1", "Sở B", "--doc", "2/PC")
    told = desk.fails(4, "reply", "1", now=on("2026-09-05"))
    assert "5 (2026-09-02, 1/PC)" in told
    go("2026-09-05", "reply", "1", "--answers", "5")
    assert [r["replied_on"] for r in desk.json("show", "1")["rows"][0]["referrals"]] == ["2026-09-05", None]


def test_a_recommendation_within_competence_is_considered_and_answered(desk, go):
    desk.add(now=on("2026-09-01"))
    go("2026-09-01", "classify", "1", "--kind", "kien-nghi", "--competence", "in", "--qualified")
    assert go("2026-09-02", "accept", "1")["stage"] == "considering"
    assert "step 2026-0001 answered" not in desk.fails(4, "close", "1", "--result", "founded", now=on("2026-09-03"))
    assert go("2026-09-03", "step", "1", "answered", "--doc", "4/UBND")["status"] == "decided"
    assert go("2026-09-04", "close", "1", "--result", "answered")["status"] == "closed"


def test_a_content_that_was_guided_once_is_guided_again_with_a_warning(desk, go):
    desk.add(now=on("2026-09-01"))
    go("2026-09-01", "classify", "1", "--kind", "kn", "--competence", "out", "--handling", "guide")
    same = desk.run("classify", "1", "--handling", "guide", "--field", "land", now=on("2026-09-02"))
    assert "2026-0001:" not in same.err
    go("2026-09-10", "visit", "1")
    again = desk.run("classify", "1", "--handling", "guide", now=on("2026-09-10"))
    assert (again.code, "Circular 07/2014/TT-TTCP, Art. 8(1)" in again.err) == (0, True)
    forwarded = desk.run("classify", "1", "--handling", "forward", now=on("2026-09-10"))
    assert "no column for forward" in forwarded.err
    assert go("2026-09-11", "close", "1", "--result", "guided")["status"] == "closed"


def test_many_are_assigned_and_urged_at_once_or_none(desk, go):
    for _n in range(4):
        desk.add(now=on("2026-09-01"))
    assert "--yes" in desk.fails(2, "assign", "1", "2", "3", "4", "minh")
    rows = desk.json("assign", "1", "2", "3", "4", "minh", "--yes")["rows"]
    assert {row["assignee"] for row in rows} == {"minh"}
    assert desk.json("assign", "1", "minh")["rows"] == []
    told = desk.fails(4, "urge", "1", "2", "--doc", "1")
    assert "2 incidents are refused" in told


def test_a_handed_over_site_is_counted_with_its_compensation(desk, go):
    desk.add(now=on("2026-09-01"))
    answer = desk.run("handover", "1", "--parcel", "thửa 804", "--area", "120,5", "--compensation", "0")
    assert "field is not land" in answer.err
    (site,) = desk.json("show", "1")["rows"][0]["handovers"]
    assert desk.run("verify").code == 0
    assert (site["area_m2"], site["compensation_million"], site["signed_on"]) == (120.5, 0.0, "2026-11-23")


def test_what_is_settled_at_the_desk_never_reads_the_table(desk):
    desk.add()
    transitions._read.clear()
    for words in (
        ("classify", "1", "--kind", "kn", "--competence", "out", "--handling", "guide"),
        ("note", "1", "x"), ("visit", "1"), ("close", "1", "--result", "guided"),
    ):  # fmt: skip
        desk.json(*words)
    assert transitions._read == []


def test_the_verbs_stand_in_the_table_in_the_order_of_the_contract():
    assert [verb for verb in VERBS if verb in LEGAL] == LEGAL


def test_criteria_named_at_the_acceptance_lengthen_the_term_without_being_named_again(denounced, go):
    go("2026-08-28", "accept", "1", "--complex", "places")
    go("2026-08-31", "step", "1", "verifying")
    # 30 days after 28 August: Sunday 27 September, so Monday the 28th; 60 days: Tuesday 27 October.
    row = go("2026-09-25", "extend", "1", "--reason", "Hai xã", "--doc", "6/QĐ")
    assert (row["first_due"], row["new_due"]) == ("2026-09-28", "2026-10-27")
