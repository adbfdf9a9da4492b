"""The rows of totals of a register, compared with its lines: by section, by month, and at the end. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from reception_cli.domain.text import fold
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
_TICKS = {f"tick_{kind}": kind for kind in TICKS}
_LAST_SECTIONS = 24  # those that a total without a period may sum up

# The period that a total names, folded and with its signs: `quy I`, `6 thang dau nam`, `tu thang 1 den thang 3`.
_COUNTS_ON = r"(?! ?(?:luot|nguoi|don|dong|vu|cong dan|ngay)\b)"
_ONE_MONTH = rf"(?:thang|t) ?0?(\d{{1,2}})(?:[/.-]\d{{4}})?\b{_COUNTS_ON}"
_FURTHER_MONTH = re.compile(
    rf"\s*(,|\+|&|va|-|–|den het|den)\s*(?:(?:thang|t) ?)?0?(\d{{1,2}})(?:[/.-]\d{{4}})?\b{_COUNTS_ON}"
)
_MONTH = re.compile(rf"\b{_ONE_MONTH}")
_UPTO_MONTH = re.compile(rf"\bden (?:het )?{_ONE_MONTH}")
_SPAN = re.compile(r"\b0?(\d{1,2}) thang (dau|cuoi) nam\b")
_QUARTER = re.compile(rf"\bquy (?:0?([1-4])|(iv|i{{1,3}}))\b{_COUNTS_ON}")
_QUARTERS = re.compile(rf"\bquy (?:i|1)(?: ?(?:,|\+|va|-) ?)(?:quy )?(?:ii|2)\b{_COUNTS_ON}")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(r"\b(20\d\d)\b")
# What a label may hold of digits that count nothing.
_NUMBERED_PERIOD = r"(?:thang|t|quy|nam|ngay|ky|tuan|trang|dot)"
_PERIOD = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|"
    rf"\b{_NUMBERED_PERIOD} ?\d+(?:[/.-]\d{{4}})?\b"
    rf"(?:(?: ?(?:,|\+|&|va|-|den) ?(?:{_NUMBERED_PERIOD} )?\d{{1,2}}(?:[/.-]\d{{4}})?)+\b)?|"
    r"\b\d{1,2}[/.]\d{4}\b|\b\d+ (?:thang|quy|tuan|nam|ngay lam viec)\b|\bnam 20\d\d\b"
)
_SUMMANDS = re.compile(r"\(\w{1,3}(?:\s*[+,]\s*\w{1,3})+\)")  # `Tổng (1+2)`
_LABEL = re.compile(
    r"(?:(?:cong|tong|trong|ca|toan|den) )*"
    r"(?:\d{1,2} thang (?:dau|cuoi) nam|quy (?:[1-4]|iv|i{1,3})|thang \d{1,2}|(?:ca|toan) (?:nam|quy|thang)|tc|t c)"
    r"(?: (?:nam )?20\d\d)?"
)


class Counted(NamedTuple):
    """A line as totals count it, clean or rejected: what is None could not be read."""

    day: date | None
    people: int | None
    kind: str | None
    handling: str | None
    known: bool = True  # whether kind and handling were read


class Tally:
    """What lines come to: how many, with how many people, and of which kind and handling."""

    __slots__ = ("lines", "people", "unread", "unsaid", "what")

    def __init__(self) -> None:
        """Begin with no line."""
        self.lines = self.people = self.unsaid = self.unread = 0
        self.what: Counter[str] = Counter()

    def add(self, line: Counted) -> None:
        """Count one line."""
        self.lines += 1
        self.people += line.people or 0
        self.unsaid += line.people is None
        self.unread += not line.known
        if line.kind:
            self.what[line.kind] += 1
        if line.handling:
            self.what[f"handling {line.handling}"] += 1

    def __add__(self, other: "Tally") -> "Tally":
        """Sum two up."""
        both = Tally()
        for name in ("lines", "people", "unsaid", "unread"):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        both.what = self.what + other.what
        return both


Section = dict[tuple[int, int] | None, Tally]  # by year and month; None for a day that could not be read


class Account:
    """The lines of one sheet, section by section, and the rows of totals that end the sections."""

    def __init__(self) -> None:
        """Begin with an empty section."""
        self.sections: list[Section] = [{}]
        self.totals: list[Total] = []

    @property
    def section(self) -> int:
        """The number of the section at hand."""
        return len(self.sections) - 1

    def add(self, line: Counted, section: int | None = None) -> None:
        """Count a line, in a section that was left already or in that at hand."""
        month = (line.day.year, line.day.month) if line.day else None
        self.sections[self.section if section is None else section].setdefault(month, Tally()).add(line)

    def end(self, total: "Total") -> None:
        """End a section with a row of totals."""
        self.totals.append(total)
        self.sections.append({})


class Figure(NamedTuple):
    """A figure in a row of totals: `what` is lines, people, either, a kind or a handling; "" where nothing says."""

    what: str
    value: int
    shown: str


class Total(NamedTuple):
    """A row of totals, behind the lines that were read before it; `months` and `year` are those it names, if any."""

    sheet: str
    row: int
    months: frozenset[int]
    figures: tuple[Figure, ...]
    running: bool = False  # it says that it counts on from before
    open: bool = False  # a formula that nobody has worked out stands in it
    year: int = 0


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
    if _is_period_row(row):
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


def _is_period_row(row: Row) -> bool:
    """Know a row that names a period, or says `TC`, and has nothing but figures beside it: `6 tháng đầu năm | 12`."""
    filled = [cell for cell in row.cells if cell is not None]
    if len(filled) < 2 or not isinstance(filled[0], str) or not _LABEL.fullmatch(key(filled[0])):
        return False
    return all(not isinstance(cell, str) or key(cell).isdecimal() or _figures(cell)[0] for cell in filled[1:])


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
    unsaid, months, year = False, frozenset[int](), 0
    for place, cell in enumerate(row.cells):
        if cell is None:
            continue
        if isinstance(cell, str) and cell.startswith(("=", "#")):
            unsaid = True
            continue
        text = _THOUSANDS.sub("", str(cell)) if not isinstance(cell, float) else ""
        value = int(cell) if isinstance(cell, int | float) and float(cell).is_integer() else None
        told, unread = _figures(text)
        if isinstance(cell, str):
            label = fold(text)
            months = months or _months(label)
            year = year or int(next(iter(_YEAR.findall(label)), 0))
            digits = re.findall(r"\d+", _PERIOD.sub(" ", _SUMMANDS.sub("", label)))
            if not told and len(digits) == 1:
                value, unread = int(digits[0][:9]), False
            unread = unread and bool(digits)
        if not told and value is not None:
            told = [Figure(_column(at.get(place, "")), value, _shown(cell))]
        unsaid = unsaid or (unread and value is None)
        figures += told
    running = any(isinstance(cell, str) and key(cell).startswith(("luy ke", "cong don")) for cell in row.cells)
    return Total(sheet, row.number, months, tuple(figures), running, unsaid, year)


def _months(label: str) -> frozenset[int]:
    """Give the months that a total names, none where it names no period."""
    if found := _SPAN.search(label):
        count = min(int(found[1]), 12)
        return frozenset(range(1, count + 1) if found[2] == "dau" else range(13 - count, 13))
    quarters = {int(one or _ROMAN[other]) for one, other in _QUARTER.findall(label)}
    if _QUARTERS.search(label):
        quarters |= {1, 2}
    if quarters:
        return frozenset(month for quarter in quarters for month in range(quarter * 3 - 2, quarter * 3 + 1))
    named: set[int] = set()
    place = 0
    while first := _MONTH.search(label, place):
        last = int(first[1])
        named.add(last)
        place = first.end()
        while more := _FURTHER_MONTH.match(label, place):
            span = more[1] in ("-", "–") or more[1].startswith("den")
            named |= set(range(last, int(more[2]) + 1)) if span else {int(more[2])}
            last, place = int(more[2]), more.end()
    if len(named) == 1 and (upto := _UPTO_MONTH.search(label)):
        named = set(range(1, int(upto[1]) + 1))
    return frozenset(named) if all(0 < month < 13 for month in named) else frozenset()


def _figures(text: str) -> tuple[list[Figure], bool]:
    """Read what a text counts: `60 lượt, 75 người`, `số lượt: 60; số người: 75`; and whether it counts more."""
    figures: list[Figure] = []
    unread = False
    for clause in _CLAUSES.split(_SUMMANDS.sub("", text)):
        folded = key(clause)
        found = [(unit, value) for value, unit in _FIGURE.findall(folded)] or _COUNTED.findall(folded)
        figures += [Figure(_UNITS[unit], int(value[:9]), _shown(clause)) for unit, value in found]
        unread = unread or (not found and any(map(str.isdigit, _PERIOD.sub("", fold(clause)))))
    return figures, unread


def _shown(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 60 else text[:57] + "..."


def _column(field: str) -> str:
    if field == "visits":
        return "lines"
    if field in ("people", "kind_people", "petitioners", "signatories"):
        return "people" if field == "people" else "either" if field == "kind_people" else ""
    return _TICKS.get(field) or (f"handling {field}" if field in HANDLINGS else "")


def compare(account: Account, before: Iterable[Account]) -> Iterator[Compared]:
    """Compare the totals of a sheet with its lines; `before` are the sheets above it.

    A total sums up a section, several, the sheet or all so far; one that names its months, these.
    """
    above = [section for sheet in before for section in sheet.sections]
    sections = account.sections
    wholes = [_sum(section.values()) for section in sections]
    lines = list(accumulate(wholes))
    rest = _sum(tally for section in above for tally in section.values())
    for place, total in enumerate(account.totals):
        if total.months:
            scopes = [
                _of_months(total, sections[: place + 1]),
                _of_months(total, above + sections[: place + 1]),
                wholes[place],
            ]
        else:
            scopes = [wholes[place], lines[place], rest + lines[place]]
        if len(total.months) != 1:
            first = max(0, place - _LAST_SECTIONS)
            scopes += accumulate(wholes[first:place][::-1], initial=wholes[place])
        partly = total.running or _begins_before(total, above + sections[: place + 1])
        for figure in total.figures:
            told = [found for scope in scopes if (found := _found(figure, scope)) is not None]
            if partly and told and figure.value > max(told):
                told = []  # it counts from a day that the file does not hold
            nearest = min(told, key=lambda one: abs(one - figure.value), default=None)
            yield Compared(total, figure, nearest)


def _sum(tallies: Iterable[Tally]) -> Tally:
    both = Tally()
    for tally in tallies:
        both += tally
    return both


def _of_months(total: Total, sections: Sequence[Section]) -> Tally:
    """Sum the months up that a total names, of its year or of that of the newest line."""
    year = total.year or max((month[0] for section in sections for month in section if month), default=0)
    return _sum(
        tally for section in sections for month, tally in section.items()
        if month and month[0] == year and month[1] in total.months
    )  # fmt: skip


def _begins_before(total: Total, sections: Sequence[Section]) -> bool:
    """Tell whether a total of several months begins before the lines do."""
    first = min((month for section in sections for month in section if month), default=None)
    return bool(len(total.months) > 1 and first and first[1] > min(total.months))


def _found(figure: Figure, tally: Tally) -> int | None:
    people = None if tally.unsaid else tally.people
    if figure.what in ("lines", "either", ""):
        if figure.what == "lines" or figure.value == tally.lines:
            return tally.lines
        return people if figure.what == "either" or people == figure.value else None
    if figure.what == "people":
        return people
    return None if tally.unread else tally.what[figure.what]
