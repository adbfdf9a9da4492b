"""From the typed words to an answer or one clear error, and the exit code."""

import atexit
import gc
import gettext
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from reception_cli import ROOT
from reception_cli.app import environment
from reception_cli.domain import words
from reception_cli.domain.errors import Bug, ReceptionError
from reception_cli.domain.words import _

_GARBAGE = 50_000  # objects between two searches for cycles: a short command makes no more, and few cycles
LOCALE = os.path.join(ROOT, "locale")


def main(argv: list[str] | None = None) -> None:
    """Run one command line and leave with its exit code."""
    gc.set_threshold(_GARBAGE)
    _leave(run(sys.argv[1:] if argv is None else argv))


def _leave(code: int) -> NoReturn:
    """Leave at once: to take the interpreter apart piece by piece costs a sixth of a short command.

    What was acknowledged is on the disk and the cards are closed; whatever waits for the end is done here.
    """
    try:
        atexit._run_exitfuncs()
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except (OSError, ValueError):
        sys.exit(code)
    os._exit(code)


def run(argv: list[str]) -> int:
    """Run one command line; returns the exit code of the contract, and no exception but a real exit."""
    _speak_utf8()
    try:
        return _answer(argv, _choose_language(argv))
    except OSError as fault:
        return _system_fault(fault, argv)
    except KeyboardInterrupt:
        _say(_("Interrupted; what was not acknowledged was not recorded."))
        return 130
    except ReceptionError as fault:
        return _report(fault, argv)
    except Exception as bug:
        return _bug(bug)


def _answer(argv: list[str], tongue: str) -> int:
    group = import_module("reception_cli.cli.group")
    return int(group.run(argv, tongue))


def _speak_utf8() -> None:
    """A pipe, a file or an old console may be cp1252, cp1258 or ASCII: say UTF-8, whatever it is."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure") and not environment.is_terminal(sys.stdin):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")


def _choose_language(argv: list[str]) -> str:
    """Choose before any verb is imported, for our words and for click's own.

    What is known without a configuration is spoken first: one that cannot be read is told in it.
    """
    env, wish = os.environ, environment.early(argv, "lang")
    _speak(environment.language(wish, env))
    own = environment.read_config(environment.config_folder(env)).values
    _speak(environment.language(wish, env, own))
    desk = environment.read_config(environment.db_folder({"db": environment.early(argv, "db")}, env, own)).values
    tongue = environment.language(wish, env, desk, own)
    _speak(tongue)
    gettext.textdomain("click")
    gettext.bindtextdomain("click", LOCALE)
    os.environ["LANGUAGE"] = tongue  # where the standard gettext, which click uses, looks first
    return tongue


def _speak(tongue: str) -> None:
    if tongue != words.language():
        words.speak(tongue, LOCALE)


def _report(fault: ReceptionError, argv: list[str]) -> int:
    """Report a failure: one line and what to type next, or one JSON object where JSON was asked for."""
    message, hint = fault.message, fault.hint
    if "--json" in argv or environment.early(argv, "format") in ("json", "jsonl"):
        json = import_module("json")
        error = {"code": fault.key, "exit": fault.exit_code, "message": message, "hint": hint}
        document = {"error": {**error, **fault.facts}}
        line = json.dumps(document, ensure_ascii=False, default=str)
        # escaped as JSON knows it, before `shown` would in its own way
        _say(line if line.isprintable() else json.dumps(document, default=str))
    else:
        _say("\n".join(filter(None, (message, hint))))
    return fault.exit_code


def _say(line: str) -> None:
    """Write to stderr; where that is gone too, the exit code must do."""
    try:
        shown: Callable[[str], str] = import_module("reception_cli.domain.text").shown
        told = (environment.fitting(shown(part), sys.stderr) for part in line.split("\n"))
        print("\n".join(told), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return


def _system_fault(fault: OSError, argv: list[str]) -> int:
    """Tell what the system refused where no verb was running: a pipe that was closed is nothing to tell."""
    ours = import_module("reception_cli.cli.errors").translate(fault, None)
    return _report(ours, argv) if isinstance(ours, ReceptionError) else _closed_pipe()


def _closed_pipe() -> int:
    """Whoever read our output has seen enough: that is success. Keep Python from complaining at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        return 0
    return 0


def _bug(bug: Exception) -> int:
    """Note where the fault is (never values, which may be personal) and say what was recorded before it."""
    fault = bug if isinstance(bug, Bug) else Bug()
    log: Any = import_module("reception_cli.app.bug_log")
    path = log.write(fault.__cause__ or bug, environment.state_folder(os.environ), environment.clock())
    if fault.recorded:
        _say(_("This is a bug in reception, not your mistake. What you gave was recorded: {numbers}.").format(
            numbers=", ".join(fault.recorded)
        ))  # fmt: skip
        _say(_("Do not repeat the command; see `reception log`."))
    elif fault.wrote:
        _say(_("This is a bug in reception, not your mistake. See `reception log` for what was recorded."))
    else:
        _say(_("This is a bug in reception, not your mistake; nothing was recorded."))
    _say(_("Its trace, without any personal data, is in {path}.").format(path=path))
    return 70
