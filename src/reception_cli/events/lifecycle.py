"""Taking a matter in, or refusing to: with its instance, its link to the finished first one, its criteria. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reception_cli.domain import legal_life
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import Extended
from reception_cli.domain.words import _, ngettext
from reception_cli.events.classification import done_before
from reception_cli.law import case_terms, codes, decisions, terms, transitions
from reception_cli.law.calendar import Calendar
from reception_cli.law.case_terms import Running
from reception_cli.law.data import cited
from reception_cli.law.deadlines import due
from reception_cli.law.decisions import latest_line
from reception_cli.law.terms import Term
from reception_cli.law.transitions import Outcome, Row, allowed, draft, instance_of, not_taken, take

# --- Taking a matter in, or refusing to: with its instance, its link to the finished first one, its criteria. Pure.

def accept(
    case: Case, wish: Mapping[str, Any], on: str, previous: Case | None, calendar: Calendar
) -> Outcome:
    """Take a matter in on an ISO day; wish: instance, complex, remote, reason.

    A second complaint or a follow-on denunciation names the finished first one as `previous`.
    """
    time = str(wish.get("instance") or instance_of(case))
    said = {**wish, "previous": previous and previous.id}
    more = unfitting("complex", wish.get("complex", ()), case, on)
    if previous:
        more += unlinkable(case, previous, on, calendar)
    row, advice = take(case, "accept", on, said, more, time)
    data = {
        "instance": time, "complex": list(wish.get("complex", ())), "remote": bool(wish.get("remote")),
        "previous": said["previous"],
    }  # fmt: skip
    drafts = [draft("accepted", case, on, data, {"reason": wish.get("reason", "")}, row)]
    drafts += handled(case, "accept")
    if previous:
        drafts.append(_followed(previous, case, on))
        advice += _late_filing(case, previous, calendar)
    return Outcome(drafts, [*advice, *_late(case, on, calendar)])


def not_accept(case: Case, ground: str, reason: str, on: str) -> Outcome:
    """Refuse to take a matter in, with the ground that the law names."""
    more = unfitting("not-accepted", (ground,), case, on)
    row, advice = take(case, "accept not", on, {"ground": ground}, more)
    written = draft("accepted", case, on, {"not_accepted": ground}, {"reason": reason}, row)
    return Outcome([written, *handled(case, "refuse", anew=True)], advice)


def unfitting(list_name: str, wished: tuple[str, ...], case: Case, on: str) -> list[str]:
    """Say which codes of a list the kind of a matter may not be given on an ISO day."""
    known = codes.load(list_name)
    fit = {code.code for code in known.valid_for(case.kind or "", date.fromisoformat(on))}
    accepted = ", ".join(sorted(fit)) or "-"
    return [
        _("{code} ({name}) is not for this kind on that day; accepted: {codes}").format(
            code=code, name=known[code].name(), codes=accepted
        )
        for code in wished
        if code not in fit
    ]


def handled(case: Case, handling: str, anew: bool = False) -> list[Draft]:
    """Write down the handling of the latest line where none was: what the law did says it; `anew` replaces one."""
    line = latest_line(case)
    if line is None or case.handling == handling or (case.handling and not anew):
        return []
    return [Draft("classified", case.id, {"handling": handling, "line": line.id})]


def unlinkable(case: Case, previous: Case, on: str, calendar: Calendar) -> list[str]:
    """Say why a matter cannot follow another: it must be the finished or overdue first one of its kind."""
    told = _("{previous} cannot be the first one: {reason}")
    return [told.format(previous=previous.id, reason=reason) for reason in _unlinkable(case, previous, on, calendar)]


def _unlinkable(case: Case, previous: Case, on: str, calendar: Calendar) -> list[str]:
    life = previous.life
    found = [
        (previous.id == case.id, _("it is this one")),
        (previous.status == "void", _("it is struck through")),
        (previous.kind != case.kind, _("it is of another kind")),
        (life.instance == "second" and previous.kind == "complaint", _("it was resolved the second time (Art. 11(7))")),
        (previous.stage == "court", _("it went to court (Art. 11(9))")),
        (life.next not in (None, case.id), _("{next} follows it already").format(next=life.next)),
        (
            not _finished(previous) and not case_terms.is_overdue(previous, on, calendar),
            _("it is neither decided nor overdue"),
        ),
    ]  # fmt: skip
    return [reason for holds, reason in found if holds]


def _finished(previous: Case) -> bool:
    ended = previous.result in ("founded", "partly", "unfounded", "upheld", "amended", "unrecorded")
    return bool(previous.life.decided_on) or (previous.status == "closed" and ended)


def _followed(previous: Case, case: Case, on: str) -> Draft:
    """Note on the first one what follows it; a complaint's first decision is no longer carried out."""
    going = previous.kind == "complaint" and not previous.closed
    state = "second" if going else previous.stage
    return Draft("stepped", previous.id, {"state": state, "on": on, "next": case.id}, {}, on)


