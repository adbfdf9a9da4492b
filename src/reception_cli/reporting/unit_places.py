"""Units in reports: which unit each register counts for when rows are told by unit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import said_day
from reception_cli.domain.text import some
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.citizens import pairs, told_again
from reception_cli.index.queries.entries import DELIVERED, of_kind, placed
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import last_day
from reception_cli.index.register_view import RegisterView
from reception_cli.law import units
from reception_cli.law.units import Drawing, Tree, Unit
from reception_cli.reporting.table import Column, Note, Table, coded

_NAMED = 10  # units that a sentence names


class Wanted(NamedTuple):
    """How units are to be told: summed up to a level, as drawn on a day."""

    level: str = ""
    day: str = ""  # ISO; without one every unit is itself
    last: str = ""  # ISO: the last day of the period, on which units lie below the desk
    over: bool = False  # whether that day is past, so that units are to have told of it


class Places(NamedTuple):
    """What the units of a book are told as, by what all numbers of a unit begin with."""

    labels: Mapping[int, str] | None = None
    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] = {}  # of those that the tree knows
    silent: tuple[str, ...] = ()  # those that have a row of their own though they brought nothing
    absent: tuple[str, ...] = ()  # those of which no register came, though they lie below the desk
    early: Mapping[str, str] = {}  # those whose register ends before the period does: up to which ISO day it tells

    @property
    def told(self) -> Mapping[str, str]:
        """Give people the names beside the codes; machines see the codes."""
        return {code: code if name == code else f"{code} {name}" for code, name in self.names.items()}


NOWHERE = Places()  # nobody asks by unit


def tree(book: RegisterView) -> Tree:
    """Read the tree that a desk keeps."""
    return units.read(book.settings(units.KEY))


def places(book: RegisterView, wanted: Wanted, alone: bool = True) -> Places:
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
    labels = {place * numbers.UNIT: drawing.code for place, drawing in drawings.items()}
    silent = sorted({label for base, label in labels.items() if base}) if alone else ()
    told = {*labels.values(), *(code for one in drawings.values() for code in one.among)}
    lying = units.below(known, book.setting("unit"), wanted.day or wanted.last, wanted.level) if wanted.last else []
    absent = sorted(row.code for row in lying if row.code not in told)
    names = {code: name(known, code, wanted.day) for code in (*labels.values(), *absent) if code in known}
    own = {codes[place]: said for place, said in own_names(book).items() if place in codes}
    early = ending_early(book, wanted.last) if wanted.over else {}
    names |= {code: name(known, code, wanted.day) for code in early if code in known}
    told_as = {code: own[code] for code in (*labels.values(), *early) if own.get(code)}
    return Places(labels, notes, {**told_as, **names},
                  tuple(silent), tuple(absent), early)


def ending_early(book: RegisterView, last: str) -> dict[str, str]:
    """Tell up to which ISO day the units tell whose last delivery ends before a day, as `consolidate` judges it.

    A bundle tells of all days up to that on which it was made, a plain register up to its last reception or the day
    that its sender, or whoever took it in, said.
    """
    found = dict[str, str]()
    if not book.wide:
        return found
    told = dict[str, str]()
    plain = set[str]()  # whose last delivery was a plain register
    for entry in of_kind(book, DELIVERED):
        data = entry["data"]
        unit, by_register = data["unit"], data["source"] == "register"
        plain = plain | {unit} if by_register else plain - {unit}
        told[unit] = max(told.get(unit, ""), data.get("to", "" if by_register else data["recorded_to"]))
    for place, code in book.units().items():
        if place and code in told:
            day = max(told[code], last_day(book, place) or "") if code in plain else told[code]
            found |= {code: day} if day < last else {}
    return found


def incomplete(places: Places) -> list[Note]:
    """Say of which units nothing was received, and of which not all of the period."""
    return [*_absent(places), *_early(places)]


def _early(places: Places) -> Iterator[Note]:
    if places.early:
        text = ngettext(
            "Incomplete: {n} unit tells of a part of the period only: {units}.",
            "Incomplete: {n} units tell of a part of the period only: {units}.", len(places.early),
        )  # fmt: skip
        up_to = _("{unit} up to {day}")
        named = [
            up_to.format(unit=places.told.get(code, code), day=said_day(day) or "-")
            for code, day in sorted(places.early.items())
        ]
        listed = text.format(n=len(places.early), units=some(named, _NAMED))
        yield Note("ends_early", listed, {"units": dict(sorted(places.early.items()))})


def _absent(places: Places) -> list[Note]:
    if not places.absent:
        return []
    text = ngettext(
        "Incomplete: {n} unit was not received: {units}.", "Incomplete: {n} units were not received: {units}.",
        len(places.absent),
    )  # fmt: skip
    named = some([places.told.get(code, code) for code in places.absent], _NAMED)
    return [Note("incomplete", text.format(n=len(places.absent), units=named), {"units": list(places.absent)})]


def own_names(book: RegisterView) -> dict[int, str]:
    """Tell what each register calls its unit, by the place of the unit."""
    found = dict[int, str]()
    for place, entry in placed(book, "configured"):
        found[place] = entry["data"].get("name") or found.get(place, "")
    return found


def _drawn(wanted: Wanted) -> Note:
    text = _("Units as drawn on {day}.").format(day=said_day(wanted.day))
    return Note("drawn", text, {"day": wanted.day, "level": wanted.level or None})


def _open(drawings: Iterable[Drawing]) -> list[Note]:
    """Tell which units could be several, so that they stand under their own codes."""
    text = _("{unit} stands under its own code: nothing says which part of it counts for {among}.")
    return [
        Note(
            "not_placed", text.format(unit=one.code, among=some(one.among, _NAMED)),
            {"unit": one.code, "among": one.among},
        )
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
    return [Note("not_in_tree", text.format(units=some(codes, _NAMED)), {"units": codes})]


def name(known: Tree, code: str, day: str = "") -> str:
    """Give the name of a unit on a day, else its last one; its code where there is none."""
    row = (units.at(known, code, day) if day else None) or known.get(code, (None,))[-1]
    return row.name if row else code


def named(book: RegisterView, codes: Iterable[str], day: str) -> list[str]:
    """Name units that were typed, as they were called on an ISO day."""
    known = tree(book)
    return [name(known, units.spelt(known, code), day) for code in codes]


# --- The tree of units as a table, and what changed in it.

Codes = Callable[[str], Any]


def listing(known: Tree, day: str, level: str, codes: Codes) -> Table:
    """List the tree, or what of it there is on a day, or of one level."""
    found = [row for row in units.rows(known) if (not day or row.on(day)) and level in ("", row.level)]
    return Table("units", columns(codes), map(_row, found), {"units": len(found)}, number="code")


def changed(before: Tree, after: Tree, codes: Codes, dry_run: bool) -> Table:
    """Tell the rows that are new or different, and what stands no more."""
    old, new = set(units.rows(before)), list(units.rows(after))
    rows = [row for row in new if row not in old]
    if not rows:
        told = _("Nothing changed: it stands so already.")
    else:
        text = ngettext("{n} row of the tree of units", "{n} rows of the tree of units", len(rows)).format(n=len(rows))
        told = (_("{rows} would be written: {units}.") if dry_run else _("{rows} written: {units}.")).format(
            rows=text, units=some(dict.fromkeys(row.code for row in rows), _NAMED)
        )
    return Table("units", columns(codes), map(_row, rows), {"units": len(new)}, said=(told,), number="code")


def columns(codes: Codes) -> tuple[Column, ...]:
    """Give the columns of the tree."""
    return (
        Column("code", _("Code of the unit")), Column("name", _("Name of the unit")), coded("level", _("Level"), codes),
        Column("parent", _("Lies below")), Column("valid_from", _("First day"), "date"),
        Column("valid_to", _("Last day"), "date"), Column("successor", _("Became"), "list"),
    )  # fmt: skip


def _row(row: Unit) -> dict[str, Any]:
    told = row._asdict()
    return {**{key: value or None for key, value in told.items()}, "successor": list(row.successor)}


# --- The same citizen at several units. Each unit counts for itself whatever it received; what several units tell of
# one citizen is told once in the line "distinct over units": as often as the unit that tells it most.

def pair_columns() -> tuple[Column, ...]:
    """Give the columns of pairs."""
    by = {"id_no": _("identity number"), "name": _("name and commune")}
    return (
        Column("first", _("Incident")), Column("second", _("Incident elsewhere")),
        Column("by", _("Found by"), labels=by), Column("same_matter", _("Same kind and field")),
    )  # fmt: skip


def pair_list(book: RegisterView) -> Table:
    """List incidents of the same citizen at two units: their numbers, and nothing else of them."""
    rows = [pair._asdict() for pair in pairs(book)]
    totals = {"pairs": len(rows), "same_matter": sum(row["same_matter"] for row in rows)}
    return Table("consolidate", pair_columns(), rows, totals, number="first")


def over_units(book: RegisterView, asked: Filter, totals: Mapping[str, Any]) -> list[Note]:
    """Tell what is counted at several units, and the figures without that; nothing where no unit tells by hashes."""
    again = told_again(book, asked)
    if again is None:
        return []
    text = ngettext(
        "Distinct over units: {people} people, {incidents} incidents; {n} citizen came to several units.",
        "Distinct over units: {people} people, {incidents} incidents; {n} citizens came to several units.",
        again.citizens,
    )
    facts = {
        "citizens": again.citizens, "visits": again.visits, "people": totals["people"] - again.people_again,
        "incidents": totals["incidents"] - again.incidents_again,
    }  # fmt: skip
    return [Note("distinct_over_units", text.format(n=again.citizens, **facts), facts)]
