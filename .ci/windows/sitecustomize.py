"""What Wine's C library leaves undone, done here: for the tests under Wine alone, never shipped."""

import errno
import msvcrt
from typing import Any

_locking: Any = msvcrt.locking  # type: ignore[attr-defined, unused-ignore]


def locking(fd: int, mode: int, count: int) -> None:
    """Lock bytes as Windows does, which sets EACCES where another holds them; Wine 8 sets no errno."""
    try:
        _locking(fd, mode, count)
    except OSError as fault:
        if fault.errno:
            raise
        raise PermissionError(errno.EACCES, "Permission denied") from None


msvcrt.locking = locking  # type: ignore[attr-defined, unused-ignore]
