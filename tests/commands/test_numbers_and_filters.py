"""Numbers and filters together: what the filters keep out is said, by every verb that changes many."""

import json
from pathlib import Path
from typing import Any

import click
import pytest

from reception_cli.cli.verbs import VERBS, load

# What a verb needs besides the incidents.
MORE = {
    "classify": ["--prior", "none"], "close": ["--result", "guided"], "assign": ["minh"],
    "urge": ["--doc", "160/BTCD", "--reply-by", "20/12/2026"],
    "note": ["Đã gọi điện"], "refer": ["Sở Y tế", "--doc", "170/PC"],
}  # fmt: skip


def names(command: click.Command) -> set[str | None]:
    return {param.name for param in command.params}


BULK = [verb for verb in VERBS if {"ids", "match", "dry_run"} <= names(load(verb))]


@pytest.fixture
def two(desk: Any) -> Any:
    """A complaint and a piece of feedback, both sent to other bodies."""
    for number, kind in (("1", "kn"), ("2", "pa")):
        desk.add("Việc chung")
        desk.json("classify", number, "--kind", kind, "--competence", "out")
        desk.json("refer", number, "UBND tỉnh", "--doc", f"{number}/PC")
    return desk


def test_every_verb_that_changes_many_is_tried_here() -> None:
    assert set(BULK) == set(MORE)


@pytest.mark.parametrize("verb", BULK)
def test_numbers_of_which_the_filters_leave_none_are_wrong_usage(two: Any, verb: str) -> None:
    before = Path(two.folder, "reception.json").read_bytes()
    told = two.fails(2, verb, "1", "2", *MORE[verb], "--status", "void", "--json", "--yes")
    error = json.loads(told)["error"]
    assert error["left_out"] == ["2026-0001", "2026-0002"]
    assert "2026-0001, 2026-0002" in error["message"]
    assert Path(two.folder, "reception.json").read_bytes() == before


@pytest.mark.parametrize("verb", BULK)
def test_what_the_filters_leave_out_is_named_beside_what_is_done(two: Any, verb: str) -> None:
    words = ["1", "2", *MORE[verb], *(["--match", "viec"] if verb == "classify" else ["--kind", "kn"])]
    if verb == "classify":  # whose --kind is no filter
        two.json("correct", "2", "--set", "content=Chuyện khác", "--reason", "x")
    result = two.run(verb, *words, "--json")
    assert result.code == 0, result.err
    answer = json.loads(result.out)
    assert [row["id"] for row in answer["rows"]] == ["2026-0001"]
    assert {"code": "left_out", "incidents": ["2026-0002"]} in answer["notes"]
    assert "The filters leave out: 2026-0002." in result.err


@pytest.mark.parametrize("verb", BULK)
def test_filters_alone_that_find_nothing_are_an_empty_answer(two: Any, verb: str) -> None:
    result = two.run(verb, *MORE[verb], "--status", "void", "--json")
    assert (result.code, json.loads(result.out)["rows"], result.err) == (0, [], "")


@pytest.mark.parametrize("more", [["--suggest"], ["--suggest", "--status", "open"]])
def test_proposals_say_it_too(desk: Any, more: list[str]) -> None:
    desk.add("Khiếu nại việc thu hồi đất")
    desk.add("Việc khác")
    desk.json("close", "2", "--result", "guided")
    assert "leave none" in desk.fails(2, "classify", "2", "--suggest", "--status", "open")
    notes = desk.json("classify", "1", "2", *more)["notes"]
    assert [note["incidents"] for note in notes if note["code"] == "left_out"] == [["2026-0002"]] * (len(more) > 1)
