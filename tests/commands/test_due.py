"""`due`, `explain`, and the due day wherever it is told. Days by hand; the desk's day is Monday 23 November 2026."""

import sqlite3

import pytest

MONDAY = "2026-07-13T08:00:00+07:00"  # a week and more after the two complaints below


@pytest.fixture
def two(desk):
    """A complaint of 25 June (accept by Monday 6 July) and one of 1 July 2026 (accept by Friday 10 July)."""
    desk.add("Khiếu nại", "--kind", "kn", "--at", "25/6/2026")
    desk.add("Khiếu nại", "--kind", "kn", "--at", "1/7/2026")
    return desk


def test_add_and_visit_tell_the_earliest_due_day(desk):
    assert desk.add("Khiếu nại", "--kind", "kn", "--at", "25/6/2026")["due_on"] == "2026-07-06"
    # 23 November: 10 working days, 24 November off: 25-27 (3), 30, 1-4 (8), 7, 8 December.
    assert desk.add("Việc")["due_on"] == "2026-12-08"
    assert desk.json("visit", "2")["rows"][0]["due_on"] == "2026-12-08"
    assert desk.json("add", "Đơn", "--to", "V2")["rows"][0]["due_on"] == "2026-12-08"
    first = desk.add("Việc", "--key", "k")
    again = desk.json("add", "Việc", "--name", "A", "--address", "x", "--key", "k")["rows"][0]
    assert again["due_on"] == first["due_on"] == "2026-12-08"


def test_list_search_and_show_tell_due_day_step_and_days_late(two):
    two.json("assign", "1", "minh")
    told = {"due_on": "2026-07-06", "overdue_days": 7, "due_step": "accept-complaint", "assignee": "minh"}
    for row in (
        two.json("list", "1", now=MONDAY)["rows"][0],
        two.json("search", "khiếu nại", "--sort", "due_on", now=MONDAY)["rows"][0],
        two.json("show", "1", now=MONDAY)["rows"][0],
    ):
        assert {key: row[key] for key in told} == told


def test_due_lists_the_most_late_first_with_step_and_responsible(two):
    two.json("assign", "1", "minh")
    answer = two.json("due", now=MONDAY)
    # The visitors of 25 June and 1 July are to be told by 9 and 15 July.
    assert [(row["id"], row["step"], row["due_on"], row["overdue_days"], row["when"]) for row in answer["rows"]] == [
        ("2026-0001", "accept-complaint", "2026-07-06", 7, "overdue"),
        ("2026-0001", "notify-visitor", "2026-07-09", 4, "overdue"),
        ("2026-0002", "accept-complaint", "2026-07-10", 3, "overdue"),
        ("2026-0002", "notify-visitor", "2026-07-15", None, "week"),
    ]
    assert [row["assignee"] for row in answer["rows"]] == ["minh", "minh", None, None]
    assert answer["totals"] == {"overdue": 3, "today": 0, "week": 1, "all": 4}


@pytest.mark.parametrize(
    ("span", "steps"),
    [("0d", 3), ("1wd", 3), ("2wd", 4), ("1d", 3), ("2d", 4)],  # from Monday the 13th: Wednesday the 15th is 2 ahead
)
def test_due_looks_as_far_ahead_as_asked(two, span, steps):
    assert len(two.json("due", "--within", span, now=MONDAY)["rows"]) == steps


def test_working_days_ahead_pass_over_days_off(two):
    friday = "2026-07-10T08:00:00+07:00"
    assert [row["due_on"] for row in two.json("due", "--within", "3wd", now=friday)["rows"]][-1] == "2026-07-15"
    assert [row["due_on"] for row in two.json("due", "--within", "3d", now=friday)["rows"]][-1] == "2026-07-10"


@pytest.mark.parametrize("span", ["3", "d", "wd", "-1d", "1001d", "3 weeks"])
def test_a_span_that_is_none_is_refused(two, span):
    assert "no span of days" in two.fails(2, "due", "--within", span)


