"""What holds a command fast: later entries that rely on it, and no others."""

import pytest

from reception_cli.domain.entry import Entry
from reception_cli.domain.errors import Refused
from reception_cli.events.undo import Step, builds_on, restore, retract


def entry(seq: int, kind_: str, subject: str, /, **data: object) -> Entry:
    return {"seq": seq, "kind": kind_, "subject": subject, "data": data, "user": "hoa"}


ADD = Step((entry(2, "incident", "2026-0001"), entry(3, "visit", "V2026-0001", incidents=["2026-0001"])))
VISIT = Step((entry(4, "visit", "V2026-0002", incidents=["2026-0001"]),))
CLASSIFY = Step((entry(5, "classified", "2026-0001", kind="complaint"),))
NOTE = Step((entry(6, "noted", "2026-0001"),))
ACCEPT = Step((entry(7, "accepted", "2026-0001", previous="2025-0009"), entry(8, "stepped", "2025-0009")))
ATTACH = Step((entry(7, "incident", "2026-0002"), entry(8, "attached", "V2026-0001", incident="2026-0002")))

JOIN = Step((entry(8, "attached", "V2026-0001", incident="2026-0005"),))


def test_a_retraction_names_its_entries_every_number_reached_and_the_verb():
    (draft,) = retract(ADD, [])
    assert draft.kind == "retracted" and draft.subject == ""
    assert draft.data == {"entries": [2, 3], "subjects": ["2026-0001", "V2026-0001"], "verb": "add"}


@pytest.mark.parametrize(
    ("step", "later", "holds"),
    [
        (ADD, entry(9, "noted", "2026-0001"), True),
        (ADD, entry(9, "visit", "V2026-0009", incidents=["2026-0001"]), True),
        (ADD, entry(9, "attached", "V2026-0001", incident="2026-0009"), True),
        (ADD, entry(9, "petition", "P2026-0001", incidents=["2026-0005"], visit="V2026-0001"), True),
        (ADD, entry(9, "closed", "2026-0005"), False),
        (VISIT, entry(9, "closed", "2026-0001"), False),
        (VISIT, entry(9, "classified", "2026-0001", handling="guide", line="V2026-0002"), True),
        (VISIT, entry(9, "classified", "2026-0001", handling="guide", line="V2026-0001"), False),
        (CLASSIFY, entry(9, "closed", "2026-0001"), True),
        (CLASSIFY, entry(9, "voided", "2026-0001"), True),
        (CLASSIFY, entry(9, "noted", "2026-0001"), False),
        (CLASSIFY, entry(9, "visit", "V2026-0009", incidents=["2026-0001"]), False),
        (NOTE, entry(9, "closed", "2026-0001"), False),
        (ACCEPT, entry(9, "decided", "2026-0001"), True),
        (ACCEPT, entry(9, "stepped", "2025-0009"), True),
        (ACCEPT, entry(9, "contacted", "2026-0001"), False),
        (ACCEPT, entry(9, "assigned", "2026-0001"), False),
        (ATTACH, entry(9, "classified", "2026-0002", kind="complaint"), True),
        (ATTACH, entry(9, "attached", "V2026-0001", incident="2026-0009"), False),
        (ATTACH, entry(9, "voided", "V2026-0001"), True),
        (JOIN, entry(9, "classified", "2026-0005", handling="guide", line="V2026-0001"), True),
        (JOIN, entry(9, "classified", "2026-0005", kind="complaint"), False),
    ],
)
def test_a_later_entry_holds_a_step_or_does_not(step: Step, later: Entry, holds: bool):
    assert bool(builds_on(step, [later])) is holds


# What changes nothing that a later entry could rely on, and relies on nothing but its incident.
ASIDE = ("noted", "contacted", "handed_over", "assigned")
OF_THE_DESK = ("imported", "duty", "appointed", "attended", "missed", "shift_note", "shift_done")


@pytest.mark.parametrize("kind", ASIDE)
def test_what_goes_beside_a_matter_holds_only_what_made_it(kind: str):
    beside = entry(9, kind, "2026-0001")
    assert builds_on(CLASSIFY, [beside]) == [] and builds_on(ADD, [beside])
    assert builds_on(Step((beside,)), [entry(10, "closed", "2026-0001"), entry(11, kind, "2026-0001")]) == []


@pytest.mark.parametrize("kind", OF_THE_DESK)
def test_of_the_desk_nothing_holds_another(kind: str):
    assert builds_on(Step((entry(9, kind, ""),)), [entry(10, kind, ""), entry(11, "duty", "")]) == []


@pytest.mark.parametrize("kind", ["closed", "reopened", "accepted", "met", "decided", "corrected", "voided"])
def test_whatever_else_happens_to_a_matter_holds_what_changed_it(kind: str):
    assert builds_on(CLASSIFY, [entry(9, kind, "2026-0001")])
    assert builds_on(Step((entry(9, kind, "2026-0001"),)), [entry(10, "classified", "2026-0001")])


def test_every_entry_that_holds_it_is_told_at_once():
    later = [entry(9, "noted", "2026-0001"), entry(10, "closed", "2026-0001")]
    with pytest.raises(Refused) as refusal:
        retract(ADD, later)
    assert [reason.split(" (")[0] for reason in refusal.value.reasons] == ["entry 9", "entry 10"]


def test_doing_again_takes_the_retraction_back():
    undoing = Step((entry(9, "retracted", "", entries=[5], subjects=["2026-0001"]),))
    (draft,) = restore(undoing, CLASSIFY, [], [])
    assert draft.data == {"entries": [9], "subjects": ["2026-0001"], "verb": "undo"}
    with pytest.raises(Refused, match="2026-0001: struck through"):
        restore(undoing, VISIT, [], ["2026-0001"])
    assert restore(undoing, ADD, [], ["2026-0001"])  # it is void because it was taken back


@pytest.mark.parametrize(
    ("kinds", "verb"),
    [(("imported", "visit", "incident"), "import"), (("visit",), "visit"), (("visit", "incident"), "add"),
     (("configured", "closed"), "close"), (("redacted", "closed"), "close"), (("incident", "petition"), "add"),
     (("closed", "closed"), "close"), (("accepted", "classified"), "accept"), (("handed_over",), "handover"),
     (("dreamt",), "dreamt")],
)  # fmt: skip
def test_a_step_is_named_by_the_verb_that_wrote_it(kinds: tuple[str, ...], verb: str):
    assert Step(tuple(entry(n, kind, "2026-0001") for n, kind in enumerate(kinds))).verb == verb
