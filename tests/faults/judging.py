"""What must be true after a fault: nothing acknowledged is lost, no command is there by half, all goes on."""

import itertools
import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rebuilding
from injecting import FAULTS, HUNG, MORE, NOW, STAMP, TEMPLATE, VERBS, WHO, Injector, Outcome, text_of

from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Damaged, ReceptionError
from reception_cli.index import desk_folder
from reception_cli.index.register_view import RegisterView
from reception_cli.maintenance.verify import inspect

NEXT = ("add", "Việc kế tiếp", *WHO)
EVERY = 4  # attempts of which one is followed by a whole command line; by an entry of the store else

Problems = Iterator[tuple[str, str]]  # the column of the table, what it was


def attempt(desk: Injector, verb: str, fault: str, nth: int) -> dict[str, Any]:
    """Run a verb with a fault at its n-th call, and look at what it left."""
    desk.begin()
    outcome = desk.run((VERBS | MORE)[verb], FAULTS[fault], nth)
    result: dict[str, Any] = {"verb": verb, "fault": fault, "nth": nth, "at": outcome.at, "code": outcome.code}
    result["given"] = bool(outcome.hits) or outcome.code < 0
    problems = list(judge(desk, verb, nth, outcome, FAULTS[fault].codes)) if result["given"] else []
    acknowledged = len(desk.digests) + (desk.entries[verb] if outcome.code == 0 else 0)
    return result | {"acknowledged": acknowledged, "problems": problems}


def judge(desk: Injector, verb: str, nth: int, outcome: Outcome, codes: tuple[int, ...]) -> Problems:
    """Yield (kind, detail) for everything that is wrong with what a faulty command left and said."""
    if outcome.code == HUNG:
        yield "hang", ""
    elif outcome.code not in codes:
        yield "wrong", f"exit code {outcome.code}: {outcome.err}"
    if "Traceback" in outcome.err or outcome.code == 70:
        yield "traceback", outcome.err
    if outcome.code in (7, 8) and (outcome.out or not outcome.err.strip()):
        yield "wrong", f"exit code {outcome.code} said {outcome.out!r} and {outcome.err!r}"
    told: list[str] = []
    try:
        found = desk.found(desk.folder(told))
        shown = desk.folder(told).read().count()
    except Damaged as fault:
        yield "unreadable", fault.message
        return
    extra, whole = len(found) - len(desk.digests), desk.entries[verb]
    if found[: len(desk.digests)] != desk.digests or (outcome.code in (0, 8) and extra != whole):
        yield "lost", f"{extra} of {whole}"
    if extra not in (0, whole):
        yield "half", f"{extra} of {whole}"
    if extra and "nothing was recorded" in outcome.err.lower():
        yield "wrong", f"it was recorded, but said: {outcome.err}"
    if shown != len(found):
        yield "quiet", f"the cards show {shown} of {len(found)}"
    yield from next_one(desk, found, nth % EVERY == 0)


def next_one(desk: Injector, found: list[str], whole: bool) -> Problems:
    """Add something more and examine everything: it must work, and all must be well."""
    folder = desk.folder([])
    try:
        if whole:
            outcome = desk.run(NEXT)
            if outcome.code:
                yield "unreadable", f"the next command: {outcome.code} {outcome.err}"
        else:
            folder.record("note", lambda _book: [Draft("noted", "2026-0001", {}, {"note": "gọi lại"})], STAMP)
    except ReceptionError as fault:
        yield "unreadable", f"the next command: {fault.message}"
    after = desk.found(folder)
    if after[: len(found)] != found or len(after) != len(found) + (2 if whole else 1):
        yield "lost", "by the next command"
    seen = inspect(folder, [], STAMP, lambda _done, _all: None)
    if seen is None or not seen.ok:
        yield "wrong", f"verify: {seen.findings if seen else None}"
    if len(json.loads(Path(folder.ledger.path).read_bytes())["entries"]) != len(after):
        yield "unreadable", "to other programs"
    strange = {file.name for file in desk.desk.iterdir() if not _ours(file.name)}
    if strange:
        yield "wrong", f"left behind: {strange}"


