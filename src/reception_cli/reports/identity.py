"""Who sees whose name: the one rule for identity and free text, and the entry that tells of a disclosure.

The clerk's own terminal shows them (unless the desk's habit `identity` is `never`); pipes, files and programs
get them by `--with-identity`, which is itself recorded. A denouncer's identity and a denunciation's text
need a recorded reason everywhere.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reception_cli.model import number
from reception_cli.model.case import Case, Line
from reception_cli.model.entry import Draft
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _
from reception_cli.reports.table import Column
from reception_cli.store.book import Book

KEYS = ("name", "address", "commune", "id_no", "phone", "content")
Row = dict[str, Any]


class Sight(NamedTuple):
    """What one output may show."""

    identity: bool = False
    denunciations: bool = False


def sight(screen: bool, habit: str, wish: bool, reason: str) -> Sight:
    """Decide what may be shown: `screen` is the clerk's own terminal, `habit` the setting `identity`.

    Raises UsageFault for a reason without the wish.
    """
    if reason.strip() and not wish:
        raise UsageFault(
            _("A reason is for names that would stay hidden."),
            _("Add --with-identity, or leave out --reason."),
        )
    return Sight(wish or (screen and habit != "never"), wish and bool(reason.strip()))


def disclosure(verb: str, count: int, seen: Sight, denunciations: int, reason: str) -> Draft:
    """Tell the register what is about to leave it: how many rows, with whose names, and why."""
    data = {
        "verb": verb,
        "count": count,
        "with": "identity" if seen.identity else "none",
        "denunciations": denunciations if seen.denunciations else 0,
    }
    return Draft("disclosed", "", data, {"reason": reason.strip()})


def with_identity(book: Book, rows: Iterable[Row], seen: Sight) -> Iterator[Row]:
    """Add `KEYS` to rows of incidents, visits or petitions, one by one; what may not be shown is None."""
    for row in rows:
        if row["id"][0] in "VP":
            yield {**row, **of_line(book, book.line(row["id"]), seen)}
        else:
            yield {**row, **of_case(book, book.case(row["id"]), seen)}


def of_case(book: Book, case: Case, seen: Sight) -> Row:
    """Tell who came with an incident, and what it is about."""
    if not seen.identity or (case.confidential and not seen.denunciations):
        return dict.fromkeys(KEYS)
    lines = [line for line in case.lines if not hidden(book, line, seen)]
    who = _person(lines[0]) if lines else dict.fromkeys(KEYS)
    return {**who, "content": case.private.get("content")}


def of_line(book: Book, line: Line, seen: Sight) -> Row:
    """Tell who came, and what about."""
    if hidden(book, line, seen):
        return dict.fromkeys(KEYS)
    contents = (book.case(incident).private.get("content") for incident in line.incidents)
    return {**_person(line), "content": "\n".join(filter(None, contents)) or None}


def hidden(book: Book, line: Line, seen: Sight) -> bool:
    """Whether the person of a line stays hidden: who brought a denunciation, whatever else with it."""
    return not seen.identity or (not seen.denunciations and denounces(book, line.id))


def denounces(book: Book, line: str) -> bool:
    """Whether a visit or petition brought a denunciation."""
    query = (
        "SELECT 1 FROM links k JOIN incidents i ON i.incident = k.incident"
        " WHERE k.line = ? AND i.kind = 'denunciation'"
    )
    return book.db.execute(query, (number.key(line),)).fetchone() is not None


def _person(line: Line) -> Row:
    return {**{key: line.private.get(key) for key in KEYS}, "commune": line.commune}


def columns(seen: Sight) -> tuple[Column, ...]:
    """Give the columns that names need; none where none are shown."""
    if not seen.identity:
        return ()
    return (
        Column("name", _("Name")),
        Column("address", _("Address"), hidden=True),
        Column("commune", _("Commune"), hidden=True),
        Column("id_no", _("Identity number"), hidden=True),
        Column("phone", _("Phone"), hidden=True),
        Column("content", _("Content"), wide=True),
    )
