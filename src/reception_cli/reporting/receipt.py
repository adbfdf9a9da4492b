"""What a writer acknowledges: the numbers given out, and who was here before; and the names of what was typed."""

from typing import NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _
from reception_cli.index.queries.similar import Match
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.fact_words import field_words, of_matter
from reception_cli.reporting.table import Column, Table

_TEXTS = ("content", "name", "address", "commune", "id_no", "phone", "host_name", "note")


def text_words() -> dict[str, str]:
    """Name the texts of a reception as the clerk knows them."""
    words = field_words()
    return {**{name: words[name] for name in _TEXTS}, "key": _("key"), "reason": _("reason"), **of_matter()}


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


class Numbers(NamedTuple):
    """The numbers that one call gave out, or that it is about."""

    visit: str | None = None
    petition: str | None = None
    incidents: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = (
            (_("visit {number}"), self.visit),
            (_("petition {number}"), self.petition),
            *((_("incident {number}"), number) for number in self.incidents),
        )
        return ", ".join(text.format(number=number) for text, number in told if number)


def acknowledge(
    verb: str, numbers: Numbers, repeat: bool, likely: list[Match], dry_run: bool,
    owed: tuple[str, str] | None, told: bool = False, due: str = "",
) -> Table:
    """Say what was recorded, under which numbers; `told`: who was here before was said already.

    `owed` is the day of what is due first, and its step; `due` says it to who reads a screen.
    """
    recorded = _("Would record {numbers}.") if dry_run else _("Recorded {numbers}.")
    said = [recorded.format(numbers=numbers)]
    if likely and not told:
        said.append(_("Perhaps here before: {list}.").format(list="; ".join(map(likeness, likely[:3]))))
    if due:
        said.append(f"{due[:1].upper()}{due[1:]}.")
    elif owed:
        said.append(_("Due by {day}.").format(day=said_day(owed[0])))
    return _table(verb, numbers, repeat, likely, tuple(said), owed and owed[0])


def repeated(verb: str, book: RegisterView, numbers: Numbers) -> Table:
    """Answer a repeated call with the numbers of the first one."""
    repeat = book.is_repeat(numbers.visit or numbers.petition or "")
    said = (_("Recorded before under this key: {numbers}.").format(numbers=numbers),)
    owed = min(filter(None, map(book.next_due, numbers.incidents)), default=None)
    return _table(verb, numbers, repeat, [], said, owed and owed[0])


def columns(verb: str) -> tuple[Column, ...]:
    """Give the columns of a receipt."""
    one = verb == "add"
    return (
        Column("visit", _("Visit")), Column("petition", _("Petition")),
        Column("incident", _("Incident")) if one else Column("incidents", _("Incidents"), "list"),
        Column("repeat", _("Repeat")), Column("due_on", _("Due"), "date"),
        *((Column("similar", _("Similar"), "list"),) if one else ()),
    )  # fmt: skip


def _table(
    verb: str, numbers: Numbers, repeat: bool, likely: list[Match], said: tuple[str, ...], due_on: str | None
) -> Table:
    """`add` answers with its one incident, `visit` with all that it is about."""
    row = {
        "visit": numbers.visit, "petition": numbers.petition, "incidents": numbers.incidents,
        "incident": next(iter(numbers.incidents), None), "repeat": repeat, "due_on": due_on,
        "similar": [match._asdict() for match in likely],
    }  # fmt: skip
    order = ("incident", "visit", "petition") if verb == "add" else ("visit", "petition")
    return Table(verb, columns(verb), [row], said=said, number=next((name for name in order if row[name]), "visit"))
