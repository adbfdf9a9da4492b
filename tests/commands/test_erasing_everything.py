"""Everything private can be erased, of whatever kind; an erasure names each place that is known, on every output."""

import json
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.events import registry
from reception_cli.index.desk_folder import Folder, Habits

DeskUnderTest = Any  # the `desk` of tests/conftest.py
STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
PRIVATE = sorted((kind.name, name) for kind in registry.every() for name in kind.private if name not in kind.fixed)
ABOUT = {"incident": "2026-0001", "visit": "V2026-0001", "petition": "P2026-0001", "line": "V2026-0001",
         "number": "V2026-0001", "entries": "", "desk": "", "any": "V2026-0001"}  # fmt: skip
# What the facts of an entry must be besides their schema, to be taken for one that happened.
FACTS: dict[str, dict[str, Any]] = {
    "incident": {"opened_on": "2026-11-23"}, "visit": {"incidents": ["2026-0001"], "people": 1},
    "petition": {"incidents": ["2026-0001"], "source": "post"},
    "corrected": {"set": {"people": 2}, "before": {"people": 1}},
    "redacted": {"entries": [1], "fields": ["name"]}, "replied": {"on": "2026-11-23", "answers": 1},
    "accepted": {"on": "2026-11-23", "state": "accepted", "instance": "first"},
}  # fmt: skip
EXAMPLES = {"integer": 1, "number": 1, "boolean": True, "string": "2026-11-23", "array": [], "object": {}}


def facts(kind: registry.Kind) -> dict[str, Any]:
    """Make facts that an entry of a kind must have."""
    made = {name: _example(field.schema) for name, field in kind.data.items() if field.required}
    return made | FACTS.get(kind.name, {})


def _example(schema: Any) -> Any:
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("properties"):
        return {name: _example(schema["properties"][name]) for name in schema.get("required", ())}
    type_ = schema.get("type", "string")
    type_ = type_ if isinstance(type_, str) else type_[0]
    if type_ == "string" and "code" in schema.get("pattern", "") + schema.get("description", ""):
        return "x"
    return EXAMPLES[type_]


def planted(desk: DeskUnderTest, kind_name: str, field: str) -> int:
    """Write one entry that holds a private value; gives its number."""
    kind = registry.KINDS[kind_name]
    opening = [
        Draft("incident", "2026-0001", {"opened_on": "2026-11-23"}, {"content": "việc"}),
        Draft("visit", "V2026-0001", {"incidents": ["2026-0001"], "people": 1}, {"name": "Lê Văn An"}),
    ]
    made = [] if kind.makes else opening
    if kind_name in ("visit", "petition"):
        made = opening[:1]
    draft = Draft(kind_name, ABOUT[kind.about], facts(kind), {field: "giá trị zyzzyva"})
    folder = Folder(str(desk.folder), Habits())
    entries = folder.record("add", lambda _book: [*made, draft], STAMP)
    return int(entries[-1]["seq"])


