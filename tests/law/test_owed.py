"""What a matter owes, and by when: every day below was counted by hand on the calendar of 2026.

Days off in 2026 from June on: Saturdays (but 22 August, worked) and Sundays; 31 August, 1 and 2 September; 24 November.
"""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lives import CALENDAR, matter, states

import reception_cli
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.legal_life import Extended, Halt, Life, Referral, Stepped
from reception_cli.law import LAW, due_dates, obligations
from reception_cli.law.practice import Practice, practice

PRACTICE = Practice(CALENDAR)
EVERYTHING = obligations.Desk(answers=True, triage=True, format_from=1)
DATA = Path(reception_cli.__file__).parent / "data"


def line(day, number="V2026-0002", type_="visit", **facts):
    return Reception(number, type_, day, ("2026-0002",), 1, **facts)


def received(kind, day, *more, stage="", **facts):
    """A matter that came in by a visit on a day, nothing else being recorded but what is said."""
    life = Life(stage=stage, **facts.pop("life", {}))
    lines = (line(day), *more)
    return Case("2026-0002", day, kind, "land", lines=lines, reached=lines, life=life, **facts)


def dues(case, how=PRACTICE):
    """What the unit and its head owe; what others do meanwhile: `tests/law/test_terms_are_borne.py`."""
    return {step.id: step.due_on for step in due_dates.steps(case, how) if step.id != obligations.DEMAND}


# -- the answer to whoever came


def test_a_visitor_is_told_within_10_working_days():
    # Friday 20 November 2026: 23, (24 off), 25, 26, 27, 30, 1, 2, 3, 4, 7 December is the tenth.
    assert dues(received(None, "2026-11-20")) == {"notify-visitor": "2026-12-07"}


def test_nothing_is_owed_to_a_visitor_once_the_visit_is_handled():
    handled = line("2026-11-20", handling={"2026-0002": "guide"})
    assert dues(Case("2026-0002", "2026-11-20", "recommendation", lines=(handled,), handling="guide")) == {}


def test_a_further_visit_is_answered_from_its_own_day():
    first = line("2026-11-02", "V2026-0001", handling={"2026-0002": "guide"})
    again = line("2026-11-20")
    case = Case("2026-0002", "2026-11-02", "recommendation", lines=(first, again), handling="guide")
    assert dues(case) == {"notify-visitor": "2026-12-07"}


def test_the_first_of_two_visits_without_an_answer_counts():
    # From Thursday 5 November: 6, 9-13 (six), 16-19: the tenth is 19 November.
    assert dues(received(None, "2026-11-05", line("2026-11-20", "V2026-0003"))) == {"notify-visitor": "2026-11-19"}


def test_a_refused_or_struck_visit_is_owed_nothing():
    assert dues(received(None, "2026-11-20")._replace(lines=(line("2026-11-20", refused="l9-1"),))) == {}
    assert dues(received(None, "2026-11-20")._replace(lines=(line("2026-11-20", void=True),))) == {}


def marks(case, how=PRACTICE):
    """What is told with a day and owed by nobody here."""
    return {step.id: step.falls_on for step in due_dates.steps(case, how) if step.due_on is None and step.falls_on}


def test_a_letter_left_unprocessed_is_marked_at_45_days_and_never_due():
    letter = line("2026-07-06", "P2026-0001", "petition", source="post")
    # 45 days after 6 July: 31 July is the 25th, 20 August the 45th, a Thursday.
    case = Case("2026-0002", "2026-07-06", lines=(letter,))
    assert dues(case) == {"unprocessed-petition": None}
    assert marks(case) == {"unprocessed-petition": "2026-08-20"}
    old = letter._replace(at="2026-06-30")
    assert dues(Case("2026-0002", "2026-06-30", lines=(old,))) == {}  # Decree 154/2026 holds from 1 July


