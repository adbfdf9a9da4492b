"""Putting a backup in place: verified, recorded, nothing lost without a word, and no clerk locked out."""

import os
import shutil
from pathlib import Path

import pytest
from killed import at_every_call
from reopening import opened_again
from written import STAMP, entries, examine, opened, path, write

from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Damaged, NotFound, UsageFault
from reception_cli.index import rewrite
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.rewrite import prove
from reception_cli.maintenance import backup, redact, restore


def kept_copy(folder: Folder, tmp_path: Path) -> str:
    made = backup.make(folder, str(tmp_path / "b"), "TB", STAMP.now, lambda _done, _all: None)
    return restore.find(made.path)


def look(folder: Folder, source: str) -> restore.Preview:
    return restore.look(folder, source, lambda _done, _all: None)


def restore(folder: Folder, source: str) -> restore.Restored:
    return restore.restore(folder, source, STAMP)


def colleague(tmp_path: Path) -> Folder:
    """Hoa's view of the desk: she keeps head notes of her own."""
    told: list[str] = []
    habits = Habits(state=str(tmp_path / "hoa"), warn=told.append, timeout=2)
    habits.told = told  # type: ignore[attr-defined]
    return Folder(str(tmp_path / "desk"), habits)


def test_restoring_is_recorded_and_the_present_register_is_kept(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(folder, *opened(6))
    present, heads = path(folder).read_bytes(), [e["digest"] for e in entries(folder)]
    done = restore(folder, source)
    found = entries(folder)
    assert [e["digest"] for e in found[:15]] == heads[:15] and len(found) == 16
    data = found[15]["data"]
    assert (data["from_count"], data["from_digest"], data["to_count"], data["to_digest"]) == (
        17, heads[16], 15, heads[14],
    )  # fmt: skip
    assert (tmp_path / "desk" / done.kept).read_bytes() == present
    assert done.kept == "reception.json.before-restore-20261123-081000" and examine(folder).ok


def test_every_clerk_goes_on_after_a_restoration(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(colleague(tmp_path), *opened(6))  # 16, 17
    write(folder, *opened(7))  # 18, 19: hoa has seen 17 only
    restore(folder, source)
    for view in (opened_again(tmp_path), colleague(tmp_path)):
        assert view.read().newest_year("") == 2026
        write(view, Draft("noted", "2026-0001", {}, {"note": "tiếp"}))
        assert view.habits.told == []


def test_what_is_cut_after_a_restoration_is_still_noticed(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(folder, *opened(6), *opened(7))  # 16 to 19
    restore(folder, source)  # 16
    older = path(folder).read_bytes()
    write(folder, *opened(8))  # 17, 18
    path(folder).write_bytes(older)
    with pytest.raises(Damaged, match="18"):
        write(opened_again(tmp_path), *opened(9))


def test_what_would_be_lost_is_told_first(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(folder, *opened(6))
    found = look(folder, source).difference
    assert [(one.seq, one.kind, one.subject) for one in found.lost] == [
        (16, "incident", "2026-0006"), (17, "visit", "V2026-0006"),
    ]  # fmt: skip
    assert (found.common, found.gained, found.same, found.readable) == (15, 0, True, True)


def test_a_backup_of_another_register_is_named_as_such(folder, tmp_path):
    other = Folder(str(tmp_path / "other"), Habits())
    other.begin([Draft("configured", "", {"unit": "HT"})], STAMP)
    found = look(folder, other.ledger.path).difference
    assert not found.same and len(found.lost) == 15 and found.gained == 1
    restore(folder, other.ledger.path)
    assert [e["kind"] for e in entries(folder)] == ["configured", "restored"]
    assert write(opened_again(tmp_path), *opened(1))[-1]["seq"] == 4


@pytest.mark.parametrize("harm", ["gone", "emptied", "cut", "garbage", "a bit"])
def test_a_damaged_register_is_replaced_by_its_backup(folder, tmp_path, harm):
    source = kept_copy(folder, tmp_path)
    write(folder, *opened(6))
    blob = path(folder).read_bytes()
    bad = {"gone": b"", "emptied": b"", "cut": blob[:5000], "garbage": b"x" * 9000}
    bad["a bit"] = blob[:9000] + bytes([blob[9000] ^ 1]) + blob[9001:]
    path(folder).write_bytes(bad[harm])
    if harm == "gone":
        path(folder).unlink()
    done = restore(opened_again(tmp_path), source)
    assert [e["seq"] for e in entries(folder)] == list(range(1, 17))
    assert entries(folder)[-1]["data"]["from_count"] == 17  # the note beside it knew
    assert bool(done.kept) is (harm != "gone")
    again = opened_again(tmp_path)
    assert write(again, *opened(6))[-1]["seq"] == 18 and again.habits.told == []


def test_a_colleague_who_knew_the_lost_end_goes_on_too(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(colleague(tmp_path), *opened(6))
    path(folder).unlink()
    restore(opened_again(tmp_path), source)
    view = colleague(tmp_path)
    assert write(view, *opened(6))[-1]["seq"] == 18 and view.habits.told == []


def test_a_copy_that_went_wrong_is_not_put_in_place(folder, tmp_path, monkeypatch):
    source, held = kept_copy(folder, tmp_path), path(folder).read_bytes()
    real = rewrite.write

    def badly(*args, **how):
        real(*args, **how)
        new = Path(folder.ledger.path + ".new")
        new.write_bytes(new.read_bytes().replace(b"V2026-0001", b"V2026-0009", 1))

    monkeypatch.setattr(rewrite, "write", badly)
    with pytest.raises(Damaged):
        restore(folder, source)
    assert path(folder).read_bytes() == held and not Path(folder.ledger.path + ".new").exists()


def test_what_was_erased_by_law_is_erased_again(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    redact.redact(folder, "V2026-0003", ("name",), "quyết định 5", STAMP)
    assert look(folder, source).erasures == 1
    restore(folder, source)
    found = entries(folder)
    assert [e["kind"] for e in found[15:]] == ["restored", "redacted"]
    assert found[16]["data"] == {"entries": [7], "fields": ["name"]}
    assert found[16]["private"]["reason"][1] == "quyết định 5"
    assert list(found[6]["private"]) == ["address"] and prove(folder.ledger.path).head.count == 17


def test_a_restoration_is_taken_back_by_restoring_what_was_kept(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    redact.redact(folder, "V2026-0003", ("name",), "quyết định 5", STAMP)
    write(folder, *opened(6))
    before = entries(folder)
    kept = tmp_path / "desk" / restore(folder, source).kept
    restore(folder, restore.find(str(kept)))
    assert entries(folder)[:-1] == before and entries(folder)[-1]["kind"] == "restored"


def test_a_damaged_backup_changes_nothing(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    blob = bytearray(Path(source).read_bytes())
    blob[3000] ^= 4
    Path(source).write_bytes(blob)
    held = path(folder).read_bytes()
    for attempt in (look, restore):
        with pytest.raises(Damaged, match="line"):
            attempt(folder, source)
    assert path(folder).read_bytes() == held
    assert not [name for name in os.listdir(tmp_path / "desk") if "restore" in name or name.endswith(".new")]


def test_what_is_no_backup_is_not_found(folder, tmp_path):
    with pytest.raises(NotFound):
        restore.find(str(tmp_path / "none"))
    with pytest.raises(UsageFault, match="itself"):
        look(folder, folder.ledger.path)


def test_killed_at_any_call_one_register_or_the_other_is_whole_and_restoring_again_helps(folder, tmp_path):
    source = kept_copy(folder, tmp_path)
    write(folder, *opened(6))
    for name in ("desk", "state"):
        shutil.copytree(tmp_path / name, tmp_path / "kept" / name)
    old = path(folder).read_bytes()

    def prepare() -> None:
        for name in ("desk", "state"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / "kept" / name, tmp_path / name)

    seen = set()
    for turn in at_every_call(prepare, lambda: restore(opened_again(tmp_path), source)):
        seen.add(path(folder).read_bytes() == old)
        prove(folder.ledger.path)
        after = opened_again(tmp_path)
        write(after, Draft("noted", "2026-0001", {}, {"note": "tiếp"}))
        assert after.habits.told == [], turn
        restore(opened_again(tmp_path), source)
        assert prove(folder.ledger.path).head.count == 16, turn
    assert seen == {True, False}
