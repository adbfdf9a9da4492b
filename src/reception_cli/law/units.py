"""The tree of units, dated: what a unit was called, what it lay below, and what became of it. Pure.

A unit has one row for as long as it was so; a code may have several, one after the other. The tree is kept in the
desk's own register, a `configured` entry for what changed: one key a unit.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.words import _
from reception_cli.law import codes

KEY = "unit."  # what the key of a unit begins with in the settings of the desk
EVER, NEVER = "0001-01-01", "9999-12-31"


class Unit(NamedTuple):
    """A unit for as long as it was so; both days are included, an empty one is no bound."""

    code: str
    name: str
    level: str
    parent: str = ""
    valid_from: str = ""  # ISO days
    valid_to: str = ""
    successor: tuple[str, ...] = ()  # what it became, where it came to an end

    @property
    def first(self) -> str:
        """First day, to compare with others."""
        return self.valid_from or EVER

    @property
    def last(self) -> str:
        """Last day, to compare with others."""
        return self.valid_to or NEVER

    def on(self, day: str) -> bool:
        """Whether it was so on an ISO day."""
        return self.first <= day <= self.last


Tree = Mapping[str, tuple[Unit, ...]]  # code -> its rows by their days


def tree(rows: Iterable[Unit]) -> Tree:
    """Put rows together."""
    found: dict[str, list[Unit]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return {code: tuple(sorted(known, key=lambda row: row.first)) for code, known in found.items()}


def at(known: Tree, code: str, day: str) -> Unit | None:
    """Give what a code stood for on an ISO day."""
    return next((row for row in known.get(code, ()) if row.on(day)), None)


def spelt(known: Tree, code: str) -> str:
    """Give a code as the tree spells it, capital letters or not; an unknown one as it is."""
    if code in known:
        return code
    return next((own for own in known if own.casefold() == code.casefold()), code)


def read(told: Mapping[str, str]) -> Tree:
    """Read the tree from the settings of a desk: key -> JSON."""
    return tree(
        Unit(
            key.removeprefix(KEY), row["name"], row["level"], row.get("parent", ""), row.get("from", ""),
            row.get("to", ""), tuple(row.get("successor", ())),
        )
        for key, text in told.items()
        for row in json.loads(text)
    )  # fmt: skip


def drafts(before: Tree, after: Tree) -> list[Draft]:
    """Write what changed from one tree to another; nothing where they are the same."""
    changed = [code for code in (*after, *before) if after.get(code, ()) != before.get(code, ())]
    data = {KEY + code: [_told(row) for row in after.get(code, ())] for code in sorted(set(changed))}
    return [Draft("configured", "", data)] if data else []


def _told(row: Unit) -> dict[str, Any]:
    told = {
        "name": row.name, "level": row.level, "parent": row.parent, "from": row.valid_from, "to": row.valid_to,
        "successor": list(row.successor),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def before(day: str) -> str:
    """Give the day before an ISO day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def after(day: str) -> str:
    """Give the day after an ISO day; nothing comes after the last one."""
    return day if day == NEVER else (date.fromisoformat(day) + timedelta(days=1)).isoformat()


# How the tree is drawn on a day


class Drawing(NamedTuple):
    """Where a unit stands in a tree as drawn on a day."""

    code: str
    among: tuple[str, ...] = ()  # where nothing says which of these it is; then `code` is its own


def drawn(known: Tree, code: str, day: str, level: str = "") -> Drawing:
    """Tell what a unit is on a day, and its ancestor of a level where it has one.

    Where a unit became several, or came from several, they may still lie below one ancestor; else it stays its own.
    """
    code = spelt(known, code)
    found = sorted({_above(known, one, day, level) for one in _narrowest(known, _on(known, code, day), day)})
    return Drawing(found[0]) if len(found) == 1 else Drawing(code, tuple(found))


def _on(known: Tree, code: str, day: str, seen: tuple[str, ...] = ()) -> set[str]:
    """Tell which units a unit may have been, or may have become, on a day; itself where nothing else is known."""
    own = known.get(code, ())
    if not own or code in seen or any(row.on(day) for row in own):
        return {code}
    past = [row for row in own if row.last < day]
    others = past[-1].successor if past else _forebears(known, code, own[0].first)
    return {found for one in others for found in _on(known, one, day, (*seen, code))} or {code}


def _forebears(known: Tree, code: str, born: str) -> list[str]:
    """List the units that ended the day before another began, and became it."""
    ends = before(born) if born > EVER else ""
    return [row.code for found in known.values() for row in found if code in row.successor and row.valid_to == ends]


def _narrowest(known: Tree, codes: set[str], day: str) -> set[str]:
    """Leave out units above others: a commune that came of a commune came of its district too, and of that alone."""
    return codes - {row.parent for code in codes for row in _up(known, code, day)} if len(codes) > 1 else codes


def _above(known: Tree, code: str, day: str, level: str) -> str:
    """Go up to the ancestor of a level; the unit itself where it has none."""
    return next((row.code for row in _up(known, code, day) if row.level == level), code)


def below(known: Tree, own: str, day: str, level: str = "") -> list[Unit]:
    """List the units from which a unit hears on a day: those right below it, or with a level all of that below it.

    Of a unit that the tree does not know nothing is known but, with a level, all units of that.
    """
    own = spelt(known, own)
    there = [row for found in known.values() for row in found if row.on(day) and row.code != own]
    if not level:
        return [row for row in there if row.parent == own]
    listed = [row for row in there if row.level == level]
    return [row for row in listed if own not in known or any(up.code == own for up in _up(known, row.code, day))]


def _up(known: Tree, code: str, day: str) -> Iterator[Unit]:
    """Give a unit and all that it lies below on a day; a tree that nobody checked may go round."""
    row, seen = at(known, code, day), set[str]()
    while row is not None and row.code not in seen:
        yield row
        seen.add(row.code)
        row = at(known, row.parent, day)


# --- What must hold in a tree of units: codes, levels, days, parents, successors, and no circles. Pure.

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
    if not numbers.fits(row.code):
        yield _(
            "this cannot be the code of a unit: letters, digits, - and . only, at most 40, no dot at the end, not CON"
        )
    if not row.name:
        yield _("it has no name")
    if row.level not in ranks():
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
        if not higher(above.level, row.level):
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


# --- The levels of units, the widest first, and a tree in their order. Pure.

FREE = "other"  # a level that may lie anywhere


def ranks() -> Mapping[str, int]:
    """Number the levels, the widest first."""
    return {code.code: rank for rank, code in enumerate(codes.load("level"))}


def rows(known: Tree) -> Iterator[Unit]:
    """Give all rows of a tree, the widest level first."""
    order = ranks()
    every = (row for found in known.values() for row in found)
    yield from sorted(every, key=lambda row: (order.get(row.level, len(order)), row.code, row.first))


def higher(above: str, below: str) -> bool:
    """Whether a unit of one level may stand above one of another."""
    order = ranks()
    if FREE in (above, below) or not {above, below} <= order.keys():
        return True
    return order[above] < order[below]
