"""What a command reads in before it works, and how it leaves: both are most of its time."""

import subprocess
import sys
from pathlib import Path

import pytest

DESK = ("sqlite3", "json", "hashlib", "shutil", "reception_cli.index.desk_folder", "reception_cli.output.writer")


def python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {"HOME": str(home), "RECEPTION_LANG": "en"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=60)


def loaded(argv: list[str], home: Path) -> set[str]:
    """The modules that a command has read when it is done."""
    told = python(
        f"import sys; from reception_cli.cli.main import run; run({argv!r}); print(*sys.modules, file=sys.stderr)", home
    )
    return set(told.stderr.split())


@pytest.mark.parametrize("argv", [["--help"], ["--version"]])
def test_help_and_version_open_no_desk_and_read_no_store(argv: list[str], tmp_path: Path):
    of_click = set(python("import sys, click; print(*sys.modules)", tmp_path).stdout.split())
    assert not loaded(argv, tmp_path) & set(DESK) - of_click


def test_a_verb_reads_no_openssl_and_nothing_for_shells(tmp_path: Path):
    desk = ["--db", str(tmp_path / "desk")]
    python(f"from reception_cli.cli.main import run; run({[*desk, 'init']!r})", tmp_path)
    found = loaded([*desk, "add", "Việc", "--name", "Lê An", "--address", "thôn 1"], tmp_path)
    assert "reception_cli.index.desk_folder" in found
    of_click = set(python("import sys, click; print(*sys.modules)", tmp_path).stdout.split())
    needless = {"_hashlib", "pathlib", "tempfile", "shutil", "click.shell_completion"} - of_click  # its own choice
    assert not found & {*needless, "reception_cli.cli.completion"}


def test_what_waits_for_the_end_is_done_before_leaving(tmp_path: Path):
    told = python(
        "import atexit, sys; from reception_cli.cli.main import main; atexit.register(print, 'last words');"
        "sys.stdout.write('first, '); main(['--version'])",
        tmp_path,
    )
    assert told.returncode == 0 and told.stderr == ""
    assert told.stdout.startswith("first, reception ") and told.stdout.endswith("last words\n")


def test_the_exit_code_is_the_command_s(tmp_path: Path):
    assert python("from reception_cli.cli.main import main; main(['no-such-verb'])", tmp_path).returncode == 2
    nowhere = "from reception_cli.cli.main import main; main(['--db', 'nowhere', 'show', '1'])"
    assert python(nowhere, tmp_path).returncode == 3


def test_a_command_leaves_no_log_of_the_cards_behind(tmp_path: Path):
    """The last one to close the cards brings them to rest: no `-wal` that the next would have to read."""
    desk = tmp_path / "desk"
    for argv in (["init"], ["add", "Việc", "--name", "Lê An", "--address", "thôn 1"], ["show", "1"], ["list"]):
        code = f"from reception_cli.cli.main import main; main({['--db', str(desk), *argv]!r})"
        assert python(code, tmp_path).returncode == 0
        assert sorted(path.name for path in desk.glob("index*")) == ["index.sqlite"], argv
