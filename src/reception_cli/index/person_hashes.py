"""The keyed hashes of a unit's people, as its bundles told them: beside its register, a line for each reception."""

import json
import os
from collections.abc import Iterator, Mapping

from reception_cli.domain.numbers import key
from reception_cli.ledger.files import READ, create_anew, move, ordinary, sync_folder, unwritable, write_all

NAME = "hashes.jsonl"
_AT_ONCE = 5000  # lines that are written together

Told = Mapping[str, Mapping[str, str]]  # visit or petition -> what a hash is taken of -> hash


def keep(folder: str, before: Told, told: Told) -> None:
    """Write anew who came with which visit or petition, where that is not as it was; raises Unwritable."""
    if told == before:
        return
    path = os.path.join(folder, NAME)
    try:
        fd = create_anew(path + ".new")
        try:
            lines = sorted(told)
            for first in range(0, len(lines), _AT_ONCE):
                some = lines[first : first + _AT_ONCE]
                write_all(fd, b"".join(json.dumps([line, dict(told[line])]).encode() + b"\n" for line in some))
            os.fsync(fd)
        finally:
            os.close(fd)
        move(path + ".new", path)
        sync_folder(folder)
    except OSError as fault:
        raise unwritable(fault) from fault


def known(folder: str) -> dict[str, Mapping[str, str]]:
    """Read who came; a line that is none is passed over."""
    found: dict[str, Mapping[str, str]] = {}
    try:
        fd = ordinary(os.path.join(folder, NAME), READ)
    except FileNotFoundError:
        return found
    except OSError as fault:
        raise unwritable(fault) from fault
    with open(fd, encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                line, marks = json.loads(text)
                found[line] = marks
            except (ValueError, TypeError):
                continue
    return found


def read(folder: str) -> Iterator[tuple[str, int]]:
    """Give every hash with the number of its reception."""
    for line, marks in known(folder).items():
        for what in sorted(marks):
            yield f"{what}:{marks[what]}", key(line)
