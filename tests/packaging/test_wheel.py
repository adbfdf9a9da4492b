"""What a user gets: run against the installed package, wherever its source lies."""

import json
import subprocess
import sys
import tomllib
from datetime import date
from importlib.metadata import entry_points, metadata
from pathlib import Path

import reception_cli

PACKAGE = Path(reception_cli.__file__).parent

HEAVY = ("rich", "jinja2", "xlsxwriter", "python_calamine", "dateutil", "tomllib")


def run(*argv, **env):
    command = [sys.executable, "-m", "reception_cli", *argv]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=60)


def test_the_command_is_called_reception():
    (command,) = entry_points(group="console_scripts", name="reception")
    assert command.value == "reception_cli.cli.main:main"
    assert metadata("reception-cli")["License-Expression"] == "MIT"


def test_the_package_carries_its_data_and_words(tmp_path):
    env = {"HOME": str(tmp_path), "RECEPTION_LANG": "vi"}
    demo = run("demo", "--into", str(tmp_path / "desk"), "--json", **env)
    assert demo.returncode == 0, demo.stderr
    assert '"visits": 970, "people": 1045, "incidents": 957' in demo.stdout
    assert (PACKAGE / "py.typed").exists()
    assert "Cách dùng" in run("--help", **env).stdout
    page = run("--db", str(tmp_path / "desk"), "list", "--limit", "1", "--format", "html", **env)
    assert page.returncode == 0 and "<table" in page.stdout


def test_the_package_carries_the_compiled_twin_of_every_fact_and_catalogue():
    facts = [path for path in PACKAGE.glob("data/*/*.toml") if path.parent.name != "maps"]
    assert len(facts) > 40
    for path in facts:
        told = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=date.isoformat))
        assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) == told, path.name
    catalogues = list(PACKAGE.glob("locale/vi/LC_MESSAGES/*.po"))
    assert {path.stem for path in catalogues} == {"click", "reception"}
    assert all(path.with_suffix(".mo").exists() for path in catalogues)


def test_help_imports_no_verb_and_nothing_heavy(tmp_path):
    code = (
        "import sys; from reception_cli.cli.main import run; run(['--help']); "
        "print([m for m in sys.modules if m.startswith('reception_cli.cli.')], file=sys.stderr); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"HOME": str(tmp_path)}, timeout=60
    )
    verbs, heavy = told.stderr.splitlines()[-2:]
    known = ("exit_codes", "group", "main", "options", "topics", "verbs")
    assert set(eval(verbs)) <= {f"reception_cli.cli.{name}" for name in known}
    assert eval(heavy) == []


def test_a_daily_verb_imports_nothing_heavy(tmp_path):
    desk = ["--db", str(tmp_path / "desk")]
    heavy = [name for name in HEAVY if name != "tinydb"]  # through its table everything is recorded
    assert run(*desk, "init", HOME=str(tmp_path)).returncode == 0
    for words in (
        ["add", "Việc", "--name", "A", "--address", "B"],
        ["visit", "1"], ["show", "1"], ["list"], ["search", "viec"], ["note", "1", "x"],
    ):  # fmt: skip
        code = (
            f"import sys; from reception_cli.cli.main import run; code = run({[*desk, *words]!r}); "
            f"print([code, *(m for m in {heavy!r} if m in sys.modules)], file=sys.stderr)"
        )
        told = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env={"HOME": str(tmp_path)},
            timeout=60,
        )
        assert eval(told.stderr.splitlines()[-1]) == [0], (words, told.stderr)


def test_the_version_is_the_packages():
    assert metadata("reception-cli")["Version"] == reception_cli.__version__