def _late_filing(case: Case, previous: Case, calendar: Calendar) -> list[str]:
    """Advise that a second complaint came after its time; a good reason may excuse it."""
    decided = previous.life.decided_on
    if case.kind != "complaint" or not decided:
        return []
    start = date.fromisoformat(decided)
    last = due(terms.term("complain-second", start, remote=previous.life.remote), start, calendar).due
    if last is None or case.received_on <= last.isoformat():
        return []
    return [_("it came after {day}, the last day for a second complaint").format(day=said_day(last))]


def _late(case: Case, on: str, calendar: Calendar) -> list[str]:
    last = case_terms.acceptance_due(case, calendar)
    days = (date.fromisoformat(on) - last).days if last else 0
    if days <= 0:
        return []
    text = ngettext("accepted {n} day after {day}", "accepted {n} days after {day}", days)
    return [text.format(n=days, day=said_day(last or ""))]


# --- What moves a due day: extensions and suspensions, each with the day before and after. Pure.

def extend(case: Case, wish: Mapping[str, Any], on: str, calendar: Calendar) -> Outcome:
    """Lengthen the term that runs; wish: days (else all that the law gives), complex, reason, doc.

    The entry keeps the first, the previous and the new due day.
    """
    criteria = tuple(wish.get("complex", ()))
    said = {**wish, "complex": criteria or case.life.criteria}
    found = _runs(_graded(case, criteria), calendar)
    more = unfitting("complex", criteria, case, on)
    if found and not isinstance(allowed(case, "extend", on), list):
        more += _beyond(case, wish, found.term)
    row, advice = take(case, "extend", on, said, more)
    assert found is not None  # what may be extended runs
    days = wish.get("days") or found.term.extension_days
    n = 1 + sum(each.term == found.term.id for each in case.life.extensions)
    before = found.deadline
    new = _longer(case, Extended(found.term.id, on, days, n, "", "", "", wish.get("doc"), criteria), calendar)
    data = {
        "term": found.term.id, "days": days, "n": n, "complex": list(criteria), "doc": wish.get("doc"),
        "first_due": str(before.first), "previous_due": str(before.due), "new_due": str(new),
    }  # fmt: skip
    if before.due and on > before.due.isoformat():
        advice = [*advice, _("it was due on {day}, before it was extended").format(day=said_day(before.due))]
    return Outcome([draft("extended", case, on, data, {"reason": wish["reason"]}, row)], advice)


