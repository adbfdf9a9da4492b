"""An online reception is a visit since 1 July 2026 (Law 42/2013, Art. 3a; Decree 154/2026, Art. 20-24)."""

import json
from typing import Any

import pytest

DeskUnderTest = Any
ONLINE = ("--mode", "online", "--central", "UBND tỉnh", "--point", "UBND xã Bình Tú", "--point", "UBND xã Bình An")


def form(desk: DeskUnderTest, name: str) -> dict[int, float]:
    rows = desk.json("form", name, "--period", "2026-11")["rows"]
    return {row["column"]: row["value"] for row in rows}


def test_an_online_reception_is_a_visit_and_an_online_paper_a_petition(desk: DeskUnderTest) -> None:
    """A family of three is received online, and a paper comes online: one visit of three, one petition."""
    assert desk.add("Khiếu nại đất", "--kind", "kn", "--people", "3", *ONLINE)["visit"] == "V2026-0001"
    paper = desk.add("Kiến nghị", "--kind", "kien-nghi", "--source", "online")
    assert (paper["visit"], paper["petition"]) == (None, "P2026-0001")
    found = form(desk, "01/TCD")
    assert (found[1], found[2], found[3]) == (1, 3, 1)
    assert form(desk, "01/XLD")[1] == 1


def test_its_central_point_and_connection_points_are_recorded(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại đất", "--kind", "kn", *ONLINE)
    entries = json.loads((desk.folder / "reception.json").read_text(encoding="utf-8"))["entries"].values()
    data = next(one["data"] for one in entries if one["kind"] == "visit")
    assert (data["mode"], data["central"]) == ("online", "UBND tỉnh")
    assert data["points"] == ["UBND xã Bình Tú", "UBND xã Bình An"]
    assert any(one["data"].get("format") == 2 for one in entries)  # older versions do not know it
    shown = " ".join(desk.run("show", "1", "--format", "table").out.split())
    assert "people: 1, online" in shown and "central point UBND tỉnh" in shown
    assert desk.json("verify")["totals"]["ok"]


def test_in_person_is_what_is_not_said(desk: DeskUnderTest) -> None:
    desk.add("Khiếu nại đất", "--mode", "in-person")
    text = (desk.folder / "reception.json").read_text(encoding="utf-8")
    assert '"mode"' not in text and '"format"' not in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ((*ONLINE, "--at", "30/6/2026"), "Online reception exists from 2026-07-01 only"),
        ((*ONLINE, "--source", "post"), "--source post a petition"),
        (("--mode", "online"), "Missing: --central"),
        (("--central", "UBND tỉnh"), "--central: of an online reception only"),
        (("--point", "UBND xã", "--mode", "in-person"), "--point: of an online reception only"),
    ],
)
def test_what_is_no_online_reception_is_refused(desk: DeskUnderTest, typed: tuple[str, ...], said: str) -> None:
    assert said in desk.fails(2, "add", "Việc", "--name", "A", "--address", "B", *typed)
    assert desk.json("list")["rows"] == []


def test_a_denunciation_goes_online_only_where_secrecy_is_not_asked_for(desk: DeskUnderTest) -> None:
    how = ("add", "Tố cáo", "--name", "A", "--address", "B", "--kind", "tc", *ONLINE)
    assert "Art. 20(4)" in desk.fails(4, *how)
    assert desk.run(*how, "--no-secrecy").code == 0
    desk.add("Tố cáo", "--kind", "tc")
    assert "Art. 20(4)" in desk.fails(4, "visit", "2", *ONLINE)
    desk.add("Khiếu nại", "--kind", "kn", *ONLINE)
    assert "Art. 20(4)" in desk.fails(4, "add", "Tố cáo thêm", "--kind", "tc", "--to", "V3")
    assert desk.run("add", "Tố cáo thêm", "--kind", "tc", "--to", "V1").code == 0
    assert "Art. 20(4)" in desk.run("classify", "3", "--kind", "tc").err
