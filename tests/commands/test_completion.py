"""Shells ask `reception` itself what may follow: verbs, options, codes and numbers."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from present import program
from reception_cli.cli.verbs import VERBS, load

SHELLS = ("bash", "zsh", "fish", "powershell")


def _ask(desk, shell: str, line: str) -> str:
    """Ask as the shell's script does; the last word of the line is being typed."""
    words = line.split(" ")
    cword = words[-1] if shell == "fish" else str(len(words) - 1)
    env = {**os.environ, "_RECEPTION_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": cword}
    argv = [sys.executable, "-m", "reception_cli"]
    done = subprocess.run(argv, env={**env, "RECEPTION_DB": str(desk.folder)}, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_a_verb_is_completed_with_its_help(desk, shell: str):
    answer = _ask(desk, shell, "reception summ")
    assert "summarize" in answer and "classify" not in answer
    assert ("Count visits" in answer) == (shell != "bash")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_code_is_completed_with_its_vietnamese_name(desk, shell: str):
    answer = _ask(desk, shell, "reception classify 1 --kind den")
    assert "denunciation" in answer and "complaint" not in answer
    assert ("tố cáo" in answer) == (shell != "bash")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_number_of_an_incident_is_completed(desk, shell: str):
    desk.add()
    desk.add(now="2025-11-23T08:10:00+07:00")
    answer = _ask(desk, shell, "reception close 2025-")
    assert "2025-0001" in answer and "2026-0001" not in answer


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("khi", "khieu-nai"), ("khieu-n", "khieu-nai"), ("khiế", "khiếu-nại"), ("to", "to-cao"),
        ("rec", "recommendation"),
    ],
)  # fmt: skip
def test_a_code_is_completed_as_it_is_typed_and_what_is_offered_is_understood(desk, typed: str, offered: str):
    desk.add()
    assert _offers(desk, f"reception classify 1 --kind {typed}") == [offered]
    assert desk.run("classify", "1", "--kind", offered).code == 0


def _offers(desk, line: str, shell: str = "bash") -> list[str]:
    return [offer.partition(",")[2] for offer in _ask(desk, shell, line).splitlines() if offer]


def test_every_code_of_every_list_is_found_by_what_is_offered_for_it(desk):
    from reception_cli.cli import completion
    from reception_cli.law import codes

    for name in ("kind", "field", "result", "handling", "refusal", "not-accepted", "level"):
        known = codes.load(name)
        of_desk = type("Desk", (), {"codes": lambda _self, _name, known=known: known})()
        for code in known:
            word = code.vi.split()[0].casefold()
            for offer in completion.codes(of_desk, name, word):
                assert known.find(offer.value).code == (offer.help if offer.value not in known else offer.value)


def test_periods_are_completed_and_each_is_one(desk):
    offers = [
        offer for begun in ("", "t", "th", "2026-", "tk-2026-Q")
        for offer in _offers(desk, f"reception list --period {begun}")
    ]  # fmt: skip
    assert {"tk-2026-Q3", "2026-09", "today", "this-month", "thang-truoc", "hom-nay"} <= set(offers)
    for period in set(offers):
        assert desk.run("list", "--period", period).code == 0, period
    assert _offers(desk, "reception form 01/TCD --period tk-2026-9") == ["tk-2026-9m"]


def test_communes_clerks_and_visits_are_completed_from_the_register(desk):
    desk.add("Việc", "--commune", "xã Bình Trung", user="minh")
    assert desk.run("assign", "1", "hoa").code == 0
    assert _offers(desk, "reception list --commune xa") == ["xã Bình Trung"]
    assert _offers(desk, "reception add x --commune xã") == ["xã Bình Trung"]
    assert _offers(desk, "reception list --assignee ") == ["hoa", "minh"]
    assert _offers(desk, "reception --user m") == ["minh"]
    assert _offers(desk, "reception show V2026-") == ["V2026-0001"]


def test_forms_groupings_topics_and_days_are_completed(desk):
    assert _offers(desk, "reception form 01/T") == ["01/TCD"]
    assert _offers(desk, "reception summarize --by kind,mon") == ["kind,month"]
    assert "kind,kind" not in _offers(desk, "reception summarize --by kind,k")
    assert _offers(desk, "reception help per") == ["periods"]
    assert "hom-nay" in _offers(desk, "reception add x --at hom")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("completion", "help")])
