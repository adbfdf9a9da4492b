"""What a matter still owes: the open steps of its life, each with the day from which it runs.

Pure, and without a word of law: `due_dates` reads the terms. A line that was imported owes nothing by
itself: old registers do not tell what was answered.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from reception_cli import law
from reception_cli.domain.case import FINDINGS, WRITTEN, Case, Reception, passed_on
from reception_cli.domain.legal_life import EARLY
from reception_cli.domain.words import language
from reception_cli.law import data

REPLY = "reply"  # of another body, by the day that our letter names
REPLY_NAMES = {"vi": "văn bản trả lời của cơ quan được chuyển", "en": "reply of the body it went to"}
PAPER = "paper-"  # before the id of a paper: that it is owed
PROMISE = "promise"  # by the day that was said with it
PROMISE_NAMES = {"vi": "việc đã thống nhất, đã hứa, đã kết luận", "en": "what was promised"}
FOLLOW_UP = "follow-up"  # on a suspended matter, on the day that was said with it
FOLLOW_UP_NAMES = {"vi": "xem lại việc tạm đình chỉ", "en": "look at the suspension again"}
ANSWER = "answer-recommendation"
ACCEPT, CHECK = "accept-complaint", "check-denunciation"
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
NOTIFY_VISITOR, NOTIFY_ACCEPTANCE, NOTIFY_REFUSAL = "notify-visitor", "notify-acceptance", "notify-refusal"
TRIAGE = "triage-post"
DEMAND = "demand-report"  # runs from the last day of the resolution
OUTCOME = "report-outcome"
# Told with their day and owed by nobody here: a mark of warning, and what another body or the superior is to do.
MARK = "unprocessed-petition"
TOLD = frozenset({MARK, OUTCOME, DEMAND})
_MILESTONES = frozenset({MARK, "complain", "decision-effective"})
_LINES = {"visit": NOTIFY_VISITOR, "petition": MARK}


class Open(NamedTuple):
    """A step that is still to be done: the id of its term, and the ISO day from which that runs."""

    id: str
    since: str
    moved: bool = False  # what is recorded of this matter may move its last day: extensions, pauses, criteria
    fixed: str | None = None  # ISO day that a letter names
    who: str = ""  # who promised it (code of the list bearer); "": whom the term names
    seq: int = 0  # entry that tells of it, where one matter may owe several of a sort


class Desk(NamedTuple):
    """What a desk said of what it owes."""

    answers: bool = False  # it promises an answer to recommendations, for which the law sets no term
    triage: bool = False  # it promises to triage what comes by post, likewise
    format_from: int | None = None  # the entry that first stated a later format; nothing before owes its terms
    papers_from: str = ""  # since when it issues its papers here (ISO moment or day); "": it does not


PLAIN = Desk()


def open_steps(case: Case, desk: Desk = PLAIN) -> list[Open]:
    """List what is still to be done; of a matter that is closed only what was promised, of one nobody brought nothing.

    A refused reception that brought no incident is asked about as a matter of its own number.
    """
    if case.status == "void" or not brought(case):
        return []
    promised = [Open(PROMISE, each.on, True, each.by, each.who, each.seq) for each in case.life.promised]
    if case.closed:
        return promised
    life, stage = case.life, case.stage
    again = [Open(FOLLOW_UP, each.start, True, each.until) for each in life.pauses if each.until and not each.end]
    steps = [*promised, *again, *_notices(case, stage, desk), *_receipt(case, stage, desk.answers)]
    if life.accepted_on or life.decided_on or stage == "terminated":
        steps += [*_resolving(case, stage), *_afterwards(case, stage)]
    if life.plans:
        steps += _announced(case)
    steps += [*_of_this_format(case, desk.format_from), *_demanded(case, stage)]
    if life.referrals:
        steps += [*_elsewhere(case), *_replies(case)]
    return [*steps, *_papers(case, desk.papers_from, steps)] if desk.papers_from else steps


def _papers(case: Case, papers_from: str, steps: list[Open]) -> Iterator[Open]:
    """The papers that are owed and have no other step that stands for them."""
    for paper in law.owed_papers.owed(case, papers_from, frozenset(step.id for step in steps)):
        if paper.step.startswith(PAPER):
            yield Open(paper.step, paper.since, bool(paper.by), paper.by, seq=paper.seq)


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
    return {**_named(language()), **law.owed_papers.names()}


def step_name(step: str) -> str:
    """Name one step in the reader's language; what nobody knows by its id."""
    return (step_names() if step.startswith(PAPER) else _named(language())).get(step, step)


@cache
def _named(tongue: str) -> dict[str, str]:
    told = {row["id"]: row[tongue] for row in data.read("law", "terms")["term"]}
    own = {REPLY: REPLY_NAMES[tongue], PROMISE: PROMISE_NAMES[tongue], FOLLOW_UP: FOLLOW_UP_NAMES[tongue]}
    return {**told, **own}


