"""One register, told in words, drawn and filled in as a form: the three agree to the last figure."""

import re
from pathlib import Path
from typing import Any

import pytest
from matters import incident, register, visit

DeskUnderTest = Any  # the `desk` of tests/conftest.py


@pytest.fixture
def lam_dong(desk: DeskUnderTest, tmp_path: Path) -> DeskUnderTest:
    """Lam Dong, April 2017: 259 visits of 316 people, regular 161 of 201, periodic 98 of 115 (published figures).

    As published, a matter is a visit: 259 matters. Of the periodic ones we give 60 visits to the head and 38 to the
    delegate, on every day of the month, and let 77 be people with two, 40 of them regular and 17 before the head.
    """
    seats = [("regular", "officer")] * 161 + [("periodic", "head")] * 60 + [("periodic", "delegate")] * 38
    people = [2] * 40 + [1] * 121 + [2] * 17 + [1] * 81  # 161 + 40 = 201, 98 + 17 = 115
    drafts = []
    for n, ((session, host), persons) in enumerate(zip(seats, people, strict=True), 1):
        day = f"2017-04-{n % 30 + 1:02d}"
        drafts += [
            incident(f"2017-{n:04d}", day, kind="complaint"),
            visit(f"V2017-{n:04d}", day, [f"2017-{n:04d}"], persons, session=session, host=host),
        ]
    register(tmp_path / "lam-dong", drafts).close()
    desk.folder = tmp_path / "lam-dong"
    return desk


def counted(text: str) -> list[float]:
    """Every number of a text but those of days."""
    plain = re.sub(r"\d\d/\d\d/\d{4}", "", text)
    return [float(each.replace(",", ".")) for each in re.findall(r"\d+(?:,\d+)?", plain)]


def test_prose_chart_and_form_agree_to_the_last_figure(lam_dong: DeskUnderTest) -> None:
    april = ("--period", "2017-04")
    form = {row["column"]: row["value"] for row in lam_dong.json("form", "01/TCD", *april)["rows"]}
    assert {n: form[n] for n in (1, 2, 3, 4, 5, 13, 14, 22, 23)} == {
        1: 259, 2: 316, 3: 259, 4: 161, 5: 201, 13: 60, 14: 77, 22: 38, 23: 38,
    }  # fmt: skip
    told, *others = lam_dong.json("summarize", "--report", *april, "--lang", "vi")["rows"]
    assert (told["section"], [row["section"] for row in others]) == ("reception", ["complex"])  # open for years
    # visits, people, matters; regular, head and delegate with their sessions and their share of 259; first and again
    assert counted(told["text"]) == [
        259, 316, 259, 161, 201, 161, 62.2, 30, 60, 77, 60, 23.2, 30, 38, 38, 38, 14.7, 259, 0,
    ]  # fmt: skip
    assert told["text"].startswith(
        "Trong kỳ (từ ngày 01/04/2017 đến ngày 30/04/2017), đơn vị đã tiếp 259 lượt với 316 người về 259 vụ việc. "
        "Tiếp thường xuyên: 161 lượt, 201 người, 161 vụ việc (62,2%). "
        "Thủ trưởng tiếp: 30 kỳ, 60 lượt, 77 người, 60 vụ việc (23,2%). "
    )
    (paragraph,) = lam_dong.json("summarize", "--prose", *april, "--lang", "vi")["rows"]
    assert counted(paragraph["text"])[:3] == [259, 316, 259]
    drawn = {row["session"]: row for row in lam_dong.json("chart", "session", *april)["rows"]}
    assert [(drawn[name]["visits"], drawn[name]["people"]) for name in ("regular", "periodic")] == [
        (form[4], form[5]), (form[13] + form[22], form[14] + form[23])
    ]  # fmt: skip
    hosts = {row["host"]: row for row in lam_dong.json("summarize", "--by", "host", *april)["rows"]}
    assert [(hosts[name]["visits"], hosts[name]["people"]) for name in ("officer", "head", "delegate")] == [
        (161, 201), (60, 77), (38, 38),
    ]  # fmt: skip
    assert lam_dong.json("chart", *april)["totals"] == {
        "visits": form[1], "people": form[2], "incidents": form[3], "groups": 0, "petitions": 0,
    }  # fmt: skip
