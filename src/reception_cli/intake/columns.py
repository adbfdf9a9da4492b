"""Which column of a sheet feeds which field: headings of one to three rows, found by what they mean or by a map."""

import hashlib
import os.path
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.intake.maps import OWN_LISTS, PETITIONS, VISITS, Map, load_map
from reception_cli.intake.spreadsheet import Cell, Row
from reception_cli.intake.wordlists import FOLDER, key, shipped_words

OWN = ("own_row", "own_sheet", "own_reason")  # columns of a file of rejects, which say where a row came from
# What a register must have, each thing in one of these columns.
_NEEDED = (("day",), ("person", "name"), ("content",))
# A required joint column is also there when its first half has a column of its own.
_HALVES = {"person": "name", "kind_people": "kind"}
# Keys by which a list that we wrote for programs is known: of visits or petitions, and of incidents.
_LIST_KEYS, _INCIDENT_KEYS = frozenset({"id", "incidents"}), frozenset({"id", "opened_on"})
# How our lists for people begin, whose words no program reads: a list of incidents, of visits, of petitions.
_FOR_PEOPLE = (
    ("Vụ việc", "Đơn vị", "Ngày tiếp nhận"), ("Lượt tiếp", "Đơn vị", "Thời điểm"), ("Đơn", "Đơn vị", "Ngày nhận"),
    ("Incident", "Unit", "Opened"), ("Visit", "Unit", "When"), ("Petition", "Unit", "Received"),
)  # fmt: skip
_BETWEEN = " | "  # between the levels of a heading, in messages and in a file of rejects
_LONGEST_NUMBER = 6  # signs of a column number: (12)
_COUNTS = frozenset({"people", "present", "petitioners", "signatories", "kind_people"})
_DEEPEST = 3  # heading rows
_WHOLE_OF_PARTS = frozenset({"tong so", "tong", "tong cong", "cong", "chung", "so luong", "tat ca"})
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_PAPER = ("so theo doi don", "so tiep nhan don", "so dang ky don", "so don thu", "so van ban den", "theo doi don thu",
          "tiep nhan don thu", "xu ly don thu", "so cong van", "theo doi xu ly don")  # fmt: skip
_SENDERS = re.compile(r"\b(nguoi|ca nhan|cong dan) (gui|viet|nop|dung|lam)\b|\bchu don\b|\bnguoi (dung|viet) don\b")
_PAPER_DAY = re.compile(r"^ngay (nhan|tiep nhan|den|nhan don|tiep nhan don|vao so|thang den)( don)?( thu)?$")
_PAPER_CONTENT = re.compile(r"^(trich yeu|tom tat|noi dung).*\bdon\b")
_WHOLE_FORM = ("kind", "prior_body", "accept", "guide", "forward", "result", "id_no")


class Layout(NamedTuple):
    """Where a sheet's columns are, from 0; `header_row` is the number of the last heading row.

    `levels` are the heading rows as they stood; `doubtful` says that "Số người" may mean either number.
    """

    map: Map
    header_row: int
    positions: Mapping[str, int]
    headings: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...] = ()
    holds: str = VISITS
    doubtful: bool = False

    def has(self, field: str) -> bool:
        """Tell whether a column, or the map for all lines, says this of a line."""
        return field in self.positions or field in self.map.values

    def heading(self, field: str) -> str:
        """Give the heading above a field as the desk wrote it, or as the form prints it."""
        place = self.positions.get(field)
        return self.map.printed.get(field, field) if place is None else self.headings[place]

    def missing(self) -> list[str]:
        """List the headings that the register needs and the sheet has not."""
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


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    with open(os.path.join(FOLDER, "headings.toml"), "rb") as file:
        told = tomllib.load(file)
    return [(field, re.compile(f"(?:{'|'.join(patterns)})")) for field, patterns in told.items()]


@cache
def field_of(heading: str) -> str | None:
    """Tell which field a column with this heading feeds, by what offices write; `heading` is reduced by `key`."""
    return next((field for field, pattern in _patterns() if pattern.fullmatch(heading)), None)