def everything(desk: DeskUnderTest) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(desk.folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize(("kind", "field"), PRIVATE, ids=lambda name: name)
def test_every_private_value_of_every_kind_can_be_erased(desk: DeskUnderTest, kind: str, field: str) -> None:
    seq = planted(desk, kind, field)
    assert b"zyzzyva" in everything(desk)
    subject = ABOUT[registry.KINDS[kind].about]
    what = (subject,) if subject else ("--entry", str(seq))
    kept = ("--field", field) if field in registry.KINDS[kind].kept else ()
    done = desk.json("redact", *what, *kept, "--reason", "yêu cầu 12", "--yes")
    assert done["totals"]["values"] >= 1
    assert b"zyzzyva" not in everything(desk)
    log = desk.json("log")["rows"]
    assert log[-1]["kind"] == "redacted" and log[seq - 1]["seq"] == seq


def test_what_marks_are_made_with_tells_of_nobody_and_stays(desk: DeskUnderTest) -> None:
    assert "nothing that could be erased" in desk.fails(4, "redact", "--entry", "1", "--reason", "thử", "--yes")


def test_an_appointment_is_erased_by_its_entry_or_with_the_matter_that_it_was_about(desk: DeskUnderTest) -> None:
    desk.add()
    for _turn in range(2):
        desk.json("appoint", "Ngô Zyzzyva", "--on", "25/11/2026", "--about", "hỏi việc quixotry", "1")
    alone = desk.json("appoint", "Lê Zyzzyva", "--on", "25/11/2026", "--about", "việc riêng")["rows"][0]["appointment"]
    assert desk.json("redact", "1", "--reason", "yêu cầu 12", "--yes")["totals"] == {"entries": 3, "values": 5}
    assert b"quixotry" not in everything(desk) and b"zyzzyva" in everything(desk).lower()
    desk.json("redact", "--entry", str(alone), "--reason", "yêu cầu 13", "--yes")
    assert b"zyzzyva" not in everything(desk).lower()
    assert desk.run("verify").code == 0
    assert len(desk.json("appoint", "--list")["rows"]) == 3


def test_an_entry_that_tells_of_a_number_is_erased_there(desk: DeskUnderTest) -> None:
    desk.add()
    said = desk.fails(2, "redact", "--entry", "3", "--reason", "thử", "--yes")
    assert "V2026-0001" in said and "reception redact V2026-0001" in said
    assert "no entry 99" in desk.fails(3, "redact", "--entry", "99", "--reason", "thử", "--yes")
    for both in (("1", "--entry", "2"), ()):
        assert "one number" in desk.fails(2, "redact", *both, "--reason", "thử", "--yes")


# --- Every place that is known.

WAYS = ((), ("--json",), ("-q",), ("--format", "csv"), ("--format", "md"), ("--dry-run",))


def elsewhere(desk: DeskUnderTest, tmp_path: Path) -> list[str]:
    """Put the values of V1 into a backup, a configured backup folder, an export and a salvaged register."""
    desk.add()
    first = desk.json("backup")["rows"][0]["folder"]
    desk.json("config", "backup", str(tmp_path / "usb"))
    second = desk.json("backup")["rows"][0]["folder"]
    third = desk.json("backup", str(tmp_path / "other"))["rows"][0]["folder"]
    export = str(tmp_path / "ra ngoài.csv")
    assert desk.run("list", "--with-identity", "-o", export).code == 0
    saved = str(tmp_path / "saved")
    assert desk.run("verify", "--salvage", saved).code == 0
    registers = [str(Path(place) / "reception.json") for place in (first, second, third, saved)]
    return [*registers, export]


@pytest.mark.parametrize("way", WAYS, ids=" ".join)
def test_an_erasure_names_every_place_that_is_known_on_every_output(
    desk: DeskUnderTest, tmp_path: Path, way: tuple[str, ...]
) -> None:
    places = elsewhere(desk, tmp_path)
    result = desk.run("redact", "V1", "--reason", "yêu cầu 12", "--yes", *way)
    assert result.code == 0
    assert [place for place in places if place not in result.err] == []
    assert "(23/11/2026, lan, list)" in result.err or "2026-11-23, lan, list" in result.err
    if way == ("--json",):
        notes = {note["code"]: note for note in json.loads(result.out)["notes"]}
        assert sorted(notes["copies"]["files"] + notes["exports"]["files"]) == sorted(places)
        assert len(notes["disclosures"]["entries"]) == 1


def test_places_that_are_gone_are_not_named(desk: DeskUnderTest, tmp_path: Path) -> None:
    places = elsewhere(desk, tmp_path)
    Path(places[-1]).unlink()
    said = desk.run("redact", "V1", "--reason", "yêu cầu 12", "--yes").err
    assert places[-1] not in said and places[0] in said


def test_what_holds_nothing_of_it_is_not_named(desk: DeskUnderTest) -> None:
    desk.json("backup")
    desk.add()
    assert "backups" not in desk.run("redact", "V1", "--reason", "yêu cầu 12", "--yes").err
