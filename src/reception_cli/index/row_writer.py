"""Writing the index cards: receptions, incidents and the desk's diary, as rows."""

import json
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

from reception_cli.domain import numbers
from reception_cli.domain.case import (
    OF_MATTER,
    Case,
    Ending,
    Reception,
    ending,
    handled_on,
    of_refusal,
    result,
    within_competence,
)  # fmt: skip
from reception_cli.domain.entry import Entry
from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.domain.numbers import TYPES
from reception_cli.domain.text import one_number, words
from reception_cli.index import SERIAL, UNTIDY, schema
from reception_cli.index.deadline_port import Owed, Reckon, nothing
from reception_cli.index.register_view import SOME, any_secret, asked, key, load_case
from reception_cli.index.schema import Row, insert, put_facts

if TYPE_CHECKING:
    from reception_cli.index.secrecy import Veil
    from reception_cli.ledger.storage import Ledger

_LISTED = "incident IN (SELECT value FROM json_each(?1))"
DIARY = {
    "duty": schema.DUTIES, "appointed": schema.APPOINTMENTS, "attended": schema.ARRIVALS, "missed": schema.ARRIVALS,
    "shift_note": schema.SHIFT_NOTES, "shift_done": schema.SHIFT_DONE,
}  # fmt: skip


# --- Receptions.

def put_lines(db: sqlite3.Connection, lines: Iterable[Reception], bare: Container[str] = ()) -> None:
    """Write the cards of visits and petitions, their marks and their links; of `bare` ones the matter writes these."""
    numbered = [(key(line.id), line) for line in lines]
    insert(db, schema.LINES, [_line(number, line) for number, line in numbered])
    for number, line in numbered:
        if line.key or line.row:
            _put_marks(db, number, line)
    links = [
        _link(number, line, key(incident) if incident else 0)
        for number, line in numbered
        if line.id not in bare
        for incident in line.incidents or [""]
    ]
    insert(db, schema.LINKS, links, "IGNORE")


def _line(number: int, line: Reception) -> Row:
    return {
        "line": number, "type": line.type, "day": line.at[:10], "at": line.at, "people": line.people,
        "petitioners": line.petitioners, "signatories": line.signatories, "session": line.session, "host": line.host,
        "source": line.source, "is_group": +line.group, "refused": line.refused, "commune": line.commune,
        "clerk": line.user, "source_ref": line.source_ref, "void": +line.void, "anonymous": +line.anonymous,
        "imported": +bool(line.row),
        "bodies": _codes(line.bodies),
        "duplicate": key(line.duplicate) if line.duplicate else None,
        "entered_on": line.entered and line.entered.on,
    }  # fmt: skip


def _codes(codes: Iterable[str]) -> str | None:
    """Write codes so that one is found between its commas: `,council,party,`."""
    listed = ",".join(sorted(codes))
    return f",{listed}," if listed else None


def _put_marks(db: sqlite3.Connection, number: int, line: Reception) -> None:
    """Note by what a line is known again; one that was taken back may be recorded again."""
    for mark in filter(None, (line.key and "key:" + line.key, line.row and "row:" + line.row)):
        if line.void:
            db.execute("DELETE FROM marks WHERE mark = ? AND line = ?", (mark, number))
        else:
            insert(db, schema.MARKS, [{"mark": mark, "line": number}])


def _link(
    number: int, line: Reception, incident: int, case: Case | None = None, first: bool = False, alone: bool = False,
    handled: str | None = None, result: str | None = None,
) -> Row:
    """Repeat in a link all that figures ask: of the line, and of a live incident; 0 stands for none at all.

    Truths are written as the numbers they are: SQLite's Python side is slow with anything else.
    """
    return {
        "line": number, "incident": incident, "counted": TYPES[line.id[0]] if line.counts else 0, "alone": +alone,
        "day": line.at[:10], "people": line.people, "is_group": +line.group, "kind": case and case.kind,
        "field": case and case.field, "status": case and case.status, "handling": case and line.handling.get(case.id),
        "competence": case and case.competence, "is_first": +first, "single": +(len(line.incidents) < 2),
        "petitioners": line.petitioners, "session": line.session, "host": line.host, "commune": line.commune,
        "clerk": line.user, "visit": key(line.visit) if line.visit else None, "handled_on": handled, "result": result,
        "bodies": _codes(line.bodies),
    }  # fmt: skip


