"""Erasing private values for good: from the register, the cards, the torn tails; and nothing else with them."""

import os
import shutil
from pathlib import Path

import pytest
from killed import at_every_call
from reopening import opened_again
from written import STAMP, entries, examine, path, write

from reception_cli.domain.entry import Draft, digest, redacted_fields
from reception_cli.domain.errors import Refused, Unwritable, UsageFault
from reception_cli.index.desk_folder import Folder
from reception_cli.index.rewrite import prove
from reception_cli.maintenance import redact

NAME = "Lê Thị Hoà"


def erased(folder: Folder, subject: str = "V2026-0002", *fields: str):
    return redact.redact(folder, subject, fields, "yêu cầu số 12", STAMP)


def traces(folder: Folder, value: str) -> list[str]:
    """Files of the desk that hold a value, as it is or as the search folds it."""
    marks = value.encode(), b"zyxwvu"
    desk = path(folder).parent
    return [file.name for file in desk.iterdir() if any(mark in file.read_bytes() for mark in marks)]


def secret(folder: Folder) -> str:
    """Give V2026-0002 a name that stands nowhere else, in the visit itself and in a correction."""
    draft = Draft("corrected", "V2026-0002", {"set": {}, "before": {}}, {"name": "Zyxwvu Quyrt", "reason": "nhầm"})
    write(folder, draft)
    return "Zyxwvu Quyrt"


def test_every_private_value_of_the_subject_goes_and_only_those(folder):
    write(folder, Draft("corrected", "V2026-0002", {"set": {}, "before": {}}, {"phone": "0905", "reason": "r"}))
    before = entries(folder)
    entry, _torn = erased(folder)
    after = entries(folder)
    assert entry["data"] == {"entries": [5, 16], "fields": ["address", "name", "phone", "reason"]}
    for old, new in zip(before, after[:-1], strict=True):
        gone = {"private": {}} if old["seq"] in (5, 16) else {}
        assert new == old | gone and new["digest"] == digest(new)
    assert after[-1]["kind"] == "redacted" and after[-1]["private"]["reason"][1] == "yêu cầu số 12"


def test_the_register_verifies_after_an_erasure_and_every_noted_head_still_holds(folder):
    heads = [(e["seq"], e["digest"]) for e in entries(folder)]
    erased(folder)
    mark = prove(folder.ledger.path)
    assert mark.head.count == 16 and [(e["seq"], e["digest"]) for e in entries(folder)][:-1] == heads
    assert redacted_fields(entries(folder)) == {(5, "name"), (5, "address")}
    again = opened_again(path(folder).parent.parent)
    assert write(again, Draft("noted", "2026-0001", {}, {"note": "x"}))[0]["seq"] == 17
    assert again.habits.told == []


def test_nothing_of_the_value_is_left_in_any_file_of_the_desk(folder):
    value = secret(folder)
    book = folder.read()
    assert book.matches('"zyxwvu"', 9) == ["2026-0002"]
    book.close()
    assert traces(folder, value) != []
    erased(folder)
    assert traces(folder, value) == []
    assert folder.read().matches('"zyxwvu"', 9) == []


def test_only_the_field_that_is_named_goes(folder):
    erased(folder, "V2026-0002", "name")
    assert list(entries(folder)[4]["private"]) == ["address"]
    assert folder.read().line("V2").private == {"address": "-"}


def test_the_reason_of_an_earlier_erasure_stays_unless_it_is_named(folder):
    erased(folder, "V2026-0002", "name")
    erased(folder)
    assert entries(folder)[15]["private"]["reason"][1] == "yêu cầu số 12"
    erased(folder, "V2026-0002", "reason")
    assert entries(folder)[15]["private"] == {}


def test_an_erasure_of_nothing_is_refused_and_changes_nothing(folder):
    erased(folder)
    held = path(folder).read_bytes()
    with pytest.raises(Refused, match="nothing that could be erased"):
        erased(folder)
    with pytest.raises(UsageFault, match="id_no"):
        erased(folder, "V2026-0002", "id-no")
    assert path(folder).read_bytes() == held


@pytest.mark.parametrize(
    ("blob", "gone"),
    [
        (b',\n"16":{"private":{"name":["ab","Zyxwvu Quyrt"]}', True),  # torn, with the value
        (b',\n"16":{"private":{"na', True),  # torn: nobody knows
        (b',\n"16":{"seq":16,"a":1}     \n}}', False),  # reads whole, holds nothing of it
        (b',\n"16":{"seq":16,"a":"Zyxwvu Quyrt"}     \n}}', True),
    ],
)
def test_torn_tails_that_may_hold_the_value_go_and_are_named(folder, blob, gone):
    secret(folder)
    torn = path(folder).parent / "reception.json.torn-15-0"
    torn.write_bytes(blob)
    assert erased(folder)[1] == (["reception.json.torn-15-0"] if gone else [])
    assert torn.exists() is not gone