def is_milestone(step: str) -> bool:
    """Whether a day is no term that somebody must keep: a warning, a time bar, a day from which the law speaks."""
    return step in _MILESTONES


def bearer(step: str) -> str:
    """Tell who must take a step (code of the list bearer); of a promise that is told with it."""
    return "unit" if step.startswith(PAPER) else _bearers()[step]


@cache
def _bearers() -> dict[str, str]:
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


def _notices(case: Case, stage: str, desk: Desk) -> Iterator[Open]:
    """The answer to whoever came or wrote since the matter was last handled; a paper is handled with its visit."""
    life = case.life
    if life.accepted_on or stage not in EARLY:
        return
    waiting: dict[str, Reception] = {}
    counted = [line for line in case.lines if line.counts]
    handlings = {line.id: line.handling.get(case.id) for line in counted}
    for line in sorted(counted, key=_day):
        if handlings[line.id] or handlings.get(line.visit or "") or (life.since and line.day <= life.since):
            waiting.clear()
        elif not line.row and not (life.papers and law.owed_papers.answered(life.papers, line.day)):
            waiting.setdefault(line.type, line)
    for type_, line in waiting.items():
        yield Open(_LINES[type_], line.day)
    posted = waiting.get("petition")
    if desk.triage and posted and posted.source == "post" and _later(posted.seq, desk.format_from):
        yield Open(TRIAGE, posted.day)


def _later(seq: int, first: int | None) -> bool:
    """Whether an entry stands behind the first that stated a later format."""
    return first is not None and seq > first


def _of_this_format(case: Case, first: int | None) -> Iterator[Open]:
    """What acts start that were recorded in earlier formats, too; those started none of it."""
    if first is None:
        return
    for line in case.lines:
        told = line.notified_on or law.owed_papers.refusal_told(line)
        owed = line.id == case.id and line.refused in WRITTEN and not (line.void or line.row or told)
        if owed and _later(line.seq, first):
            yield Open(NOTIFY_REFUSAL, line.day)
    if case.kind != "denunciation":
        return
    came = [line for line in case.lines if line.counts and passed_on(line.source) and not line.row]
    came = [line for line in came if _later(line.seq, first)]
    if came and not case.life.noticed("press-replied"):
        yield Open("reply-to-press", min(came, key=_day).day)


def _demanded(case: Case, stage: str) -> Iterator[Open]:
    """What the superior asks of a denunciation that was not resolved in time, and the report that it is to get."""
    life, demanded = case.life, case.life.noticed("report-demanded")
    if demanded and life.noticed("overdue-reported") < demanded:
        yield Open("report-overdue", demanded)
    undecided = life.accepted_on and not life.decided_on and stage in _RUNNING
    if case.kind == "denunciation" and life.superior and undecided and not demanded:
        yield Open(DEMAND, life.accepted_on or "", True)


def _announced(case: Case) -> Iterator[Open]:
    """The notices before a dialogue or an online reception that is planned; none of one that was held since."""
    life = case.life
    dialogue, online = life.planned("dialogue"), life.planned("online")
    held = dialogue and any(met.dialogue and met.on >= dialogue.on for met in life.meetings)
    if dialogue and not (held or life.decided_on or life.noticed("dialogue-notified")):
        yield Open("dialogue-notice", dialogue.day)
    if online and not any(line.counts and line.mode == "online" and line.day >= online.on for line in case.lines):
        for notice, id_ in (("invited", "invite-online"), ("tested", "test-online")):
            if not life.noticed(notice):
                yield Open(id_, online.day)


def _elsewhere(case: Case) -> Iterator[Open]:
    """What follows when the body that a matter went to resolves it: its report to us, and ours to who asked for it."""
    life = case.life
    settled, asked, told = map(life.noticed, ("settled-elsewhere", "outcome-asked", "outcome-told"))
    if settled and any(letter.on <= settled for letter in life.waiting):
        yield Open(OUTCOME, settled)
    replied = max((letter.replied_on for letter in life.referrals if letter.replied_on), default="")
    if asked and replied and told < replied:
        yield Open("pass-on-outcome", max(asked, replied))


def _receipt(case: Case, stage: str, answers: bool) -> Iterator[Open]:
    """What is to be done with a matter of a kind since it came in."""
    id_ = _first_step(case, stage, answers)
    if id_ and not imported(case):
        yield Open(id_, case.received_on, id_ == CHECK and bool(case.life.extensions))


def _first_step(case: Case, stage: str, answers: bool) -> str:
    if case.kind == "complaint":
        return ACCEPT if stage == "triaged" else ""
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
        if not (life.stepped("notified") or law.owed_papers.acceptance_told(life.papers, life.accepted_on)):
            yield Open(NOTIFY_ACCEPTANCE, life.accepted_on)
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
