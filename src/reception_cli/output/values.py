"""How an answer is wanted, and how one value of it reads: as its code for a program, in words for a person."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TextIO

from reception_cli.domain.dates import shown_day
from reception_cli.domain.text import shown
from reception_cli.domain.words import SWAPPED, _
from reception_cli.reporting.table import Column, Table


class How(NamedTuple):
    """The wishes and the limits of one output; `fields` are column keys, `width` is in terminal cells."""

    format: str = ""  # table | tsv | json | jsonl | csv | xlsx | md | html; empty: see writer.choose
    stream: TextIO | None = None  # standard output; not used when `output` names a file
    output: str | None = None
    terminal: bool = False
    color: bool = False
    width: int = 80
    height: int = 0  # lines of the terminal; 0: nobody pages
    pager: str = ""  # what a longer answer is read with; empty: nothing
    environ: Mapping[str, str] = {}  # what the pager lives in
    wide: bool = False  # a list with all its columns, nothing cut
    language: str = "en"
    quiet: bool = False
    words: bool = False  # csv for people
    fields: tuple[str, ...] = ()
    generated_at: str = ""
    unit: str = ""

    @property
    def encoding(self) -> str:
        """Name the encoding that the bytes will have: files are always UTF-8."""
        return "utf-8" if self.output else getattr(self.stream, "encoding", None) or "utf-8"


# --- How one value reads for a program: as its code, exact where it can be and harmless where it must be.


def code(value: Any) -> str:
    """Write a value for a program: None is empty, truth `true`, a list is joined by commas."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(code, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def kept(text: str) -> str:
    """Make text harmless for a sheet, where line breaks and tabs may stay."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    return "".join(c if c in "\n\t" or c.isprintable() else shown(c) for c in lines)


# --- How one value reads for a person: in words, in the figures and days of the language, harmless to show.


def cells(row: Mapping[str, Any], table: Table, how: How) -> list[str]:
    """Write one row; thousands are separated on a terminal only."""
    grouped = how.format == "table"
    return [word(row.get(c.key), c, how.language, grouped) for c in table.columns]


def screenful(table: Table, how: How) -> Iterator[list[str]]:
    """Write all rows; of a path only what differs from the row above is repeated, the rest is indented."""
    paths = [place for place, column in enumerate(table.columns) if column.type == "path"]
    above: Mapping[str, Any] = {}
    for row in table.rows:
        line = cells(row, table, how)
        for place in paths:
            column = table.columns[place]
            line[place] = _below(row.get(column.key) or (), above.get(column.key) or (), column, how)
        above = row
        yield line


def _below(path: Sequence[str], above: Sequence[str], column: Column, how: How) -> str:
    same = 0
    while same < min(len(path), len(above)) - 1 and path[same] == above[same]:
        same += 1
    return "  " * same + word(path[same:], column, how.language)


def total(table: Table, how: How) -> list[str]:
    """Write the totals that belong below columns of figures; empty when there are none."""
    summed = [c.is_figure and c.key in table.totals for c in table.columns]
    if not any(summed):
        return []
    figures = cells(table.totals, table, how)
    line = [figure if wanted else "" for figure, wanted in zip(figures, summed, strict=True)]
    line[0] = line[0] if summed[0] else _("Total")
    return line


def word(value: Any, column: Column, language: str, grouped: bool = False) -> str:
    """Write a value, safe for a screen; `grouped` separates thousands, 4.9 of type percent means 4.9%."""
    if value is None:
        return "-" if column.type == "percent" else _none(column)
    if isinstance(value, Mapping):  # of several facts the first one names it
        return word(next(iter(value.values()), None), column, language, grouped)
    if isinstance(value, list | tuple):
        return (" › " if column.type == "path" else ", ").join(word(item, column, language, grouped) for item in value)
    if column.labels and (label := column.labels.get(code(value))):
        return shown(label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column.is_figure and isinstance(value, int | float):
        return _figure(value, column.type, language, grouped)
    return shown(_moment(code(value), column.type, language))


def _none(column: Column) -> str:
    """Say what stands for nothing: a word where the column has one."""
    return shown(column.labels.get("", "")) if column.labels else ""


def _figure(value: float, kind: str, language: str, grouped: bool) -> str:
    """Vietnamese writes 1.045 and 4,9% where English writes 1,045 and 4.9%."""
    text = f"{value:.1f}%" if kind == "percent" else f"{value:{',' if grouped else ''}}"
    return text.translate(SWAPPED) if language == "vi" else text


def _moment(text: str, kind: str, language: str) -> str:
    """What is not written as an ISO day (a bad import) stays as it is, whole."""
    if kind not in ("date", "time") or not (text[4:5] == text[7:8] == "-" and text[10:11] in ("", "T")):
        return text
    day = shown_day(text, language)
    return f"{day} {text[11:16]}" if kind == "time" and text[11:] else day
