"""The board of a consolidating desk: who was to deliver, what came when, up to which day, and what is wrong with it.

Periods end on 14 September 2026 (tk-2026-Q3); communes report by the 17th (Circular 06/2025/TT-TTCP, Art. 7).
"""

import gzip
import json
import os
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from test_consolidate import forged_totals
from xlsxwriter import Workbook

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.index.desk_folder import Folder, Habits

PERIOD = ("--period", "tk-2026-Q3")
HEADINGS = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung vụ việc", "Số người")
LISTED = "unit,name\nA,xã An\nB,xã Bình\n"


def on(day: int, month: int = 9) -> str:
    return f"2026-{month:02}-{day:02}T09:00:00+07:00"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def district(desk: Any, here: Path) -> Any:
    found = type(desk)(here / "district", desk._read)
    assert found.run("init", "--unit", "D", "--name", "Ban Tiếp công dân huyện", now=on(1, 6)).code == 0
    return found


@pytest.fixture
def commune(desk: Any, here: Path) -> Any:
    found = type(desk)(here / "commune", desk._read)
    assert found.run("init", "--unit", "A", "--name", "xã An", now=on(1, 6)).code == 0
    return found


def came(file: str, day: int) -> str:
    moment = datetime.fromisoformat(on(day)).timestamp()
    os.utime(file, (moment, moment))
    return file


def bundle(commune: Any, day: int, file: str = "A.jsonl.gz") -> str:
    assert commune.run("export", "--bundle", "-o", file, now=on(day)).code == 0
    return came(file, day)


def excel(title: str, sheet: str = "Sheet1", last: str = "13/09/2026", file: str = "B.xlsx", total: str = "") -> str:
    """A register of one line, and a row of totals if wished."""
    line = (1, last, "Lê Văn Một", "thôn 1", "Xin cấp lại giấy chứng nhận", 1)
    with Workbook(file) as book:
        page = book.add_worksheet(sheet)
        for place, row in enumerate((("SỔ TIẾP CÔNG DÂN",), (title,), HEADINGS, line, ("", "", "", "", total))):
            page.write_row(place, 0, row)
    return file


def listed(text: str = LISTED) -> str:
    Path("units.csv").write_text(text, encoding="utf-8")
    return "units.csv"


def board(district: Any, *more: str, now: str) -> dict[str, dict[str, Any]]:
    return {row["unit"]: row for row in district.json("consolidate", "--board", *more, now=now)["rows"]}


def kinds(district: Any) -> list[str]:
    told = district.json("log", now=on(30, 11))["rows"]
    own = [row for row in told if row.get("unit", "D") == "D"]
    return [row["kind"] for row in sorted(own, key=lambda row: row["seq"])][1:]


# -- who was to deliver


def test_who_is_to_deliver_is_said_once(district: Any, commune: Any) -> None:
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), *PERIOD, now=on(15))
    Path("units.csv").unlink()
    rows = board(district, *PERIOD, now=on(16))
    assert {code: (row["name"], row["status"]) for code, row in rows.items()} == {
        "B": ("xã Bình", "missing"), "A": ("xã An", "on_time"),
    }  # fmt: skip
    assert district.json("config", "expected", now=on(16))["rows"][0]["value"] == ["A", "B"]
    assert [kind for kind in kinds(district) if kind != "configured"] == ["consolidated"]


def test_the_same_list_again_is_remembered_once(district: Any) -> None:
    for _time in range(2):
        district.json("consolidate", "--board", "--expect", listed(), now=on(15))
    before = (district.folder / "reception.json").read_bytes()
    district.json("consolidate", "--board", "--expect", listed(), now=on(16))
    assert (district.folder / "reception.json").read_bytes() == before


def test_a_unit_that_comes_to_the_list_keeps_the_names_of_the_others(district: Any) -> None:
    district.json("consolidate", "--board", "--expect", listed(), now=on(15))
    district.json("config", "expected", "A B C", now=on(15))
    assert [row["name"] for row in board(district, now=on(16)).values()] == ["xã An", "xã Bình", "C"]
    district.json("config", "--unset", "expected", now=on(15))
    assert "tree" in district.fails(2, "consolidate", "--board", now=on(16))


