"""A page in GitHub's Markdown, where stored text is text and never markup."""

from collections.abc import Iterable, Iterator

from reception_cli.domain.text import shown
from reception_cli.output.values import How, cells, total
from reception_cli.reporting.table import Table

_MARKS = {ord(mark): "\\" + mark for mark in "\\`*_[]<>|~&"}


def md(table: Table, how: How) -> Iterator[str]:
    """Write title, table, totals and notes; sentences stand for a table that has no columns."""
    if table.title:
        yield f"# {_plain(table.title)}\n\n"
    if table.columns and not table.prose:
        yield from _table(table, how)
    else:
        yield from (f"{_plain(text)}\n\n" for text in table.said)
    if table.notes and table.columns:
        yield "\n"
    yield from (f"- {_plain(note.text)}\n" for note in table.notes)


def _table(table: Table, how: How) -> Iterator[str]:
    yield _row(shown(column.title) for column in table.columns)
    yield "|" + "|".join(" --: " if c.is_figure else " --- " for c in table.columns) + "|\n"
    for row in table.rows:
        yield _row(cells(row, table, how))
    if last := total(table, how):
        yield _row(last)


def _row(texts: Iterable[str]) -> str:
    return "| " + " | ".join(text.translate(_MARKS) for text in texts) + " |\n"


def _plain(text: str) -> str:
    return shown(text).translate(_MARKS)
