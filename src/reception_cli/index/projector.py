"""Filling the index cards: entries in, cases and lines out. What an entry means is its kind's to say (`events`)."""

import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from types import MappingProxyType
from typing import Protocol

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import DENUNCIATION, Entry, denounces, readable, tied
from reception_cli.domain.numbers import text
from reception_cli.events import registry, replay
from reception_cli.events.registry import KINDS
from reception_cli.index import MUCH, PAGE, VERSION, DeadlinePort, row_writer, schema
from reception_cli.index.deadline_port import Memory, Owed, Reckon, nothing
from reception_cli.index.register_view import entries_about, key, load_case, load_line, reception
from reception_cli.index.row_writer import (
    DIARY,
    brought_by,
    put_cases,
    put_diary,
    put_lines,
    put_refusals,
    retract_diary,
    write_words,
)
from reception_cli.index.schema import Row, TableSpec, insert, put_facts, transaction
from reception_cli.ledger.format import hurry, uncollected
from reception_cli.ledger.storage import START, Ledger, Mark, Place, Progress, Until, whole_batches

# Of the cards that are laid out; without `main` they would hold for all that is attached later, too.
ALONE = ("main.journal_mode=OFF", "main.synchronous=OFF", "main.locking_mode=EXCLUSIVE", "main.cache_size=-32000")
_STEP = 5000  # entries between two looks at the progress
_KEPT = 10_000  # incidents held in memory while many entries are read
_HELD = 5000  # entries held back to be written together


