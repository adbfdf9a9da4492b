"""What a matter still owes: the open steps of its life, each with the day from which it runs.

Pure, and without a word of law: `due_dates` reads the terms. A line that was imported owes nothing by
itself: old registers do not tell what was answered.
"""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain.case import FINDINGS, Case, Reception
from reception_cli.domain.legal_life import EARLY
from reception_cli.domain.words import language
from reception_cli.law import data

REPLY = "reply"  # of another body, by the day that our letter names
REPLY_NAMES = {"vi": "văn bản trả lời của cơ quan được chuyển", "en": "reply of the body it went to"}
PROMISE = "promise"  # by the day that was said with it
PROMISE_NAMES = {"vi": "việc đã thống nhất, đã hứa, đã kết luận", "en": "what was promised"}
FOLLOW_UP = "follow-up"  # on a suspended matter, on the day that was said with it
FOLLOW_UP_NAMES = {"vi": "xem lại việc tạm đình chỉ", "en": "look at the suspension again"}
ANSWER = "answer-recommendation"
CHECK = "check-denunciation"
RESOLVE_BY_INSTANCE = {"first": "resolve-first", "second": "resolve-second", "discipline": "resolve-discipline"}
RESOLVING = frozenset({*RESOLVE_BY_INSTANCE.values(), "resolve-denunciation"})
_RUNNING = frozenset(
    {"accepted", "notified", "verifying", "dialogue", "suspended", "withdrawn", "to-investigation"}
)
_CONCLUDED = {"sent": "send-conclusion", "acted": "act-on-conclusion", "published": "publish-conclusion"}
_AFTER = frozenset({"concluded", *_CONCLUDED})
_SENT = {"first": "send-first", "second": "send-second"}
_STOPPED = {"complaint": "send-complaint-stop", "denunciation": "send-denunciation-stop"}
TIME_BARS = ("complain", "complain-discipline-first")  # of a complaint that nobody took in yet
_AGAIN = {  # instance -> by when somebody may complain about the decision
    "first": ("complain-second",), "second": (),
    "discipline": ("complain-discipline-second", "complain-discipline-dismissal"),
}  # fmt: skip
_LINES = {"visit": "notify-visitor", "petition": "unprocessed-petition"}


class Open(NamedTuple):
    """A step that is still to be done: the id of its term, and the ISO day from which that runs."""

    id: str
    since: str
    moved: bool = False  # what is recorded of this matter may move its last day: extensions, pauses, criteria
    fixed: str | None = None  # ISO day that a letter names
    who: str = ""  # who promised it (code of the list bearer); "": whom the term names
    seq: int = 0  # entry that tells of it, where one matter may owe several of a sort


def open_steps(case: Case, answers: bool = False) -> list[Open]:
    """List what is still to be done; of a matter that is closed only what was promised, of one nobody brought nothing.

    `answers` says that this desk promises an answer to recommendations, for which the law sets no term.
    """
    if case.status == "void" or not brought(case):
        return []
    promised = [Open(PROMISE, each.on, True, each.by, each.who, each.seq) for each in case.life.promised]
    if case.closed:
        return promised
    life, stage = case.life, case.stage
    again = [Open(FOLLOW_UP, each.start, True, each.until) for each in life.pauses if each.until and not each.end]
    steps = [*promised, *again, *_notices(case, stage), *_receipt(case, stage, answers)]
    if life.accepted_on or life.decided_on or stage == "terminated":
        steps += [*_resolving(case, stage), *_afterwards(case, stage)]
    return [*steps, *_replies(case)] if life.referrals else steps


def effects(case: Case) -> Iterator[Open]:
    """What the law gives the complainant time for, and when a decision takes effect: told, and owed by nobody here.

    When somebody knew of what they complain about is not recorded, and stands with no day; a decision is received
    when it was sent, as far as that is recorded, else on its own day.
    """
    life = case.life
    if case.kind != "complaint" or case.status == "void" or not brought(case):
        return
    discipline = life.instance == "discipline"
    if not life.decided_on:
        if not (life.accepted_on or case.closed):
            yield from (Open(id_, case.received_on) for id_ in TIME_BARS)
        return
    sent = next((step.on for step in life.steps if step.state == "sent"), life.decided_on)
    again = _AGAIN["discipline" if discipline else life.instance or "first"]
    yield from (Open(id_, sent) for id_ in again)
    if not discipline:
        yield Open("decision-effective", life.decided_on)


def step_names() -> dict[str, str]:
    """Name the steps in the reader's language."""
    tongue = language()
    told = {row["id"]: row[tongue] for row in data.read("law", "terms")["term"]}
    return {**told, REPLY: REPLY_NAMES[tongue], PROMISE: PROMISE_NAMES[tongue], FOLLOW_UP: FOLLOW_UP_NAMES[tongue]}


