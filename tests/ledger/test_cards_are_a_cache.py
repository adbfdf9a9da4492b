"""The index cards are believed only while the register confirms them; else they are built anew."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from reopening import opened_again
from written import STAMP, examine, opened, path, register, write

from private_files import is_private
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Unwritable
from reception_cli.index import VERSION, cache
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger.storage import FileLedger, Mark
from without_rights import without_rights

OTHER = Draft("configured", "", {"unit": "ANOTHER"})


def cards(folder: Folder) -> Path:
    return path(folder).parent / "index.sqlite"


def meta(name: str, value: object) -> Callable[[Path], None]:
    """Change one fact in the cards' own head."""

    def change(file: Path) -> None:
        with sqlite3.connect(file) as db:
            db.execute("UPDATE meta SET value = ? WHERE key = ?", (value, name))
        db.close()

    return change


def pages(count: float) -> Callable[[Path], None]:
    return lambda file: os.truncate(file, int(file.stat().st_size * count))


def another_register(file: Path) -> None:
    """Cards of a register that looks the same but was written elsewhere."""
    other = register(file.parent.parent / "other")
    other.read().close()
    shutil.copy(cards(other), file)


def without_meta(file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("DROP TABLE meta")
    db.close()


def somebody_elses(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE recipes(name TEXT)")
    db.close()


WORTHLESS: dict[str, Callable[[Path], None]] = {
    "deleted": lambda file: file.unlink(),
    "emptied": lambda file: os.truncate(file, 0),
    "cut in half": pages(0.5),
    "cut by a byte": lambda file: os.truncate(file, file.stat().st_size - 1),
    "cut by a page": lambda file: os.truncate(file, file.stat().st_size - 4096),
    "garbage": lambda file: file.write_bytes(os.urandom(40960)) and None,
    "zeros": lambda file: file.write_bytes(bytes(40960)) and None,
    "another version": meta("version", VERSION + 1),
    "no version": meta("version", None),
    "another register": another_register,
    "another head": meta("digest", "0" * 64),
    "ahead of the register": meta("seq", 16),
    "a place that is none": meta("pos", "there"),
    "a place beside the line": meta("pos", 1024),
    "no head": without_meta,
    "somebody else's": somebody_elses,
}


@pytest.mark.parametrize("harm", WORTHLESS)
@pytest.mark.parametrize("by", ["a reader", "a writer"])
def test_worthless_cards_are_built_anew(tmp_path: Path, folder: Folder, harm: str, by: str):
    WORTHLESS[harm](cards(folder))
    again = opened_again(tmp_path)
    if by == "a writer":
        assert write(again, *opened(6))[-1]["seq"] == 17
    found = again.read().select("SELECT max(seq), count(*) FROM entries").fetchone()
    assert found == ((17, 17) if by == "a writer" else (15, 15)) and again.habits.told == []
    assert examine(again).ok and is_private(cards(again))


def test_cards_damaged_where_nobody_looks_first_are_taken_away_and_told(tmp_path: Path, folder: Folder):
    blob = bytearray(cards(folder).read_bytes())
    blob[8192:] = os.urandom(len(blob) - 8192)
    cards(folder).write_bytes(blob)
    before = path(folder).read_bytes()
    again = opened_again(tmp_path)
    try:
        write(again, *opened(6))
    except Unwritable as fault:
        assert "damaged" in fault.message and "Repeat" in fault.hint and path(folder).read_bytes() == before
        write(again, *opened(6))
    assert examine(again).ok and examine(again).entries == 17


def test_cards_of_an_older_moment_read_on(tmp_path: Path, folder: Folder):
    older = cards(folder).read_bytes()
    write(folder, *opened(6))
    for _by in ("a reader", "a writer"):
        cards(folder).write_bytes(older)
        assert opened_again(tmp_path).read().case("6").status == "open"
        write(opened_again(tmp_path), Draft("noted", "2026-0006", {}, {"note": "n"}))
    assert examine(folder).ok


def test_a_reader_that_had_cards_open_while_they_were_replaced_goes_on(folder: Folder):
    book = folder.read()
    cache.build(str(cards(folder)), folder.ledger, folder.habits.deadlines)
    write(folder, *opened(6))
    assert book.select("SELECT count(*) FROM entries").fetchone() == (15,)
    assert folder.read().select("SELECT count(*) FROM entries").fetchone() == (17,)


class Meanwhile(FileLedger):
    """A register that is asked for the first time just when somebody replaces its cards."""

    desk: Folder
    turns = 0

    def confirms(self, mark: Mark) -> bool:
        self.turns += 1
        if self.turns == 1:
            cache.build(str(cards(self.desk)), self.desk.ledger, self.desk.habits.deadlines)
        return super().confirms(mark)


def test_cards_replaced_while_they_are_opened_are_opened_again(folder: Folder):
    ledger = Meanwhile(folder.ledger.path)
    ledger.desk = folder
    db = cache.IndexCache(folder.path, ledger, folder.habits.deadlines, None).believed()
    assert ledger.turns == 2 and db is not None
    assert db.execute("SELECT count(*) FROM entries").fetchone() == (15,)
    write(folder, *opened(6))
    assert db.execute("SELECT count(*) FROM entries").fetchone() == (17,)  # the file that lies there


def test_an_old_log_of_sqlite_is_never_read_into_new_cards(folder: Folder):
    log = cards(folder).with_name("index.sqlite-wal")
    book = folder.read()
    write(folder, *opened(6))
    kept = log.read_bytes()
    book.close()
    assert kept
    cards(folder).unlink()
    log.write_bytes(kept)
    assert folder.read().select("SELECT count(*) FROM entries").fetchone() == (17,)
    assert examine(folder).ok


def test_without_cards_and_without_the_lock_a_reader_makes_its_own(folder: Folder, tmp_path: Path):
    cards(folder).unlink()
    again = opened_again(tmp_path)
    again.habits.timeout = 0.05
    with folder.lock("import", STAMP):
        assert again.read().select("SELECT count(*) FROM entries").fetchone() == (15,)
    assert not cards(folder).exists()


SOMEBODY = 65534


def give_away(place: Path) -> None:
    """Make a folder and its files somebody else's, readable and no more."""
    for file in (place, *place.iterdir()):
        if os.getuid() == 0:
            os.chown(file, SOMEBODY, SOMEBODY)
            file.chmod(0o755 if file.is_dir() else 0o644)
        else:
            file.chmod(0o555 if file.is_dir() else 0o444)


@pytest.mark.parametrize("state", ["current", "behind", "absent", "with a log", "garbage"])
def test_a_read_only_desk_is_read(folder: Folder, state: str):
    older = cards(folder).read_bytes()
    book = folder.read()
    write(folder, *opened(6))
    if state != "with a log":
        book.close()
    if state == "behind":
        cards(folder).write_bytes(older)
    elif state == "garbage":
        cards(folder).write_bytes(b"garbage" * 999)
    elif state == "absent":
        cards(folder).unlink()
    before = {file.name: file.read_bytes() for file in path(folder).parent.iterdir() if "-shm" not in file.name}
    give_away(path(folder).parent)
    found = without_rights("--db", str(path(folder).parent), "list", "-q")
    assert (found.returncode, found.stdout.split(), found.stderr) == (
        0, [f"2026-000{n}" for n in range(6, 0, -1)], "",
    )  # fmt: skip
    assert before == {file.name: file.read_bytes() for file in path(folder).parent.iterdir() if "-shm" not in file.name}


@pytest.mark.parametrize(("expected", "verb"), [
    (7, ("add", "Đất", "--name", "A", "--address", "b")),
    (7, ("close", "1", "--result", "answered")),
    (7, ("classify", "1", "--kind", "feedback")),
    (7, ("undo", "--user", "lan", "--yes")),
    (4, ("init",)),
])  # fmt: skip
def test_a_read_only_desk_is_not_written(folder: Folder, verb: tuple[str, ...], expected: int):
    folder.read().close()
    before = path(folder).read_bytes()
    give_away(path(folder).parent)
    found = without_rights("--db", str(path(folder).parent), *verb)
    assert found.returncode == expected and found.stderr and "Traceback" not in found.stderr
    assert found.stdout == "" and path(folder).read_bytes() == before


def test_a_read_only_folder_takes_no_new_desk(tmp_path: Path):
    give_away(tmp_path)
    found = without_rights("--db", str(tmp_path / "new"), "init")
    assert found.returncode == 7 and "Permission denied" in found.stderr and not (tmp_path / "new").exists()
