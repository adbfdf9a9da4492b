"""The life of a matter: `accepted`, `referred`, `replied`, `urged`, `extended`, `paused`, `resumed`, `withdrawn`,
`stepped`, `closed`, `reopened`, `assigned`, `noted`. Pure.

Closing at the desk, reopening and noting are decided in `law.decisions`, the moves of the law by its table
(`law.transitions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain import legal_life
from reception_cli.domain.case import FINDINGS, Case, changed, settle, transfers
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, Outcome, private_values
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import Act, Extended, Halt, Life, Referral, Stepped
from reception_cli.domain.words import _, mark, ngettext
from reception_cli.events import promises, registry
from reception_cli.events.classification import done_before
from reception_cli.events.registry import COUNT, DAY, ENTRY, INCIDENT, TEXT, TRUE, Kind, code, several

if TYPE_CHECKING:
    from reception_cli.law.calendar import Calendar
    from reception_cli.law.case_terms import Running
    from reception_cli.law.terms import Term
    from reception_cli.law.transitions import Row

# --- Taking a matter in, or refusing to: with its instance, its link to the finished first one, its criteria. Pure.

def accept(
    case: Case, request: Mapping[str, Any], on: str, previous: Case | None, calendar: Calendar
) -> Outcome:
    """Take a matter in on an ISO day; request: instance, complex, remote, reason, and what is FIRST.

    A second complaint or a follow-on denunciation names the finished first one as `previous`, or tells what another
    body decided first.
    """
    first = first_decision(request, previous)
    told = bool(first) and not request.get("instance")
    time = "second" if told else str(request.get("instance") or law.transitions.instance_of(case))
    own = previous if previous and not _foreign(previous) else None
    said = {**request, **first, "previous": own and own.id}
    more = unfitting("complex", request.get("complex", ()), case, on)
    more += _unfounded(first, previous, on)
    if first and time != "second":
        more.append(_("only a second complaint or a follow-on denunciation has a first decision: --instance second"))
    if previous:
        more += unlinkable(case, previous, on, calendar)
    row, advice = law.transitions.take(case, "accept", on, said, more, time)
    data = {
        "instance": time, "complex": list(request.get("complex", ())), "remote": bool(request.get("remote")),
        "previous": said["previous"], "superior": case.kind == "denunciation",
    }  # fmt: skip
    private = {"reason": request.get("reason", ""), BODY: first.pop(BODY, "")}
    drafts = [law.transitions.draft("accepted", case, on, {**data, **first}, private, row)]
    drafts += handled(case, "accept")
    if own:
        drafts.append(_followed(own, case, on))
    if own or said.get(BODY) or first:
        decided, remote = (own.life.decided_on, own.life.remote) if own else (first.get("first_on"), False)
        advice += _late_filing(case, decided, remote, calendar)
        advice += [] if own or decided else [_undecided(case)]
    return Outcome(drafts, [*advice, *_late(case, on, calendar)])


def not_accept(case: Case, ground: str, reason: str, on: str) -> Outcome:
    """Refuse to take a matter in, with the ground that the law names."""
    more = unfitting("not-accepted", (ground,), case, on)
    row, advice = law.transitions.take(case, "accept not", on, {"ground": ground}, more)
    written = law.transitions.draft("accepted", case, on, {"not_accepted": ground}, {"reason": reason}, row)
    return Outcome([written, *handled(case, "refuse", anew=True)], advice)


def unfitting(list_name: str, wished: tuple[str, ...], case: Case, on: str) -> list[str]:
    """Say which codes of a list the kind of a matter may not be given on an ISO day."""
    known = law.codes.load(list_name)
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
    line = law.decisions.latest_line(case)
    if line is None or case.handling == handling or (case.handling and not anew):
        return []
    return [Draft("classified", case.id, {"handling": handling, "line": line.id})]


BODY = "first_body"  # a private value: which body decided first
FIRST = ("first_level", "first_doc", "first_on", "first_outcome")  # of its decision
_FIRST_OUTCOMES = ("founded", "partly", "unfounded")


def first_decision(request: Mapping[str, Any], previous: Case | None) -> dict[str, Any]:
    """Tell what another body decided first: as it was typed, or as the register of a unit below has it."""
    told = {name: request[name] for name in (BODY, *FIRST) if request.get(name)}
    if previous is None or not _foreign(previous):
        return told
    decision = {name: previous.life.decision.get(name) for name in ("doc", "outcome")}
    known = {
        "first_number": previous.id, "first_on": previous.life.decided_on or previous.closed_on,
        "first_doc": decision["doc"] or previous.doc,
        "first_outcome": decision["outcome"] or (previous.result if previous.result in FINDINGS else None),
    }  # fmt: skip
    return {**{name: value for name, value in known.items() if value}, **told}


def _foreign(previous: Case) -> bool:
    """Whether a matter stands in the register of a unit: nothing is written there."""
    return "/" in previous.id


def _unfounded(first: Mapping[str, Any], previous: Case | None, on: str) -> list[str]:
    """Say what is wrong with another body's first decision as it was told."""
    told = [name for name in (BODY, *FIRST) if name in first]
    if not told or "first_number" in first:
        return []
    if previous:
        return [_("--previous and --first-body exclude each other: one of them is the first one")]
    reasons = [] if BODY in first else [_("missing: --first-body TEXT (which body decided first)")]
    if "first_level" not in first:
        reasons.append(_("missing: --first-level CODE (the level of that body)"))
    decision = {"first_doc": "--first-doc", "first_on": "--first-on", "first_outcome": "--first-outcome"}
    if 0 < len(decision.keys() & first.keys()) < len(decision):
        reasons += [
            _("missing: {option} (of the first decision)").format(option=option)
            for name, option in decision.items() if name not in first
        ]  # fmt: skip
    if first.get("first_on", "") > on:
        reasons.append(_("--first-on lies behind {day}").format(day=said_day(on)))
    if first.get("first_outcome", "founded") not in _FIRST_OUTCOMES:
        reasons.append(law.transitions.not_taken("--first-outcome", _FIRST_OUTCOMES))
    return reasons


