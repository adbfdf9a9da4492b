"""The table of terms, row by row: each is told by the one who bears it, and by nobody else."""

from datetime import date

import pytest
from lives import matter, states

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.legal_life import Stepped
from reception_cli.law import codes, data, obligations, terms

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
# No fact starts these yet: a step that no command could end would stay due for ever.
WITHOUT_A_FACT = {
    "report-outcome", "pass-on-outcome", "notify-refusal", "dialogue-notice", "demand-report", "report-overdue",
    "reply-to-press", "invite-online", "test-online", "triage-post",
}  # fmt: skip


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
    petition = Reception("P2026-0001", "petition", "2026-07-20", ("2026-0002",), source="post")
    return [*found, *(Case("2026-0002", "2026-07-20", lines=(line,), reached=(line,)) for line in (visit, petition))]


def test_every_term_of_the_table_is_told_or_waits_for_a_fact() -> None:
    opened = {one.id for case in matters() for one in obligations.open_steps(case, True)} - {obligations.REPLY}
    told = {one.id for case in matters() for one in obligations.effects(case)}
    assert opened | told | OF_A_DAY | WITHOUT_A_FACT == set(TERMS)
    assert not (opened | told) & WITHOUT_A_FACT and not opened & told
    assert {BEARS.get(id_, "unit") for id_ in opened} <= OURS
    assert {BEARS.get(id_, "unit") for id_ in told} == OTHERS


@pytest.mark.parametrize("id_", TERMS)
def test_whoever_bears_a_term_has_a_name(id_: str) -> None:
    bears = obligations.bearers()[id_]
    assert bears == BEARS.get(id_, "unit")
    assert bears == "law" or bears in codes.load("bearer").names()


def test_a_term_that_is_borne_by_the_citizen_runs_by_the_law_of_its_day() -> None:
    sent = matter("complaint", "decided", life={"steps": (Stepped("sent", "2026-10-30"),)})
    (again,) = [one for one in obligations.effects(sent) if one.id == "complain-second"]
    assert terms.term(again.id, date.fromisoformat(again.since)).source == "Law 02/2011/QH13, Art. 33"
