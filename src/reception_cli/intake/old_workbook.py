"""What the records of an Excel 97 workbook (.xls) say before it is read: its version, and how far its cells reach."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_BEGIN, _SHEET, _PASSWORD = 0x0809, 0x0085, 0x002F
_LOCKED = ("encryptedpackage", "drmencrypteddatastore")  # what an .xlsx with a password is packed in
_NEEDED = ("workbook", "book", *_LOCKED)
_ROW, _CALENDAR, _END_OF_SHEET = 0x0208, 0x0022, 0x000A
_EXCEL_97 = 0x0600
# Records of one cell that holds something, and of several beside each other: number, label, formula, truth value.
_CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
_MANY_CELLS = 0x00BD


class OldSheet(NamedTuple):
    """A sheet: the smallest rectangle that holds all its cells, and the rows that are not shown, from 1."""

    name: str
    rows: int
    columns: int
    hidden_rows: frozenset[int] = frozenset()


class OldBook(NamedTuple):
    """What was found: `version` is 0x0600 from Excel 97 on; `sheets` stand in the order of the file."""

    version: int
    protected: bool
    sheets: tuple[OldSheet, ...]
    starts_1904: bool = False

    @property
    def is_excel_97(self) -> bool:
        """Tell whether the workbook is of the version that is read."""
        return self.version == _EXCEL_97


def look(content: bytes) -> OldBook | None:
    """Look through the records of a workbook; None when the file holds none. Raises ValueError for a broken file."""
    try:
        streams = _streams(content)
        if any(name in streams for name in _LOCKED):
            return OldBook(_EXCEL_97, True, ())
        stream = streams.get("workbook", streams.get("book"))
        return None if stream is None else _book(stream)
    except struct.error as error:
        raise ValueError("cut short") from error


def _book(stream: bytes) -> OldBook:
    version, protected, starts_1904 = 0, False, False
    names: dict[int, str] = {}  # by the place at which a sheet begins
    sheets: list[OldSheet] = []
    top = left = 1 << 20
    bottom = right = -1
    begun, hidden = 0, set[int]()
    for kind, place, size in _records(stream):
        if kind == _BEGIN:
            version = version or int(struct.unpack_from("<H", stream, place)[0])
            top, left, bottom, right = 1 << 20, 1 << 20, -1, -1
            begun, hidden = place - 4, set()
        elif kind == _PASSWORD:
            protected = True
        elif kind == _CALENDAR:
            starts_1904 = stream[place] == 1
        elif kind == _SHEET and size > 8:
            wide = stream[place + 7] & 1
            text = stream[place + 8 : place + 8 + (stream[place + 6] << wide)]
            names[struct.unpack_from("<I", stream, place)[0]] = text.decode(
                "utf-16-le" if wide else "latin-1", "replace"
            )
        elif kind == _ROW and size >= 14 and stream[place + 12] & 0x20:
            hidden.add(struct.unpack_from("<H", stream, place)[0] + 1)
        elif kind in _CELLS or kind == _MANY_CELLS:
            row, column = struct.unpack_from("<HH", stream, place)
            last = column if kind != _MANY_CELLS else struct.unpack_from("<H", stream, place + size - 2)[0]
            top, bottom = min(top, row), max(bottom, row)
            left, right = min(left, column), max(right, last)
        elif kind == _END_OF_SHEET and begun in names:
            # From the first row on: so the reader lays it out.
            sheets.append(OldSheet(names[begun], bottom + 1, right + 1, frozenset(hidden)))
    return OldBook(version, protected, tuple(sheets), starts_1904)


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Give each record: its kind, where its data begin and how long they are."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if place + 4 + size > len(stream):
            return
        yield kind, place + 4, size
        place += 4 + size


def _streams(content: bytes) -> dict[str, bytes]:
    """Take what is needed out of the compound file, by name: `workbook`, before Excel 97 `book`."""
    found: dict[str, bytes] = {}
    power, small_power = struct.unpack_from("<HH", content, 30)
    if power not in (9, 12) or small_power > power:
        raise ValueError("no compound file")
    size = 1 << power
    first, _transaction, least, small_first, _small_count, more, more_count = struct.unpack_from("<7I", content, 48)
    tables = [place for place in struct.unpack_from("<109I", content, 76) if place < _END - 3]
    for _step in range(min(more_count, len(content) // size)):
        held = struct.unpack_from(f"<{size // 4}I", content, (more + 1) * size)
        tables += [place for place in held[:-1] if place < _END - 3]
        more = held[-1]
    chain: list[int] = []
    for place in tables[: len(content) // size + 1]:
        chain += struct.unpack_from(f"<{size // 4}I", content, (place + 1) * size)
    directory = _joined(content, chain, first, size, size)
    root = b""
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, many = struct.unpack_from("<II", directory, at + 116)
        if kind == 5:
            root = _joined(content, chain, start, size, size)
        elif kind == 2 and name.casefold() in _NEEDED:
            if many >= least:
                found[name.casefold()] = _joined(content, chain, start, size, size)[:many]
            else:
                small = _numbers(_joined(content, chain, small_first, size, size))
                found[name.casefold()] = _joined(root, small, start, 1 << small_power, 0)[:many]
    return found


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _joined(content: bytes, chain: list[int], first: int, size: int, behind: int) -> bytes:
    """Join the sectors of a chain; `behind` is where sector 0 begins. A chain that runs in a circle is broken."""
    parts: list[bytes] = []
    place = first
    while place < len(chain):
        parts.append(content[behind + place * size : behind + (place + 1) * size])
        if len(parts) > len(chain):
            raise ValueError("a chain of sectors runs in a circle")
        place = chain[place]
    return b"".join(parts)
