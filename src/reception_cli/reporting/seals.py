"""Sealing a reported time, and what was corrected behind the seal."""

from collections.abc import Callable

from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused
from reception_cli.domain.text import some
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.entries import corrected_late
from reception_cli.index.queries.figures import VISITED, figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Note, Table

_NAMED = 10  # unclassified incidents that a sentence names


def seal(book: RegisterView, to: str) -> list[Draft]:
    """Seal up to a day, with the figures as they stand; a seal only ever moves on."""
    before = book.setting("sealed_to")
    if to <= before:
        raise Refused(_("The register is sealed up to {day} already.").format(day=said_day(before)))
    return [Draft("sealed", "", {"to": to, "figures": figures(book, Filter(last=to))[0].visited})]


def warning(to: str, open_: list[str]) -> str:
    """Say what a seal means and what is still unclassified."""
    line = _("Visits, petitions, kind and field up to {day} will be frozen; a seal is not taken back.")
    return " ".join((line.format(day=said_day(to)), _unclassified(open_)))


def answer(book: RegisterView, to: str, open_: list[str], dry_run: bool) -> Table:
    """Say what is sealed now."""
    told = _("Would seal up to {day}.") if dry_run else _("Sealed up to {day}.")
    row = {"to": to, **figures(book, Filter(last=to))[0].visited, "unclassified": len(open_)}
    said = (told.format(day=said_day(to)), _unclassified(open_))
    return Table("seal", columns(), [row], said=tuple(filter(None, said)), number="to")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return (
        Column("to", _("Sealed to"), "date"), Column("visits", _("Visits"), "number"),
        Column("people", _("People"), "number"), Column("incidents", _("Incidents"), "number"),
        Column("groups", _("Groups"), "number"), Column("unclassified", _("Not classified"), "number"),
    )  # fmt: skip


# Lays apart what changed since the seal up to an ISO day: as it was sealed, and as it is.
Around = Callable[[str], tuple[RegisterView, RegisterView] | None]


def corrections(book: RegisterView, asked: Filter, counting: str, around: Around) -> list[Note]:
    """Tell apart what was corrected after sealing: how many entries, and by how much each figure moved.

    `around` gives what changed since then up to an ISO day, as it was sealed and as it is; it is only laid apart
    when there is something to tell.
    """
    last = min(asked.last or "9999", book.setting("sealed_to"))
    count = corrected_late(book, asked.first, last)
    parts = around(last) if count else None
    if parts is None:
        return []
    before, now = (_counts(part, asked._replace(last=last), counting) for part in parts)
    for part in parts:
        part.close()
    moved = {name: now[name] - before[name] for name in VISITED}
    text = ngettext(
        "{n} correction after sealing: visits {visits:+}, people {people:+}, "
        "incidents {incidents:+}, groups {groups:+}.",
        "{n} corrections after sealing: visits {visits:+}, people {people:+}, "
        "incidents {incidents:+}, groups {groups:+}.",
        count,
    ).format(n=count, **moved)
    return [Note("after_seal", text, {"corrections": count, "sealed_to": book.setting("sealed_to"), **moved})]


def _counts(part: RegisterView, asked: Filter, counting: str) -> dict[str, int]:
    """Count in a part of the register; of the numbers asked for, those that it holds."""
    ids = tuple(number for number in asked.ids if part.holds(number))
    if asked.ids and not ids:
        return dict.fromkeys(VISITED, 0)
    return figures(part, asked._replace(ids=ids), (), counting)[0].visited


def _unclassified(open_: list[str]) -> str:
    if not open_:
        return ""
    text = ngettext(
        "{n} incident is not classified yet: {list}.", "{n} incidents are not classified yet: {list}.", len(open_)
    )
    return text.format(n=len(open_), list=some(open_, _NAMED))
