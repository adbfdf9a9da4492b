"""A large register is examined by two processes: they find what one finds, and one is enough."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from written import STAMP, entries, laid_out, opened, path, rechained, register, write

from reception_cli.cli.main import run
from reception_cli.domain.entry import Draft, Head
from reception_cli.events.history_check import HistoryCheck
from reception_cli.index import cache
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger import worker_process
from reception_cli.maintenance import verify
from reception_cli.maintenance.verify import Inspection


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A register of 15 entries, with one line of history that no rule allows."""
    made = register(tmp_path)
    write(made, Draft("closed", "2026-0004", {"result": "founded", "on": "2026-11-23"}))
    write(made, *opened(6))
    return made


def examine(folder: Folder, *given: Head) -> Inspection:
    found = verify.inspect(folder, list(given), STAMP, lambda _done, _all: None, HistoryCheck)
    assert found is not None
    return found


def by_two(folder: Folder, patch: pytest.MonkeyPatch, *given: Head) -> Inspection:
    """Examine with a second process whatever there is to read."""
    patch.setattr(cache, "MUCH", 1)
    patch.setattr(verify, "possible", lambda: True)
    return examine(folder, *given)


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
def test_two_processes_find_what_one_finds(folder: Folder, monkeypatch: pytest.MonkeyPatch, damage: str):
    DAMAGE[damage](folder)
    known = Head(3, "ab" * 32)
    one = examine(folder, known)
    assert by_two(folder, monkeypatch, known) == one
    assert one.findings and (damage != "nothing" or [found.code for found in one.findings] == ["head", "history"])


def test_a_second_process_did_it(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verify, "examined", lambda *_told: pytest.fail("read here"))
    assert [found.code for found in by_two(folder, monkeypatch).findings] == ["history"]


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "print('hello' * 9999)", "import os; os.kill(os.getpid(), 9)"])
def test_where_the_second_process_fails_the_first_reads_all(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, code: str
):
    monkeypatch.setattr(worker_process, "_COMMAND", ("-c", code))
    assert by_two(folder, monkeypatch) == examine(folder)


def test_a_second_process_that_stops_half_way_is_not_believed(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    """What it told is forgotten: nothing is told twice, no card is counted twice."""
    one = examine(folder)
    real = verify.WorkerProcess.items

    def half(self: verify.WorkerProcess):  # type: ignore[no-untyped-def]
        for count, item in enumerate(real(self)):
            if count == 16:
                return
            yield item

    monkeypatch.setattr(verify.WorkerProcess, "items", half)
    assert by_two(folder, monkeypatch) == one


def test_what_is_added_meanwhile_is_not_seen(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    real = verify.WorkerProcess

    def later(*told: object) -> verify.WorkerProcess:
        write(folder, *opened(7))
        return real(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(verify, "Beside", later)
    found = by_two(folder, monkeypatch)
    assert found.entries == 18 and [each.code for each in found.findings] == ["history"]


def test_the_second_process_speaks_the_readers_language(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    line(7)(folder)
    texts = []
    for much in (1, 1 << 40):
        monkeypatch.setattr(cache, "MUCH", much)
        monkeypatch.setattr(verify, "possible", lambda: True)
        assert run(["--db", folder.path, "--lang", "vi", "verify", "--json"]) == 6
        texts.append(json.loads(capfd.readouterr().out)["rows"])
    assert texts[0] == texts[1]
    run(["--db", folder.path, "--lang", "en", "verify", "--json"])
    assert json.loads(capfd.readouterr().out)["rows"] != texts[0]


def test_progress_goes_to_the_end(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(verify, "_STEP", 5)
    monkeypatch.setattr(cache, "MUCH", 1)
    monkeypatch.setattr(verify, "possible", lambda: True)
    verify.inspect(folder, [], STAMP, lambda done, size: told.append((done, size)), HistoryCheck)
    size = path(folder).stat().st_size
    assert len(told) == 4 and told == sorted(told) and told[-1] == (size, size)