def test_the_columns_of_a_verb_are_completed_where_it_declares_them(desk, verb: str):
    command = load(verb)
    offers = _offers(desk, f"reception {verb} --fields ")
    if getattr(command, "columns", None) is None:
        assert offers == []
    elif verb == "list":
        assert {"id", "kind", "due_on"} <= set(offers)
        assert _offers(desk, "reception list --fields id,kin") == ["id,kind"]
        assert "id,id" not in _offers(desk, "reception list --fields id,i")
    assert len(set(offers)) == len(offers)


def test_habits_and_facts_of_the_desk_are_completed(desk):
    assert _offers(desk, "reception config la") == ["lang"]
    assert _offers(desk, "reception config cou") == ["counting"]


def test_files_are_completed_by_their_suffix(desk, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("so 2025.xlsx", "so.csv", "so.pdf", "TB.jsonl.gz", "units.csv", "map.toml", ".so.csv"):
        Path(name).touch()
    Path("sub").mkdir()
    (Path("sub") / "thang.ods").touch()
    assert _offers(desk, "reception import so") == ["so 2025.xlsx", "so.csv"]
    assert _offers(desk, "reception import su") == ["sub/"]
    assert _offers(desk, "reception import sub/") == ["sub/thang.ods"]
    assert _offers(desk, "reception import x --map ma") == ["map.toml"]
    assert {"TB.jsonl.gz", "so.csv"} <= set(_offers(desk, "reception consolidate "))
    assert _offers(desk, "reception consolidate HD=so.") == ["HD=so.csv"]
    assert _ask(desk, "powershell", "reception import so").splitlines()[:2] == ["plain", "'so 2025.xlsx'"]
    assert _ask(desk, "fish", "reception import so").splitlines() == ["plain,so 2025.xlsx", "plain,so.csv"]


def test_an_option_is_completed(desk):
    assert "--result" in _ask(desk, "bash", "reception close 1 --res")


def test_the_desk_named_on_the_line_is_the_one_that_is_asked(desk, tmp_path):
    desk.add()
    here, desk.folder = desk.folder, tmp_path / "nowhere"
    assert "2026-0001" not in _ask(desk, "bash", "reception close 2026")
    assert "2026-0001" in _ask(desk, "bash", f"reception --db {here} close 2026")


def test_a_question_that_makes_no_sense_is_answered_by_nothing(desk):
    assert _ask(desk, "bash", "reception nonsense --kin").strip() == ""
    assert _ask(desk, "tcsh", "reception cl") == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_names_the_program_and_the_variable(desk, shell: str):
    script = desk.run("completion", shell)
    assert script.code == 0 and script.err == ""
    assert "_RECEPTION_COMPLETE" in script.out and f"{shell}_complete" in script.out


def test_an_unknown_shell_and_a_useless_option_are_wrong_usage(desk):
    assert "tcsh" in desk.fails(2, "completion", "tcsh")
    assert "--json" in desk.fails(2, "completion", "bash", "--json")


def test_a_real_bash_completes(desk, tmp_path: Path):
    desk.add()
    program = tmp_path / "bin" / "reception"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reception_cli "$@"\n')
    program.chmod(0o755)
    (tmp_path / "script").write_text(desk.run("completion", "bash").out)
    typed = f"""
        . {tmp_path}/script
        completing=$(complete -p reception | sed 's/.* -F \\([^ ]*\\).*/\\1/')
        COMP_WORDS=(reception close 2026-); COMP_CWORD=2; $completing reception
        echo "${{COMPREPLY[@]}}"
        COMPREPLY=(); COMP_WORDS=(reception clo); COMP_CWORD=1; $completing reception
        echo "${{COMPREPLY[@]}}"
    """
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "RECEPTION_DB": str(desk.folder)}
    done = subprocess.run(["bash", "--norc", "-c", typed], env=env, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["2026-0001", "close"]


def _program(folder: Path) -> Path:
    """A `reception` of this source, to be found on the PATH."""
    program = folder / "bin" / "reception"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reception_cli "$@"\n')
    program.chmod(0o755)
    return program.parent


def test_a_real_bash_takes_a_file_with_a_blank_as_one_word_and_a_folder_without_one(desk, tmp_path: Path):
    (tmp_path / "here" / "sub").mkdir(parents=True)
    (tmp_path / "here" / "so 2025.xlsx").touch()
    (tmp_path / "script").write_text(desk.run("completion", "bash").out)
    path = f"{_program(tmp_path)}{os.pathsep}{os.environ['PATH']}"
    bash = pexpect.spawn(
        "bash", ["--norc", "-i"], encoding="utf-8", timeout=20, cwd=tmp_path / "here",
        env={**os.environ, "PATH": path, "RECEPTION_DB": str(desk.folder), "PS1": "$ ", "TERM": "dumb"},
    )  # fmt: skip
    bash.sendline(f". {tmp_path}/script; printf 'rea%s\\n' dy")
    bash.expect("ready")
    bash.send("reception import so\t")
    bash.expect_exact("so\\ 2025.xlsx ")
    bash.send("\x15reception import su\t")
    bash.expect_exact("sub/")
    bash.close(force=True)


def test_a_real_fish_completes(desk, tmp_path: Path, monkeypatch):
    fish = program("fish")
    monkeypatch.chdir(tmp_path)
    Path("so.csv").touch()
    assert desk.run("completion", "fish", "--install").code == 0
    path = f"{_program(tmp_path)}{os.pathsep}{os.environ['PATH']}"
    typed = 'complete -C "reception import so"; complete -C "reception classify 1 --kind khi"'
    env = {**os.environ, "PATH": path, "RECEPTION_DB": str(desk.folder)}
    done = subprocess.run([fish, "-c", typed], env=env, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["so.csv", "khieu-nai\tcomplaint"]


def test_a_real_zsh_completes_what_was_installed(desk, tmp_path: Path):
    zsh = program("zsh")
    assert desk.run("completion", "zsh", "--install").code == 0
    (tmp_path / "here" / "sub").mkdir(parents=True)
    (tmp_path / "here" / "so 2025.xlsx").touch()
    path = f"{_program(tmp_path)}{os.pathsep}{os.environ['PATH']}"
    shell = pexpect.spawn(
        zsh, ["-i"], encoding="utf-8", timeout=20, cwd=tmp_path / "here",
        env={**os.environ, "PATH": path, "RECEPTION_DB": str(desk.folder), "PS1": "$ ", "TERM": "dumb"},
    )  # fmt: skip
    shell.sendline("PS1='$ '; printf 'rea%s\\n' dy")
    shell.expect("ready")
    shell.send("reception import so\t")
    shell.expect_exact("\\ 2025.xlsx")
    shell.send("\x15reception classify 1 --kind khi\t")
    shell.expect_exact("khieu-nai")
    shell.close(force=True)


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_installed_is_the_script_and_the_shell_reads_it_once(desk, shell: str):
    start = Path(os.environ["HOME"]) / {"bash": ".bashrc", "zsh": ".zshrc"}.get(shell, "none")
    start.parent.mkdir(parents=True, exist_ok=True)
    start.write_text("alias ll='ls -l'")
    for _turn in range(2):
        told = desk.run("completion", "--install", shell)
        assert (told.code, told.err) == (0, "")
        file = Path(told.out.splitlines()[0].removeprefix("Installed: "))
        assert file.read_text(encoding="utf-8") == desk.run("completion", shell).out
    if shell != "fish":
        start = Path(told.out.splitlines()[1].removeprefix("It is read by ").removesuffix("."))
        lines = start.read_text(encoding="utf-8").splitlines()
        assert len([line for line in lines if str(file) in line]) == 1
        assert shell == "powershell" or lines[0] == "alias ll='ls -l'"


def test_the_shell_in_use_is_the_one_it_is_installed_for(desk, monkeypatch):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert "fish" in desk.run("completion", "--install").out
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert "bash, zsh, fish, powershell" in desk.fails(2, "completion", "--install")
    assert "Missing: the shell" in desk.fails(2, "completion")


def test_a_start_file_that_is_a_link_stays_one(desk, tmp_path: Path):
    kept = tmp_path / "dotfiles"
    kept.write_text("x=1\n")
    start = Path(os.environ["HOME"]) / ".bashrc"
    start.parent.mkdir(parents=True, exist_ok=True)
    start.symlink_to(kept)
    assert desk.run("completion", "bash", "--install").code == 0
    assert start.is_symlink() and kept.read_text().startswith("x=1\n. ")
