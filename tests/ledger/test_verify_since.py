"""Examining what was added behind a head that was found sound: as strict as the whole, as far as it reads."""

from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain.entry import Head, Stamp
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.maintenance.verify import Inspection, inspect, inspect_since

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")


def folder(desk: Any) -> Folder:
    return Folder(str(desk.folder), Habits(None, 0, False, lambda _line: None))


def since(desk: Any, head: Head) -> Inspection:
    return inspect_since(folder(desk), head, STAMP, lambda _done, _all: None)


@pytest.fixture
def grown(desk: Any) -> tuple[Any, Head]:
    """A register with entries before and behind a head."""
    desk.add("Việc thứ nhất")
    whole = inspect(folder(desk), [], STAMP, lambda _done, _all: None)
    assert whole is not None
    desk.add("Việc thứ hai")
    assert desk.run("note", "1", "Đã gọi").code == 0
    return desk, whole.head


def test_what_was_added_is_counted_and_the_new_head_told(grown: tuple[Any, Head]) -> None:
    desk, head = grown
    found, whole = since(desk, head), inspect(folder(desk), [], STAMP, lambda _done, _all: None)
    assert whole is not None
    assert (found.ok, found.entries, found.head) == (True, 3, whole.head)
    assert since(desk, whole.head)[:2] == (0, whole.head)


def test_a_head_that_the_register_does_not_hold_is_found(grown: tuple[Any, Head]) -> None:
    desk, head = grown
    found = since(desk, head._replace(digest="0" * 64))
    assert [one.code for one in found.findings] == ["head"]


def test_every_byte_behind_the_head_that_changes_is_noticed(grown: tuple[Any, Head]) -> None:
    desk, head = grown
    file = Path(desk.folder, "reception.json")
    sound = file.read_bytes()
    start = sound.index(b'"%d":' % (head.count + 1)) - 2
    for place in range(start, len(sound), 7):
        changed = bytearray(sound)
        changed[place] ^= 1
        file.write_bytes(changed)
        try:
            found = since(desk, head)
            assert not found.ok, place
        except Exception as fault:
            assert type(fault).__name__ == "Damaged", (place, fault)
    file.write_bytes(sound)
    assert since(desk, head).ok


def test_what_stands_in_front_of_the_head_is_not_read(grown: tuple[Any, Head]) -> None:
    desk, head = grown
    file = Path(desk.folder, "reception.json")
    blob = file.read_bytes()
    file.write_bytes(blob.replace(b'"people":1', b'"people":7', 1))
    whole = inspect(folder(desk), [], STAMP, lambda _done, _all: None)
    assert whole is not None and not whole.ok
    assert since(desk, head).ok


def test_a_register_that_ends_in_the_middle_of_a_command_is_found(grown: tuple[Any, Head]) -> None:
    desk, head = grown
    file = Path(desk.folder, "reception.json")
    blob = file.read_bytes()
    cut = blob.index(b'"%d":' % (head.count + 2)) - 2  # behind the first of two entries of one command
    file.write_bytes(blob[:cut] + b"\n}}")
    try:
        assert not since(desk, head).ok
    except Exception as fault:
        assert type(fault).__name__ == "Damaged", fault
