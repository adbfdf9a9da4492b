"""One register as every program saves it: its lines come in whatever the bytes, or the clerk is told."""

from datetime import date
from unicodedata import normalize

import pytest
from old_encodings import tcvn3, vni
from spreadsheets import write_ods, write_xls, write_xlsx

from reception_cli.domain.errors import ReceptionError
from reception_cli.intake.reading import Asked, read_register

HEAD = (
    "STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/CCCD/Hộ chiếu", "Nội dung vụ việc", "Phân loại đơn/Số người",
    "Theo dõi kết quả giải quyết", "Ghi chú", "Hình thức tiếp",
)  # fmt: skip
ROWS = (
    ("1", "03/03/2025", "Trịnh Văn Một - thôn 1, xã Bình Quế", "049180000001", "Tranh chấp ranh giới đất, thửa 12; 3",
     "Khiếu nại/1", "Đã giải quyết", "", "Thường xuyên"),
    ("2", "04/03/2025", "Phạm Thị Hường - thôn 2, xã Bình Quế", "049180000002", "Xin cấp giấy chứng nhận | lần đầu",
     "Kiến nghị, phản ánh/3", "", "đã hẹn lại", "Định kỳ"),
    ("3", "05/03/2025", "Đỗ Ưng Ỷ - tổ 5, phường An Phú", "049180000003", 'Trại heo gây ô nhiễm "nặng"\nmùi hôi',
     "Phản ánh/2", "Đang giải quyết", "", "Thường xuyên"),
    ("4", "06/03/2025", "Võ Thị Hạnh - thôn 4, xã Bình Quế", "049180000004", "Cán bộ nhận tiền của dân",
     "Tố cáo/1", "", "", "Đột xuất"),
)  # fmt: skip
MODEL = [
    (date(2025, 3, 3), "Trịnh Văn Một", "049180000001", "complaint", 1, "regular", "done"),
    (date(2025, 3, 4), "Phạm Thị Hường", "049180000002", "recommendation", 3, "periodic", None),
    (date(2025, 3, 5), "Đỗ Ưng Ỷ", "049180000003", "feedback", 2, "regular", "open"),
    (date(2025, 3, 6), "Võ Thị Hạnh", "049180000004", "denunciation", 1, "adhoc", None),
]
CONTENTS = [" ".join(row[4].split()) for row in ROWS]


def cp1258(text: str) -> bytes:
    """Write as Windows does in Vietnamese: letters of the code page, a tone that it lacks behind its letter."""
    found = b""
    for sign in normalize("NFC", text):
        try:
            found += sign.encode("cp1258")
        except UnicodeEncodeError:
            letter, tone = normalize("NFC", normalize("NFD", sign)[:-1]), normalize("NFD", sign)[-1]
            if tone in "\u0302\u0306\u031b":  # the tone stands before the hat: `ệ` is e, dot below, circumflex
                marks = normalize("NFD", sign)[1:]
                hat = next(mark for mark in marks if mark in "\u0302\u0306\u031b")
                letter, tone = normalize("NFC", normalize("NFD", sign)[0] + hat), marks.replace(hat, "")
            found += (letter + tone).encode("cp1258")
    return found


def decomposed_1258(text: str) -> bytes:
    """The same with every tone behind its letter, also where the code page has both in one."""
    signs = "".join(
        normalize("NFC", "".join(sign for sign in normalize("NFD", each) if sign not in TONES))
        + "".join(sign for sign in normalize("NFD", each) if sign in TONES)
        for each in normalize("NFC", text)
    )
    return signs.encode("cp1258")


TONES = "\u0301\u0300\u0309\u0303\u0323"
ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with its mark": lambda text: text.encode("utf-8-sig"),
    "utf-8 decomposed": lambda text: normalize("NFD", text).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 little-endian": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 big-endian": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16-le without its mark": lambda text: text.encode("utf-16-le"),
    "utf-16-be without its mark": lambda text: text.encode("utf-16-be"),
    "utf-16 decomposed": lambda text: normalize("NFD", text).encode("utf-16"),
    "windows-1258": cp1258,
    "windows-1258 decomposed": decomposed_1258,
    "tcvn3 in unicode": lambda text: tcvn3(text).encode(),
    "vni in unicode": lambda text: vni(text).encode(),
    "tcvn3 in bytes": lambda text: tcvn3(text).encode("latin-1", "replace"),
    "vni in bytes": lambda text: vni(text).encode("latin-1", "replace"),
    "utf-8 read as latin-1": lambda text: text.encode().decode("latin-1").encode(),
}
MAY_BE_REFUSED = {"tcvn3 in bytes", "vni in bytes", "utf-16-be without its mark"}  # never read as something else


def quoted(rows, separator):
    return "\r\n".join(separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows) + "\r\n"


def read(path):
    return read_register(str(path), None, 5, asked=Asked(None, 5, date(2026, 11, 23)))


def holds(found):
    """Whether all lines came in as they are."""
    told = [(one.day, one.name, one.id_no, one.kind, one.people, one.session, one.outcome) for one in found.lines]
    named = [(one[0], one[1].casefold(), *one[2:]) for one in told]  # TCVN3 has capitals in a font of their own
    return (
        named == [(one[0], one[1].casefold(), *one[2:]) for one in MODEL]
        and [one.content for one in found.lines] == CONTENTS
        and not found.rejects
    )


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_separator_of_a_text_file(tmp_path, encoding, separator):
    path = tmp_path / "so.csv"
    path.write_bytes(ENCODINGS[encoding](quoted([HEAD, *ROWS], separator)))
    try:
        found = read(path)
    except ReceptionError:
        assert encoding in MAY_BE_REFUSED
        return
    old = encoding.startswith(("tcvn3", "vni", "utf-8 read as"))
    assert holds(found) or (encoding in MAY_BE_REFUSED and (found.doubts or found.rejects))
    assert bool([doubt for doubt in found.doubts if doubt.code == "text"]) is old


def page(rows):
    cells = ("".join(f"<td>{cell.replace('&', '&amp;').replace(chr(10), '<br>')}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<html><head><meta charset="utf-8"></head><body><table>{body}</table></body></html>'


BOOKS = {
    "xlsx": lambda path, rows: write_xlsx(path.with_suffix(".xlsx"), rows),
    "xls": lambda path, rows: write_xls(path.with_suffix(".xls"), rows),
    "ods": lambda path, rows: write_ods(path.with_suffix(".ods"), rows),
    "html named xls": lambda path, rows: saved(path.with_suffix(".xls"), page(rows)),
    "csv named xlsx": lambda path, rows: saved(path.with_suffix(".xlsx"), quoted(rows, ",")),
    "csv named xls": lambda path, rows: saved(path.with_suffix(".xls"), quoted(rows, "\t")),
}
WRITTEN = {
    "composed": str, "decomposed": lambda text: normalize("NFD", text), "tcvn3": tcvn3, "vni": vni,
    "read as latin-1": lambda text: text.encode().decode("latin-1"),
}  # fmt: skip


def saved(path, text):
    path.write_bytes(text.encode())
    return str(path)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("book", BOOKS)
def test_every_kind_of_file_and_way_of_writing(tmp_path, book, written):
    rows = [[WRITTEN[written](cell) for cell in row] for row in (HEAD, *ROWS)]
    found = read(BOOKS[book](tmp_path / "so", rows))
    assert holds(found)
    doubted = [doubt for doubt in found.doubts if doubt.code == "text"]
    assert bool(doubted) is (written in ("tcvn3", "vni", "read as latin-1"))
