"""Units in reports: which unit each register counts for when rows are told by unit."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reception_cli.model import number
from reception_cli.model.dates import said_day
from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Note
from reception_cli.rules import units
from reception_cli.rules.units import Drawing, Tree
from reception_cli.store.book import Book

_NAMED = 10  # units that a sentence names


class Wanted(NamedTuple):
    """How units are to be told: summed up to a level, as drawn on a day."""

    level: str = ""
    day: str = ""  # ISO; without one every unit is itself


class Places(NamedTuple):
    """What the units of a book are told as, by what all numbers of a unit begin with."""

    labels: Mapping[int, str] | None = None
    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] = {}  # of those that the tree knows
    silent: tuple[str, ...] = ()  # those that have a row of their own though they brought nothing


    @property
    def told(self) -> Mapping[str, str]:
        """Give people the names beside the codes; machines see the codes."""
        return {code: f"{code} {name}" for code, name in self.names.items()}


NOWHERE = Places()  # nobody asks by unit


def tree(book: Book) -> Tree:
    """Read the tree that a desk keeps."""
    return units.read(book.settings(units.KEY))


def places(book: Book, wanted: Wanted, alone: bool = True) -> Places:
    """Tell for what each register counts: itself, or its ancestor or heir as wanted.

    `alone`: rows are told by nothing else, so that each unit has one; the desk's own only where it has anything.
    """
    codes, known = book.units(), tree(book)
    drawings = {place: Drawing(code) for place, code in codes.items()}
    notes: tuple[Note, ...] = ()
    if wanted.day:
        drawings = {place: units.drawn(known, code, wanted.day, wanted.level) for place, code in codes.items()}
        strange = [code for code in codes.values() if units.spelt(known, code) not in known]
        notes = (_drawn(wanted), *_open(drawings.values()), *_strange(strange))
    labels = {place * number.UNIT: drawing.code for place, drawing in drawings.items()}
    silent = sorted({label for base, label in labels.items() if base}) if alone else ()
    names = {code: name(known, code, wanted.day) for code in labels.values() if code in known}
    return Places(labels, notes, names, tuple(silent))


def _drawn(wanted: Wanted) -> Note:
    text = _("Units as drawn on {day}.").format(day=said_day(wanted.day))
    return Note("drawn", text, {"day": wanted.day, "level": wanted.level or None})


def _open(drawings: Iterable[Drawing]) -> list[Note]:
    """Tell which units could be several, so that they stand under their own codes."""
    text = _("{unit} stands under its own code: nothing says which part of it counts for {among}.")
    return [
        Note("not_placed", text.format(unit=one.code, among=some(one.among)), {"unit": one.code, "among": one.among})
        for one in drawings
        if one.among
    ]


def _strange(codes: list[str]) -> list[Note]:
    """Tell which units the tree does not know."""
    if not codes:
        return []
    text = ngettext(
        "{units} is not in the tree of units: it stands under its own code.",
        "{units} are not in the tree of units: they stand under their own codes.",
        len(codes),
    )
    return [Note("not_in_tree", text.format(units=some(codes)), {"units": codes})]


def some(codes: Iterable[str]) -> str:
    """Name units in a sentence, the first of many."""
    listed = list(codes)
    if len(listed) <= _NAMED:
        return ", ".join(listed)
    return _("{list} and {n} more").format(list=", ".join(listed[:_NAMED]), n=len(listed) - _NAMED)


def name(known: Tree, code: str, day: str = "") -> str:
    """Give the name of a unit on a day, else its last one; its code where there is none."""
    row = (units.at(known, code, day) if day else None) or known.get(code, (None,))[-1]
    return row.name if row else code


def named(book: Book, codes: Iterable[str], day: str) -> list[str]:
    """Name units that were typed, as they were called on an ISO day."""
    known = tree(book)
    return [name(known, units.spelt(known, code), day) for code in codes]
