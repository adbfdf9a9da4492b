"""Which units are to deliver: a spreadsheet or CSV with a heading row: unit, and if wished name, to, due."""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.errors import Damaged, ReceptionError, UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.intake.spreadsheet import Cell, Row, read_sheets
from reception_cli.intake.units import plain_day, plain_text

COLUMNS = ("unit", "name", "to", "due")
_HEADINGS = {
    "code": "unit", "ma": "unit", "ma don vi": "unit", "don vi": "unit", "ten": "name", "ten don vi": "name",
    "den ngay": "to", "den": "to", "han": "due", "han gui": "due",
}  # fmt: skip
_LARGEST = 10_000  # rows; a desk has no more places for units


class Wanted(NamedTuple):
    """What is asked of one unit; ISO days, empty where nothing is asked."""

    unit: str
    name: str = ""
    to: str = ""
    due: str = ""


def read_expected(path: str, today: date) -> list[Wanted]:
    """Read the list; raises NotFound, UsageFault, and Damaged that tells every row that cannot be read."""
    rows = next(iter(read_sheets(path)), iter(()))
    head = next((row for row in rows if any(row.cells)), Row(0, ()))
    places = dict(_places(head.cells))
    if "unit" not in places:
        raise Damaged(
            _("{file} has no column {columns}.").format(file=os.path.basename(path), columns="unit"),
            _("Its first row names the columns: {columns}.").format(columns=",".join(COLUMNS)),
        )
    found, faults = dict[str, Wanted](), list[str]()
    for row in rows:
        if any(row.cells):
            try:
                _add(found, _wanted(row.cells, places, today))
            except ReceptionError as fault:
                faults.append(_("row {number}: {text}").format(number=row.number, text=fault.message))
    if faults:
        raise Damaged("\n  ".join((_("{file} cannot be used:").format(file=os.path.basename(path)), *faults)))
    return list(found.values())


def _places(cells: Iterable[Cell]) -> Iterator[tuple[str, int]]:
    for place, cell in enumerate(cells):
        heading = fold(str(cell or "")).replace("_", " ").strip()
        column = _HEADINGS.get(heading, heading)
        if column in COLUMNS:
            yield column, place


def _wanted(cells: tuple[Cell, ...], places: dict[str, int], today: date) -> Wanted:
    told = {column: cells[place] if place < len(cells) else None for column, place in places.items()}
    code = plain_text(told["unit"], today)
    numbers.require_unit(code)
    return Wanted(
        code, plain_text(told.get("name"), today), plain_day(told.get("to"), today), plain_day(told.get("due"), today)
    )


def _add(found: dict[str, Wanted], one: Wanted) -> None:
    if one.unit.casefold() in found:
        raise UsageFault(_("{unit} stands in another row already.").format(unit=one.unit))
    if len(found) >= _LARGEST:
        raise UsageFault(_("There are more than {n} rows.").format(n=_LARGEST))
    found[one.unit.casefold()] = one


