"""What an official sheet looks like: headings, rows and the lines around them, as the paper form has them.

A description only: `output` draws it. Its words are those of the form (data), not messages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import language
from reception_cli.law import data

_DOTS = "....."  # to be filled in by hand


class Heading(NamedTuple):
    """One column of a sheet; `path` is its heading from the widest level down."""

    key: str  # of its value in a row
    path: tuple[str, ...]
    type: str = "text"  # text | number | date | mark (a cross in the middle)
    width: float = 5  # in characters; a longer word or figure widens it
    number: str = ""  # as printed below the heading
    formula: str = ""  # as printed below the number
    parts: tuple[str, ...] = ()  # keys of the columns that it is the sum of


class Box(NamedTuple):
    """One printed cell of the heading; it covers `high` levels and `wide` columns."""

    level: int
    column: int
    high: int
    wide: int
    text: str


class Signature(NamedTuple):
    """Who signs at the end: place and day, then two people side by side, each with how they sign."""

    dated: str
    left: str
    left_how: str
    right: str
    right_how: str
    authority: str = ""  # above `right`
    right_name: str = ""  # below the pen


class Layout(NamedTuple):
    """An official sheet, from top to bottom; an empty text is a line that the form does not have."""

    headings: tuple[Heading, ...]
    rows: Iterable[Mapping[str, Any]]
    title: str
    subtitle: str = ""  # the period
    form: str = ""  # top right: number of the form
    issued: str = ""  # below it: the instrument it belongs to
    unit: str = ""
    superior: str = ""  # above the unit
    measure: str = ""
    total: Mapping[str, Any] | None = None  # a last row over all rows, its first cell being a text
    notes: tuple[str, ...] = ()  # those of the form; the table's own follow them
    signature: Signature | None = None

    @property
    def depth(self) -> int:
        """Count the levels of the headings."""
        return max((len(heading.path) for heading in self.headings), default=0)

    def boxes(self) -> Iterator[Box]:
        """Lay the headings out, level by level: equal beginnings share one cell, a short path reaches down."""
        for level in range(self.depth):
            column = 0
            while column < len(self.headings):
                path, wide = self.headings[column].path, _shared(self.headings, column, level)
                if len(path) > level:
                    high = self.depth - level if len(path) == level + 1 else 1
                    yield Box(level, column, high, wide, path[level])
                column += wide


def _shared(headings: tuple[Heading, ...], column: int, level: int) -> int:
    """Count the columns from `column` on that stand below one cell of a level; a lowest heading stands alone."""
    begin = headings[column].path[: level + 1]
    wide = 1
    if len(headings[column].path) > level + 1:
        for heading in headings[column + 1 :]:
            if len(heading.path) <= level + 1 or heading.path[: level + 1] != begin:
                break
            wide += 1
    return wide


def line(name: str, **facts: str) -> str:
    """Write a line above the figures (`form`, `issued`, `measure`), or a word among them (`unit_head`, `total`)."""
    return _words()[name].format(**facts)


def unit_line(unit: str) -> str:
    """Write the line with the unit whose sheet it is."""
    return line("unit", unit=unit or _DOTS)


def period_line(first: date, last: date) -> str:
    """Write the line with the period, both days included."""
    days = [said_day(day) for day in (first, last)]
    return line("day" if first == last else "period", first=days[0], last=days[1])


def signature(setting: Callable[[str], str], day: date | None = None) -> Signature:
    """Write the end of a sheet as the desk's settings have it; what nobody says is left open for the pen."""
    words, place = _words(), setting("place")
    told = {"day": f"{day.day:02}", "month": f"{day.month:02}", "year": str(day.year)} if day else {}
    open_ = {"place": place or _DOTS * 3, "day": _DOTS, "month": _DOTS, "year": _DOTS * 2}
    dated = words["dated"].format(**{**open_, **told})
    return Signature(
        dated, words["left"], words["left_how"], setting("signer_title") or words["right"], words["right_how"],
        setting("signer_authority"), setting("signer"),
    )  # fmt: skip


def _words() -> dict[str, str]:
    words: dict[str, str] = _sheet()[language()]
    return words


@cache
def _sheet() -> dict[str, Any]:
    return data.read("layout", "sheet")
