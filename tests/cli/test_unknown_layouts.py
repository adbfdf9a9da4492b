"""A register in a layout of the office's own: asked once at a terminal, kept at the desk, silent ever after."""

from pathlib import Path
from typing import Any

import pytest
from terminals import Sit, Terminal

from reception_cli.cli.commands.ask_layout import field_names
from reception_cli.intake.maps import FIELDS

TITLE = "UBND XÃ BÌNH TRUNG,,,,,\nBẢNG GHI CHÉP HẰNG THÁNG,,,,,\n"
HEAD = "Mục,Hôm đến,Ai tới,Quê,Chuyện gì,Mấy mạng\n"


def month(folder: Path, name: str, *rows: str, head: str = TITLE + HEAD) -> str:
    path = folder / name
    path.write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def january(folder: Path, **more: str) -> str:
    return month(
        folder, "thang-01.csv",
        "1,05/01/2026,Lê Văn Ba,thôn 1,Tranh chấp ranh giới đất với hộ liền kề,1",
        "2,07/01/2026,Trần Thị Hoa,thôn 2,Xin xác nhận nguồn gốc đất trồng cây lâu năm,3",
        "3,09/01/2026,Ngô Bá Tú,thôn 3,Phản ánh mùi hôi của trại chăn nuôi gần nhà,1", **more,
    )  # fmt: skip


def february(folder: Path) -> str:
    return month(folder, "thang-02.csv", "1,03/02/2026,Phạm Thị Lan,thôn 5,Đề nghị sửa mương nước của xóm,2")


def explained(clerk: Terminal) -> Terminal:
    """Answer everything that is asked of the register above."""
    clerk.reply("Row of the headings (such as 4, or 4-5)")
    clerk.reply("What are its lines? receptions, petitions, or - for no register")
    clerk.reply("Column to correct, Enter when all is right", "F")
    clerk.reply("What does F 'Mấy mạng' hold? - is not read", "people")
    clerk.reply("Column to correct, Enter when all is right", "d")
    clerk.reply("What does D 'Quê' hold? - is not read", "5")
    clerk.reply("Column to correct, Enter when all is right")
    clerk.reply("How were all visitors received?", "dinh-ky")
    clerk.reply("Who received all of them? Enter where it varies", "Phó Chủ tịch Lê Hữu Nam")
    return clerk


def test_an_unknown_layout_is_asked_once_and_the_next_month_is_silent(desk: Any, sit: Sit, tmp_path: Path) -> None:
    clerk = explained(sit("import", january(tmp_path), "--yes"))
    assert clerk.end() == 0
    second = desk.json("import", february(tmp_path), "--no-input", "--yes")
    assert second["totals"]["visits"] == 1 and second["totals"]["people"] == 2
    rows = desk.json("list", "--visits", "--with-identity", "--reason", "kiểm tra")["rows"]
    assert sorted((row["name"], row["address"], row["people"], row["session"]) for row in rows) == [
        ("Lê Văn Ba", "thôn 1", 1, "periodic"), ("Ngô Bá Tú", "thôn 3", 1, "periodic"),
        ("Phạm Thị Lan", "thôn 5", 2, "periodic"), ("Trần Thị Hoa", "thôn 2", 3, "periodic"),
    ]  # fmt: skip


def test_each_column_is_shown_with_what_it_would_be_taken_for_and_why(desk: Any, sit: Sit, tmp_path: Path) -> None:
    clerk = sit("import", january(tmp_path), "--yes", columns=160)
    clerk.reply("Row of the headings (such as 4, or 4-5)")
    clerk.reply("What are its lines? receptions, petitions, or - for no register")
    clerk.until("Column to correct, Enter when all is right")
    shown = "\n".join(clerk.screen)
    for line in (
        "A  Mục  ->  number of the line (STT): its cells count upwards",
        "B  Hôm đến  ->  day of the reception or receipt: its cells are days",
        "C  Ai tới  ->  name: its cells are names",
        "E  Chuyện gì  ->  content: its texts are the longest",
        "F  Mấy mạng  ->  not read",
        "05/01/2026 | 07/01/2026 | 09/01/2026",
    ):
        assert line in shown


