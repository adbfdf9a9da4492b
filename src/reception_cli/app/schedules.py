"""The lines by which a machine runs a command every night: for cron, a systemd timer of the user, and Windows.

Each quotes its words by its own rules; the hour is that of Viet Nam, wherever the machine thinks it is.
"""

import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from datetime import time as Clock
from typing import NamedTuple
from xml.sax.saxutils import escape

ZONE = "Asia/Ho_Chi_Minh"
KINDS = ("cron", "systemd", "windows")


class Job(NamedTuple):
    """What is run, and when: `at` in Viet Nam, `local` the same moment by the machine's own zone."""

    name: str  # of the job: letters, digits, - and .
    words: tuple[str, ...]  # the command, its program by an absolute path
    at: Clock
    local: Clock
    first: date
    environment: Mapping[str, str] = {}  # what the machine would not set by itself
    about: str = ""


def cron(job: Job) -> str:
    """Write the lines of a crontab between two marks, by which they are found and replaced."""
    before = [f"{name}={value}" for name, value in job.environment.items()]
    words = shlex.join(["env", *before, *job.words] if before else job.words).replace("%", "\\%")
    begin, end = marks(job)
    zone = f"# {job.at:%H:%M} {ZONE} = {job.local:%H:%M}"
    return "\n".join([begin, zone, f"{job.local.minute} {job.local.hour} * * * {words}", end, ""])


def marks(job: Job) -> tuple[str, str]:
    """Give the lines that begin and end the part of a crontab."""
    return f"# begin {job.name}", f"# end {job.name}"


def in_crontab(job: Job, text: str) -> str:
    """Put the lines into a crontab, in place of an earlier state of them."""
    begin, end = marks(job)
    kept, inside = [], False
    for line in text.splitlines():
        inside = inside or line == begin
        if not inside:
            kept.append(line)
        inside = inside and line != end
    before = "\n".join(kept) + "\n" if kept else ""
    return before + cron(job)


def systemd(job: Job) -> dict[str, str]:
    """Write the service and its timer, by the names of their files."""
    service = [
        "[Unit]", f"Description={_percent(job.about)}", "", "[Service]", "Type=oneshot",
        *(f"Environment={_quoted(f'{name}={value}', dollars=False)}" for name, value in job.environment.items()),
        f"ExecStart={' '.join(_quoted(word) for word in job.words)}", "SuccessExitStatus=10", "",
    ]  # fmt: skip
    timer = [
        "[Unit]", f"Description={_percent(job.about)}", "", "[Timer]", f"OnCalendar=*-*-* {job.at:%H:%M}:00 {ZONE}",
        "Persistent=true", "", "[Install]", "WantedBy=timers.target", "",
    ]  # fmt: skip
    return {f"{job.name}.service": "\n".join(service), f"{job.name}.timer": "\n".join(timer)}


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str, dollars: bool = True) -> str:
    """Quote a word as systemd reads it; a dollar names a variable in command lines alone."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("%", "%%")
    return f'"{text.replace("$", "$$") if dollars else text}"'


def windows(job: Job) -> str:
    """Write the task as the Task Scheduler of Windows imports it (`schtasks /Create /XML`)."""
    program, *words = job.words
    start = f"{job.first.isoformat()}T{job.at:%H:%M}:00+07:00"
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(job.about)}</Description></RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{start}</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT12H</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(_of_windows(words))}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def _of_windows(words: Sequence[str]) -> str:
    """Quote words as programs of Windows read a command line: backslashes count double before a quote only."""
    return " ".join(map(_word_of_windows, words))


def _word_of_windows(word: str) -> str:
    if word and not set(word) & set(' \t"'):
        return word
    told, slashes = '"', 0
    for letter in word:
        if letter == "\\":
            slashes += 1
        elif letter == '"':
            told += "\\" * (slashes * 2 + 1) + '"'
            slashes = 0
        else:
            told += "\\" * slashes + letter
            slashes = 0
    return told + "\\" * (slashes * 2) + '"'
