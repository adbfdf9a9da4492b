"""A workbook: text stays text (no formula, leading zeros kept), figures are figures, days are days."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from math import isclose
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, ngettext
from reception_cli.output.official_layout import LINE, SIZE, SMALL, broken, figure, heights, lines, room, width
from reception_cli.output.titles import title, total
from reception_cli.output.values import How, code, kept, word
from reception_cli.reporting.table import Column, Table

if TYPE_CHECKING:
    from reception_cli.reporting.sheet_layout import Heading, Layout

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
    with _workbook(file, how, {}) as book:
        _notes(book, table, how, _Sheet(book, table, how.language).fill())
    yield file.getvalue()


@contextmanager
def _workbook(file: BytesIO, how: How, told: dict[str, Any], **options: Any) -> Iterator[Workbook]:
    """Give a workbook to be written downwards, and finish it; OSError when the disk fails. `told` are its properties.

    The library leaves its spare files behind when it fails, with all that was written into them, and open: they are
    closed, for Windows removes no file that is open, and removed.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        book = Workbook(file, {"constant_memory": True, "tmpdir": folder, **options})
        if how.generated_at:  # else the library would read the clock
            told = {**told, "created": datetime.fromisoformat(how.generated_at).replace(tzinfo=None)}
        book.set_properties(told)
        try:
            yield book
            close(book)
        finally:
            for sheet in book.worksheets():
                sheet.row_data_fh.close()


def close(book: Workbook) -> None:
    """Finish a workbook; OSError when the disk fails."""
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args[0].args) from error


class _Sheet:
    """The sheet of rows; it is written downwards, since a line that is done is no longer in memory."""

    def __init__(self, book: Workbook, table: Table, language: str) -> None:
        self.table, self.language = table, language
        self.sheet = book.add_worksheet(_sheet_name(table.name if table.codes else title(table)))
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"})
        self.percent = book.add_format({"num_format": '0.0"%"'})
        self.widths = [_NARROW] * len(table.columns)
        self.cut = 0

    def fill(self) -> int:
        """Write header and rows; tell how many cells had to be cut."""
        for place, column in enumerate(self.table.columns):
            self._text(0, place, column.key if self.table.codes else column.title, self.head)
        last = 0
        for last, row in enumerate(self.table.rows, start=1):
            room_for(last)
            for place, column in enumerate(self.table.columns):
                self._cell(last, place, column, row.get(column.key))
        self._dress(last)
        return self.cut

    def _cell(self, line: int, place: int, column: Column, value: Any) -> None:
        if value is None and (self.table.codes or not column.labels):
            return
        if column.is_figure and exact(value):
            self.sheet.write_number(line, place, value, self.percent if column.type == "percent" else None)
        elif column.type == "date" and (day := iso_day(value)):
            self.sheet.write_datetime(line, place, day, self.day)
            self.widths[place] = max(self.widths[place], 11)
        else:
            plain = self.table.codes or (isinstance(value, str) and column.type == "text" and not column.labels)
            self._text(line, place, code(value) if plain else word(value, column, self.language))

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


def _cut(n: int) -> str:
    """Say that cells were cut."""
    text = ngettext(
        "{n} cell was too long for a workbook and was cut.", "{n} cells were too long for a workbook and were cut.", n
    )
    return text.format(n=n)


