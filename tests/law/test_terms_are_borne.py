"""The table of terms, row by row: each is told by the one who bears it, and by nobody else."""

from datetime import date
from pathlib import Path

import pytest
from lives import CALENDAR, matter, states

from reception_cli.domain.case import Case, Reception, of_refusal
from reception_cli.domain.legal_life import Stepped
from reception_cli.law import codes, data, due_dates, obligations, terms
from reception_cli.law.practice import Level, Practice

OURS, OTHERS = {"unit", "head", "body"}, {"citizen", "law"}
TERMS = [row["id"] for row in data.read("law", "terms")["term"]]
# Who must act, as the article of each term says; of all others the unit.
BEARS = {
    "report-outcome": "body", "notify-refusal": "head", "demand-report": "superior",
    "complain": "citizen", "complain-second": "citizen", "complain-discipline-first": "citizen",
    "complain-discipline-second": "citizen", "complain-discipline-dismissal": "citizen", "decision-effective": "law",
}  # fmt: skip
# The agenda tells by when the next reception day of the head is to be posted.
OF_A_DAY = {"post-schedule"}
def matters() -> list[Case]:
    """A matter of every kind in every state and instance, in both competences, and the lines that bring one."""
    found = [
        matter(kind, stage, instance, competence=competence)
        for kind in ("complaint", "denunciation", "recommendation", "feedback", None)
        for stage in ("", *states())
        for instance in ("first", "second", "discipline")
        for competence in ("in", "out")
    ]
    visit = Reception("V2026-0001", "visit", "2026-07-20", ("2026-0002",), 1)
    petition = Reception("P2026-0001", "petition", "2026-07-20", ("2026-0002",), source="post", seq=5)
    refused = Reception("V2026-0003", "visit", "2026-07-20", people=1, refused="l9-3", seq=5)
    brought = [Case("2026-0002", "2026-07-20", lines=(line,), reached=(line,)) for line in (visit, petition)]
    return [*found, *brought, of_refusal(refused), *map(unnoticed, found), *map(settled_elsewhere, found)]


def unnoticed(case: Case) -> Case:
    """The same, nothing having been demanded or asked for yet."""
    life = case.life._replace(notices=(), meetings=(), superior=True)
    return case._replace(life=life)


def settled_elsewhere(case: Case) -> Case:
    """The same, the body that it went to having resolved it; another one has replied."""
    letters = (*case.life.referrals, case.life.referrals[0]._replace(seq=10, replied_on="2026-08-01"))
    notices = (*case.life.notices, Stepped("settled-elsewhere", "2026-08-03"))
    return case._replace(life=case.life._replace(referrals=letters, notices=notices))


EVERYTHING = obligations.Desk(answers=True, triage=True, format_from=1)


def opened(desk: obligations.Desk = EVERYTHING) -> set[str]:
    return {one.id for case in matters() for one in obligations.open_steps(case, desk)} - {obligations.REPLY}


def test_every_term_of_the_table_is_told_by_who_bears_it() -> None:
    owed, told = opened(), {one.id for case in matters() for one in obligations.effects(case)}
    assert owed | told | OF_A_DAY == set(TERMS)
    assert not owed & told
    assert {BEARS.get(id_, "unit") for id_ in owed} <= OURS | {"superior"}
    assert {BEARS.get(id_, "unit") for id_ in told} == OTHERS


def test_what_others_bear_and_the_mark_of_45_days_never_have_a_due_day() -> None:
    others = {id_ for id_ in opened() if BEARS.get(id_, "unit") in ("body", "superior")}
    practice = Practice(CALENDAR, Level(10), Level(10), 1)
    steps = [step for case in matters() for step in due_dates.steps(case, practice)]
    undated = {step.id for step in steps if step.due_on is None and step.falls_on}
    assert undated == others | {"unprocessed-petition"}
    assert {step.id for step in steps if step.due_on}.isdisjoint(undated)


def test_what_was_recorded_before_the_first_entry_of_this_format_owes_none_of_its_terms() -> None:
    later = {"notify-refusal", "reply-to-press", "triage-post"}
    assert later <= opened()
    for first in (None, 100):  # none was stated, or behind all of these
        assert opened(obligations.Desk(answers=True, triage=True, format_from=first)) == opened() - later


@pytest.mark.parametrize("id_", TERMS)
def test_whoever_bears_a_term_has_a_name(id_: str) -> None:
    bears = obligations.bearer(id_)
    assert bears == BEARS.get(id_, "unit")
    assert bears == "law" or bears in codes.load("bearer").names()


def test_a_term_that_is_borne_by_the_citizen_runs_by_the_law_of_its_day() -> None:
    sent = matter("complaint", "decided", life={"steps": (Stepped("sent", "2026-10-30"),)})
    (again,) = [one for one in obligations.effects(sent) if one.id == "complain-second"]
    assert terms.term(again.id, date.fromisoformat(again.since)).source == "Law 02/2011/QH13, Art. 33"


@pytest.mark.parametrize("id_", sorted(set(TERMS) - {"unprocessed-petition"}))
def test_a_transcript_explains_every_term_in_vietnamese(id_: str) -> None:
    transcript = Path(__file__).parent.parent / "cli/transcripts/every_term_explained.txt"
    told = " ".join(transcript.read_text("utf-8").split())
    assert all(row["vi"] in told for row in data.read("law", "terms")["term"] if row["id"] == id_)