def test_the_dialogue_speaks_the_clerks_language(desk: Any, sit: Sit, tmp_path: Path) -> None:
    clerk = sit("import", january(tmp_path), "--yes", RECEPTION_LANG="vi")
    clerk.reply("Dòng tiêu đề (ví dụ 4, hoặc 4-5)")
    clerk.reply("Mỗi dòng là gì? lượt tiếp, đơn, hoặc - nếu không phải sổ", "luot tiep")
    clerk.reply("Cột cần sửa, Enter khi đã đúng hết", "F")
    clerk.reply("Cột F 'Mấy mạng' ghi gì? - là không đọc", "số người đến")
    clerk.reply("Cột cần sửa, Enter khi đã đúng hết")
    clerk.reply("Công dân được tiếp theo hình thức nào?", "thuong-xuyen")
    clerk.reply("Ai tiếp tất cả? Enter nếu mỗi lượt một khác")
    assert clerk.end() == 0
    assert desk.json("summarize", "--period", "2026")["totals"]["people"] == 5


def test_what_is_still_needed_is_named_until_it_is_there(desk: Any, sit: Sit, tmp_path: Path) -> None:
    clerk = sit("import", january(tmp_path), "--yes")
    clerk.reply("Row of the headings (such as 4, or 4-5)")
    clerk.reply("What are its lines? receptions, petitions, or - for no register")
    clerk.reply("Column to correct, Enter when all is right", "E")
    clerk.reply("What does E 'Chuyện gì' hold? - is not read", "-")
    clerk.reply("Column to correct, Enter when all is right")
    clerk.until("Column to correct, Enter when all is right")
    assert "Still needed: content." in clerk.text


def test_a_dialogue_that_is_broken_off_keeps_and_records_nothing(desk: Any, sit: Sit, tmp_path: Path) -> None:
    clerk = sit("import", january(tmp_path), "--yes")
    clerk.reply("Row of the headings (such as 4, or 4-5)")
    assert clerk.interrupt("What are its lines? receptions, petitions, or - for no register").end() == 130
    assert not (desk.folder / "maps").exists()
    assert desk.json("list", "--visits")["rows"] == []


def test_a_dry_run_asks_and_keeps_nothing(desk: Any, sit: Sit, tmp_path: Path) -> None:
    assert explained(sit("import", january(tmp_path), "--dry-run")).end() == 0
    assert not (desk.folder / "maps").exists()


def test_the_kept_map_reads_the_file_when_it_is_given_by_name_too(desk: Any, sit: Sit, tmp_path: Path) -> None:
    assert explained(sit("import", january(tmp_path), "--yes")).end() == 0
    (kept,) = (desk.folder / "maps").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert desk.run("init", "--unit", "KH", "--db", str(tmp_path / "other")).code == 0
    taken = desk.json("import", february(tmp_path), "--map", str(kept), "--yes", "--db", str(tmp_path / "other"))
    assert taken["totals"]["people"] == 2


def test_papers_in_an_unknown_layout_are_petitions_that_came_as_the_clerk_says(
    desk: Any, sit: Sit, tmp_path: Path
) -> None:
    clerk = sit("import", january(tmp_path), "--yes")
    clerk.reply("Row of the headings (such as 4, or 4-5)")
    clerk.reply("What are its lines? receptions, petitions, or - for no register", "petitions")
    clerk.reply("Column to correct, Enter when all is right")
    clerk.reply("How did all petitions come?", "transfer")
    assert clerk.end() == 0
    assert desk.json("list", "--visits")["rows"] == []
    assert [row["source"] for row in desk.json("list", "--petitions")["rows"]] == ["transfer"] * 3


def test_in_a_script_an_unknown_layout_is_refused_with_the_headings_seen(desk: Any, tmp_path: Path) -> None:
    refused = desk.run("import", january(tmp_path, head="STT,Hôm đến,Ai tới,Quê,Chuyện gì,Mấy mạng\n"), "--yes")
    assert refused.code == 2
    assert "Hôm đến" in refused.err and "--propose-map" in refused.err
    assert not (desk.folder / "maps").exists()


def test_a_kept_map_that_was_spoilt_by_hand_is_named(desk: Any, tmp_path: Path) -> None:
    (desk.folder / "maps").mkdir()
    (desk.folder / "maps" / "0123456789abcdef.toml").write_text("[headings]\nhobby = ['x']\n", encoding="utf-8")
    refused = desk.run("import", january(tmp_path), "--yes")
    assert refused.code == 2 and "0123456789abcdef.toml" in refused.err and "headings.hobby" in refused.err


