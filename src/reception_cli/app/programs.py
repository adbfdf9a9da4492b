"""Other programs that a clerk's own configuration or machine names: the one place from which any is started.

Never what a desk's folder, a bundle or a file that was taken in says.
"""

import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from reception_cli.domain.errors import Unwritable
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why

_PATIENCE = 60  # seconds


class Ran(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


def run(command: Sequence[str], given: str | None = None) -> Ran:
    """Run a program with a text on its standard input; raises Unwritable where it cannot run or takes too long.

    What it says goes into no message: it may be a password.
    """
    try:
        done = subprocess.run(
            list(command), input=given, stdin=None if given is not None else subprocess.DEVNULL, text=True,
            capture_output=True, timeout=_PATIENCE, check=False, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
        reason = why(fault) if isinstance(fault, OSError) else type(fault).__name__
        raise Unwritable(
            _("The program '{program}' cannot be run: {reason}.").format(program=shown(command[0]), reason=reason)
        ) from None
    return Ran(done.returncode, done.stdout, done.stderr)


def answer(command: Sequence[str], given: str | None = None) -> str:
    """Run a program and give what it says; raises Unwritable where it fails, too."""
    ran = run(command, given)
    if ran.code:
        raise Unwritable(
            _("The program '{program}' ended with code {code}.").format(program=shown(command[0]), code=ran.code)
        )
    return ran.out
