"""An answer longer than its screen is read in a pager: $PAGER, else less, else more."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from itertools import chain

from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.output.values import How

USUAL = "less"  # what `How.pager` names where nobody chose one: then it is told how to behave
_ELSE = "more"


def paged(blocks: Iterable[str | bytes], how: How) -> Iterator[str | bytes]:
    """Give what the screen has room for; hand what is longer to the pager, and give nothing.

    An escape of colour takes no line; a line that is longer than the screen takes several.
    """
    held: list[str | bytes] = []
    lines, rest = 0, iter(blocks)
    for block in rest:
        held.append(block)
        lines += block.count("\n" if isinstance(block, str) else b"\n")  # type: ignore[arg-type]
        if lines >= how.height:
            command = _command(how.pager)
            if command and _read_with(command, chain(held, rest), how):
                return
            break
    yield from held
    yield from rest


def _command(pager: str) -> list[str]:
    """Split the command of a pager; empty where there is none."""
    if pager != USUAL:
        return shlex.split(pager, posix=os.name != "nt")
    if shutil.which(USUAL):
        told = fold(_("Space: next page, b: back, q: end"))  # less writes no other signs than ASCII in its prompt
        return [USUAL, "-R", "-X", "-F", "-Ps" + told.replace(":", "\\:")]
    return [_ELSE] if os.name != "nt" and shutil.which(_ELSE) else []


def _read_with(command: list[str], blocks: Iterable[str | bytes], how: How) -> bool:
    """Let the clerk read; whether the pager could be started. It keeps no history: what is read may be personal."""
    secure = {"LESSSECURE": "1", "LESSHISTFILE": "-", "LESSCHARSET": "utf-8"}
    assert how.stream is not None
    how.stream.flush()
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env={**how.environ, **secure})
    except OSError:
        return False
    assert process.stdin is not None
    try:
        for block in blocks:
            process.stdin.write(block if isinstance(block, bytes) else block.encode(how.encoding, "backslashreplace"))
        process.stdin.close()
    except OSError:  # the reader has seen enough
        pass
    while True:
        try:
            process.wait()
            return True
        except KeyboardInterrupt:  # Ctrl-C is for the pager
            continue
