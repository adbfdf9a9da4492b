"""The terms that run for a matter: resolution after acceptance, initial handling of a denunciation. Pure."""

from collections.abc import Sized
from datetime import date
from typing import NamedTuple

from reception_cli.domain.case import Case
from reception_cli.domain.errors import NotFound
from reception_cli.domain.legal_life import Halt
from reception_cli.law import terms
from reception_cli.law.calendar import Calendar, Pause
from reception_cli.law.deadlines import Deadline, Extension, due
from reception_cli.law.obligations import RESOLVE_BY_INSTANCE
from reception_cli.law.terms import Term

DENUNCIATIONS = "2019-01-01"  # first day of Law 25/2018/QH14: no term of an older law is kept


class Running(NamedTuple):
    """A term that runs, and its due day as it stands."""

    term: Term
    deadline: Deadline


def resolving(case: Case, calendar: Calendar) -> Running | None:
    """Count the term of resolution; None before acceptance, or where the law sets none."""
    life = case.life
    if not life.accepted_on or case.kind not in ("complaint", "denunciation"):
        return None
    if case.kind == "denunciation" and life.accepted_on < DENUNCIATIONS:
        return None
    return _run(case, resolution_term(case), life.accepted_on, calendar)


def checking(case: Case, calendar: Calendar) -> Running:
    """Count the term of the initial handling of a denunciation, from its receipt."""
    on = date.fromisoformat(case.received_on)
    return _run(case, terms.term("check-denunciation", on), case.received_on, calendar)


def resolution_term(case: Case) -> Term:
    """Give the term of resolution with what may lengthen it.

    A complaint is lengthened by its complexity, once, up to the days the law gives a complex one; a
    denunciation by as many extensions as its criteria allow.
    """
    life = case.life
    on = date.fromisoformat(life.accepted_on or "")
    if case.kind == "denunciation":
        return terms.term("resolve-denunciation", on, complex=bool(life.criteria), special=_special(life.criteria, on))
    id_ = RESOLVE_BY_INSTANCE[life.instance or "first"]
    plain = terms.term(id_, on, remote=life.remote, complex=bool(life.complex))
    longer = terms.term(id_, on, remote=life.remote, complex=True)
    days = (longer.days or 0) - (plain.days or 0)
    return plain._replace(extension_days=days, extensions=1 if days else 0)


def _special(criteria: Sized, on: date) -> bool:
    """Whether criteria make a denunciation specially complex; none did before a decree named them (28 May 2019)."""
    try:
        return len(criteria) >= terms.limit("special_criteria_min", on)
    except NotFound:
        return False


def is_overdue(case: Case, on: str, calendar: Calendar) -> int:
    """Count the days by which a matter that was not decided in time is late on an ISO day; 0: it is not."""
    found = None if case.life.decided_on else resolving(case, calendar)
    return found.deadline.overdue(date.fromisoformat(on)) if found else 0


def acceptance_due(case: Case, calendar: Calendar) -> date | None:
    """Tell by when it was to be accepted, counted from its receipt; None where the law sets no term."""
    if case.kind == "denunciation" and case.received_on >= DENUNCIATIONS:
        return checking(case, calendar).deadline.due
    if case.kind != "complaint":
        return None
    on = date.fromisoformat(case.received_on)
    return due(terms.term("accept-complaint", on), on, calendar).due


def effect_due(case: Case, calendar: Calendar) -> date | None:
    """Tell when a decision takes legal effect; None when there is none."""
    if not case.life.decided_on:
        return None
    on = date.fromisoformat(case.life.decided_on)
    return due(terms.term("decision-effective", on, remote=case.life.remote), on, calendar).due


def _run(case: Case, term: Term, anchor: str, calendar: Calendar) -> Running:
    extensions = tuple(
        Extension(date.fromisoformat(each.on), each.days, each.doc or "")
        for each in case.life.extensions
        if each.term == term.id
    )
    pauses = tuple(map(_pause, case.life.pauses))
    return Running(term, due(term, date.fromisoformat(anchor), calendar, extensions, pauses))


def _pause(halt: Halt) -> Pause:
    end = date.fromisoformat(halt.end) if halt.end else None
    return Pause(date.fromisoformat(halt.start), end, halt.doc or "")
