"""Any spreadsheet file as it lies on a desk, opened by its content: its sheets, each as a stream of rows."""

import codecs
import csv
import html.parser
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar
from unicodedata import normalize
from xml.parsers.expat import ExpatError

from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.words import _, why
from reception_cli.intake import old_workbook, workbook
from reception_cli.intake.workbook import Cell, protected, too_large
from reception_cli.ledger.files import FOLLOWED, ordinary, unreadable
from reception_cli.ledger.format import unique

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

__all__ = ("BOOKS", "OBJECTS", "OPENING", "TEXTS", "Cell", "Row", "Sheet", "open_sheets", "read_sheets")

T = TypeVar("T")

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
PAGES = (".html", ".htm")
OBJECTS = (".jsonl", ".json")  # as our own lists are written
OPENING = 40  # rows in which titles, headings and the delimiter are looked for
_CHUNK = 1 << 16
_LONGEST_CELL = 1 << 20  # the csv module's own 128 KiB is less than Excel's cells can hold in UTF-8
_LONGEST_LINE = 1 << 23
_LARGEST_VALUE = 1 << 22  # signs of one object of a list in JSON
_MOST_KEYS, _LONGEST_KEY = 100, 100  # of such an object
_LARGEST_OLD_BOOK = 1 << 27  # bytes; an .xls is read as a whole
_LARGEST_PAGE = 1 << 26  # bytes of a web page
_MOST_OLD_CELLS = 65_536 * 48
_MOST_SPANNED = 400  # columns or rows that one cell of a web page may cover
# What reading a broken archive, or XML that is none, can end with.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    ValueError,
    KeyError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|tr)\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


class Row(NamedTuple):
    """One row that holds something; `number` is the one a spreadsheet program shows, counted from 1."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def cell(self, place: int) -> Cell:
        """Give the cell at a place, counted from 0; None where there is none, as at -1."""
        return self.cells[place] if 0 <= place < len(self.cells) else None


class Sheet(NamedTuple):
    """A sheet that is not read yet. `starts_1904`: its bare numbers count days from 1904."""

    name: str
    rows: Callable[[], Iterator[Row]]
    hidden: bool = False
    starts_1904: bool = False


def open_sheets(path: str) -> list[Sheet]:
    """List the sheets of a file; a CSV file is one sheet of no name. Texts come in NFC, blanks as None.

    Raises UsageFault (unknown suffix), NotFound, Damaged (no spreadsheet, protected, cut short, too large); the
    rows raise Damaged, too.
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".xlsb":
        raise Damaged(
            _("{file} is a binary workbook (.xlsb), which is not read.").format(file=_name(path)), _save_again()
        )
    _refuse_others(path, suffix)
    try:
        os.close(ordinary(path, FOLLOWED))
    except IsADirectoryError as fault:
        raise unreadable(path, FileNotFoundError()) from fault
    except OSError as fault:
        raise unreadable(path, fault) from fault
    is_book = suffix in BOOKS + PAGES
    [sheets] = _told(path, is_book, (_opened(each, is_book) for each in (path,)))
    return [sheet._replace(rows=_guarded(path, is_book, sheet.rows)) for sheet in sheets]


def _refuse_others(path: str, suffix: str) -> None:
    """Refuse a file by its name; of what this program writes itself, say which verb takes it."""
    name = os.path.basename(path).lower()
    if name.endswith((".jsonl.gz", ".age")):
        raise UsageFault(
            _("{file} is a bundle by its name, no spreadsheet.").format(file=_name(path)),
            _("Take it in with `reception consolidate {file}`.").format(file=_name(path)),
        )
    if name.startswith("reception") and suffix == ".json":
        raise UsageFault(
            _("{file} is a register of reception by its name, no spreadsheet.").format(file=_name(path)),
            _("Put it in place with `reception restore`, or send it as a bundle: `reception export --bundle`."),
        )
    if suffix not in BOOKS + TEXTS + PAGES + OBJECTS:
        raise UsageFault(
            _("{file} is no spreadsheet by its name.").format(file=_name(path)),
            _("Accepted: {suffixes}.").format(suffixes=", ".join(BOOKS + TEXTS + PAGES + OBJECTS)),
        )


def read_sheets(path: str) -> Iterator[Iterator[Row]]:
    """Give the rows of the sheets that can be seen; raises as `open_sheets`."""
    return (sheet.rows() for sheet in open_sheets(path) if not sheet.hidden)


def _guarded(path: str, is_book: bool, rows: Callable[[], Iterator[Row]]) -> Callable[[], Iterator[Row]]:
    return lambda: _told(path, is_book, rows())


