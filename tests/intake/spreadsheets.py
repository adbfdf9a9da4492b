"""Spreadsheet files written as desks save them: .xlsx by a library, .ods and .xls by hand."""

import csv
import io
import struct
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import xlsxwriter

CLEAN = {
    "day": "03/01/2023",
    "person": "Ngô Bá Tú - thôn 3, xã Bình Trung, Thăng Bình",
    "id_no": "049180119399",
    "content": "Tranh chấp ranh giới đất",
    "kind": "Khiếu nại/1",
    "session": "Thường xuyên",
}


def write_csv(path, rows, delimiter=",", encoding="utf-8-sig"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return str(path)


def write_xlsx(path, *sheets):
    with xlsxwriter.Workbook(str(path)) as book:
        day_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day_format)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return str(path)


def write_ods(path, rows):
    """Write OpenDocument by hand: an archive with one XML of cells."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sổ">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return str(path)


def _ods_cell(cell):
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def write_xls(path, rows, version=0x0600):
    """Write the binary format of Excel 97 by hand: records in a stream, the stream in a compound file."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, int | float):
                sheet += _record(0x0203, place + struct.pack("<d", cell))
            elif cell:
                sheet += _record(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    sheet += _record(0x000A)
    head = _record(0x0809, struct.pack("<HHHHII", version, 0x0005, 0, 0, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200))
    name = b"\x02\x00So"
    at = len(head) + 4 + 6 + len(name) + 4
    book = head + _record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + _record(0x000A) + sheet
    path.write_bytes(compound(book))
    return str(path)


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def compound(stream, name="Workbook"):
    """Put one stream into a compound file: header, allocation table, directory, then the stream's sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    entries = _entry("Root Entry", 5, end, 0, child=1) + _entry(name, 2, 2, len(stream))
    return header + table + entries.ljust(512, b"\0") + stream


def _entry(name, kind, start, size, child=0xFFFFFFFF):
    none = 0xFFFFFFFF
    text = name.encode("utf-16-le")
    fixed = struct.pack("<HBBIII", len(text) + 2, kind, 1, none, none, child)
    return text.ljust(64, b"\0") + fixed + bytes(36) + struct.pack("<IQ", start, size)
