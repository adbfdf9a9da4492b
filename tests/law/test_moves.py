"""What a desk may do with a matter, and every reason why not at once."""

import pytest

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.errors import Refused
from reception_cli.law import decisions


def case(status="open", kind="complaint", **facts):
    line = Reception("V2026-0001", "visit", "2026-11-23", ("2026-0001",), 1, handling=facts.pop("handled", {}))
    return Case("2026-0001", "2026-11-23", kind, status=status, lines=(line,), reached=(line,), **facts)


ACCEPTED = {"founded", "partly", "unfounded", "upheld", "amended", "withdrawn", "terminated"}
OTHERWISE = {"guided", "forwarded", "returned", "filed", "answered", "withdrawn"}


@pytest.mark.parametrize("result", sorted(ACCEPTED | OTHERWISE | {"unrecorded"}))
def test_how_it_was_handled_decides_how_it_may_end(result):
    for status, allowed in (("accepted", ACCEPTED), ("open", OTHERWISE)):
        if result in allowed:
            (draft,) = decisions.close(case(status), result, "2026-11-24", "12/QĐ", "")
            assert draft.data == {"result": result, "on": "2026-11-24", "doc": "12/QĐ"}
        else:
            with pytest.raises(Refused, match="--result takes one of"):
                decisions.close(case(status), result, "2026-11-24", None, "")


def test_an_accepted_recommendation_may_be_answered():
    assert decisions.close(case("accepted", "recommendation"), "answered", "2026-11-24", None, "")


def test_every_reason_against_closing_is_told_at_once():
    with pytest.raises(Refused) as refusal:
        decisions.close(case("accepted"), "guided", "2026-11-22", None, "")
    assert len(refusal.value.reasons) == 2


def test_a_closed_incident_cannot_be_closed_again_and_only_a_closed_one_is_reopened():
    closed = case("closed", result="answered")
    with pytest.raises(Refused, match="reopen"):
        decisions.close(closed, "answered", "2026-11-24", None, "")
    (draft,) = decisions.reopen(closed, "Tài liệu mới", "2026-11-24")
    assert (draft.kind, draft.private) == ("reopened", {"reason": "Tài liệu mới"})
    with pytest.raises(Refused, match="not closed"):
        decisions.reopen(case(), "x", "2026-11-24")


def test_only_what_differs_is_classified():
    (draft,) = decisions.classify(case(), {"kind": "complaint", "field": "land"})
    assert draft.data == {"field": "land"}
    assert decisions.classify(case(), {"kind": "complaint"}) == []


def test_a_handling_belongs_to_the_latest_line():
    (draft,) = decisions.classify(case(), {"handling": "guide"})
    assert draft.data == {"handling": "guide", "line": "V2026-0001"}
    assert decisions.classify(case(handled={"2026-0001": "guide"}), {"handling": "guide"}) == []


def test_of_two_receptions_on_one_day_a_handling_belongs_to_the_one_recorded_last():
    (morning,) = case().lines
    afternoon, day_before = morning._replace(id="V2026-0002"), morning._replace(id="V2026-0003", at="2026-11-22")
    (draft,) = decisions.classify(case()._replace(lines=(morning, afternoon, day_before)), {"handling": "guide"})
    assert draft.data == {"handling": "guide", "line": "V2026-0002"}


def test_what_was_closed_may_be_completed_but_not_changed():
    closed = case("closed", kind="complaint", result="unrecorded")
    assert decisions.classify(closed, {"field": "land"})[0].data == {"field": "land"}
    assert decisions.classify(closed, {"competence": "out"})[0].data == {"competence": "out"}
    for wish in ({"kind": "feedback"}, {"kind": "feedback", "field": "land"}):
        with pytest.raises(Refused, match="is closed"):
            decisions.classify(closed, wish)


def test_what_was_settled_at_the_desk_does_not_become_one_that_was_taken_in():
    closed = case("closed", kind="complaint", result="guided", handling="accept")
    with pytest.raises(Refused, match="is closed"):
        decisions.classify(closed, {"competence": "in"})
