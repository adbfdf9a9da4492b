"""Units taken in side by side, each by a process of its own, where there is much to read and who to read it."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

import reception_cli
from reception_cli.model import words

MUCH = 50_000  # entries; fewer are read sooner than a second process starts
_MOST = 4  # processes: the disk is one
_LOCALE = os.path.join(os.path.dirname(reception_cli.__file__), "locale")

Job = TypeVar("Job")
Done = TypeVar("Done")


def worth(jobs: int, entries: int) -> bool:
    """Whether several processes would be done sooner than one."""
    return min(jobs, _processors()) > 1 and entries >= MUCH


def each(work: Callable[[Job], Done], jobs: list[Job], language: str) -> Iterator[Done]:
    """Do all jobs and give what they come to, in their order; what no other process can do, this one does."""
    done = 0
    try:
        for found in _apart(work, jobs, language):
            done += 1
            yield found
    except (OSError, BrokenProcessPool):  # none can be started, or one of them was killed
        for job in jobs[done:]:
            yield work(job)


def _apart(work: Callable[[Job], Done], jobs: list[Job], language: str) -> Iterator[Done]:
    context = multiprocessing.get_context("spawn")  # a copy of this process would have our locks and no threads
    size = min(_processors(), len(jobs), _MOST)
    with ProcessPoolExecutor(size, context, initializer=_begin, initargs=(language,)) as pool:
        try:
            for future in [pool.submit(work, job) for job in jobs]:
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():  # what they leave half the next run completes
                process.terminate()
            raise


def _begin(language: str) -> None:
    """Begin a process: it is the first one that is interrupted, and all speak one language."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words.speak(language, _LOCALE)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
