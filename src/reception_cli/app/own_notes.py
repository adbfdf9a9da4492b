"""What a clerk's own state folder keeps of a register, besides its head: small notes, each a file of its own.

`copies` are the places where this clerk put private values of it, `readings` those of names that could not be recorded
when they were made, `drafts` receptions that were half typed when a command was interrupted.
"""

import json
import os
from contextlib import suppress
from typing import Any, NamedTuple

from reception_cli.ledger import files

COPIES, READINGS, DRAFTS = "copies", "readings", "drafts"


class OwnNote(NamedTuple):
    """One note, and the file that holds it."""

    file: str
    row: dict[str, Any]


def add(state: str, what: str, register: str, row: dict[str, Any]) -> None:
    """Keep a note; raises OSError."""
    folder = os.path.join(state, what, register)
    if not os.path.isdir(folder):
        files.make_folder(folder)
    fd = files.create(os.path.join(folder, os.urandom(8).hex()))
    try:
        files.write_all(fd, json.dumps(row).encode())
        os.fsync(fd)
    finally:
        os.close(fd)


def read(state: str, what: str, register: str) -> list[OwnNote]:
    """Read the notes of a kind, the oldest first; what is no note is passed over."""
    found = []
    with suppress(OSError):
        for entry in os.scandir(os.path.join(state, what, register)):
            with suppress(OSError, ValueError), open(entry.path, "rb", opener=files.ordinary) as file:
                row = json.load(file)
                found += [OwnNote(entry.path, row)] if isinstance(row, dict) else []
    return sorted(found, key=lambda note: (str(note.row.get("at")), note.file))


def drop(notes: list[OwnNote]) -> None:
    """Take notes away that have done their work."""
    for note in notes:
        with suppress(OSError):
            files.drop(note.file)
