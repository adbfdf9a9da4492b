"""How the register lies on the disk, and that what is acknowledged is never written over."""

import hashlib
import json
import os
import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from written import STAMP, entries, opened, path, register, write

from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused, Unwritable
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger import format
from reception_cli.ledger.format import BLOCK, HEADER, TAIL

LONG = "Đơn dài. " * 300  # several blocks of 512 bytes


def starts(blob: bytes) -> list[int]:
    """Where the lines begin: before the comma that parts one from the line before."""
    found = [at for at in range(len(blob)) if blob.startswith(b'\n"', at)]
    return [at - (blob[at - 1 : at] == b",") for at in found]


def test_every_entry_begins_on_a_block_of_512_bytes(folder: Folder):
    write(folder, Draft("noted", "2026-0001", {}, {"note": LONG}))
    write(folder, *opened(6))
    blob = path(folder).read_bytes()
    assert len(starts(blob)) == 18 and all(at % 512 == 0 for at in starts(blob))
    assert blob.endswith(b"\n}}") and (len(blob) - 3) % 512 == 0


def test_a_line_is_canonical_json_and_blanks_and_nothing_else(folder: Folder):
    blob = path(folder).read_bytes()
    edges = [*starts(blob), len(blob) - 3]
    for seq, (start, end) in enumerate(pairwise(edges), 1):
        line = blob[start:end]
        body = line.lstrip(b",\n").rstrip(b" ")
        value = json.loads(body.removeprefix(f'"{seq}":'.encode()))
        plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert body == f'"{seq}":'.encode() + plain and line.startswith(b"\n" if seq == 1 else b",\n")