@cache
def _any_map() -> Map:
    """Stand for the headings that are known by their meaning."""
    form = load_map("register-2021")
    return Map("", {}, form.printed, ("day", "person", "content"), shipped_words())


class UnknownLayout(UsageFault):
    """No headings of a register stand in a sheet; `rows` are its opening rows, `sheet` its name."""

    rows: tuple[Row, ...] = ()
    sheet = ""


def signature(layout: Layout) -> str:
    """Give the digest of the headings of a sheet, by which they are known again next month."""
    told = [key(text) for text in layout.headings]
    while told and not told[-1]:
        told.pop()
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


def layout_at(rows: Sequence[Row], first: int, last: int) -> Layout | None:
    """Take the rows numbered `first` to `last` for the headings, known by their meaning; None where there are none."""
    levels = [row for row in rows if first <= row.number <= last]
    if not levels:
        return None
    layout = _layout(_any_map(), levels)
    behind = next((row for row in rows if row.number > last), None)
    return layout._replace(header_row=behind.number) if behind and is_numbering(behind) else layout


def find_layout(name_or_path: str | None, rows: Sequence[Row], kept: Mapping[str, Map] | None = None) -> Layout:
    """Find the heading rows among the opening rows of a sheet; None knows them by their meaning.

    `kept` are the maps that the desk has kept, by the signature of the headings that they are for.
    Raises UsageFault for a faulty map, UnknownLayout that lists the missing headings; NotFound.
    """
    if not name_or_path and (own := _own_list(rows)):
        return own
    one = load_map(name_or_path) if name_or_path else _any_map()
    layouts = list(_layouts(one, rows))
    if kept and not name_or_path:
        for layout in layouts:
            if known := kept.get(signature(layout)):
                return _by_map(known, layout)
    whole = [layout for layout in layouts if not layout.missing()]
    if whole:
        best = _deepest(max(whole, key=_rank), whole)
        return best._replace(holds=one.holds or VISITS) if name_or_path else _understood(best, rows)
    raise unrecognised(max(layouts, key=_rank, default=None), one, rows)


def _own_list(rows: Sequence[Row]) -> Layout | None:
    """Know a list of our own by its keys; raises UsageFault for one that lacks what makes a line of a register."""
    if any(tuple(_text(cell) for cell in row.cells[:3]) in _FOR_PEOPLE for row in rows):
        raise UsageFault(
            _("this is a list for people to read"),
            _("Write `reception export --visits --with-identity -o FILE` and read that."),
        )
    heads = ({_text(cell) for cell in row.cells} for row in rows)
    place = next((n for n, head in enumerate(heads) if head >= _LIST_KEYS or head >= _INCIDENT_KEYS), None)
    if place is None:
        return None
    keys = [_text(cell) for cell in rows[place].cells]
    one = load_map(OWN_LISTS)
    layout = _layout(one, [rows[place]])._replace(holds=PETITIONS if "source" in keys else VISITS)
    if not _LIST_KEYS.issubset(keys):
        raise UsageFault(
            _("This is a list of incidents, which does not tell the visits one by one."),
            _("Write `reception export --visits --with-identity -o FILE` and read that, or carry the register to "
              "another desk with `reception export --bundle -o UNIT.jsonl.gz`."),
        )  # fmt: skip
    if missing := [field for field in ("day", "name", "content") if field not in layout.positions]:
        raise UsageFault(
            _("This list of reception's own lacks the columns {keys}.").format(
                keys=", ".join(one.printed[field] for field in missing)
            ),
            _("Write it again with --with-identity --reason TEXT, and with all its columns."),
        )
    return layout


def _deepest(best: Layout, layouts: Sequence[Layout]) -> Layout:
    """Take a row of parts below the headings for one of them: it has words where no line has what it must have."""
    lines = {best.positions[field] for field in ("ref", "day", "person", "name", "content") if field in best.positions}
    for other in layouts:
        parts = [place for place, text in enumerate(other.levels[-1]) if text]
        above = [tuple(filter(None, level)) for level in other.levels[:-1]]
        if above == [tuple(filter(None, level)) for level in best.levels] and len(parts) > 1 and not lines & {*parts}:
            return _deepest(other, layouts)
    return best


