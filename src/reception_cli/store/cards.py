"""Writing the index cards: entries in, rows out. What an entry means is `model/history.py`'s to say."""

import sqlite3
from collections.abc import Iterable

from reception_cli.model import history
from reception_cli.model.case import Case, Line
from reception_cli.model.entry import Entry
from reception_cli.model.number import key, text
from reception_cli.model.text import fold, words
from reception_cli.store import schema
from reception_cli.store.ledger import Ledger, Mark, Place

# Entries after which the cards concerned are built anew from all their entries.
_ANEW = frozenset({"attached", "retracted", "corrected", "voided", "redacted"})
# Entries about the desk or the register as a whole.
DESK = frozenset({"configured", "imported", "disclosed", "sealed", "restored", "salvaged"})
_KEPT = 3000  # incidents held in memory while many entries are read


class Cards:
    """Brings the cards of `db` up to date, entry by entry; nothing is committed here."""

    def __init__(self, db: sqlite3.Connection, ledger: Ledger) -> None:
        """The ledger serves the earlier entries of an incident that is touched again."""
        self._db = db
        self._ledger = ledger
        self._cases: dict[str, Case] = {}
        self._entries: list[tuple[object, ...]] = []
        self._lines: list[Line] = []

    def take(self, place: Place) -> None:
        """Take in one entry that the chain confirms."""
        entry = place.entry
        kind, subject = entry["kind"], entry["subject"]
        desk = kind in DESK
        subject_key = key(subject) if subject and not desk else None
        self._entries.append(
            (entry["seq"], place.pos, kind, subject_key, entry["user"], entry["batch"][0])
        )
        if "after_seal" in entry["data"]:
            self._db.execute(schema.PUT_LATE, (entry["seq"], entry["data"]["after_seal"]))
        if kind in history.LINE_KINDS:
            self._line(entry)
        elif kind in _ANEW:
            self._anew(entry)
        elif desk:
            self._setting(entry)
        else:
            self._evolve(subject, entry)
        if len(self._cases) > _KEPT:
            self._index()
            for old in list(self._cases)[: _KEPT // 2]:  # those that rested longest
                put_case(self._db, self._cases.pop(old))

    def flush(self) -> None:
        """Write what is held in memory as rows."""
        self._index()
        for case in self._cases.values():
            put_case(self._db, case)

    def mark(self, mark: Mark) -> None:
        """Note how far the cards have read."""
        head = mark.head
        facts = {"seq": head.count, "digest": head.digest, "pos": mark.pos, "end": mark.end}
        self._db.executemany(schema.PUT_META, facts.items())

    def _index(self) -> None:
        self._db.executemany(schema.PUT_ENTRY, self._entries)
        for line in self._lines:
            put_line(self._db, line)
        self._entries, self._lines = [], []

    def _line(self, entry: Entry) -> None:
        line = history.apply_line(None, entry)
        if line is None:  # pragma: no cover - LINE_KINDS always make one
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
            case = load_case(self._db, self._ledger, incident)
            if any(known["seq"] == entry["seq"] for known in case.entries):
                self._cases[incident] = case
                return
        self._cases[incident] = history.apply(case, entry)

    def _anew(self, entry: Entry) -> None:
        """Build every card that an entry reaches back to from its whole history."""
        self.flush()
        self._cases.clear()
        data = entry["data"]
        told = set(data.get("subjects", ()))
        self._db.executemany(schema.PUT_TOUCH, [(key(subject), entry["seq"]) for subject in told])
        subjects = told | ({entry["subject"]} if entry["subject"] else set())
        if entry["kind"] == "attached":
            self._db.execute(schema.PUT_LINK, (key(entry["subject"]), key(data["incident"]), None, 0))
        lines = {subject for subject in subjects if subject[0] in "VP"}
        incidents = subjects - lines
        for line in sorted(lines):
            incidents |= self._renew_line(line)
        for incident in sorted(incidents):
            put_case(self._db, load_case(self._db, self._ledger, incident))

    def _renew_line(self, number: str) -> set[str]:
        """Write a line and its links anew; returns the incidents it names now or named before."""
        line = load_line(self._db, self._ledger, number)
        if line is None:
            return set()
        before = self._db.execute("SELECT incident FROM links WHERE line = ?", (key(number),)).fetchall()
        self._db.execute("DELETE FROM links WHERE line = ?", (key(number),))
        put_line(self._db, line)
        return {text(row[0]) for row in before} | set(line.incidents)

    def _setting(self, entry: Entry) -> None:
        if entry["kind"] == "configured":
            values = {**entry["data"], **{k: v[1] for k, v in entry["private"].items()}}
            self._db.executemany(schema.PUT_SETTING, values.items())
        elif entry["kind"] == "sealed":
            seal = {"sealed_to": entry["data"]["to"], "sealed_seq": entry["seq"]}
            self._db.executemany(schema.PUT_SETTING, seal.items())


def load_case(db: sqlite3.Connection, ledger: Ledger, incident: str) -> Case:
    """Replay one incident from the register."""
    own = key(incident)
    subjects = [own, *(row[0] for row in db.execute("SELECT line FROM links WHERE incident = ?", (own,)))]
    return history.replay(incident, _entries(db, ledger, subjects))


def load_line(db: sqlite3.Connection, ledger: Ledger, line: str) -> Line | None:
    """Replay one visit or petition from the register."""
    return history.replay_line(_entries(db, ledger, [key(line)]))


def _entries(db: sqlite3.Connection, ledger: Ledger, subjects: list[int]) -> list[Entry]:
    """Read every entry about any of the subjects, in the order of the register."""
    holes = ",".join("?" * len(subjects))
    rows = db.execute(
        f"SELECT seq, pos FROM entries WHERE subject IN ({holes}) UNION "
        f"SELECT seq, pos FROM entries WHERE seq IN (SELECT seq FROM touches WHERE subject IN ({holes})) "
        "ORDER BY seq",
        (*subjects, *subjects),
    )
    return ledger.read_many([row[1] for row in rows])


def put_line(db: sqlite3.Connection, line: Line) -> None:
    """Write the card of a visit or petition."""
    number = key(line.id)
    db.execute(
        schema.PUT_LINE,
        (
            number, line.type, line.day, line.at, line.people, line.petitioners, line.signatories,
            line.session, line.host, line.source, line.group, line.refused, line.commune, line.user,
            line.source_ref, line.void,
        ),
    )  # fmt: skip
    _put_marks(db, number, line)
    for incident in line.incidents:
        db.execute("INSERT OR IGNORE INTO links VALUES(?,?,NULL,0)", (number, key(incident)))


def _put_marks(db: sqlite3.Connection, number: int, line: Line) -> None:
    """Note by what a line is known again; one that was taken back may be recorded again."""
    for mark in filter(None, (line.key and "key:" + line.key, line.row and "row:" + line.row)):
        if line.void:
            db.execute("DELETE FROM marks WHERE mark = ? AND line = ?", (mark, number))
        else:
            db.execute(schema.PUT_MARK, (mark, number))


def put_case(db: sqlite3.Connection, case: Case) -> None:
    """Write the card of an incident, its links and its words."""
    number = key(case.id)
    counted = sorted((line for line in case.lines if line.counts), key=lambda v: (v.day, key(v.id)))
    visits = [line for line in counted if line.type == "visit"]
    papers = [line for line in counted if line.type == "petition"]
    firsts = {lines[0].id for lines in (visits, papers) if lines}
    db.execute(
        schema.PUT_INCIDENT,
        (
            number, case.opened_on, case.status, case.kind, case.field, case.competence, case.qualified,
            case.prior, case.handling, case.result, case.closed_on, None, len(visits),
            sum(v.people for v in visits), len(papers),
            visits[0].day if visits else None, visits[-1].day if visits else None, case.user,
        ),
    )  # fmt: skip
    db.executemany(
        schema.PUT_LINK,
        [(key(v.id), number, v.handling.get(case.id), v.id in firsts) for v in case.lines],
    )
    put_words(db, number, case)


def put_words(db: sqlite3.Connection, number: int, case: Case) -> None:
    """Write the words that find an incident; a denunciation has none, so that no search can name it."""
    if case.confidential or case.status == "void":
        db.execute(schema.DROP_WORDS, (number,))
    else:
        db.execute(schema.PUT_WORDS, (number, " ".join(searchable(case))))


def searchable(case: Case) -> Iterable[str]:
    """Fold all words of an incident; names and id numbers also stand there as `_word`, to find a person by."""
    yield from words(case.private.get("content", ""))
    for note in case.notes:
        yield from words(note)
    for line in case.lines:
        values = line.private
        for name in ("name", "address", "note"):
            if name in values:
                yield from words(values[name])
        yield from ("_" + word for word in words(values.get("name", "")))
        if values.get("id_no"):
            yield "_" + fold(values["id_no"]).replace(" ", "")
