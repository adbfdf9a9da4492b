"""The whole life of complaints at a desk, every day in it counted by hand."""

import pytest


def on(day, hour=8):
    """The moment at which the clerk works."""
    return f"{day}T{hour:02d}:00:00+07:00"


@pytest.fixture
def go(desk):
    """Run a verb on a day and give its first row."""
    return lambda day, *argv: desk.json(*argv, now=on(day))["rows"][0]


@pytest.fixture
def received(desk, go):
    """A complaint of Wednesday 1 July 2026, within competence, qualified."""
    desk.add("Khiếu nại quyết định thu hồi đất", "--id-no", "1", now=on("2026-07-01"))
    go("2026-07-02", "classify", "1", "--kind", "kn", "--field", "dat-dai", "--competence", "in", "--qualified",
       "--handling", "accept")  # fmt: skip
    return desk


def state(desk):
    row = desk.json("show", "1")["rows"][0]
    return row["status"], row["stage"]


@pytest.mark.parametrize(("result", "missing"), [
    ("withdrawn", "no withdrawal is recorded: `reception withdraw 2026-0001`"),
    ("terminated", "no termination is recorded: `reception step 2026-0001 terminated --doc NO --note WHY`"),
    ("founded", "no decision is recorded: `reception decide 2026-0001 --doc NO --outcome CODE`"),
])  # fmt: skip
def test_a_complaint_that_was_accepted_is_closed_by_what_ended_it_alone(received, go, result, missing):
    go("2026-07-10", "accept", "1")
    assert missing in received.fails(4, "close", "1", "--result", result, now=on("2026-07-13"))


def test_what_was_decided_is_not_asked_for_again_where_the_decision_must_still_be_sent(received, go):
    go("2026-07-10", "accept", "1")
    go("2026-07-20", "decide", "1", "--doc", "31/QĐ-UBND", "--outcome", "founded")
    told = received.fails(4, "close", "1", "--result", "founded", now=on("2026-07-20", 9))
    assert "no decision is recorded" not in told


STORY = """
2026-07-01 08:00 opened 2026-0001 (lan)
2026-07-01 08:00 visit V2026-0001 (lan)
2026-07-02 08:00 classified 2026-0001 (lan) complaint, land and housing, within competence, take in
2026-07-10 acceptance 2026-0001 (lan) accepted, first
2026-07-13 08:00 assigned 2026-0001 (lan) to minh
2026-07-13 step 2026-0001 (lan) verifying
2026-07-15 08:00 visit V2026-0002 (lan)
2026-07-16 contact 2026-0001 (lan) telephone
2026-07-20 term extended 2026-0001 (lan) two or more places of verification, paper 20/QĐ, 15 days,
    due before: 2026-08-10, due now: 2026-08-24
2026-07-27 meeting 2026-0001 (lan) dialogue held
2026-07-28 suspended 2026-0001 (lan) suspended, paper 21/QĐ
2026-08-07 resumed 2026-0001 (lan) dialogue held, paper 22/QĐ
2026-09-08 decision 2026-0001 (lan) decided, partly founded, first, paper 31/QĐ-UBND, due 2026-09-03, days late: 5
2026-09-10 step 2026-0001 (lan) sent, paper 32/CV
2026-10-08 step 2026-0001 (lan) in force
2026-10-20 execution 2026-0001 (lan) being carried out
2026-11-02 execution 2026-0001 (lan) carried out
2026-11-03 closed 2026-0001 (lan) partly founded
"""


