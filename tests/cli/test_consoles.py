"""Odd consoles: whatever stands at the other end, the right output or one clear line, and the right exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest
from terminals import Sit

from reception_cli.app import environment
from reception_cli.cli.main import run

RECEPTION = [sys.executable, "-m", "reception_cli"]
FULL = "/dev/full"
ADD = ("add", "Đường hỏng", "--name", "Ngô Bá Tú", "--address", "thôn 3", "--id-no", "049180119399")
Start = Callable[..., "Ended"]


class Ended(NamedTuple):
    """How a process ended, and what it wrote."""

    code: int
    out: bytes
    err: bytes

    @property
    def lines(self) -> list[str]:
        """What it said on standard error."""
        return self.err.decode("utf-8").splitlines()


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Start:
    """Start a process with some of its streams closed or elsewhere."""

    def process(
        *argv: str, closed: tuple[int, ...] = (), out: IO[bytes] | None = None, given: bytes | None = b"", **more: str
    ) -> Ended:
        redirected = "".join(f" {number}>&-" if number else " <&-" for number in closed)
        command = ["bash", "-c", f'exec "$@"{redirected}', "bash", *RECEPTION, *argv]
        env = {**environ, **more}
        for name in [name for name, value in more.items() if value == "(unset)"]:
            del env[name]
        done = subprocess.run(
            command, input=given, stdout=out or subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=tmp_path,
            timeout=60,
        )  # fmt: skip
        told = Ended(done.returncode, done.stdout or b"", done.stderr)
        assert b"Traceback" not in told.err
        assert b"Exception ignored" not in told.err
        return told

    return process


@pytest.fixture
def filled(desk: Any) -> Any:
    """A desk with twelve incidents."""
    for count in range(12):
        desk.add(f"Việc số {count}: " + "đường liên thôn hỏng " * 3)
    return desk


# Who reads standard output


def test_a_pipe_gets_lines_of_tab_separated_values(filled: Any, start: Start) -> None:
    told = start("list", "--limit", "2", "--fields", "id,status")
    assert (told.code, told.out, told.err) == (0, b"id\tstatus\n2026-0012\topen\n2026-0011\topen\n", b"")


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("list", "--format", "csv"), ("--help",), ADD])
def test_a_reader_that_leaves_early_is_success(filled: Any, environ: dict[str, str], argv: tuple[str, ...]) -> None:
    words = " ".join(f"'{word}'" for word in [*RECEPTION, *argv])
    done = subprocess.run(
        ["bash", "-c", f"{words} | head -c 1; exit ${{PIPESTATUS[0]}}"], env=environ, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_left_before_the_first_byte_is_success(filled: Any, environ: dict[str, str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run([*RECEPTION, "list"], env=environ, stdout=pipe, stderr=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("--help",), ("add", "--help"), ("--version",)])
def test_a_closed_output_is_no_success(filled: Any, start: Start, argv: tuple[str, ...]) -> None:
    told = start(*argv, closed=(1,))
    assert told.code == 7
    assert "The output could not be written: standard output is closed; nothing was recorded." in told.lines[0]


def test_nothing_is_recorded_where_the_answer_has_no_way_out(start: Start, stored: Callable[[], str]) -> None:
    before = stored()
    assert start(*ADD, closed=(1,)).code == 7
    assert start(*ADD, "-o", "no-such-folder/answer.csv").code == 3
    assert start(*ADD, "-o", "answer.doc").code == 2
    assert stored() == before


def test_a_file_takes_the_answer_that_a_closed_output_cannot(start: Start, tmp_path: Path) -> None:
    told = start(*ADD, "-o", "answer.json", closed=(1,))
    assert (told.code, told.lines) == (0, ["Written to answer.json."])
    assert json.loads((tmp_path / "answer.json").read_bytes())["rows"][0]["visit"] == "V2026-0001"


@pytest.mark.parametrize("argv", [("list",), ("list", "--json"), ("--help",), ("--version",), ("completion", "bash")])
def test_a_full_disk_is_no_success(filled: Any, start: Start, argv: tuple[str, ...]) -> None:
    with open(FULL, "wb") as full:
        told = start(*argv, out=full)
    assert told.code == 7
    assert "The output could not be written: No space left on device." in told.lines[0]


def test_a_full_disk_behind_a_record_says_that_the_record_stands(desk: Any, start: Start) -> None:
    with open(FULL, "wb") as full:
        told = start(*ADD, out=full)
    assert told.code == 8
    assert told.lines == [
        "Recorded: 2026-0001, V2026-0001. Only the answer failed: The output could not be written: "
        "No space left on device.",
        "Do not repeat the command; see `reception log`.",
    ]
    assert len(desk.json("list")["rows"]) == 1


def test_an_unknown_field_is_said_before_anything_is_recorded(
    desk: Any, start: Start, stored: Callable[[], str]
) -> None:
    before = stored()
    told = start(*ADD, "--fields", "vist")
    assert (told.code, told.out) == (2, b"")
    assert "vist" in told.lines[0]
    assert stored() == before


def test_a_closed_or_full_standard_error_changes_nothing(desk: Any, start: Start, environ: dict[str, str]) -> None:
    assert start(*ADD, "-q", closed=(2,)).out == b"2026-0001\n"
    assert start("add", closed=(2,)).code == 2
    with open(FULL, "wb") as full:
        done = subprocess.run([*RECEPTION, "add"], env=environ, stdout=subprocess.PIPE, stderr=full, timeout=60)
        assert (done.returncode, done.stdout) == (2, b"")


def test_without_any_stream_the_exit_code_must_do(start: Start) -> None:
    assert start(*ADD, closed=(0, 1, 2)).code == 7
    assert start("add", closed=(0, 1, 2)).code == 7
    assert start(*ADD, "-o", "answer.json", closed=(0, 1, 2)).code == 0


@pytest.mark.parametrize(
    "argv", [("note", "1", "-"), ("classify", "-", "--kind", "kn"), ("add", "-", "--anonymous"), ("visit", "-")]
)
def test_a_closed_standard_input_is_told(desk: Any, start: Start, argv: tuple[str, ...]) -> None:
    desk.add()
    told = start(*argv, closed=(0,))
    assert told.code == 2
    assert told.lines[0] == "There is no standard input to read."


def test_an_endless_standard_input_is_refused(desk: Any, environ: dict[str, str]) -> None:
    command = f"yes đường | '{sys.executable}' -m reception_cli add - --name A --address B"
    done = subprocess.run(["bash", "-c", command], env=environ, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Standard input has more than ")


# Encodings


@pytest.mark.parametrize(
    "more",
    [
        {"PYTHONIOENCODING": "cp1258"},
        {"PYTHONIOENCODING": "cp1252:strict"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C"},
        {"LC_ALL": "C.UTF-8"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "utf-16"},
        {"LC_ALL": "C", "PYTHONUTF8": "1", "TERM": "(unset)"},
    ],
)
def test_whatever_the_console_speaks_the_answer_is_utf_8(desk: Any, start: Start, more: dict[str, str]) -> None:
    told = start(*ADD, "--format", "table", **more)
    assert (told.code, told.lines) == (0, [])
    told = start("show", "1", "--with-identity", "--fields", "name,content", **more)
    assert (told.code, told.out.decode("utf-8")) == (0, "name\tcontent\nNgô Bá Tú\tĐường hỏng\n")
    told = start("add", "--help", **more)
    assert (told.code, "Tranh chấp ranh giới đất" in told.out.decode("utf-8")) == (0, True)
    told = start("add", "x", "--name", "Đ", "--address", "y", "--kind", "đơn lạ", **more)
    assert (told.code, told.lines[0]) == (2, "'đơn lạ' is no kind")


def test_letters_that_did_not_arrive_whole_are_refused_and_not_stored(desk: Any, start: Start) -> None:
    """Where Python is kept from reading the command line as UTF-8, a pipe still works."""
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    told = start("add", "Đường", "--name", "An", "--address", "x", **ascii_only)
    assert told.code == 2
    assert told.lines[0] == "content holds U+DCC4 (half a character) at place 1, which cannot be kept"
    told = start("add", "-", "--name", "An", "--address", "x", given="Đường".encode(), **ascii_only)
    assert told.code == 0
    assert desk.json("list", "--with-identity")["rows"][0]["content"] == "Đường"


def test_vietnamese_on_an_ascii_console_is_utf_8_too(desk: Any, start: Start) -> None:
    told = start("add", PYTHONIOENCODING="ascii", RECEPTION_LANG="vi", LC_ALL="C")
    assert told.code == 2
    assert "thiếu" in told.err.decode("utf-8")


def test_what_a_console_of_another_encoding_types_is_taken_as_utf_8(desk: Any, start: Start) -> None:
    told = start("note", "1", "-", given="Đã gọi điện".encode(), PYTHONIOENCODING="cp1258")
    assert told.code == 3
    desk.add()
    assert start("note", "1", "-", given="\ufeffĐã gọi điện\r\n".encode(), PYTHONIOENCODING="cp1258").code == 0
    assert [row["id"] for row in desk.json("search", "da goi dien")["rows"]] == ["2026-0001"]


# Terminals


def test_sixty_columns_are_enough(filled: Any, sit: Sit) -> None:
    for argv in (("list",), ("list", "--visits"), ("show", "1"), ("summarize", "--period", "2026"), ("log",)):
        clerk = sit(*argv, columns=60, COLUMNS="60")
        assert clerk.end() == 0
        assert max(map(len, clerk.raw.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines())) <= 60, argv
    assert "2026-0012" in sit_text(sit, "list", columns=60)


def sit_text(sit: Sit, *argv: str, **how: Any) -> str:
    clerk = sit(*argv, **how)
    assert clerk.end() == 0
    return clerk.text


@pytest.mark.parametrize("columns", ["0", "-5", "many", "²", "1", "100000"])
def test_a_foolish_width_is_survived(filled: Any, sit: Sit, columns: str) -> None:
    assert sit("list", "--limit", "2", COLUMNS=columns).end() == 0


def test_colour_is_for_terminals_that_want_it(filled: Any, sit: Sit, start: Start) -> None:
    plain = [("list", "--no-color"), ("list", "-q")]
    assert "\x1b" in coloured(sit, "list")
    for argv in plain:
        assert "\x1b" not in coloured(sit, *argv)
    assert "\x1b" not in coloured(sit, "list", NO_COLOR="1")
    assert "\x1b" in coloured(sit, "list", NO_COLOR="")
    assert b"\x1b" not in start("list", FORCE_COLOR="1", CLICOLOR_FORCE="1").out


def coloured(sit: Sit, *argv: str, **more: str) -> str:
    clerk = sit(*argv, **more)
    assert clerk.end() == 0
    return str(clerk.raw)


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_of_any_kind_gets_a_table(filled: Any, sit: Sit, term: str) -> None:
    assert "2026-0012" in sit_text(sit, "list", TERM=term)


def test_a_workbook_is_not_poured_over_a_terminal(filled: Any, sit: Sit) -> None:
    clerk = sit("list", "--format", "xlsx")
    assert clerk.end() == 2
    assert "A workbook cannot be shown on a terminal." in clerk.text


def test_an_import_shows_a_bar_and_asks_on_a_terminal(desk: Any, sit: Sit, registers: Path) -> None:
    for answer, code, stored in (("n", 2, 0), ("y", 0, 659)):
        clerk = sit("import", str(registers / "thang-binh-2024-9m.csv"), NO_COLOR="1", RECEPTION_LANG="en")
        clerk.child.expect_exact("Do it? [y/N]: ")
        before = clerk.child.before
        assert "reading rows" in before
        assert "659/659" in before
        assert "659 rows: 659 new visits, 690 people, 599 new incidents" in before
        clerk.child.sendline(answer)
        assert clerk.end() == code
        assert len(desk.json("list", "--visits", "--limit", "1000")["rows"]) == stored


# Homes


def test_a_desk_that_is_named_needs_no_home(environ: dict[str, str]) -> None:
    bare = {name: environ[name] for name in ("RECEPTION_DB", "RECEPTION_LANG")}
    done = subprocess.run([*RECEPTION, *ADD, "-q"], env=bare, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"2026-0001\n", b"")


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An account without a home: nothing is set, and the system knows none; gives the working folder."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "RECEPTION_DB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(environment.os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_home_the_desk_must_be_named(homeless: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(homeless.iterdir())
    for argv in (["init"], ["list"], [*ADD]):
        assert run(argv) == 2
        assert capfd.readouterr().err.splitlines() == [
            "No desk is named, and there is no home folder to look for one.",
            "Name the desk's folder with --db DIR or RECEPTION_DB.",
        ]
    assert sorted(homeless.iterdir()) == before  # above all no folder called ~


def test_without_a_home_help_and_a_named_desk_work(homeless: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert run(["--db", "own", "init", "--unit", "TB"]) == 0
    assert run(["--db", "own", *ADD, "-q"]) == 0
    assert capfd.readouterr().out.endswith("2026-0001\n")
    assert sorted(path.name for path in homeless.iterdir() if path.name != "desk") == ["own"]


def test_a_bug_without_a_home_is_noted_where_there_is_room(
    homeless: Path, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("Ngô Bá Tú")

    monkeypatch.setattr("reception_cli.events.reception.receive", broken)
    monkeypatch.setattr("reception_cli.cli.commands.capture.receive", broken)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(homeless / "tmp"))
    told = desk.run(*ADD)
    assert (told.code, told.out) == (70, "")
    assert str(homeless / "tmp" / "bugs.log") in told.err
    trace = (homeless / "tmp" / "bugs.log").read_text(encoding="utf-8")
    assert "RuntimeError" in trace
    assert "Tú" not in trace + told.err