def test_a_code_that_no_unit_can_have_is_refused(district: Any) -> None:
    assert "a/b" in district.fails(2, "config", "expected", "A a/b", now=on(15))


def test_the_days_of_a_list_hold_for_their_period_alone(district: Any) -> None:
    """In the next quarter the statutory day is asked for: 14 December, due on the 17th."""
    own = listed("unit,name,to,due\nA,xã An,2026-09-10,2026-09-12\n")
    district.json("consolidate", "--board", "--expect", own, now=on(15))
    days = [
        (row["expected_to"], row["due_on"])
        for period in ("tk-2026-Q3", "tk-2026-Q4")
        for row in board(district, "--period", period, now=on(20, 12)).values()
    ]
    assert days == [("2026-09-10", "2026-09-12"), ("2026-12-14", "2026-12-17")]


@pytest.mark.parametrize(("now", "asked"), [
    (on(25, 11), "2026-11-20"), (on(14, 12), "2026-11-20"), (on(15, 12), "2026-12-14"), (on(20, 3), "2026-03-14"),
])  # fmt: skip
def test_without_a_period_the_days_of_the_list_hold_until_a_quarter_ends_that_is_later(
    district: Any, now: str, asked: str
) -> None:
    """The list asks for 20 November 2026; the quarter that ended last is asked for where it is another."""
    first = "2025-12-20T09:00:00+07:00"
    old = listed("unit,name,to\nA,xã An,2025-11-20\n")
    district.json("consolidate", "--board", "--expect", old, now=first)
    if now > on(1, 11):
        new = listed("unit,name,to,due\nA,xã An,2026-11-20,2026-11-25\n")
        district.json("consolidate", "--board", "--expect", new, now=on(21, 11))
    assert board(district, now=now)["A"]["expected_to"] == asked


def test_without_a_list_the_units_that_delivered_stand_on_the_board_and_it_says_so(district: Any, commune: Any) -> None:
    district.json("consolidate", bundle(commune, 15), now=on(15))
    answer = district.json("consolidate", "--board", *PERIOD, now=on(16))
    assert [row["unit"] for row in answer["rows"]] == ["A"]
    assert "nobody_expected" in [note["code"] for note in answer["notes"]]


def test_a_unit_that_nobody_expected_stands_last(district: Any, commune: Any) -> None:
    district.json("consolidate", bundle(commune, 15), "--expect", listed("unit,name\nB,xã Bình\n"), *PERIOD, now=on(15))
    assert [(code, row["status"]) for code, row in board(district, *PERIOD, now=on(15)).items()] == [
        ("B", "missing"), ("A", "unexpected"),
    ]  # fmt: skip


@pytest.mark.parametrize(("period", "due"), [
    ("tk-2026-Q3", "2026-09-17"), ("2026-09", "2026-10-17"), ("2026-Q4", "2027-01-17"), ("2026-12", "2027-01-17"),
])  # fmt: skip
def test_nobody_reports_on_a_period_before_it_ends(district: Any, period: str, due: str) -> None:
    """Statutory periods end on the 14th; a calendar month is reported in the month behind it."""
    district.json("consolidate", "--board", "--expect", listed(), now=on(1))
    assert board(district, "--period", period, now=on(1))["A"]["due_on"] == due


# -- when it came


def test_a_file_came_on_its_own_day_and_not_on_that_of_typing(district: Any, commune: Any) -> None:
    district.json("consolidate", bundle(commune, 16), "--expect", listed(), *PERIOD, now=on(21))
    row = board(district, *PERIOD, now=on(21))["A"]
    assert (row["received"], row["status"]) == ("2026-09-16", "on_time")


@pytest.mark.parametrize(("given", "day", "status"), [("17/9/2026", "2026-09-17", "on_time"),
                                                     ("19/9/2026", "2026-09-19", "late")])
