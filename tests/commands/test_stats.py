"""stats at a desk: three matters with their lives, every day counted by hand."""

import pytest

from reception_cli.reporting.table import rate


def on(day):
    return {"now": f"{day}T08:00:00+07:00"}


@pytest.fixture
def lives(desk, tmp_path):
    """A complaint decided, a recommendation guided at once and closed, and a complaint that nobody took up."""
    desk.folder = tmp_path / "of-june"  # no entry is recorded before the desk was made
    assert desk.run("init", "--unit", "TB", **on("2026-06-30")).code == 0
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--field", "dat", **on("2026-07-01"))
    desk.json("classify", "1", "--competence", "in", "--qualified", "--handling", "accept", **on("2026-07-02"))
    desk.add("Kiến nghị sửa đường", "--kind", "kien-nghi", **on("2026-07-06"))
    desk.json("classify", "2", "--handling", "guide", **on("2026-07-06"))
    desk.json("close", "2", "--result", "guided", **on("2026-07-09"))
    desk.json("accept", "1", **on("2026-07-10"))  # 9 days
    desk.json("step", "1", "verifying", **on("2026-07-13"))
    desk.add("Khiếu nại tiền điện", "--kind", "kn", "--name", "Lê Hoa", user="minh", **on("2026-08-01"))
    # due 30 days after 10 July, Sunday 9 August, so Monday the 10th; decided on the 12th, 42 days after receipt
    desk.json("decide", "1", "--doc", "31/QD", "--outcome", "founded", **on("2026-08-12"))
    return desk


def figures(rows):
    keys = ("step", "measured", "median_days", "p90_days", "longest_days")
    return [tuple(row[key] for key in keys) for row in rows]


def test_days_from_receipt_to_every_step(lives):
    answer = lives.json("stats", **on("2026-09-10"))
    assert figures(answer["rows"]) == [
        ("handling", 2, 0, 1, 1),  # the complaint the day after, the recommendation on the day
        ("acceptance", 1, 9, 9, 9),
        ("decision", 1, 42, 42, 42),
        ("end", 2, 3, 42, 42),
        ("open", 1, 40, 40, 40),  # 1 August to 10 September
    ]
    assert answer["totals"] == {
        "received": 3, "petitions": 0, "open": 1, "unknown_end": 0,
        "taken_in": 1, "resolved": 1, "resolved_percent": 100.0,
    }  # fmt: skip


def test_a_late_decision_and_a_late_open_one_are_out_of_term(lives):
    rows = {row["step"]: row for row in lives.json("stats", **on("2026-09-10"))["rows"]}
    assert (rows["decision"]["with_term"], rows["decision"]["in_term"]) == (1, 0)
    assert (rows["open"]["with_term"], rows["open"]["in_term_percent"]) == (1, 0.0)
    early = {row["step"]: row for row in lives.json("stats", **on("2026-08-03"))["rows"]}
    assert early["open"]["in_term"] == early["open"]["with_term"]


def test_rows_by_kind_clerk_and_month(lives):
    by_kind = lives.json("stats", "--by", "kind", **on("2026-09-10"))["rows"]
    assert [(row["kind"], row["measured"]) for row in by_kind if row["step"] == "end"] == [
        ("complaint", 1), ("recommendation", 1),
    ]  # fmt: skip
    by_clerk = lives.json("stats", "--by", "clerk", **on("2026-09-10"))["rows"]
    assert [(row["clerk"], row["median_days"]) for row in by_clerk if row["step"] == "open"] == [
        ("lan", None), ("minh", 40),
    ]  # fmt: skip
    lives.json("assign", "3", "lan")
    moved = lives.json("stats", "--by", "clerk", **on("2026-09-10"))["rows"]
    assert {row["clerk"] for row in moved} == {"lan"}
    by_month = lives.json("stats", "--by", "month", **on("2026-09-10"))["rows"]
    assert [(row["month"], row["measured"]) for row in by_month if row["step"] == "end"] == [
        ("2026-07", 2), ("2026-08", 0),
    ]  # fmt: skip


