"""A register that is replaced while it is read is not damaged, and whoever reads it does not say so."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reception_cli.index.desk_folder import Folder, Habits

NOW = "2026-11-23T08:10:00+07:00"


def start(desk: Any, *words: str) -> "subprocess.Popen[str]":
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
    environ = {**mine, "RECEPTION_DB": str(desk.folder), "RECEPTION_NOW": NOW, "RECEPTION_USER": "lan"}
    command = [sys.executable, "-m", "reception_cli", *words]
    return subprocess.Popen(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def two_backups(desk: Any, tmp_path: Path, registers: Path) -> tuple[Path, Path]:
    """Backups of the desk when it was empty, and with the register of a year."""
    made = []
    for name in ("empty", "full"):
        if name == "full":
            assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--yes").code == 0
        assert desk.run("backup", str(tmp_path / name)).code == 0
        made += list((tmp_path / name).iterdir())
    return made[0], made[1]


@pytest.mark.parametrize("verb", [("undo", "--dry-run"), ("list", "--with-identity")], ids=["undo", "list"])
def test_nobody_says_damaged_while_another_restores(
    desk: Any, two_backups: tuple[Path, Path], verb: tuple[str, ...]
) -> None:
    """A year of entries takes longer to be planned, or read with names, than the empty register to be put in place."""
    empty, full = two_backups
    for turn in range(3):
        assert desk.run("restore", str(full), "--yes").code == 0
        restoring = start(desk, "restore", str(empty), "--yes")
        reading = []
        for _reader in range(3):
            reading.append(start(desk, *verb))
            time.sleep(0.1 * (turn + 1))
        assert restoring.communicate(timeout=60) and restoring.returncode == 0
        for one in reading:
            _out, err = one.communicate(timeout=60)
            assert "amaged" not in err and one.returncode in (0, 4, 5), (one.returncode, err)
    assert desk.run("verify").code == 0


def test_what_was_read_before_it_was_replaced_is_of_no_use_though_it_was_read_again(desk: Any) -> None:
    """A reading of names is recorded, and so reads the register anew, while the rows of before are on their way out."""
    desk.add()
    folder = Folder(str(desk.folder), Habits())
    before = folder.read()
    assert not folder.habits.replaced()
    other = desk.folder / "other.json"
    other.write_bytes((desk.folder / "reception.json").read_bytes())
    other.replace(desk.folder / "reception.json")
    folder.read().close()
    assert folder.habits.replaced()
    before.close()
    again = Folder(str(desk.folder), Habits())
    again.read().close()
    assert not again.habits.replaced()
