"""`verify` at a desk that consolidates: its own register, and every one that was delivered to it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung")


@pytest.fixture
def area(desk: DeskUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskUnderTest:
    """A desk to which BT sent one reception and BN two, nobody's name with them."""
    monkeypatch.chdir(tmp_path)
    for code, matters in (("BT", 1), ("BN", 2)):
        unit = type(desk)(tmp_path / f"desk-{code}", desk._read)
        assert unit.run("init", "--unit", code).code == 0
        for n in range(matters):
            assert unit.run("add", f"Việc thứ {n}", *DUC).code == 0
        assert unit.run("export", "--bundle", "-o", f"{code}.jsonl.gz").code == 0
        assert desk.run("consolidate", f"{code}.jsonl.gz").code == 0
    return desk


def register(area: DeskUnderTest, code: str) -> Path:
    return Path(area.folder) / "units" / code / "reception.json"


def change(file: Path, old: bytes, new: bytes) -> None:
    raw = file.read_bytes()
    assert old in raw and len(old) == len(new)
    file.write_bytes(raw.replace(old, new, 1))


def test_registers_that_came_without_names_are_sound(area: DeskUnderTest) -> None:
    assert area.run("verify") == (0, "", "")
    answer = area.json("verify")
    # Own: the first entry, that it states format 2, and two of taking in.
    # BT: its first entry, visit, matter, export; BN two entries more.
    assert answer["totals"]["entries"] == 4 + 4 + 6 and answer["totals"]["units"] == 2
    # A unit's secret and the name, address and content of its three receptions stayed there: 1 + 2 and 1 + 4 entries.
    assert answer["notes"][1] == {"code": "units", "units": 2, "sound": 2, "withheld": 3 + 5}


def test_a_unit_can_be_examined_by_itself(area: DeskUnderTest) -> None:
    folder = register(area, "BN").parent
    answer = json.loads(area.run("--db", str(folder), "verify", "--json").out)
    assert (answer["unit"], answer["totals"]["ok"], answer["totals"]["entries"]) == ("BN", True, 6)
    assert answer["notes"][1]["withheld"] == 5


def test_a_changed_entry_of_a_unit_is_named_with_the_unit(area: DeskUnderTest) -> None:
    change(register(area, "BN"), b'"people":1', b'"people":9')
    result = area.run("verify", "--json")
    answer = json.loads(result.out)
    assert result.code == 6 and answer["totals"]["ok"] is False
    assert [(row["unit"], row["code"]) for row in answer["rows"]] == [("BN", "digest")]
    assert answer["notes"][0]["unit"] == "BN" and answer["notes"][1]["sound"] == 1


def test_the_end_of_a_delivery_that_was_cut_off_is_missed(area: DeskUnderTest) -> None:
    file = register(area, "BT")
    raw = file.read_bytes()
    file.write_bytes(raw[: raw.rindex(b",\n")] + b"\n}}")
    answer = json.loads(area.run("verify", "--json").out)
    assert {(row["unit"], row["code"]) for row in answer["rows"]} == {("BT", "head")}


def test_findings_of_the_own_register_stand_before_those_of_units(area: DeskUnderTest) -> None:
    change(Path(area.folder) / "reception.json", b'"kind":"consolidated"', b'"kind":"Consolidated"')
    change(register(area, "BT"), b'"people":1', b'"people":9')
    rows = json.loads(area.run("verify", "--json").out)["rows"]
    assert (rows[0]["unit"], rows[-1]["unit"]) == ("TB", "BT")


COPIES = [("BT", "Z9"), ("BN", "BN.old"), ("BT", "copy of BT"), ("BN", "BT2")]


@pytest.mark.parametrize(("code", "name"), COPIES)
def test_a_copied_folder_of_a_unit_is_named_for_what_it_is_and_counted_nowhere(
    area: DeskUnderTest, code: str, name: str
) -> None:
    """Two matters of BN and one of BT are three, whatever lies beside them."""
    units = Path(area.folder) / "units"
    shutil.copytree(units / code, units / name)
    told = f"The folder units/{name} holds the register of {code}: it is not counted."
    answer = area.run("summarize", "--period", "2026", "--by", "unit", "--json")
    rows = json.loads(answer.out)["rows"]
    assert {row["unit"]: row["incidents"] for row in rows if row["incidents"]} == {"BN": 2, "BT": 1}
    assert json.loads(answer.out)["totals"]["incidents"] == 3
    for verb in (["list"], ["search", "viec"], ["due"], ["verify"], ["list", "--as-at", "23/11/2026"]):
        assert area.run(*verb).err.count(told) == 1, verb
    assert len(area.json("list")["rows"]) == 3 and area.json("verify")["totals"]["units"] == 2


def test_a_unit_whose_folder_holds_a_copy_of_another_is_refused_until_it_is_moved(area: DeskUnderTest) -> None:
    units = Path(area.folder) / "units"
    shutil.copytree(units / "BT", units / "Z9")
    other = type(area)(Path("desk-Z9").resolve(), area._read)
    assert other.run("init", "--unit", "Z9").code == 0
    assert other.run("export", "--bundle", "-o", "Z9.jsonl.gz").code == 0
    answer = area.run("consolidate", "Z9.jsonl.gz", "--json")
    [row] = json.loads(answer.out)["rows"]
    assert answer.code == 6 and "holds the register of BT" in row["reason"]
    (units / "Z9").rename(Path("away"))
    assert area.run("consolidate", "Z9.jsonl.gz").code == 0
    assert area.json("verify")["totals"]["units"] == 3
