"""Why something is due when it is, told step by step from what `law.deadlines` counted."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, language, mark, ngettext
from reception_cli.law import codes
from reception_cli.law.calendar import WORKING, Caution, Day
from reception_cli.law.data import cited
from reception_cli.law.deadlines import Deadline
from reception_cli.law.due_dates import Step
from reception_cli.law.obligations import DEMAND, MARK, TIME_BARS, TOLD, brought
from reception_cli.law.terms import Term
from reception_cli.reporting.table import Column, Note, Table, in_sentences

_UNITS = {True: mark("working days"), False: mark("calendar days")}
_MARKS = {  # how sure a source is, as in the files of law
    "L": mark("text of the law seen"), "L*": mark("text seen in one transcription only"),
    "S": mark("seen in secondary sources"), "I": mark("our reading"), "U": mark("not verified"),
}  # fmt: skip
_ANCHORS = {  # what starts a term
    "received": mark("receipt"), "accepted": mark("acceptance"),
    "decided": mark("the decision"), "concluded": mark("the conclusion"), "follow-on": mark("receipt"),
    "stopped": mark("the decision to stop"), "known": mark("the day that the complainant knew of it"),
    "decision-received": mark("receipt of the decision"), "referred": mark("our letter"),
    "promised": mark("the promise"), "visited": mark("the visit"), "refused": mark("the refusal"),
    "resolved": mark("the resolution by the other body"), "notified": mark("the report of the other body"),
    "dialogue": mark("the day of the dialogue"), "session": mark("the day of the online reception"),
    "overdue": mark("the last day of the resolution"), "demanded": mark("the demand of the superior"),
    "passed-on": mark("receipt"),
    "paused": mark("the suspension"),
}  # fmt: skip
_OTHERS = ("citizen", "law")  # who bears what is owed by nobody here, and never late
_VARIANTS = {"remote": mark("remote area"), "complex": mark("complex"), "remote_complex": mark("remote and complex")}


def table(case: Case, steps: list[Step], today: date, sources: bool = False) -> Table:
    """Tell every open step of a case, and what the law sets for others; a closed one owes nothing.

    `sources`: with the number of each rule, and how sure its source is.
    """
    steps = [step for step in steps if step.id != DEMAND or step.since < today.isoformat()]  # nothing is late before
    owed = [step for step in steps if step.term.bears not in _OTHERS and step.id not in TOLD]
    said = [line for step in steps for line in (*_told(step, today, sources), "")][:-1]
    if not owed:
        said = [_("{incident}: nothing is owed.").format(incident=case.id), *([""] if said else []), *said]
        if not case.closed and not brought(case):
            said += [_("No visit or petition of it stands: nobody brought it.")]
    rows = [_row(case, step, today) for step in steps]
    notes = tuple(
        Note(caution.code, told, {key: _plain(value) for key, value in caution.facts.items()})
        for told, caution in {_caution(each): each for step in steps for each in step.deadline.cautions}.items()
    )
    told = Table("explain", columns(), rows, notes=notes, title=case.id, said=tuple(said), number="id")
    return in_sentences(told, notes=False)


def columns() -> tuple[Column, ...]:
    """Give the columns of an explained step."""
    titles = {
        "id": _("Incident"), "step": _("Step due"), "due_on": _("Due"), "falls_on": _("Falls on"),
        "who": _("Who must act"),
        "overdue_days": _("Days overdue"),
        "since": _("Runs from"), "anchor": _("Started by"), "days": _("Days"), "unit": _("Unit of days"),
        "variant": _("Variant"), "row": _("Rule"), "source": _("Legal source"), "mark": _("Mark"),
        "first_due": _("First due"),
        "previous_due": _("Due before"), "days_left": _("Days left"), "skipped": _("Days off"),
        "rolled_from": _("Moved from"), "extensions": _("Extensions"), "pauses": _("Suspensions"),
        "calendar": _("Calendar"), "cautions": _("Cautions"),
    }  # fmt: skip
    types = {"skipped": "list", "extensions": "list", "pauses": "list", "cautions": "list"}
    return tuple(Column(key, title, types.get(key, "text")) for key, title in titles.items())


def _row(case: Case, step: Step, today: date) -> dict[str, Any]:
    told, term = step.deadline, step.term
    facts = {each.step: each.facts for each in told.steps}
    return {
        "id": case.id, "step": term.id, "due_on": step.due_on,
        "falls_on": step.falls_on if step.id in TOLD else None,
        "overdue_days": None if term.bears in _OTHERS or step.id in TOLD else told.overdue(today) or None,
        "who": term.bears, "since": None if term.id in TIME_BARS else step.since, "anchor": term.anchor,
        "days": term.days, "unit": term.unit,
        "variant": term.variant or None, "row": term.row, "source": term.source, "mark": term.mark,
        "first_due": _plain(told.first), "previous_due": _plain(told.previous) if told.changes else None,
        "days_left": told.left,
        "skipped": [{"day": str(day.day), "reason": day.reason, "mark": day.mark} for day in _skipped(told)],
        "rolled_from": _plain(facts.get("rolled", {}).get("from")),
        "extensions": [_plain(each.facts) for each in told.steps if each.step == "extension"],
        "pauses": [_plain(each.facts) for each in told.steps if each.step == "pause"],
        "calendar": told.calendar, "cautions": [each.code for each in told.cautions],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """Give days as ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if hasattr(value, "items") else value


