"""A night that was killed or had no room: the next one does the rest, and everything is there once."""

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from injecting import CLEAN, FAULTS, STAMP, Fault, Injector, Outcome

from reception_cli.maintenance.verify import inspect

PARTS = ("verify", "bundle", "publish", "backup", "report", "digest", "mail")
SUPERIOR = "age1npr005m5qng2f95lvujrhyq5z6nnd8wu55s7864mshfl84kgyvysnxgawx"
EVENING, NIGHT, AGAIN = "2026-11-23T16:00:00+07:00", "2026-11-24T05:30:00+07:00", "2026-11-24T06:30:00+07:00"
# What a night may record: that a bundle was given out, that the page was published. Each is recorded before it is
# done, so that a night which was killed in between told of one that nobody got.
RECORDED = 2

Problems = Iterator[tuple[str, str]]


def prepare(injector: Injector, port: int) -> None:
    """Write the desk that each night begins with: a code was given out, and the page was published once."""
    own = injector.place / "config" / "reception"
    own.mkdir(parents=True, exist_ok=True)
    server = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "tiepdan@example.vn"\n'
    (own / "config.toml").write_text(server, encoding="utf-8")
    if (injector.place / "night").exists():
        return
    injector.begin()
    _must(injector, ("issue", "R2", "1", "-o", str(injector.place / "r2.html")), EVENING)
    _must(injector, ("publish", str(_site(injector)), "--phone", "0235 3874 123"), EVENING)
    shutil.copytree(injector.place / "work", injector.place / "night")


def clean(injector: Injector, job: dict[str, Any]) -> dict[str, Any]:
    """Run a night without a fault: the kinds of its calls, and how long it takes."""
    prepare(injector, job["port"])
    found = {}
    for only in job["only"]:
        _begin(injector)
        start = time.monotonic()
        outcome = _must(injector, night("thu@example.vn", only), NIGHT)
        found[only] = {"kinds": outcome.kinds, "seconds": time.monotonic() - start}
    return found


