"""Many write at once, some are killed, one stands still: nothing is lost, no number is doubled or left out."""

import contextlib
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reopening import opened_again
from written import STAMP, entries, examine, opened, path, write

from reception_cli.cli.main import run
from reception_cli.domain.errors import Busy
from reception_cli.index import cache
from reception_cli.index.desk_folder import Folder

ADD = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3")
WRITERS, EACH = 8, 12


def command(desk: Path, *argv: str) -> list[str]:
    return [sys.executable, "-m", "reception_cli", "--db", str(desk), "--now", STAMP.now, "--user", "lan", *argv]


def start(desk: Path, *argv: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(command(desk, *argv), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def numbered(folder: Folder, kind: str) -> list[str]:
    return [entry["subject"] for entry in entries(folder) if entry["kind"] == kind]


@pytest.fixture
def fresh(tmp_path: Path) -> Folder:
    """An empty desk."""
    assert run(["--db", str(tmp_path / "desk"), "init", "--unit", "TB"]) == 0
    return opened_again(tmp_path)


def test_24_adds_started_at_once_are_all_there_under_their_own_numbers(fresh: Folder):
    running = [start(path(fresh).parent, "add", f"Việc {n}", *ADD, "--json") for n in range(24)]
    answers = [ended(process) for process in running]
    assert [code for code, _out, _err in answers] == [0] * 24, answers
    given = sorted(json.loads(out)["rows"][0]["incident"] for _code, out, _err in answers)
    assert given == [f"2026-{n:04d}" for n in range(1, 25)]
    assert numbered(fresh, "incident") == given and numbered(fresh, "visit") == [f"V{n}" for n in given]
    assert examine(fresh).ok


def child(work: Any) -> int:
    """Run work in a forked child; its exit code is 0 when nothing was raised."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def test_8_writers_with_readers_and_a_rebuild_of_the_cards_lose_nothing(fresh: Folder, tmp_path: Path):
    place, stop = path(fresh).parent.parent, tmp_path / "stop"
    end = time.monotonic() + 240  # an orphan stops by itself

    def adds() -> None:
        folder = opened_again(place)
        folder.habits.timeout = 60
        for _turn in range(EACH):
            folder.record("add", lambda book: opened(book.next_number("", 2026)), STAMP)

    def reads() -> None:
        seen = 0
        while not stop.exists() and time.monotonic() < end:
            told = io.StringIO()
            with contextlib.redirect_stdout(told):
                assert run(["--db", str(place / "desk"), "summarize", "--period", "2026", "--json"]) == 0
            found = json.loads(told.getvalue())["totals"]
            count = found["visits"]
            assert count >= seen and (found["incidents"], found["people"]) == (count, 2 * count)
            seen = count

    def rebuilds() -> None:
        while not stop.exists() and time.monotonic() < end:
            for name in ("index.sqlite", "index.sqlite-wal", "index.sqlite-shm"):
                (path(fresh).parent / name).unlink(missing_ok=True)
            time.sleep(0.05)

    writers = [child(adds) for _n in range(WRITERS)]
    others = [child(reads), child(reads), child(rebuilds)]
    written = [os.waitpid(pid, 0)[1] for pid in writers]
    stop.touch()
    assert (written, [os.waitpid(pid, 0)[1] for pid in others]) == ([0] * WRITERS, [0] * 3)
    assert numbered(fresh, "incident") == [f"2026-{n:04d}" for n in range(1, WRITERS * EACH + 1)]
    assert examine(fresh).ok


def test_writers_killed_at_any_moment_lose_nothing_and_leave_no_half_command(fresh: Folder):
    """What a child acknowledged stands in its own file, written after `record` returned."""
    place, dice = path(fresh).parent.parent, random.Random(5)
    acknowledged = 0
    for turn in range(60):
        note = place / f"acknowledged-{turn}"

        def adds(note: Path = note) -> None:
            folder = opened_again(place)
            with note.open("w", buffering=1) as file:
                while True:
                    done = folder.record("add", lambda book: opened(book.next_number("", 2026)), STAMP)
                    file.write(f"{done[0]['seq']} {done[0]['digest']}\n")

        pid = child(adds)
        time.sleep(dice.uniform(0.002, 0.08))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        found = {(str(entry["seq"]), entry["digest"]) for entry in opened_again(place).entries()}
        told = note.read_text().splitlines() if note.exists() else []
        lines = {tuple(line.split()) for line in told if len(line.split()[-1]) == 64}
        acknowledged += len(lines)
        assert lines <= found and len(found) % 2 == 1
    write(opened_again(place), *opened(len(numbered(fresh, "incident")) + 1))
    assert acknowledged > 20 and examine(fresh).ok
    assert numbered(fresh, "incident") == [f"2026-{n:04d}" for n in range(1, len(numbered(fresh, "visit")) + 1)]


@pytest.fixture
def holder(folder: Folder) -> Iterator[int]:
    """Another process that took the lock and stopped in the middle."""

    def hold() -> None:
        with opened_again(path(folder).parent.parent).lock("import", STAMP):
            os.kill(os.getpid(), signal.SIGSTOP)

    pid = child(hold)
    os.waitpid(pid, os.WUNTRACED)
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_who_waits_too_long_is_told_who_holds_the_lock(folder: Folder, holder: int):
    begun = time.monotonic()
    code, out, err = ended(start(path(folder).parent, "add", "Việc", *ADD, "--lock-timeout", "0.3", "--json"))
    assert (code, out) == (5, "") and time.monotonic() - begun < 5
    told = json.loads(err)["error"]
    assert told["code"] == "busy" and told["holder"] == {
        "verb": "import", "user": "lan", "pid": str(holder), "since": STAMP.now,
    }  # fmt: skip
    assert f"import by lan (process {holder})" in told["message"] and len(folder.ledger.whole()[0]) == 15


def test_readers_go_on_while_a_writer_stands_still(folder: Folder, holder: int):
    for name in ("index.sqlite", None):
        code, out, err = ended(start(path(folder).parent, "list", "-q", "--lock-timeout", "0.2"))
        assert (code, out.split(), err) == (0, [f"2026-000{n}" for n in (5, 4, 3, 2, 1)], "")
        if name:
            (path(folder).parent / name).unlink()


def test_the_lock_of_a_killed_writer_is_free(folder: Folder, holder: int):
    os.kill(holder, signal.SIGKILL)
    write(folder, *opened(6))


def test_a_writer_waits_for_another_and_then_writes(folder: Folder):
    def hold() -> None:
        with opened_again(path(folder).parent.parent).lock("import", STAMP):
            (path(folder).parent / "held").touch()
            time.sleep(0.4)

    pid = child(hold)
    while not (path(folder).parent / "held").exists():
        time.sleep(0.005)
    begun = time.monotonic()
    write(folder, *opened(6))
    assert 0.1 < time.monotonic() - begun < 2
    os.waitpid(pid, 0)


def test_a_lock_file_that_was_removed_locks_nobody_in_or_out(folder: Folder):
    with folder.lock("import", STAMP):
        (path(folder).parent / "lock").unlink()
        write(folder, *opened(6))  # takes the new file; whoever removes the lock is on their own
    with folder.lock("import", STAMP), pytest.raises(Busy):
        folder.habits.timeout = 0
        write(folder, *opened(7))


def test_a_lock_that_cannot_work_is_no_reason_to_write_without(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    def broken(_fd: int) -> None:
        raise OSError(37, "No locks available")

    before = path(folder).read_bytes()
    monkeypatch.setattr("reception_cli.ledger.lock._take", broken)
    with pytest.raises(Exception, match="No locks available"):
        write(folder, *opened(6))
    assert path(folder).read_bytes() == before


def test_a_lock_that_fails_to_open_again_unsays_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    def broken(_fd: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("reception_cli.ledger.lock._drop", broken)
    assert len(write(folder, *opened(6))) == 2
    assert len(write(folder, *opened(7))) == 2


def test_a_batch_whose_end_is_missing_is_held_back(folder: Folder):
    held = path(folder).read_bytes()
    write(folder, *opened(6), *opened(7))
    blob = path(folder).read_bytes()
    third = blob.index(b',\n"18":')
    path(folder).write_bytes(blob[:third])
    db = cache.sqlite3.connect("", isolation_level=None)
    assert cache.fill(db, folder.ledger).head.count == 15
    assert db.execute("SELECT count(*) FROM incidents").fetchone() == (5,) and held