def test_the_copies_that_still_hold_the_values_are_listed(folder, tmp_path):
    backups = tmp_path / "backups"
    (backups / "TB-20261101-080000").mkdir(parents=True)
    (backups / "TB-20261101-080000/reception.json").write_bytes(path(folder).read_bytes())
    (backups / "TB-20251101-080000").mkdir()
    (backups / "TB-20251101-080000/reception.json").write_bytes(path(folder).read_bytes()[:4096])  # entries 1-3
    aside = path(folder).parent / "reception.json.before-restore-20261101-080000"
    aside.write_bytes(path(folder).read_bytes())
    found = redact.look(folder.read(), "V2026-0002", (), folder.path, [str(backups)])
    assert found.copies == [str(aside), str(backups / "TB-20261101-080000/reception.json")]


@pytest.mark.parametrize("before", [1, 16, 31, 32])
def test_a_value_that_lies_across_two_pieces_of_a_large_backup_is_found(folder, tmp_path, before):
    """A large file is read in pieces of a power of two; the salt (32 characters) begins before such a border."""
    salt = next(entry for entry in entries(folder) if entry["subject"] == "V2026-0002")["private"]["name"][0]
    assert len(salt) == 32
    with open(tmp_path / "large", "wb") as file:
        for border in range(20, 25):
            file.seek((1 << border) - before)
            file.write(salt.encode() if border == 22 else b"0" * 32)
    (tmp_path / "none").write_bytes(salt[:-1].encode() + b"-")
    found, _exports = redact.holding(str(tmp_path / "desk"), [str(tmp_path)], [salt])
    assert str(tmp_path / "large") in found and str(tmp_path / "none") not in found


@pytest.mark.parametrize("chosen", [(), ("name",)], ids=["lines move", "every line stays where it is"])
def test_killed_at_any_call_the_old_register_is_whole_or_the_new_one(folder, tmp_path, chosen):
    value = secret(folder)
    torn = path(folder).parent / "reception.json.torn-15-0"
    torn.write_bytes(b"cut" + value.encode())
    for name in ("desk", "state"):
        shutil.copytree(tmp_path / name, tmp_path / "kept" / name)
    old, seen = path(folder).read_bytes(), set()

    def prepare() -> None:
        for name in ("desk", "state"):
            shutil.rmtree(tmp_path / name)
            shutil.copytree(tmp_path / "kept" / name, tmp_path / name)

    def work() -> None:
        erased(opened_again(tmp_path), "V2026-0002", *chosen)

    for turn in at_every_call(prepare, work):
        whole = path(folder).read_bytes()
        seen.add(whole == old)
        if whole == old:
            work()
        assert prove(folder.ledger.path).head.count == 17, turn
        write(opened_again(tmp_path), Draft("noted", "2026-0001", {}, {"note": "tiếp"}))
        assert traces(folder, value) == [], turn
        book = opened_again(tmp_path).read()
        assert "name" not in book.line("V2").private and book.matches('"zyxwvu"', 9) == [], turn
    assert seen == {True, False}


def test_the_new_register_is_on_the_disk_before_it_takes_the_place_and_the_folder_after(folder, monkeypatch):
    done: list[str] = []

    def told(name: str, call):
        def run(*args, **how):
            target = os.readlink(f"/proc/self/fd/{args[0]}") if name == "fsync" else str(args[-1])
            done.append(f"{name} {os.path.basename(target)}")
            return call(*args, **how)

        return run

    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, told(name, getattr(os, name)))
    erased(folder)
    assert done[:4] == ["fsync reception.json.new", "fsync desk", "replace reception.json", "fsync desk"]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_leaves_the_old_register_and_no_copy(folder, monkeypatch, call):
    held = path(folder).read_bytes()

    def fails(*_args: object, **_how: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"os.{call}", fails)
    with pytest.raises(Unwritable):
        erased(folder)
    monkeypatch.undo()
    assert path(folder).read_bytes() == held and not Path(folder.ledger.path + ".new").exists()
    assert examine(opened_again(path(folder).parent.parent)).ok


def test_a_disk_that_fails_once_the_new_register_has_its_place_is_told_and_nothing_is_lost(folder, monkeypatch):
    held, sync, replaced = path(folder).read_bytes(), os.fsync, []
    replace = os.replace

    def placed(*args, **how):
        replaced.append(replace(*args, **how))

    def fails(fd):
        if replaced:
            raise OSError(5, "Input/output error")
        sync(fd)

    monkeypatch.setattr(os, "replace", placed)
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(Unwritable) as told:
        erased(folder)
    monkeypatch.undo()
    assert "Input/output error" in told.value.message
    assert path(folder).read_bytes() != held and not Path(folder.ledger.path + ".new").exists()
    assert examine(opened_again(path(folder).parent.parent)).ok
