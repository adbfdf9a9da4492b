"""How much room the texts of an official sheet take: a guess, since only a printer knows its letters."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from reception_cli.domain.text import shown

if TYPE_CHECKING:
    from reception_cli.reporting.sheet_layout import Heading, Layout

SIZE = 10.0  # points: the letters of the rows
SMALL = 9.0  # points: the letters of the headings
LINE = 1.25  # a line is so much higher than its letters
_BOLD = 1.08
_UNIT, _EDGE = 5.0, 3.0  # points: a column is so much for each figure of SIZE that it holds, and its edges
_THIN = frozenset("fijlrst .,;:'!|()[]-/\"")  # of Times: about 0.3 of its height; most others 0.48
_WIDE = frozenset("mwMW@%…—")


def points(text: str, size: float) -> float:
    """Guess how long a line of Times letters is, and rather too long: a row too high is better than a line unseen."""
    return sum(map(_part, shown(text))) * size


@cache
def _part(char: str) -> float:
    if not char.isascii():
        if unicodedata.east_asian_width(char) in "WF":
            return 1.0
        char = unicodedata.normalize("NFD", char)[0]
    if char in _THIN:
        return 0.32
    return 0.8 if char in _WIDE else 0.7 if char.isupper() else 0.5


def room(widths: Sequence[float]) -> float:
    """Tell how many points columns give to a text; their widths are in figures of the sheet's usual letters."""
    return sum(size * _UNIT + _EDGE for size in widths) - 2 * _EDGE


def lines(text: str, space: float, size: float) -> int:
    """Guess how many lines a text takes where a line has so many points."""
    return sum(_folded(line, space, size) for line in text.split("\n"))


def _folded(line: str, space: float, size: float) -> int:
    if len(line) * size <= space:  # no letter is wider
        return 1
    count, used = 1, 0.0
    for word in line.split(" "):
        long = points(word, size)
        if used and used + long > space:
            count, used = count + 1, 0.0
        if long > space:
            count += int(long // max(space, size))
        used += long + 0.25 * size
    return count


def heights(layout: "Layout", widths: Sequence[float]) -> list[float]:
    """Give each level of headings its points; what a tall cell lacks, its lowest level gets."""
    found = [1] * layout.depth
    for box in sorted(layout.boxes(), key=lambda box: box.high):
        last = box.level + box.high - 1
        wanted = lines(box.text, room(widths[box.column : box.column + box.wide]), SMALL * _BOLD)
        found[last] += max(wanted - sum(found[box.level : last + 1]), 0)
    return [count * SMALL * LINE + 4 for count in found]


def width(heading: "Heading") -> float:
    """Give a column its width, and at least that of the longest word of its heading."""
    longest = max((points(word, SMALL * _BOLD) for word in heading.path[-1].split()), default=0)
    return max(heading.width, (longest + 2 * _EDGE) / _UNIT)


def figure(value: float) -> float:
    """Tell the width that a figure needs not to be printed as `###`."""
    return len(f"{value:,}") + 0.5


def broken(formula: str, space: float) -> list[str]:
    """Break a printed formula into lines of so many points, behind its signs only."""
    found = [""]
    for piece in formula.replace("=", "= ").replace("+", "+ ").split():
        if found[-1] and points(found[-1] + piece, SMALL) > space:
            found.append("")
        found[-1] += piece
    return found
