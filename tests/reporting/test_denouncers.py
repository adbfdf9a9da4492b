"""What was ever a denunciation hides whoever brought it, for good, in all that hangs together with it."""

from pathlib import Path

from matters import incident, register
from matters import visit as received

from reception_cli.domain.entry import Draft
from reception_cli.domain.numbers import key
from reception_cli.events.replay import replay
from reception_cli.ledger.storage import START
from reception_cli.reporting.bundles import hidden
from reception_cli.reporting.disclosure import Sight, veiled


def entry(kind, subject, /, **data):
    return {"kind": kind, "subject": subject, "data": data}


def visit(number, *incidents, **more):
    return entry("visit", number, incidents=list(incidents), people=1, **more)


def numbers(*told):
    return {key(one) for one in told}


A, B, C = "2026-0001", "2026-0002", "2026-0003"
V1, V2, V3, P1 = "V2026-0001", "V2026-0002", "V2026-0003", "P2026-0001"


def test_a_register_without_denunciations_hides_nobody():
    assert hidden([entry("incident", A, kind="complaint"), visit(V1, A)]) == set()


def test_every_visit_and_petition_of_a_denunciation_is_hidden():
    petition = entry("petition", P1, incidents=[A], source="walk-in", visit=V1)
    told = [entry("incident", A, kind="denunciation"), visit(V1, A), petition, visit(V2, A), visit(V3, B)]
    assert hidden(told) == numbers(A, V1, V2, P1)


def test_a_paper_about_something_else_that_came_with_the_visit_is_hidden():
    paper = entry("petition", P1, incidents=[B], source="walk-in", visit=V1)
    assert hidden([entry("incident", A, kind="denunciation"), visit(V1, A), paper]) == numbers(A, B, V1, P1)


def test_what_was_classified_later_or_is_one_no_more_hides_too():
    later = [visit(V1, A), entry("classified", A, kind="denunciation"), entry("classified", A, kind="feedback")]
    assert hidden(later) == numbers(A, V1)
    mended = [visit(V1, A), entry("corrected", A, set={"kind": "feedback"}, before={"kind": "denunciation"})]
    assert hidden(mended) == numbers(A, V1)
    taken_back = [*later[:2], entry("retracted", "", entries=[2], subjects=[A])]
    assert hidden(taken_back) == numbers(A, V1)


def test_a_matter_that_came_together_with_one_is_hidden_and_whoever_came_for_it():
    """Else the sibling's own visits would tell by whom the denunciation was brought."""
    told = [entry("incident", A, kind="denunciation"), visit(V1, A, B), visit(V2, B), visit(V3, C)]
    assert hidden(told) == numbers(A, B, V1, V2)


def test_matters_added_moved_or_gone_on_with_are_tied_too():
    denounced = entry("incident", A, kind="denunciation")
    assert hidden([denounced, visit(V1, B), entry("attached", V1, incident=A)]) == numbers(A, B, V1)
    moved = entry("corrected", V1, set={"incidents": [B]}, before={"incidents": [A]})
    assert hidden([denounced, visit(V1, A), moved]) == numbers(A, B, V1)
    followed = entry("stepped", A, on="2026-11-23", state="follow-on", next=B)
    assert hidden([denounced, followed, visit(V1, B), visit(V2, C)]) == numbers(A, B, V1)
    earlier = entry("accepted", B, on="2026-11-23", state="accepted", previous=A)
    assert hidden([denounced, earlier, visit(V1, B)]) == numbers(A, B, V1)


def test_the_order_of_the_entries_does_not_matter():
    told = [visit(V3, C), visit(V2, B, C), visit(V1, A, B), entry("incident", A, kind="denunciation")]
    assert hidden(told) == hidden(told[::-1]) == numbers(A, B, C, V1, V2, V3)


def test_what_a_visit_told_of_a_matter_that_it_left_for_a_denunciation_is_veiled(tmp_path: Path) -> None:
    """Whoever replays the visit's entries with the matter reads a name that must stay hidden."""
    book = register(
        tmp_path / "d",
        [incident(A, kind="complaint"), received(V1, "2026-01-05", [A], commune="xã Lặng")],
        [incident(B, kind="denunciation")],
        [Draft("corrected", V1, {"set": {"incidents": [B]}, "before": {"incidents": [A]}}, {"reason": "nhầm dòng"})],
    )
    entries = [place.entry for place in book.ledger.since(START)]
    case = replay(A, [entry for entry in entries if entry["subject"] in (A, V1)])
    assert case.lines == () and [line.id for line in case.reached] == [V1]
    told = veiled(book, case, Sight(identity=True))
    hidden_ones = [entry for entry in told.entries if entry["subject"] == V1]
    assert len(hidden_ones) == 2 and not any(entry["private"] or "commune" in entry["data"] for entry in hidden_ones)
    assert any(entry["private"] for entry in told.entries)  # the matter's own content is nobody's name
    assert veiled(book, case, Sight(identity=True, denunciations=True)) == case
