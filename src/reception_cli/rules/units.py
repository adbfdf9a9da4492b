"""The tree of units, dated: what a unit was called, what it lay below, and what became of it. Pure.

A unit has one row for as long as it was so; a code may have several, one after the other. The tree is kept in the
desk's own register, a `configured` entry for what changed: one key a unit.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.model.entry import Draft

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


def _up(known: Tree, code: str, day: str) -> Iterator[Unit]:
    """Give a unit and all that it lies below on a day; a tree that nobody checked may go round."""
    row, seen = at(known, code, day), set[str]()
    while row is not None and row.code not in seen:
        yield row
        seen.add(row.code)
        row = at(known, row.parent, day)
