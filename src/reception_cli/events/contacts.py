"""What goes beside the law's own steps: `contacted`, `met`, `handed_over`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reception_cli import law
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Entry, Outcome
from reception_cli.domain.legal_life import Life, Met
from reception_cli.domain.words import _, mark
from reception_cli.events import notices, promises, registry
from reception_cli.events.lifecycle import lives, refuse, unmet_by_head
from reception_cli.events.registry import DAY, TEXT, TRUE, Kind, amount, code


def contact(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record that somebody was reached, or was not; request: by, who, note."""
    reasons = [] if request.get("by") else [_("missing: --by (visit, phone, letter or meeting)")]
    if not request.get("note"):
        reasons.append(_("missing: --note (what was said)"))
    refuse(case, "contact", [*_after_receipt(case, on), *reasons])
    private = {"with": request.get("who", ""), "note": request["note"]}
    return Outcome([law.transitions.draft("contacted", case, on, {"by": request["by"]}, private)])


def meeting(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record a dialogue, a consultation or what the head concluded after receiving somebody.

    request: dialogue, no_show, conclusion, doc, who, agreed, agreed_by (ISO), promiser, planned (ISO). A dialogue is a
    step of the complaint; whoever does not come without good reason does not stop it. A conclusion names the paper that
    gives notice of it, and by when it is to be done.
    """
    if request.get("planned"):
        return _planned(case, request, on)
    data = {name: request.get(name) for name in ("dialogue", "no_show", "conclusion", "doc")} | promises.facts(request)
    private = {"who": request.get("who", ""), **promises.text(request)}
    reasons = promises.unfounded(request, on)
    if request.get("conclusion"):
        refuse(case, "meeting", [*_after_receipt(case, on), *_unconcluded(case, request), *reasons])
        return Outcome([law.transitions.draft("met", case, on, data, private)])
    if request.get("doc"):
        reasons.append(_("--doc is for the notice of a conclusion: --conclusion"))
    if request.get("dialogue"):
        row, advice = law.transitions.take(case, "meeting dialogue", on, request, reasons)
        return Outcome([law.transitions.draft("met", case, on, data, private, row)], advice)
    refuse(case, "meeting", [*_after_receipt(case, on), *law.preconditions.lacking(case, ("who",), request), *reasons])
    return Outcome([law.transitions.draft("met", case, on, data, private)])


def _planned(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Plan a dialogue: nothing else is known of it yet."""
    known = {
        "no_show": "--no-show", "conclusion": "--conclusion", "doc": "--doc", "who": "--who", "agreed": "--agreed",
        "agreed_by": "--agreed-by", "promiser": "--agreed-who",
    }  # fmt: skip
    told = [option for name, option in known.items() if request.get(name)]
    reasons = [] if request.get("dialogue") else [_("--planned is for a dialogue: --dialogue")]
    reasons += [_("--planned excludes {option}").format(option=option) for option in told]
    if reasons:
        refuse(case, "meeting", reasons)
    return notices.plan(case, notices.DIALOGUE, request["planned"], on)


def _unconcluded(case: Case, request: Mapping[str, Any]) -> list[str]:
    """Say what the notice of a head's conclusion lacks (Decree 154/2026/ND-CP, Art. 25(2))."""
    asked = {
        "doc": _("missing: --doc (number of the notice)"), "agreed": _("missing: --agreed (what was concluded)"),
        "agreed_by": _("missing: --agreed-by (by when)"),
    }  # fmt: skip
    reasons = [text for name, text in asked.items() if not request.get(name)] + unmet_by_head(case)
    if request.get("dialogue") or request.get("no_show"):
        reasons.append(_("--conclusion excludes --dialogue and --no-show"))
    return reasons


def handover(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record that a site was handed over.

    request: parcel, area_m2, compensation_million, signed_on (ISO; else `on`), agreed, agreed_by (ISO), promiser.
    """
    asked = {
        "parcel": _("missing: --parcel (which parcel)"), "area_m2": _("missing: --area (m2)"),
        "compensation_million": _("missing: --compensation (million VND; 0 where there is none)"),
    }  # fmt: skip
    reasons = [text for name, text in asked.items() if request.get(name) in (None, "")]
    signed = request.get("signed_on") or on
    reasons += [*promises.unfounded(request, on), *promises.undated(request)]
    refuse(case, "handover", [*_after_receipt(case, on), *reasons])
    data = {name: request[name] for name in ("area_m2", "compensation_million")}
    private = {"parcel": request["parcel"], **promises.text(request)}
    said = {"signed_on": signed, **promises.facts(request)}
    written = law.transitions.draft("handed_over", case, on, said, private)
    land = law.data.covers("land", case.field or "")
    text = _("its field is not land: `reception classify {incident} --field land`").format(incident=case.id)
    advice = [] if land else [text]
    return Outcome([written._replace(data={**written.data, **data})], advice)


def _after_receipt(case: Case, on: str) -> list[str]:
    """Contacts and consultations may be written down late, between later steps, but not before the receipt."""
    return law.transitions.before_last(case._replace(life=case.life._replace(since="")), on)


# --- What the entries change.

def _contacted(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    return life._replace(contacts=(*life.contacts, (data["on"], data["by"])))


def _met(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    met = Met(data["on"], data.get("dialogue", False), data.get("no_show", False), data.get("agreed_by"))
    return life._replace(meetings=(*life.meetings, met))


def _handed_over(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    return life._replace(handovers=(*life.handovers, data))


# --- The kinds.

KINDS = (
    Kind(
        mark("contacted"), "incident", {"on": DAY.needed, "by": code("contact").labelled("{value}").needed},
        ("note", "with"), mark("contact"), "", "contact", undo="free", case=lives(_contacted),
        check=registry.by(contact, "by", "note"),
    ),
    Kind(
        mark("met"), "incident",
        {
            "state": code("state").labelled("{value}"), "on": DAY.needed, "dialogue": TRUE, "no_show": TRUE,
            "conclusion": TRUE._replace(since=2, label=mark("conclusion of the head")),
            "doc": TEXT.labelled(mark("paper {value}"))._replace(since=2),
            "agreed_by": promises.BY, "promiser": promises.PROMISER,
        },
        ("agreed", "who"), mark("meeting"), "", "meeting", case=lives(_met), check=registry.by(meeting),
    ),
    Kind(
        mark("handed_over"), "incident",
        {
            "on": DAY.needed, "area_m2": amount("m2").labelled(mark("{value} m2")).needed,
            "compensation_million": amount("million VND").labelled(mark("{value} million VND")).needed,
            "signed_on": DAY.labelled(mark("signed {value}")).needed, **promises.FIELDS,
        },
        ("agreed", "parcel"), mark("site handed over"), "", "handover", undo="free", case=lives(_handed_over),
        check=registry.by(handover, "parcel", "area_m2", "compensation_million"),
    ),
)  # fmt: skip
