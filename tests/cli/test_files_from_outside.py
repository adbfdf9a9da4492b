"""Whatever stands where a file is read, the answer comes at once, in one clear line and in bounded memory.

Every place at which a command reads a file that others can put there, with every sort of file that is none.
"""

import os
import select
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reception_cli.cli.main import run
from reception_cli.ledger.storage import NAME
from without_rights import drop_rights

NOW = "2026-11-23T08:10:00+07:00"
GROWTH = 48 << 10  # KiB that reading a file may cost; the files have up to 2 GiB
OF_A_REGISTER = 256 << 10  # one of its lines may have 64 MiB
STUCK = 120  # seconds by the clock on the wall, on a busy machine


class Place(NamedTuple):
    """Where a file is read: by which command, as which file of the office ({bad} is the path), with which code."""

    path: str
    words: str
    codes: tuple[int, ...]  # that are right for a file that is none
    others: tuple[str, ...] = ("list",)  # commands that go on
    growth: int = GROWTH


# 2: a layout or a word that nobody knows, a habit that is to be mended; 3: there is no file, but a folder or a link
# that leads nowhere; 6: the file holds nothing of use; 7: a permission or the system failed.
GIVEN = {
    "a register that is imported": Place("bad.csv", "import {bad} --yes", (2, 3, 6, 7)),
    "a workbook that is imported": Place("bad.xlsx", "import {bad} --yes", (2, 3, 6, 7)),
    "an old workbook": Place("bad.xls", "import {bad} --yes", (2, 3, 6, 7)),
    "an open workbook": Place("bad.ods", "import {bad} --yes", (2, 3, 6, 7)),
    "a map of an import": Place("bad.toml", "import register.csv --map {bad} --yes", (2,)),
    "a bundle": Place("bad.jsonl.gz", "consolidate {bad}", (3, 6, 7)),
    "a plain register of a unit": Place("bad.csv", "consolidate QS={bad}", (3, 6, 7)),
    "who is to deliver": Place("bad.csv", "consolidate --expect {bad}", (3, 6, 7)),
    "a map of a unit's register": Place("bad.toml", "consolidate QS=register.csv --map {bad}", (2, 6)),
    "a tree of units": Place("bad.csv", "units import {bad}", (3, 6, 7)),
    "one side of a difference": Place("bad.jsonl.gz", "diff {bad} desk", (3, 6, 7)),
    "the other side": Place("bad.jsonl.gz", "diff desk {bad}", (3, 6, 7)),
    "a backup": Place("bad.json", "restore {bad} --yes", (3, 6, 7), growth=OF_A_REGISTER),
    "an opening balance": Place("bad.csv", "form 01/XLD --period 2026-Q3 --opening {bad}", (6, 7)),
    "the report before": Place("bad.json", "form 01/XLD --period 2026-Q3 --before {bad}", (6, 7)),
    "a public key": Place("bad.pub", "keys trust QS {bad}", (2, 6, 7)),
    "a key of the area": Place("bad.key", "keys new --area --from {bad}", (6, 7)),
    "a key to seal for": Place("bad.pub", "export --bundle --seal {bad} -o out.jsonl.gz.age", (2, 6, 7)),
}
KEPT = {
    "the configuration of the desk": Place("desk/config.toml", "config", (0, 2), ()),
    "the clerk's own configuration": Place("home/reception/config.toml", "config", (0, 2), ()),
    "a map that the desk keeps": Place("desk/maps/0123456789abcdef.toml", "import register.csv --yes", (2,)),
    "a form of the desk": Place("desk/forms/OWN.toml", "form OWN --period 2026", (2,)),
    "the desk's keys": Place("desk/keys/unit.key", "keys list", (6, 7)),
    "the area's key": Place("desk/keys/area.key", "keys list", (6, 7)),
    "the register": Place("desk/reception.json", "list", (6, 7), (), OF_A_REGISTER),
    "a register that is written to": Place("desk/reception.json", "note 1 x", (6, 7), (), OF_A_REGISTER),
    "a register that is examined": Place("desk/reception.json", "verify", (6, 7), (), OF_A_REGISTER),
    "a register that is saved": Place("desk/reception.json", "verify --salvage saved", (3, 6, 7), (), OF_A_REGISTER),
    "the register of a unit": Place("desk/units/QS/reception.json", "list", (0, 6, 7), (), OF_A_REGISTER),
    "the head beside the register": Place("desk/head", "list", (0, 7), ()),
    "the lock": Place("desk/lock", "note 1 x", (0, 7), ()),
    "the cards": Place("desk/index.sqlite", "list", (0, 7), ()),
}
PLACES = GIVEN | KEPT


def nested(path: Path) -> None:
    if path.suffix == ".toml":
        path.write_bytes(b"a=" + b"[" * 3000)
    else:
        path.write_bytes(b'{"rows":' + b"[" * 100_000)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)


def forbidden(path: Path) -> None:
    path.write_bytes(b"a = 1\n")
    path.chmod(0)