def pause(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Suspend a matter: its clock stands still; wish: reason, doc."""
    row, advice = take(case, "pause", on, wish)
    return Outcome([draft("paused", case, on, {"doc": wish.get("doc")}, {"reason": wish["reason"]}, row)], advice)


def resume(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Let the clock of a suspended matter run on; wish: reason, doc."""
    row, advice = take(case, "resume", on, wish)
    private = {"reason": wish.get("reason", "")}
    return Outcome([draft("resumed", case, on, {"doc": wish.get("doc")}, private, row)], advice)


def _graded(case: Case, criteria: tuple[str, ...]) -> Case:
    """Count criteria said now: they decide how often the term of a denunciation may be extended."""
    if case.kind != "denunciation":
        return case
    return case._replace(life=case.life._replace(complex=(*case.life.complex, *criteria)))


def _runs(case: Case, calendar: Calendar) -> Running | None:
    if case.life.accepted_on:
        return case_terms.resolving(case, calendar)
    return case_terms.checking(case, calendar) if case.kind == "denunciation" else None


def _longer(case: Case, extended: Extended, calendar: Calendar) -> date | None:
    life = case.life._replace(extensions=(*case.life.extensions, extended))
    found = _runs(case._replace(life=life), calendar)
    return found.deadline.due if found else None


def _beyond(case: Case, wish: Mapping[str, Any], term: Term) -> list[str]:
    """Say that the law gives fewer days, or no further extension."""
    given = sum(each.term == term.id for each in case.life.extensions)
    reasons = []
    if given >= term.extensions:
        times = ngettext("it may be extended {n} time", "it may be extended {n} times", term.extensions)
        reasons.append(times.format(n=term.extensions) + f" ({cited(term.source)})")
        if case.kind == "denunciation" and case.life.accepted_on and given < 2:
            reasons.append(_("specially complex: two or more criteria, --complex CODE --complex CODE"))
    elif (wish.get("days") or 0) > term.extension_days:
        most = _("an extension is at most {n} days ({source})")
        reasons.append(most.format(n=term.extension_days, source=cited(term.source)))
    return reasons


# --- The steps of a matter on its way: sent to another body, withdrawn, brought to its next state. Pure.

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
        said["overdue"] = case_terms.is_overdue(case, on, calendar)
        effect = case_terms.effect_due(case, calendar) if state == "effective" else None
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
    found = (row.move.removeprefix("step ") for row in transitions.rows() if row.move.startswith("step "))
    return list(dict.fromkeys(found))


def _reply_before(wish: Mapping[str, Any], on: str) -> list[str]:
    """Refuse a reply that is asked for before the letter is written."""
    if not wish.get("reply_by") or wish["reply_by"] >= on:
        return []
    return [_("--reply-by lies before the letter, {day}").format(day=said_day(on))]


# --- How a matter is closed: at the desk at once, or at the end of its way through the law. Pure.

def close(case: Case, result: str, on: str, doc: str | None, note: str) -> Outcome:
    """Close a matter: at the desk at once, or at the end of its way through the law."""
    if case.closed or case.stage in legal_life.EARLY:
        return Outcome(decisions.close(case, result, on, doc, note), _unrecorded(case, result))
    _row, advice = take(case, "close", on, {"doc": doc}, _wrong_result(case, result, on))
    data = {"result": result, "doc": doc}
    written = draft("closed", case, on, data, {"note": note})
    return Outcome([written], advice)


def fitting(case: Case, on: str) -> tuple[str, ...]:
    """List the results with which a matter may be closed on an ISO day."""
    if case.closed or case.stage in legal_life.EARLY:
        return decisions.fitting(case)
    row = allowed(case, "close", on)
    return _results(case, row) if isinstance(row, Row) else ()


def _results(case: Case, row: Row) -> tuple[str, ...]:
    """Spell out the results of a row: what was decided comes before any other way to end."""
    decided = case.life.decision.get("outcome")
    if "decision" not in row.takes:
        return row.takes
    return (decided,) if decided else tuple(result for result in row.takes if result != "decision")


def _wrong_result(case: Case, result: str, on: str) -> list[str]:
    row = allowed(case, "close", on)
    if not isinstance(row, Row):
        return _missing_end(case, result)
    fit = _results(case, row)
    return [] if result in fit else [not_taken("--result", fit)]


def _missing_end(case: Case, result: str) -> list[str]:
    """Say which fact a result rests on, when it is not recorded yet."""
    if result == "withdrawn":
        told = _("no withdrawal is recorded: `reception withdraw {incident}`")
    elif result == "terminated":
        told = _("no termination is recorded: `reception step {incident} terminated --doc NO --note WHY`")
    elif result == "answered" and case.kind != "complaint":
        told = _("no answer is recorded: `reception step {incident} answered --doc NO`")
    elif not case.life.decided_on:
        told = _("no decision is recorded: `reception decide {incident} --doc NO --outcome CODE`")
    else:
        return []
    return [told.format(incident=case.id)]


def _unrecorded(case: Case, result: str) -> list[str]:
    """Advise that the forms will miss what was never recorded of a matter that was taken in."""
    decided = ("founded", "partly", "unfounded", "upheld", "amended")
    if result not in decided:
        return []
    return [_("neither the day of acceptance nor the decision is recorded: the report forms will miss them")]
