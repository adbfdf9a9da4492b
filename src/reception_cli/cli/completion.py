"""What a shell offers behind a half-typed line: verbs, codes, numbers. Read only when a shell asks."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import click
from click.shell_completion import CompletionItem, shell_complete

from reception_cli.app.desk import Desk
from reception_cli.domain.errors import ReceptionError
from reception_cli.domain.numbers import text
from reception_cli.domain.words import _

_MOST = 50  # numbers offered at once


def answer(group: click.Command, opening: Callable[[Mapping[str, Any]], Any], variable: str, wish: str) -> int:
    """Answer a shell that asks how a command line may go on; a fault is an empty answer, never a message."""
    try:
        return shell_complete(group, {"obj": opening}, "reception", variable, wish)
    except (ReceptionError, click.ClickException, KeyError, ValueError):
        return 1


def verbs(known: Mapping[str, tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """Offer verbs with their help lines."""
    fitting = ((verb, line) for verb, (_module, line) in known.items() if verb.startswith(incomplete))
    return [CompletionItem(verb, help=_(line)) for verb, line in fitting]


def codes(desk: Desk, list_name: str, incomplete: str) -> list[CompletionItem]:
    """Offer codes with their Vietnamese names, which is how a clerk knows them."""
    known = desk.codes(list_name)
    return [CompletionItem(code.code, help=code.vi) for code in known if code.code.startswith(incomplete)]


def incidents(desk: Desk, incomplete: str) -> list[CompletionItem]:
    """Offer the newest numbers with their status."""
    try:
        rows = desk.book.db.execute("SELECT incident, status FROM incidents ORDER BY incident DESC")
    except ReceptionError:
        return []
    fitting = ((text(key), status) for key, status in rows if text(key).startswith(incomplete))
    return [CompletionItem(id_, help=status) for id_, status in islice(fitting, _MOST)]
