"""The table of commands: what a clerk types on Windows, each with the exit code that it must have.

`python.exe table.py DATA [RECEPTION.PYZ]` under Windows or Wine; DATA holds registers (csv, xlsx, ods). A row is
wrong where the exit code is another, the answer does not hold what it must, or a traceback is told. Without the one
file this is the part of the table that an ANSI code page may break.
"""

import ctypes
import json
import locale
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

PLACE = Path("C:\\bàn tiếp dân")
DESK = PLACE / "Sổ năm 2026"
WHO = ("--name", "Ngô Bá Tú", "--address", "thôn 3, xã Bình Trung")
RECEPTION = (sys.executable, "-m", "reception_cli")
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("RECEPTION_")},
    "RECEPTION_DB": str(DESK), "RECEPTION_LANG": "en", "RECEPTION_USER": "lan",
    "RECEPTION_NOW": "2026-11-23T08:10:00+07:00",
}  # fmt: skip
PATIENCE = 120  # seconds for one command


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


class Table:
    """The rows, told as they come."""

    def __init__(self) -> None:
        self.rows = self.wrong = 0
        print(f"{'':5} {'exit':>4} {'must':>4} {'s':>5}  command", flush=True)

    def tell(self, what: str, answer: Answer, must: int, says: str, began: float) -> Answer:
        """Judge one row, and print it."""
        told = answer.out + answer.err
        good = answer.code == must and re.search(says, told) is not None and "Traceback" not in told
        self.rows += 1
        self.wrong += not good
        spent = time.monotonic() - began
        print(f"{'' if good else 'WRONG':5} {answer.code:4} {must:4} {spent:5.1f}  {what}", flush=True)
        if not good:
            print(f"      it must say: {says}\n      {answer.out[-1500:]!r}\n      {answer.err[-3000:]!r}", flush=True)
        return answer

    def type(self, what: str, *argv: str, must: int = 0, says: str = "", stdin: Any = b"", **more: str) -> Answer:
        """Run a command of ours and tell its row; `more` goes into its environment."""
        began = time.monotonic()
        return self.tell(what, run(*argv, stdin=stdin, **more), must, says, began)

    def holds(self, what: str, fact: object, says: str = "") -> None:
        """Tell a row of something that must be true."""
        self.tell(what, Answer(0 if fact else 1, says, ""), 0, "", time.monotonic())


def run(*argv: str, stdin: Any = b"", program: tuple[str, ...] = RECEPTION, **more: str) -> Answer:
    """Run one command; `stdin` is what it reads, or a file."""
    given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    env = {**ENVIRONMENT, **more}
    done = subprocess.run([*program, *argv], capture_output=True, env=env, timeout=PATIENCE, check=False, **given)
    return Answer(done.returncode, *(part.decode("utf-8", "replace") for part in (done.stdout, done.stderr)))


