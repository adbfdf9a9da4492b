"""Where else a private value lies: in backups, in registers kept aside, in saved torn tails."""

import os
from collections.abc import Collection, Iterator

from reception_cli.model.entry import Entry, canonical
from reception_cli.store import aside
from reception_cli.store.blocks import TAIL, Broken, decode
from reception_cli.store.ledger import NAME

_CHUNK = 1 << 22
_TORN, _KEPT = NAME + ".torn-", NAME + ".before-restore-"


def holding(folder: str, backups: str, salts: Collection[str]) -> list[str]:
    """List the files that still hold values with these salts; one that cannot be read may.

    A salt stands nowhere but beside its value, so that no value is looked for, and none is told.
    """
    marks = [salt.encode() for salt in salts]
    kept = [os.path.join(folder, name) for name in sorted(_names(folder)) if name.startswith(_KEPT)]
    return [path for path in (*kept, *_files(backups)) if _holds(path, marks)]


def clear_torn(folder: str, values: Collection[str]) -> list[str]:
    """Remove the saved torn tails that hold one of the values, or cannot be read; returns their names.

    What stands in them was never acknowledged. One that reads whole, and holds none, stays.
    """
    found = [name for name in sorted(_names(folder)) if name.startswith(_TORN)]
    gone = [name for name in found if not _harmless(os.path.join(folder, name), values)]
    for name in gone:
        aside.drop(os.path.join(folder, name))
    return gone


def private_of(entries: Collection[Entry], held: dict[int, frozenset[str]]) -> list[list[str]]:
    """Give the pairs of salt and value that an erasure takes."""
    return [entry["private"][name] for entry in entries for name in sorted(held.get(entry["seq"], ()))]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _files(folder: str) -> Iterator[str]:
    for place, _folders, names in sorted(os.walk(folder)):
        yield from (os.path.join(place, name) for name in sorted(names))


def _holds(path: str, marks: list[bytes]) -> bool:
    try:
        fd = os.open(path, aside.READ)
    except OSError:
        return not os.path.islink(path)
    try:
        rest = b""
        while blob := os.read(fd, _CHUNK):
            blob = rest + blob
            if any(mark in blob for mark in marks):
                return True
            rest = blob[-64:]  # a salt may lie across two chunks
        return False
    except OSError:
        return True
    finally:
        os.close(fd)


def _harmless(path: str, values: Collection[str]) -> bool:
    try:
        with open(path, "rb") as file:
            blob = file.read()
    except OSError:
        return False
    if any(canonical(value)[1:-1] in blob for value in values):
        return False
    try:
        for piece in blob.removesuffix(TAIL).split(b"\n"):
            if piece.strip(b" ,"):
                decode(b"\n" + piece.rstrip(b" ,"))
    except Broken:
        return False
    return True
