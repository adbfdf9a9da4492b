"""One paper with several matters, handed over at a visit: each counts where the forms want it."""

from typing import Any

DeskUnderTest = Any


def form(desk: DeskUnderTest, name: str, circular: str = "01/2024") -> dict[int, float]:
    rows = desk.json("form", name, "--circular", circular, "--period", "2026-11")["rows"]
    return {row["column"]: row["value"] for row in rows}


def test_each_matter_of_a_paper_that_was_handed_over_counts_in_both_kinds_of_forms(desk: DeskUnderTest) -> None:
    """One visitor hands one paper over: a complaint and a denunciation, both qualified and within competence.

    01/TCD: one visit (1), one person (2), two matters (3), both first ones (4-7). 01/XLD: two petitions to handle
    (1 = 3), both handled (4); a complaint (8) and a denunciation (9) after the split. 02 and 03/XLD: one each.
    """
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--field", "land", "--petition")
    row = desk.json("add", "Tố cáo cán bộ nhận tiền", "--kind", "tc", "--field", "officials", "--to", "P1")["rows"][0]
    assert row["incident"] == "2026-0002"
    for number in ("1", "2"):
        desk.json("classify", number, "--competence", "in", "--handling", "accept", "--qualified")
    found = form(desk, "01/TCD")
    assert (found[1], found[2], found[3], found[4], found[6], found[7]) == (1, 1, 2, 1, 2, 0)
    found = form(desk, "01/XLD")
    assert (found[1], found[3], found[4]) == (2, 2, 2)
    assert (form(desk, "02/XLD")[8], form(desk, "03/XLD")[8]) == (1, 1)
    assert (form(desk, "02/TCD", "02/2021")[1], form(desk, "02/TCD", "02/2021")[2]) == (2, 2)
    assert desk.json("verify")["totals"]["ok"]
    desk.json("accept", "1")
    assert desk.json("accept", "2")["rows"][0]["stage"] == "accepted"


def test_a_matter_that_was_only_spoken_of_stands_in_no_petition_and_that_is_said(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--petition")
    result = desk.run("add", "Kiến nghị sửa đường", "--kind", "kien-nghi", "--to", "V1")
    assert result.code == 0 and "--to P2026-0001" in result.err
    assert (form(desk, "01/TCD")[3], form(desk, "01/XLD")[1]) == (2, 1)


def test_nothing_is_said_where_no_paper_was_handed_over_nor_of_a_paper_by_post(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại", "--kind", "kn")
    assert "petition" not in desk.run("add", "Kiến nghị", "--to", "V1").err
    desk.add("Đơn", "--kind", "kn", "--source", "post")
    assert desk.run("add", "Tố cáo", "--kind", "tc", "--to", "P1").code == 0
    assert (form(desk, "01/TCD")[3], form(desk, "01/XLD")[1]) == (2, 2)


def test_a_mixed_paper_is_taken_back_whole(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại", "--kind", "kn", "--petition")
    desk.json("add", "Tố cáo", "--kind", "tc", "--to", "P1", "--key", "k1")
    assert desk.json("add", "Tố cáo", "--kind", "tc", "--to", "P1", "--key", "k1")["rows"][0]["incident"] == "2026-0002"
    assert desk.run("undo").code == 0
    assert (form(desk, "01/TCD")[3], form(desk, "01/XLD")[1]) == (1, 1)
