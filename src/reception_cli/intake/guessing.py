"""What each column of an unknown layout would be taken for, and why: by its heading, else by what stands in it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reception_cli.domain.words import _
from reception_cli.intake.cells import Fault, day_of, kind_of, kind_people_of, session_of
from reception_cli.intake.columns import Layout, layout_at, nearest_layout
from reception_cli.intake.maps import FIELDS, REQUIRED
from reception_cli.intake.spreadsheet import Cell, Row
from reception_cli.intake.wordlists import key, shipped_words

_LOOKED_AT = 12  # rows below the headings
_SHOWN = 3
_LONG = 25  # signs that a content has on average, at least
_ID = re.compile(r"\d{9}|\d{12}|[A-Z]\d{7,8}")
_PHONE = re.compile(r"0\d{9,10}")
_NAME = re.compile(r"(?:[^\W\d_][\w']*\s+){1,5}[^\W\d_][\w']*")


class Column(NamedTuple):
    """A column of an unknown layout: its place from 0, its heading, what it would feed and why, and its first cells."""

    place: int
    heading: str
    field: str | None
    why: str
    cells: tuple[str, ...]


def headings_in(rows: Sequence[Row]) -> Layout | None:
    """Find the rows that are most likely the headings: those with known ones, else the first with most texts."""
    layout = nearest_layout(rows)
    if layout is None or layout.positions:
        return layout
    most = max(rows, key=lambda row: (_texts(row), -row.number))
    return layout_at(rows, most.number, most.number)


def columns(layout: Layout, rows: Sequence[Row]) -> list[Column]:
    """Guess every column that has a heading."""
    half = sum(map(bool, layout.headings)) / 2  # a total, or a title of a month, fills fewer cells
    below = [row for row in rows if row.number > layout.header_row and sum(map(bool, row.cells)) > half][:_LOOKED_AT]
    fields = {place: field for field, place in layout.positions.items() if field in FIELDS}
    named: dict[str, int] = {}  # of two columns with one heading a map can only mean the first
    for place, heading in enumerate(layout.headings):
        if key(heading):
            named.setdefault(key(heading), place)
    found = [
        Column(place, heading, fields.get(place), _("its heading is known") if place in fields else "",
               tuple(_shown(row, place) for row in below[:_SHOWN]))
        for place, heading in enumerate(layout.headings) if named.get(key(heading)) == place
    ]  # fmt: skip
    taken = set(fields.values())
    for place, field, why in _by_cells(found, below):
        if field not in taken:
            taken.add(field)
            found[place] = found[place]._replace(field=field, why=why)
    return found


def lacking(told: Sequence[Column]) -> list[str]:
    """List the fields that a register must have and no column feeds."""
    fed = {column.field for column in told}
    return [field for field in REQUIRED if field not in fed and not (field == "person" and "name" in fed)]


def _by_cells(found: Sequence[Column], below: Sequence[Row]) -> Iterator[tuple[int, str, str]]:
    """Guess the columns with unknown headings; the surest signs first."""
    words = shipped_words()
    open_ = {
        index: cells
        for index, column in enumerate(found)
        if column.field is None and len(cells := _cells(below, column.place)) * 2 > len(below)
    }
    signs: tuple[tuple[str, str, Callable[[Cell], bool]], ...] = (
        ("day", _("its cells are days"), _is_day),
        ("id_no", _("its cells are identity numbers"), lambda cell: bool(_ID.fullmatch(_plain(cell)))),
        ("phone", _("its cells are telephone numbers"), lambda cell: bool(_PHONE.fullmatch(_plain(cell)))),
        ("kind", _("its cells are kinds"), _reads(lambda text: kind_of(text, words))),
        ("kind_people", _("its cells are kinds with a number of people"),
         _reads(lambda text: kind_people_of(text, words)[0])),
        ("session", _("its cells say how visitors were received"), _reads(lambda text: session_of(text, words))),
    )  # fmt: skip
    for field, why, fits in signs:
        for index in [index for index, cells in open_.items() if all(map(fits, cells))]:
            del open_[index]
            yield index, field, why
    for index, cells in list(open_.items()):
        if _counts_up(cells):
            del open_[index]
            yield index, "ref", _("its cells count upwards")
    texts = {index: [_plain(cell) for cell in cells if isinstance(cell, str)] for index, cells in open_.items()}
    for index, told in list(texts.items()):
        if told and all(_is_name(text) for text in told):
            del texts[index]
            yield index, "name", _("its cells are names")
        elif told and all(_is_name(text.partition(" - ")[0]) and " - " in text for text in told):
            del texts[index]
            yield index, "person", _("its cells are names with addresses")
    lengths = {index: sum(map(len, told)) // len(told) for index, told in texts.items() if told}
    longest = max(lengths, key=lambda index: lengths[index], default=None)
    if longest is not None and lengths[longest] >= _LONG:
        yield longest, "content", _("its texts are the longest")


def _reads(read: Callable[[str], object]) -> Callable[[Cell], bool]:
    """Tell whether a cell is read without a fault, and means something."""

    def fits(cell: Cell) -> bool:
        try:
            return isinstance(cell, str) and bool(read(cell))
        except Fault:
            return False

    return fits


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, int | float):  # a bare number may be anything
        return False
    try:
        return bool(day_of(cell, ""))
    except Fault:
        return False


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and all(word[0].isupper() for word in text.split())


def _counts_up(cells: Sequence[Cell]) -> bool:
    numbers = [_plain(cell) for cell in cells]
    if len(numbers) < 2 or not all(number.isdecimal() and len(number) < 7 for number in numbers):
        return False
    return all(int(one) < int(next_) for one, next_ in pairwise(numbers))


def _cells(rows: Sequence[Row], place: int) -> list[Cell]:
    return [row.cells[place] for row in rows if place < len(row.cells) and _plain(row.cells[place])]


def _shown(row: Row, place: int) -> str:
    cell = row.cell(place)
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else _plain(cell)


def _plain(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


def _texts(row: Row) -> int:
    return sum(isinstance(cell, str) and bool(cell.strip()) for cell in row.cells)
