"""Sixteen clerks at one desk, each of whom adds, while others consolidate, back up, verify, redact, restore and undo.

Acknowledged is found: in the register, or, where a restoration went back to a copy that did not hold it yet, in the
register that this restoration kept aside. Nobody's command ends in a fault of ours, and every chain is whole.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reception_cli.cli.main import run
from reception_cli.ledger.storage import FileLedger

WRITERS, EACH, ROUNDS = (16, 50, 20) if os.environ.get("RECEPTION_FULL") else (4, 6, 2)
NOW = "2026-11-23T08:10:00+07:00"
# 2: nothing private is left to erase; 3: a restoration took the visit away, or the backup is gone; 4: there is nothing
# of theirs to take back or to erase, or a restoration took it away; 5: busy longer than they waited; 6: a bundle whose
# beginning a restoration took away.
ALLOWED = {
    "consolidate": (0, 5, 6), "backup": (0, 5), "verify": (0, 5), "redact": (0, 2, 3, 4, 5), "restore": (0, 3, 5),
    "undo": (0, 3, 4, 5),
}  # fmt: skip


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in memory, with a desk and the bundle of a unit."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="reception-storm-", dir=memory) as name:
        found = Path(name)
        monkeypatch.chdir(found)
        monkeypatch.setenv("XDG_STATE_HOME", str(found / "state"))
        assert answered(found, "lan", "init", "--unit", "TB")[0] == 0
        assert answered(found, "lan", "--db", "qs", "init", "--unit", "QS")[0] == 0
        yield found


def answered(place: Path, user: str, *words: str) -> tuple[int, str]:
    """Run a command in a child; gives its exit code and what it said."""
    out, err = (os.memfd_create(name) for name in ("out", "err"))
    pid = os.fork()
    if not pid:
        code = 71
        try:
            for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
                os.dup2(fd, number)
            with open(1, "w", closefd=False) as sys.stdout, open(2, "w", closefd=False) as sys.stderr:
                db = () if "--db" in words else ("--db", "desk")
                code = run([*db, "--now", NOW, "--user", user, "--lock-timeout", "600", *words])
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    texts = [os.pread(fd, 1 << 20, 0).decode() for fd in (out, err)]
    for fd in (out, err):
        os.close(fd)
    return code, "\n".join(texts)


def clerk(place: Path, number: int) -> list[str]:
    """Add so many matters, each with a text of its own; gives what was wrong."""
    wrong = []
    with (place / f"said-{number}").open("w", buffering=1) as said:
        for turn in range(EACH):
            mark = f"viec-{number}-{turn}"
            code, told = answered(
                place, f"clerk{number}", "add", mark, "--name", "Hoa", "--address", "thôn 3", "-q", "--key", mark
            )
            if code == 0:
                said.write(mark + "\n")
            else:
                wrong.append(f"add: {code} {told}")
    return wrong


def other(place: Path, verb: str) -> list[str]:
    """Do something else, again and again, until the clerks are done; gives what was wrong."""
    dice, wrong, turns = random.Random(verb), [], 0
    while turns < ROUNDS or (verb != "restore" and not (place / "done").exists()):
        turns += 1
        for words in commands(place, verb, dice, turns):
            code, told = answered(place, f"other-{verb}", *words)
            if code not in ALLOWED.get(words[0], (0, 5)) or "Traceback" in told or "bug in reception" in told:
                wrong.append(f"{words}: {code} {told}")
        time.sleep(dice.uniform(0, 0.05))
    return wrong


def commands(place: Path, verb: str, dice: random.Random, turn: int) -> Iterator[list[str]]:
    """Give the command lines of one turn."""
    if verb == "consolidate":
        yield ["--db", "qs", "add", f"qs-{turn}", "--anonymous", "-q"]
        yield ["--db", "qs", "export", "--bundle", "-o", "QS.jsonl.gz"]
        yield ["consolidate", "QS.jsonl.gz"]
    elif verb == "redact":
        yield ["redact", f"V2026-000{dice.randint(1, 9)}", "--field", "name", "--reason", "Yêu cầu", "--yes"]
    elif verb == "restore":
        kept = sorted(path.name for path in (place / "desk/backups").glob("TB-*"))
        if kept:
            yield ["restore", f"desk/backups/{dice.choice(kept)}", "--yes"]
    elif verb == "undo":
        yield ["add", f"undone-{turn}", "--anonymous", "-q"]
        yield ["undo", "--yes"]
    else:
        yield [verb, *(["--keep", "all"] if verb == "backup" else [])]


def texts(register: Path) -> set[str]:
    """Read the texts of all matters of a register whose chain is whole."""
    entries, mark = FileLedger(str(register)).whole()
    assert FileLedger(str(register)).ends_at(mark.end), register
    assert len(json.loads(register.read_bytes())["entries"]) == len(entries)
    return {pair[1] for entry in entries for name, pair in entry["private"].items() if name == "content"}


def test_whatever_goes_on_beside_them_what_sixteen_clerks_were_told_is_recorded_is_found(place: Path, table: Any):
    assert answered(place, "lan", "backup")[0] == 0
    works = [lambda n=n: clerk(place, n) for n in range(WRITERS)]
    works += [lambda verb=verb: other(place, verb) for verb in ALLOWED]
    children = []
    for number, work in enumerate(works):
        if pid := os.fork():
            children.append(pid)
            continue
        wrong = ["it did not end"]
        try:
            wrong = work()
        except BaseException as fault:
            wrong = [repr(fault)]
        finally:
            (place / f"wrong-{number}").write_text(json.dumps(wrong))
            os._exit(0)
    for pid in children[:WRITERS]:
        os.waitpid(pid, 0)
    (place / "done").touch()
    for pid in children[WRITERS:]:
        os.waitpid(pid, 0)
    wrong = [one for number in range(len(works)) for one in json.loads((place / f"wrong-{number}").read_text())]
    said = {line for number in range(WRITERS) for line in (place / f"said-{number}").read_text().split()}
    registers = [path for path in (place / "desk").glob("reception.json*") if path.is_file()]
    found = set[str]().union(*map(texts, registers))
    row = Counter(injections=WRITERS * EACH, acknowledged=len(said), lost=len(said - found), wrong=len(wrong))
    table[f"{WRITERS} x {EACH} adds among all else"] = row
    assert not wrong
    assert len(said) == WRITERS * EACH and said <= found, sorted(said - found)
    assert answered(place, "lan", "verify")[0] == 0
    now = texts(place / "desk/reception.json")
    restored = len(registers) > 1
    assert restored or said <= now
