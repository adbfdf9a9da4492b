"""Where a desk may live, who may look in, and what is not followed there."""

import gc
import os
import stat
from pathlib import Path

import pytest
from reopening import opened_again
from written import STAMP, opened, path, write

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.domain.errors import Refused, Unwritable
from reception_cli.index import desk_folder
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.ledger.lock import Lock
from reception_cli.ledger.storage import FileLedger

UNIT = Draft("configured", "", {"unit": "TB"})


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o177, 0o777])
def test_files_are_private_whatever_the_umask(tmp_path: Path, mask: int):
    before = os.umask(mask)
    try:
        folder = Folder(str(tmp_path / "a" / "desk"), Habits(state=str(tmp_path / "state")))
        folder.begin([UNIT], STAMP)
        write(folder, *opened(1))
        blob = path(folder).read_bytes()
        path(folder).write_bytes(blob + b"torn")
        write(folder, *opened(2))
        book = folder.read()  # while SQLite keeps its log and its shared memory there
        found = {file: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*")}
        book.close()
    finally:
        os.umask(before)
    assert {file.name for file in found} > {"reception.json", "lock", "head", "index.sqlite", "heads"}
    wrong = {str(file): oct(mode) for file, mode in found.items() if mode != (0o700 if file.is_dir() else 0o600)}
    assert wrong == {}


def test_a_desk_reached_by_two_names_is_one_desk(tmp_path: Path, folder: Folder):
    (tmp_path / "link").symlink_to(path(folder).parent)
    other = Folder(str(tmp_path / "link"), folder.habits)
    with folder.lock("import", STAMP), pytest.raises(Exception, match="import by lan"):
        other.habits.timeout = 0
        write(other, *opened(6))
    write(other, *opened(6))
    write(folder, *opened(7))
    assert len(other.entries()) == 19 and other.path == folder.path


@pytest.mark.parametrize("name", desk_folder.FILES)
@pytest.mark.parametrize("target", ["a file", "nothing"])
def test_a_planted_link_is_refused_and_its_target_untouched(tmp_path: Path, folder: Folder, name: str, target: str):
    aim = tmp_path / "aim"
    planted = path(folder).parent / name
    blob = planted.read_bytes() if planted.exists() else b"precious"
    if target == "a file":
        aim.write_bytes(blob)
    planted.unlink(missing_ok=True)
    planted.symlink_to(aim)
    for attempt in (lambda: opened_again(tmp_path).read(), lambda: write(opened_again(tmp_path), *opened(6))):
        with pytest.raises(Unwritable, match="symbolic link"):
            attempt()
    assert aim.read_bytes() == blob if target == "a file" else not aim.exists()


@pytest.mark.parametrize("name", ["head.new", "reception.json.new", "index.sqlite.new", "reception.json.torn-15-0"])
def test_a_link_planted_where_we_write_aside_is_not_followed(tmp_path: Path, folder: Folder, name: str):
    aim = tmp_path / "aim"
    aim.write_bytes(b"precious")
    (path(folder).parent / name).symlink_to(aim)
    (path(folder).parent / "index.sqlite").unlink()
    path(folder).write_bytes(path(folder).read_bytes() + b"torn")
    write(folder, *opened(6))
    assert aim.read_bytes() == b"precious" and len(folder.entries()) == 17


MOUNTS = """
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/share nfs4 rw 0 0
//server/c$ /mnt/my\\040files cifs rw 0 0
tmpfs /mnt/share/local tmpfs rw 0 0
user@host: /home/lan/far fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(("folder", "kind"), [
    ("/srv/desk", "ext4"), ("/mnt/share/desk", "nfs4"), ("/mnt/share", "nfs4"), ("/mnt/shared/desk", "ext4"),
    ("/mnt/my files/desk", "cifs"), ("/mnt/share/local/desk", "tmpfs"), ("/home/lan/far/desk", "fuse.sshfs"),
])  # fmt: skip
def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(tmp_path: Path, folder: str, kind: str):
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.strip() + "\n")
    assert desk_folder.file_system(folder, str(mounts)) == kind


def test_where_the_system_does_not_tell_nothing_is_refused(tmp_path: Path):
    assert desk_folder.file_system("/srv/desk", str(tmp_path / "none")) == ""


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_folder_is_refused_unless_the_desk_accepts_it(
    folder: Folder, tmp_path: Path, kind: str
):
    folder.habits.mounts = str(tmp_path / "mounts")
    Path(folder.habits.mounts).write_text(f"server:/desk {tmp_path} {kind} rw 0 0\n")
    before = path(folder).read_bytes()
    with pytest.raises(Unwritable, match=rf"network drive \({kind}\)"):
        write(folder, *opened(6))
    assert path(folder).read_bytes() == before and folder.read().newest_year("") == 2026
    folder.habits.network = True
    write(folder, *opened(6))


def test_a_windows_share_is_a_network_folder():
    with pytest.raises(Unwritable, match="smb"):
        desk_folder.refuse_network("\\\\server\\share\\desk", accepted=False)


def test_a_desk_is_not_made_where_one_is(tmp_path: Path, folder: Folder):
    before = path(folder).read_bytes()
    with pytest.raises(Refused, match="already"):
        folder.begin([UNIT], STAMP)
    assert path(folder).read_bytes() == before


def test_a_desk_is_not_made_of_a_file(tmp_path: Path):
    (tmp_path / "desk").write_text("notes")
    with pytest.raises(Unwritable, match="is a file"):
        Folder(str(tmp_path / "desk"), Habits()).begin([UNIT], STAMP)


def test_a_desk_that_could_not_be_made_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = Folder(str(tmp_path / "desk"), Habits())
    for step in ("write", "fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, step, _full)
            with pytest.raises(Unwritable, match="nothing was recorded"):
                folder.begin([UNIT], STAMP)
        assert not folder.exists()
    assert len(folder.begin([UNIT], STAMP)) == 1 and sorted(os.listdir(folder.path)) == [
        "head", "index.sqlite", "lock", "reception.json",
    ]  # fmt: skip


def _full(*_args: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_register_that_cannot_be_looked_at_is_told_as_such(tmp_path: Path):
    (tmp_path / "desk").write_text("")  # a file where the folder should be
    ledger = FileLedger(str(tmp_path / "desk" / "reception.json"))
    for ask in (ledger.stamp, ledger.size):
        with pytest.raises(Unwritable):
            ask()


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="only Linux lists the open files")
def test_no_command_leaves_a_file_open(desk, tmp_path: Path):
    told = tmp_path / "told.jsonl.gz"
    lines = (
        ("add", "Việc", "--name", "Lê An", "--address", "thôn 1"), ("note", "1", "x"), ("list",), ("show", "1"),
        ("verify",), ("undo", "--yes"), ("redact", "1", "--reason", "x", "--yes"), ("backup", str(tmp_path / "kept")),
        ("export", "--bundle", "-o", str(told)), ("salvage", "--yes"), ("summarize",), ("close", "1"), ("nonsense",),
    )  # fmt: skip

    def all_of_them() -> list[str]:
        for line in lines:
            desk.run(*line)
        with (desk.folder / "reception.json").open("ab") as file:
            file.write(b"\n{torn")
        desk.run("add", "Việc khác", "--name", "Lê An", "--address", "thôn 1")
        with Lock(str(desk.folder), "add", Stamp("2026-11-23T08:00:00+07:00", "mai", "desk1"), 0):
            assert "mai" in desk.fails(5, "--lock-timeout", "0", "note", "1", "x")
        gc.collect()
        return sorted(os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if still_open(fd))

    def still_open(fd: str) -> bool:
        return os.path.islink(f"/proc/self/fd/{fd}") and str(tmp_path) in os.readlink(f"/proc/self/fd/{fd}")

    before = all_of_them()
    assert all_of_them() == before
