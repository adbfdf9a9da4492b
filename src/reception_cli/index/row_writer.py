"""The cards of what the law did with a matter: how it was decided and ended, what was ordered, done and replied."""

import json
import sqlite3
from collections.abc import Container, Iterable
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.domain.numbers import TYPES
from reception_cli.domain.outcome import Ending, ending, handled_on
from reception_cli.index import schema, search_terms
from reception_cli.index.search_terms import brought_by, denouncing, put_words, shared
from reception_cli.ledger.deadline_port import Owed, Reckon, nothing

# --- The cards of what the law did with a matter: how it was decided and ended, what was ordered, done and replied.

class OutcomeRows:
    """Gathers the cards of many matters, and writes them together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lives: list[tuple[object, ...]] = []
        self._done: list[tuple[object, ...]] = []
        self._replies: list[tuple[object, ...]] = []

    def take(self, number: int, case: Case, end: Ending) -> None:
        """Take in one matter; most have no life yet, a struck-through one has none any more."""
        life, over = case.life, end.how not in ("", "closed")
        if case.status == "void" or not (over or life.stage or life.accepted_on or life.instance or life.referrals):
            return
        carried_out = next((done["on"] for done in life.executed if done.get("done")), None)
        decided = end.on if end.how == "decided" else None
        self._lives.append((
            number, life.instance or None, life.accepted_on, decided, end.outcome, end.late_days, life.withdrawn_on,
            end.on, end.how or None, carried_out, *(life.decision.get(name) for name in ORDERED),
        ))  # fmt: skip
        for n, done in enumerate(life.executed, 1):
            self._done.append((number, n, done["on"], *(done.get(name) for name in DONE)))
        sent = (referral for referral in life.referrals if referral.replied_on and not referral.urging)
        self._replies += [(number, n, referral.replied_on) for n, referral in enumerate(sent, 1)]

    def put(self, db: sqlite3.Connection, numbers: str) -> None:
        """Write them in the place of those before; `numbers` lists all that were taken in (JSON)."""
        for drop in schema.DROP_LIVES:
            db.execute(drop, (numbers,))
        db.executemany(schema.PUT_LIFE, self._lives)
        db.executemany(schema.PUT_DONE, self._done)
        db.executemany(schema.PUT_REPLY, self._replies)


# --- Writing the index cards: lines and cases as rows, many at a time.

Row = tuple[Any, ...]
key = search_terms.key
# SQLite's Python side looks for a way to write None at each value anew, in several places, unless it knows one.
sqlite3.register_adapter(type(None), {None: None}.get)
_VARIABLES = 999  # in one statement: older SQLite takes no more


def put_rows(db: sqlite3.Connection, statement: str, rows: list[Row]) -> None:
    """Write rows, many with one statement: most of the work around a row is that around a statement."""
    most = _VARIABLES // len(rows[0]) if rows else 1
    whole = len(rows) // most * most
    for first in range(0, whole, most):
        db.execute(_many(statement, most), tuple(chain.from_iterable(rows[first : first + most])))
    db.executemany(statement, rows[whole:])


@lru_cache
def _many(statement: str, rows: int) -> str:
    """Say a statement for several rows."""
    start, _values, row = statement.partition("VALUES")
    return f"{start}VALUES{','.join([row] * rows)}"


def put_lines(db: sqlite3.Connection, lines: Iterable[Reception], bare: Container[str] = ()) -> None:
    """Write the cards of visits and petitions, their marks and their links; of `bare` ones the matter writes these."""
    numbered = [(key(line.id), line) for line in lines]
    put_rows(db, schema.PUT_LINE, [_line_row(number, line) for number, line in numbered])
    for number, line in numbered:
        if line.key or line.row:
            _put_marks(db, number, line)
    links = [
        _link(number, line, key(incident) if incident else 0)
        for number, line in numbered
        if line.id not in bare
        for incident in line.incidents or [""]
    ]
    db.executemany(schema.PUT_LINK_IF_NEW, links)


def _line_row(number: int, line: Reception) -> Row:
    return (
        number, line.type, line.at[:10], line.at, line.people, line.petitioners, line.signatories,
        line.session, line.host, line.source, +line.group, line.refused, line.commune, line.user,
        line.source_ref, +line.void, +line.anonymous,
    )  # fmt: skip


def _put_marks(db: sqlite3.Connection, number: int, line: Reception) -> None:
    """Note by what a line is known again; one that was taken back may be recorded again."""
    for mark in filter(None, (line.key and "key:" + line.key, line.row and "row:" + line.row)):
        if line.void:
            db.execute("DELETE FROM marks WHERE mark = ? AND line = ?", (mark, number))
        else:
            db.execute(schema.PUT_MARK, (mark, number))


def _link(
    number: int, line: Reception, incident: int, case: Case | None = None, first: bool = False, alone: bool = False,
    handled: str | None = None,
) -> Row:
    """Repeat in a link all that figures ask: of the line, and of a live incident; 0 stands for none at all.

    Truths are written as the numbers they are: SQLite's Python side is slow with anything else.
    """
    kind = field = status = handling = competence = None
    if case:
        kind, field, status, competence = case.kind, case.field, case.status, case.competence
        handling = line.handling.get(case.id)
    return (
        number, incident, TYPES[line.id[0]] if line.counts else 0, +alone, line.at[:10], line.people, +line.group,
        kind, field, status, handling, competence, +first, +(len(line.incidents) < 2), line.petitioners,
        line.session, line.host, line.commune, line.user, key(line.visit) if line.visit else None, handled,
    )  # fmt: skip


def put_cases(db: sqlite3.Connection, cases: Iterable[Case], reckon: Reckon = nothing) -> set[int]:
    """Write the cards of incidents, their links, their words and what is owed.

    In the order of their numbers: FTS5 begins a new segment at every number below the one before.
    Returns the other incidents whose words are no longer right: a reception they came by has become that of a
    denunciation, or is none any more.
    """
    numbered = sorted([(key(case.id), case) for case in cases], key=itemgetter(0))
    common = shared(db, [case for _number, case in numbered])
    before = denouncing(db, common)
    rows, links, steps, lives = list[Row](), list[Row](), list[Row](), OutcomeRows()
    for number, case in numbered:
        counted = _counted(case)
        imported = [line for line in case.lines if line.row]
        owed = reckon(case) if imported or not case.closed else nothing(case)
        end = ending(case)
        visits = [line for line in counted if line.type == "visit"]
        own = _links(number, case, counted, visits, end)
        links += own
        days = [link[-1] for link in own if link[-1] and link[2]]
        rows.append((*_case_row(number, case, counted, visits, owed), min(days) if days else None))
        if owed.steps:
            steps += [(number, *step) for step in owed.steps]
        lives.take(number, case, end)
    put_rows(db, schema.PUT_INCIDENT, rows)
    put_rows(db, schema.PUT_LINK, links)
    listed = json.dumps([number for number, _case in numbered])
    db.execute(schema.DROP_STEPS, (listed,))
    db.executemany(schema.PUT_STEP, steps)
    lives.put(db, listed)
    secret = denouncing(db, common)
    put_words(db, numbered, secret)
    return brought_by(db, before ^ secret) - {number for number, _case in numbered}


def _links(number: int, case: Case, counted: list[Reception], visits: list[Reception], end: Ending) -> list[Row]:
    """Link an incident with its lines; alone is the only visit of a live incident that brought nothing else."""
    firsts = {line.type: line.id for line in reversed(counted)}
    live = case if case.status != "void" else None
    alone = visits[0].id if live and len(visits) == 1 and len(visits[0].incidents) == 1 else None
    return [
        _link(key(v.id), v, number, live, firsts.get(v.type) == v.id, v.id == alone, handled_on(case, v, end))
        for v in case.lines
    ]


def _counted(case: Case) -> list[Reception]:
    """Give the lines that count, by day and number."""
    counted = [line for line in case.lines if line.counts]
    return sorted(counted, key=lambda v: (v.day, key(v.id))) if len(counted) > 1 else counted


def _case_row(number: int, case: Case, counted: list[Reception], visits: list[Reception], owed: Owed) -> Row:
    due_step, due_on = None, None
    for step, due, _since in owed.steps:
        if due:
            due_step, due_on = step, due
            break
    first, last = (visits[0].day, visits[-1].day) if visits else (None, None)
    return (
        number, case.opened_on, case.status, case.kind, case.field, case.competence, case.qualified,
        case.prior, case.handling, case.result, case.closed_on, due_on, len(visits),
        sum([v.people for v in visits]), len(counted) - len(visits), first, last, case.user,
        due_step, case.life.assignee or None, owed.lacks,
    )  # fmt: skip
