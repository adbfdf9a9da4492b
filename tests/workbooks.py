"""The columns of an office's register, and what a workbook says besides its cells."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

HEADINGS = (
    "STT",
    "Ngày tiếp",
    "Họ tên - Địa chỉ",
    "CMND/CCCD/Hộ chiếu",
    "Nội dung vụ việc",
    "Phân loại đơn/Số người",
    "Cơ quan đã giải quyết",
    "Thụ lý để giải quyết",
    "Trả lại đơn và hướng dẫn",
    "Chuyển đơn đến cơ quan có thẩm quyền",
    "Theo dõi kết quả giải quyết",
    "Ghi chú",
    "Hình thức tiếp",
)


def elements(path: "str | Path", name: str, part: str = "") -> list[ElementTree.Element]:
    """Find the elements of a name in a part of a workbook, without one in its first sheet."""
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return ElementTree.fromstring(book.read(part or min(sheets))).findall(f".//{{*}}{name}")
