"""The README is true: every command it shows runs, every verb stands in it, its exit codes are the contract's."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reception_cli.cli.verbs import VERBS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language, file="README.md"):
    text = (ROOT / file).read_text(encoding="utf-8")
    found = re.findall(r"^```(\w+)\n(.*?)^```", text, flags=re.M | re.S)
    return [body for name, body in found if name == language]


@pytest.mark.parametrize("file", ["README.md", "README.vi.md"])
def test_the_session_runs_as_it_stands(desk, registers, monkeypatch, tmp_path, file):
    monkeypatch.chdir(registers)
    desk.folder = tmp_path / "of-the-readme"
    (session,) = blocks("console", file)
    lines = [line.removeprefix("$ ") for line in session.splitlines()]
    assert len(lines) == 10
    for line in lines:
        result = desk.run(*shlex.split(line)[1:])
        assert result.code == 0, (line, result.err)
        assert result.out, line


def test_the_vietnamese_readme_runs_line_by_line_in_an_empty_folder(tmp_path):
    """Whoever has installed it types what stands there, from the first line to the last, and meets no fault."""
    (first, *_more), (session,) = blocks("sh", "README.vi.md"), blocks("console", "README.vi.md")
    assert {line.split()[0] for line in first.splitlines()} == {"pipx", "uv"}
    demo, month, night = (body for body in blocks("sh", "README.vi.md") if body.startswith("reception"))
    assert all(line.startswith("reception nightly --mail") for line in night.splitlines())
    lines = [*demo.splitlines(), *(line.removeprefix("$ ") for line in session.splitlines()), *month.splitlines()]
    bin_ = Path(sys.executable).parent
    own = {
        "HOME": str(tmp_path / "home"), "PATH": f"{bin_}:/usr/bin:/bin", "LANG": "C.UTF-8", "LOGNAME": "lan",
        "TMPDIR": str(tmp_path),
    }  # fmt: skip
    told = {}
    for line in lines:
        done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env=own, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, (line, done.stderr)
        told[line] = done.stdout + done.stderr
    assert "970 lượt" in told["reception --lang vi demo"]
    assert "Ngô Bá Tú" not in told["reception xem @1"]  # a pipe shows no names


@pytest.mark.parametrize("file", ["README.md", "README.vi.md"])
def test_the_commands_of_a_months_end_run_as_they_stand(desk, registers, monkeypatch, tmp_path, file):
    assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--yes").code == 0
    monkeypatch.chdir(tmp_path)
    (block,) = (body for body in blocks("sh", file) if "reception form list" in body)
    for line in block.splitlines():
        result = desk.run(*shlex.split(line, comments=True)[1:])
        assert result.code == 0, (line, result.err)
        assert result.out or "-o" in line, line
    assert {path.name for path in tmp_path.glob("*.xlsx")} == {"01-TCD.xlsx", "so-tiep-dan.xlsx"}


def test_a_district_consolidates_as_it_stands(desk, registers, monkeypatch, tmp_path):
    """From the e-mailed files to the filled form in five commands; the table is the one that is printed."""
    monkeypatch.chdir(tmp_path)
    senders = {"QS": f"import {registers}/thang-binh-2023.csv --yes", "PN": "add Đất --name A --address B"}
    for code, work in senders.items():
        sender = type(desk)(tmp_path / code, desk._read)
        for line in (f"init --unit {code}", work, f"export --bundle -o {code}.jsonl.gz"):
            assert sender.run(*shlex.split(line)).code == 0, line
    shutil.copy(registers / "thang-binh-2024-9m.xlsx", "hiep-duc.xlsx")
    Path("units.csv").write_text(*blocks("csv"), encoding="utf-8")
    desk.folder = tmp_path / "district"
    block, board = (body for body in blocks("sh") if "reception consolidate" in body)
    answers = []
    for line in block.splitlines():
        result = desk.run(*shlex.split(line, comments=True)[1:])
        assert result.code == 0, (line, result.err)
        answers.append(result.out)
    assert len(answers) == 5 and Path("01-TCD.xlsx").exists()
    (told,) = blocks("text")
    assert [line.split() for line in answers[1].splitlines()] == [line.split() for line in told.splitlines()]
    for line in board.splitlines():
        assert desk.run(*shlex.split(line, comments=True)[1:]).code == 0, line
    assert Path("board.html").exists() and Path("QS-back.xlsx").exists()


def test_a_stock_tinydb_reads_the_register_as_the_readme_shows(desk):
    desk.add()
    (code,) = blocks("python")
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=desk.folder, check=True)
    assert told.stdout.split() == ["1", "configured", "2", "incident", "2026-0001", "3", "visit", "V2026-0001"]


def test_the_two_commands_stand_at_the_top_each_whole():
    first, second = blocks("sh")[:2]
    assert README.index("<!-- first -->") < README.index("<!-- tests -->") < README.index("## ")
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("reception demo")
    assert second.rstrip().endswith("python -m pytest")


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_stands_in_the_readme(verb):
    assert re.search(rf"`{verb}[` ]", README), verb
