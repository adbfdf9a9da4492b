"""Two matters that were one, and one that was two: figures, forms, what is owed, and the way back."""

from typing import Any

import pytest

DeskUnderTest = Any
LATER = "2026-11-24T08:10:00+07:00"
WHY = ("--reason", "Cùng một vụ việc")
YEAR = ("--period", "2026")


@pytest.fixture
def twice(desk: DeskUnderTest) -> DeskUnderTest:
    """One matter that was opened twice: by a visit of three and by a petition, then by a visit; and another matter."""
    desk.add("Tranh chấp ranh giới", "--kind", "kn", "--field", "land", "--petition", "--at", "2026-11-02")
    desk.add("Tranh chấp ranh giới đất", "--kind", "kn", "--field", "land", "--people", "3", "--at", "2026-11-09")
    desk.json("visit", "2", "--source", "post", "--at", "2026-11-10")
    desk.add("Việc khác", "--kind", "kien-nghi", "--at", "2026-11-11")
    return desk


def totals(desk: DeskUnderTest) -> tuple[int, ...]:
    found = desk.json("summarize", *YEAR)["totals"]
    return tuple(found[name] for name in ("visits", "people", "incidents", "petitions"))


def form(desk: DeskUnderTest, name: str) -> dict[int, float]:
    return {row["column"]: row["value"] for row in desk.json("form", name, *YEAR)["rows"]}


def owed(desk: DeskUnderTest) -> list[str]:
    return sorted(row["id"] for row in desk.json("due", "--within", "90d")["rows"])


def test_what_was_one_matter_counts_and_is_owed_once(twice: DeskUnderTest) -> None:
    """Three visits of five people stay, two petitions too; of three matters two are left: one first, one repeat."""
    assert totals(twice) == (3, 5, 3, 2)
    before = owed(twice)
    assert "2026-0002" in before and "2026-0001" in before
    row = twice.json("correct", "1", "--merge", "2", *WHY)["rows"][0]
    assert row == {"id": "2026-0001", "changed": "2026-0002, V2026-0002, P2026-0002"}
    assert totals(twice) == (3, 5, 2, 2)
    found = form(twice, "01/TCD")
    assert (found[1], found[2], found[6], found[7]) == (3, 5, 2, 0)  # both matters came first in this period
    assert (form(twice, "01/XLD")[1], form(twice, "02/XLD")[1]) == (2, 2)
    assert "2026-0002" not in owed(twice) and "2026-0001" in owed(twice)
    assert twice.json("summarize", *YEAR, "--by", "repeat", "--kind", "kn")["rows"] == [
        {"repeat": "first", "visits": 1, "people": 1, "incidents": 1, "groups": 0, "petitions": 1},
        {"repeat": "repeat", "visits": 1, "people": 3, "incidents": 1, "groups": 0, "petitions": 1},
    ]
    assert twice.json("verify")["totals"]["ok"]


def test_the_original_stays_visible_and_says_where_it_went(twice: DeskUnderTest) -> None:
    twice.json("correct", "1", "--merge", "2", *WHY)
    shown = " ".join(twice.run("show", "2", "--format", "table").out.split())
    assert "merged into 2026-0001" in shown and "struck through" in shown
    assert "Cùng một vụ việc" in " ".join(
        twice.run("show", "2", "--format", "table", "--with-identity").out.split()
    )
    assert "đã gộp vào 2026-0001" in " ".join(twice.run("show", "2", "--format", "table", "--lang", "vi").out.split())
    assert [row["id"] for row in twice.json("list", "--status", "void")["rows"]] == ["2026-0002"]
    assert twice.json("show", "V2026-0002")["rows"][0]["incidents"] == ["2026-0001"]


@pytest.mark.parametrize("argv", [("--merge", "2", *WHY), (
    "--split", "V2", "--content", "Việc hai", "--reason", "Là hai việc")])  # fmt: skip
def test_undo_and_redo_go_there_and_back(twice: DeskUnderTest, argv: tuple[str, ...]) -> None:
    if argv[0] == "--split":
        twice.json("visit", "1", "--at", "2026-11-12")
        argv = ("--split", "V2026-0004", *argv[2:])
    before = (totals(twice), form(twice, "01/TCD"), form(twice, "01/XLD"), owed(twice))
    twice.json("correct", "1", *argv)
    after = (totals(twice), form(twice, "01/TCD"), form(twice, "01/XLD"), owed(twice))
    assert after != before
    twice.json("undo", "--yes")
    assert (totals(twice), form(twice, "01/TCD"), form(twice, "01/XLD"), owed(twice)) == before
    twice.json("redo", "--yes")
    assert (totals(twice), form(twice, "01/TCD"), form(twice, "01/XLD"), owed(twice)) == after
    assert twice.json("verify")["totals"]["ok"]


def test_a_visit_that_brought_both_brings_the_one_and_keeps_how_the_other_was_handled(desk: DeskUnderTest) -> None:
    """One visit of two people brought matters 1 and 2 (guided) and 3 (accepted): 1 and 2 were one."""
    desk.add("A", "--kind", "kn", "--people", "2")
    for name in ("B", "C"):
        desk.json("add", name, "--kind", "kn", "--to", "V1")
    for number, how in (("1", "guide"), ("2", "guide"), ("3", "accept")):
        desk.json("classify", number, "--competence", "in" if how == "accept" else "out", "--handling", how)
    desk.json("correct", "1", "--merge", "2", *WHY)
    assert totals(desk) == (1, 2, 2, 0)
    rows = {row["handling"]: row["incidents"] for row in desk.json("summarize", "--by", "handling")["rows"]}
    assert rows == {"guide": 1, "accept": 1}


