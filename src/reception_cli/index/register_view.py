"""Reading a register: numbers found, incidents replayed, candidates fetched. Answers, never writes."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from reception_cli.domain import numbers
from reception_cli.domain.entry import DENUNCIATION, Entry, dead, encrypted, private
from reception_cli.domain.errors import NotFound, Refused, UsageFault
from reception_cli.domain.words import _

if TYPE_CHECKING:
    from reception_cli.domain.case import Case, Reception
    from reception_cli.index.secrecy import Veil
    from reception_cli.ledger.age import Opener
    from reception_cli.ledger.storage import Ledger

_NAMES = {"": "incidents", "V": "lines", "P": "lines"}
_COLUMNS = {"": "incident", "V": "line", "P": "line"}
_LAST = 9999  # no number is of a later year


class RegisterView:
    """The register as the cards and the file tell it."""

    def __init__(
        self, db: sqlite3.Connection, ledger: "Ledger", wide: bool = False, this_year: int = _LAST
    ) -> None:
        """`db` holds the cards; entries themselves are read from the ledger; `wide`: of several units.

        `this_year` is the one of which a short number is meant first.
        """
        self._db = db  # for the modules of `index` alone; whoever asks the cards asks `index.queries`
        self.ledger = ledger
        self.wide = wide
        self.this_year = this_year
        self.veils: dict[int, Veil | None] = {}  # what `secrecy` remembers, by all that hangs together

    def select(self, sql: str, params: Sequence[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Ask the cards; every SQL text is written in `index`, and its questions in `index.queries`."""
        return self._db.execute(sql, params)

    def freeze(self) -> None:
        """Keep reading the cards as they are now, whatever others add, until the view is closed."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN")

    def open_with(self, opener: "Opener") -> None:
        """Read what is encrypted with its key from now on; nothing else of the register is read so."""
        self.ledger = cast("Ledger", Opened(self.ledger, opener))

    def close(self) -> None:
        """Let go of the cards."""
        self._db.close()

    def case(self, typed: str) -> "Case":
        """Replay the incident that `typed` names (`42`, `2026-0042`, `@1`); raises NotFound with the nearest."""
        found = self.resolve(typed, "")
        case = load_case(self._db, self.ledger, found)
        return case._replace(hidden=True) if not case.confidential and self.confidential(found) else case

    def line(self, typed: str) -> "Reception":
        """Replay the visit or petition that `typed` names (`V107`, `P2026-0031`)."""
        found = self.resolve(typed, "V")
        line = load_line(self._db, self.ledger, found)
        if line is None:
            raise missing(typed, [])
        return line

    def resolve(self, typed: str, expected: str = "", only: bool = False) -> str:
        """Turn what a clerk types into a number that exists; `expected` is the letter when none is typed.

        `only`: raises UsageFault where a short number may mean several.
        """
        if typed.startswith("@"):
            return self.touched(typed)
        unit = numbers.split(typed)[0]
        if unit and not self.wide:
            raise Refused(
                _("{wish} is kept by unit {unit}.").format(wish=typed[:60], unit=typed.rpartition("/")[0][:40]),
                (_("only its own desk can change it; this one reads"),),
            )
        letter, year, count = numbers.parse(typed)
        letter = letter or expected
        if letter != expected and "" in (letter, expected):
            raise missing(typed, self.near(expected, year, count, unit))
        found = self._with_count(letter, year, count, unit)
        first = next(found, None)
        if first is None:
            raise missing(typed, self.near(letter, year, count, unit))
        if only and (others := list(found)):
            raise _ambiguous(typed, [numbers.text(one) for one in sorted((first, *others))])
        return numbers.text(first)

    def holds(self, typed: str) -> bool:
        """Whether there is a visit, petition or incident of this number, as `resolve` reads it."""
        try:
            return bool(self.resolve(typed, numbers.typed_letter(typed)))
        except NotFound:
            return False

    def touched(self, typed: str) -> str:
        """Find the n-th last touched incident: `@1` is the newest; those of units come behind the desk's own."""
        if not typed[1:].isdigit() or int(typed[1:]) < 1:
            raise missing(typed, [])
        seen: list[str] = []
        query = "SELECT subject FROM entries WHERE subject IS NOT NULL ORDER BY seq >= ?, seq DESC"
        rows = self.select(query, (numbers.SEQ,))
        for (subject,) in rows:
            for id_ in self._incidents_of(subject):
                if id_ not in seen:
                    seen.append(id_)
            if len(seen) >= int(typed[1:]):
                return seen[int(typed[1:]) - 1]
        raise missing(typed, [])

    def near(self, letter: str, year: int | None, count: int, unit: int = 0) -> list[str]:
        """List the three existing numbers closest to one that does not exist."""
        table, column = _NAMES[letter], _COLUMNS[letter]
        top = year or self.newest_year(letter, unit)
        if top is None:
            return []
        low, high = numbers.year_range(numbers.TYPES[letter], top, top, unit)
        typed = numbers.make(numbers.TYPES[letter], top, count, unit)
        rows = self.select(
            f"SELECT {column} FROM {table} WHERE {column} BETWEEN ? AND ? ORDER BY abs({column} - ?) LIMIT 3",
            (low, high, typed),
        )
        return [numbers.text(row[0]) for row in rows]

    def newest_year(self, letter: str, unit: int = 0) -> int | None:
        """Tell the newest year up to this one that has any number of this type, else the next to come."""
        return next((year for year in self._years(letter, unit) if self._top(letter, year, unit)), None)

    def next_number(self, letter: str, year: int) -> int:
        """Tell the next free count of a type in a year; numbers are never used again."""
        found = self._top(letter, year)
        return found - numbers.make(numbers.TYPES[letter], year, 0) + 1 if found else 1

    def numbers(self) -> Callable[[str, int], str]:
        """Give a source of free numbers (letter, year -> number) for one batch; hold the lock meanwhile."""
        free: dict[tuple[str, int], int] = {}

        def next_(letter: str, year: int) -> str:
            count = free.get((letter, year)) or self.next_number(letter, year)
            free[letter, year] = count + 1
            return numbers.text(numbers.make(numbers.TYPES[letter], year, count))

        return next_

    def by_source(self, ref: str, year: int) -> str | None:
        """Find the incident of an imported line by its serial number (STT) in the register of a year."""
        row = self.select(
            "SELECT k.incident FROM lines v JOIN links k ON k.line = v.line "
            "WHERE v.source_ref = ? AND v.day BETWEEN ? AND ? AND v.void = 0 AND k.incident > 0 "
            "ORDER BY v.line, k.incident LIMIT 1",
            (ref, f"{year}-01-01", f"{year}-12-31"),
        ).fetchone()
        return numbers.text(row[0]) if row else None

    def source_refs(self) -> set[str]:
        """List the serial numbers (STT) of all imported lines."""
        rows = self.select("SELECT DISTINCT source_ref FROM lines WHERE source_ref IS NOT NULL")
        return {row[0] for row in rows}

    def marked(self, mark: str) -> str | None:
        """Find the visit or petition that carries a mark (`key:...` or `row:...`)."""
        row = self.select("SELECT line FROM marks WHERE mark = ?", (mark,)).fetchone()
        return numbers.text(row[0]) if row else None

    def encrypted(self, line: str) -> dict[str, str]:
        """Give what is encrypted of who came with a visit or petition, as it was last told: to be told again."""
        told = entries_about(self._db, self.ledger, [numbers.key(line)])
        gone = dead(told)
        values: dict[str, str] = {}
        for entry in told:
            if entry["seq"] not in gone:
                values = {name: value for name, value in values.items() if name not in entry["sealed"]}
                values |= encrypted(entry)
        values.pop("reason", None)
        return values

    def is_repeat(self, line: str) -> bool:
        """Whether a visit or petition is a further one of any of its incidents."""
        query = "SELECT 1 FROM links WHERE line = ? AND incident > 0 AND is_first = 0"
        return self.select(query, (numbers.key(line),)).fetchone() is not None

    def setting(self, name: str, default: str = "") -> str:
        """Read what the desk is configured to."""
        row = self.select("SELECT value FROM settings WHERE key = ?", (name,)).fetchone()
        return row[0] if row else default

    def settings(self, prefix: str) -> dict[str, str]:
        """Read all that the desk is configured to under keys that begin so."""
        query = "SELECT key, value FROM settings WHERE substr(key, 1, ?) = ?"
        return dict(self.select(query, (len(prefix), prefix)))

    def units(self) -> dict[int, str]:
        """Name the units by their places: 0 is this desk's own, others are those that it consolidates."""
        own = {0: self.setting("unit")}
        if not self.wide:
            return own
        return {**own, **dict(self.select("SELECT unit, code FROM units WHERE unit > 0 ORDER BY unit"))}

    def place(self, code: str) -> int:
        """Find the place of a unit by its code; raises UsageFault naming those whose registers are here."""
        known = self.units()
        for place, own in known.items():
            if own.casefold() == code.strip().casefold():
                return place
        raise UsageFault(
            _("There is no register of unit '{unit}' here.").format(unit=code[:40]),
            _("Units: {units}").format(units=", ".join(known.values())),
        )

    def next_due(self, incident: str) -> tuple[str, str] | None:
        """Tell what is owed first of an incident: ISO day and step."""
        query = "SELECT due_on, due_step FROM incidents WHERE incident = ? AND due_on IS NOT NULL"
        found: tuple[str, str] | None = self.select(query, (numbers.key(incident),)).fetchone()
        return found

    def confidential(self, incident: str) -> bool:
        """Whether an incident is a denunciation, or was one and was not read with a reason since."""
        return bool(asked(self._db, SECRET, [numbers.key(incident)]))

    def any_secret(self) -> bool:
        """Whether the register ever told of a denunciation."""
        return any_secret(self._db)

    def expected(self, day: str) -> list[tuple[int, str | None, str]]:
        """List the appointments of an ISO day that nobody answered yet: number, incident, name."""
        query = (
            "SELECT a.seq, a.incident, e.pos FROM appointments a JOIN entries e ON e.seq = a.seq WHERE a.day = ?"
            " AND a.gone = 0 AND NOT EXISTS (SELECT 1 FROM arrivals r WHERE r.appointment = a.seq AND r.gone = 0)"
        )
        rows = self.select(query, (day,)).fetchall()
        names = [private(entry, "name") for entry in self.entries(pos for *_rest, pos in rows)]
        return [(seq, key and numbers.text(key), name) for (seq, key, _pos), name in zip(rows, names, strict=True)]

    def count(self) -> int:
        """Tell how many entries the cards have read."""
        return int(self.select("SELECT ifnull(max(seq), 0) FROM entries").fetchone()[0])

    def recorded_at(self) -> str:
        """Tell when the last entry was recorded; empty in an empty register."""
        row = self.select("SELECT pos FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        return str(self.ledger.read_at(row[0])["recorded_at"]) if row else ""

    def entries(self, places: Iterable[int]) -> list[Entry]:
        """Read entries by their places in the file."""
        return self.ledger.read_many(list(places))

    def matches(self, query: str, limit: int) -> list[str]:
        """Run a full-text query: the newest incidents that match, at most `limit`."""
        rows = self.select(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?", (query, limit)
        )
        return [numbers.text(row[0]) for row in rows]

    def former(self) -> set[int]:
        """Number this desk's own incidents that are denunciations no more, and were not read with a reason since."""
        query = (
            "SELECT h.number FROM hidden h JOIN incidents i ON i.incident = h.number"
            " WHERE h.still = 1 AND i.kind IS NOT ? AND h.number < ?"
        )
        return {number for (number,) in self.select(query, (DENUNCIATION, numbers.UNIT))}

    def _top(self, letter: str, year: int, unit: int = 0) -> int | None:
        """Find the highest number of a type in a year."""
        table, column = _NAMES[letter], _COLUMNS[letter]
        query = f"SELECT max({column}) FROM {table} WHERE {column} BETWEEN ? AND ?"
        bounds = numbers.year_range(numbers.TYPES[letter], year, year, unit)
        return self.select(query, bounds).fetchone()[0]  # type: ignore[no-any-return]

    def _with_count(self, letter: str, year: int | None, count: int, unit: int) -> Iterator[int]:
        """Find the number in the year said, or in each year that has it, the one that is meant first."""
        table, column = _NAMES[letter], _COLUMNS[letter]
        for each in [year] if year is not None else self._years(letter, unit):
            typed = numbers.make(numbers.TYPES[letter], each, count, unit)
            if self.select(f"SELECT 1 FROM {table} WHERE {column} = ?", (typed,)).fetchone():
                yield typed

    def _years(self, letter: str, unit: int = 0) -> list[int]:
        """List the years that the register of a unit spans: this one, those before it, newest first.

        Years to come stand last, the nearest first: a clock that ran ahead made them.
        """
        table, column = _NAMES[letter], _COLUMNS[letter]
        query = f"SELECT {{end}}({column}) FROM {table} WHERE {column} BETWEEN ? AND ?"
        bounds = (unit * numbers.UNIT, (unit + 1) * numbers.UNIT - 1)
        ends = [self.select(query.format(end=end), bounds).fetchone()[0] for end in ("max", "min")]
        if ends[0] is None:
            return []
        newest, oldest = (numbers.year(end) for end in ends)
        return sorted(range(oldest, newest + 1), key=lambda year: (year > self.this_year, abs(self.this_year - year)))

    def _incidents_of(self, subject: int) -> list[str]:
        if not numbers.letter(subject):
            return [numbers.text(subject)]
        rows = self.select("SELECT incident FROM links WHERE line = ? AND incident > 0", (subject,))
        return [numbers.text(row[0]) for row in rows]


def _ambiguous(typed: str, meant: list[str]) -> UsageFault:
    """Say that a short number means several, where the wrong one would be gone."""
    return UsageFault(
        _("'{wish}' may be any of {list}.").format(wish=typed[:40], list=", ".join(meant)),
        _("Type the whole number; nothing was changed."), candidates=meant,
    )  # fmt: skip


def missing(typed: str, near: list[str]) -> NotFound:
    """Say that a number does not exist, and which ones do."""
    hint = _("The nearest are {near}.").format(near=", ".join(near)) if near else ""
    return NotFound(
        _("There is no '{wish}' in this register.").format(wish=typed[:40]),
        hint or _("See `reception list`."),
        nearest=near,
    )


class Opened:
    """A ledger whose encrypted values are opened where an entry is read by its place: for who reads with a reason."""

    def __init__(self, ledger: "Ledger", opener: "Opener") -> None:
        """Read from `ledger`."""
        self._ledger, self._open = ledger, opener.opened

    def __getattr__(self, name: str) -> Any:
        """Be the ledger in everything else."""
        return getattr(self._ledger, name)

    def read_at(self, pos: int) -> Entry:
        """Read the entry at a place."""
        return self._open(self._ledger.read_at(pos))

    def read_many(self, places: list[int]) -> list[Entry]:
        """Read the entries at these places, in this order."""
        return [*map(self._open, self._ledger.read_many(places))]


key = lru_cache(40_000)(numbers.key)  # a number is met at each of its entries
SOME = "(SELECT value FROM json_each(?1))"  # the numbers that `asked` hands over
BROUGHT = f"SELECT incident FROM links WHERE incident > 0 AND line IN {SOME}"
SECRET = (  # incidents that are denunciations, or were and were not read with a reason since
    f"SELECT number FROM hidden WHERE still = 1 AND number IN {SOME}"
    f" UNION SELECT incident FROM incidents WHERE incident IN {SOME} AND kind = '{DENUNCIATION}'"
)


def reception(line: "Reception") -> int:
    """Number the reception of a visit, or of a petition: the visit it was brought to, or itself."""
    return key(line.visit or line.id)


def any_secret(db: sqlite3.Connection) -> bool:
    """Whether the register ever told of a denunciation."""
    return db.execute("SELECT 1 FROM hidden LIMIT 1").fetchone() is not None


def asked(db: sqlite3.Connection, query: str, some: Iterable[int]) -> set[int]:
    """Pick the numbers that a query over SOME others finds; of none it finds none."""
    listed = list(some)
    return {row[0] for row in db.execute(query, (json.dumps(listed),))} if listed else set()


def load_case(db: sqlite3.Connection, ledger: "Ledger", incident: str) -> "Case":
    """Replay one incident from the register."""
    from reception_cli.events import replay  # lists and figures are read from the cards alone

    own = numbers.key(incident)
    lines = db.execute("SELECT line FROM links WHERE incident = ?", (own,))
    unit, _slash, bare = incident.rpartition("/")
    case = replay.replay(bare, entries_about(db, ledger, [own, *(row[0] for row in lines)]))
    return case.of_unit(unit) if unit else case


def load_line(db: sqlite3.Connection, ledger: "Ledger", line: str) -> "Reception | None":
    """Replay one visit or petition from the register."""
    from reception_cli.events import replay

    unit, found = line.rpartition("/")[0], replay.replay_line(entries_about(db, ledger, [numbers.key(line)]))
    return found.of_unit(unit) if unit and found else found


def entries_about(db: sqlite3.Connection, ledger: "Ledger", subjects: list[int]) -> list[Entry]:
    """Read every entry about any of the subjects, in the order of the register."""
    holes = ",".join("?" * len(subjects))
    rows = db.execute(
        f"SELECT seq, pos FROM entries WHERE subject IN ({holes}) UNION "
        f"SELECT seq, pos FROM entries WHERE seq IN (SELECT seq FROM touches WHERE subject IN ({holes})) "
        "ORDER BY seq",
        (*subjects, *subjects),
    )
    return ledger.read_many([row[1] for row in rows])


def begins(word: str) -> str:
    """Ask for words that begin so."""
    return quoted(word) + "*"


def quoted(word: str) -> str:
    """Write a word as a full-text query takes it."""
    return '"' + word.replace('"', '""') + '"'
