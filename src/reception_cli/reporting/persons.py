"""How many different persons came: each is told by the identity number, else by the name with the commune.

The rule is that of consolidation: who tells no number is whoever bears the name there, where no two numbers go with it.
Nobody is told by name: a person is a hash, or a form that leaves this module never.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from reception_cli.domain.words import _
from reception_cli.index.queries import persons as queries
from reception_cli.index.queries.figures import PERSONS, Labels
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import identity_matching
from reception_cli.reporting.table import Note

Keys = tuple[str | None, ...]
Mark = Callable[[str, str], str]  # what it is of, the form -> as units tell it
Marks = Mapping[str, str]  # id_no, name -> form or hash


class Counted(NamedTuple):
    """The different persons of a selection, and of each group; `note` tells how they were counted."""

    total: int
    groups: dict[Keys, int]
    note: Note


class Counter(NamedTuple):
    """Counts persons; `mark` hashes as the units of the area do."""

    book: RegisterView
    mark: Mark = lambda _what, form: form

    def counted(self, asked: Filter, by: tuple[str, ...], labels: Labels | None) -> Counted:
        """Count the persons who came to the visits that filters leave."""
        came = queries.came(self.book, asked, by, labels)
        people = {each.line: each.people for each in came}
        secret = queries.hidden(self.book) & people.keys()
        marks = {line: told for line, told in self._marks(people.keys() - secret) if told}
        who = citizens(marks)
        groups: dict[Keys, set[str]] = {each.keys: set() for each in came}
        for each in came:
            if each.line in who:
                groups[each.keys].add(who[each.line])
        facts = {
            "unnamed": len(people) - len(secret) - len(who), "hidden": len(secret),
            "companions": sum(max(people[line] - 1, 0) for line in people.keys() - secret),
        }  # fmt: skip
        text = _(
            "Distinct persons: each once by the identity number, else by the name with the commune. Not counted: visits"
            " without a name and a number {unnamed}, people who came along and are not named {companions}, visits whose"
            " people stay hidden {hidden}."
        ).format(**facts)
        return Counted(len(set(who.values())), {key: len(found) for key, found in groups.items()}, Note(
            PERSONS, text, facts
        ))  # fmt: skip

    def _marks(self, lines: Iterable[int]) -> Iterator[tuple[int, Marks]]:
        told: dict[int, dict[str, str]] = {}
        for line, what, value in queries.hashed(self.book):
            told.setdefault(line, {})[what] = value
        for number in lines:
            yield number, told.get(number) or self._read(queries.number(number))

    def _read(self, number: str) -> Marks:
        line = self.book.line(number)
        return {what: self.mark(what, form) for what, form in identity_matching.forms(line.private, line.commune)}


def citizens(marks: Mapping[int, Marks]) -> dict[int, str]:
    """Tell of each visit who came: by the number, else by the one that alone goes with the name, else by the name."""
    named: dict[str, set[str]] = {}
    for told in marks.values():
        if told.keys() >= {"id_no", "name"}:
            named.setdefault(told["name"], set()).add("id_no:" + told["id_no"])
    return {line: _citizen(told, named) for line, told in marks.items()}


def _citizen(told: Marks, named: Mapping[str, set[str]]) -> str:
    if "id_no" in told:
        return "id_no:" + told["id_no"]
    known = named.get(told["name"], set())
    return next(iter(known)) if len(known) == 1 else "name:" + told["name"]
