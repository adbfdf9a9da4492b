"""Lists, `due` and `show` as a clerk reads them: what fits, what is paged, and that what is due is named."""

import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest
from terminals import Sit

from reception_cli.domain.text import width

PERSON = ("--name", "Nguyễn Thị Hoàng Anh Thư", "--address", "thôn 3, xã Bình Trung")
MATTER = "Xin cấp giấy chứng nhận quyền sử dụng đất cho thửa 12 tờ bản đồ số 4 đã nộp đủ giấy tờ"


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("verb", [["list"], ["list", "--visits"], ["search", "thua"]])
def test_a_row_is_two_lines_at_most(desk: Any, sit: Sit, columns: int, verb: list[str]) -> None:
    for _turn in range(3):
        desk.add(MATTER, *PERSON)
    clerk = sit(*verb, columns=columns, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    rows = [line for line in clerk.screen if line]
    assert len(rows) <= 2 * 4 + 1 and max(map(width, rows)) <= columns
    assert "Nguyễn Thị Hoàng Anh Thư" in clerk.text
    numbers = [line.split()[0] for line in rows if line[0] in "2V" and line.split()[0][-4:].isdigit()]
    assert numbers == sorted(numbers, reverse=True)  # newest first


def test_due_names_who_what_and_what_is_due_and_never_a_bare_day(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp ranh giới", "--name", "Ngô Bá Tú", "--kind", "kn", "--at", "2/11/2026")
    desk.json("assign", "1", "minh")
    clerk = sit("due", columns=80, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    assert clerk.screen == [
        "Quá hạn (2)",
        "    2026-0001  Ngô Bá Tú: Tranh chấp ranh giới",
        "        hạn thụ lý khiếu nại: 11/11/2026, quá hạn 12 ngày, người phụ trách: minh",
        "        hạn thông báo kết quả xử lý: 16/11/2026, quá hạn 7 ngày, người phụ",
        "        trách: minh",
    ]


def test_the_mark_of_45_days_is_no_term(desk: Any, sit: Sit) -> None:
    desk.add("Xin đất", "--source", "post", "--at", "12/10/2026")
    clerk = sit("due", columns=100, RECEPTION_LANG="vi")
    assert clerk.end() == 0 and "mốc 45 ngày" not in clerk.text
    clerk = sit("agenda", columns=100, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    assert "mốc 45 ngày đơn chưa xử lý: 26/11/2026" in clerk.text  # 12 October + 45 days
    assert "hạn mốc" not in clerk.text


def test_due_shows_no_name_where_the_desk_shows_none(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp", "--name", "Ngô Bá Tú", "--kind", "kn", "--at", "2/11/2026")
    desk.json("config", "identity", "never")
    clerk = sit("due")
    assert clerk.end() == 0 and "2026-0001" in clerk.text and "Ngô" not in clerk.text


def test_show_tells_the_next_term(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp", "--kind", "kn", "--at", "2/11/2026")
    clerk = sit("show", "1", RECEPTION_LANG="vi")
    assert clerk.end() == 0
    assert "    hạn thụ lý khiếu nại: 11/11/2026, quá hạn 12 ngày" in clerk.screen


def test_a_table_in_a_pipe_is_words_without_names(desk: Any) -> None:
    desk.add(MATTER, *PERSON, "--kind", "kn")
    told = desk.run("list", "--lang", "vi", "--format", "table").out
    assert "khiếu nại" in told and "23/11/2026" in told and "Nguyễn" not in told
    assert desk.run("list").out.split("\n")[0].split("\t")[:2] == ["id", "unit"]


# -- what is longer than the screen


def paged(environ: dict[str, str], *argv: str, rows: int = 10, **more: str) -> str:
    """Run a command on a small screen with a pager that says what it was given; gives all that was shown."""
    child: pexpect.spawn[str] = pexpect.spawn(
        "bash", ["-c", 'exec "$0" -m reception_cli "$@"', sys.executable, *argv], env={**environ, **more},
        encoding="utf-8", dimensions=(rows, 80), timeout=20,
    )  # fmt: skip
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return str(child.before)


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that shows a line before what it reads."""
    script = tmp_path / "pager"
    script.write_text("#!/bin/sh\necho PAGED\ncat\n")
    script.chmod(0o700)
    return str(script)


def test_a_list_longer_than_the_screen_goes_through_the_pager(desk: Any, environ: Any, pager: str) -> None:
    for _turn in range(6):
        desk.add(MATTER, *PERSON)
    told = paged(environ, "list", PAGER=pager)
    assert told.startswith("PAGED") and "2026-0001" in told and "2026-0006" in told
    for argv, more in ((["list", "--no-pager"], {}), (["list"], {"PAGER": ""}), (["list", "--no-input"], {})):
        assert "PAGED" not in paged(environ, *argv, **{"PAGER": pager, **more})
    assert "PAGED" not in paged(environ, "list", "--limit", "2", PAGER=pager)
    assert "2026-0001" in paged(environ, "list", PAGER="no-such-pager --at-all")


def test_the_usual_pager_is_told_how_to_end(desk: Any, environ: Any) -> None:
    for _turn in range(6):
        desk.add(MATTER, *PERSON)
    command = [sys.executable, "-m", "reception_cli", "list"]
    child: pexpect.spawn[str] = pexpect.spawn(
        command[0], command[1:], env={**environ, "RECEPTION_LANG": "vi"}, encoding="utf-8", dimensions=(10, 80),
        timeout=20,
    )  # fmt: skip
    child.expect("q: thoi")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