def _undecided(case: Case) -> str:
    if case.kind == "denunciation":
        return _("no first conclusion is recorded: its term must have passed (Law 25/2018/QH14, Art. 37)")
    return _("no first decision is recorded: its term must have passed (Law 02/2011/QH13, Art. 33)")


def unlinkable(case: Case, previous: Case, on: str, calendar: Calendar) -> list[str]:
    """Say why a matter cannot follow another: it must be the finished or overdue first one of its kind."""
    template = _("{previous} cannot be the first one: {reason}")
    reasons = _unlinkable(case, previous, on, calendar)
    return [template.format(previous=previous.id, reason=reason) for reason in reasons]


def _unlinkable(case: Case, previous: Case, on: str, calendar: Calendar) -> list[str]:
    life = previous.life
    obstacles = [
        (previous.id == case.id, _("it is this one")),
        (previous.status == "void", _("it is struck through")),
        (previous.kind != case.kind, _("it is of another kind")),
        (life.instance == "second" and previous.kind == "complaint", _("it was resolved the second time (Art. 11(7))")),
        (previous.stage == "court", _("it went to court (Art. 11(9))")),
        (life.next not in (None, case.id), _("{next} follows it already").format(next=life.next)),
        (
            not _finished(previous) and not law.case_terms.is_overdue(previous, on, calendar),
            _("it is neither decided nor overdue"),
        ),
    ]  # fmt: skip
    return [reason for holds, reason in obstacles if holds]


def _finished(previous: Case) -> bool:
    ended = previous.result in (*FINDINGS, "unrecorded")
    return bool(previous.life.decided_on) or (previous.status == "closed" and ended)


def _followed(previous: Case, case: Case, on: str) -> Draft:
    """Note on the first one what follows it; a complaint's first decision is no longer carried out."""
    going = previous.kind == "complaint" and not previous.closed
    state = "second" if going else previous.stage
    return Draft("stepped", previous.id, {"state": state, "on": on, "next": case.id}, {}, on)


def _late_filing(case: Case, decided: str | None, remote: bool, calendar: Calendar) -> list[str]:
    """Advise that a second complaint came after its time; a good reason may excuse it."""
    if case.kind != "complaint" or not decided:
        return []
    start = date.fromisoformat(decided)
    last = law.deadlines.due(law.terms.term("complain-second", start, remote=remote), start, calendar).due
    if last is None or case.received_on <= last.isoformat():
        return []
    return [_("it came after {day}, the last day for a second complaint").format(day=said_day(last))]


def _late(case: Case, on: str, calendar: Calendar) -> list[str]:
    last = law.case_terms.acceptance_due(case, calendar)
    days = (date.fromisoformat(on) - last).days if last else 0
    if days <= 0:
        return []
    text = ngettext("accepted {n} day after {day}", "accepted {n} days after {day}", days)
    return [text.format(n=days, day=said_day(last or ""))]


