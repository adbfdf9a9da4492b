"""What lies around a command: environment, configuration, folders, clock and terminal. Read here and nowhere below."""

import os
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from reception_cli.domain.dates import read_day, said_day
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import clean, folded_lines, shown
from reception_cli.domain.words import LANGUAGES, _, ngettext, why
from reception_cli.ledger import files

CONFIG = "config.toml"
_MOST = 20_000_000  # characters of standard input: twenty of the longest texts
_LONGEST = 200  # characters of a path that a message tells
DEFAULT_TIMEOUT = 10.0  # seconds that a writer waits for another
LONGEST_TIMEOUT = 86_400  # a day
_VIETNAMESE = 0x2A  # LANG_VIETNAMESE
_ESCAPES = 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING
_ICT = timezone(timedelta(hours=7))  # Viet Nam has one time zone and no summer time

_FIRST_YEAR, _LAST_YEAR = 2000, 2100  # of a moment at which anything is done
Environment = Mapping[str, str]


class Config(NamedTuple):
    """What a `config.toml` says: its sound lines. `lost` are the others, None all of it; `fault` says why."""

    values: Mapping[str, Any] = {}
    lost: tuple[str, ...] | None = ()
    fault: UsageFault | None = None

    def loses(self, name: str) -> bool:
        """Whether it may say a habit that cannot be read."""
        return self.lost is None or any(name in line for line in self.lost)


class Settings(NamedTuple):
    """What the surroundings say, flags before environment before configuration; read once, by cli/main."""

    db: str
    user: str
    host: str
    now: str  # ISO moment with the desk's offset
    clock_alone: bool = False  # nobody but the machine's clock says that it is `now`
    language: str = "en"
    state: str | None = None
    timeout: float = 10
    interactive: bool = False  # stdin and stderr are terminals, and nobody said --no-input
    terminal: bool = False  # stdout is a terminal and takes the answer
    quiet: bool = False  # the answer is numbers only
    wide: bool = False  # the answer is a grid with all columns
    yes: bool = False
    dry_run: bool = False
    limit: int | None = None
    sort: str = ""
    as_at: str = ""  # ISO day: the register as it was recorded by its end
    config: Mapping[str, Any] = {}
    habits: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # (where it was said, habits), the strongest first
    configs: tuple[Config, ...] = ()  # of the desk and the clerk's own, the stronger first, with what cannot be read
    own: str = ""  # folder of the clerk's own configuration
    stdin: Callable[[], str] = str  # reads all of standard input

    @property
    def unread(self) -> tuple[UsageFault, ...]:
        """Say why lines of the configurations cannot be read."""
        return tuple(dict.fromkeys(one.fault for one in self.configs if one.fault))

    def loses(self, name: str) -> bool:
        """Whether a line that cannot be read may say a habit that no stronger configuration says."""
        for config in self.configs:
            if config.loses(name):
                return True
            if name in config.values:
                return False
        return False


def data_folder(env: Environment) -> str:
    """Name the platform's folder for user data, where the default desk lives; empty where there is no home."""
    if os.name == "nt":
        return _ours(env.get("LOCALAPPDATA"), "~\\AppData\\Local")
    if sys.platform == "darwin":
        return _ours(None, "~/Library/Application Support")
    return _ours(env.get("XDG_DATA_HOME"), "~/.local/share")


def _ours(named: str | None, default: str) -> str:
    """Find our folder below the one named; a `~` that nothing stands for would be made in the working folder."""
    base = named if named and os.path.isabs(named) else os.path.expanduser(default)
    return os.path.join(base, "reception") if os.path.isabs(base) else ""


def state_folder(env: Environment) -> str | None:
    """Name the clerk's own state folder, for head notes and the bug log; None where there is no home."""
    if os.name == "nt":
        return os.path.join(data_folder(env), "state") if data_folder(env) else None
    return _ours(env.get("XDG_STATE_HOME"), "~/.local/state") or None


