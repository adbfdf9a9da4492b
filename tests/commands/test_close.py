"""What must have been said of a matter at its end: with the closing, behind it, or named as missing."""

import json
from pathlib import Path
from typing import Any

import pytest

FACTS = {"kind": "complaint", "field": "land", "competence": "out", "handling": "guide"}
SET = [word for pair in ("kind=kn", "field=dat-dai", "competence=out", "handling=guide") for word in ("--set", pair)]


def bytes_of(desk: Any) -> bytes:
    return Path(desk.folder, "reception.json").read_bytes()


def note(answer: Any, code: str) -> Any:
    return next((each for each in answer["notes"] if each["code"] == code), None)


def incomplete(desk: Any) -> dict[str, list[str]]:
    return {row["id"]: row["missing"] for row in desk.json("agenda")["rows"] if row["part"] == "incomplete"}


def test_facts_come_with_the_closing(desk: Any) -> None:
    desk.add()
    answer = desk.json("close", "1", *SET, "--result", "guided")
    (row,) = answer["rows"]
    assert {name: row[name] for name in FACTS} == FACTS and row["status"] == "closed"
    assert answer["notes"] == [] and incomplete(desk) == {}
    assert desk.run("verify").code == 0


def test_what_was_said_with_a_closing_is_one_step_and_taken_back_with_it(desk: Any) -> None:
    desk.add()
    desk.json("close", "1", *SET, "--result", "guided")
    row = desk.json("undo")["rows"][0]
    assert (row["verb"], len(row["entries"])) == ("close", 2)
    (now,) = desk.json("show", "1")["rows"]
    assert now["status"] == "open" and {now[name] for name in FACTS} == {None}
    assert desk.json("redo")["rows"][0]["verb"] == "close"
    assert desk.json("show", "1")["rows"][0]["kind"] == "complaint"


def test_a_dry_run_tells_what_both_would_make_of_it(desk: Any) -> None:
    desk.add()
    before = bytes_of(desk)
    (row,) = desk.json("close", "1", *SET, "--result", "guided", "--dry-run")["rows"]
    assert {name: row[name] for name in FACTS} == FACTS and row["status"] == "closed"
    assert bytes_of(desk) == before


@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_that_is_missing_at_the_end_is_named(desk: Any, fact: str) -> None:
    desk.add()
    said = [word for name, value in FACTS.items() if name != fact for word in ("--set", f"{name}={value}")]
    result = desk.run("close", "1", *said, "--result", "guided", "--json")
    assert result.code == 0
    told = note(json.loads(result.out), "incomplete")
    assert told["incidents"] == [{"id": "2026-0001", "missing": [fact]}]
    assert f"2026-0001 ({fact})" in result.err and f"--{fact} ..." in result.err
    assert incomplete(desk) == {"2026-0001": [fact]}
    desk.json("classify", "1", f"--{fact}", FACTS[fact])
    assert incomplete(desk) == {}
    assert desk.run("verify").code == 0


def test_a_script_closes_as_before_and_hears_what_is_missing(desk: Any) -> None:
    for _turn in range(2):
        desk.add()
    desk.json("classify", "2", *(word for name, value in FACTS.items() for word in (f"--{name}", value)))
    result = desk.run("close", "1", "2", "--result", "guided")
    assert result.code == 0 and result.out.count("\tclosed\t") == 2
    assert "2026-0001 (kind, field, competence, handling)" in result.err and "2026-0002" not in result.err
    assert "missing: kind, field, competence, handling" in desk.run("agenda", "--format", "table").out


def test_imported_matters_are_exempt_and_counted(desk: Any, registers: Path) -> None:
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    rows = desk.json("list", "--status", "open", "--handling", "guide", "--fields", "id,field")["rows"]
    some = [row["id"] for row in rows if row["field"] is None][:3]
    assert len(some) == 3
    answer = desk.json("close", *some, "--result", "guided")
    assert (note(answer, "exempt"), note(answer, "incomplete")) == ({"code": "exempt", "incidents": 3}, None)
    assert incomplete(desk) == {}


@pytest.mark.parametrize("name", ["kind", "field", "competence"])
def test_the_options_of_these_names_stay_filters(desk: Any, name: str) -> None:
    desk.add()
    before = bytes_of(desk)
    assert "leave none" in desk.fails(2, "close", "1", f"--{name}", FACTS[name], "--result", "guided")
    assert bytes_of(desk) == before
    desk.json("classify", "1", f"--{name}", FACTS[name])
    desk.json("close", "1", f"--{name}", FACTS[name], "--result", "guided")


@pytest.mark.parametrize(
    ("code", "pairs", "says"),
    [
        (2, ["people=2"], "'people' is no field that `close` can set."),
        (2, ["kind=xx"], "'xx'"),
        (2, ["qualified=maybe"], "takes yes or no"),
        (2, ["kind"], "no kind"),
        (2, ["result=guided"], "'result' is no field"),
        (4, ["competence=in", "handling=accept"], "it was accepted within competence"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_closes_nothing(desk: Any, code: int, pairs: list[str], says: str) -> None:
    desk.add()
    before = bytes_of(desk)
    words = [word for pair in pairs for word in ("--set", pair)]
    assert says in desk.fails(code, "close", "1", *words, "--result", "guided")
    assert bytes_of(desk) == before


def test_a_sealed_kind_is_not_said_with_the_closing(desk: Any) -> None:
    desk.add("Việc", "--at", "2026-11-20")
    desk.json("seal", "--to", "2026-11-22", "--yes")
    assert "sealed up to" in desk.fails(4, "close", "1", "--set", "kind=kn", "--result", "guided")
    desk.json("close", "1", "--set", "competence=out", "--set", "handling=guide", "--result", "guided")


def test_what_is_completed_behind_the_end_does_not_contradict_it(desk: Any) -> None:
    desk.add()
    desk.json("close", "1", "--result", "guided")
    assert "it is closed" in desk.fails(4, "classify", "1", "--competence", "in", "--handling", "accept")
    desk.json("classify", "1", "--competence", "out")
    assert "it is closed" in desk.fails(4, "classify", "1", "--competence", "in")
    assert desk.run("verify").code == 0


def test_a_denunciation_is_not_closed_as_something_else_without_a_reason(desk):
    desk.add("Tố cáo", "--kind", "denunciation")
    told = desk.fails(2, "close", "1", "--set", "kind=kn", "--result", "guided")
    assert "reception classify 2026-0001 --kind complaint --reason TEXT" in told
    assert desk.json("show", "1")["rows"][0]["status"] == "open"
