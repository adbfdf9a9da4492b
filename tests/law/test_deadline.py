"""Due days: versions of the law, extensions, pauses; all expected days counted by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.law.calendar import CALENDAR, WORKING, Pause, vietnam
from reception_cli.law.deadlines import Extension, due
from reception_cli.law.terms import term

VN = vietnam()


def D(text):
    return date.fromisoformat(text)


def _due(id, anchor, extensions=(), pauses=(), **flags):
    return due(term(id, D(anchor), **flags), D(anchor), VN, extensions, pauses)


def _step(deadline, name):
    return next((step.facts for step in deadline.steps if step.step == name), None)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-06-30", "2026-07-10"),  # ten calendar days, a Friday
        ("2026-07-01", "2026-07-10"),  # seven working days
        ("2026-06-25", "2026-07-06"),  # ten calendar days end on Sunday 5 July
        ("2026-11-20", "2026-12-02"),  # seven working days over 24 November
    ],
)
def test_a_complaint_is_accepted_by_the_law_of_the_day_of_receipt(received, expected):
    assert _due("accept-complaint", received).due == D(expected)


@pytest.mark.parametrize(
    ("id", "anchor", "flags", "expected"),
    [
        ("resolve-first", "2026-01-20", {}, "2026-02-23"),
        ("resolve-first", "2026-08-18", {"complex": True}, "2026-10-02"),
        ("resolve-first", "2026-08-18", {"remote": True, "complex": True}, "2026-10-19"),  # Sat 17 October
        ("resolve-second", "2026-08-18", {}, "2026-10-02"),
        ("notify-visitor", "2025-12-29", {}, "2026-01-13"),
        ("send-first", "2026-04-24", {}, "2026-05-04"),
        ("invite-online", "2026-09-14", {}, "2026-09-07"),
        ("dialogue-notice", "2026-09-18", {}, "2026-09-11"),
    ],
)
def test_the_due_day_of_a_term(id, anchor, flags, expected):
    found = _due(id, anchor, **flags)
    assert found.due == found.first == found.previous == D(expected)
    assert found.changes == () and found.left is None


def test_an_extension_keeps_the_first_the_previous_and_the_new_due_day():
    # accepted 2 March 2026: 30 days = Wed 1 April; 60 days = Fri 1 May, off, moved to Mon 4 May;
    # 90 days = Sun 31 May, moved to Mon 1 June
    one, two = Extension(D("2026-03-30"), 30, "12/QD"), Extension(D("2026-04-28"), 30, "15/QD")
    once = _due("resolve-denunciation", "2026-03-02", [one], complex=True)
    twice = _due("resolve-denunciation", "2026-03-02", [two, one], special=True)
    assert (once.first, once.previous, once.due) == (D("2026-04-01"), D("2026-04-01"), D("2026-05-04"))
    assert (twice.first, twice.previous, twice.due) == (D("2026-04-01"), D("2026-05-04"), D("2026-06-01"))
    assert [(c.note, c.before, c.after) for c in twice.changes] == [
        ("12/QD", D("2026-04-01"), D("2026-05-04")),
        ("15/QD", D("2026-05-04"), D("2026-06-01")),
    ]
    assert once.cautions == twice.cautions == ()


def test_extensions_beyond_the_law_are_counted_but_said():
    given_ = [Extension(D("2026-03-30"), 40), Extension(D("2026-05-11"), 30)]
    found = _due("resolve-denunciation", "2026-03-02", given_, complex=True)
    assert {(c.code, c.facts.get("allowed")) for c in found.cautions} == {
        ("extensions-too-many", 1),
        ("extension-too-long", 30),
    }


def test_an_extension_decided_after_the_due_day_is_said():
    found = _due("resolve-denunciation", "2026-03-02", [Extension(D("2026-04-02"), 30)], complex=True)
    assert [c.code for c in found.cautions] == ["extension-late"]
    in_time = _due("resolve-denunciation", "2026-03-02", [Extension(D("2026-04-01"), 30)], complex=True)
    assert in_time.cautions == ()


def test_initial_handling_of_a_denunciation_is_extended_in_working_days():
    found = _due("check-denunciation", "2026-07-01", [Extension(D("2026-07-08"), 3)])
    assert (found.first, found.due) == (D("2026-07-10"), D("2026-07-15"))


def test_a_pause_adds_its_days():
    # accepted 1 July, 30 days = 31 July; stopped 11 July, resumed 25 July: 14 days more = Fri 14 August
    found = _due("resolve-first", "2026-07-01", pauses=[Pause(D("2026-07-11"), D("2026-07-25"), "3/QD")])
    assert (found.first, found.due) == (D("2026-07-31"), D("2026-08-14"))
    assert [(c.why, c.note, c.before, c.after) for c in found.changes] == [
        ("pause", "3/QD", D("2026-07-31"), D("2026-08-14"))
    ]
    assert _step(found, "due")["paused"] == 14


def test_a_clock_that_stands_still_has_no_due_day_but_days_left():
    found = _due("resolve-first", "2026-07-01", pauses=[Pause(D("2026-07-11"))])
    assert (found.due, found.left, found.first) == (None, 20, D("2026-07-31"))
    assert found.changes[-1].after is None
    assert found.overdue(D("2027-01-01")) == 0
    assert _step(found, "stopped") == {"since": D("2026-07-11")} and _step(found, "due") is None


def test_a_second_stop_leaves_what_the_first_one_left():
    pauses = [Pause(D("2026-07-11"), D("2026-07-25")), Pause(D("2026-08-01"))]
    assert _due("resolve-first", "2026-07-01", pauses=pauses).left == 13  # 10 + 7 have run


def test_a_pause_after_the_due_day_rescues_nothing():
    for end in (None, D("2026-09-30")):
        found = _due("resolve-first", "2026-07-01", pauses=[Pause(D("2026-08-03"), end)])
        assert found.due == D("2026-07-31")


def test_an_extension_and_a_pause_add_up():
    # 1 July + 60 days + 14 paused = 13 September, a Sunday
    found = _due(
        "resolve-denunciation",
        "2026-07-01",
        [Extension(D("2026-07-28"), 30)],
        [Pause(D("2026-07-11"), D("2026-07-25"))],
        complex=True,
    )
    assert [(c.why, c.after) for c in found.changes] == [
        ("pause", D("2026-08-14")),
        ("extension", D("2026-09-14")),
    ]
    assert (found.due, found.previous) == (D("2026-09-14"), D("2026-08-14"))


def test_without_a_statutory_term_there_is_no_due_day_until_the_desk_sets_a_service_level():
    plain = term("answer-recommendation", D("2026-07-01"))
    assert due(plain, D("2026-07-01"), VN).due is None
    assert due(plain, D("2026-07-01"), VN).overdue(D("2030-01-01")) == 0
    assert due(plain._replace(days=30), D("2026-07-01"), VN).due == D("2026-07-31")


def test_overdue_begins_the_day_after_the_due_day():
    found = _due("accept-complaint", "2026-07-01")
    days = ["2026-07-09", "2026-07-10", "2026-07-11", "2026-07-13"]
    assert [found.overdue(D(day)) for day in days] == [0, 0, 1, 3]


def test_the_story_names_rule_anchor_skipped_days_roll_and_calendar():
    found = _due("resolve-first", "2026-03-27")
    assert [step.step for step in found.steps] == ["rule", "anchor", "skipped", "rolled", "due"]
    rule = _step(found, "rule")
    assert (rule["id"], rule["days"], rule["source"]) == ("resolve-first", 30, "Law 02/2011/QH13, Art. 28")
    assert _step(found, "anchor") == {"what": "accepted", "day": D("2026-03-27")}
    assert [day.reason for day in _step(found, "skipped")["days"]] == ["weekend", "hung-kings"]
    assert _step(found, "rolled") == {"from": D("2026-04-26"), "to": D("2026-04-28")}
    assert _step(found, "due")["calendar"] == found.calendar == VN.version


days = st.dates(date(2023, 1, 2), date(2027, 6, 30))


@given(days, st.integers(1, 30), st.integers(0, 40), st.booleans())
def test_a_pause_never_brings_a_due_day_forward(anchor, after, length, working):
    name = "notify-visitor" if working else "complain-discipline-first"
    start = date.fromordinal(anchor.toordinal() + after)
    pause = Pause(start, date.fromordinal(start.toordinal() + length))
    rule = term(name, anchor)
    plain, paused = due(rule, anchor, VN), due(rule, anchor, VN, pauses=[pause])
    assert paused.first == plain.due
    assert paused.due >= plain.due
    if start >= plain.due or not length:
        assert paused.due == plain.due


@given(days, st.integers(0, 60))
def test_resuming_leaves_exactly_the_days_that_were_left(anchor, after):
    rule, start = term("resolve-first", anchor), date.fromordinal(anchor.toordinal() + after)
    still = due(rule, anchor, VN, pauses=[Pause(start)])
    end = date.fromordinal(start.toordinal() + 10)
    resumed = due(rule, anchor, VN, pauses=[Pause(start, end)])
    if still.due is None:
        rest = VN.run(end, still.left, CALENDAR) if still.left else VN.run(end, 1, WORKING)
        assert rest.due == resumed.due
    else:
        assert resumed.due == still.due
