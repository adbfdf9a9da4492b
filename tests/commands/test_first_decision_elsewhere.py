"""A second complaint or follow-on denunciation whose first decision was another body's. Days and columns by hand."""

import json
from typing import Any

import pytest

DeskUnderTest = Any
NOW = "2026-09-14T08:00:00+07:00"
FIRST = (
    "--first-body", "UBND xã Bình Tú", "--first-level", "commune", "--first-doc", "12/QĐ-UBND",
    "--first-on", "20/6/2026", "--first-outcome", "unfounded",
)  # fmt: skip
Q3 = ("--period", "tk-2026-Q3")


@pytest.fixture
def province(desk: DeskUnderTest) -> DeskUnderTest:
    """A provincial desk that was there before the stories begin."""
    desk.folder = desk.folder.parent / "province"
    assert desk.run("init", "--unit", "DN", now="2026-06-01T08:00:00+07:00").code == 0
    return desk


def bring(desk: DeskUnderTest, kind: str, day: str, *more: str) -> str:
    """Receive a petition by post and say that it is qualified and ours."""
    who = ("--kind", kind, "--field", "land", "--source", "post", *more)
    number = str(desk.add("Việc của công dân", *who, now=f"{day}T08:00:00+07:00")["incident"])
    ours = ("--competence", "in", "--handling", "accept", "--qualified")
    desk.json("classify", number, *ours, now=f"{day}T08:01:00+07:00")
    return number


def column(desk: DeskUnderTest, form: str, *numbers: int) -> list[float]:
    found = {row["column"]: row["value"] for row in desk.json("form", form, *Q3, now=NOW)["rows"]}
    return [found[n] for n in numbers]


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ((), "2026-08-24"),  # 10 July + 45 days, a Monday (Complaints Law Art. 37)
        (("--remote",), "2026-09-08"),  # + 60 days, a Tuesday
        (("--complex", "places"), "2026-09-08"),
        (("--remote", "--complex", "places"), "2026-09-18"),  # + 70 days, a Friday
    ],
)
def test_a_second_complaint_is_accepted_on_another_bodys_first_decision_with_its_terms(
    province: DeskUnderTest, more: tuple[str, ...], due: str
) -> None:
    number = bring(province, "kn", "2026-07-08")
    row = province.json("accept", number, *FIRST, *more, now="2026-07-10T09:00:00+07:00")["rows"][0]
    assert (row["stage"], row["instance"]) == ("accepted", "second")
    (resolve,) = (
        row for row in province.json("explain", number, now="2026-07-10T10:00:00+07:00")["rows"]
        if row["step"] == "resolve-second"
    )  # fmt: skip
    assert resolve["due_on"] == due
    assert province.json("verify", now=NOW)["totals"]["ok"]


@pytest.mark.parametrize(("outcome", "columns"), [("upheld", [1, 0]), ("amended", [0, 1])])
def test_its_decision_reaches_columns_23_and_24_of_01_kqgq(
    province: DeskUnderTest, outcome: str, columns: list[int]
) -> None:
    number = bring(province, "kn", "2026-07-08")
    province.json("accept", number, *FIRST, now="2026-07-10T09:00:00+07:00")
    province.json("meeting", number, "--dialogue", "--who", "A", now="2026-07-20T09:00:00+07:00")
    province.json("decide", number, "--doc", "9/QĐ", "--outcome", outcome, now="2026-08-20T09:00:00+07:00")
    assert column(province, "01/KQGQ", 4, 5, 20, 21, 22, 23, 24, 25) == [1, 1, 0, 0, 0, *columns, 1]


@pytest.mark.parametrize(("outcome", "whole", "part"), [("founded", 24, 25), ("unfounded", 26, 27), ("partly", 28, 29)])
def test_a_follow_on_denunciation_reaches_its_columns_of_03_kqgq(
    province: DeskUnderTest, outcome: str, whole: int, part: int
) -> None:
    number = bring(province, "tc", "2026-07-01")
    province.json("classify", number, "--prior", "concluded", now="2026-07-01T09:00:00+07:00")
    rows = province.json("explain", number, now="2026-07-02T09:00:00+07:00")["rows"]
    steps = {row["step"]: row["due_on"] for row in rows}
    assert steps["decide-follow-on"] == "2026-07-21"  # 20 days from receipt (Denunciations Law Art. 37(2))
    province.json("accept", number, *FIRST, now="2026-07-10T09:00:00+07:00")
    for step in ("notified", "verifying"):
        province.json("step", number, step, now="2026-07-11T09:00:00+07:00")
    province.json("decide", number, "--doc", "9/KL", "--outcome", outcome, now="2026-08-05T09:00:00+07:00")
    assert column(province, "03/KQGQ", 4, 5, 6, 7, 8, whole, part) == [1, 1, 1, 0, 1, 1, 1]


