"""Where an answer goes is checked before anything is recorded; an answer that is lost afterwards says what stands."""

import contextlib
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from mornings import command, prepare

from reception_cli.cli.main import run
from reception_cli.cli.options import File
from reception_cli.cli.verbs import VERBS

FULL = "/dev/full"
NOW = "2026-11-23T08:10:00+07:00"
Told = tuple[int, str, str]
Run = Callable[..., Told]


def verbs_with(name: str) -> list[str]:
    """Name the verbs that have an option."""
    return [verb for verb in VERBS if name in {param.name for param in command(verb).params}]


DISCLOSING = verbs_with("with_identity")
RECORDING = [*dict.fromkeys([*verbs_with("dry_run"), *DISCLOSING, "demo"])]
PATHS = [(verb, param) for verb in VERBS for param in command(verb).params if isinstance(param.type, File)]


def files(folder: Path) -> dict[str, bytes]:
    """Read what lies below a folder; cards and the lock may change whenever somebody looks."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("index.sqlite", "lock", "bugs.log"))
    }


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a line as typed at a desk."""

    def start(desk: Any, *words: str) -> Told:
        for name, value in (("DB", str(desk.folder)), ("NOW", NOW), ("USER", "lan")):
            monkeypatch.setenv("RECEPTION_" + name, value)
        capfd.readouterr()
        code = run(list(words))
        return code, *capfd.readouterr()

    return start


def lines(verb: str) -> Iterator[list[str]]:
    """Give the examples of a verb without a form for the answer; where names can be asked for, with them, too."""
    for example in command(verb).examples:  # type: ignore[attr-defined]
        words = [word for word in shlex.split(example)[1:] if word not in ("--json", "--exit-code")]
        if "--official" in words:
            continue  # a sheet has no other form
        for option in ("-o", "--format"):
            if option in words and "--bundle" not in words:
                place = words.index(option)
                del words[place : place + 2]
        yield words
        unnamed = {"--with-identity", "--bundle", "--template"}.isdisjoint(words)
        unnamed = unnamed and not (verb == "issue" and {"--owed", "--list"} & set(words))  # these name nobody
        if verb in DISCLOSING and unnamed and (verb != "duty" or "--report" in words):
            yield [*words, "--with-identity", "--reason", "Đoàn kiểm tra"]


@pytest.mark.parametrize("verb", RECORDING)
def test_what_is_wrong_with_the_output_is_said_before_anything_is_recorded(
    verb: str, morning: Callable[[], Any], typed: Run, tmp_path: Path
) -> None:
    """And the columns that are told then are those of the answer."""
    wrong = [["--fields", "nosuch"], ["--format", "svg"], ["-o", "x.svg"], ["-o", "answer.doc"], ["-o", "."]]
    wrong += [["--sort", "nosuch"]] if verb in verbs_with("sort") else []
    for words in lines(verb):
        desk = morning()
        prepare(desk, verb, shlex.join(["reception", *words]))
        typed(desk, "list")
        before = files(tmp_path)
        for more in wrong:
            if "--bundle" in words and more[0] in ("--format", "-o"):
                continue  # the file is that of the bundle
            code, out, err = typed(desk, *words, *more)
            assert (code, out) == (2, ""), (words, more, err)
            assert files(tmp_path) == before, (words, more)
        code, out, err = typed(desk, *words, "-o", "no such folder/TB.jsonl.gz", "--format", "csv")
        assert (code, out) == (3, ""), (words, err)
        assert files(tmp_path) == before, words

        told = re.search(r"^Columns: (.*)$", typed(desk, *words, "--fields", "nosuch")[2], re.MULTILINE)
        assert told, words
        code, out, err = typed(desk, *words, "--format", "tsv")
        assert code == 0, (words, err)
        assert sorted(told[1].split(", ")) == sorted(out.split("\n")[0].split("\t")), words