def test_a_paper_brought_along_is_answered_with_its_visit():
    paper = line("2026-11-20", "P2026-0001", "petition", source="walk-in", visit="V2026-0002")
    # 45 days from 20 November: 30 November is the 10th, 31 December the 41st, 4 January the 45th, a Monday.
    case = received(None, "2026-11-20", paper)
    assert dues(case) == {"notify-visitor": "2026-12-07", "unprocessed-petition": None}
    assert marks(case) == {"unprocessed-petition": "2027-01-04"}
    visit = line("2026-11-20", handling={"2026-0002": "guide"})
    assert dues(case._replace(lines=(visit, paper), kind="recommendation", handling="guide")) == {}


# -- complaints


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-06-25", "2026-07-06"),  # 10 calendar days: 5 July, a Sunday; so Monday
        ("2026-06-30", "2026-07-10"),  # the last day of the old rule: 10 July, a Friday
        ("2026-07-01", "2026-07-10"),  # 7 working days: 2, 3, 6, 7, 8, 9, 10
        ("2026-11-20", "2026-12-02"),  # 23, (24 off) 25, 26, 27, 30, 1, 2
    ],
)
def test_a_complaint_is_accepted_by_the_law_of_the_day_it_came(day, due):
    assert dues(received("complaint", day))["accept-complaint"] == due


def test_acceptance_stays_due_until_it_is_recorded_or_the_matter_goes_elsewhere():
    taken = line("2026-07-01", handling={"2026-0002": "accept"})
    case = received("complaint", "2026-07-01")._replace(lines=(taken,), handling="accept")
    assert dues(case) == {"accept-complaint": "2026-07-10"}
    guided = taken._replace(handling={"2026-0002": "guide"})
    assert dues(case._replace(lines=(guided,), handling="guide")) == {}


def running(kind, on, stage="accepted", **life):
    facts = {"accepted_on": on, "since": on, "instance": "first"} | life
    return received(kind, on, stage=stage, life=facts)


@pytest.mark.parametrize(
    ("facts", "due"),
    [
        ({}, "2026-09-03"),  # 30 days: 2 September, National Day; so the 3rd
        ({"complex": ("places",)}, "2026-09-17"),  # 45
        ({"remote": True}, "2026-09-17"),  # 45
        ({"remote": True, "complex": ("places",)}, "2026-10-02"),  # 60
        ({"instance": "second"}, "2026-09-17"),  # 45
        ({"instance": "second", "remote": True, "complex": ("places",)}, "2026-10-12"),  # 70
        ({"instance": "discipline"}, "2026-09-03"),
    ],
)
def test_an_accepted_complaint_is_resolved_in_the_days_of_its_kind(facts, due):
    found = dues(running("complaint", "2026-08-03", **facts))
    assert list(found.values()) == [due]
    assert next(iter(found)) == "resolve-" + facts.get("instance", "first")


def test_an_extension_moves_the_day_and_a_suspension_stops_the_clock():
    longer = Extended("resolve-first", "2026-08-20", 15, 1, "2026-09-03", "2026-09-03", "2026-09-17")
    extended = running("complaint", "2026-08-03", "verifying", extensions=(longer,), complex=())
    assert dues(extended) == {"resolve-first": "2026-09-17"}
    # Stopped on 10 August, running again on 20 August: ten days do not count, so 12 September, a Saturday; the 14th.
    halted = running("complaint", "2026-08-03", "verifying", pauses=(Halt("2026-08-10", "2026-08-20"),))
    assert dues(halted) == {"resolve-first": "2026-09-14"}
    (still,) = due_dates.steps(running("complaint", "2026-08-03", "suspended", pauses=(Halt("2026-08-10"),)), PRACTICE)
    assert (still.id, still.due_on, still.deadline.left) == ("resolve-first", None, 23)  # 7 of 30 had run


