"""What speaks against a classification that no rule refuses: it is told, and the clerk decides."""

from datetime import date

import pytest

from reception_cli.domain.case import Case, Reception
from reception_cli.events.classification import advice

DAY = date(2026, 11, 23)
OUTSIDE = "it is outside competence, and is to be taken in"
UNFIT = "it does not meet the conditions, and is to be taken in"
WITHIN = "it is within competence, and is to be sent away"
GUIDED = "it was guided before: once for each content (Circular 07/2014/TT-TTCP, Art. 8(1))"


def matter(competence: str | None = None, qualified: bool | None = None, **handled: str) -> Case:
    """A complaint whose visits, V2026-0001 onwards, were handled so, a day apart."""
    lines = tuple(
        Reception(f"V2026-000{n}", "visit", f"2026-11-0{n}", ("2026-0001",), 1, handling=how)
        for n, how in enumerate([*({"2026-0001": how} for how in handled.values()), {}], 1)
    )
    return Case(
        "2026-0001", "2026-11-01", "complaint", competence=competence, qualified=qualified, lines=lines, reached=lines
    )


@pytest.mark.parametrize(
    ("competence", "qualified", "handling", "told"),
    [
        ("out", None, "accept", [OUTSIDE]),
        ("in", False, "accept", [UNFIT]),
        ("out", False, "accept", [OUTSIDE, UNFIT]),
        ("in", True, "accept", []),
        (None, None, "accept", []),
        ("in", None, "guide", [WITHIN]),
        ("in", False, "file", []),
        ("out", False, "guide", []),
        ("out", False, None, []),
    ],
)
def test_a_handling_that_contradicts_what_is_known_of_the_matter_is_told(competence, qualified, handling, told):
    assert advice(matter(competence, qualified), {"handling": handling} if handling else {}, DAY) == told
    said = {"competence": competence, "qualified": qualified, "handling": handling}  # all of it said at once
    assert advice(matter(), {name: value for name, value in said.items() if value is not None}, DAY) == told


def test_a_citizen_is_guided_once_for_each_content():
    assert advice(matter(first="guide"), {"handling": "guide"}, DAY) == [GUIDED]
    assert advice(matter(first="guide", second="return"), {"handling": "guide"}, DAY) == [GUIDED]
    assert advice(matter(first="return"), {"handling": "guide"}, DAY) == []
    assert advice(matter(first="guide"), {"handling": "return"}, DAY) == []


def test_guiding_the_latest_visit_again_is_saying_the_same_again():
    once = matter(first="guide")
    assert advice(once._replace(lines=once.lines[:1]), {"handling": "guide"}, DAY) == []
