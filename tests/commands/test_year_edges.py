"""The statutory year ends on 14 December: both sides of it, in both layouts. Today is 23 November 2026."""

from pathlib import Path
from typing import Any

import pytest

LAYOUTS = pytest.mark.parametrize("circular", ["02/2021", "01/2024"])


def columns(desk: Any, form: str, period: str, circular: str) -> dict[int, Any]:
    rows = desk.json("form", form, "--period", period, "--circular", circular)["rows"]
    return {row["column"]: row["value"] for row in rows}


@LAYOUTS
@pytest.mark.parametrize(("day", "ends", "begins"), [
    ("14/12/2025", ("tk-2025", "tk-2025-Q4"), ("tk-2026", "tk-2026-Q1", "tk-2026-6m", "tk-2026-9m")),
    ("15/12/2025", ("tk-2026", "tk-2026-Q1", "tk-2026-6m", "tk-2026-9m"), ("tk-2025", "tk-2025-Q4")),
])  # fmt: skip
def test_a_visit_counts_in_the_statutory_year_of_its_day(
    desk: Any, circular: str, day: str, ends: tuple[str, ...], begins: tuple[str, ...]
) -> None:
    desk.add("Kiến nghị", "--kind", "kien-nghi", "--people", "3", "--at", day)
    for period in ends:
        found = columns(desk, "01/TCD", period, circular)
        assert (found[1], found[2], found[3], found[4], found[6]) == (1, 3, 1, 1, 1), period
    for period in begins:
        assert not any(columns(desk, "01/TCD", period, circular).values()), period


@LAYOUTS
def test_a_petition_of_14_december_that_nobody_handled_comes_over(desk: Any, circular: str) -> None:
    desk.add("Đơn", "--kind", "kien-nghi", "--source", "post", "--at", "14/12/2025")
    desk.add("Đơn", "--kind", "kien-nghi", "--source", "post", "--at", "15/12/2025")
    old, new = (columns(desk, "01/XLD", period, circular) for period in ("tk-2025", "tk-2026"))
    # 01/2024: 1 to handle, 2 carried over, 3 received; 02/2021: 1 to handle, then received and carried by signers
    assert (old[1], new[1]) == (1, 2)
    if circular == "01/2024":
        assert (old[2], old[3], new[2], new[3]) == (0, 1, 1, 1)


@LAYOUTS
def test_a_matter_is_first_once_whatever_year_it_comes_back_in(desk: Any, circular: str) -> None:
    desk.add("Khiếu nại", "--kind", "kn", "--at", "14/12/2025")
    desk.json("visit", "2025-0001", "--at", "15/12/2025")
    desk.json("visit", "2025-0001", "--at", "5/1/2026")
    # visits, matters, of them first and repeated
    for period, wanted in (
        ("tk-2025", (1, 1, 1, 0)), ("tk-2026", (2, 1, 0, 1)), ("2025", (2, 1, 1, 0)), ("2026", (1, 1, 0, 1)),
    ):  # fmt: skip
        found = columns(desk, "01/TCD", period, circular)
        assert (found[4], found[3], found[6], found[7]) == wanted, period


FILES = ("thang-binh-2023.csv", "thang-binh-2024-9m.csv")


@LAYOUTS
def test_statutory_periods_part_the_registers_of_two_imported_years_among_them(imported: Any, circular: str) -> None:
    """Published: 970 visits in 2023, 659 in nine months of 2024; not one is lost or told twice at the year's edge."""
    visits = {
        period: columns(imported, "01/TCD", period, circular)[1]
        for period in ("tk-2023", "tk-2024", "tk-2024-9m", "tk-2024-Q4", "2023", "2024", "2023-12-15..2023-12-31")
    }
    assert (visits["2023"], visits["2024"]) == (970, 659)
    assert visits["tk-2023"] + visits["tk-2024"] == 970 + 659
    assert visits["tk-2023"] == 970 - visits["2023-12-15..2023-12-31"]
    assert visits["tk-2024-9m"] + visits["tk-2024-Q4"] == visits["tk-2024"]


@LAYOUTS
@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_quarters_of_an_imported_year_add_up_to_it(imported: Any, circular: str, year: str) -> None:
    quarters = [columns(imported, "01/TCD", f"tk-{year}-Q{n}", circular) for n in (1, 2, 3, 4)]
    whole = columns(imported, "01/TCD", f"tk-{year}", circular)
    for n in (1, 2, 4, 5):  # visits and people; a matter counts once in a year
        assert sum(quarter[n] for quarter in quarters) == whole[n] > 0


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from reception_cli.cli.main import run

    folder = tmp_path_factory.mktemp("years") / "desk"
    registers = Path(__file__).parents[2] / "src/reception_cli/data/registers"
    at = ("--db", str(folder), "--now", "2026-11-23T08:10:00+07:00", "--user", "lan")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"):
            patch.setenv(name, str(folder.parent / "home"))
        assert run([*at, "init", "--unit", "TB"]) == 0
        for file in FILES:
            assert run([*at, "import", str(registers / file), "--no-input", "--yes"]) == 0
    return folder


@pytest.fixture
def imported(desk: Any, two_years: Path) -> Any:
    desk.folder = two_years  # it is only read
    return desk


# -- sessions of one day: 12 and 21 are those of the head and of the delegate, 13 and 22 their visits

HEAD, DELEGATE = ("--host", "head"), ("--host", "delegate")


@LAYOUTS
@pytest.mark.parametrize(("seats", "wanted"), [
    ([("periodic", HEAD), ("periodic", HEAD)], (1, 2, 0, 0)),  # morning and afternoon of one periodic day
    ([("periodic", HEAD), ("adhoc", HEAD)], (2, 2, 0, 0)),  # a periodic day, and somebody out of turn
    ([("adhoc", HEAD), ("adhoc", HEAD)], (1, 2, 0, 0)),
    ([("periodic", HEAD), ("periodic", DELEGATE)], (1, 1, 1, 1)),
    ([("periodic", HEAD), ("adhoc", DELEGATE), ("regular", HEAD)], (1, 1, 1, 1)),
])  # fmt: skip
def test_sessions_of_one_day_are_told_apart_by_host_and_kind(
    desk: Any, circular: str, seats: list[tuple[str, tuple[str, str]]], wanted: tuple[int, ...]
) -> None:
    for session, host in seats:
        desk.add("Kiến nghị", "--kind", "kien-nghi", "--session", session, *host, "--at", "14/12/2025")
    found = columns(desk, "01/TCD", "tk-2025", circular)
    assert tuple(found[n] for n in (12, 13, 21, 22)) == wanted
    assert found[1] == len(seats)


def test_a_reception_day_that_is_recorded_as_such_is_one_with_its_periodic_visits(desk: Any) -> None:
    desk.add("Kiến nghị", "--session", "periodic", *HEAD, "--at", "14/12/2025")
    desk.json("duty", "14/12/2025", *HEAD)
    assert columns(desk, "01/TCD", "tk-2025", "01/2024")[12] == 1
