"""The filters, once: what a clerk wishes to see, as conditions on the cards."""

import json
import os.path
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from reception_cli import ROOT
from reception_cli.domain import numbers
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.text import fold, one_number, words
from reception_cli.domain.words import _
from reception_cli.index import SERIAL
from reception_cli.index.register_view import RegisterView, begins, quoted

# Which links speak for their visit or petition: those of live incidents; where all are struck through, the first.
SPEAKS = (
    "({k}.single = 1 OR {k}.status IS NOT NULL OR NOT EXISTS (SELECT 1 FROM links o"
    " WHERE o.line = {k}.line AND (o.status IS NOT NULL OR o.incident < {k}.incident)))"
)

_LONG_NUMBER = range(8, 14)  # digits of an identity number or a telephone, typed in groups or not
_SERIAL_WORDS = ("stt", "so")  # what stands before the serial number of an old sheet
_OF_NUMBERS = ("cccd", "cmnd", "cmt", "sdt", "dt", "dien", "thoai")  # what people type before a number


class Filter(NamedTuple):
    """What was asked for; an empty tuple or text asks for nothing, "" among codes means unclassified."""

    ids: tuple[str, ...] = ()
    first: str = ""  # ISO days, both included
    last: str = ""
    period: str = ""  # the canonical name of first..last, where it has one
    kind: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    competence: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    commune: tuple[str, ...] = ()
    repeat: bool | None = None  # True: brings no new incident; False: brings one
    group: bool = False
    match: str = ""
    assignee: tuple[str, ...] = ()  # "" means nobody
    overdue: str = ""  # ISO day before which something was due
    unit: tuple[str, ...] = ()  # codes of units whose registers are here
    body: tuple[str, ...] = ()  # for whom was received

    @property
    def empty(self) -> bool:
        """Whether it asks for everything: a bulk verb must not take that for a choice."""
        return self == Filter()

    def within(self, name: str, first: date, last: date) -> "Filter":
        """Ask for a period, given as its name and its days."""
        return self._replace(first=first.isoformat(), last=last.isoformat(), period=name)


class Where:
    """Conditions to follow a WHERE: each is led by AND; `params` are theirs, in order."""

    def __init__(self, sql: str = "", params: tuple[object, ...] = ()) -> None:
        """Ask for nothing, where nothing is said."""
        self.sql = sql
        self.params = params

    def also(self, sql: str, *params: object) -> "Where":
        """Ask for one thing more."""
        return Where(f"{self.sql} AND {sql}", (*self.params, *params))

    def both(self, other: "Where") -> "Where":
        """Ask for all that the other asks too."""
        return Where(self.sql + other.sql, (*self.params, *other.params))


