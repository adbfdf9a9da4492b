"""A fault at every call that writes, through every verb that writes: nothing acknowledged is lost."""

import os
from collections import Counter
from typing import Any

import injecting
import pytest

VERBS = (*injecting.VERBS, *injecting.MORE)
OPEN, WRITE, SYNC, TRUNCATE, NAME, LOCK, MODE = range(7)  # kinds of calls, as the shim has them
ALL, CHANGING = frozenset(range(7)), frozenset({OPEN, WRITE, SYNC, TRUNCATE, NAME, MODE})
GROWING, PATIENT = frozenset({OPEN, WRITE, SYNC, NAME}), frozenset({OPEN, WRITE, LOCK})
# A call that locks changes nothing on the disk, and is the same for every verb: only `add` meets faults there.
AT_CALLS = {
    "SIGKILL before": CHANGING, "SIGKILL inside": frozenset({WRITE}), "SIGKILL after": CHANGING, "SIGINT": ALL,
    "SIGTERM": CHANGING, "SIGHUP": CHANGING, "ENOSPC once": GROWING, "ENOSPC from then on": GROWING,
    "EDQUOT once": GROWING, "EIO once": ALL, "EIO from then on": CHANGING, "EINTR": PATIENT,
    "short write": frozenset({WRITE}),
}  # fmt: skip


def some(verb: str, calls: list[int]) -> list[int]:
    """Choose calls: all of them, but few of a verb that writes as others do unless everything is to be tried."""
    return calls if verb in injecting.VERBS or os.environ.get("RECEPTION_FULL") else calls[len(verb) % 12 :: 24]


def count(table: dict[str, "Counter[str]"], fault: str, results: list[dict[str, Any]]) -> list[str]:
    """Enter results into the table; returns what was wrong."""
    row, wrong = table.setdefault(fault, Counter()), []
    for result in results:
        if result["given"]:
            row["injections"] += 1
            row["acknowledged"] += result["acknowledged"]
        for kind, detail in result["problems"]:
            row[kind] += 1
            wrong.append(f"{result['verb']}, {fault} at {result['nth']} ({result['at']}): {kind}: {detail}")
    return wrong


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("fault", AT_CALLS)
def test_a_fault_at_any_call_loses_nothing(pool: Any, table: Any, fault: str, verb: str):
    kinds = pool.clean[verb]["kinds"]
    wanted = AT_CALLS[fault] if verb == "add" else AT_CALLS[fault] - {LOCK}
    calls = [nth for nth, kind in enumerate(kinds, 1) if kind in wanted]
    results = pool.each("attempts", some(verb, calls), verb=verb, fault=fault)
    assert not count(table, fault, results)
    assert sum(result["given"] for result in results) > 0 or verb in injecting.MORE


@pytest.mark.parametrize("verb", VERBS)
def test_a_disk_full_at_any_byte_of_an_entry_records_nothing(pool: Any, table: Any, verb: str):
    size = pool.clean[verb]["bytes"]
    edges = {edge + step for edge in range(0, size, 512) for step in (-1, 0, 1)}
    budgets = sorted(edge for edge in edges | set(range(0, size, 97)) if 0 <= edge < size)
    results = pool.each("attempts", some(verb, budgets), verb=verb, fault="full at a byte")
    assert not count(table, "full at a byte", results)
    assert {result["code"] for result in results} == {7}


WITH_NAMES = {
    "list": ("list",), "visits": ("list", "--visits"), "search": ("search", "dat"), "show": ("show", "1"),
    "csv": ("list", "-o", "{register}.out.csv"), "json": ("list", "--json"), "export": ("export",),
    "duty": ("duty", "--report", "--period", "2026"), "bundle": ("export", "--bundle", "-o", "{register}.jsonl.gz"),
}  # fmt: skip


@pytest.mark.parametrize("verb", WITH_NAMES)
def test_names_are_shown_on_a_full_disk_to_nobody_since_the_reading_cannot_be_recorded(pool: Any, verb: str):
    argv = [*WITH_NAMES[verb], "--with-identity", "--reason", "Đoàn kiểm tra"]
    code, out, err, same = pool.one("full", argv=argv)
    assert (code, out, same) == (7, "", True), err
    assert ("reading of names could not be recorded" in err) and "Nguyễn" not in err, err


@pytest.mark.parametrize("argv", ["list", "list --visits", "search dat", "show 1", "summarize --period 2026", "agenda"])
def test_what_names_nobody_goes_on_when_the_disk_is_full(pool: Any, argv: str):
    code, out, err, same = pool.one("full", argv=argv.split())
    assert (code, same) == (0, True) and out, err
