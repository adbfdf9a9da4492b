"""How a matter is decided and carried out. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.domain.words import _, ngettext
from reception_cli.law import case_terms
from reception_cli.law.calendar import Calendar
from reception_cli.law.transitions import Outcome, draft, instance_of, not_taken, rows_of, take

_WITHIN = (  # the second number is part of the first
    ("sanction_persons", "sanction_officials"), ("police_persons", "police_officials"),
    ("prosecuted_persons", "prosecuted_officials"),
)  # fmt: skip


def decide(case: Case, wish: Mapping[str, Any], on: str, calendar: Calendar) -> Outcome:
    """Record a decision or conclusion with what it orders; wish: doc, outcome, text and any of ORDERED.

    The entry says by when it was due and how many days late it came.
    """
    outcome = wish.get("outcome")
    row, advice = take(case, "decide", on, wish, [*_parts(wish), *not_an_outcome(case, outcome)])
    found = case_terms.resolving(case, calendar)
    late = found.deadline.overdue(date.fromisoformat(on)) if found else 0
    last = str(found.deadline.due) if found and found.deadline.due else ""
    data = {
        "doc": wish.get("doc"), "instance": instance_of(case), "outcome": outcome,
        **{name: wish.get(name) for name in ORDERED},
        "due_on": last, "late_days": late,
    }  # fmt: skip
    if late:
        text = ngettext("decided {n} day after {day}", "decided {n} days after {day}", late)
        advice = [*advice, text.format(n=late, day=said_day(last))]
    return Outcome([draft("decided", case, on, data, {"text": wish.get("text", "")}, row)], advice)


def not_an_outcome(case: Case, outcome: str | None) -> list[str]:
    """Say that the kind and instance of a matter cannot be decided so; empty where nothing was said."""
    row = next(iter(rows_of(case, "decide")), None)
    return [not_taken("--outcome", row.takes)] if row and outcome and outcome not in row.takes else []


def execute(case: Case, wish: Mapping[str, Any], on: str) -> Outcome:
    """Record what of a decision is done; wish: done (all of it), doc, note and any of DONE."""
    done = bool(wish.get("done"))
    more = _parts(wish)
    if not done and not any(wish.get(name) for name in (*DONE, "note")):
        more.append(_("missing: what was done (--state-money, --persons ... or --note), or --done"))
    row, advice = take(case, "execute done" if done else "execute", on, wish, more)
    data = {"done": done, "doc": wish.get("doc"), **{name: wish.get(name) for name in DONE}}
    return Outcome([draft("executed", case, on, data, {"note": wish.get("note", "")}, row)], advice)


def _parts(wish: Mapping[str, Any]) -> list[str]:
    """Refuse a part that is more than its whole."""
    told = _("{part} ({n}) is more than {whole} ({m})")
    return [
        told.format(part=_option(part), n=wish[part], whole=_option(whole), m=wish.get(whole) or 0)
        for whole, part in _WITHIN
        if (wish.get(part) or 0) > (wish.get(whole) or 0)
    ]


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
