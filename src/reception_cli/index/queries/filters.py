"""The filters, once: what a clerk wishes to see, as conditions on the cards."""

import json
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.text import fold, words
from reception_cli.domain.words import _
from reception_cli.index.register_view import RegisterView

# Which links speak for their visit or petition: those of live incidents; where all are struck through, the first.
SPEAKS = (
    "({k}.single = 1 OR {k}.status IS NOT NULL OR NOT EXISTS (SELECT 1 FROM links o"
    " WHERE o.line = {k}.line AND (o.status IS NOT NULL OR o.incident < {k}.incident)))"
)

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

    @property
    def empty(self) -> bool:
        """Whether it asks for everything: a bulk verb must not take that for a choice."""
        return self == Filter()


class Where(NamedTuple):
    """Conditions to follow a WHERE: each is led by AND; `params` are theirs, in order."""

    sql: str = ""
    params: tuple[object, ...] = ()

    def also(self, sql: str, *params: object) -> "Where":
        """Ask for one thing more."""
        return Where(f"{self.sql} AND {sql}", (*self.params, *params))

    def both(self, other: "Where") -> "Where":
        """Ask for all that the other asks too."""
        return Where(self.sql + other.sql, (*self.params, *other.params))


class Chosen(NamedTuple):
    """The numbers that were typed, as they stand in the cards."""

    incidents: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()


def choose(book: RegisterView, ids: tuple[str, ...]) -> Chosen:
    """Find the typed numbers; raises NotFound that names every one that does not exist."""
    found, faults = [], list[NotFound]()
    for wish in ids:
        try:
            typed = wish.strip().rpartition("/")[2]
            found.append(numbers.key(book.resolve(wish, "V" if typed[:1] in "VvPp" else "")))
        except NotFound as fault:
            faults.append(fault)
    if faults:
        hints = dict.fromkeys(fault.hint for fault in faults)
        raise NotFound("\n".join(fault.message for fault in faults), "\n".join(hints), **faults[0].facts)
    lines = tuple(key for key in found if numbers.letter(key))
    return Chosen(tuple(key for key in found if key not in lines), lines)


def incidents(book: RegisterView, wish: Filter) -> list[str]:
    """List the incidents that a wish names, oldest first; struck-through ones only when typed."""
    where = of_incidents(book, wish)
    query = f"SELECT i.incident FROM incidents i WHERE 1=1{where.sql} ORDER BY i.incident"
    return [numbers.text(row[0]) for row in book.db.execute(query, where.params)]


def of_incidents(book: RegisterView, wish: Filter) -> Where:
    """Give the conditions on incidents `i`; those on visits and petitions ask for at least one such line."""
    chosen = choose(book, wish.ids)
    where = of_matter(wish, "i").both(_of_units(book, wish.unit, "i.incident"))
    if wish.ids:
        where = where.also(
            f"(i.incident IN {_LIST} OR i.incident IN (SELECT incident FROM links WHERE line IN {_LIST}))",
            json.dumps(chosen.incidents),
            json.dumps(chosen.lines),
        )
    elif not wish.status:
        where = where.also("i.status <> 'void'")
    lines = of_lines(book, wish._replace(ids=(), unit=()))
    if lines.sql:
        where = where.also(
            "i.incident IN (SELECT k.incident FROM lines v JOIN links k ON k.line = v.line"
            f" WHERE v.void = 0{lines.sql})",
            *lines.params,
        )
    return where


def of_pairs(book: RegisterView, wish: Filter, alias: str) -> Where:
    """Give the conditions on links of a line and an incident."""
    where = of_matter(wish, alias)
    chosen = choose(book, wish.ids)
    typed = chosen.incidents and not chosen.lines
    if typed:
        where = where.also(f"{alias}.incident IN {_LIST}", json.dumps(chosen.incidents))
    if typed or wish.assignee or wish.overdue:
        where = where.also(f"{alias}.status IS NOT NULL")  # whatever a struck-through incident was
    return where


def of_matter(wish: Filter, alias: str) -> Where:
    """Give the conditions on what an incident is; `alias` names rows that have its number and codes."""
    where = Where()
    for column in ("kind", "status", "handling", "competence"):
        where = _codes(where, f"{alias}.{column}", getattr(wish, column))
    where = _below(where, f"{alias}.field", wish.field)
    if wish.assignee:
        where = where.both(_assigned(alias, wish.assignee))
    if wish.overdue:
        late = "SELECT o.incident FROM incidents o WHERE o.due_on < ?"
        where = where.also(f"{alias}.incident IN ({late})", wish.overdue)
    if wish.match:
        where = where.also(
            f"{alias}.incident IN (SELECT rowid FROM words WHERE words MATCH ?)", terms(wish.match)
        )
    return where


def of_lines(book: RegisterView, wish: Filter) -> Where:
    """Give the conditions on visits and petitions `v`, be they lines or links."""
    where = span(wish.first, wish.last, "v.line") if (wish.first or wish.last) and not book.wide else Where()
    if wish.first:
        where = where.also("v.day >= ?", wish.first)
    if wish.last:
        where = where.also("v.day <= ?", wish.last)
    where = _codes(where, "v.session", wish.session).both(_of_units(book, wish.unit, "v.line"))
    if wish.commune:
        where = where.also(f"v.commune IN {_LIST}", json.dumps(_communes(book, wish.commune)))
    if wish.group:
        where = where.also("v.is_group = 1")
    if wish.repeat is not None:
        where = where.also(REPEAT if wish.repeat else _FIRST)
    chosen = choose(book, wish.ids)
    if chosen.lines:
        where = where.also(
            f"(v.line IN {_LIST} OR v.line IN (SELECT line FROM links WHERE incident IN {_LIST}))",
            json.dumps(chosen.lines),
            json.dumps(chosen.incidents),
        )
    return where


def _of_units(book: RegisterView, wishes: tuple[str, ...], column: str) -> Where:
    """Ask for numbers of these units; each has a stretch of its own."""
    if not wishes:
        return Where()
    places = [book.place(wish) for wish in wishes]
    bounds = [bound for place in places for bound in (place * numbers.UNIT, (place + 1) * numbers.UNIT - 1)]
    return Where().also(f"({' OR '.join([f'{column} BETWEEN ? AND ?'] * len(places))})", *bounds)


def span(first: str, last: str, column: str) -> Where:
    """Bound the numbers of lines by the years of their days, which spares reading the other years."""
    low = numbers.year_range(1, int(first[:4] or 0), 0)[0]
    high = numbers.year_range(2, 0, int(last[:4] or 9999))[1]
    return Where().also(f"{column} BETWEEN ? AND ?", low, high)


def terms(text: str) -> str:
    """Write a full-text query: every word is the beginning of one that must occur, in any order.

    Raises UsageFault for a text without any word.
    """
    found = words(text)
    if not found:
        raise UsageFault(
            _("There is no word to search for: '{text}'.").format(text=text[:40]),
            _("Type letters or digits; accents are not needed."),
        )
    return " ".join(f'"{word}"*' for word in dict.fromkeys(found))


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
    wanted = [fold(wish) for wish in wishes]
    rows = book.db.execute("SELECT DISTINCT commune FROM lines WHERE commune IS NOT NULL")
    return [name for (name,) in rows if any(f" {fold(name)}".endswith(f" {wish}") for wish in wanted)]
