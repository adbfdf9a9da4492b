"""One import from file to entries: read, plan, and say what it comes to."""

import csv
import io
import os
from collections.abc import Callable, Iterable
from typing import Any

from reception_cli.intake.plan import Known, Plan, plan
from reception_cli.intake.reading import Reading, read_register, row_key
from reception_cli.intake.spreadsheet import Row
from reception_cli.model.entry import Draft
from reception_cli.store.book import Book


def read(
    path: str, map_name: str | None, group_min: int, book: Book, progress: Callable[[int], None]
) -> Reading:
    """Read a file; repeats may name lines that an earlier import of the same years has booked."""
    first = read_register(path, map_name, group_min, progress=progress)
    if not first.rejects or not (refs := book.source_refs()):
        return first
    years = {line.day.year for line in first.lines}
    known = {ref for ref in refs if any(book.by_source(ref, year) for year in years)}
    return read_register(path, map_name, group_min, known=known, progress=progress) if known else first


def decide(reading: Reading, book: Book) -> Plan:
    """Plan what of a reading is new to the register."""
    secret = book.setting("secret")
    known = Known(lambda row: book.marked("row:" + row) is not None, book.by_source)
    return plan(((line, row_key(line, secret)) for line in reading.lines), known, book.numbers())


def entries(done: Plan, reading: Reading, path: str) -> list[Draft]:
    """List all drafts of an import, headed by the entry that tells of it; none when nothing is new."""
    if not done.drafts:
        return []
    data = {"totals": totals(done, reading), "map": reading.map_name}
    return [Draft("imported", "", data, {"file": os.path.basename(path)}), *done.drafts]


def totals(done: Plan, reading: Reading) -> dict[str, Any]:
    """Count what an import comes to: rows read, and what they add to the register."""
    return {
        "rows": done.rows, "visits": done.visits, "people": done.people, "incidents": done.incidents,
        "already": done.already, "rejects": len({reject.number for reject in reading.rejects}),
    }  # fmt: skip


def rejects_file(reading: Reading) -> bytes:
    """Write the rejected rows as they stood, under the headings, so that they can be mended and read again."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(reading.header)
    writer.writerows(_plain(reading.rejected_rows))
    return ("\ufeff" + text.getvalue()).encode("utf-8")


def _plain(rows: Iterable[Row]) -> Iterable[list[str]]:
    for row in rows:
        yield ["" if cell is None else str(cell) for cell in row.cells]