def test_who_knows_better_says_when_it_came(district: Any, commune: Any, given: str, day: str, status: str) -> None:
    file = bundle(commune, 15)
    district.json("consolidate", file, "--received", given, "--expect", listed(), *PERIOD, now=on(21))
    row = board(district, *PERIOD, now=on(21))["A"]
    assert (row["received"], row["status"], row["days_late"]) == (day, status, 2 if status == "late" else None)


def test_a_bundle_did_not_come_before_it_was_made(district: Any, commune: Any) -> None:
    file = bundle(commune, 16)
    came(file, 2)
    district.json("consolidate", file, now=on(21))
    assert board(district, *PERIOD, now=on(21))["A"]["received"] == "2026-09-16"


def test_a_file_without_a_time_came_today_and_no_register_before_its_last_visit(district: Any) -> None:
    file = excel("Quý III/2026")
    os.utime(file, (0, 0))
    district.json("consolidate", f"B={file}", "--expect", listed(), now=on(16))
    assert board(district, *PERIOD, now=on(18))["B"]["received"] == "2026-09-16"
    other = came(excel("Năm 2026", file="A.xlsx"), 2)  # its last visitor came on the 13th
    district.json("consolidate", f"A={other}", now=on(17))
    assert board(district, *PERIOD, now=on(18))["A"]["received"] == "2026-09-13"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_deliveries_in_one_go_the_first_was_in_time(district: Any, commune: Any, order: tuple[int, int]) -> None:
    first = bundle(commune, 15, "1.jsonl.gz")
    commune.add("Việc đến sau", "--at", "18/9/2026", now=on(19))
    files = (first, bundle(commune, 20, "2.jsonl.gz"))
    district.json("consolidate", *(files[n] for n in order), "--expect", listed(), *PERIOD, now=on(21))
    row = board(district, *PERIOD, now=on(21))["A"]
    assert (row["status"], row["received"], row["deliveries"], row["complete_to"]) == (
        "on_time", "2026-09-15", 2, "2026-09-20",
    )  # fmt: skip


# -- up to which day it is whole


@pytest.mark.parametrize(("title", "sheet", "more", "status", "reach"), [
    ("Từ ngày 15/6/2026 đến ngày 14/9/2026", "Sheet1", (), "on_time", "2026-09-14"),
    ("Quý III/2026", "Sheet1", (), "on_time", "2026-09-16"),  # the quarter was not over when it came
    ("", "Tháng 9", (), "on_time", "2026-09-16"),
    ("Năm 2026", "Sheet1", ("--to", "14/9/2026"), "on_time", "2026-09-14"),
    ("Năm 2026", "Sheet1", (), "incomplete", "2026-09-13"),
    ("Từ ngày 15/6/2026 đến ngày 31/8/2026", "Sheet1", (), "incomplete", "2026-09-13"),
])  # fmt: skip
def test_a_plain_register_says_itself_up_to_which_day_it_speaks(
    district: Any, title: str, sheet: str, more: tuple[str, ...], status: str, reach: str
) -> None:
    """Its last visitor came on 13 September; the period ends on the 14th."""
    file = came(excel(title, sheet), 16)
    told = district.json("consolidate", f"B={file}", *more, "--expect", listed(), *PERIOD, now=on(18))
    assert {row["unit"]: row["complete_to"] for row in told["rows"]} == {"A": None, "B": reach}
    row = board(district, *PERIOD, now=on(18))["B"]
    assert (row["status"], row["complete_to"]) == (status, reach)


def test_the_same_lines_with_a_later_heading_are_whole_then(district: Any) -> None:
    district.json("consolidate", f"B={came(excel('Năm 2026'), 15)}", "--expect", listed(), *PERIOD, now=on(15))
    again = came(excel("Đến ngày 14/9/2026", file="B2.xlsx"), 16)
    district.json("consolidate", f"B={again}", now=on(16))
    row = board(district, *PERIOD, now=on(18))["B"]
    assert (row["status"], row["received"], row["complete_to"]) == ("on_time", "2026-09-16", "2026-09-14")


