"""Builds the shim, keeps a few fork servers with it, and prints the table of all faults at the end."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from present import program

HERE = Path(__file__).parent
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # there no fsync waits for a disk
COLUMNS = ("injections", "acknowledged", "lost", "half", "unreadable", "quiet", "traceback", "hang", "wrong")
TABLE = pytest.StashKey[dict[str, "Counter[str]"]]()


class Server:
    """One process with the shim loaded, which runs commands."""

    def __init__(self, shim: Path, place: Path) -> None:
        around = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "serving.py"), str(place)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=around,
        )  # fmt: skip

    def ask(self, **job: Any) -> Any:
        """Have a job done."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "the server is gone"}')
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError(answer["error"])
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


class Pool:
    """As many servers as there are processors, each with a desk of its own."""

    def __init__(self, shim: Path, place: Path) -> None:
        count = len(os.sched_getaffinity(0))
        self._servers = [Server(shim, place / str(number)) for number in range(count)]
        self._free: SimpleQueue[Server] = SimpleQueue()
        self._threads = ThreadPoolExecutor(count)
        self.clean: dict[str, dict[str, Any]] = self.all("clean")[0]
        for server in self._servers:
            self._free.put(server)

    def all(self, do: str) -> list[Any]:
        """Have every server do a job."""
        return list(self._threads.map(lambda server: server.ask(do=do), self._servers))

    def each(self, do: str, numbers: list[int], **job: Any) -> list[dict[str, Any]]:
        """Do a job for each number, a few at a time, on any server that is free."""
        parts = [numbers[start : start + 8] for start in range(0, len(numbers), 8)]
        return [one for answers in self._threads.map(lambda part: self._one(do, part, job), parts) for one in answers]

    def one(self, do: str, **job: Any) -> Any:
        """Do a job on any server that is free."""
        server = self._free.get()
        try:
            return server.ask(do=do, **job)
        finally:
            self._free.put(server)

    def _one(self, do: str, part: list[int], job: dict[str, Any]) -> list[dict[str, Any]]:
        return list(self.one(do, nth=part, **job))

    def close(self) -> None:
        """End all servers."""
        self._threads.shutdown()
        for server in self._servers:
            server.close()


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, built with the machine's own compiler; `.ci/run` has installed one."""
    compiler = program(os.environ.get("CC", "cc"))
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", str(built), str(HERE / "shim.c")], check=True)
    return built


@pytest.fixture(scope="session")
def pool(shim: Path) -> Iterator[Pool]:
    """The servers."""
    place = Path(tempfile.mkdtemp(prefix="reception-faults-", dir=MEMORY))
    try:
        made = Pool(shim, place)
        yield made
        made.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> dict[str, "Counter[str]"]:
    """What is printed at the end: fault -> how often what happened."""
    return pytestconfig.stash.setdefault(TABLE, {})


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table of faults."""
    rows = config.stash.get(TABLE, {})
    if not rows:
        return
    terminalreporter.section("faults survived")
    terminalreporter.line(f"{'fault':<34}" + "".join(f"{name:>13}" for name in COLUMNS))
    for fault, counts in rows.items():
        terminalreporter.line(f"{fault:<34}" + "".join(f"{counts[name]:>13}" for name in COLUMNS))