def moment(desk: Injector, nth: int) -> dict[str, Any]:
    """Kill a clerk who adds and imports without pause, at a random moment; what was said must be there."""
    desk.begin()
    said = os.memfd_create("said")
    pid = os.fork()
    if not pid:
        _work_on(desk, said)
    time.sleep(random.Random(nth).uniform(0.005, 0.12))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    lines = text_of(said).split("\n")[:-1]
    problems: list[tuple[str, str]] = []
    try:
        found = desk.folder([]).entries()
        told = {int(line) for line in lines}
        kept = [entry["digest"] for entry in found][: len(desk.digests)] == desk.digests
        if not kept or not told <= {entry["seq"] for entry in found}:
            problems.append(("lost", f"said {max(told)}, found {len(found)}"))
        problems += next_one(desk, [entry["digest"] for entry in found], False)
    except ReceptionError as fault:
        problems.append(("unreadable", fault.message))
    return {"verb": "add and import", "fault": "moment", "nth": nth, "at": "", "given": True,
            "acknowledged": len(desk.digests) + len(lines), "problems": problems}  # fmt: skip


def _work_on(desk: Injector, said: int) -> None:
    """Record commands of 2 and of 200 entries in turn; say each entry once it is recorded."""
    try:
        for turn in itertools.count():
            many = 100 if turn % 3 == 2 else 1
            done = desk.folder([]).record("add", lambda book, n=many: _received(book, n), STAMP)
            os.write(said, "".join(f"{entry['seq']}\n" for entry in done).encode())
    finally:
        os._exit(70)


def cut(desk: Injector, nth: int, state: int) -> dict[str, Any]:
    """Rebuild one disk as a power cut at the n-th moment may leave it, and look at it."""
    moment, disk = list(rebuilding.cuts(desk.events))[nth], rebuilding.Disk()
    for event in desk.events[:moment]:
        disk.take(event)
    rebuilding.put(disk.after_a_cut(random.Random(nth * 1000 + state)), desk.place / "work")
    said = sum(event.op == "said" for event in desk.events[:moment])
    problems = list(judge_disk(desk, said))
    return {"verb": "a power cut", "fault": "power cut", "nth": nth, "at": f"state {state}", "given": True,
            "acknowledged": ends(desk)[said], "problems": problems}  # fmt: skip


def ends(desk: Injector) -> list[int]:
    """List after how many entries a command of this life ended."""
    return [0, *(entry["seq"] for entry in desk.whole if entry["seq"] == entry["batch"][1])]


def judge_disk(desk: Injector, said: int) -> Problems:
    """Yield (kind, detail) for everything that is wrong with a disk after so many commands were acknowledged."""
    told: list[str] = []
    try:
        exists = desk.folder(told).exists()
        found = desk.found(desk.folder(told)) if exists else []
        shown = desk.folder(told).read().count() if exists else 0
    except ReceptionError as fault:
        yield "unreadable", fault.message
        return
    if found != [entry["digest"] for entry in desk.whole[: len(found)]] or len(found) < ends(desk)[said]:
        yield "lost", f"{len(found)} of {ends(desk)[said]}"
    if len(found) not in ends(desk)[said : said + 2]:
        yield "half", f"{len(found)}, not {ends(desk)[said : said + 2]}"
    if shown != len(found):
        yield "quiet", f"the cards show {shown} of {len(found)}"
    if found:
        yield from next_one(desk, found, False)
    elif desk.run(TEMPLATE[0]).code:
        yield "unreadable", "no desk can be made here"


def _received(book: RegisterView, count: int) -> list[Draft]:
    """Receive so many people, each with an incident."""
    number, drafts = book.numbers(), []
    for _turn in range(count):
        incident = number("", 2026)
        drafts += [
            Draft("incident", incident, {"opened_on": NOW[:10]}, {"content": "Đơn về đất"}),
            Draft("visit", number("V", 2026), {"incidents": [incident], "people": 1}, {"name": "Lê An"}),
        ]
    return drafts


def _ours(name: str) -> bool:
    first = name.split(".torn-")[0].split(".before-restore-")[0]
    return first in {"reception.json", "head", "lock", "backups", "units", *desk_folder.CARDS}