def test_what_is_due_today_is_not_late_and_the_exit_code_tells_a_script(two):
    day = "2026-07-06T17:00:00+07:00"
    assert two.json("due", "--exit-code", now=day)["totals"] == {"overdue": 0, "today": 1, "week": 2, "all": 3}
    late = two.run("due", "--exit-code", "-q", now="2026-07-07T00:00:00+07:00")
    assert (late.code, late.out.split()[0]) == (10, "2026-0001")
    assert two.run("due", now="2026-07-07T00:00:00+07:00").code == 0


def test_the_exit_code_heeds_the_filters(two):
    two.json("assign", "1", "minh")
    day = "2026-07-07T08:00:00+07:00"
    assert two.run("due", "--exit-code", "--assignee", "minh", now=day).code == 10
    assert two.run("due", "--exit-code", "--assignee", "none", now=day).code == 0


def test_overdue_and_assignee_choose_everywhere(two):
    two.json("assign", "1", "minh")
    day = "2026-07-08T08:00:00+07:00"
    for argv in (["list"], ["search", "khiếu"], ["due"]):
        assert {row["id"] for row in two.json(*argv, "--overdue", now=day)["rows"]} == {"2026-0001"}
        assert {row["id"] for row in two.json(*argv, "--assignee", "minh", now=day)["rows"]} == {"2026-0001"}
        assert {row["id"] for row in two.json(*argv, "--assignee", "none", now=day)["rows"]} == {"2026-0002"}
    assert two.json("summarize", "--overdue", "--period", "2026", now=day)["totals"]["incidents"] == 1
    assert two.json("export", "--overdue", now=day)["rows"][0]["id"] == "2026-0001"
    assert [row["id"] for row in two.json("classify", "--overdue", "--field", "land", now=day)["rows"]] == ["2026-0001"]


def test_only_so_many_are_shown_and_the_rest_is_counted(two):
    answer = two.json("due", "--limit", "1", now=MONDAY)
    assert len(answer["rows"]) == 1
    assert answer["notes"][0]["total"] == 4


def test_what_is_done_is_no_longer_due_and_comes_back_when_taken_back(two):
    two.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified", now=MONDAY)
    assert [row["step"] for row in two.json("due", "1", now=MONDAY)["rows"]] == ["accept-complaint"]
    two.json("accept", "1", "--on", "6/7/2026", now=MONDAY)
    # 30 days from 6 July: 5 August, a Wednesday.
    assert two.json("list", "1")["rows"][0]["due_on"] == "2026-08-05"
    assert two.run("undo").code == 0
    assert two.json("list", "1")["rows"][0]["due_on"] == "2026-07-06"
    two.json("close", "2", "--result", "guided", now=MONDAY)
    assert two.json("list", "2")["rows"][0]["due_on"] is None
    two.json("reopen", "2", "--reason", "x", now=MONDAY)
    assert two.json("list", "2")["rows"][0]["due_on"] == "2026-07-10"


def test_explain_tells_both_rules_of_acceptance_with_source_and_mark(two):
    keys = ("due_on", "row", "days", "unit", "mark")
    old, *_more = two.json("explain", "1", now=MONDAY)["rows"]
    assert tuple(old[key] for key in keys) == ("2026-07-06", "8a", 10, "calendar", "L")
    assert (old["source"], old["rolled_from"]) == ("Law 02/2011/QH13, Art. 27, 36, 50", "2026-07-05")
    new, *_more = two.json("explain", "2", now=MONDAY)["rows"]
    assert tuple(new[key] for key in keys) == ("2026-07-10", "8b", 7, "working", "L*")
    assert [day["day"] for day in new["skipped"]] == ["2026-07-04", "2026-07-05"]
    assert new["source"].startswith("Decree 124/2020/ND-CP, Art. 16(1)")
    bare = two.run("explain", "1", "--format", "table", now=MONDAY).out
    assert "[L" not in bare and "rule 8a" not in bare
    told = two.run("explain", "1", "--sources", "--format", "table", now=MONDAY).out
    assert "rule 8a" in told
    assert "due 2026-07-06, 7 days late" in told
    assert "the last day, 2026-07-05, is off: it moves to 2026-07-06" in told
    assert "[L: text of the law seen]" in told
    weekends = (("en", "weekends 2026-07-04, 2026-07-05"), ("vi", "cuối tuần 04/07/2026, 05/07/2026"))
    for tongue, weekend in weekends:
        assert weekend in two.run("explain", "2", "--format", "table", "--lang", tongue, now=MONDAY).out


