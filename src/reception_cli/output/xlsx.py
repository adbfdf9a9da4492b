"""A workbook: text stays text (no formula, leading zeros kept), figures are figures, days are days."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, ngettext
from reception_cli.output.how import How
from reception_cli.output.values import FIGURES, code, kept
from reception_cli.reporting.table import Column, Table

_LONGEST = 32_767  # UTF-16 units that a cell may hold
_ROWS = 1_048_576
_EXACT = 1 << 53  # a larger number would lose its last digits
_SAMPLE = 1_000  # rows that decide how wide a column is
_NARROW, _WIDE = 8, 60


def xlsx(table: Table, how: How) -> Iterator[bytes]:
    """Write the rows on one sheet and what belongs to them on a second one, `notes`.

    UsageFault for more rows than a sheet holds.
    """
    file = BytesIO()
    # The library leaves its spare files behind when it fails, with all that was written into them.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        if how.generated_at:  # else the library would read the clock
            book.set_properties({"created": datetime.fromisoformat(how.generated_at).replace(tzinfo=None)})
        _notes(book, table, how, _Sheet(book, table, how.language).fill())
        close(book)
    yield file.getvalue()


def close(book: Workbook) -> None:
    """Finish a workbook; OSError when the disk fails."""
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error


class _Sheet:
    """The sheet of rows; it is written downwards, since a line that is done is no longer in memory."""

    def __init__(self, book: Workbook, table: Table, language: str) -> None:
        self.table = table
        self.sheet = book.add_worksheet(table.name[:31])
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"})
        self.percent = book.add_format({"num_format": '0.0"%"'})
        self.widths = [_NARROW] * len(table.columns)
        self.cut = 0

    def fill(self) -> int:
        """Write header and rows; tell how many cells had to be cut."""
        for place, column in enumerate(self.table.columns):
            self._text(0, place, column.key, self.head)
        last = 0
        for last, row in enumerate(self.table.rows, start=1):
            room_for(last)
            for place, column in enumerate(self.table.columns):
                self._cell(last, place, column, row.get(column.key))
        self._dress(last)
        return self.cut

    def _cell(self, line: int, place: int, column: Column, value: Any) -> None:
        if value is None:
            return
        if column.type in FIGURES and exact(value):
            self.sheet.write_number(line, place, value, self.percent if column.type == "percent" else None)
        elif column.type == "date" and (day := iso_day(value)):
            self.sheet.write_datetime(line, place, day, self.day)
            self.widths[place] = max(self.widths[place], 11)
        else:
            self._text(line, place, code(value))

    def _text(self, line: int, place: int, text: str, style: Any = None) -> None:
        whole = safe(text)
        brief = shortened(whole)
        self.cut += brief != whole
        self.sheet.write_string(line, place, brief, style)
        if line < _SAMPLE:
            self.widths[place] = min(max(self.widths[place], len(brief) + 2), _WIDE)

    def _dress(self, last: int) -> None:
        self.sheet.freeze_panes(1, 0)
        if self.table.columns:
            self.sheet.autofilter(0, 0, last, len(self.table.columns) - 1)
        for place, size in enumerate(self.widths):
            self.sheet.set_column(place, place, size)


def room_for(row: int) -> None:
    """Refuse a row that no sheet has."""
    if row >= _ROWS:
        raise UsageFault(
            _("A sheet holds at most {n} rows.").format(n=_ROWS - 1),
            hint=_("Ask for a shorter period, or write csv or jsonl."),
        )


def exact(value: Any) -> bool:
    """Whether a workbook keeps a figure to its last digit."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _EXACT


def iso_day(value: Any) -> date | None:
    """Read an ISO day; a workbook knows none before 1900, such a day stays text."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
    return day if day and day.year >= 1900 else None


def safe(text: str) -> str:
    """Make text harmless for a workbook: no control characters, nothing the library takes for its own XML."""
    text = kept(text)
    return " " + text if text.startswith("<r>") and text.endswith("</r>") else text


def shortened(text: str) -> str:
    """Cut text to what a cell may hold, not between the halves of a character."""
    if len(text) <= _LONGEST // 2:
        return text
    return text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def _notes(book: Workbook, table: Table, how: How, cut: int) -> None:
    lines = [("title", table.title), ("generated_at", how.generated_at), ("unit", how.unit)]
    lines += [(f"total {key}", code(value)) for key, value in table.totals.items()]
    lines += [(note.code, note.text) for note in table.notes]
    if cut:
        said = ngettext(
            "{n} cell was too long for a workbook and was cut.",
            "{n} cells were too long for a workbook and were cut.",
            cut,
        )
        lines.append(("cut", said.format(n=cut)))
    lines += [(column.key, column.title) for column in table.columns]
    sheet = book.add_worksheet("notes" if table.name != "notes" else "notes 2")
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)
    for place, (key, text) in enumerate(line for line in lines if line[1]):
        sheet.write_string(place, 0, shortened(safe(key)))
        sheet.write_string(place, 1, shortened(safe(text)))
