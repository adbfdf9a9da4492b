"""The register entry by entry, in its own order, without any private value."""

from collections.abc import Iterator
from typing import Any

from reception_cli.domain.numbers import key
from reception_cli.domain.words import _
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.federated import unit_of
from reception_cli.reporting.story import legal_kinds
from reception_cli.reporting.table import Column, Table

_AT_ONCE = 500  # entries in memory
_KEYS = ("seq", "at", "recorded_at", "user", "kind", "subject", "digest")
_ALL = "SELECT seq, pos FROM entries ORDER BY seq DESC LIMIT ?2"
# What concerns an incident: its own entries, those of its visits and petitions, what takes any of them back.
_STORY = """
WITH subjects(subject) AS (SELECT ?1 UNION SELECT line FROM links WHERE incident = ?1)
SELECT seq, pos FROM entries WHERE subject IN subjects
UNION SELECT seq, pos FROM entries WHERE seq IN (SELECT seq FROM touches WHERE subject IN subjects)
ORDER BY seq DESC LIMIT ?2
"""


def log(book: RegisterView, wish: str | None, limit: int | None) -> Table:
    """List entries, the newest last, of all or of one number; `limit` keeps the newest."""
    number = resolve(book, wish) if wish else None
    query = f"SELECT seq, pos FROM ({_STORY if number else _ALL}) ORDER BY seq"
    columns = (
        *((Column("unit", _("Unit")),) if book.wide else ()),
        Column("seq", _("Entry")), Column("at", _("Happened"), "time"),
        Column("recorded_at", _("Recorded"), "time"), Column("user", _("Clerk")),
        Column("kind", _("What"), labels=kinds()), Column("subject", _("Number")),
        Column("digest", _("Digest"), hidden=True),
    )  # fmt: skip
    rows = _rows(book, query, (key(number) if number else 0, -1 if limit is None else limit))
    title = _("What was recorded of {number}").format(number=number) if number else ""
    return Table("log", columns, rows, title=title, number="seq")


def resolve(book: RegisterView, wish: str) -> str:
    """Find the number that a clerk means: a visit or petition where a letter is typed, else an incident."""
    return book.resolve(wish, "V" if wish.strip()[:1].upper() in ("V", "P") else "")


def kinds() -> dict[str, str]:
    """Give the reader's word for every kind of entry."""
    return {
        "configured": _("desk configured"), "incident": _("incident opened"), "visit": _("visit"),
        "petition": _("petition"), "attached": _("incident added to a visit"),
        "classified": _("classified"), "closed": _("closed"), "reopened": _("reopened"),
        "noted": _("remark"), "imported": _("register imported"), "disclosed": _("identities read"),
        "retracted": _("taken back"), "corrected": _("corrected"), "voided": _("struck through"),
        "redacted": _("private values erased"), "sealed": _("sealed"),
        "consolidated": _("delivery taken in"), **legal_kinds(),
    }  # fmt: skip


def _rows(book: RegisterView, query: str, values: tuple[int, int]) -> Iterator[dict[str, Any]]:
    found = book.db.execute(query, values)
    own = book.setting("unit")
    while places := found.fetchmany(_AT_ONCE):
        entries = book.entries(pos for _seq, pos in places)
        for (seq, _pos), entry in zip(places, entries, strict=True):
            row = {name: entry[name] for name in _KEYS}
            yield {"unit": unit_of(seq) or own, **_named(row, unit_of(seq))} if book.wide else row


def _named(row: dict[str, Any], unit: str) -> dict[str, Any]:
    """Write the number of another unit as it is written everywhere at a desk that consolidates."""
    return {**row, "subject": f"{unit}/{row['subject']}"} if unit and row["subject"] else row