def attempts(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a night with a fault at each of the calls that a job lists, then the whole night again."""
    prepare(injector, job["port"])
    return [_attempt(injector, job, nth) for nth in job["nth"]]


def night(to: str, only: str = "") -> tuple[str, ...]:
    """Spell the command line of a night, of one part alone where it is named."""
    without = [word for part in PARTS if only and part != only for word in ("--without", part)]
    if only == "mail":  # what it sends
        without = [word for part in PARTS if part not in ("digest", "mail") for word in ("--without", part)]
    return ("nightly", "--mail", to, "--superior", SUPERIOR, "--publish", "{place}/work/public", "--json", *without)


def _attempt(injector: Injector, job: dict[str, Any], nth: int) -> dict[str, Any]:
    fault, to = job["fault"], job["to"].format(nth=nth)
    _begin(injector)
    size = len(injector.found(injector.folder([])))
    if fault == "at a moment":
        outcome = _killed(injector, night(to, job["only"]), random.Random(nth).uniform(0.01, job["seconds"]))
    else:
        outcome = _run(injector, night(to, job["only"]), NIGHT, FAULTS[fault], nth)
    result = {"verb": "nightly", "fault": fault, "nth": nth, "at": outcome.at, "to": to, "code": outcome.code}
    result["given"], result["acknowledged"] = bool(outcome.hits) or outcome.code < 0, size
    return result | {"problems": list(_judge(injector, outcome, fault, to, size)) if result["given"] else []}


def _judge(injector: Injector, outcome: Outcome, fault: str, to: str, size: int) -> Problems:
    if "Traceback" in outcome.err or outcome.code == 70:
        yield "traceback", outcome.err
    if fault.startswith("ENOSPC"):
        yield from _named(outcome, fault == "ENOSPC once")
    again = _run(injector, night(to), AGAIN)
    if again.code:
        yield "wrong", f"the night after it: {again.code} {again.out} {again.err}"
        return
    yield from _once(injector, size)
    register = (injector.desk / "reception.json").read_bytes()
    third = _run(injector, night(to), AGAIN)
    states = {row["part"]: row["state"] for row in json.loads(third.out)["rows"]}
    if states != {**dict.fromkeys(PARTS, "unchanged"), "verify": "done"}:
        yield "wrong", f"a night more does things twice: {states}"
    if (injector.desk / "reception.json").read_bytes() != register:
        yield "wrong", "a night more records something"


def _named(outcome: Outcome, once: bool) -> Problems:
    """Look whether a full disk is told as such, the part by its name, and the others went on."""
    if outcome.code not in (0, 7):
        yield "wrong", f"exit code {outcome.code}: {outcome.err}"
    if outcome.code == 7 and outcome.out:
        states = {row["part"]: (row["state"], row["exit"]) for row in json.loads(outcome.out)["rows"]}
        failed = [part for part, (state, _code) in states.items() if state == "failed"]
        if not failed or any(states[part] != ("failed", 7) for part in failed) or len(states) != len(PARTS):
            yield "wrong", f"no part is named: {states}"
        if once and len(failed) > 1:
            yield "wrong", f"one call failed, and more than one part: {states}"
        if "No space" not in outcome.err:
            yield "wrong", f"what failed is not said: {outcome.err}"


def _once(injector: Injector, size: int) -> Problems:
    """Look whether everything that a night makes is there, whole and once."""
    found = len(injector.found(injector.folder([])))
    if not size + RECORDED <= found <= size + 2 * RECORDED:
        yield "wrong", f"{found - size} entries were recorded"
    seen = inspect(injector.folder([]), [], STAMP, lambda _done, _all: None)
    if seen is None or not seen.ok:
        yield "wrong", f"verify: {seen.findings if seen else None}"
    made = {path.name for path in (injector.desk / "nightly").iterdir() if not path.name.startswith(".reception-")}
    if made != {"TB-2026-10.jsonl.gz", "report-2026-11.html", "digest-2026-11-24.html", "digest-2026-11-24.txt"}:
        yield "wrong", f"in the folder of the night: {sorted(made)}"
    for name in made - {"TB-2026-10.jsonl.gz", "digest-2026-11-24.txt"}:
        if not (injector.desk / "nightly" / name).read_text(encoding="utf-8").rstrip().endswith("</html>"):
            yield "half", name
    copies = [path for path in (injector.desk / "backups").iterdir() if "-20261124-" in path.name]
    whole = [path for path in copies if not path.name.startswith(".")]
    if not whole or any(not json.loads((path / "reception.json").read_bytes())["entries"] for path in whole):
        yield "wrong", f"copies: {copies}"
    site = _site(injector)
    listed = set(json.loads((site / "reception-site.json").read_bytes())["files"]) | {"reception-site.json"}
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    beside = {path.name for path in site.parent.iterdir()} - {"desk", "state", "public"}
    if there != listed or beside:
        yield "wrong", f"the page: {there ^ listed}, beside it {beside}"
    if "24/11/2026" not in (site / "index.html").read_text(encoding="utf-8"):
        yield "lost", "the page is of another day"
    left = [path.name for path in (injector.place / "work/state").rglob("*.eml") if path.parent.name == "mail"]
    if left:
        yield "lost", f"letters wait: {left}"


def _begin(injector: Injector) -> None:
    shutil.rmtree(injector.place / "work", ignore_errors=True)
    shutil.copytree(injector.place / "night", injector.place / "work")


def _site(injector: Injector) -> Path:
    return injector.place / "work" / "public"


def _run(injector: Injector, argv: tuple[str, ...], now: str, fault: Fault = CLEAN, nth: int = 0) -> Outcome:
    return injector.run(argv, fault, nth, now=now)


def _must(injector: Injector, argv: tuple[str, ...], now: str) -> Outcome:
    outcome = _run(injector, argv, now)
    if outcome.code:
        raise AssertionError(f"{argv}: {outcome}")
    return outcome


def _killed(injector: Injector, argv: tuple[str, ...], after: float) -> Outcome:
    """Kill a night so many seconds after it began."""
    pid = injector.start(argv, now=NIGHT)
    time.sleep(after)
    os.kill(pid, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Outcome(code, "", "", 0, 0, f"after {after:.3f} s", [])