def test_what_came_for_the_period_before_is_nothing_for_this_one(district: Any, commune: Any) -> None:
    commune.add("Việc quý hai", "--at", "2/6/2026", now=on(3, 6))
    assert commune.run("export", "--bundle", "-o", "A.jsonl.gz", now=on(10, 6)).code == 0
    district.json("consolidate", "A.jsonl.gz", "--expect", listed(), now=on(12, 6))
    row = board(district, *PERIOD, now=on(18))["A"]
    assert (row["status"], row["received"], row["complete_to"], row["new_visits"]) == ("missing", None, "2026-06-10", 0)
    assert board(district, "--period", "2026-06", now=on(18))["A"]["status"] == "incomplete"


# -- what is wrong stays until it is settled


def test_a_refused_file_is_remembered_until_the_unit_delivers(district: Any) -> None:
    wrong = came(excel("Đến ngày 14/9/2026", total="Tổng cộng: 3 lượt"), 15)
    for _time in range(2):
        assert district.run("consolidate", f"B={wrong}", "--expect", listed(), *PERIOD, now=on(16)).code == 6
    assert kinds(district).count("rejected") == 1  # however often it is tried
    row = board(district, *PERIOD, now=on(18))["B"]
    assert (row["status"], row["not_taken"], row["not_taken_on"], row["file"]) == (
        "sent_back", 1, "2026-09-15", "B.xlsx",
    )  # fmt: skip
    assert "3" in row["reason"] and "--accept" not in row["reason"]
    mended = came(excel("Đến ngày 14/9/2026", file="B2.xlsx", total="Tổng cộng: 1 lượt"), 17)
    district.json("consolidate", f"B={mended}", now=on(18))
    row = board(district, *PERIOD, now=on(18))["B"]
    assert (row["status"], row["not_taken"], row["reason"]) == ("on_time", 0, None)


def test_a_file_of_nobody_is_told_below_the_board_until_it_is_taken(district: Any, commune: Any) -> None:
    Path("A.jsonl.gz").write_text("no bundle")
    assert district.run("consolidate", came("A.jsonl.gz", 15), "--expect", listed(), now=on(15)).code == 6

    def told() -> list[str]:
        return [note["code"] for note in district.json("consolidate", "--board", *PERIOD, now=on(18))["notes"]]

    assert "sent_back" in told()
    district.json("consolidate", bundle(commune, 16), now=on(16))
    assert "sent_back" not in told()


def test_differing_totals_stay_until_a_delivery_settles_them(district: Any, commune: Any) -> None:
    commune.add("Việc", "--at", "1/9/2026", now=on(2))
    file = bundle(commune, 15)
    forged_totals(file, lambda closing: closing["totals"].update(visits=9))
    assert district.run("consolidate", came(file, 15), "--expect", listed(), *PERIOD, now=on(15)).code == 6
    assert board(district, *PERIOD, now=on(30))["A"]["differing"] == 1
    answer = district.json("consolidate", "--findings", *PERIOD, now=on(30))
    (row,) = [row for row in answer["rows"] if row["code"] == "differs"]
    assert (row["figure"], row["sent"], row["counted"], row["since"]) == ("visits", 9, 1, "2026-09-15")
    district.json("consolidate", bundle(commune, 16), now=on(30))
    assert board(district, *PERIOD, now=on(30))["A"]["differing"] == 0


def test_corrections_since_the_last_delivery_are_told(district: Any, commune: Any) -> None:
    commune.add("Việc", "--at", "1/9/2026", now=on(2))
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), now=on(15))
    commune.json("correct", "V1", "--set", "people=2", "--reason", "x", now=on(15))
    commune.add("Việc nữa", "--at", "14/9/2026", now=on(15))
    district.json("consolidate", bundle(commune, 16, "2.jsonl.gz"), now=on(16))
    row = board(district, *PERIOD, now=on(16))["A"]
    assert (row["new_visits"], row["new_incidents"], row["corrected"], row["changed"]) == (1, 1, 1, 1)