def config_folder(env: Environment) -> str:
    """Name the folder of the clerk's own configuration; empty where there is no home."""
    if os.name == "nt":
        return _ours(env.get("APPDATA"), "~")
    return _ours(env.get("XDG_CONFIG_HOME"), "~/.config")


def read_config(folder: str) -> Config:
    """Read `config.toml` of a folder; none is an empty one, and of a faulty one the sound lines hold."""
    if not folder:
        return Config()
    path = os.path.join(folder, CONFIG)
    told = ""
    try:
        told = files.text(path, files.MOST_TOML)
        return Config(files.parse_toml(told))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return Config()
    except (OSError, ValueError) as fault:
        reason = why(fault)
        if isinstance(fault, OSError) and not os.path.exists(path):  # no folder can be called so
            named = shown(_short(folder))
            raise UsageFault(
                _("The folder '{folder}' cannot be used: {reason}.").format(folder=named, reason=reason),
                _("Name the desk's folder with --db DIR or RECEPTION_DB."),
            ) from fault
        if told and (found := _sound(told)):
            values, faulty = found
            text = _("Line {line} of the configuration {path} cannot be read; its other lines hold.")
            message = text.format(line=min(faulty), path=shown(_short(path)))
            return Config(values, tuple(faulty.values()), UsageFault(message, _("Mend or remove that line.")))
        message = _("The configuration {path} cannot be read: {reason}.")
        wrong = UsageFault(message.format(path=shown(_short(path)), reason=reason), _("Mend or remove that file."))
        return Config({}, None, wrong)


def _sound(told: str) -> tuple[dict[str, Any], dict[int, str]] | None:
    """Read a configuration line by line; gives what the sound ones say, and the others by their numbers.

    None where each line is sound alone, or holds what no configuration of ours does: then nothing of it is believed.
    """
    values: dict[str, Any] = {}
    faulty: dict[int, str] = {}
    for number, line in enumerate(told.splitlines(), 1):
        try:
            found = files.parse_toml(line)
        except ValueError:
            faulty[number] = line
            continue
        if any(isinstance(value, dict | list) for value in found.values()) or found.keys() & values.keys():
            return None
        values |= found
    return (values, faulty) if faulty else None


def _short(path: str) -> str:
    return path if len(path) <= _LONGEST else path[:_LONGEST] + "..."


def db_folder(given: Mapping[str, Any], env: Environment, own: Mapping[str, Any]) -> str:
    """Name the desk's folder: flag, environment, the clerk's configuration, the platform's default, if any."""
    return str(given.get("db") or env.get("RECEPTION_DB") or own.get("desk") or data_folder(env))


def early(argv: list[str], name: str) -> str | None:
    """Read a global option before click does: verbs are imported in the language that `--lang` names.

    Typed several times, the last counts, as with click.
    """
    value = None
    for place, word in enumerate(argv):
        if word == "--":
            break
        if word == f"--{name}" and place + 1 < len(argv):
            value = argv[place + 1]
        elif word.startswith(f"--{name}="):
            value = word.partition("=")[2]
    return value


def language(wish: str | None, env: Environment, *configs: Mapping[str, Any]) -> str:
    """Choose the language: flag, RECEPTION_LANG, configurations, the system's locale; English for any other."""
    for said in (wish, env.get("RECEPTION_LANG"), *(config.get("lang") for config in configs)):
        if said:
            return str(said).lower()[:2] if str(said).lower()[:2] in LANGUAGES else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name):
            return "vi" if env[name].lower().startswith("vi") else "en"
    return _of_windows() if os.name == "nt" else "en"


def _of_windows() -> str:
    """Ask Windows, which sets no locale in the environment, for the language of its own menus."""
    try:
        import ctypes  # nobody else needs it

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined, unused-ignore]
        return windows_language(int(code))
    except Exception:  # a language is nothing to fail for
        return "en"


def windows_language(code: int) -> str:
    """Choose ours by a language identifier of Windows: its low ten bits name the language, the rest the country."""
    return "vi" if code & 0x3FF == _VIETNAMESE else "en"


