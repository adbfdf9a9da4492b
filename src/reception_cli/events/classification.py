"""What the law advises about a classification: once for each content, and what the report forms can hold. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.words import _
from reception_cli.law import codes
from reception_cli.law.decisions import latest_line


def advice(case: Case, facts: Mapping[str, Any], on: date) -> list[str]:
    """Say what speaks against a classification that no rule refuses; `on` is the day it is made."""
    after = case._replace(**{name: value for name, value in facts.items() if name != "handling"})
    handling = facts.get("handling")
    told = [*_unfit("prior", facts.get("prior"), after, on), *_unfit("handling", handling, after, on)]
    if not handling:
        return told
    return [*told, *done_before(case, handling), *_contrary(after, handling)]


def done_before(case: Case, handling: str) -> list[str]:
    """Say that a matter was guided or forwarded before: the law has that once for each content."""
    latest = latest_line(case)
    earlier = [line for line in case.lines if line.counts and line != latest]
    before = any(line.handling.get(case.id) == handling for line in earlier)
    if handling == "guide" and before:
        return [_("it was guided before: once for each content (Circular 07/2014/TT-TTCP, Art. 8(1))")]
    if handling == "forward" and (before or case.life.referrals):
        return [_("it was forwarded before: once for each content (Circular 05/2021/TT-TTCP, Art. 14(1))")]
    return []


def _unfit(list_name: str, code: str | None, case: Case, on: date) -> list[str]:
    """Say that the forms of a day have no column for a code and the kind of a matter."""
    if not code or not case.kind or codes.load(list_name)[code].allows(case.kind, on):
        return []
    told = _("the report forms of that day have no column for {code} ({name}) of a {kind}")
    names = codes.load("kind").names()
    return [told.format(code=code, name=codes.load(list_name)[code].name(), kind=names[case.kind])]


def _contrary(case: Case, handling: str) -> list[str]:
    found = (
        (handling == "accept" and case.competence == "out", _("it is outside competence, and is to be taken in")),
        (handling == "accept" and case.qualified is False, _("it does not meet the conditions, and is to be taken in")),
        (
            handling in ("guide", "forward") and case.competence == "in",
            _("it is within competence, and is to be sent away"),
        ),
    )  # fmt: skip
    return [text for holds, text in found if holds]