def test_a_decision_is_sent_and_nothing_is_owed_after():
    # Decided Friday 28 August: (31, 1, 2 off) 3, 4, 7 September. The second time 7 days: 4 September.
    first = running("complaint", "2026-08-03", "decided", decided_on="2026-08-28")
    assert dues(first) == {"send-first": "2026-09-07"}
    second = running("complaint", "2026-08-03", "decided", decided_on="2026-08-28", instance="second")
    assert dues(second) == {"send-second": "2026-09-04"}
    assert dues(running("complaint", "2026-08-03", "sent", decided_on="2026-08-28")) == {}


def test_a_termination_is_sent_within_3_working_days_since_july_2026():
    assert dues(running("complaint", "2026-06-01", "terminated", since="2026-07-02")) == {
        "send-complaint-stop": "2026-07-07"  # 3, 6, 7 July
    }
    assert dues(running("complaint", "2026-06-01", "terminated", since="2026-06-30")) == {}
    told_only_of_its_end = received("complaint", "2026-06-01", stage="terminated", life={"since": "2026-07-02"})
    assert dues(told_only_of_its_end) == {"send-complaint-stop": "2026-07-07"}


# -- denunciations


def test_a_denunciation_is_checked_in_7_working_days_or_passed_on_in_5():
    # From Friday 20 November: 23, 25, 26, 27, 30, 1, 2 December; five of them: 30 November.
    case = received("denunciation", "2026-11-20")
    assert dues(case) == {"check-denunciation": "2026-12-02", "notify-visitor": "2026-12-07"}
    assert dues(case._replace(competence="out"))["forward-denunciation"] == "2026-11-30"


def test_the_check_may_take_three_days_more():
    more = Extended("check-denunciation", "2026-11-30", 3, 1, "2026-12-02", "2026-12-02", "2026-12-07")
    case = received("denunciation", "2026-11-20", stage="checking", life={"extensions": (more,)})
    assert dues(case)["check-denunciation"] == "2026-12-07"


def test_a_denunciation_of_before_the_law_owes_no_check():
    assert "check-denunciation" not in dues(received("denunciation", "2018-12-20"))


def test_a_follow_on_is_decided_in_20_days():
    case = received("denunciation", "2026-11-02", prior="concluded")
    assert dues(case)["decide-follow-on"] == "2026-11-23"  # the 22nd is a Sunday


def test_an_accepted_denunciation_is_told_of_and_resolved():
    # Accepted Monday 3 August: 4-7 and 10 August; 30 days 2 September, off, the 3rd.
    case = running("denunciation", "2026-08-03")
    assert dues(case) == {"notify-acceptance": "2026-08-10", "resolve-denunciation": "2026-09-03"}
    told = running("denunciation", "2026-08-03", "notified", steps=(Stepped("notified", "2026-08-05"),))
    assert dues(told) == {"resolve-denunciation": "2026-09-03"}
    # 5 working days behind 3 September: 4, 7-10; an acceptance of before says nothing of a superior
    assert marks(running("denunciation", "2026-08-03", superior=True)) == {"demand-report": "2026-09-10"}


def test_a_conclusion_is_sent_acted_on_and_published_each_until_it_is_done():
    # Concluded Friday 4 September: five working days 11, seven 15 September.
    case = running("denunciation", "2026-08-03", "concluded", decided_on="2026-09-04")
    both = {"act-on-conclusion": "2026-09-15", "publish-conclusion": "2026-09-15"}
    assert dues(case) == {"send-conclusion": "2026-09-11", **both}
    sent = case._replace(life=case.life._replace(stage="sent", steps=(Stepped("sent", "2026-09-10"),)))
    assert dues(sent) == both
    done = tuple(Stepped(state, "2026-09-14") for state in ("sent", "acted", "published"))
    assert dues(case._replace(life=case.life._replace(stage="published", steps=done))) == {}


def test_what_goes_to_the_investigators_after_its_conclusion_is_not_resolved_again():
    case = running("denunciation", "2026-08-03", "to-investigation", decided_on="2026-09-04")
    assert dues(case) == {}
    before = running("denunciation", "2026-08-03", "to-investigation", steps=(Stepped("notified", "2026-08-05"),))
    assert dues(before) == {"resolve-denunciation": "2026-09-03"}