def _sheet_name(name: str) -> str:
    """Shorten a name, and leave out what no sheet may be called by."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in name)[:31].strip("' ") or "1"


def _notes(book: Workbook, table: Table, how: How, cut: int) -> None:
    if table.codes:
        lines = [("title", table.title), ("generated_at", how.generated_at), ("unit", how.unit)]
        lines += [(f"total {key}", code(value)) for key, value in table.totals.items()]
        lines += [(note.code, note.text) for note in table.notes]
        lines += [("cut", _cut(cut))] if cut else []
        lines += [(column.key, column.title) for column in table.columns]
    else:
        made = word(how.generated_at, Column("", "", "time"), how.language)
        plain = Column("", "")
        lines = [(_("Heading"), table.title), (_("Made"), made), (_("Unit"), how.unit)]
        lines += [(total(key), word(value, plain, how.language)) for key, value in table.totals.items()]
        lines += [("", note.text) for note in table.notes] + ([("", _cut(cut))] if cut else [])
    sheet = book.add_worksheet("notes" if table.codes else _("Notes"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 100)
    for place, (key, text) in enumerate(line for line in lines if line[1]):
        sheet.write_string(place, 0, shortened(safe(key)))
        sheet.write_string(place, 1, shortened(safe(text)))


# --- When a figure may be written as a live sum: only where the sum gives exactly the figure that was counted.

def adds_up(parts: Iterable[Any], value: Any) -> bool:
    """Whether figures (nothing counts nothing) come to a figure; text among them is no figure."""
    listed = [part for part in parts if part is not None]
    return all(map(exact, (*listed, value))) and isclose(sum(listed), value, rel_tol=0, abs_tol=1e-6)


class Down:
    """The sums of columns while their rows pass by; a column with text in it has none."""

    def __init__(self) -> None:
        """Nothing has passed yet."""
        self._sums: dict[str, Any] = {}

    def take(self, key: str, value: Any) -> None:
        """Add one cell to its column."""
        known = self._sums.get(key, 0)
        if value is not None:
            self._sums[key] = known + value if exact(value) and exact(known) else None

    def is_sum(self, key: str, value: Any) -> bool:
        """Whether a figure is what its column comes to."""
        known = self._sums.get(key, 0)
        return known is not None and adds_up((known,), value)


# --- An official sheet as a workbook: one printed table as the paper form has it, its control sums live formulas.

_FONT = {"font_name": "Times New Roman", "font_size": SIZE, "valign": "top"}
_HEAD = {"font_size": SMALL, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
_SIDES = {"number": "right", "date": "center", "mark": "center"}
_USUAL, _HIGHEST = 15, 409  # points of a row that holds one line, and of the highest one there is
_PEN = 4  # empty lines to sign in


def official(table: Table, how: How) -> Iterator[bytes]:
    """Write the sheet that `table.layout` describes, the notes of the table below it.

    UsageFault for more rows than a sheet holds.
    """
    assert table.layout is not None
    file = BytesIO()
    # The usual letters decide how wide a column is: those of the form are known to every office.
    letters = {"font_name": _FONT["font_name"], "font_size": SIZE}
    with _workbook(file, how, {"title": safe(table.layout.title)}, default_format_properties=letters) as book:
        _OfficialSheet(book, table, table.layout, how.language).fill()
    yield file.getvalue()


class _OfficialSheet:
    """The sheet, written downwards, since a line that is done is no longer in memory."""

    def __init__(self, book: Workbook, table: Table, layout: "Layout", language: str) -> None:
        self.book, self.layout, self.table = book, layout, table
        self.sheet = book.add_worksheet(_sheet_name(title(table._replace(title=""))))
        self.places = {heading.key: place for place, heading in enumerate(layout.headings)}
        self.widths = [width(heading) for heading in layout.headings]
        self.day = "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
        self.styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.row = 0
        self.rooms = {key: room([self.widths[place]]) for key, place in self.places.items()}
        self.cut = self.tall = 0

    def fill(self) -> None:
        """Write everything from top to bottom and set the page up for printing."""
        self._lines_above()
        first = self.row
        self._headings()
        self.sheet.repeat_rows(first, self.row - 1)
        self._body()
        self._lines_below()
        for place, size in enumerate(self.widths):
            self.sheet.set_column(place, place, size)
        self._page()

    def _page(self) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&R&P/&N")

    def _style(self, **more: Any) -> Any:
        """Make a format once: a workbook keeps every one it is given."""
        key = tuple(sorted(more.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format({**_FONT, **more})
        return self.styles[key]

    def _lines_above(self) -> None:
        layout = self.layout
        left = [(layout.superior, {}), (layout.unit, {"bold": True})] if layout.superior else \
            [(layout.unit, {"bold": True}), ("", {})]  # fmt: skip
        right = [(layout.form, {"bold": True}), (layout.issued, {"italic": True})]
        for pair in zip(left, right, strict=True):
            self._halves(*pair)
        self.row += 1
        self._across(layout.title, bold=True, font_size=13, align="center")
        self._across(layout.subtitle, italic=True, font_size=11, align="center")
        self._across(layout.measure, italic=True, align="right")

    def _across(self, text: str, **style: Any) -> None:
        """Write a line over all columns; one without text takes no room."""
        if text:
            self._merged(0, len(self.widths) - 1, text, style)
            self.row += 1

    def _halves(self, left: tuple[str, dict[str, Any]], right: tuple[str, dict[str, Any]]) -> None:
        """Write two texts side by side, each in the middle of its half."""
        if left[0] or right[0]:
            middle = self._middle()
            self._merged(0, middle - 1, left[0], {"align": "center", **left[1]})
            if middle < len(self.widths):
                self._merged(middle, len(self.widths) - 1, right[0], {"align": "center", **right[1]})
            self.row += 1

    def _middle(self) -> int:
        """Find the first column of the right half."""
        half, used = sum(self.widths) / 2, 0.0
        for place, size in enumerate(self.widths):
            used += size
            if used >= half:
                return max(place, 1)
        return 1

    def _merged(self, first: int, last: int, text: str, style: dict[str, Any]) -> None:
        """Write one text over columns of this row, as high as its lines need."""
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "")
        size = style.get("font_size", SIZE)
        high = lines(text, room(self.widths[first : last + 1]), size) * size * LINE + 2
        if high > _USUAL:
            self.sheet.set_row(self.row, high)
        self._text(first, text, self._style(text_wrap=True, **style))

    def _headings(self) -> None:
        """Write the merged headings, then numbers and formulas where the form prints them."""
        top, style = self.row, self._style(**_HEAD)
        texts = {}
        for box in self.layout.boxes():
            texts[box.level, box.column] = box.text
            if box.high > 1 or box.wide > 1:  # without a format the library only notes the range
                bottom, right = top + box.level + box.high - 1, box.column + box.wide - 1
                self.sheet.merge_range(top + box.level, box.column, bottom, right, "")
        for level, height in enumerate(heights(self.layout, self.widths)):
            self.sheet.set_row(self.row, height)
            for place in range(len(self.widths)):
                self._text(place, texts.get((level, place), ""), style)
            self.row += 1
        plain = self._style(**{**_HEAD, "bold": False, "italic": True})
        self._small([heading.number for heading in self.layout.headings], plain)
        self._small([heading.formula for heading in self.layout.headings], plain)

    def _small(self, texts: list[str], style: Any) -> None:
        """Write a row below the headings; a long formula breaks behind its signs only."""
        if not any(texts):
            return
        folded = ["\n".join(broken(text, room([size]))) for text, size in zip(texts, self.widths, strict=True)]
        self.sheet.set_row(self.row, LINE * SMALL * max(text.count("\n") + 1 for text in folded) + 2)
        for place, text in enumerate(folded):
            self._text(place, text, style)
        self.row += 1

    def _body(self) -> None:
        first, down = self.row, Down()
        for row in self.layout.rows:
            room_for(self.row)
            for place, heading in enumerate(self.layout.headings):
                value = row.get(heading.key)
                down.take(heading.key, value)
                self._cell(place, heading, value, self._sum(heading, row))
            self._raise(row)
            self.row += 1
        if self.layout.total is not None:
            self._total(first, self.layout.total, down)

    def _total(self, first: int, total: Mapping[str, Any], down: Down) -> None:
        last = self.row - 1
        for place, heading in enumerate(self.layout.headings):
            value = total.get(heading.key)
            live = last >= first and down.is_sum(heading.key, value)
            self._cell(place, heading, value, f"=SUM({xl_range(first, place, last, place)})" if live else "", bold=True)
        self.row += 1

    def _raise(self, row: Mapping[str, Any]) -> None:
        """Make a row as high as its texts: not every program does so when it opens the file."""
        texts = ((heading, row.get(heading.key)) for heading in self.layout.headings)
        high = max(
            (lines(text, self.rooms[heading.key], SIZE) for heading, text in texts if isinstance(text, str)), default=1
        )
        if high > 1:
            self.tall += high * SIZE * LINE + 2 > _HIGHEST
            self.sheet.set_row(self.row, min(high * SIZE * LINE + 2, _HIGHEST))

    def _sum(self, heading: "Heading", row: Mapping[str, Any]) -> str:
        """Write the formula of a control sum, unless it would give another figure than ours."""
        if not heading.parts or not adds_up(map(row.get, heading.parts), row.get(heading.key)):
            return ""
        cells = (xl_rowcol_to_cell(self.row, self.places[key]) for key in heading.parts)
        return f"=SUM({','.join(cells)})"

    def _cell(self, place: int, heading: "Heading", value: Any, formula: str = "", **more: Any) -> None:
        style = {"border": 1, "text_wrap": True, "align": _SIDES.get(heading.type, "left"), **more}
        if heading.type == "number" and exact(value):
            value = int(value) if value == int(value) else value
            exactly = self._style(**style, num_format="#,##0" if isinstance(value, int) else "#,##0.0##")
            self.widths[place] = max(self.widths[place], figure(value))
            if formula:
                self.sheet.write_formula(self.row, place, formula, exactly, value)
            else:
                self.sheet.write_number(self.row, place, value, exactly)
        elif heading.type == "date" and (day := iso_day(value)):
            self.sheet.write_datetime(self.row, place, day, self._style(**style, num_format=self.day))
        else:
            self._text(place, code(value), self._style(**style))

    def _text(self, place: int, text: str, style: Any) -> None:
        whole = safe(text)
        brief = shortened(whole)
        self.cut += brief != whole
        self.sheet.write_string(self.row, place, brief, style)

    def _lines_below(self) -> None:
        self.row += 1
        for text in (*self.layout.notes, *(note.text for note in self.table.notes if note.printed), *self._faults()):
            self._across(text, italic=True)
        if (sign := self.layout.signature) is not None:
            self.row += 1
            self._halves(("", {}), (sign.dated, {"italic": True}))
            if sign.authority:
                self._halves(("", {}), (sign.authority, {"bold": True}))
            self._halves((sign.left, {"bold": True}), (sign.right, {"bold": True}))
            self._halves((sign.left_how, {"italic": True}), (sign.right_how, {"italic": True}))
            self.row += _PEN
            if sign.right_name:
                self._halves(("", {}), (sign.right_name, {"bold": True}))

    def _faults(self) -> Iterator[str]:
        """Say what a workbook could not take."""
        if self.cut:
            yield _cut(self.cut)
        if self.tall:
            yield ngettext(
                "{n} row is higher than a workbook prints: its text is whole in the cell, and on the HTML page.",
                "{n} rows are higher than a workbook prints: their text is whole in the cells, and on the HTML page.",
                self.tall,
            ).format(n=self.tall)
