"""A file can be small and ask for more than a machine has; whatever it holds, the clerk gets an answer in seconds."""

import json
import subprocess
import sys
import zipfile
from itertools import chain

import pytest
from spreadsheets import CLEAN, write_xls, write_xlsx

from workbooks import HEADINGS

MEGABYTES, SECONDS = 300, 5
LINE = ["1", "03/01/2023", CLEAN["person"], "", CLEAN["content"], CLEAN["kind"]]
OUTCOME = """
import resource, sys
from reception_cli.intake.reading import read_register
from reception_cli.domain.errors import ReceptionError
try:
    print("lines", len(read_register(sys.argv[1], None, 5).lines))
except ReceptionError as fault:
    print(fault.exit_code, fault.message.replace("\\n", " "))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime)
if sys.platform == "linux":  # not of getrusage, which holds what the parent had before the child began
    print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
NAMES = "urn:oasis:names:tc:opendocument:xmlns"


def outcome(path):
    """Read a register in a process of its own; give what it says, and hold it to the bounds."""
    child = subprocess.run([sys.executable, "-c", OUTCOME, str(path)], capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
    said, seconds, *kilobytes = child.stdout.splitlines()
    assert float(seconds) < SECONDS
    assert all(int(used) < MEGABYTES << 10 for used in kilobytes)
    return said


def far_xlsx(path, place, text=" "):
    """Write a register of one line with one more cell somewhere."""
    cell = f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    row = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    rows = [xlsx_row(1, HEADINGS), xlsx_row(2, LINE, cell if row == 2 else "")]
    return raw_xlsx(path, [*rows, f'<row r="{row}">{cell}</row>' if row > 2 else ""])


def xlsx_row(number, cells, more=""):
    written = (f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{"".join(written)}{more}</row>'


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = '<Relationships><Relationship Id="a" Type="{kind}" Target="{target}"/></Relationships>'


def raw_xlsx(path, rows, words="", dtd=""):
    """Write a workbook whose sheet and shared words are given as XML, or as pieces of it."""
    main = RELATION.format(kind=f"{OFFICE}/officeDocument", target="xl/workbook.xml")
    sheet = RELATION.format(kind=f"{OFFICE}/worksheet", target="worksheets/sheet1.xml")
    sheets = '<sheets><sheet name="So" sheetId="1" r:id="a"/></sheets>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", main)
        archive.writestr("xl/_rels/workbook.xml.rels", sheet)
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>')
        pieces(archive, "xl/sharedStrings.xml", f'{dtd}<sst xmlns="{MAIN}">', words, "</sst>")
        pieces(archive, "xl/worksheets/sheet1.xml", "<worksheet><sheetData>", rows, "</sheetData></worksheet>")
    return path


def pieces(archive, name, opening, between, closing):
    with archive.open(name, "w", force_zip64=True) as part:
        for piece in chain([opening], [between] if isinstance(between, str) else between, [closing]):
            part.write(piece.encode())


def raw_ods(path, rows):
    names = "".join(f' xmlns:{name}="{NAMES}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="So">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.parametrize("place", ["XFD1048576", "XFD2", "A1048576", "GJI20001", "IV300"])
@pytest.mark.parametrize("text", [" ", "\u00a0", "\t\n"], ids=["blank", "no-break blank", "tab and newline"])
def test_a_blank_far_away_costs_nothing_and_the_register_is_read(tmp_path, place, text):
    assert outcome(far_xlsx(tmp_path / "so.xlsx", place, text)) == "lines 1"


def test_a_sheet_may_say_that_it_is_larger_than_it_is(tmp_path):
    path = tmp_path / "so.xlsx"
    write_xlsx(path, [HEADINGS, LINE])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b'ref="A1:M2"', b'ref="A1:XFD10000000"'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert outcome(path) == "lines 1"


def ods_row(cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def ods_cell(text, times=1):
    many, kind = f'table:number-columns-repeated="{times}"', 'office:value-type="string"'
    return f"<table:table-cell {many} {kind}><text:p>{text}</text:p></table:table-cell>"


NO_CELL = '<table:table-cell table:number-columns-repeated="16383"/>'
FAR_BLANKS = {
    "a far row": ods_row(NO_CELL, 1_048_570) + ods_row(ods_cell(" ")),
    "a far column": ods_row(NO_CELL + ods_cell(" ")),
    "ten million blank rows": ods_row(NO_CELL, 10_000_000),
}


@pytest.mark.parametrize("far", FAR_BLANKS.values(), ids=FAR_BLANKS)
def test_blanks_of_an_opendocument_sheet_cost_nothing(tmp_path, far):
    rows = "".join(ods_row("".join(map(ods_cell, cells))) for cells in (HEADINGS, LINE))
    assert outcome(raw_ods(tmp_path / "so.ods", rows + far)) == "lines 1"


REPEATED = {
    "a row a million times": ods_row(ods_cell("x"), 1_000_000),
    "a cell a million times": ods_row(ods_cell("x", 1_000_000), 900),
    "milliards of blanks": ods_row(ods_cell("<text:s text:c='900000000'/>" * 20_000)),
}


@pytest.mark.parametrize("rows", REPEATED.values(), ids=REPEATED)
def test_what_an_opendocument_sheet_repeats_without_measure_is_refused(tmp_path, rows):
    said = outcome(raw_ods(tmp_path / "so.ods", rows))
    assert said.startswith("6 so.ods is too large to be a register: ")


def megabytes(count, opening="", around="{}"):
    """Give a piece of XML of a megabyte again and again."""
    yield opening
    for _ in range(count):
        yield around.format("x" * (1 << 20))


BOMBS = {
    "ten million rows": ('<row r="10000000"><c r="A10000000"><v>1</v></c></row>', ""),
    "a gigabyte of blanks": ((" " * (1 << 20) for _ in range(1100)), ""),
    "a cell of 40 MB": (megabytes(40, '<row r="1"><c r="A1" t="inlineStr"><is>', "<t>{}</t>"), ""),
    "500 MB of words": ("", megabytes(500, "", "<si><t>{}</t></si>")),
    "five million words": ("", ("<si><t>x</t></si>" * 50_000 for _ in range(100))),
    "a tag of 60 MB": (megabytes(60, '<row r="1" note="'), ""),
}


@pytest.mark.parametrize(("rows", "words"), BOMBS.values(), ids=BOMBS)
def test_a_packed_bomb_is_refused_by_what_it_is(tmp_path, rows, words):
    said = outcome(raw_xlsx(tmp_path / "so.xlsx", rows, words))
    assert said.startswith("6 so.xlsx is too large to be a register: ")


def test_a_word_that_a_hundred_thousand_cells_share_is_kept_once(tmp_path):
    cells = (
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(one, one + 1000))
        for one in range(1, 100_000, 1000)
    )
    said = outcome(raw_xlsx(tmp_path / "so.xlsx", cells, f"<si><t>{'đất ' * 8000}</t></si>"))
    assert said.startswith("2 no heading row of a register was found")


def test_an_archive_that_understates_its_parts_is_damaged(tmp_path):
    path = raw_xlsx(tmp_path / "so.xlsx", (" " * (1 << 20) for _ in range(50)))
    content = bytearray(path.read_bytes())
    size = (50 << 20) + 150
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    told = size.to_bytes(4, "little")
    assert told in content
    path.write_bytes(content.replace(told, (100).to_bytes(4, "little")))
    assert outcome(path) == "6 so.xlsx is not a spreadsheet, or it is damaged."


@pytest.mark.parametrize("dtd", [
    '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
])  # fmt: skip
def test_entities_are_never_opened(tmp_path, dtd):
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    said = outcome(raw_xlsx(tmp_path / "so.xlsx", rows, "<si><t>x</t></si>", dtd))
    assert said == "6 so.xlsx is not a spreadsheet, or it is damaged."


def test_an_old_workbook_with_a_far_cell_is_refused(tmp_path):
    rows = [HEADINGS, LINE, *([] for _ in range(65_533)), [*[None] * 255, "x"]]
    said = outcome(write_xls(tmp_path / "so.xls", rows))
    assert said == "6 so.xls is too large to be a register: its cells reach over 65536 rows and 256 columns."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1258"])
def test_a_line_of_a_gigabyte_is_refused(tmp_path, encoding):
    path = tmp_path / "so.csv"
    start = ",".join(HEADINGS)
    with open(path, "wb") as file:
        file.write(
            (start if encoding != "cp1258" else "Số").encode(encoding, "replace")
            + (b"\xff" if encoding == "cp1258" else b"")
        )
        piece = ("x" * (1 << 20)).encode(encoding).removeprefix(b"\xff\xfe")
        for _ in range(300):
            file.write(piece)
    said = outcome(path)
    assert said == "6 so.csv is too large to be a register: one of its lines has more than 8388608 letters."


VISIT = {
    "id": "V2026-0001", "at": "2026-01-05", "incidents": ["2026-0001"], "name": "Lê Văn Ba", "address": "thôn 1",
    "content": "Tranh chấp đất", "people": 2,
}  # fmt: skip


def told(**more):
    return json.dumps({**VISIT, **more}, ensure_ascii=False)


def said_again(name, text):
    """Give an object of which a key has a value that `json` would not write."""
    return told(**{name: "@"}).replace('"@"', text)


SHAPES = {
    "a number": "5", "a text": '"x"', "nothing": "null",
    "nested lists": "[" * 200_000 + "]" * 200_000, "nested objects": '{"a":' * 200_000 + "1" + "}" * 200_000,
    "lists without an end": "[" * 300_000, "deep rows": '{"rows":' + "[" * 50_000 + "]" * 50_000 + "}",
    "a deep cell": said_again("note", "[" * 100_000 + "]" * 100_000), "an object in a cell": told(note={"a": 1}),
    "a list in a list": told(note=[["a"]]), "a number of 5000 digits": said_again("people", "9" * 5000),
    "a list beside": f"[{told()}, 5]", "lists alone": f"[{'[],' * 3_000_000}[]]", "two values": told() + told() + "x",
    "cut in an object": f"[{told()[:-5]}", "cut behind the rows": f'{{"rows": [{told()}], "totals":',
    "something behind": f"[{told()}] x", "a key twice": f'[{told()[:-1]}, "people": 7}}]',
    "a key of its own": f"[{told()}, {told(other=1)}]",
    "thousands of keys": json.dumps(dict.fromkeys(map(str, range(90_000)))),
    "a key without measure": told(**{"k" * 100_000: 1}), "a value of millions": told(note=[{}] * 2_000_000),
    "millions before the rows": f'{{"x": [{"{}," * 5_000_000}{{}}], "rows": [{told()}]}}',
}  # fmt: skip


WITHOUT_ROWS = {"no rows": '{"a": 1}', "rows of another kind": '{"rows": "abc"}'}  # in .jsonl, objects of other keys


@pytest.mark.parametrize(
    ("text", "suffix"),
    [*((text, suffix) for suffix in ("json", "jsonl") for text in SHAPES.values()),
     *((text, "json") for text in WITHOUT_ROWS.values())],
    ids=[*(f"{name}-{suffix}" for suffix in ("json", "jsonl") for name in SHAPES), *WITHOUT_ROWS],
)  # fmt: skip
def test_what_is_no_list_in_json_is_refused_in_one_line(tmp_path, text, suffix):
    path = tmp_path / f"so.{suffix}"
    path.write_text(text, encoding="utf-8")
    said = outcome(path)
    assert said.startswith(f"6 so.{suffix} is ") and len(said) < 200, said


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "9" * 400, "1e300", "true"])
@pytest.mark.parametrize("key", ["people", "at", "id"])
def test_a_number_beyond_measure_is_a_faulty_row(desk, tmp_path, key, number):
    path = tmp_path / "so.jsonl"
    path.write_text(said_again(key, number), encoding="utf-8")
    found = desk.run("import", str(path), "--yes")
    assert found.code == (0 if key == "id" else 6) and found.err.count("Traceback") == 0
    assert desk.json("summarize", "--period", "2026")["totals"]["visits"] == (key == "id")


def test_a_list_in_json_of_any_length_is_read_piece_by_piece(tmp_path):
    path = tmp_path / "so.json"
    rows = ",\n ".join(told(id=f"V2026-{place:04}", incidents=[f"2026-{place:04}"]) for place in range(1, 3001))
    path.write_text(f'{{"schema": "x", "rows": [{rows}], "totals": {{"a": [1, 2]}}}}\n', encoding="utf-8")
    assert outcome(path) == "lines 3000"
