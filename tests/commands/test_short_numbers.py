"""Short numbers: this year's by the clock of today, and the whole number where the wrong one would be gone."""

import json
from pathlib import Path
from typing import Any

import pytest

SLIPPED = "2031-03-01T08:00:00+07:00"
LETTERS = ("", "V", "P")


@pytest.fixture
def years(desk: Any) -> Any:
    """Three matters of 2024, one of this year, and four that a clock recorded in 2031; each with a petition."""
    for year, count in (("2024", 3), ("2026", 1), ("2031", 4)):
        for _turn in range(count):
            now = f"{year}-03-01T08:00:00+07:00"
            desk.add(f"Việc của năm {year}", "--petition", now=now)
    return desk


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize(("count", "year"), [(1, "2026"), (2, "2024"), (3, "2024"), (4, "2031")])
def test_a_short_number_is_this_years_else_an_earlier_ones_before_one_to_come(
    years: Any, letter: str, count: int, year: str
) -> None:
    (row,) = years.json("show", f"{letter}{count}")["rows"]
    assert row["id"] == f"{letter}{year}-{count:04d}"
    (row,) = years.json("show", f"{letter}{count}", now=SLIPPED)["rows"]
    assert row["id"] == f"{letter}2031-{count:04d}"


def test_what_is_recorded_goes_to_this_years_matter_after_a_clock_slipped(years: Any) -> None:
    assert years.json("note", "1", "Đã gọi điện")["rows"][0]["id"] == "2026-0001"
    assert [row["id"] for row in years.json("list", "1", "4")["rows"]] == ["2031-0004", "2026-0001"]


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("verb", ["void", "redact"])
def test_what_strikes_or_erases_wants_the_whole_number_where_it_could_mean_two(
    years: Any, verb: str, letter: str
) -> None:
    before = Path(years.folder, "reception.json").read_bytes()
    meant = [f"{letter}{year}-0001" for year in ("2024", "2026", "2031")]
    told = years.fails(2, verb, f"{letter}1", "--reason", "Ghi trùng", "--yes", "--json")
    error = json.loads(told)["error"]
    assert error["candidates"] == meant and ", ".join(meant) in error["message"]
    assert Path(years.folder, "reception.json").read_bytes() == before
    for number in (f"{letter}2024-0001", f"{letter}4"):  # whole, or of one year alone
        assert years.run(verb, number, "--reason", "Ghi trùng", "--yes").code == 0
