"""A line of a configuration that cannot be read stops nobody: it is told with its number, and the others hold."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FAULTY = ['lang = "vi', "colour == 3", "[[[", "lock_timeout 5", 'keep = "all', "a=" + "[" * 3000]
READING = (
    ("list",), ("search", "đất"), ("show", "1"), ("summarize", "--period", "2026"), ("verify",),
    ("form", "01/TCD", "--period", "2026"),
    ("due",), ("agenda",), ("log",), ("config",), ("export", "-o", "out.csv"),
)  # fmt: skip
RECORDING = (("add", "Việc", "--name", "An", "--address", "thôn 1"), ("note", "1", "gọi lại"), ("undo",))


@pytest.fixture
def configured(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give what writes a configuration of the desk, or the clerk's own, at a desk with a matter."""
    monkeypatch.chdir(tmp_path)
    desk.add()

    def write(text: str, own: bool = False) -> Any:
        path = Path(os.environ["XDG_CONFIG_HOME"]) / "reception" / "config.toml" if own else desk.folder / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return desk

    return write


@pytest.mark.parametrize("own", [False, True], ids=["of the desk", "of the clerk"])
@pytest.mark.parametrize("line", FAULTY, ids=lambda line: line[:12])
def test_every_verb_goes_on_and_says_in_one_line_which_line_is_faulty(configured: Any, line: str, own: bool) -> None:
    desk = configured(f'user = "mai"\n{line}\n', own)
    for words in (*READING, *RECORDING):
        told = desk.run(*words)
        assert told.code == 0, (words, told)
        (said,) = [each for each in told.err.splitlines() if "config.toml" in each and "configuration" in each]
        assert "Line 2 of" in said and said.endswith("Mend or remove that line."), said


def test_figures_are_the_same_without_the_configuration(configured: Any) -> None:
    desk = configured('lang = "en"\n')
    words = ("summarize", "--period", "2026", "--by", "kind", "--json")
    before = json.loads(desk.run(*words).out)
    configured('lang = "en"\n[[[\n')
    assert json.loads(desk.run(*words).out) == before


def test_sound_lines_hold(configured: Any) -> None:
    desk = configured('session = "periodic"\nhost = "head"\nkeep = "all\n')
    assert desk.run("add", "Việc", "--name", "An", "--address", "thôn 1").code == 0
    assert desk.json("list", "--visits", "--limit", "1")["rows"][0]["session"] == "periodic"


@pytest.mark.parametrize("line", ['session = "periodic', 'host = "head', 'x = "\n"session", "periodic"'])
def test_what_would_be_recorded_otherwise_is_said_or_nothing_is_recorded(configured: Any, line: str) -> None:
    desk = configured(f"lang = 1\n{line}\n")
    words = ("add", "Việc", "--name", "An", "--address", "thôn 1")
    before = (desk.folder / "reception.json").read_bytes()
    assert "Line 2 of" in desk.fails(2, *words)
    assert (desk.folder / "reception.json").read_bytes() == before
    assert desk.run(*words, "--session", "regular", "--host", "officer").code == 0


@pytest.mark.parametrize("line", ['keep = "all', "keep all", 'backup = "/media/usb'])
def test_no_backup_is_taken_away_by_a_rule_that_nobody_knows(configured: Any, line: str) -> None:
    desk = configured(f"{line}\n")
    words = ("backup",) if line.startswith("backup") else ("backup", "kept")
    assert "Line 1 of" in desk.fails(2, *words)
    assert not Path("kept").exists() and not (desk.folder / "backups").exists()
    assert desk.run("backup", "kept", "--keep", "all").code == 0


def test_names_are_not_shown_while_nobody_knows_whether_they_may_be(configured: Any) -> None:
    from reception_cli.app import environment
    from reception_cli.app.desk import Desk

    desk = configured('identity = "logged\n')
    settings = environment.settings({"db": str(desk.folder)}, os.environ, "en")
    assert Desk(settings, print).identity == "never"


def test_a_desk_that_a_faulty_line_may_name_is_not_guessed(configured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    configured('desk = "/elsewhere\n', own=True)
    from reception_cli.app import environment
    from reception_cli.domain.errors import UsageFault

    with pytest.raises(UsageFault, match="Line 1 of"):
        environment.settings({}, os.environ, "en")
    configured('desk = "/elsewhere"\nlang = "vi\n', own=True)
    assert environment.settings({}, os.environ, "en").db == "/elsewhere"


def test_of_a_file_that_is_no_text_nothing_is_believed(configured: Any) -> None:
    desk = configured("")
    (desk.folder / "config.toml").write_bytes(b'\xff\xfesession = "periodic"\n')
    told = desk.run("list")
    assert told.code == 0 and "Mend or remove that file." in told.err
    assert "cannot be read" in desk.fails(2, "add", "Việc", "--name", "An", "--address", "thôn 1")


def test_a_faulty_configuration_is_not_written_over(configured: Any) -> None:
    text = 'lang = "vi\n'
    desk = configured(text)
    assert "is not written over" in desk.fails(2, "config", "user", "mai")
    assert (desk.folder / "config.toml").read_text(encoding="utf-8") == text
