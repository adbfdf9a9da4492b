"""A whole register read: clean lines, faulty rows with all their faults, and what was passed over."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain, islice
from typing import Any, NamedTuple

from reception_cli.intake.cells import Fault, day_of, ref_of
from reception_cli.intake.line import Line, Reject, read_line
from reception_cli.intake.mapping import Layout, find_map
from reception_cli.intake.repeats import doubled, resolve
from reception_cli.intake.spreadsheet import OPENING, Row, read_sheets
from reception_cli.intake.wordlists import key
from reception_cli.model.errors import Damaged
from reception_cli.model.text import fold
from reception_cli.model.words import _, ngettext

_STEP = 200  # rows between two calls of `progress`


class Remark(NamedTuple):
    """Something the clerk should know about the file: `code` and `facts` for machines, `text` translated."""

    code: str
    text: str
    facts: Mapping[str, Any] = {}


class Reading(NamedTuple):
    """What a register gave; `rejected_rows` are the rows as they stood, `header` the headings above them."""

    lines: tuple[Line, ...]
    rejects: tuple[Reject, ...]
    rejected_rows: tuple[Row, ...]
    header: tuple[str, ...]
    map_name: str
    notes: tuple[Remark, ...]


class _Pile:
    """What has been read so far."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.rejects: list[Reject] = []
        self.rejected: dict[int, Row] = {}
        self.repeats: dict[int, Row] = {}  # the rows of repeats, until it is known that they lead somewhere
        self.totals: list[int] = []
        self.passed: list[int] = []


