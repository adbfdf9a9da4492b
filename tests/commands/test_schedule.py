"""The lines that run a night: read back by what will read them, with words that need quoting."""

import os
import shlex
import stat
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from datetime import date
from datetime import time as Clock
from pathlib import Path
from typing import Any

import pytest

from present import program
from reception_cli.app import schedules
from reception_cli.app.schedules import Job

WORDS = (
    "/opt/một cửa/bin/reception", "--db", "/srv/bàn $HOME/100%/a'b\"c", "--to", "C:\\x\\", "%h %% \\% $$ `id` ; & |",
    "-x=", "a\tb", "~",
)  # fmt: skip
ODD = Job(
    "reception-nightly-TB", WORDS, Clock(5, 30), Clock(22, 30), date(2026, 11, 24), {"XDG_STATE_HOME": "/a b"}, "x"
)


def texts(desk: Any, kind: str, *argv: str) -> list[str]:
    return [row["text"] for row in desk.json("nightly", "--schedule", kind, *argv)["rows"]]


def test_a_shell_reads_from_the_crontab_the_words_that_were_meant() -> None:
    line = schedules.cron(ODD).splitlines()[2]
    fields = line.split(" ", 5)
    assert fields[:5] == ["30", "22", "*", "*", "*"]
    command = fields[5].replace("\\%", "%")  # what cron itself does before it calls sh
    assert "%" not in fields[5].replace("\\%", "")  # else cron ends the command there
    assert shlex.split(command) == ["env", "XDG_STATE_HOME=/a b", *WORDS]


def test_the_crontab_keeps_what_others_wrote_and_is_the_same_when_done_again() -> None:
    others = "MAILTO=x\n0 1 * * * /usr/bin/true\n"
    once = schedules.in_crontab(ODD, others)
    assert once.startswith(others) and once.count("# begin") == 1
    assert schedules.in_crontab(ODD, once) == once
    other = schedules.in_crontab(ODD._replace(name="reception-nightly-DN"), once)
    assert other.startswith(once) and other.count("# begin") == 2


def test_cron_takes_the_lines(tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    file.write_text(schedules.cron(ODD), encoding="utf-8")
    for examine in ("-T", "-n"):  # Debian's own cron calls it otherwise than cronie
        done = subprocess.run([program("crontab"), examine, str(file)], capture_output=True, text=True, check=False)
        if "invalid option" not in done.stderr:
            break
    assert done.returncode == 0, done.stderr


def test_the_line_of_a_desk_does_its_night(desk: Any) -> None:
    [text] = texts(desk, "cron", "--without", "backup", "--exit-code")
    command = text.splitlines()[2].split(" ", 5)[5].replace("\\%", "%")
    env = {**os.environ, "PATH": "/usr/bin:/bin", "RECEPTION_NOW": "2026-11-24T05:30:00+07:00"}
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, cwd="/", env=env)
    assert done.returncode == 0, done.stderr
    assert "backup\toff" in done.stdout and "digest\tdone" in done.stdout
    assert Path(desk.folder, "nightly", "digest-2026-11-24.txt").exists()


