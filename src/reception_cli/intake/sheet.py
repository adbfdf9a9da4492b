"""Rows of a spreadsheet file as it lies on a desk: Excel, LibreOffice or CSV, in UTF-8 or Windows-1258."""

import codecs
import csv
import io
import os.path
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple, TextIO, TypeVar
from unicodedata import normalize
from xml.parsers.expat import ExpatError

from reception_cli.intake import old_workbook
from reception_cli.intake.workbook import Cell, open_workbook, protected, too_large
from reception_cli.model.errors import Damaged, NotFound, UsageFault
from reception_cli.model.words import _, why

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

__all__ = ("BOOKS", "OPENING", "TEXTS", "Cell", "Row", "read_sheets")

T = TypeVar("T")

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
OPENING = 40  # rows in which titles, headings and the delimiter are looked for
_CHUNK = 1 << 16
_LONGEST_CELL = 1 << 20  # the csv module's own 128 KiB is less than Excel's cells can hold in UTF-8
_LONGEST_LINE = 1 << 23
_LARGEST_OLD_BOOK = 1 << 27  # bytes; an .xls is read as a whole
_MOST_OLD_CELLS = 65_536 * 48
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


class Row(NamedTuple):
    """One row; `number` is the one a spreadsheet program shows, counted from 1."""

    number: int
    cells: tuple[Cell, ...]


def read_sheets(path: str) -> Iterator[Iterator[Row]]:
    """Give the sheets of a file, each as its rows; a CSV file is one sheet. Texts come in NFC.

    Raises UsageFault (unknown suffix), NotFound, Damaged (no spreadsheet, protected, cut short).
    """
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in BOOKS + TEXTS:
        accepted = ", ".join(BOOKS + TEXTS)
        raise UsageFault(
            _("{file} is no spreadsheet by its name").format(file=_name(path)),
            _("accepted: {suffixes}").format(suffixes=accepted),
        )
    if not os.path.isfile(path):
        raise NotFound(_("there is no file {file}").format(file=path))
    return _guarded(path, _book_sheets if suffix in BOOKS else _text_sheet)


def _guarded(path: str, sheets: Callable[[str], Iterator[Iterator[Row]]]) -> Iterator[Iterator[Row]]:
    for sheet in _told(path, sheets(path)):
        yield _told(path, sheet)


def _told(path: str, items: Iterable[T]) -> Iterator[T]:
    """Pass items on; whatever a reader raises becomes one line that names the file."""
    try:
        yield from items
    except (Damaged, GeneratorExit):
        raise
    except OSError as error:
        raise Damaged(_("{file} cannot be read: {reason}").format(file=_name(path), reason=why(error))) from error
    except (UnicodeError, csv.Error) as error:
        raise Damaged(
            _("{file} is no CSV file in UTF-8 or Windows-1258").format(file=_name(path)),
            _("save it again from the spreadsheet program, as .xlsx or as CSV UTF-8"),
        ) from error
    except BaseException as error:
        if not _from_calamine(error) and not isinstance(error, _BROKEN):
            raise
        raise _damaged_book(path, error) from error


def _from_calamine(error: BaseException) -> bool:
    """Know the reader's failures by name: a panic of its Rust half is no subclass of Exception."""
    kinds = type(error).__mro__
    return any(kind.__name__ in ("CalamineError", "PanicException") for kind in kinds)


def _damaged_book(path: str, error: BaseException) -> Damaged:
    if type(error).__name__ == "PasswordError":
        return protected(_name(path))
    return Damaged(
        _("{file} is not a spreadsheet, or it is damaged").format(file=_name(path)),
        _("open it in the spreadsheet program and save it again as .xlsx"),
    )


def _book_sheets(path: str) -> Iterator[Iterator[Row]]:
    # The content and not the suffix decides the format, which reads the .xlsx that somebody named .xls.
    with open(path, "rb") as file:
        packed = file.read(2) == b"PK"
    # The archive is closed with the last sheet that is let go: rows may be asked for long after the names.
    sheets = open_workbook(_name(path), zipfile.ZipFile(path)) if packed else None
    if sheets is None:
        yield from _old_book(path)
        return
    for sheet in sheets:
        yield _even(Row(number, _in_order(cells)) for number, cells in sheet.rows())


def _in_order(cells: dict[int, Cell]) -> tuple[Cell, ...]:
    return tuple(map(cells.get, range(max(cells) + 1)))


def _even(rows: Iterator[Row]) -> Iterator[Row]:
    """Let no row be narrower than the widest of the opening rows."""
    first = list(islice(rows, OPENING))
    width = max((len(row.cells) for row in first), default=0)
    for row in chain(first, rows):
        yield row._replace(cells=row.cells + (None,) * (width - len(row.cells)))


def _old_book(path: str) -> Iterator[Iterator[Row]]:
    from python_calamine import CalamineWorkbook

    if os.path.getsize(path) > _LARGEST_OLD_BOOK:
        raise too_large(_name(path), _("it has {n} megabytes").format(n=os.path.getsize(path) >> 20))
    with open(path, "rb") as file:
        content = file.read()
    _check_old(path, content)
    # From the content and not by the path, whose suffix would decide the format.
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        yield _book_rows(book.get_sheet_by_name(name))


def _check_old(path: str, content: bytes) -> None:
    """Refuse what the reader would lay out as a rectangle of millions of blanks: it holds every cell."""
    found = old_workbook.look(content)
    if found is None:
        return
    for rows, columns in found.sheets:
        if rows * columns > _MOST_OLD_CELLS:
            raise too_large(
                _name(path),
                _("its cells reach over {rows} rows and {columns} columns").format(rows=rows, columns=columns),
            )


def _book_rows(sheet: "CalamineSheet") -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, tuple(_plain(cell) for cell in cells))


def _plain(cell: object) -> Cell:
    if isinstance(cell, str):
        return normalize("NFC", cell) or None
    if isinstance(cell, bool) or not isinstance(cell, int | float | date):
        return str(cell)
    return cell


def _text_sheet(path: str) -> Iterator[Iterator[Row]]:
    csv.field_size_limit(_LONGEST_CELL)
    encoding = _encoding(path)
    yield _text_rows(path, encoding, _delimiter(path, encoding))


def _text_rows(path: str, encoding: str, delimiter: str) -> Iterator[Row]:
    with open(path, encoding=encoding, newline="") as file:
        for number, cells in enumerate(csv.reader(_lines(file, path), delimiter=delimiter), 1):
            yield Row(number, tuple(_plain(cell) for cell in cells))


def _lines(file: TextIO, path: str) -> Iterator[str]:
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise too_large(_name(path), _("one of its lines has more than {n} letters").format(n=_LONGEST_LINE))
        yield line


def _encoding(path: str) -> str:
    """Find the encoding by reading the whole file once: one stray byte at its end decides too."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as file:
        head = file.read(2)
        if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"  # what Excel calls "Unicode Text"
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
    return max(",;\t", key=lambda sign: _evenness(path, encoding, sign))


def _evenness(path: str, encoding: str, delimiter: str) -> int:
    with open(path, encoding=encoding, newline="") as file:
        widths = [len(cells) for cells in islice(csv.reader(_lines(file, path), delimiter=delimiter), OPENING)]
    return max((widths.count(width) * (width - 1) for width in widths), default=0)


def _name(path: str) -> str:
    return os.path.basename(path)
