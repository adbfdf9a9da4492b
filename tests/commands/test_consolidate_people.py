"""Across units: who signed, who came to several, and who must never be found."""

import json
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ENGINES = ("sqlite", "duckdb") if find_spec("duckdb") else ("sqlite",)
DeskUnderTest = Any  # the `desk` of tests/conftest.py
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung", "--id-no", "049180119399")
KIN = ("--name", "Trần Thị Kín", "--address", "thôn Ẩn, xã Lặng", "--id-no", "049099912345")
LAND = ("--kind", "complaint", "--field", "land")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def unit(desk: DeskUnderTest, here: Path) -> Callable[[str], DeskUnderTest]:
    """Make the desk of a unit; all units of the area share one key, but the one that takes in need not have it."""

    def made(code: str) -> DeskUnderTest:
        found = type(desk)(here / f"desk-{code}", desk._read)
        assert found.run("init", "--unit", code).code == 0
        key = here / "area.key"
        assert found.run("keys", "new", "--area", *(("--from", str(key)) if key.exists() else ())).code == 0
        if not key.exists():
            shutil.copy(found.folder / "keys/area.key", key)
        return found

    return made


def deliver(desk: DeskUnderTest, *units: DeskUnderTest) -> None:
    """Let units send all that they have."""
    for place, one in enumerate(units):
        one.json("export", "--bundle", "-o", f"{place}.jsonl.gz")
    result = desk.run("consolidate", *(f"{place}.jsonl.gz" for place in range(len(units))))
    assert result.code == 0, result


def pairs(desk: DeskUnderTest) -> list[tuple[str, str, str, bool]]:
    return [tuple(row.values()) for row in desk.json("consolidate", "--pairs")["rows"]]


def distinct(desk: DeskUnderTest, *argv: str) -> dict[str, Any]:
    """What is told of citizens at several units; every engine tells the same."""
    told = [
        {note.pop("code"): note for note in desk.json("summarize", *argv, "--engine", engine)["notes"]}
        for engine in ENGINES
    ]
    assert all(notes == told[0] for notes in told)
    return dict(told[0].get("distinct_over_units", {}))


# -- the same citizen at several units


