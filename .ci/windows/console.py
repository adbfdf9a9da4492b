"""What a clerk types at a console of Windows: runs on this side of Wine, whose console a pseudo-terminal is.

`python3 console.py PAGE COMMAND...`, where COMMAND is Windows' Python as it is started here; adds rows to the table.
PAGE is the console's code page: 1258 where Windows is Vietnamese, 437 where it is not, 65001 behind `chcp 65001`.
"""

import os
import pty
import re
import select
import sys
import time

import table

QUIET, STUCK = 0.5, 15  # seconds without a word: behind a question that waits for its answer, behind anything else
_BEGUN = """
import ctypes, runpy, sys
page, kernel = int(sys.argv.pop(1)), ctypes.windll.kernel32
assert kernel.SetConsoleCP(page) and kernel.SetConsoleOutputCP(page)
runpy.run_module("reception_cli", run_name="__main__", alter_sys=True)
"""


def typed(command: list[str], answers: list[str], environment: dict[str, str]) -> table.Answer:
    """Run a command at a terminal of 100 columns and type the answers, each when it has nothing more to say."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, {**os.environ, **environment, "TERM": "xterm"})
    told, heard, end = b"", time.monotonic(), time.monotonic() + table.PATIENCE
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                told += os.read(terminal, 1 << 16)
            except OSError:  # the other side is closed
                break
            heard = time.monotonic()
        elif answers and time.monotonic() - heard > (QUIET if _plain(told).rstrip().endswith(":") else STUCK):
            os.write(terminal, answers.pop(0).encode() + b"\r")
            told, heard = told + b"\n", time.monotonic()
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return table.Answer(code, _plain(told), "" if not answers else f"not asked for: {answers}")


def _plain(told: bytes) -> str:
    return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\a]*\a)", "", told.decode("utf-8", "replace"))


def main() -> int:
    """Tell the rows; returns how many are wrong."""
    page, *python = sys.argv[1:]
    rows = table.Table()
    said: dict[str, str] = {name: value for name, value in table.ENVIRONMENT.items() if name.startswith("RECEPTION_")}

    def row(what: str, argv: list[str], answers: list[str], must: int, says: str, lang: str = "en") -> None:
        began = time.monotonic()
        command = [*python, "-c", _BEGUN, page, *argv]
        rows.tell(f"{what} [{page}]", typed(command, answers, {**said, "RECEPTION_LANG": lang}), must, says, began)

    # Day, session, host, mode; name, a matter of somebody who is called alike, number; address, commune, telephone,
    # people; content; and Enter to the end.
    asked = [*[""] * 4, "Lê Thị Hoà", "", "", "thôn 5, xã Bình Quý", *[""] * 3, "Xin xác nhận đất vườn"]
    row("add, asked question by question in Vietnamese", ["add"], asked + [""] * 12, 0, "V2026-", "vi")
    row("add without a name, given up with Ctrl-C", ["add"], ["\x03"], 130, "not recorded")
    row("what was typed is what is found", ["search", "xac nhan dat vuon"], [], 0, "Xin xác nhận đất vườn")
    row("help", ["--help"], [], 0, "Record keeping for a citizen-reception desk .tiếp công dân.")
    print(f"{rows.rows} rows, {rows.wrong} wrong", flush=True)
    return min(rows.wrong, 99)


if __name__ == "__main__":
    sys.exit(main())
