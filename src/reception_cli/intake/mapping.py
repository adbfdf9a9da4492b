"""Which column of a sheet feeds which field: the heading row, of one or two lines, found under titles."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from reception_cli.intake.cells import Fault, day_of
from reception_cli.intake.maps import SHIPPED, Map, load_map
from reception_cli.intake.spreadsheet import Cell, Row
from reception_cli.intake.wordlists import key
from reception_cli.model.errors import Damaged
from reception_cli.model.words import _

# A required joint column is also there when its first half has a column of its own.
_HALVES = {"person": "name", "kind_people": "kind"}


class Layout(NamedTuple):
    """Where a sheet's columns are, from 0; `header_row` is the number of the last heading row."""

    map: Map
    header_row: int
    positions: Mapping[str, int]
    headings: tuple[str, ...]

    def heading(self, field: str) -> str:
        """Give the heading above a field as the desk wrote it, or as the form prints it."""
        place = self.positions.get(field)
        return self.map.printed.get(field, field) if place is None else self.headings[place]

    def missing(self) -> list[str]:
        """List the headings that the map requires and the sheet has not."""
        absent = [
            field
            for field in self.map.required
            if field not in self.positions and _HALVES.get(field) not in self.positions
        ]
        return [self.map.printed.get(field, field) for field in absent]

    def unread(self) -> list[str]:
        """List the headings that feed no field."""
        taken = set(self.positions.values())
        return [text for place, text in enumerate(self.headings) if text and place not in taken]


def find_map(name_or_path: str | None, rows: Sequence[Row]) -> Layout:
    """Find the map and the heading row among the opening rows of a sheet; None tries the shipped maps.

    Of two maps that match equally the one in force on the first day written below is taken, else the newer.
    Raises UsageFault for a faulty map, NotFound, and Damaged that lists the missing headings.
    """
    maps = [load_map(name) for name in ([name_or_path] if name_or_path else SHIPPED)]
    layouts = [layout for one in maps for layout in _layouts(one, rows)]
    whole = [layout for layout in layouts if not layout.missing()]
    if whole:
        return max(whole, key=lambda layout: _rank(layout, rows))
    raise _unrecognised(max(layouts, key=lambda layout: len(layout.positions), default=None), maps[0])


def _rank(layout: Layout, rows: Sequence[Row]) -> tuple[int, bool, int, date]:
    day = _first_day(layout, rows)
    in_force = day is not None and layout.map.since <= day <= layout.map.until
    return len(layout.positions), in_force, -layout.header_row, layout.map.since


def _first_day(layout: Layout, rows: Sequence[Row]) -> date | None:
    place = layout.positions.get("day", -1)
    for row in rows:
        if row.number > layout.header_row and 0 <= place < len(row.cells):
            try:
                return day_of(row.cells[place], "")
            except Fault:
                continue
    return None


def _layouts(one: Map, rows: Sequence[Row]) -> Iterator[Layout]:
    """Try every row, alone and with the row below it, as the heading."""
    for place, row in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        single = _layout(one, row.number, [(_text(cell),) for cell in row.cells])
        if below is None:
            yield single
            continue
        double = _layout(one, below.number, list(_stacked(row, below)))
        best = double if len(double.positions) > len(single.positions) else single
        behind = place + 1 + best.header_row - row.number
        numbered = behind < len(rows) and _is_numbering(rows[behind])
        yield best._replace(header_row=rows[behind].number) if numbered else best


def _layout(one: Map, number: int, spellings: Sequence[tuple[str, ...]]) -> Layout:
    positions: dict[str, int] = {}
    headings = []
    for place, texts in enumerate(spellings):
        text = next((text for text in texts if key(text) in one.fields), texts[0])
        field = one.fields.get(key(text))
        if field is not None:
            positions.setdefault(field, place)
        headings.append(text)
    return Layout(one, number, positions, tuple(headings))


def _stacked(top: Row, below: Row) -> Iterator[tuple[str, ...]]:
    """Give the spellings of two-level headings, likeliest first; a merged cell fills its first column."""
    over = ""
    for place in range(max(len(top.cells), len(below.cells))):
        high, low = _text(_cell(top, place)), _text(_cell(below, place))
        over = high or (over if low else "")
        yield (f"{over} / {low}", low, over) if over and low else (low or high,)


def _is_numbering(row: Row) -> bool:
    """Know the row of column numbers below a printed head: 1 2 3 or (1) (2) (3)."""
    numbers = [key(_text(cell)) for cell in row.cells if cell is not None]
    return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _cell(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


def _unrecognised(nearest: Layout | None, known: Map) -> Damaged:
    one = known if nearest is None else nearest.map
    printed = [one.printed.get(field, field) for field in one.required]
    missing = printed if nearest is None else nearest.missing()
    return Damaged(
        _("no heading row of a register was found; missing: {headings}").format(headings=", ".join(missing)),
        _("name a map with --map: {names}, or a file of your own").format(names=", ".join(SHIPPED)),
        missing=missing,
        map=one.name,
    )