def _told(path: str, is_book: bool, items: Iterable[T]) -> Iterator[T]:
    """Pass items on; whatever a reader raises becomes one line that names the file."""
    try:
        yield from items
    except (Damaged, GeneratorExit):
        raise
    except OSError as error:
        raise Damaged(_("{file} cannot be read: {reason}.").format(file=_name(path), reason=why(error))) from error
    except BaseException as error:
        if not is_book and isinstance(error, UnicodeError | csv.Error):
            raise Damaged(
                _("{file} is no CSV file in UTF-8 or Windows-1258.").format(file=_name(path)),
                _("Save it again from the spreadsheet program, as .xlsx or as CSV UTF-8."),
            ) from error
        if not _from_calamine(error) and not isinstance(error, (*_BROKEN, csv.Error)):
            raise
        raise _damaged_book(path, error) from error


def _from_calamine(error: BaseException) -> bool:
    """Know the reader's failures by name: a panic of its Rust half is no subclass of Exception."""
    kinds = type(error).__mro__
    return any(kind.__name__ in ("CalamineError", "PanicException") for kind in kinds)


def _damaged_book(path: str, error: BaseException) -> Damaged:
    if type(error).__name__ == "PasswordError":
        return protected(_name(path))
    return Damaged(_("{file} is not a spreadsheet, or it is damaged.").format(file=_name(path)), _save_again())


def _save_again() -> str:
    return _("Open it in the spreadsheet program and save it again as .xlsx.")


def _opened(path: str, is_book: bool) -> list[Sheet]:
    """Open a file by its content: the web page that a system named .xls, the CSV that somebody named .xlsx."""
    with open(path, "rb", opener=ordinary) as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _packed(path)
    if head.startswith(old_workbook.SIGNATURE):
        return _old_book(path)
    if _is_page(head):
        return _page(path)
    if path.lower().endswith(OBJECTS):
        return [Sheet("", lambda: _objects(path))]
    if is_book and not _is_text(head):
        raise ValueError("no workbook")
    return _text(path)


def _is_page(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and _PAGE.search(head) is not None


def _is_text(head: bytes) -> bool:
    """Tell whether a file that is called a workbook can be a table of text: it has a heading in several cells."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    line = head.partition(b"\n")[0]
    return b"\0" not in head and b"\n" in head and any(sign in line for sign in (b",", b";", b"\t"))


def _packed(path: str) -> list[Sheet]:
    # The archive is closed with the last sheet that is let go: rows may be asked for long after the names.
    sheets = workbook.open_workbook(_name(path), zipfile.ZipFile(open(path, "rb", opener=ordinary)))
    return [Sheet(sheet.name, _in_order(sheet), sheet.hidden, sheet.starts_1904) for sheet in sheets]


def _in_order(sheet: workbook.Sheet) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for number, cells, hidden in sheet.rows():
            yield Row(number, tuple(map(cells.get, range(max(cells) + 1))), hidden)

    return rows


def _old_book(path: str) -> list[Sheet]:
    from python_calamine import CalamineWorkbook

    if os.path.getsize(path) > _LARGEST_OLD_BOOK:
        raise too_large(_name(path), _("it has {n} megabytes").format(n=os.path.getsize(path) >> 20))
    with open(path, "rb", opener=ordinary) as file:
        content = file.read()
    told = old_workbook.look(content)
    _check_old(path, told)
    # From the content and not by the path, whose suffix would decide the format.
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    hidden = {sheet.name for sheet in book.sheets_metadata if not str(sheet.visible).endswith("Visible")}
    by_name = {sheet.name: sheet for sheet in told.sheets} if told else {}
    return [
        Sheet(
            name,
            _old_rows(book.get_sheet_by_name, name, by_name.get(name)),
            name in hidden,
            bool(told and told.starts_1904),
        )
        for name in book.sheet_names
    ]


def _check_old(path: str, told: old_workbook.OldBook | None) -> None:
    """Refuse what the reader cannot read, and what it would lay out as a rectangle of millions of blanks."""
    if told is None:
        return
    if told.protected:
        raise protected(_name(path))
    if told.version and not told.is_excel_97:
        raise Damaged(
            _("{file} is of a version before Excel 97, which is not read.").format(file=_name(path)), _save_again()
        )
    for sheet in told.sheets:
        if sheet.rows * sheet.columns > _MOST_OLD_CELLS:
            reach = _("its cells reach over {rows} rows and {columns} columns")
            raise too_large(_name(path), reach.format(rows=sheet.rows, columns=sheet.columns))


def _old_rows(
    sheet: "Callable[[str], CalamineSheet]", name: str, told: old_workbook.OldSheet | None
) -> Callable[[], Iterator[Row]]:
    hidden = told.hidden_rows if told else frozenset()

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(sheet(name).to_python(skip_empty_area=False), 1):
            row = _row(number, map(_plain, cells), number in hidden)
            if row is not None:
                yield row

    return rows


def _row(number: int, cells: Iterable[Cell], hidden: bool = False) -> Row | None:
    """Leave out the blanks at the end of a row; None for a row of blanks."""
    held = list(cells)
    while held and held[-1] is None:
        held.pop()
    return Row(number, tuple(held), hidden) if held else None


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        return None if not cell or cell.isspace() else cell if cell.isascii() else normalize("NFC", cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell if isinstance(cell, int | float | date) else str(cell)


_BLANKS = re.compile(r"[ \t\r\f]+")  # those that a browser makes one of


class _Tables(html.parser.HTMLParser):
    """The tables of a web page, each a sheet; a cell over several rows or columns stands in its first place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.covered: dict[int, int] = {}  # columns that a cell above still covers, and for how many rows
        self.cell: list[str] | None = None
        self.spans = 1, 1
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
                self.covered = {}
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.covered = {column: rows - 1 for column, rows in self.covered.items() if rows > 1}
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._end_cell()
            self.cell = []
            self.spans = _span(told.get("rowspan")), _span(told.get("colspan"))
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is None:
            return
        row, (down, right) = self.tables[-1][-1], self.spans
        while len(row) in self.covered:
            row.append("")
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(self.cell).split("\n"))
        if down > 1:
            self.covered.update(dict.fromkeys(range(len(row), len(row) + right), down))
        row += ["\n".join(filter(None, lines)), *[""] * (right - 1)]
        self.cell = None


