"""Private values of denunciations, written for the desk's key and a second one; and keys that move to a new machine."""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyrage
import pytest

from reception_cli.domain.entry import Entry, Stamp, is_encrypted, readable
from reception_cli.domain.text import fold
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.ledger.age import opener
from reception_cli.ledger.format import encode
from reception_cli.ledger.storage import START, FileLedger
from reception_cli.maintenance.verify import inspect

DeskUnderTest = Any  # the `desk` of tests/conftest.py
NAME, WHERE, PHONE, TEXT = "Phan Thị Ẩn", "thôn Kín, xã Giấu", "0905999111", "Cán bộ địa chính nhận tiền"
PLANTED = (NAME, WHERE, PHONE, TEXT)
READ = ("--with-identity", "--reason", "kiểm tra theo đơn")


@pytest.fixture
def keyed(desk: DeskUnderTest) -> DeskUnderTest:
    """A desk with keys of its own."""
    desk.json("keys", "new")
    return desk


@pytest.fixture
def box(keyed: DeskUnderTest) -> DeskUnderTest:
    """A desk that encrypts its denunciations; the recovery key lies in `recovery.txt` beside it."""
    recovery(keyed)
    return keyed


def recovery(desk: DeskUnderTest, *more: str) -> Path:
    rows = desk.json("config", "encrypt", "denunciations", "--recovery-key", *more)["rows"]
    told = {row["key"]: row["value"] for row in rows}
    assert told["encrypt"] == "denunciations"
    path = desk.folder.parent / "recovery.txt"
    path.write_text(told["recovery_key"] + "\n", encoding="utf-8")
    return path


def denounce(desk: DeskUnderTest, kind: str = "tc", text: str = TEXT) -> Any:
    who = ("--name", NAME, "--address", WHERE, "--phone", PHONE)
    return desk.add(text, *who, *(("--kind", kind) if kind else ()))


def at(desk: DeskUnderTest, folder: Path) -> DeskUnderTest:
    """Give the same clerk at another folder."""
    return type(desk)(folder, desk._read)


def entries(desk: DeskUnderTest) -> list[Entry]:
    return [place.entry for place in FileLedger(str(desk.folder / "reception.json")).since(START)]


def holding(*folders: Path) -> set[str]:
    """Name the files in which a planted value stands, in any of its spellings."""
    marks = [mark for value in PLANTED for mark in spellings(value)]
    found = set()
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            for name in names:
                blob = Path(place, name).read_bytes()
                if any(mark in blob for mark in marks):
                    found.add(os.path.relpath(os.path.join(place, name), folder))
    return found


def spellings(value: str) -> list[bytes]:
    return [value.encode(), fold(value).encode(), json.dumps(value)[1:-1].encode()]


def shown(desk: DeskUnderTest, number: str, *more: str) -> dict[str, Any]:
    return dict(desk.json("show", number, *READ, *more)["rows"][0])


# --- Switching it on.