def test_what_went_further_is_not_lost(twice: DeskUnderTest) -> None:
    """Matter 2 is accepted: it cannot vanish in 1, but 1 in it."""
    twice.json("classify", "2", "--competence", "in", "--handling", "accept", "--qualified")
    twice.json("accept", "2")
    told = twice.fails(4, "correct", "1", "--merge", "2", *WHY)
    assert "2026-0002 went further (accepted): merge the other way" in told
    twice.json("correct", "2", "--merge", "1", *WHY)
    assert totals(twice) == (3, 5, 2, 2)
    assert form(twice, "01/KQGQ")[4] == 1 and form(twice, "01/KQGQ")[1] == 2  # one matter, both petitions
    twice.json("classify", "3", "--competence", "out")
    twice.json("refer", "3", "UBND tỉnh", "--doc", "1/PC")
    assert "referred" in twice.fails(4, "correct", "2", "--merge", "3", *WHY)


@pytest.mark.parametrize(
    ("argv", "code", "told"),
    [
        (("1", "--merge", "1", *WHY), 4, "one matter already"),
        (("1", "--merge", "3", *WHY), 4, "two kinds"),
        (("1", "--merge", "9", *WHY), 3, "'9'"),
        (("1", "--merge", "V2", *WHY), 2, "Only incidents"),
        (("V1", "--merge", "2", *WHY), 2, "Only incidents"),
        (("1", "--merge", "2"), 2, "--reason"),
        (("1", "--merge", "2", "--set", "kind=kn", *WHY), 2, "stands alone"),
        (("1", "--split", "V1", *WHY), 2, "--content"),
        (("1", "--split", "V1", "--content", "B"), 2, "--reason"),
        (("1", "--split", "2", "--content", "B", *WHY), 2, "is an incident"),
        (("1", "--content", "B", *WHY), 2, "--split"),
        (("1", "--split", "V1", "--split", "P1", "--content", "B", *WHY), 4, "nothing would be left"),
        (("1", "--split", "V2", "--content", "B", *WHY), 4, "does not belong to it"),
        (("2", "--split", "V2", "--content", "B", "--set", "people=2", *WHY), 2, "no field 'people'"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    twice: DeskUnderTest, argv: tuple[str, ...], code: int, told: str
) -> None:
    before = totals(twice)
    assert told in twice.fails(code, "correct", *argv)
    assert totals(twice) == before and twice.json("verify")["totals"]["ok"]


def test_what_was_two_matters_becomes_two(twice: DeskUnderTest) -> None:
    """The petition of matter 2 is about something else: a recommendation of its own, with its own petition."""
    argv = ("--split", "P2", "--content", "Đề nghị sửa đường", "--set", "kind=kien-nghi", "--set", "field=other")
    row = twice.json("correct", "2", *argv, "--reason", "Là hai vụ việc")["rows"][0]
    assert row == {"id": "2026-0004", "changed": "P2026-0002"}
    assert totals(twice) == (3, 5, 3, 2)  # three of visits; the fourth came by post alone
    assert (form(twice, "02/XLD")[1], form(twice, "04/XLD")[1]) == (1, 1)
    case = twice.json("show", "4")["rows"][0]
    assert (case["opened_on"], case["kind"], case["petitions"]) == ("2026-11-10", "recommendation", 1)
    shown = " ".join(twice.run("show", "4", "--format", "table").out.split())
    assert "split from 2026-0002" in shown
    steps = [row["step"] for row in twice.json("explain", "4")["rows"]]
    assert steps.count("unprocessed-petition") == 1 and "2026-0004" not in owed(twice)  # a mark is never due
    assert twice.json("verify")["totals"]["ok"]


def test_behind_a_seal_both_say_so(twice: DeskUnderTest) -> None:
    twice.json("seal", "--to", "2026-11-15", "--yes")
    assert "--after-seal" in twice.fails(4, "correct", "1", "--merge", "2", *WHY)
    twice.json("correct", "1", "--merge", "2", *WHY, "--after-seal")
    note = next(one for one in twice.json("summarize", *YEAR)["notes"] if one["code"] == "after_seal")
    assert (note["visits"], note["people"], note["incidents"]) == (0, 0, -1)


def test_a_denunciation_is_not_merged_into_what_is_no_denunciation(desk: DeskUnderTest) -> None:
    desk.add("Tố cáo", "--kind", "tc")
    desk.add("Chưa phân loại", "--name", "Lê Hoa")
    assert "two kinds" in desk.fails(4, "correct", "2", "--merge", "1", *WHY)
    desk.json("correct", "1", "--merge", "2", *WHY)  # and then everything of both is secret
    assert desk.json("search", "le hoa")["rows"] == []


def test_a_dry_run_and_a_busy_year(twice: DeskUnderTest) -> None:
    said = twice.json("correct", "1", "--merge", "2", *WHY, "--dry-run")["rows"]
    assert said[0]["id"] == "2026-0001" and totals(twice) == (3, 5, 3, 2)
