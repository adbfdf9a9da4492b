"""The list of complex, crowded and long-running matters."""

from typing import Any

import pytest

from workbooks import elements

DeskUnderTest = Any


@pytest.fixture
def year(desk: DeskUnderTest) -> DeskUnderTest:
    """On 23 November 2026: A complex (two criteria), B crowded, C long-running, D none, E crowded but closed."""
    desk.folder = desk.folder.parent / "year"
    assert desk.run("init", "--unit", "TB", now="2026-01-01T08:00:00+07:00").code == 0

    def on(day: str, *argv: str) -> Any:
        return desk.json(*argv, now=f"2026-{day}T09:00:00+07:00")

    desk.add("C", "--kind", "kien-nghi", now="2026-05-23T08:00:00+07:00")  # six months to the day
    desk.add("C2", "--kind", "kien-nghi", "--name", "Hai", now="2026-05-24T08:00:00+07:00")  # a day less
    seven, many = ("--people", "7", "--petitioners", "7"), ("--people", "10", "--petitioners", "324")
    desk.add("E", "--kind", "kn", *seven, "--name", "Ba", now="2026-08-01T08:00:00+07:00")
    on("08-02", "close", "3", "--result", "guided", "--set", "field=land", "--set", "competence=out", "--set",
       "handling=guide")  # fmt: skip
    council = ("--field", "land", "--body", "council", "--name", "Tư")
    desk.add("A", "--kind", "kn", *council, now="2026-10-01T08:00:00+07:00")
    on("10-02", "classify", "4", "--competence", "in", "--handling", "accept", "--qualified")
    on("10-05", "accept", "4", "--complex", "places", "--complex", "many-people")
    on("10-06", "visit", "4", "--body", "party")
    on("10-07", "visit", "4")
    desk.add("B", "--kind", "kn", *many, "--name", "Nguyễn Ngọc", now="2026-11-01T08:00:00+07:00")
    on("11-02", "classify", "5", "--competence", "out")
    on("11-02", "refer", "5", "UBND tỉnh", "--doc", "1/PC")
    desk.add("D", "--kind", "kn", "--name", "Sáu", now="2026-11-20T08:00:00+07:00")
    return desk


def test_open_matters_that_stand_out_are_listed_with_why_the_oldest_first(year: DeskUnderTest) -> None:
    answer = year.json("list", "--complex")
    told = [
        (row["id"], row["why"], row["criteria"], row["months"], row["members"], row["repeats"], row["bodies"],
         row["letters"]) for row in answer["rows"]
    ]  # fmt: skip
    assert told == [
        ("2026-0001", ["long"], [], 6, 1, 0, [], 0),
        ("2026-0004", ["complex"], ["many-people", "places"], 1, 1, 2, ["council", "party"], 0),
        ("2026-0005", ["crowded"], [], 0, 324, 0, [], 1),
    ]
    assert answer["rows"][2]["present"] == 10
    assert answer["totals"] == {"matters": 3, "complex": 1, "crowded": 1, "long": 1}


def test_the_months_and_the_filters_choose(year: DeskUnderTest) -> None:
    assert [row["id"] for row in year.json("list", "--complex", "--months", "5")["rows"]][:2] == [
        "2026-0001", "2026-0002",
    ]  # fmt: skip
    assert [row["id"] for row in year.json("list", "--complex", "--kind", "kn", "--months", "12")["rows"]] == [
        "2026-0004", "2026-0005",
    ]  # fmt: skip
    assert [row["id"] for row in year.json("list", "--complex", "--sort=-members", "--limit", "1")["rows"]] == [
        "2026-0005"
    ]
    assert year.json("list", "--complex", "--as-at", "2026-08-01")["totals"]["crowded"] == 1  # E was open then


def test_a_clerk_reads_words_and_gets_a_sheet(year: DeskUnderTest, tmp_path: Any) -> None:
    shown = " ".join(year.run("list", "--complex", "--format", "md", "--lang", "vi").out.split())
    for word in ("kéo dài", "đông người", "phức tạp", "Hội đồng nhân dân", "2026-0005"):
        assert word in shown, shown
    assert "Ngọc" not in shown  # nobody is named
    sheet = str(tmp_path / "phuc-tap.xlsx")
    assert year.run("list", "--complex", "-o", sheet).code == 0
    assert len(elements(sheet, "row")) >= 4  # the headings and three matters


def test_the_other_bodies_involved_are_named_where_names_may_be_shown(year: DeskUnderTest) -> None:
    year.json("refer", "5", "Sở Nông nghiệp và Môi trường", "--doc", "2/PC")
    year.json("urge", "5", "--doc", "3/DD")  # those who were written to: nobody new
    year.json("undo")
    year.json("refer", "5", "ubnd Tỉnh", "--doc", "4/PC")  # the same body, written otherwise
    year.json("correct", "4", "--set", "kind=tc", "--reason", "Thực chất là tố cáo")
    assert "other_bodies" not in year.json("list", "--complex")["rows"][0]
    told = {row["id"]: row["other_bodies"] for row in year.json("list", "--complex", "--with-identity")["rows"]}
    assert told == {
        "2026-0001": [], "2026-0004": [], "2026-0005": ["UBND tỉnh", "Sở Nông nghiệp và Môi trường"],
    }  # fmt: skip
    assert year.json("log")["rows"][-1]["kind"] == "disclosed"
    shown = year.run("list", "--complex", "--with-identity", "--format", "md").out
    assert "Sở Nông nghiệp và Môi trường" in shown and "Ngọc" not in shown  # bodies are named, people are not


def test_the_other_bodies_of_a_denunciation_are_named_with_a_reason_alone(desk: DeskUnderTest) -> None:
    desk.add("Tố cáo", "--kind", "tc", "--people", "7", "--petitioners", "7")
    desk.json("classify", "1", "--competence", "out")
    desk.json("refer", "1", "Thanh tra tỉnh", "--doc", "1/PC")
    asked = ("list", "--complex", "--with-identity")
    assert desk.json(*asked)["rows"][0]["other_bodies"] == []
    assert "denunciations_hidden" in [note["code"] for note in desk.json(*asked)["notes"]]
    assert desk.json(*asked, "--reason", "Báo cáo tỉnh")["rows"][0]["other_bodies"] == ["Thanh tra tỉnh"]


@pytest.mark.parametrize(
    "argv", [("--complex", "--visits"), ("--complex", "--petitions"), ("--months", "3"), ("--complex", "--months", "0"),
             ("--complex", "--not-entered")],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused(year: DeskUnderTest, argv: tuple[str, ...]) -> None:
    assert year.fails(2, "list", *argv)


def test_the_report_tells_them(year: DeskUnderTest) -> None:
    told = {row["section"]: row["text"] for row in year.json("summarize", "--report")["rows"]}
    assert told["complex"] == (
        "Open on 2026-11-23: 1 complex by the law's criteria, 1 brought by a group, 1 open for 6 months and more."
    )