def choose(book: RegisterView, ids: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Find the typed numbers as they stand in the cards: incidents, and visits or petitions.

    Raises NotFound that names every one that does not exist.
    """
    found, faults = [], list[NotFound]()
    for asked in ids:
        try:
            typed = asked.strip().rpartition("/")[2]
            found.append(numbers.key(book.resolve(asked, "V" if typed[:1] in "VvPp" else "")))
        except NotFound as fault:
            faults.append(fault)
    if faults:
        hints = dict.fromkeys(fault.hint for fault in faults)
        raise NotFound("\n".join(fault.message for fault in faults), "\n".join(hints), **faults[0].facts)
    return [key for key in found if not numbers.letter(key)], [key for key in found if numbers.letter(key)]


def incidents(book: RegisterView, asked: Filter) -> list[str]:
    """List the incidents that the filters name, oldest first; struck-through ones only when typed."""
    where = of_incidents(book, asked)
    query = f"SELECT i.incident FROM incidents i WHERE 1=1{where.sql} ORDER BY i.incident"
    return [numbers.text(row[0]) for row in book.select(query, where.params)]


def of_incidents(book: RegisterView, asked: Filter) -> Where:
    """Give the conditions on incidents `i`; those on visits and petitions ask for at least one such line."""
    matters, lines = choose(book, asked.ids)
    where = of_matter(asked, "i").both(_of_units(book, asked.unit, "i.incident"))
    if asked.ids:
        where = where.also(
            f"(i.incident IN {_LIST} OR i.incident IN (SELECT incident FROM links WHERE line IN {_LIST}))",
            json.dumps(matters),
            json.dumps(lines),
        )
    elif not asked.status:
        where = where.also("i.status <> 'void'")
    of_line = of_lines(book, asked._replace(ids=(), unit=()))
    if of_line.sql:
        where = where.also(
            "i.incident IN (SELECT k.incident FROM lines v JOIN links k ON k.line = v.line"
            f" WHERE v.void = 0{of_line.sql})",
            *of_line.params,
        )
    return where


def of_pairs(book: RegisterView, asked: Filter, alias: str) -> Where:
    """Give the conditions on links of a line and an incident."""
    where = of_matter(asked, alias)
    matters, lines = choose(book, asked.ids)
    typed = matters and not lines
    if typed:
        where = where.also(f"{alias}.incident IN {_LIST}", json.dumps(matters))
    if typed or asked.assignee or asked.overdue:
        where = where.also(f"{alias}.status IS NOT NULL")  # whatever a struck-through incident was
    return where


def of_matter(asked: Filter, alias: str) -> Where:
    """Give the conditions on what an incident is; `alias` names rows that have its number and codes."""
    where = Where()
    for column in ("kind", "status", "handling", "competence"):
        where = _codes(where, f"{alias}.{column}", getattr(asked, column))
    where = _below(where, f"{alias}.field", asked.field)
    if asked.assignee:
        where = where.both(_assigned(alias, asked.assignee))
    if asked.overdue:
        late = "SELECT o.incident FROM incidents o WHERE o.due_on < ?"
        where = where.also(f"{alias}.incident IN ({late})", asked.overdue)
    if asked.match:
        where = where.also(
            f"{alias}.incident IN (SELECT rowid FROM words WHERE words MATCH ?)", terms(asked.match)
        )
    return where


def of_lines(book: RegisterView, asked: Filter) -> Where:
    """Give the conditions on visits and petitions `v`, be they lines or links."""
    where = span(asked.first, asked.last, "v.line") if (asked.first or asked.last) and not book.wide else Where()
    if asked.first:
        where = where.also("v.day >= ?", asked.first)
    if asked.last:
        where = where.also("v.day <= ?", asked.last)
    where = _codes(where, "v.session", asked.session).both(_of_units(book, asked.unit, "v.line"))
    if asked.commune:
        where = where.also(f"v.commune IN {_LIST}", json.dumps(_communes(book, asked.commune)))
    if asked.body:
        where = where.also(of_bodies("v.bodies", asked.body))
    if asked.group:
        where = where.also("v.is_group = 1")
    if asked.repeat is not None:
        where = where.also(REPEAT if asked.repeat else _FIRST)
    matters, lines = choose(book, asked.ids)
    if lines:
        where = where.also(
            f"(v.line IN {_LIST} OR v.line IN (SELECT line FROM links WHERE incident IN {_LIST}))",
            json.dumps(lines),
            json.dumps(matters),
        )
    return where


def of_bodies(column: str, codes: tuple[str, ...], unsaid: bool = False) -> str:
    """Write a condition on what was received for one of these bodies; "", or `unsaid`: for none that is named."""
    either = [f"{column} LIKE '%,{code},%'" for code in codes if code]
    either += [f"{column} IS NULL"] if unsaid or "" in codes else []
    return f"({' OR '.join(either)})"


_NOT_ENTERED = {
    "visits": "v.entered_on IS NULL AND v.imported = 0 AND v.refused IS NULL AND v.day >= ? AND v.line < ?",
    "incidents": (
        "i.entered_on IS NULL AND i.opened_on >= ? AND i.incident < ? AND EXISTS (SELECT 1 FROM links e JOIN lines n"
        " ON n.line = e.line WHERE e.incident = i.incident AND e.counted > 0 AND n.imported = 0)"
    ),
}


def not_entered(book: RegisterView, what: str) -> Where:
    """Ask for what is not yet in the national database: own visits `v` or incidents `i` since the desk enters them.

    Imported lines are never asked for; before the desk entered anything, nothing is.
    """
    since = book.setting("entered_from")[:10]
    return Where().also(_NOT_ENTERED[what], *((since, numbers.UNIT) if since else ("9999", 0)))


def _of_units(book: RegisterView, wishes: tuple[str, ...], column: str) -> Where:
    """Ask for numbers of these units; each has a stretch of its own."""
    if not wishes:
        return Where()
    places = [book.place(asked) for asked in wishes]
    bounds = [bound for place in places for bound in (place * numbers.UNIT, (place + 1) * numbers.UNIT - 1)]
    return Where().also(f"({' OR '.join([f'{column} BETWEEN ? AND ?'] * len(places))})", *bounds)


def unit_of(column: str) -> str:
    """Write what all numbers of a unit begin with, in integers only: division is not the same in two databases."""
    return f"{column} - {column} % {numbers.UNIT}"


def span(first: str, last: str, column: str) -> Where:
    """Bound the numbers of lines by the years of their days, which spares reading the other years."""
    low = numbers.year_range(1, int(first[:4] or 0), 0)[0]
    high = numbers.year_range(2, 0, int(last[:4] or 9999))[1]
    return Where().also(f"{column} BETWEEN ? AND ?", low, high)


# --- Words, as people type them: numbers in groups, offices' other words for the same thing.

def terms(text: str, whole: bool = False) -> str:
    """Write a full-text query: every word, or another of its group, is the beginning of one that must occur.

    `whole`: only the last one may be half typed, which costs a fraction in a large register.

    Raises UsageFault for a text without any word.
    """
    found = words(text)
    if not found:
        raise UsageFault(
            _("There is no word to search for: '{text}'.").format(text=text[:40]),
            _("Type letters or digits; accents are not needed."),
        )
    return " AND ".join(parts(joined(found), whole))


def joined(typed: list[str]) -> list[str]:
    """Put groups of digits together where they are one number of a paper or a telephone: `0905 111 222`."""
    typed = [word for word in typed if not (word in _OF_NUMBERS and any(other.isdigit() for other in typed))] or typed
    whole: list[str] = []
    group: list[str] = []
    for word in [*typed, ""]:
        if word.isascii() and word.isdigit():
            group.append(word)
            continue
        digits = "".join(group)
        whole += [one_number(digits)] if group and len(digits) in _LONG_NUMBER else group
        group = []
        whole += [word] if word else []
    return whole


def parts(typed: list[str], whole: bool = False) -> Iterator[str]:
    """Write what each word, or each phrase that has others, asks for; phrases of a group are typed to their end."""
    place = 0
    while place < len(typed):
        group, length = _group_at(tuple(typed), place)
        if length:
            yield "(" + " OR ".join("(" + " AND ".join(map(quoted, phrase)) + ")" for phrase in group) + ")"
            place += length
        elif typed[place] in _SERIAL_WORDS and place + 1 < len(typed) and typed[place + 1].isdigit():
            number = typed[place + 1]
            yield f'({quoted(SERIAL + number)} OR ({begins(typed[place])} AND {begins(number)}))'
            place += 2
        else:
            half = not whole or place == len(typed) - 1
            yield one_word(typed[place], len(typed) == 1) if half else quoted(typed[place])
            place += 1


def one_word(word: str, alone: bool) -> str:
    """Ask for a word; digits may also be those of a paper or a telephone, `alone` a serial number."""
    if not (word.isascii() and word[:1].isdigit()) and not re.fullmatch(r"[a-z]{1,2}\d{6,8}", word):
        return begins(word)
    serial = [quoted(SERIAL + word)] if alone else []
    return "(" + " OR ".join([begins(word), begins("_" + word), *serial]) + ")"


def _group_at(typed: tuple[str, ...], place: int) -> tuple[list[tuple[str, ...]], int]:
    """Find the group of phrases one of which stands there, and how many words it has."""
    for length in range(min(_longest(), len(typed) - place), 0, -1):
        group = _groups().get(typed[place : place + length])
        if group:
            return group, length
    return [], 0


@cache
def _groups() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    with open(os.path.join(ROOT, "data", "search", "synonyms.json"), encoding="utf-8") as file:
        told = json.load(file)
    for row in told["group"]:
        group = [tuple(words(phrase)) for phrase in row["words"]]
        found |= dict.fromkeys(group, group)
    return found


@cache
def _longest() -> int:
    return max(map(len, _groups()))


_LIST = "(SELECT value FROM json_each(?))"
_VISIT = "EXISTS (SELECT 1 FROM links f WHERE f.line = v.line AND f.counted = 1 AND f.incident > 0{first})"
_FIRST = _VISIT.format(first=" AND f.is_first = 1")
REPEAT = f"({_VISIT.format(first='')} AND NOT {_FIRST})"


def _codes(where: Where, column: str, codes: tuple[str, ...]) -> Where:
    if not codes:
        return where
    return where.also(f"coalesce({column}, '') IN ({','.join('?' * len(codes))})", *codes)


def _assigned(alias: str, names: tuple[str, ...]) -> Where:
    """Ask for those a clerk is responsible for; rows of incidents say it themselves."""
    column = "i.assignee" if alias == "i" else "o.assignee"
    inner = _codes(Where(), column, names)
    if "" not in names:  # said so, the index of the assigned ones serves
        inner = Where().also(f"{column} IN ({','.join('?' * len(names))})", *names)
    if alias == "i":
        return inner
    return Where().also(
        f"EXISTS (SELECT 1 FROM incidents o WHERE o.incident = {alias}.incident{inner.sql})", *inner.params
    )


def _below(where: Where, column: str, codes: tuple[str, ...]) -> Where:
    """A code means itself and the finer ones below it: `land` also finds `land.clearance`."""
    if not codes:
        return where
    either, params = [], list[object]()
    for code in codes:
        either.append(f"coalesce({column}, '') = ?")
        params.append(code)
        if code:
            either.append(f"substr({column}, 1, {len(code) + 1}) = ?")
            params.append(code + ".")
    return where.also(f"({' OR '.join(either)})", *params)


def _communes(book: RegisterView, wishes: tuple[str, ...]) -> list[str]:
    """Find the communes as written in the register: `binh trung` finds `xã Bình Trung`."""
    wanted = [fold(asked) for asked in wishes]
    rows = book.select("SELECT DISTINCT commune FROM lines WHERE commune IS NOT NULL")
    return [name for (name,) in rows if any(f" {fold(name)}".endswith(f" {asked}") for asked in wanted)]
