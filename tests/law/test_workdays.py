"""The calendar of days off and both ways of counting; expected days from the law sheet or by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.law.calendar import CALENDAR, WORKING, Calendar, Day, Pause, vietnam

VN = vietnam()


def D(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("n", "start", "due"),
    [
        (7, "2026-07-01", "2026-07-10"),
        (7, "2026-11-20", "2026-12-02"),  # 24 November: Resolution 28/2026/QH16
        (5, "2025-12-29", "2026-01-07"),  # Fri 2 January off
        (10, "2025-12-29", "2026-01-13"),  # ... and Sat 10 January worked
        (5, "2026-02-12", "2026-02-26"),  # Tết
        (5, "2026-08-20", "2026-08-26"),  # Sat 22 August worked
        (3, "2026-04-24", "2026-05-04"),
        (5, "2025-04-24", "2025-05-05"),
        (7, "2024-04-25", "2024-05-08"),
    ],
)
def test_working_days_of_the_law_sheet(n, start, due):
    assert VN.run(D(start), n, WORKING).due == D(due)


@pytest.mark.parametrize(
    ("n", "start", "last", "due"),
    [
        (30, "2026-01-20", "2026-02-19", "2026-02-23"),
        (30, "2026-03-27", "2026-04-26", "2026-04-28"),
        (30, "2025-12-03", "2026-01-02", "2026-01-05"),
        (30, "2026-10-25", "2026-11-24", "2026-11-25"),
        (45, "2026-08-18", None, "2026-10-02"),
        (30, "2024-01-10", "2024-02-09", "2024-02-15"),
    ],
)
def test_calendar_days_of_the_law_sheet(n, start, last, due):
    count = VN.run(D(start), n, CALENDAR)
    assert (count.due, count.rolled_from) == (D(due), D(last) if last else None)


def test_a_count_tells_what_it_skipped_and_why():
    count = VN.run(D("2025-12-29"), 5, WORKING)
    assert [(day.day.isoformat(), day.reason) for day in count.skipped] == [
        ("2026-01-01", "new-year"),
        ("2026-01-02", "swap"),
        ("2026-01-03", "weekend"),
        ("2026-01-04", "weekend"),
    ]
    assert "12729" in count.skipped[1].source
    assert count.calendar == VN.version


def test_24_november_is_off_by_resolution_28_from_2026_on_and_can_be_switched_off():
    day = VN.off[D("2026-11-24")]
    assert (day.reason, day.mark) == ("culture-day", "S") and "28/2026/QH16" in day.source
    assert VN.is_working(D("2025-11-24"))
    without = vietnam(culture_day=False)
    assert without.is_working(D("2026-11-24"))
    assert without.run(D("2026-11-20"), 7, WORKING).due == D("2026-12-01")
    assert without.version != VN.version


@pytest.mark.parametrize("day", ["2026-02-16", "2026-02-20", "2026-08-31", "2026-09-01", "2026-09-02"])
def test_tet_and_national_day_of_2026_stand_on_notice_9441(day):
    assert "9441/TB-BNV" in VN.off[D(day)].source
    assert "9441/TB-BNV" not in VN.off[D("2026-01-02")].source  # 12729/VPCP-KGVX


def _proposed(count):
    found = [each.facts for each in count.cautions if each.code == "days-proposed"]
    return [(facts["off"][0].isoformat(), facts["due"].isoformat()) for facts in found]


@pytest.mark.parametrize(
    ("start", "n", "unit", "due", "with_swap"),
    [
        ("2026-11-17", 7, WORKING, "2026-11-27", "2026-11-28"),  # 18-20, 23, 25-27; or 18-20, 25-28
        ("2026-11-16", 3, WORKING, "2026-11-19", None),  # ends before
        ("2026-11-30", 7, WORKING, "2026-12-09", None),  # begins behind
        ("2026-10-24", 30, CALENDAR, "2026-11-23", "2026-11-25"),  # Mon 23rd, or moved over 23 and 24
        ("2026-10-29", 30, CALENDAR, "2026-11-30", "2026-11-28"),  # Sat 28th moves to Monday, or is worked
        ("2026-11-10", 30, CALENDAR, "2026-12-10", "2026-12-10"),  # crosses it, and ends the same
    ],
)
def test_a_term_that_crosses_the_proposed_swap_says_that_2026_is_not_final(start, n, unit, due, with_swap):
    count = VN.run(D(start), n, unit)
    assert count.due == D(due)
    assert _proposed(count) == ([("2026-11-23", with_swap)] if with_swap else [])
    assert [c.facts["year"] for c in count.cautions if c.code == "year-not-final"] == ([2026] if with_swap else [])


def test_counting_back_over_the_proposed_swap_says_so_too():
    # Five working days before Mon 30 November: 27, 26, 25, 23, 20; with the swap 28, 27, 26, 25, 20.
    count = VN.before(D("2026-11-30"), 5, WORKING)
    assert (count.due, _proposed(count)) == (D("2026-11-20"), [("2026-11-23", "2026-11-20")])


def test_tet_2027_has_two_proposals():
    # From Tue 2 February 2027: the 3rd, then behind option 1 (4-10 February) the 11th, 12th, 15th, 16th; behind
    # option 2 (5-14 February) the 4th, 15th, 16th, 17th.
    count = VN.run(D("2027-02-02"), 5, WORKING)
    assert count.due == D("2027-02-16")
    assert _proposed(count) == [("2027-02-04", "2027-02-16"), ("2027-02-05", "2027-02-17")]


def test_a_desk_that_says_anything_of_a_proposed_day_has_decided_it():
    swapped = VN.with_days([Day(D("2026-11-23"), "desk")], [Day(D("2026-11-28"), "desk")])
    for own, due in ((swapped, "2026-11-28"), (VN.with_days(worked=[Day(D("2026-11-23"), "desk")]), "2026-11-27")):
        count = own.run(D("2026-11-17"), 7, WORKING)
        assert (count.due, count.cautions) == (D(due), ())


@pytest.mark.parametrize("day", ["2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"])
def test_a_swapped_saturday_is_worked(day):
    assert D(day).weekday() == 5 and VN.is_working(D(day))


def test_an_uncovered_year_is_said_and_only_its_weekends_are_skipped():
    assert not VN.covers(2028) and not VN.covers(2022) and VN.covers(2023)
    count = VN.run(D("2027-12-30"), 3, WORKING)
    assert count.due == D("2028-01-04")  # 31 Dec, 3 Jan, 4 Jan
    assert [(c.code, c.facts["year"]) for c in count.cautions] == [
        ("year-not-final", 2027),
        ("year-not-covered", 2028),
    ]


def test_a_year_announced_in_full_brings_no_caution():
    assert VN.run(D("2025-03-03"), 10, WORKING).cautions == ()


def test_a_desks_own_days_win_over_the_countrys():
    flood = Day(D("2026-07-06"), "desk", "nghỉ bão", "typhoon", "Order 12/2026")
    worked = Day(D("2026-11-24"), "desk", source="Letter 3/2026")
    own = VN.with_days([flood], [worked])
    assert own.run(D("2026-07-01"), 7, WORKING).due == D("2026-07-13")
    assert flood in own.run(D("2026-07-01"), 7, WORKING).skipped
    assert own.is_working(D("2026-11-24")) and not VN.is_working(D("2026-11-24"))
    assert own.version != VN.version and VN.with_days().version == VN.version
    again = own.with_days([Day(D("2026-11-24"), "desk")])
    assert not again.is_working(D("2026-11-24"))


def test_a_worked_saturday_may_be_taken_back_by_the_desk():
    own = VN.with_days([Day(D("2026-08-22"), "desk")])
    assert not own.is_working(D("2026-08-22"))


@pytest.mark.parametrize(
    ("event", "n", "unit", "last"),
    [
        ("2026-09-14", 5, WORKING, "2026-09-07"),
        ("2026-09-08", 5, WORKING, "2026-08-27"),  # 7, 4, 3 September, 28, 27 August
        ("2026-09-04", 1, WORKING, "2026-09-03"),
        ("2026-09-03", 1, WORKING, "2026-08-28"),
        ("2026-09-18", 5, CALENDAR, "2026-09-11"),  # Sun 13th: the Friday before
        ("2026-09-16", 5, CALENDAR, "2026-09-11"),
    ],
)
def test_days_before_an_event_leave_at_least_that_many(event, n, unit, last):
    assert VN.before(D(event), n, unit).due == D(last)


def test_paused_days_do_not_count():
    pause = Pause(D("2026-07-03"), D("2026-07-07"))
    count = VN.run(D("2026-07-01"), 7, WORKING, [pause])
    assert count.due == D("2026-07-14")  # 2, 3, [4-7 stand still], 8, 9, 10, 13, 14
    assert count.paused == 4
    assert VN.run(D("2026-07-01"), 14, CALENDAR, [pause]).due == D("2026-07-20")  # 15 + 4 = Sun 19, moved


days = st.dates(date(2023, 1, 1), date(2027, 12, 31))
counts = st.integers(1, 120)


@given(days, counts)
def test_a_term_ends_on_a_working_day_after_exactly_that_many(start, n):
    count = VN.run(start, n, WORKING)
    between = [start + timedelta(days=k) for k in range(1, (count.due - start).days + 1)]
    assert VN.is_working(count.due)
    assert sum(map(VN.is_working, between)) == n == VN.elapsed(start, count.due, WORKING)
    assert len(between) == n + len(count.skipped)


@given(days, counts)
def test_a_calendar_term_never_ends_early_nor_later_than_the_next_working_day(start, n):
    count = VN.run(start, n, CALENDAR)
    nominal = start + timedelta(days=n)
    assert count.due >= nominal and VN.is_working(count.due)
    assert all(not VN.is_working(nominal + timedelta(days=k)) for k in range((count.due - nominal).days))
    assert count.rolled_from == (nominal if nominal != count.due else None)


@given(days, st.integers(1, 30))
def test_counting_back_is_the_mirror_of_counting_forward(event, n):
    last = VN.before(event, n, WORKING).due
    between = [last + timedelta(days=k) for k in range((event - last).days)]
    assert sum(map(VN.is_working, between)) == n


def test_every_listed_day_has_a_source_a_mark_and_both_names():
    assert isinstance(VN, Calendar)
    for day in (*VN.off.values(), *VN.worked.values()):
        assert day.source and day.vi and day.en and day.mark in {"L", "L*", "S", "I", "U"}, day


def test_only_weekdays_are_listed_as_off_and_only_saturdays_as_worked():
    assert all(day.weekday() < 5 for day in VN.off)
    assert all(day.weekday() == 5 for day in VN.worked)
