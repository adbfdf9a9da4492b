"""A desk to test at: the whole command line, run in this process."""

import contextlib
import io
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from compile_data import bring_up_to_date
from hypothesis import HealthCheck, settings

from reception_cli.cli.main import run
from reception_cli.domain import words

NOW = "2026-11-23T08:10:00+07:00"
# Whoever starts the tests in the background has them ignore these; the commands that they start must not.
_USUAL = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}  # Windows has no SIGHUP
for _number, _usual in ((getattr(signal, name), usual) for name, usual in _USUAL.items() if hasattr(signal, name)):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)

REGISTERS = Path(__file__).parent.parent / "src/reception_cli/data/registers"


def pytest_configure() -> None:
    """Test what people wrote, not what was compiled from an older state of it."""
    bring_up_to_date()


# What Hypothesis finds slow or unusual depends on the machine and on its release; what it finds wrong does not.
settings.register_profile("desk", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("desk")


class Result(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


class DeskUnderTest:
    """Runs commands at one desk, as one clerk, at one moment."""

    def __init__(self, folder: Path, read: Callable[[], tuple[str, str]]) -> None:
        self.folder = folder
        self._read = read

    def run(self, *argv: str, now: str = NOW, user: str = "lan") -> Result:
        """Run one command line."""
        self._read()
        code = run(["--db", str(self.folder), "--now", now, "--user", user, *argv])
        return Result(code, *self._read())

    def json(self, *argv: str, **how: str) -> Any:
        """Run a command that must succeed and give its JSON object."""
        result = self.run(*argv, "--json", **how)
        assert result.code == 0, result.err
        return json.loads(result.out)

    def fails(self, code: int, *argv: str, **how: str) -> str:
        """Run a command that must fail with this exit code and give what it says."""
        result = self.run(*argv, **how)
        assert (result.code, result.out) == (code, ""), result
        assert "Traceback" not in result.err
        return result.err

    def add(self, content: str = "Tranh chấp ranh giới đất", *more: str, **how: str) -> Any:
        """Record a visit with a new incident; gives the row."""
        who = () if {"--name", "--anonymous"} & set(more) else ("--name", "Nguyễn Văn Đức")
        where = () if {"--address", "--anonymous"} & set(more) else ("--address", "thôn 3, xã Bình Trung")
        return self.json("add", content, *who, *where, *more, **how)["rows"][0]


def quiet(here: pytest.MonkeyPatch, folder: Path) -> None:
    """Keep the tester's own configuration, language and state out."""
    for name in ("RECEPTION_DB", "RECEPTION_USER", "RECEPTION_NOW", "NO_COLOR", "COLUMNS", "LANGUAGE"):
        here.delenv(name, raising=False)
    here.setenv("RECEPTION_LANG", "en")
    words.speak("en", "")  # whatever a test before this one left spoken
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"):
        here.setenv(name, str(folder / "home" / name.lower()))


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep them out of every test."""
    quiet(monkeypatch, tmp_path)


@pytest.fixture
def desk(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> DeskUnderTest:
    """A fresh desk of unit TB."""
    made = DeskUnderTest(tmp_path / "desk", lambda: tuple(capfd.readouterr()))  # type: ignore[arg-type,return-value]
    assert made.run("init", "--unit", "TB").code == 0
    return made


@pytest.fixture(scope="module")
def lasting_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskUnderTest]:
    """A desk for all tests of a module, in a folder of its own; commands run beside it."""
    folder = tmp_path_factory.mktemp("lasting")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _stream in range(2))

    def read() -> tuple[str, str]:
        told = []
        for stream in (out, err):
            stream.seek(0)
            told.append(stream.read())
            stream.seek(0)
            stream.truncate()
        return told[0], told[1]

    with pytest.MonkeyPatch.context() as here, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        quiet(here, folder)
        here.chdir(folder)
        made = DeskUnderTest(folder / "desk", read)
        assert made.run("init", "--unit", "TB").code == 0
        yield made


@pytest.fixture
def registers() -> Path:
    """The folder of the shipped registers."""
    return REGISTERS
