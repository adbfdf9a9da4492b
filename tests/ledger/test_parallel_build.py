"""A register read by two processes gives the cards that one reading gives, wherever it is cut."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_replay import MEMORY, MOVES, Clerk
from written import STAMP, laid_out, opened, rechained, write

from reception_cli.app.deadline_projection import deadlines
from reception_cli.domain.entry import Draft
from reception_cli.index import MUCH, cache, parallel_build
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.projector import fill
from reception_cli.ledger import worker_process
from reception_cli.ledger.format import BLOCK
from reception_cli.ledger.storage import START, Ledger
from reception_cli.ledger.worker_process import WorkerProcess

DESK = ("calendar", "level", "appointed", "duty", "shift_note", "shift_done", "letter")


class Busy(Clerk):
    """Does what a desk does besides: configures, keeps its diary, takes in letters with their visits."""

    def letter(self) -> list[Draft]:
        """A visit of a known incident with a paper about another."""
        visit = self._line("V")
        said = {"people": 1, "incidents": [self._incident()], "key": visit}
        paper = {"incidents": [self._incident()], "visit": visit, "source": "walk-in", "signatories": 1}
        day = self._day()
        return [Draft("visit", visit, said, {"name": "An"}, day), Draft("petition", self._line("P"), paper, {}, day)]

    def calendar(self) -> list[Draft]:
        off = self.choose(st.sampled_from((["2026-11-20"], [])))
        return [Draft("configured", "", {"calendar": {"off": off}, "service": {"days": 15, "unit": "working"}})]

    def level(self) -> list[Draft]:
        return [Draft("configured", "", {"level": self.choose(st.sampled_from(("province", "commune")))})]

    def appointed(self) -> list[Draft]:
        data = {"on": self._day()} | ({"incident": self._incident()} if self.choose(st.booleans()) else {})
        return [Draft("appointed", "", data, {"name": "An"})]

    def shift_note(self) -> list[Draft]:
        return [Draft("shift_note", "", {}, {"note": "An"})]

    def shift_done(self) -> list[Draft]:
        return [Draft("shift_done", "", {"note": self.choose(st.integers(1, 9))})]

    def duty(self) -> list[Draft]:
        return [Draft("duty", "", {"date": self._day(), "host": "head", "visitors": True}, {"name": "B"})]


class Inside(WorkerProcess):
    """The second process in this one."""

    def __init__(self, function: str, task: list[Any]) -> None:
        assert function == "reception_cli.index.parallel_build:serve"
        parallel_build.serve(*task)

    def ended(self) -> bool:
        return True

    def stop(self) -> None:
        pass


def dump(db: sqlite3.Connection) -> dict[str, list[Any]]:
    """All that the cards say."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'words_*'"
    names = [row[0] for row in db.execute(tables)]
    found = {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    found["words"] = db.execute("SELECT rowid, text FROM words ORDER BY rowid").fetchall()
    found["found"] = db.execute("SELECT rowid FROM words WHERE words MATCH 'dat OR an OR viec' ORDER BY 1").fetchall()
    del found["counted"]  # what was remembered on the way
    return found


def one_reading(ledger: Ledger) -> dict[str, list[Any]]:
    db = sqlite3.connect("", isolation_level=None)
    fill(db, ledger, deadlines())
    return dump(db)


def two_readings(
    ledger: Ledger, place: Path, share: float = parallel_build.SHARE, start: parallel_build.Start = Inside
) -> dict[str, list[Any]] | None:
    """Read the register by two, the second behind a share of the bytes; None where the halves do not fit."""
    db = sqlite3.connect(str(place / "cards"), isolation_level=None)
    try:
        mark = parallel_build.fill(db, ledger, deadlines(), str(place / "half"), None, share, start)
        return None if mark is None else dump(db)
    finally:
        db.close()
        (place / "cards").unlink()
        assert not list(place.glob("half*"))


def cuts(ledger: Ledger) -> list[float]:
    """Every place at which a line begins, as a share of the bytes."""
    return [(place.pos + BLOCK / 2) / ledger.size() for place in ledger.since(START)][1:]


@settings(max_examples=25)
@given(data=st.data(), moves=st.lists(st.sampled_from((*MOVES, *DESK)), min_size=2, max_size=14))
def test_wherever_a_register_is_cut_its_cards_are_those_of_one_reading(data: st.DataObject, moves: list[str]):
    place = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        folder = Folder(str(place / "desk"), Habits())
        folder.begin([Draft("configured", "", {"unit": "TB"})], STAMP)
        clerk = Busy(data.draw)
        for move in ("visit", *moves):
            drafts = getattr(clerk, move)()
            clerk.live += folder.record("t", lambda _book, d=drafts: d, STAMP)
        cut_everywhere(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def cut_everywhere(folder: Folder) -> None:
    whole = one_reading(folder.ledger)
    for share in cuts(folder.ledger):
        assert two_readings(folder.ledger, Path(folder.path).parent, share) == whole, share


def matter(count: int, kind: str) -> Draft:
    return Draft("incident", f"2026-{count:04d}", {"opened_on": "2026-11-02", "kind": kind}, {"content": "đất"})


def visit(count: int, *incidents: int) -> Draft:
    data = {"incidents": [f"2026-{n:04d}" for n in incidents], "people": 1}
    return Draft("visit", f"V2026-{count:04d}", data, {"name": "Lê An"}, "2026-11-02")


def petition(count: int, of: str, incident: int) -> Draft:
    data = {"incidents": [f"2026-{incident:04d}"], "visit": of, "source": "walk-in"}
    return Draft("petition", f"P2026-{count:04d}", data, {"name": "Lê An"}, "2026-11-02")


REACHING_BACK = {
    "a denunciation is brought again, with another matter": [
        [matter(1, "denunciation"), visit(1, 1)], [matter(2, "complaint"), visit(2, 1, 2)],
    ],
    "what was brought before comes again with a denunciation": [
        [matter(1, "complaint"), visit(1, 1)], [matter(2, "denunciation"), visit(2, 1, 2)],
    ],
    "what was brought before turns out to be a denunciation": [
        [matter(1, "complaint"), visit(1, 1)], [matter(2, "complaint"), visit(2, 1, 2)],
        [Draft("classified", "2026-0001", {"kind": "denunciation"})],
    ],
    "a denunciation comes as a paper to an earlier visit": [
        [matter(1, "complaint"), visit(1, 1)], [matter(2, "denunciation"), petition(1, "V2026-0001", 2)],
    ],
    "another matter comes as a paper to a visit about a denunciation": [
        [matter(1, "denunciation"), visit(1, 1)], [matter(2, "complaint"), petition(1, "V2026-0001", 2)],
    ],
    "a visit is brought to another incident": [
        [matter(1, "complaint"), visit(1, 1)], [matter(2, "denunciation"), visit(2, 2)],
        [Draft("corrected", "V2026-0002", {"set": {"incidents": ["2026-0001"]}, "before": {}}, {"reason": "x"})],
    ],
    "an appointment is taken back": [
        [matter(1, "complaint"), visit(1, 1)], [Draft("appointed", "", {"on": "2026-11-20"}, {"name": "An"})],
        [Draft("retracted", "", {"entries": [4], "subjects": [], "verb": "appoint"})],
    ],
    "the desk is configured before anything else happens in the later half": [
        [matter(1, "feedback"), visit(1, 1)], [Draft("configured", "", {"service": {"days": 15, "unit": "working"}})],
    ],
    "the calendar was configured before, and once more": [
        [Draft("configured", "", {"service": {"days": 15, "unit": "working"}})], [matter(1, "feedback"), visit(1, 1)],
        [Draft("classified", "2026-0001", {"kind": "feedback"})], [matter(2, "feedback"), visit(2, 2)],
        [Draft("configured", "", {"service": {"days": 30, "unit": "calendar"}})], [matter(3, "feedback"), visit(3, 3)],
    ],
    "a matter whose day was counted goes on behind another calendar": [
        [Draft("configured", "", {"service": {"days": 15, "unit": "working"}})], [matter(1, "feedback"), visit(1, 1)],
        [Draft("configured", "", {"service": {"days": 30, "unit": "calendar"}})],
        [Draft("noted", "2026-0001", {}, {"note": "gọi lại"})],
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", REACHING_BACK)
def test_what_reaches_back_into_the_earlier_half_is_completed(tmp_path: Path, what: str):
    folder = Folder(str(tmp_path / "desk"), Habits())
    folder.begin([Draft("configured", "", {"unit": "TB"})], STAMP)
    for drafts in REACHING_BACK[what]:
        write(folder, *drafts)
    cut_everywhere(folder)


@pytest.fixture
def large(tmp_path: Path) -> Folder:
    """A register of 121 entries, which is large enough when nothing is small."""
    folder = Folder(str(tmp_path / "desk"), Habits(deadlines=deadlines()))
    folder.begin([Draft("configured", "", {"unit": "TB"})], STAMP)
    for count in range(1, 61):
        write(folder, *opened(count))
    return folder


def built(folder: Folder, much: int = 1) -> dict[str, list[Any]]:
    path = str(Path(folder.path) / "index.sqlite")
    cache.build(path, folder.ledger, folder.habits.deadlines, None, much)
    db = sqlite3.connect(path)
    try:
        return dump(db)
    finally:
        db.close()
        left = {file.name for file in Path(folder.path).iterdir()}
        assert left <= {"reception.json", "head", "lock", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm"}, left


class Watched(WorkerProcess):
    """Notes whether it came to a good end."""

    well = False

    def ended(self) -> bool:
        type(self).well = super().ended()
        return self.well


def test_a_second_process_reads_the_later_half(large: Folder, tmp_path: Path):
    assert two_readings(large.ledger, tmp_path, start=Watched) == one_reading(large.ledger) == built(large)
    assert Watched.well


def instead(function: str, *task: object) -> Callable[[str, list[Any]], WorkerProcess]:
    return lambda _function, _task: WorkerProcess(function, list(task))


HARM = {
    "fails": instead("sys:exit", 1),
    "is killed": instead("os:abort"),
    "is of another program": instead("nowhere:at_all"),
    "ends well and leaves no cards": instead("builtins:print", "hello" * 9999),
}


@pytest.mark.parametrize("harm", HARM)
def test_without_the_second_process_the_first_reads_on(large: Folder, tmp_path: Path, harm: str):
    found = two_readings(large.ledger, tmp_path, start=HARM[harm])
    # Where it promised cards and left none, the halves do not fit: one reading begins again.
    assert found == (None if harm.startswith("ends well") else one_reading(large.ledger))


def test_where_no_process_can_be_started_one_reads_all(large: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert built(large) == one_reading(large.ledger)


@pytest.mark.parametrize("damaged", [20, 100])
def test_damage_ends_the_cards_where_one_reading_ends_them(large: Folder, damaged: int):
    """In the earlier half, and in the later one."""
    file = Path(large.ledger.path)
    blob = bytearray(file.read_bytes())
    place = blob.index(b',\n"%d":' % damaged)
    blob[place + 60] ^= 1
    file.write_bytes(blob)
    found = built(large)
    assert found == one_reading(large.ledger) and len(found["entries"]) < damaged


def test_a_number_given_twice_leaves_it_to_one_reading(large: Folder, tmp_path: Path):
    """As in a register that somebody wrote by hand."""
    entries = [place.entry for place in large.ledger.since(START)]
    entries[-2] = entries[-2] | {"subject": "2026-0001"}
    Path(large.ledger.path).write_bytes(laid_out(*rechained(entries)))
    assert two_readings(large.ledger, tmp_path) is None
    assert built(large) == one_reading(large.ledger)


def test_a_small_register_needs_no_second_process(large: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *_task, **_more: pytest.fail("a process was started"))
    built(large, MUCH)


def test_the_second_process_dies_with_the_first(tmp_path: Path):
    """It is told nothing: it finds that nobody listens."""
    note = tmp_path / "pid"
    code = (
        "import os, sys, time; from reception_cli.ledger.worker_process import WorkerProcess;"
        "b = WorkerProcess('test_parallel_build:talk', []);"
        "open(sys.argv[1], 'w').write(str(b._process.pid)); time.sleep(30)"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.path.dirname(__file__)}
    first = subprocess.Popen([sys.executable, "-c", code, str(note)], env=surroundings)
    while not note.exists() or not note.read_text():
        time.sleep(0.01)
    first.kill()
    first.wait()
    for _turn in range(500):
        try:
            os.kill(int(note.read_text()), 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.kill(int(note.read_text()), signal.SIGKILL)
    pytest.fail("it lived on")


def talk() -> None:
    """Be a second process that has much to say."""
    while True:
        worker_process.live()