def test_filters_and_period_narrow_what_is_measured(lives):
    assert lives.json("stats", "--period", "2026-08", **on("2026-09-10"))["totals"]["received"] == 1
    assert lives.json("stats", "--kind", "kn", "--field", "dat", **on("2026-09-10"))["totals"]["received"] == 1
    assert lives.json("stats", "--period", "2025")["totals"] == {
        "received": 0, "petitions": 0, "open": 0, "unknown_end": 0,
        "taken_in": 0, "resolved": 0, "resolved_percent": None,
    }  # fmt: skip


def test_a_further_visit_in_the_period_makes_no_matter_received_in_it(lives):
    lives.json("visit", "1", **on("2026-09-03"))
    assert lives.json("stats", "--period", "2026-09")["totals"]["received"] == 0


def test_an_earlier_day_is_measured_as_it_was_recorded_then(lives):
    rows = lives.json("stats", "--as-at", "2026-07-20")["rows"]
    assert figures(rows)[1:] == [
        ("acceptance", 1, 9, 9, 9), ("decision", 0, None, None, None), ("end", 1, 3, 3, 3), ("open", 1, 19, 19, 19),
    ]  # fmt: skip


def test_an_imported_register_says_that_its_handling_is_no_measure(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    answer = desk.json("stats", "--period", "2023")
    assert answer["totals"]["received"] == 957
    assert "imported" in {note["code"] for note in answer["notes"]}
    assert "imported" not in {note["code"] for note in desk.json("stats", "--period", "2022")["notes"]}


def test_a_desk_without_an_imported_register_does_not_speak_of_one(lives):
    assert [note["code"] for note in lives.json("stats")["notes"]] == [
        "received", "as_at", "nearest_rank", "resolved",
    ]  # fmt: skip


def test_people_read_words_and_a_definition(lives):
    told = lives.run("stats", "--format", "md", **on("2026-09-10")).out
    assert "| still open |" in told
    assert "- Median and 90th percentile of the days that incidents took" in told
    assert "- 3 incidents received from 2026-01-01 to 2026-12-31." in told


def test_rows_can_be_sorted_and_cut(lives):
    argv = ("stats", "--by", "kind", "--sort", "-measured", "--limit", "1")
    assert [row["measured"] for row in lives.json(*argv, **on("2026-09-10"))["rows"]] == [1]


def test_a_key_that_is_none_is_wrong_usage(desk):
    assert "kind" in desk.fails(2, "stats", "--by", "name")


def test_what_was_done_at_a_visit_that_was_struck_through_handles_nothing(desk, tmp_path):
    desk.folder = tmp_path / "of-november"
    assert desk.run("init", "--unit", "TB", **on("2026-11-02")).code == 0
    desk.add("Góp ý về chợ", **on("2026-11-02"))
    desk.json("visit", "1", **on("2026-11-03"))
    desk.json("classify", "1", "--kind", "feedback", "--handling", "guide", **on("2026-11-03"))
    desk.json("void", "V2", "--reason", "ghi nhầm", "--yes", **on("2026-11-04"))
    desk.json("classify", "1", "--handling", "guide", **on("2026-11-06"))  # 4 days
    assert figures(desk.json("stats", **on("2026-11-09"))["rows"])[0] == ("handling", 1, 4, 4, 4)


# --- The rate of resolution, and rows by unit.


@pytest.mark.parametrize(
    ("part", "whole", "rounded", "truncated"),
    [
        (176, 221, 79.64, 79.63),  # 79.638...; an office printed 79.63
        (2, 3, 66.67, 66.66),
        (1, 8, 12.5, 12.5),
        (1, 3, 33.33, 33.33),
        (1, 1600, 0.06, 0.06),  # 0.0625
        (1, 800, 0.13, 0.12),  # 0.125: half goes up
        (0, 7, 0.0, 0.0),
        (7, 7, 100.0, 100.0),
        (0, 0, None, None),
    ],
)
def test_a_rate_is_rounded_or_cut_off_after_two_decimals(part, whole, rounded, truncated):
    assert (rate(part, whole, "rounded"), rate(part, whole, "truncated")) == (rounded, truncated)


@pytest.fixture
def thirds(desk):
    """Three matters taken in, two of them over; one more that was guided elsewhere counts in no rate."""
    for n in range(4):
        desk.add(f"Kiến nghị {n}", "--kind", "kien-nghi", "--field", "dat-dai" if n else "khac")
    desk.json("classify", "1", "2", "3", "--competence", "in", "--handling", "accept")
    desk.json("close", "1", "2", "--result", "answered")
    desk.json("classify", "4", "--competence", "out", "--handling", "guide")
    desk.json("close", "4", "--result", "guided")
    return desk


def test_the_rate_of_resolution_is_cut_as_the_office_sets_it(thirds):
    answer = thirds.json("stats")
    assert [answer["totals"][name] for name in ("taken_in", "resolved", "resolved_percent")] == [3, 2, 66.67]
    thirds.json("config", "rates", "truncated")
    answer = thirds.json("stats")
    assert answer["totals"]["resolved_percent"] == 66.66
    (note,) = [note for note in answer["notes"] if note["code"] == "resolved"]
    assert (note["rates"], note["taken_in"], note["resolved"]) == ("truncated", 3, 2)
    assert "66,66%" in thirds.run("stats", "--lang", "vi", "--format", "table").out
    thirds.json("config", "rates", "--unset")
    assert thirds.json("stats")["totals"]["resolved_percent"] == 66.67
    assert "rounded (rounded), cut off (truncated)" in thirds.fails(2, "config", "rates", "down")


def test_each_group_has_its_own_rate(thirds):
    rows = [row for row in thirds.json("stats", "--by", "field")["rows"] if row["step"] == "end"]
    assert {row["field"]: (row["taken_in"], row["resolved"], row["resolved_percent"]) for row in rows} == {
        "other": (1, 1, 100.0), "land": (2, 1, 50.0),
    }  # fmt: skip
    others = [row for row in thirds.json("stats", "--by", "field")["rows"] if row["step"] != "end"]
    assert {row["resolved_percent"] for row in others} == {None}


def test_each_unit_is_measured_on_its_own(desk):
    for code, result in (("A", "answered"), ("B", "")):
        unit = type(desk)(desk.folder / "units" / code, desk._read)
        assert unit.run("init", "--unit", code).code == 0
        unit.add("Xin cấp nước sạch", "--kind", "kien-nghi", "--at", "16/11/2026")
        unit.json("classify", "1", "--competence", "in", "--handling", "accept")
        if result:
            unit.json("close", "1", "--result", result)
    rows = desk.json("stats", "--by", "unit")["rows"]
    ends = {row["unit"]: (row["measured"], row["median_days"], row["resolved"]) for row in rows if row["step"] == "end"}
    assert ends == {"A": (1, 7, 1), "B": (0, None, 0)}  # 16 to 23 November
    assert {row["unit"]: row["median_days"] for row in rows if row["step"] == "open"} == {"A": None, "B": 7}
    assert desk.json("stats")["totals"]["received"] == 2


def test_units_are_measured_as_they_are_drawn(desk):
    desk.json("units", "add", "T", "--level", "province", "--name", "tỉnh T")
    for code in ("A", "B"):
        unit = type(desk)(desk.folder / "units" / code, desk._read)
        assert unit.run("init", "--unit", code).code == 0
        unit.add("Xin cấp nước sạch", "--kind", "kien-nghi")
        desk.json("units", "add", code, "--level", "commune", "--parent", "T", "--name", f"xã {code}")
    rows = desk.json("stats", "--by", "unit", "--level", "province")["rows"]
    assert {(row["unit"], row["measured"]) for row in rows if row["step"] == "open"} == {("T", 2)}
    assert "--by unit" in desk.fails(2, "stats", "--by", "kind", "--level", "province")