@pytest.mark.parametrize("holds", ["visits", "petitions"])
def test_a_map_says_what_all_lines_have_and_which_sheets_are_read(desk: Any, tmp_path: Path, holds: str) -> None:
    (tmp_path / "own.toml").write_text(
        f'holds = "{holds}"\nrequired = ["day", "name", "content"]\n[headings]\nday = ["Hôm đến"]\nname = ["Ai tới"]\n'
        'content = ["Chuyện gì"]\n[values]\nsession = "định kỳ"\nsource = "bưu điện"\nkind = "tố cáo"\n',
        encoding="utf-8",
    )
    assert desk.run("import", january(tmp_path), "--map", str(tmp_path / "own.toml"), "--yes").code == 0
    rows = desk.json("list", f"--{holds}")["rows"]
    assert len(rows) == 3
    assert {row["session" if holds == "visits" else "source"] for row in rows} == {
        "periodic" if holds == "visits" else "post"
    }
    assert {row["kind"] for row in desk.json("list")["rows"]} == {"denunciation"}


EITHER = "STT,Ngày tiếp,Họ tên,Số CCCD,Nội dung,Phân loại,Số người,Thụ lý,Hướng dẫn,Kết quả\n"


@pytest.mark.parametrize(("answer", "people", "petitioners"), [("1", 4, None), ("", 4, None), ("2", 1, 4)])
def test_a_number_that_may_count_either_is_asked_at_a_terminal(
    desk: Any, sit: Sit, tmp_path: Path, answer: str, people: int, petitioners: int | None
) -> None:
    path = month(tmp_path, "so.csv", "1,05/01/2026,Lê Văn Ba,,Tranh chấp đất,KN,4,x,,", head=EITHER)
    assert desk.run("import", path, "--yes", "--no-input").code == 6
    clerk = sit("import", path, "--yes")
    clerk.reply("Does 'Số người' count 1 those who came, or 2 those with a petition of the same content?", answer)
    assert clerk.end() == 0
    (row,) = desk.json("list", "--visits")["rows"]
    assert (row["people"], row["petitioners"]) == (people, petitioners)
    later = month(tmp_path, "so-2.csv", "1,03/02/2026,Trần Thị Hoa,,Xin cấp giấy chứng nhận,KN,3,x,,", head=EITHER)
    assert desk.run("import", later, "--yes", "--no-input").code == 0  # what was answered once is not asked again
    row = desk.json("list", "--visits", "--period", "2026-02")["rows"][0]
    assert (row["people"], row["petitioners"]) == (3 if people == 4 else 1, None if petitioners is None else 3)
    assert len([*(Path(desk.folder) / "maps").glob("*.toml")]) == 1


def test_a_rehearsal_keeps_no_answer_to_what_a_number_counts(desk: Any, sit: Sit, tmp_path: Path) -> None:
    path = month(tmp_path, "so.csv", "1,05/01/2026,Lê Văn Ba,,Tranh chấp đất,KN,4,x,,", head=EITHER)
    clerk = sit("import", path, "--yes", "--dry-run")
    clerk.reply("Does 'Số người' count 1 those who came, or 2 those with a petition of the same content?", "2")
    assert clerk.end() == 0
    assert desk.run("import", path, "--yes", "--no-input").code == 6


def test_a_terminal_shows_that_rows_are_read_and_that_entries_are_recorded(
    desk: Any, sit: Sit, tmp_path: Path
) -> None:
    rows = [f"{n},05/01/2026,Lê Văn Ba,thôn {n},Tranh chấp đất thửa {n},KN" for n in range(1, 1502)]
    path = month(tmp_path, "so.csv", *rows, head="STT,Ngày tiếp,Họ tên,Địa chỉ,Nội dung,Phân loại\n")
    clerk = sit("import", path, "--yes")
    assert clerk.end() == 0
    reading, recording = clerk.raw.find("reading rows"), clerk.raw.find("recording")
    assert 0 <= reading < recording
    assert "1,501 new visits" in clerk.text and "reading rows" not in clerk.text and "recording" not in clerk.text


def test_everything_that_a_column_may_hold_has_a_name_to_choose() -> None:
    assert set(field_names()) == set(FIELDS)
