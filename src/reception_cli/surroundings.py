"""What lies around a command: environment, configuration, folders, clock and terminal. Read here and nowhere below."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from reception_cli.desk import Settings
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import LANGUAGES, _

CONFIG = "config.toml"
DEFAULT_TIMEOUT = 10.0  # seconds that a writer waits for another
_ICT = timezone(timedelta(hours=7))  # Viet Nam has one time zone and no summer time

Environment = Mapping[str, str]


def data_folder(env: Environment) -> str:
    """Name the platform's folder for user data, where the default desk lives."""
    if os.name == "nt":
        base = env.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = env.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return os.path.join(base, "reception")


def state_folder(env: Environment) -> str | None:
    """Name the clerk's own state folder, for head notes and the bug log; None where there is no home."""
    if os.name == "nt":
        return os.path.join(data_folder(env), "state")
    base = env.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return os.path.join(base, "reception") if os.path.isabs(base) else None


def config_folder(env: Environment) -> str:
    """Name the folder of the clerk's own configuration."""
    if os.name == "nt":
        return os.path.join(env.get("APPDATA") or os.path.expanduser("~"), "reception")
    base = env.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(base, "reception")


def read_config(folder: str) -> dict[str, Any]:
    """Read `config.toml` of a folder; none is an empty one, a faulty one is the user's to mend."""
    path = os.path.join(folder, CONFIG)
    try:
        with open(path, "rb") as file:
            import tomllib  # only a desk with a configuration pays for it

            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return {}
    except ValueError as fault:
        raise UsageFault(
            _("The configuration {path} cannot be read: {reason}.").format(path=path, reason=fault),
            _("Mend or remove that file."),
        ) from fault


def db_folder(given: Mapping[str, Any], env: Environment, own: Mapping[str, Any]) -> str:
    """Name the desk's folder: flag, environment, the clerk's configuration, the platform's default."""
    return str(given.get("db") or env.get("RECEPTION_DB") or own.get("desk") or data_folder(env))


def early(argv: list[str], name: str) -> str | None:
    """Read a global option before click does: verbs are imported in the language that `--lang` names."""
    for place, word in enumerate(argv):
        if word == "--":
            return None
        if word == f"--{name}" and place + 1 < len(argv):
            return argv[place + 1]
        if word.startswith(f"--{name}="):
            return word.partition("=")[2]
    return None


def language(wish: str | None, env: Environment, *configs: Mapping[str, Any]) -> str:
    """Choose the language: flag, RECEPTION_LANG, configurations, the system's locale; English for any other."""
    for said in (wish, env.get("RECEPTION_LANG"), *(config.get("lang") for config in configs)):
        if said:
            return str(said).lower()[:2] if str(said).lower()[:2] in LANGUAGES else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            return "vi" if env[name].lower().startswith("vi") else "en"
    return "en"


def now(wish: str | None) -> str:
    """Tell the moment as ISO with the desk's offset: the clock's, or the one that --now names."""
    if not wish:
        return datetime.now(_ICT).isoformat(timespec="seconds")
    try:
        moment = datetime.fromisoformat(wish)
    except ValueError:
        raise UsageFault(
            _("--now was '{wish}', which is no ISO moment.").format(wish=wish[:40]),
            _("Type it like 2026-11-23T08:10:00+07:00."),
        ) from None
    moment = moment.replace(tzinfo=_ICT) if moment.tzinfo is None else moment.astimezone(_ICT)
    return moment.isoformat(timespec="seconds")


def account(env: Environment) -> str:
    """Name the account of the operating system."""
    name = env.get("LOGNAME") or env.get("USER") or env.get("USERNAME")
    if name:
        return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown"


def machine(env: Environment) -> str:
    """Name this machine."""
    return env.get("COMPUTERNAME", "") if os.name == "nt" else os.uname().nodename


def settings(given: Mapping[str, Any], env: Environment, tongue: str) -> Settings:
    """Put together what a desk needs to know; `given` are the flags as typed."""
    own = read_config(config_folder(env))
    db = db_folder(given, env, own)
    config = {**own, **read_config(db)}
    user = given.get("user") or env.get("RECEPTION_USER") or config.get("user") or account(env)
    terminals = _is_terminal(sys.stdin) and _is_terminal(sys.stderr)
    return Settings(
        db=db,
        user=" ".join(str(user).split())[:80],
        host=machine(env),
        now=now(given.get("now") or env.get("RECEPTION_NOW")),
        language=tongue,
        state=state_folder(env),
        timeout=_seconds(given.get("lock_timeout", config.get("lock_timeout", DEFAULT_TIMEOUT))),
        interactive=terminals and not given.get("no_input"),
        terminal=_is_terminal(sys.stdout) and not given.get("output") and _for_eyes(given),
        yes=bool(given.get("yes")),
        dry_run=bool(given.get("dry_run")),
        limit=given.get("limit"),
        sort=given.get("sort") or "",
        config=config,
    )


def _for_eyes(given: Mapping[str, Any]) -> bool:
    return given.get("format") in (None, "table")


def _seconds(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise UsageFault(_("lock_timeout must be a number of seconds.")) from None


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream) and stream.isatty()  # type: ignore[attr-defined]
    except ValueError:  # a closed stream
        return False