def start(*argv: str) -> "subprocess.Popen[bytes]":
    """Begin one command."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*RECEPTION, *argv], stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=ENVIRONMENT)


def entries() -> int:
    """Count what is recorded."""
    return int(json.loads(run("verify", "--json").out)["totals"]["entries"])


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file as a virus scanner does: nobody else may open, replace or remove it."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    kernel.CreateFileW.restype = ctypes.c_void_p
    handle = kernel.CreateFileW(str(path), 0x80000000, 0, None, 3, 0, None)  # GENERIC_READ, no share, OPEN_EXISTING
    if handle in (None, ctypes.c_void_p(-1).value):
        raise OSError(f"{path} could not be held")
    try:
        yield
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def a_morning(table: Table, data: Path) -> None:
    """What a clerk does, with accents and blanks in every path."""
    table.type("init", "init", "--unit", "TB", "--name", "Ban Tiếp công dân", says="TB")
    table.type("init where a desk is", "init", "--unit", "TB", must=4)
    table.type("add with nothing, in a pipe", "add", must=2, says="--name")
    with open("NUL", "rb") as nobody:
        table.type("add with nothing, from NUL", "add", must=2, says="--name", stdin=nobody)
    text = "Tranh chấp ranh giới đất thửa 804".encode()
    table.type("add, its text by a pipe", "add", "-", *WHO, stdin=text, says="V2026-0001")
    table.type("visit", "visit", "1", "--people", "2", says="V2026-0002")
    table.type("import csv", "import", str(data / "sổ 2023.csv"), "--yes", says="970 new visits.*1,045 people")
    table.type("import xlsx, the same again", "import", str(data / "sổ 2023.xlsx"), "--yes", says="970 known already")
    table.type("import xlsx in doubt", "import", str(data / "ngày lộn.xlsx"), "--yes", must=6, says="--accept days")
    table.type("import ods", "import", str(data / "nội dung.ods"), "--yes", says="new visits")
    table.type("import a file that is not there", "import", str(data / "không có.csv"), must=3)
    table.type("import a folder", "import", str(data), must=2)
    table.type("list", "list", "--match", "thửa 804", "--json", says='"2026-0001"')
    table.type("search without accents", "search", "tranh chap ranh gioi thua 804", says="2026-0001")
    table.type("show", "show", "1", says="2026-0001")
    table.type("show what is not there", "show", "9999", must=3)
    table.type("classify", "classify", "1", "--kind", "kn", "--field", "dat-dai", "--competence", "in")
    table.type("close, refused by a rule", "close", "1", "--result", "upheld", must=4)
    table.type("undo", "undo", says="classif")
    table.type("redo", "redo")
    table.type("summarize", "summarize", "--period", "2023", "--json", says='"visits": ?970')
    table.type("due", "due", "--exit-code", "--period", "2023..2027", must=2)
    table.type("stats", "stats", "--period", "2023")
    table.type("chart -o svg", "chart", "--period", "2023", "-o", str(PLACE / "biểu đồ.svg"))


def sheets_and_copies(table: Table) -> None:
    """What is written beside the desk: sheets, bundles, backups; and what comes back from it."""
    for name in ("biểu mẫu 01.xlsx", "biểu mẫu 01.html"):
        table.type(f"form -o {name}", "form", "01/TCD", "--period", "2023", "-o", str(PLACE / name))
        table.holds("... it is there", (PLACE / name).stat().st_size > 4000)
    table.type("register -o xlsx", "register", "--period", "2023-01", "-o", str(PLACE / "sổ in.xlsx"))
    table.type("-o over the register", "list", "-o", str(DESK / "reception.json"), must=2)
    table.type("-o NUL.xlsx", "list", "-o", str(PLACE / "NUL.xlsx"), must=2)
    table.type("export --bundle", "export", "--bundle", "-o", str(PLACE / "TB.jsonl.gz"))
    table.type("import of a bundle", "import", str(PLACE / "TB.jsonl.gz"), must=2, says="reception consolidate")
    table.type("verify", "verify", "--json", says='"ok": ?true')
    before = entries()
    table.type("backup", "backup", str(PLACE / "bản sao"))
    table.type("add behind the backup", "add", "Việc sau bản sao", *WHO)
    copy = next((PLACE / "bản sao").glob("TB-*"))
    table.type("restore without --yes", "restore", str(copy), must=2)
    table.type("restore", "restore", str(copy), "--yes")
    table.type("verify what came back", "verify")
    table.holds("... it is the copy, and the note of it", before <= entries() <= before + 2, f"{before}, {entries()}")


def papers(table: Table) -> None:
    """Slips and letters, as pages and as Word documents."""
    given = ("--document", "Đơn khiếu nại; 2; bản chính")
    for paper, name, *more in (
        ("R2", "biên nhận.html"), ("R2", "biên nhận.docx"), ("R2", "phiếu nửa tờ.docx", "--slip"),
        ("R9", "báo tin.html"), ("K3", "thụ lý.docx"),
    ):  # fmt: skip
        listed = given if paper == "R2" else ()
        path = PLACE / name
        table.type(f"issue {paper} -o {name}", "issue", paper, "1", *listed, *more, "-o", str(path), says=paper)
        table.holds("... it names who came", "Ngô Bá Tú" in written(path))
    own = PLACE / "mẫu riêng.docx"
    shutil.copyfile(PLACE / "thụ lý.docx", own)
    table.type("issue by an own document", "issue", "K3", "1", "--template", str(own), says="K3-2026-0001.docx")
    with held(own):
        table.type("issue into a document that Word has open", "issue", "K3", "1", "-o", str(own), must=8, says="-o")
    table.type("issue it once more with another -o", "issue", "K3", "1", "-o", str(PLACE / "lại.docx"), says="K3")
    table.type("issue --signed", "issue", "K3", "1", "--signed", "12/TB-UBND", says="12/TB-UBND")
    table.type("issue --list", "issue", "--list", "1", says="12/TB-UBND")


def written(path: Path) -> str:
    """Read what a page or a Word document holds."""
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return parts.read("word/document.xml").decode()


def many_at_once(table: Table) -> None:
    """8 clerks, 3 times at once; then clerks that are killed in the middle."""
    began, given = time.monotonic(), []
    for turn in range(3):
        running = [start("add", f"Việc {turn}.{n}", *WHO, "--json", "--lock-timeout", "60") for n in range(8)]
        given += [(one.communicate(timeout=PATIENCE), one.returncode) for one in running]
    codes = [code for _told, code in given]
    faults = b"".join(err for (_out, err), code in given if code).decode("utf-8", "replace")
    table.tell("8 x 3 adds at once", Answer(max(codes), "", faults), 0, "", began)
    numbers = {json.loads(out)["rows"][0]["incident"] for (out, _err), code in given if code == 0}
    table.holds("... 24 numbers, none twice", len(numbers) == 24, str(sorted(numbers)))
    began, dice, acknowledged = time.monotonic(), random.Random(16), 0
    before = entries()
    for _turn in range(12):
        one = start("add", "Việc bị ngắt", *WHO, "--json")
        time.sleep(dice.uniform(0.2, 0.9))
        one.kill()
        out = one.communicate()[0]
        acknowledged += out.rstrip().endswith(b"}")
    table.type("verify behind 12 adds that were killed in the middle", "verify")
    after = entries()
    fact = (after - before) % 2 == 0 and after - before >= 2 * acknowledged
    table.holds("... nothing half, nothing acknowledged lost", fact, f"{before}, {after}, {acknowledged}")
    table.type("add behind them", "add", "Việc sau đó", *WHO)


def refused_files(table: Table) -> None:
    """Files that are read-only, or that another program holds."""
    register = DESK / "reception.json"
    before = entries()
    register.chmod(stat.S_IREAD)
    table.type("add to a register that is read-only", "add", "Việc", *WHO, must=7)
    table.type("list of one", "list", "--limit", "1")
    register.chmod(stat.S_IREAD | stat.S_IWRITE)
    with held(register):
        table.type("add while another program holds the register", "add", "Việc", *WHO, must=7)
        table.type("list meanwhile", "list", "--limit", "1", must=7)
    one = PLACE / "đang mở.xlsx"
    one.write_bytes(b"")
    with held(one):
        table.type("-o into a workbook that Excel has open", "list", "-o", str(one), must=7, says="Nothing was written")
    with held(DESK / "lock"):
        table.type("add while the lock file is held", "add", "Việc", *WHO, must=7)
    table.holds("... none of these recorded anything", entries() == before)
    with held(register):
        late = start("add", "Việc", *WHO)
        time.sleep(1)
    out, err = late.communicate(timeout=PATIENCE)
    answer = Answer(late.returncode, out.decode(), err.decode("utf-8", "replace"))
    table.tell("add while a scanner holds the register for a moment", answer, 0, "V2026", time.monotonic())
    for name in ("index.sqlite-wal", "index.sqlite-shm"):
        (DESK / name).unlink(missing_ok=True)
    (DESK / "index.sqlite").write_bytes(b"no cards " * 1000)
    table.type("list with cards that are none", "list", "--limit", "1")
    table.type("verify behind it", "verify")
    lock = open(DESK / "lock", "r+b")
    import msvcrt

    lock.seek(1 << 20)
    msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    table.type("add while another writes", "add", "Việc", *WHO, "--lock-timeout", "1", must=5, says="busy")
    lock.seek(1 << 20)
    msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    lock.close()
    table.type("add behind it", "add", "Việc", *WHO)


def pipes(table: Table) -> None:
    """A reader that goes away."""
    began = time.monotonic()
    one = start("list", "--format", "jsonl")
    assert one.stdout is not None and one.stderr is not None
    one.stdout.read(10)
    one.stdout.close()
    err = one.stderr.read().decode("utf-8", "replace")
    table.tell("list into a pipe that is closed", Answer(one.wait(PATIENCE), "", err), 0, "^$", began)


def paths(table: Table) -> None:
    """Folders that Windows has, has not, or has far away."""
    odd = ["C:\\a:b", "C:\\so:2025", "C:\\NUL", "C:\\con\\desk", "C:\\aux.sổ", "C:\\a.", "C:\\a ", "C:\\x?y", "C:\\x*",
           "C:\\so|2", "\\\\?\\C:\\a:b"]  # fmt: skip
    for path in odd:
        table.type(f"init --db {path}", "--db", path, "init", "--unit", "X", must=2, says="cannot be used")
    for path in ("\\\\server\\share\\desk", "\\\\?\\UNC\\server\\share\\desk"):
        table.type(f"init --db {path}", "--db", path, "init", "--unit", "X", must=7, says="network")
    table.type("init --db Q:\\desk, a drive that is not there", "--db", "Q:\\desk", "init", "--unit", "X", must=7)
    long = str(PLACE) + "\\" + "\\".join(["thư mục rất là dài " + "x" * 36] * 4)  # what lies in it is behind 260
    good = ["\\\\?\\" + str(PLACE / "dài"), str(PLACE / "xuôi").replace("\\", "/"), long, "\\\\?\\" + long + "y"]
    for path in good:
        told = path if len(path) < 80 else f"a path of {len(path)} characters"
        table.type(f"init --db {told}", "--db", path, "init", "--unit", "X")
        table.type("... add there", "--db", path, "add", "Việc", *WHO, says="V2026-0001")
    for code in ("CON", "nul", "aux.x", "a."):
        table.type(f"init --unit {code}", "--db", "C:\\khác", "init", "--unit", code, must=2, says="code of a unit")
    table.holds("... and nothing was made", not Path("C:\\khác").exists())


def languages(table: Table) -> None:
    """What old consoles and pipes are set to makes no difference."""
    for page in ("cp1258", "cp1252", "utf-8", "ascii"):
        table.type(f"show, in Vietnamese, {page}", "show", "1", "--with-identity", RECEPTION_LANG="vi",
                   PYTHONIOENCODING=page, says="Tranh chấp ranh giới đất")  # fmt: skip


def one_file(table: Table, pyz: str) -> None:
    """The program as one file, without what pip installed."""
    argv = ("demo", "--into", str(PLACE / "thử"))
    began = time.monotonic()
    told = run(*argv, program=(sys.executable, "-S", pyz))
    table.tell("reception.pyz demo", told, 0, "970 visits of 1,045 people about 957 incidents", began)
    began = time.monotonic()
    told = run("--version", program=(sys.executable, "-S", pyz))
    table.tell("reception.pyz --version", told, 0, "^reception ", began)


def main() -> int:
    """Tell all rows; returns how many are wrong."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    data, table = Path(sys.argv[1]), Table()
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    print(f"ANSI code page {locale.getpreferredencoding(False)}")
    parts: list[Callable[[], None]] = [
        lambda: a_morning(table, data), lambda: sheets_and_copies(table), lambda: papers(table),
        lambda: languages(table),
    ]  # fmt: skip
    if len(sys.argv) > 2:
        parts += [
            lambda: many_at_once(table), lambda: refused_files(table), lambda: pipes(table), lambda: paths(table),
            lambda: one_file(table, sys.argv[2]),
        ]  # fmt: skip
    for part in parts:
        part()
    print(f"{table.rows} rows, {table.wrong} wrong", flush=True)
    return min(table.wrong, 99)


if __name__ == "__main__":
    sys.exit(main())
