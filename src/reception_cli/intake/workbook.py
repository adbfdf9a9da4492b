"""Excel (.xlsx) and OpenDocument (.ods) workbooks read as a stream of rows, in memory bounded by one row.

Only cells that hold something are built: a blank in the last cell of a sheet costs nothing, and no part of an
archive is believed to be as small as it says.
"""

import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from unicodedata import normalize
from xml.parsers import expat

from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _

Cell = str | int | float | date | datetime | None

# A register of 200,000 lines has 110 MB of cells and 40 MB of words; a sheet can have no more rows and columns.
_LARGEST_PART = 1 << 30
_LARGEST_WORDS = 80_000_000  # characters of the words that cells share, all of which are kept
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_LARGEST_ROW = 1 << 24  # characters in the cells of one row
_LARGEST_TAG = 1 << 23  # bytes between two events: a tag or an attribute that never ends
_SUSPICIOUS = 1 << 26, 150  # bytes of a part, and how many times smaller than this it is packed
_LONGEST_BLANK = 1000  # blanks that OpenDocument writes as one
_MOST_SHEETS = 400
_MOST_REPEATED = 1000  # equal rows in a run, as OpenDocument counts them
_CHUNK = 1 << 16
_MAIN = "/officeDocument"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]')
_BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))


Numbered = tuple[int, dict[int, Cell], bool]  # number from 1, cells by column from 0, whether it is hidden


class Sheet(NamedTuple):
    """A sheet that is not read yet; `rows` leaves out those that hold nothing."""

    name: str
    rows: Callable[[], Iterator[Numbered]]
    hidden: bool = False
    starts_1904: bool = False


def open_workbook(file_name: str, archive: zipfile.ZipFile) -> list[Sheet]:
    """List the sheets of an archive; raises Damaged for one that is no workbook, too large or protected."""
    parts = {info.filename.replace("\\", "/").lower().lstrip("/"): info for info in archive.infolist()}
    source = _Source(file_name, archive, parts)
    sheets = _OpenDocument(source).sheets() if "content.xml" in parts else _Excel(source).sheets()
    if len(sheets) > _MOST_SHEETS:
        raise too_large(file_name, _("it has {n} sheets").format(n=len(sheets)))
    return sheets


class _Source(NamedTuple):
    """The parts of an archive by their names in small letters, each read in chunks and never beyond a bound."""

    file_name: str
    archive: zipfile.ZipFile
    parts: Mapping[str, zipfile.ZipInfo]

    def chunks(self, name: str) -> Iterator[bytes]:
        info = self.parts[name]
        if info.flag_bits & 1:
            raise protected(self.file_name)
        least, times = _SUSPICIOUS
        packed_too_well = info.file_size > least and info.file_size > times * info.compress_size
        if info.file_size > _LARGEST_PART or packed_too_well:
            megabytes = info.file_size >> 20
            raise too_large(self.file_name, _("unpacked it has {n} megabytes").format(n=megabytes))
        with self.archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk

    def events(
        self, name: str, start: Callable[..., None], end: Callable[..., None], text: Callable[..., None]
    ) -> Iterator[None]:
        """Parse a part; a step is given after every chunk. The names of elements come without their prefix."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        parser.StartDoctypeDeclHandler = self._doctype
        fed = 0
        for chunk in self.chunks(name):
            parser.Parse(chunk)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LARGEST_TAG:
                raise too_large(self.file_name, _("one of its tags does not end"))
            yield
        parser.Parse(b"", True)
        yield

    def _doctype(self, *_told: object) -> None:
        raise expat.ExpatError("a document type is declared")


def too_large(file_name: str, why: str) -> Damaged:
    """Say why a workbook is not read at all."""
    return Damaged(
        _("{file} is too large to be a register: {why}.").format(file=file_name, why=why),
        _("Copy the rows of the register into a new workbook and save that as .xlsx."),
    )


def protected(file_name: str) -> Damaged:
    """Say that a workbook can only be read with its password."""
    text = _("{file} is protected by a password.").format(file=file_name)
    return Damaged(text, _("Save a copy without the password."))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attribute(attributes: Mapping[str, str], name: str, default: str = "") -> str:
    """Give an attribute whatever its prefix is."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if _local(key) == name), default)


