"""`config identity logged`: whoever reads names on the terminal is recorded, and never kept from reading."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain.entry import Stamp
from reception_cli.ledger.lock import Lock

DeskUnderTest = Any  # the `desk` of tests/conftest.py
# Every verb that shows names on the terminal unasked.
READING = (
    ("show", "1"), ("show", "V1"), ("list",), ("list", "--visits"), ("search", "kin"), ("register", "--period", "2026"),
    ("agenda",), ("appoint", "--list"), ("duty", "--report", "--period", "2026"),
)  # fmt: skip


@pytest.fixture
def logged(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> DeskUnderTest:
    desk.add("Xin cấp nước sạch", "--name", "Trần Thị Kín", "--host", "head", "--session", "periodic",
             "--host-name", "Bà Kín Chủ tịch")  # fmt: skip
    desk.json("appoint", "Ngô Bá Kín", "--on", "23/11/2026 15:00", "--about", "hỏi lại")
    desk.json("config", "identity", "logged")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "250")
    return desk


def readings(desk: DeskUnderTest) -> list[Any]:
    return [row for row in desk.json("log")["rows"] if row["kind"] == "disclosed"]


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_a_reading_of_names_on_the_terminal_is_recorded(logged: DeskUnderTest, argv: tuple[str, ...]) -> None:
    result = logged.run(*argv, user="mai")
    assert result.code == 0 and "Kín" in result.out
    (entry,) = readings(logged)
    assert entry["user"] == "mai"
    assert f'"verb":"{argv[0]}","with":"identity"' in (logged.folder / "reception.json").read_text("utf-8")


@pytest.mark.parametrize("argv", READING, ids=" ".join)
@pytest.mark.parametrize("habit", ("terminal", "never"))
def test_other_settings_record_nothing(logged: DeskUnderTest, habit: str, argv: tuple[str, ...]) -> None:
    logged.json("config", "identity", habit)
    assert ("Kín" in logged.run(*argv).out) == (habit == "terminal")
    assert readings(logged) == []


def test_what_shows_no_name_is_no_reading(logged: DeskUnderTest) -> None:
    logged.json("show", "1")
    logged.run("list", "--period", "2020")
    logged.run("summarize", "--period", "2026")
    logged.fails(3, "show", "99")
    assert readings(logged) == []


def test_a_reading_waits_while_the_register_is_busy_and_is_recorded_by_the_next_command(logged: DeskUnderTest) -> None:
    with Lock(str(logged.folder), "import", Stamp("2026-11-23T08:00:00+07:00", "hung", "desk1"), 1):
        result = logged.run("show", "1", user="mai")
        assert result.code == 0 and "Trần Thị Kín" in result.out
    assert readings(logged) == []
    logged.json("note", "1", "đã gọi lại", user="mai", now="2026-11-23T09:00:00+07:00")
    (entry,) = readings(logged)
    assert (entry["user"], entry["at"]) == ("mai", "2026-11-23T08:10:00+07:00")
    logged.run("show", "1", user="mai")
    assert len(readings(logged)) == 2  # and each only once


def test_readings_of_another_clerk_are_not_signed_by_me(logged: DeskUnderTest) -> None:
    with Lock(str(logged.folder), "import", Stamp("2026-11-23T08:00:00+07:00", "hung", "desk1"), 1):
        logged.run("show", "1", user="mai")
    logged.json("note", "1", "đã gọi lại", user="lan")
    assert readings(logged) == []
    logged.run("show", "V1", user="mai")
    assert [entry["user"] for entry in readings(logged)] == ["mai", "mai"]


def test_a_full_disk_keeps_nobody_from_seeing(logged: DeskUnderTest) -> None:
    """A limit on the size of files stands for the full disk: nothing can be added to the register."""
    size = (logged.folder / "reception.json").stat().st_size
    program = (
        "import io, resource, signal, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "class Terminal(io.TextIOWrapper):\n    isatty = lambda _stream: True\n"
        "sys.stdout = Terminal(sys.stdout.buffer, encoding='utf-8')\n"
        "from reception_cli.cli.main import run\n"
        f"sys.exit(run(['--db', {str(logged.folder)!r}, '--user', 'mai', '--now', '2026-11-23T08:10:00+07:00',"
        " 'show', '1']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
    )
    assert done.returncode == 0 and "Trần Thị Kín" in done.stdout, done
    assert readings(logged) == []
    logged.run("list", user="mai")
    assert len(readings(logged)) == 2


def test_without_a_folder_of_ones_own_the_clerk_is_told(logged: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = Path(os.environ["HOME"])
    blocked.parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(logged.folder / "config.toml"))  # a file: no folder can be made in it
    with Lock(str(logged.folder), "import", Stamp("2026-11-23T08:00:00+07:00", "hung", "desk1"), 1):
        result = logged.run("show", "1", user="mai")
    assert result.code == 0 and "Trần Thị Kín" in result.out and "could not be recorded" in result.err
