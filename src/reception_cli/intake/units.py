"""A tree of units from a file: a spreadsheet or CSV with a heading row, or an example that comes with the program."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli import ROOT
from reception_cli.domain.dates import read_day
from reception_cli.domain.errors import Damaged, NotFound, ReceptionError, UsageFault
from reception_cli.domain.text import clean, fold
from reception_cli.domain.words import _
from reception_cli.intake.spreadsheet import Cell, Row, read_sheets
from reception_cli.law import codes, data
from reception_cli.law.units import Unit

COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_to", "successor")
_NEEDED = COLUMNS[:3]
# How people head these columns, folded; those of our own workbooks among them.
_HEADINGS = {
    "ma": "code", "ma don vi": "code", "code of the unit": "code", "ten": "name", "ten don vi": "name",
    "name of the unit": "name", "cap": "level", "thuoc": "parent", "truc thuoc": "parent", "cap tren": "parent",
    "don vi cap tren": "parent", "lies below": "parent", "tu ngay": "valid_from", "first day": "valid_from",
    "den ngay": "valid_to", "last day": "valid_to", "tro thanh": "successor", "don vi ke thua": "successor",
    "ke thua": "successor", "became": "successor",
}  # fmt: skip
_EXAMPLES = os.path.join(ROOT, "data", "units")
_LARGEST = 100_000  # rows


class Read(NamedTuple):
    """The rows of a file, each with its number in it, and what cannot be read."""

    rows: tuple[tuple[int, Unit], ...]
    faults: tuple[str, ...]


def read_units(path: str, today: date) -> Read:
    """Read a file, or the example of that name; raises NotFound, Damaged, UsageFault for no such table."""
    if path in examples():
        return Read(tuple(enumerate(_example(path), 1)), ())
    try:
        return _table(next(iter(read_sheets(path))), path, today)
    except (NotFound, UsageFault) as fault:
        hint = _("Examples that come with the program: {names}.").format(names=", ".join(examples()))
        raise type(fault)(fault.message, "\n".join(filter(None, (fault.hint, hint)))) from fault


def examples() -> list[str]:
    """Name the trees that come with the program."""
    return sorted(name.removesuffix(".json") for name in os.listdir(_EXAMPLES) if name.endswith(".json"))


def _example(name: str) -> Iterator[Unit]:
    for row in data.rows(data.read("units", name), "unit"):
        first, last = (str(row.get(key, "")) for key in ("valid_from", "valid_to"))
        heirs = tuple(row.get("successor", ()))
        yield Unit(row["code"], row["vi"], row["level"], row.get("parent", ""), first, last, heirs)


def _table(rows: Iterator[Row], path: str, today: date) -> Read:
    head = next((row for row in rows if any(row.cells)), Row(0, ()))
    places = _places(head.cells)
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        raise Damaged(
            _("{file} has no column {columns}.").format(file=os.path.basename(path), columns=", ".join(missing)),
            _("Its first row names the columns: {columns}.").format(columns=",".join(COLUMNS)),
        )
    found, faults = list[tuple[int, Unit]](), list[str]()
    for row in rows:
        if any(row.cells):
            try:
                found.append((row.number, _unit(row.cells, places, today)))
            except ReceptionError as fault:
                faults.append(_("row {number}: {text}").format(number=row.number, text=fault.message))
        if len(found) + len(faults) > _LARGEST:
            raise Damaged(_("{file} has more than {n} rows.").format(file=os.path.basename(path), n=_LARGEST))
    return Read(tuple(found), (*faults, *_twice(found)))


def _places(cells: Iterable[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = fold(str(cell or "")).replace("_", " ")
        column = _HEADINGS.get(words) or words.replace(" ", "_")
        if column in COLUMNS:
            found.setdefault(column, place)
    return found


def _unit(cells: tuple[Cell, ...], places: Mapping[str, int], today: date) -> Unit:
    """Read one row; all that is wrong in it is told at once."""
    told = {column: cells[place] if place < len(cells) else None for column, place in places.items()}
    faults, read = list[str](), dict[str, Any]()
    for column in COLUMNS:
        try:
            read[column] = _READERS[column](told.get(column), today)
        except ReceptionError as fault:
            faults.append(fault.message)
    if faults:
        raise Damaged("; ".join(faults))
    return Unit(**read)


def plain_text(cell: Cell, _today: date) -> str:
    """Read text; a code such as 48 comes out of a workbook as a number."""
    plain = int(cell) if isinstance(cell, float) and cell == int(cell) else cell
    return clean("" if plain is None else str(plain), _("text"))


def _level(cell: Cell, today: date) -> str:
    return str(codes.load("level").find(plain_text(cell, today)).code)


def plain_day(cell: Cell, today: date) -> str:
    """Read a day as ISO, empty where there is none; raises UsageFault for one that cannot be."""
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    text = plain_text(cell, today)
    return read_day(text, today, _("the day")).isoformat() if text else ""


def _codes(cell: Cell, today: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain_text(cell, today).replace(",", " ").replace(";", " ").split()))


def _twice(found: Iterable[tuple[int, Unit]]) -> Iterator[str]:
    """A file that says two things of one unit from one day on says nothing."""
    seen: dict[tuple[str, str], int] = {}
    for number, row in found:
        other = seen.setdefault((row.code, row.first), number)
        if other != number:
            told = _("row {number}: {code} stands in row {other} already, with the same first day")
            yield told.format(number=number, code=row.code, other=other)


_READERS: dict[str, Callable[[Cell, date], Any]] = {
    "code": plain_text, "name": plain_text, "level": _level, "parent": plain_text,
    "valid_from": plain_day, "valid_to": plain_day,
    "successor": _codes,
}  # fmt: skip