def _nothing(*_told: object) -> None:
    """Take no notice of an event."""


class _SharedWords:
    """The words that cells share, in one run of bytes: hundreds of thousands of them take half the memory of texts."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._ends = array("I", [0])

    def append(self, word: str) -> None:
        self._held += word.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._held))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> str:
        return self._held[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")


class _Excel:
    """The parts of an .xlsx: which sheets there are, the words they share, the formats that show a day."""

    def __init__(self, source: _Source) -> None:
        self.source = source
        self.words: _SharedWords | None = None
        self.days: list[bool] = []
        self.epoch = date(1899, 12, 30)

    def sheets(self) -> list[Sheet]:
        main = next(iter(self._related("_rels/.rels", "").values()), "xl/workbook.xml")
        if main not in self.source.parts:
            raise zipfile.BadZipFile("no workbook")
        folder, _slash, name = main.rpartition("/")
        self.folder = folder
        targets = self._related(f"{folder}/_rels/{name}.rels".lstrip("/"), folder)
        found: list[tuple[str, str, bool]] = []

        def start(element: str, attributes: Mapping[str, str]) -> None:
            element = _local(element)
            if element == "sheet":
                found.append(
                    (attributes["name"], _attribute(attributes, "id"), attributes.get("state", "visible") != "visible")
                )
            elif element == "workbookPr" and attributes.get("date1904", "0") in ("1", "true", "on"):
                self.epoch = date(1904, 1, 1)

        for _step in self.source.events(main, start, _nothing, _nothing):
            pass
        starts_1904 = self.epoch.year == 1904
        return [
            Sheet(name, self._rows_of(targets[place]), hidden, starts_1904)
            for name, place, hidden in found
            if targets.get(place, "") in self.source.parts and "chartsheets/" not in targets[place]
        ]

    def _related(self, part: str, folder: str) -> dict[str, str]:
        """Read what a part of relations leads to: by id, or the workbook itself."""
        found: dict[str, str] = {}

        def start(element: str, attributes: Mapping[str, str]) -> None:
            if _local(element) != "Relationship" or attributes.get("TargetMode") == "External":
                return
            kind, target = attributes.get("Type", ""), attributes.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
            if folder or kind.endswith(_MAIN):
                found[attributes.get("Id", "")] = whole.replace("/./", "/").lower()

        if part in self.source.parts:
            for _step in self.source.events(part, start, _nothing, _nothing):
                pass
        return found

    def _rows_of(self, part: str) -> Callable[[], Iterator[Numbered]]:
        def rows() -> Iterator[Numbered]:
            if self.words is None:
                self.words = self._shared_words()
                self.days = self._day_formats()
            return _ExcelRows(self.source, part, self.words, self.days, self.epoch).rows()

        return rows

    def _part(self, name: str) -> str:
        return f"{self.folder}/{name}".lstrip("/")

    def _shared_words(self) -> _SharedWords:
        words = _SharedWords()
        if self._part("sharedstrings.xml") not in self.source.parts:
            return words
        pieces: list[str] = []
        reading, phonetic, size = False, False, 0

        def start(element: str, _attributes: object) -> None:
            nonlocal reading, phonetic
            element = _local(element)
            if element == "t":
                reading = not phonetic
            elif element == "rPh":
                phonetic = True

        def end(element: str) -> None:
            nonlocal reading, phonetic
            element = _local(element)
            if element == "t":
                reading = False
            elif element == "rPh":
                phonetic = False
            elif element == "si":
                words.append(_unescaped("".join(pieces)))
                pieces.clear()

        def text(data: str) -> None:
            nonlocal size
            if reading:
                pieces.append(data)
                size += len(data)

        for _step in self.source.events(self._part("sharedstrings.xml"), start, end, text):
            if size + 32 * len(words) > _LARGEST_WORDS:
                raise too_large(
                    self.source.file_name, _("its words have more than {n} letters").format(n=_LARGEST_WORDS)
                )
        return words

    def _day_formats(self) -> list[bool]:
        """Tell of every cell format whether it shows a day or a time."""
        own: dict[str, bool] = {}
        days: list[bool] = []
        inside = False

        def start(element: str, attributes: Mapping[str, str]) -> None:
            nonlocal inside
            element = _local(element)
            if element == "numFmt":
                own[attributes.get("numFmtId", "")] = _shows_day(attributes.get("formatCode", ""))
            elif element == "cellXfs":
                inside = True
            elif element == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                days.append(own.get(number, number.isdecimal() and int(number) in _BUILT_IN_DAYS))

        def end(element: str) -> None:
            nonlocal inside
            if _local(element) == "cellXfs":
                inside = False

        if self._part("styles.xml") in self.source.parts:
            for _step in self.source.events(self._part("styles.xml"), start, end, _nothing):
                pass
        return days


class _ExcelRows:
    """One sheet of an .xlsx while it is parsed."""

    def __init__(self, source: _Source, part: str, words: _SharedWords, days: Sequence[bool], epoch: date) -> None:
        self.source, self.part, self.words, self.days, self.epoch = source, part, words, days, epoch

    def rows(self) -> Iterator[Numbered]:
        done: list[Numbered] = []
        known: dict[str, str] = {}  # elements by their names as written, with a prefix or without
        columns: dict[str, int] = {}
        cells: dict[int, Cell] = {}
        pieces: list[str] = []
        number, column, size, count = 0, -1, 0, 0
        kind = style = ""
        reading = phonetic = hidden = False
        formula: list[str] | None = None

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal hidden, number, column, kind, style, reading, phonetic, formula, size
            element = known.get(name) or known.setdefault(name, _local(name))
            if element == "c":
                place = attributes.get("r")
                if place is None:
                    column += 1
                else:
                    letters = place.rstrip("0123456789")
                    known_column = columns.get(letters)
                    column = columns.setdefault(letters, _column(letters)) if known_column is None else known_column
                kind, style, formula = attributes.get("t", "n"), attributes.get("s", ""), None
            elif element == "v" or element == "t":
                reading = not phonetic
            elif element == "f":
                formula, reading = [], True
            elif element == "rPh":
                phonetic = True
            elif element == "row":
                told = attributes.get("r", "")
                number = int(told) if told.isdecimal() else number + 1
                hidden = attributes.get("hidden", "0") in ("1", "true")
                column, size = -1, 0

        def end(name: str) -> None:
            nonlocal reading, phonetic, cells, formula, count
            element = known[name]
            if element == "v" or element == "t":
                reading = False
            elif element == "c":
                if pieces:
                    value = self._value("".join(pieces), kind, style)
                    if value is not None:
                        cells[column] = value
                    pieces.clear()
                elif formula is not None:
                    cells[column] = "=" + "".join(formula)
            elif element == "f":
                if formula is not None:
                    formula += pieces
                pieces.clear()
                reading = False
            elif element == "rPh":
                phonetic = False
            elif element == "row" and cells:
                count += 1
                if number > _MOST_ROWS or count > _MOST_ROWS:
                    raise too_large(self.source.file_name, _("it has a row {n}").format(n=max(number, count)))
                done.append((number, cells, hidden))
                cells = {}

        def text(data: str) -> None:
            nonlocal size
            if reading:
                size += len(data)
                if size > _LARGEST_ROW:
                    raise too_large(self.source.file_name, _("row {n} has millions of letters").format(n=number))
                pieces.append(data)

        for _step in self.source.events(self.part, start, end, text):
            if done:
                yield from done
                done.clear()

    def _value(self, text: str, kind: str, style: str) -> Cell:
        if kind == "s":
            place = int(text)
            return (self.words[place] or None) if 0 <= place < len(self.words) else None
        if kind == "n":
            if text.isdecimal():
                value: int | float = int(text)
            else:
                number = float(text)
                value = int(number) if number.is_integer() and abs(number) < 1e15 else number
            if style and style.isdecimal() and int(style) < len(self.days) and self.days[int(style)]:
                return moment_of(value, self.epoch)
            return value
        if kind == "b":
            return "TRUE" if text.strip() in ("1", "true") else "FALSE"
        if kind == "d":
            return _iso_moment(text)
        return _unescaped(text) or None


def moment_of(serial: float, epoch: date) -> Cell:
    """Turn a serial number into the day it stands for, or a moment; one that is no day stays a number."""
    if serial < 0 or serial >= 2_958_466:
        return serial
    days, seconds = divmod(round(serial * 86_400), 86_400)
    if not days and seconds:
        return str((datetime.min + timedelta(seconds=seconds)).time())
    day = epoch + timedelta(days=days)
    return datetime.combine(day, time.min) + timedelta(seconds=seconds) if seconds else day


def _iso_moment(text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return text or None
    moment = moment.replace(tzinfo=None)
    return moment if moment.time() != time.min else moment.date()


def _unescaped(text: str) -> str:
    """Write a text in NFC; Excel keeps letters that XML may not hold as `_x000D_`. A blank text is none."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if not text.isascii():
        text = normalize("NFC", text)
    return text if not text.isspace() else ""


