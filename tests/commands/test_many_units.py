"""A desk that reads the registers of its units as one: every number says whose it is, and nobody else's is changed."""

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain import numbers
from reception_cli.domain.entry import Stamp
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.federation import Federation
from reception_cli.index.queries.form_definitions import all_forms
from reception_cli.ledger.lock import Lock

SPAN = ("--from", "2023-01-01", "--to", "2024-12-31")
# Published: 970 visits of 1,045 people about 957 incidents in 2023; 659 / 690 / 599 in nine months of 2024.
BOTH = {"visits": 970 + 659, "people": 1045 + 690, "incidents": 957 + 599}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two registers, as two units keep them."""
    from reception_cli.cli.main import run

    folder = tmp_path_factory.mktemp("units")
    registers = Path(__file__).parents[2] / "src/reception_cli/data/registers"
    for code, name in (("U23", "thang-binh-2023"), ("U24", "thang-binh-2024-9m")):
        where = ("--db", str(folder / code), "--now", "2026-11-23T08:10:00+07:00", "--user", "lan")
        assert run([*where, "init", "--unit", code]) == 0
        assert run([*where, "import", str(registers / f"{name}.xlsx"), "--no-input", "--yes"]) == 0
    return folder


@pytest.fixture
def area(desk: Any, imported: Path) -> Any:
    """A desk that consolidates both."""
    for code in ("U24", "U23"):
        (desk.folder / "units" / code).mkdir(parents=True)
        shutil.copy(imported / code / "reception.json", desk.folder / "units" / code)
    return desk


def totals(area: Any, *more: str) -> dict[str, int]:
    told = area.json("summarize", *SPAN, *more)["totals"]
    return {name: told[name] for name in BOTH}


def test_the_figures_of_all_units_are_the_sums_of_theirs(area: Any) -> None:
    assert totals(area) == BOTH
    rows = area.json("form", "01/TCD", "--period", "2023-01-01..2024-12-31")["rows"]
    assert [row["value"] for row in rows[:3]] == list(BOTH.values())


def test_every_number_says_whose_it_is(area: Any) -> None:
    newest = area.json("list", "--limit", "1")["rows"][0]
    assert (newest["id"], newest["unit"]) == ("U24/2024-0599", "U24")
    shown = area.json("show", "U23/2023-0042")["rows"][0]
    assert (shown["id"], [line["id"] for line in shown["lines"]]) == ("U23/2023-0042", ["U23/V2023-0042"])
    assert area.json("show", "u23/V2023-0042")["rows"][0]["incidents"] == ["U23/2023-0042"]


def test_a_unit_that_is_not_here_is_named_with_those_that_are(area: Any) -> None:
    assert "U23, U24" in area.fails(2, "show", "XX/2023-0042")
    assert "There is no 'U23/2023-9999'" in area.fails(3, "show", "U23/2023-9999")


@pytest.mark.parametrize("verb", [("close", "--result", "forwarded"), ("note", "Đã gọi"), ("visit", "--name", "Lan")])
def test_the_matters_of_a_unit_are_changed_at_its_own_desk_only(area: Any, verb: tuple[str, ...]) -> None:
    entries = area.json("verify")["totals"]["entries"]
    told = area.fails(4, verb[0], "U24/2024-0599", *verb[1:], "--yes")
    assert "U24" in told
    assert area.json("verify")["totals"]["entries"] == entries


def test_the_desk_records_visits_of_its_own_beside_them(area: Any) -> None:
    assert area.add()["visit"] == "V2026-0001"
    assert area.json("summarize", "--period", "2026")["totals"]["visits"] == 1
    assert totals(area) == BOTH
    assert [row["id"] for row in area.json("list", "--limit", "2")["rows"]] == ["2026-0001", "U24/2024-0599"]


def test_a_unit_that_moved_on_is_read_again_and_one_that_went_is_gone(area: Any, imported: Path) -> None:
    assert totals(area) == BOTH
    unit = area.folder / "units" / "U23"
    shutil.rmtree(unit)
    assert totals(area)["visits"] == 659
    unit.mkdir()
    shutil.copy(imported / "U23" / "reception.json", unit)
    assert totals(area) == BOTH
    more = ("--db", str(unit), "add", "Hỏi về giấy chứng nhận", "--name", "Lê Thị Hoa", "--address", "thôn 1")
    assert area.run(*more, "--at", "2023-05-04").code == 0
    assert totals(area)["visits"] == BOTH["visits"] + 1


def test_cards_of_all_units_that_are_lost_or_rubbish_are_made_again(area: Any) -> None:
    assert totals(area) == BOTH
    cards = area.folder / "units" / "index.sqlite"
    cards.write_bytes(b"no cards" * 1000)
    assert totals(area) == BOTH
    cards.unlink()
    assert totals(area) == BOTH


def test_what_all_units_knew_on_an_earlier_day_is_told(area: Any) -> None:
    """Both registers were imported on 23 November 2026; this desk began that day, too."""
    assert totals(area, "--as-at", "2026-11-23") == BOTH
    assert totals(area, "--as-at", "2026-11-22")["visits"] == 0


BY = ["month", "week", "quarter,kind", "session,host", "field,status", "commune,user", "handling", "unit"]


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("counting", ["distinct", "per-visit"])
def test_both_engines_count_the_same(area: Any, by: str, counting: str) -> None:
    asked = ("summarize", *SPAN, "--by", by, "--counting", counting)
    one, other = (area.json(*asked, "--engine", engine) for engine in ("sqlite", "duckdb"))
    assert (one["rows"], one["totals"]) == (other["rows"], other["totals"])
    assert one["totals"]["visits"] == BOTH["visits"]


@pytest.mark.parametrize("code", sorted({form.code for form in all_forms()}))
def test_both_engines_fill_the_same_form(area: Any, code: str) -> None:
    asked = ("form", code, "--period", "2023-06-01..2024-06-30")
    one, other = (area.json(*asked, "--engine", engine) for engine in ("sqlite", "duckdb"))
    assert (one["rows"], one["notes"]) == (other["rows"], other["notes"])


def test_parquet_that_is_behind_is_written_again(area: Any) -> None:
    assert totals(area, "--engine", "duckdb") == BOTH
    notes = area.folder / "units" / "parquet" / "U23.json"
    assert json.loads(notes.read_text())["seq"] > 970
    more = ("--db", str(area.folder / "units" / "U23"), "add", "Hỏi", "--name", "Lê Thị Hoa", "--address", "thôn 1")
    assert area.run(*more, "--at", "2023-05-04").code == 0
    assert totals(area, "--engine", "duckdb")["visits"] == BOTH["visits"] + 1


def test_duckdb_is_for_desks_that_consolidate(desk: Any) -> None:
    assert "consolidates" in desk.fails(2, "summarize", "--engine", "duckdb")


def test_what_duckdb_cannot_filter_by_is_refused(area: Any) -> None:
    assert "DuckDB" in area.fails(2, "summarize", "--commune", "Bình Trung", "--engine", "duckdb")


def test_a_reader_who_waited_sees_the_units_that_came_meanwhile(area: Any) -> None:
    units = area.folder / "units"
    (units / "U24").rename(area.folder / "coming")
    found: list[tuple[dict[int, str], str]] = []

    def read() -> None:
        book = Federation(Folder(str(area.folder), Habits())).read()
        try:
            newest = book.select("SELECT max(incident) FROM incidents").fetchone()[0]
            found.append((book.units(), numbers.text(newest)))
        finally:
            book.close()

    reader = threading.Thread(target=read)
    with Lock(str(area.folder), "consolidate", Stamp("-", "lan", "desk1"), 1):
        reader.start()
        reader.join(1)  # it has looked which units there are, and waits to make the cards
        assert reader.is_alive()
        (area.folder / "coming").rename(units / "U24")
    reader.join()
    assert found == [({0: "TB", 1: "U23", 2: "U24"}, "U24/2024-0599")]
