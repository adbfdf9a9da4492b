"""`duty --inspect`: the head's days by unit, in person and delegated apart, and the state of each register."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def unit(desk: Any, tmp_path: Path) -> Any:
    """A commune below the desk: in October 2026 one day in person, one delegated of three held, nobody came once."""
    made = type(desk)(tmp_path / "qs", desk._read)
    assert made.run("init", "--unit", "QS", "--name", "Xã Quế Sơn").code == 0
    for line in (
        "duty 5/10/2026 --host head", "duty 5/10/2026 --host delegate", "duty 19/10/2026 --host delegate --no-visitors",
    ):  # fmt: skip
        assert made.run(*line.split()).code == 0
    made.add("Việc chưa phân loại", "--at", "2/9/2026")
    made.add("Việc đã phân loại", "--at", "6/10/2026", "--kind", "kn", "--field", "dat-dai")
    assert made.run("export", "--bundle", "-o", str(tmp_path / "QS.jsonl.gz")).code == 0
    assert desk.run("consolidate", str(tmp_path / "QS.jsonl.gz")).code == 0
    return made


def rows(desk: Any, *argv: str) -> dict[str, Any]:
    return {row["unit"]: row for row in desk.json("duty", "--inspect", *argv)["rows"]}


def test_days_in_person_and_delegated_are_told_apart_by_unit(desk: Any, unit: Any) -> None:
    found = rows(desk, "--period", "2026-10")
    # two a month since 1 July 2026; the 5th was held by the head, though a delegate received, too
    wanted = {"owed": 2, "in_person": 1, "delegated": 1, "missed": 0, "nobody_came": 1, "in_person_percent": 50.0}
    assert {name: found["QS"][name] for name in wanted} == wanted
    assert {name: found["TB"][name] for name in wanted} == {
        **dict.fromkeys(wanted, 0), "owed": 2, "missed": 2, "in_person_percent": 0.0,
    }  # fmt: skip
    totals = desk.json("duty", "--inspect", "--period", "2026-10")["totals"]
    assert (totals["owed"], totals["in_person"], totals["missed"], totals["in_person_percent"]) == (4, 1, 2, 25.0)


def test_the_state_of_a_register_is_told(desk: Any, unit: Any) -> None:
    found = rows(desk, "QS", "--period", "2026")
    assert list(found) == ["QS"]
    told = found["QS"]
    # 2 September to 23 November is more than 45 days, 6 October is 48: both are open and unhandled
    assert (told["visits"], told["unclassified"], told["untouched"]) == (2, 1, 2)
    assert told["late"] == desk.json("due", "--unit", "QS")["totals"]["overdue"] > 0


def test_a_sample_is_the_same_for_the_same_seed(desk: Any) -> None:
    for day in range(1, 21):
        desk.add("Việc", "--at", f"{day}/10/2026")
    draw = ("duty", "--inspect", "--period", "2026-10", "--sample", "5")
    first = [row["id"] for row in desk.json(*draw)["rows"]]
    assert len(set(first)) == 5 and first == sorted(first)
    assert [row["id"] for row in desk.json(*draw)["rows"]] == first
    others = {tuple(row["id"] for row in desk.json(*draw, "--seed", seed)["rows"]) for seed in ("a", "b", "c")}
    assert len(others) == 3
    assert len(desk.json(*draw[:-1], "100")["rows"]) == 20


@pytest.mark.parametrize("name", ["inspection.xlsx", "inspection.html"])
def test_it_is_written_as_a_sheet_and_as_a_page(desk: Any, unit: Any, tmp_path: Path, name: str) -> None:
    assert desk.run("duty", "--inspect", "--period", "2026-10", "-o", str(tmp_path / name)).code == 0
    assert (tmp_path / name).stat().st_size > 1000


def test_an_unknown_unit_is_named_with_the_nearest(desk: Any, unit: Any) -> None:
    assert "QS" in desk.fails(3, "duty", "--inspect", "QX")


@pytest.mark.parametrize("line", ["--inspect --report", "--sample 3", "--inspect --seed x", "--inspect --host head"])
def test_what_does_not_go_together_is_refused(desk: Any, line: str) -> None:
    desk.fails(2, "duty", *line.split())
