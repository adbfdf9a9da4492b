"""The last day of every open step, counted by the law of the day on which it began, and told with its reasons."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from reception_cli import law
from reception_cli.domain.case import Case
from reception_cli.domain.errors import NotFound
from reception_cli.domain.words import _
from reception_cli.law import case_terms, obligations, terms
from reception_cli.law.deadlines import Deadline, due
from reception_cli.law.obligations import (
    ANSWER,
    CHECK,
    DEMAND,
    FOLLOW_UP,
    FOLLOW_UP_NAMES,
    PAPER,
    PROMISE,
    PROMISE_NAMES,
    REPLY,
    REPLY_NAMES,
    RESOLVING,
    TOLD,
    TRIAGE,
    Open,
    open_steps,
)
from reception_cli.law.practice import Practice
from reception_cli.law.terms import Term


class Step(NamedTuple):
    """An open step: its term, the ISO day from which it runs, and where it ends as things stand."""

    term: Term
    since: str
    deadline: Deadline

    @property
    def id(self) -> str:
        """Id of the term, or REPLY."""
        return self.term.id

    @property
    def falls_on(self) -> str | None:
        """ISO day on which its term ends; None while the clock stands still or no day is set."""
        return self.deadline.due.isoformat() if self.deadline.due else None

    @property
    def due_on(self) -> str | None:
        """ISO day by which this desk, or whoever promised it, is to do it; None of what is told only."""
        return None if self.id in TOLD else self.falls_on


def steps(case: Case, practice: Practice) -> list[Step]:
    """List the open steps of a case, the most urgent first."""
    found = (count(case, one, practice) for one in open_steps(case, practice.owes))
    return sorted(filter(None, found), key=lambda step: (step.falls_on or "9999", step.since))


def effects(case: Case, practice: Practice) -> list[Step]:
    """List what the law sets for others than this desk: time bars of the complainant, the day of legal effect."""
    found = []
    for one in obligations.effects(case):
        term = _term(one, case.life.remote)
        if term is None:
            continue
        on = date.fromisoformat(one.since)
        bar = one.id in obligations.TIME_BARS  # runs from a day that is not recorded
        found.append(Step(term, one.since, Deadline(term, on, None, None) if bar else due(term, on, practice.calendar)))
    return found


def count(case: Case, one: Open, practice: Practice) -> Step | None:
    """Count an open step; None where no law knew its term on the day it began."""
    if one.id == REPLY:
        source = _("the day named in our letter") if one.fixed else _("no day is named in our letter")
        return _named(one, REPLY_NAMES, "referred", source, "body")
    if one.id == PROMISE:
        return _named(one, PROMISE_NAMES, "promised", _("the day that was said with it"), one.who)
    if one.id.startswith(PAPER):
        return _of_paper(one, practice)
    if one.id == FOLLOW_UP:
        return _named(one, FOLLOW_UP_NAMES, "paused", _("the day that was said with the suspension"), "unit")
    if one.id in RESOLVING:
        found = case_terms.resolving(case, practice.calendar)
        return Step(found.term, one.since, found.deadline) if found else None
    if one.id == DEMAND:
        resolved = case_terms.resolving(case, practice.calendar)
        last = resolved and resolved.deadline.due
        if not last:
            return None
        one = one._replace(since=last.isoformat())
    term = _term(one)
    if term is None:
        return None
    if one.id == CHECK:
        checked = case_terms.checking(case, practice.calendar)
        return Step(checked.term, one.since, checked.deadline)
    if one.id == ANSWER:
        term = practice.level(term, practice.answers)
    if one.id == TRIAGE:
        term = practice.level(term, practice.triage)
    return Step(term, one.since, due(term, date.fromisoformat(one.since), practice.calendar))


def _term(one: Open, remote: bool = False) -> Term | None:
    try:
        return terms.term(one.id, date.fromisoformat(one.since), remote=remote)
    except NotFound:
        return None


def _of_paper(one: Open, practice: Practice) -> Step | None:
    """Count by when a paper is owed: by the term of its act, or by the day that the act names."""
    paper, id_ = law.papers.papers()[one.id.removeprefix(PAPER)], law.owed_papers.term_of(one.id)
    if not id_:
        names = {"vi": paper.vi, "en": paper.en}
        return _named(one, names, "accepted", _("before the term that is extended ends"), "unit")
    term = _term(one._replace(id=id_))
    if term is None:
        return None
    term = term._replace(id=one.id, vi=paper.vi, en=paper.en)
    return Step(term, one.since, due(term, date.fromisoformat(one.since), practice.calendar))


def _named(one: Open, names: Mapping[str, str], anchor: str, source: str, bears: str) -> Step:
    """Tell a day that a letter or a promise names as a term of its own."""
    by = date.fromisoformat(one.fixed) if one.fixed else None
    term = Term(one.id, "", names["vi"], names["en"], None, "calendar", anchor, date.min, None, source, "", bears=bears)
    return Step(term, one.since, Deadline(term, date.fromisoformat(one.since), by, by))
