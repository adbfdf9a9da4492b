"""The steps of a matter on its way: sent to another body, withdrawn, brought to its next state. Pure."""

from collections.abc import Mapping
from typing import Any

from reception_cli.model.case import Case
from reception_cli.model.dates import said_day
from reception_cli.model.errors import Refused
from reception_cli.model.words import _
from reception_cli.rules import lifecycle, running
from reception_cli.rules.accepting import handled, unlinkable
from reception_cli.rules.classifying import done_before
from reception_cli.rules.lifecycle import Outcome, draft, take
from reception_cli.rules.workdays import Calendar

_TIMED = frozenset({"second", "court", "effective"})  # steps for which a term must have run


def refer(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Send a matter to the body that is competent; wish: to, doc, reply_by (ISO), reason."""
    row, advice = take(case, "refer", on, wish, _reply_before(wish, on))
    data = {"doc": wish["doc"], "reply_by": wish.get("reply_by")}
    private = {"to": wish["to"], "reason": wish.get("reason", "")}
    advice = [*advice, *done_before(case, "forward")]
    return Outcome([draft("referred", case, on, data, private, row), *handled(case, "forward")], advice)


def reply(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record that a body replied; wish: doc, text, answers (the entry of the referral, where several wait)."""
    waiting = {referral.seq: referral for referral in case.life.waiting}
    seq = wish.get("answers") or (next(iter(waiting)) if len(waiting) == 1 else None)
    more = []
    if waiting and seq not in waiting:
        listed = "; ".join(f"{each.seq} ({said_day(each.on)}, {each.doc or '-'})" for each in waiting.values())
        more.append(_("several referrals wait: say which with --answers ENTRY: {list}").format(list=listed))
    elif seq in waiting and on < waiting[seq].on:
        more.append(_("the referral was sent on {day}, after that day").format(day=said_day(waiting[seq].on)))
    row, advice = take(case, "reply", on, wish, more)
    data = {"doc": wish.get("doc"), "answers": seq}
    return Outcome([draft("replied", case, on, data, {"text": wish.get("text", "")}, row)], advice)


def urge(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Press the bodies that have not replied, or one that is named; wish: doc, reply_by (ISO), body."""
    row, advice = take(case, "urge", on, wish, _reply_before(wish, on))
    data = {"doc": wish["doc"], "reply_by": wish.get("reply_by")}
    body = wish.get("body", "")
    if not body:
        data["urges"] = [referral.seq for referral in case.life.waiting]
    return Outcome([draft("urged", case, on, data, {"to": body}, row), *handled(case, "urge")], advice)


def withdraw(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record a withdrawal; wish: part (the rest goes on), reason."""
    part = bool(wish.get("part"))
    row, advice = take(case, "withdraw part" if part else "withdraw", on, wish)
    return Outcome([draft("withdrawn", case, on, {"part": part}, {"reason": wish.get("reason", "")}, row)], advice)


def step(
    case: Case, state: str, wish: Mapping[str, Any], on: str, previous: Case | None, calendar: Calendar | None
) -> Outcome:
    """Bring a matter to a state that no other verb leads to; wish: doc, note.

    The steps that wait for a term (`timed`) need a calendar.
    """
    known = states()
    if state not in known:
        raise Refused(
            _("{incident}: no step leads to '{state}':").format(incident=case.id, state=state),
            (_("states to step to: {states}").format(states=", ".join(known)),),
        )
    said = {**wish, "state": state, "previous": previous and previous.id}
    if calendar:
        said["overdue"] = running.is_overdue(case, on, calendar)
        effect = running.effect_due(case, calendar) if state == "effective" else None
        said["effective_from"] = said_day(effect) if effect and on < effect.isoformat() else ""
    more = unlinkable(case, previous, on, calendar) if previous and calendar else []
    row, advice = take(case, f"step {state}", on, said, more)
    data = {"doc": wish.get("doc"), "previous": said["previous"]}
    return Outcome([draft("stepped", case, on, data, {"note": wish.get("note", "")}, row)], advice)


def timed(state: str) -> bool:
    """Whether a term decides when a step may be taken."""
    return state in _TIMED


def states() -> list[str]:
    """List the states that `step` leads to."""
    found = (row.move.removeprefix("step ") for row in lifecycle.rows() if row.move.startswith("step "))
    return list(dict.fromkeys(found))


def _reply_before(wish: Mapping[str, Any], on: str) -> list[str]:
    """Refuse a reply that is asked for before the letter is written."""
    if not wish.get("reply_by") or wish["reply_by"] >= on:
        return []
    return [_("--reply-by lies before the letter, {day}").format(day=said_day(on))]
