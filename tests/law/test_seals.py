"""A register is sealed up to the last day of a report that was handed in, that day included."""

import pytest

from reception_cli.domain.case import Case, Reception
from reception_cli.law.seals import Seal, classify_sealed, days_of, sealed_reasons

QUARTER = Seal("2026-09-30")
BEHIND = Seal("2026-09-30", behind=True)


@pytest.mark.parametrize(
    ("day", "sealed"),
    [("2026-07-01", True), ("2026-09-30", True), ("2026-09-30T16:59:00+07:00", True), ("2026-10-01", False)],
)
def test_the_last_sealed_day_is_sealed_whole_and_the_next_is_open(day, sealed):
    assert QUARTER.covers(day) is sealed and bool(sealed_reasons([day], QUARTER)) is sealed
    assert not BEHIND.covers(day) and not Seal().covers(day) and not Seal("", behind=True).covers(day)
    assert BEHIND.mark([day]) == ({"after_seal": day[:10]} if sealed else {})
    assert QUARTER.mark([day]) == {} == Seal("", behind=True).mark([day])


def test_what_goes_behind_a_seal_knowingly_says_the_first_sealed_day_that_it_reaches():
    assert BEHIND.mark(["2026-10-02", "2026-09-30T08:00", "2026-09-01", "2026-11-01"]) == {"after_seal": "2026-09-01"}


def test_one_sealed_day_among_several_is_enough():
    assert sealed_reasons(["2026-10-01", "2026-09-30"], QUARTER) == [
        "the register is sealed up to 2026-09-30; say --after-seal to go behind the seal knowingly"
    ]
    assert sealed_reasons([], QUARTER) == []


def test_kind_and_field_of_a_reported_matter_stay_and_the_rest_may_still_be_said():
    line = Reception("V2026-0001", "visit", "2026-09-30T08:00:00+07:00", ("2026-0001",), 1)
    case = Case("2026-0001", "2026-09-30", "complaint", "land", lines=(line,), reached=(line,))
    assert (
        days_of(line) == days_of(case) == ["2026-09-30"]
        and days_of(case._replace(lines=(line._replace(refused="drunk"),))) == []
    )
    for wish in ({"kind": "feedback"}, {"field": "labour"}, {"kind": "complaint", "field": "labour"}):
        assert classify_sealed(case, wish, QUARTER) and not classify_sealed(case, wish, BEHIND)
    for wish in ({"kind": "complaint", "field": "land"}, {"competence": "in", "qualified": True}, {}):
        assert classify_sealed(case, wish, QUARTER) == []
