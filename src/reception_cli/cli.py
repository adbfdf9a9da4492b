"""The table of verbs; from the typed words to a rendered answer or one clear error."""

import atexit
import gc
import gettext
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

from reception_cli import surroundings
from reception_cli.model import words
from reception_cli.model.errors import Bug, ReceptionError
from reception_cli.model.words import _, mark

_GARBAGE = 50_000  # objects between two searches for cycles: a short command makes no more, and few cycles
LOCALE = os.path.join(os.path.dirname(__file__), "locale")

# verb -> (module below commands/, help line). `--help` shows this table and imports no verb.
VERBS = {
    "init": ("init", mark("Make a desk: a folder with an empty register.")),
    "demo": ("demo", mark("Import a real register and show what the tool does with it.")),
    "add": ("add", mark("Record a visit or petition with its new incident.")),
    "visit": ("visit", mark("Record a further visit of known incidents.")),
    "classify": ("classify", mark("Say what incidents are: kind, field, competence, handling.")),
    "close": ("close", mark("Close incidents with their result.")),
    "reopen": ("reopen", mark("Take a closed incident up again.")),
    "note": ("note", mark("Add a remark to an incident.")),
    "accept": ("accept", mark("Take an incident in for resolution, or refuse to.")),
    "refer": ("refer", mark("Send an incident to the body that is competent.")),
    "reply": ("reply", mark("Record that the body an incident went to has replied.")),
    "urge": ("urge", mark("Press the bodies that have not replied.")),
    "extend": ("extend", mark("Lengthen the term that runs.")),
    "pause": ("pause", mark("Suspend an incident: its clock stands still.")),
    "resume": ("resume", mark("Go on with a suspended incident.")),
    "withdraw": ("withdraw", mark("Record that an incident was withdrawn, or a part of it.")),
    "contact": ("contact", mark("Record a contact with the people of an incident.")),
    "meeting": ("meeting", mark("Record a dialogue or a consultation.")),
    "handover": ("handover", mark("Record that a site was handed over.")),
    "decide": ("decide", mark("Record a decision or conclusion with all that it orders.")),
    "execute": ("execute", mark("Record what of a decision is done.")),
    "step": ("step", mark("Bring an incident to its next state.")),
    "assign": ("assign", mark("Make a clerk responsible for incidents.")),
    "due": ("due", mark("Show what is due, and what is late.")),
    "agenda": ("agenda", mark("Show what a clerk's morning begins with.")),
    "explain": ("explain", mark("Explain every due day of an incident.")),
    "duty": ("duty", mark("Record a reception day of the head, or count them.")),
    "appoint": ("appoint", mark("Register somebody to be received, or record a no-show.")),
    "list": ("list_", mark("List incidents or visits.")),
    "show": ("show", mark("Tell the whole story of an incident, a visit or a petition.")),
    "search": ("search", mark("Find incidents by words, without accents and in any order.")),
    "summarize": ("summarize", mark("Count visits, people, incidents and groups.")),
    "stats": ("stats", mark("Tell how long incidents take, and how old the open ones are.")),
    "chart": ("chart", mark("Draw the figures: bars, months, the age of what is open.")),
    "form": ("form", mark("Fill a statutory report form from the register.")),
    "register": ("register", mark("Print the register of a period in its official layout.")),
    "import": ("import_", mark("Read a register kept in Excel or CSV.")),
    "export": ("export", mark("Write incidents, visits or a whole bundle to a file.")),
    "consolidate": ("consolidate", mark("Take in what units have sent, and tell what is missing.")),
    "diff": ("diff", mark("Tell what differs between two deliveries.")),
    "keys": ("keys", mark("Make, list and trust keys for bundles.")),
    "units": ("units", mark("Keep the dated tree of units that figures are added up by.")),
    "correct": ("correct", mark("Put right what was recorded wrong.")),
    "void": ("void", mark("Strike a visit, a petition or an incident through.")),
    "seal": ("seal", mark("Freeze the figures of a report that is handed in.")),
    "undo": ("undo", mark("Take back your last command.")),
    "redact": ("redact", mark("Erase private values for good, as the law demands.")),
    "backup": ("backup", mark("Make a verified, dated copy of the register.")),
    "restore": ("restore", mark("Put a backup in the register's place.")),
    "redo": ("redo", mark("Do again what you took back last.")),
    "log": ("log", mark("Show the entries of the register.")),
    "verify": ("verify", mark("Check the register: bytes, chain, numbers, notes.")),
    "config": ("config", mark("Show or set habits of the desk.")),
    "completion": ("completion", mark("Print the completion script of a shell.")),
}


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
        tongue = _choose_language(argv)
    except ReceptionError as fault:
        return _tell(fault, argv)
    try:
        return _answer(argv, tongue)
    except BrokenPipeError:
        return _closed_pipe()
    except KeyboardInterrupt:
        _say(_("Interrupted; what was not acknowledged was not recorded."))
        return 130
    except ReceptionError as fault:
        return _tell(fault, argv)
    except Exception as bug:
        return _bug(bug, tongue)


