"""A second process of ours, where there is much to read: it may fail to start or to end, and then we do its work.

It is told what to do on its command line, ignores interrupts, and dies when nobody listens any more.
"""

import gc
import json
import marshal
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice
from queue import Queue
from threading import Thread
from typing import IO, Any

_FRAME = 250  # items handed over at once
_AHEAD = 120  # frames that wait for us at most, some 20 MB: neither waits for the other while that writes its cards
_PIPE = 1 << 20  # bytes on their way: who listens is let in between our other things only now and then
_LENGTH = struct.Struct("<I")
# No module is looked for in the folder where we are called.
_COMMAND = ("-P", "-c", "import sys; from reception_cli.ledger.worker_process import be; be(*sys.argv[1:])")


def possible() -> bool:
    """Whether a second process would have a processor of its own."""
    return processors() > 1 and bool(sys.executable)


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkerProcess:
    """A function of ours, `module:name`, in a process of its own."""

    def __init__(self, function: str, told: list[Any], file: int = subprocess.DEVNULL) -> None:
        """Start it with what it is told (JSON); `file` is its standard input."""
        gc.disable()  # until `stop`, here as there: nothing that is read goes in circles
        command = [sys.executable, *_COMMAND, function, json.dumps(told)]
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):
            self._process = subprocess.Popen(
                command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pipesize=_PIPE
            )

    @property
    def _pipe(self) -> IO[bytes] | None:
        return self._process.stdout if self._process else None

    def items(self) -> Iterator[Any]:
        """Take what it hands over, as far as it comes."""
        frames: Queue[bytes] = Queue(_AHEAD)
        Thread(target=self._listen, args=(frames.put,), daemon=True).start()
        with suppress(EOFError, ValueError, TypeError):
            while frame := frames.get():
                yield from marshal.loads(frame)

    def _listen(self, put: Callable[[bytes], None]) -> None:
        """Take frames off the pipe while we have other things to do; the last one is empty."""
        with suppress(ValueError, OSError):
            while self._pipe and len(size := self._pipe.read(_LENGTH.size)) == _LENGTH.size:
                put(self._pipe.read(*_LENGTH.unpack(size)))
        put(b"")

    def ended(self) -> bool:
        """Wait for its end; whether that was a good one."""
        if self._process is None or self._pipe is None:
            return False
        while self._pipe.read(1 << 16):
            pass
        return self._process.wait() == 0

    def stop(self) -> None:
        """Let go of it, wherever it is."""
        gc.enable()
        if self._process and self._pipe:
            self._process.kill()
            self._pipe.close()
            self._process.wait()


def be(function: str, told: str) -> None:
    """Be the second process: call a function of ours with what it is told (JSON)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the first one that is interrupted
    gc.disable()
    module, _colon, name = function.partition(":")
    getattr(import_module(module), name)(*json.loads(told))


def hand_over(items: Iterable[Any]) -> None:
    """Write items for the first process."""
    rest = iter(items)
    while frame := list(islice(rest, _FRAME)):
        blob = marshal.dumps(frame)
        view = memoryview(_LENGTH.pack(len(blob)) + blob)
        while view:
            view = view[os.write(1, view) :]


def live() -> None:
    """Give a sign of life; where nobody listens any more it is the last one."""
    os.write(1, b".")
