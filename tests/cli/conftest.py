"""A desk that commands of their own process work at, with or without a terminal."""

import os
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

    def start(*argv: str, columns: int = 100, **more: str) -> Terminal:
        started.append(Terminal(list(argv), {**environ, **more}, columns))
        return started[-1]

    yield start
    for terminal in started:
        terminal.child.close(force=True)


@pytest.fixture
def stored(desk: Any) -> Callable[[], str]:
    """The register's file as it is, whole."""
    return lambda: Path(desk.folder, "reception.json").read_text(encoding="utf-8")
