"""A clerk who opens an old desk is asked whether the clock is right, and records nothing under a wrong one."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from terminals import Sit

from reception_cli.cli.main import run

QUESTION = "Is the clock right? [y/N]"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A desk that nobody has opened for two years."""
    moment = datetime.now(timezone(timedelta(hours=7))) - timedelta(days=730)
    folder = tmp_path / "old"
    assert run(["--db", str(folder), "--now", moment.isoformat(timespec="seconds"), "init", "--unit", "TB"]) == 0
    return folder


def recorded(folder: Path) -> int:
    return len(json.loads((folder / "reception.json").read_text(encoding="utf-8"))["entries"])


@pytest.mark.parametrize(("answer", "code", "entries"), [("n", 2, 1), ("", 2, 1), ("y", 0, 2)])
def test_the_clerk_is_asked_once(sit: Sit, old: Path, answer: str, code: int, entries: int) -> None:
    terminal = sit("--lang", "en", "duty", "2024-01-10", "--host", "head", RECEPTION_DB=str(old), RECEPTION_NOW="")
    terminal.child.expect_exact(QUESTION)
    terminal.child.sendline(answer)
    assert terminal.end() == code
    assert recorded(old) == entries
