"""Cards that fail under whoever uses them are built anew once, and the command goes on; what stands is told."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reopening import opened_again
from written import STAMP, entries, examine, opened, path, write

from reception_cli.cli.main import run
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Unwritable
from reception_cli.index.desk_folder import Folder
from reception_cli.index.register_view import RegisterView

BROKEN = sqlite3.OperationalError("disk I/O error")
CLOSE = ("close", "1", "--result", "guided", "--on", "2026-11-23")


class Failing:
    """Cards that fail whenever they are asked anything, or anything of one sort."""

    def __init__(self, db: Any, word: str = "") -> None:
        self._db, self._word = db, word

    def execute(self, sql: str, *rest: Any) -> Any:
        if self._word in sql:
            raise BROKEN
        return self._db.execute(sql, *rest)

    def close(self) -> None:
        self._db.close()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the cards fail under these readings, counted from 1; `word` names the question that fails."""

    def fail(*turns: int, word: str = "") -> None:
        real, count = Folder.read, [0]

        def read(folder: Folder) -> RegisterView:
            count[0] += 1
            book = real(folder)
            if count[0] in turns:
                book.db = Failing(book.db, word)  # type: ignore[assignment]
            return book

        monkeypatch.setattr(Folder, "read", read)

    return fail


def asked(folder: Folder, *argv: str) -> int:
    return run(["--db", folder.path, "--now", STAMP.now, "--user", "lan", *argv])


def test_a_log_of_sqlite_that_was_taken_away_under_open_cards_stops_nobody(folder: Folder, tmp_path: Path):
    """The cards then fail: what SQLite shares between processes tells of a log that is not there."""
    book = folder.read()  # keeps the log
    write(folder, *opened(6))
    log = Path(folder.path) / "index.sqlite-wal"
    assert log.stat().st_size > 0
    log.unlink()
    again = opened_again(tmp_path)
    assert again.read().db.execute("SELECT count(*) FROM entries").fetchone() == (17,)
    log.unlink(missing_ok=True)
    assert write(opened_again(tmp_path), *opened(7))[-1]["seq"] == 19
    book.db.close()
    assert examine(folder).ok and again.habits.told == []  # type: ignore[attr-defined]


def test_a_reader_whose_cards_fail_reads_once_more(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str]
):
    failing(1)
    assert asked(folder, "list", "-q") == 0
    told = capfd.readouterr()
    assert (told.out.split(), told.err) == ([f"2026-000{n}" for n in range(5, 0, -1)], "")


def test_a_reader_whose_cards_fail_again_is_told(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str]
):
    failing(1, 2)
    assert asked(folder, "list", "-q") == 7
    told = capfd.readouterr()
    assert told.out == "" and "disk I/O error" in told.err and "nothing was recorded" in told.err


def test_what_was_read_from_standard_input_is_not_asked_for_twice(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    (Path(folder.path) / "numbers").write_text("1\n2\n")
    with (Path(folder.path) / "numbers").open() as numbers:
        monkeypatch.setattr("sys.stdin", numbers)
        failing(1)
        assert asked(folder, "list", "-", "-q") == 7
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("word", ["", "FROM incidents", "FROM entries"])
def test_a_writer_whose_answer_fails_tells_what_stands_and_writes_it_once(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str], word: str
):
    """The first reading is the preview, the second the answer."""
    failing(2, word=word)
    assert asked(folder, *CLOSE, "--json") == 0
    (row,) = json.loads(capfd.readouterr().out)["rows"]
    assert (row["id"], row["status"], row["closed_on"]) == ("2026-0001", "closed", "2026-11-23")
    assert [entry["kind"] for entry in entries(folder)[15:]] == ["closed"]


def test_an_add_whose_answer_fails_tells_the_numbers_it_gave(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str]
):
    failing(2)
    assert asked(folder, "add", "Việc mới", "--name", "Lê An", "--address", "thôn 1", "--json") == 0
    (row,) = json.loads(capfd.readouterr().out)["rows"]
    assert (row["visit"], row["incident"]) == ("V2026-0006", "2026-0006")
    assert [entry["kind"] for entry in entries(folder)[15:]] == ["incident", "visit"]


def test_a_writer_whose_answer_cannot_be_read_at_all_does_not_say_that_nothing_was_recorded(
    folder: Folder, failing: Callable[..., None], capfd: pytest.CaptureFixture[str]
):
    failing(2, 3, 4)
    assert asked(folder, *CLOSE) == 8
    told = capfd.readouterr()
    assert told.out == "" and "nothing was recorded" not in told.err and "was recorded" in told.err
    assert [entry["kind"] for entry in entries(folder)[15:]] == ["closed"]


def test_a_writer_whose_cards_fail_while_it_decides_decides_once_more(folder: Folder):
    seen: list[RegisterView] = []

    def decide(book: RegisterView) -> list[Draft]:
        seen.append(book)
        if len(seen) == 1:
            raise BROKEN
        assert book.db.execute("SELECT count(*) FROM entries").fetchone() == (15,)
        return [Draft("noted", "2026-0001", {}, {"note": "n"})]

    (entry,) = folder.record("note", decide, STAMP)
    assert (len(seen), entry["seq"]) == (2, 16) and examine(folder).ok


def test_a_writer_whose_cards_fail_twice_writes_nothing(folder: Folder):
    before = path(folder).read_bytes()

    def decide(_book: RegisterView) -> list[Draft]:
        raise BROKEN

    with pytest.raises(Unwritable, match="nothing was recorded"):
        folder.record("note", decide, STAMP)
    assert path(folder).read_bytes() == before and examine(folder).ok


def test_a_full_disk_is_told_at_once(folder: Folder):
    """To build the cards anew would take the more room."""
    seen = []
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def decide(_book: RegisterView) -> list[Draft]:
        seen.append(1)
        raise full

    with pytest.raises(Unwritable, match="full"):
        folder.record("note", decide, STAMP)
    assert seen == [1]
