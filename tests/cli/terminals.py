"""A pseudo-terminal, and the screen that a clerk sees there."""

import re
import sys
from collections.abc import Callable

import pexpect
import pyte


class Terminal:
    """One command on a pseudo-terminal of so many columns."""

    def __init__(self, argv: list[str], environ: dict[str, str], columns: int, rows: int = 200) -> None:
        self.child: pexpect.spawn[str] = pexpect.spawn(
            sys.executable, ["-m", "reception_cli", *argv], env=environ, encoding="utf-8", timeout=20,
            dimensions=(rows, columns),
        )  # fmt: skip
        self.child.delaybeforesend = None
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)

    def until(self, question: str) -> None:
        """Wait for a question, folded or not, with or without an earlier answer in brackets behind it."""
        self.child.expect(re.escape(question).replace(r"\ ", r"\s+") + r"(\s+\[[^\]]*\])?: ")
        self._show(self.child.before + self.child.after)

    def reply(self, question: str, typed: str = "") -> "Terminal":
        """Wait for a question and answer it."""
        self.until(question)
        self.child.sendline(typed)
        return self

    def interrupt(self, question: str) -> "Terminal":
        """Wait for a question and press Ctrl-C until it is heard: the moment before Python reads is deaf to it."""
        self.until(question)
        for _attempt in range(10):
            self.child.sendintr()
            if self.child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=2) == 0:
                break
        self._show(self.child.before)
        return self

    def end(self) -> int:
        """Wait for the end of the command; gives its exit code."""
        self.child.expect(pexpect.EOF)
        self._show(self.child.before)
        self.child.close()
        assert self.child.signalstatus is None
        return int(self.child.exitstatus)

    @property
    def screen(self) -> list[str]:
        """What stands on the screen now, line by line."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip().split("\n")

    @property
    def text(self) -> str:
        """What stands on the screen, with folded lines put together."""
        return " ".join(" ".join(self.screen).split())

    def _show(self, raw: str) -> None:
        self.raw = getattr(self, "raw", "") + raw
        self._stream.feed(raw)


Sit = Callable[..., Terminal]
