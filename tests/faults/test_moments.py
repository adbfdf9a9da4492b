"""Killed at random moments, and many at once: acknowledged is found."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_faults import count

from reception_cli.app.desk import Desk
from reception_cli.app.settings import Settings
from reception_cli.cli.main import run
from reception_cli.domain.entry import Draft, Stamp
from reception_cli.index.desk_folder import Folder
from reception_cli.index.register_view import RegisterView

NOW = "2026-11-23T08:10:00+07:00"
WRITERS, EACH = 8, 200


def test_killed_at_300_random_moments_everything_that_was_said_is_there(pool: Any, table: Any):
    assert not count(table, "SIGKILL at a random moment", pool.each("moments", list(range(300))))


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as found:
        yield Path(found)


def opened(place: Path) -> Folder:
    """Open the desk as a command does."""
    settings = Settings(str(place / "desk"), "lan", "here", NOW, state=str(place / "state"), timeout=120)
    return Desk(settings, lambda _line: None).folder


def test_8_times_200_adds_at_once_are_all_found_under_numbers_without_gap(place: Path, table: Any):
    assert run(["--db", str(place / "desk"), "--now", NOW, "init"]) == 0

    def received(book: RegisterView) -> list[Draft]:
        number = book.numbers()
        incident = number("", 2026)
        return [
            Draft("incident", incident, {"opened_on": NOW[:10]}, {"content": "Đơn"}),
            Draft("visit", number("V", 2026), {"incidents": [incident], "people": 1}),
        ]

    children = []
    for writer in range(WRITERS):
        if pid := os.fork():
            children.append(pid)
            continue
        code = 70
        try:
            folder, said = opened(place), (place / f"said-{writer}").open("w", buffering=1)
            for _turn in range(EACH):
                done = folder.record("add", received, Stamp(NOW, f"clerk{writer}", "here"))
                said.write(f"{done[0]['subject']}\n")
            code = 0
        finally:
            os._exit(code)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * WRITERS
    said = [line for writer in range(WRITERS) for line in (place / f"said-{writer}").read_text().split()]
    found = [entry["subject"] for entry in opened(place).entries() if entry["kind"] == "incident"]
    assert sorted(said) == found == [f"2026-{n:04d}" for n in range(1, WRITERS * EACH + 1)]
    table["8 x 200 adds at once"] = Counter(injections=WRITERS * EACH, acknowledged=len(said))
