"""What `reception help TOPIC` tells. Read only for a help page."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from reception_cli.cli.exit_codes import exit_codes
from reception_cli.cli.verbs import spoken
from reception_cli.domain.text import fold, shown
from reception_cli.domain.words import _, language, mark

if TYPE_CHECKING:
    from reception_cli.app.desk import Desk

Pairs = list[tuple[str, str]]  # what is typed or found, and what it means
Sections = Iterable[tuple[str, Pairs]]  # each with its heading, empty where there is one only

# In the order in which they are shown.
LISTS = (
    "kind", "field", "session", "host", "source", "competence", "handling", "prior", "status", "result", "refusal",
    "not-accepted", "state", "instance", "contact", "complex", "level", "mode", "resumption", "bearer",
    "capacity", "role", "body",
)  # fmt: skip


class Topic(NamedTuple):
    """One topic: its name in Vietnamese, its line in the list of topics, and the paragraph that its sections follow."""

    vietnamese: str
    line: str
    intro: str
    sections: "Callable[[Desk], Sections]"


def first_steps(folder: str) -> str:
    """Tell whoever has no desk yet how to make one, or where to look for it."""
    folder_word = _("REGISTER-FOLDER")
    lines = (
        _("There is no register in '{folder}' yet.").format(folder=shown(folder)),
        "",
        "  reception init       " + _("make one: the program asks, step by step"),
        "  reception demo       " + _("have a look first, with a real register of 970 visits"),
        f"  reception --db {folder_word}  " + _("the register lies in another folder (also RECEPTION_DB)"),
        "  reception --help     " + _("what there is"),
    )
    return "\n".join(lines) + "\n"


def day_of_a_clerk() -> Pairs:
    """Give the five commands of the day, as they are typed in the reader's language, and what they do."""
    pairs = (
        ("add", "", _("somebody has come: record it")), ("search", " ...", _("find a name or a matter")),
        ("classify", "", _("say what the new matters are")), ("show", " 42", _("all about matter 42")),
        ("close", " 42", _("matter 42 has its result")),
    )  # fmt: skip
    return [(f"reception {spoken(verb)}{more}", meaning) for verb, more, meaning in pairs]


def _either(english: str, vietnamese: str, meaning: str) -> tuple[str, str]:
    """Tell a word that may be typed in two languages: in the reader's first."""
    _words, sign, more = meaning.partition("; ")
    return (vietnamese, meaning) if language() == "vi" else (english, vietnamese + sign + more)


def _periods() -> Pairs:
    return [
        ("2026", _("the calendar year")),
        ("2026-09", _("one month")),
        ("2026-Q3", _("one quarter")),
        ("2026-H1", _("one half year")),
        ("2026-9m", _("the first nine months; any number of months up to 12m")),
        ("tk-2026", _("the statutory year: 15 December of the year before to 14 December")),
        ("tk-2026-Q3", _("a statutory quarter: they end on 14 March, June, September, December")),
        ("tk-2026-6m, tk-2026-9m", _("the first six, the first nine months of the statutory year")),
        ("2026-01-15..2026-03-14", _("from day to day, both included")),
        ("5/3/2026", _("one day")),
        *(_either(*each) for each in (
            ("today, yesterday", "hom-nay, hom-qua", _("today, yesterday")),
            ("this-week, last-week", "tuan-nay, tuan-truoc", _("this week, last week; weeks begin on Monday")),
            ("this-month, last-month", "thang-nay, thang-truoc", _("this month, last month")),
            ("this-quarter, last-quarter", "quy-nay, quy-truoc", _("this quarter, last quarter")),
            ("this-year, last-year", "nam-nay, nam-truoc", _("this year, last year")),
        )),
    ]


def _dates() -> Pairs:
    return [
        ("2026-03-05", _("ISO: year, month, day")),
        ("5/3/2026, 05.03.2026, 5-3-2026", _("day first: 5 March 2026")),
        ("hom-nay" if language() == "vi" else "today, hom-nay", _("the day of this command")),
        ("hom-qua" if language() == "vi" else "yesterday, hom-qua", _("the day before")),
        ("5/3/2026 9:30", _("a day with its time, where WHEN is asked for; Vietnamese time, +07:00")),
    ]


