"""A district's quarter: twelve communes mail their registers, and it ends with the board page and the signed 01/TCD.

The quarter tk-2026-Q3 runs from 15 June to 14 September 2026; communes report by 17 September (Circular
06/2025/TT-TTCP, Art. 7). Every figure is added up by hand:

    code  commune     by      came                     visits  people  incidents
    AN    An Nam      bundle  15/9, again on 16/9           2       3          2
    BC    Bình Chánh  bundle  15/9                          3       7          2   a group of five; one came again
    BM    Bình Minh   bundle  15/9                          1       1          1
    DH    Duy Hải     bundle  16/9 differs, 18/9 settled    1       2          1
    HL    Hà Lam      bundle  15/9                          2       2          2
    KX    Kế Xuyên    bundle  15/9                          1       1          1
    LT    Lạc Trung   bundle  15/9                          1       1          1
    MT    Mỹ Trà      bundle  15/9                          2       4          2
    NP    Nam Phước   bundle  15/9                          1       1          1
    PT    Phú Thọ     Excel   16/9 not taken, 17/9 mended   3       4          3
    QL    Quế Lộc     Excel   15/9                          2       3          2
    SV    Sơn Viên    bundle  20/9, three days late         1       1          1
                                                           --      --         --
                                                           20      30         19
"""

import gzip
import hashlib
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

NAMES = {
    "AN": "xã An Nam", "BC": "xã Bình Chánh", "BM": "xã Bình Minh", "DH": "xã Duy Hải", "HL": "xã Hà Lam",
    "KX": "xã Kế Xuyên", "LT": "xã Lạc Trung", "MT": "xã Mỹ Trà", "NP": "xã Nam Phước", "PT": "xã Phú Thọ",
    "QL": "xã Quế Lộc", "SV": "xã Sơn Viên",
}  # fmt: skip
VISITS = {  # of the communes that have `reception`: day, people
    "AN": (("2026-07-01", 1), ("2026-09-10", 1)), "BC": (("2026-06-15", 5), ("2026-08-03", 1)),
    "BM": (("2026-07-20", 1),), "DH": (("2026-08-12", 2),), "HL": (("2026-06-30", 1), ("2026-09-14", 1)),
    "KX": (("2026-07-07", 1),), "LT": (("2026-08-25", 1),), "MT": (("2026-07-09", 3), ("2026-07-10", 1)),
    "NP": (("2026-09-01", 1),), "SV": (("2026-06-16", 1),),
}  # fmt: skip
PERIOD = ("--period", "tk-2026-Q3")
HEADINGS = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung vụ việc", "Số người")


def at(day: str, clock: str = "08:00") -> str:
    return f"2026-09-{day}T{clock}:00+07:00"


def came(file: Path, day: str) -> None:
    """Let a file have been saved from its mail on a day of September."""
    moment = datetime.fromisoformat(at(day, "10:00")).timestamp()
    os.utime(file, (moment, moment))


