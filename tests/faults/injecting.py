"""Runs commands with faults: a process with the shim loaded, which forks a child for every command.

Started by conftest.py with LD_PRELOAD; takes jobs as lines of JSON on standard input and answers each with one.
"""

import ctypes
import errno
import importlib
import io
import json
import os
import pkgutil
import random
import select
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import fastjsonschema
import rebuilding

import reception_cli
from reception_cli.cli import run as run_command
from reception_cli.desk import Desk, Settings
from reception_cli.model.entry import Draft, Entry, Stamp
from reception_cli.model.errors import Damaged, ReceptionError
from reception_cli.store import place
from reception_cli.store.folder import Folder
from reception_cli.store.inspection import inspect

NOW = "2026-11-23T08:10:00+07:00"
LOCK = 5  # the kind of call that only locks: most of SQLite's
EVERY = 4  # attempts of which one is followed by a whole command line; by an entry of the store else
HANGS, HUNG = 15_000, -99  # milliseconds that a command may take or wait; the code of one that took longer
NONE, KILL_BEFORE, KILL_MIDDLE, KILL_AFTER, ERROR, STICKY, SHORT, SIGNAL, BUDGET = range(9)


class Fault(NamedTuple):
    """What happens at the n-th call that writes, and which exit codes are right then."""

    what: int
    argument: int = 0
    codes: tuple[int, ...] = (0,)


FAULTS = {
    "SIGKILL before": Fault(KILL_BEFORE, codes=(-9,)),
    "SIGKILL inside": Fault(KILL_MIDDLE, codes=(-9,)),
    "SIGKILL after": Fault(KILL_AFTER, codes=(-9,)),
    "SIGINT": Fault(SIGNAL, signal.SIGINT, (0, 130)),
    "SIGTERM": Fault(SIGNAL, signal.SIGTERM, (-15,)),
    "SIGHUP": Fault(SIGNAL, signal.SIGHUP, (-1,)),
    "ENOSPC once": Fault(ERROR, errno.ENOSPC, (0, 7)),
    "ENOSPC from then on": Fault(STICKY, errno.ENOSPC, (0, 7)),
    "EDQUOT once": Fault(ERROR, errno.EDQUOT, (0, 7)),
    "EIO once": Fault(ERROR, errno.EIO, (0, 7)),
    "EIO from then on": Fault(STICKY, errno.EIO, (0, 7)),
    "EINTR": Fault(ERROR, errno.EINTR, (0,)),
    "short write": Fault(SHORT, codes=(0,)),
    "full at a byte": Fault(BUDGET, codes=(0, 7)),
}
CLEAN = Fault(NONE)

WHO = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung")
TEMPLATE = (
    ("init", "--unit", "TB"),
    ("add", "Tranh chấp ranh giới đất", *WHO),
    ("add", "Đề nghị cấp giấy chứng nhận", *WHO, "--people", "6"),
    ("add", "Phản ánh tiếng ồn", *WHO),
    ("classify", "1", "--kind", "complaint", "--competence", "in"),
    ("note", "3", "Hẹn lại tuần sau"),
)
VERBS: dict[str, tuple[str, ...]] = {
    "add": ("add", "Bồi thường, hỗ trợ và tái định cư. " * 20, *WHO, "--petition", "--kind", "feedback"),
    "classify": ("classify", "2", "3", "--kind", "recommendation", "--field", "land"),
    "close": ("close", "1", "2", "3", "--result", "guided", "--note", "Đã hướng dẫn tại buổi tiếp"),
    "import": ("import", "{register}", "--yes"),
    "undo": ("undo", "--yes"),
    "redact": ("redact", "V1", "--field", "name", "--reason", "Yêu cầu của công dân", "--yes"),
}
NEXT = ("add", "Việc kế tiếp", *WHO)
REGISTER = """STT,Ngày tiếp,Họ tên - Địa chỉ,CMND/CCCD/Hộ chiếu,Nội dung vụ việc,Phân loại đơn/Số người,\
Cơ quan đã giải quyết,Thụ lý để giải quyết,Trả lại đơn và hướng dẫn,Chuyển đơn đến cơ quan có thẩm quyền,\
Theo dõi kết quả giải quyết,Ghi chú
1,05/03/2025,"Lê Văn An - thôn 1, xã Bình Phú",049180119399,Tranh chấp đất,Khiếu nại/1 người,,x,,,,
2,06/03/2025,"Trần Thị Bé - thôn 2, xã Bình Phú",049266445847,Sửa đường thôn,"Kiến nghị, phản ánh/2 người",,,x,,,
3,07/03/2025,"Phạm Tư - thôn 3, xã Bình Phú",049274849217,Tiếng ồn,"Kiến nghị, phản ánh/1 người",,,x,,,
"""


