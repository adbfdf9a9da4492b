"""The render floor's one door: choose the form of an answer, its columns and its place, and write it.

The forms that programs read, TSV, CSV, JSON and JSON lines, are written here, row by row.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, BinaryIO

from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why
from reception_cli.output.values import How, code, kept, word
from reception_cli.reporting.table import Column, Table

__all__ = ["FORMATS", "How", "check", "choose", "write"]

# format -> module, function, encoding (empty: the stream's own). A module is read when its form is asked for:
# rich, xlsxwriter and jinja2 cost 25-32 ms each.
_WRITERS = {
    "table": ("terminal", "lines", ""),
    "tsv": ("writer", "tsv", ""),
    "json": ("writer", "json_object", ""),
    "jsonl": ("writer", "jsonl", ""),
    "csv": ("writer", "csv", "utf-8"),
    "xlsx": ("xlsx", "xlsx", "utf-8"),
    "md": ("markdown", "md", ""),
    "html": ("html", "html", "utf-8"),
    "svg": ("html", "svg", "utf-8"),
}
# How a table with an official layout is printed, unless the columns are chosen: then it is that sheet no more.
_OFFICIAL = {"xlsx": ("xlsx", "official", "utf-8"), "html": ("html", "official", "utf-8")}
_PAGE = {"html": ("page", "html", "utf-8")}  # a table that is told as a page of several
FORMATS = tuple(_WRITERS)
_SUFFIXES = {f".{name}": name for name in FORMATS if name != "table"}
_FOR_PEOPLE = ("table", "md", "html")
_BLOCK = 1 << 16

Blocks = Iterable[str | bytes]


def choose(format: str, output: str | None, terminal: bool, suffix: str = "") -> str:
    """Choose the form: the wish, else the suffix of `output`, else a table on a terminal and TSV in a pipe.

    UsageFault for an unknown form or suffix, and for a workbook on a terminal.
    """
    if not format and output:
        format = _by_suffix(suffix or "." + output.rpartition(".")[2])
    chosen = format or ("table" if terminal else "tsv")
    if chosen not in _WRITERS:
        raise UsageFault(
            _("There is no output format {format}.").format(format=shown(chosen)),
            hint=_("Formats: {formats}").format(formats=", ".join(FORMATS)),
        )
    if chosen == "xlsx" and terminal and not output:
        raise UsageFault(
            _("A workbook cannot be shown on a terminal."),
            hint=_("Name a file with -o, such as -o list.xlsx."),
        )
    return chosen


def _by_suffix(suffix: str) -> str:
    if suffix.lower() not in _SUFFIXES:
        raise UsageFault(
            _("The name of the output file does not say which format to write."),
            hint=_("End it in {suffixes}, or name the format with --format.").format(
                suffixes=", ".join(_SUFFIXES)
            ),
        )
    return _SUFFIXES[suffix.lower()]


def write(table: Table, how: How) -> None:
    """Write the answer to `how.output`, else to `how.stream`, and flush it.

    UsageFault for an unknown field, form or suffix; Unwritable when the disk fails; a closed pipe comes out
    as BrokenPipeError.
    """
    how = how._replace(format=choose(how.format, how.output, how.terminal))
    read = how.format in _FOR_PEOPLE or (how.format == "xlsx" and not table.layout)
    if table.screen and read and not (how.fields or how.quiet):
        table = table.screen
    if how.quiet:
        _deliver(_numbers(table), how, "")
    else:
        special = {**(_OFFICIAL if table.layout else {}), **(_PAGE if table.page else {})}
        writers = _WRITERS if how.fields else _WRITERS | special
        module, function, encoding = writers[how.format]
        writer: Callable[[Table, How], Blocks] = getattr(
            import_module(f"reception_cli.output.{module}"), function
        )
        _deliver(writer(_shaped(table, how), how), how, encoding)


def _numbers(table: Table) -> Iterator[str]:
    values = (row.get(table.number) for row in table.rows) if table.number else ()
    return (shown(code(value)) + "\n" for value in values if value is not None)


def check(columns: tuple[Column, ...], fields: tuple[str, ...], format: str) -> None:
    """Raise the UsageFault of an answer with these columns and no picture, before there is one."""
    _chosen(columns, fields)
    if format == "svg":
        raise _nothing_to_draw()


def _shaped(table: Table, how: How) -> Table:
    """Keep the columns that are wanted; of chosen ones no picture is drawn, since it asks for its own."""
    drawn = None if how.fields else table.chart
    if how.format == "svg" and drawn is None:
        raise _nothing_to_draw()
    return table._replace(columns=_columns(table, how), chart=drawn)


def _columns(table: Table, how: How) -> tuple[Column, ...]:
    if not how.fields:
        return tuple(c for c in table.columns if not (c.hidden and how.format in _FOR_PEOPLE))
    return _chosen(table.columns, how.fields)


def _chosen(columns: tuple[Column, ...], fields: tuple[str, ...]) -> tuple[Column, ...]:
    known = {column.key: column for column in columns}
    for field in fields:
        if field not in known:
            raise _unknown(field, list(known))
    return tuple(known[field] for field in dict.fromkeys(fields))


def _nothing_to_draw() -> UsageFault:
    return UsageFault(
        _("There is nothing to draw in this answer."), hint=_("`reception chart` draws pictures, without --fields.")
    )


def _unknown(field: str, known: list[str]) -> UsageFault:
    from difflib import get_close_matches  # dear, and wanted only here

    nearest = get_close_matches(field, known, n=len(known) or 1, cutoff=0.0)
    return UsageFault(
        _("There is no column '{column}' here.").format(column=shown(field)),
        hint=_("Columns: {columns}").format(columns=", ".join(nearest)),
    )


def _deliver(blocks: Blocks, how: How, encoding: str) -> None:
    screen = how.terminal and not how.output
    if screen and how.height and how.pager:
        pager: Callable[[Blocks, How], Blocks] = import_module("reception_cli.output.pager").paged
        blocks = pager(blocks, how)
    parts = _encoded(blocks, how.encoding if screen or not encoding else encoding)
    if how.output:
        replace: Callable[[str, Iterable[bytes]], None] = import_module("reception_cli.ledger.files").replace
        replace(how.output, parts)
    elif how.stream:
        _stream(parts, how)


def _encoded(blocks: Blocks, encoding: str) -> Iterator[bytes]:
    """Gather small pieces into large ones; what the encoding cannot take is written as an escape."""
    held = bytearray()
    for block in blocks:
        held += block if isinstance(block, bytes) else block.encode(encoding, "backslashreplace")
        if len(held) >= _BLOCK:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _stream(parts: Iterable[bytes], how: How) -> None:
    """A pipe gets the bytes themselves, so that no system turns LF into CRLF; a terminal gets text."""
    assert how.stream is not None
    raw = None if how.terminal else getattr(how.stream, "buffer", None)
    try:
        how.stream.flush()
        for part in parts:
            if raw is None:
                how.stream.write(part.decode(how.encoding))
            else:
                _pour(raw, part)
        if raw is not None:
            raw.flush()
        how.stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritable(
            _("The output could not be written: {reason}.").format(reason=why(error)),
            hint=_("Check the free space of the disk, then repeat the command."),
        ) from error


def _pour(raw: BinaryIO, part: bytes) -> None:
    """An unbuffered stream (python -u) takes as much as it likes at a time."""
    rest = memoryview(part)
    while rest:
        rest = rest[raw.write(rest) or 0 :]


# --- The forms that programs read.

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
    if how.words:
        yield from _worded(table, how)
        return
    keys = [column.key for column in table.columns]
    if keys:
        yield "" if how.terminal and not how.output else "\ufeff"
        yield ",".join(map(_cell, keys)) + "\r\n"
        for row in table.rows:
            yield ",".join([_cell(row.get(key)) for key in keys]) + "\r\n"


def _worded(table: Table, how: How) -> Iterator[str]:
    """Write for people who open it in a spreadsheet: headings and values in words, days as they are written there."""
    if table.columns:
        yield "" if how.terminal and not how.output else "\ufeff"
        yield ",".join(_cell(column.title) for column in table.columns) + "\r\n"
        for row in table.rows:
            yield ",".join(_cell(_plain(row.get(c.key), c, how)) for c in table.columns) + "\r\n"


def _plain(value: Any, column: Column, how: How) -> Any:
    """Leave figures as they are: a spreadsheet reckons with them."""
    return value if column.is_figure and value is not None else word(value, column, how.language)


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