def test_a_whole_life(received, go):
    desk = received
    assert state(desk) == ("accepted", "triaged")  # taken in by its handling, the day not being recorded yet

    # To be accepted within 7 working days of 1 July: 2, 3, 6, 7, 8, 9, 10 July.
    row = go("2026-07-10", "accept", "1")
    assert (row["status"], row["stage"], row["instance"], row["accepted_on"]) == (
        "accepted", "accepted", "first", "2026-07-10",
    )  # fmt: skip
    go("2026-07-13", "assign", "1", "minh")
    go("2026-07-13", "step", "1", "verifying")
    desk.json("visit", "1", "--people", "2", now=on("2026-07-15"))
    go("2026-07-16", "contact", "1", "--by", "phone", "--with", "ông Tú", "--note", "Hẹn đối thoại")

    # Due 30 days after 10 July: Sunday 9 August, so Monday the 10th; 45 days: Monday 24 August.
    row = go("2026-07-20", "extend", "1", "--complex", "places", "--reason", "Hai xã", "--doc", "20/QĐ")
    assert (row["first_due"], row["previous_due"], row["new_due"]) == ("2026-08-10", "2026-08-10", "2026-08-24")
    row = go("2026-07-27", "meeting", "1", "--dialogue", "--who", "ông Tú", "--agreed", "Đo lại")
    assert row["stage"] == "dialogue"

    # The clock stands still from 28 July to 7 August, 10 days: 24 August becomes 3 September.
    assert go("2026-07-28", "pause", "1", "--reason", "Chờ giám định", "--doc", "21/QĐ")["status"] == "suspended"
    assert go("2026-08-07", "resume", "1", "--doc", "22/QĐ")["stage"] == "dialogue"

    # Decided on 8 September, five days late.
    row = go("2026-09-08", "decide", "1", "--doc", "31/QĐ-UBND", "--outcome", "partly", "--person-money", "85.5",
             "--persons", "1")  # fmt: skip
    assert (row["status"], row["outcome"], row["due_on"], row["late_days"]) == ("decided", "partly", "2026-09-03", 5)
    go("2026-09-10", "step", "1", "sent", "--doc", "32/CV")

    # In force 30 days after 8 September: Thursday 8 October.
    go("2026-10-08", "step", "1", "effective")
    assert go("2026-10-20", "execute", "1", "--person-money", "40", "--note", "Đợt 1")["stage"] == "executing"
    assert "from there: execute" in desk.fails(4, "close", "1", "--result", "partly", now=on("2026-10-21"))
    assert go("2026-11-02", "execute", "1", "--done", "--person-money", "45.5", "--persons", "1")["stage"] == "executed"
    assert "takes one of: partly" in desk.fails(4, "close", "1", "--result", "founded", now=on("2026-11-03"))
    assert go("2026-11-03", "close", "1", "--result", "partly")["status"] == "closed"

    told = desk.json("show", "1")["rows"][0]
    assert (told["result"], told["visits"], told["people"], told["assignee"]) == ("partly", 2, 3, "minh")
    assert [step["state"] for step in told["steps"]] == ["verifying", "sent", "effective"]
    assert told["pauses"] == [{"start": "2026-07-28", "end": "2026-08-07", "doc": "21/QĐ"}]
    assert [done.get("person_money") for done in told["executed"]] == [40.0, 45.5]
    assert told["decision"]["doc"] == "31/QĐ-UBND"
    assert desk.run("verify").code == 0
    shown = desk.run("show", "1", "--format", "table").out
    for part in ("decided 2026-09-08: partly founded", "responsible: minh"):
        assert part in shown
    assert " ".join(STORY.split()) in " ".join(shown.split())


def test_every_missing_fact_is_named_at_once(desk):
    desk.add(now=on("2026-07-01"))
    told = desk.fails(4, "accept", "1")
    assert "classify 2026-0001 --kind" in told and "--competence in" in told
    desk.json("classify", "1", "--kind", "kn")
    told = desk.fails(4, "decide", "1", "--sanction-officials", "2")
    for part in ("its state is triaged", "accept 2026-0001 --on", "--outcome", "--doc", "--sanction-persons (0)"):
        assert part in told
    told = desk.fails(4, "extend", "1")
    assert "--reason" in told and "--complex" in told
    told = desk.fails(4, "refer", "1", "UBND tỉnh")
    assert "--competence out" in told and "--doc" in told
    told = desk.fails(4, "handover", "1")
    assert all(option in told for option in ("--parcel", "--area", "--compensation"))
    told = desk.fails(4, "contact", "1")
    assert "--by" in told and "--note" in told


def test_what_the_law_only_advises_is_a_warning(received):
    late = received.run("accept", "1", "--on", "14/7/2026")
    assert (late.code, "accepted 4 days after 2026-07-10" in late.err) == (0, True)
    hurried = received.run("decide", "1", "--doc", "1", "--outcome", "unfounded", "--on", "20/7/2026")
    assert (hurried.code, "no dialogue is recorded" in hurried.err) == (0, True)


