"""Periods mean the days the contract says; the statutory ones follow the circular."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain.errors import UsageFault
from reception_cli.reporting.periods import Period, last_year, previous, read_period

TODAY = date(2026, 11, 23)  # a Monday


def read(text, today=TODAY):
    return read_period(text, today)


def span(text, today=TODAY):
    period = read(text, today)
    return f"{period.first}..{period.last}"


# -- calendar


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026", "2026-01-01..2026-12-31"),
        ("2026-09", "2026-09-01..2026-09-30"),
        ("2026-02", "2026-02-01..2026-02-28"),
        ("2028-02", "2028-02-01..2028-02-29"),
        ("2026-12", "2026-12-01..2026-12-31"),
        ("2026-Q1", "2026-01-01..2026-03-31"),
        ("2026-Q2", "2026-04-01..2026-06-30"),
        ("2026-Q3", "2026-07-01..2026-09-30"),
        ("2026-Q4", "2026-10-01..2026-12-31"),
        ("2026-H1", "2026-01-01..2026-06-30"),
        ("2026-H2", "2026-07-01..2026-12-31"),
        ("2026-1m", "2026-01-01..2026-01-31"),
        ("2026-3m", "2026-01-01..2026-03-31"),
        ("2026-6m", "2026-01-01..2026-06-30"),
        ("2026-9m", "2026-01-01..2026-09-30"),
        ("2026-12m", "2026-01-01..2026-12-31"),
        ("2026-03-05", "2026-03-05..2026-03-05"),
        ("5/3/2026", "2026-03-05..2026-03-05"),
        ("2026-01-15..2026-03-14", "2026-01-15..2026-03-14"),
        ("15/1/2026 .. 14.03.2026", "2026-01-15..2026-03-14"),
        ("yesterday..hôm nay", "2026-11-22..2026-11-23"),
    ],
)
def test_a_calendar_period_includes_both_ends(text, days):
    assert span(text) == days


# -- statutory: 15 December to 14 December


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("tk-2026", "2025-12-15..2026-12-14"),
        ("tk-2026-Q1", "2025-12-15..2026-03-14"),
        ("tk-2026-Q2", "2026-03-15..2026-06-14"),
        ("tk-2026-Q3", "2026-06-15..2026-09-14"),
        ("tk-2026-Q4", "2026-09-15..2026-12-14"),
        ("tk-2026-6m", "2025-12-15..2026-06-14"),
        ("tk-2026-9m", "2025-12-15..2026-09-14"),
        ("tk-2024", "2023-12-15..2024-12-14"),
        ("tk-2021-Q1", "2020-12-15..2021-03-14"),
    ],
)
def test_a_statutory_period_has_the_cut_offs_of_the_reporting_circular(text, days):
    assert span(text) == days


@given(st.integers(1901, 2199))
def test_the_statutory_quarters_fill_the_statutory_year_without_gap_or_overlap(year):
    quarters = [read(f"tk-{year}-Q{n}") for n in (1, 2, 3, 4)]
    whole = read(f"tk-{year}")
    assert (quarters[0].first, quarters[3].last) == (whole.first, whole.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(quarters))
    assert read(f"tk-{year}-6m")[1:] == (whole.first, quarters[1].last)
    assert read(f"tk-{year}-9m")[1:] == (whole.first, quarters[2].last)
    assert whole.first == read(f"tk-{year - 1}").last + timedelta(days=1)


# -- words


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("today", "hom-nay", "hôm nay"), "2026-11-23"),
        (("yesterday", "hom-qua", "Hôm qua"), "2026-11-22"),
        (("this-week", "tuan-nay", "tuần này"), "2026-11-23..2026-11-29"),
        (("last-week", "tuan-truoc", "tuần trước"), "2026-11-16..2026-11-22"),
        (("this-month", "thang-nay", "tháng này"), "2026-11"),
        (("last-month", "thang-truoc", "THÁNG TRƯỚC"), "2026-10"),
        (("this-quarter", "quy-nay", "quý này"), "2026-Q4"),
        (("last-quarter", "quy-truoc", "quý trước"), "2026-Q3"),
        (("this-year", "nam-nay", "năm nay"), "2026"),
        (("last-year", "nam-truoc", "nam-ngoai", "năm ngoái"), "2025"),
    ],
)
def test_a_word_stands_for_a_period_with_a_fixed_name(words, name):
    for word in words:
        assert read(word) == read(name)
        assert read(word).name == name


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("yesterday", "2025-12-31"),
        ("this-week", "2025-12-29..2026-01-04"),
        ("last-week", "2025-12-22..2025-12-28"),
        ("last-month", "2025-12"),
        ("last-quarter", "2025-Q4"),
        ("last-year", "2025"),
    ],
)
def test_words_reach_back_over_new_year(word, name):
    assert read(word, date(2026, 1, 1)).name == name  # a Thursday


def test_a_week_begins_on_monday_and_ends_on_sunday():
    assert {read("this-week", date(2026, 11, day)).name for day in range(23, 30)} == {
        "2026-11-23..2026-11-29"
    }


# -- names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-q3", "2026-Q3"),
        ("2026-h1", "2026-H1"),
        ("2026-9M", "2026-9m"),
        ("TK-2026-q3", "tk-2026-Q3"),
        ("tk-2026-6M", "tk-2026-6m"),
        (" 2026 ", "2026"),
        ("2026-9", "2026-09"),
        ("5/3/2026..5/3/2026", "2026-03-05"),
        ("5/3/2026..6/3/2026", "2026-03-05..2026-03-06"),
    ],
)
def test_a_period_has_one_name_however_it_is_typed(text, name):
    assert read(text).name == name


parts = st.sampled_from(["", "-01", "-12", "-Q1", "-Q4", "-H1", "-H2", "-6m", "-12m"])
names = st.builds(lambda year, part: f"{year}{part}", st.integers(1902, 2199), parts)
statutory = st.builds(
    lambda year, part: f"tk-{year}{part}",
    st.integers(1902, 2199),
    st.sampled_from(["", "-Q1", "-Q2", "-Q4", "-6m", "-9m"]),
)
day = st.dates(date(1950, 1, 1), date(2150, 12, 31))
ranges = st.builds(lambda first, n: f"{first}..{first + timedelta(days=n)}", day, st.integers(0, 1000))


@given(st.one_of(names, statutory, ranges))
def test_a_name_reads_back_as_the_same_period_as_do_its_neighbours(text):
    for period in (read(text), previous(read(text)), last_year(read(text))):
        assert read_period(period.name, date(1999, 1, 1)) == period
        assert period.first <= period.last


# -- comparisons


@pytest.mark.parametrize(
    ("text", "before", "year_before"),
    [
        ("2026", "2025", "2025"),
        ("2026-01", "2025-12", "2025-01"),
        ("2026-09", "2026-08", "2025-09"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026-Q3", "2026-Q2", "2025-Q3"),
        ("2026-H1", "2025-H2", "2025-H1"),
        ("2026-H2", "2026-H1", "2025-H2"),
        ("2026-9m", "2025-9m", "2025-9m"),
        ("tk-2026", "tk-2025", "tk-2025"),
        ("tk-2026-Q1", "tk-2025-Q4", "tk-2025-Q1"),
        ("tk-2026-Q4", "tk-2026-Q3", "tk-2025-Q4"),
        ("tk-2026-6m", "tk-2025-6m", "tk-2025-6m"),
        ("2026-03-01", "2026-02-28", "2025-03-01"),
        ("2028-02-29", "2028-02-28", "2027-02-28"),
        ("2026-01-15..2026-03-14", "2025-11-17..2026-01-14", "2025-01-15..2025-03-14"),
        ("2026-09-01..2026-09-30", "2026-08-02..2026-08-31", "2025-09-01..2025-09-30"),
        ("2028-02-01..2028-02-29", "2028-01-03..2028-01-31", "2027-02-01..2027-02-28"),
        ("2028-02-29..2028-03-01", "2028-02-27..2028-02-28", "2027-02-28..2027-03-01"),
        ("this-week", "2026-11-16..2026-11-22", "2025-11-23..2025-11-29"),
    ],
)
def test_a_period_is_compared_with_its_own_kind(text, before, year_before):
    assert previous(read(text)) == read(before)
    assert last_year(read(text)) == read(year_before)


@given(ranges)
def test_the_range_before_touches_it_and_is_as_long(text):
    period = read(text)
    before = previous(period)
    assert before.last + timedelta(days=1) == period.first
    assert before.last - before.first == period.last - period.first


# -- refusals


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2026-Q5", "part 'Q5' of 2026"),
        ("2026-Q0", "part 'Q0' of 2026"),
        ("2026-13", "part '13' of 2026"),
        ("2026-00", "part '00' of 2026"),
        ("2026-13m", "part '13m' of 2026"),
        ("2026-0m", "part '0m' of 2026"),
        ("2026-H3", "part 'H3' of 2026"),
        ("tk-2026-H1", "part 'H1' of tk-2026"),
        ("tk-2026-Q5", "part 'Q5' of tk-2026"),
        ("tk-2026-09", "part '09' of tk-2026"),
        ("tk-2026-year", "part 'YEAR' of tk-2026"),
        ("1899", "one of 1899: years go from 1900 to 2200"),
        ("tk-2201-Q1", "years go from 1900 to 2200"),
        ("0000", "years go from 1900 to 2200"),
        ("26", "'26' is not a period"),
        ("2026-", "'2026-' is not a period"),
        ("tk-", "'tk-' is not a period"),
        ("tk-2026-03-05", "'tk-2026-03-05' is not a period"),
        ("next-month", "'next-month' is not a period"),
        ("", "'' is not a period"),
        ("\u202e2026", "'\\u202e2026' is not a period"),
        ("²026", "'²026' is not a period"),
    ],
)
def test_an_unknown_period_is_refused_and_the_accepted_ones_are_named(text, wrong):
    with pytest.raises(UsageFault) as fault:
        read(text)
    assert wrong in fault.value.message
    for example in ("2026-Q3", "2026-9m", "tk-2026-Q3", "tk-2026-6m", "..", "yesterday", "last-week"):
        assert example in fault.value.hint


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("31/2/2026", "that month has 28 days"),
        ("2026-13-05", "there is no month 13"),
        ("1/1/26", "no year of four digits"),
        ("2026-01-15..", "The last day of the period is not a date"),
        ("..2026-01-15", "The first day of the period is not a date"),
        ("2026-01..2026-03", "The first day of the period is not a date"),
        ("1/1/2026..2/1/2026..3/1/2026", "The last day of the period is not a date"),
        ("2026-03-14..2026-01-15", "read as 2026-03-14 to 2026-01-15: it ends before it begins"),
    ],
)
def test_a_range_of_impossible_days_is_refused(text, wrong):
    with pytest.raises(UsageFault) as fault:
        read(text)
    assert wrong in fault.value.message
    assert fault.value.hint


def test_a_long_wrong_word_is_not_repeated_whole():
    with pytest.raises(UsageFault) as fault:
        read("x" * 10_000)
    assert len(fault.value.message) < 100


@given(st.text("0123456789qhmtk-./ y", max_size=15))
def test_whatever_is_typed_is_a_period_or_refused(text):
    try:
        period = read(text)
    except UsageFault as fault:
        assert fault.hint
    else:
        assert isinstance(period, Period) and period.first <= period.last


def test_a_calendar_period_costs_no_toml_and_no_dateutil():
    program = (
        "import sys; from datetime import date; from reception_cli.reporting.periods import *;"
        "previous(read_period('last-month', date(2026, 11, 23)));"
        "print([name for name in ('tomllib', 'dateutil', 'pathlib', 'dataclasses') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": "src"},
        cwd=__file__.rsplit("tests", 1)[0],
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
