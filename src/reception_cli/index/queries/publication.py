"""What a public page may tell of a matter: how it stands and on which days, nothing else."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index import secrecy
from reception_cli.index.register_view import RegisterView

_AT_ONCE = 5000  # numbers in one question


class Standing(NamedTuple):
    """How a matter stands; days are ISO."""

    id: str
    status: str
    secret: bool  # a denunciation, or was one and was not read with a reason since
    result: str | None
    opened_on: str
    accepted_on: str | None
    decided_on: str | None
    closed_on: str | None
    due_step: str | None
    due_on: str | None
    withdrawn: bool
    ended: bool  # by a step of the law, though nobody closed it


def standings(book: RegisterView, incidents: Iterable[str]) -> Iterator[Standing]:
    """Tell of each of these matters that is not struck through, and of which nothing was erased."""
    keys, gone = sorted(map(numbers.key, incidents)), _erased(book)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        secret = secrecy.secret(book._db, part)
        rows = book.select(
            "SELECT i.incident, i.status, i.result, i.opened_on, l.accepted_on, l.decided_on, i.closed_on,"
            " i.due_step, i.due_on, l.withdrawn_on, l.ending FROM incidents i"
            " LEFT JOIN lives l ON l.incident = i.incident"
            " WHERE i.status <> 'void' AND i.incident IN (SELECT value FROM json_each(?))",
            (json.dumps(part),),
        )
        for key, status, result, opened, accepted, decided, closed, step, due, withdrawn, ending in rows.fetchall():
            if key not in gone:
                yield Standing(
                    numbers.text(key), status, key in secret, result, opened, accepted, decided, closed, step, due,
                    withdrawn is not None, ending is not None,
                )  # fmt: skip


def _erased(book: RegisterView) -> set[int]:
    """Find the matters of which anything was erased, of themselves or of what brought them."""
    found = {subject for (subject,) in book.select("SELECT subject FROM entries WHERE kind = 'redacted'") if subject}
    rows = book.select("SELECT incident FROM links WHERE line IN (SELECT value FROM json_each(?))",
                       (json.dumps(sorted(found)),))  # fmt: skip
    return found | {incident for (incident,) in rows}
