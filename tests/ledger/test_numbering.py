"""Numbers are given without gaps and once each; what a salvage recorded as lost is no gap."""

import pytest

from reception_cli.domain.entry import Draft, Head, Stamp, chain
from reception_cli.events.registry import series
from reception_cli.index.finding_words import sentence
from reception_cli.ledger.audit import Numbering
from reception_cli.ledger.storage import Place

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")


def found(*subjects: str, lost: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is found where these numbers are given in this order, some being recorded as lost before."""
    kinds = {"V": "visit", "P": "petition"}
    drafts = [Draft("salvaged", "", {"numbers": list(lost)})] if lost else []
    drafts += [Draft(kinds.get(subject[:1], "incident"), subject, {}) for subject in subjects]
    numbering = Numbering(series)
    told = [
        each
        for line, entry in enumerate(chain(drafts, Head(0, ""), STAMP, lambda: "salt"), 2)
        for each in numbering.take(Place(entry, 0, 0), line)
    ]
    return [(each.code, sentence(each)) for each in (*told, *numbering.finish())]


@pytest.mark.parametrize(
    ("subjects", "lost", "told"),
    [
        (("V2026-0001", "2026-0001", "P2026-0001", "V2025-0001", "V2026-0002"), (), []),
        (("V2026-0002", "V2026-0001"), (), []),  # a command may write those of one batch in any order
        (("V2026-0001", "V2026-0003"), (), [("gap", "V2026-0002 is missing")]),
        (("2026-0002",), (), [("gap", "2026-0001 is missing")]),
        (("V2026-0001", "V2026-0005"), (), [("gap", "V2026-0002 to V2026-0004 are missing")]),
        (("V2026-0001", "V2026-0001"), (), [("double", "V2026-0001 was given before")]),
        (("V2026-0003", "V2026-0003"), ("V2026-0001", "V2026-0002"), [("double", "V2026-0003 was given before")]),
        (("V2026-0001", "V2026-0003"), ("V2026-0002",), []),
        (("V2026-0001", "V2026-0004"), ("V2026-0002",), [("gap", "V2026-0002 to V2026-0003 are missing")]),
        (("V2026-0001", "V2026-0003"), ("2026-0002",), [("gap", "V2026-0002 is missing")]),
        (("V2026-1",), (), [("number", "this entry has no number of the register")]),
    ],
)
def test_each_number_is_given_once_and_none_is_left_out_unless_it_was_lost(subjects, lost, told):
    assert found(*subjects, lost=lost) == told
