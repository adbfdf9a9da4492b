"""Where the head of the chain is noted besides the register itself.

A chain proves nothing against whoever owns the file; a note kept elsewhere does. A note is a lower bound:
it is written after the register is on the disk, without waiting for the disk itself.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

from reception_cli.domain.entry import Head, sha256
from reception_cli.domain.words import _
from reception_cli.ledger.files import READ, create, forget, make_folder, move, ordinary, write_all

NAME = "head"
_DIGEST = 64  # hexadecimal digits


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
        # A backup, or a register that was salvaged, is the same register elsewhere: each place has its own note.
        self._place = "-" + sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape")).hexdigest()[:12]

    def write(self, head: Head, register: str) -> None:
        """Note the head in both places; a fault only leaves an older note, which is still true."""
        note(self._desk, head)
        if self._state:
            try:
                if not os.path.isdir(self._state):
                    make_folder(self._state)
            except OSError:
                return
            note(os.path.join(self._state, register + self._place), head)

    def beside(self) -> Witness | None:
        """Read the note beside the register."""
        return _witness("desk", self._desk)

    def clerk(self, register: str) -> Witness | None:
        """Read this clerk's own note of a register, named by the digest of its first entry."""
        if not self._state:
            return None
        return _witness("clerk", os.path.join(self._state, register + self._place))


def note(path: str, head: Head) -> None:
    """Write one note aside and move it into place, so that a reader never sees half of it; hold the lock."""
    aside = path + ".new"
    forget(aside)  # of a command that was killed
    try:
        fd = create(aside)
        try:
            write_all(fd, f"{head.count} {head.digest}\n".encode())
        finally:
            os.close(fd)
        move(aside, path)
    except OSError:
        forget(aside)


def contradiction(
    head: Head, witnesses: list[Witness], digest_of: Callable[[int], str], given_up: Callable[[Head], bool]
) -> str | None:
    """Say why a register that ends at `head` cannot be what it was: it lacks a noted head. None where it has all.

    `digest_of` gives the digest of an entry by its number, `given_up` whether the register records that a head was
    given up by a restoration or a salvage; both are asked only where they are needed.
    """
    for count, noted in (witness.head for witness in witnesses):
        reason = ""
        if count > head.count:
            reason = _("it ends at entry {found}, but entry {known} was written").format(found=head.count, known=count)
        elif noted != (head.digest if count == head.count else digest_of(count)):
            reason = _("entry {known} is not the one that was written").format(known=count)
        if reason and not given_up(Head(count, noted)):
            return reason
    return None


def _witness(where: str, path: str) -> Witness | None:
    try:
        fd = ordinary(path, READ)
    except OSError:
        return None
    try:
        count, digest = os.read(fd, 200).decode("ascii").split()
    except (OSError, ValueError):
        return None
    finally:
        os.close(fd)
    whole = count.isdigit() and len(digest) == _DIGEST
    return Witness(where, Head(int(count), digest)) if whole else None
