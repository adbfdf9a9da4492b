"""A register to attack: written once by the store itself, then copied for every test."""

import shutil
from pathlib import Path

import pytest
from reopening import opened_again
from written import register

from reception_cli.index.desk_folder import Folder


@pytest.fixture(scope="session")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk, with the clerk's state folder beside it."""
    place = tmp_path_factory.mktemp("written")
    register(place)
    opened_again(place).read().db.close()  # cards as the commands write them
    return place


@pytest.fixture
def folder(tmp_path: Path, written_once: Path) -> Folder:
    """A register of 15 entries in 10 batches; what it warns of is in `folder.habits.told`."""
    for name in ("desk", "state"):
        shutil.copytree(written_once / name, tmp_path / name)
    copied = opened_again(tmp_path)
    for note in (tmp_path / "state/heads").iterdir():
        note.unlink()
    for witness in copied.witnesses():  # a clerk keeps a note for each place where a register lies
        copied.note(witness.head)
    return copied
