"""A torn tail is mended and kept aside; damage is never cut, never read silently, never written over."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reopening import opened_again
from written import STAMP, entries, opened, path, write

from private_files import is_private
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Damaged, NotFound
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger import format
from reception_cli.ledger.format import BLOCK, HEADER, TAIL

LONG = Draft("noted", "2026-0001", {}, {"note": "Đơn dài. " * 300})


def forget_notes(folder: Folder, *more: str) -> None:
    """Take away every head note (and more), so that only the register itself can tell."""
    desk = path(folder).parent
    for name in ("head", *more):
        (desk / name).unlink()
    for note in (desk.parent / "state/heads").iterdir():
        note.unlink()


def torn_files(folder: Folder) -> list[Path]:
    return sorted(path(folder).parent.glob("reception.json.torn-*"))


def splice(folder: Folder) -> bytes:
    """The bytes of a batch of three entries that was written after 15, not acknowledged."""
    held = path(folder).read_bytes()
    write(folder, *opened(6), LONG)
    blob = path(folder).read_bytes()
    path(folder).write_bytes(held)
    return blob[len(held) - 3 :]


@pytest.mark.parametrize("kept", ["cards", "no cards"])
@pytest.mark.parametrize("cut", [1, 3, 100, 511, 512, 513, 1024, 1500, 2048, -600, -515, -4, -3, -2, -1])
def test_an_interrupted_add_is_cut_kept_aside_and_told(tmp_path: Path, folder: Folder, cut: int, kept: str):
    held = path(folder).read_bytes()
    torn = splice(folder)[:cut]
    forget_notes(folder, *(["index.sqlite"] if kept == "no cards" else []))
    if kept == "cards":
        (path(folder).parent / "index.sqlite").unlink()
        folder.read().close()  # cards of the register before the add
    path(folder).write_bytes(held[:-3] + torn)
    again = opened_again(tmp_path)
    whole = torn[-515:-3].strip(b" ") and cut in (-2, -1, -3)  # all three entries stand there whole
    assert len(again.entries()) == (18 if whole else 15)
    write(again, *opened(7))
    assert [entry["seq"] for entry in entries(again)] == list(range(1, (21 if whole else 18)))
    (saved,) = torn_files(again)
    rest = torn[torn.rindex(b"\n") if cut in (-2, -1) else len(torn) :] if whole else torn
    assert saved.read_bytes() == rest and is_private(saved)
    told = f"An add was interrupted earlier: {len(rest)} bytes, never acknowledged, were cut and kept in {saved.name}."
    assert told in again.habits.told


def test_a_reader_says_that_an_add_was_interrupted_and_cuts_nothing(tmp_path: Path, folder: Folder):
    torn = path(folder).read_bytes()[:-3] + splice(folder)[:600]
    forget_notes(folder, "index.sqlite")
    path(folder).write_bytes(torn)
    again = opened_again(tmp_path)
    assert again.read().select("SELECT count(*) FROM entries").fetchone() == (15,)
    assert any("Behind entry 15" in line and "nothing that was acknowledged" in line for line in again.habits.told)
    assert path(again).read_bytes() == torn and not torn_files(again)


def test_a_last_line_that_stands_there_twice_is_no_damage_and_is_cut(tmp_path: Path, folder: Folder):
    """What was acknowledged stands in front; a copy of it behind the end takes nothing away."""
    blob = path(folder).read_bytes()
    last = blob[blob.index(b',\n"15":') : -3]
    path(folder).write_bytes(blob[:-3] + last + b',\n"16":{"at')
    again = opened_again(tmp_path)
    write(again, *opened(6))
    assert [entry["seq"] for entry in entries(again)] == list(range(1, 18))
    assert path(again).read_bytes().startswith(blob[:-3] + b',\n"16":{"at":') and len(torn_files(again)) == 1
    assert any("interrupted" in line for line in again.habits.told)


def middle(blob: bytes, old: bytes, new: bytes) -> bytes:
    """Change one place in entry 6."""
    at = blob.index(b'\n"6":')
    return blob[:at] + blob[at:].replace(old, new, 1)


def without_line(blob: bytes, seq: int) -> bytes:
    return blob[: blob.index(b',\n"%d":' % seq)] + blob[blob.index(b',\n"%d":' % (seq + 1)) :]


def doubled_line(blob: bytes, seq: int) -> bytes:
    return blob[: blob.index(b',\n"%d":' % (seq + 1))] + blob[blob.index(b',\n"%d":' % seq) :]


MIDDLE: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit": lambda blob: middle(blob, b'"kind":"incident"', b'"kind":"incidenu"'),
    "a flipped bit in the padding": lambda blob: middle(blob, b"} ", b"}!"),
    "a flipped comma": lambda blob: blob.replace(b',\n"6":', b'.\n"6":'),
    "a flipped newline": lambda blob: blob.replace(b',\n"6":', b',\x0b"6":'),
    "an inserted byte": lambda blob: middle(blob, b'"kind"', b' "kind"'),
    "a removed byte": lambda blob: middle(blob, b'"kind"', b'"ind"'),
    "a removed padding": lambda blob: middle(blob, b"} ", b"}"),
    "a missing line": lambda blob: without_line(blob, 6),
    "a doubled line": lambda blob: doubled_line(blob, 6),
    "a sector of zeros": lambda blob: blob[: 7 * 512] + bytes(512) + blob[8 * 512 :],
    "a sector of garbage": lambda blob: blob[: 7 * 512] + bytes(range(256)) * 2 + blob[8 * 512 :],
    "Windows line ends": lambda blob: blob.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda blob: b"\xef\xbb\xbf" + blob,
    "deep nesting": lambda blob: middle(blob, b'"data":{', b'"data":{"x":' + b"[" * 99999 + b"]" * 99999 + b","),
    "a huge number": lambda blob: middle(blob, b'"v":1', b'"v":' + b"1" * 9999),
    "another number": lambda blob: blob.replace(b',\n"6":', b',\n"7":'),
    "a header rubbed out": lambda blob: bytes(512) + blob[512:],
    "a stock TinyDB's layout": lambda blob: json.dumps(json.loads(blob), ensure_ascii=False).encode(),
    "pretty printed": lambda blob: json.dumps(json.loads(blob), ensure_ascii=False, indent=1).encode(),
    "emptied to a header": lambda blob: HEADER + TAIL + b"\n",
    "a stranger behind it": lambda blob: blob + b"\n",
}  # fmt: skip
NOTHING = ("Windows line ends", "a byte order mark", "a header rubbed out", "a stock TinyDB's layout", "pretty printed")
SHOWN = dict.fromkeys((*NOTHING, "emptied to a header"), 0) | {"a sector of zeros": 3, "a sector of garbage": 3}
HARMLESS = {"a stranger behind it"}  # cut and kept aside


@pytest.mark.parametrize("notes", ["with head notes", "without"])
@pytest.mark.parametrize("damage", MIDDLE)
def test_damage_is_never_cut_nor_written_over(tmp_path: Path, folder: Folder, damage: str, notes: str):
    blob = MIDDLE[damage](path(folder).read_bytes())
    path(folder).write_bytes(blob)
    (path(folder).parent / "index.sqlite").unlink()
    if notes == "without":
        forget_notes(folder)
    again = opened_again(tmp_path)
    if damage in HARMLESS or (notes == "without" and damage == "emptied to a header"):
        write(again, *opened(7))
        assert b"".join(file.read_bytes() for file in torn_files(again))
        return
    for _turn in range(2):
        with pytest.raises(Damaged, match="Nothing was recorded"):
            write(again, *opened(7))
    assert path(again).read_bytes() == blob and not torn_files(again)
    shown = again.read().select("SELECT count(*) FROM entries").fetchone()[0]
    assert shown == SHOWN.get(damage, 5)  # every whole command in front of the damage
    assert any("damaged" in line for line in again.habits.told)


@pytest.mark.parametrize("size", [0, 1, 300, 512, 515, 600, 4000, 7777])
def test_a_cut_end_is_damage_as_long_as_any_head_note_is_left(tmp_path: Path, folder: Folder, size: int):
    blob = path(folder).read_bytes()[:size]
    for keep in ("beside", "clerk"):
        path(folder).write_bytes(blob)
        again = opened_again(tmp_path)
        with pytest.raises(Damaged):
            write(again, *opened(7))
        assert path(again).read_bytes() == blob
        again.read()
        assert any("damaged" in line for line in again.habits.told)
        if keep == "beside" and size <= 600:
            return  # the clerk's note is kept under the first entry, which is gone
        (path(folder).parent / "head").unlink(missing_ok=True)


def test_an_older_copy_put_back_is_noticed(tmp_path: Path, folder: Folder):
    older = path(folder).read_bytes()
    write(folder, *opened(6))
    path(folder).write_bytes(older)
    again = opened_again(tmp_path)
    with pytest.raises(Damaged, match="ends at entry 15, but entry 17 was written"):
        write(again, *opened(7))
    again.read()
    assert again.habits.told == ["The register is damaged: it ends at entry 15, but entry 17 was written."]


def test_an_older_copy_written_on_by_another_clerk_is_noticed_by_the_first(tmp_path: Path, folder: Folder):
    older = {name: (path(folder).parent / name).read_bytes() for name in ("reception.json", "head", "index.sqlite")}
    write(folder, *opened(6))
    for name, blob in older.items():
        (path(folder).parent / name).write_bytes(blob)
    mine = tmp_path / "state"
    mine.rename(tmp_path / "mine")
    other = opened_again(tmp_path)
    write(other, *opened(7))
    write(other, *opened(8))
    (tmp_path / "state").rename(tmp_path / "others")
    (tmp_path / "mine").rename(mine)
    with pytest.raises(Damaged, match="entry 17 is not the one that was written"):
        write(opened_again(tmp_path), *opened(9))


def test_a_missing_register_beside_its_note_is_damage_and_not_a_new_one(tmp_path: Path, folder: Folder):
    path(folder).unlink()
    for attempt in (lambda: folder.read(), lambda: write(folder, *opened(1)), lambda: folder.begin([LONG], STAMP)):
        with pytest.raises(Damaged, match="missing"):
            attempt()
    (path(folder).parent / "head").unlink()
    with pytest.raises(NotFound):
        folder.read()


def test_a_garbled_note_is_no_note(tmp_path: Path, folder: Folder):
    note = path(folder).parent / "head"
    for garbage in (b"", b"\0" * 67, b"99", b"99 abc", b"\xff" * 67, b"-1 " + b"0" * 64, b"99 " + b"0" * 63):
        note.write_bytes(garbage)
        write(opened_again(tmp_path), LONG)
    note.unlink()
    note.mkdir()
    write(opened_again(tmp_path), LONG)


def test_a_line_of_hundred_megabytes_stops_nobody_for_long(tmp_path: Path, folder: Folder, monkeypatch):
    monkeypatch.setattr(format, "MAX_LINE", 1 << 20)  # the same at a hundredth of the size
    blob = path(folder).read_bytes()
    at = blob.index(b',\n"9":')
    path(folder).write_bytes(blob[:at] + b"x" * (5 << 20) + blob[at:])
    (path(folder).parent / "index.sqlite").unlink()
    forget_notes(folder)
    with pytest.raises(Damaged, match="sound entry"):
        write(opened_again(tmp_path), LONG)


def test_what_follows_the_last_entry_may_be_anything(tmp_path: Path, folder: Folder):
    """A power cut may leave anything in the sector behind the last entry: that entry was acknowledged."""
    held = path(folder).read_bytes()[:-3]
    torn = (b"", b',\n"16":{', b',\n"16":{"v":1}\n}}', b"\0" * 512, b"\n" * 512, b"}" * 600, b"\n}}" * 200)
    for rest in (*torn, os.urandom(512)):
        path(folder).write_bytes(held + rest)
        forget_notes(folder, "index.sqlite")
        again = opened_again(tmp_path)
        assert again.read().select("SELECT max(seq) FROM entries").fetchone() == (15,)
        assert again.read().case("2026-0002").status == "open"
        write(again, *opened(7))
        assert len(entries(again)) == 17 and path(again).read_bytes().startswith(held)


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_is_cut_or_changed_an_entry_is_lost_only_aloud(tmp_path: Path, folder: Folder, data: st.DataObject):
    """Any cut or any changed byte: the entries in front of it stay, and nothing shorter passes for whole."""
    pristine = tmp_path / "pristine"
    if not pristine.exists():
        pristine.write_bytes(path(folder).read_bytes())
    blob = pristine.read_bytes()
    at = data.draw(st.integers(0, len(blob) - 1), label="at")
    changed = blob[:at]
    if data.draw(st.booleans(), label="a changed byte"):
        changed += bytes([blob[at] ^ (1 << data.draw(st.integers(0, 7)))]) + blob[at + 1 :]
    path(folder).write_bytes(changed)
    before = len(re.findall(rb'\n"\d+":', blob[: (at // BLOCK) * BLOCK]))
    found, _mark = folder.ledger.whole()
    kept = [entry["seq"] for entry in found]
    assert kept == list(range(1, len(kept) + 1)) and len(kept) >= before - 2
    if len(kept) < 15:
        with pytest.raises(Damaged):
            folder.entries()




def test_the_rest_of_an_interrupted_add_is_on_the_disk_aside_before_it_is_cut(folder: Folder, monkeypatch):
    held = path(folder).read_bytes()
    torn = splice(folder)[:700]
    forget_notes(folder, "index.sqlite")
    path(folder).write_bytes(held[:-3] + torn)
    done: list[str] = []

    def told(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def run(fd: int, *args: object) -> object:
            done.append(f"{name} {os.path.basename(os.readlink(f'/proc/self/fd/{fd}'))}")
            return call(fd, *args)

        return run

    for name in ("fsync", "ftruncate", "write"):
        monkeypatch.setattr(os, name, told(name, getattr(os, name)))
    write(opened_again(path(folder).parent.parent), *opened(7))
    monkeypatch.undo()
    cut = done.index("ftruncate reception.json")
    (saved,) = torn_files(folder)
    assert done[cut - 3 : cut + 2] == [
        f"fsync {saved.name}", "fsync desk", "write reception.json", "ftruncate reception.json", "fsync reception.json",
    ]  # fmt: skip
