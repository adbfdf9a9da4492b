"""One import from file to entries: read, match with what the register holds, plan, and say what it comes to."""

import csv
import io
import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from reception_cli.domain.entry import Draft, Drafts
from reception_cli.index.register_view import RegisterView
from reception_cli.intake import editions, matching
from reception_cli.intake.cells import Fault, id_of
from reception_cli.intake.columns import OWN, Layout
from reception_cli.intake.editions import Update
from reception_cli.intake.plan import Known, Plan, plan
from reception_cli.intake.reading import Asked, Reading, read_register
from reception_cli.intake.repeats import Where
from reception_cli.intake.spreadsheet import Cell

_OWN_HEADINGS = {"own_sheet": "Trang tính trong tệp", "own_row": "Dòng trong tệp", "own_reason": "Lý do bị loại"}


def read(path: str, asked: Asked, book: RegisterView, progress: Callable[[int], None]) -> Reading:
    """Read a file; repeats may name lines that an earlier import of the same or the last year has booked."""
    found = read_register(path, asked.map_name, asked.group_min, progress=progress, asked=asked)
    if found.rejects and (refs := book.source_refs()):
        years = {line.day.year for line in found.lines}  # where no line could be read, they are not known yet
        known = {
            ref for ref in refs if not years or any(book.by_source(ref, year - ago) for year in years for ago in (0, 1))
        }
        if known:
            found = read_register(path, asked.map_name, asked.group_min, known=known, progress=progress, asked=asked)
    return found._replace(digests=matching.line_keys(found.lines, book.setting("secret")))


def decide(
    reading: Reading,
    book: RegisterView,
    update: Update | None = None,
    choices: Mapping[Where, str] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Plan:
    """Plan what of a reading is new to the register, and with `update` what of it differs.

    `choices` says of ambiguous lines what the clerk chose: an earlier line, or "" for a new one.
    """
    matched = editions.matched_with(reading, book, choices, progress)
    known = Known(
        lambda ref, year: editions.named(book, ref, year), cache(lambda first, last: editions.held(book, first, last))
    )
    planned = plan(reading.lines, matched, known, book.numbers())
    if update is None or not planned.differing:
        return planned
    taken = editions.corrections(planned.differing, book, update)
    drafts = Drafts([*planned.drafts.parts, *taken.drafts])
    return planned._replace(drafts=drafts, updated=taken.lines, unfit=taken.refused)


def entries(done: Plan, reading: Reading, path: str) -> Drafts:
    """List all drafts of an import, headed by the entry that tells of it; none when nothing is new."""
    if not done.drafts:
        return done.drafts
    data = {"totals": _reckoned(done, reading), "map": reading.map_name}
    return Drafts([Draft("imported", "", data, {"file": os.path.basename(path)}), *done.drafts.parts])


def totals(done: Plan, reading: Reading) -> dict[str, Any]:
    """Count what an import comes to: rows read, and what they add to the register."""
    more = {
        "petitions": done.petitions, "differing": len(done.differing), "updated": len(done.updated),
        "ambiguous": len(done.ambiguous), "struck": len(done.struck), "erased": len(done.erased),
        "gone": len(done.gone),
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