BAD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a folder": Path.mkdir,
    "values within values": nested,
    "NULs": lambda path: path.write_bytes(b"a = \0\0\n"),
    "no UTF-8": lambda path: path.write_bytes(b"a = '\xff\xfe\xfa'\n"),
    "2 GB of nothing": sparse,
    "no permission": forbidden,
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a desk, the files that an office has beside it, and a home."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "home").mkdir()
    (folder / "register.csv").write_text(
        "STT,Ngày tiếp,Họ và tên,Địa chỉ,Nội dung\n1,05/01/2026,Trần Văn Bảy,xã Bình An,Khiếu nại bồi thường\n",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as here:
        surroundings(here, folder)
        for words in ("init --unit TB", "add Đơn --name Hoa --address x --kind kn", "--db qs init --unit QS",
                      "--db qs export --bundle -o QS.jsonl.gz", "consolidate QS.jsonl.gz"):  # fmt: skip
            assert run(words.split()) == 0, words
    return folder


def surroundings(here: pytest.MonkeyPatch, folder: Path) -> None:
    here.chdir(folder)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        here.setenv(name, str(folder / "home"))
    for name, value in (("DB", "desk"), ("NOW", NOW), ("USER", "lan"), ("LANG", "en")):
        here.setenv("RECEPTION_" + name, value)


class Answer(NamedTuple):
    code: int
    err: str
    growth: int  # KiB of memory that the process took more than the one it began as


def answer(words: list[str]) -> Answer:
    """Run a command in a child without special rights."""
    out, err = (os.memfd_create(name) for name in ("out", "err"))
    before = int(Path("/proc/self/statm").read_text().split()[1]) * (os.sysconf("SC_PAGE_SIZE") >> 10)
    pid = os.fork()
    if not pid:
        code = 71
        try:
            drop_rights()
            for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
                os.dup2(fd, number)
            with open(1, "w", closefd=False) as sys.stdout, open(2, "w", closefd=False) as sys.stderr:
                code = run(words)
        finally:
            os._exit(code)
    poll = select.poll()
    watch = os.pidfd_open(pid)
    poll.register(watch, select.POLLIN)
    hangs = not poll.poll(STUCK * 1000)
    if hangs:
        os.kill(pid, signal.SIGKILL)
    _pid, status, used = os.wait4(pid, 0)
    told = os.pread(err, 1 << 20, 0).decode()
    for fd in (watch, out, err):
        os.close(fd)
    assert not hangs, f"{words} hangs: {told}"
    return Answer(os.waitstatus_to_exitcode(status), told, used.ru_maxrss - before)


def put(place: Place, sort: str, line: Path) -> Path:
    """Put a bad file in its place; gives its path."""
    path = Path(place.path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    if sort == "a line of 100 MB":
        os.link(line, path)
    else:
        BAD[sort](path)
        if sort == "2 GB of nothing" and path.name == NAME:
            os.truncate(path, 256 << 20)  # every byte of a register is looked at
    return path


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of one line of 100 MB."""
    path = tmp_path_factory.mktemp("line") / "line"
    with path.open("wb") as file:
        for _turn in range(100):
            file.write(b"x" * 1_000_000)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("sort", [*BAD, "a line of 100 MB"])
@pytest.mark.parametrize("name", PLACES)
def test_a_file_that_is_none_is_told_in_one_line_and_in_bounded_memory(
    name: str, sort: str, office: Path, line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = PLACES[name]
    shutil.copytree(office, tmp_path / "office")
    surroundings(monkeypatch, tmp_path / "office")
    register = Path("desk", NAME)
    path = put(place, sort, line)
    before = register.read_bytes() if path != register else b""
    code, err, growth = answer([word.format(bad=place.path) for word in place.words.split()])
    told = f"exit {code}, {growth >> 10} MB more: {err}"
    assert code in place.codes, told
    assert "Traceback" not in err and "bug" not in err, told
    assert code in (0, 6) or 1 <= len(err.splitlines()) <= 3, told
    assert growth < place.growth, told
    if path != register:
        grown = register.read_bytes()
        assert grown == before if code in (2, 3, 4, 5, 7) else grown.startswith(before[:-3]), told
    for verb in place.others if name in KEPT else ():
        assert answer([verb]).code == 0, verb


@pytest.mark.parametrize("seconds", ["inf", "nan", "-inf", "1e300", "-1"])
@pytest.mark.parametrize("said", ["config.toml", "--lock-timeout"])
def test_a_lock_is_not_waited_for_without_end(desk: Any, seconds: str, said: str) -> None:
    if said == "config.toml":
        (desk.folder / "config.toml").write_text(f"lock_timeout = {seconds}\n", encoding="utf-8")
        err = desk.fails(2, "note", "1", "x")
    else:
        err = desk.fails(2, "note", "1", "x", f"--lock-timeout={seconds}")
    assert "lock" in err and len(err.splitlines()) <= 2