# --- Incidents: what the law did with them, and what they owe.

def put_cases(db: sqlite3.Connection, cases: Iterable[Case], reckon: Reckon) -> None:
    """Write the cards of incidents, their links and what is owed; their words are for `write_words`."""
    numbered = sorted([(key(case.id), case) for case in cases], key=itemgetter(0))
    incidents, links, steps = list[Row](), list[Row](), list[Row]()
    lives, spells, done, replies = list[Row](), list[Row](), list[Row](), list[Row]()
    for number, case in numbered:
        counted = _counted(case)
        imported = [line for line in case.lines if line.row]
        tells = imported or not case.closed or case.life.promises or _unsaid(case)
        owed = reckon(case) if tells else nothing(case)
        end = ending(case)
        visits = [line for line in counted if line.type == "visit"]
        own = _links(number, case, counted, visits, end)
        links += own
        days = [link["handled_on"] for link in own if link["handled_on"] and link["counted"]]
        incidents.append(_incident(number, case, counted, visits, owed, min(days) if days else None))
        steps += _steps(number, owed)
        ours = within_competence(case, end) if case.status != "void" else []
        spells += [{"incident": number, **spell._asdict()} for spell in ours]
        if _has_life(case, end, bool(ours)):
            lives.append(_life(number, case, end))
            done += _carried_out(number, case)
            replies += _replies(number, case)
    insert(db, schema.INCIDENTS, incidents)
    insert(db, schema.LINKS, links)
    listed = json.dumps([number for number, _case in numbered])
    for table in (schema.STEPS, schema.LIVES, schema.SPELLS, schema.DONE_SINCE, schema.REPLIES):
        db.execute(f"DELETE FROM {table.name} WHERE {_LISTED}", (listed,))
    insert(db, schema.STEPS, steps, "IGNORE")  # of several of one name the most urgent stays, which comes first
    insert(db, schema.LIVES, lives, "ABORT")
    insert(db, schema.SPELLS, spells, "ABORT")
    insert(db, schema.DONE_SINCE, done, "ABORT")
    insert(db, schema.REPLIES, replies, "ABORT")


def put_refusals(db: sqlite3.Connection, lines: Iterable[Reception], reckon: Reckon) -> None:
    """Write what is owed to those who were refused: their visits brought no incident that could owe it."""
    for line in lines:
        if line.refused is not None and line.type == "visit":
            number = key(line.id)
            db.execute("DELETE FROM steps WHERE incident = ?", (number,))
            insert(db, schema.STEPS, _steps(number, reckon(of_refusal(line))), "IGNORE")


def _steps(number: int, owed: Owed) -> list[Row]:
    return [
        {
            "incident": number, "step": step, "seq": seq, "due_on": due_on, "since": since, "who": who,
            "falls_on": falls_on,
        }
        for step, due_on, since, who, seq, falls_on in owed.steps
    ]  # fmt: skip


_BROUGHT = " UNION ".join(
    f"SELECT incident FROM links WHERE {own} IN {SOME} AND incident > 0" for own in ("line", "visit")
)


def brought_by(db: sqlite3.Connection, receptions: set[int]) -> set[int]:
    """Number the incidents that receptions brought."""
    return asked(db, _BROUGHT, receptions)


def _unsaid(case: Case) -> bool:
    return None in (case.kind, case.field, case.competence, case.handling)


def _links(number: int, case: Case, counted: list[Reception], visits: list[Reception], end: Ending) -> list[Row]:
    """Link an incident with its lines; alone is the only visit of a live incident that brought nothing else."""
    firsts = {line.type: line.id for line in reversed(counted)}
    live = case if case.status != "void" else None
    alone = visits[0].id if live and len(visits) == 1 and len(visits[0].incidents) == 1 else None
    over = result(case, end) if live else None
    return [
        _link(key(v.id), v, number, live, firsts.get(v.type) == v.id, v.id == alone, handled_on(case, v, end), over)
        for v in case.lines
    ]


def _counted(case: Case) -> list[Reception]:
    """Give the lines that count, by day and number."""
    counted = [line for line in case.lines if line.counts]
    return sorted(counted, key=lambda v: (v.day, key(v.id))) if len(counted) > 1 else counted