def test_a_citizen_at_two_units_is_found_by_the_identity_number(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    """Twice at A with two land complaints, once at B with one: of three visits and incidents two are distinct."""
    a, b = unit("A"), unit("B")
    a.add("Tranh chấp ranh giới", *DUC, *LAND)
    a.add("Bồi thường", *DUC, *LAND)
    a.add("Việc của người khác", "--name", "Lê Thị Hoa", "--address", "xã Bình Tú", "--id-no", "049180000001", *LAND)
    b.add("Ranh giới", "--name", "NGUYEN VAN DUC", "--address", "nhà bà Sáu", "--id-no", "049 180 119 399", *LAND)
    deliver(desk, a, b)
    assert pairs(desk) == [
        ("A/2026-0001", "B/2026-0001", "id_no", True), ("A/2026-0002", "B/2026-0001", "id_no", True),
    ]  # fmt: skip
    assert distinct(desk) == {"citizens": 1, "visits": 3, "people": 3, "incidents": 3}
    assert desk.json("summarize")["totals"] == {"visits": 4, "people": 4, "incidents": 4, "groups": 0, "petitions": 0}


def test_another_matter_of_the_same_citizen_stays_one_of_its_own(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    a, b = unit("A"), unit("B")
    a.add("Ranh giới", *DUC, *LAND)
    b.add("Chế độ", *DUC, "--kind", "complaint", "--field", "policy")
    b.add("Kiến nghị về đất", *DUC, "--kind", "recommendation", "--field", "land")
    b.add("Chưa phân loại", *DUC)
    deliver(desk, a, b)
    assert [same for *_numbers, same in pairs(desk)] == [False, False, False]
    told = distinct(desk)
    assert (told["people"], told["incidents"]) == (3, 4)  # B counts the citizen three times, A once


def test_a_name_and_commune_find_whoever_showed_no_number(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    a, b = unit("A"), unit("B")
    a.add("Ranh giới", *DUC)
    b.add("Việc", *DUC[:4])
    deliver(desk, a, b)
    assert pairs(desk) == [("A/2026-0001", "B/2026-0001", "name", False)]


def test_a_name_that_two_numbers_bear_finds_nobody(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    a, b, c = unit("A"), unit("B"), unit("C")
    a.add("Ranh giới", *DUC)
    b.add("Việc", *DUC[:4], "--id-no", "049180119398")
    c.add("Việc nữa", *DUC[:4])
    deliver(desk, a, b, c)
    assert pairs(desk) == [] and distinct(desk)["citizens"] == 0


def test_only_what_the_filters_leave_is_told_once(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    a, b = unit("A"), unit("B")
    a.add("Ranh giới", *DUC, *LAND, "--at", "20/1/2026")
    b.add("Ranh giới", *DUC, *LAND, "--at", "20/5/2026")
    deliver(desk, a, b)
    assert distinct(desk, "--period", "2026") == {"citizens": 1, "visits": 2, "people": 1, "incidents": 1}
    assert distinct(desk, "--period", "2026-Q1") == {"citizens": 0, "visits": 0, "people": 1, "incidents": 1}


def test_what_is_struck_through_or_refused_is_not_told_once_more(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    a, b = unit("A"), unit("B")
    a.add("Ranh giới", *DUC, *LAND)
    b.add("Ranh giới", *DUC, *LAND)
    b.json("void", "V1", "--reason", "ghi nhầm", "--yes")
    deliver(desk, a, b)
    assert pairs(desk) == [] and distinct(desk)["citizens"] == 0


def test_without_hashes_nothing_is_said_of_it(desk: DeskUnderTest, here: Path) -> None:
    one = type(desk)(here / "one", desk._read)
    one.run("init", "--unit", "A")
    one.add()
    deliver(desk, one)
    assert distinct(desk) == {} and pairs(desk) == []
    assert pairs(one) == []


def test_different_keys_are_told(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path) -> None:
    a = unit("A")
    (here / "area.key").unlink()
    b = unit("B")
    for one, code in ((a, "A"), (b, "B")):
        one.add("Việc", *DUC)
        one.json("export", "--bundle", "-o", f"{code}.jsonl.gz")
    answer = desk.json("consolidate", "A.jsonl.gz", "B.jsonl.gz")
    assert [note["code"] for note in answer["notes"]] == ["other_keys"] and pairs(desk) == []


def test_a_plain_register_is_matched_too_where_the_desk_has_the_key(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    a = unit("A")
    a.add("Ranh giới", *DUC, *LAND)
    a.add("Tố cáo ông Bảy", *KIN)
    Path("plain.csv").write_text(PLAIN, encoding="utf-8")
    desk.run("keys", "new", "--area", "--from", str(here / "area.key"))
    assert desk.run("consolidate", "P=plain.csv").code == 0
    deliver(desk, a)
    assert [(first, second) for first, second, *_rest in pairs(desk)] == [("A/2026-0001", "P/2026-0001")]


# -- denouncers


def held(desk: DeskUnderTest) -> str:
    return "".join(path.read_text() for path in (desk.folder / "units").rglob("hashes.jsonl"))


def test_whoever_brought_a_denunciation_is_never_matched(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    a, b = unit("A"), unit("B")
    a.add("Tố cáo ông Bảy", *KIN, "--kind", "denunciation")
    b.add("Xin cấp nước", *KIN, *LAND)
    deliver(desk, a, b)
    assert pairs(desk) == [] and distinct(desk)["citizens"] == 0
    assert "A/" not in held(desk) and held(desk).count("V2026-0001") == 1


def test_a_matter_that_is_found_to_be_a_denunciation_later_takes_its_hashes_along(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    """What an earlier delivery told is forgotten, in every reception of the matter."""
    a, b = unit("A"), unit("B")
    a.add("Tố giác ông Bảy", *KIN)
    a.json("visit", "1")
    a.add("Ranh giới", *DUC)
    b.add("Xin cấp nước", *KIN)
    deliver(desk, a, b)
    assert len(pairs(desk)) == 1
    kept = held(desk)
    a.json("classify", "1", "--kind", "denunciation")
    deliver(desk, a, b)
    assert pairs(desk) == []
    assert (kept.count("\n"), held(desk).count("\n")) == (4, 2)
    assert "V2026-0002" not in held(desk)
    a.json("classify", "1", "--kind", "feedback", "--reason", "Không phải tố cáo")
    deliver(desk, a, b)
    assert pairs(desk) == []  # what was one once stays hidden


def test_what_is_erased_at_a_unit_is_erased_here(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    a = unit("A")
    a.add("Ranh giới", *DUC)
    a.json("export", "--bundle", "--with-identity", "--reason", "chuyển hồ sơ", "-o", "A.jsonl.gz")
    assert desk.run("consolidate", "A.jsonl.gz").code == 0
    register = desk.folder / "units/A/reception.json"
    assert "Nguyễn Văn Đức" in register.read_text() and held(desk)
    assert a.run("redact", "V1", "--reason", "đơn của công dân", "--yes").code == 0
    a.json("export", "--bundle", "-o", "A.jsonl.gz")
    answer = desk.json("consolidate", "A.jsonl.gz")
    assert answer["rows"][0]["erased"] == 1 and answer["rows"][0]["totals_equal"]
    assert "Nguyễn Văn Đức" not in register.read_text() and held(desk) == ""
    assert "Ranh giới" in register.read_text()  # the incident's own text was not erased
    for path in (desk.folder / "units").rglob("*"):
        assert path.is_dir() or "Nguyễn Văn Đức".encode() not in path.read_bytes(), path
    row = desk.json("consolidate", "A.jsonl.gz")["rows"][0]
    assert (row["status"], row["new"]) == ("unchanged", 0)
    assert desk.json("list")["rows"][0]["id"] == "A/2026-0001"


@pytest.mark.parametrize("to", ["denunciation", "a further matter"])
def test_what_came_before_its_matter_became_a_denunciation_is_erased_here(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], to: str
) -> None:
    a = unit("A")
    a.add("Cán bộ Mười nhận tiền", *KIN)
    a.add("Ranh giới", *DUC)
    a.json("export", "--bundle", "--with-identity", "--reason", "chuyển hồ sơ", "-o", "A.jsonl.gz")
    assert desk.run("consolidate", "A.jsonl.gz").code == 0
    register = desk.folder / "units/A/reception.json"
    assert "Kín" in register.read_text() and "Mười" in register.read_text()
    if to == "denunciation":
        assert a.run("classify", "1", "--kind", "denunciation").code == 0
    else:
        a.json("add", "Tố cáo ông Mười", "--to", "V1", "--kind", "denunciation")
    a.json("export", "--bundle", "-o", "A.jsonl.gz")
    told = desk.run("consolidate", "A.jsonl.gz", "--json")
    assert told.code == 0 and json.loads(told.out)["rows"][0]["totals_equal"]
    assert "A: 5 private values were erased here" in told.err or "A: 4 private values were erased here" in told.err
    for path in (desk.folder / "units").rglob("*"):
        for secret in ("Trần Thị Kín", "thôn Ẩn", "049099912345", "Mười nhận tiền"):
            assert path.is_dir() or secret.encode() not in path.read_bytes(), path
    assert "Nguyễn Văn Đức" in register.read_text() and "Ranh giới" in register.read_text()
    again = desk.run("consolidate", "A.jsonl.gz", "--json")
    assert "erased here" not in again.err and json.loads(again.out)["rows"][0]["status"] == "unchanged"
    assert desk.run("verify").code == 0


# -- who signed


@pytest.fixture
def sealed(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> DeskUnderTest:
    """A unit and the desk that takes in know each other's keys."""
    one = unit("A")
    one.add("Ranh giới", *DUC)
    for own, other, code in ((one, desk, "A"), (desk, one, "TB")):
        Path(f"{code}.pub").write_text(own.json("keys", "new")["rows"][0]["public"])
        other.json("keys", "trust", code, f"{code}.pub")
    return one


def row(desk: DeskUnderTest, file: str, code: int) -> dict[str, Any]:
    result = desk.run("consolidate", file, "--json")
    assert result.code == code, result
    return dict(json.loads(result.out)["rows"][0])


def test_a_sealed_delivery_of_a_trusted_unit_is_taken(desk: DeskUnderTest, sealed: DeskUnderTest) -> None:
    sealed.json("export", "--bundle", "--seal", "TB", "-o", "A.jsonl.gz.age")
    found = row(desk, "A.jsonl.gz.age", 0)
    assert (found["status"], found["signed"], found["totals_equal"]) == ("received", True, True)
    assert sorted(path.name for path in desk.folder.iterdir() if path.name[:1] not in "il") == [
        "head", "keys", "reception.json", "units",
    ]  # fmt: skip


def test_a_unit_with_a_trusted_key_is_not_taken_unsigned(desk: DeskUnderTest, sealed: DeskUnderTest) -> None:
    sealed.json("export", "--bundle", "-o", "A.jsonl.gz")
    found = row(desk, "A.jsonl.gz", 6)
    assert (found["status"], found["code"]) == ("refused", "unsigned")
    assert not (desk.folder / "units").exists()


def test_a_delivery_that_another_signed_is_refused(
    desk: DeskUnderTest, sealed: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    other = type(desk)(here / "other", desk._read)
    assert other.run("init", "--unit", "A").code == 0  # it says that it is A
    other.json("keys", "new")
    other.json("keys", "trust", "TB", "TB.pub")
    other.json("export", "--bundle", "--seal", "TB", "-o", "A.jsonl.gz.age")
    assert row(desk, "A.jsonl.gz.age", 6)["code"] == "stranger"
    blob = bytearray(Path("A.jsonl.gz.age").read_bytes())
    blob[-5] ^= 1
    Path("A.jsonl.gz.age").write_bytes(blob)
    assert row(desk, "A.jsonl.gz.age", 6)["status"] == "refused"
    assert not (desk.folder / "units").exists()


def test_a_delivery_that_was_sealed_for_another_is_refused(
    desk: DeskUnderTest, sealed: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    third = unit("C")
    Path("C.pub").write_text(third.json("keys", "new")["rows"][0]["public"])
    sealed.json("keys", "trust", "C", "C.pub")
    sealed.json("export", "--bundle", "--seal", "C", "-o", "A.jsonl.gz.age")
    assert row(desk, "A.jsonl.gz.age", 6)["code"] == "receiver"


def test_a_desk_without_keys_says_how_to_make_them(
    desk: DeskUnderTest, sealed: DeskUnderTest, here: Path
) -> None:
    sealed.json("export", "--bundle", "--seal", "TB", "-o", "A.jsonl.gz.age")
    other = type(desk)(here / "new", desk._read)
    other.run("init", "--unit", "N")
    assert "reception keys new" in row(other, "A.jsonl.gz.age", 6)["reason"]


PLAIN = """STT,Ngày tiếp,"Họ tên, địa chỉ","Số CMND/CCCD",Nội dung vụ việc,Phân loại đơn/Số người
1,20/11/2026,"Nguyễn Văn Đức, thôn 3, xã Bình Trung",049180119399,Ranh giới đất,KN
"""


# -- how many different people came, over all units

@pytest.mark.parametrize("keyed", [True, False])
def test_a_citizen_of_several_units_is_one_person_of_the_area(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], keyed: bool
) -> None:
    one, other = unit("QS"), unit("PN")
    one.add("Đất", *DUC)
    one.add("Đường", *DUC)
    other.add("Đất", *DUC)
    other.add("Cầu", "--name", "Lê Thị Ba", "--address", "thôn 1, xã Bình Tú")
    other.add("Tố cáo", *KIN, "--kind", "denunciation")
    if keyed:  # then the desk knows its own visitors by the hashes of the area, too
        desk.json("keys", "new", "--area", "--from", str(one.folder / "keys/area.key"))
    desk.add("Đất", *DUC)
    deliver(desk, one, other)
    told = desk.json("summarize", "--persons", "--by", "unit")
    assert {row["unit"]: row["persons"] for row in told["rows"]} == {"QS": 1, "PN": 2, "TB": 1}
    assert told["totals"]["persons"] == (2 if keyed else 3)
    for answer in ENGINES:
        assert desk.json("summarize", "--persons", "--engine", answer)["totals"]["persons"] == (2 if keyed else 3)
