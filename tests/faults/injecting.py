"""Running commands with faults: in a process with the shim loaded, which forks a child for every command."""

import ctypes
import errno
import io
import os
import select
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import rebuilding

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.cli.main import run as run_command
from reception_cli.domain.entry import Entry, Stamp
from reception_cli.index.desk_folder import Folder

NOW = "2026-11-23T08:10:00+07:00"
STAMP = Stamp(NOW, "lan", "here")
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
    "SIGHUP": Fault(SIGNAL, getattr(signal, "SIGHUP", 1), (-1,)),
    "ENOSPC once": Fault(ERROR, errno.ENOSPC, (0, 7, 8)),
    "ENOSPC from then on": Fault(STICKY, errno.ENOSPC, (0, 7, 8)),
    "EDQUOT once": Fault(ERROR, errno.EDQUOT, (0, 7, 8)),
    "EIO once": Fault(ERROR, errno.EIO, (0, 7, 8)),
    "EIO from then on": Fault(STICKY, errno.EIO, (0, 7, 8)),
    "EINTR": Fault(ERROR, errno.EINTR, (0,)),
    "short write": Fault(SHORT, codes=(0,)),
    "full at a byte": Fault(BUDGET, codes=(0, 7, 8)),
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
    ("backup",),
)
VERBS: dict[str, tuple[str, ...]] = {
    "add": ("add", "Bồi thường, hỗ trợ và tái định cư. " * 20, *WHO, "--petition", "--kind", "feedback"),
    "classify": ("classify", "2", "3", "--kind", "recommendation", "--field", "land"),
    "close": ("close", "1", "2", "3", "--result", "guided", "--note", "Đã hướng dẫn tại buổi tiếp"),
    "import": ("import", "{register}", "--yes"),
    "undo": ("undo", "--yes"),
    "redact": ("redact", "V2026-0001", "--field", "name", "--reason", "Yêu cầu của công dân", "--yes"),
}
# Those that write something besides: another register, the register anew, a file, or a fact of the desk.
MORE: dict[str, tuple[str, ...]] = {
    "visit": ("visit", "1", "--people", "3", "--note", "Bổ sung giấy tờ"),
    "accept": ("accept", "1", "--on", "23/11/2026"),
    "correct": ("correct", "V2", "--set", "people=7", "--reason", "Ghi nhầm"),
    "void": ("void", "3", "--reason", "Trùng", "--yes"),
    "config": ("config", "level", "district"),
    "seal": ("seal", "--to", "2026-06-30", "--yes"),
    "consolidate": ("consolidate", "QS={register}"),
    "restore": ("restore", "{backup}", "--yes"),
    "export": ("export", "--bundle", "-o", "{register}.jsonl.gz"),
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
        self.backup = self.desk / "backups/TB-20261123-081000"
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

    def run(
        self, argv: tuple[str, ...], fault: Fault = CLEAN, nth: int = 0, log: str = "", now: str = NOW
    ) -> Outcome:
        """Run one command line in a child, with a fault; a command that hangs has the code HUNG."""
        texts = [os.memfd_create(name) for name in ("out", "err")]
        pid = self.start(argv, fault, nth, log, texts, now)
        code = _waited(pid)
        out, err = (text_of(fd) for fd in texts)
        told = self._shared.contents
        if told.slept > HANGS * 1000:
            code = HUNG
        return Outcome(code, out, err, told.calls, told.hits, told.name.decode(), list(told.kinds[: told.calls]))

    def start(
        self, argv: tuple[str, ...], fault: Fault = CLEAN, nth: int = 0, log: str = "",
        texts: Sequence[int] = (), now: str = NOW,
    ) -> int:  # fmt: skip
        """Start a command line in a child; gives its process."""
        pid = os.fork()
        if not pid:
            self._child(argv, fault, nth, log, texts or [os.open(os.devnull, os.O_WRONLY)] * 2, now)
        return pid

    def _child(
        self, argv: tuple[str, ...], fault: Fault, nth: int, log: str, texts: Sequence[int], now: str
    ) -> None:
        code = 71
        try:
            for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), *texts)):
                os.dup2(fd, number)
            raw = (open(number, mode, closefd=False) for number, mode in ((0, "rb"), (1, "wb"), (2, "wb")))
            sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(file) for file in raw)
            os.environ.update(
                XDG_STATE_HOME=str(self.place / "work/state"), XDG_CONFIG_HOME=str(self.place / "config"),
                RECEPTION_LANG="en",
            )  # fmt: skip
            file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND) if log else -1
            words = [word.format(register=self.register, backup=self.backup, place=self.place) for word in argv]
            nth, argument = (0, nth) if fault.what == BUDGET else (nth, fault.argument)
            self._shim.fault_arm(str(self.place / "work").encode(), fault.what, nth, argument, file)
            code = run_command(["--db", str(self.desk), "--now", now, "--user", "lan", *words])
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


def text_of(fd: int) -> str:
    try:
        return os.pread(fd, 1 << 20, 0).decode("utf-8", "replace")
    finally:
        os.close(fd)