def test_explain_says_of_a_term_that_crosses_a_proposed_swap_what_it_would_be_with_it(desk):
    desk.add("Việc", "--kind", "khieu-nai", "--at", "17/11/2026")
    accept = desk.json("explain", "1")["rows"][0]
    assert (accept["due_on"], accept["cautions"]) == ("2026-11-27", ["year-not-final", "days-proposed"])
    notes = [each for each in desk.json("explain", "1")["notes"] if each["code"] == "days-proposed"]
    assert all(each.pop("source").startswith("proposal of the Ministry of Home Affairs") for each in notes)
    days = {"code": "days-proposed", "off": ["2026-11-23"], "worked": ["2026-11-28"]}
    # The visitor is answered within 10 working days: 2 December, or 1 December + Saturday 28: the same day.
    assert notes == [{**days, "due": due} for due in ("2026-11-28", "2026-12-02")]
    told = " ".join(desk.run("explain", "1", "--format", "table").out.split())
    assert "the days off of 2026 are not final" in told
    assert "off 2026-11-23; worked 2026-11-28; the due day would then be 2026-11-28" in told
    vi = " ".join(desk.run("explain", "1", "--format", "table", "--lang", "vi").out.split())
    assert "nghỉ 23/11/2026; làm bù 28/11/2026; khi đó hạn là ngày 28/11/2026 (đề xuất của Bộ Nội vụ, lấy ý kiến" in vi
    desk.add("Việc", "--at", "30/12/2026", now="2026-12-30T08:00:00+07:00")
    assert "the days off of 2027 are not final" in desk.run("explain", "2", "--format", "table").out


def test_a_desk_enters_a_swap_with_one_command_and_due_days_move(desk):
    desk.add("Việc", "--kind", "khieu-nai", "--at", "17/11/2026")
    due = lambda: desk.json("list", "--fields", "due_on")["rows"][0]["due_on"]  # noqa: E731
    assert due() == "2026-11-27"
    assert desk.json("config", "swaps", "23/11/2026=28/11/2026")["rows"][0]["value"] == ["2026-11-23=2026-11-28"]
    assert due() == "2026-11-28"
    row = desk.json("explain", "1")["rows"][0]
    assert row["cautions"] == [] and {"day": "2026-11-23", "reason": "swap", "mark": ""} in row["skipped"]
    assert desk.json("verify")["totals"]["ok"]
    desk.json("config", "swaps", "--unset")
    assert due() == "2026-11-27"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("23/11/2026", "'23/11/2026' is no value of 'swaps'"),
        ("24/11/2026=28/11/2026", "2026-11-24 is off already"),
        ("23/11/2026=27/11/2026", "2026-11-27 is a working day already"),
        ("28/11/2026=23/11/2026", "2026-11-28 is off already"),
        ("23/13/2026=28/11/2026", "23/13/2026"),
    ],
)
def test_a_swap_that_is_none_is_refused(desk, typed, said):
    assert said in desk.fails(2, "config", "swaps", typed)
    assert desk.json("config", "swaps")["rows"][0]["value"] == []


def test_the_desks_own_days_off_move_every_open_due_day_and_explain_says_which_calendar(two):
    two.json("config", "days_off", "3/7/2026 6/7/2026")
    rows = two.json("list", "--sort", "id")["rows"]
    # 25 June + 10 days: 5 July, Sunday; the 6th off: the 7th. From 1 July 2, 7-10, 13, 14.
    assert [row["due_on"] for row in rows] == ["2026-07-07", "2026-07-14"]
    assert two.json("explain", "1")["rows"][0]["calendar"].endswith("+2-0")
    two.json("config", "days_off", "--unset")
    assert [row["due_on"] for row in two.json("list", "--sort", "id")["rows"]] == ["2026-07-06", "2026-07-10"]
    assert two.json("verify")["totals"]["ok"]