def clock() -> str:
    """Read the machine's clock, right or wrong, as ISO with the desk's offset."""
    return datetime.now(_ICT).isoformat(timespec="seconds")


def now(wish: str | None) -> str:
    """Tell the moment as ISO with the desk's offset: the clock's, or the one that --now names.

    Raises UsageFault for one that cannot be: what is recorded under it would stay in the register for good.
    """
    if not wish:
        return _possible(
            clock(), _("The clock of this machine says {moment}; reception works from {first} to {last}."),
            _("Set the clock, or name the moment with --now."),
        )  # fmt: skip
    try:
        moment = datetime.fromisoformat(wish)
        moment = moment.replace(tzinfo=_ICT) if moment.tzinfo is None else moment.astimezone(_ICT)
    except (ValueError, OverflowError):
        raise UsageFault(
            _("--now was '{wish}', which is no ISO moment.").format(wish=wish[:40]),
            _("Type it like 2026-11-23T08:10:00+07:00."),
        ) from None
    return _possible(
        moment.isoformat(timespec="seconds"), _("--now was read as {moment}; reception works from {first} to {last}."),
        _("Type it like 2026-11-23T08:10:00+07:00."),
    )  # fmt: skip


def _possible(moment: str, wrong: str, hint: str) -> str:
    if _FIRST_YEAR <= int(moment[:4]) <= _LAST_YEAR:
        return moment
    raise UsageFault(wrong.format(moment=said_day(moment), first=_FIRST_YEAR, last=_LAST_YEAR), hint)


def program() -> tuple[str, ...]:
    """Give the words that start this program again, by absolute paths: for a schedule, which has no search path."""
    own = os.path.abspath(sys.argv[0]) if sys.argv and sys.argv[0] else ""
    if own.endswith(".pyz") and os.path.isfile(own):
        return sys.executable, own
    if os.path.basename(own).startswith("reception") and os.path.isfile(own) and os.access(own, os.X_OK):
        return (own,)
    return sys.executable, "-m", "reception_cli"


def local_clock(day: date, at: time) -> time:
    """Tell what the clock of this machine says on a day when it is `at` in Viet Nam."""
    return datetime.combine(day, at, _ICT).astimezone().time()


