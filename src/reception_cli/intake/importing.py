"""One import from file to entries: read, match with what the register holds, plan, and say what it comes to."""

import csv
import io
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from reception_cli.intake import matching
from reception_cli.intake.cells import Fault, id_of
from reception_cli.intake.columns import OWN, Layout
from reception_cli.intake.line import Line
from reception_cli.intake.matching import Matched, Stored
from reception_cli.intake.plan import Known, Plan, plan
from reception_cli.intake.reading import Asked, Reading, read_register
from reception_cli.intake.spreadsheet import Cell
from reception_cli.model import number
from reception_cli.model.entry import Draft
from reception_cli.model.errors import NotFound
from reception_cli.model.words import _
from reception_cli.rules import correcting
from reception_cli.rules.sealing import Seal
from reception_cli.store.book import Book

_OWN_HEADINGS = {"own_sheet": "Trang tính trong tệp", "own_row": "Dòng trong tệp", "own_reason": "Lý do bị loại"}


class Update(NamedTuple):
    """Whether lines that differ are taken, and what forbids it."""

    wanted: bool
    seal: Seal
    source: str  # name of the file


def read(path: str, asked: Asked, book: Book, progress: Callable[[int], None]) -> Reading:
    """Read a file; repeats may name lines that an earlier import of the same or the last year has booked."""
    found = read_register(path, asked.map_name, asked.group_min, progress=progress, asked=asked)
    if found.rejects and (refs := book.source_refs()):
        years = {line.day.year for line in found.lines}
        known = {ref for ref in refs if any(book.by_source(ref, year - ago) for year in years for ago in (0, 1))}
        if known:
            found = read_register(path, asked.map_name, asked.group_min, known=known, progress=progress, asked=asked)
    return found._replace(digests=matching.line_keys(found.lines, book.setting("secret")))


def decide(reading: Reading, book: Book, update: Update | None = None) -> Plan:
    """Plan what of a reading is new to the register, and with `update` what of it differs."""
    matched = matched_with(reading, book)
    known = Known(book.by_source, lambda incident: book.case(incident).status == "closed")
    planned = plan(reading.lines, matched, known, book.numbers())
    if update is None or not update.wanted or not planned.differing:
        return planned
    drafts = [draft for line, match in planned.differing for draft in _corrections(line, match, book, update)]
    return planned._replace(drafts=[*planned.drafts, *drafts], updated=len(planned.differing))


def matched_with(reading: Reading, book: Book) -> Matched:
    """Match the lines of a reading with those of the register."""

    def load(id_: str) -> Stored | None:
        return _brief(book, id_)

    def among(first: str, last: str) -> list[Stored]:
        query = "SELECT line FROM lines WHERE day BETWEEN ? AND ? AND line < ? ORDER BY line"
        rows = book.db.execute(query, (first, last, number.UNIT)).fetchall()
        return [stored for (line,) in rows if (stored := _stored(book, number.text(line)))]

    def count(first: str, last: str) -> int:
        query = "SELECT count(*) FROM lines WHERE day BETWEEN ? AND ? AND line < ? AND void = 0"
        return int(book.db.execute(query, (first, last, number.UNIT)).fetchone()[0])

    held = matching.Desk(book.setting("secret"), book.marked, load, among, count)
    return matching.match(reading.lines, reading.digests, reading.fields, held)


def _brief(book: Book, id_: str) -> Stored | None:
    """Give what further visits ask of a line that is known to be unchanged: its matter, from the cards alone."""
    query = (
        "SELECT l.day, l.source_ref, k.incident, i.status FROM lines l"
        " LEFT JOIN links k ON k.line = l.line AND k.incident > 0 LEFT JOIN incidents i ON i.incident = k.incident"
        " WHERE l.line = ? AND l.void = 0 ORDER BY k.incident LIMIT 1"
    )
    row = book.db.execute(query, (number.key(id_),)).fetchone()
    if row is None:
        return None
    day, ref, incident, status = row
    return Stored(id_, number.text(incident) if incident else "", day, ref or "", {}, "", None, status == "closed")


def _stored(book: Book, id_: str) -> Stored | None:
    """Give a line of the register as it stands; None for one that was taken back or hangs on another."""
    try:
        line = book.line(id_)
    except NotFound:
        return None
    struck = line.void and _was_struck(book, id_)
    if (line.void and not struck) or line.visit or line.refused:
        return None
    incident = line.incidents[0] if line.incidents else ""
    case = book.case(incident) if incident else None
    facts = {
        "people": line.people, "petitioners": line.petitioners, "session": line.session, "host": line.host,
        "commune": line.commune, "signatories": line.signatories, "source": line.source, "group": line.group,
    }  # fmt: skip
    return Stored(
        id_,
        incident,
        line.day,
        line.source_ref or "",
        {**line.private, **facts},
        case.private.get("content", "") if case else "",
        case.kind if case else None,
        case is not None and case.status == "closed",
        struck,
        line.row is not None,
        line.row,
    )


