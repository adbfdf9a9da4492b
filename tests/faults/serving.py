"""The process that conftest.py starts with the shim loaded: takes jobs as lines of JSON, answers each with one."""

import importlib
import json
import os
import pkgutil
import shutil
import sys
import traceback
from collections.abc import Callable
from typing import Any

import fastjsonschema
import judging
import nights
import rebuilding
from injecting import FAULTS, MORE, TEMPLATE, VERBS, Injector

import reception_cli


def import_all() -> None:
    """Import what any command may need, so that no child has to; compile each schema once."""
    compile_, known = fastjsonschema.compile, {}

    def once(schema: Any) -> Any:
        text = json.dumps(schema)
        known[text] = known.get(text) or compile_(schema)
        return known[text]

    fastjsonschema.compile = once
    for module in pkgutil.walk_packages(reception_cli.__path__, "reception_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def clean(injector: Injector, _job: dict[str, Any]) -> dict[str, Any]:
    """Run every verb without a fault: how many entries it adds, how many calls it makes, how many bytes."""
    injector.prepare()
    found = {}
    for verb, argv in (VERBS | MORE).items():
        injector.begin()
        size = os.stat(injector.desk / "reception.json").st_size
        outcome = injector.must(argv)
        count = len(injector.found(injector.folder([]))) - len(injector.digests)
        injector.entries[verb] = count
        grown = os.stat(injector.desk / "reception.json").st_size - size
        found[verb] = {"entries": count, "kinds": outcome.kinds, "bytes": grown}
    return found


def attempts(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the attempts that a job lists."""
    return [judging.attempt(injector, job["verb"], job["fault"], nth) for nth in job["nth"]]


def moments(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Kill at the random moments that a job lists."""
    return [judging.moment(injector, nth) for nth in job["nth"]]


def lives(injector: Injector, _job: dict[str, Any]) -> dict[str, Any]:
    """Write down every call of a desk's whole life; returns how many moments there are to cut the power."""
    log = injector.place / "log"
    log.unlink(missing_ok=True)
    shutil.rmtree(injector.place / "work", ignore_errors=True)
    (injector.place / "work").mkdir()
    for argv in (*TEMPLATE[:3], *VERBS.values()):
        outcome = injector.run(argv, log=str(log))
        assert outcome.code == 0, outcome
    injector.events = rebuilding.read_log(str(log))
    injector.whole = injector.folder([]).entries()
    return {"cuts": len(list(rebuilding.cuts(injector.events)))}


def power_cuts(injector: Injector, job: dict[str, Any]) -> list[dict[str, Any]]:
    """Cut the power at the moments that a job lists, and look at many disks that may be found then."""
    return [judging.cut(injector, nth, state) for nth in job["nth"] for state in range(job["states"])]


def full(injector: Injector, job: dict[str, Any]) -> list[Any]:
    """Run a command on a full disk: what it answered, and whether the register is as it was."""
    injector.begin()
    outcome = injector.run(tuple(job["argv"]), FAULTS["full at a byte"])
    return [outcome.code, outcome.out, outcome.err, injector.found(injector.folder([])) == injector.digests]


JOBS: dict[str, Callable[[Injector, dict[str, Any]], Any]] = {
    "clean": clean, "attempts": attempts, "lives": lives, "power_cuts": power_cuts, "moments": moments,
    "full": full, "nights": nights.attempts, "clean_nights": nights.clean,
}  # fmt: skip


def main() -> None:
    """Answer jobs until standard input ends."""
    import_all()
    injector = Injector(sys.argv[1])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        job = json.loads(line)
        try:
            answer = JOBS[job["do"]](injector, job)
        except Exception:
            answer = {"error": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