def _skipped(told: Deadline) -> tuple[Day, ...]:
    return next((each.facts["days"] for each in told.steps if each.step == "skipped"), ())


def _told(step: Step, today: date, sources: bool) -> Iterator[str]:
    told, term = step.deadline, step.term
    yield _head(step, today)
    yield "    " + _rule(term, sources)
    sure = f" [{term.mark}: {_(_MARKS[term.mark])}]" if term.mark and sources else ""
    yield "    " + _("source: {source}").format(source=cited(term.source)) + sure
    anchor = _(_ANCHORS.get(term.anchor, term.anchor))
    if step.term.id in TIME_BARS:
        yield _("    runs from {anchor}, which is not recorded; that day is not counted").format(anchor=anchor)
    else:
        text = _("    runs from {day} ({anchor}); that day is not counted")
        if term.before:
            text = _("    counted back from {day} ({anchor}); that day is not counted")
        yield text.format(day=said_day(step.since), anchor=anchor)
    yield from ("    " + line for line in (*_changes(told), *_days_off(told)))
    if told.calendar and sources:
        yield _("    calendar: {calendar}").format(calendar=told.calendar)
    yield from (_("    caution: {text}").format(text=_caution(each)) for each in told.cautions)


def _head(step: Step, today: date) -> str:
    told, term = step.deadline, step.term
    name = term.name(language())
    late = told.overdue(today)
    if term.bears in _OTHERS and told.due:
        return _("{step}: {day}").format(step=name, day=said_day(told.due))
    if step.id == MARK and told.due:
        return _("mark of 45 days, petition not handled: {day}").format(day=said_day(told.due))
    if step.id in TOLD and told.due:
        bearer = codes.load("bearer").names()[term.bears]
        return _("{step}: waiting, {who}, by {day}").format(step=name, who=bearer, day=said_day(told.due))
    if late:
        text = ngettext("{step}: due {day}, {n} day late", "{step}: due {day}, {n} days late", late)
        return text.format(step=name, day=said_day(told.due or ""), n=late)
    if told.due:
        return _("{step}: due {day}").format(step=name, day=said_day(told.due))
    if told.left is not None:
        text = ngettext(
            "{step}: the clock stands still, {n} day left", "{step}: the clock stands still, {n} days left", told.left
        )
        return text.format(step=name, n=told.left)
    return _("{step}: no day is set").format(step=name)


def _rule(term: Term, sources: bool) -> str:
    if term.days is None:
        return _("rule: no term in days")
    text = _("rule {row}: {days} {unit}") if sources else "{days} {unit}"
    text = text.format(row=term.row, days=term.days, unit=_(_UNITS[term.unit == WORKING]))
    text += f" ({_(_VARIANTS[term.variant])})" if term.variant else ""
    until = _(", until {day}").format(day=said_day(term.until)) if term.until else ""
    return text + _("; in force from {day}{until}").format(day=said_day(term.since), until=until)


def _changes(told: Deadline) -> Iterator[str]:
    for change in told.changes:
        before = said_day(change.before) if change.before else "-"
        after = said_day(change.after) if change.after else _("the clock stands still")
        text = _("extended on {day}{note}: {before} -> {after}")
        if change.why == "pause":
            text = _("suspended on {day}{note}: {before} -> {after}")
        note = f" ({change.note})" if change.note else ""
        yield text.format(day=said_day(change.on), note=note, before=before, after=after)


def _days_off(told: Deadline) -> Iterator[str]:
    days = _skipped(told)
    if days:
        weekends = [said_day(day.day) for day in days if not _holiday(day)]
        told_ = [_("weekends {days}").format(days=", ".join(weekends))] if weekends else []
        told_ += [f"{said_day(day.day)} ({name})" for day in days if (name := _holiday(day))]
        yield _("not counted: {days}").format(days="; ".join(told_))
    for each in told.steps:
        if each.step == "rolled":
            text = _("the last day, {day}, is off: it moves to {to}")
            yield text.format(day=said_day(each.facts["from"]), to=said_day(each.facts["to"]))


def _holiday(day: Day) -> str:
    """Name a day off; empty where it is one of a weekend only."""
    return day.vi if language() == "vi" else day.en


def _proposed(facts: Mapping[str, Any]) -> str:
    text = _("proposed, not decided: off {off}; worked {worked}; the due day would then be {due} ({source})")
    off, worked = (", ".join(map(said_day, facts[name])) or "-" for name in ("off", "worked"))
    return text.format(off=off, worked=worked, due=said_day(facts["due"]), source=cited(facts["source"]))


def _caution(caution: Caution) -> str:
    if caution.code == "days-proposed":
        return _proposed(caution.facts)
    facts = {key: said_day(value) if isinstance(value, date) else value for key, value in caution.facts.items()}
    return {
        "year-not-covered": _("the days off of {year} are not known: only weekends were passed over"),
        "year-not-final": _("the days off of {year} are not final"),
        "extension-late": _("the extension of {on} came after the due day, {due}"),
        "extensions-too-many": _("extended {given} times, allowed {allowed}"),
        "extension-too-long": _("extended by {days} days, allowed {allowed}"),
    }[caution.code].format(**facts)