@pytest.mark.parametrize("verb", RECORDING)
def test_an_answer_lost_on_a_full_disk_leaves_with_8_where_something_stands_and_else_with_7(
    verb: str, morning: Callable[[], Any], typed: Run, tmp_path: Path
) -> None:
    for words in lines(verb):
        desk = morning()
        prepare(desk, verb, shlex.join(["reception", *words]))
        typed(desk, "list")
        before = files(tmp_path)
        with contextlib.suppress(OSError), open(FULL, "w", encoding="utf-8") as full, contextlib.redirect_stdout(full):
            code, _out, err = typed(desk, *words, "--format", "json")
        error = json.loads(err.splitlines()[-1])["error"]
        stands = files(tmp_path) != before
        assert (code, error["exit"]) == ((8, 8) if stands else (7, 7)), (words, err)
        assert error["code"] == ("unanswered" if stands else "unwritable")
        assert bool(error.get("recorded")) is stands, error


def test_a_lost_answer_names_the_numbers_that_stand(desk: Any, typed: Run) -> None:
    add = ("add", "Tranh chấp ranh giới", "--name", "Ngô Bá Tú", "--address", "thôn 3", "--id-no", "049180119399")
    with contextlib.suppress(OSError), open(FULL, "w", encoding="utf-8") as full, contextlib.redirect_stdout(full):
        code, _out, err = typed(desk, *add)
    assert (code, err.splitlines()) == (8, [
        "Recorded: 2026-0001, V2026-0001. Only the answer failed: The output could not be written: "
        "No space left on device.",
        "Do not repeat the command; see `reception log`.",
    ])  # fmt: skip
    assert len(desk.json("list")["rows"]) == 1


# Whose file it would be


def own(desk: Path) -> Iterator[Path]:
    """Name files of a desk, those that are not there yet among them."""
    below = (
        "reception.json", "reception.json.new", "reception.json.before-restore-20261123-081000", "head", "lock",
        "config.toml", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "index.sqlite-journal",
        "keys/area.key", "keys/unit.key", "units/QS/reception.json", "units/QS/other.csv", "units/index.sqlite",
        "forms/own.toml", "maps/own.toml", "backups/TB-1/reception.json", "backups/list.csv", "HEAD",
        "Reception.JSON", "Keys/area.key",
    )  # fmt: skip
    yield from (desk / name for name in below)


