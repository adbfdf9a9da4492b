"""Writing the index cards: lines and cases as rows, many at a time."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from reception_cli.model.case import Case, Line
from reception_cli.model.number import key as _key
from reception_cli.model.text import fold, words
from reception_cli.store import schema
from reception_cli.store.owing import Owed, Reckon, nothing

key = lru_cache(20_000)(_key)  # a number is met at each of its entries


def put_lines(db: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Write the cards of visits and petitions, their marks and their links."""
    numbered = [(key(line.id), line) for line in lines]
    db.executemany(schema.PUT_LINE, [_line_row(number, line) for number, line in numbered])
    for number, line in numbered:
        if line.key or line.row:
            _put_marks(db, number, line)
    links = [(number, key(incident)) for number, line in numbered for incident in line.incidents]
    db.executemany(schema.PUT_LINK_IF_NEW, links)


def _line_row(number: int, line: Line) -> tuple[object, ...]:
    return (
        number, line.type, line.day, line.at, line.people, line.petitioners, line.signatories,
        line.session, line.host, line.source, line.group, line.refused, line.commune, line.user,
        line.source_ref, len(line.incidents), line.void,
    )  # fmt: skip


def _put_marks(db: sqlite3.Connection, number: int, line: Line) -> None:
    """Note by what a line is known again; one that was taken back may be recorded again."""
    for mark in filter(None, (line.key and "key:" + line.key, line.row and "row:" + line.row)):
        if line.void:
            db.execute("DELETE FROM marks WHERE mark = ? AND line = ?", (mark, number))
        else:
            db.execute(schema.PUT_MARK, (mark, number))


def put_cases(db: sqlite3.Connection, cases: Iterable[Case], reckon: Reckon = nothing) -> None:
    """Write the cards of incidents, their links, their words and what is owed.

    In the order of their numbers: FTS5 begins a new segment at every number below the one before.
    """
    numbered = sorted(((key(case.id), case) for case in cases), key=lambda pair: pair[0])
    rows, links, steps = [], [], list[tuple[object, ...]]()
    for number, case in numbered:
        counted = _counted(case)
        firsts = {line.type: line.id for line in reversed(counted)}.values()
        owed = nothing(case) if case.closed and not any(line.row for line in case.lines) else reckon(case)
        rows.append(_case_row(number, case, counted, owed))
        steps += [(number, *step) for step in owed.steps]
        facts = (case.kind, case.field, case.status)  # what figures are grouped by, at hand where they count
        links += [(key(v.id), number, v.handling.get(case.id), v.id in firsts, *facts) for v in case.lines]
    db.executemany(schema.PUT_INCIDENT, rows)
    db.executemany(schema.PUT_LINK, links)
    db.executemany(schema.DROP_STEPS, [(number,) for number, _case in numbered])
    db.executemany(schema.PUT_STEP, steps)
    _put_words(db, numbered)


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


def _put_words(db: sqlite3.Connection, numbered: list[tuple[int, Case]]) -> None:
    """Write the words that find incidents; a denunciation has none, so that no search can name it."""
    silent = {number for number, case in numbered if case.confidential or case.status == "void"}
    db.executemany(schema.DROP_WORDS, [(number,) for number in silent])
    told = [(number, " ".join(searchable(case))) for number, case in numbered if number not in silent]
    db.executemany(schema.PUT_WORDS, told)


def searchable(case: Case) -> list[str]:
    """Fold all words of an incident; names and id numbers also stand there as `_word`, to find a person by."""
    found = words(case.private.get("content", ""))
    for note in case.notes:
        found += words(note)
    for line in case.lines:
        values = line.private
        name = words(values.get("name", ""))
        found += name
        for other in ("address", "note"):
            if other in values:
                found += words(values[other])
        found += ["_" + word for word in name]
        if values.get("id_no"):
            found.append("_" + fold(values["id_no"]).replace(" ", ""))
    return found
