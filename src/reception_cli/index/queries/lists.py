"""Lists of incidents, visits and petitions: rows read one by one, however long the register is."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries import filters
from reception_cli.index.queries.filters import REPEAT, SPEAKS, Filter, Where, of_incidents, of_lines, of_pairs, terms
from reception_cli.index.register_view import BROUGHT, SOME, RegisterView, asked

Row = dict[str, Any]
INCIDENTS, VISITS, PETITIONS = "incidents", "visits", "petitions"

# What each list reads: column key -> SQL, in the order of the rows.
_SQL = {
    INCIDENTS: {"id": "i.incident"}
    | {
        key: f"i.{key}"
        for key in (
            "opened_on", "status", "kind", "field", "competence", "handling", "visits", "people", "petitions",
            "first_visit", "last_visit", "due_on", "due_step", "assignee", "result", "closed_on",
        )
    },
    VISITS: {
        "id": "v.line", "at": "v.at", "people": "v.people", "petitioners": "v.petitioners",
        "session": "v.session", "host": "v.host", "group": "v.is_group", "repeat": REPEAT,
        "refused": "v.refused",
    },
    PETITIONS: {
        "id": "v.line", "at": "v.at", "source": "v.source", "signatories": "v.signatories",
    },
}  # fmt: skip
_WHOLE_NUMBER = re.compile(r"(?:[VP]\d{1,6}|[VP]?\d{4}-\d{4,})", re.IGNORECASE)
_BRINGING = f"SELECT line FROM links WHERE incident IN {SOME}"
_DATES = {INCIDENTS: "opened_on", VISITS: "at", PETITIONS: "at"}  # what `--sort date` means


class Listing(NamedTuple):
    """A list that is decided but not yet read."""

    book: RegisterView
    what: str
    source: str  # FROM ... WHERE ...
    params: tuple[object, ...]
    order: str
    limit: int | None = None
    today: date = date.max

    def count(self, more: str = "") -> int:
        """Count all that the filters find, whatever the limit."""
        query = f"SELECT count(*) FROM {self.source}{more}"
        return int(self.book.select(query, self.params).fetchone()[0])

    def size(self) -> int:
        """Count the rows that will be read."""
        found = self.count()
        return found if self.limit is None else min(found, self.limit)

    def confidential(self) -> int:
        """Count the rows within the limit of which anything is hidden, for they tell of a denunciation."""
        from reception_cli.index import secrecy  # only where names are asked for

        over = secrecy.every_veil(self.book._db, self.book.ledger)
        lines = {number for number, veil in over.items() if number in veil.lines}
        if self.what != INCIDENTS:
            return len(self._among(lines))
        brought = asked(self.book._db, BROUGHT, lines)
        return len(self._among(brought | {number for number, veil in over.items() if number in veil.secret}))

    def former(self) -> list[str]:
        """Name the incidents within the limit that are denunciations no more, and were not read with a reason since."""
        found = self.book.former()
        if self.what == INCIDENTS:
            return [numbers.text(number) for number in sorted(self._among(found))]
        shown = self._among(asked(self.book._db, _BRINGING, found))
        return [numbers.text(number) for number in sorted(asked(self.book._db, BROUGHT, shown) & found)]

    def _among(self, some: set[int]) -> set[int]:
        """Pick the numbers that the rows within the limit have."""
        own = _SQL[self.what]["id"]
        limit = "" if self.limit is None else f" LIMIT {self.limit}"
        query = (
            f"SELECT own FROM (SELECT {own} AS own FROM {self.source} ORDER BY {self.order}{limit})"
            " WHERE own IN (SELECT value FROM json_each(?))"
        )
        return {row[0] for row in self.book.select(query, (*self.params, json.dumps(sorted(some))))} if some else set()

    def freeze(self) -> "Listing":
        """Keep reading the register as it is now, whatever others add: what was counted is what is shown."""
        self.book.freeze()
        return self

    def rows(self) -> Iterator[Row]:
        """Read the rows one by one."""
        names = _SQL[self.what]
        query = f"SELECT {', '.join(names.values())} FROM {self.source} ORDER BY {self.order}"
        limit = "" if self.limit is None else f" LIMIT {self.limit}"
        finish = self._incident if self.what == INCIDENTS else self._line
        unit = self.book.setting("unit")
        for values in self.book.select(query + limit, self.params):
            yield finish(dict(zip(names, values, strict=True)), unit)

    def _incident(self, row: Row, unit: str) -> Row:
        key, row["id"] = row["id"], numbers.text(row["id"])
        due, ended = row["due_on"], row["closed_on"] or row["status"] == "closed"
        late = (self.today - date.fromisoformat(due)).days if due and not ended else None
        return {**row, "unit": numbers.unit(key) or unit, "overdue_days": late if late and late > 0 else None}

    def _line(self, row: Row, unit: str) -> Row:
        linked = self.book.select(
            "SELECT incident FROM links WHERE line = ? AND incident > 0 ORDER BY incident", (row["id"],)
        )
        row["unit"] = numbers.unit(row["id"]) or unit
        row |= {"id": numbers.text(row["id"]), "incidents": [numbers.text(key) for (key,) in linked]}
        if self.what == VISITS:
            row |= {"group": bool(row["group"]), "repeat": bool(row["repeat"])}
        return row


def listing(book: RegisterView, what: str, asked: Filter, sort: str = "", limit: int | None = None) -> Listing:
    """Decide a list of `what` (incidents, visits, petitions): newest first, or by a column of its own.

    Raises UsageFault for a column that there is none of, NotFound for a number that does not exist.
    """
    order = ordered(what, sort or ("-date" if book.wide else ""))
    if what == INCIDENTS:
        where = of_incidents(book, asked)
        return Listing(book, what, f"incidents i WHERE 1=1{where.sql}", where.params, order, limit)
    where = Where().also("v.type = ?", what[:-1]).also("v.void = 0").both(of_lines(book, asked))
    pairs = of_pairs(book, asked, "k")
    if pairs.sql:
        speaks = f"EXISTS (SELECT 1 FROM links k WHERE k.line = v.line AND {SPEAKS.format(k='k')}{pairs.sql})"
        where = where.also(speaks, *pairs.params)
    return Listing(book, what, f"lines v WHERE 1=1{where.sql}", where.params, order, limit)


def not_entered(book: RegisterView, listing: Listing) -> Listing:
    """Keep what is not yet in the national database."""
    more = filters.not_entered(book, listing.what)
    return listing._replace(source=listing.source + more.sql, params=(*listing.params, *more.params))


def counted_visits(book: RegisterView, asked: Filter, sort: str = "", limit: int | None = None) -> Listing:
    """List the visits behind the figures: a refused reception is none."""
    found = listing(book, VISITS, asked, sort, limit)
    return found._replace(source=found.source + " AND v.refused IS NULL")


class Search(NamedTuple):
    """What a search found: how many there are in all, what was taken for something else, what is near."""

    listing: Listing
    total: int
    taken: Sequence[tuple[str, str]] = ()  # what was typed, and what it was taken for
    near: Sequence[tuple[str, str]] = ()  # where nothing was found: words left out, and an incident


def found_by_words(book: RegisterView, asked: Filter, limit: int) -> Search:
    """Find the newest incidents by words, as typed, else in Telex, else with a slip in each word.

    Without other filters the full-text table answers alone, in one pass.
    """
    number = _by_number(book, asked.match)
    if number:
        named = listing(book, INCIDENTS, asked._replace(match="", ids=number), "", limit)
        return Search(named, named.count())
    within = asked._replace(match="")
    for whole in (True, False):
        found, total = _matching(book, terms(asked.match, whole), within, limit)
        if total:
            return Search(found, total)
    from reception_cli.index.queries import finding  # what was meant, where nothing has it

    for way in finding.ways(book, asked.match):
        newest, total = _matching(book, way.query, within, limit)
        if total:
            return Search(newest, total, way.taken)
    near = []
    for way in finding.nearest(book, asked.match):
        newest, total = _matching(book, way.query, within, 1)
        near += [(" ".join(way.left), row["id"]) for row in newest.rows()]
    return Search(found, 0, near=near)


def _matching(book: RegisterView, query: str, within: Filter, limit: int) -> tuple[Listing, int]:
    """List the newest incidents that a full-text query finds, and tell how many there are in all."""
    if within != Filter():
        found = listing(book, INCIDENTS, within, "", limit)
        found = found._replace(
            source=found.source + " AND i.incident IN (SELECT rowid FROM words WHERE words MATCH ?)",
            params=(*found.params, query),
        )
        return found, found.count()
    rows = book.select("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", (query, limit))
    newest = [key for (key,) in rows]
    total = len(newest)
    if total == limit:
        total = book.select("SELECT count(*) FROM words WHERE words MATCH ?", (query,)).fetchone()[0]
    source = f"incidents i WHERE i.incident IN ({','.join(map(str, newest))})"
    return Listing(book, INCIDENTS, source, (), ordered(INCIDENTS, ""), limit), total


def _by_number(book: RegisterView, typed: str) -> tuple[str, ...]:
    """Give the incidents that a number of the register, typed whole, means; denunciations stay out."""
    if not _WHOLE_NUMBER.fullmatch(typed.strip()):
        return ()
    try:
        wish = typed.strip().upper()
        found = list(book.line(wish).incidents) if wish[0] in "VP" else [book.resolve(wish)]
    except ReceptionError:
        return ()
    known = "SELECT 1 FROM words WHERE rowid = ?"
    return tuple(one for one in found if book.select(known, (numbers.key(one),)).fetchone())


def register_lines(book: RegisterView, asked: Filter) -> Listing:
    """List the visits that the printed register tells of, in the order of their days."""
    return listing(book, VISITS, asked)._replace(order="v.day, v.at, v.line")


_SIGNED = (
    "SELECT max(p.signatories) FROM lines p JOIN links k ON k.line = p.line WHERE k.visit = {visit} AND p.void = 0"
)
_PETITIONERS_UNKNOWN = (
    f" AND v.refused IS NULL AND v.petitioners IS NULL AND ({_SIGNED.format(visit='v.line')}) IS NULL"
)


def signatories(book: RegisterView, visit: str) -> int | None:
    """Tell by how many the petition was signed that was brought to a visit."""
    most: int | None = book.select(_SIGNED.format(visit="?"), (numbers.key(visit),)).fetchone()[0]
    return most


def petitioners_unknown(listing: Listing) -> int:
    """Count the visits of a list whose number of petitioners was not recorded."""
    return listing.count(_PETITIONERS_UNKNOWN)


def refused(listing: Listing) -> int:
    """Count the receptions of a list that were refused."""
    return listing.count(" AND v.refused IS NOT NULL")


def unclassified(book: RegisterView, asked: Filter, limit: int | None = None) -> list[str]:
    """List the incidents without kind or field that the filters leave, newest first."""
    where = of_incidents(book, asked)
    query = (
        f"SELECT i.incident FROM incidents i WHERE 1=1{where.sql} AND (i.kind IS NULL OR i.field IS NULL)"
        " ORDER BY i.incident DESC LIMIT ?"
    )
    rows = book.select(query, (*where.params, -1 if limit is None else limit))
    return [numbers.text(row[0]) for row in rows]


def unclassified_up_to(book: RegisterView, last: str) -> list[str]:
    """List the incidents received up to an ISO day that have no kind or no field yet."""
    rows = book.select(
        "SELECT DISTINCT i.incident FROM incidents i JOIN links k ON k.incident = i.incident "
        "JOIN lines v ON v.line = k.line WHERE v.day <= ? AND v.void = 0 AND i.status <> 'void' "
        "AND (i.kind IS NULL OR i.field IS NULL) ORDER BY i.incident",
        (last,),
    )
    return [numbers.text(row[0]) for row in rows]


def newest_incidents(book: RegisterView) -> Iterator[tuple[str, str]]:
    """Give every incident with its status, the newest first."""
    for incident, status in book.select("SELECT incident, status FROM incidents ORDER BY incident DESC"):
        yield numbers.text(incident), status


def newest_lines(book: RegisterView) -> Iterator[tuple[str, str]]:
    """Give every visit and petition with its day, the newest first."""
    for line, day in book.select("SELECT line, day FROM lines ORDER BY line DESC"):
        yield numbers.text(line), day


def communes(book: RegisterView) -> Iterator[str]:
    """Name the communes that people came from, the most frequent first; none where only a denouncer lives."""
    query = (
        "SELECT commune FROM lines v WHERE commune > '' AND NOT EXISTS (SELECT 1 FROM links k JOIN incidents i"
        " ON i.incident = k.incident WHERE k.line = v.line AND i.kind = 'denunciation')"
        " GROUP BY 1 ORDER BY count(*) DESC, 1"
    )
    return (name for (name,) in book.select(query))


def clerks(book: RegisterView) -> Iterator[str]:
    """Name the clerks who opened incidents or are responsible for some."""
    query = "SELECT clerk FROM incidents UNION SELECT assignee FROM incidents WHERE assignee IS NOT NULL ORDER BY 1"
    return (name for (name,) in book.select(query))


def linked(book: RegisterView, number: str) -> list[str]:
    """List the visits and petitions of an incident, or the incidents of a visit or petition."""
    own, other = ("line", "incident") if numbers.is_line(number) else ("incident", "line")
    query = f"SELECT {other} FROM links WHERE {own} = ? AND incident > 0 ORDER BY 1"
    return [numbers.text(row[0]) for row in book.select(query, (numbers.key(number),))]


def is_void(book: RegisterView, incident: str) -> bool:
    """Whether an incident is struck through."""
    query = "SELECT 1 FROM incidents WHERE incident = ? AND status = 'void'"
    return book.select(query, (numbers.key(incident),)).fetchone() is not None


def day_span(book: RegisterView) -> tuple[str | None, str | None]:
    """Give the first and the last ISO day of all visits and petitions."""
    first, last = book.select("SELECT min(day), max(day) FROM lines").fetchone()
    return first, last


def last_day(book: RegisterView, place: int) -> str | None:
    """Give the last ISO day of the visits and petitions of a unit, by its place."""
    ends = (place * numbers.UNIT, (place + 1) * numbers.UNIT - 1)
    last: str | None = book.select("SELECT max(day) FROM lines WHERE line BETWEEN ? AND ?", ends).fetchone()[0]
    return last


def is_imported(book: RegisterView, first: str, last: str) -> bool:
    """Whether any line of these days was imported."""
    query = "SELECT 1 FROM lines WHERE imported = 1 AND day BETWEEN ? AND ? LIMIT 1"
    return book.select(query, (first, last)).fetchone() is not None


def ordered(what: str, sort: str) -> str:
    """Write the order: what has no value comes last, equals stand newest first."""
    names = _SQL[what]
    if not sort:
        return names["id"] + " DESC"
    key = sort.lstrip("-")
    column = names.get(_DATES[what] if key == "date" else key)
    if column is None:
        raise UsageFault(
            _("There is no column '{column}' to sort by.").format(column=key[:40]),
            _("Columns: {columns}").format(columns=", ".join(names)),
        )
    turned = " DESC" if sort.startswith("-") else ""
    return f"({column}) IS NULL, {column}{turned}, {names['id']} DESC"
