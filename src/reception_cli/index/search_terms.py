"""The words that find an incident. A denunciation has none, and none of its people can be found by another matter.

Who brings a denunciation and something else in one reception (a visit with its petitions) stays hidden in both:
of such a visit or petition the other incident takes no words either.
"""

import json
import sqlite3

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.text import fold, words
from reception_cli.index import schema
from reception_cli.index.register_view import reception
from reception_cli.index.schema import Row, insert

Numbered = list[tuple[int, Case]]
# One look-up instead of one in each segment.
TIDY = "INSERT INTO words(words) VALUES('optimize')"
# How many bytes of words are held before they are written as a segment: while a large register is read, and ever else.
MANY, FEW = (f"INSERT INTO words(words, rank) VALUES('hashsize', {size})" for size in (1 << 23, 1 << 20))
_SOME = "(SELECT value FROM json_each(?1))"
_WITH_PETITIONS = f"SELECT DISTINCT visit FROM links WHERE visit IN {_SOME}"
_BROUGHT = " UNION ".join(
    f"SELECT incident FROM links WHERE {own} IN {_SOME} AND incident > 0" for own in ("line", "visit")
)


def put_words(db: sqlite3.Connection, numbered: Numbered, secret: set[int]) -> None:
    """Write the words of incidents, in the order of their numbers; `secret` receptions brought a denunciation."""
    silent, rows = list[tuple[int]](), list[Row]()
    for number, case in numbered:
        if case.confidential or case.status == "void":
            silent.append((number,))
        else:
            rows.append({"rowid": number, "text": " ".join(searchable(case, secret))})
    db.executemany("DELETE FROM words WHERE rowid = ?", silent)
    insert(db, schema.WORDS, rows)


def shared(db: sqlite3.Connection, cases: list[Case]) -> set[int]:
    """Number the receptions that may have brought other incidents besides these."""
    lines = [line for case in cases for line in case.lines]
    mixed = {reception(line) for line in lines if len(line.incidents) > 1}
    return mixed | _asked(db, _WITH_PETITIONS, {reception(line) for line in lines})


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