def _span(told: str | None) -> int:
    return min(int(told), _MOST_SPANNED) if told and told.isdecimal() and int(told) else 1


def _page(path: str) -> list[Sheet]:
    if os.path.getsize(path) > _LARGEST_PAGE:
        raise too_large(_name(path), _("it has {n} megabytes").format(n=os.path.getsize(path) >> 20))
    with open(path, "rb", opener=ordinary) as file:
        content = file.read()
    charset = _CHARSET.search(content[:4096])
    encoding = "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif charset and charset[1].lower() not in (b"utf-8", b"utf8"):
        encoding = codecs.lookup(charset[1].decode()).name
    reader = _Tables()
    reader.feed(content.decode(encoding))
    reader.close()
    tables = [table for table in reader.tables if table]
    if not tables:
        raise ValueError("no table")
    names = [""] if len(tables) == 1 else [_("table {n}").format(n=n) for n in range(1, len(tables) + 1)]
    return [Sheet(name, _listed(table)) for name, table in zip(names, tables, strict=True)]


def _listed(table: list[list[str]]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        found = (_row(number, map(_plain, cells)) for number, cells in enumerate(table, 1))
        return (row for row in found if row is not None)

    return rows


def _text(path: str) -> list[Sheet]:
    csv.field_size_limit(_LONGEST_CELL)
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)

    def rows() -> Iterator[Row]:
        with open(path, encoding=encoding, newline="", opener=ordinary) as file:
            for number, cells in enumerate(csv.reader(_lines(file, path), delimiter=delimiter), 1):
                row = _row(number, map(_plain, cells))
                if row is not None:
                    yield row

    return [Sheet("", rows)]


def _lines(file: TextIO, path: str) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise too_large(_name(path), _("one of its lines has more than {n} letters").format(n=_LONGEST_LINE))
        yield line


def _objects(path: str) -> Iterator[Row]:
    """Read a list of ours in JSON, whole or a line for each object; the keys of the first are the headings."""
    keys: dict[str, None] = {}
    number = 0
    try:
        for number, one in enumerate(_objects_of(path), 1):
            if not isinstance(one, dict):
                raise _no_list(path, number, _("it is no object"))
            if str(one.get("schema", "")).startswith("reception."):
                raise Damaged(
                    _("{file} is a bundle and no list.").format(file=_name(path)),
                    _("Take it in with `reception consolidate`."),
                )
            if not keys:
                if len(one) > _MOST_KEYS or any(len(key) > _LONGEST_KEY for key in one):
                    raise _no_list(path, number, _("no list has so many keys, or such long ones"))
                keys = dict.fromkeys(one)
                yield Row(1, tuple(keys))
            if beyond := next((key for key in one if key not in keys), None):
                raise _no_list(path, number, _("it has another key: {key}").format(key=beyond[:_LONGEST_KEY]))
            row = _row(number + 1, (_value(path, number, key, one.get(key)) for key in keys))
            if row is not None:
                yield row
    except RecursionError as fault:
        raise _no_list(path, number + 1, _("it is nested too deeply")) from fault
    except UnicodeError:
        raise
    except ValueError as fault:
        raise _no_list(path, number + 1, _("it is no list in JSON, or it is cut short")) from fault