# -- the desk's own entries alone


def test_the_board_reads_no_register_of_a_unit(district: Any, commune: Any, here: Path) -> None:
    district.json("consolidate", bundle(commune, 15), f"B={came(excel('Quý III/2026'), 16)}", "--expect", listed(),
                  *PERIOD, now=on(17))  # fmt: skip
    before = board(district, *PERIOD, now=on(18))
    shutil.move(district.folder / "units", here / "away")
    assert board(district, *PERIOD, now=on(18)) == before


def test_a_remembered_refusal_is_passed_over_by_undo(district: Any) -> None:
    district.add("Việc của huyện", now=on(14))
    assert district.run("consolidate", f"B={came(excel('x', total='Tổng cộng: 3 lượt'), 15)}", now=on(15)).code == 6
    assert district.json("undo", now=on(16))["rows"][0]["verb"] == "add"
    assert board(district, "--expect", listed(), *PERIOD, now=on(18))["B"]["status"] == "sent_back"


def test_names_of_files_and_reasons_are_private(district: Any) -> None:
    file = excel("x", file="Lê Văn Kín.xlsx", total="Tổng cộng: 3 lượt")
    assert district.run("consolidate", f"B={came(file, 15)}", now=on(15)).code == 6
    assert district.run("export", "--bundle", "-o", "D.jsonl.gz", now=on(16)).code == 0
    assert "Kín" not in gzip.decompress(Path("D.jsonl.gz").read_bytes()).decode()
    assert "Kín" not in district.run("log", now=on(16)).out


# -- what options say is checked before anything is taken


@pytest.mark.parametrize("argv", [
    ("A.jsonl.gz", "B=B.xlsx", "--map", "khong-co"), ("A.jsonl.gz", "B=B.xlsx", "--map", "none.toml"),
    ("A.jsonl.gz", "B=B.xlsx", "--accept", "all"), ("A.jsonl.gz", "--accept", "totals"), ("A.jsonl.gz", "--update"),
    ("A.jsonl.gz", "--map", "register-2021"), ("A.jsonl.gz", "--to", "14/9/2026"),
    ("A.jsonl.gz", "--received", "1/12/2026"), ("A.jsonl.gz", "B=B.xlsx", "--to", "1/12/2026"),
    ("A.jsonl.gz", "B=B.xlsx", "--received", "15/9/2026", "--to", "16/9/2026"),
    ("A.jsonl.gz", "--exit-code"), ("A.jsonl.gz", "--period", "2026-13"), ("A.jsonl.gz", "--period", "tk-2026-Q3"),
    ("A.jsonl.gz", "--unit", "A"), ("A.jsonl.gz", "--board"), ("A.jsonl.gz", "--pairs"), ("--received", "15/9/2026"),
    ("A.jsonl.gz", "--fields", "nothing"), ("A.jsonl.gz", "-o", "x.what"), ("--board", "--findings", "--reminders"),
    ("--board", "--unit", "XX", "--expect", "units.csv"),
])  # fmt: skip
def test_an_option_that_cannot_be_stops_before_a_file_is_taken(
    district: Any, commune: Any, argv: tuple[str, ...]
) -> None:
    bundle(commune, 15)
    excel("Quý III/2026")
    listed()
    result = district.run("consolidate", *argv, now=on(18))
    assert result.code in (2, 3) and not result.out, result
    assert not (district.folder / "units").exists()
    assert "consolidated" not in kinds(district)


# -- its other views