def _answer(argv: list[str], tongue: str) -> int:
    group = import_module("reception_cli.commands.group")
    return int(group.run(argv, VERBS, tongue))


def _speak_utf8() -> None:
    """A pipe, a file or an old console may be cp1252, cp1258 or ASCII: say UTF-8, whatever it is."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")


def _choose_language(argv: list[str]) -> str:
    """Choose before any verb is imported, for our words and for click's own."""
    env = os.environ
    own = surroundings.read_config(surroundings.config_folder(env))
    desk = surroundings.db_folder({"db": surroundings.early(argv, "db")}, env, own)
    configs = (surroundings.read_config(desk), own)
    tongue = surroundings.language(surroundings.early(argv, "lang"), env, *configs)
    words.speak(tongue, LOCALE)
    gettext.textdomain("click")
    gettext.bindtextdomain("click", LOCALE)
    os.environ["LANGUAGE"] = tongue  # where the standard gettext, which click uses, looks first
    return tongue


def _tell(fault: ReceptionError, argv: list[str]) -> int:
    """Tell a failure: one line and what to type next, or one JSON object where JSON was asked for."""
    if "--json" in argv or surroundings.early(argv, "format") in ("json", "jsonl"):
        json = import_module("json")
        error = {"code": fault.key, "exit": fault.exit_code, "message": fault.message, "hint": fault.hint}
        told = {"error": {**error, **fault.facts}}
        line = json.dumps(told, ensure_ascii=False, default=str)
        # escaped as JSON knows it, before `shown` would in its own way
        _say(line if line.isprintable() else json.dumps(told, default=str))
    else:
        _say("\n".join(filter(None, (fault.message, fault.hint))))
    return fault.exit_code


def _say(line: str) -> None:
    """Write to stderr; where that is gone too, the exit code must do."""
    try:
        shown: Callable[[str], str] = import_module("reception_cli.model.text").shown
        print("\n".join(shown(part) for part in line.split("\n")), file=sys.stderr, flush=True)
    except (OSError, ValueError, AttributeError):
        return


def _closed_pipe() -> int:
    """Whoever read our output has seen enough: that is success. Keep Python from complaining at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        return 0
    return 0


def _bug(bug: Exception, tongue: str) -> int:
    """Note where the fault is (never values, which may be personal) and say what was recorded before it."""
    told = bug if isinstance(bug, Bug) else Bug()
    log: Any = import_module("reception_cli.buglog")
    path = log.write(told.__cause__ or bug, surroundings.state_folder(os.environ), surroundings.clock())
    if told.recorded:
        _say(_("This is a bug in reception, not your mistake. What you gave was recorded: {numbers}.").format(
            numbers=", ".join(told.recorded)
        ))  # fmt: skip
        _say(_("Do not repeat the command; see `reception log`."))
    elif told.wrote:
        _say(_("This is a bug in reception, not your mistake. See `reception log` for what was recorded."))
    else:
        _say(_("This is a bug in reception, not your mistake; nothing was recorded."))
    _say(_("Its trace, without any personal data, is in {path}.").format(path=path))
    return 70
