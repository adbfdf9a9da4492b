"""What a matter still owes: the open steps of its life, each with its term, the day it runs from and its last day.

Pure. A line that was imported owes nothing by itself: old registers do not tell what was answered.
"""

from collections.abc import Iterator
from functools import lru_cache
from datetime import date
from typing import NamedTuple

from reception_cli.model.case import Case, Line
from reception_cli.model.errors import NotFound
from reception_cli.model.evolving import EARLY
from reception_cli.model.words import _
from reception_cli.rules import law, running
from reception_cli.rules.deadline import Deadline, due
from reception_cli.rules.law import Term
from reception_cli.rules.practice import Practice

REPLY = "reply"  # of another body, by the day that our letter names
ANSWER = "answer-recommendation"
_RUNNING = frozenset(
    {"accepted", "notified", "verifying", "dialogue", "suspended", "withdrawn", "to-investigation"}
)
_CONCLUDED = {"sent": "send-conclusion", "acted": "act-on-conclusion", "published": "publish-conclusion"}
_AFTER = frozenset({"concluded", *_CONCLUDED})
_SENT = {"first": "send-first", "second": "send-second"}
_STOPPED = {"complaint": "send-complaint-stop", "denunciation": "send-denunciation-stop"}
_LINES = {"visit": "notify-visitor", "petition": "unprocessed-petition"}
_DECIDED = frozenset({"founded", "partly", "unfounded", "upheld", "amended"})


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
    def due_on(self) -> str | None:
        """ISO day by which it is to be done; None while the clock stands still or no day is set."""
        return self.deadline.due.isoformat() if self.deadline.due else None


def steps(case: Case, practice: Practice) -> list[Step]:
    """List the open steps of a case, the most urgent first; nothing is owed of one that is closed."""
    if case.closed:
        return []
    found = (*_notices(case, practice), *_receipt(case, practice), *_resolving(case, practice),
             *_afterwards(case, practice), *_replies(case, practice))  # fmt: skip
    return sorted(found, key=lambda step: (step.due_on or "9999", step.since))


def lacking(case: Case) -> list[str]:
    """Name the facts that an imported matter lacks and the forms will miss; nothing of one recorded here."""
    if case.status == "void" or not _imported(case):
        return []
    taken_in = case.handling == "accept" or case.status == "accepted" or case.result in _DECIDED
    found = {
        "kind": not case.kind,
        "field": not case.field,
        "accepted_on": taken_in and not case.life.accepted_on,
        "decided_on": case.result in _DECIDED and not case.life.decided_on,
        "closed_on": case.status == "closed" and not case.closed_on,
    }
    return [name for name, lacks in found.items() if lacks]


def _imported(case: Case) -> bool:
    counted = [line for line in case.lines if line.counts]
    return bool(counted) and min(counted, key=_day).row is not None


def _day(line: Line) -> str:
    return line.day


def _notices(case: Case, practice: Practice) -> Iterator[Step]:
    """The answer to whoever came or wrote since the matter was last handled."""
    if case.life.accepted_on or case.stage not in EARLY:
        return
    waiting: dict[str, Line] = {}
    for line in sorted((line for line in case.lines if line.counts and not line.visit), key=_day):
        if line.handling.get(case.id) or (case.life.since and line.day <= case.life.since):
            waiting.clear()
        elif not line.row:
            waiting.setdefault(line.type, line)
    for type_, line in waiting.items():
        yield from _step(_LINES[type_], line.day, practice)


def _receipt(case: Case, practice: Practice) -> Iterator[Step]:
    """What is to be done with a matter of a kind since it came in."""
    id_ = _first_step(case, practice)
    if not id_ or _imported(case):
        return
    if id_ == "check-denunciation" and case.received_on >= running.DENUNCIATIONS:
        found = running.checking(case, practice.calendar)
        yield Step(found.term, case.received_on, found.deadline)
    elif id_ == ANSWER:
        yield _counted(practice.level(_term(ANSWER, case.received_on)), case.received_on, practice)
    else:
        yield from _step(id_, case.received_on, practice)


def _first_step(case: Case, practice: Practice) -> str:
    if case.kind == "complaint":
        return "accept-complaint" if case.stage == "triaged" else ""
    if case.kind == "denunciation":
        first = "forward-denunciation" if case.competence == "out" else "check-denunciation"
        return {"checking": first, "follow-on": "decide-follow-on"}.get(case.stage, "")
    promised = case.kind and practice.answer_days and case.stage in ("triaged", "considering")
    return ANSWER if promised else ""


def _resolving(case: Case, practice: Practice) -> Iterator[Step]:
    """What an acceptance starts."""
    life = case.life
    if not life.accepted_on or life.decided_on or case.stage not in _RUNNING:
        return
    if case.kind == "denunciation" and not life.stepped("notified"):
        yield from _step("notify-acceptance", life.accepted_on, practice)
    if found := running.resolving(case, practice.calendar):
        yield Step(found.term, life.accepted_on, found.deadline)


def _afterwards(case: Case, practice: Practice) -> Iterator[Step]:
    """What a decision, a conclusion or a termination starts."""
    life = case.life
    if case.stage == "terminated" and case.kind in _STOPPED:
        yield from _step(_STOPPED[case.kind], life.since, practice)
    if not life.decided_on:
        return
    if case.kind == "complaint" and case.stage == "decided" and life.instance in _SENT:
        yield from _step(_SENT[life.instance], life.decided_on, practice)
    if case.kind == "denunciation" and case.stage in _AFTER:
        for state, id_ in _CONCLUDED.items():
            if not life.stepped(state):
                yield from _step(id_, life.decided_on, practice)


def _replies(case: Case, practice: Practice) -> Iterator[Step]:
    """The replies of other bodies, by the days that our letters name."""
    for referral in case.life.waiting:
        by = date.fromisoformat(referral.reply_by) if referral.reply_by else None
        term = reply_term()
        told = Deadline(term, date.fromisoformat(referral.on), by, by, calendar=practice.calendar.version)
        yield Step(term, referral.on, told)


@lru_cache(1)
def reply_term() -> Term:
    """Describe the wait for another body's reply as a term that a letter sets."""
    source = _("the day named in our letter")
    vi, en = "văn bản trả lời của cơ quan được chuyển", "reply of the body it went to"
    return Term(REPLY, "", vi, en, None, "calendar", "referred", date.min, None, source, "L", bears="body")


def _step(id_: str, since: str, practice: Practice) -> Iterator[Step]:
    """Count a term; nothing where no law knew it on the day it began."""
    term = _term(id_, since)
    if term is not None:
        yield _counted(term, since, practice)


def _counted(term: Term, since: str, practice: Practice) -> Step:
    known = practice.known.get((term, since))
    if known is None:
        known = practice.known[term, since] = due(term, date.fromisoformat(since), practice.calendar)
    return Step(term, since, known)


@lru_cache(10_000)
def _term(id_: str, on: str) -> Term | None:
    try:
        return law.term(id_, date.fromisoformat(on))
    except NotFound:
        return None
