"""`verify` tells what is wrong, where it begins, and nothing when nothing is."""

import json
import sqlite3
from pathlib import Path

import pytest

from without_rights import without_rights


@pytest.fixture
def busy(desk):
    """A desk with three incidents; 7 entries."""
    for content in ("Bồi thường đất", "Chế độ thương binh", "Xây nhà trái phép"):
        desk.add(content)
    return desk


def _damage(desk, old: bytes, new: bytes) -> None:
    file = desk.folder / "reception.json"
    raw = file.read_bytes()
    assert old in raw and len(old) == len(new)
    file.write_bytes(raw.replace(old, new, 1))


def test_a_sound_register_is_worth_no_word(busy):
    assert busy.run("verify") == (0, "", "")


def test_json_gives_the_totals_of_the_contract(busy):
    answer = busy.json("verify")
    assert answer["schema"] == "reception.verify/1" and answer["unit"] == "TB" and answer["rows"] == []
    head = answer["totals"].pop("head")
    assert answer["totals"] == {"entries": 7, "ok": True, "findings": 0} and len(head) == 64
    assert answer["notes"] == [{"code": "sound", "notes": ["desk", "clerk"], "cards": True}]


def test_a_changed_entry_is_damage_and_its_line_is_named(busy):
    _damage(busy, b'"people":1', b'"people":9')
    result = busy.run("verify", "--json")
    answer = json.loads(result.out)
    assert result.code == 6 and answer["totals"]["ok"] is False and answer["totals"]["findings"] == 1
    assert [(row["code"], row["seq"], row["line"]) for row in answer["rows"]] == [("digest", 3, 4)]
    assert [note for note in answer["notes"] if note["code"] == "first"] == [{"code": "first", "seq": 3, "line": 4}]


def test_findings_never_hold_what_is_private(busy):
    _damage(busy, "Nguyễn Văn".encode(), "Ngayễn Văn".encode())
    result = busy.run("verify", "--format", "table")
    assert result.code == 6 and "ễn" not in result.out + result.err


def test_verify_repairs_nothing_and_leaves_every_witness(busy):
    older = (busy.folder / "reception.json").read_bytes()
    busy.add("Một việc nữa")
    (busy.folder / "reception.json").write_bytes(older)
    first = busy.run("verify")
    assert first.code == 6 and first.out.count("head\t9") == 3
    assert busy.run("verify") == first


def test_the_printed_head_proves_that_a_later_register_goes_on_from_it(busy):
    line = busy.run("verify", "--print-head", "-q").out.strip()
    assert line.startswith("7 ") and len(line) == 2 + 64
    busy.add("Một việc nữa")
    assert busy.run("verify", "--since", line).code == 0
    assert busy.run("verify", "--head", line, "--head", line.upper()).code == 0
    other = line[:-1] + ("0" if line[-1] != "0" else "1")
    assert busy.run("verify", "--since", other).code == 6
    assert busy.run("verify", "--head", "99 " + "a" * 64).code == 6


@pytest.mark.parametrize("head", ["7", "seven " + "a" * 64, "7 abc", "7 " + "g" * 64])
def test_what_is_no_head_is_wrong_usage(busy, head: str):
    assert "--print-head" in busy.fails(2, "verify", "--since", head)


def test_a_head_that_a_script_left_empty_is_wrong_usage(busy):
    assert "--since was given nothing" in busy.fails(2, "verify", "--since", "")


def test_a_missing_register_is_damage_only_when_there_was_one(busy, tmp_path: Path):
    (busy.folder / "reception.json").unlink()
    assert busy.run("verify").code == 6
    busy.folder = tmp_path / "nowhere"
    assert "no register" in busy.fails(3, "verify")


def test_the_terminal_hears_one_sentence(busy):
    said = " ".join(busy.run("verify", "--format", "table").out.split())
    assert said == "7 entries, all sound. Head notes compared: beside the register, in the clerk's own folder."


def test_a_folder_that_nobody_may_write_to_is_examined(busy):
    """Without root's rights where the tests run as root, to whom nothing is read-only."""
    before = sorted(file.name for file in busy.folder.iterdir())
    modes = {file: file.stat().st_mode for file in (*busy.folder.iterdir(), busy.folder)}
    for file in modes:
        file.chmod(0o555 if file.is_dir() else 0o444)
    try:
        found = without_rights("--db", str(busy.folder), "verify", "--json")
    finally:
        for file, mode in modes.items():
            file.chmod(mode)
    assert (found.returncode, found.stderr) == (0, "") and json.loads(found.stdout)["totals"]["entries"] == 7
    assert sorted(file.name for file in busy.folder.iterdir()) == before



def _remedies(desk) -> list[dict]:
    result = desk.run("verify", "--json")
    assert result.code == 6
    notes = [note for note in json.loads(result.out)["notes"] if note["code"] == "remedy"]
    for note in notes:
        for command in note.get("commands", []):
            assert command.removeprefix("reception ") in result.err
    return notes


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"people":1', b'"people":9'), (b'"seq":3', b'"seq":8'), (b"\n}}", b"\n}]"), (b'"batch":[', b'"bitch":[')],
)
def test_damage_comes_with_its_remedies_and_both_help(busy, tmp_path: Path, old: bytes, new: bytes):
    assert busy.run("backup", str(tmp_path / "backups")).code == 0
    _damage(busy, old, new)
    (remedy,) = _remedies(busy)
    assert remedy["commands"] == ["reception restore BACKUP", "reception verify --salvage OUT"]
    assert busy.run("verify", "--salvage", str(tmp_path / "saved")).code in (0, 6)
    (backup,) = (tmp_path / "backups").iterdir()
    assert busy.run("restore", str(backup), "--yes").code == 0
    assert busy.run("verify").code == 0
    busy.folder = tmp_path / "saved"
    assert busy.run("verify").code == 0


def test_of_a_register_that_is_gone_nothing_can_be_saved(busy, tmp_path: Path):
    busy.run("backup", str(tmp_path / "backups"))
    (busy.folder / "reception.json").unlink()
    (remedy,) = _remedies(busy)
    assert remedy["commands"] == ["reception restore BACKUP"]
    (backup,) = (tmp_path / "backups").iterdir()
    assert busy.run("restore", str(backup), "--yes").code == 0
    assert busy.run("verify").code == 0


def test_wrong_cards_are_to_be_deleted_and_the_register_left_alone(busy):
    busy.run("list")
    db = sqlite3.connect(busy.folder / "index.sqlite")
    db.execute("UPDATE incidents SET kind = 'complaint'")
    db.commit()
    db.close()
    (remedy,) = _remedies(busy)
    assert remedy == {"code": "remedy", "delete": ["index.sqlite"]}
    for name in remedy["delete"]:
        for file in busy.folder.rglob(name + "*"):
            file.unlink()
    assert busy.run("list").code == 0 and busy.run("verify").code == 0
