"""What must hold in a tree of units: codes, levels, days, parents, successors, and no circles. Pure."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from reception_cli.model import unit
from reception_cli.model.dates import said_day
from reception_cli.model.words import _
from reception_cli.rules import levels
from reception_cli.rules.units import EVER, Tree, Unit, after, at


class UnitFault(NamedTuple):
    """What is wrong with a unit."""

    code: str
    text: str


def faults(known: Tree) -> list[UnitFault]:
    """List all that is wrong in a tree."""
    found = [UnitFault(code, text) for code, text in _twins(known)]
    for rows in known.values():
        for row, next_ in zip(rows, (*rows[1:], None), strict=True):
            found += [UnitFault(row.code, text) for check in _CHECKS for text in check(row, known)]
            if next_ is not None and next_.first <= row.last:
                text = _("its rows from {first} and from {second} overlap")
                found.append(UnitFault(row.code, text.format(first=_day(row.first), second=_day(next_.first))))
    return found


def _twins(known: Tree) -> Iterator[tuple[str, str]]:
    """Two codes that differ in capitals alone would be one folder on many a disk."""
    seen: dict[str, str] = {}
    for code in known:
        other = seen.setdefault(code.casefold(), code)
        if other != code:
            yield code, _("there is {other} already, which differs in capital letters only").format(other=other)


def _own(row: Unit, _known: Tree) -> Iterator[str]:
    if not unit.fits(row.code):
        yield _("this cannot be the code of a unit: use letters, digits, - and . only, at most 40")
    if not row.name:
        yield _("it has no name")
    if row.level not in levels.ranks():
        yield _("'{level}' is no level of a unit").format(level=row.level[:40])
    if row.last < row.first:
        yield _("it ends ({last}) before it begins ({first})").format(last=said_day(row.last), first=_day(row.first))


def _parent(row: Unit, known: Tree) -> Iterator[str]:
    """A unit lies below another one that there is, on all its days."""
    if not row.parent:
        return
    if row.parent not in known:
        yield _("its parent {parent} is not known").format(parent=row.parent)
        return
    day = row.first
    while day <= row.last:
        above = at(known, row.parent, day)
        if above is None:
            yield _missing(row.parent, day)
            return
        if not levels.higher(above.level, row.level):
            yield _("its parent {parent} is of no higher level").format(parent=row.parent)
            return
        if above.last >= row.last:
            return
        day = after(above.last)


def _missing(parent: str, day: str) -> str:
    if day == EVER:
        return _("it has no first day, its parent {parent} has one").format(parent=parent)
    return _("its parent {parent} does not exist on {day}").format(parent=parent, day=said_day(day))


def _circle(row: Unit, known: Tree) -> Iterator[str]:
    """A circle begins on the first day of one of its rows, so that looking on these is enough."""
    path, above = [row.code], at(known, row.parent, row.first)
    while above is not None and above.code not in path:
        path.append(above.code)
        above = at(known, above.parent, row.first)
    if above is not None and above.code == row.code:
        yield _("it lies below itself: {path}").format(path=" < ".join((*path, row.code)))


def _successors(row: Unit, known: Tree) -> Iterator[str]:
    """What a unit became begins where it ended, so that following it comes to an end."""
    if row.successor and not row.valid_to:
        yield _("it has successors but no last day")
        return
    for code in row.successor:
        if code not in known:
            yield _("its successor {code} is not known").format(code=code)
        elif at(known, code, after(row.last)) is None:
            yield _("its successor {code} does not exist on {day}").format(code=code, day=said_day(after(row.last)))


_CHECKS: tuple[Callable[[Unit, Tree], Iterator[str]], ...] = (_own, _parent, _circle, _successors)


def _day(iso: str) -> str:
    return _("the beginning") if iso == EVER else said_day(iso)
