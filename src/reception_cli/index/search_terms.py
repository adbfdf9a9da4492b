"""The words that find an incident. A denunciation has none, and none of its people can be found by another matter.

Who brings a denunciation and something else in one reception (a visit with its petitions) stays hidden in both:
of such a visit or petition the other incident takes no words either.
"""

import json
import sqlite3
from functools import lru_cache

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.numbers import key as _key
from reception_cli.domain.text import fold, words
from reception_cli.index import schema

Numbered = list[tuple[int, Case]]
key = lru_cache(40_000)(_key)  # a number is met at each of its entries
_SOME = "(SELECT value FROM json_each(?1))"
_WITH_PETITIONS = f"SELECT DISTINCT visit FROM links WHERE visit IN {_SOME}"
_DENOUNCING = " UNION ".join(
    [
        f"SELECT k.{own} FROM links k JOIN incidents i ON i.incident = k.incident"
        f" WHERE k.{own} IN {_SOME} AND i.kind = 'denunciation'"
        for own in ("line", "visit")
    ]
    + [f"SELECT number FROM hidden WHERE number IN {_SOME}"]
)
_BROUGHT = " UNION ".join(
    f"SELECT incident FROM links WHERE {own} IN {_SOME} AND incident > 0" for own in ("line", "visit")
)


def put_words(db: sqlite3.Connection, numbered: Numbered, secret: set[int]) -> None:
    """Write the words of incidents, in the order of their numbers; `secret` receptions brought a denunciation."""
    silent, told = [], []
    for number, case in numbered:
        if case.confidential or case.status == "void":
            silent.append((number,))
        else:
            told.append((number, " ".join(searchable(case, secret))))
    db.executemany(schema.DROP_WORDS, silent)
    db.executemany(schema.PUT_WORDS, told)


def reception(line: Reception) -> int:
    """Number the reception of a visit, or of a petition: the visit it was brought to, or itself."""
    return key(line.visit or line.id)


def shared(db: sqlite3.Connection, cases: list[Case]) -> set[int]:
    """Number the receptions that may have brought other incidents besides these."""
    lines = [line for case in cases for line in case.lines]
    mixed = {reception(line) for line in lines if len(line.incidents) > 1}
    return mixed | _asked(db, _WITH_PETITIONS, {reception(line) for line in lines})


def denouncing(db: sqlite3.Connection, receptions: set[int]) -> set[int]:
    """Pick the receptions that brought a denunciation."""
    return _asked(db, _DENOUNCING, receptions)


def brought_by(db: sqlite3.Connection, receptions: set[int]) -> set[int]:
    """Number the incidents that receptions brought."""
    return _asked(db, _BROUGHT, receptions)


def _asked(db: sqlite3.Connection, query: str, receptions: set[int]) -> set[int]:
    return {row[0] for row in db.execute(query, (json.dumps(list(receptions)),))} if receptions else set()


def searchable(case: Case, secret: set[int]) -> list[str]:
    """Fold all words of an incident; names and id numbers also stand there as `_word`, to find a person by."""
    found = words(case.private.get("content", ""))
    for note in case.notes:
        found += words(note)
    for line in case.lines:
        if not secret or reception(line) not in secret:
            found += _of_line(line)
    return found


def _of_line(line: Reception) -> list[str]:
    values = line.private
    found = words(values.get("name", ""))
    found += ["_" + word for word in found]
    for other in ("address", "note"):
        if other in values:
            found += words(values[other])
    if id_no := values.get("id_no"):
        found.append("_" + fold(id_no).replace(" ", ""))
    return found
