"""The equations that are printed on a form, or that it must keep: `1=2+3=4+5`, `9<=5`, `9>=5*8`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TEXT = re.compile(r"\d+(?:[*]\d+)?(?:[+-]\d+(?:[*]\d+)?)*")
_TERM = re.compile(r"([+-]?)(\d+)(?:[*](\d+))?")
_MARKS = ("printed", "corrected", "inferred")


class Equation(NamedTuple):
    """What must hold between columns: `sides` are sums, `relation` stands between them."""

    text: str
    relation: str  # = | <= | >=
    sides: tuple[tuple[tuple[int, int], ...], ...]  # each side: (factor, column)
    mark: str  # printed on the form, corrected (a misprint), or inferred


def equation(text: str, mark: str) -> Equation:
    """Read `1=2+3=4+5` or `9<=5`; raises ValueError."""
    relation = next((sign for sign in ("<=", ">=") if sign in text), "=")
    sides = text.split(relation)
    if mark not in _MARKS or len(sides) < 2 or not all(_TEXT.fullmatch(side) for side in sides):
        raise ValueError(f"equation {text!r}, mark {mark!r}")
    return Equation(text, relation, tuple(tuple(_terms(side)) for side in sides), mark)


def _terms(side: str) -> Iterator[tuple[int, int]]:
    for sign, column, factor in _TERM.findall(side):
        first, second = (int(column), int(factor)) if factor else (int(column), 1)
        # `5*8` is five times column 8
        yield (-1 if sign == "-" else 1) * (first if factor else 1), second if factor else first
