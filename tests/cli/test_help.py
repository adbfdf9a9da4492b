"""Help: every verb begins with two examples that work, and the table of verbs is what there is."""

import inspect
import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from mornings import prepare

from reception_cli.cli import options
from reception_cli.cli.main import run
from reception_cli.cli.verbs import ALIASES, DAILY, GROUPS, VERBS, aliased, load

FOLDER = Path(options.__file__).parent / "commands"
WRITERS = [
    "init", "add", "visit", "classify", "close", "reopen", "note", "import", "correct", "void", "seal", "undo",
    "redo", "redact", "backup", "restore", "config", "keys",
]  # fmt: skip


@pytest.fixture
def help_of(desk: Any) -> Callable[[str], str]:
    """Print the help of a verb."""

    def printed(verb: str) -> str:
        told = desk.run(verb, "--help")
        assert (told.code, told.err) == (0, "")
        return str(told.out)

    return printed


def examples(help_text: str) -> list[str]:
    """The lines before the first blank one."""
    return [line.strip() for line in help_text.partition("\n\n")[0].split("\n")]


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_in_the_help_work(
    morning: Callable[[], Any],
    help_of: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    verb: str,
) -> None:
    for example in examples(help_of(verb)):
        words = shlex.split(example)
        assert words[0] == "reception"
        assert verb in words
        desk = morning()
        prepare(desk, verb, example)
        for name, value in (("DB", str(desk.folder)), ("NOW", "2026-11-23T08:10:00+07:00"), ("USER", "lan")):
            monkeypatch.setenv("RECEPTION_" + name, value)
        capfd.readouterr()
        code = run(words[1:])
        told = capfd.readouterr()
        assert code == 0 or (code == 10 and "--exit-code" in words), (example, told)
        assert told.out or "-o" in words or verb in ("verify", "export"), (example, told)


def test_help_begins_with_two_examples_or_more(help_of: Callable[[str], str]) -> None:
    for verb in VERBS:
        assert len(set(examples(help_of(verb)))) >= 2, verb


def test_help_says_how_to_call_and_what_it_does(help_of: Callable[[str], str]) -> None:
    for verb in VERBS:
        rest = help_of(verb).partition("\n\n")[2]
        assert f"reception {verb}" in rest.split("\n\n")[0], verb
        assert rest.split("\n\n")[1].strip().endswith("."), verb
        assert "--help" in rest


def test_short_and_long_help_are_one(desk: Any, help_of: Callable[[str], str]) -> None:
    assert desk.run("add", "-h").out == help_of("add")
    assert desk.run("-h").out == desk.run("--help").out


