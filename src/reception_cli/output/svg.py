"""The same bars and lines as a picture: shapes with places, which data/templates/chart.svg writes down.

pygal tells lines apart by colour alone, hides figures that its bars are too short for, and stamps each picture with
the clock; a dozen shapes need no library. Black and white must do: lines differ by dashes and marks.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, NamedTuple

from reception_cli.domain.text import shown, width
from reception_cli.output.folding import fold
from reception_cli.output.values import How, word
from reception_cli.reporting.table import Column, Table

_WIDTH = 760
_EDGE = 12
_CELL = 8  # points that a letter takes, at the most
_SMALL = 6.7  # of the names below lines
_LINE = 18  # points from one line of text to the next
_BAR = 20
_LABEL = 34  # cells of a bar's name, then it is folded
_PLOT = 240  # height of lines
_TICKS = 6
_TOLD = 14  # points of a line up to which each tells its figure below
_INKS = ("#000", "#1a4f8f", "#8f3a1a", "#3d6b1f")
_DASHES = ("none", "9 4", "2 3", "9 3 2 3")

Facts = dict[str, Any]


class Shape(NamedTuple):
    """One element: its tag, its attributes, the text in it."""

    tag: str
    facts: Facts
    text: str = ""


class Picture(NamedTuple):
    """What is drawn, and what it says to whoever cannot see it."""

    width: int
    height: int
    title: str
    told: str
    shapes: tuple[Shape, ...]


class _Data(NamedTuple):
    names: list[str]
    columns: list[Column]
    values: list[list[int]]  # one list for each column
    said: list[list[str]]
    language: str


def picture(table: Table, how: How) -> Picture:
    """Lay the rows of a table out as its `chart` wishes."""
    assert table.chart is not None
    rows, columns = list(table.rows), {column.key: column for column in table.columns}
    label, drawn = columns[table.chart.label], [columns[key] for key in table.chart.figures]
    data = _Data(
        [word(row[label.key], label, how.language) for row in rows],
        drawn,
        [[row[column.key] for row in rows] for column in drawn],
        [[word(row[column.key], column, how.language, True) for row in rows] for column in drawn],
        how.language,
    )
    height, shapes = _bars(data) if table.chart.kind == "bars" else _lines(data)
    return Picture(_WIDTH, height, shown(table.title), _told(data), tuple(shapes))


def _told(data: _Data) -> str:
    figures = zip(*data.said, strict=True)
    titles = [shown(column.title) for column in data.columns]
    parts = [
        f"{name}: " + ", ".join(f"{title} {figure}" for title, figure in zip(titles, row, strict=True))
        for name, row in zip(data.names, figures, strict=True)
    ]
    return "; ".join(parts)


def _text(x: float, y: float, text: str, anchor: str = "start", **more: Any) -> Shape:
    return Shape("text", {"x": round(x, 1), "y": round(y, 1), "text-anchor": anchor, **more}, text)


def _rule(x1: float, y1: float, x2: float, y2: float, ink: str) -> Shape:
    places = {"x1": round(x1, 1), "y1": round(y1, 1), "x2": round(x2, 1), "y2": round(y2, 1)}
    return Shape("line", {**places, "stroke": ink})


def _bars(data: _Data) -> tuple[int, list[Shape]]:
    """Draw a bar a row: its name at the left, its figure behind its end."""
    folded = [fold(name, _LABEL) for name in data.names]
    left = _EDGE + _CELL * max((width(line) for lines in folded for line in lines), default=0) + 8
    values, said = data.values[0], data.said[0]
    room = _WIDTH - left - _EDGE - _CELL * max(map(width, said), default=0) - 8
    top, y, shapes = max([*values, 1]), float(_EDGE), list[Shape]()
    for lines, value, figure in zip(folded, values, said, strict=True):
        size = max(_BAR, _LINE * len(lines)) + 8
        middle, length = y + size / 2, round(value / top * room, 1)
        first = middle - (len(lines) - 1) * _LINE / 2 + 5
        shapes += [_text(left - 8, first + n * _LINE, line, "end") for n, line in enumerate(lines)]
        place: Facts = {"x": left, "y": round(middle - _BAR / 2, 1), "width": length, "height": _BAR}
        shapes.append(Shape("rect", {**place, "fill": "#5b6b7b", "stroke": "#000"}))
        shapes.append(_text(left + length + 8, middle + 5, figure))
        y += size
    shapes.append(_rule(left, _EDGE, left, y, "#000"))
    return round(y + _EDGE), shapes


def _lines(data: _Data) -> tuple[int, list[Shape]]:
    """Draw a line for each figure over a scale from 0, and below each place what it is and what it tells."""
    top, step = _scale(max((value for values in data.values for value in values), default=0))
    left = _EDGE + 40 + _CELL * max(width(shown(column.title)) for column in data.columns)
    across = (_WIDTH - left - _EDGE) / max(len(data.names), 1)
    places = [left + across * (n + 0.5) for n in range(len(data.names))]
    floor = _EDGE + 8 + _PLOT
    shapes = []
    for tick in range(0, top + 1, step):
        y = floor - tick / top * _PLOT
        shapes.append(_rule(left, y, _WIDTH - _EDGE, y, "#000" if tick == 0 else "#bbb"))
        shapes.append(_text(left - 6, y + 5, word(tick, data.columns[0], data.language, True), "end"))
    shapes += _under(data.names, places, floor + _LINE, across)
    tell = len(data.names) <= _TOLD
    for n, (column, values, said) in enumerate(zip(data.columns, data.values, data.said, strict=True)):
        points = [(x, floor - value / top * _PLOT) for x, value in zip(places, values, strict=True)]
        y = floor + _LINE * (n + 2) + 6
        shapes += [_path(n, points), *(_mark(n, x, y) for x, y in points)]
        shapes += [_path(n, [(_EDGE, y - 5), (_EDGE + 32, y - 5)]), _mark(n, _EDGE + 16, y - 5)]
        shapes.append(_text(_EDGE + 38, y, shown(column.title)))
        shapes += [_text(x, y, figure, "middle") for x, figure in zip(places, said, strict=True) if tell]
    return round(floor + _LINE * (len(data.columns) + 1) + 6 + _EDGE), shapes


def _scale(most: int) -> tuple[int, int]:
    """Choose the end of a scale and the way between its ticks: 1, 2 or 5 times a power of ten."""
    step = 1
    while most > step * _TICKS:
        step = step * 5 // 2 if f"{step}"[0] == "2" else step * 2
    return max(ceil(most / step), 1) * step, step


def _under(names: Sequence[str], places: Sequence[float], y: float, across: float) -> Iterator[Shape]:
    """Write as many names below the floor as do not touch."""
    size = _SMALL * max(map(width, names), default=0) + 4
    every = max(ceil(size / across), 1)
    for x, name in list(zip(places, names, strict=True))[::every]:
        yield _text(x, y, name, "middle", **{"font-size": 12})


def _path(n: int, points: Sequence[tuple[float, float]]) -> Shape:
    """Draw the n-th line from point to point."""
    spelled = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    ink, dashes = _INKS[n % len(_INKS)], _DASHES[n % len(_DASHES)]
    facts = {"points": spelled, "fill": "none", "stroke": ink, "stroke-width": 2, "stroke-dasharray": dashes}
    return Shape("polyline", facts)


def _mark(n: int, x: float, y: float) -> Shape:
    """Mark a point of the n-th line: filled discs, hollow squares, filled triangles, hollow diamonds."""
    n %= len(_INKS)
    paper: Facts = {"fill": "#fff" if n % 2 else _INKS[n], "stroke": _INKS[n], "stroke-width": 2}
    if n == 0:
        return Shape("circle", {"cx": round(x, 1), "cy": round(y, 1), "r": 4, **paper})
    if n == 1:
        return Shape("rect", {"x": round(x - 4, 1), "y": round(y - 4, 1), "width": 8, "height": 8, **paper})
    ends = [(x - 4, y + 4), (x + 4, y + 4), (x, y - 4)] if n == 2 else [(x - 5, y), (x, y + 5), (x + 5, y), (x, y - 5)]
    return Shape("polygon", {"points": " ".join(f"{a:.1f},{b:.1f}" for a, b in ends), **paper})
