"""Whose names stay hidden: whoever brought a denunciation, in all that hangs together with it.

A matter is secret from the first entry that calls it a denunciation, also when it is one no more, until it was read
with a recorded reason since. What hangs together with it is all that visits, petitions and the law's own steps ever
tied to it: whoever can be reached so may be who denounced. Only where the register tells who that is (somebody alone,
recorded for the denunciation only), everybody else is shown.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.text import one_number, words
from reception_cli.index.register_view import BROUGHT, SECRET, SOME, asked, key, load_line, reception

if TYPE_CHECKING:
    from reception_cli.domain.case import Case, Reception
    from reception_cli.index.register_view import RegisterView
    from reception_cli.ledger.storage import Ledger

# --- What hangs together.

_NEIGHBOURS = " UNION ALL ".join((
    f"SELECT line, incident FROM links WHERE line IN {SOME} AND incident > 0",
    f"SELECT incident, line FROM links WHERE incident IN {SOME}",
    f"SELECT line, visit FROM links WHERE line IN {SOME} AND visit IS NOT NULL",
    f"SELECT visit, line FROM links WHERE visit IN {SOME}",
    f"SELECT one, other FROM ties WHERE one IN {SOME}",
    f"SELECT other, one FROM ties WHERE other IN {SOME}",
))  # fmt: skip
_TIED = f"SELECT one FROM ties WHERE one IN {SOME} UNION SELECT other FROM ties WHERE other IN {SOME}"


def secret(db: sqlite3.Connection, incidents: Iterable[int]) -> set[int]:
    """Pick the incidents that are secret."""
    return asked(db, SECRET, incidents)


def denounced(db: sqlite3.Connection) -> list[int]:
    """Number the incidents that were ever called a denunciation."""
    return [number for (number,) in db.execute("SELECT number FROM hidden")]


def ties(db: sqlite3.Connection, some: Iterable[int]) -> list[tuple[int, int]]:
    """Pair numbers with all that visits, petitions and the law's own steps tie to them."""
    return db.execute(_NEIGHBOURS, (json.dumps(sorted(some)),)).fetchall()


def components(db: sqlite3.Connection, starts: Iterable[int]) -> list[frozenset[int]]:
    """Give all that hangs together with each of some numbers: one set for those that do so with each other."""
    home: dict[int, set[int]] = {number: {number} for number in starts}
    frontier = set(home)
    while frontier:
        found = ties(db, frontier)
        frontier = set()
        for one, other in found:
            here, there = home[one], home.get(other)
            if there is None:
                frontier.add(other)
                here.add(other)
                home[other] = here
            elif there is not here:
                less, more = sorted((here, there), key=len)
                more |= less
                home.update(dict.fromkeys(less, more))
    return [frozenset(one) for one in {id(one): one for one in home.values()}.values()]


def places(book: "RegisterView") -> list[int]:
    """Find where the entries stand about all that hangs together with any denunciation."""
    about = around(book._db, denounced(book._db))
    return sorted(asked(book._db, f"SELECT pos FROM entries WHERE subject IN {SOME}", about))


def around(db: sqlite3.Connection, starts: Iterable[int]) -> set[int]:
    """Number all that hangs together with any of some numbers, and these."""
    return set().union(*components(db, starts))


# --- Who is hidden in it.

class Veil(NamedTuple):
    """What is hidden of all that hangs together with a denunciation."""

    numbers: frozenset[int]  # all of it: incidents, visits and petitions
    secret: frozenset[int]  # the incidents that are denunciations, or were
    lines: frozenset[int]  # the visits and petitions whose people stay hidden
    apart: bool  # whether who denounced can be told apart from everybody else
    people: tuple[Mapping[str, str], ...] = ()  # who denounced, where that can be told

    def hides(self, person: Mapping[str, str]) -> bool:
        """Whether somebody may be who denounced."""
        return not self.apart or not _known(person) or any(_same(person, one) for one in self.people)