def _files() -> Pairs:
    return [
        ("reception.json", _("the register: every entry, never changed in place; keep it, all else can be made again")),
        ("head", _("the note of the chain's head")),
        ("lock", _("who is writing; never removed")),
        ("index.sqlite", _("index cards; delete it, and the next command builds it again")),
        ("config.toml", _("habits of the desk: `reception config`")),
        ("maps/", _("layouts of registers that you explained; delete one, and it is asked again")),
        ("forms/", _("forms of your own")),
        ("keys/", _("keys for bundles, for you only; a backup does not hold them")),
        ("units/" + _("CODE") + "/", _("registers of the units at a consolidating desk")),
        ("backups/", _("verified, dated copies: `reception backup`")),
        ("nightly/", _("digests and reports: `reception nightly`; no names, no texts")),
        (
            "~/.local/share/reception",
            _("the default desk; on Windows %LOCALAPPDATA%\\reception"),
        ),
        ("~/.config/reception/config.toml", _("your own habits; on Windows %APPDATA%\\reception\\config.toml")),
        ("[mail]", _("there: host, port, security (starttls, tls, none), from, user, password_file (mode 0600) or "
                     "password_command, ca")),
        (
            "~/.local/state/reception",
            _("your own notes of heads, and traces of bugs; on Windows %LOCALAPPDATA%\\reception\\state"),
        ),
    ]


def _environment() -> Pairs:
    return [
        ("RECEPTION_DB", _("the desk's folder, as --db")),
        ("RECEPTION_USER", _("the clerk, as --user")),
        ("RECEPTION_LANG", _("vi or en, as --lang")),
        ("RECEPTION_NOW", _("the present moment, as --now")),
        ("NO_COLOR", _("no colours, as --no-color")),
        ("COLUMNS", _("the width of the terminal in characters")),
        ("LC_ALL, LC_MESSAGES, LANG", _("the language where nothing else says it")),
        (
            "XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME",
            _("where the default desk, your own habits and your own notes lie"),
        ),
        ("LOCALAPPDATA, APPDATA", _("the same on Windows")),
    ]


def _codes(desk: "Desk") -> Sections:
    """Give every list with the desk's own codes: what is stored, what else may be typed, the reader's word."""
    for name in LISTS:
        known = desk.codes(name)
        title = known.vi if language() == "vi" else known.en
        yield title, [(", ".join((code.code, *code.short[:1])), code.name()) for code in known]


def _one(pairs: Callable[[], Pairs]) -> "Callable[[Desk], Sections]":
    """Make the one section, without a heading, that most topics have."""
    return lambda _desk: [("", pairs())]


TOPICS = {
    "periods": Topic(
        "ky-bao-cao",
        mark("How a period is written."),
        mark("What is not understood is refused with what is accepted."),
        _one(_periods),
    ),
    "dates": Topic(
        "ngay",
        mark("How a day or a moment is written."),
        mark("A year has four digits. A day that cannot be is refused with what was understood, never guessed."),
        _one(_dates),
    ),
    "codes": Topic(
        "ma",
        mark("The codes of kinds, fields, results and all other lists."),
        mark(
            "Codes are stored and written out in English. They may be typed in Vietnamese, with or without accents "
            "and hyphens, or short: khieu-nai, kn. A dot leads to a finer code: land.clearance."
        ),
        _codes,
    ),
    "exit-codes": Topic(
        "ma-thoat",
        mark("What a command's exit code means."),
        mark("With --json the reason stands on standard error as one JSON object with the same code."),
        _one(exit_codes),
    ),
    "files": Topic(
        "tep",
        mark("What lies in the desk's folder, and where it is."),
        mark("The desk's folder is the one of --db, of RECEPTION_DB, or the default one."),
        _one(_files),
    ),
    "environment": Topic(
        "bien-moi-truong",
        mark("Which environment variables are read."),
        mark("A flag goes before the environment, that before config.toml, the desk's before your own."),
        _one(_environment),
    ),
}


def topic_of(typed: str) -> str:
    """Give the topic that a name means, English or Vietnamese; anything else as it is typed."""
    name = fold(typed).replace(" ", "-")
    return next((topic for topic, about in TOPICS.items() if name in (topic, about.vietnamese)), typed)


def topic_names() -> list[str]:
    """Name the topics as the reader types them."""
    return [about.vietnamese if language() == "vi" else topic for topic, about in TOPICS.items()]
