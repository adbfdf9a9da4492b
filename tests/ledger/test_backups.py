"""Backups: verified before they have a name, ordinary registers, and never fewer than are needed."""

import os
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from killed import at_every_call
from reopening import opened_again
from written import STAMP, entries, opened, path, write

from private_files import is_private
from reception_cli.domain.entry import Draft, Head
from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.rewrite import prove
from reception_cli.maintenance import backup, redact
from reception_cli.maintenance.backup import Backup

NOW = "2026-11-23T08:10:00+07:00"


def make(folder: Folder, into: Path, now: str = NOW) -> Backup:
    return backup.make(folder, str(into), "TB", now, lambda _done, _all: None)


def test_a_backup_is_an_ordinary_register(folder, tmp_path):
    made = make(folder, tmp_path / "b")
    assert Path(made.path) == tmp_path / "b/TB-20261123-081000" and made.head.count == 15
    copy = Folder(made.path, Habits(state=str(tmp_path / "state")))
    assert entries(copy) == entries(folder)
    assert write(copy, *opened(6))[-1]["seq"] == 17
    assert is_private(Path(made.path)) and is_private(Path(copy.ledger.path))


def test_an_older_backup_is_read_without_complaint_although_the_clerk_has_seen_more(folder, tmp_path):
    made = make(folder, tmp_path / "b")
    write(folder, *opened(6))
    told: list[str] = []
    copy = Folder(made.path, Habits(state=str(tmp_path / "state"), warn=told.append))
    assert copy.read().case("5").id == "2026-0005" and told == []


def test_a_damaged_register_gives_no_backup(folder, tmp_path):
    folder.read().close()
    blob = bytearray(path(folder).read_bytes())
    blob[2000] ^= 1
    path(folder).write_bytes(blob)
    with pytest.raises(Damaged):
        make(opened_again(tmp_path), tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []


def test_two_backups_of_one_second_both_stay(folder, tmp_path):
    names = [make(folder, tmp_path / "b").name for _turn in range(3)]
    assert names == ["TB-20261123-081000", "TB-20261123-081000-2", "TB-20261123-081000-3"]
    assert [one.name for one in backup.listed(str(tmp_path / "b"), "TB")] == names[::-1]


def test_a_backup_is_made_while_the_desk_goes_on_writing(folder, tmp_path):
    stop = threading.Event()

    def work() -> None:
        other = opened_again(tmp_path)
        while not stop.is_set():
            write(other, Draft("noted", "2026-0001", {}, {"note": "dài " * 500}))

    writer = threading.Thread(target=work)
    writer.start()
    try:
        made = [make(opened_again(tmp_path), tmp_path / "b") for _turn in range(5)]
    finally:
        stop.set()
        writer.join()
    for one in made:
        head = prove(one.path + "/reception.json").head
        assert head == one.head and entries(folder)[head.count - 1]["digest"] == head.digest


def test_a_register_that_is_redacted_meanwhile_is_copied_again(folder, tmp_path):
    turns: list[int] = []

    def meanwhile(done: int, _all: int) -> None:
        if not turns:
            redact.redact(folder, "V2026-0001", (), "r", STAMP)
        turns.append(done)

    made = backup.make(opened_again(tmp_path), str(tmp_path / "b"), "TB", STAMP.now, meanwhile)
    copy = Folder(made.path, Habits())
    assert [e["kind"] for e in entries(copy)][-1] == "redacted" and entries(copy)[2]["private"] == {}


def test_killed_at_any_call_no_half_backup_has_a_name(folder, tmp_path):
    into = tmp_path / "b"
    for turn in at_every_call(lambda: None, lambda: make(opened_again(tmp_path), into)):
        for one in backup.listed(str(into), "TB"):
            assert prove(one.path + "/reception.json").head.count == 15, turn
    next_day = make(folder, into, "2026-11-24T08:00:00+07:00")
    assert next_day.head.count == 15 and not [name for name in os.listdir(into) if name.endswith(".part")]


def named(*days: str) -> list[Backup]:
    return [Backup(f"TB-{day}", f"/b/{day}", f"{day}T08:00:00", Head(1, "a"), 1) for day in days]


def test_the_newest_of_each_day_week_month_and_year_stay():
    # 2026-11-23 is a Monday; so are 16 and 9.
    days = ("2026-11-23", "2026-11-22", "2026-11-21", "2026-11-15", "2026-11-14", "2026-10-31", "2026-10-01",
            "2025-12-31", "2025-01-01")  # fmt: skip
    gone = backup.surplus(named(*days), {"d": 2, "w": 3, "m": 2, "y": 2})
    # d: 23, 22; w: 23, 22 (week of 16), 15 (week of 9); m: 11-23, 10-31; y: 2026-11-23, 2025-12-31
    assert [one.made_at[:10] for one in gone] == ["2026-11-21", "2026-11-14", "2026-10-01", "2025-01-01"]


@given(
    st.lists(st.integers(0, 2000), min_size=1, unique=True),
    st.dictionaries(st.sampled_from("dwmy"), st.integers(0, 9), min_size=1),
)
def test_the_newest_backup_always_stays_and_a_rule_applied_twice_removes_nothing_more(offsets, rule):
    days = sorted((date(2026, 11, 23) - timedelta(offset) for offset in offsets), reverse=True)
    known = named(*(day.isoformat() for day in days))
    gone = backup.surplus(known, rule)
    left = [one for one in known if one not in gone]
    assert left[0] == known[0] and backup.surplus(left, rule) == []


@pytest.mark.parametrize("text", ["", "7", "7x", "d", "-1d", "7d,,4w", "١d"])
def test_a_rule_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageFault, match="--keep"):
        backup.read_keep(text)


def test_all_keeps_all():
    assert backup.surplus(named("2026-11-23", "2026-11-22"), backup.read_keep("all")) == []


def test_only_what_the_register_still_holds_is_removed(folder, tmp_path):
    into = tmp_path / "b"
    fine = make(folder, into, "2026-11-01T08:00:00+07:00")
    ahead = make(folder, into, "2026-11-02T08:00:00+07:00")
    write(Folder(ahead.path, Habits()), *opened(6))
    broken = make(folder, into, "2026-11-03T08:00:00+07:00")
    Path(broken.path, "reception.json").write_bytes(path(folder).read_bytes()[:-9])
    guest = make(folder, into, "2026-11-04T08:00:00+07:00")
    Path(guest.path, "notes.txt").write_text("mine")
    gone, left = backup.prune(folder.read(), [fine, ahead, broken, guest])
    assert [one.name for one in gone] == [fine.name] and not Path(fine.path).exists()
    assert left == [ahead, broken, guest] and all(Path(one.path).exists() for one in left)


def test_a_backup_from_before_an_erasure_is_still_one_of_this_register(folder, tmp_path):
    made = make(folder, tmp_path / "b")
    redact.redact(folder, "V2026-0001", (), "r", STAMP)
    assert backup.prune(folder.read(), [made])[0] == [made]


def test_what_is_not_named_as_a_backup_is_none(folder, tmp_path):
    made = make(folder, tmp_path / "b")
    for name in ("TB-2026-08", "TB-20261123", "XX-20261123-081000", "TB-20261123-08100a"):
        (tmp_path / "b" / name).mkdir()
        (tmp_path / "b" / name / "reception.json").write_bytes(b"")
    (tmp_path / "b/TB-20261124-081000").symlink_to(made.path)
    assert [one.name for one in backup.listed(str(tmp_path / "b"), "TB")] == [made.name]
    assert backup.listed(str(tmp_path / "none"), "TB") == []
