"""The legal life of a matter in words and columns: state, days, decision, extensions, referrals."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reception_cli.model.case import Case
from reception_cli.model.dates import shown_day
from reception_cli.model.entry import Entry
from reception_cli.model.evolving import KINDS
from reception_cli.model.words import _, language
from reception_cli.reports.table import Column

Names = Callable[[str], Mapping[str, str]]  # list name -> code -> the reader's word

_LISTS = {
    "state": "state", "outcome": "result", "instance": "instance", "by": "contact", "not_accepted": "not-accepted",
}  # fmt: skip


def legal_kinds() -> dict[str, str]:
    """Name the kinds of entries of a legal life."""
    return {
        "accepted": _("acceptance"), "referred": _("referred"), "replied": _("reply"), "urged": _("urged"),
        "extended": _("term extended"), "paused": _("suspended"), "resumed": _("resumed"),
        "withdrawn": _("withdrawal"), "contacted": _("contact"), "met": _("meeting"),
        "handed_over": _("site handed over"), "decided": _("decision"), "executed": _("execution"),
        "stepped": _("step"), "assigned": _("assigned"), "duty": _("reception day"),
        "appointed": _("appointment"), "attended": _("appointment kept"), "missed": _("appointment missed"),
    }  # fmt: skip


def legal_state(case: Case, names: Names) -> Iterator[str]:
    """Tell where a matter stands in the law's own steps; nothing before the first legal fact."""
    life = case.life
    if life.stage:
        yield _("state: {state}, since {day}").format(state=names("state")[case.stage], day=_day(life.since))
    if life.accepted_on:
        told = _("accepted {day}, instance: {instance}")
        yield told.format(day=_day(life.accepted_on), instance=names("instance")[life.instance])
    if life.previous:
        yield _("follows {incident}").format(incident=life.previous)
    if life.next:
        yield _("followed by {incident}").format(incident=life.next)
    if life.decided_on:
        told = _("decided {day}: {outcome}")
        yield told.format(day=_day(life.decided_on), outcome=names("result")[life.decision["outcome"]])
    if life.assignee:
        yield _("responsible: {user}").format(user=life.assignee)


def legal_facts(entry: Entry, names: Names) -> str:
    """Tell the facts of one entry; texts are private and stand elsewhere."""
    if entry["kind"] not in KINDS:
        return ""
    data = entry["data"]
    told = [names(list_name)[data[key]] for key, list_name in _LISTS.items() if key in data]
    told += [names("complex")[code] for code in data.get("complex", ())]
    told += [label.format(value=_told(data[key])) for key, label in _labels().items() if key in data]
    return ", ".join(told)


def _labels() -> dict[str, str]:
    return {
        "doc": _("paper {value}"), "reply_by": _("reply by {value}"), "days": _("{value} days"),
        "previous_due": _("due before: {value}"), "new_due": _("due now: {value}"), "due_on": _("due {value}"),
        "late_days": _("days late: {value}"), "agreed_by": _("agreed by {value}"), "to": _("to {value}"),
        "previous": _("follows {value}"), "next": _("followed by {value}"), "area_m2": _("{value} m2"),
        "compensation_million": _("{value} million VND"), "signed_on": _("signed {value}"),
    }  # fmt: skip


def _told(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return _day(text) if len(text) == 10 and text[4] == text[7] == "-" else text


def legal_row(case: Case) -> dict[str, Any]:
    """Give the legal facts of a matter for machines."""
    life = case.life
    return {
        "stage": case.stage, "instance": life.instance or None, "previous": life.previous, "next": life.next,
        "accepted_on": life.accepted_on, "not_accepted": life.not_accepted, "decided_on": life.decided_on,
        "assignee": life.assignee or None, "withdrawn": life.withdrawn or None, "complex": list(life.criteria),
        "remote": life.remote, "decision": dict(life.decision) or None,
        "extensions": [_listed(each) for each in life.extensions], "pauses": [each._asdict() for each in life.pauses],
        "referrals": [each._asdict() for each in life.referrals], "steps": [each._asdict() for each in life.steps],
        "meetings": [each._asdict() for each in life.meetings],
        "contacts": [{"on": on, "by": by} for on, by in life.contacts],
        "handovers": [dict(each) for each in life.handovers], "executed": [dict(each) for each in life.executed],
    }  # fmt: skip


def _listed(each: Any) -> dict[str, Any]:
    return {**each._asdict(), "complex": list(each.complex)}


def legal_columns() -> tuple[Column, ...]:
    """Give the columns of `legal_row`."""
    return (
        Column("stage", _("State")), Column("instance", _("Instance")),
        Column("previous", _("Follows")), Column("next", _("Followed by")),
        Column("accepted_on", _("Accepted"), "date"),
        Column("not_accepted", _("Not accepted")),
        Column("decided_on", _("Decided"), "date"),
        Column("withdrawn", _("Withdrawn")), Column("complex", _("Complexity"), "list"), Column("remote", _("Remote")),
        Column("decision", _("Decision")), Column("extensions", _("Extensions"), "list"),
        Column("pauses", _("Suspensions"), "list"), Column("referrals", _("Referrals"), "list"),
        Column("steps", _("Steps"), "list"), Column("meetings", _("Meetings"), "list"),
        Column("contacts", _("Contacts"), "list"), Column("handovers", _("Sites handed over"), "list"),
        Column("executed", _("Carried out"), "list"),
    )  # fmt: skip


def _day(at: str) -> str:
    return shown_day(at[:10], language())
