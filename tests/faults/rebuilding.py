"""A disk as it may be found after a power cut, rebuilt from the calls that the shim wrote down.

What a call wrote is on the disk for sure once its file was brought there (fsync), and a name once its folder
was. Of everything else any part may be there: each write whole, not at all, as zeros, as garbage, or mixed so by
sectors of 512 bytes; each new name, removal and change of size in turn, or none from some point on.
"""

import os
import random
import shutil
import struct
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
# What becomes of all writes, and of one of them.
HABITS = [(habit, habit) for habit in ("whole", "none", "zeros", "garbage", "mixed", "mixed")]
HABITS += [("whole", other) for other in ("none", "zeros", "garbage", "mixed")]
HABITS += [(habit, "whole") for habit in ("none", "zeros", "garbage", "mixed")]

Left = Callable[["Event"], bytes | None]  # what of a write is there


class Event(NamedTuple):
    """One call: what it was, on which paths, at which byte, with which bytes."""

    op: str
    path: str
    other: str
    at: int
    data: bytes


def read_log(file: str) -> list[Event]:
    """Read what the shim wrote down."""
    blob, pos, events = Path(file).read_bytes(), 0, []
    while pos < len(blob):
        op, first, second, size, _unused, at = struct.unpack_from("<12s4Iq", blob, pos)
        pos += struct.calcsize("<12s4Iq")
        parts = []
        for length in (first, second, size):
            parts.append(blob[pos : pos + length])
            pos += length
        events.append(Event(op.rstrip(b"\0").decode(), parts[0].decode(), parts[1].decode(), at, parts[2]))
    return events


class Node:
    """One file: what is surely on the disk, and what was written since."""

    def __init__(self) -> None:
        self.sure = b""
        self.since: list[Event] = []


class Disk:
    """All files and folders below one that exists, as calls change them."""

    def __init__(self) -> None:
        self.sure: dict[str, Node | None] = {}  # by path; None is a folder
        self.now: dict[str, Node | None] = {}
        self.names: list[Event] = []  # not yet on the disk
        self._nodes: dict[int, Node] = {}  # of `names`: the file that a name was given to

    def take(self, event: Event) -> None:
        """Let one call happen."""
        if event.op in ("create", "mkdir"):
            self.now[event.path] = Node() if event.op == "create" else None
        if event.op in ("create", "mkdir", "rename", "unlink"):
            self.names.append(event)
            node = self.now.get(event.path)
            if node is not None:
                self._nodes[id(event)] = node
            if event.op in ("rename", "unlink"):
                moved = self.now.pop(event.path, None)
                if event.op == "rename":
                    self.now[event.other] = moved
        elif event.op in ("write", "truncate", "trunc"):
            node = self.now.get(event.path)
            if node is not None:
                node.since.append(event)
        elif event.op == "sync":
            self._sync(event.path)

    def _sync(self, path: str) -> None:
        node = self.now.get(path)
        if node is not None:
            node.sure, node.since = _changed(node.sure, node.since, lambda event: event.data), []
            return
        done = [event for event in self.names if os.path.dirname(event.other or event.path) == path]
        self.names = [event for event in self.names if event not in done]
        for event in done:
            self._name(self.sure, event)

    def _name(self, names: dict[str, Node | None], event: Event) -> None:
        if event.op == "mkdir":
            names[event.path] = None
        elif event.op == "create":
            names[event.path] = self._nodes[id(event)]
        else:
            names.pop(event.path, None)
            if event.op == "rename":
                names[event.other] = self._nodes.get(id(event))

    def after_a_cut(self, dice: random.Random) -> dict[str, bytes | None]:
        """Draw one state that the disk may be found in: path -> bytes, None for a folder."""
        names = dict(self.sure)
        kept = dice.choice((0, len(self.names), dice.randint(0, len(self.names))))
        for event in self.names[:kept]:
            self._name(names, event)
        habit, other = dice.choice(HABITS)
        writes = [id(event) for node in names.values() if node for event in node.since]
        odd = dice.choice(writes) if writes else 0

        def left(event: Event) -> bytes | None:
            return _left(event, other if id(event) == odd else habit, dice)

        return {path: node and _changed(node.sure, node.since, left) for path, node in sorted(names.items())}


def _changed(blob: bytes, events: list[Event], left: Left) -> bytes:
    for event in events:
        if event.op in ("truncate", "trunc"):
            blob = blob[: event.at].ljust(event.at, b"\0") if left(event) is not None else blob
            continue
        data = left(event)
        if data is not None:
            blob = blob.ljust(event.at, b"\0")
            blob = blob[: event.at] + data + blob[event.at + len(data) :]
    return blob


def _left(event: Event, habit: str, dice: random.Random) -> bytes | None:
    """Tell what is left of a write that was never brought to the disk."""
    how = dice.choice(("whole", "none", "zeros", "garbage", "sectors", "sectors")) if habit == "mixed" else habit
    if how == "none":
        return None
    if event.op != "write" or how == "whole":
        return event.data
    if how != "sectors":
        return _spoilt(event.data, how, dice)
    first = SECTOR - event.at % SECTOR
    cuts = [0, *range(first, len(event.data), SECTOR), len(event.data)]
    pieces = [event.data[a:b] for a, b in pairwise(cuts)]
    parts = [_spoilt(piece, dice.choice(("whole", "whole", "zeros", "garbage")), dice) for piece in pieces]
    return b"".join(parts[: dice.randint(1, len(parts))] if dice.random() < 0.3 else parts)


def _spoilt(piece: bytes, how: str, dice: random.Random) -> bytes:
    return piece if how == "whole" else bytes(len(piece)) if how == "zeros" else dice.randbytes(len(piece))


def put(found: dict[str, bytes | None], root: Path) -> None:
    """Lay a state out below a folder that is emptied first; what lies in a folder that is lost is lost."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for path, blob in sorted(found.items()):
        if blob is None:
            Path(path).parent.is_dir() and Path(path).mkdir(exist_ok=True)
        elif Path(path).parent.is_dir():
            Path(path).write_bytes(blob)


def cuts(events: list[Event]) -> Iterator[int]:
    """Choose the moments to cut the power: before anything is brought to the disk or said, and at the end."""
    for place, event in enumerate(events):
        if event.op in ("sync", "said", "began"):
            yield place
    yield len(events)
