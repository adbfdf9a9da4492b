"""What goes beside the law's own steps: contacts, meetings, sites handed over, who is responsible. Pure."""

from collections.abc import Mapping
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.law import preconditions
from reception_cli.law.decisions import not_open
from reception_cli.law.transitions import Outcome, before_last, draft, take


def contact(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record that somebody was reached, or was not; wish: by, who, note."""
    reasons = [] if wish.get("by") else [_("missing: --by (visit, phone, letter or meeting)")]
    if not wish.get("note"):
        reasons.append(_("missing: --note (what was said)"))
    _refuse(case, "contact", [*_after_receipt(case, on), *reasons])
    private = {"with": wish.get("who", ""), "note": wish["note"]}
    return Outcome([draft("contacted", case, on, {"by": wish["by"]}, private)])


def meeting(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record a dialogue or a consultation; wish: dialogue, no_show, who, agreed, agreed_by (ISO).

    A dialogue is a step of the complaint; whoever does not come without good reason does not stop it.
    """
    data = {name: wish.get(name) for name in ("dialogue", "no_show", "agreed_by")}
    private = {"who": wish.get("who", ""), "agreed": wish.get("agreed", "")}
    reasons = []
    if wish.get("agreed_by") and wish["agreed_by"] < on:
        reasons.append(_("--agreed-by lies before the meeting, {day}").format(day=said_day(on)))
    if wish.get("dialogue"):
        row, advice = take(case, "meeting dialogue", on, wish, reasons)
        return Outcome([draft("met", case, on, data, private, row)], advice)
    _refuse(case, "meeting", [*_after_receipt(case, on), *preconditions.lacking(case, ("who",), wish), *reasons])
    return Outcome([draft("met", case, on, data, private)])


def handover(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record that a site was handed over; wish: parcel, area_m2, compensation_million, signed_on (ISO; else `on`)."""
    asked = {
        "parcel": _("missing: --parcel (which parcel)"), "area_m2": _("missing: --area (m2)"),
        "compensation_million": _("missing: --compensation (million VND; 0 where there is none)"),
    }  # fmt: skip
    reasons = [text for name, text in asked.items() if wish.get(name) in (None, "")]
    signed = wish.get("signed_on") or on
    _refuse(case, "handover", [*before_last(_bare(case), on), *reasons])
    data = {name: wish[name] for name in ("area_m2", "compensation_million")}
    written = draft("handed_over", case, on, {"signed_on": signed}, {"parcel": wish["parcel"]})
    land = (case.field or "").partition(".")[0] == "land"
    told = _("its field is not land: `reception classify {incident} --field land`").format(incident=case.id)
    advice = [] if land else [told]
    return Outcome([written._replace(data={**written.data, **data})], advice)


def assign(case: Case, who: str) -> list[Draft]:
    """Make somebody responsible; nothing is written when it is so already."""
    _refuse(case, "assign", not_open(case))
    return [Draft("assigned", case.id, {"to": who})] if who != case.life.assignee else []


def _after_receipt(case: Case, on: str) -> list[str]:
    """Contacts and consultations may be written down late, between later steps, but not before the receipt."""
    return before_last(_bare(case), on)


def _bare(case: Case) -> Case:
    return case._replace(life=case.life._replace(since=""))


def _refuse(case: Case, verb: str, reasons: list[str]) -> None:
    reasons = not_open(case) or reasons
    if reasons:
        raise Refused(
            _("{incident}: `{verb}` is refused:").format(incident=case.id, verb=f"reception {verb}"), tuple(reasons)
        )
