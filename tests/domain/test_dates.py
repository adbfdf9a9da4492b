"""Days and moments are read as clerks write them, day first, and never guessed."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain.dates import COMING, ICT, PAST, Moment, ShortYear, read_day, read_moment, shown_day
from reception_cli.domain.errors import UsageFault

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 10, tzinfo=ICT)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def refusal(text):
    with pytest.raises(UsageFault) as fault:
        read_day(text, TODAY, "Day")
    return fault.value


# -- days as people say them: 23 November 2026 is a Monday


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("25/11", (2025, 11, 25), (2026, 11, 25)),
        ("22/11", (2026, 11, 22), (2027, 11, 22)),
        ("23/11", (2026, 11, 23), (2026, 11, 23)),
        ("1/1", (2026, 1, 1), (2027, 1, 1)),
        ("29/2", (2024, 2, 29), (2028, 2, 29)),
        ("thứ hai", (2026, 11, 23), (2026, 11, 30)),
        ("Thứ Ba", (2026, 11, 17), (2026, 11, 24)),
        ("thu 6", (2026, 11, 20), (2026, 11, 27)),
        ("chủ nhật", (2026, 11, 22), (2026, 11, 29)),
        ("cn", (2026, 11, 22), (2026, 11, 29)),
        ("thứ hai tuần trước", (2026, 11, 16), (2026, 11, 16)),
        ("thứ tư tuần này", (2026, 11, 25), (2026, 11, 25)),
        ("thứ năm tuần sau", (2026, 12, 3), (2026, 12, 3)),
        ("3 ngày trước", (2026, 11, 20), (2026, 11, 20)),
        ("2 tuần trước", (2026, 11, 9), (2026, 11, 9)),
        ("10 ngày nữa", (2026, 12, 3), (2026, 12, 3)),
        ("hôm kia", (2026, 11, 21), (2026, 11, 21)),
        ("ngày mai", (2026, 11, 24), (2026, 11, 24)),
        ("3 days ago", (2026, 11, 20), (2026, 11, 20)),
        ("friday", (2026, 11, 20), (2026, 11, 27)),
    ],
)
def test_a_day_said_short_is_the_nearest_past_or_to_come(text, past, coming):
    assert read_day(text, TODAY, "Day", PAST) == date(*past)
    assert read_day(text, TODAY, "Day", COMING) == date(*coming)
    with pytest.raises(UsageFault):
        read_day(text, TODAY, "Day")  # in a file nothing is said short


@pytest.mark.parametrize("text", ["31/11", "30/2", "0/1", "25/13", "thứ chín", "ngày trước", "25/11/", "/11", "3 ngày"])
def test_what_is_no_day_is_none_however_short(text):
    with pytest.raises(UsageFault):
        read_day(text, TODAY, "Day", PAST)


@pytest.mark.parametrize(
    ("text", "likely"),
    [("25/11/26", date(2026, 11, 25)), ("5.3.24", date(2024, 3, 5)), ("31/2/26", None), ("26-03-05", None)],
)
def test_a_year_of_two_digits_is_refused_with_the_likely_day(text, likely):
    with pytest.raises(ShortYear) as fault:
        read_day(text, TODAY, "Day", PAST)
    assert fault.value.likely == likely


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8h30", "2026-11-23T08:30:00+07:00"),
        ("9:30 SA", "2026-11-23T09:30:00+07:00"),
        ("2:15 CH", "2026-11-23T14:15:00+07:00"),
        ("12h30 chiều", "2026-11-23T12:30:00+07:00"),
        ("8 giờ 30", "2026-11-23T08:30:00+07:00"),
        ("8 giờ", "2026-11-23T08:00:00+07:00"),
        ("hôm qua 3h chiều", "2026-11-22T15:00:00+07:00"),
        ("thứ sáu 9:30 sáng", "2026-11-20T09:30:00+07:00"),
        ("20/11 7h", "2026-11-20T07:00:00+07:00"),
        ("3 ngày trước", "2026-11-20"),
        ("9:30 pm", "2026-11-23T21:30:00+07:00"),
    ],
)
def test_a_time_is_read_as_it_is_spoken(text, moment):
    assert read_moment(text, NOW, "When", PAST).iso() == moment


# -- days


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "5/3/2026",
        "05/03/2026",
        "05.03.2026",
        "5.3.2026",
        "5-3-2026",
        " 5/3/2026\n",
        "2026/03/05",
    ],
)
def test_a_day_is_read_day_first_or_iso(text):
    assert read_day(text, TODAY, "Day") == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hôm nay", 23),
        ("Hom Nay", 23),
        ("hom-nay", 23),
        ("TODAY", 23),
        ("ho\u0302m nay", 23),
        ("hôm qua", 22),
        ("hom qua", 22),
        ("yesterday", 22),
    ],
)
def test_today_and_yesterday_are_read_in_both_languages(text, day):
    assert read_day(text, TODAY, "Day") == date(2026, 11, day)


def test_yesterday_of_the_first_of_march_is_the_leap_day():
    assert read_day("hôm qua", date(2028, 3, 1), "Day") == date(2028, 2, 29)


@given(days)
def test_every_day_reads_back_however_it_is_written(day):
    for text in (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.}{day.year}",
        f"{day.day}-{day.month}-{day.year}",
    ):
        assert read_day(text, TODAY, "Day") == day


def test_the_month_first_habit_is_refused_with_what_was_understood_and_a_correct_example():
    fault = refusal("5/13/2026")
    assert fault.message == "Day: '5/13/2026' was read as day 5, month 13 of 2026: there is no month 13"
    assert "2026-05-13" in fault.hint and "13/5/2026" in fault.hint


def test_the_example_for_a_swapped_day_is_itself_a_day():
    assert "2026-02-28" in refusal("2/31/2026").hint
    assert "2028-02-29" in refusal("2/30/2028").hint
    assert "2026-11-23" in refusal("5/99/2026").hint  # no swap makes that a day


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("31/2/2026", "day 31, month 2 of 2026: that month has 28 days"),
        ("29/2/2100", "that month has 28 days"),
        ("30/2/2028", "that month has 29 days"),
        ("2026-04-31", "that month has 30 days"),
        ("32/12/2026", "that month has 31 days"),
        ("0/3/2026", "day 0, month 3"),
        ("2026-00-05", "there is no month 0"),
        ("99/99/2026", "there is no month 99"),
        ("5/3/1899", "years go from 1900 to 2200"),
        ("2201-03-05", "years go from 1900 to 2200"),
        ("0000-01-01", "years go from 1900 to 2200"),
        ("5/3/26", "'5/3/26' has no year of four digits"),
        ("26-03-05", "has no year of four digits"),
        ("05.03.26", "has no year of four digits"),
    ],
)
def test_an_impossible_day_is_refused_with_what_was_understood(text, wrong):
    fault = refusal(text)
    assert wrong in fault.message and "Day" in fault.message
    assert fault.hint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5/3",
        "2026-03",
        "2026",
        "20260305",
        "5/3-2026",
        "5//2026",
        "5/3/2026/1",
        "²/3/2026",
        "٥/٣/٢٠٢٦",
        "+5/3/2026",
        "5/3/20266",
        "005/3/2026",
        "tomorrow",
        "Nguyễn Văn An",
        "012345678901",
    ],
)
def test_what_is_no_date_is_refused_without_repeating_it(text):
    fault = refusal(text)
    assert fault.message == "Day is not a date that can be read"
    assert "2026-11-23" in fault.hint and "23/11/2026" in fault.hint


# -- moments


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05 9:30",
        "2026-03-05 09:30:00",
        "2026-03-05T09:30",
        "2026-03-05t9h30",
        "5/3/2026  9h30",
        "05.03.2026 9:30",
        "05.03.2026T09:30",
        "2026-03-05T09:30:00.123456",
        "2026-03-05T09:30:00+07:00",
        "2026-03-05 09:30:00+07:00",
        "2026-03-05T02:30Z",
        "2026-03-05T02:30:00.5Z",
        "2026-03-04T21:30-05:00",
        "2026-03-05T11:30+0900",
        "2026-03-05T08:00+05:30",
        "2026-03-05T03:30+01",
    ],
)
def test_a_moment_is_a_day_and_a_time_of_the_desk(text):
    assert read_moment(text, NOW, "At") == Moment(date(2026, 3, 5), time(9, 30))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("9:30", "2026-11-23T09:30:00+07:00"),
        ("9h30", "2026-11-23T09:30:00+07:00"),
        ("9h", "2026-11-23T09:00:00+07:00"),
        ("9h5", "2026-11-23T09:05:00+07:00"),
        ("0:00", "2026-11-23T00:00:00+07:00"),
        ("23:59:59", "2026-11-23T23:59:59+07:00"),
        ("yesterday 9:30", "2026-11-22T09:30:00+07:00"),
        ("hôm qua 9h30", "2026-11-22T09:30:00+07:00"),
        ("Hôm nay 14H", "2026-11-23T14:00:00+07:00"),
        ("yesterday", "2026-11-22"),
        ("hôm nay", "2026-11-23"),
        ("2026-03-05", "2026-03-05"),
        ("5/3/2026", "2026-03-05"),
        ("2025-12-31T23:30:00Z", "2026-01-01T06:30:00+07:00"),
        ("2026-01-01T06:30+07:00", "2026-01-01T06:30:00+07:00"),
        ("2026-01-01T01:00+09:00", "2025-12-31T23:00:00+07:00"),
    ],
)
def test_a_moment_is_stored_as_the_day_alone_or_with_its_time_and_zone(text, iso):
    assert read_moment(text, NOW, "At").iso() == iso


def test_today_is_the_desks_day_whatever_the_zone_of_the_clock():
    late = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)  # 01:00 of the 23rd at the desk
    assert read_moment("9:30", late, "At").day == TODAY
    assert read_moment("yesterday", late, "At").day == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("24:00", "'24:00' was read as hour 24, minute 0: there is no such time of day"),
        ("9:75", "hour 9, minute 75"),
        ("9:30:60", "'9:30:60'"),
        ("2026-03-05 25h", "hour 25"),
        ("9:5", "At has a time that cannot be read"),  # 9:05 or 9:50?
        ("9:", "At has a time that cannot be read"),
        ("9:30-10:30", "At has a time that cannot be read"),  # a span, not a zone
        ("2026-03-05 9:30-10:30", "At has a time that cannot be read"),
        ("9h.30", "At has a time that cannot be read"),
        ("9:3o", "At has a time that cannot be read"),
        ("9:30:00:00", "At has a time that cannot be read"),
        ("2026-03-05T", "At has a time that cannot be read"),
        ("2026-03-05Tnoon", "At has a time that cannot be read"),
        ("2026-03-05T09:30+7", "At has a time zone that cannot be read"),
        ("2026-03-05T09:30+ab", "At has a time zone that cannot be read"),
        ("2026-03-05T09:30+25:00", "no time zone is +25:00 away"),
        ("2026-03-05T09:30+07:75", "no time zone is +07:75 away"),
        ("9.30", "At is not a date that can be read"),
        ("noon", "At is not a date that can be read"),
        ("", "At is not a date that can be read"),
        ("Nguyễn Văn An 9:30", "At is not a date that can be read"),
        ("31/2/2026 9:30", "day 31, month 2 of 2026"),
        ("5/3/26 9:30", "no year of four digits"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(text, wrong):
    with pytest.raises(UsageFault) as fault:
        read_moment(text, NOW, "At")
    assert wrong in fault.value.message
    assert fault.value.hint


@given(days.filter(lambda day: day.year > 1900), st.times(), st.integers(-12 * 4, 14 * 4))
def test_any_iso_moment_keeps_its_instant(day, clock, quarters):
    zone = timezone(timedelta(minutes=15 * quarters))
    moment = datetime.combine(day, clock.replace(microsecond=0), zone)
    assert datetime.fromisoformat(read_moment(moment.isoformat(), NOW, "At").iso()) == moment


@given(st.text("0123456789:-./+zthT hôm nayqu", max_size=25))
def test_whatever_is_typed_is_read_or_refused_by_name(text):
    try:
        moment = read_moment(text, NOW, "At")
    except UsageFault as fault:
        assert "At" in fault.message
    else:
        assert read_moment(moment.iso(), NOW, "At") == moment


# -- stored days


@pytest.mark.parametrize("stored", ["2026-03-05", "2026-03-05T09:30:00+07:00"])
def test_people_see_a_day_as_their_language_writes_it(stored):
    assert shown_day(stored, "vi") == "05/03/2026"
    assert shown_day(stored, "en") == "2026-03-05"


def test_no_day_is_shown_as_nothing():
    assert shown_day("", "vi") == "" == shown_day("", "en")
