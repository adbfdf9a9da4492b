"""A later edition of a register at a terminal: each field that differs is asked, each line that may be several."""

from pathlib import Path
from typing import Any

from terminals import Sit

HEAD = (
    "STT,Ngày tiếp,Họ tên - Địa chỉ,CMND/CCCD/Hộ chiếu,Nội dung vụ việc,Phân loại đơn/Số người,Ghi chú,Hình thức tiếp\n"
)


def register(folder: Path, name: str, *rows: str) -> str:
    path = folder / name
    path.write_text(HEAD + "".join(f"{row},Thường xuyên\n" for row in rows), encoding="utf-8")
    return str(path)


def test_each_field_that_differs_is_asked_and_only_what_was_wanted_is_taken(
    desk: Any, sit: Sit, tmp_path: Path
) -> None:
    who = "1,03/03/2025,Lê Văn Ba - thôn 1"
    first = register(tmp_path, "mot.csv", f"{who},049180000001,Tranh chấp đất thửa 3,Khiếu nại/1,")
    later = register(tmp_path, "hai.csv", f"{who},049180009999,Tranh chấp đất thửa 3,Khiếu nại/4,")
    desk.json("import", first, "--yes", "--no-input")
    clerk = sit("import", later)
    clerk.child.expect("identity number: 049180000001 -> 049180009999. Take it")
    clerk.child.sendline("n")
    clerk.child.expect("how many came: 1 -> 4. Take it")
    clerk.child.sendline("y")
    assert clerk.end() == 0
    (row,) = desk.json("list", "--visits", "--with-identity", "--reason", "kiểm tra")["rows"]
    assert (row["people"], row["id_no"]) == (4, "049180000001")


def test_a_line_that_may_be_two_is_asked(desk: Any, sit: Sit, tmp_path: Path) -> None:
    line = "03/03/2025,Lê Văn Ba - thôn 1,,Tranh chấp đất thửa 3,Khiếu nại/1"
    first = register(tmp_path, "mot.csv", f",{line},hồ sơ 1", f",{line},hồ sơ 2")
    later = register(tmp_path, "hai.csv", f",{line},hồ sơ 9")
    desk.json("import", first, "--yes", "--no-input")
    clerk = sit("import", later)
    clerk.reply("is it V2025-0001, V2025-0002, or + a new line? Enter leaves it out", "V2025-0002")
    clerk.child.expect("Take it")
    clerk.child.sendline("y")
    assert clerk.end() == 0
    rows = desk.json("list", "--visits", "--with-identity", "--reason", "kiểm tra")["rows"]
    assert len(rows) == 2
    assert "hồ sơ 9" in desk.run("show", "V2025-0002", "--with-identity", "--reason", "x", "--json").out
