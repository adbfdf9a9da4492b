"""Shells ask `reception` itself what may follow: verbs, options, codes and numbers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
