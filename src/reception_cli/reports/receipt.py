"""What a writer acknowledges: the numbers given out, and who was here before."""

from collections.abc import Mapping
from typing import Any

from reception_cli.model.words import _
from reception_cli.reports.similar import Match
from reception_cli.reports.table import Column, Table
from reception_cli.store.book import Book


def reasons() -> dict[str, str]:
    """Name the reasons of a likeness."""
    return {
        "same_id": _("same identity number"),
        "same_name": _("same name"),
        "similar_name": _("similar name"),
        "same_content": _("same content"),
        "similar_content": _("similar content"),
    }


def likeness(match: Match) -> str:
    """Tell one match in words."""
    return _("{incident}: {reason}, {score} %").format(
        incident=match.incident, reason=reasons()[match.reason], score=round(match.score * 100)
    )


def acknowledge(numbers: Mapping[str, Any], repeat: bool, likely: list[Match], dry_run: bool) -> Table:
    """Say what was recorded, under which numbers."""
    row = {**numbers, "repeat": repeat, "due_on": None, "similar": [match._asdict() for match in likely]}
    given = ", ".join(
        text.format(number=numbers[name])
        for name, text in (
            ("visit", _("visit {number}")), ("petition", _("petition {number}")),
            ("incident", _("incident {number}")),
        )
        if numbers.get(name)
    )  # fmt: skip
    told = _("Would record {numbers}.") if dry_run else _("Recorded {numbers}.")
    said = [told.format(numbers=given)]
    if likely:
        said.append(_("Perhaps here before: {list}.").format(list="; ".join(map(likeness, likely[:3]))))
    return _table(row, tuple(said))


def repeated(book: Book, line: str) -> Table:
    """Answer a repeated call with the numbers of the first one."""
    found = book.line(line)
    row = {
        "visit": found.visit or (line if found.type == "visit" else None),
        "petition": line if found.type == "petition" else None,
        "incident": ", ".join(found.incidents) or None,
        "repeat": book.is_repeat(line),
        "due_on": None,
        "similar": [],
    }
    return _table(row, (_("Recorded before under this key: {line}.").format(line=line),))


def _table(row: Mapping[str, Any], said: tuple[str, ...]) -> Table:
    columns = (
        Column("visit", _("Visit")), Column("petition", _("Petition")), Column("incident", _("Incident")),
        Column("repeat", _("Repeat")), Column("due_on", _("Due"), "date"), Column("similar", _("Similar"), "list"),
    )  # fmt: skip
    number = next((name for name in ("incident", "visit", "petition") if row.get(name)), "visit")
    return Table("add", columns, [row], said=said, number=number)
