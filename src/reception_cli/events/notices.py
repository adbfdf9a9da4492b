"""Notices, which end or start a term and leave the state as it is: `served`, and what is announced by one: `planned`.

A refused reception has no incident: its notice is one of the visit. That a visit or a matter was entered in the
national database (`entered`) changes nothing in law, either. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reception_cli import law
from reception_cli.domain.case import Case
from reception_cli.domain.case import Reception as Line
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, Outcome
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import ENTERED as ENTERED
from reception_cli.domain.legal_life import Entered, Life, Plan, Stepped
from reception_cli.domain.words import _, mark
from reception_cli.events import registry
from reception_cli.events.lifecycle import lives, refuse
from reception_cli.events.registry import DAY, TEXT, Kind, code

DIALOGUE, ONLINE = "dialogue", "online"
_ANNOUNCED = {DIALOGUE: ("dialogue-notified",), ONLINE: ("invited", "tested")}  # once for each day that is planned
REFUSED = "refusal-notified"  # of a visit, as is


def plan(case: Case, what: str, day: str, on: str) -> Outcome:
    """Plan a dialogue or an online reception for an ISO day to come; one planned before is replaced."""
    reasons = [] if day > on else [_("{day} is not to come: plan it for a later day").format(day=said_day(day))]
    advice: list[str] = []
    if what == DIALOGUE:
        _row, advice = law.transitions.take(case, "meeting dialogue", on, {"who": "-"}, reasons)
    else:
        refuse(case, "appoint", reasons)
    return Outcome([Draft("planned", case.id, {"on": on, f"{what}_on": day}, {}, on)], advice)


def refusal(line: Line, request: Mapping[str, Any], on: str) -> list[Draft]:
    """Record the written notice of a refused reception; request: doc, note."""
    reasons = []
    if line.void:
        reasons.append(_("it is struck through"))
    elif line.refused is None:
        reasons.append(_("nobody was refused: its notices are steps of its incidents"))
    elif line.notified_on:
        reasons.append(_("its notice is recorded already, of {day}").format(day=said_day(line.notified_on)))
    if on < line.day:
        reasons.append(_("{day} lies before the visit, {last}").format(day=said_day(on), last=said_day(line.day)))
    if not request.get("doc"):
        reasons.append(_("missing: --doc (number of the paper)"))
    if reasons:
        said = _("{incident}: `{verb}` is refused:").format(incident=line.id, verb="reception step")
        raise Refused(said, tuple(reasons))
    private = {"note": request["note"]} if request.get("note") else {}
    return [Draft("served", line.id, {"on": on, "notice": REFUSED, "doc": request["doc"]}, private, on)]


def enter(about: Case | Line, request: Mapping[str, Any], on: str) -> Outcome:
    """Record that a visit or a matter was entered in the national database on an ISO day; request: doc, note.

    `doc` is the number that it has there. Said again, the last word counts: what changed since is entered anew.
    """
    reasons = []
    if isinstance(about, Case):
        before, came, void = about.life.entered, about.received_on, about.status == "void"
    else:
        before, came, void = about.entered, about.day, about.void
        if about.type == "petition":
            reasons.append(_("a petition is entered by its matter: {list}").format(list=", ".join(about.incidents)))
        if about.refused is not None:
            reasons.append(_("nobody was received: only receptions are entered"))
    if void:
        reasons.append(_("it is struck through"))
    if on < came:
        reasons.append(_("{day} lies before its receipt, {first}").format(day=said_day(on), first=said_day(came)))
    if not request.get("doc"):
        reasons.append(_("missing: --doc (its number in the national database)"))
    if reasons:
        said = _("{incident} cannot be recorded as entered in the national database:")
        raise Refused(said.format(incident=about.id), tuple(reasons))
    advice = []
    if before and before.number != request["doc"]:
        advice.append(_("it was recorded as no. {number} of {day} before; the new number counts").format(
            number=before.number, day=said_day(before.on)
        ))  # fmt: skip
    private = {"note": request["note"]} if request.get("note") else {}
    return Outcome([Draft("entered", about.id, {"on": on, "doc": request["doc"]}, private, on)], advice)


# --- What the entries change, and what is decided once more.

def _served(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    notice = Stepped(data["notice"], data["on"], data.get("doc"))
    plans = () if data["notice"] == "called-off" else life.plans
    return life._replace(notices=(*life.notices, notice), plans=plans)


def _planned(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    """Plan it anew: whatever announced the day before announces this one no more."""
    what, day = _told(data)
    others = tuple(each for each in life.plans if each.what != what)
    notices = tuple(each for each in life.notices if each.state not in _ANNOUNCED[what])
    return life._replace(plans=(*others, Plan(what, day, data["on"])), notices=notices)


def _serves(about: Case | Line, entry: Entry) -> Any:
    if isinstance(about, Line):
        return refusal(about, {"doc": "-", **entry["data"]}, entry["data"]["on"])
    case = about._replace(life=about.life._replace(since=""))
    return registry.taken(case, entry, f"step {entry['data']['notice']}", {"overdue": 1})


def _plans(case: Case, entry: Entry) -> Outcome:
    data = entry["data"]
    return plan(case, *_told(data), data["on"])


def _entry_of(entry: Entry) -> Entered:
    return Entered(entry["data"]["doc"], entry["data"]["on"])


def _told(data: Mapping[str, Any]) -> tuple[str, str]:
    """Tell what is planned, and its ISO day."""
    what = ONLINE if f"{ONLINE}_on" in data else DIALOGUE
    return what, data.get(f"{what}_on", "")


# --- The kinds.

KINDS = (
    Kind(
        mark("served"), "number",
        {
            "on": DAY.needed, "notice": code("state").labelled("{value}").needed,
            "doc": TEXT.labelled(mark("paper {value}")),
        },
        ("note",), mark("notice"), "", "step", case=lives(_served),
        line=lambda line, entry: line._replace(notified_on=entry["data"]["on"]), check=_serves, reaches_back=True,
        since=2,
    ),
    Kind(
        mark("planned"), "incident",
        {
            "on": DAY.needed, "dialogue_on": DAY.labelled(mark("dialogue on {value}")),
            "online_on": DAY.labelled(mark("online reception on {value}")),
        },
        (), mark("planned"), "", "meeting", case=lives(_planned), check=_plans, since=2,
    ),
    Kind(
        mark("entered"), "number",
        {"on": DAY.needed, "doc": TEXT.labelled(mark("no. {value}")).needed},
        ("note",), mark("national database"), mark("entered in the national database"), "step", undo="free",
        case=lives(lambda life, _data, entry: life._replace(entered=_entry_of(entry))),
        line=lambda line, entry: line._replace(entered=_entry_of(entry)),
        check=lambda about, entry: enter(about, registry.said(entry), entry["data"]["on"]), reaches_back=True, since=2,
    ),
)  # fmt: skip
