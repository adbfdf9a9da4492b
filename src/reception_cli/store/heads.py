"""Where the head of the chain is noted besides the register itself.

A chain proves nothing against whoever owns the file; a note kept elsewhere does. A note is a lower bound:
it is written after the register is on the disk, without waiting for the disk itself.
"""

import os
from typing import NamedTuple

from reception_cli.model.entry import Head
from reception_cli.store.ledger import write_all

NAME = "head"


class Witness(NamedTuple):
    """One note that was found: `where` is `desk` or `clerk`."""

    where: str
    head: Head


class HeadNotes:
    """The notes of one register: beside it, and in the clerk's own state folder (if there is one)."""

    def __init__(self, folder: str, state: str | None) -> None:
        """`state` is the clerk's state folder; None where the system offers none."""
        self._desk = os.path.join(folder, NAME)
        self._state = os.path.join(state, "heads") if state else None

    def write(self, head: Head, register: str) -> None:
        """Note the head in both places; a fault only leaves an older note, which is still true."""
        note(self._desk, head)
        if self._state:
            try:
                os.makedirs(self._state, 0o700, exist_ok=True)
            except OSError:
                return
            note(os.path.join(self._state, register), head)

    def beside(self) -> Witness | None:
        """Read the note beside the register."""
        return _witness("desk", self._desk)

    def clerk(self, register: str) -> Witness | None:
        """Read this clerk's own note of a register, named by the digest of its first entry."""
        return _witness("clerk", os.path.join(self._state, register)) if self._state else None


def note(path: str, head: Head) -> None:
    """Write one note aside and move it into place, so that a reader never sees half of it."""
    aside = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        fd = os.open(aside, flags, 0o600)
        try:
            write_all(fd, f"{head.count} {head.digest}\n".encode())
        finally:
            os.close(fd)
        os.replace(aside, path)
    except OSError:
        _forget(aside)


def _forget(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def _witness(where: str, path: str) -> Witness | None:
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return None
    try:
        count, digest = os.read(fd, 200).decode("ascii").split()
        return Witness(where, Head(int(count), digest))
    except ValueError:
        return None
    finally:
        os.close(fd)