@pytest.fixture
def full_desk(desk: Any) -> Any:
    """A desk with something in each of its folders."""
    desk.add()
    assert desk.run("--db", str(desk.folder / "units/QS"), "init", "--unit", "QS").code == 0
    for name in ("keys", "forms", "maps", "backups/TB-1", "Keys"):
        (desk.folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(desk.folder / "reception.json", desk.folder / "backups/TB-1")
    for name in ("keys/unit.key", "forms/own.toml"):
        (desk.folder / name).write_text("x")
    return desk


def filled(verb: str, param: click.Parameter, path: str) -> list[str]:
    """Type a verb with a path for one of its parameters and something for every other argument."""
    words = [verb]
    for other in command(verb).params:
        if isinstance(other, click.Argument):
            kind = other.type
            something = kind.choices[0] if isinstance(kind, click.Choice) else "1"
            words += [path] if other is param else [str(something)] if other.required or kind.name == "choice" else []
    return words if isinstance(param, click.Argument) else [*words, param.opts[0], path]


@pytest.mark.parametrize("verb", verbs_with("output"))
def test_no_answer_goes_onto_a_file_of_the_desk(verb: str, full_desk: Any, typed: Run, tmp_path: Path) -> None:
    typed(full_desk, "list")
    before = files(tmp_path)
    mine = [tmp_path / "home/xdg_config_home/reception/config.toml", tmp_path / "home/xdg_state_home/reception/x"]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
    for words in list(lines(verb)) if verb == "export" else [next(lines(verb))]:
        for path in (*own(full_desk.folder), *mine):
            code, out, err = typed(full_desk, *words, "--format", "json", "-o", str(path))
            assert (code, out) == (2, ""), (path, err)
            assert "belongs to a desk" in json.loads(err)["error"]["message"], (path, err)
    assert files(tmp_path) == before


@pytest.mark.parametrize(("verb", "param"), [pair for pair in PATHS if pair[1].type.written])
def test_nothing_else_is_written_onto_a_file_of_the_desk(
    verb: str, param: click.Parameter, full_desk: Any, typed: Run, tmp_path: Path
) -> None:
    typed(full_desk, "list")
    before = files(tmp_path)
    for path in own(full_desk.folder):
        if param.type.backups and path.parts[len(full_desk.folder.parts)] == "backups":
            continue  # where backups are at home
        code, out, err = typed(full_desk, *filled(verb, param, str(path)))
        assert (code, out) == (2, ""), (path, err)
        assert "belongs to a desk" in err, (path, err)
    assert files(tmp_path) == before


@pytest.mark.parametrize("verb", VERBS)
def test_every_parameter_that_names_a_file_is_known_as_one(verb: str) -> None:
    common = ("db", "output")
    for param in command(verb).params:
        if param.name not in common and re.search(r"\b(FILE|DIR|FOLDER|OUT|PUBLIC)\b", param.metavar or ""):
            assert isinstance(param.type, File), param.name


@pytest.mark.parametrize(("verb", "param"), [pair for pair in PATHS if not pair[1].type.written])
def test_no_answer_goes_onto_what_the_same_command_reads(
    verb: str, param: click.Parameter, desk: Any, typed: Run, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("whatever it holds")
    link, second, folder = tmp_path / "link.csv", tmp_path / "second.csv", tmp_path / "same"
    link.symlink_to(table)
    os.link(table, second)
    folder.symlink_to(tmp_path)
    for read in (str(table), f"QS={table}"):
        for path in (table, link, second, folder / "table.csv", folder / "same" / "table.csv"):
            code, out, err = typed(desk, *filled(verb, param, read), "-o", str(path))
            assert (code, out) == (2, ""), (path, err)
            assert "names it twice" in err, (path, err)
    assert table.read_text() == "whatever it holds"


def test_rejected_rows_do_not_go_onto_the_register_that_was_read_nor_onto_the_answer(
    desk: Any, typed: Run, tmp_path: Path
) -> None:
    table = tmp_path / "sổ 2023.csv"
    table.write_text("x")
    for argv in (("--rejects", str(table)), ("--rejects", "bad.csv", "-o", "bad.csv")):
        code, _out, err = typed(desk, "import", str(table), *argv)
        assert code == 2
        assert "names it twice" in err
    assert table.read_text() == "x"


def test_a_desk_is_known_behind_links_second_names_and_next_door(full_desk: Any, typed: Run, tmp_path: Path) -> None:
    folder = full_desk.folder
    (tmp_path / "link.json").symlink_to(folder / "reception.json")
    (tmp_path / "coming.json").symlink_to(folder / "config.toml")
    (tmp_path / "office").symlink_to(folder)
    os.link(folder / "reception.json", tmp_path / "second.json")
    os.link(folder / "units/QS/reception.json", tmp_path / "third.json")
    shutil.copytree(folder, tmp_path / "next door")
    before = files(tmp_path)
    names = ("link.json", "coming.json", "second.json", "third.json", "office/reception.json", "office/keys/unit.key")
    for name in (*names, "next door/reception.json", "next door/head", "next door/units/QS/x.json"):
        code, _out, err = typed(full_desk, "list", "--json", "-o", str(tmp_path / name))
        assert (code, "belongs to a desk" in err) == (2, True), (name, err)
    assert files(tmp_path) == before


def test_an_answer_may_lie_beside_the_register_and_be_called_so_elsewhere(full_desk: Any, tmp_path: Path) -> None:
    for path in (full_desk.folder / "list.json", tmp_path / "reception.json", tmp_path / "head.json"):
        for _turn in range(2):
            assert full_desk.run("list", "-o", str(path)).code == 0
        assert json.loads(path.read_text())["schema"] == "reception.list/1"


def test_a_redaction_cannot_be_undone_and_what_came_before_it_stays(desk: Any) -> None:
    desk.add()
    desk.json("redact", "V1", "--field", "name", "--reason", "r", "--yes")
    for argv in (("undo",), ("undo", "2"), ("undo", "--dry-run")):
        assert "A redaction cannot be undone" in desk.fails(4, *argv)
    assert desk.json("undo", "--list")["rows"] == []
    desk.add("Việc sau")
    assert "A redaction cannot be undone" in desk.fails(4, "undo", "2")
    assert [step["verb"] for step in desk.json("undo")["rows"]] == ["add"]
    assert [row["id"] for row in desk.json("list")["rows"]] == ["2026-0001"]


# Folders that are none


@pytest.mark.parametrize("verb", [("init",), ("list",), ("config",), ("undo", "--json")])
def test_a_folder_that_cannot_be_is_said_in_one_line(verb: tuple[str, ...], desk: Any, tmp_path: Path) -> None:
    for folder in (tmp_path / ("x" * 300), tmp_path / ("x" * 300) / "y"):
        desk.folder = folder
        err = desk.fails(2, *verb)
        assert len(err.strip().splitlines()) <= 2
        assert err.startswith(("The folder", '{"error"'))
        assert "File name too long" in err


@pytest.mark.parametrize(("verb", "code"), [("init", 0), ("list", 0), ("config", 0), ("undo", 4), ("show 1", 3)])
def test_a_configuration_that_is_a_folder_is_told_in_one_line_and_the_verb_goes_on(
    verb: str, code: int, desk: Any, tmp_path: Path
) -> None:
    if verb == "init":
        desk.folder = tmp_path / "new"
    (desk.folder / "config.toml").mkdir(parents=True)
    told = desk.run(*verb.split())
    assert told.code == code, told
    first = told.err.splitlines()[0]
    assert first.startswith("The configuration ") and "config.toml cannot be read: Is a directory." in first
    assert told.err.count("config.toml") == 1


@pytest.mark.parametrize("said", ["--lang", "RECEPTION_LANG", "LC_ALL", "own configuration"])
def test_a_folder_that_cannot_be_is_said_in_the_language_that_is_known(
    said: str, desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / "reception").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    if said == "own configuration":
        (home / "reception" / "config.toml").write_text('lang = "vi"\n')
        monkeypatch.delenv("RECEPTION_LANG", raising=False)
    elif said != "--lang":
        monkeypatch.delenv("RECEPTION_LANG", raising=False)
        monkeypatch.setenv(said, "vi_VN.UTF-8")
    broken = tmp_path / "broken"
    (broken / "config.toml").mkdir(parents=True)
    told = (
        (tmp_path / ("x" * 300), 2, "Không dùng được thư mục", "tên tệp quá dài"),
        (broken, 3, "Không đọc được tệp thiết lập", "đây là thư mục"),
    )
    for folder, code, what, why in told:
        desk.folder = folder
        err = desk.fails(code, *(["--lang", "vi"] if said == "--lang" else []), "list")
        assert what in err and why in err and "The " not in err


@pytest.mark.parametrize("name", ["a?b", "a*b", "a\x1b[31mb", "a\nb", "a#b", "a%20b"])
def test_a_folder_may_be_called_as_the_system_allows(name: str, desk: Any, tmp_path: Path) -> None:
    desk.folder = tmp_path / name
    assert desk.run("init", "--unit", "TB").code == 0
    desk.add()
    assert len(desk.json("list")["rows"]) == 1
    assert "\x1b" not in desk.run("config").out


CHOOSING = [
    "list --as-at", "list --fields", "list --sort", "list --period", "list --match", "list --commune", "list --user",
    "list --db", "list --now", "list -o", "close --status open --yes --result guided --match", "summarize --by",
    "add x --name n --address x --key", "form 01/TCD --period", "verify --salvage", "import register.csv --map",
    "import register.csv --rejects", "backup", "consolidate", "undo --user",
]  # fmt: skip


@pytest.mark.parametrize("nothing", ["", "  "], ids=["empty", "blank"])
@pytest.mark.parametrize("line", CHOOSING)
def test_what_chooses_is_never_empty(line: str, nothing: str, morning: Callable[[], Any], typed: Run) -> None:
    """A script whose variable is not set would get another day's figures, another desk, or every matter."""
    desk = morning()
    before = files(desk.folder)
    code, out, err = typed(desk, *line.split(), nothing)
    assert (code, out) == (2, ""), err
    assert "was given nothing" in err
    assert files(desk.folder) == before


def test_facts_that_nobody_gave_may_be_empty(morning: Callable[[], Any], typed: Run) -> None:
    desk = morning()
    assert typed(desk, "add", "x", "--name", "n", "--address", "x", "--phone", "", "--commune", "")[0] == 0
    assert typed(desk, "close", "1", "--result", "guided", "--doc", "", "--note", "")[0] == 0


def test_a_name_that_no_disk_takes_is_refused_before_anything_is_recorded(
    morning: Callable[[], Any], typed: Run
) -> None:
    desk = morning()
    before = files(desk.folder)
    assert typed(desk, "note", "1", "x", "-o", "x" * 300 + ".csv")[0] == 7
    assert files(desk.folder) == before