def _no_list(path: str, number: int, why_not: str) -> Damaged:
    return Damaged(
        _("{file} is no list of reception's own: object {n}: {why}.").format(file=_name(path), n=number, why=why_not),
        _("Write it again with `reception export --visits --with-identity -o FILE`."),
    )


_read_value = json.JSONDecoder(object_pairs_hook=unique).raw_decode


def _objects_of(path: str) -> Iterator[object]:
    """Give the objects of a file one by one; raises ValueError, RecursionError for what is no list in JSON."""
    with open(path, encoding="utf-8-sig", opener=ordinary) as file:
        if not path.lower().endswith(".json"):
            for line in _lines(file, path):
                if line.strip():
                    yield json.loads(line, object_pairs_hook=unique)
            return
        text = _Text(file, path)
        if text.sign() == "[":
            yield from text.items()
        else:
            text.take("{")
            rows = False
            while True:
                key = text.value()
                text.take(":")
                if key == "rows" and text.sign() == "[":
                    rows = True
                    yield from text.items()
                else:
                    text.value()
                if text.take(",}") == "}":
                    break
            if not rows:
                raise ValueError("no rows")
        if text.sign():
            raise ValueError("more than one value")


class _Text:
    """JSON that is read value by value: no more than one of them, and the piece it lies in, is held in memory."""

    def __init__(self, file: TextIO, path: str) -> None:
        self._file, self._path = file, path
        self._held, self._pos, self._ended = "", 0, False

    def sign(self) -> str:
        """Look at the next sign that is no blank; "" at the end."""
        while True:
            while self._pos < len(self._held):
                if not self._held[self._pos].isspace():
                    return self._held[self._pos]
                self._pos += 1
            if not self._more():
                return ""

    def take(self, signs: str) -> str:
        """Take one of these signs; raises ValueError for another."""
        found = self.sign()
        if not found or found not in signs:
            raise ValueError(found)
        self._pos += 1
        return found

    def value(self) -> object:
        """Take one value; raises ValueError, RecursionError."""
        self.sign()
        while True:
            try:
                value, end = _read_value(self._held, self._pos)
                if end < len(self._held) or self._ended:
                    self._pos = end
                    return value
            except json.JSONDecodeError:
                if self._ended:
                    raise
            if not self._more():
                self._ended = True

    def items(self) -> Iterator[object]:
        """Take the values of a list one by one."""
        self.take("[")
        if self.sign() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.take(",]") == "]":
                return

    def _more(self) -> bool:
        """Read on, each time as much again as is held of one value; whether there was any more."""
        rest = self._held[self._pos :]
        if len(rest) >= _LARGEST_VALUE:
            why_not = _("one of its objects has more than {n} letters")
            raise too_large(_name(self._path), why_not.format(n=_LARGEST_VALUE))
        piece = self._file.read(max(_CHUNK, len(rest)))
        self._held, self._pos = rest + piece, 0
        return bool(piece)


def _value(path: str, number: int, key: str, value: object) -> Cell:
    """Give a value as it stands in a list of ours in CSV; raises Damaged for what no list of ours holds."""
    inner = value if isinstance(value, list) else [value]
    if any(isinstance(each, list | dict) for each in inner):
        raise _no_list(path, number, _("the key {key} holds no plain value").format(key=key))
    if isinstance(value, list):
        value = ",".join("" if each is None else str(each) for each in value)
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else _plain(value)


def _encoding(path: str) -> str:
    """Find the encoding by reading the whole file once: one stray byte at its end decides too."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb", opener=ordinary) as file:
        head = file.read(64)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"  # what Excel calls "Unicode Text"
        if len(head) > 8 and not any(head[1:16:2]) and all(head[0:16:2]):
            return "utf-16-le"  # the same without its mark
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                if b"\0" in chunk:
                    raise UnicodeError("NUL")
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1258"
    return "utf-8-sig"


def _delimiter(path: str, encoding: str) -> str:
    """Choose the delimiter that cuts most opening rows into equally many cells: text holds commas too."""
    return max(",;\t|", key=lambda sign: _evenness(path, encoding, sign))


def _evenness(path: str, encoding: str, delimiter: str) -> int:
    with open(path, encoding=encoding, newline="", opener=ordinary) as file:
        widths = [len(cells) for cells in islice(csv.reader(_lines(file, path), delimiter=delimiter), OPENING)]
    return max((widths.count(width) * (width - 1) for width in widths), default=0)


def _name(path: str) -> str:
    return os.path.basename(path)