# -- recommendations, letters, old registers


def test_a_recommendation_owes_an_answer_only_where_the_desk_promises_one():
    case = received("recommendation", "2026-11-20")
    assert dues(case) == {"notify-visitor": "2026-12-07"}
    promised = dues(case, practice({"service": '{"days": 30, "unit": "calendar"}'}.get))
    assert promised["answer-recommendation"] == "2026-12-21"  # 20 December is a Sunday


def test_a_letter_waits_for_its_reply_until_the_day_it_names():
    letters = (Referral(9, "2026-11-02", "1/PC", "2026-11-20"), Referral(11, "2026-11-03", "2/PC"))
    case = received("complaint", "2026-11-02", stage="forwarded", life={"since": "2026-11-03", "referrals": letters})
    assert [(step.id, step.since, step.due_on) for step in due_dates.steps(case, PRACTICE)] == [
        ("reply", "2026-11-02", "2026-11-20"), ("reply", "2026-11-03", None),
    ]  # fmt: skip
    replied = tuple(each._replace(replied_on="2026-11-10") for each in letters)
    assert dues(case._replace(life=case.life._replace(referrals=replied))) == {}


def test_an_imported_matter_owes_nothing_until_a_fact_with_a_day():
    old = line("2023-03-01", row="ab" * 32)
    case = Case("2026-0002", "2023-03-01", "complaint", lines=(old,), handling="accept")
    assert dues(case) == {}
    assert dues(case._replace(life=Life("accepted", "2026-08-03", accepted_on="2026-08-03"))) == {
        "resolve-first": "2026-09-03"
    }
    came_again = case._replace(lines=(old, line("2026-11-20", "V2026-0003")), handling=None)
    assert dues(came_again) == {"notify-visitor": "2026-12-07"}


def test_what_an_imported_matter_lacks_is_named():
    old = line("2023-03-01", row="ab" * 32)
    case = Case("2026-0002", "2023-03-01", "complaint", lines=(old,), status="closed", result="partly")
    assert obligations.lacking(case) == ["field", "accepted_on", "decided_on", "closed_on"]
    assert obligations.lacking(case._replace(lines=(line("2023-03-01"),))) == []
    assert obligations.lacking(case._replace(status="void")) == []
    assert obligations.lacking(case._replace(kind=None, field="land")) == [
        "kind", "accepted_on", "decided_on", "closed_on",
    ]  # fmt: skip
    recorded = case.life._replace(accepted_on="2023-03-02", decided_on="2023-04-01")
    assert obligations.lacking(case._replace(field="land", life=recorded, closed_on="2023-04-02")) == []
    assert obligations.lacking(case._replace(status="accepted", result=None, field="land")) == ["accepted_on"]
    assert obligations.lacking(case._replace(status="open", result=None, field="land")) == []
    assert obligations.lacking(case._replace(result="guided", field="land")) == ["closed_on"]


# -- in any state


@pytest.mark.parametrize("kind", ["complaint", "denunciation", "recommendation", "feedback", None])
@pytest.mark.parametrize("stage", states())
def test_every_state_owes_steps_that_the_law_counts(kind, stage):
    case = matter(kind, stage)
    for step in due_dates.steps(case, PRACTICE):
        assert step.id in obligations.step_names()
        assert step.due_on is None or (step.due_on > step.since) is not step.term.before
    assert due_dates.steps(case._replace(status="closed"), PRACTICE) == []
    assert due_dates.steps(case._replace(status="void"), PRACTICE) == []
    named = set(obligations.step_names())
    assert {one.id for one in obligations.open_steps(case, EVERYTHING)} <= named