@pytest.mark.parametrize("day", ["2026-06-30", "2026-11-24"])
def test_nothing_happens_before_the_receipt_or_in_the_future(received, day):
    told = received.fails(2 if day > "2026-11-23" else 4, "accept", "1", "--on", day)
    assert ("future" if day > "2026-11-23" else "lies before the receipt, 2026-07-01") in told


def test_nothing_happens_before_the_fact_before_it(received):
    received.json("accept", "1", "--on", "2026-07-10")
    received.json("step", "1", "verifying", "--on", "2026-07-15")
    assert "before what was recorded last, 2026-07-15" in received.fails(
        4, "decide", "1", "--doc", "1", "--outcome", "founded", "--on", "2026-07-14"
    )


def test_the_second_complaint_follows_the_first(received, go):
    desk = received
    go("2026-07-10", "accept", "1")
    go("2026-08-05", "decide", "1", "--doc", "31/QĐ", "--outcome", "unfounded")
    desk.add("Khiếu nại lần hai", "--id-no", "1", now=on("2026-09-10"))
    go("2026-09-10", "classify", "2", "--kind", "kn", "--competence", "in", "--qualified", "--prior", "first")
    assert "--previous ID" in desk.fails(4, "accept", "2", now=on("2026-09-11"))
    # 30 days after 5 August: Friday 4 September.
    answer = desk.run("accept", "2", "--previous", "1", "--complex", "disagree", now=on("2026-09-11"))
    assert "after 2026-09-04, the last day for a second complaint" in answer.err
    second, first = (desk.json("show", n)["rows"][0] for n in ("2", "1"))
    assert (second["instance"], second["previous"], first["next"], first["stage"]) == (
        "second", "2026-0001", "2026-0002", "second",
    )  # fmt: skip
    assert "dialogue" in desk.fails(4, "decide", "2", "--doc", "9", "--outcome", "upheld", now=on("2026-10-01"))
    go("2026-10-01", "meeting", "2", "--dialogue", "--no-show")
    # Complex, second time: 60 days after 11 September are Tuesday 10 November.
    row = go("2026-11-10", "decide", "2", "--doc", "9/QĐ", "--outcome", "upheld")
    assert (row["due_on"], row["late_days"]) == ("2026-11-10", None)
    assert go("2026-11-11", "close", "1", "--result", "unfounded")["status"] == "closed"


def test_a_withdrawal_ends_it_and_a_part_does_not(received, go):
    go("2026-07-10", "accept", "1")
    assert go("2026-07-12", "withdraw", "1", "--part", "--reason", "Rút một nội dung")["stage"] == "accepted"
    assert "withdraw 2026-0001" in received.fails(4, "close", "1", "--result", "withdrawn", now=on("2026-07-13"))
    assert go("2026-07-20", "withdraw", "1", "--reason", "Hai hộ thống nhất")["stage"] == "withdrawn"
    assert go("2026-07-21", "step", "1", "terminated", "--doc", "40/QĐ")["status"] == "decided"
    assert go("2026-07-21", "close", "1", "--result", "withdrawn")["status"] == "closed"


def test_not_accepted_names_its_ground_and_may_be_filed(received, go):
    assert "accepted: a11-1" in received.fails(4, "accept", "1", "--not-accepted", "a25", now=on("2026-07-09"))
    row = go("2026-07-09", "accept", "1", "--not-accepted", "het thoi hieu", "--reason", "Quá 90 ngày")
    assert (row["stage"], row["status"]) == ("not-accepted", "open")
    told = received.json("show", "1")["rows"][0]
    assert (told["not_accepted"], told["handling"]) == ("a11-6", "refuse")
    assert go("2026-07-10", "close", "1", "--result", "filed")["status"] == "closed"


def test_what_was_accepted_keeps_its_kind_unless_it_is_corrected(received, go):
    go("2026-07-10", "accept", "1")
    assert "correct 2026-0001 --set kind" in received.fails(4, "classify", "1", "--kind", "tc")
    go("2026-07-11", "correct", "1", "--set", "accepted_on=2026-07-09", "--reason", "Ghi nhầm ngày")
    assert received.json("show", "1")["rows"][0]["accepted_on"] == "2026-07-09"
    assert "not recorded yet" in received.fails(4, "correct", "1", "--set", "decided_on=2026-07-09", "--reason", "x")