class Outcome(NamedTuple):
    """What a command did: `calls` that write, `hits` of the fault, the name of the call at which it struck."""

    code: int
    out: str
    err: str
    calls: int
    hits: int
    at: str
    kinds: list[int]


class _Shared(ctypes.Structure):
    _fields_ = [
        ("calls", ctypes.c_long), ("hits", ctypes.c_long), ("slept", ctypes.c_long),
        ("name", ctypes.c_char * 32), ("kinds", ctypes.c_ubyte * 4096),
    ]  # fmt: skip


class Injector:
    """One place on the disk with a desk in it, and the shim that watches it."""

    def __init__(self, place: str) -> None:
        self.place = Path(place)
        self.desk = self.place / "work" / "desk"
        self.register = self.place / "register.csv"
        self._shim = ctypes.CDLL(None)
        self._shim.fault_init.restype = ctypes.POINTER(_Shared)
        self._shared = self._shim.fault_init()
        self.entries: dict[str, int] = {}  # that each verb adds
        self.digests: list[str] = []
        self.events: list[rebuilding.Event] = []  # of a desk's whole life
        self.whole: list[Entry] = []  # what it wrote

    def prepare(self) -> None:
        """Write the desk that every attempt begins with, and what each verb adds to it without any fault."""
        self.place.mkdir(parents=True, exist_ok=True)
        self.register.write_text(REGISTER, encoding="utf-8")
        shutil.rmtree(self.place / "work", ignore_errors=True)
        for argv in TEMPLATE:
            self.must(argv)
        shutil.rmtree(self.place / "kept", ignore_errors=True)
        shutil.copytree(self.place / "work", self.place / "kept")
        self.digests = self.found(self.folder([]))

    def begin(self) -> None:
        """Put the desk back to what it was."""
        shutil.rmtree(self.place / "work", ignore_errors=True)
        shutil.copytree(self.place / "kept", self.place / "work")

    def must(self, argv: tuple[str, ...]) -> Outcome:
        """Run a command that has no reason to fail."""
        outcome = self.run(argv)
        if outcome.code:
            raise AssertionError(f"{argv[0]}: {outcome}")
        return outcome

    def run(self, argv: tuple[str, ...], fault: Fault = CLEAN, nth: int = 0, log: str = "") -> Outcome:
        """Run one command line in a child, with a fault; a command that hangs has the code HUNG."""
        texts = [os.memfd_create(name) for name in ("out", "err")]
        pid = os.fork()
        if not pid:
            self._child(argv, fault, nth, log, texts)
        code = _waited(pid)
        out, err = (_text(fd) for fd in texts)
        told = self._shared.contents
        if told.slept > HANGS * 1000:
            code = HUNG
        return Outcome(code, out, err, told.calls, told.hits, told.name.decode(), list(told.kinds[: told.calls]))

    def _child(self, argv: tuple[str, ...], fault: Fault, nth: int, log: str, texts: list[int]) -> None:
        code = 71
        try:
            for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), *texts)):
                os.dup2(fd, number)
            raw = (open(number, mode, closefd=False) for number, mode in ((0, "rb"), (1, "wb"), (2, "wb")))
            sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(file) for file in raw)
            os.environ.update(XDG_STATE_HOME=str(self.place / "work/state"), RECEPTION_LANG="en")
            file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if log else -1
            words = [word.format(register=self.register) for word in argv]
            nth, argument = (0, nth) if fault.what == BUDGET else (nth, fault.argument)
            self._shim.fault_arm(str(self.place / "work").encode(), fault.what, nth, argument, file)
            code = run_command(["--db", str(self.desk), "--now", NOW, "--user", "lan", *words])
            sys.stdout.flush()
        finally:
            os._exit(code & 0xFF)

    def folder(self, told: list[str]) -> Folder:
        """Open the desk here, without any fault."""
        state = str(self.place / "work/state/reception")
        return Desk(Settings(str(self.desk), "lan", "here", NOW, state=state, timeout=2), told.append).folder

    def found(self, folder: Folder) -> list[str]:
        """List the digests of all entries; raises Damaged."""
        return [entry["digest"] for entry in folder.entries()]

    def attempt(self, verb: str, fault: str, nth: int) -> dict[str, Any]:
        """Run a verb with a fault at its n-th call, and look at what it left."""
        self.begin()
        outcome = self.run(VERBS[verb], FAULTS[fault], nth)
        result: dict[str, Any] = {"verb": verb, "fault": fault, "nth": nth, "at": outcome.at, "code": outcome.code}
        result["given"] = bool(outcome.hits) or outcome.code < 0
        problems = list(self.judge(verb, nth, outcome, FAULTS[fault].codes)) if result["given"] else []
        acknowledged = len(self.digests) + (self.entries[verb] if outcome.code == 0 else 0)
        return result | {"acknowledged": acknowledged, "problems": problems}

    def cut(self, nth: int, state: int) -> dict[str, Any]:
        """Rebuild one disk as a power cut at the n-th moment may leave it, and look at it."""
        moment, disk = list(rebuilding.cuts(self.events))[nth], rebuilding.Disk()
        for event in self.events[:moment]:
            disk.take(event)
        rebuilding.put(disk.after_a_cut(random.Random(nth * 1000 + state)), self.place / "work")
        said = sum(event.op == "said" for event in self.events[:moment])
        problems = list(self.judge_disk(said))
        return {"verb": "a power cut", "fault": "power cut", "nth": nth, "at": f"state {state}", "given": True,
                "acknowledged": self.ends()[said], "problems": problems}  # fmt: skip

    def ends(self) -> list[int]:
        """List after how many entries a command of this life ended."""
        return [0, *(entry["seq"] for entry in self.whole if entry["seq"] == entry["batch"][1])]

    def judge_disk(self, said: int) -> Any:
        """Yield (kind, detail) for everything that is wrong with a disk after so many commands were acknowledged."""
        told: list[str] = []
        try:
            exists = self.folder(told).exists()
            found = self.found(self.folder(told)) if exists else []
            shown = self.folder(told).read().count() if exists else 0
        except ReceptionError as fault:
            yield "unreadable", fault.message
            return
        if found != [entry["digest"] for entry in self.whole[: len(found)]] or len(found) < self.ends()[said]:
            yield "lost", f"{len(found)} of {self.ends()[said]}"
        if len(found) not in self.ends()[said : said + 2]:
            yield "half", f"{len(found)}, not {self.ends()[said : said + 2]}"
        if shown != len(found):
            yield "quiet", f"the cards show {shown} of {len(found)}"
        if found:
            yield from self.next_one(found, False)
        elif self.run(TEMPLATE[0]).code:
            yield "unreadable", "no desk can be made here"

    def judge(self, verb: str, nth: int, outcome: Outcome, codes: tuple[int, ...]) -> Any:
        """Yield (kind, detail) for everything that is wrong with what a faulty command left and said."""
        if outcome.code == HUNG:
            yield "hang", ""
        elif outcome.code not in codes:
            yield "wrong", f"exit code {outcome.code}: {outcome.err}"
        if "Traceback" in outcome.err or outcome.code == 70:
            yield "traceback", outcome.err
        if outcome.code == 7 and (outcome.out or not outcome.err.strip()):
            yield "wrong", f"exit code 7 said {outcome.out!r} and {outcome.err!r}"
        told: list[str] = []
        try:
            found = self.found(self.folder(told))
            shown = self.folder(told).read().count()
        except Damaged as fault:
            yield "unreadable", fault.message
            return
        extra, whole = len(found) - len(self.digests), self.entries[verb]
        if found[: len(self.digests)] != self.digests or (outcome.code == 0 and extra != whole):
            yield "lost", f"{extra} of {whole}"
        if extra not in (0, whole):
            yield "half", f"{extra} of {whole}"
        if extra and "nothing was recorded" in outcome.err.lower():
            yield "wrong", f"it was recorded, but said: {outcome.err}"
        if shown != len(found):
            yield "quiet", f"the cards show {shown} of {len(found)}"
        yield from self.next_one(found, nth % EVERY == 0)

    def next_one(self, found: list[str], whole: bool) -> Any:
        """Add something more and examine everything: it must work, and all must be well."""
        folder, stamp = self.folder([]), Stamp(NOW, "lan", "here")
        try:
            if whole:
                outcome = self.run(NEXT)
                if outcome.code:
                    yield "unreadable", f"the next command: {outcome.code} {outcome.err}"
            else:
                folder.record("note", lambda _book: [Draft("noted", "2026-0001", {}, {"note": "gọi lại"})], stamp)
        except ReceptionError as fault:
            yield "unreadable", f"the next command: {fault.message}"
        after = self.found(folder)
        if after[: len(found)] != found or len(after) != len(found) + (2 if whole else 1):
            yield "lost", "by the next command"
        seen = inspect(folder, [], stamp, lambda _done, _all: None)
        if seen is None or not seen.ok:
            yield "wrong", f"verify: {seen.findings if seen else None}"
        if len(json.loads(Path(folder.ledger.path).read_bytes())["entries"]) != len(after):
            yield "unreadable", "to other programs"
        strange = {file.name for file in self.desk.iterdir() if not _ours(file.name)}
        if strange:
            yield "wrong", f"left behind: {strange}"


