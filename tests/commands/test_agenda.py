"""`agenda`: a clerk's morning, on Monday 23 November 2026."""

FRIDAY = "2026-11-20T09:00:00+07:00"
MONDAY = "2026-11-23T08:10:00+07:00"


def part(answer, name):
    return [row for row in answer["rows"] if row["part"] == name]


def test_an_empty_desk_has_a_quiet_morning(desk):
    answer = desk.json("agenda")
    assert answer["rows"] == []
    assert set(answer["totals"].values()) == {0}
    assert "Nothing is due" in desk.run("agenda", "--format", "table").out


def test_late_due_and_unclassified_stand_in_their_parts(desk):
    desk.add("Khiếu nại", "--kind", "kn", "--at", "2/11/2026")  # accept by Wednesday the 11th, tell by the 16th
    desk.add("Khiếu nại", "--kind", "kn", "--at", "12/11/2026")  # accept by the 23rd: 13, 16-20, 23
    desk.add("Việc", "--at", "16/11/2026")  # tell by 1 December: 17-20, 23, 25-27, 30, 1
    answer = desk.json("agenda")
    assert [(row["id"], row["due_on"], row["overdue_days"]) for row in part(answer, "overdue")] == [
        ("2026-0001", "2026-11-11", 12), ("2026-0001", "2026-11-16", 7),
    ]  # fmt: skip
    assert [(row["id"], row["due_on"]) for row in part(answer, "due")] == [
        ("2026-0002", "2026-11-23"), ("2026-0002", "2026-11-27"),
    ]  # fmt: skip
    assert [(row["id"], row["due_on"]) for row in part(answer, "unclassified")] == [("2026-0003", "2026-12-01")]
    assert answer["totals"] == {
        "appointments": 0, "overdue": 2, "due": 2, "waiting": 0, "unclassified": 1, "fieldless": 2,
        "unfinished": 0, "incomplete": 0, "mark": 0, "shift": 0,
    }  # fmt: skip


def test_letters_wait_until_their_reply_is_due_this_week(desk):
    for by in ((), ("--reply-by", "25/11/2026"), ("--reply-by", "31/12/2026")):
        desk.add("Khiếu nại", "--kind", "kn", now=FRIDAY)
        desk.json("classify", "@1", "--competence", "out", now=FRIDAY)
        desk.json("refer", "@1", "UBND tỉnh", "--doc", "1/PC", *by, now=FRIDAY)
    answer = desk.json("agenda")
    assert [(row["id"], row["due_on"]) for row in part(answer, "waiting")] == [
        ("2026-0001", None), ("2026-0003", "2026-12-31"),
    ]  # fmt: skip
    assert [(row["id"], row["step"]) for row in part(answer, "due")] == [("2026-0002", "reply")]
    assert answer["totals"]["waiting"] == 3


def test_what_this_clerk_left_on_the_last_working_day(desk):
    desk.add("Việc", now=FRIDAY)
    desk.add("Việc", now=FRIDAY, user="minh")
    desk.add("Việc", now=FRIDAY)
    desk.json("classify", "3", "--handling", "guide", now=FRIDAY)
    desk.add("Việc", "--at", "19/11/2026", now=FRIDAY)
    desk.add("Việc", now=MONDAY)
    assert [row["id"] for row in part(desk.json("agenda"), "unfinished")] == ["2026-0001"]
    assert [row["id"] for row in part(desk.json("agenda", user="minh"), "unfinished")] == ["2026-0002"]
    desk.json("assign", "2", "lan")
    assert [row["id"] for row in part(desk.json("agenda"), "unfinished")] == ["2026-0001", "2026-0002"]


def test_who_is_expected_today(desk):
    desk.json("appoint", "Ngô Bá Tú", "--on", "23/11/2026 10:00", "--about", "Ranh giới")
    desk.json("appoint", "Lê A", "--on", "23/11/2026 9:00", "--about", "x")
    desk.json("appoint", "Lê B", "--on", "24/11/2026", "--about", "x")
    desk.add("Việc", "--name", "Lê A")
    assert [(row["on"][11:16], row["status"]) for row in part(desk.json("agenda"), "appointment")] == [
        ("09:00", "attended"), ("10:00", "waiting"),
    ]  # fmt: skip


def test_the_next_reception_day_of_the_head_and_its_notice(desk):
    desk.json("duty", "10/12/2026", "--host", "head")
    desk.json("duty", "3/12/2026", "--host", "head")
    desk.json("duty", "1/12/2026", "--host", "delegate")
    # Five working days before 3 December: 2, 1, 30, 27, 26 November.
    (row,) = part(desk.json("agenda"), "duty")
    assert (row["on"], row["step"], row["due_on"]) == ("2026-12-03", "post-schedule", "2026-11-26")
    (row,) = part(desk.json("agenda", now="2026-12-04T08:00:00+07:00"), "duty")
    assert row["on"] == "2026-12-10"


def test_each_part_is_bounded_and_what_is_beyond_is_counted(desk):
    for _turn in range(3):
        desk.add("Việc", "--at", "2/11/2026")
    answer = desk.json("agenda", "--limit", "2")
    assert len(part(answer, "overdue")) == len(part(answer, "unclassified")) == 2
    assert (answer["totals"]["overdue"], answer["totals"]["unclassified"]) == (3, 3)
    assert "and 1 more" in desk.run("agenda", "--limit", "2", "--format", "table").out


def test_what_old_registers_lack_is_a_count_and_no_row(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    answer = desk.json("agenda")
    assert part(answer, "overdue") == part(answer, "due") == []
    (note,) = answer["notes"]
    rows = desk.json("list")["rows"]
    assert note["code"] == "lacking"
    assert note["field"] == sum(row["field"] is None for row in rows)
    assert note["accepted_on"] >= sum(row["handling"] == "accept" for row in rows) > 0


def test_matters_that_the_forms_by_field_miss_are_listed_closed_ones_too(desk):
    desk.add("Khiếu nại", "--kind", "kn")
    desk.add("Khiếu nại", "--kind", "kn", "--field", "land")
    desk.add("Tố cáo", "--kind", "tc")
    desk.add("Việc")
    desk.json("void", "3", "--reason", "Ghi nhầm")
    answer = desk.json("agenda")
    assert [row["id"] for row in part(answer, "fieldless")] == ["2026-0001"]
    assert answer["totals"]["fieldless"] == 1
    desk.json("classify", "1", "--handling", "guide", "--competence", "out")
    desk.json("close", "1", "--result", "guided")
    assert [row["id"] for row in part(desk.json("agenda"), "fieldless")] == ["2026-0001"]
    desk.json("classify", "1", "--field", "land")
    assert part(desk.json("agenda"), "fieldless") == []