def test_systemd_takes_the_timer_and_its_service(desk: Any, tmp_path: Path) -> None:
    for name, text in schedules.systemd(ODD._replace(words=(sys.executable, *WORDS[1:]))).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [program("systemd-analyze"), "verify", "--user", "--man=no", str(tmp_path / "reception-nightly-TB.timer"),
         str(tmp_path / "reception-nightly-TB.service")], capture_output=True, text=True, check=False, env=env,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    told = subprocess.run(
        ["systemd-analyze", "calendar", "*-*-* 05:30:00 Asia/Ho_Chi_Minh"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0


def test_systemd_is_quoted_by_its_rules() -> None:
    service = schedules.systemd(ODD)["reception-nightly-TB.service"]
    line = next(line for line in service.splitlines() if line.startswith("ExecStart="))
    assert '"/srv/bàn $$HOME/100%%/a\'b\\"c"' in line and '"C:\\\\x\\\\"' in line
    assert 'Environment="XDG_STATE_HOME=/a b"' in service and "SuccessExitStatus=10" in service


def as_windows_reads(line: str) -> list[str]:
    """Split a command line by the rules of the C library of Windows."""
    words, place = list[str](), 0
    while place < len(line):
        while place < len(line) and line[place] in " \t":
            place += 1
        if place == len(line):
            break
        word, quoted = "", False
        while place < len(line) and (quoted or line[place] not in " \t"):
            slashes = len(line[place:]) - len(line[place:].lstrip("\\"))
            place += slashes
            if place < len(line) and line[place] == '"':
                word += "\\" * (slashes // 2)
                if slashes % 2:
                    word += '"'
                else:
                    quoted = not quoted
                place += 1
            else:
                word += "\\" * slashes
                if place < len(line) and (quoted or line[place] not in " \t") and not slashes:
                    word += line[place]
                    place += 1
        words.append(word)
    return words


def test_windows_reads_from_the_task_the_words_that_were_meant() -> None:
    told = ElementTree.fromstring(schedules.windows(ODD).encode("utf-16"))
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert told.findtext(f".//{space}Command") == WORDS[0]
    assert as_windows_reads(told.findtext(f".//{space}Arguments") or "") == list(WORDS[1:])
    assert told.findtext(f".//{space}StartBoundary") == "2026-11-24T05:30:00+07:00"


def test_the_lines_say_what_was_typed_with_absolute_paths(desk: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    folder = os.environ["XDG_CONFIG_HOME"] + "/reception"
    os.makedirs(folder)
    Path(folder, "config.toml").write_text('[mail]\nhost = "localhost"\nfrom = "a@b.vn"\n')
    [text] = texts(desk, "cron", "--to", "nights", "--mail", "a@b.vn", "--period", "last-week", "--without", "report")
    words = shlex.split(text.splitlines()[2].split(" ", 5)[5])
    at = words.index("nightly")
    assert words[at + 1 :] == [
        "--to", str(tmp_path / "nights"), "--mail", "a@b.vn", "--period", "last-week", "--without", "report",
    ]  # fmt: skip
    assert os.path.isabs(words[words.index("--db") + 1])


@pytest.mark.parametrize(("zone", "line"), [("UTC", "30 22"), ("Asia/Ho_Chi_Minh", "30 5"), ("Asia/Tokyo", "30 7")])
def test_the_hour_is_that_of_viet_nam_wherever_the_machine_thinks_it_is(desk: Any, zone: str, line: str) -> None:
    env = {**os.environ, "TZ": zone}
    argv = [sys.executable, "-m", "reception_cli", "--db", str(desk.folder), "nightly", "--schedule", "cron"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.splitlines()[2].startswith(line + " * * *")


@pytest.mark.parametrize("at", ["25:00", "5", "5:3", "-1:00", "5:60", "x", "５:30"])
def test_a_time_that_cannot_be_is_refused(desk: Any, at: str) -> None:
    assert "no time" in desk.fails(2, "nightly", "--schedule", "cron", "--at", at)


def test_installing_needs_a_schedule(desk: Any) -> None:
    assert "--schedule" in desk.fails(2, "nightly", "--install")


@pytest.mark.parametrize("before", ["", "0 1 * * * /usr/bin/true\n"])
def test_installing_for_cron_adds_to_the_crontab_and_loses_nothing(
    desk: Any, tmp_path: Path, monkeypatch: Any, before: str
) -> None:
    table = tmp_path / "table"
    if before:
        table.write_text(before)
    program = tmp_path / "crontab"
    program.write_text(f"""#!/bin/sh
if [ "$1" = -l ]; then
  [ -e {table} ] || {{ echo "no crontab for lan" >&2; exit 1; }}
  cat {table}
else cat >{table}.new && mv {table}.new {table}; fi
""")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for _turn in range(2):
        assert desk.run("nightly", "--schedule", "cron", "--install").code == 0
        assert table.read_text().startswith(before) and table.read_text().count(" nightly") == 1


def test_a_crontab_that_cannot_be_read_is_left_alone(desk: Any, tmp_path: Path, monkeypatch: Any) -> None:
    program = tmp_path / "crontab"
    program.write_text(f"#!/bin/sh\n[ \"$1\" = -l ] && exit 2\ntouch {tmp_path}/written\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    desk.fails(7, "nightly", "--schedule", "cron", "--install")
    assert not (tmp_path / "written").exists()