def _ours(name: str) -> bool:
    return name.split(".torn-")[0] in {"reception.json", "head", "lock", *place.CARDS}


def _waited(pid: int) -> int:
    fd = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    hung = not poll.poll(HANGS)
    if hung:
        os.kill(pid, signal.SIGKILL)
    os.close(fd)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return HUNG if hung else code


def _text(fd: int) -> str:
    try:
        return os.pread(fd, 1 << 20, 0).decode("utf-8", "replace")
    finally:
        os.close(fd)


def import_all() -> None:
    """Import what any command may need, so that no child has to; compile each schema once."""
    compile_, known = fastjsonschema.compile, {}

    def once(schema: Any) -> Any:
        text = json.dumps(schema)
        known[text] = known.get(text) or compile_(schema)
        return known[text]

    fastjsonschema.compile = once
    for module in pkgutil.walk_packages(reception_cli.__path__, "reception_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def clean(injector: Injector, _job: dict[str, Any]) -> dict[str, Any]:
    """Run every verb without a fault: how many entries it adds, how many calls it makes, how many bytes."""
    injector.prepare()
    found = {}
    for verb, argv in VERBS.items():
        injector.begin()
        size = os.stat(injector.desk / "reception.json").st_size
        outcome = injector.must(argv)
        count = len(injector.found(injector.folder([]))) - len(injector.digests)
        injector.entries[verb] = count
        grown = os.stat(injector.desk / "reception.json").st_size - size
        found[verb] = {"entries": count, "kinds": outcome.kinds, "bytes": grown}
    return found


def attempts(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the attempts that a job lists."""
    return [injector.attempt(job["verb"], job["fault"], nth) for nth in job["nth"]]


def lives(injector: Injector, _job: dict[str, Any]) -> dict[str, Any]:
    """Write down every call of a desk's whole life; returns how many moments there are to cut the power."""
    log = injector.place / "log"
    log.unlink(missing_ok=True)
    shutil.rmtree(injector.place / "work", ignore_errors=True)
    (injector.place / "work").mkdir()
    for argv in (*TEMPLATE[:3], *VERBS.values()):
        outcome = injector.run(argv, log=str(log))
        assert outcome.code == 0, outcome
    injector.events = rebuilding.read_log(str(log))
    injector.whole = injector.folder([]).entries()
    return {"cuts": len(list(rebuilding.cuts(injector.events)))}


def power_cuts(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Cut the power at the moments that a job lists, and look at many disks that may be found then."""
    return [injector.cut(nth, state) for nth in job["nth"] for state in range(job["states"])]


JOBS: dict[str, Callable[[Injector, dict[str, Any]], Any]] = {
    "clean": clean, "attempts": attempts, "lives": lives, "power_cuts": power_cuts,
}  # fmt: skip



def main() -> None:
    """Answer jobs until standard input ends."""
    import_all()
    injector = Injector(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = JOBS[job["do"]](injector, job)
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
