"""Backups as a clerk makes, lists, keeps and restores them."""

import json
import shutil
from pathlib import Path

import pytest

NEXT = "2026-11-24T08:00:00+07:00"


def test_a_backup_opens_like_the_desk_itself(desk):
    desk.add()
    row = desk.json("backup")["rows"][0]
    assert (row["backup"], row["entries"]) == ("TB-20261123-081000", 3)
    assert Path(row["folder"]) == desk.folder / "backups" / "TB-20261123-081000"
    result = desk.run("--db", row["folder"], "list", "--json")
    assert [one["id"] for one in json.loads(result.out)["rows"]] == ["2026-0001"] and result.err == ""
    assert desk.run("--db", row["folder"], "verify").code == 0


def test_another_disk_is_advised_once(desk, tmp_path):
    assert "another disk" in desk.run("backup").err
    assert desk.run("backup", now=NEXT).err == ""


def test_the_folder_and_the_rule_come_from_the_configuration(desk, tmp_path):
    (desk.folder / "config.toml").write_text(f'backup = "{tmp_path / "usb"}"\nkeep = "1d"\n')
    for day in ("21", "22", "23"):
        found = desk.json("backup", now=f"2026-11-{day}T08:00:00+07:00")
    assert found["totals"] == {"removed": 1}
    assert [file.name for file in (tmp_path / "usb").iterdir()] == ["TB-20261123-080000"]


def test_older_backups_make_room_as_the_rule_says(desk, tmp_path):
    for day in ("20", "21", "22"):
        desk.json("backup", str(tmp_path / "b"), "--keep", "all", now=f"2026-11-{day}T08:00:00+07:00")
    plan = desk.json("backup", str(tmp_path / "b"), "--keep", "2d", "--dry-run")
    assert [row["backup"] for row in plan["rows"]] == ["TB-20261120-080000"]
    done = desk.json("backup", str(tmp_path / "b"), "--keep", "2d")
    assert [note["backups"] for note in done["notes"]] == [["TB-20261121-080000", "TB-20261120-080000"]]
    rows = desk.json("backup", str(tmp_path / "b"), "--list")["rows"]
    assert [row["backup"] for row in rows] == ["TB-20261123-081000", "TB-20261122-080000"]


def test_a_rule_that_cannot_be_read_makes_no_backup(desk, tmp_path):
    assert "7d,4w,12m,3y" in desk.fails(2, "backup", str(tmp_path / "b"), "--keep", "weekly")
    assert not (tmp_path / "b").exists()


def test_restoring_shows_what_would_be_lost_and_wants_a_yes(desk):
    desk.add()
    source = desk.json("backup")["rows"][0]["folder"]
    desk.add("Việc sau")
    before = (desk.folder / "reception.json").read_bytes()
    plan = desk.json("restore", source, "--dry-run")
    assert plan["totals"] == {"common": 3, "lost": 2, "gained": 0, "same_register": True}
    assert [row["subject"] for row in plan["rows"]] == ["2026-0002", "V2026-0002"]
    assert "2 entries would no longer be in it" in desk.fails(2, "restore", source)
    assert (desk.folder / "reception.json").read_bytes() == before
    done = desk.json("restore", source, "--yes")
    assert done["notes"][0]["file"] == "reception.json.before-restore-20261123-081000"
    assert [row["id"] for row in desk.json("list")["rows"]] == ["2026-0001"]
    assert desk.run("verify").code == 0 and desk.add("Việc mới")["incident"] == "2026-0002"


def test_restoring_is_not_taken_back_by_undo_but_by_restoring_what_was_kept(desk):
    desk.add()
    source = desk.json("backup")["rows"][0]["folder"]
    desk.add("Việc sau")
    kept = desk.json("restore", source, "--yes")["notes"][0]["file"]
    assert [step["subjects"] for step in desk.json("undo", "--list")["rows"]] == [["2026-0001", "V2026-0001"]]
    desk.json("restore", str(desk.folder / kept), "--yes", now=NEXT)
    assert len(desk.json("list")["rows"]) == 2


@pytest.mark.parametrize("gone", ["reception.json", "all"])
def test_a_lost_register_comes_back(desk, gone):
    desk.add()
    source = Path(desk.json("backup", str(desk.folder.parent / "b"))["rows"][0]["folder"])
    if gone == "all":
        shutil.rmtree(desk.folder)
    else:
        (desk.folder / gone).unlink()
    assert desk.run("restore", str(source), "--yes").code == 0
    result = desk.run("list", "--json")
    assert result.err == "" and len(json.loads(result.out)["rows"]) == 1
    assert desk.add("Việc sau")["visit"] == "V2026-0002"


def test_a_damaged_backup_is_refused_and_named(desk):
    desk.add()
    source = Path(desk.json("backup")["rows"][0]["folder"])
    blob = (source / "reception.json").read_bytes()
    (source / "reception.json").write_bytes(blob[:-600])
    assert "line" in desk.fails(6, "restore", str(source), "--yes")
    assert "none" in desk.fails(3, "restore", str(desk.folder / "none"), "--yes")
    assert "itself" in desk.fails(2, "restore", str(desk.folder), "--yes")


@pytest.mark.parametrize("desks_folder", ["missing", "empty"])
@pytest.mark.parametrize("named", [(), ("elsewhere/copies",)])
@pytest.mark.parametrize("how", [(), ("--dry-run",)])
def test_where_there_is_no_register_nothing_is_backed_up_and_no_folder_made(
    desk, tmp_path, monkeypatch, desks_folder, named, how
):
    monkeypatch.chdir(tmp_path)
    if desks_folder == "empty":
        (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert "There is no register" in desk.fails(3, "--db", desks_folder, "backup", *named, *how)
    assert sorted(tmp_path.rglob("*")) == before
