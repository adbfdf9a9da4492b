"""A file that is there whole or not at all: written aside in the same folder, then moved over the old one."""

import os
import stat
import time
from collections.abc import Iterable

from reception_cli.domain.errors import Unwritable
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_FLAGS |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def replace(path: str, blocks: Iterable[bytes]) -> None:
    """Make `blocks` the content of `path`, for its owner only; a link there is replaced, not followed.

    Unwritable when the folder, the disk or a permission fails: then `path` is as it was.
    """
    spare = os.path.join(os.path.dirname(path), f".reception-{os.urandom(8).hex()}.tmp")
    try:
        _refuse_special(path)
        file = os.open(spare, _FLAGS, 0o600)
        try:
            _fill(file, blocks)
            _move(spare, path)
        except BaseException:
            os.unlink(spare)
            raise
    except OSError as error:
        raise Unwritable(
            _("Nothing was written to {file}: {reason}.").format(
                file=shown(path), reason=why(error)
            ),
            hint=_("Check the folder, the free space and your permission, then repeat the command."),
        ) from error


def _refuse_special(path: str) -> None:
    """Moving a file over a device such as /dev/null would destroy the device."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise OSError(_("it is not an ordinary file"))


def _fill(file: int, blocks: Iterable[bytes]) -> None:
    with open(file, "wb") as target:
        for block in blocks:
            target.write(block)
        target.flush()
        os.fsync(file)


def _move(spare: str, path: str) -> None:
    """On Windows a virus scanner may hold the file for a moment."""
    for _attempt in range(20 if os.name == "nt" else 0):
        try:
            return os.replace(spare, path)
        except PermissionError:
            time.sleep(0.05)
    os.replace(spare, path)
