"""A file written beside the one it will replace: for its owner only, on the disk before it takes the place."""

import os
import time

from reception_cli.ledger import files

READ = os.O_RDONLY | files.SAFE
_HELD = (5, 32, 33)  # Windows: another program, such as a virus scanner, holds the file for a moment


def create(path: str) -> int:
    """Open a new file for writing; one that an interrupted command left there is removed first."""
    drop(path)
    return files.create(path)


def drop(path: str) -> None:
    """Remove a file if it is there; raises OSError when it stays."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def move(aside: str, path: str) -> None:
    """Put the file (or folder) in its place, whole; raises OSError and leaves the old one when that fails."""
    for _turn in range(40):
        try:
            return os.replace(aside, path)
        except PermissionError as fault:
            if getattr(fault, "winerror", None) not in _HELD:
                raise
            time.sleep(0.05)
    os.replace(aside, path)
