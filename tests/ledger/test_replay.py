"""Histories of any kind: replaying in parts is replaying whole, and the cards always say what a replay says."""

import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from written import STAMP

from reception_cli.domain.entry import Draft, Entry, dead
from reception_cli.domain.numbers import key
from reception_cli.events import replay
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.projector import fill, load_case
from reception_cli.index.schema import INCIDENTS, LINES

KINDS = ("complaint", "denunciation", "recommendation", "feedback", None)
HANDLINGS = ("accept", "guide", "forward", "return", None)
TABLES = ("incidents", "lines", "links", "marks", "touches", "settings")


class Clerk:
    """Makes drafts that fit the register as it stands; choices come from hypothesis."""

    def __init__(self, choose: Callable[[Any], Any]) -> None:
        self.choose = choose
        self.incidents: list[str] = []
        self.lines: list[str] = []
        self.live: list[Entry] = []

    def visit(self) -> list[Draft]:
        """A visit of one new incident and perhaps of known ones."""
        own = f"2026-{len(self.incidents) + 1:04d}"
        several = st.lists(st.sampled_from(self.incidents or [own]), max_size=2, unique=True)
        known = self.choose(several) if self.incidents else []
        self.incidents.append(own)
        facts = {"opened_on": self._day(), "kind": self.choose(st.sampled_from(KINDS))}
        data = {"incidents": [own, *known], "people": self.choose(st.integers(1, 9)), **self._handling()}
        return [
            Draft("incident", own, {k: v for k, v in facts.items() if v}, {"content": "đơn về đất"}),
            Draft("visit", self._line("V"), data, {"name": "Lê An"}, self._day()),
        ]

    def again(self) -> list[Draft]:
        """A further visit, a refused one, or a petition of known incidents."""
        incidents = self.choose(st.lists(st.sampled_from(self.incidents), min_size=1, max_size=2, unique=True))
        letter = self.choose(st.sampled_from("VP"))
        refused = {"refused": "drunk"} if letter == "V" and self.choose(st.booleans()) else {}
        data = {"incidents": incidents, "people": 2 if letter == "V" else 0, **self._handling(), **refused}
        return [Draft("visit" if letter == "V" else "petition", self._line(letter), data, {}, self._day())]

    def attached(self) -> list[Draft]:
        line, own = self.choose(st.sampled_from(self.lines)), f"2026-{len(self.incidents) + 1:04d}"
        self.incidents.append(own)
        return [Draft("incident", own, {"opened_on": self._day()}, {"content": "việc thứ hai"}),
                Draft("attached", line, {"incident": own, **self._handling()})]  # fmt: skip

    def classified(self) -> list[Draft]:
        facts = {"kind": self.choose(st.sampled_from(KINDS)), "competence": self.choose(st.sampled_from(("in", "out")))}
        handling = {"handling": "accept", "line": self.choose(st.sampled_from(self.lines))}
        return [Draft("classified", self._incident(), facts | (handling if self.choose(st.booleans()) else {}))]

    def closed(self) -> list[Draft]:
        subjects = self.choose(st.lists(st.sampled_from(self.incidents), min_size=1, max_size=3, unique=True))
        return [Draft("closed", id_, {"result": "guided", "on": self._day()}, {"note": "xong"}) for id_ in subjects]

    def reopened(self) -> list[Draft]:
        return [Draft("reopened", self._incident(), {"on": self._day()}, {"reason": "đơn mới"})]

    def noted(self) -> list[Draft]:
        return [Draft("noted", self._incident(), {}, {"note": self.choose(st.sampled_from(["gọi lại", "hẹn sau"]))})]

    def retracted(self) -> list[Draft]:
        """Take back any earlier batch, or a taking back."""
        batch = self.choose(st.sampled_from(sorted({tuple(entry["batch"]) for entry in self.live})))
        entries = [entry for entry in self.live if tuple(entry["batch"]) == batch]
        subjects = {entry["subject"] for entry in entries if entry["subject"]}
        for entry in entries:
            subjects |= {*entry["data"].get("incidents", ()), *entry["data"].get("subjects", ())}
            subjects |= {entry["data"]["incident"]} if "incident" in entry["data"] else set()
        data = {"entries": [entry["seq"] for entry in entries], "subjects": sorted(subjects), "verb": "t"}
        return [Draft("retracted", "", data)]

    def _incident(self) -> str:
        return str(self.choose(st.sampled_from(self.incidents)))

    def _line(self, letter: str) -> str:
        self.lines.append(f"{letter}2026-{sum(line[0] == letter for line in self.lines) + 1:04d}")
        return self.lines[-1]

    def _day(self) -> str:
        return f"2026-11-{self.choose(st.integers(1, 28)):02d}"

    def _handling(self) -> dict[str, str]:
        handling = self.choose(st.sampled_from(HANDLINGS))
        return {"handling": handling} if handling else {}


# No disk is waited for, where the system offers a folder in memory.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
MOVES = ("visit", "again", "attached", "classified", "closed", "reopened", "noted", "retracted")


