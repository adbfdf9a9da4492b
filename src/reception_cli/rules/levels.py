"""The levels of units, the widest first, and a tree in their order. Pure."""

from collections.abc import Iterator, Mapping

from reception_cli.rules import codes
from reception_cli.rules.units import Tree, Unit

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
