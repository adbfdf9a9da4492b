"""Make a register of visits as an office keeps it in a spreadsheet: `make_sheet.py FILE.csv|FILE.xlsx ROWS`."""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import xlsxwriter
from invented import COMMUNES, matter, person

HEADINGS = (
    "STT", "Ngày tiếp", "Họ tên - Địa chỉ", "CMND/Hộ chiếu của công dân", "Nội dung vụ việc",
    "Phân loại đơn/Số người", "Cơ quan đã giải quyết", "Thụ lý để giải quyết", "Trả lại đơn và hướng dẫn",
    "Chuyển đơn đến cơ quan, tổ chức đơn vị có thẩm quyền", "Theo dõi kết quả giải quyết", "Ghi chú",
    "Hình thức tiếp",
)  # fmt: skip
FIRST, DAYS = date(2010, 1, 1), 5000
KINDS = ("Khiếu nại", "Kiến nghị, phản ánh", "Tố cáo")


def lines(count: int, seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Invent the lines, in the order of their days."""
    chance = Random(seed)
    for place in range(count):
        day = FIRST + timedelta(days=place * DAYS // count)
        who, content = person(chance), matter(chance, day.year)[1]
        forwarded = f"UBND xã {chance.choice(COMMUNES)}, Phiếu chuyển {place}/PC-BTCD"
        yield (
            place + 1, day, f"{who['name']} - {who['address']}", who.get("id_no", ""), content,
            f"{chance.choice(KINDS)}/{chance.randint(1, 3)} người", "",
            *chance.choice([("x", "", ""), ("", "Tòa án nhân dân huyện", ""), ("", "", forwarded)]),
            chance.choice(["", "Đã giải quyết", "Đang giải quyết"]), "", "Tiếp thường xuyên",
        )  # fmt: skip


def write(path: Path, count: int) -> None:
    """Write the register in the form that its name says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            for line in lines(count):
                writer.writerow([f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in line])
        return
    with xlsxwriter.Workbook(path) as book:
        sheet, shown = book.add_worksheet("Sổ"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADINGS)
        for row, line in enumerate(lines(count), 1):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, shown)
                elif cell != "":
                    sheet.write(row, column, cell)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
