"""`classify` by filter: what is closed is left out with a word, and gets what it lacks when it is asked for."""

from typing import Any

import pytest

DeskUnderTest = Any


@pytest.fixture
def four(desk: DeskUnderTest) -> DeskUnderTest:
    """Three incidents that are guided and closed, the second with a field, and an open one."""
    for field in ((), ("--field", "land"), (), ()):
        desk.add("Việc", "--kind", "kn", *field)
    desk.json("classify", "1", "2", "3", "--competence", "out", "--handling", "guide", "--yes")
    desk.json("close", "1", "2", "3", "--result", "guided", "--yes")
    return desk


def fields(desk: DeskUnderTest) -> list[Any]:
    return [row["field"] for row in desk.json("list", "--sort", "id")["rows"]]


def test_closed_incidents_that_filters_leave_out_are_counted_and_how_to_reach_them_is_said(four: DeskUnderTest) -> None:
    result = four.run("classify", "--period", "2026", "--field", "policy")
    assert result.code == 0
    assert "3 closed incidents were left out; --status closed reaches them." in result.err
    assert fields(four) == [None, "land", None, "policy"]


def test_nothing_is_said_where_nothing_is_left_out(four: DeskUnderTest) -> None:
    assert "left out" not in four.run("classify", "4", "--field", "policy").err
    assert "left out" not in four.run("classify", "--status", "open", "--field", "land").err
    four.json("reopen", "1", "2", "3", "--reason", "Xem lại", "--yes")
    assert "left out" not in four.run("classify", "--period", "2026", "--prior", "none", "--yes").err


def test_a_missing_field_is_added_to_closed_incidents_by_filter(four: DeskUnderTest) -> None:
    result = four.run("classify", "--status", "closed", "--field", "policy")
    assert result.code == 0
    assert fields(four) == ["policy", "land", "policy", None]
    assert "2026-0002: it is closed and classified otherwise: `reception correct 2026-0002`" in result.err
    assert "2026-0001" not in result.err


def test_what_may_not_be_added_to_a_closed_incident_is_refused_by_filter_too(four: DeskUnderTest) -> None:
    taken_in = ("--competence", "in", "--handling", "accept")
    desk_only = four.add("Việc", "--kind", "kn")["incident"]
    four.json("close", desk_only, "--result", "guided")  # nobody took it in: it was guided at the desk
    four.fails(4, "classify", "--status", "closed", *taken_in, "--yes")
    four.fails(4, "classify", "2", "--field", "policy")
    assert fields(four) == [None, "land", None, None, None]