def test_the_exit_code_tells_that_something_is_missing(district: Any, commune: Any) -> None:
    district.json("consolidate", "--board", "--expect", listed("unit,name\nA,xã An\n"), now=on(15))
    assert district.run("consolidate", "--board", *PERIOD, "--exit-code", now=on(15)).code == 10
    assert district.run("consolidate", "--board", *PERIOD, now=on(15)).code == 0
    assert district.run("consolidate", bundle(commune, 16), *PERIOD, "--exit-code", now=on(16)).code == 0
    assert district.run("consolidate", "--board", *PERIOD, "--exit-code", now=on(16)).code == 0


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_reminders_are_in_vietnamese_and_only_for_those_who_are_awaited(
    district: Any, commune: Any, lang: str
) -> None:
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), *PERIOD, now=on(15))
    (row,) = district.json("consolidate", "--reminders", *PERIOD, "--lang", lang, now=on(20))["rows"]
    assert row["name"] == "xã Bình"
    assert row["text"].splitlines()[0] == "Kính gửi: xã Bình"
    assert "đã quá hạn 3 ngày" in row["text"] and "17/09/2026" in row["text"]


def test_a_reminder_before_the_day_names_it(district: Any) -> None:
    district.json("consolidate", "--board", "--expect", listed(), now=on(15))
    texts = [row["text"] for row in district.json("consolidate", "--reminders", *PERIOD, now=on(16))["rows"]]
    assert all("Hạn gửi là ngày 17/09/2026." in text for text in texts) and len(texts) == 2


def test_a_unit_is_chosen_by_its_code_in_any_letters(district: Any) -> None:
    district.json("consolidate", "--board", "--expect", listed(), now=on(15))
    assert [*board(district, "--unit", "b", *PERIOD, now=on(16))] == ["B"]


def test_a_line_of_the_screen_holds_a_unit(
    district: Any, commune: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "unit,name\nA,xã Bình Dương\nB,phường Hương Trà\nC,thị trấn Hà Lam\n"
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    asked = ("--expect", listed(names), *PERIOD, "--lang", "vi")
    taken = district.run("consolidate", bundle(commune, 15), *asked, now=on(15))
    shown = district.run("consolidate", "--board", *PERIOD, "--lang", "vi", now=on(15))
    for out in (taken.out, shown.out):
        lines = out.splitlines()
        assert max(map(len, lines)) <= 80
        assert [sum(line.startswith(name) for line in lines) for name in ("xã Bình", "phường", "thị trấn")] == [1, 1, 1]
        first = next(place for place, line in enumerate(lines) if "Tình trạng" in line)
        assert len([line for line in lines[first + 1 : first + 4] if line.strip()]) == 3
        assert all(line.startswith(("xã", "phường", "thị trấn")) for line in lines[first + 1 : first + 4])


def test_the_page_holds_the_board_its_findings_the_comparison_and_the_reminders(district: Any, commune: Any) -> None:
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), *PERIOD, now=on(15))
    assert district.run("consolidate", "--board", *PERIOD, "-o", "b.html", "--lang", "vi", now=on(20)).code == 0
    page = Path("b.html").read_text(encoding="utf-8")
    assert all(f'id="{part}"' in page for part in ("units", "findings", "compare", "reminders"))
    assert "<p>Kính gửi: xã Bình</p>" in page and "http" not in page.partition("<body>")[2]


def test_units_stand_side_by_side_with_what_proves_each_figure(district: Any, commune: Any) -> None:
    """A took in 3 matters, one of which is resolved, 4 days after it came; of its 4 visits one repeats. B sent none."""
    commune.add("Khiếu nại một", "--kind", "kn", "--at", "2/9/2026", now=on(3))
    commune.add("Khiếu nại hai", "--kind", "kn", "--at", "3/9/2026", now=on(3))
    commune.add("Kiến nghị", "--kind", "kien-nghi", "--at", "4/9/2026", now=on(4))
    for number in ("1", "2", "3"):
        assert commune.run("classify", number, "--field", "dat-dai", "--competence", "in", "--handling", "accept",
                           now=on(5)).code == 0  # fmt: skip
    assert commune.run("visit", "2", "--at", "7/9/2026", now=on(7)).code == 0
    assert commune.run("close", "3", "--result", "answered", "--on", "8/9/2026", now=on(8)).code == 0
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), *PERIOD, now=on(15))
    answer = district.json("consolidate", "--compare", *PERIOD, now=on(20))
    row, silent = answer["rows"]
    assert (row["unit"], row["on_time"], row["reports"], row["days_told"], row["days_asked"]) == ("A", 1, 1, 92, 92)
    assert (row["visits"], row["repeats"]) == (4, 1)
    assert (row["resolved"], row["taken_in"], row["resolved_percent"]) == (1, 3, 33.33)
    assert (row["end_days"], row["end_measured"]) == (4, 1)
    assert (silent["unit"], silent["on_time"], silent["days_told"], silent["visits"]) == ("B", 0, 0, None)
    proofs = [district.json(*shlex.split(line)[1:], now=on(20))["rows"] for line in row["proof"]]
    assert [len(rows) for rows in proofs[:2]] == [row["visits"], row["repeats"]]
    assert sum(one["taken_in"] for one in proofs[2]) == 3 and sum(one["resolved"] for one in proofs[2]) == 1
    assert [one["end_days"] for one in proofs[2] if one["end_days"] is not None] == [4]


