"""When a matter was handled and how it ended, as the report forms ask; told from its lines and its life. Pure."""

from typing import NamedTuple

from reception_cli.domain.case import Case, Reception

FINDINGS = ("founded", "partly", "unfounded", "upheld", "amended")  # results that a decision or conclusion has
_OTHERWISE = ("withdrawn", "terminated")  # ends without one


class Ending(NamedTuple):
    """How and when a matter was over; all empty while it is not."""

    how: str = ""  # decided | withdrawn | terminated | closed
    on: str | None = None  # ISO day; None where the register does not tell
    outcome: str | None = None  # the finding, where there was one
    late_days: int | None = None  # calendar days behind the legal term; None where nobody knows it


_NOT_YET = Ending()


def ending(case: Case) -> Ending:
    """Tell how a matter ended: by a decision, else by a withdrawal or termination, else by its closing."""
    life = case.life
    if life.decided_on:
        late = life.decision.get("late_days", 0)  # an entry does not say that it was none
        known = "due_on" in life.decision
        return Ending("decided", life.decided_on, life.decision.get("outcome"), late if known else None)
    if life.withdrawn == "whole":
        return Ending("withdrawn", life.withdrawn_on)
    for step in reversed(life.steps):
        if step.state == "terminated":
            return Ending("terminated", step.on)
    if case.status != "closed":
        return _NOT_YET
    if case.result in FINDINGS:
        return Ending("decided", case.closed_on, case.result)
    how = case.result if case.result in _OTHERWISE else "closed"
    return Ending(how or "closed", case.closed_on)


def handled_on(case: Case, line: Reception, end: Ending) -> str | None:
    """Tell the ISO day on which a line was first handled in a matter, or on which the matter ended before that.

    A matter over on an unknown day was handled when it came, the one day that is known.
    """
    life, came = case.life, line.at[:10]
    days = [sent.on for sent in life.referrals if sent.on and sent.on >= came] if life.referrals else []
    if life.accepted_on and life.accepted_on >= came:
        days.append(life.accepted_on)
    first = line.handled.get(case.id)
    if first is not None:
        days.append(first if first > came else came)
    if end.how:
        days.append(end.on if end.on and end.on > came else came)
    return min(days) if days else None
