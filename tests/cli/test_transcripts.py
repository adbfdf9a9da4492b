"""Whole sessions at the desk, as a clerk or a script types them; the expected text stands in `transcripts/`.

A transcript is read by people first: `$` begins a command, `|` in its output is a tab, `! ` a line on standard
error, `[exit 4]` an exit code other than 0, DESK the desk's folder, `#` a remark. `printf ... |` before a command
is its standard input; `export NAME=VALUE` holds until the next one; `mail-server up|down|letters` is a real one on
loopback; any other command is the shell's own. In a line
that begins with `! ...` each `...` stands for words of click, which may change.
"""

import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from mail_server import Server, configured
from reception_cli.cli.main import run

FOLDER = Path(__file__).parent / "transcripts"


def fits(answered: str, expected: str) -> bool:
    """Compare line by line."""
    lines, wanted = answered.split("\n"), expected.split("\n")
    return len(lines) == len(wanted) and all(map(_fits, lines, wanted))


def _fits(line: str, wanted: str) -> bool:
    if not wanted.startswith("! ..."):
        return line == wanted
    return re.fullmatch(".*".join(map(re.escape, wanted.split("..."))), line) is not None


class Step(NamedTuple):
    line: int
    command: str
    expected: str


def steps(text: str) -> list[Step]:
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("$ "):
            found.append((number, line[2:], []))
        elif found and not line.startswith("#"):
            found[-1][2].append(line)
    return [Step(number, command, "\n".join(lines).strip("\n")) for number, command, lines in found]


class Session:
    """Runs one command after the other, as one terminal would."""

    def __init__(self, desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.desk, self.monkeypatch, self.capfd = desk, monkeypatch, capfd
        for name, value in (("DB", str(desk)), ("NOW", "2026-11-23T08:10:00+07:00"), ("USER", "lan")):
            monkeypatch.setenv("RECEPTION_" + name, value)
        self.post: Server | None = None

    def type(self, command: str) -> str:
        if command.startswith("export "):
            self.monkeypatch.setenv(*command.removeprefix("export ").split("=", 1))
            return ""
        if command.startswith("mail-server "):
            return self.mail_server(command.removeprefix("mail-server "))
        before, _pipe, verb = command.rpartition(" | ")
        given = subprocess.run(["bash", "-c", before], capture_output=True, check=True).stdout if before else b""
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        words = shlex.split(verb)
        if words[0] != "reception":
            return subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout.decode().strip()
        self.capfd.readouterr()
        code = run(words[1:])
        return self.told(*self.capfd.readouterr(), code)

    def mail_server(self, what: str) -> str:
        """Start or stop the server that the clerk's configuration names, or list what it took: to whom, about what."""
        if self.post is None:
            self.post = Server()
            configured(self.post)
        if what in ("up", "down"):
            getattr(self.post, what)()
            return ""
        lines = [f"{to}  {letter['Subject']}" for (to,), letter in self.post.letters]
        return "\n".join([*lines, f"{len({letter['Message-ID'] for _to, letter in self.post.letters})} Message-IDs"])

    def told(self, out: str, err: str, code: int) -> str:
        lines = ["|".join(cells) for cells in without_due_days(out)] + ["! " + line for line in err.split("\n")[:-1]]
        lines += [f"[exit {code}]"] if code else []
        return "\n".join(lines).replace(str(self.desk), "DESK").strip("\n")


def without_due_days(out: str) -> Iterator[list[str]]:
    """Split lines at their tabs and leave out when something is due: that is the law's, and has tests of its own."""
    place, columns = None, 0
    for line in out.split("\n")[:-1]:
        cells = line.split("\t")
        if "due_on" in cells:
            place, columns = cells.index("due_on"), len(cells)
        if place is not None and len(cells) == columns:
            del cells[place]
        if not line.startswith("Due by "):
            yield cells


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_the_session_goes_as_written(
    name: str,
    tmp_path: Path,
    registers: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "registers").symlink_to(registers)
    session = Session(tmp_path / "desk", monkeypatch, capfd)
    found = steps((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))
    assert len(found) > 3
    request.addfinalizer(lambda: session.post and session.post.down())
    for step in found:
        answered = session.type(step.command)
        where = f"{name}.txt:{step.line}: $ {step.command}"
        assert answered == step.expected or fits(answered, step.expected), where