def test_what_is_not_reopened_rests_on_another_bodys_conclusion(province: DeskUnderTest) -> None:
    number = bring(province, "tc", "2026-07-01")
    province.json("classify", number, "--prior", "concluded", now="2026-07-01T09:00:00+07:00")
    how = ("step", number, "no-reopen", "--doc", "3/TB", "--note", "Không có tình tiết mới")
    assert "--first-body" in province.fails(4, *how, now="2026-07-10T09:00:00+07:00")
    assert province.json(*how, *FIRST, now="2026-07-10T09:00:00+07:00")["rows"][0]["stage"] == "no-reopen"


def test_the_story_tells_the_first_decision_and_keeps_the_body_private(province: DeskUnderTest) -> None:
    number = bring(province, "kn", "2026-07-08")
    province.json("accept", number, *FIRST, now="2026-07-10T09:00:00+07:00")
    shown = " ".join(province.run("show", number, "--format", "table", now=NOW).out.split())
    assert "first decision 12/QĐ-UBND" in shown and "2026-06-20" in shown and "Bình Tú" not in shown
    text = (province.folder / "reception.json").read_text(encoding="utf-8")
    entry = next(one for one in json.loads(text)["entries"].values() if one["kind"] == "accepted")
    assert set(entry["sealed"]) == {"first_body"} and entry["data"]["first_level"] == "commune"
    assert any(one["data"].get("format") == 2 for one in json.loads(text)["entries"].values())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ((), "missing: --previous ID (the finished first one), or --first-body TEXT of another body's"),
        (FIRST[2:], "missing: --first-body TEXT"),
        (FIRST[:2], "missing: --first-level CODE"),
        (FIRST[:6], "missing: --first-on"),
        ((*FIRST[:7], "15/7/2026", *FIRST[8:]), "--first-on lies behind 2026-07-10"),
        ((*FIRST[:9], "upheld"), "--first-outcome takes one of: founded, partly, unfounded"),
        ((*FIRST, "--instance", "first"), "only a second complaint or a follow-on denunciation"),
        ((*FIRST, "--previous", "1"), "--previous and --first-body exclude each other"),
    ],
)
def test_a_first_decision_that_does_not_hold_is_refused(province: DeskUnderTest, typed: Any, said: str) -> None:
    number = bring(province, "kn", "2026-07-08")
    instance = () if "--instance" in typed or typed else ("--instance", "second")
    assert said in province.fails(4, "accept", number, *typed, *instance, now="2026-07-10T09:00:00+07:00")
    assert province.json("show", number, now=NOW)["totals"] is not None


def test_what_came_after_its_time_or_without_a_first_decision_is_remarked(province: DeskUnderTest) -> None:
    late = bring(province, "kn", "2026-08-20")
    # Decided on 20 June: 30 days end on Monday 20 July (Complaints Law Art. 33).
    assert "2026-07-20, the last day" in province.run("accept", late, *FIRST, now="2026-08-21T09:00:00+07:00").err
    undecided = bring(province, "kn", "2026-08-22", "--name", "Hai")
    remarks = province.run("accept", undecided, *FIRST[:4], now="2026-08-22T09:00:00+07:00").err
    assert "no first decision is recorded: its term must have passed" in remarks


def test_a_consolidated_communes_incident_is_the_first_one_and_its_register_stays(
    desk: DeskUnderTest, province: DeskUnderTest
) -> None:
    commune, above = type(desk)(desk.folder.parent / "desk", desk._read), province
    number = commune.add("Đòi bồi thường", "--kind", "kn", "--field", "land", "--at", "1/6/2026")["incident"]
    commune.json("classify", number, "--competence", "in", "--handling", "accept")
    commune.json("accept", number, "--on", "5/6/2026")
    commune.json("decide", number, "--doc", "31/QĐ-UBND", "--outcome", "partly", "--on", "20/6/2026")
    bundle = str(commune.folder.parent / "TB.jsonl.gz")
    assert commune.run("export", "--bundle", "-o", bundle).code == 0
    assert above.run("consolidate", bundle).code == 0
    mine = bring(above, "kn", "2026-11-23")
    before = (above.folder / "units/TB/reception.json").read_bytes()
    row = above.json("accept", mine, "--instance", "second", "--previous", "TB/2026-0001")["rows"][0]
    assert row["instance"] == "second"
    assert (above.folder / "units/TB/reception.json").read_bytes() == before
    shown = " ".join(above.run("show", mine, "--format", "table").out.split())
    assert "follows TB/2026-0001" in shown and "31/QĐ-UBND" in shown
