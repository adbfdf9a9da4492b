"""Bars and lines on a terminal, drawn by hand.

plotext wants a compiled kernel and 180 ms, plotille draws in braille only, the bars of rich know no ASCII; and a bar
is one multiplication, a line one glyph for each column.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reception_cli.domain.text import shown, width
from reception_cli.domain.words import _
from reception_cli.output.folding import GAP, fold
from reception_cli.output.values import How, word
from reception_cli.reporting.table import Column, Table

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_HEIGHT = 6  # lines of one panel
_LEAST = 4  # cells for a bar, below which only its figure is told


class _Glyphs(NamedTuple):
    """What a line is made of; of a rise and of a drop first the lower end."""

    point: str
    level: str
    rise: tuple[str, str]
    drop: tuple[str, str]
    steep: str
    axis: str


_DRAWN = _Glyphs("●", "─", ("╯", "╭"), ("╰", "╮"), "│", "┤")
_TYPED = _Glyphs("*", "-", ("/", "/"), ("\\", "\\"), "|", "|")


def lines(table: Table, how: How) -> Iterator[str]:
    """Draw the rows as `table.chart` wishes; bars tell their figures, below lines the caller must."""
    assert table.chart is not None
    rows = list(table.rows)
    if not rows:
        yield _("Nothing to show.") + "\n"
        return
    columns = {column.key: column for column in table.columns}
    names = [word(row[table.chart.label], columns[table.chart.label], how.language) for row in rows]
    drawn = [(columns[key], [row[key] for row in rows]) for key in table.chart.figures]
    if table.chart.kind == "bars":
        yield from _bars(names, drawn[0][1], drawn[0][0], how)
        return
    top = max(max(values) for _column, values in drawn)
    for column, values in drawn:
        yield f"{shown(column.title)}\n"
        yield from _panel(names, values, word(top, column, how.language, True), top, how)
        yield "\n"


def _bars(names: Sequence[str], values: Sequence[int], column: Column, how: How) -> Iterator[str]:
    """Draw a bar a row, its name before it; a long name is folded."""
    said = [word(value, column, how.language, True) for value in values]
    end = max(map(width, said))
    label = min(max(map(width, names)), max((how.width - end - 2 * GAP) // 2, 1))
    room = how.width - label - end - 2 * GAP
    top = max(*values, 1)
    for name, value, figure in zip(names, values, said, strict=True):
        first, *rest = fold(name, label)
        line = first + " " * (label - width(first) + GAP + end - width(figure)) + figure
        if room >= _LEAST and value:
            line += " " * GAP + _inked(_bar(value / top * room, how), how)
        yield line + "\n"
        yield from (part + "\n" for part in rest)


def _bar(size: float, how: How) -> str:
    """Draw a bar of so many cells; what is more than nothing is seen."""
    if not _drawable(how):
        return "#" * max(round(size), 1)
    eighths = max(round(size * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def _panel(names: Sequence[str], values: Sequence[int], highest: str, top: int, how: How) -> Iterator[str]:
    """Draw one line above its names; the scale of all panels is one, from 0 to `top`."""
    glyphs = _DRAWN if _drawable(how) else _TYPED
    margin = width(highest) + GAP
    room = max(how.width - margin, 1)
    if len(values) > room:
        names, values = _thinned(names, values, room)
    step = max(room // len(values), 1)
    sheet = _traced(_heights(values, step, max(top, 1)), step, glyphs)
    for height in reversed(range(_HEIGHT)):
        side = {_HEIGHT - 1: highest, 0: "0"}.get(height, "")
        drawn = "".join(sheet[height]).rstrip()
        yield f"{' ' * (margin - GAP - width(side))}{side} {glyphs.axis}{_inked(drawn, how)}\n"
    yield " " * margin + _under(names, step, room) + "\n"


def _thinned(names: Sequence[str], values: Sequence[int], room: int) -> tuple[Sequence[str], Sequence[int]]:
    """Where there are more points than columns, let each column show the highest of its points."""
    ends = [place * len(values) // room for place in range(room + 1)]
    return [names[first] for first in ends[:-1]], [max(values[first:last]) for first, last in pairwise(ends)]


def _heights(values: Sequence[int], step: int, top: int) -> list[int]:
    """Give the height of the line in every column, from point to point."""
    heights = [values[0] / top * (_HEIGHT - 1)]
    for before, after in pairwise(values):
        heights += [(before + (after - before) * part / step) / top * (_HEIGHT - 1) for part in range(1, step + 1)]
    return [round(height) for height in heights]


def _traced(heights: Sequence[int], step: int, glyphs: _Glyphs) -> list[list[str]]:
    """Trace the line on a sheet of cells, lowest row first, and put its points on it."""
    sheet = [[" "] * len(heights) for _height in range(_HEIGHT)]
    before = heights[0]
    for place, height in enumerate(heights):
        low, high = sorted((before, height))
        for between in range(low + 1, high):
            sheet[between][place] = glyphs.steep
        ends = (glyphs.level,) * 2 if low == high else glyphs.rise if height > before else glyphs.drop
        sheet[low][place], sheet[high][place] = ends
        if place % step == 0 and (step > 1 or len(heights) == 1):
            sheet[height][place] = glyphs.point
        before = height
    return sheet


def _under(names: Sequence[str], step: int, room: int) -> str:
    """Write the names below their points, in full where there is room, else their last part, else some of them."""
    if max(map(len, names)) >= step:
        names = [name.rpartition("-")[2] for name in names]
    line = ""
    for place, name in enumerate(names):
        if not line or len(line) < place * step <= room - len(name):
            line = line.ljust(place * step) + name
    return line


def _drawable(how: How) -> bool:
    return how.encoding.lower().startswith("utf")


def _inked(text: str, how: How) -> str:
    return f"\x1b[36m{text}\x1b[0m" if how.color and not how.output and text else text