def bearers() -> dict[str, str]:
    """Tell of each sort of step who must act (code of the list bearer); of a promise that is told with it."""
    told = {row["id"]: row.get("bears", "unit") for row in data.read("law", "terms")["term"]}
    return {**told, REPLY: "body", FOLLOW_UP: "unit"}


def lacking(case: Case) -> list[str]:
    """Name the facts that an imported matter lacks and the forms will miss; nothing of one recorded here."""
    if case.status == "void" or not imported(case):
        return []
    taken_in = case.handling == "accept" or case.status == "accepted" or case.result in FINDINGS
    found = {
        "kind": not case.kind,
        "field": not case.field,
        "accepted_on": taken_in and not case.life.accepted_on,
        "decided_on": case.result in FINDINGS and not case.life.decided_on,
        "closed_on": case.status == "closed" and not case.closed_on,
    }
    return [name for name, lacks in found.items() if lacks]


UNBROUGHT = "reception"  # what a matter lacks that nobody brought
AT_THE_END = ("kind", "field", "competence", "handling")  # what law and report forms ask of a matter that is closed


def brought(case: Case) -> bool:
    """Whether somebody brought a matter: a visit or petition of it stands, be it a refused one."""
    return any(not line.void for line in case.lines)


def unsaid(case: Case) -> list[str]:
    """Name what is not said of a matter and must be at its end; a handling only where a line could have one."""
    received = any(line.counts for line in case.lines)
    return [name for name in AT_THE_END if getattr(case, name) is None and (name != "handling" or received)]


def incomplete(case: Case) -> list[str]:
    """Name what a matter recorded here lacks: whoever brought it, or at its end what must have been said by then.

    Nothing of an imported one: old registers do not tell.
    """
    if case.status == "void" or imported(case):
        return []
    if case.closed:
        return unsaid(case)
    return [] if brought(case) else [UNBROUGHT]


def imported(case: Case) -> bool:
    """Whether a matter came in before this register: its first line was imported."""
    if not [line for line in case.lines if line.row is not None]:
        return False
    counted = [line for line in case.lines if line.counts]
    return bool(counted) and min(counted, key=_day).row is not None


def _day(line: Reception) -> str:
    return line.day


def _notices(case: Case, stage: str) -> Iterator[Open]:
    """The answer to whoever came or wrote since the matter was last handled."""
    life = case.life
    if life.accepted_on or stage not in EARLY:
        return
    waiting: dict[str, Reception] = {}
    for line in sorted([line for line in case.lines if line.counts and not line.visit], key=_day):
        if line.handling.get(case.id) or (life.since and line.day <= life.since):
            waiting.clear()
        elif not line.row:
            waiting.setdefault(line.type, line)
    for type_, line in waiting.items():
        yield Open(_LINES[type_], line.day)


def _receipt(case: Case, stage: str, answers: bool) -> Iterator[Open]:
    """What is to be done with a matter of a kind since it came in."""
    id_ = _first_step(case, stage, answers)
    if id_ and not imported(case):
        yield Open(id_, case.received_on, id_ == CHECK and bool(case.life.extensions))


def _first_step(case: Case, stage: str, answers: bool) -> str:
    if case.kind == "complaint":
        return "accept-complaint" if stage == "triaged" else ""
    if case.kind == "denunciation":
        first = "forward-denunciation" if case.competence == "out" else CHECK
        return {"checking": first, "follow-on": "decide-follow-on"}.get(stage, "")
    return ANSWER if answers and case.kind and stage in ("triaged", "considering") else ""


def _resolving(case: Case, stage: str) -> Iterator[Open]:
    """What an acceptance starts."""
    life = case.life
    if not life.accepted_on or life.decided_on or stage not in _RUNNING:
        return
    if case.kind == "denunciation":
        if not life.stepped("notified"):
            yield Open("notify-acceptance", life.accepted_on)
        yield Open("resolve-denunciation", life.accepted_on, True)
    elif case.kind == "complaint":
        yield Open(RESOLVE_BY_INSTANCE[life.instance or "first"], life.accepted_on, True)


def _afterwards(case: Case, stage: str) -> Iterator[Open]:
    """What a decision, a conclusion or a termination starts."""
    life = case.life
    if stage == "terminated" and case.kind in _STOPPED:
        yield Open(_STOPPED[case.kind], life.since)
    if not life.decided_on:
        return
    if case.kind == "complaint" and stage == "decided" and life.instance in _SENT:
        yield Open(_SENT[life.instance], life.decided_on)
    if case.kind == "denunciation" and stage in _AFTER:
        for state, id_ in _CONCLUDED.items():
            if not life.stepped(state):
                yield Open(id_, life.decided_on)


def _replies(case: Case) -> Iterator[Open]:
    """The replies of other bodies, by the days that our letters name; the most urgent first."""
    for referral in sorted(case.life.waiting, key=lambda each: each.reply_by or "9999"):
        yield Open(REPLY, referral.on, True, referral.reply_by)