def _by_map(one: Map, layout: Layout) -> Layout:
    """Read headings that are known already by another map."""
    positions: dict[str, int] = {}
    for place, heading in enumerate(layout.headings):
        if found := next(filter(None, (_field(one, text) for text in _spellings(heading.split(_BETWEEN)))), None):
            positions.setdefault(found, place)
    return layout._replace(map=one, positions=positions, holds=one.holds or VISITS)


def nearest_layout(rows: Sequence[Row]) -> Layout | None:
    """Find the rows that look most like the headings of a register, whole or not; None in an empty sheet."""
    return max(_layouts(_any_map(), rows), key=_rank, default=None)


def _rank(layout: Layout) -> tuple[int, int, int]:
    return len(layout.positions), -len(layout.levels), -layout.header_row


def _understood(layout: Layout, rows: Sequence[Row]) -> Layout:
    """Tell visits from petitions, and the number of petitioners of the form of 2026 from that of people present."""
    positions = dict(layout.positions)
    if "present" in positions:  # beside it, a plain "Số người" is the number of petitioners
        if "people" in positions:
            positions.setdefault("petitioners", positions["people"])
        positions["people"] = positions.pop("present")
        layout = layout._replace(positions=positions)
    if _is_of_petitions(layout, rows):
        positions = {("signatories" if field == "people" else field): place for field, place in positions.items()}
        return layout._replace(positions=positions, holds=PETITIONS, map=layout.map._replace(name="petitions"))
    name, doubtful = "headings", False
    if "kind_people" in positions:
        name = "register-2021"
    elif "kind" in positions and "people" in positions and "petitioners" not in positions:
        plain = key(layout.heading("people")) in ("so nguoi", "number of people")
        form = [field for field in _WHOLE_FORM if field in positions]
        old = "cmnd" in key(layout.heading("id_no")) if "id_no" in positions else False
        if plain and not old and len(form) == len(_WHOLE_FORM):
            name = "register-2026"
            positions["petitioners"] = positions.pop("people")
        doubtful = plain and not old and 3 < len(form) < len(_WHOLE_FORM)
    elif "kind" in positions and "petitioners" in positions:
        name = "register-2026"
    return layout._replace(positions=positions, doubtful=doubtful, map=layout.map._replace(name=name))


def _is_of_petitions(layout: Layout, rows: Sequence[Row]) -> bool:
    """Know a register of papers by its title, or by columns that no register of visitors has."""
    titles = [
        key(_text(cell))
        for row in rows
        if row.number <= layout.header_row - len(layout.levels)
        for cell in row.cells
        if cell
    ]
    if any("tiep cong dan" in title or "tiep dan" in title for title in titles if title.startswith("so ")):
        return False
    if any(title.startswith(word) or f" {word}" in title for title in titles for word in _PAPER):
        return True
    if field_count(layout, "source"):
        return True
    signs = [
        _PAPER_DAY.search(key(layout.heading("day"))),
        _SENDERS.search(key(layout.heading("person" if "person" in layout.positions else "name"))),
        _PAPER_CONTENT.search(key(layout.heading("content"))),
        "forwarded_by" in layout.positions,
        "handled_doc" in layout.positions,
    ]
    return sum(map(bool, signs)) >= 2 and "session" not in layout.positions


def field_count(layout: Layout, *fields: str) -> int:
    """Count which of the fields have a column."""
    return sum(field in layout.positions for field in fields)


def _layouts(one: Map, rows: Sequence[Row]) -> Iterator[Layout]:
    """Try every row, alone and with the rows below it, as the heading."""
    for place in range(len(rows)):
        for depth in range(1, _DEEPEST + 1):
            levels = rows[place : place + depth]
            if len(levels) < depth or (depth > 1 and not _may_head(levels[-1], levels[-2])):
                break
            layout = _layout(one, levels)
            behind = rows[place + depth] if place + depth < len(rows) else None
            if behind is not None and is_numbering(behind):
                layout = layout._replace(header_row=behind.number)
            yield layout


