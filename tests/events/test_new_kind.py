"""A kind of entry that nobody knew before: one declaration, its words, and every part of the program knows it."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.domain.case import Case, changed
from reception_cli.domain.entry import Draft, Entry, Stamp
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.events import registry
from reception_cli.events.registry import DAY, TEXT, Kind, code
from reception_cli.index.tinydb_table import LedgerStorage, Register

STAMP = Stamp("2026-11-23T09:00:00+07:00", "lan", "desk1")
ON = "2026-11-23"
NEXT = registry.known_format() + 1  # that no version knows yet


# --- The module that a newcomer writes.


def inspected(case: Case, entry: Entry) -> Case:
    """A new inspection makes the inspector responsible."""
    return changed(case, {"life": case.life._replace(assignee=entry["data"]["inspector"])})


def inspect(case: Case, data: dict[str, Any]) -> list[Draft]:
    """Only what is open is inspected, and never by whoever is responsible already."""
    reasons = [f"it is {case.status}"] if case.status == "void" else []
    if case.life.assignee == data["inspector"]:
        reasons.append("nobody inspects what is his own")
    if reasons:
        raise Refused("", tuple(reasons))
    return [Draft("inspected", case.id, data)]


INSPECTED = Kind(
    "inspected", "incident",
    {
        "by": code("contact").labelled("{value}").needed, "on": DAY.needed,
        "inspector": TEXT.labelled("by {value}").needed,
    },
    ("finding",), "inspected on site", "inspection", "inspect",
    case=inspected, check=lambda case, entry: inspect(case, entry["data"]),
)  # fmt: skip
DATA = {"by": "visit", "on": ON, "inspector": "ông Hai"}


@pytest.fixture(params=[1, NEXT], ids=["format 1", "later format"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """The kind, declared; either as one that was always there or as one of a later format."""
    made = INSPECTED._replace(since=request.param)
    registry.register(made)
    yield made
    if registry.KINDS["inspected"] is made:
        registry.forget(made)


@pytest.fixture
def later() -> Iterator[Kind]:
    """The kind, as one of a later format."""
    made = INSPECTED._replace(since=NEXT)
    registry.register(made)
    yield made
    if registry.KINDS["inspected"] is made:
        registry.forget(made)


@pytest.fixture
def record(desk) -> Callable[..., list[Entry]]:
    """Write a batch as a verb does, once the rules have let it through."""

    def write(*drafts: Draft) -> list[Entry]:
        found = Desk(Settings(str(desk.folder), STAMP.user, STAMP.host, STAMP.now), print)
        return found.folder.record("inspect", lambda _book: list(drafts), STAMP)

    return write


def visit(private: dict[str, str] | None = None, **data: Any) -> Draft:
    return Draft("inspected", "2026-0001", {**DATA, **data}, private or {}, ON)


def text_of(desk, *argv: str) -> str:
    """What a person reads."""
    done = desk.run(*argv, "--format", "table")
    assert done.code == 0, done.err
    return done.out


def kinds(desk) -> list[str]:
    return [row["kind"] for row in desk.json("log")["rows"]]


def faults(desk) -> list[tuple[str, int]]:
    done = desk.run("verify", "--json")
    return [(row["code"], row["seq"]) for row in json.loads(done.out)["rows"]]


def test_it_is_recorded_and_changes_the_matter(desk, record, kind):
    desk.add()
    (entry,) = record(visit({"finding": "đất trống"}))
    assert entry["data"] == DATA and set(entry["sealed"]) == {"finding"}
    assert desk.json("list")["rows"][0]["assignee"] == "ông Hai"
    for name in desk.folder.glob("index.sqlite*"):
        name.unlink()
    assert desk.json("list")["rows"][0]["assignee"] == "ông Hai"


def test_a_story_and_the_log_name_it_with_its_facts(desk, record, kind):
    desk.add()
    record(visit())
    assert "inspected on site 2026-0001 (lan)  visit, by ông Hai" in text_of(desk, "show", "1")
    assert "inspection" in text_of(desk, "log", "1")


def test_it_is_taken_back_and_done_again_under_its_verb(desk, record, kind):
    desk.add()
    record(visit())
    assert desk.json("undo", "--list")["rows"][0]["verb"] == "inspect"
    desk.json("undo", "--yes")
    assert desk.json("list")["rows"][0]["assignee"] is None
    desk.json("redo", "--yes")
    assert desk.json("list")["rows"][0]["assignee"] == "ông Hai"
    assert faults(desk) == []


def test_what_came_before_it_is_not_taken_back_under_it(desk, record, kind):
    desk.add()
    desk.json("classify", "1", "--kind", "kn", user="mai")
    record(visit())
    assert "inspected 2026-0001, by lan) builds on it" in desk.fails(4, "undo", "--yes", user="mai")


def test_its_private_value_is_erased_and_the_chain_holds(desk, record, kind):
    desk.add()
    record(visit({"finding": "đất trống"}))
    desk.json("redact", "2026-0001", "--field", "finding", "--reason", "x", "--yes")
    assert "đất trống" not in (desk.folder / "reception.json").read_text(encoding="utf-8")
    assert faults(desk) == []


def test_verify_decides_it_once_more(desk, record, kind):
    desk.add()
    record(visit())
    assert faults(desk) == []
    (entry,) = record(visit())
    assert faults(desk) == [("history", entry["seq"])]


def test_a_misspelt_kind_is_a_finding(desk, record, kind):
    desk.add()
    (entry,) = record(Draft("inspectd", "2026-0001", DATA, {}, ON))
    assert faults(desk) == [("schema", entry["seq"])]
    assert desk.json("list")["rows"]


def test_a_misspelt_key_or_a_missing_one_is_a_finding(desk, record, kind):
    desk.add()
    found = [
        record(visit(inspecter="ông Ba"))[-1]["seq"],
        record(Draft("inspected", "2026-0001", {"on": ON, "inspector": "bà Tư"}))[-1]["seq"],
        record(Draft("inspected", "2026-0001", {**DATA, "inspector": "ông Ba", "on": "23/11/2026"}))[-1]["seq"],
        record(Draft("inspected", "2026-0001", {**DATA, "inspector": "cô Năm"}, {"findings": "x"}))[-1]["seq"],
        record(Draft("inspected", "V2026-0001", {**DATA, "inspector": "cô Sáu"}))[-1]["seq"],
    ]
    assert [fault for fault in faults(desk) if fault[0] == "schema"] == [("schema", seq) for seq in found]


def test_another_program_adds_it_through_tinydb(desk, kind):
    desk.add()
    with Register(str(desk.folder / "reception.json"), storage=LedgerStorage, stamp=STAMP) as register:
        register.insert({"kind": "inspected", "subject": "2026-0001", "data": DATA})
    assert desk.json("list")["rows"][0]["assignee"] == "ông Hai"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "inspectd"}, {"data": {**DATA, "inspecter": "x"}}, {"data": {"by": "visit", "on": ON}},
        {"private": {"findings": "x"}},
    ],
)  # fmt: skip
def test_what_is_misspelt_does_not_come_in_through_tinydb(desk, kind, change):
    desk.add()
    with Register(str(desk.folder / "reception.json"), storage=LedgerStorage, stamp=STAMP) as register:
        with pytest.raises(UsageFault):
            register.insert({"kind": "inspected", "subject": "2026-0001", "data": DATA, **change})
        register.insert({"kind": "configured", "data": {"unit.TB": [], "level": "commune"}})
        with pytest.raises(UsageFault):
            register.insert({"kind": "configured", "data": {"units.TB": []}})
    assert kinds(desk) == ["configured", "incident", "visit", "configured"]
    assert faults(desk) == []


# --- The format: stated where a kind or a fact needs it, and nowhere else.


def bundle(desk, place: Path, *more: str) -> str:
    """What a bundle of the register says that it is."""
    file = place / "out.jsonl.gz"
    file.unlink(missing_ok=True)
    desk.json("export", "--bundle", "-o", str(file), *more)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return str(json.loads(next(lines))["schema"])


def test_nothing_is_stated_of_what_the_first_version_knows(desk, tmp_path):
    desk.add()
    desk.json("classify", "1", "--kind", "kn")
    assert not any("format" in row["facts"] for row in desk.json("show", "1")["rows"][0]["history"])
    assert '"format"' not in (desk.folder / "reception.json").read_text(encoding="utf-8")
    assert bundle(desk, tmp_path) == "reception.bundle/1"


def test_the_batch_that_first_needs_a_later_format_states_it_and_no_other(desk, record, later, tmp_path):
    desk.add()
    (entry,) = record(visit())
    assert entry["batch"] == [4, 5] and entry["seq"] == 5
    record(visit(inspector="bà Tư"))
    assert kinds(desk)[3:] == ["configured", "inspected", "inspected"]
    assert (desk.folder / "reception.json").read_text(encoding="utf-8").count(f'"format":{NEXT}') == 1
    assert faults(desk) == []
    assert bundle(desk, tmp_path) == f"reception.bundle/{NEXT}"


def test_the_batch_that_states_it_is_named_and_taken_back_as_its_verb(desk, record, later):
    desk.add()
    record(visit())
    assert desk.json("undo", "--list")["rows"][0]["verb"] == "inspect"
    desk.json("undo", "--yes")
    assert desk.json("list")["rows"][0]["assignee"] is None
    record(visit())
    assert (desk.folder / "reception.json").read_text(encoding="utf-8").count(f'"format":{NEXT}') == 1


def test_a_bundle_states_the_lowest_format_that_knows_what_is_in_it(desk, record, later, tmp_path):
    desk.add()
    record(visit())
    head = desk.json("verify")["totals"]["head"]
    desk.add("Việc khác")
    assert bundle(desk, tmp_path, "--since", f"5 {head}") == "reception.bundle/1"


def test_a_configuration_that_comes_first_states_the_format_itself(later):
    first, second = registry.stated([Draft("configured", "", {"unit": "TB"}), visit()], "")
    assert first.data == {"unit": "TB", "format": NEXT} and second == visit()
    assert registry.stated([visit()], str(NEXT)) == [visit()]


def test_who_reads_that_a_format_is_stated_must_know_it():
    assert registry.format_of([Draft("configured", "", {"format": 2})]) == 2
    assert registry.format_of([Draft("configured", "", {"unit": "TB"})]) == 1


def test_a_later_fact_of_a_known_kind_needs_its_format_where_it_is_used(desk, record, tmp_path):
    noted = registry.KINDS["noted"]
    desk.add()
    record(Draft("noted", "2026-0001", {}, {"note": "x"}))
    assert bundle(desk, tmp_path) == "reception.bundle/1"  # what was examined as the kind stood is not remembered
    registry.register(noted._replace(data={"topic": TEXT._replace(since=NEXT)}))
    try:
        record(Draft("noted", "2026-0001", {"topic": "x"}, {"note": "x"}))
        assert bundle(desk, tmp_path) == f"reception.bundle/{NEXT}"
        assert faults(desk) == []
    finally:
        registry.register(noted)
    assert "newer version" in desk.fails(6, "verify")


@pytest.mark.parametrize("cards", ["as they lie", "gone"])
@pytest.mark.parametrize(
    "command",
    [("list",), ("show", "1"), ("summarize",), ("verify",), ("undo", "--yes"), ("add", "Việc", "--anonymous")],
    ids=lambda argv: argv[0],
)
def test_a_program_that_does_not_know_it_asks_to_be_updated(desk, record, later, command, cards):
    desk.add()
    record(visit())
    desk.json("list")
    before = (desk.folder / "reception.json").read_bytes()
    registry.forget(later)
    if cards == "gone":
        for name in desk.folder.glob("index.sqlite*"):
            name.unlink()
    told = desk.fails(6, *command)
    assert "newer version" in told and "Update" in told
    assert (desk.folder / "reception.json").read_bytes() == before


def test_nothing_of_it_is_restored_or_salvaged_by_a_program_that_does_not_know_it(desk, record, later, tmp_path):
    desk.add()
    desk.json("backup", str(tmp_path / "old"))
    record(visit())
    desk.json("backup", str(tmp_path / "new"))
    (old,), (new,) = (list((tmp_path / name).iterdir()) for name in ("old", "new"))
    desk.json("restore", str(old), "--yes")
    registry.forget(later)
    before = (desk.folder / "reception.json").read_bytes()
    assert "newer version" in desk.fails(6, "restore", str(new), "--yes")
    assert (desk.folder / "reception.json").read_bytes() == before
    (desk.folder / "reception.json").write_bytes((new / "reception.json").read_bytes())
    assert "newer version" in desk.fails(6, "verify", "--salvage", str(tmp_path / "saved"))
    assert not (tmp_path / "saved" / "reception.json").exists()


def test_its_bundle_is_refused_as_one_of_a_newer_version(desk, record, later, tmp_path):
    desk.add()
    record(visit())
    bundle(desk, tmp_path)
    registry.forget(later)
    other = type(desk)(tmp_path / "other", desk._read)
    assert other.run("init", "--unit", "TBX").code == 0
    refused = other.run("consolidate", str(tmp_path / "out.jsonl.gz"))
    assert refused.code == 6 and f"newer version (reception.bundle/{NEXT})" in refused.out
    registry.register(later)
    other.json("consolidate", str(tmp_path / "out.jsonl.gz"))


@pytest.mark.parametrize("value", ["x", True, 1.5, [2], 10**9])
def test_a_stated_format_that_is_none_is_a_finding_and_nothing_fails(desk, record, value):
    desk.add()
    (entry,) = record(Draft("configured", "", {"format": value}))
    if value == 10**9:
        assert "newer version" in desk.fails(6, "list")
        return
    assert faults(desk) == [("schema", entry["seq"])]
    assert desk.json("list")["rows"] and desk.add("Việc khác")


def test_a_bundle_that_states_less_than_it_holds_is_refused(desk, record, later, tmp_path):
    desk.add()
    record(visit())
    bundle(desk, tmp_path)
    with gzip.open(tmp_path / "out.jsonl.gz", "rb") as packed:
        lines = packed.read()
    with gzip.open(tmp_path / "out.jsonl.gz", "wb") as packed:
        packed.write(lines.replace(f"reception.bundle/{NEXT}".encode(), b"reception.bundle/1"))
    other = type(desk)(tmp_path / "other", desk._read)
    assert other.run("init", "--unit", "TBX").code == 0
    refused = other.run("consolidate", str(tmp_path / "out.jsonl.gz"))
    assert refused.code == 6 and "says something else than its entries (schema)" in refused.out
