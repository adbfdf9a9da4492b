"""What a register line takes with it when it is put down to another matter."""

import pytest

from reception_cli.domain.entry import Draft, Entry, Head, Stamp, chain
from reception_cli.events.replay import replay, replay_line

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
RECEIVED = "2026-11-20"


def entries(*drafts: Draft) -> list[Entry]:
    return chain(drafts, Head(0, ""), STAMP, lambda: "salt")


def moved(*incidents: str, **facts: str) -> list[Entry]:
    """A visit of the first matter, and its correction to others."""
    return entries(
        Draft("visit", "V2026-0001", {"incidents": ["2026-0001"], "people": 1, **facts}, {"name": "Lê An"}, RECEIVED),
        Draft(
            "corrected", "V2026-0001", {"set": {"incidents": list(incidents)}, "before": {"incidents": ["2026-0001"]}}
        ),
    )


@pytest.mark.parametrize("incidents", [("2026-0002",), ("2026-0001", "2026-0003")])
def test_what_was_done_at_the_visit_goes_with_it_to_every_matter_that_it_is_put_down_to(incidents):
    line = replay_line(moved(*incidents, handling="guide"))
    assert line.incidents == incidents and line.private == {"name": "Lê An"}
    assert line.handling == dict.fromkeys(incidents, "guide")
    assert line.handled == dict.fromkeys(incidents, RECEIVED)


def test_a_visit_at_which_nothing_was_done_yet_takes_nothing_with_it():
    line = replay_line(moved("2026-0002"))
    assert (line.incidents, line.handling, line.handled) == (("2026-0002",), {}, {})


def test_the_matter_that_it_was_moved_to_is_handled_so_and_the_one_that_it_left_keeps_nothing_of_it():
    opened = [Draft("incident", number, {"opened_on": RECEIVED}) for number in ("2026-0001", "2026-0002")]
    history = [*entries(*opened), *moved("2026-0002", handling="guide")]
    left, reached = (
        replay(number, [entry for entry in history if entry["subject"] in (number, "V2026-0001")])
        for number in ("2026-0001", "2026-0002")
    )
    assert (left.handling, left.lines, [line.id for line in left.reached]) == (None, (), ["V2026-0001"])
    assert (reached.handling, [line.id for line in reached.lines]) == ("guide", ["V2026-0001"])


@pytest.mark.parametrize("handling", ["guide", ""])
def test_a_matter_added_to_a_visit_is_handled_as_it_was_said_and_the_first_one_is_not(handling):
    said = {"handling": handling} if handling else {}
    visit = Draft("visit", "V2026-0001", {"incidents": ["2026-0001"], "people": 1}, {}, RECEIVED)
    added = Draft("attached", "V2026-0001", {"incident": "2026-0002", **said}, {}, "2026-11-21")
    line = replay_line(entries(visit, added))
    assert line.incidents == ("2026-0001", "2026-0002")
    assert line.handling == ({"2026-0002": "guide"} if handling else {})
    assert line.handled == ({"2026-0002": "2026-11-21"} if handling else {})


def test_what_tells_of_a_line_that_the_register_has_lost_changes_nothing():
    """As behind a salvage: the correction is there, the visit is not."""
    (_visit, correction) = moved("2026-0001")
    (opened,) = entries(Draft("incident", "2026-0001", {"opened_on": RECEIVED}))
    case = replay("2026-0001", [opened, correction])
    assert case._replace(entries=()) == replay("2026-0001", [opened])._replace(entries=())
    assert case.entries == (opened, correction)
