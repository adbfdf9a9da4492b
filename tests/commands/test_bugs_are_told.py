"""A bug says whether something was recorded before it: nobody types a reception twice, nobody leaves one out."""

import io
import sys
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py
WHO = ("--name", "Lê Thị Hoà", "--address", "thôn 3")
WRITERS = {
    ("add", "Tranh chấp", *WHO): "2026-0002, V2026-0002",
    ("visit", "1"): "V2026-0002",
    ("classify", "1", "--kind", "complaint"): "2026-0001",
    ("note", "1", "gọi lại"): "2026-0001",
    ("close", "1", "--result", "guided"): "2026-0001",
    ("void", "V1", "--reason", "ghi nhầm"): "V2026-0001",
    ("duty", "2026-11-20", "--host", "head"): "entry 4",
    ("undo",): "entry 4",
}


class Broken(io.StringIO):
    """A screen that fails in a way that nobody foresaw."""

    def write(self, _text: str) -> int:
        raise RuntimeError("Lê Thị Hoà")


def entries(desk: DeskUnderTest) -> int:
    return int(desk.json("verify")["totals"]["entries"])


@pytest.mark.parametrize("argv", WRITERS, ids=lambda argv: argv[0])
def test_a_bug_behind_the_recording_says_what_was_recorded(
    desk: DeskUnderTest, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add()
    before = entries(desk)
    with monkeypatch.context() as screen:
        screen.setattr(sys, "stdout", Broken())
        result = desk.run(*argv)
    assert result.code == 70
    assert f"was recorded: {WRITERS[argv]}." in result.err and "Do not repeat" in result.err
    assert "Hoà" not in result.err
    assert entries(desk) > before


@pytest.mark.parametrize("argv", (("list",), ("add", "Tranh chấp", *WHO, "--dry-run")), ids=lambda argv: argv[0])
def test_a_bug_where_nothing_was_recorded_says_so(
    desk: DeskUnderTest, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add()
    before = entries(desk)
    with monkeypatch.context() as screen:
        screen.setattr(sys, "stdout", Broken())
        result = desk.run(*argv)
    assert result.code == 70 and "nothing was recorded" in result.err
    assert entries(desk) == before