def _column(letters: str) -> int:
    """Give the column of `A` to `XFD`, from 0."""
    if not letters.isalpha() or len(letters) > 3:
        raise expat.ExpatError("no column")
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - 64
    if found > _MOST_COLUMNS:
        raise expat.ExpatError("no column")
    return found - 1


def _shows_day(code: str) -> bool:
    return any(sign in "dmyhs" for sign in _FORMAT_NOISE.sub("", code.lower()).replace("general", ""))


class _OpenDocument:
    """The one part of an .ods that holds all sheets, read once for each sheet that is wanted."""

    def __init__(self, source: _Source) -> None:
        self.source = source

    def sheets(self) -> list[Sheet]:
        if "meta-inf/manifest.xml" in self.source.parts and b"encryption-data" in b"".join(
            self.source.chunks("meta-inf/manifest.xml")
        ):
            raise protected(self.source.file_name)
        names: list[tuple[str, bool]] = []
        unseen: set[str] = set()  # styles of tables that are not shown
        style, depth = "", 0

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal style, depth
            if name.endswith(":table"):
                depth += 1
                if depth == 1:
                    hidden = _attribute(attributes, "style-name") in unseen
                    names.append((_attribute(attributes, "name"), hidden))
            elif name.endswith(":style"):
                style = _attribute(attributes, "name")
            elif name.endswith(":table-properties") and _attribute(attributes, "display") == "false":
                unseen.add(style)

        def end(name: str) -> None:
            nonlocal depth
            if name.endswith(":table"):
                depth -= 1

        for _step in self.source.events("content.xml", start, end, _nothing):
            pass
        return [Sheet(name, _open_rows(self.source, place), hidden) for place, (name, hidden) in enumerate(names)]