@given(st.dates(date(2023, 1, 1), date(2027, 12, 1)))
def test_a_due_day_is_a_working_day_after_its_beginning(day):
    for kind in ("complaint", "denunciation"):
        for step in due_dates.steps(received(kind, day.isoformat()), PRACTICE):
            due = date.fromisoformat(step.due_on)
            assert CALENDAR.is_working(due)
            assert timedelta(5) <= due - day <= timedelta(25)


def test_the_desks_own_days_move_what_is_due():
    own = '{"off": ["2026-07-03"], "work": ["2026-07-04"], "culture_day": false}'
    how = practice({"calendar": own}.get)
    assert dues(received("complaint", "2026-07-01"), how)["accept-complaint"] == "2026-07-10"
    how = practice({"calendar": '{"off": ["2026-07-03"]}'}.get)
    assert dues(received("complaint", "2026-07-01"), how)["accept-complaint"] == "2026-07-13"
    # Without 24 November seven days from the 20th end on 1 December.
    how = practice({"calendar": '{"culture_day": false}'}.get)
    assert dues(received("complaint", "2026-11-20"), how)["accept-complaint"] == "2026-12-01"


def test_the_edition_of_the_law_changes_with_its_files():
    """Cards counted by another edition are built anew: change `LAW` whenever terms, days off or counting change."""
    files = (DATA / "law/terms.json", DATA / "calendar/vn.json")
    told = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    assert LAW.partition(".")[0] == told[:16]


# -- what somebody who came on the very day of a fact is owed


@pytest.mark.parametrize(("day", "owed"), [("2026-11-19", False), ("2026-11-20", False), ("2026-11-21", True)])
def test_a_step_answers_whoever_came_up_to_its_own_day(day: str, owed: bool) -> None:
    case = received("recommendation", day, stage="forwarded", life={"since": "2026-11-20"})
    assert ("notify-visitor" in dues(case)) is owed


# -- what the law sets for others: told by `explain`, owed by nobody here


def told(case):
    return {step.id: step.due_on for step in due_dates.effects(case, PRACTICE)}


def decided(instance, *steps, **life):
    """A complaint decided on Thursday 20 August 2026."""
    facts = {"accepted_on": "2026-08-03", "decided_on": "2026-08-20", "since": "2026-08-20", "instance": instance}
    return received("complaint", "2026-07-20", stage="decided", life=facts | {"steps": steps} | life)


@pytest.mark.parametrize(
    ("case", "days"),
    [
        # Sent on Friday 21 August. 30 days: 20 September, a Sunday, so the 21st; the decision itself 30 days after the
        # 20th: 19 September, a Saturday, so the 21st. In a remote area 45 days: 5 October; 4 October, a Sunday.
        (decided("first", Stepped("sent", "2026-08-21")),
         {"complain-second": "2026-09-21", "decision-effective": "2026-09-21"}),
        (decided("first", Stepped("sent", "2026-08-21"), remote=True),
         {"complain-second": "2026-10-05", "decision-effective": "2026-10-05"}),
        # Not sent yet: as if received on its own day, 19 September.
        (decided("first"), {"complain-second": "2026-09-21", "decision-effective": "2026-09-21"}),
        (decided("second"), {"decision-effective": "2026-09-21"}),
        # 10 days: 30 August, a Sunday; 31 August to 2 September are off, so the 3rd. 30 days: 19 September.
        (decided("discipline"),
         {"complain-discipline-second": "2026-09-03", "complain-discipline-dismissal": "2026-09-21"}),
        # When the complainant knew of it is recorded nowhere: the bars stand without a day.
        (received("complaint", "2026-07-20"), {"complain": None, "complain-discipline-first": None}),
        (running("complaint", "2026-08-03"), {}),
        (received("denunciation", "2026-07-20"), {}),
        (received("recommendation", "2026-07-20"), {}),
        (received("complaint", "2026-07-20", status="void"), {}),
    ],
)  # fmt: skip
def test_time_bars_and_legal_effect_are_told_and_owed_by_nobody(case, days):
    assert told(case) == days
    assert not days.keys() & dues(case).keys()