def _incident(
    number: int, case: Case, counted: list[Reception], visits: list[Reception], owed: Owed, handled: str | None
) -> Row:
    due_step, due_on = None, None
    for step, due, *_more in owed.steps:
        if due:
            due_step, due_on = step, due
            break
    return {
        "incident": number, "opened_on": case.opened_on, "status": case.status, "kind": case.kind,
        "field": case.field, "competence": case.competence, "qualified": case.qualified, "prior": case.prior,
        "handling": case.handling, "result": case.result, "closed_on": case.closed_on, "due_on": due_on,
        "visits": len(visits), "people": sum([v.people for v in visits]), "petitions": len(counted) - len(visits),
        "first_visit": visits[0].day if visits else None, "last_visit": visits[-1].day if visits else None,
        "clerk": case.user, "due_step": due_step, "assignee": case.life.assignee or None, "lacks": owed.lacks,
        "handled_on": handled, "incomplete": owed.incomplete,
        "entered_on": case.life.entered and case.life.entered.on,
    }  # fmt: skip


def _has_life(case: Case, end: Ending, ours: bool) -> bool:
    """Whether the law did anything with a matter, or one within competence ended.

    Most have no life yet, a struck-through one has none any more.
    """
    life, over = case.life, end.how not in (("",) if ours else ("", "closed"))
    return case.status != "void" and bool(
        over or life.stage or life.accepted_on or life.instance or life.referrals
    )


def _life(number: int, case: Case, end: Ending) -> Row:
    life = case.life
    return {
        "incident": number, "instance": life.instance or None, "accepted_on": life.accepted_on,
        "decided_on": end.on if end.how == "decided" else None, "outcome": end.outcome, "late_days": end.late_days,
        "withdrawn_on": life.withdrawn_on, "ended_on": end.on, "ending": end.how or None,
        "executed_on": next((done["on"] for done in life.executed if done.get("done")), None),
        "criteria": _codes(life.criteria), "letters": len(life.referrals),
        **{name: life.decision.get(name) for name in ORDERED},
    }  # fmt: skip


def _carried_out(number: int, case: Case) -> list[Row]:
    return [
        {"incident": number, "n": n, "day": done["on"], **{name: done.get(name) for name in DONE}}
        for n, done in enumerate(case.life.executed, 1)
    ]


def _replies(number: int, case: Case) -> list[Row]:
    answered = (letter for letter in case.life.referrals if letter.replied_on and not letter.urging)
    return [{"incident": number, "n": n, "day": letter.replied_on} for n, letter in enumerate(answered, 1)]


# --- The words that find an incident. A secret one has none; another has none of those who stay hidden in it.

# One look-up instead of one in each segment, and nothing left of words that were taken away.
_TIDY = "INSERT INTO words(words) VALUES('optimize')"
# How many bytes of words are held before they are written as a segment: while a large register is read, and ever else.
MANY, FEW = (f"INSERT INTO words(words, rank) VALUES('hashsize', {size})" for size in (1 << 23, 1 << 20))
_WORDS = f"SELECT rowid, text FROM words WHERE rowid IN {SOME}"


def tidy(db: sqlite3.Connection) -> None:
    """Leave nothing of words that were taken away while new cards were filled: no log was kept of these."""
    db.execute(_TIDY)
    db.execute("DELETE FROM meta WHERE key = ?", (UNTIDY,))


def took_away(db: sqlite3.Connection) -> None:
    """Leave nothing of words that were taken away but in SQLite's log, and note that it may still hold them."""
    db.execute(_TIDY)
    put_facts(db, schema.META, {UNTIDY: 1})


def write_words(
    db: sqlite3.Connection, ledger: "Ledger", cases: Mapping[int, Case], stirred: Iterable[int] = (),
    ours: Callable[[int], bool] = lambda _number: True,
) -> bool:
    """Write the words of incidents, and of the others that those now hide; whether any were taken away that stood.

    `stirred` are incidents that may hide others no longer; of the others only `ours` are written. In the order of
    their numbers: FTS5 begins a new segment at every number below the one before.
    """
    over, kept, written = dict[int, "Veil"](), set[int](), dict(cases)
    if any_secret(db):
        from reception_cli.index import secrecy  # few registers' daily work meets a denunciation

        over, kept = secrecy.over_cases(db, ledger, cases, stirred)
        for number in over.keys() | secrecy.around(db, stirred):
            if not numbers.letter(number) and number not in written and ours(number):
                written[number] = load_case(db, ledger, numbers.text(number))
    silent, rows = list[int](), list[Row]()
    for number, case in sorted(written.items(), key=itemgetter(0)):
        found = None if number in kept else searchable(number, case, over.get(number))
        if found is not None:
            rows.append({"rowid": number, "text": " ".join(found)})
        else:
            silent.append(number)
    fewer = _taken_away(db, silent, [row for row in rows if row["rowid"] in over])
    db.executemany("DELETE FROM words WHERE rowid = ?", [(number,) for number in silent])
    insert(db, schema.WORDS, rows)
    return fewer


