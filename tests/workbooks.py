"""What a workbook says besides its cells, however its writer spells the XML."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree


def elements(path: "str | Path", name: str, part: str = "") -> list[ElementTree.Element]:
    """Find the elements of a name in a part of a workbook; without one, in its first sheet."""
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return ElementTree.fromstring(book.read(part or min(sheets))).findall(f".//{{*}}{name}")
