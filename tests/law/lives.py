"""Matters in any state of the law, and the verb that makes each move of the table."""

from collections.abc import Iterable
from typing import Any

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Head, Outcome, Stamp, chain
from reception_cli.domain.legal_life import Life, Met, Plan, Referral, Stepped
from reception_cli.events import lifecycle, outcomes, replay
from reception_cli.events.contacts import meeting
from reception_cli.law import transitions
from reception_cli.law.calendar import vietnam

CALENDAR = vietnam()
STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
RECEIVED, ACCEPTED, TODAY = "2026-07-20", "2026-08-03", "2026-11-20"
PLANNED = "2026-12-10"
RUNNING = {
    "accepted", "notified", "verifying", "dialogue", "suspended", "withdrawn", "terminated", "to-investigation",
}  # fmt: skip
DECIDED = {
    "decided", "sent", "effective", "executing", "executed", "concluded", "acted", "published", "monitored",
}  # fmt: skip
OUTCOME = {"first": "founded", "second": "upheld", "discipline": "partly"}
PREVIOUS = "2026-0001"
WISH: dict[str, Any] = {
    "doc": "1/QĐ", "reason": "x", "note": "x", "to": "UBND tỉnh", "who": "ông Tú", "complex": ("places",), "body": "",
    "done": False, "days": None, "resumption": None,
}  # fmt: skip


def matter(kind: str | None, stage: str, instance: str = "first", **facts: Any) -> Case:
    """A matter in a state, with every fact that its next moves could need; money is left to be carried out."""
    line = Reception("V2026-0002", "visit", RECEIVED, ("2026-0002",), 1, source="transfer", seq=10)
    competence = facts.pop("competence", "in")
    outcome = OUTCOME[instance] if kind == "complaint" else "founded"
    decided = stage in DECIDED and kind != "recommendation"
    taken = stage in RUNNING | DECIDED
    life = Life(
        stage=stage,
        since=RECEIVED,
        held="accepted" if stage in ("suspended", "withdrawn") else "",
        instance=instance if taken else "",
        accepted_on=ACCEPTED if taken else None,
        referrals=(Referral(9, RECEIVED, "1/PC"),),
        meetings=(Met(RECEIVED, dialogue=True),),
        steps=(Stepped(stage, RECEIVED),) if stage in ("acted", "published") else (),
        decided_on="2026-10-30" if decided else None,
        decision={"outcome": outcome} if decided else {},
        plans=(Plan("dialogue", PLANNED, RECEIVED), Plan("online", PLANNED, RECEIVED)),
        notices=tuple(Stepped(notice, RECEIVED) for notice in ("outcome-asked", "report-demanded", "proposed")),
    )
    case = Case("2026-0002", RECEIVED, kind, "land", competence, lines=(line,), reached=(line,), qualified=True)
    return case._replace(life=life._replace(**facts.pop("life", {})), **facts)


def finished(kind: str) -> Case:
    """A finished first one of a kind."""
    return matter(kind, "concluded" if kind == "denunciation" else "sent")._replace(id=PREVIOUS)


def make(move: str, case: Case, instance: str, on: str = TODAY, **wish: Any) -> Outcome:
    """Make a move of the table with its own verb, all that a clerk could say being said."""
    said = {**WISH, **wish}
    verb, _blank, word = move.partition(" ")
    previous = finished(case.kind or "") if instance == "second" or word == "no-reopen" else None
    if verb == "accept" and word:
        return lifecycle.not_accept(case, "a11-6" if case.kind == "complaint" else "a29-4", "x", on)
    if verb == "accept":
        return lifecycle.accept(case, {**said, "instance": instance, "complex": ()}, on, previous, CALENDAR)
    if verb == "step":
        return lifecycle.step(case, word, said, on, previous if word == "no-reopen" else None, CALENDAR)
    if verb in ("refer", "reply", "urge"):
        return getattr(lifecycle, verb)(case, said, on)  # type: ignore[no-any-return]
    if verb == "withdraw":
        return lifecycle.withdraw(case, {**said, "part": bool(word)}, on)
    if verb == "extend":
        criteria = said["complex"] if case.stage not in ("checking", "follow-on") else ()
        return lifecycle.extend(case, {**said, "complex": criteria}, on, CALENDAR)
    if verb == "resume" and case.stage == "withdrawn":
        said["resumption"] = said["resumption"] or "coercion"
    if verb in ("pause", "resume"):
        return getattr(lifecycle, verb)(case, said, on)  # type: ignore[no-any-return]
    if verb == "meeting":
        return meeting(case, {**said, "dialogue": True, "doc": None}, on)
    if verb == "decide":
        outcome = OUTCOME[instance] if case.kind == "complaint" else "founded"
        return outcomes.decide(case, {**said, "outcome": outcome, **wish}, on, CALENDAR)
    if verb == "execute":
        return outcomes.execute(case, {**said, "done": bool(word)}, on)
    assert verb == "close", move
    fit = lifecycle.fitting(case, on)
    return lifecycle.close(case, fit[0] if fit else "founded", on, None, "")


def after(case: Case, drafts: Iterable[Draft]) -> Case:
    """Evolve a matter by what was decided about it."""
    for entry in chain(list(drafts), Head(20, "0" * 64), STAMP, lambda: "salt"):
        case = replay.apply(case, entry) if entry["subject"] == case.id else case
    return case


def states() -> list[str]:
    """List every state that the table knows."""
    found = {state for row in transitions.rows() for state in row.froms} | {row.to for row in transitions.rows()}
    return sorted(found - {"=", "back", "closed", "received"})
