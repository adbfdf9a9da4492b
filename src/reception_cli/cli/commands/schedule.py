"""`reception nightly --schedule`: the lines by which a machine does it every night, printed, or put where they work."""

import os
import shutil
import tempfile
from datetime import time as Clock
from datetime import timedelta

import click

from reception_cli.app import environment, programs, schedules
from reception_cli.app.desk import Desk
from reception_cli.app.schedules import Job
from reception_cli.cli.options import GIVEN
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.ledger import files
from reception_cli.reporting.table import Column, Note, Table

ALL = "all"
_NO_CRONTAB = "no crontab for"  # what cron says, in English everywhere


def read_clock(text: str) -> Clock:
    """Read `5:30`; raises UsageFault."""
    hour, colon, minute = text.strip().partition(":")
    plain = hour.isascii() and minute.isascii() and hour.isdigit() and minute.isdigit() and len(minute) == 2
    if not (colon and plain and int(hour) < 24 and int(minute) < 60):
        told = _("--at was '{text}', which is no time.").format(text=shown(text[:20]))
        raise UsageFault(told, _("Type it like 5:30."))
    return Clock(int(hour), int(minute))


def scheduled(desk: Desk, kind: str, at: str, install: bool, words: tuple[str, ...]) -> Table | str:
    """Give the lines for one sort of schedule, or all, as they are, or as rows where a form is named.

    `words` are those of the verb; `install` puts one sort to work.
    """
    job = _job(desk, read_clock(at), words)
    chosen = schedules.KINDS if kind == ALL else (kind,)
    if install:
        if kind == ALL:
            chosen = (_own_kind(),)
        return _installed(desk, chosen[0], job)
    rows = [row for one in chosen for row in _rows(one, job)]
    if click.get_current_context().meta.get(GIVEN, {}).keys() & {"format", "output", "fields", "quiet"}:
        return Table("nightly", columns(), rows, number="text")
    return "\n".join(f"# {row['file']}\n{row['text']}" if row["file"] else row["text"] for row in rows)


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return Column("kind", _("Sort")), Column("file", _("File")), Column("text", _("Text"), wide=True)


def _job(desk: Desk, at: Clock, words: tuple[str, ...]) -> Job:
    origin = desk.folder.ledger.origin() or "0" * 8
    name = f"reception-nightly-{desk.unit}-{origin[:8]}"
    command = (
        *environment.program(), "--db", os.path.abspath(desk.folder.path), "--lang", desk.settings.language,
        "--no-input", *words,
    )  # fmt: skip
    about = _("reception: the night of {unit}").format(unit=desk.unit)
    first = desk.today + timedelta(days=1)
    return Job(name, command, at, environment.local_clock(first, at), first, environment.own_folders(), about)


def _rows(kind: str, job: Job) -> list[dict[str, str]]:
    if kind == "cron":
        return [{"kind": kind, "file": "", "text": schedules.cron(job)}]
    if kind == "systemd":
        folder = environment.systemd_folder()
        return [
            {"kind": kind, "file": os.path.join(folder, name), "text": text}
            for name, text in schedules.systemd(job).items()
        ]
    return [{"kind": kind, "file": f"{job.name}.xml", "text": schedules.windows(job)}]


def _own_kind() -> str:
    """Choose what this machine has; raises UsageFault where it has none of them."""
    if os.name == "nt":
        return "windows"
    for kind, program in (("systemd", "systemctl"), ("cron", "crontab")):
        if shutil.which(program):
            return kind
    raise UsageFault(
        _("This machine has neither systemd nor cron."), _("Print the lines without --install, and put them elsewhere.")
    )


def _installed(desk: Desk, kind: str, job: Job) -> Table:
    """Put the lines where they work; a second time changes nothing but what differs."""
    rows = _rows(kind, job)
    hints = {
        "systemd": _("It runs while you are signed in; `loginctl enable-linger` lets it run without."),
        "cron": _("See it with `crontab -l`."), "windows": _("See it with `schtasks /Query /TN {name}`.").format(
            name=job.name
        ),
    }  # fmt: skip
    if not desk.settings.dry_run:
        {"systemd": _into_systemd, "cron": _into_cron, "windows": _into_windows}[kind](job, rows)
        desk.did(job.name)
    text = _("Would be installed for {kind}: {name}.") if desk.settings.dry_run else _("Installed for {kind}: {name}.")
    said = (text.format(kind=kind, name=job.name), hints[kind])
    note = Note("installed", hints[kind], {"kind": kind, "name": job.name})
    return Table("nightly", columns(), rows, notes=(note,), said=said, number="file", prose=True)


def _into_systemd(job: Job, rows: list[dict[str, str]]) -> None:
    try:
        os.makedirs(environment.systemd_folder(), 0o700, exist_ok=True)
    except OSError as fault:
        raise files.unwritable(fault) from fault
    for row in rows:
        files.replace(row["file"], [row["text"].encode()])
    for words in (("daemon-reload",), ("enable", "--now", f"{job.name}.timer")):
        ran = programs.run(["systemctl", "--user", *words])
        if ran.code:
            raise Unwritable(
                _("The files were written, but systemd of this user could not take them (code {code}).").format(
                    code=ran.code
                ),
                _("Sign in and say: systemctl --user daemon-reload; systemctl --user enable --now {name}.timer").format(
                    name=job.name
                ),
            )


def _into_cron(job: Job, _rows: list[dict[str, str]]) -> None:
    before = programs.run(["crontab", "-l"])
    if before.code and _NO_CRONTAB not in before.err:  # else what others wrote there would be lost
        raise Unwritable(_("The program '{program}' ended with code {code}.").format(
            program="crontab -l", code=before.code
        ))  # fmt: skip
    programs.answer(["crontab", "-"], schedules.in_crontab(job, "" if before.code else before.out))


def _into_windows(job: Job, rows: list[dict[str, str]]) -> None:
    path = os.path.join(tempfile.gettempdir(), rows[0]["file"])
    files.replace(path, [rows[0]["text"].encode("utf-16")])
    programs.answer(["schtasks", "/Create", "/TN", job.name, "/XML", path, "/F"])