# --- What moves a due day: extensions and suspensions, each with the day before and after. Pure.

def extend(case: Case, request: Mapping[str, Any], on: str, calendar: Calendar) -> Outcome:
    """Lengthen the term that runs; request: days (else all that the law gives), complex, reason, doc.

    The entry keeps the first, the previous and the new due day.
    """
    criteria = tuple(request.get("complex", ()))
    said = {**request, "complex": criteria or case.life.criteria}
    running = _runs(_graded(case, criteria), calendar)
    more = unfitting("complex", criteria, case, on)
    if running and not isinstance(law.transitions.allowed(case, "extend", on), list):
        more += _beyond(case, request, running.term)
    row, advice = law.transitions.take(case, "extend", on, said, more)
    assert running is not None  # what may be extended runs
    days = request.get("days") or running.term.extension_days
    n = 1 + sum(each.term == running.term.id for each in case.life.extensions)
    before = running.deadline
    new = _longer(case, Extended(running.term.id, on, days, n, "", "", "", request.get("doc"), criteria), calendar)
    data = {
        "term": running.term.id, "days": days, "n": n, "complex": list(criteria), "doc": request.get("doc"),
        "first_due": str(before.first), "previous_due": str(before.due), "new_due": str(new),
    }  # fmt: skip
    if before.due and on > before.due.isoformat():
        advice = [*advice, _("it was due on {day}, before it was extended").format(day=said_day(before.due))]
    return Outcome([law.transitions.draft("extended", case, on, data, {"reason": request["reason"]}, row)], advice)


