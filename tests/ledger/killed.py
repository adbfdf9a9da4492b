"""A command killed at each of its writing calls in turn: what it leaves is on the disk for the next one to find."""

import os
from collections.abc import Callable, Iterator

CALLS = ("open", "write", "fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "ftruncate")


def at_every_call(prepare: Callable[[], None], work: Callable[[], object], most: int = 400) -> Iterator[int]:
    """Prepare, let a child work and die before its n-th writing call; ends when the child got through.

    Yields after each death, to look at what is left.
    """
    for turn in range(1, most):
        prepare()
        if _child(work, turn) == 0:
            return
        yield turn
    raise AssertionError("never got through")


def _child(work: Callable[[], object], turn: int) -> int:
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        _arm(turn)
        work()
    except BaseException:
        os._exit(70)
    os._exit(0)


def _arm(turn: int) -> None:
    left = [turn]

    def armed(call: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object, **how: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                os._exit(9)
            return call(*args, **how)

        return run

    for name in CALLS:
        setattr(os, name, armed(getattr(os, name)))