def _taken_away(db: sqlite3.Connection, silent: list[int], rows: list[Row]) -> bool:
    """Whether words stand that are not to be found any more."""
    now = {row["rowid"]: set(row["text"].split()) for row in rows}
    before = db.execute(_WORDS, (json.dumps([*silent, *now]),)) if silent or now else ()
    return any(set(text.split()) - now.get(number, set()) for number, text in before)


def searchable(number: int, case: Case, over: "Veil | None") -> list[str] | None:
    """Fold all words of an incident; names and id numbers also stand there as `_word`, to find a person by.

    None where it is not to be found at all.
    """
    if case.status == "void" or case.confidential or (over and number in over.secret):
        return None
    found = words(case.private.get("content", ""))
    for name in OF_MATTER:
        found += words(case.private.get(name, ""))
    for note in case.notes if not over or over.apart else ():
        found += words(note)
    for line in case.lines:
        if not over or key(line.id) not in over.lines:
            found += _of_line(line)
    for paper in _papers(case):
        found += words(paper)
    return found


def _papers(case: Case) -> Iterator[str]:
    """Give the numbers of all papers that a matter's life names."""
    life = case.life
    found = [case.doc, life.decision.get("doc")]
    for several in (life.extensions, life.pauses, life.referrals, life.steps):
        found += [each.doc for each in several]
    return (str(number) for number in dict.fromkeys(found) if number)


def _of_line(line: Reception) -> list[str]:
    values = line.private
    found = words(values.get("name", ""))
    found += ["_" + word for word in found]
    for other in ("address", "note"):
        if other in values:
            found += words(values[other])
    found += words(line.commune or "")
    found += ["_" + one_number(values[other]) for other in ("id_no", "phone") if values.get(other)]
    if line.source_ref:
        found.append(SERIAL + "".join(words(line.source_ref)))
    return found


# --- The desk's own diary: reception days of the head, appointments and who kept them, shift notes.

def put_diary(db: sqlite3.Connection, entry: Entry) -> None:
    """Write the card of one entry of a kind in `DIARY`."""
    kind, data = entry["kind"], entry["data"]
    row: Row = {"seq": entry["seq"], "clerk": entry["user"], "gone": 0}
    if kind == "duty":
        planned = data["date"] > entry["recorded_at"][:10]
        row |= {"day": data["date"], "host": data["host"], "visitors": data["visitors"], "planned": planned}
    elif kind == "appointed":
        incident = key(data["incident"]) if "incident" in data else None
        row |= {"day": data["on"][:10], "at": data["on"], "incident": incident}
    elif kind == "shift_note":
        row |= {"at": entry["at"]}
    elif kind == "shift_done":
        row |= {"note": data["note"]}
    else:
        line = key(data["visit"]) if "visit" in data else None
        row |= {"appointment": data["appointed"], "came": kind == "attended", "line": line}
    insert(db, DIARY[kind], [row])


def retract_diary(db: sqlite3.Connection, ledger: "Ledger", seqs: Iterable[int], gone: bool = True) -> None:
    """Strike out the cards of entries that were taken back; what a retracted retraction struck stands again."""
    query = "SELECT seq, pos, kind FROM entries WHERE seq IN (SELECT value FROM json_each(?))"
    for seq, pos, kind in db.execute(query, (json.dumps(list(seqs)),)).fetchall():
        if kind in DIARY:
            db.execute(f"UPDATE {DIARY[kind].name} SET gone = ? WHERE seq = ?", (gone, seq))
        elif kind == "retracted":
            retract_diary(db, ledger, ledger.read_at(pos)["data"]["entries"], not gone)