def test_24_november_can_be_switched_off(desk):
    assert desk.add("Việc", "--at", "20/11/2026")["due_on"] == "2026-12-07"
    desk.json("config", "culture_day", "no")
    assert desk.json("list")["rows"][0]["due_on"] == "2026-12-04"
    assert desk.json("config", "culture_day")["rows"][0]["value"] is False


def test_a_promised_answer_is_due_for_recommendations(desk):
    desk.add("Kiến nghị", "--kind", "kien-nghi", "--at", "20/11/2026")
    desk.json("classify", "1", "--handling", "accept", "--competence", "in")
    assert desk.json("list")["rows"][0]["due_on"] is None
    desk.json("config", "answer_within", "30d")
    row = desk.json("list")["rows"][0]
    assert (row["due_on"], row["due_step"]) == ("2026-12-21", "answer-recommendation")  # 20 December is a Sunday
    assert desk.json("explain", "1")["rows"][0]["source"] == "service level of this desk"


def test_a_desk_in_a_remote_area_resolves_later(desk):
    desk.json("config", "remote", "yes")
    desk.add("Khiếu nại", "--kind", "kn", "--at", "20/7/2026")
    desk.json("classify", "1", "--competence", "in", "--handling", "accept", "--qualified")
    desk.json("accept", "1", "--on", "3/8/2026")
    assert desk.json("list")["rows"][0]["due_on"] == "2026-09-17"  # 45 days instead of 30


@pytest.mark.parametrize(
    "argv",
    [["level", "hamlet"], ["remote", "maybe"], ["answer_within", "soon"], ["days_off", "x"],
     ["counting", "twice"],
     ["remote", "yes", "--own"]],
)  # fmt: skip
def test_what_is_no_value_is_refused_and_not_recorded(desk, argv):
    before = desk.json("verify")["totals"]["entries"]
    desk.fails(2, "config", *argv)
    assert desk.json("verify")["totals"]["entries"] == before


def test_cards_of_another_edition_of_the_law_are_built_anew(two):
    with sqlite3.connect(two.folder / "index.sqlite") as db:
        db.execute("UPDATE incidents SET due_on = '2020-01-01'")
    assert two.json("list", "1")["rows"][0]["due_on"] == "2020-01-01"
    with sqlite3.connect(two.folder / "index.sqlite") as db:
        db.execute("UPDATE meta SET value = 'an older law' WHERE key = 'law'")
    assert two.json("list", "1")["rows"][0]["due_on"] == "2026-07-06"


def test_an_earlier_day_is_asked_as_it_was_recorded_then(two):
    assert two.json("due", now=MONDAY)["totals"]["overdue"] == 3
    assert two.json("due", "--as-at", "2026-07-06", now=MONDAY)["rows"] == []  # nothing was recorded before November
    two.add("Khiếu nại", "--kind", "kn", "--at", "2/11/2026", now="2026-11-23T09:00:00+07:00")
    later = two.json("due", "--as-at", "2026-11-23", now="2026-12-31T08:00:00+07:00")
    assert [row["overdue_days"] for row in later["rows"] if row["id"] == "2026-0003"] == [12, 7]


def test_imported_registers_owe_nothing(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    assert desk.json("due")["totals"] == {"overdue": 0, "today": 0, "week": 0, "all": 0}
    assert desk.json("list", "--overdue")["rows"] == []


def test_explain_tells_the_time_bars_that_due_does_not(desk):
    desk.add("Khiếu nại", "--kind", "kn", "--at", "1/7/2026")
    rows = {row["step"]: row for row in desk.json("explain", "1", now=MONDAY)["rows"]}
    bar = rows["complain"]
    assert (bar["who"], bar["due_on"], bar["since"], bar["days"]) == ("citizen", None, None, 90)
    assert rows["accept-complaint"]["who"] == "unit"
    assert "complain" not in {row["step"] for row in desk.json("due", "--within", "1000d", now=MONDAY)["rows"]}
    text = " ".join(desk.run("explain", "1", "--lang", "vi", "--format", "table", now=MONDAY).out.split())
    assert "thời hiệu khiếu nại" in text and "90 ngày" in text