def _open_rows(source: _Source, wanted: int) -> Callable[[], Iterator[Numbered]]:
    return lambda: _OpenRows(source, wanted).rows()


class _OpenRows:
    """One sheet of an .ods while it is parsed."""

    def __init__(self, source: _Source, wanted: int) -> None:
        self.source, self.wanted = source, wanted

    def rows(self) -> Iterator[Numbered]:
        done: list[Numbered] = []
        known: dict[str, str] = {}
        cells: dict[int, Cell] = {}
        pieces: list[str] = []
        sheet, depth, number, column, size, count = -1, 0, 0, 0, 0, 0
        skipped = 0  # depth within something that is no text of the cell: a remark, a drawing, an old version
        repeated_row = repeated_cell = 1
        in_cell = in_text = hidden = False
        attributes_of_cell: Mapping[str, str] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal sheet, depth, number, column, size, skipped, hidden
            nonlocal repeated_row, repeated_cell, in_cell, in_text, attributes_of_cell
            element = known.get(name) or known.setdefault(name, _element(name))
            if (
                skipped
                or element in ("annotation", "tracked-changes", "shapes")
                or (in_cell and name.startswith("draw:"))
            ):
                skipped += 1
            elif element == "table":
                depth += 1
                sheet += depth == 1
                number = 0 if depth == 1 else number
            elif sheet != self.wanted or depth != 1:
                return
            elif element == "table-row":
                repeated_row = _repeated(attributes, "number-rows-repeated")
                hidden = _attribute(attributes, "visibility", "visible") != "visible"
                number, column, size = number + 1, 0, 0
            elif element in ("table-cell", "covered-table-cell"):
                repeated_cell = _repeated(attributes, "number-columns-repeated")
                attributes_of_cell, in_cell = attributes, element == "table-cell"
            elif in_cell and element == "p":
                if pieces:
                    pieces.append("\n")
                in_text = True
            elif in_text and element in ("s", "tab", "line-break"):
                text("\n" if element == "line-break" else " " * min(_repeated(attributes, "c"), _LONGEST_BLANK))

        def end(name: str) -> None:
            nonlocal depth, number, column, skipped, in_cell, in_text, cells, count
            element = known[name]
            if skipped:
                skipped -= 1
            elif element == "table":
                depth -= 1
            elif sheet != self.wanted or depth != 1:
                return
            elif element == "p":
                in_text = False
            elif element in ("table-cell", "covered-table-cell"):
                value = self._value("".join(pieces), attributes_of_cell) if in_cell else None
                if value is not None:
                    if column + repeated_cell > _MOST_COLUMNS:
                        raise too_large(
                            self.source.file_name,
                            _("row {row} has more than {n} columns").format(row=number, n=_MOST_COLUMNS),
                        )
                    cells.update(dict.fromkeys(range(column, column + repeated_cell), value))
                column += repeated_cell
                pieces.clear()
                in_cell = False
            elif element == "table-row":
                if cells:
                    count += repeated_row
                    if repeated_row > _MOST_REPEATED or max(number, count) > _MOST_ROWS:
                        raise too_large(
                            self.source.file_name, _("it has a row {n}").format(n=number + repeated_row - 1)
                        )
                    done.extend((number + more, cells, hidden) for more in range(repeated_row))
                    cells = {}
                number += repeated_row - 1

        def text(data: str) -> None:
            nonlocal size
            if in_text and not skipped:
                size += len(data)
                if size > _LARGEST_ROW:
                    raise too_large(self.source.file_name, _("row {n} has millions of letters").format(n=number))
                pieces.append(data)

        for _step in self.source.events("content.xml", start, end, text):
            if done:
                yield from done
                done.clear()
            if sheet > self.wanted:
                return

    @staticmethod
    def _value(text: str, attributes: Mapping[str, str]) -> Cell:
        kind = _attribute(attributes, "value-type")
        told = _attribute(attributes, "value")
        if kind in ("float", "currency") and told:
            number = float(told)
            return int(number) if number.is_integer() and abs(number) < 1e15 else number
        if kind == "date":
            return _iso_moment(_attribute(attributes, "date-value"))
        if kind == "boolean":
            return "TRUE" if _attribute(attributes, "boolean-value") == "true" else "FALSE"
        return _unescaped(_attribute(attributes, "string-value") or text) or None


def _element(name: str) -> str:
    """Tell the elements of tables and text apart from those of the same name elsewhere."""
    prefix, _colon, local = name.rpartition(":")
    return name if prefix in ("draw", "form", "svg", "style") else local


def _repeated(attributes: Mapping[str, str], name: str) -> int:
    told = _attribute(attributes, name, "1")
    return max(1, int(told)) if told.isdecimal() and len(told) < 10 else 1
