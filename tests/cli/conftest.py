"""A desk that commands of their own process work at, with or without a terminal."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit, Terminal

NOW = "2026-11-23T08:10:00+07:00"


@pytest.fixture
def environ(desk: Any) -> dict[str, str]:
    """The environment of a clerk at the desk, for commands of their own process."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    return {
        **mine, "RECEPTION_DB": str(desk.folder), "RECEPTION_NOW": NOW, "RECEPTION_USER": "lan", "TERM": "xterm",
    }  # fmt: skip


@pytest.fixture
def sit(environ: dict[str, str]) -> Iterator[Sit]:
    """Sit down at a terminal: `sit("add", columns=100, RECEPTION_LANG="vi")`."""
    started: list[Terminal] = []

    def start(*argv: str, columns: int = 100, rows: int = 200, **more: str) -> Terminal:
        started.append(Terminal(list(argv), {**environ, **more}, columns, rows))
        return started[-1]

    yield start
    for terminal in started:
        terminal.child.close(force=True)


@pytest.fixture
def stored(desk: Any) -> Callable[[], str]:
    """The register's file as it is, whole."""
    return lambda: Path(desk.folder, "reception.json").read_text(encoding="utf-8")


@pytest.fixture
def morning(desk: Any, tmp_path: Path, registers: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Make a desk in the middle of its day, each time a new one, and the register files in the working folder."""
    count = itertools.count()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # where `demo` makes its desk

    def make() -> Any:
        number = next(count)
        shutil.copytree(registers, tmp_path / f"working folder {number}")
        monkeypatch.chdir(tmp_path / f"working folder {number}")
        desk.folder = tmp_path / f"desk {number}"
        assert desk.run("init", "--unit", "TB").code == 0
        desk.add("Tranh chấp ranh giới đất thửa 804", "--phone", "0905123456", "--at", "19/11/2026")
        desk.add("Khiếu nại mức bồi thường", "--name", "Lê Thị Hoa", "--at", "20/11/2026 9:30")
        assert desk.run("visit", "1", "--people", "2").code == 0
        return desk

    return make