def told(select: Callable[[str], sqlite3.Cursor]) -> dict[str, list[Any]]:
    """All that the cards say."""
    return {table: select(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES} | {
        "words": select("SELECT rowid FROM words WHERE words MATCH 'dat OR viec' ORDER BY 1").fetchall()
    }


def figures(folder: Folder) -> dict[str, list[Any]]:
    """All that a desk's cards say."""
    book = folder.read()
    try:
        return told(book.select)
    finally:
        book.close()


def with_denunciations(entries: list[Entry]) -> set[int]:
    """Number the matters that were ever called a denunciation, and all that ever came with them, in how many steps."""
    found = {entry["subject"] for entry in entries if entry["data"].get("kind") == "denunciation"}
    came: dict[str, set[str]] = {}
    for entry in entries:
        if entry["kind"] in ("visit", "petition", "attached"):
            incidents = entry["data"].get("incidents") or [entry["data"]["incident"]]
            came.setdefault(entry["subject"], set()).update(incidents)
    for _step in entries:
        found |= {id_ for incidents in came.values() if incidents & found for id_ in incidents}
    return {key(id_) for id_ in found}


class Histories(RuleBasedStateMachine):
    """Any history of commands on one desk."""

    @initialize()
    def begin(self) -> None:
        self.place = Path(tempfile.mkdtemp(dir=MEMORY))
        self.folder = Folder(str(self.place / "desk"), Habits())
        self.folder.begin([Draft("configured", "", {"unit": "TB"})], STAMP)
        self.clerk: Any = None
        self.entries: list[Entry] = []
        self.undoable: list[tuple[list[Entry], dict[str, list[Any]]]] = []

    @rule(data=st.data(), move=st.sampled_from(MOVES))
    def act(self, data: st.DataObject, move: str) -> None:
        if self.clerk is None:
            self.clerk = Clerk(data.draw)
        self.clerk.choose = data.draw
        if not self.clerk.incidents:
            move = "visit"
        drafts = getattr(self.clerk, move)()
        before = figures(self.folder)
        done = self.folder.record("t", lambda _book: drafts, STAMP)
        self.entries += done
        self.clerk.live += done
        self.undoable.append((done, before))

    @rule()
    @precondition(lambda self: len(self.entries) > 3)
    def rebuild(self) -> None:
        (self.place / "desk/index.sqlite").unlink()

    @invariant()
    def cards_are_a_replay(self) -> None:
        kept = figures(self.folder)
        db = sqlite3.connect("", isolation_level=None)
        fill(db, self.folder.ledger, None)
        assert kept == told(db.execute)
        for id_ in self.clerk.incidents if self.clerk else ():
            case = load_case(db, self.folder.ledger, id_)
            counted = [line for line in case.lines if line.counts and line.type == "visit"]
            row = db.execute(
                "SELECT status, kind, handling, result, visits, people FROM incidents WHERE incident = ?", (key(id_),)
            ).fetchone()
            people = sum(line.people for line in counted)
            assert row == (case.status, case.kind, case.handling, case.result, len(counted), people)
            for cut in range(len(case.entries) + 1):
                part = replay.replay(id_, case.entries[:cut])
                for entry in case.entries[cut:]:
                    part = replay.apply(part, entry)
                assert part == case
        db.close()

    @precondition(lambda self: self.clerk and len(self.undoable) > 1)
    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        """Take the last commands back one by one: each time the figures are those before that command.

        Words of what was called a denunciation stay hidden, and of what came with it.
        """
        hidden = with_denunciations(self.entries)
        for done, before in list(itertools.islice(reversed(self.undoable), count)):
            subjects = {entry["subject"] for entry in done if entry["subject"]}
            for entry in done:
                facts = entry["data"]
                subjects |= {*facts.get("incidents", ()), *facts.get("subjects", ())}
                subjects |= {facts["incident"]} if "incident" in facts else set()
            data = {"entries": [entry["seq"] for entry in done], "subjects": sorted(subjects), "verb": "t"}
            self.entries += self.folder.record("undo", lambda _book, d=data: [Draft("retracted", "", d)], STAMP)
            self.undoable.pop()
            now, then = live(figures(self.folder)), live(before)
            found, were = ({number for (number,) in one.pop("words")} for one in (now, then))
            assert now == then
            assert were - hidden <= found <= were

    def teardown(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)


def live(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What is left of the cards without what is struck through: the numbers stay taken, nothing else does."""
    status, void = INCIDENTS.names.index("status"), LINES.names.index("void")
    incidents = [row for row in found["incidents"] if row[status] != "void"]
    lines = [row for row in found["lines"] if not row[void]]
    alive, held = {row[0] for row in incidents}, {row[0] for row in lines}
    links = [row for row in found["links"] if row[0] in held and row[1] in alive]
    return {"incidents": incidents, "lines": lines, "links": links, "words": found["words"]}


Histories.TestCase.settings = settings(max_examples=25, stateful_step_count=12)
TestHistories = Histories.TestCase


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4, unique=True), max_size=12))
def test_a_retraction_that_is_taken_back_takes_nothing_back(takings: list[list[int]]):
    """Against the definition: an entry is dead when a live retraction names it; later ones decide first."""
    entries: list[Entry] = [{"seq": n, "kind": "noted", "data": {}} for n in range(20)]
    for n, names in enumerate(takings, 20):
        entries.append({"seq": n, "kind": "retracted", "data": {"entries": [x for x in names if x < n]}})

    def is_dead(seq: int) -> bool:
        return any(seq in e["data"]["entries"] and not is_dead(e["seq"]) for e in entries[20:])

    assert dead(entries) == {entry["seq"] for entry in entries if is_dead(entry["seq"])}
