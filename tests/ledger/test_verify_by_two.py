"""A large register is examined by two processes: they find what one finds, and one is enough."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from written import STAMP, entries, laid_out, opened, path, rechained, register, write

from reception_cli.domain.entry import Draft, Head
from reception_cli.events.history_check import HistoryCheck
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger.worker_process import WorkerProcess
from reception_cli.maintenance import verify
from reception_cli.maintenance.verify import Inspection


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A register of 15 entries, with one line of history that no rule allows."""
    made = register(tmp_path)
    write(made, Draft("closed", "2026-0004", {"result": "founded", "on": "2026-11-23"}))
    write(made, *opened(6))
    return made


def examine(
    folder: Folder, *given: Head, much: int = verify.MUCH, start: verify.Start = WorkerProcess
) -> Inspection:
    found = verify.inspect(folder, list(given), STAMP, lambda _done, _all: None, HistoryCheck, much, start)
    assert found is not None
    return found


class Watched(WorkerProcess):
    """Counts what it hands over, and ends when it has handed over so much."""

    items_seen = 0
    most = 1 << 40

    def items(self) -> Iterator[Any]:
        for item in super().items():
            if type(self).items_seen == self.most:
                return
            type(self).items_seen += 1
            yield item


@pytest.fixture
def watched() -> type[Watched]:
    return type("Own", (Watched,), {})


def line(number: int) -> Callable[[Folder], None]:
    """Change a byte of an entry."""

    def change(folder: Folder) -> None:
        blob = bytearray(path(folder).read_bytes())
        blob[blob.index(b'\n"%d":' % number) + 40] ^= 1
        path(folder).write_bytes(blob)

    return change


def without(number: int) -> Callable[[Folder], None]:
    return lambda folder: _rewrite(folder, [entry for entry in entries(folder) if entry["seq"] != number])


def _rewrite(folder: Folder, found: list[dict[str, object]]) -> None:
    path(folder).write_bytes(laid_out(*rechained(found)))


def erased(folder: Folder) -> None:
    found = entries(folder)
    found[1]["private"] = {}
    path(folder).write_bytes(laid_out(*found))


def of_no_kind(folder: Folder) -> None:
    _rewrite(folder, [*entries(folder), {**entries(folder)[-1], "kind": "praised"}])


DAMAGE: dict[str, Callable[[Folder], object]] = {
    "nothing": lambda _folder: None,
    "a changed byte": line(7),
    "the first entry": line(1),
    "a missing visit": without(5),
    "a value that nobody redacted": erased,
    "a cut end": lambda folder: path(folder).write_bytes(path(folder).read_bytes()[:-700]),
    "an unknown kind": of_no_kind,
    "no register at all": lambda folder: path(folder).write_bytes(b"hello"),
    "old cards": lambda folder: (Path(folder.path) / "index.sqlite").write_bytes(b"old" * 4096),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_two_processes_find_what_one_finds(folder: Folder, watched: type[Watched], damage: str):
    DAMAGE[damage](folder)
    known = Head(3, "ab" * 32)
    one = examine(folder, known)
    assert examine(folder, known, much=1, start=watched) == one and watched.items_seen > 0
    assert one.findings and (damage != "nothing" or [found.code for found in one.findings] == ["head", "history"])


def test_a_small_register_is_examined_by_one(folder: Folder, watched: type[Watched]):
    assert examine(folder, start=watched) == examine(folder) and watched.items_seen == 0


@pytest.mark.parametrize(("function", "task"), [
    ("sys:exit", [1]), ("builtins:print", ["hello" * 9999]), ("os:abort", []), ("nowhere:at_all", []),
])  # fmt: skip
def test_where_the_second_process_fails_the_first_reads_all(folder: Folder, function: str, task: list[Any]):
    found = examine(folder, much=1, start=lambda _function, _task, _file: WorkerProcess(function, task))
    assert found == examine(folder)


def test_a_second_process_that_stops_half_way_is_not_believed(folder: Folder, watched: type[Watched]):
    """What it told is forgotten: nothing is told twice, no card is counted twice."""
    watched.most = 16
    assert examine(folder, much=1, start=watched) == examine(folder)
    assert watched.items_seen == 16


def test_what_is_added_meanwhile_is_not_seen(folder: Folder):
    def later(function: str, task: list[Any], file: int) -> WorkerProcess:
        write(folder, *opened(7))
        return WorkerProcess(function, task, file)

    found = examine(folder, much=1, start=later)
    assert found.entries == 18 and [each.code for each in found.findings] == ["history"]


def test_progress_goes_to_the_end(folder: Folder):
    seen: list[tuple[int, int]] = []
    verify.inspect(folder, [], STAMP, lambda done, size: seen.append((done, size)), HistoryCheck, 1)
    size = path(folder).stat().st_size
    assert seen == sorted(seen) and seen[-1] == (size, size)
