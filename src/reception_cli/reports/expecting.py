"""Which units were to deliver, up to which day and by when, and which of them did."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reception_cli.model.dates import said_day
from reception_cli.model.words import _
from reception_cli.reports.consolidating import Found

_HERE, _NOT_HERE = ("received", "unchanged"), ("refused", "forked")


class Expected(NamedTuple):
    """What is asked of a unit; days are ISO, an empty one asks for nothing."""

    unit: str
    name: str = ""
    to: str = ""  # its records must go on to this day
    due: str = ""  # and must have come on this day


class Arrival(NamedTuple):
    """A delivery that was taken: on which day, and up to which day it tells."""

    day: str
    to: str


Held = Callable[[str], Found | None]  # the register of a unit that sent nothing this time


def judged(
    found: Iterable[Found], expected: Iterable[Expected], held: Held, came: Mapping[str, list[Arrival]], today: str
) -> list[Found]:
    """Put the units that were expected beside what was found: missing, late, or well."""
    listed = list(found)
    wanted = {one.unit.casefold(): one for one in expected}
    seen = {one.unit.casefold() for one in listed}
    more = [held(one.unit) or Found(one.unit, "missing") for key, one in wanted.items() if key not in seen]
    told = [_judged(one, wanted.get(one.unit.casefold()), came.get(one.unit, []), today) for one in (*listed, *more)]
    return sorted(told, key=lambda one: (not one.unit, one.unit, one.status in _NOT_HERE, one.files))


def unexpected(found: Iterable[Found], expected: Iterable[Expected]) -> list[str]:
    """List the units that delivered though nobody asked them to."""
    wanted = {one.unit.casefold() for one in expected}
    return sorted({one.unit for one in found if one.files and one.unit and one.unit.casefold() not in wanted})


def _judged(one: Found, wish: Expected | None, came: list[Arrival], today: str) -> Found:
    if wish is None:
        return one
    one = one._replace(name=wish.name or one.name)
    reasons = list(_late(one, wish, came, today)) if one.status in _HERE and one.look else []
    if not reasons:
        return one
    return one._replace(status="late", code=one.code or "late", reason=" ".join(filter(None, (one.reason, *reasons))))


def _late(one: Found, wish: Expected, came: list[Arrival], today: str) -> Iterator[str]:
    assert one.look is not None
    reached = _reached(one)
    if wish.to and reached < wish.to:
        text = _("It tells of the days up to {day} only, not up to {to}.")
        yield text.format(day=said_day(reached) or "-", to=said_day(wish.to))
        return
    day = min((arrival.day for arrival in came if arrival.to >= wish.to), default=today)
    if wish.due and day > wish.due:
        yield _("It came on {day}; it was due on {due}.").format(day=said_day(day), due=said_day(wish.due))


def _reached(one: Found) -> str:
    """Tell up to which day a unit's records go: a plain register says nothing of days on which nobody came."""
    assert one.look is not None
    return (one.look.last_day or "") if one.source == "register" else one.look.recorded_to
