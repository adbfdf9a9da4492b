"""Writing the index cards: lines and cases as rows, many at a time."""

import json
import sqlite3
from collections.abc import Container, Iterable
from functools import lru_cache

from reception_cli.model.case import Case, Line
from reception_cli.model.ending import Ending, ending, handled_on
from reception_cli.model.number import TYPES
from reception_cli.model.number import key as _key
from reception_cli.store import schema
from reception_cli.store.lives import Lives
from reception_cli.store.owing import Owed, Reckon, nothing
from reception_cli.store.wording import brought_by, denouncing, put_words, shared

_UNTOLD = (None,) * 5  # of an incident that is struck through, or not written yet
key = lru_cache(20_000)(_key)  # a number is met at each of its entries


def put_lines(db: sqlite3.Connection, lines: Iterable[Line], bare: Container[str] = ()) -> None:
    """Write the cards of visits and petitions, their marks and their links; of `bare` ones the matter writes these."""
    numbered = [(key(line.id), line) for line in lines]
    db.executemany(schema.PUT_LINE, [_line_row(number, line) for number, line in numbered])
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


def _line_row(number: int, line: Line) -> tuple[object, ...]:
    return (
        number, line.type, line.day, line.at, line.people, line.petitioners, line.signatories,
        line.session, line.host, line.source, +line.group, line.refused, line.commune, line.user,
        line.source_ref, +line.void, +line.anonymous,
    )  # fmt: skip


def _put_marks(db: sqlite3.Connection, number: int, line: Line) -> None:
    """Note by what a line is known again; one that was taken back may be recorded again."""
    for mark in filter(None, (line.key and "key:" + line.key, line.row and "row:" + line.row)):
        if line.void:
            db.execute("DELETE FROM marks WHERE mark = ? AND line = ?", (mark, number))
        else:
            db.execute(schema.PUT_MARK, (mark, number))


def _link(
    number: int, line: Line, incident: int, case: Case | None = None, first: bool = False, alone: bool = False,
    handled: str | None = None,
) -> tuple[object, ...]:
    """Repeat in a link all that figures ask: of the line, and of a live incident; 0 stands for none at all.

    Truths are written as the numbers they are: SQLite's Python side is slow with anything else.
    """
    told = (case.kind, case.field, case.status, line.handling.get(case.id), case.competence) if case else _UNTOLD
    return (
        number, incident, TYPES[line.id[0]] if line.counts else 0, +alone, line.day, line.people, +line.group,
        *told, +first, +(len(line.incidents) < 2), line.petitioners, line.session, line.host, line.commune, line.user,
        key(line.visit) if line.visit else None, handled,
    )  # fmt: skip


def put_cases(db: sqlite3.Connection, cases: Iterable[Case], reckon: Reckon = nothing) -> set[int]:
    """Write the cards of incidents, their links, their words and what is owed.

    In the order of their numbers: FTS5 begins a new segment at every number below the one before.
    Returns the other incidents whose words are no longer right: a reception they came by has become that of a
    denunciation, or is none any more.
    """
    numbered = sorted(((key(case.id), case) for case in cases), key=lambda pair: pair[0])
    common = shared(db, [case for _number, case in numbered])
    before = denouncing(db, common)
    rows, links, steps, lives = [], [], list[tuple[object, ...]](), Lives()
    for number, case in numbered:
        counted = _counted(case)
        owed = nothing(case) if case.closed and not any(line.row for line in case.lines) else reckon(case)
        end = ending(case)
        own = _links(number, case, counted, end)
        handled = min((str(link[-1]) for link in own if link[-1] and link[2]), default=None)
        rows.append((*_case_row(number, case, counted, owed), handled))
        steps += [(number, *step) for step in owed.steps]
        links += own
        lives.take(number, case, end)
    db.executemany(schema.PUT_INCIDENT, rows)
    db.executemany(schema.PUT_LINK, links)
    listed = json.dumps([number for number, _case in numbered])
    db.execute(schema.DROP_STEPS, (listed,))
    db.executemany(schema.PUT_STEP, steps)
    lives.put(db, listed)
    secret = denouncing(db, common)
    put_words(db, numbered, secret)
    return brought_by(db, before ^ secret) - {number for number, _case in numbered}


def _links(number: int, case: Case, counted: list[Line], end: Ending) -> list[tuple[object, ...]]:
    """Link an incident with its lines; alone is the only visit of a live incident that brought nothing else."""
    firsts = {line.type: line.id for line in reversed(counted)}.values()
    live = case if case.status != "void" else None
    visits = [line for line in counted if line.type == "visit"]
    alone = [v.id for v in visits if live and len(visits) == len(v.incidents) == 1]
    return [
        _link(key(v.id), v, number, live, v.id in firsts, v.id in alone, handled_on(case, v, end))
        for v in case.lines
    ]


def _counted(case: Case) -> list[Line]:
    """Give the lines that count, by day and number."""
    counted = [line for line in case.lines if line.counts]
    return sorted(counted, key=lambda v: (v.day, key(v.id))) if len(counted) > 1 else counted


def _case_row(number: int, case: Case, counted: list[Line], owed: Owed) -> tuple[object, ...]:
    visits = [line for line in counted if line.type == "visit"]
    due_step, due_on = next(((step, due) for step, due, _since in owed.steps if due), (None, None))
    return (
        number, case.opened_on, case.status, case.kind, case.field, case.competence, case.qualified,
        case.prior, case.handling, case.result, case.closed_on, due_on, len(visits),
        sum(v.people for v in visits), len(counted) - len(visits),
        visits[0].day if visits else None, visits[-1].day if visits else None, case.user,
        due_step, case.life.assignee or None, owed.lacks,
    )  # fmt: skip
