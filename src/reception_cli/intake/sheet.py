"""Rows of a spreadsheet file as it lies on a desk: Excel, LibreOffice or CSV, in UTF-8 or Windows-1258."""

import codecs
import csv
import os.path
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from unicodedata import normalize

from reception_cli.domain.errors import Damaged, NotFound, UsageFault
from reception_cli.domain.words import _, why

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

T = TypeVar("T")
Cell = str | int | float | date | datetime | None

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".txt")
OPENING = 40  # rows in which titles, headings and the delimiter are looked for
_CHUNK = 1 << 16
_LONGEST_CELL = 1 << 20  # the csv module's own 128 KiB is less than Excel's cells can hold in UTF-8


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
        raise Damaged(
            _("{file} cannot be read: {reason}").format(file=_name(path), reason=why(error))
        ) from error
    except (UnicodeError, csv.Error) as error:
        raise Damaged(
            _("{file} is no CSV file in UTF-8 or Windows-1258").format(file=_name(path)),
            _("save it again from the spreadsheet program, as .xlsx or as CSV UTF-8"),
        ) from error
    except BaseException as error:
        if not _from_calamine(error):
            raise
        raise _damaged_book(path, error) from error


def _from_calamine(error: BaseException) -> bool:
    """Know the reader's failures by name: a panic of its Rust half is no subclass of Exception."""
    kinds = type(error).__mro__
    return any(kind.__name__ in ("CalamineError", "PanicException") for kind in kinds)


def _damaged_book(path: str, error: BaseException) -> Damaged:
    if type(error).__name__ == "PasswordError":
        return Damaged(
            _("{file} is protected by a password").format(file=_name(path)),
            _("save a copy without the password"),
        )
    return Damaged(
        _("{file} is not a spreadsheet, or it is damaged").format(file=_name(path)),
        _("open it in the spreadsheet program and save it again as .xlsx"),
    )


def _book_sheets(path: str) -> Iterator[Iterator[Row]]:
    from python_calamine import CalamineWorkbook

    # From the open file and not by the path: then the content and not the suffix decides the format, which
    # reads the .xlsx that somebody named .xls.
    with open(path, "rb") as file:
        book = CalamineWorkbook.from_filelike(file)
    for name in book.sheet_names:
        yield _book_rows(book.get_sheet_by_name(name))


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
        for number, cells in enumerate(csv.reader(file, delimiter=delimiter), 1):
            yield Row(number, tuple(_plain(cell) for cell in cells))


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
        widths = [len(cells) for cells in islice(csv.reader(file, delimiter=delimiter), OPENING)]
    return max((widths.count(width) * (width - 1) for width in widths), default=0)


def _name(path: str) -> str:
    return os.path.basename(path)
