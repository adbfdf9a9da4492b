"""How a tree of units changes: one is added, renamed, merged into another or split. Pure.

Each gives the new tree; whether it holds is for `check` to say, which tells all that is wrong at once.
"""

from collections.abc import Iterable
from typing import NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import NotFound, Refused, UsageFault
from reception_cli.domain.text import nearest
from reception_cli.domain.words import _
from reception_cli.law import units
from reception_cli.law.units import Tree, Unit, faults


class Change(NamedTuple):
    """What is said of a unit; an empty text says nothing."""

    code: str = ""
    name: str = ""
    level: str = ""
    parent: str = ""

    def of(self, row: Unit) -> Unit:
        """Give a row with what is said in place."""
        said = {key: value for key, value in self._asdict().items() if value}
        return row._replace(**said)


def check(known: Tree) -> Tree:
    """Give a tree that holds; raises Refused that lists all that is wrong in it."""
    found = [f"{fault.code}: {fault.text}" for fault in faults(known)]
    if found:
        raise Refused(_("The tree of units would not hold:"), tuple(found), _("See `reception units list`."))
    return known


def add(known: Tree, row: Unit) -> Tree:
    """Add a unit, or one more row of a code that ended before."""
    last = known.get(row.code, ())[-1:]
    if last and last[0].last >= row.first:
        raise Refused(
            _("There is a unit {code} already.").format(code=row.code),
            hint=_("Say `reception units rename {code} --on DATE` for what changed on a day.").format(code=row.code),
        )
    return _with(known, [row])


def taken(known: Tree, rows: Iterable[Unit]) -> Tree:
    """Take rows in: one that begins with another of its code stands in its place."""
    return _with(known, rows)


def rename(known: Tree, code: str, change: Change, day: str) -> Tree:
    """Change name, code, parent or level from a day on; without a day it was always so: a correction."""
    row = _row(known, code, day)
    if change.code in known and change.code != code:
        raise Refused(
            _("There is a unit {code} already.").format(code=change.code),
            hint=_("To make one of two say `reception units merge`."),
        )
    if not day:
        return units.tree(_respelt(change.of(one) if one is row else one, code, change.code) for one in _all(known))
    new = change.of(row)._replace(valid_from=day)
    if row.first == day:
        return _with(known, [new]) if new.code == code else _renumbered(known, new, code)
    gone = [code] if new.code != code else []
    ended = row._replace(valid_to=units.before(day), successor=tuple(new.code for _code in gone))
    return _moved(_with(known, [ended, new]), gone, new.code, day)


def merge(known: Tree, codes: tuple[str, ...], into: Change, day: str) -> Tree:
    """Merge units into one from a day on, which is made where it is not there; what lay below them goes along."""
    gone = [code for code in dict.fromkeys(codes) if code != into.code]
    if not gone:
        raise UsageFault(_("Nothing would be merged."), _("Example: {example}").format(
            example="reception units merge QN --into DN --on 2025-07-01"
        ))  # fmt: skip
    like = _row(known, gone[0], day)
    for code in gone:
        known = _ended(known, code, day, (into.code,))
    return _moved(_with(known, _made(known, into, like, day)), gone, into.code, day)


def split(known: Tree, code: str, parts: tuple[Change, ...], day: str) -> Tree:
    """Split a unit from a day on; parts are made where they are not there."""
    if len({part.code for part in parts}) < 2:
        raise UsageFault(_("A unit is split into two or more."), _("Example: {example}").format(
            example="reception units split TB --into TA='xã Thăng An' --into TP='xã Thăng Phú' --on 2025-07-01"
        ))  # fmt: skip
    like = _row(known, code, day)
    ended = _ended(known, code, day, tuple(dict.fromkeys(part.code for part in parts)))
    return _with(ended, [made for part in parts for made in _made(ended, part, like, day)])


def _ended(known: Tree, code: str, day: str, heirs: tuple[str, ...]) -> Tree:
    """End a unit the day before; what it would have been from that day on (below another one) never came to be.

    Raises Refused where it begins on that day, or changes afterwards.
    """
    row, rows = _row(known, code, day), known[code]
    kept = rows[:-1] if row.first == day else rows
    if row is not rows[-1] or not kept or kept[-1].last < units.before(day):
        raise Refused(_("{code} has a row that begins on {day} or later.").format(code=code, day=said_day(day)))
    return {**known, code: (*kept[:-1], kept[-1]._replace(valid_to=units.before(day), successor=heirs))}


def _made(known: Tree, wish: Change, like: Unit, day: str) -> list[Unit]:
    """Make a unit that is not there on a day; what is not said of it is as with the one it comes from."""
    if units.at(known, wish.code, day):
        if any(wish[1:]):
            raise Refused(
                _("There is a unit {code} already.").format(code=wish.code),
                hint=_("Leave out its name, level and parent."),
            )
        return []
    name = wish.name or (like.name if wish.code == like.code else wish.code)
    return [Unit(wish.code, name, wish.level or like.level, wish.parent or like.parent, day)]


def _row(known: Tree, code: str, day: str) -> Unit:
    """Find what a code stands for on a day, or stood for last; raises NotFound with the nearest."""
    row = units.at(known, code, day) if day else known.get(code, (None,))[-1]
    if row is not None:
        return row
    if code in known:
        raise NotFound(_("There is no unit {code} on {day}.").format(code=code, day=said_day(day)), _(
            "See `reception units list`."
        ))  # fmt: skip
    near = nearest(code, list(known))
    hint = _("The nearest are {near}.").format(near=", ".join(near)) if near else _("See `reception units list`.")
    raise NotFound(_("There is no unit '{code}'.").format(code=code[:40]), hint, nearest=near)


def _moved(known: Tree, gone: list[str], into: str, day: str) -> Tree:
    """Bring what lies below units below another one from a day on."""
    found = []
    for row in _all(known):
        if row.parent not in gone or row.last < day:
            found.append(row)
        elif row.first >= day:
            found.append(row._replace(parent=into))
        else:
            found.append(row._replace(valid_to=units.before(day), successor=()))
            found.append(row._replace(valid_from=day, parent=into))
    return units.tree(found)


def _renumbered(known: Tree, new: Unit, code: str) -> Tree:
    """Give the first row of a unit another code: it never had the old one."""
    if known[code][0].first != new.first:
        raise Refused(_("{code} has a row that begins on {day} or later.").format(
            code=code, day=said_day(new.first)
        ))  # fmt: skip
    rest = [new if row.code == code and row.first == new.first else row for row in _all(known)]
    return units.tree(_respelt(row, code, new.code) for row in rest)


def _respelt(row: Unit, old: str, new: str) -> Unit:
    """Write another code for a unit wherever it stands."""
    if not new:
        return row
    own, parent = (new if code == old else code for code in (row.code, row.parent))
    return row._replace(
        code=own, parent=parent, successor=tuple(new if heir == old else heir for heir in row.successor)
    )


def _with(known: Tree, rows: Iterable[Unit]) -> Tree:
    found = {(row.code, row.first): row for row in _all(known)}
    return units.tree({**found, **{(row.code, row.first): row for row in rows}}.values())


def _all(known: Tree) -> Iterable[Unit]:
    return (row for rows in known.values() for row in rows)
