"""What no office records: days that there are none of, numbers without measure. Counting them would fail later."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from reception_cli.model.dates import FIRST_YEAR, LAST_YEAR
from reception_cli.model.entry import Entry
from reception_cli.model.text import MAX_TEXT

MOST = 10**12  # of anything that is counted
_DAYS = frozenset({
    "accepted_on", "after_seal", "agreed_by", "at", "closed_on", "date", "decided_on", "due_on", "first_due", "new_due",
    "off", "on", "opened_on", "previous_due", "reply_by", "signed_on", "to", "work",
})  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")


def odd(entry: Entry) -> str:
    """Name the first part of an entry that cannot be; empty where there is none."""
    for name in ("at", "recorded_at"):
        if not _is_day(entry[name]):
            return name
    return next((name for name, value in _values("data", entry["data"]) if not _can_be(name, value)), "")


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _values(inner, one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(name, one)
    else:
        yield name, value


def _can_be(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and (name not in _DAYS or not _DAY.fullmatch(value) or _is_day(value))
    return not isinstance(value, int | float) or abs(value) <= MOST


def _is_day(text: str) -> bool:
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False
