"""`reception init` on a terminal asks about the unit; in a script nothing is asked."""

import os
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit

QUESTIONS = (
    "Mã đơn vị (ví dụ BT)", "Tên đơn vị (ví dụ Ban Tiếp công dân xã Bình Trung)", "Cấp của đơn vị (ví dụ xã)",
    "Cơ quan cấp trên (ví dụ UBND thành phố Đà Nẵng)", "Địa danh (ví dụ Bình Trung)",
    "Người ký: họ tên (ví dụ Nguyễn Văn Hùng)", "Người ký: chức vụ (ví dụ CHỦ TỊCH)",
    "Người ký: thẩm quyền (ví dụ TM. ỦY BAN NHÂN DÂN)", "Giờ tiếp công dân (ví dụ 7h30-11h30, 13h30-17h00)",
    "Họ tên của bạn (ví dụ Trần Thị Lan)", "Thư mục sao lưu (ví dụ D:\\sao-luu)",
)  # fmt: skip
ANSWERS = (
    "PN", "Ban Tiếp công dân huyện Phú Ninh", "huyện", "UBND tỉnh Quảng Nam", "Phú Ninh", "Lê An", "TRƯỞNG BAN",
    "KT. CHỦ TỊCH", "7h30-11h30", "Trần Thị Hoa", "sao-luu",
)  # fmt: skip
CHECK = "Enter: lập sổ; gõ số: sửa dòng đó; q: thôi"


@pytest.fixture
def new(desk: Any, tmp_path: Path) -> Any:
    """A desk that there is not yet, spoken to in Vietnamese."""
    desk.folder = tmp_path / "new"
    return desk


def start(sit: Sit, desk: Any, *more: str) -> Any:
    return sit("init", *more, RECEPTION_LANG="vi", RECEPTION_DB=str(desk.folder))


def test_everything_is_asked_with_an_example_and_kept(new: Any, sit: Sit) -> None:
    clerk = start(sit, new)
    for question, answer in zip(QUESTIONS, ANSWERS, strict=True):
        clerk.reply(question, answer)
    clerk.reply(CHECK)
    assert clerk.end() == 0
    assert "Ban Tiếp công dân huyện Phú Ninh đã sẵn sàng" in clerk.text and "reception tiep" in clerk.text
    told = {row["key"]: row["value"] for row in new.json("config", user="hoa")["rows"]}
    assert [told[key] for key in ("name", "level", "superior", "place", "signer", "signer_title", "signer_authority",
                                  "hours", "backup")] == [
        "Ban Tiếp công dân huyện Phú Ninh", "district", "UBND tỉnh Quảng Nam", "Phú Ninh", "Lê An", "TRƯỞNG BAN",
        "KT. CHỦ TỊCH", "7h30-11h30", "sao-luu",
    ]  # fmt: skip
    assert 'lang = "vi"' in (new.folder / "config.toml").read_text(encoding="utf-8")
    own = Path(os.environ["XDG_CONFIG_HOME"]) / "reception" / "config.toml"
    assert own.read_text(encoding="utf-8") == 'user = "Trần Thị Hoa"\n'
    assert new.json("list")["unit"] == "PN" and new.json("verify")["totals"]["ok"]


def test_a_slip_is_asked_again_a_step_back_and_a_line_corrected_at_the_end(new: Any, sit: Sit) -> None:
    clerk = start(sit, new).reply(QUESTIONS[0], "B T").reply(QUESTIONS[0], "BT").reply(QUESTIONS[1], "")
    clerk.reply(QUESTIONS[1], "Bàn A").reply(QUESTIONS[2], "<").reply(QUESTIONS[1], "Bàn B")
    clerk.reply(QUESTIONS[2], "xóm").reply(QUESTIONS[2])
    for question in QUESTIONS[3:]:
        clerk.reply(question)
    clerk.reply(CHECK, "5").reply(QUESTIONS[4], "Thăng Bình").reply(CHECK)
    assert clerk.end() == 0
    assert "'B T' không dùng làm mã đơn vị được." in clerk.text and "Mục này bắt buộc." in clerk.text
    told = {row["key"]: row["value"] for row in new.json("config")["rows"]}
    assert (told["name"], told["level"], told["place"]) == ("Bàn B", "commune", "Thăng Bình")


def test_whoever_stops_has_made_nothing(new: Any, sit: Sit) -> None:
    clerk = start(sit, new).reply(QUESTIONS[0], "BT").reply(QUESTIONS[1], "q")
    assert clerk.end() == 2 and "Chưa có gì được ghi" in clerk.text
    assert not new.folder.exists()


def test_what_is_given_is_not_asked(new: Any, sit: Sit) -> None:
    clerk = start(sit, new, "--unit", "BT", "--name", "Bàn")
    for question in QUESTIONS[2:]:
        clerk.reply(question)
    clerk.reply(CHECK)
    assert clerk.end() == 0 and QUESTIONS[0] not in clerk.text


def test_where_there_is_a_register_nothing_is_asked(desk: Any, sit: Sit) -> None:
    clerk = start(sit, desk)
    assert clerk.end() == 4 and QUESTIONS[0] not in clerk.text


@pytest.mark.parametrize("option", ["--yes", "--no-input"])
def test_a_script_at_a_terminal_is_not_asked_either(new: Any, sit: Sit, option: str) -> None:
    assert start(sit, new, option).end() == 0
    assert new.json("list")["unit"] == "DESK"
