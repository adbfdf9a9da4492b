"""The rows of totals of a register, compared with its lines: by section, by month, and at the end. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from reception_cli.intake.columns import Layout
from reception_cli.intake.line import HANDLINGS, TICKS
from reception_cli.intake.spreadsheet import Row
from reception_cli.intake.wordlists import key

_UNITS = {
    "luot": "lines", "luot tiep": "lines", "dong": "lines", "don": "lines", "don thu": "lines", "luot don": "lines",
    "nguoi": "people", "cong dan": "people", "luot nguoi": "either", "luot cong dan": "either",
}  # fmt: skip
_FIGURE = re.compile(
    r"(\d+) (luot nguoi|luot cong dan|luot tiep|luot don|luot|dong|don thu|don|nguoi|cong dan)\b"
    r"(?! (?:khieu nai|to cao|kien nghi|phan anh|de nghi|kn|tc|pa)\b)"
)
_COUNTED = re.compile(
    r"\bso (luot nguoi|luot cong dan|luot tiep|luot don|luot|don thu|don|nguoi|cong dan)\b(?: [a-z]+){0,4} (\d+)$"
)
_THOUSANDS = re.compile(r"(?<=\d)[.](?=\d{3}(?!\d))")
_CLAUSES = re.compile(r"[;,.()\n]|\s[-–—]\s")
_PERIOD = re.compile(r"\b(?:thang|t|quy|nam|ngay|ky) ?\d+(?: (?:nam )?\d{4})?\b|\b\d+ thang\b")
_MONTH = re.compile(r"\b(?:thang|t) ?0?(\d{1,2})\b(?: (?:nam )?(\d{4}))?")
_TICKS = {f"tick_{kind}": kind for kind in TICKS}


class Counted(NamedTuple):
    """A line as totals count it, clean or rejected: what is None could not be read."""

    day: date | None
    people: int | None
    kind: str | None
    handling: str | None
    known: bool = True  # whether kind and handling were read


class Figure(NamedTuple):
    """A figure in a row of totals: `what` is lines, people, either, a kind or a handling; "" where nothing says."""

    what: str
    value: int
    shown: str


class Total(NamedTuple):
    """A row of totals, behind the lines that were read before it; `month` is the one it names, 0 none."""

    sheet: str
    row: int
    month: int
    figures: tuple[Figure, ...]
    running: bool = False  # it says that it counts on from before
    open: bool = False  # a formula that nobody has worked out stands in it


class Compared(NamedTuple):
    """What a comparison found; `found` is what the lines come to."""

    total: Total
    figure: Figure
    found: int | None

    @property
    def agrees(self) -> bool:
        """Whether the figure is that of the lines."""
        return self.found == self.figure.value


def is_total(row: Row, layout: Layout, has_day: Callable[[Row], bool]) -> bool:
    """Know a row of totals by its first words; one with a day and more is a line of the register."""
    if has_day(row):
        return False
    if sums_up(row):
        return True
    words = layout.map.words["row"]["total"]
    texts = [cell for cell in row.cells if cell is not None]
    first = next((place for place, cell in enumerate(row.cells) if isinstance(cell, str) and _opens(cell, words)), None)
    if first is None:
        return False
    spoken = [
        cell
        for field in ("person", "name", "content", "id_no", "address")
        if (place := layout.positions.get(field, -1)) != first and 0 <= place < len(row.cells)
        if isinstance(cell := row.cells[place], str) and not _FIGURE.search(key(cell)) and not key(cell).isdecimal()
    ]
    return not spoken and bool(texts)


def sums_up(row: Row) -> bool:
    """Tell whether a row is one sentence that counts both: `Trong tháng đã tiếp 02 lượt với 03 người`."""
    texts = [cell for cell in row.cells if cell is not None]
    if len(texts) != 1 or not isinstance(texts[0], str):
        return False
    return {"lines", "people"} <= {figure.what for figure in _figures(_THOUSANDS.sub("", texts[0]))[0]}


def _opens(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text begins with one of the words; with its accents, where it has any: `cộng` is not `công`."""
    plain = key(text) if text.isascii() else " ".join(re.findall(r"\w+", text.lower()))
    return any(f"{plain} ".startswith(f"{key(word) if text.isascii() else word} ") for word in words)