class Communes:
    """Their desks, and the mails that they send."""

    def __init__(self, district: Any, folder: Path) -> None:
        self.district, self.folder = district, folder
        self.desks = {code: type(district)(folder / f"desk-{code}", district._read) for code in VISITS}
        for code, desk in self.desks.items():
            assert desk.run("init", "--unit", code, "--name", NAMES[code], now="2026-06-01T08:00:00+07:00").code == 0
            for number, (day, people) in enumerate(VISITS[code], 1):
                more = ("--people", str(people), "--at", day, "--kind", "kien-nghi", "--field", "dat-dai")
                desk.add(f"Việc {number} của {NAMES[code]}", "--name", f"Người {number}", *more, now=at("14", "16:00"))
        again = self.desks["BC"].run("visit", "2", "--at", "2026-09-04", now=at("14", "16:30"))
        assert again.code == 0

    def mail(self, code: str, day: str, name: str = "", change: Callable[[Any], None] | None = None) -> str:
        """Make a bundle on a day, which comes on that day; `change` what its closing counts."""
        file = self.folder / (name or f"{code}.jsonl.gz")
        assert self.desks[code].run("export", "--bundle", "-o", str(file), now=at(day)).code == 0
        if change:
            *lines, last = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
            closing = json.loads(last)
            change(closing["closing"])
            closing["closing"]["sha256"] = hashlib.sha256(b"".join(lines)).hexdigest()
            told = json.dumps(closing, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            file.write_bytes(gzip.compress(b"".join([*lines, told])))
        came(file, day)
        return str(file)

    def excel(self, code: str, day: str, title: str, rows: list[tuple[Any, ...]], total: str, name: str = "") -> str:
        """Write a register as offices keep it in Excel: a title, the lines, a row of totals."""
        file = self.folder / (name or f"{code}.xlsx")
        with Workbook(str(file)) as book:
            sheet = book.add_worksheet("Sổ")
            told = (("SỔ TIẾP CÔNG DÂN",), (title,), HEADINGS, *rows, ("", "", "", "", total))
            for place, row in enumerate(told):
                sheet.write_row(place, 0, row)
        came(file, day)
        return f"{code}={file}"


PHU_THO = [
    (1, "22/06/2026", "Lê Văn Một", "thôn 1", "Xin cấp lại giấy chứng nhận đất", 1),
    (2, "05/08/2026", "Trần Thị Hai", "thôn 2", "Tranh chấp lối đi", 2),
    (3, "13/09/2026", "Võ Văn Ba", "thôn 3", "Kiến nghị sửa mương", 1),
]
QUE_LOC = [
    (1, "02/07/2026", "Hồ Thị Tư", "thôn 4", "Chính sách người có công", 2),
    (2, "13/09/2026", "Bùi Văn Năm", "thôn 5", "Bồi thường cây trồng", 1),
]


@pytest.fixture
def district(desk: Any) -> Any:
    found = type(desk)(desk.folder.parent / "district", desk._read)
    start = "2026-06-01T08:00:00+07:00"
    assert found.run("init", "--unit", "TBH", "--name", "Ban Tiếp công dân huyện Thăng Bình", now=start).code == 0
    for key, value in (("level", "district"), ("signer", "Nguyễn Văn Hùng"), ("signer_title", "TRƯỞNG BAN")):
        assert found.run("config", key, value, now=start).code == 0
    return found


def standing(answer: Any) -> dict[str, tuple[Any, ...]]:
    return {row["name"]: (row["status"], row["received"], row["complete_to"]) for row in answer["rows"]}


def test_from_the_mails_to_the_board_and_the_signed_form(district: Any, tmp_path: Path) -> None:
    communes = Communes(district, tmp_path)
    listed = tmp_path / "units.csv"
    listed.write_text("unit,name\n" + "".join(f"{code},{name}\n" for code, name in NAMES.items()), encoding="utf-8")

    # 15 September: eight mails and an Excel; who is to deliver is said once
    first = [communes.mail(code, "15") for code in VISITS if code not in ("DH", "SV")]
    que_loc = communes.excel("QL", "15", "Quý III/2026", QUE_LOC, "Tổng cộng: 2 lượt, 3 người")
    answer = district.json("consolidate", *first, que_loc, "--expect", str(listed), *PERIOD, now=at("17"))
    assert (answer["totals"]["received"], answer["totals"]["missing"]) == (9, 3)

    # 16 September: An Nam again, with a visit put right; Duy Hải counts 9 visits where there is 1; the total of
    # Phú Thọ says 5 people where its lines come to 4
    assert communes.desks["AN"].run(
        "correct", "V2", "--set", "people=2", "--reason", "đếm lại", now=at("16", "07:00")
    ).code == 0
    second = [
        communes.mail("AN", "16", "AN-lan-2.jsonl.gz"),
        communes.mail("DH", "16", change=lambda closing: closing["totals"].update(visits=9)),
        communes.excel("PT", "16", "Từ ngày 15/6/2026 đến ngày 14/9/2026", PHU_THO, "Tổng cộng: 3 lượt, 5 người"),
    ]
    assert district.run("consolidate", *second, now=at("17", "09:00")).code == 6

    # the board of the 17th: what was typed on the 17th came earlier; three units are still awaited
    board = district.run("consolidate", "--board", *PERIOD, "--exit-code", "--json", now=at("17", "10:00"))
    assert board.code == 10
    told = json.loads(board.out)
    assert [row["name"] for row in told["rows"]][:2] == ["xã Phú Thọ", "xã Sơn Viên"]  # what is awaited stands first
    assert standing(told) == {
        "xã An Nam": ("on_time", "2026-09-15", "2026-09-16"), "xã Bình Chánh": ("on_time", "2026-09-15", "2026-09-15"),
        "xã Bình Minh": ("on_time", "2026-09-15", "2026-09-15"), "xã Duy Hải": ("on_time", "2026-09-16", "2026-09-16"),
        "xã Hà Lam": ("on_time", "2026-09-15", "2026-09-15"), "xã Kế Xuyên": ("on_time", "2026-09-15", "2026-09-15"),
        "xã Lạc Trung": ("on_time", "2026-09-15", "2026-09-15"), "xã Mỹ Trà": ("on_time", "2026-09-15", "2026-09-15"),
        "xã Nam Phước": ("on_time", "2026-09-15", "2026-09-15"),
        "xã Phú Thọ": ("sent_back", None, None),
        "xã Quế Lộc": ("on_time", "2026-09-15", "2026-09-15"),  # its last visitor came on the 13th; its title says more
        "xã Sơn Viên": ("missing", None, None),
    }  # fmt: skip
    rows = {row["unit"]: row for row in told["rows"]}
    assert (rows["AN"]["deliveries"], rows["AN"]["corrected"], rows["AN"]["new_visits"]) == (2, 1, 0)
    assert rows["DH"]["differing"] == 1 and rows["PT"]["not_taken"] == 1
    assert told["totals"] == {
        "units": 12, "on_time": 10, "late": 0, "missing": 1, "sent_back": 1, "incomplete": 0, "unexpected": 0,
        "differing": 1, "gaps": 0,
    }  # fmt: skip
    assert "5" in rows["PT"]["reason"] and "4" in rows["PT"]["reason"]

    # what is to be put right goes back to the communes
    back = tmp_path / "gui-lai.xlsx"
    assert district.run("consolidate", "--findings", *PERIOD, "-o", str(back), now=at("17", "10:05")).code == 0
    lines = CalamineWorkbook.from_path(str(back)).get_sheet_by_index(0).to_python()
    named = [line[0] for line in lines[1:]]
    assert named == ["xã Phú Thọ", "xã Phú Thọ", "xã Sơn Viên", "xã Duy Hải"]  # nothing whole, why; nothing; differs

    # 17 September: Phú Thọ mends its Excel; the others remain
    mended = communes.excel("PT", "17", "Từ ngày 15/6/2026 đến ngày 14/9/2026", PHU_THO, "Tổng cộng: 3 lượt, 4 người")
    assert district.run("consolidate", mended, now=at("17", "15:00")).code == 0
    # 18 September: Duy Hải counts again; Sơn Viên is reminded, in Vietnamese, a day late
    assert district.run("consolidate", communes.mail("DH", "18", "DH-2.jsonl.gz"), now=at("18")).code == 0
    reminders = district.json("consolidate", "--reminders", *PERIOD, now=at("18", "09:00"))["rows"]
    assert [row["name"] for row in reminders] == ["xã Sơn Viên"]
    text = reminders[0]["text"]
    assert "xã Sơn Viên" in text and "17/09/2026" in text and "14/09/2026" in text and "quá hạn 1 ngày" in text
    # 20 September: Sơn Viên, three days late; typed on the 21st
    assert district.run("consolidate", communes.mail("SV", "20"), now=at("21")).code == 0

    page = tmp_path / "bang.html"
    done = district.run(
        "consolidate", "--board", *PERIOD, "--exit-code", "-o", str(page), "--lang", "vi", now=at("21", "09:00")
    )
    assert done.code == 0
    shown = page.read_text(encoding="utf-8")
    assert all(name in shown for name in NAMES.values())
    final = district.json("consolidate", "--board", *PERIOD, now=at("21", "09:00"))
    assert final["totals"] == {
        "units": 12, "on_time": 11, "late": 1, "missing": 0, "sent_back": 0, "incomplete": 0, "unexpected": 0,
        "differing": 0, "gaps": 0,
    }  # fmt: skip
    rows = {row["unit"]: row for row in final["rows"]}
    assert (rows["SV"]["status"], rows["SV"]["received"], rows["SV"]["days_late"]) == ("late", "2026-09-20", 3)
    assert (rows["PT"]["status"], rows["PT"]["received"], rows["PT"]["complete_to"]) == (
        "on_time", "2026-09-17", "2026-09-14",
    )  # fmt: skip

    # the figures of the quarter, and the form that is signed
    totals = district.json("summarize", *PERIOD, now=at("21", "10:00"))["totals"]
    assert totals == {"visits": 20, "people": 30, "incidents": 19, "groups": 1, "petitions": 0}
    form = district.json("form", "01/TCD", *PERIOD, now=at("21", "10:00"))
    value = {row["column"]: row["value"] for row in form["rows"]}
    assert value[1] == 20  # visits: 2+3+1+1+2+1+1+2+1+3+2+1
    assert value[2] == 30  # people: 3+7+1+2+2+1+1+4+1+4+3+1
    assert value[3] == 19  # incidents: 2+2+1+1+2+1+1+2+1+3+2+1
    sheet = tmp_path / "01-TCD.xlsx"
    assert district.run("form", "01/TCD", *PERIOD, "-o", str(sheet), "--lang", "vi", now=at("21", "10:05")).code == 0
    cells = [cell for line in CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python() for cell in line]
    assert "Nguyễn Văn Hùng" in cells and 20 in cells and 30 in cells
    assert district.run("seal", "--to", "14/9/2026", "--yes", now=at("21", "11:00")).code == 0