def own_folders() -> dict[str, str]:
    """Name the variables that say where the clerk's own folders are, as far as any is set."""
    return {name: os.environ[name] for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME") if os.environ.get(name)}


def systemd_folder() -> str:
    """Name the folder of the user's own units of systemd."""
    return os.path.join(os.path.dirname(config_folder(os.environ)), "systemd", "user")


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
    if own.fault and own.loses("desk") and not (given.get("db") or env.get("RECEPTION_DB")):
        raise own.fault  # it may name the desk: nothing is read of another, or recorded there
    db = db_folder(given, env, own.values)
    if not db:
        raise UsageFault(
            _("No desk is named, and there is no home folder to look for one."),
            _("Name the desk's folder with --db DIR or RECEPTION_DB."),
        )
    refuse_impossible(db)
    here = read_config(db)
    config = {**own.values, **here.values}
    user = given.get("user") or env.get("RECEPTION_USER") or config.get("user") or account(env)
    named = given.get("now") or env.get("RECEPTION_NOW")
    moment = now(named)
    terminals = is_terminal(sys.stdin) and is_terminal(sys.stderr)
    return Settings(
        db=db,
        user=clean(str(user), _("name of the clerk"), 80) or account(env),
        host=machine(env),
        now=moment,
        clock_alone=not named and not given.get("clock_is_right"),
        language=tongue,
        state=state_folder(env),
        timeout=_seconds(given.get("lock_timeout", config.get("lock_timeout", DEFAULT_TIMEOUT))),
        interactive=terminals and not given.get("no_input"),
        quiet=bool(given.get("quiet")),
        wide=bool(given.get("wide") or given.get("fields")),
        terminal=is_terminal(sys.stdout) and not given.get("output") and _for_eyes(given),
        yes=bool(given.get("yes")),
        dry_run=bool(given.get("dry_run")),
        limit=given.get("limit"),
        sort=given.get("sort") or "",
        as_at=read_day(given["as_at"], date.fromisoformat(moment[:10]), "--as-at").isoformat()
        if given.get("as_at")
        else "",
        config=config,
        habits=(("flag", _flags(given)), ("environment", _variables(env)), ("desk", here.values), ("own", own.values)),
        configs=(here, own),
        own=config_folder(env),
        stdin=standard_input,
    )


def refuse_impossible(folder: str, windows: bool = os.name == "nt") -> None:
    """Refuse a folder that Windows can have under no name before anything asks for it; raises UsageFault."""
    reason = files.refused_by_windows(folder) if windows else ""
    if reason:
        raise UsageFault(
            _("The folder '{folder}' cannot be used: {reason}.").format(folder=shown(_short(folder)), reason=reason),
            _("Name the desk's folder with --db DIR or RECEPTION_DB."),
        )


def _flags(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the habits that flags overrule, by the names that a configuration uses."""
    names = {"db": "desk", "user": "user", "lang": "lang", "lock_timeout": "lock_timeout"}
    return {habit: given[flag] for flag, habit in names.items() if given.get(flag) is not None}


def _variables(env: Environment) -> dict[str, str]:
    names = {"RECEPTION_DB": "desk", "RECEPTION_USER": "user", "RECEPTION_LANG": "lang"}
    return {habit: env[name] for name, habit in names.items() if env.get(name)}


def standard_input() -> str:
    """Read all of standard input; raises what is wrong where it is closed, endless or cannot be read."""
    try:
        if sys.stdin is None:
            raise UsageFault(_("There is no standard input to read."), _("Give the text itself, not -."))
        text = sys.stdin.read(_MOST + 1)
    except (OSError, ValueError) as fault:
        raise Unwritable(_("Standard input could not be read: {reason}.").format(reason=fault)) from fault
    if len(text) > _MOST:
        raise UsageFault(_("Standard input has more than {most} characters.").format(most=_MOST))
    return text.removeprefix("\ufeff")


def read_line(question: str) -> str:
    """Ask the clerk for one line; an answer that goes into a file takes no question with it.

    Python edits the line with readline where that was imported. Raises EOFError, KeyboardInterrupt.
    """
    if is_terminal(sys.stdout):
        return input(question)
    sys.stderr.write(question)
    sys.stderr.flush()
    return input()


def _for_eyes(given: Mapping[str, Any]) -> bool:
    return given.get("format") in (None, "table")


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= LONGEST_TIMEOUT:  # which infinity and "not a number" are not
        raise UsageFault(
            _("lock_timeout was read as '{value}'.").format(value=shown(str(value)[:40])),
            _("It is a number of seconds from 0 to {most}.").format(most=LONGEST_TIMEOUT),
        )
    return seconds


def is_terminal(stream: Any) -> bool:
    """Whether somebody sits at a stream; one that is closed has nobody, nor has NUL, which Windows calls a terminal."""
    try:
        return bool(stream) and stream.isatty() and (os.name != "nt" or bool(_console(stream)))
    except ValueError:  # a closed stream
        return False


def takes_colors(stream: Any, env: Environment) -> bool:
    """Whether a terminal understands colours; a console of Windows is told to, and those before Windows 10 cannot."""
    if os.name != "nt":
        return env.get("TERM") != "dumb"
    console = _console(stream)
    return console is not None and console(_ESCAPES)


def _console(stream: Any) -> Callable[[int], bool] | None:
    """Give what switches modes of the console behind a stream on; None where there is no console (Windows)."""
    import ctypes  # nobody else needs these two
    import msvcrt

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))  # type: ignore[attr-defined, unused-ignore]
    mode = ctypes.c_uint32()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return None
    return lambda more: bool(kernel.SetConsoleMode(handle, mode.value | more))


COMPLETE = "_RECEPTION_COMPLETE"  # set by the scripts of `reception completion`
SHELLS = ("bash", "zsh", "fish", "powershell")  # those that can complete our command lines


def shell() -> str | None:
    """Name the shell in use, as far as the surroundings tell."""
    name = "powershell" if os.name == "nt" else os.path.basename(os.environ.get("SHELL", ""))
    name = "powershell" if name == "pwsh" else name
    return name if name in SHELLS else None


def zsh_folder() -> str:
    """Name the folder of zsh's own start files, where it is not the home folder."""
    return os.environ.get("ZDOTDIR", "")


def fitting(line: str, stream: Any) -> str:
    """Fold a line to the screen between words, where a stream is one; programs read it whole."""
    if stream is None or not is_terminal(stream):
        return line
    return "\n".join(folded_lines(line, width()))


def width() -> int:
    """Tell how many cells a line of the terminal has; COLUMNS overrules it."""
    return _size("COLUMNS", 0) or 80


def height() -> int:
    """Tell how many lines the terminal has; LINES overrules it."""
    return _size("LINES", 1)


def _size(variable: str, place: int) -> int:
    """Read a variable that overrules what the terminal says of itself (columns, lines); 0 where it says nothing."""
    said = os.environ.get(variable, "")
    if said.isascii() and said.isdigit() and 0 < int(said) < 10_000:
        return int(said)
    try:
        return os.get_terminal_size(1)[place]
    except OSError:
        return 0


def pager(env: Environment) -> str:
    """Name what long answers are read with: PAGER, else the usual one; none on a screen that cannot be paged."""
    if env.get("TERM") == "dumb":
        return ""
    return env.get("PAGER", "" if os.name == "nt" else "less")


# --- Whether the clock may be believed: what is recorded under a wrong one stays in the register for good.

FAR = 31  # days; a desk that was closed for so long is asked whether its clock is right
TOO_FAR = 400  # days; nobody but a person can say that


class ClockDoubted(Exception):
    """The clock is in doubt, and this is no moment to ask: put `question`, then try again."""

    def __init__(self, question: str) -> None:
        """Keep what is to be asked."""
        super().__init__(question)
        self.question = question


def ask_later(question: str) -> bool:
    """Put off a question of `believe_clock`: raises ClockDoubted."""
    raise ClockDoubted(question)


def clock_refused() -> UsageFault:
    """Say that nothing is recorded under a clock that is wrong."""
    return UsageFault(_("Nothing was recorded."), _("Set the clock, or name the moment with --now."))


def believe_clock(
    now: str, newest: str, vouched: bool, warn: Callable[[str], None], ask: Callable[[str], bool] | None
) -> None:
    """Compare the moment with that of the newest entry; raises UsageFault where it is not to be believed.

    `vouched`: somebody said that it is right; `ask` puts a question, None where nobody can answer.
    """
    days = (date.fromisoformat(now[:10]) - date.fromisoformat(newest[:10])).days
    if days < -FAR:
        warn(_behind(newest))
    if days <= FAR or vouched:
        return
    text = ngettext(
        "The clock says {now}, {days} day after the newest entry of the register ({newest}).",
        "The clock says {now}, {days} days after the newest entry of the register ({newest}).",
        days,
    )
    told = text.format(now=said_day(now[:16]), days=days, newest=said_day(newest[:10]))
    if ask is not None:
        if not ask(told + " " + _("Is the clock right?")):
            raise clock_refused()
    elif days > TOO_FAR:
        raise UsageFault(told + " " + _("Nothing was recorded."), _("Set the clock, or repeat with --clock-is-right."))
    else:
        warn(told)


def _behind(newest: str) -> str:
    text = _(
        "The newest entry was recorded under a clock that said {newest}. No entry is recorded before the one before "
        "it: this one gets that moment, too; the day on which it happened stays right."
    )
    return text.format(newest=said_day(newest[:10]))