def read_total(sheet: str, row: Row, layout: Layout) -> Total:
    """Read the figures of a row of totals."""
    at = {place: field for field, place in layout.positions.items()}
    figures: list[Figure] = []
    month, unsaid = 0, False
    for place, cell in enumerate(row.cells):
        if cell is None:
            continue
        if isinstance(cell, str) and cell.startswith(("=", "#")):
            unsaid = True
            continue
        text = _THOUSANDS.sub("", str(cell)) if not isinstance(cell, float) else ""
        folded = key(text)
        month = month or next((int(found[1]) for found in _MONTH.finditer(folded) if 0 < int(found[1]) < 13), 0)
        told, unread = _figures(text)
        value = int(cell) if isinstance(cell, int | float) and float(cell).is_integer() else None
        if (
            value is None
            and isinstance(cell, str)
            and re.fullmatch(r"\D*?(\d{1,9})\D*", folded)
            and not _MONTH.search(folded)
            and not told
        ):
            value = int(re.sub(r"\D", "", folded))
        if not told and value is not None:
            told = [Figure(_column(at.get(place, "")), value, _shown(cell))]
        unsaid = unsaid or (unread and value is None)
        figures += told
    running = any(isinstance(cell, str) and key(cell).startswith(("luy ke", "cong don")) for cell in row.cells)
    return Total(sheet, row.number, month, tuple(figures), running, unsaid)


def _figures(text: str) -> tuple[list[Figure], bool]:
    """Read what a text counts: `60 lượt, 75 người`, `số lượt: 60; số người: 75`; and whether it counts more."""
    figures: list[Figure] = []
    unread = False
    for clause in _CLAUSES.split(text):
        folded = key(clause)
        found = [(unit, value) for value, unit in _FIGURE.findall(folded)] or _COUNTED.findall(folded)
        figures += [Figure(_UNITS[unit], int(value[:9]), _shown(clause)) for unit, value in found]
        unread = unread or (not found and any(map(str.isdigit, _PERIOD.sub("", folded))))
    return figures, unread


def _shown(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _column(field: str) -> str:
    if field in ("people", "kind_people", "petitioners", "signatories"):
        return "people" if field == "people" else "either" if field == "kind_people" else ""
    return _TICKS.get(field) or (f"handling {field}" if field in HANDLINGS else "")


def compare(entries: Sequence[Counted | Total], before: int) -> Iterator[Compared]:
    """Compare the totals of a sheet with its lines; `before` is the place at which this sheet begins."""
    section = before
    for place in range(before, len(entries)):
        total = entries[place]
        if not isinstance(total, Total):
            continue
        lines = [entry for entry in entries[before:place] if isinstance(entry, Counted)]
        last = [entry for entry in entries[section:place] if isinstance(entry, Counted)]
        whole = [entry for entry in entries[:place] if isinstance(entry, Counted)]
        scopes = [last, lines, whole]
        if total.month:
            scopes = [[line for line in lines if line.day and line.day.month == total.month], last]
        for figure in total.figures:
            found = [_found(figure, scope) for scope in scopes]
            told = [one for one in found if one is not None]
            if total.running and told and figure.value > max(told):
                told = []  # it counts from the beginning of a year that the file does not hold
            nearest = min(told, key=lambda one: abs(one - figure.value), default=None)
            yield Compared(total, figure, nearest)
        section = place + 1


def _found(figure: Figure, lines: Iterable[Counted]) -> int | None:
    listed = list(lines)
    if figure.what in ("lines", "either", ""):
        if figure.what == "lines" or figure.value == len(listed):
            return len(listed)
        people = _people(listed)
        return people if figure.what == "either" or people == figure.value else None
    if figure.what == "people":
        return _people(listed)
    if not all(line.known for line in listed):
        return None
    kind, _blank, handling = figure.what.partition(" ")
    return sum(line.handling == handling if handling else line.kind == kind for line in listed)


def _people(lines: Iterable[Counted]) -> int | None:
    counts = [line.people for line in lines]
    return None if None in counts else sum(count or 0 for count in counts)
