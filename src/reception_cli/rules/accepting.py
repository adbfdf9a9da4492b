"""Taking a matter in, or refusing to: with its instance, its link to the finished first one, its criteria. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reception_cli.model.case import Case
from reception_cli.model.dates import said_day
from reception_cli.model.entry import Draft
from reception_cli.model.words import _, ngettext
from reception_cli.rules import codes, law, running
from reception_cli.rules.deadline import due
from reception_cli.rules.lifecycle import Outcome, draft, instance_of, take
from reception_cli.rules.moves import latest_line
from reception_cli.rules.workdays import Calendar


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
            not _finished(previous) and not running.is_overdue(previous, on, calendar),
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
    last = due(law.term("complain-second", start, remote=previous.life.remote), start, calendar).due
    if last is None or case.received_on <= last.isoformat():
        return []
    return [_("it came after {day}, the last day for a second complaint").format(day=said_day(last))]


def _late(case: Case, on: str, calendar: Calendar) -> list[str]:
    last = running.acceptance_due(case, calendar)
    days = (date.fromisoformat(on) - last).days if last else 0
    if days <= 0:
        return []
    text = ngettext("accepted {n} day after {day}", "accepted {n} days after {day}", days)
    return [text.format(n=days, day=said_day(last or ""))]