def test_undo_goes_back_step_by_step(received, go):
    go("2026-07-10", "accept", "1")
    go("2026-07-20", "pause", "1", "--reason", "x", "--doc", "1")
    go("2026-07-21", "note", "1", "Đã gọi")
    for stage in ("suspended", "accepted", "triaged"):
        received.run("undo", now=on("2026-07-22"))
        assert state(received)[1] == stage
    received.run("redo", now=on("2026-07-22"))
    assert state(received) == ("accepted", "accepted")


def test_a_dry_run_shows_where_it_would_lead_and_records_nothing(received):
    before = (received.folder / "reception.json").read_bytes()
    (row,) = received.json("accept", "1", "--dry-run")["rows"]
    assert row["stage"] == "accepted"
    assert (received.folder / "reception.json").read_bytes() == before


@pytest.mark.parametrize("amount", ["1.250", "85,500", "-1", "nan", "2e3", "tám", "10000000000"])
def test_an_amount_that_may_mean_two_things_is_refused(received, amount):
    received.json("accept", "1")
    told = received.fails(2, "decide", "1", "--doc", "1", "--outcome", "founded", f"--person-money={amount}")
    assert "write 1250 or 85.5" in told


def test_what_a_clerk_says_with_a_step_is_kept_with_it_for_whoever_may_read_it(received, go):
    go("2026-07-10", "accept", "1", "--reason", "Đủ điều kiện")
    go("2026-07-13", "step", "1", "verifying", "--note", "Giao tổ xác minh")
    go("2026-07-16", "contact", "1", "--by", "phone", "--with", "ông Tú", "--note", "Hẹn đối thoại")
    go("2026-07-20", "extend", "1", "--complex", "places", "--reason", "Hai xã", "--doc", "20/QĐ")
    go("2026-07-27", "meeting", "1", "--dialogue", "--who", "ông Tú", "--agreed", "Đo lại")
    go("2026-07-28", "pause", "1", "--reason", "Chờ giám định", "--doc", "21/QĐ")
    go("2026-08-07", "resume", "1", "--reason", "Có kết quả", "--doc", "22/QĐ")
    go("2026-08-10", "withdraw", "1", "--part", "--reason", "Rút phần cây trồng")
    go("2026-08-20", "decide", "1", "--doc", "31/QĐ", "--outcome", "partly", "--person-money", "85.5", "--persons", "1",
       "--note", "Có kiến nghị")  # fmt: skip
    go("2026-08-21", "handover", "1", "--parcel", "thửa 7", "--area", "120", "--compensation", "300",
       "--signed", "2026-08-20")  # fmt: skip
    go("2026-08-24", "step", "1", "sent", "--doc", "32/CV")
    go("2026-09-21", "step", "1", "effective")
    go("2026-10-20", "execute", "1", "--done", "--person-money", "85.5", "--persons", "1", "--note", "Trả đủ")
    go("2026-11-03", "close", "1", "--result", "partly", "--note", "Đã lưu hồ sơ")
    go("2026-11-04", "reopen", "1", "--reason", "Đóng nhầm")
    told = received.json("show", "1", "--with-identity")["rows"][0]["history"]
    assert {row["kind"]: row["text"] for row in told if row["text"] and row["kind"] != "stepped"} == {
        "accepted": "Đủ điều kiện", "contacted": "Hẹn đối thoại; ông Tú", "extended": "Hai xã", "met": "Đo lại; ông Tú",
        "paused": "Chờ giám định", "resumed": "Có kết quả", "withdrawn": "Rút phần cây trồng",
        "decided": "Có kiến nghị", "handed_over": "thửa 7", "executed": "Trả đủ",
        "closed": "Đã lưu hồ sơ", "reopened": "Đóng nhầm",
    }  # fmt: skip
    assert [row["text"] for row in told if row["kind"] == "stepped"] == ["Giao tổ xác minh", "", ""]
    assert not any(row["text"] for row in received.json("show", "1")["rows"][0]["history"])
    assert received.run("verify").code == 0  # each lies under the name that its kind of entry declares