def test_figures_of_units_are_those_of_the_verbs_that_count_them(district: Any, commune: Any) -> None:
    for day in (1, 2, 3):
        commune.add(f"Việc {day}", "--kind", "kn", "--at", f"{day}/9/2026", now=on(4))
    district.json("consolidate", bundle(commune, 15), "--expect", listed(), *PERIOD, now=on(15))
    row = district.json("consolidate", "--compare", *PERIOD, now=on(20))["rows"][0]
    by_unit = district.json("summarize", *PERIOD, "--by", "unit", now=on(20))["rows"]
    (counted,) = [one for one in by_unit if one["visits"]]
    stats = district.json("stats", *PERIOD, "--unit", "A", now=on(20))["totals"]
    assert row["visits"] == counted["visits"] and row["taken_in"] == stats["taken_in"]


def test_records_of_stats_are_what_its_totals_count(desk: Any) -> None:
    for day in (2, 3):
        desk.add(f"Việc {day}", "--kind", "kn", "--at", f"{day}/11/2026")
    desk.run("classify", "1", "--field", "dat-dai", "--competence", "in", "--handling", "accept")
    totals = desk.json("stats", "--period", "2026")["totals"]
    listed_ = desk.json("stats", "--period", "2026", "--records")
    assert listed_["totals"] == totals and [row["id"] for row in listed_["rows"]] == ["2026-0001", "2026-0002"]
    assert "kind" in desk.fails(2, "stats", "--records", "--by", "kind")
    assert json.loads(desk.run("stats", "--records", "--json", "--limit", "1").out)["totals"] == totals


# -- what an earlier version of the program remembered


def test_deliveries_that_an_earlier_version_noted_are_understood(district: Any, commune: Any, here: Path) -> None:
    """It noted neither the day on which a file came nor up to which day a plain register speaks."""
    other = type(district)(here / "other", district._read)
    assert other.run("init", "--unit", "D", now=on(1, 6)).code == 0
    excel("Năm 2026")
    taken = other.json("consolidate", bundle(commune, 15), "B=B.xlsx", now=on(16))["rows"]
    shutil.copytree(other.folder / "units", district.folder / "units")
    drafts = []
    for row in taken:
        count, digest = row["head"].split()
        told = {"unit": row["unit"], "source": {"A": "bundle", "B": "register"}[row["unit"]], "sha256": row["sha256"]}
        heads = {"before": None, "after": {"count": int(count), "digest": digest}, "recorded_to": "2026-09-16"}
        drafts.append(Draft("consolidated", "", {**told, **heads}))
    Folder(str(district.folder), Habits()).record("consolidate", lambda _book: drafts, Stamp(on(16), "lan", "x"))
    rows = board(district, "--expect", listed(), *PERIOD, now=on(18))
    assert {code: (row["status"], row["received"], row["complete_to"]) for code, row in rows.items()} == {
        "A": ("on_time", "2026-09-16", "2026-09-16"), "B": ("incomplete", "2026-09-16", "2026-09-13"),
    }  # fmt: skip
