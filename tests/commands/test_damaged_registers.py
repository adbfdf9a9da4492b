"""No verb tells figures of a damaged register as if they were sound, and none makes an official sheet of one."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reception_cli.cli.verbs import VERBS
from without_rights import without_rights

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung")
# How each verb is asked to read: every verb of the table stands here, or below with the reason why not.
READING: dict[str, list[str]] = {
    "agenda": [], "citizen": ["duc"], "issue": ["--list"], "report": ["--period", "2026"],
    "appoint": ["--list"], "chart": [], "classify": ["--suggest"], "config": [],
    "consolidate": ["--pairs"], "due": ["--exit-code"], "duty": ["--report"], "explain": ["1"], "export": [],
    "form": ["01/TCD", "--period", "2026"], "keys": [], "list": [], "log": [],
    "register": ["--period", "2026"], "search": ["dat", "--exit-code"], "show": ["1"], "stats": [],
    "summarize": ["--period", "2026"], "units": [],
}  # fmt: skip
WRITING = {
    "accept", "add", "assign", "close", "contact", "correct", "decide", "execute", "extend", "handover", "import",
    "meeting", "note", "pause", "redact", "redo", "refer", "reopen", "reply", "resume", "seal", "step", "undo", "urge",
    "visit", "void", "withdraw",
}  # fmt: skip
OTHERS = {
    "init": "refuses where a register is", "demo": "a desk of its own", "completion": "reads no register",
    "help": "reads no register",
    "verify": "tells the damage itself", "nightly": "examines first", "publish": "tests/commands/test_publish.py",
    "restore": "puts a sound register in place", "backup": "refuses",
    "diff": "compares what it is given",
}  # fmt: skip
Harm = Callable[[Path], None]


def flipped(file: Path) -> None:
    """One letter of a private value: the chain holds, its seal does not."""
    blob = file.read_bytes()
    assert blob.count(b"ranh gi") >= 1
    file.write_bytes(blob.replace(b"ranh gi", b"ranh hi", 1))


def cut(file: Path) -> None:
    blob = file.read_bytes()
    file.write_bytes(blob[: len(blob) // 2])


def older(file: Path) -> None:
    """A copy from before the last command."""
    shutil.copy(file.with_name("older.json"), file)


HARMS: dict[str, Harm] = {
    "emptied": lambda file: file.write_bytes(b"") and None,
    "cut in the middle": cut,
    "a byte flipped": flipped,
    "foreign JSON": lambda file: file.write_text('{"_default": {"1": {"name": "Nguyễn"}}}') and None,
    "an older copy": older,
}


def filled(desk: DeskUnderTest) -> Path:
    """Three receptions, and a copy of the register from before the last one."""
    for n in range(3):
        if n == 2:
            shutil.copy(desk.folder / "reception.json", desk.folder / "older.json")
        desk.add(f"Tranh chấp đất, ranh giới số {n}")
    return Path(desk.folder) / "reception.json"


def area(desk: DeskUnderTest, tmp_path: Path) -> Path:
    """A desk to which BT delivered twice; gives the register of BT as it lies here, with a copy of before."""
    unit = type(desk)(tmp_path / "desk-BT", desk._read)
    assert unit.run("init", "--unit", "BT").code == 0
    file = Path(desk.folder) / "units" / "BT" / "reception.json"
    why = ("--with-identity", "--reason", "QĐ 5")
    for n in range(2):
        unit.add(f"Tranh chấp đất, ranh giới số {n}")
        bundle = str(tmp_path / f"BT{n}.jsonl.gz")
        assert unit.run("export", "--bundle", *why, "-o", bundle).code == 0
        assert desk.run("consolidate", bundle).code == 0
        if n == 0:
            shutil.copy(file, file.with_name("older.json"))
    assert desk.json("summarize", "--period", "2026")["totals"]["visits"] == 2
    return file


def is_marked(desk: DeskUnderTest, verb: str, *words: str) -> None:
    """The verb warns and leaves with 6; where it answers at all it says so in its notes."""
    result = desk.run(verb, *words, "--json")
    assert result.code == 6, (verb, result)
    assert "damaged" in result.err, (verb, result.err)
    if result.out:
        assert "damaged" in [note["code"] for note in json.loads(result.out)["notes"]], verb


def makes_no_sheet(desk: DeskUnderTest, tmp_path: Path) -> None:
    for verb in ("form", "register"):
        for suffix in ("xlsx", "html", "csv"):
            sheet = tmp_path / f"{verb}.{suffix}"
            result = desk.run(verb, *READING[verb], "-o", str(sheet))
            assert (result.code, result.out, sheet.exists()) == (6, "", False)
        assert desk.run(verb, *READING[verb], "--format", "html").out == ""


def test_every_verb_is_spoken_for() -> None:
    assert sorted((*READING, *WRITING, *OTHERS)) == sorted(VERBS)


@pytest.mark.parametrize("harm", HARMS)
def test_every_reading_verb_marks_what_it_reads_of_a_damaged_register(
    desk: DeskUnderTest, tmp_path: Path, harm: str
) -> None:
    file = filled(desk)
    for verb, words in READING.items():
        assert desk.run(verb, *words).code in (0, 10), verb
    HARMS[harm](file)
    for verb, words in READING.items():
        is_marked(desk, verb, *words)
    is_marked(desk, "list", "--as-at", "2026-11-23")
    is_marked(desk, "diff", str(desk.folder), str(desk.folder))
    makes_no_sheet(desk, tmp_path)


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_register_of_a_unit_marks_what_the_desk_above_tells(
    desk: DeskUnderTest, tmp_path: Path, harm: str
) -> None:
    pytest.importorskip("duckdb")
    file = area(desk, tmp_path)
    assert desk.run("summarize", "--period", "2026", "--engine", "duckdb").code == 0
    assert desk.run("list") == desk.run("list")
    HARMS[harm](file)
    for verb in ("list", "search", "form", "register", "summarize", "stats", "chart", "due", "agenda", "log", "export"):
        is_marked(desk, verb, *READING[verb])
        assert "BT" in desk.run(verb, *READING[verb]).err
    for _turn in range(2):
        is_marked(desk, "summarize", "--period", "2026", "--engine", "duckdb")
    makes_no_sheet(desk, tmp_path)


def test_a_desk_above_whose_own_register_is_damaged_says_so(desk: DeskUnderTest, tmp_path: Path) -> None:
    area(desk, tmp_path)
    for harm in ("emptied", "cut in the middle", "foreign JSON"):
        HARMS[harm](Path(desk.folder) / "reception.json")
        is_marked(desk, "list")


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_register_is_neither_copied_nor_sent(desk: DeskUnderTest, tmp_path: Path, harm: str) -> None:
    HARMS[harm](filled(desk))
    desk.fails(6, "backup")
    desk.fails(6, "export", "--bundle", "-o", str(tmp_path / "TB.jsonl.gz"))
    assert not (tmp_path / "TB.jsonl.gz").exists() and not list(Path(desk.folder).glob("backups/TB-*"))


@pytest.mark.parametrize("harm", HARMS)
def test_a_writing_verb_records_only_where_the_end_is_the_noted_one(desk: DeskUnderTest, harm: str) -> None:
    file = filled(desk)
    HARMS[harm](file)
    before = file.read_bytes()
    result = desk.run("add", "Xin cấp giấy", *DUC, "--json")
    assert "damaged" in result.err
    if harm != "a byte flipped":
        assert (result.code, result.out, file.read_bytes()) == (6, "", before)
        return
    answer = json.loads(result.out)
    assert result.code == 0 and answer["rows"][0]["incident"] == "2026-0004"
    assert "damaged" in [note["code"] for note in answer["notes"]]
    is_marked(desk, "list")  # it is damaged still
    assert len(json.loads(desk.run("list", "--json").out)["rows"]) == 4


def test_a_dry_run_records_nothing_and_is_marked(desk: DeskUnderTest) -> None:
    flipped(filled(desk))
    is_marked(desk, "add", "Xin cấp giấy", *DUC, "--dry-run")


def test_names_are_shown_of_a_damaged_register_with_a_mark_only(desk: DeskUnderTest) -> None:
    flipped(filled(desk))
    is_marked(desk, "list", "--with-identity")


def test_a_warning_is_told_once_a_command(desk: DeskUnderTest) -> None:
    flipped(filled(desk))
    line = "The register is damaged: line 3 of the file is not as it was written.\n"
    assert desk.run("list").err.count("damaged") == desk.run("list").err.count(line) == 1


def touched(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def restored(file: Path) -> None:
    """A copy in its place: another file with the same content."""
    shutil.copy(file, file.with_name("copy"))
    file.with_name("copy").replace(file)


@pytest.mark.parametrize("by", [touched, restored], ids=["a backup tool", "a copy put back"])
def test_whoever_changes_nothing_in_it_is_not_blamed(desk: DeskUnderTest, by: Harm) -> None:
    file = filled(desk)
    before = desk.run("list")
    by(file)
    assert [desk.run("list"), desk.run("list")] == [before, before]
    desk.add("Việc sau đó")


def test_a_sound_register_put_back_is_believed_again(desk: DeskUnderTest) -> None:
    file = filled(desk)
    before, blob = desk.run("list"), file.read_bytes()
    for harm in HARMS.values():
        harm(file)
        assert desk.run("list").code == 6
        file.write_bytes(blob)
        assert desk.run("list") == before


def test_the_register_is_read_through_once_after_a_change_and_then_no_more(desk: DeskUnderTest) -> None:
    """What is found is noted: rot that leaves length, time and identity alone is for `verify` to find."""
    file = filled(desk)
    touched(file)
    assert desk.run("list").code == 0
    seen = file.stat()
    with file.open("r+b") as open_file:
        open_file.seek(file.read_bytes().index(b"ranh gi"))
        open_file.write(b"ranh hi")
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert desk.run("list").code == 0
    assert desk.run("verify").code == 6
    touched(file)
    assert desk.run("list").code == 0  # the time is the noted one
    os.utime(file)
    assert desk.run("list").code == 6


@pytest.mark.skipif(sys.platform != "linux", reason="rights are dropped as Linux does it")
@pytest.mark.parametrize("harm", HARMS)
def test_a_desk_that_nobody_may_write_to_is_examined_each_time(desk: DeskUnderTest, harm: str) -> None:
    file = filled(desk)

    def bare() -> int:
        return without_rights("--db", str(desk.folder), "list").returncode

    desk.folder.chmod(0o500)
    try:
        assert bare() == 0
        HARMS[harm](file)
        assert [bare(), bare()] == [6, 6]
    finally:
        desk.folder.chmod(0o700)


def test_what_verify_and_restore_say_is_their_own_answer(desk: DeskUnderTest, tmp_path: Path) -> None:
    file = filled(desk)
    assert desk.run("backup", str(tmp_path / "backups")).code == 0
    (copy,) = (tmp_path / "backups").iterdir()
    flipped(file)
    assert desk.run("verify").code == 6
    assert desk.run("backup", str(tmp_path / "backups"), "--list").code == 0
    assert desk.run("restore", str(copy), "--dry-run").code == 0
    assert desk.run("restore", str(copy), "--yes").code == 0
    assert desk.run("list").code == 0


@pytest.mark.parametrize("harm", ["emptied", "a byte flipped", "foreign JSON"])
def test_what_the_file_itself_tells_needs_no_note_of_the_head(desk: DeskUnderTest, harm: str) -> None:
    HARMS[harm](filled(desk))
    (desk.folder / "head").unlink()
    shutil.rmtree(os.environ["XDG_STATE_HOME"])
    is_marked(desk, "list")
    is_marked(desk, "list")  # as it was noted


@pytest.mark.parametrize("line", ["undo", "redo", "close 1 --result guided", "reopen 1 --reason x"])
def test_a_rule_that_rests_on_a_damaged_register_refuses_as_damage(desk: DeskUnderTest, line: str) -> None:
    """What would allow it, or forbid it, may be among what is lost."""
    desk.add("Tranh chấp đất")
    desk.run("close", "1", "--result", "guided")
    (desk.folder / "reception.json").write_bytes(b"")
    desk.fails(6, *line.split())