def test_no_verb_typed_shows_the_help_and_is_wrong_usage(desk: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    told = capfd.readouterr()
    assert (told.out, told.err.rstrip()) == ("", desk.run("--help").out.rstrip())


# The table of verbs


def test_the_table_names_every_verb_there_is() -> None:
    for path in FOLDER.glob("*.py"):
        import_module(f"reception_cli.cli.commands.{path.stem}")
    assert set(options.COMMANDS) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_called_as_the_table_says(verb: str) -> None:
    found = load(verb)
    assert found.name == verb
    assert isinstance(found, options.Verb)
    assert inspect.getdoc(inspect.unwrap(found.callback)), verb  # type: ignore[arg-type]


def test_the_help_shows_the_verbs_of_every_day_with_their_lines_and_each_other_group_on_one(desk: Any) -> None:
    page = desk.run("--help").out
    told = " ".join(page.split())
    for verb in DAILY.verbs:
        assert f"{aliased(verb)} {VERBS[verb][1]}" in told
    for group in GROUPS[1:]:
        (line,) = (line for line in page.split("\n") if f"{group.title}: {group.verbs[0]}" in line)
        assert line.split()[0] == group.name and len(line) <= 80
        shown = line.partition(": ")[2].removesuffix(" ...").split()
        assert tuple(shown) == group.verbs[: len(shown)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_help_opens_a_group_by_either_name(desk: Any, group: Any) -> None:
    page = desk.run("help", group.name).out
    assert page == desk.run("help", group.vietnamese).out
    told = " ".join(page.split())
    for verb in group.verbs:
        assert f"{aliased(verb)} {VERBS[verb][1]}" in told


def test_every_verb_has_its_group_and_no_other() -> None:
    grouped = [verb for group in GROUPS for verb in group.verbs]
    assert sorted(grouped) == sorted(VERBS)
    names = [name for group in GROUPS for name in (group.name, group.vietnamese)]
    assert len({*names, *VERBS, *ALIASES}) == len(names) + len(VERBS) + len(ALIASES)


@pytest.mark.parametrize(("alias", "verb"), ALIASES.items())
def test_a_daily_verb_is_called_by_its_vietnamese_name_too(desk: Any, alias: str, verb: str) -> None:
    assert desk.run(alias, "--help").out == desk.run(verb, "--help").out
    assert desk.run("help", alias).out == desk.run("help", verb).out


def test_an_alias_answers_as_its_verb(desk: Any) -> None:
    desk.add("Ranh giới đất")
    assert desk.json("xem", "1")["schema"] == "reception.show/1"
    assert [row["id"] for row in desk.json("tìm", "ranh gioi")["rows"]] == ["2026-0001"]
    assert "Did you mean: phan-loai" in desk.fails(2, "phan-lai")


def test_a_help_line_is_one_sentence_of_one_line() -> None:
    for verb, (_module, line) in VERBS.items():
        assert line.endswith("."), verb
        assert len(line) <= 66, verb


def test_help_imports_no_verb(environ: dict[str, str]) -> None:
    modules = imported(environ, "--help")
    ours = {name for name in modules if name.startswith("reception_cli.cli.")}
    known = ("exit_codes", "group", "main", "options", "topics", "verbs")
    assert ours == {f"reception_cli.cli.{name}" for name in known}
    assert not {"rich", "jinja2", "xlsxwriter", "python_calamine", "tinydb", "tomllib"} & modules


def test_the_daily_verbs_import_no_library_that_they_do_not_need(environ: dict[str, str]) -> None:
    for argv in (["add", "x", "--name", "a", "--address", "b"], ["visit", "1"], ["classify", "1", "--kind", "kn"]):
        modules = imported(environ, *argv)
        assert not {"rich", "jinja2", "xlsxwriter", "python_calamine", "tomllib"} & modules, argv


def imported(environ: dict[str, str], *argv: str) -> set[str]:
    """Name all modules that a command imports."""
    told = "import sys, json; from reception_cli.cli.main import run; run(sys.argv[1:])"
    told += "; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", told, *argv], env=environ, capture_output=True, timeout=60)
    return set(json.loads(done.stdout.decode().splitlines()[-1]))


# Options


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_says_what_it_does(verb: str) -> None:
    for param in load(verb).params:
        if isinstance(param, click.Option):
            assert param.help, param.name
            assert param.help.rstrip()[-1] in ".?)", (param.name, param.help)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_the_global_options(verb: str) -> None:
    names = {param.name for param in load(verb).params}
    wanted = {option.name for option in options.common()}
    if verb in ("completion", "help"):  # a script for a shell, a page: they have one form only
        wanted = {"db", "user", "lang", "now"}
    assert wanted <= names


@pytest.mark.parametrize("verb", WRITERS)
def test_every_writer_can_be_tried_without_recording(verb: str) -> None:
    assert "dry_run" in {param.name for param in load(verb).params}


def test_an_option_that_a_verb_cannot_use_is_wrong_usage(desk: Any) -> None:
    desk.add("Việc")
    unfit = (["--limit", "3", "show", "1"], ["--sort", "id", "add", "x"], ["--dry-run", "list"], ["--yes", "list"])
    for argv in unfit:
        assert "has no use for" in desk.fails(2, *argv)
    for argv, option in ((("show", "1", "--limit", "3"), "--limit"), (("list", "--dry-run"), "--dry-run")):
        told = desk.fails(2, *argv).splitlines()
        assert option in told[0] and told[-1] == f"See `reception {argv[0]} --help`."


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_options_stand_before_or_after_the_verb(desk: Any, place: str, tmp_path: Path) -> None:
    desk.add("Việc")
    for words in (["--json"], ["--format", "csv"], ["-q"], ["--fields", "id"], ["--limit", "1"], ["--no-color"]):
        argv = [*words, "list"] if place == "before" else ["list", *words]
        other = ["list", *words] if place == "before" else [*words, "list"]
        assert desk.run(*argv) == desk.run(*other)
        assert desk.run(*argv).code == 0