def pause(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Suspend a matter: its clock stands still; request: reason, doc, until (when it is to be looked at again)."""
    until = request.get("until")
    early = [_("it cannot be suspended until a day before the one from which it is")] if until and until < on else []
    row, advice = law.transitions.take(case, "pause", on, request, early)
    data, private = {"doc": request.get("doc"), "until": until}, {"reason": request["reason"]}
    return Outcome([law.transitions.draft("paused", case, on, data, private, row)], advice)


def resume(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Let the clock of a suspended matter run on, or go on with a withdrawn one; request: reason, doc, resumption."""
    ground = request.get("resumption")
    more = unfitting("resumption", (ground,), case, on) if ground else []
    if ground and case.stage != "withdrawn":
        more.append(_("it was not withdrawn: --ground is for one that was"))
    row, advice = law.transitions.take(case, "resume", on, request, more)
    private, data = {"reason": request.get("reason", "")}, {"doc": request.get("doc"), "resumption": ground}
    return Outcome([law.transitions.draft("resumed", case, on, data, private, row)], advice)


def reopen(case: Case, request: Mapping[str, Any], on: str) -> list[Draft]:
    """Take a closed incident up again; request: reason, resumption.

    A complaint or denunciation that was withdrawn is examined again on the grounds of the law alone.
    """
    ground = request.get("resumption")
    ours = case.status == "closed" and case.kind in ("complaint", "denunciation") and law.decisions.was_withdrawn(case)
    reasons = _not_again(case, ground, on) if ours else []
    if ground and not ours:
        reasons.append(_("it was not withdrawn: --ground is for one that was"))
    if reasons:
        raise Refused(_("{incident} cannot be reopened:").format(incident=case.id), tuple(reasons))
    return law.decisions.reopen(case, request["reason"], on, ground)


def _not_again(case: Case, ground: str | None, on: str) -> list[str]:
    """Say why a withdrawn matter is not examined again on an ISO day."""
    open_ = case._replace(status="open", life=case.life._replace(stage="withdrawn"))
    row = law.transitions.allowed(open_, "resume", on)
    if not isinstance(row, law.transitions.Row):
        return [_("it was withdrawn, and is not examined again"), *row]
    if not ground:
        fit = [code.code for code in law.codes.load("resumption").valid_for(case.kind or "", date.fromisoformat(on))]
        text = _("it was withdrawn, and is examined again only on a ground of the law ({source}): --ground {codes}")
        mistake = _("if it was recorded by mistake: `reception undo`, or `reception correct {incident}`")
        source = law.data.cited(row.source)
        return [text.format(source=source, codes="|".join(fit)), mistake.format(incident=case.id)]
    return unfitting("resumption", (ground,), case, on)


def _graded(case: Case, criteria: tuple[str, ...]) -> Case:
    """Count criteria said now: they decide how often the term of a denunciation may be extended."""
    if case.kind != "denunciation":
        return case
    return case._replace(life=case.life._replace(complex=(*case.life.complex, *criteria)))


def _runs(case: Case, calendar: Calendar) -> Running | None:
    if case.life.accepted_on:
        return law.case_terms.resolving(case, calendar)
    return law.case_terms.checking(case, calendar) if case.kind == "denunciation" else None


def _longer(case: Case, extended: Extended, calendar: Calendar) -> date | None:
    life = case.life._replace(extensions=(*case.life.extensions, extended))
    running = _runs(case._replace(life=life), calendar)
    return running.deadline.due if running else None


def _beyond(case: Case, request: Mapping[str, Any], term: Term) -> list[str]:
    """Say that the law gives fewer days, or no further extension."""
    given = sum(each.term == term.id for each in case.life.extensions)
    reasons = []
    if given >= term.extensions:
        times = ngettext("it may be extended {n} time", "it may be extended {n} times", term.extensions)
        reasons.append(times.format(n=term.extensions) + f" ({law.data.cited(term.source)})")
        if case.kind == "denunciation" and case.life.accepted_on and given < 2:
            reasons.append(_("specially complex: two or more criteria, --complex CODE --complex CODE"))
    elif (request.get("days") or 0) > term.extension_days:
        most = _("an extension is at most {n} days ({source})")
        reasons.append(most.format(n=term.extension_days, source=law.data.cited(term.source)))
    return reasons


# --- The steps of a matter on its way: sent to another body, withdrawn, brought to its next state. Pure.

_TIMED = frozenset({"second", "court", "effective", "report-demanded"})  # steps for which a term must have run


def refer(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Send a matter to the body that is competent; request: to, doc, reply_by (ISO), reason, cap (most transfers)."""
    n, cap = transfers(case) + 1, request.get("cap")
    more = _reply_before(request, on)
    if cap and n > cap:
        text = _("it would be transfer no. {n}; this desk allows {cap} (`reception config transfers`)")
        more.append(text.format(n=n, cap=cap))
    row, advice = law.transitions.take(case, "refer", on, request, more)
    if n > 1:
        advice = [*advice, _("it is transfer no. {n} of this matter").format(n=n)]
    data = {"doc": request["doc"], "reply_by": request.get("reply_by")}
    private = {"to": request["to"], "reason": request.get("reason", "")}
    advice = [*advice, *done_before(case, "forward")]
    return Outcome([law.transitions.draft("referred", case, on, data, private, row), *handled(case, "forward")], advice)


def reply(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record that a body replied; request: doc, text, answers (the entry of the referral, where several wait)."""
    waiting = {referral.seq: referral for referral in case.life.waiting}
    seq = request.get("answers") or (next(iter(waiting)) if len(waiting) == 1 else None)
    more = []
    if waiting and seq not in waiting:
        listed = "; ".join(f"{each.seq} ({said_day(each.on)}, {each.doc or '-'})" for each in waiting.values())
        more.append(_("several referrals wait: say which with --answers ENTRY: {list}").format(list=listed))
    elif seq in waiting and on < waiting[seq].on:
        more.append(_("the referral was sent on {day}, after that day").format(day=said_day(waiting[seq].on)))
    row, advice = law.transitions.take(case, "reply", on, request, more)
    data = {"doc": request.get("doc"), "answers": seq}
    return Outcome([law.transitions.draft("replied", case, on, data, {"text": request.get("text", "")}, row)], advice)


def urge(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Press the bodies that have not replied, or one that is named; request: doc, reply_by (ISO), body."""
    row, advice = law.transitions.take(case, "urge", on, request, _reply_before(request, on))
    data = {"doc": request["doc"], "reply_by": request.get("reply_by")}
    body = request.get("body", "")
    if not body:
        data["urges"] = [referral.seq for referral in case.life.waiting]
    return Outcome([law.transitions.draft("urged", case, on, data, {"to": body}, row), *handled(case, "urge")], advice)


def withdraw(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record a withdrawal; request: part (the rest goes on), reason."""
    part = bool(request.get("part"))
    row, advice = law.transitions.take(case, "withdraw part" if part else "withdraw", on, request)
    private = {"reason": request.get("reason", "")}
    return Outcome([law.transitions.draft("withdrawn", case, on, {"part": part}, private, row)], advice)


def step(
    case: Case, state: str, request: Mapping[str, Any], on: str, previous: Case | None, calendar: Calendar | None
) -> Outcome:
    """Bring a matter to a state that no other verb leads to; request: doc, note.

    The steps that wait for a term (`timed`) need a calendar.
    """
    known = states()
    if state not in known:
        raise Refused(
            _("{incident}: no step leads to '{state}':").format(incident=case.id, state=state),
            (_("states to step to: {states}").format(states=", ".join(known)),),
        )
    first = first_decision(request, previous)
    own = previous if previous and not _foreign(previous) else None
    said = {**request, **first, "state": state, "previous": own and own.id}
    if calendar:
        said["overdue"] = law.case_terms.is_overdue(case, on, calendar)
        effect = law.case_terms.effect_due(case, calendar) if state == "effective" else None
        said["effective_from"] = said_day(effect) if effect and on < effect.isoformat() else ""
    more = unlinkable(case, previous, on, calendar) if previous and calendar else []
    more += _unfounded(first, previous, on)
    if first and state != "no-reopen":
        more.append(_("a first decision is told with `accept`, or with `step {incident} no-reopen`").format(
            incident=case.id
        ))  # fmt: skip
    about = case._replace(life=case.life._replace(since="")) if state in law.transitions.notices() else case
    row, advice = law.transitions.take(about, f"step {state}", on, said, more)
    private = {"note": request.get("note", ""), BODY: first.pop(BODY, "")}
    if row.to == "=":
        notice = {"notice": state, "doc": request.get("doc")}
        return Outcome([law.transitions.draft("served", case, on, notice, private)], advice)
    data = {"doc": request.get("doc"), "previous": said["previous"], **first}
    return Outcome([law.transitions.draft("stepped", case, on, data, private, row)], advice)


def timed(state: str) -> bool:
    """Whether a term decides when a step may be taken."""
    return state in _TIMED


def states() -> list[str]:
    """List the states that `step` leads to."""
    reached = (row.move.removeprefix("step ") for row in law.transitions.rows() if row.move.startswith("step "))
    return list(dict.fromkeys(reached))


def _reply_before(request: Mapping[str, Any], on: str) -> list[str]:
    """Refuse a reply that is asked for before the letter is written."""
    if not request.get("reply_by") or request["reply_by"] >= on:
        return []
    return [_("--reply-by lies before the letter, {day}").format(day=said_day(on))]


# --- Who is responsible.

RESPONSIBLE = "responsible"  # code of the list role: whoever is named without one
ATTENDS = "attend"


def assign(case: Case, who: str, role: str = RESPONSIBLE) -> list[Draft]:
    """Make somebody responsible, or give them another role; nothing is written when it is so already."""
    refuse(case, "assign", unmet_by_head(case) if role == ATTENDS else [])
    if role == RESPONSIBLE:
        return [Draft("assigned", case.id, {"to": who})] if who != case.life.assignee else []
    known = (role, who) in case.life.roles
    return [] if known else [Draft("assigned", case.id, {"to": who, "role": role})]


def unmet_by_head(case: Case) -> list[str]:
    """Say that the head received nobody in a matter."""
    if any(line.counts and line.host == "head" for line in case.lines):
        return []
    text = _("no reception by the head is recorded: `reception visit {incident} --host head`")
    return [text.format(incident=case.id)]


def refuse(case: Case, verb: str, reasons: list[str]) -> None:
    """Refuse a verb that no row of the law's table decides, for these reasons or since the matter is not open."""
    reasons = law.decisions.not_open(case) or reasons
    if reasons:
        raise Refused(
            _("{incident}: `{verb}` is refused:").format(incident=case.id, verb=f"reception {verb}"), tuple(reasons)
        )


# --- How a matter is closed: at the desk at once, or at the end of its way through the law. Pure.

def close(case: Case, result: str, on: str, doc: str | None, note: str) -> Outcome:
    """Close a matter: at the desk at once, or at the end of its way through the law."""
    if case.closed or case.stage in legal_life.EARLY:
        return Outcome(law.decisions.close(case, result, on, doc, note), _unrecorded(result))
    _row, advice = law.transitions.take(case, "close", on, {"doc": doc}, _wrong_result(case, result, on))
    data = {"result": result, "doc": doc}
    written = law.transitions.draft("closed", case, on, data, {"note": note})
    return Outcome([written], advice)


def fitting(case: Case, on: str) -> tuple[str, ...]:
    """List the results with which a matter may be closed on an ISO day."""
    if case.closed or case.stage in legal_life.EARLY:
        return law.decisions.fitting(case)
    row = law.transitions.allowed(case, "close", on)
    return _results(case, row) if isinstance(row, law.transitions.Row) else ()


def _results(case: Case, row: Row) -> tuple[str, ...]:
    """Spell out the results of a row: what was decided comes before any other way to end."""
    decided = case.life.decision.get("outcome")
    if "decision" not in row.takes:
        return row.takes
    return (decided,) if decided else tuple(result for result in row.takes if result != "decision")


def _wrong_result(case: Case, result: str, on: str) -> list[str]:
    row = law.transitions.allowed(case, "close", on)
    if not isinstance(row, law.transitions.Row):
        return _missing_end(case, result)
    fit = _results(case, row)
    return [] if result in fit else [law.transitions.not_taken("--result", fit)]


def _missing_end(case: Case, result: str) -> list[str]:
    """Say which fact a result rests on, when it is not recorded yet."""
    if result == "withdrawn":
        template = _("no withdrawal is recorded: `reception withdraw {incident}`")
    elif result == "terminated":
        template = _("no termination is recorded: `reception step {incident} terminated --doc NO --note WHY`")
    elif result == "answered" and case.kind != "complaint":
        template = _("no answer is recorded: `reception step {incident} answered --doc NO`")
    elif not case.life.decided_on:
        template = _("no decision is recorded: `reception decide {incident} --doc NO --outcome CODE`")
    else:
        return []
    return [template.format(incident=case.id)]


def _unrecorded(result: str) -> list[str]:
    """Advise that the forms will miss what was never recorded of a matter that was taken in."""
    if result not in FINDINGS:
        return []
    return [_("neither the day of acceptance nor the decision is recorded: the report forms will miss them")]


# --- What the entries change. A change of the life is a function of the life, the entry's data and the entry.

Change = Callable[[Life, dict[str, Any], Entry], Life]


def lives(change: Change) -> Callable[[Case, Entry], Case]:
    """Make of a change of the life one of the case: with the state that the entry names, and what follows from it."""

    def evolve(case: Case, entry: Entry) -> Case:
        data = entry["data"]
        life = promises.made(change(case.life, data, entry), entry)
        return settle(case, {"life": legal_life.entered(life, data)})

    return evolve


def _acted(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    """Keep an act that asks for papers."""
    act = Act(
        entry["seq"], entry["kind"], data["on"], entry["recorded_at"], "not_accepted" not in data,
        data.get("previous_due"),
    )  # fmt: skip
    return life._replace(acts=(*life.acts, act))


def _accepted(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    life = _acted(life, data, entry)
    if "not_accepted" in data:
        return life._replace(not_accepted=data["not_accepted"])
    return life._replace(
        instance=data["instance"],
        previous=data.get("previous"),
        first=_first(data, entry),
        accepted_on=data["on"],
        not_accepted=None,
        complex=tuple(data.get("complex", ())),
        remote=data.get("remote", False),
        superior=data.get("superior", False),
    )


def _first(data: dict[str, Any], entry: Entry) -> bool:
    return BODY in entry["sealed"] or "first_number" in data


def _referred(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    urging = entry["kind"] == "urged"
    referral = Referral(entry["seq"], data["on"], data.get("doc"), data.get("reply_by"), urging=urging)
    return life._replace(referrals=(*life.referrals, referral))


def _replied(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    def answer(referral: Referral) -> Referral:
        return referral._replace(replied_on=data["on"]) if referral.seq == data["answers"] else referral

    return life._replace(referrals=tuple(map(answer, life.referrals)))


def _urged(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    """Urge a body that was written to before, or write to one for the first time."""
    if "urges" not in data:
        return _referred(life, data, entry)

    def urge_one(referral: Referral) -> Referral:
        if referral.seq not in data["urges"]:
            return referral
        return referral._replace(urged_on=data["on"], reply_by=data.get("reply_by") or referral.reply_by)

    return life._replace(referrals=tuple(map(urge_one, life.referrals)))


def _extended(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    life = _acted(life, data, entry)
    extended = Extended(
        data["term"],
        data["on"],
        data["days"],
        data["n"],
        data["first_due"],
        data["previous_due"],
        data["new_due"],
        data.get("doc"),
        tuple(data.get("complex", ())),
    )
    return life._replace(extensions=(*life.extensions, extended))


def _paused(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    return life._replace(pauses=(*life.pauses, Halt(data["on"], None, data.get("doc"), data.get("until"))))


def _resumed(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    """Let the clock run again, or go on with a matter whose withdrawal does not end it."""
    if life.stage == "withdrawn":
        life = life._replace(withdrawn="", withdrawn_on=None)
    return life._replace(pauses=legal_life.ended(life.pauses, data["on"]))


def _withdrawn(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    part = data.get("part", False)
    pauses = life.pauses if part else legal_life.ended(life.pauses, data["on"])
    return life._replace(withdrawn="part" if part else "whole", withdrawn_on=data["on"], pauses=pauses)


def _stepped(life: Life, data: dict[str, Any], entry: Entry) -> Life:
    return life._replace(
        next=data.get("next", life.next),
        previous=data.get("previous", life.previous),
        first=_first(data, entry) or life.first,
        pauses=legal_life.ended(life.pauses, data["on"]),
        steps=(*life.steps, Stepped(data["state"], data["on"], data.get("doc"))),
    )


def _assigned(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    role = data.get("role")
    if role is None:
        return life._replace(assignee=data["to"])
    others = tuple(each for each in life.roles if each[0] != role or role == ATTENDS)  # several may attend
    return life._replace(roles=(*others, (role, data["to"])))


def _closed(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    end = {"status": "closed", "result": data["result"], "closed_on": data.get("on"), "doc": data.get("doc")}
    return changed(case, end)


def _reopened(case: Case, entry: Entry) -> Case:
    """Open it again; where it goes on although it was withdrawn, from the state before that."""
    facts = {"status": "open", "result": None, "closed_on": None, "doc": None}
    life = case.life
    if "resumption" in entry["data"]:
        steps = tuple(step for step in life.steps if step.state != "terminated")
        stage = life.held if life.stage in ("withdrawn", "terminated") else life.stage
        life = life._replace(stage=stage, since=entry["data"]["on"], withdrawn="", withdrawn_on=None, steps=steps)
    return settle(case, {**facts, "life": life})


def _noted(case: Case, entry: Entry) -> Case:
    note = private_values(entry).get("note", "")
    facts = {"notes": (*case.notes, note)} if note else {}
    return changed(case, {**facts, "life": promises.ended(case.life, entry["data"])})


# --- What is decided once more.

def _closes(case: Case, entry: Entry) -> Outcome:
    data = entry["data"]
    return close(case, data["result"], data.get("on", ""), data.get("doc"), "")


def _accepts(case: Case, entry: Entry) -> Outcome | list[Draft]:
    data = entry["data"]
    if "not_accepted" in data:
        return not_accept(case, data["not_accepted"], "-", data["on"])
    more = unfitting("complex", tuple(data.get("complex", ())), case, data["on"])
    return registry.taken(case, entry, "accept", more=more, instance=data["instance"])


def _extends(case: Case, entry: Entry) -> list[Draft]:
    criteria = entry["data"].get("complex") or case.life.criteria
    return registry.taken(case, entry, "extend", {"complex": criteria})


def _steps(case: Case, entry: Entry) -> list[Draft]:
    """A term that must have run is not counted again: calendars change, and days off are told later."""
    data = entry["data"]
    if "next" not in data:
        return registry.taken(case, entry, f"step {data['state']}", {"overdue": 1})
    if case.status == "void":  # a finished first one is told what follows it, in whatever other state it is
        raise Refused("", tuple(law.decisions.not_open(case)))
    going = case.kind == "complaint" and not case.closed
    return [Draft("stepped", case.id, {**data, "state": "second" if going else case.stage})]


def _notes(case: Case, entry: Entry) -> list[Draft]:
    data = entry["data"]
    if "kept" in data:
        return promises.end(case, "-", data["kept"], data["promise"], data["on"])
    return law.decisions.note(case, "-")


def _reopens(case: Case, entry: Entry) -> list[Draft]:
    """One that was withdrawn could once be taken up again without a ground."""
    if "resumption" in entry["data"]:
        return reopen(case, registry.said(entry), entry["data"]["on"])
    return law.decisions.reopen(case, "-", entry["data"]["on"])


def _urges(case: Case, entry: Entry) -> Outcome:
    request = registry.said(entry)
    return urge(case, {"doc": None, **request, "body": request.get("to", "")}, request["on"])


# --- The kinds.

_STATE = code("state").labelled("{value}")
_DOC = TEXT.labelled(mark("paper {value}"))
_REPLY_BY = DAY.labelled(mark("reply by {value}"))
_COMPLEX = several(code("complex").labelled("{value}"))
_DAYS = COUNT._replace(schema={**COUNT.schema, "description": "working or calendar days, as the term has them"})
_GROUND = code("resumption").labelled("{value}")._replace(since=2)
_FIRST = registry.known_from(2, {
    "first_number": TEXT.labelled(mark("follows {value}")), "first_level": code("level").labelled("{value}"),
    "first_doc": TEXT.labelled(mark("first decision {value}")), "first_on": DAY.labelled(mark("of {value}")),
    "first_outcome": code("result").labelled("{value}"),
})  # fmt: skip
_MOVED = {"state": _STATE.needed, "on": DAY.needed}
KINDS = (
    Kind(
        mark("closed"), "incident", {"result": code("result").labelled("{value}").needed, "on": DAY, "doc": TEXT},
        ("note",), mark("closed"), "", "close", case=_closed, check=_closes,
    ),
    Kind(
        mark("reopened"), "incident", {"on": DAY.needed, "resumption": _GROUND}, ("reason",), mark("reopened"), "",
        "reopen", case=_reopened, check=_reopens,
    ),
    Kind(
        mark("noted"), "incident", promises.ENDING, ("note",), mark("noted"), mark("remark"), "note", undo="free",
        case=_noted, check=_notes,
    ),
    Kind(
        mark("accepted"), "incident",
        {
            **_MOVED, "instance": code("instance").labelled("{value}"),
            "not_accepted": code("not-accepted").labelled("{value}"), "complex": _COMPLEX, "remote": TRUE,
            "previous": INCIDENT.labelled(mark("follows {value}")), **_FIRST,
            "superior": TRUE._replace(since=2),  # who asks for a report once its term is over
        },
        ("reason", BODY), mark("acceptance"), "", "accept", case=lives(_accepted), check=_accepts,
    ),
    Kind(
        mark("referred"), "incident", {**_MOVED, "doc": _DOC.needed, "reply_by": _REPLY_BY}, ("reason", "to"),
        mark("referred"), "", "refer", case=lives(_referred), check=registry.by(refer, "to", "doc"),
    ),
    Kind(
        mark("replied"), "incident", {**_MOVED, "doc": _DOC, "answers": ENTRY.needed}, ("text",),
        mark("reply"), "", "reply", case=lives(_replied), check=registry.by(reply),
    ),
    Kind(
        mark("urged"), "incident",
        {**_MOVED, "doc": _DOC.needed, "reply_by": _REPLY_BY, "urges": several(ENTRY)}, ("to",),
        mark("urged"), "", "urge", case=lives(_urged), check=_urges,
    ),
    Kind(
        mark("extended"), "incident",
        {
            "on": DAY.needed, "term": code("term").needed, "complex": _COMPLEX, "doc": _DOC,
            "days": _DAYS.labelled(mark("{value} days")).needed, "n": COUNT.needed, "first_due": DAY.needed,
            "previous_due": DAY.labelled(mark("due before: {value}")).needed,
            "new_due": DAY.labelled(mark("due now: {value}")).needed,
        },
        ("reason",), mark("term extended"), "", "extend", case=lives(_extended), check=_extends,
    ),
    Kind(
        mark("paused"), "incident",
        {**_MOVED, "doc": _DOC, "until": DAY.labelled(mark("to be looked at again on {value}"))._replace(since=2)},
        ("reason",), mark("suspended"), "", "pause",
        case=lives(_paused), check=registry.by(pause, "reason"),
    ),
    Kind(
        mark("resumed"), "incident", {**_MOVED, "doc": _DOC, "resumption": _GROUND}, ("reason",), mark("resumed"), "",
        "resume", case=lives(_resumed), check=registry.by(resume),
    ),
    Kind(
        mark("withdrawn"), "incident", {"state": _STATE, "on": DAY.needed, "part": TRUE}, ("reason",),
        mark("withdrawal"), "", "withdraw", case=lives(_withdrawn), check=registry.by(withdraw),
    ),
    Kind(
        mark("stepped"), "incident",
        {
            **_MOVED, "doc": _DOC, "previous": INCIDENT.labelled(mark("follows {value}")),
            "next": INCIDENT.labelled(mark("followed by {value}")), **_FIRST,
        },
        ("note", BODY), mark("step"), "", "step", case=lives(_stepped), check=_steps,
    ),
    Kind(
        mark("assigned"), "incident",
        {
            "to": TEXT.labelled(mark("to {value}")).needed,
            "role": code("role").labelled("{value}")._replace(since=2),
        },
        (), mark("assigned"), "", "assign", undo="free", case=lives(_assigned),
        check=lambda case, entry: assign(case, entry["data"]["to"], entry["data"].get("role", RESPONSIBLE)),
    ),
)  # fmt: skip