class Projector:
    """Brings the cards of `db` up to date, entry by entry; nothing is committed here."""

    def __init__(self, db: sqlite3.Connection, ledger: Ledger, deadlines: DeadlinePort | None) -> None:
        """The ledger serves the earlier entries of an incident that is touched again; `deadlines` counts due days."""
        self._db = db
        self._ledger = ledger
        self._deadlines = deadlines
        self._cases: dict[str, Case] = {}
        self._entries: list[Row] = []
        self._lines: list[Reception] = []
        self._bare: dict[str, str] = {}  # lines without their link as yet, and the matter in memory that will write it
        self._reckon: Reckon | None = None
        self._moved = False  # an entry moved the due days of cards that are written already
        self._hidden: list[Row] = []  # what was said of denunciations, and not written yet
        self._ties: list[Row] = []
        self._stirred: set[int] = set()  # incidents that may hide others no longer
        self.took_away = False  # words that stood on the cards, and are nobody's to find any more

    def take(self, place: Place) -> None:
        """Take in one entry that the chain confirms."""
        entry, pos, _end = place
        kind, subject = KINDS[entry["kind"]], entry["subject"]
        desk = kind.about == "desk"
        subject_key = key(subject) if subject and not desk else None
        self._entries.append({
            "seq": entry["seq"], "pos": pos, "kind": entry["kind"], "subject": subject_key, "clerk": entry["user"],
            "batch": entry["batch"][0],
        })  # fmt: skip
        self._secrecy(entry, subject_key)
        if "after_seal" in entry["data"]:
            insert(self._db, schema.LATE, [{"seq": entry["seq"], "day": entry["data"]["after_seal"]}])
        if kind.series:
            self._line(entry)
        elif kind.reaches_back:
            self._anew(entry)
        elif desk:
            self._setting(entry)
        else:
            self._evolve(subject, entry)
        if len(self._entries) > _HELD:
            self._index()
        if len(self._cases) > _KEPT:
            self._make_room()

    def _secrecy(self, entry: Entry, subject: int | None) -> None:
        """Note what an entry says of denunciations, and what it ties together besides the links of its line."""
        data = entry["data"]
        if subject is None:
            for number in data.get("released", ()) if entry["kind"] == "disclosed" else ():
                self._hidden.append({"number": key(number), "still": 0})
                self._stirred.add(key(number))
            return
        if denounces(data):
            self._hidden.append({"number": subject, "still": 1})
        if KINDS[entry["kind"]].series is None:
            self._ties += [{"one": subject, "other": key(other)} for other in tied(data)]

    def flush(self) -> None:
        """Write what is held in memory as rows."""
        self._index()
        self._put(self._cases.values())
        self._cases.clear()
        if self._moved:
            self._recount()

    def _make_room(self) -> None:
        """Write and let go of the incidents that are closed; where few are, of those that rested longest."""
        done = [case for case in self._cases.values() if case.closed]
        if len(done) < _KEPT // 4:
            done = list(self._cases.values())[: _KEPT // 2]
        self._index()
        self._put(done)
        for case in done:
            del self._cases[case.id]

    def mark(self, mark: Mark) -> None:
        """Note how far the cards have read."""
        head = mark.head
        facts: dict[str, object] = {"seq": head.count, "digest": head.digest, "pos": mark.pos, "end": mark.end}
        facts["law"] = self._deadlines.edition if self._deadlines else ""
        put_facts(self._db, schema.META, facts)

    def _put(self, cases: Iterable[Case]) -> None:
        """Write incidents, their words and those of others that they now hide or show; every entry is indexed."""
        listed = list(cases)
        put_cases(self._db, listed, self._count if self._deadlines else nothing)
        numbered, stirred = {key(case.id): case for case in listed}, self._stirred
        self._stirred = set()
        gone = write_words(self._db, self._ledger, numbered, stirred, self._ours)
        self.took_away = self.took_away or gone
        for case in listed if self._bare else ():
            for line in case.lines:
                self._bare.pop(line.id, None)

    def _ours(self, _number: int) -> bool:
        """Whether an incident is one of those whose cards are made here."""
        return True

    def _count(self, case: Case) -> Owed:
        if self._reckon is None:
            assert self._deadlines is not None
            self._reckon = self._deadlines.reckon(self._configured, Memory(self._db))
        return self._reckon(case)

    def _counted(self) -> bool:
        """Whether there are cards already that tell what is owed."""
        query = "SELECT 1 WHERE EXISTS (SELECT 1 FROM incidents) OR EXISTS (SELECT 1 FROM steps)"
        return self._db.execute(query).fetchone() is not None

    def _configured(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _recount(self) -> None:
        """Count what is owed anew, matter by matter that is not over."""
        self._reckon = None  # it remembers last days as they were counted before
        query = "SELECT incident FROM incidents WHERE status NOT IN ('closed', 'void')"
        open_ones = [text(number) for (number,) in self._db.execute(query)]
        for first in range(0, len(open_ones), _HELD):
            self._put([load_case(self._db, self._ledger, each) for each in open_ones[first : first + _HELD]])
        refused = self._db.execute("SELECT line FROM lines WHERE refused IS NOT NULL AND type = 'visit'").fetchall()
        lines = (load_line(self._db, self._ledger, text(number)) for (number,) in refused)
        put_refusals(self._db, filter(None, lines), self._count)
        self._moved = False

    def _index(self) -> None:
        insert(self._db, schema.ENTRIES, self._entries)
        insert(self._db, schema.HIDDEN, self._hidden)
        insert(self._db, schema.TIES, self._ties, "IGNORE")
        self._hidden, self._ties = [], []
        bare = {
            line.id: line.incidents[0]
            for line in self._lines
            if len(line.incidents) == 1 and not line.visit and line.incidents[0] in self._cases
        }
        self._put_lines(self._lines, bare)
        self._bare |= bare
        self._entries, self._lines = [], []

    def _line(self, entry: Entry) -> None:
        line = replay.apply_line(None, entry)
        if line is None:  # pragma: no cover - a kind that gives numbers to lines always makes one
            return
        self._lines.append(line)
        for incident in line.incidents:
            self._evolve(incident, entry)

    def _evolve(self, incident: str, entry: Entry) -> None:
        case = self._cases.pop(incident, None)
        if case is None and entry["kind"] == "incident":
            case = Case(incident)
        if case is None:
            self._index()
            case = before(self._db, self._ledger, incident, entry)._replace(entries=())  # kept, they fill the memory
        self._cases[incident] = self._next(case, entry)

    def _next(self, case: Case, entry: Entry) -> Case:
        """Evolve a matter by an entry that it has not seen."""
        return replay.evolve(case, entry)

    def _anew(self, entry: Entry) -> None:
        """Build every card that an entry reaches back to from its whole history."""
        self._index()
        data = entry["data"]
        touched = set(data.get("subjects", ()))
        insert(self._db, schema.TOUCHES, [{"subject": key(one), "seq": entry["seq"]} for one in touched])
        subjects = touched | ({entry["subject"]} if entry["subject"] else set())
        receptions = {subject for subject in subjects if subject[0] in "VP"}
        incidents = subjects - receptions
        self._link(subjects)
        self._reach(entry, incidents, receptions)
        for line in sorted(receptions):
            incidents |= self._renew_line(line)
        cases = [load_case(self._db, self._ledger, incident) for incident in incidents]
        # a denunciation again: what it is changed to after this waits for a reading of its own
        self._hidden += [{"number": key(case.id), "still": 1} for case in cases if case.kind == DENUNCIATION]
        self._put(cases)
        if entry["kind"] == "retracted":
            retract_diary(self._db, self._ledger, data["entries"])

    def _link(self, numbers: Iterable[str]) -> None:
        """Write the matters in memory whose lines are not linked yet: somebody is about to ask for them."""
        wanted = {self._bare.get(number, number) for number in numbers} & self._cases.keys()
        self._put([self._cases.pop(incident) for incident in wanted])

    def _reach(self, entry: Entry, incidents: set[str], receptions: set[str]) -> None:
        """An entry reaches back to these; nothing is written of it yet."""

    def _renew_line(self, number: str) -> set[str]:
        """Write a line and its links anew; returns the incidents that its reception brings now or brought before."""
        line = load_line(self._db, self._ledger, number)
        if line is None:
            return set()
        self._link([line.visit] if line.visit else ())
        before = brought_by(self._db, {key(number), reception(line)})
        incidents = {text(incident) for incident in before} | set(line.incidents)
        self._link(incidents)
        self._db.execute("DELETE FROM links WHERE line = ?", (key(number),))
        self._put_lines([line])
        return incidents

    def _put_lines(self, lines: Sequence[Reception], bare: Container[str] = ()) -> None:
        put_lines(self._db, lines, bare)
        put_refusals(self._db, lines, self._count if self._deadlines else nothing)

    def _setting(self, entry: Entry) -> None:
        if entry["kind"] == "configured":
            registry.require_known(entry)
            values = {**entry["data"], **readable(entry)}
            texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
            if "format" in texts and not self._configured("format"):
                texts["format_from"], self._reckon = str(entry["seq"]), None
            put_facts(self._db, schema.SETTINGS, texts)
            if self._deadlines and self._deadlines.keys & texts.keys():
                self._reckon, self._moved = None, self._moved or self._counted()
                Memory(self._db).forget()
        elif entry["kind"] == "sealed":
            put_facts(self._db, schema.SETTINGS, {"sealed_to": entry["data"]["to"], "sealed_seq": entry["seq"]})
        elif entry["kind"] in DIARY:
            put_diary(self._db, entry)


def before(db: sqlite3.Connection, ledger: Ledger, incident: str, entry: Entry) -> Case:
    """Replay one incident up to an entry, whether that is indexed already or not."""
    case = load_case(db, ledger, incident)
    earlier = [one for one in case.entries if one["seq"] < entry["seq"]]
    return case if len(earlier) == len(case.entries) else replay.replay(incident, earlier)


def line_before(db: sqlite3.Connection, ledger: Ledger, entry: Entry) -> Reception | None:
    """Replay the visit or petition that an entry is about, up to that entry."""
    entries = entries_about(db, ledger, [key(entry["subject"])])
    return replay.replay_line(one for one in entries if one["seq"] < entry["seq"])


# --- New cards, and those that are behind.

def lay_out(db: sqlite3.Connection, tables: Sequence[TableSpec] = schema.TABLES) -> None:
    """Lay the cards out in an empty database that nobody else has open."""
    for pragma in (f"page_size={PAGE}", *ALONE):
        db.execute("PRAGMA " + pragma)
    db.executescript(schema.layout(tables))
    put_facts(db, schema.META, {"version": VERSION})


def catch_up(
    db: sqlite3.Connection,
    ledger: Ledger,
    deadlines: DeadlinePort | None,
    mark: Mark,
    progress: Progress | None = None,
    until: Until | None = None,
    noted: Mapping[str, object] = MappingProxyType({}),
    judge: Callable[[], object] = lambda: None,
) -> Mark:
    """Read the whole batches behind `mark` into the cards, in one transaction; stop where `until` says so.

    `noted` goes to the facts that the cards keep of the register. `judge` looks at them before they stay: where it
    raises, they are as they were.
    """
    cards, size, seen, last = Projector(db, ledger, deadlines), 0, 0, None
    with transaction(db):
        for batch in whole_batches(ledger.since, mark):
            if until is not None and until(batch[0].entry):
                break
            for place in batch:
                cards.take(place)
            last = batch[-1]
            seen += len(batch)
            if progress and seen >= _STEP:
                size, seen = size or ledger.size(), 0
                progress(last.end, size)
        cards.flush()
        if progress and size:
            progress(size, size)  # the bar goes
        mark = last.mark() if last else mark
        cards.mark(mark)
        put_facts(db, schema.META, noted)
        if cards.took_away:
            row_writer.took_away(db)
        judge()
    return mark


def fill(
    db: sqlite3.Connection,
    ledger: Ledger,
    deadlines: DeadlinePort | None,
    progress: Progress | None = None,
    until: Until | None = None,
) -> Mark:
    """Lay the cards out in an empty database and read the register into them."""
    lay_out(db)
    with in_bulk(db) if ledger.size() >= MUCH else nullcontext():
        mark = catch_up(db, ledger, deadlines, START, progress, until)
    row_writer.tidy(db)
    return mark


@contextmanager
def in_bulk(db: sqlite3.Connection) -> Iterator[None]:
    """Be quick where there is much to read: what that costs at the beginning is soon made good."""
    hurry()
    with uncollected():
        db.execute(row_writer.MANY)
        yield
        db.execute(row_writer.FEW)


# --- Cards filled under watch: every entry about a matter or a line is weighed as these stood just before it.

Weigh = Callable[[Case | Reception, Entry], None]


class Judge(Protocol):
    """Who knows the rules; is shown every entry of a register, in their order."""

    def note(self, entry: Entry) -> None:
        """Take notice of an entry, whatever it is about."""

    def faults(self, about: Case | Reception, entry: Entry) -> list[str]:
        """Say what speaks against an entry about a matter or a line as it stood just before."""


class RuleCheckedProjector(Projector):
    """Cards that show each entry to `weigh`, with the matter or the line as it stood before."""

    def __init__(
        self, db: sqlite3.Connection, ledger: Ledger, deadlines: DeadlinePort | None, weigh: Weigh
    ) -> None:
        """Fill the cards of `db` like any other."""
        super().__init__(db, ledger, deadlines)
        self._weigh = weigh

    def _next(self, case: Case, entry: Entry) -> Case:
        self._weigh(case, entry)
        return super()._next(case, entry)

    def _reach(self, entry: Entry, incidents: set[str], receptions: set[str]) -> None:
        """A retraction is weighed with every matter it reaches, anything else with what it is about."""
        own, back = entry["subject"], entry["kind"] == "retracted"
        for incident in sorted(incidents) if back else [own] if own in incidents else []:
            self._weigh(before(self._db, self._ledger, incident, entry), entry)
        line = line_before(self._db, self._ledger, entry) if own in receptions else None
        if line:
            self._weigh(line, entry)