def _may_head(row: Row, above: Row) -> bool:
    """Tell whether a row can be a lower heading row: words only, directly below."""
    if row.number != above.number + 1 or is_numbering(row):
        return False
    return not any(
        isinstance(cell, int | float | date) or (isinstance(cell, str) and sum(map(str.isdigit, cell)) > 2)
        for cell in row.cells
    )


def _layout(one: Map, rows: Sequence[Row]) -> Layout:
    width = max(len(row.cells) for row in rows)
    levels = tuple(tuple(_text(row.cell(place)) for place in range(width)) for row in rows)
    stacked = list(_stacked(levels))
    positions: dict[str, int] = {}
    open_ = dict(enumerate(map(_spellings, stacked)))
    for level in range(_DEEPEST + 1):  # what a lower level says of a column goes before what stands above it
        told = {
            place: found
            for place, spellings in open_.items()
            if level < len(spellings) and (found := _field(one, spellings[level]))
        }
        for place, field in told.items():
            # "Số người" over "Nam" and "Nữ" is neither of them, over "Tổng số", "Nam" and "Nữ" the first.
            several = level > 1 and field in _COUNTS and list(told.values()).count(field) > 1
            if not several or key(stacked[place][-1]) in _WHOLE_OF_PARTS:
                positions.setdefault(field, place)
            del open_[place]
    return Layout(one, rows[-1].number, positions, tuple(map(_BETWEEN.join, stacked)), levels)


def _spellings(parts: Sequence[str]) -> Sequence[str]:
    """Give what a heading may be known by, likeliest first: its lowest level, then the whole, then the upper ones."""
    return (parts[-1], " ".join(parts), *parts[-2::-1]) if parts else ()


def _field(one: Map, text: str) -> str | None:
    """Tell what a heading means, as a whole or without what it explains in brackets; a map's own headings, whole."""
    folded = key(text)
    if not folded:
        return None
    if one.fields:
        known = one.fields.get(folded)
        return known or (field if (field := field_of(folded)) in OWN else None)
    return field_of(folded) or field_of(key(_IN_BRACKETS.sub(" ", text)))


def _stacked(levels: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Give the parts of each heading from the highest level down; a merged cell fills its first column."""
    over = [""] * (len(levels) - 1)
    for place, low in enumerate(levels[-1]):
        for level, texts in enumerate(levels[:-1]):
            if texts[place]:
                over[level:] = [texts[place], *[""] * (len(over) - level - 1)]
            elif not any(lower[place] for lower in levels[level + 1 :]):
                over[level:] = [""] * (len(over) - level)
        parts = [part for part in (*over, low) if part]
        yield tuple(parts) if len(levels) > 1 else tuple(filter(None, low.split(_BETWEEN)))


def is_numbering(row: Row) -> bool:
    """Know the row of column numbers below a printed head: 1 2 3 or (1) (2) (3), also with letters first."""
    if any(cell is not None and len(str(cell)) > _LONGEST_NUMBER for cell in row.cells):
        return False
    numbers = [key(_text(cell)) for cell in row.cells if cell is not None]
    while numbers and len(numbers[0]) == 1 and numbers[0].isalpha():
        numbers.pop(0)
    return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def unrecognised(nearest: Layout | None, known: Map, rows: Sequence[Row] = ()) -> UnknownLayout:
    """Say which headings are missing, and which were seen."""
    missing = [known.printed.get(field, field) for field in known.required] if nearest is None else nearest.missing()
    seen = [text for text in nearest.headings if text] if nearest and nearest.positions else []
    told = _("no heading row of a register was found; missing: {headings}").format(headings=", ".join(missing))
    if seen:
        told += "; " + _("headings seen: {headings}").format(headings=", ".join(seen))
    fault = UnknownLayout(
        told,
        _(
            "say what the columns hold with a map: --propose-map FILE.toml writes one to complete, "
            "--map FILE.toml reads it"
        ),
        missing=missing,
        map=known.name,
        headings=list(nearest.headings) if nearest else [],
    )
    fault.rows = tuple(rows)
    return fault