def read_register(
    path: str,
    map_name: str | None,
    group_min: int,
    *,
    known: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Reading:
    """Read the first sheet that has the headings of a register.

    `map_name` is a shipped map or a file .toml, None tries the shipped ones; `group_min` people are a large
    group; `known` are the numbers (STT) of this register that an earlier import has booked, which repeats may
    name; `progress` is told the rows done. Raises UsageFault, NotFound, Damaged; faulty rows do not raise.
    """
    layout, rows = _recognised(path, map_name)
    pile = _Pile()
    for done, row in enumerate(rows, 1):
        _sort_in(row, layout, group_min, pile)
        if progress and done % _STEP == 0:
            progress(done)
    _link(pile, layout, known)
    if progress:
        progress(len(pile.lines) + len(pile.rejected))
    return Reading(
        tuple(pile.lines),
        tuple(sorted(pile.rejects, key=lambda reject: reject.number)),
        tuple(pile.rejected[number] for number in sorted(pile.rejected)),
        layout.headings,
        layout.map.name,
        tuple(_remarks(pile, layout)),
    )


def row_key(line: Line, secret: str) -> str:
    """Give the digest by which a row is known again, whatever file it comes in: content, day and STT.

    `secret` keeps outsiders from trying contents until one fits.
    """
    told = "\x1f".join((secret, fold(line.content), line.day.isoformat(), line.ref))
    return hashlib.sha256(told.encode()).hexdigest()


def _recognised(path: str, map_name: str | None) -> tuple[Layout, Iterator[Row]]:
    failure: Damaged | None = None
    for sheet in read_sheets(path):
        opening = list(islice(sheet, OPENING))
        try:
            layout = find_map(map_name, opening)
        except Damaged as error:
            failure = _nearer(failure, error)
            continue
        return layout, (row for row in chain(opening, sheet) if row.number > layout.header_row)
    raise failure or Damaged(_("the file has no sheet"))


def _nearer(one: Damaged | None, other: Damaged) -> Damaged:
    """Keep the failure of the sheet that lacks the fewest headings: the one the clerk means."""
    return other if one is None or len(str(other.facts["missing"])) < len(str(one.facts["missing"])) else one


def _sort_in(row: Row, layout: Layout, group_min: int, pile: _Pile) -> None:
    filled = [cell for cell in row.cells if not _is_blank(cell)]
    if not filled or _is_heading(row, layout):
        return
    if _is_total(row, layout, str(filled[0])):
        pile.totals.append(row.number)
    elif _is_stray(row, layout, len(filled), bool(pile.totals)):
        pile.passed.append(row.number)
    else:
        _take(row, layout, group_min, pile)


def _take(row: Row, layout: Layout, group_min: int, pile: _Pile) -> None:
    read = read_line(row, layout, group_min)
    if not isinstance(read, Line):
        pile.rejected[row.number] = row
        pile.rejects += read
        return
    pile.lines.append(read)
    if read.repeat_of is not None:
        pile.repeats[row.number] = row


def _link(pile: _Pile, layout: Layout, known: Collection[str]) -> None:
    refs = {_ref(row, layout) for row in pile.rejected.values()}
    pile.lines, faults = resolve(pile.lines, refs - {""}, known)
    for number, reason in faults.items():
        pile.rejected[number] = pile.repeats[number]
        pile.rejects.append(Reject(number, layout.heading("note"), reason))


def _remarks(pile: _Pile, layout: Layout) -> Iterator[Remark]:
    if pile.totals:
        text = ngettext(
            "{n} row of totals was left out", "{n} rows of totals were left out", len(pile.totals)
        )
        yield Remark("totals-left-out", text.format(n=len(pile.totals)), {"rows": pile.totals})
    if pile.passed:
        text = ngettext(
            "{n} row is no line of the register", "{n} rows are no lines of the register", len(pile.passed)
        )
        yield Remark("rows-passed-over", text.format(n=len(pile.passed)), {"rows": pile.passed})
    if unread := layout.unread():
        text = _("columns that were not read: {headings}").format(headings=", ".join(unread))
        yield Remark("columns-unread", text, {"headings": unread})
    if "session" not in layout.positions:
        yield Remark("session-unknown", _("no column says how visitors were received: all count as regular"))
    yield from _repeat_remarks(pile)


def _repeat_remarks(pile: _Pile) -> Iterator[Remark]:
    loose = [line.number for line in pile.lines if line.repeat_of is None and (line.repeat_no or 1) > 1]
    if loose:
        text = ngettext(
            "{n} further visit does not name its first line and counts as an incident of its own",
            "{n} further visits do not name their first line and count as incidents of their own",
            len(loose),
        )
        yield Remark("repeats-unlinked", text.format(n=len(loose)), {"rows": loose})
    if twice := sorted(doubled(pile.lines)):
        text = ngettext(
            "{n} number (STT) stands on several lines", "{n} numbers (STT) stand on several lines", len(twice)
        )
        yield Remark("numbers-doubled", text.format(n=len(twice)), {"refs": twice})


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _filled(row: Row, layout: Layout, *fields: str) -> bool:
    places = [layout.positions[field] for field in fields if field in layout.positions]
    return any(place < len(row.cells) and not _is_blank(row.cells[place]) for place in places)


def _is_heading(row: Row, layout: Layout) -> bool:
    """Know the heading repeated at the top of a printed page."""
    return tuple(" ".join(str(cell or "").split()) for cell in row.cells) == layout.headings


def _is_total(row: Row, layout: Layout, text: str) -> bool:
    opened = f"{key(text)} "
    if not any(opened.startswith(f"{word} ") for word in layout.map.words["row"]["total"]):
        return False
    return not _has_day(row, layout)


def _is_stray(row: Row, layout: Layout, filled: int, below_totals: bool) -> bool:
    """Know titles of months, numbers written ahead, and the signatures below the totals."""
    if below_totals and not _has_day(row, layout) and not _ref(row, layout).isdecimal():
        return True
    return filled == 1 or (filled == 2 and not _filled(row, layout, "day", "content", "person", "name"))


def _has_day(row: Row, layout: Layout) -> bool:
    place = layout.positions["day"]
    try:
        return place < len(row.cells) and bool(day_of(row.cells[place], ""))
    except Fault:
        return False


def _ref(row: Row, layout: Layout) -> str:
    place = layout.positions.get("ref", -1)
    try:
        return ref_of(row.cells[place], "") if 0 <= place < len(row.cells) else ""
    except Fault:
        return ""
