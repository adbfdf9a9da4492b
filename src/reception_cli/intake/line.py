"""One row of a register read into a `Line`, or all its faults."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeVar

from reception_cli.intake.cells import (
    Fault,
    Session,
    count_of,
    day_of,
    id_of,
    kind_of,
    kind_people_of,
    ref_of,
    session_of,
    text_of,
)
from reception_cli.intake.handling import Handling, read_handling, read_outcome
from reception_cli.intake.mapping import Layout
from reception_cli.intake.notes import read_notes
from reception_cli.intake.person import commune_of, person_name, split_person
from reception_cli.intake.spreadsheet import Cell, Row
from reception_cli.model.words import _

T = TypeVar("T")


class Line(NamedTuple):
    """One visit as a register holds it; codes are the stored ones, texts are NFC with single blanks.

    `number` is the row in the file, `ref` the register's own number (STT); `people` were present,
    `petitioners` have petitions of the same content; `repeat_of` is the STT of the incident's first line.
    """

    number: int
    ref: str
    day: date
    name: str
    address: str
    commune: str | None
    id_no: str
    content: str
    kind: str | None
    people: int
    petitioners: int | None
    session: str
    host: str
    host_name: str | None
    group: bool
    handling: str | None
    handled_to: str
    handled_doc: str
    prior_body: str
    outcome: str | None
    follow_up: str
    repeat_of: str | None
    repeat_no: int | None
    note: str


class Reject(NamedTuple):
    """One fault of one row; `value` is what stood there, and empty wherever it could be personal."""

    number: int
    column: str
    reason: str
    value: str = ""


class _Cells:
    """The cells of one row by field, and the faults met while reading them."""

    def __init__(self, row: Row, layout: Layout) -> None:
        self.row, self.layout, self.words = row, layout, layout.map.words
        self.faults: list[Reject] = []

    def raw(self, field: str) -> Cell:
        place = self.layout.positions.get(field, -1)
        return self.row.cells[place] if 0 <= place < len(self.row.cells) else None

    def read(self, field: str, reader: Callable[[Cell, str], T], default: T) -> T:
        """Read a cell; a fault is kept and the default stands in, so that the other cells are read too."""
        heading = self.layout.heading(field)
        try:
            return reader(self.raw(field), heading)
        except Fault as fault:
            self.fault(field, fault.reason, fault.shown)
            return default

    def text(self, field: str, *, long: bool = False) -> str:
        return self.read(field, lambda cell, what: text_of(cell, what, long=long), "")

    def fault(self, field: str, reason: str, shown: str = "") -> None:
        self.faults.append(Reject(self.row.number, self.layout.heading(field), reason, shown))


def read_line(row: Row, layout: Layout, group_min: int) -> Line | tuple[Reject, ...]:
    """Read a row; `group_min` is the number of people from which a visit is a large group."""
    cells = _Cells(row, layout)
    _check_width(cells)
    line = _line(cells, group_min)
    if not cells.faults:
        return line
    if len(row.cells) > len(layout.headings):  # shifted cells: a name may stand below "date" or "kind"
        return tuple(fault._replace(value="") for fault in cells.faults)
    return tuple(cells.faults)


def _line(cells: _Cells, group_min: int) -> Line:
    words = cells.words
    day = cells.read("day", day_of, date.min)
    name, address = _person(cells)
    kind, people = _kind_people(cells)
    petitioners = cells.read("petitioners", lambda cell, what: count_of(cell, what, words), None)
    session = cells.read("session", lambda cell, what: session_of(text_of(cell, what), words), Session())
    handling = _handling(cells)
    outcome, follow_up = read_outcome(cells.text("result", long=True), words)
    remarks = read_notes(cells.text("note", long=True), day.year, words)
    return Line(
        cells.row.number,
        cells.read("ref", ref_of, ""),
        day,
        name,
        address,
        cells.text("commune") or commune_of(address, words),
        cells.read("id_no", id_of, ""),
        _content(cells),
        kind,
        people,
        petitioners,
        session.session,
        session.host,
        cells.text("host_name") or session.host_name,
        remarks.group or people >= group_min,
        *handling,
        cells.text("prior_body"),
        outcome,
        follow_up,
        remarks.repeat_of,
        remarks.repeat_no,
        remarks.note,
    )


def _check_width(cells: _Cells) -> None:
    width = len(cells.layout.headings)
    if any(cell is not None for cell in cells.row.cells[width:]):
        reason = _("more cells than headings: is there a separator too many?")
        cells.faults.append(Reject(cells.row.number, "", reason))


def _content(cells: _Cells) -> str:
    before = len(cells.faults)
    content = cells.text("content", long=True)
    if not content and len(cells.faults) == before:
        cells.fault("content", _("no content"))
    return content


def _person(cells: _Cells) -> tuple[str, str]:
    joint = "person" if "person" in cells.layout.positions else "name"
    before = len(cells.faults)
    text = cells.text(joint)
    whole = cells.raw(joint)
    if joint == "name":
        name, address = person_name(text), cells.text("address")
    else:  # the cell with its newlines, which part name and address
        name, address = split_person(whole if isinstance(whole, str) else text, cells.words)
    if not name and len(cells.faults) == before:
        cells.fault(joint, _("no name"))
    return name, address


def _kind_people(cells: _Cells) -> tuple[str | None, int]:
    """Read both from the joint column, or each from its own; one person came unless a number is written."""
    words = cells.words
    if "kind_people" in cells.layout.positions:
        nothing: tuple[str | None, int | None] = None, None
        kind, people = cells.read(
            "kind_people", lambda cell, what: kind_people_of(text_of(cell, what), words), nothing
        )
    else:
        kind = cells.read("kind", lambda cell, what: kind_of(text_of(cell, what), words), None)
        people = cells.read("people", lambda cell, what: count_of(cell, what, words), None)
    return kind, people or 1


def _handling(cells: _Cells) -> Handling:
    told = {field: cells.text(field) for field in ("accept", "guide", "forward")}
    try:
        return read_handling(told, cells.words)
    except Fault as fault:
        cells.fault("accept", fault.reason)
        return Handling()
