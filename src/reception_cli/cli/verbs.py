"""The table of verbs: where each lives, and its help line. `--help` shows it and imports no verb."""

from functools import cache
from importlib import import_module
from typing import Any

import click

from reception_cli.cli import options
from reception_cli.domain.words import mark

# verb -> (module below cli/commands/, help line).
VERBS = {
    "init": ("settings", mark("Make a desk: a folder with an empty register.")),
    "demo": ("demo", mark("Import a real register and show what the tool does with it.")),
    "add": ("capture", mark("Record a visit or petition with its new incident.")),
    "visit": ("capture", mark("Record a further visit of known incidents.")),
    "classify": ("classify", mark("Say what incidents are: kind, field, competence, handling.")),
    "close": ("close", mark("Close incidents with their result.")),
    "reopen": ("lifecycle", mark("Take a closed incident up again.")),
    "note": ("lifecycle", mark("Add a remark to incidents.")),
    "accept": ("lifecycle", mark("Take an incident in for resolution, or refuse to.")),
    "refer": ("lifecycle", mark("Send incidents to the body that is competent.")),
    "reply": ("lifecycle", mark("Record that the body an incident went to has replied.")),
    "urge": ("lifecycle", mark("Press the bodies that have not replied.")),
    "extend": ("lifecycle", mark("Lengthen the term that runs.")),
    "pause": ("lifecycle", mark("Suspend an incident: its clock stands still.")),
    "resume": ("lifecycle", mark("Go on with a suspended incident.")),
    "withdraw": ("lifecycle", mark("Record that an incident was withdrawn, or a part of it.")),
    "contact": ("outcomes", mark("Record a contact with the people of an incident.")),
    "meeting": ("outcomes", mark("Record a dialogue or a consultation.")),
    "handover": ("outcomes", mark("Record that a site was handed over.")),
    "decide": ("outcomes", mark("Record a decision or conclusion with all that it orders.")),
    "execute": ("outcomes", mark("Record what of a decision is done.")),
    "step": ("lifecycle", mark("Bring an incident to its next state.")),
    "assign": ("lifecycle", mark("Make a clerk responsible for incidents.")),
    "due": ("deadlines", mark("Show what is due, and what is late.")),
    "agenda": ("deadlines", mark("Show what a clerk's morning begins with.")),
    "explain": ("explain", mark("Explain every due day of an incident.")),
    "duty": ("diary", mark("Record a reception day of the head, or count them.")),
    "appoint": ("diary", mark("Register somebody to be received, or record a no-show.")),
    "list": ("lists", mark("List incidents or visits.")),
    "show": ("show", mark("Tell the whole story of an incident, a visit or a petition.")),
    "search": ("lists", mark("Find incidents by words, without accents and in any order.")),
    "citizen": ("citizen", mark("Tell everything that one person brought.")),
    "summarize": ("summarize", mark("Count visits, people, incidents and groups.")),
    "stats": ("figures", mark("Tell how long incidents take, and how old the open ones are.")),
    "chart": ("figures", mark("Draw the figures: bars, months, the age of what is open.")),
    "form": ("forms", mark("Fill a statutory report form from the register.")),
    "register": ("forms", mark("Print the register of a period in its official layout.")),
    "import": ("import_", mark("Read a register kept in Excel or CSV.")),
    "export": ("export", mark("Write incidents, visits or a whole bundle to a file.")),
    "consolidate": ("consolidate", mark("Take in what units have sent, and tell what is missing.")),
    "diff": ("diff", mark("Tell what differs between two deliveries.")),
    "keys": ("keys", mark("Make, list and trust keys for bundles.")),
    "units": ("units", mark("Keep the dated tree of units that figures are added up by.")),
    "correct": ("corrections", mark("Put right what was recorded wrong.")),
    "void": ("corrections", mark("Strike a visit, a petition or an incident through.")),
    "seal": ("corrections", mark("Freeze the figures of a report that is handed in.")),
    "undo": ("corrections", mark("Take back your last command.")),
    "redact": ("corrections", mark("Erase private values for good, as the law demands.")),
    "backup": ("maintenance", mark("Make a verified, dated copy of the register.")),
    "restore": ("maintenance", mark("Put a backup in the register's place.")),
    "redo": ("corrections", mark("Do again what you took back last.")),
    "log": ("maintenance", mark("Show the entries of the register.")),
    "verify": ("maintenance", mark("Check the register: bytes, chain, numbers, notes.")),
    "config": ("settings", mark("Show or set habits of the desk.")),
    "help": ("manual", mark("Explain a verb or a topic, or print a JSON Schema.")),
    "completion": ("shells", mark("Print or install the completion script of a shell.")),
}

SAME_AS = {"demo": "summarize"}  # verb -> the one whose answer it gives


def _asking() -> Any:
    """Import the questions for what is missing."""
    return import_module("reception_cli.cli.commands.guided_verbs")


options.ASKING[:] = [_asking]


@cache
def load(verb: str) -> click.Command:
    """Import the module of one verb and build its command."""
    import_module(f"reception_cli.cli.commands.{VERBS[verb][0]}")
    return options.COMMANDS[verb]()
