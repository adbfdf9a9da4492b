"""What moves a due day: extensions and suspensions, each with the day before and after. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reception_cli.model.case import Case
from reception_cli.model.dates import said_day
from reception_cli.model.life import Extended
from reception_cli.model.words import _, ngettext
from reception_cli.rules import running
from reception_cli.rules.accepting import unfitting
from reception_cli.rules.facts import cited
from reception_cli.rules.law import Term
from reception_cli.rules.lifecycle import Outcome, allowed, draft, take
from reception_cli.rules.running import Running
from reception_cli.rules.workdays import Calendar


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
        return running.resolving(case, calendar)
    return running.checking(case, calendar) if case.kind == "denunciation" else None


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
