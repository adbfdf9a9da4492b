"""Facts that a move needs or should have: each says what is missing and what to type."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from reception_cli.domain.case import Case, passed_on
from reception_cli.domain.errors import NotFound
from reception_cli.domain.words import _, mark
from reception_cli.law import data, terms

Wish = Mapping[str, Any]
Check = Callable[[Case, Wish], str]  # "" when nothing is missing

# What the clerk says with the verb: option and what it stands for.
SAID = {
    "doc": ("--doc", mark("number of the paper")),
    "reason": ("--reason", mark("why")),
    "note": ("--note", mark("why")),
    "to": ("TO", mark("the body it goes to")),
    "ground": ("--not-accepted", mark("the ground")),
    "resumption": ("--ground", mark("why it goes on although it was withdrawn: coercion, threat ...")),
    "complex": ("--complex", mark("a criterion of complexity")),
}
OWED = ("state_money", "state_land", "org_money", "org_land", "person_money", "person_land", "sanction_persons")


def lacking(case: Case, tokens: Iterable[str], wish: Wish) -> list[str]:
    """Say of each needed fact that is missing what it is and what to type."""
    return [text for token in tokens if (text := _lack(token, case, wish))]


def advised(case: Case, tokens: Iterable[str], wish: Wish) -> list[str]:
    """Say what the law would have liked besides."""
    return [text for token in tokens if (text := _ADVICE[token](case, wish))]


def kind_missing(case: Case) -> str:
    """Say that the kind is not recorded."""
    return _("its kind is not recorded: `reception classify {incident} --kind ...`").format(incident=case.id)


def owes(case: Case) -> bool:
    """Whether a decision orders something that somebody must carry out."""
    return any(case.life.decision.get(name) for name in OWED)


def _lack(token: str, case: Case, wish: Wish) -> str:
    if token in SAID:
        option, what = SAID[token]
        return "" if wish.get(token) else _("missing: {option} ({what})").format(option=option, what=_(what))
    return _NEEDS[token](case, wish)


def _when(holds: object, text: str, case: Case) -> str:
    return "" if holds else text.format(incident=case.id)


def _in(case: Case, _wish: Wish) -> str:
    if case.competence is None:
        return _when(
            False, _("its competence is not recorded: `reception classify {incident} --competence in`"), case
        )
    text = _("it is outside competence: guide it, or `reception refer {incident} TO --doc NO`")
    return _when(case.competence == "in", text, case)


def _out(case: Case, _wish: Wish) -> str:
    if case.competence is None:
        return _when(
            False, _("its competence is not recorded: `reception classify {incident} --competence out`"), case
        )
    return _when(case.competence == "out", _("it is within competence: `reception accept {incident}`"), case)


def _qualified(case: Case, _wish: Wish) -> str:
    text = _("it does not meet the conditions: `reception classify {incident} --qualified` once it does")
    return _when(case.qualified is not False, text, case)


def _not_final(case: Case, _wish: Wish) -> str:
    if case.prior == "court":
        return _("a court has accepted or decided it (Law 02/2011/QH13, Art. 11(9))")
    return _("a second decision exists (Law 02/2011/QH13, Art. 11(7))") if case.prior == "second" else ""


def _not_settled(case: Case, wish: Wish) -> str:
    text = _("it was resolved the first time: `reception accept {incident} --instance second --previous ID`")
    return _not_final(case, wish) or _when(case.prior != "first", text, case)


def _named(case: Case, _wish: Wish) -> str:
    lines = [line for line in case.lines if line.counts]
    text = _(
        "nobody gave a name (Law 25/2018/QH14, Art. 25); with clear evidence `reception step {incident} to-inspection`"
    )
    return _when(not lines or not all(line.anonymous for line in lines), text, case)


def _signed(case: Case, _wish: Wish) -> str:
    """Several who complain through a representative: all sign, and appoint them in writing."""
    lines = [line for line in case.lines if line.counts]
    if not any(line.representatives or line.capacity == "representative" for line in lines):
        return ""
    try:
        unsigned = terms.limit_of("unsigned_most", date.fromisoformat(case.received_on))
    except NotFound:  # nothing asked for it on the day of receipt
        return ""
    papers = [line for line in lines if line.type == "petition" and not line.duplicate]
    signed = max((line.signatories or 1 for line in papers), default=0)
    many = max((line.petitioners or 1 for line in lines), default=1)
    source = data.cited(unsigned.source)
    if many - signed > unsigned.value:
        text = _("{signed} of {many} signed the petition, and all must ({source})")
        return text.format(signed=signed, many=many, source=source)
    if not any(line.appointment for line in lines):
        text = _("the representative is not appointed in writing ({source}): "
                 "`reception correct {line} --set appointment=NO --reason ...`")  # fmt: skip
        return text.format(source=source, line=(papers or lines)[-1].id)
    return ""


def _previous(case: Case, wish: Wish) -> str:
    text = _("missing: --previous ID (the finished first one), or --first-body TEXT of another body's")
    told = any(wish.get(name) for name in ("previous", "first_body", "first_number"))
    return _when(told or case.life.previous or case.life.first, text, case)


def _accepted(case: Case, _wish: Wish) -> str:
    text = _("the day of acceptance is not recorded: `reception accept {incident} --on DATE`")
    return _when(case.life.accepted_on, text, case)


def _outcome(case: Case, wish: Wish) -> str:
    return _when(wish.get("outcome"), _("missing: --outcome (what was decided)"), case)


def _dialogue(case: Case, _wish: Wish) -> str:
    text = _("no dialogue is recorded: `reception meeting {incident} --dialogue --who TEXT`, or --no-show")
    return _when(any(met.dialogue for met in case.life.meetings), text, case)


def _who(case: Case, wish: Wish) -> str:
    return _when(wish.get("who") or wish.get("no_show"), _("missing: --who (who came), or --no-show"), case)


def _referral(case: Case, _wish: Wish) -> str:
    text = _("nothing is waiting for a reply: `reception refer {incident} TO --doc NO` first")
    return _when(case.life.waiting, text, case)


def _body(case: Case, wish: Wish) -> str:
    text = _("missing: --body (the body that is urged); nothing was sent to one yet")
    return _when(wish.get("body") or case.life.waiting, text, case)


def _overdue(case: Case, wish: Wish) -> str:
    text = _("neither decided nor overdue: `reception decide {incident} --doc NO --outcome CODE`")
    return _when(wish.get("overdue"), text, case)


def _nothing_owed(case: Case, _wish: Wish) -> str:
    text = _("what was decided is not carried out: `reception execute {incident} --done`")
    return _when(not owes(case), text, case)


def _reached(state: str) -> Check:
    def check(case: Case, _wish: Wish) -> str:
        text = _("no step is recorded: `reception step {incident} {state}`").format(
            incident=case.id, state=state
        )
        return "" if case.life.stepped(state) else text

    return check


def _noticed(state: str) -> Check:
    def check(case: Case, _wish: Wish) -> str:
        text = _("no notice is recorded: `reception step {incident} {state}`").format(incident=case.id, state=state)
        return "" if case.life.noticed(state) else text

    return check


def _proposed(case: Case, _wish: Wish) -> str:
    """A leader decides about each proposal once."""
    text = _("nothing waits for the leader: `reception step {incident} proposed`")
    open_ = [notice.state for notice in case.life.notices if notice.state in ("proposed", "approved", "disapproved")]
    return _when(open_[-1:] == ["proposed"], text, case)


def _planned(case: Case, _wish: Wish) -> str:
    return _when(case.life.plans, _("neither a dialogue nor an online reception is planned"), case)


def _dialogue_planned(case: Case, _wish: Wish) -> str:
    text = _("no dialogue is planned: `reception meeting {incident} --dialogue --planned DATE`")
    return _when(case.life.planned("dialogue"), text, case)


def _online_planned(case: Case, _wish: Wish) -> str:
    text = _("no online reception is planned: `reception appoint NAME {incident} --on WHEN --about TEXT --mode online`")
    return _when(case.life.planned("online"), text, case)


def _passed_on(case: Case, _wish: Wish) -> str:
    text = _("neither the press nor another body passed it on: a petition with --source transfer")
    return _when(any(line.counts and passed_on(line.source) for line in case.lines), text, case)


def _fresh(case: Case, wish: Wish) -> str:
    return _when(not case.life.stepped(wish.get("state", "")), _("this step is recorded already"), case)


def _said(name: str, text: str) -> Check:
    return lambda _case, wish: "" if wish.get(name) else _(text)


def _unsaid_qualified(case: Case, _wish: Wish) -> str:
    text = _("whether it meets the conditions is not recorded (`reception classify {incident} --qualified`)")
    return _when(case.qualified is not None, text, case)


def _others(case: Case, _wish: Wish) -> str:
    many = any(line.group or (line.signatories or 1) > 1 or (line.petitioners or 1) > 1 for line in case.lines)
    return _when(not many, _("several people stand behind it: where only some withdrew, say --part"), case)


def _anonymous(case: Case, _wish: Wish) -> str:
    text = _("whoever brought it gave a name: information without one goes to inspection (Art. 25)")
    return _when(any(line.anonymous for line in case.lines if line.counts), text, case)


def _signs(_case: Case, _wish: Wish) -> str:
    return _("signs of violation, coercion or slander: it goes on all the same (Art. 33(3)), `reception resume`")


def _stopped(case: Case, _wish: Wish) -> str:
    text = _("no decision to terminate is recorded: `reception step {incident} terminated --doc NO`")
    return _when(not case.life.accepted_on, text, case)


def _early_effect(_case: Case, wish: Wish) -> str:
    day = wish.get("effective_from")
    return _("a decision takes effect on {day} at the earliest").format(day=day) if day else ""


_NEEDS: dict[str, Check] = {
    "signed": _signed,
    "in": _in,
    "out": _out,
    "qualified": _qualified,
    "not-settled": _not_settled,
    "not-final": _not_final,
    "named": _named,
    "previous": _previous,
    "accepted": _accepted,
    "outcome": _outcome,
    "dialogue": _dialogue,
    "who": _who,
    "referral": _referral,
    "body": _body,
    "overdue": _overdue,
    "nothing-owed": _nothing_owed,
    "acted": _reached("acted"),
    "published": _reached("published"),
    "fresh": _fresh,
    "outcome-asked": _noticed("outcome-asked"),
    "report-demanded": _noticed("report-demanded"),
    "planned": _planned,
    "proposed": _proposed,
    "dialogue-planned": _dialogue_planned,
    "online-planned": _online_planned,
    "passed-on": _passed_on,
}
_ADVICE: dict[str, Check] = {
    "doc": _said("doc", mark("no number of a paper was given (--doc)")),
    "qualified": _unsaid_qualified,
    "dialogue": _dialogue,
    "notified": _reached("notified"),
    "others": _others,
    "anonymous": _anonymous,
    "signs": _signs,
    "stopped": _stopped,
    "term": _early_effect,
}