def _was_struck(book: Book, id_: str) -> bool:
    query = "SELECT 1 FROM entries WHERE kind = 'voided' AND subject = ? LIMIT 1"
    return book.db.execute(query, (number.key(id_),)).fetchone() is not None


def _corrections(line: Line, match: matching.Match, book: Book, update: Update) -> Iterator[Draft]:
    """Turn what differs into corrections of the line and of its matter, or into its end."""
    stored, changes = match.stored, match.changes
    if stored is None:
        return
    reason = _("a later edition of the register, {file}").format(file=update.source)
    wish = {name: new for name, (_old, new) in changes.items() if name not in ("content", "kind", "result")}
    texts = ("name", "address", "id_no", "phone", "host_name", "note")
    wish = {name: (value or "") if name in texts else value for name, value in wish.items()}
    if wish:
        yield from correcting.correct(book.line(stored.id), wish, reason, update.seal)
    facts = {name: changes[name][1] for name in ("content", "kind") if name in changes}
    if facts and stored.incident:
        yield from correcting.correct(book.case(stored.incident), facts, reason, update.seal)
    if "result" in changes and stored.incident:
        day = line.day.isoformat()
        if changes["result"][1] == "closed":
            yield Draft("closed", stored.incident, {"result": "unrecorded"}, {}, day)
        else:
            yield Draft("reopened", stored.incident, {"on": day}, {"reason": reason}, day)


def entries(done: Plan, reading: Reading, path: str) -> list[Draft]:
    """List all drafts of an import, headed by the entry that tells of it; none when nothing is new."""
    if not done.drafts:
        return []
    data = {"totals": _reckoned(done, reading), "map": reading.map_name}
    return [Draft("imported", "", data, {"file": os.path.basename(path)}), *done.drafts]


def totals(done: Plan, reading: Reading) -> dict[str, Any]:
    """Count what an import comes to: rows read, and what they add to the register."""
    more = {
        "petitions": done.petitions, "differing": len(done.differing), "updated": done.updated,
        "ambiguous": len(done.ambiguous), "struck": len(done.struck), "gone": len(done.gone),
    }  # fmt: skip
    return _reckoned(done, reading) | {name: value for name, value in more.items() if value}


def _reckoned(done: Plan, reading: Reading) -> dict[str, Any]:
    return {
        "rows": done.rows, "visits": done.visits, "people": done.people, "incidents": done.incidents,
        "already": done.already, "rejects": len({(reject.sheet, reject.number) for reject in reading.rejects}),
    }  # fmt: skip


def rejects_file(reading: Reading) -> bytes:
    """Write the rejected rows as they stood, under the headings, so that they can be mended and read again."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    headings: dict[str, None] = dict.fromkeys(reading.header)
    for _sheet, layout in reading.rejected_from:
        headings |= dict.fromkeys(layout.headings)
    shared = [heading for heading in headings if heading]
    own = [_OWN_HEADINGS[field] for field in OWN if _OWN_HEADINGS[field] not in headings]
    writer.writerow([*shared, *own])
    reasons: dict[tuple[str, int], list[str]] = {}
    for reject in reading.rejects:
        reasons.setdefault((reject.sheet, reject.number), []).append(
            f"{reject.column}: {reject.reason}" if reject.column else reject.reason
        )
    for row, (sheet, layout) in zip(reading.rejected_rows, reading.rejected_from, strict=True):
        cells = {}
        for place, cell in enumerate(row.cells):
            heading = layout.headings[place] if place < len(layout.headings) else ""
            cells[heading or f"\0{place}"] = _plain(cell, place, layout)
        told = {
            _OWN_HEADINGS["own_row"]: str(row.number),
            _OWN_HEADINGS["own_sheet"]: sheet,
            _OWN_HEADINGS["own_reason"]: "; ".join(reasons.get((sheet, row.number), [])),
        }
        beyond = [cell for heading, cell in cells.items() if heading.startswith("\0")]
        writer.writerow([*(cells.get(heading, "") for heading in shared), *(told[heading] for heading in own), *beyond])
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _plain(cell: Cell, place: int, layout: Layout) -> str:
    """Write a cell as a person reads it: days day first, identity numbers with their zeros."""
    if cell is None:
        return ""
    if layout.positions.get("id_no") == place:
        try:
            return id_of(cell, "") if not isinstance(cell, str) else cell
        except Fault:
            return str(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
