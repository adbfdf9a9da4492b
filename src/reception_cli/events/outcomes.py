"""How a matter is decided and carried out: `decided`, `executed`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, Outcome
from reception_cli.domain.legal_life import DONE, ORDERED, Life
from reception_cli.domain.words import _, mark, ngettext
from reception_cli.events import promises, registry
from reception_cli.events.lifecycle import lives
from reception_cli.events.registry import COUNT, DAY, TEXT, TRUE, Field, Kind, amount, code

if TYPE_CHECKING:
    from reception_cli.law.calendar import Calendar

_WITHIN = (  # the second number is part of the first
    ("sanction_persons", "sanction_officials"), ("police_persons", "police_officials"),
    ("prosecuted_persons", "prosecuted_officials"),
)  # fmt: skip


def decide(case: Case, request: Mapping[str, Any], on: str, calendar: Calendar) -> Outcome:
    """Record a decision or conclusion with what it orders; request: doc, outcome, text, any of ORDERED,
    and what is promised with it: agreed, agreed_by (ISO), promiser.

    The entry says by when it was due and how many days late it came.
    """
    outcome = request.get("outcome")
    more = [*_parts(request), *not_an_outcome(case, outcome)]
    more += [*promises.unfounded(request, on), *promises.undated(request)]
    row, advice = law.transitions.take(case, "decide", on, request, more)
    running = law.case_terms.resolving(case, calendar)
    late = running.deadline.overdue(date.fromisoformat(on)) if running else 0
    last = str(running.deadline.due) if running and running.deadline.due else ""
    data = {
        "doc": request.get("doc"), "instance": law.transitions.instance_of(case), "outcome": outcome,
        **{name: request.get(name) for name in ORDERED},
        "due_on": last, "late_days": late, **promises.facts(request),
    }  # fmt: skip
    private = {"text": request.get("text", ""), **promises.text(request)}
    if late:
        text = ngettext("decided {n} day after {day}", "decided {n} days after {day}", late)
        advice = [*advice, text.format(n=late, day=said_day(last))]
    return Outcome([law.transitions.draft("decided", case, on, data, private, row)], advice)


def not_an_outcome(case: Case, outcome: str | None) -> list[str]:
    """Say that the kind and instance of a matter cannot be decided so; empty where nothing was said."""
    row = next(iter(law.transitions.rows_of(case, "decide")), None)
    return [law.transitions.not_taken("--outcome", row.takes)] if row and outcome and outcome not in row.takes else []


def execute(case: Case, request: Mapping[str, Any], on: str) -> Outcome:
    """Record what of a decision is done; request: done (all of it), doc, note and any of DONE."""
    done = bool(request.get("done"))
    more = _parts(request)
    if not done and not any(request.get(name) for name in (*DONE, "note")):
        more.append(_("missing: what was done (--state-money, --persons ... or --note), or --done"))
    row, advice = law.transitions.take(case, "execute done" if done else "execute", on, request, more)
    data = {"done": done, "doc": request.get("doc"), **{name: request.get(name) for name in DONE}}
    return Outcome([law.transitions.draft("executed", case, on, data, {"note": request.get("note", "")}, row)], advice)


def _parts(request: Mapping[str, Any]) -> list[str]:
    """Refuse a part that is more than its whole."""
    template = _("{part} ({n}) is more than {whole} ({m})")
    return [
        template.format(part=_option(part), n=request[part], whole=_option(whole), m=request.get(whole) or 0)
        for whole, part in _WITHIN
        if (request.get(part) or 0) > (request.get(whole) or 0)
    ]


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


# --- What the entries change, and what is decided once more.

def _decided(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    return life._replace(decided_on=data["on"], decision=data)


def _executed(life: Life, data: dict[str, Any], _entry: Entry) -> Life:
    return life._replace(executed=(*life.executed, data))


def _decides(case: Case, entry: Entry) -> list[Draft]:
    return registry.taken(case, entry, "decide", more=not_an_outcome(case, entry["data"].get("outcome")))


# --- The kinds.

_MONEY, _LAND = amount("million VND"), amount("m2")
_AMOUNTS: Mapping[str, Field] = {  # what a decision orders, or what is done of it
    "state_money": _MONEY.with_help(mark("For the State: million VND.")),
    "state_land": _LAND.with_help(mark("For the State: land, m2.")),
    "org_money": _MONEY.with_help(mark("For organisations: million VND.")),
    "org_land": _LAND.with_help(mark("For organisations: land, m2.")),
    "person_money": _MONEY.with_help(mark("For individuals: million VND.")),
    "person_land": _LAND.with_help(mark("For individuals: land, m2.")),
    "orgs": COUNT.with_help(mark("Organisations whose rights are restored.")),
    "persons": COUNT.with_help(mark("Individuals whose rights are restored.")),
    "sanction_orgs": COUNT.with_help(mark("Organisations sanctioned.")),
    "sanction_persons": COUNT.with_help(mark("Persons sanctioned, or to be.")),
    "sanction_officials": COUNT.with_help(mark("Of these, officials.")),
    "police_matters": COUNT.with_help(mark("Matters passed to the investigators.")),
    "police_persons": COUNT.with_help(mark("Persons passed to the investigators.")),
    "police_officials": COUNT.with_help(mark("Of these, officials.")),
    "prosecuted_matters": COUNT.with_help(mark("Matters prosecuted.")),
    "prosecuted_persons": COUNT.with_help(mark("Persons prosecuted.")),
    "prosecuted_officials": COUNT.with_help(mark("Of these, officials.")),
}
_STATE = code("state").labelled("{value}")
_DOC = TEXT.labelled(mark("paper {value}"))
_LATE = COUNT._replace(schema={**COUNT.schema, "description": "calendar days"})
KINDS = (
    Kind(
        mark("decided"), "incident",
        {
            "state": _STATE.needed, "on": DAY.needed, "outcome": code("result").labelled("{value}").needed,
            "instance": code("instance").labelled("{value}").needed, "doc": _DOC.needed,
            **{name: _AMOUNTS[name] for name in ORDERED},
            "due_on": DAY.labelled(mark("due {value}")), "late_days": _LATE.labelled(mark("days late: {value}")),
            **promises.FIELDS,
        },
        ("agreed", "text"), mark("decision"), "", "decide", case=lives(_decided), check=_decides,
    ),
    Kind(
        mark("executed"), "incident",
        {"state": _STATE, "on": DAY.needed, "done": TRUE, "doc": _DOC, **{name: _AMOUNTS[name] for name in DONE}},
        ("note",), mark("execution"), "", "execute", case=lives(_executed), check=registry.by(execute),
    ),
)  # fmt: skip
