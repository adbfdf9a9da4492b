"""LibreOffice opens what is printed: each sheet one page wide, its headings on every page, its formulas our numbers."""

import csv
import re
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest

from present import program
from reception_cli.output.writer import How, write
from reception_cli.reporting.sheet_layout import Heading, Layout, Signature
from reception_cli.reporting.table import Table

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76,1"
A4_LYING = (842, 595)  # points
SIGNED = Signature("....., ngày .....", "Người lập biểu", "(Ký)", "Thủ trưởng cơ quan", "(Ký tên, đóng dấu)")


def wide(columns=34):
    """A form as wide as they get: column 1 is the sum of all others, 2 that of 3 and 4."""
    below = [
        Heading(str(n), ("Kết quả giải quyết", f"Vụ việc thứ {n}"), "number", number=str(n)) for n in range(3, columns)
    ]
    parts = tuple(str(n) for n in range(2, columns) if n not in (3, 4))
    return (
        Heading("unit", ("Đơn vị",), width=18, number="MS"),
        Heading("1", ("Tổng số",), "number", number="1", formula="1=2+5+...", parts=parts),
        Heading("2", ("Kết quả giải quyết", "Tổng"), "number", number="2", formula="2=3+4", parts=("3", "4")),
        *below,
    )


def figures(unit, first):
    """A row of that form whose sums are written by hand below."""
    return {"unit": unit, "1": 7 + 29 * first, "2": 7, "3": 3, "4": 4, **{str(n): first for n in range(5, 34)}}


UNITS = [figures("UBND xã Bình Trung", 10), figures("UBND xã Thăng Bình", 1000)]
TOTAL = {"unit": "Tổng cộng", "1": 29304, "2": 14, "3": 6, "4": 8, **{str(n): 1010 for n in range(5, 34)}}
REGISTER = (
    Heading("no", ("STT",), "number", 5), Heading("day", ("Ngày tiếp",), "date", 10),
    Heading("content", ("Nội dung vụ việc",), width=60), Heading("accept", ("Hướng xử lý", "Thụ lý"), "mark", 8),
    Heading("note", ("Ghi chú",), width=30),
)  # fmt: skip


def printed(folder):
    """Write a wide form of two units, and a register of many pages."""
    form = Layout(wide(), UNITS, "TỔNG HỢP", "Từ ngày", "Biểu số", "Thông tư", "Đơn vị", total=TOTAL, signature=SIGNED)
    lines = (
        {"no": n, "day": "2026-09-14", "content": "Tranh chấp ranh giới đất, " * 6, "accept": "x", "note": "V2026"}
        for n in range(1, 121)
    )
    for name, sheet in (("form", form), ("register", Layout(REGISTER, lines, "SỔ TIẾP CÔNG DÂN"))):
        answer = Table(name, layout=sheet)
        write(answer, How(output=f"{folder}/{name}.xlsx", generated_at="2026-11-23T08:10:00+07:00", language="vi"))


def spoilt(source, target):
    """Copy a workbook with every remembered result of a formula wrong: only a new calculation can tell it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                sheet = ElementTree.fromstring(data)
                results = sheet.findall(".//{*}c[{*}f]/{*}v")
                assert len(results) == 2 + 2 + 33
                for result in results:
                    result.text = "-7"
                data = ElementTree.tostring(sheet, "utf-8", xml_declaration=True)
            new.writestr(name, data)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Open everything once: PDFs of the sheets, and the spoilt form as it reads when calculated anew."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    printed(folder)
    spoilt(folder / "form.xlsx", folder / "spoilt.xlsx")
    for form, *names in (("pdf", "form.xlsx", "register.xlsx"), (UTF8, "spoilt.xlsx")):
        subprocess.run(
            [program("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form,
             "--outdir", folder, *(folder / name for name in names)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


def pages(pdf):
    """Read the text of every page, and the size of all."""
    told = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    texts = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return texts.split("\f")[:-1], (round(float(size[1])), round(float(size[2])))


def test_the_widest_form_is_one_page(office):
    texts, size = pages(office / "form.pdf")
    assert size == A4_LYING
    assert len(texts) == 1
    assert "MS" in texts[0]
    assert "29.304" in texts[0].replace(",", ".")
    assert "###" not in texts[0]


def test_every_page_of_a_long_register_is_whole_and_repeats_the_headings(office):
    texts, size = pages(office / "register.pdf")
    assert size == A4_LYING
    assert 3 < len(texts) < 15
    for text in texts:  # first and last column, on every page
        assert "STT" in text
        assert "Ghi chú" in text
    numbers = [int(found) for text in texts for found in re.findall(r"^ +(\d+) +14/09/2026", text, re.MULTILINE)]
    assert numbers == list(range(1, 121))


def test_the_formulas_calculated_anew_give_the_printed_numbers(office):
    with (office / "spoilt.csv").open(encoding="utf-8") as file:
        rows = {row[0]: row[1:] for row in csv.reader(file)}
    for wanted in (*UNITS, TOTAL):
        found = [int(cell.replace(",", "").replace(".", "")) for cell in rows[wanted["unit"]]]
        assert found == [wanted[str(n)] for n in range(1, 34)]
    assert TOTAL["1"] == 14 + 29 * 1010