def veil(db: sqlite3.Connection, ledger: "Ledger", numbers_: frozenset[int]) -> Veil | None:
    """Tell who stays hidden of what hangs together; None where nothing of it is secret."""
    kept = secret(db, {number for number in numbers_ if not numbers.letter(number)})
    if not kept:
        return None
    lines = {number for number in numbers_ if numbers.letter(number)}
    if len(kept) + len(lines) == len(numbers_):  # nothing but denunciations: nobody else is concerned
        return Veil(numbers_, frozenset(kept), frozenset(lines), apart=False)
    read = {number: load_line(db, ledger, numbers.text(number)) for number in lines}
    carried = {number: asked(db, BROUGHT, [number]) for number in lines}
    pure = {number: line for number, line in read.items() if line and carried[number] and carried[number] <= kept}
    told = {number for number, line in pure.items() if _alone(line) and _known(line.private)}
    apart = kept <= set().union(*(carried[number] for number in told))
    alone = [line for number, line in read.items() if line and carried[number] & kept and _alone(line)]
    people = (*(line.private for line in pure.values()), *(line.private for line in alone))
    found = Veil(numbers_, frozenset(kept), frozenset(lines), apart, tuple(filter(_known, people)))
    open_ = {
        number for number, line in read.items()
        if line and number not in pure and not (carried[number] & kept and _alone(line))
        and not found.hides(line.private)
    }  # fmt: skip
    return found._replace(lines=frozenset(lines - open_))


def veils(db: sqlite3.Connection, ledger: "Ledger", starts: Iterable[int]) -> dict[int, Veil]:
    """Give the veil over each of some numbers, and over all that hangs together with them; none where none is."""
    found = filter(None, (veil(db, ledger, each) for each in components(db, starts)))
    return {number: each for each in found for number in each.numbers}


def every_veil(db: sqlite3.Connection, ledger: "Ledger") -> dict[int, Veil]:
    """Give the veil over all of a register that is hidden."""
    return veils(db, ledger, denounced(db))


_VEILS = 50_000  # numbers of which it is remembered who stays hidden


def over(book: "RegisterView", number: str) -> Veil | None:
    """Tell who stays hidden in all that hangs together with an incident, visit or petition; None: nobody."""
    own = numbers.key(number)
    if own not in book.veils:
        if len(book.veils) > _VEILS:
            book.veils.clear()
        (together,) = components(book._db, [own])
        book.veils |= dict.fromkeys(together, veil(book._db, book.ledger, together))
    return book.veils[own]


def _alone(line: "Reception") -> bool:
    """Whether somebody came, or signed, alone."""
    return max(line.people, line.petitioners or 1, line.signatories or 1) == 1


def _known(person: Mapping[str, str]) -> bool:
    return bool(person.get("name") or person.get("id_no"))


def _same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two may be the same person: in doubt they are."""
    for name in ("id_no", "phone"):
        number = one_number(one.get(name, ""))
        if number and number == one_number(other.get(name, "")):
            return True
    mine, theirs = set(words(one.get("name", ""))), set(words(other.get("name", "")))
    return not mine or not theirs or mine <= theirs or theirs <= mine


# --- Over what the words of incidents are written.

_OTHERWISE = (  # visits to which a petition about something else was brought
    f"SELECT p.visit FROM links p JOIN links v ON v.line = p.visit AND v.incident <> p.incident WHERE p.visit IN {SOME}"
)


def over_cases(
    db: sqlite3.Connection, ledger: "Ledger", cases: Mapping[int, "Case"], stirred: Iterable[int]
) -> tuple[dict[int, Veil], set[int]]:
    """Give the veil over incidents and all that hangs together with them, and which incidents are secret."""
    return veils(db, ledger, _mixed(db, cases) | set(stirred)), secret(db, set(cases))


def _mixed(db: sqlite3.Connection, cases: Mapping[int, "Case"]) -> set[int]:
    """Pick the incidents that did not come alone, or that the law tied to others."""
    found = asked(db, _TIED, {*cases, *(key(line.id) for case in cases.values() for line in case.lines)})
    otherwise = asked(db, _OTHERWISE, {reception(line) for case in cases.values() for line in case.lines})
    return {
        number for number, case in cases.items()
        if number in found
        or any(len(one.incidents) > 1 or key(one.id) in found or reception(one) in otherwise for one in case.lines)
    }  # fmt: skip
