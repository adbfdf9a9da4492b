"""The table of verbs: where each lives, and its help line. `--help` shows it and imports no verb."""

from functools import cache
from importlib import import_module
from typing import NamedTuple

import click

from reception_cli.cli import options
from reception_cli.domain.text import fold
from reception_cli.domain.words import language, mark

# verb -> (module below cli/commands/, help line).
VERBS = {
    "add": ("capture", mark("Record a visit or petition with its new incident.")),
    "visit": ("capture", mark("Record a further visit of known incidents.")),
    "classify": ("classify", mark("Say what incidents are: kind, field, competence, handling.")),
    "close": ("close", mark("Close incidents with their result.")),
    "list": ("lists", mark("List incidents or visits.")),
    "search": ("lists", mark("Find incidents by words, without accents and in any order.")),
    "citizen": ("citizen", mark("Tell everything that one person brought.")),
    "show": ("show", mark("Tell the whole story of an incident, a visit or a petition.")),
    "issue": ("issue", mark("Write a slip, letter or notice and record it; tell what is owed.")),
    "agenda": ("deadlines", mark("Show what a clerk's morning begins with.")),
    "accept": ("lifecycle", mark("Take an incident in for resolution, or refuse to.")),
    "assign": ("lifecycle", mark("Make a clerk responsible for incidents.")),
    "note": ("lifecycle", mark("Add a remark to incidents.")),
    "refer": ("lifecycle", mark("Send incidents to the body that is competent.")),
    "reply": ("lifecycle", mark("Record that the body an incident went to has replied.")),
    "urge": ("lifecycle", mark("Press the bodies that have not replied.")),
    "extend": ("lifecycle", mark("Lengthen the term that runs.")),
    "pause": ("lifecycle", mark("Suspend an incident: its clock stands still.")),
    "resume": ("lifecycle", mark("Go on with a suspended incident.")),
    "withdraw": ("lifecycle", mark("Record that an incident was withdrawn, or a part of it.")),
    "decide": ("outcomes", mark("Record a decision or conclusion with all that it orders.")),
    "execute": ("outcomes", mark("Record what of a decision is done.")),
    "step": ("outcomes", mark("Bring an incident to its next state, or record a notice.")),
    "reopen": ("lifecycle", mark("Take a closed incident up again.")),
    "due": ("deadlines", mark("Show what is due, and what is late.")),
    "explain": ("explain", mark("Explain every due day of an incident.")),
    "appoint": ("diary", mark("Register somebody to be received, or record a no-show.")),
    "duty": ("diary", mark("Record a reception day of the head, or count them.")),
    "contact": ("outcomes", mark("Record a contact with the people of an incident.")),
    "meeting": ("outcomes", mark("Record a dialogue or a consultation.")),
    "handover": ("outcomes", mark("Record that a site was handed over.")),
    "register": ("forms", mark("Print the register of a period in its official layout.")),
    "form": ("forms", mark("Fill a statutory report form from the register.")),
    "summarize": ("summarize", mark("Count visits, people, incidents and groups.")),
    "stats": ("figures", mark("Tell how long incidents take, and how old the open ones are.")),
    "chart": ("figures", mark("Draw the figures: bars, months, the age of what is open.")),
    "report": ("report", mark("Tell a period on one page, for a browser and for paper.")),
    "seal": ("corrections", mark("Freeze the figures of a report that is handed in.")),
    "import": ("import_", mark("Read a register kept in Excel or CSV.")),
    "export": ("export", mark("Write incidents, visits or a whole bundle to a file.")),
    "consolidate": ("consolidate", mark("Take in what units have sent, and tell what is missing.")),
    "units": ("units", mark("Keep the dated tree of units that figures are added up by.")),
    "diff": ("diff", mark("Tell what differs between two deliveries.")),
    "keys": ("keys", mark("Make, list and trust keys for bundles.")),
    "undo": ("corrections", mark("Take back your last command.")),
    "redo": ("corrections", mark("Do again what you took back last.")),
    "correct": ("corrections", mark("Put right what was recorded wrong.")),
    "void": ("corrections", mark("Strike a visit, a petition or an incident through.")),
    "redact": ("corrections", mark("Erase private values for good, as the law demands.")),
    "publish": ("publish", mark("Publish a page on which a matter is found by its code.")),
    "nightly": ("nightly", mark("Do what a desk needs every night, and mail what is due.")),
    "backup": ("maintenance", mark("Make a verified, dated copy of the register.")),
    "restore": ("maintenance", mark("Put a backup in the register's place.")),
    "verify": ("maintenance", mark("Check the register: bytes, chain, numbers, notes.")),
    "log": ("maintenance", mark("Show the entries of the register.")),
    "init": ("settings", mark("Make a desk: a folder with an empty register.")),
    "config": ("settings", mark("Show or set habits of the desk.")),
    "demo": ("demo", mark("Import a real register and show what the tool does with it.")),
    "help": ("manual", mark("Explain a verb or a topic, or print a JSON Schema.")),
    "completion": ("shells", mark("Print or install the completion script of a shell.")),
}


