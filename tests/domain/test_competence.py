"""On which days a matter was within competence: by when that was said, not by when it was recorded."""

from reception_cli.domain.case import Case, Ending, within_competence


def within(day: str, *said: tuple[str, str]) -> bool:
    """Ask of a matter that was opened on 30 June 2026 and is not over."""
    case = Case("2026-0001", opened_on="2026-06-30", competences=said)
    return any(spell.since <= day < spell.until for spell in within_competence(case, Ending()))


def test_a_corrected_competence_holds_from_the_first_day_also_before_the_matter_was_opened():
    """Its paper may have come, and ended, before the clerk opened a matter for it."""
    assert within("2025-12-31", ("", "in")) and within("2026-07-01", ("", "in"))
    assert not within("2025-12-31", ("", "out"))


def test_what_is_said_later_holds_from_its_own_day():
    said = ("2026-06-30", "in"), ("2026-07-10", "out"), ("2026-07-20", "in")
    days = "2026-06-29", "2026-06-30", "2026-07-09", "2026-07-10", "2026-07-19", "2026-07-20"
    assert [within(day, *said) for day in days] == [False, True, True, False, False, True]
    assert [within(day, ("", "in"), ("2026-07-10", "out")) for day in ("2026-01-01", "2026-07-10")] == [True, False]
