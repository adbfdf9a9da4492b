"""CPU seconds and peak memory of whole processes, as the operating system counts them."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

Command = Callable[[int], list[str]]  # round -> command line


class Cost(NamedTuple):
    """What one process took."""

    cpu: float  # seconds, user and system
    wall: float  # seconds
    code: int


# A process counts the memory of the one that started it until its own program begins: so start it from a small one.
_SMALL = """
import os, sys
silent = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, silent, number) for number in (0, 1, 2)]
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
print(os.wait4(pid, 0)[2].ru_maxrss)
"""


def once(argv: list[str], env: Mapping[str, str]) -> Cost:
    """Run one process to its end; it reads nothing and its output is thrown away."""
    silent = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, silent, number) for number in (0, 1, 2)]
    begun = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    _pid, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begun
    os.close(silent)
    return Cost(usage.ru_utime + usage.ru_stime, wall, os.waitstatus_to_exitcode(status))


def peak(argv: list[str], env: Mapping[str, str]) -> int:
    """Run one process and give the most memory it held, in bytes."""
    done = subprocess.run([sys.executable, "-S", "-c", _SMALL, *argv], env=env, capture_output=True, check=True)
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024)


def interleaved(
    commands: Mapping[str, Command], rounds: int, env: Mapping[str, str], tell: Callable[[str], None]
) -> dict[str, list[float]]:
    """Run every command once a round, after one that does not count; give the CPU seconds of each, by rounds.

    Each must succeed each time.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            cost = once(command(turn), env)
            if cost.code:
                sys.exit(f"{name} failed with exit code {cost.code}: {' '.join(command(turn))}")
            if turn:
                costs[name].append(cost)
        tell(f"round {turn} of {rounds}")
    return {name: [cost.cpu for cost in found] for name, found in costs.items()}


def over(one: list[float], other: list[float]) -> float:
    """Tell how many times the other one is, in the median round: a machine is slow for both of a round."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))