def test_nothing_is_encrypted_unless_it_was_switched_on(keyed):
    denounce(keyed)
    assert "reception.json" in holding(keyed.folder)
    assert not any(is_encrypted(pair) for entry in entries(keyed) for pair in entry["private"].values())
    assert keyed.json("config", "encrypt")["rows"][0]["value"] == "no"
    assert '"format"' not in (keyed.folder / "reception.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [(), ("--recovery-key", "--recipient", "age1" + "q" * 58)], ids=["none", "two"])
def test_it_cannot_be_switched_on_without_a_second_key(keyed, how):
    before = (keyed.folder / "reception.json").read_bytes()
    assert "second key" in keyed.fails(2, "config", "encrypt", "denunciations", *how)
    assert (keyed.folder / "reception.json").read_bytes() == before


def test_the_second_key_is_not_the_desks_own(keyed):
    (own,) = keyed.json("keys", "list")["rows"]
    assert "own" in keyed.fails(4, "config", "encrypt", "denunciations", "--recipient", own["public"])


def test_a_desk_without_a_key_is_told_to_make_one(desk):
    assert "keys new" in desk.fails(4, "config", "encrypt", "denunciations", "--recovery-key")


def test_a_dry_run_switches_nothing_on_and_tells_no_key(keyed):
    before = (keyed.folder / "reception.json").read_bytes()
    told = keyed.run("config", "encrypt", "denunciations", "--recovery-key", "--dry-run")
    assert told.code == 0 and "AGE-SECRET" not in told.out + told.err
    assert (keyed.folder / "reception.json").read_bytes() == before


@pytest.mark.parametrize(
    "argv",
    [
        ("encrypt", "complaints"), ("encrypt", "--recovery-key"), ("encrypt", "denunciations", "--unset"),
        ("encrypt", "--unset", "--recovery-key"), ("encrypt", "--own", "denunciations"),
        ("lang", "vi", "--recovery-key"), ("encrypt", "denunciations", "--recipient", "age1" + "q" * 58),
    ],
)  # fmt: skip
def test_what_is_not_meant_is_refused(keyed, argv):
    keyed.fails(2, "config", *argv)


def test_the_recovery_key_lies_in_no_file_of_the_desk(box, tmp_path):
    secret = (tmp_path / "recovery.txt").read_bytes().strip()
    for folder in (box.folder, tmp_path / "home"):
        for path in folder.rglob("*"):
            assert path.is_dir() or secret not in path.read_bytes()


# --- What is written.


def test_a_denunciation_is_written_for_its_keys_alone(box):
    denounce(box)
    assert holding(box.folder) == set()
    line = next(entry for entry in entries(box) if entry["kind"] == "visit")
    assert set(line["private"]) == {"name", "address", "phone"} and readable(line) == {}
    assert box.json("verify")["totals"]["ok"] is True


def test_its_length_is_not_told_by_the_ciphertext(box):
    denounce(box)
    box.add(TEXT, "--name", "An", "--address", "x", "--kind", "tc")
    names = [entry["private"]["name"][1] for entry in entries(box) if entry["kind"] == "visit"]
    assert [len(plain(box, name)) for name in names] == [64, 64]
    assert json.loads(plain(box, names[1]))[1] == "An"


def test_what_is_no_denunciation_stays_readable_and_is_found(box):
    box.add("Tranh chấp ranh giới", "--name", "Lê Văn Ba", "--address", "thôn 1", "--kind", "kn")
    assert "Lê Văn Ba".encode() in (box.folder / "reception.json").read_bytes()
    assert len(box.json("search", "le van ba")["rows"]) == 1


@pytest.mark.parametrize(
    "later",
    [
        ("note", "1", TEXT), ("correct", "V1", "--set", f"name={NAME}", "--reason", TEXT),
        ("correct", "1", "--set", f"content={TEXT} khác", "--reason", TEXT),
        ("close", "1", "--result", "guided", "--note", TEXT), ("void", "1", "--reason", TEXT),
        ("visit", "1", "--name", NAME, "--address", WHERE, "--note", TEXT),
        ("add", "Việc khác", "--to", "V1"), ("appoint", NAME, "1", "--on", "30/11/2026", "--about", TEXT),
        ("contact", "1", "--by", "visit", "--note", TEXT),
    ],
    ids=lambda argv: argv[0] + "-" + argv[1][:3],
)  # fmt: skip
def test_whatever_is_said_of_it_later_is_encrypted_too(box, later):
    denounce(box, "tc", "Việc ban đầu")
    done = box.run(*later)
    assert done.code == 0, done
    assert holding(box.folder) == set()
    assert box.run("verify").code == 0


def test_taking_back_says_nothing_readable_either(box):
    denounce(box)
    box.json("note", "1", TEXT)
    assert box.run("undo").code == 0 and box.run("redo").code == 0
    assert box.run("undo").code == 0
    assert holding(box.folder) == set() and box.run("verify").code == 0


def test_a_further_visit_takes_over_who_came_without_any_key(box, tmp_path):
    denounce(box)
    (box.folder / "keys" / "unit.key").rename(tmp_path / "stick.key")
    box.json("visit", "1")
    assert holding(box.folder) == set()
    assert shown(box, "V2", "--key-file", str(tmp_path / "stick.key"))["name"] == NAME
    assert box.run("verify", "--key-file", str(tmp_path / "stick.key")).code == 0


def test_an_imported_denunciation_is_encrypted_and_known_again(box, tmp_path):
    (tmp_path / "so.csv").write_text(
        "STT,Ngày tiếp,Họ và tên,Địa chỉ,Nội dung,Loại đơn\n"
        f'1,20/11/2026,{NAME},"{WHERE}",{TEXT},Tố cáo\n2,20/11/2026,Lê Ba,thôn 1,Đất,Khiếu nại\n',
        encoding="utf-8",
    )
    done = box.json("import", str(tmp_path / "so.csv"), "--yes")
    assert done["totals"]["incidents"] == 2
    assert holding(box.folder) == set()
    again = box.json("import", str(tmp_path / "so.csv"), "--yes", "--update")
    assert (again["totals"]["already"], again["totals"]["visits"]) == (2, 0)


# --- A matter that becomes a denunciation.


WAYS = {
    "classify": [("classify", "1", "--kind", "tc")],
    "correct": [("classify", "1", "--kind", "kn"), ("correct", "1", "--set", "kind=tc", "--reason", "x")],
    "redo": [("classify", "1", "--kind", "tc"), ("undo",), ("redo",)],
    "undo": [("classify", "1", "--kind", "tc"), ("undo",)],
    "add --to": [("add", "Việc tố cáo", "--to", "V1", "--kind", "tc")],
    "petition": [("add", "Việc tố cáo", "--to", "V1", "--kind", "tc"), ("visit", "1", "--people", "2")],
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_recorded_before_it_became_one_is_written_anew(box, way):
    denounce(box, "", "Việc ban đầu" if way in ("add --to", "petition") else TEXT)
    assert "reception.json" in holding(box.folder)
    heads = {entry["seq"]: entry["digest"] for entry in entries(box)}
    for argv in WAYS[way]:
        assert box.run(*argv).code == 0, argv
    held = holding(box.folder)
    assert held == set(), held
    now = {entry["seq"]: entry["digest"] for entry in entries(box)}
    assert {seq: now[seq] for seq in heads} == heads  # chain and seals are as they were
    assert box.run("verify").code == 0


def test_the_files_that_still_hold_it_readable_are_named(box):
    denounce(box, "")
    backup = box.json("backup")["rows"][0]["folder"]
    said = box.run("classify", "1", "--kind", "tc").err
    assert "4 private values" in said
    assert os.path.join(backup, "reception.json") in said
    assert NAME not in said
    said = box.run("classify", "1", "--field", "land").err
    assert backup not in said  # told where it happened, not again


def test_switching_on_encrypts_what_is_there_and_names_the_backups(keyed):
    denounce(keyed)
    keyed.json("note", "1", TEXT)
    backup = keyed.json("backup")["rows"][0]["folder"]
    told = keyed.run("config", "encrypt", "denunciations", "--recovery-key")
    assert "5 private values" in told.err and backup in told.err
    assert holding(keyed.folder) == {os.path.join("backups", os.path.basename(backup), "reception.json")}
    assert keyed.run("verify").code == 0


def test_a_torn_tail_that_held_it_readable_is_removed(box):
    denounce(box, "")
    (box.folder / "reception.json.torn-20261123-081000").write_bytes(f'"name":["x","{NAME}"]'.encode())
    box.json("classify", "1", "--kind", "tc")
    assert holding(box.folder) == set()


# --- Reading it.


def test_it_is_shown_with_a_reason_and_the_key_and_to_nobody_else(box, tmp_path):
    denounce(box)
    assert shown(box, "1")["name"] == NAME and shown(box, "1")["content"] == TEXT
    assert [row["phone"] for row in box.json("list", *READ)["rows"]] == [PHONE]
    assert box.json("search", "phan thi an")["rows"] == []
    assert all(value not in box.run("show", "1", "--with-identity").out for value in PLANTED)
    assert all(value not in box.run("export", "--format", "csv").out for value in PLANTED)
    (box.folder / "keys" / "unit.key").rename(tmp_path / "stick.key")
    before = (box.folder / "reception.json").read_bytes()
    assert "--key-file" in box.fails(3, "show", "1", *READ)
    assert (box.folder / "reception.json").read_bytes() == before
    assert shown(box, "1", "--key-file", str(tmp_path / "stick.key"))["name"] == NAME


def test_it_is_read_as_it_stood_on_a_day_before_it_was_encrypted(keyed):
    denounce(keyed)
    keyed.json("config", "encrypt", "denunciations", "--recovery-key", now="2026-11-25T08:10:00+07:00")
    earlier = ("show", "1", *READ, "--as-at", "24/11/2026")
    assert keyed.json(*earlier, now="2026-11-25T09:10:00+07:00")["rows"][0]["name"] == NAME


def test_no_ciphertext_is_shown_in_place_of_a_name(box, tmp_path):
    denounce(box)
    box.json("visit", "1")
    (box.folder / "keys" / "unit.key").rename(tmp_path / "stick.key")
    cipher = [pair[1] for entry in entries(box) for pair in entry["private"].values() if is_encrypted(pair)]
    for argv in (("show", "1"), ("show", "V1"), ("list",), ("list", "--visits"), ("log",), ("agenda",), ("due",)):
        told = box.run(*argv)
        assert told.code == 0 and not any(text in told.out + told.err for text in cipher), argv
    for argv in (("show", "1"), ("list", "--visits")):
        told = box.run(*argv, "--with-identity")
        assert told.code == 0 and not any(text in told.out + told.err for text in cipher), argv


def test_a_strangers_key_opens_nothing(box, tmp_path):
    denounce(box)
    other = at(box, tmp_path / "other")
    other.run("init", "--unit", "XX")
    other.run("keys", "new")
    said = box.fails(4, "show", "1", *READ, "--key-file", str(other.folder / "keys" / "unit.key"))
    assert "nothing was encrypted to it" in said
    (tmp_path / "none.txt").write_text("no key", encoding="utf-8")
    assert "no secret key" in box.fails(6, "show", "1", *READ, "--key-file", str(tmp_path / "none.txt"))
    assert "belongs to" in box.fails(2, "show", "1", "--key-file", str(tmp_path / "recovery.txt"))


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_a_key_that_is_no_file_is_refused_at_once(box, tmp_path, kind):
    denounce(box)
    path = {"pipe": tmp_path / "pipe", "folder": tmp_path, "device": Path("/dev/zero")}[kind]
    if kind == "pipe":
        os.mkfifo(path)
    before = (box.folder / "reception.json").read_bytes()
    for argv in (
        ("show", "1", *READ, "--key-file", str(path)), ("verify", "--key-file", str(path)),
        ("config", "encrypt", "denunciations", "--recipient", str(path)),
        ("keys", "move", "--from", str(path), "--passphrase-file", str(tmp_path / "recovery.txt")),
    ):  # fmt: skip
        assert "cannot be read" in box.fails(6, *argv), argv
    assert (box.folder / "reception.json").read_bytes() == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_recovery_key_that_could_not_be_printed_stands_in_the_message(keyed):
    argv = ["--db", str(keyed.folder), "config", "encrypt", "denunciations", "--recovery-key"]
    with open("/dev/full", "w") as full:
        told = subprocess.run([sys.executable, "-m", "reception_cli", *argv], stdout=full, stderr=subprocess.PIPE)
    assert told.returncode == 8
    secret = re.search(rb"AGE-SECRET-KEY-1[A-Z0-9]{58}", told.stderr)
    path = keyed.folder.parent / "told.txt"
    path.write_bytes(secret[0])
    denounce(keyed)
    assert shown(keyed, "1", "--key-file", str(path))["name"] == NAME


def test_an_answer_never_replaces_the_key_that_it_is_read_with(box, tmp_path):
    denounce(box)
    path = tmp_path / "recovery.txt"
    said = box.fails(2, "list", *READ, "--key-file", str(path), "-o", str(path), "--format", "csv")
    assert "overwritten" in said and "AGE-SECRET-KEY-1" in path.read_text(encoding="utf-8")


def test_another_office_reads_it_with_its_own_key(keyed, tmp_path):
    other = at(keyed, tmp_path / "other")
    other.run("init", "--unit", "DN")
    public = other.run("keys", "new", "-q").out.strip()
    keyed.json("config", "encrypt", "denunciations", "--recipient", public)
    denounce(keyed)
    (keyed.folder / "keys" / "unit.key").unlink()
    assert shown(keyed, "1", "--key-file", str(other.folder / "keys" / "unit.key"))["name"] == NAME


# --- verify, redact, bundles, backup, salvage.


def test_verify_says_what_it_could_not_examine_without_the_key(box, tmp_path):
    denounce(box)
    assert "not_examined" not in [note["code"] for note in box.json("verify")["notes"]]
    (box.folder / "keys" / "unit.key").rename(tmp_path / "stick.key")
    notes = {note["code"]: note for note in box.json("verify")["notes"]}
    assert notes["not_examined"]["count"] == 4
    notes = box.json("verify", "--key-file", str(tmp_path / "stick.key"))["notes"]
    assert "not_examined" not in [note["code"] for note in notes]


def test_a_register_that_two_processes_read_is_examined_with_the_key_by_the_one_that_has_it(box):
    denounce(box)
    folder = Folder(str(box.folder), Habits())

    def look(key: Any) -> Any:
        return inspect(folder, [], Stamp("2026-11-23T08:10:00+07:00", "lan", "d"), lambda *_: None, None, 1, key=key)

    closed, opened = look(lambda: None), look(lambda: opener(str(box.folder / "keys" / "unit.key")))
    assert (closed.ok, closed.unexamined) == (True, 4)
    assert (opened.ok, opened.unexamined, opened.entries) == (True, 0, closed.entries)


def swap(desk: DeskUnderTest, change: Any) -> None:
    """Let somebody change the private values of the first visit in the file, in their place."""
    path = desk.folder / "reception.json"
    text = path.read_bytes()
    line = next(line for line in text.split(b"\n") if b'"kind":"visit"' in line)
    raw = line.rstrip(b", ")
    entry = json.loads(raw[raw.index(b":{") + 1 :])
    change(entry["private"])
    path.write_bytes(text.replace(line, encode(entry).lstrip(b",\n") + (b"," if line.endswith(b",") else b"")))


def test_with_the_key_verify_finds_a_ciphertext_that_was_exchanged(box):
    denounce(box)

    def exchange(private: Any) -> None:
        private["name"], private["phone"] = private["phone"], private["name"]

    swap(box, exchange)
    told = box.run("verify", "--json")
    assert told.code == 6 and json.loads(told.out)["rows"][0]["code"] == "sealed"
    read = box.run("show", "V1", *READ, "--json")  # nobody is called by another's telephone number
    assert PHONE not in read.out and NAME not in read.out and "does not open all" in read.err


def test_redact_erases_what_is_encrypted_and_names_the_copies_without_any_key(box):
    denounce(box, "")
    plain = box.json("backup", now="2026-11-23T08:10:00+07:00")["rows"][0]["folder"]
    box.json("classify", "1", "--kind", "tc")
    closed = box.json("backup", now="2026-11-24T08:10:00+07:00")["rows"][0]["folder"]
    (box.folder / "keys" / "unit.key").unlink()
    done = box.json("redact", "V1", "--reason", "yêu cầu 5", "--yes", now="2026-11-24T09:10:00+07:00")
    assert done["totals"]["values"] == 3
    files = next(note for note in done["notes"] if note["code"] == "copies")["files"]
    assert [os.path.dirname(file) for file in files] == [plain, closed]
    assert box.run("verify").code == 0


def test_a_bundle_holds_nothing_of_it_and_says_its_format(box, tmp_path):
    denounce(box, "")
    box.json("classify", "1", "--kind", "tc")
    box.run("undo")
    path = tmp_path / "TB.jsonl.gz"
    box.json("export", "--bundle", "-o", str(path), *READ)
    text = gzip.decompress(path.read_bytes())
    assert b'"reception.bundle/2"' in text and b'["age",' not in text and NAME.encode() not in text
    district = at(box, tmp_path / "district")
    district.run("init", "--unit", "DN")
    assert district.run("consolidate", str(path)).code == 0
    assert district.run("verify").code == 0


def test_a_desk_that_encrypts_takes_in_the_bundles_of_its_units(box, tmp_path):
    unit = at(box, tmp_path / "unit")
    unit.run("init", "--unit", "QS")
    denounce(unit)
    path = tmp_path / "QS.jsonl.gz"
    unit.json("export", "--bundle", "-o", str(path))
    assert box.json("consolidate", str(path))["rows"][0]["status"] == "received"
    denounce(box)
    assert shown(box, "1")["name"] == NAME
    assert box.run("verify").code == 0 and holding(box.folder) == set()


def test_a_backup_from_before_is_restored_encrypted(keyed, tmp_path):
    denounce(keyed)
    backup = keyed.json("backup")["rows"][0]["folder"]
    key = recovery(keyed)
    keyed.json("restore", backup, "--yes", now="2026-11-24T08:10:00+07:00")
    assert {name for name in holding(keyed.folder) if not name.startswith("backups")} == set()
    assert keyed.json("config", "encrypt")["rows"][0]["value"] == "denunciations"
    assert shown(keyed, "1", "--key-file", str(key))["name"] == NAME
    assert keyed.run("verify").code == 0


def test_a_salvage_takes_it_over_as_it_is(box, tmp_path):
    denounce(box)
    box.json("note", "1", TEXT)
    path = box.folder / "reception.json"
    lines = path.read_bytes().split(b"\n")
    place = next(n for n, line in enumerate(lines) if b'"kind":"incident"' in line)
    lines[place] = lines[place].replace(b'"host"', b'"hosT"', 1)
    path.write_bytes(b"\n".join(lines))
    assert box.run("verify", "--salvage", str(tmp_path / "saved")).code in (0, 6)
    saved = at(box, tmp_path / "saved")
    assert holding(saved.folder) <= set()
    key = str(box.folder / "keys" / "unit.key")
    assert saved.run("verify", "--key-file", key).code == 0
    assert shown(saved, "V1", "--key-file", key)["name"] == NAME


def plain(desk: DeskUnderTest, text: str) -> bytes:
    """Open an encrypted value as any program does that knows age."""
    secret = json.loads((desk.folder / "keys" / "unit.key").read_text(encoding="utf-8"))["age_secret"]
    return pyrage.decrypt(base64.b64decode(text), [pyrage.x25519.Identity.from_str(secret)])


def test_another_program_reads_salt_and_value_with_age_alone(box):
    denounce(box)
    line = next(entry for entry in entries(box) if entry["kind"] == "visit")
    mark, text = line["private"]["name"]
    salt, value = json.loads(plain(box, text))
    assert (mark, value) == ("age", NAME)
    assert hashlib.sha256((salt + value).encode()).hexdigest() == line["sealed"]["name"]


# --- Keys: a dead machine, other keys, a new machine.


def test_when_the_machine_is_dead_the_recovery_key_and_a_backup_bring_everything_back(box, tmp_path):
    denounce(box)
    backup = Path(box.json("backup", str(tmp_path / "usb"))["rows"][0]["folder"])
    shutil.rmtree(box.folder)
    key = str(tmp_path / "recovery.txt")
    new = at(box, tmp_path / "new")
    assert new.run("restore", str(backup), "--yes").code == 0
    assert shown(new, "1", "--key-file", key)["name"] == NAME
    new.json("keys", "new")
    assert "--key-file" in new.fails(4, "config", "encrypt", "denunciations", "--recovery-key")
    old = Path(key).read_text(encoding="utf-8")
    assert recovery(new, "--key-file", key).read_text(encoding="utf-8") != old
    assert shown(new, "1")["name"] == NAME  # by the new machine's own key
    (tmp_path / "old.txt").write_text(old, encoding="utf-8")
    assert "nothing was encrypted to it" in new.fails(4, "show", "1", *READ, "--key-file", str(tmp_path / "old.txt"))
    assert new.run("verify").code == 0
    assert new.json("log")["rows"]


def test_switching_off_takes_the_key_and_writes_everything_readable(box, tmp_path):
    denounce(box)
    (box.folder / "keys" / "unit.key").rename(tmp_path / "stick.key")
    box.fails(3, "config", "encrypt", "--unset")
    box.json("config", "encrypt", "--unset", "--key-file", str(tmp_path / "stick.key"))
    assert not any(is_encrypted(pair) for entry in entries(box) for pair in entry["private"].values())
    assert shown(box, "1")["name"] == NAME
    assert box.run("verify").code == 0


def test_keys_move_to_a_new_machine_under_a_passphrase(box, tmp_path):
    denounce(box)
    file = tmp_path / "keys.age"
    told = box.json("keys", "move", "--to", str(file))
    word = next(note for note in told["notes"] if note["code"] == "passphrase")["passphrase"]
    assert re.fullmatch("([A-Z2-7]{4}-){7}[A-Z2-7]{4}", word)
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    secret = json.loads((box.folder / "keys" / "unit.key").read_text(encoding="utf-8"))["age_secret"]
    assert secret.encode() not in file.read_bytes()
    new = tmp_path / "new"
    shutil.copytree(box.folder, new, ignore=shutil.ignore_patterns("keys"))
    moved = at(box, new)
    (tmp_path / "word.txt").write_text(word.lower().replace("-", " "), encoding="utf-8")
    take = ("keys", "move", "--from", str(file), "--passphrase-file", str(tmp_path / "word.txt"))
    moved.json(*take)
    assert (new / "keys" / "unit.key").read_bytes() == (box.folder / "keys" / "unit.key").read_bytes()
    assert oct((new / "keys" / "unit.key").stat().st_mode & 0o777) == "0o600"
    assert shown(moved, "1")["name"] == NAME
    moved.json(*take)  # the same once more changes nothing


def test_keys_are_never_put_over_others_and_another_word_opens_nothing(keyed, tmp_path):
    keyed.json("keys", "new", "--area")
    file, word = tmp_path / "keys.age", tmp_path / "word.txt"
    told = keyed.json("keys", "move", "--to", str(file))
    word.write_text(next(note for note in told["notes"] if note["code"] == "passphrase")["passphrase"])
    assert "already" in keyed.fails(2, "keys", "move", "--to", str(file))
    other = at(keyed, tmp_path / "other")
    other.run("init", "--unit", "TB")
    other.run("keys", "new")
    before = (other.folder / "keys" / "unit.key").read_bytes()
    take = ("keys", "move", "--from", str(file), "--passphrase-file")
    assert "already" in other.fails(4, *take, str(word))
    assert (other.folder / "keys" / "unit.key").read_bytes() == before
    assert sorted(os.listdir(other.folder / "keys")) == ["unit.key"]  # nothing of it, then
    stranger = at(keyed, tmp_path / "stranger")
    stranger.run("init", "--unit", "XX")
    assert "not of XX" in stranger.fails(4, *take, str(word))
    (tmp_path / "wrong.txt").write_text("AAAA", encoding="utf-8")
    assert "does not open" in keyed.fails(2, *take, str(tmp_path / "wrong.txt"))
    assert "passphrase" in keyed.fails(2, "keys", "move", "--from", str(file))
    keyed.fails(3, *take, str(tmp_path / "nothing.txt"))
    keyed.fails(3, "keys", "move", "--from", str(tmp_path / "no.age"), "--passphrase-file", str(word))
    keyed.fails(2, "keys", "move")
    keyed.fails(2, "keys", "new", "--to", str(tmp_path / "x"))


# --- Daily verbs know nothing of it.


DAILY = [("add", "Việc", "--name", "A", "--address", "b"), ("list",), ("show", "1"), ("visit", "1"), ("verify",)]


@pytest.mark.parametrize("argv", DAILY, ids=lambda argv: argv[0])
def test_a_desk_that_encrypts_nothing_loads_no_cipher(keyed, argv):
    denounce(keyed)
    code = (
        "import sys; from reception_cli.cli.main import run\n"
        f"code = run(['--db', {str(keyed.folder)!r}, *{list(argv)!r}])\n"
        "assert code == 0 and 'pyrage' not in sys.modules, (code, 'pyrage' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
