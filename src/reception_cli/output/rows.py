"""The forms that programs read: TSV, CSV, JSON and JSON lines, each written row by row."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from reception_cli.domain.text import shown
from reception_cli.output.how import How
from reception_cli.output.values import code, kept
from reception_cli.reporting.table import Table

_BLANKS = {9: " ", 10: " ", 13: " "}
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # what a spreadsheet takes for the beginning of a formula
_QUOTED = frozenset('",\r\n\t')


def tsv(table: Table, how: How) -> Iterator[str]:
    """Write a header of keys and a line a row; a tab or a line break inside a value becomes a blank."""
    if table.prose:
        yield from (_line(text) + "\n" for text in table.said)
        return
    keys = [column.key for column in table.columns]
    if keys:
        yield "\t".join(keys) + "\n"
        for row in table.rows:
            yield "\t".join([_line(row.get(key)) for key in keys]) + "\n"


def _line(value: Any) -> str:
    text = value if isinstance(value, str) else code(value)
    return text if text.isprintable() else shown(text.replace("\r\n", "\n").translate(_BLANKS))


def csv(table: Table, how: How) -> Iterator[str]:
    """Write for a spreadsheet: byte order mark, CRLF, no cell that could be run as a formula."""
    keys = [column.key for column in table.columns]
    if keys:
        yield "" if how.terminal and not how.output else "\ufeff"
        yield ",".join(map(_cell, keys)) + "\r\n"
        for row in table.rows:
            yield ",".join([_cell(row.get(key)) for key in keys]) + "\r\n"


def _cell(value: Any) -> str:
    text = code(value)
    if not isinstance(value, str | list | tuple):  # numbers, truth and dictionaries begin harmlessly
        safe = text
    else:
        safe = ("'" if text.startswith(_FORMULA) else "") + kept(text)
    return safe if _QUOTED.isdisjoint(safe) else '"' + safe.replace('"', '""') + '"'


class _Json:
    """Writes JSON as it is read best, and in escapes where an encoding or a screen cannot take it."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.plain = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
        self.escaped = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode

    def __call__(self, value: Any) -> str:
        text = self.plain(value)
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return self.escaped(value)
        # A control or direction mark would act on a terminal; escaped it is the same to every reader.
        return text if text.isprintable() else self.escaped(value)


def jsonl(table: Table, how: How) -> Iterator[str]:
    """Write one JSON object a row, a line each; totals and notes are left to the other forms."""
    encode = _Json(how.encoding)
    for row in table.rows:
        yield encode(_object(row, table)) + "\n"


def json_object(table: Table, how: How) -> Iterator[str]:
    """Write the one object of the contract: schema, generated_at, unit, rows, totals, notes."""
    encode = _Json(how.encoding)
    head = {"schema": f"reception.{table.name}/1", "generated_at": how.generated_at, "unit": how.unit}
    yield encode(head)[:-1] + ', "rows": ['
    comma = "\n"
    for row in table.rows:
        yield comma + encode(_object(row, table))
        comma = ",\n"
    notes = [{"code": note.code, **note.facts} for note in table.notes]
    yield f'], "totals": {encode(dict(table.totals))}, "notes": {encode(notes)}}}\n'


def _object(row: Mapping[str, Any], table: Table) -> dict[str, Any]:
    return {column.key: row.get(column.key) for column in table.columns}
