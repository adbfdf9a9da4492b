"""One person: everything that they brought, every visit and what came of it. Denunciations stay out."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.text import cut, fold, one_number, words
from reception_cli.domain.words import _, ngettext
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import found_by_words
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import disclosure, story
from reception_cli.reporting.table import Column, Note, Table, coded

_MOST = 1000  # incidents that are looked at
_LONG = 200  # cells of a content


class Person(NamedTuple):
    """Who came, by the newest of their lines, and all lines with their incidents."""

    name: str
    address: str
    lines: tuple[tuple[Reception, tuple[Case, ...]], ...]

    @property
    def incidents(self) -> dict[str, Case]:
        """All that they brought, the newest first."""
        cases = {case.id: case for _line, cases in self.lines for case in cases}
        return dict(sorted(cases.items(), key=lambda pair: (pair[1].opened_on, pair[0]), reverse=True))


def people(book: RegisterView, typed: str) -> list[Person]:
    """Find the people who have all words that were typed in name and address, or this number; the newest first."""
    wanted, number = set(words(typed)), one_number(typed)
    meant = {_who(line): line for _case, line in _lines(book, typed) if _is(line, wanted, number)}
    brought: dict[tuple[str, str], dict[str, tuple[Reception, list[Case]]]] = {who: {} for who in meant}
    for name in {line.private.get("name", "") for line in meant.values()}:
        for case, line in _lines(book, name):
            if _who(line) in brought:
                brought[_who(line)].setdefault(line.id, (line, []))[1].append(case)
    return sorted(map(_person, brought.values()), key=lambda person: person.lines[0][0].at, reverse=True)


def _lines(book: RegisterView, typed: str) -> Iterator[tuple[Case, Reception]]:
    """Give the lines of incidents that words find, without those of people who stay hidden."""
    for row in found_by_words(book, Filter(match=typed), _MOST).listing.rows():
        case = book.case(row["id"])
        for line in case.lines:
            if line.counts and not disclosure.hidden(book, line, disclosure.Sight(True)):
                yield case, line


def _is(line: Reception, wanted: set[str], number: str) -> bool:
    """Whether this person was meant: by the number of a paper or a telephone, else by name and address."""
    told = line.private
    if number and number in (one_number(told.get("id_no", "")), one_number(told.get("phone", ""))):
        return True
    name = set(words(told.get("name", "")))
    return bool(wanted & name) and wanted <= name | set(words(told.get("address", ""))) | set(words(line.commune or ""))


def _who(line: Reception) -> tuple[str, str]:
    """Tell people apart: by their number, else by where they live."""
    told = line.private
    return fold(told.get("name", "")), one_number(told.get("id_no", "")) or fold(told.get("address", ""))


def _person(lines: Mapping[str, tuple[Reception, list[Case]]]) -> Person:
    newest = sorted(((line, tuple(cases)) for line, cases in lines.values()), key=lambda one: one[0].at, reverse=True)
    told = newest[0][0].private
    return Person(told.get("name", ""), told.get("address", ""), tuple(newest))


def columns(codes: Any, seen: disclosure.Sight) -> tuple[Column, ...]:
    """Give the columns: a row is one visit or petition."""
    return (
        Column("id", _("Number")), Column("at", _("Day"), "time"), Column("people", _("People"), "number"),
        Column("incident", _("Incident")), coded("kind", _("Kind"), codes), coded("field", _("Field"), codes),
        coded("status", _("Status"), codes), coded("result", _("Result"), codes),
        Column("closed_on", _("Closed"), "date"), *disclosure.columns(seen),
    )  # fmt: skip


def table(codes: Any, names: story.Names, person: Person, seen: disclosure.Sight) -> Table:
    """Tell one person: a sentence a matter, and one for each time that they came or wrote about it."""
    rows = [_row(line, case, seen) for line, cases in person.lines for case in cases]
    note = Note("denunciations_out", _("What somebody denounces is never told here."))
    return Table(
        "citizen", columns(codes, seen), rows, notes=(note,), said=tuple(_said(names, person, seen)), number="incident"
    )


def _row(line: Reception, case: Case, seen: disclosure.Sight) -> dict[str, Any]:
    row = {
        "id": line.id, "at": line.at, "people": line.people or None, "incident": case.id, "kind": case.kind,
        "field": case.field, "status": case.status, "result": case.result, "closed_on": case.closed_on,
    }  # fmt: skip
    return {**row, **disclosure.person(line), "content": case.private.get("content")} if seen.identity else row


def _said(names: story.Names, person: Person, seen: disclosure.Sight) -> Iterator[str]:
    if seen.identity:
        yield f"{person.name}, {person.address}"
    visits = sum(line.type == "visit" for line, _cases in person.lines)
    yield ", ".join((
        ngettext("{n} matter", "{n} matters", len(person.incidents)).format(n=len(person.incidents)),
        ngettext("{n} visit", "{n} visits", visits).format(n=visits),
        ngettext("{n} petition", "{n} petitions", len(person.lines) - visits).format(n=len(person.lines) - visits),
    ))  # fmt: skip
    for case in person.incidents.values():
        yield ""
        yield f"{case.id}: {story.what(case, names)}"
        if seen.identity and case.private.get("content"):
            yield "    " + cut(" ".join(case.private["content"].split()), _LONG)
        for line, cases in person.lines:
            if case in cases:
                yield "    " + story.line_said(line, names, False)
        if case.status == "closed":
            day = said_day(case.closed_on or "") or _("on a day not recorded")
            yield _("    closed {day}: {result}").format(day=day, result=names("result")[case.result or ""])
