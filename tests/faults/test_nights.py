"""A night that is killed anywhere, or finds no room: repeated, everything is there once and nothing twice."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from nights import PARTS
from test_faults import CHANGING, GROWING, count

from mail_server import Server

pytest.importorskip("nacl", reason="what is published is encrypted")
ALL = bool(os.environ.get("RECEPTION_FULL"))
ABOUT = 12  # calls of a night at which a fault is tried, unless all are


@pytest.fixture(scope="module")
def post() -> Iterator[Server]:
    """The mail server of all nights."""
    server = Server()
    server.up()
    yield server
    server.down()


@pytest.fixture(scope="module")
def clean(pool: Any, post: Server) -> Any:
    """The calls and the seconds of a night without a fault, whole ("") and of each part alone."""
    return pool.one("clean_nights", port=post.port, only=["", *PARTS])


def spread(calls: list[int], about: int) -> list[int]:
    """Choose some of many calls, evenly, with the first and the last."""
    if ALL or len(calls) <= about:
        return calls
    return sorted({calls[n * (len(calls) - 1) // (about - 1)] for n in range(about)})


def arrived_once(post: Server, results: list[dict[str, Any]]) -> bool:
    """Whether each digest arrived, and none under two numbers: one that is sent again has the number that it had."""
    numbers: dict[str, Counter[str]] = {}
    for (to,), letter in post.letters:
        numbers.setdefault(to, Counter())[letter["Message-ID"]] += 1
    told = [numbers.get(result["to"], Counter()) for result in results if result["given"]]
    return all(len(each) == 1 and each.total() <= 2 for each in told)


def tried(pool: Any, post: Server, fault: str, numbers: list[int], only: str = "", **more: Any) -> list[dict[str, Any]]:
    to = f"{fault.replace(' ', '-')}.{only or 'all'}.{{nth}}@example.vn"
    found: list[dict[str, Any]] = pool.each("nights", numbers, fault=fault, only=only, port=post.port, to=to, **more)
    assert any(result["given"] for result in found)
    return found


@pytest.mark.parametrize("fault", ["SIGKILL before", "SIGKILL inside", "SIGKILL after"])
def test_a_night_killed_at_any_call_is_made_up_for_by_the_next(
    pool: Any, table: Any, post: Server, clean: Any, fault: str
):
    wanted = {1} if fault == "SIGKILL inside" else CHANGING  # only a write has an inside
    calls = [nth for nth, kind in enumerate(clean[""]["kinds"], 1) if kind in wanted]
    results = tried(pool, post, fault, spread(calls, ABOUT))
    assert not count(table, f"a night, {fault}", results)
    assert arrived_once(post, results)


@pytest.mark.parametrize("part", PARTS)
def test_a_night_killed_in_each_of_its_parts_is_made_up_for_by_the_next(
    pool: Any, table: Any, post: Server, clean: Any, part: str
):
    calls = [nth for nth, kind in enumerate(clean[part]["kinds"], 1) if kind in CHANGING]
    results = tried(pool, post, "SIGKILL before", spread(calls, 4), part)
    assert not count(table, f"a night, killed in {part}", results)
    assert arrived_once(post, results)


def test_a_night_killed_at_random_moments_is_made_up_for_by_the_next(pool: Any, table: Any, post: Server, clean: Any):
    results = tried(pool, post, "at a moment", list(range(300 if ALL else 12)), seconds=clean[""]["seconds"])
    assert not count(table, "a night, SIGKILL at a moment", results)
    assert arrived_once(post, results)


@pytest.mark.parametrize("fault", ["ENOSPC once", "ENOSPC from then on"])
def test_a_night_on_a_full_disk_names_the_part_and_goes_on(
    pool: Any, table: Any, post: Server, clean: Any, fault: str
):
    calls = [nth for nth, kind in enumerate(clean[""]["kinds"], 1) if kind in GROWING]
    results = tried(pool, post, fault, spread(calls, ABOUT))
    assert not count(table, f"a night, {fault}", results)
    assert arrived_once(post, results)
    assert 7 in {result["code"] for result in results}
