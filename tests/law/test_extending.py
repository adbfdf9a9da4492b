"""What moves a due day, checked against days counted by hand on the calendar of 2026."""

import pytest
from lives import CALENDAR, after, matter

from reception_cli.domain.errors import Refused
from reception_cli.events import lifecycle
from reception_cli.law import case_terms


def taken(kind, on, instance="first", stage="verifying", **life):
    """A matter accepted on a day, nothing else having happened."""
    facts = {"accepted_on": on, "since": on, "instance": instance, "extensions": (), "pauses": ()} | life
    return matter(kind, stage, instance, life=facts)._replace(lines=(), opened_on=on)


def extend(case, on, *criteria, **wish):
    return lifecycle.extend(case, {"complex": criteria, "reason": "x", "doc": "1/QĐ", **wish}, on, CALENDAR)


def dues(outcome):
    (draft,) = outcome.drafts
    return tuple(draft.data[name] for name in ("n", "days", "first_due", "previous_due", "new_due"))


def test_a_complex_complaint_gets_15_days_more_once():
    # Accepted Monday 3 August 2026. 30 days: 2 September, National Day; so Thursday 3 September. 45 days: 17 September.
    case = taken("complaint", "2026-08-03")
    outcome = extend(case, "2026-08-20", "places")
    assert dues(outcome) == (1, 15, "2026-09-03", "2026-09-03", "2026-09-17")
    with pytest.raises(Refused, match="may be extended 1 time"):
        extend(after(case, outcome.drafts), "2026-08-25", "foreign")


@pytest.mark.parametrize(
    ("instance", "remote", "days"),
    [("first", False, 15), ("second", False, 15), ("discipline", False, 15), ("first", True, 15), ("second", True, 10)],
)
def test_how_much_complexity_adds(instance, remote, days):
    # 30 -> 45, 45 -> 60, 30 -> 45; remote 45 -> 60 and 60 -> 70.
    case = taken("complaint", "2026-08-03", instance, remote=remote)
    assert dues(extend(case, "2026-08-20", "places"))[1] == days
    with pytest.raises(Refused, match=f"at most {days} days"):
        extend(case, "2026-08-20", "places", days=days + 1)


def test_a_complaint_that_was_complex_when_accepted_is_not_extended_again():
    with pytest.raises(Refused, match="0 times"):
        extend(taken("complaint", "2026-08-03", complex=("places",)), "2026-08-20", "foreign")


def test_criteria_of_a_complaint_are_recorded_from_1_july_2026_on():
    case = taken("complaint", "2026-06-01")
    # 30 days from 1 June: 1 July; 45 days: 16 July.
    assert dues(extend(case, "2026-06-20")) == (1, 15, "2026-07-01", "2026-07-01", "2026-07-16")
    with pytest.raises(Refused, match="not for this kind on that day"):
        extend(case, "2026-06-20", "places")
    with pytest.raises(Refused, match="--complex"):
        extend(case, "2026-07-01")


def test_a_denunciation_is_extended_once_and_a_specially_complex_one_twice():
    # Accepted Wednesday 5 August 2026. 30 days: 4 September. 60 days: Sunday 4 October, so Monday the 5th.
    # 90 days: Tuesday 3 November.
    case = taken("denunciation", "2026-08-05")
    first = extend(case, "2026-09-01", "places")
    assert dues(first) == (1, 30, "2026-09-04", "2026-09-04", "2026-10-05")
    case = after(case, first.drafts)
    with pytest.raises(Refused, match="two or more criteria"):
        extend(case, "2026-10-01")
    second = extend(case, "2026-10-01", "foreign")
    assert dues(second) == (2, 30, "2026-09-04", "2026-10-05", "2026-11-03")
    case = after(case, second.drafts)
    assert case.life.criteria == ("places", "foreign")
    with pytest.raises(Refused, match="may be extended 2 times"):
        extend(case, "2026-11-01", "contents")


def test_without_a_criterion_a_denunciation_is_not_extended():
    with pytest.raises(Refused, match="--complex"):
        extend(taken("denunciation", "2026-08-05"), "2026-09-01")


def test_the_initial_handling_of_a_denunciation_is_extended_by_three_working_days():
    # Received Thursday 20 August 2026; Saturday 22 August is worked (for 31 August). 7 working days: 21, 22, 24, 25,
    # 26, 27, 28 August. 10: 31 August to 2 September are off, so 3, 4 and 7 September.
    case = matter("denunciation", "checking", life={"since": ""})._replace(lines=(), opened_on="2026-08-20")
    assert dues(extend(case, "2026-08-25")) == (1, 3, "2026-08-28", "2026-08-28", "2026-09-07")


def test_an_extension_after_the_due_day_is_recorded_with_a_warning():
    outcome = extend(taken("complaint", "2026-08-03"), "2026-09-10", "places")
    assert outcome.advice == ["it was due on 2026-09-03, before it was extended"]


def test_a_suspension_stops_the_clock_and_resuming_lets_it_run_on():
    # Accepted 3 August; suspended on the 10th, resumed on the 20th: the days 11 to 20 do not count. 30 days end on
    # Saturday 12 September, so Monday the 14th.
    case = taken("complaint", "2026-08-03")
    case = after(case, lifecycle.pause(case, {"reason": "x", "doc": "1"}, "2026-08-10").drafts)
    assert (case.status, case.stage) == ("suspended", "suspended")
    assert case_terms.resolving(case, CALENDAR).deadline.due is None
    with pytest.raises(Refused, match="before what was recorded last"):
        lifecycle.resume(case, {}, "2026-08-09")
    case = after(case, lifecycle.resume(case, {"doc": "2"}, "2026-08-20").drafts)
    assert (case.status, case.stage) == ("accepted", "verifying")
    assert str(case_terms.resolving(case, CALENDAR).deadline.due) == "2026-09-14"
    assert case_terms.is_overdue(case, "2026-09-14", CALENDAR) == 0
    assert case_terms.is_overdue(case, "2026-09-16", CALENDAR) == 2


def test_a_suspended_matter_is_not_extended_before_it_goes_on():
    case = taken("complaint", "2026-08-03", stage="suspended")
    with pytest.raises(Refused, match="from there: resume"):
        extend(case, "2026-08-20", "places")


@pytest.mark.parametrize(
    ("kind", "received", "due"),
    [
        # 10 calendar days from Thursday 25 June: Sunday 5 July, so Monday 6 July; 7 working days from Wednesday 1 July.
        ("complaint", "2026-06-25", "2026-07-06"),
        ("complaint", "2026-07-01", "2026-07-10"),
        ("denunciation", "2026-07-01", "2026-07-10"),
        ("recommendation", "2026-07-01", "None"),
        ("denunciation", "2018-05-01", "None"),  # before the law of today
    ],
)
def test_by_when_it_was_to_be_accepted(kind, received, due):
    case = matter(kind, "triaged")._replace(lines=(), opened_on=received)
    assert str(case_terms.acceptance_due(case, CALENDAR)) == due