class VerbGroup(NamedTuple):
    """The verbs of one task; `name` and `vietnamese` open it with `reception help`."""

    name: str
    vietnamese: str  # the name without accents
    title: str
    verbs: tuple[str, ...]


# In the order of the help; the first is shown with its help lines, each other one on one line.
GROUPS = (
    VerbGroup(
        "daily", "hang-ngay", mark("Every day"),
        ("add", "visit", "classify", "close", "list", "search", "show", "citizen", "issue", "agenda"),
    ),
    VerbGroup(
        "life", "thu-ly", mark("A matter's life"),
        ("accept", "assign", "note", "refer", "reply", "urge", "extend", "pause", "resume", "withdraw", "decide",
         "execute", "step", "reopen"),
    ),
    VerbGroup("terms", "thoi-han", mark("Terms and sessions"), ("due", "explain", "appoint", "duty")),
    VerbGroup("people", "van-dong", mark("People and sites"), ("contact", "meeting", "handover")),
    VerbGroup(
        "books", "so-bieu-mau", mark("Books, forms, reports"),
        ("register", "form", "summarize", "stats", "chart", "report", "seal"),
    ),
    VerbGroup(
        "exchange", "gui-nhan", mark("From and to others"),
        ("import", "export", "consolidate", "units", "diff", "keys"),
    ),
    VerbGroup("corrections", "dinh-chinh", mark("Putting right"), ("undo", "redo", "correct", "void", "redact")),
    VerbGroup(
        "keeping", "giu-so", mark("Keeping and publishing"),
        ("nightly", "backup", "restore", "verify", "log", "publish"),
    ),
    VerbGroup("setup", "thiet-lap", mark("Setting up"), ("init", "config", "demo", "help", "completion")),
)  # fmt: skip
DAILY = GROUPS[0]

# Vietnamese names of the verbs of every day, as they are typed: without accents.
ALIASES = {
    "tiep": "add", "tim": "search", "xem": "show", "han": "due", "phan-loai": "classify", "ket-thuc": "close",
}  # fmt: skip
SAME_AS = {"demo": "summarize"}  # verb -> the one whose answer it gives


def verb_of(typed: str) -> str:
    """Give the verb that a name or an alias means; anything else as it is typed."""
    return typed if typed in VERBS else ALIASES.get(fold(typed), typed)


def aliased(verb: str) -> str:
    """Name a verb with its alias, if it has one: `add (tiep)`."""
    short = _alias(verb)
    return f"{verb} ({short})" if short else verb


def spoken(verb: str) -> str:
    """Name a verb as the reader types it: by its Vietnamese name, where it has one and that is the language."""
    return _alias(verb) or verb if language() == "vi" else verb


def _alias(verb: str) -> str:
    return next((alias for alias, meant in ALIASES.items() if meant == verb), "")


def group_of(typed: str) -> VerbGroup | None:
    """Find a group by its name, English or Vietnamese."""
    name = fold(typed).replace(" ", "-")
    return next((group for group in GROUPS if name in (group.name, group.vietnamese)), None)


@cache
def load(verb: str) -> click.Command:
    """Import the module of one verb and build its command."""
    import_module(f"reception_cli.cli.commands.{VERBS[verb][0]}")
    return options.COMMANDS[verb]()
