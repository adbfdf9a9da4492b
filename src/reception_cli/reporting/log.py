"""The register entry by entry, in its own order, without any private value."""

from collections.abc import Iterator, Mapping
from typing import Any

from reception_cli.domain.entry import Entry
from reception_cli.domain.words import _
from reception_cli.events import registry
from reception_cli.index.queries.entries import newest
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.federated import unit_of
from reception_cli.reporting import story
from reception_cli.reporting.table import Column, Table

_KEYS = ("seq", "at", "recorded_at", "user", "kind", "subject", "digest")


def log(book: RegisterView, typed: str | None, limit: int | None, names: story.Names) -> Table:
    """List entries, the newest last, of all or of one number; `limit` keeps the newest."""
    number = resolve(book, typed) if typed else None
    columns = (
        *((Column("unit", _("Unit")),) if book.wide else ()),
        Column("seq", _("Entry")), Column("at", _("Happened"), "time"),
        Column("recorded_at", _("Recorded"), "time"), Column("user", _("Clerk")),
        Column("kind", _("What"), labels=Labels()), Column("subject", _("Number")),
        Column("digest", _("Digest"), hidden=True),
    )  # fmt: skip
    rows = (row for row, _entry in _rows(book, number, limit))
    told = ({**row, "change": _change(entry, names)} for row, entry in _rows(book, number, limit))
    title = _("What was recorded of {number}").format(number=number) if number else ""
    screen = Table("log", (*columns, Column("change", _("What was put right"), wide=True)), told, title=title)
    return Table("log", columns, rows, title=title, number="seq", screen=screen)


def _change(entry: Entry, names: story.Names) -> str:
    """Tell a correction's facts, as they were and as they are; private values are never told."""
    if entry["kind"] != "corrected":
        return ""
    return ", ".join(story.changes(entry["data"]["before"], entry["data"]["set"], names, False))


def resolve(book: RegisterView, typed: str) -> str:
    """Find the number that a clerk means: a visit or petition where a letter is typed, else an incident."""
    return book.resolve(typed, "V" if typed.strip()[:1].upper() in ("V", "P") else "")


class Labels(Mapping[str, str]):
    """The reader's word for every kind of entry; a family is read when a word of it is asked for."""

    def __getitem__(self, name: str) -> str:
        """Give the word for a kind; raises KeyError where nobody declared it."""
        kind = registry.KINDS[name]
        if kind is registry.UNKNOWN:
            raise KeyError(name)
        return _(kind.log or kind.story)

    def __iter__(self) -> Iterator[str]:
        """List the kinds."""
        return (kind.name for kind in registry.every())

    def __len__(self) -> int:
        """Count the kinds."""
        return len(registry.every())

    def __bool__(self) -> bool:
        """There are some; nothing is read to say so."""
        return True


def _rows(book: RegisterView, number: str | None, limit: int | None) -> Iterator[tuple[dict[str, Any], Entry]]:
    own = book.setting("unit")
    for seq, entry in newest(book, number, limit):
        row = {name: entry[name] for name in _KEYS}
        yield ({"unit": unit_of(seq) or own, **_named(row, unit_of(seq))} if book.wide else row), entry


def _named(row: dict[str, Any], unit: str) -> dict[str, Any]:
    """Write the number of another unit as it is written everywhere at a desk that consolidates."""
    return {**row, "subject": f"{unit}/{row['subject']}"} if unit and row["subject"] else row
