"""A clerk's first day on a small screen, in Vietnamese: from `init` to the printed register, with all that goes wrong.

What the register says in the evening is counted by hand: five visits of eleven people, one refused reception.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit, Terminal

OPENING = ("Ngày giờ tiếp", "Hình thức tiếp", "Người tiếp", "Cách tiếp")
WHERE = ("Xã, phường, thị trấn", "Điện thoại")
PAPER = "Có nộp đơn không? (c/k)"
CHECK = "Enter = ghi sổ, số = sửa dòng đó, < = lùi, x = bỏ"
KNOWN = "Số hiệu vụ việc đó, hoặc Enter nếu là vụ việc mới"
SCREENS = [(80, 24), (60, 24)]


def enters(clerk: Terminal, *questions: str) -> Terminal:
    for question in questions:
        clerk.reply(question)
    return clerk


def person(clerk: Terminal, name: str, number: str, address: str) -> Terminal:
    """Answer who it is."""
    enters(clerk, *OPENING).reply("Họ tên", name).reply("Số CCCD/hộ chiếu", number).reply("Địa chỉ", address)
    return enters(clerk, *WHERE)


def line_of(clerk: Terminal, title: str) -> str:
    """Find the number of a line in the look over it all, on the screen or scrolled off it."""
    found = re.findall(rf"(\d+)  {re.escape(title)}  ", clerk.raw)
    assert found, clerk.raw
    return str(found[-1])


@pytest.fixture(params=SCREENS, ids=lambda size: f"{size[0]}x{size[1]}")
def day(request: pytest.FixtureRequest, desk: Any, sit: Sit) -> Callable[..., Terminal]:
    """A small terminal in Vietnamese, at a folder where there is no desk yet; no word on it is ever broken."""
    columns, rows = request.param
    shutil.rmtree(desk.folder)

    def start(*argv: str, code: int = 0, then: Callable[[Terminal], Any] | None = None) -> Terminal:
        clerk = sit(*argv, columns=columns, rows=rows, RECEPTION_LANG="vi")
        if then:
            then(clerk)
        assert clerk.end() == code, clerk.raw
        assert all(len(line) <= columns for line in clerk.screen)
        if then:
            spoken = set(clerk.raw.replace("\r", " ").split())
            assert [word for line in clerk.screen for word in line.split() if word not in spoken] == []
        return clerk

    return start


def test_from_the_first_command_to_the_printed_register(day: Any, desk: Any, tmp_path: Path) -> None:
    day("init", "--unit", "BT", "--name", "UBND xã Bình Trung", "--no-input")

    def first(clerk: Terminal) -> None:  # with slips and steps back
        enters(clerk, *OPENING).reply("Họ tên", "Ngô Bá Tu").reply("Số CCCD/hộ chiếu", "<").reply("Họ tên", "Ngô Bá Tú")
        clerk.reply("Số CCCD/hộ chiếu", "049180119399").reply("Địa chỉ", "thôn 3")
        enters(clerk, *WHERE).reply("Số người đến (1)", "một").reply("Số người đến (1)")
        clerk.reply("Nội dung", "Tranh chấp ranh giới đất thửa 804").reply(PAPER, "c").reply("Số người ký đơn (1)")
        clerk.reply("Giấy tờ kèm theo, liệt kê", "đơn, bản sao giấy chứng nhận").reply("Loại đơn", "kiu nai xyz")
        clerk.reply("Loại đơn", "khiếu nại").reply("Lĩnh vực", "dd").until(CHECK)
        clerk.child.sendline(line_of(clerk, "Địa chỉ"))
        clerk.reply("Địa chỉ", "thôn 3, xã Bình Trung").reply(CHECK)

    said = day("add", then=first)
    assert "Việc tiếp theo: phân loại vụ việc: `reception phan-loai 2026-0001`." in said.text
    assert "Hạn thụ lý khiếu nại: " in said.text and re.search(r"Số người đến +1\b", said.raw)
    assert "'một' không phải là số người" in " ".join(said.raw.split())

    def repeat(clerk: Terminal) -> None:
        enters(clerk, *OPENING).reply("Họ tên", "ngo ba tu").until(KNOWN)
        assert "Ngô Bá Tú, thôn 3, xã Bình Trung" in " ".join(clerk.raw.split())
        clerk.child.sendline("1")
        enters(clerk, *WHERE, "Số người đến (1)", PAPER, CHECK)

    assert "vụ việc 2026-0001" in day("add", then=repeat).text

    def group(clerk: Terminal) -> None:
        person(clerk, "Lê Thị Hoa", "", "tổ 5").reply("Số người đến (1)", "7").reply("Số người cùng nội dung", "12")
        clerk.reply("Nội dung", "Đề nghị sửa đường liên thôn").reply(PAPER).reply("Loại đơn", "kn-pa")
        clerk.reply("Lĩnh vực").reply(CHECK)

    day("add", then=group)

    def denunciation(clerk: Terminal) -> None:
        person(clerk, "Phạm Thị Kín", "048180000001", "thôn 8").reply("Số người đến (1)")
        clerk.reply("Nội dung", "Tố cáo cán bộ nhận tiền").reply(PAPER).reply("Loại đơn", "tc").reply("Lĩnh vực")
        clerk.reply(CHECK)

    day("add", then=denunciation)

    def refused(clerk: Terminal) -> None:
        person(clerk, "Trần Ba", "", "thôn 4").reply("Số người đến (1)").reply("Nội dung", "Đòi vào khi say rượu")
        enters(clerk, PAPER, "Loại đơn", "Lĩnh vực").until(CHECK)
        clerk.child.sendline(line_of(clerk, "Từ chối tiếp"))
        clerk.reply("Từ chối tiếp, căn cứ", "say").reply(CHECK)

    day("add", then=refused)

    def online(clerk: Terminal) -> None:
        enters(clerk, *OPENING[:3]).reply("Cách tiếp", "trực tuyến").reply("Điểm cầu trung tâm", "Trụ sở tỉnh")
        clerk.reply("Các điểm cầu kết nối, cách nhau bằng ;", "xã Bình Trung").reply("Họ tên", "Võ Văn Sáu")
        clerk.reply("Số CCCD/hộ chiếu").reply("Địa chỉ", "thôn 1")
        enters(clerk, *WHERE, "Số người đến (1)").reply("Nội dung", "Xin trợ cấp hộ nghèo")
        enters(clerk, PAPER, "Loại đơn", "Lĩnh vực", CHECK)

    day("add", then=online)

    def mend(clerk: Terminal) -> None:
        clerk.until(CHECK)
        clerk.child.sendline(line_of(clerk, "số người"))
        clerk.reply("số người", "2").reply("Lý do đính chính", "đếm nhầm").reply(CHECK)

    assert "đã đính chính số người: 1 → 2" in day("correct", "V1", then=mend).text
    assert totals(desk) == {"visits": 5, "people": 12, "incidents": 4, "groups": 1, "petitions": 1}
    day("undo")
    assert totals(desk) == {"visits": 5, "people": 11, "incidents": 4, "groups": 1, "petitions": 1}

    found = day("search", "ngo ba tu")
    assert "2026-0001" in found.text
    assert "Kín" not in day("list").text + day("search", "pham").text
    sheet = tmp_path / "so.html"
    day("register", "--period", "2026-11", "--with-identity", "-o", str(sheet))
    page = sheet.read_text(encoding="utf-8")
    for told in ("Ngô Bá Tú", "Tranh chấp ranh giới đất thửa 804", "Lê Thị Hoa", "Võ Văn Sáu"):
        assert told in page
    assert "Kín" not in page


def totals(desk: Any) -> Any:
    return desk.json("summarize", "--period", "2026-11")["totals"]