def test_the_digest_of_an_entry_can_be_computed_by_another_program(folder: Folder):
    prev = "0" * 64
    for entry in json.loads(path(folder).read_bytes())["entries"].values():
        open_part = {key: value for key, value in entry.items() if key not in ("private", "digest")}
        plain = json.dumps(open_part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert entry["digest"] == hashlib.sha256(plain).hexdigest() and entry["prev"] == prev
        for name, (salt, value) in entry["private"].items():
            assert entry["sealed"][name] == hashlib.sha256((salt + value).encode()).hexdigest()
        prev = entry["digest"]


class Pen:
    """Notes where a file is written; `at` is the offset of each write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
        self.at: list[tuple[int, bytes]] = []
        self._inode = file.stat().st_ino
        self._write = os.write
        monkeypatch.setattr(os, "write", self._note)

    def _note(self, fd: int, blob: Any) -> int:
        if os.fstat(fd).st_ino == self._inode:
            self.at.append((os.lseek(fd, 0, os.SEEK_CUR), bytes(blob)))
        return self._write(fd, blob)


def test_no_later_write_touches_a_block_that_holds_an_entry(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    pen = Pen(monkeypatch, path(folder))
    for turn, text in enumerate(["kurz", LONG, "x" * 137, "y" * 138, "z" * 139]):
        held = path(folder).stat().st_size - len(TAIL)
        write(folder, Draft("noted", "2026-0001", {}, {"note": text}), *opened(6 + turn))
        assert pen.at and min(at for at, _blob in pen.at) == held and held % BLOCK == 0
        pen.at.clear()


def test_a_batch_is_one_splice_and_one_fsync(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    pen, synced = Pen(monkeypatch, path(folder)), []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), fsync(fd)))
    write(folder, *opened(6))
    assert len(pen.at) == 1 and pen.at[0][1].count(b'\n"') == 2
    assert synced == [path(folder).stat().st_ino]


def test_a_new_register_is_on_the_disk_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    synced, fsync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.readlink(f"/proc/self/fd/{fd}")), fsync(fd)))
    folder = register(tmp_path / "a" / "b")
    above = [str(tmp_path), str(tmp_path / "a"), str(tmp_path / "a/b"), str(tmp_path / "a/b/desk")]
    assert set(above) <= set(synced) and folder.ledger.path + ".new" in synced


def test_short_writes_are_gone_on_with(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    write_ = os.write
    monkeypatch.setattr(os, "write", lambda fd, blob: write_(fd, bytes(blob[:100])))
    write(folder, *opened(6))
    assert [entry["seq"] for entry in entries(folder)] == list(range(1, 18))


@pytest.mark.parametrize("step", ["write", "fsync", "lseek"])
def test_a_failed_add_puts_the_old_end_back(folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str):
    before, real, inode = path(folder).read_bytes(), getattr(os, step), path(folder).stat().st_ino
    left = [1]

    def fail(fd: int, *rest: Any) -> Any:
        if left and os.fstat(fd).st_ino == inode and (step != "lseek" or rest[0] == len(before) - 3):
            left.pop()
            raise OSError(28, "No space left on device")
        return real(fd, *rest)

    folder.read().close()
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(Unwritable, match=r"No space left on device.*nothing was recorded"):
        write(folder, *opened(6))
    assert path(folder).read_bytes() == before and not left
    write(folder, *opened(6))
    assert len(entries(folder)) == 17


def test_a_fault_that_cannot_be_put_back_is_told_as_uncertain(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    inode, fsync = path(folder).stat().st_ino, os.fsync

    def fail(fd: int) -> None:
        if os.fstat(fd).st_ino == inode:
            raise OSError(5, "Input/output error")
        fsync(fd)

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Unwritable, match="not certain") as told:
        write(folder, *opened(6))
    assert "log" in told.value.hint


def test_an_interrupted_write_records_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    def stop(_fd: int, _blob: object) -> None:
        raise KeyboardInterrupt

    before = path(folder).read_bytes()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("reception_cli.ledger.storage.write_all", stop)
        write(folder, *opened(6))
    write(folder, *opened(6))
    assert path(folder).read_bytes().startswith(before[:-3]) and len(entries(folder)) == 17


def test_an_interrupt_behind_the_fsync_does_not_unsay_what_is_recorded(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    fsync, inode = os.fsync, path(folder).stat().st_ino

    def interrupted(fd: int) -> None:
        fsync(fd)
        if os.fstat(fd).st_ino == inode:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(os, "fsync", interrupted)
    assert len(write(folder, *opened(6))) == 2
    monkeypatch.undo()
    assert len(entries(folder)) == 17
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_an_entry_longer_than_any_reader_takes_is_refused(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    before = path(folder).read_bytes()
    monkeypatch.setattr(format, "MAX_LINE", 4096)
    with pytest.raises(Refused, match="longer"):
        write(folder, Draft("noted", "2026-0001", {}, {"note": "x" * 4096}))
    assert path(folder).read_bytes() == before


def test_long_lines_are_cut_out_whole(folder: Folder):
    for size in (4000, 8190, 1 << 20, (1 << 20) + 4096, 3_000_000):
        write(folder, Draft("noted", "2026-0001", {}, {"note": "x" * size}))
    book = folder.read()
    assert [len(note) for note in book.case("1").notes] == [4000, 8190, 1048576, 1052672, 3000000]
    assert [entry["seq"] for entry in entries(folder)] == list(range(1, 21))


def test_a_clock_set_back_or_far_ahead_is_never_refused(folder: Folder):
    stamps = [
        folder.record("t", lambda _book: [Draft("noted", "2026-0001", {}, {"note": "n"})], STAMP._replace(now=now))
        for now in ("1970-01-01T07:00:00+07:00", "2106-02-07T13:28:16+07:00", "2024-02-29T08:00:00+07:00")
    ]
    told = [entry["recorded_at"] for (entry,) in stamps]
    assert told == ["2026-11-23T08:10:00+07:00", "2106-02-07T13:28:16+07:00", "2106-02-07T13:28:16+07:00"]


def test_the_header_is_one_block(folder: Folder):
    assert len(HEADER) == BLOCK == 512 and path(folder).read_bytes()[:512] == HEADER


