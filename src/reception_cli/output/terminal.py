"""Text in columns without rich: widths, folding, aligned lines, and blocks for narrow screens."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import chain, islice

from reception_cli.domain.text import shown, width
from reception_cli.domain.words import _
from reception_cli.output.how import How
from reception_cli.output.values import FIGURES, screenful, total
from reception_cli.reporting.table import Table

# --- Text in columns without rich: widths, folding, aligned lines, and blocks for narrow screens.

GAP = 2
_LONGEST = 24  # a word up to here is not broken for the sake of a grid

Row = Sequence[str]


def fold(text: str, room: int) -> list[str]:
    """Break text at blanks into lines of at most `room` cells; only a longer word is broken itself."""
    if width(text) <= room:
        return [text]
    lines: list[str] = []
    used = 0
    for word in text.split(" "):
        size = width(word)
        if lines and used + 1 + size <= room:
            lines[-1] += " " + word
            used += 1 + size
        else:
            lines += [word] if size <= room else _broken(word, room)
            used = width(lines[-1])
    return lines


def _broken(word: str, room: int) -> list[str]:
    if word.isascii():
        return [word[i : i + max(room, 1)] for i in range(0, len(word), max(room, 1))]
    pieces, start, used = [], 0, 0
    for place, char in enumerate(word):
        size = width(char)
        if used + size > room and place > start:
            pieces.append(word[start:place])
            start, used = place, 0
        used += size
    return [*pieces, word[start:]]


def sentence(text: str, room: int) -> Iterator[str]:
    """Fold a sentence; its further lines are indented like its first."""
    bare = text.lstrip(" ")
    indent = " " * min(len(text) - len(bare), room // 2)
    for line in fold(bare, room - len(indent)):
        yield indent + line


def fit(sample: Sequence[Row], room: int) -> list[int] | None:
    """Share `room` cells among the columns of `sample`; None when even folded they do not fit."""
    columns = list(zip(*sample, strict=True))
    wanted = [max(map(width, column)) for column in columns]
    widths = [min(want, _least(column)) for want, column in zip(wanted, columns, strict=True)]
    spare = room - sum(widths) - GAP * (len(widths) - 1)
    if spare < 0:
        return None
    while spare and (hungry := [i for i, want in enumerate(wanted) if want > widths[i]]):
        share = max(spare // len(hungry), 1)
        for i in hungry[:spare]:
            more = min(share, wanted[i] - widths[i])
            widths[i] += more
            spare -= more
    return widths


def _least(column: Iterable[str]) -> int:
    """A figure, a day and a number have no blank: their column is never narrower than they are."""
    return min(max((width(word) for cell in column for word in cell.split(" ")), default=0), _LONGEST)


def aligned(rows: Iterable[Row], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """Write rows in columns; figures stand at the right and are never broken, other cells fold."""
    for row in rows:
        folded = [
            [cell] if len(cell) * 2 <= size or (end and " " not in cell) else fold(cell, size)
            for cell, size, end in zip(row, widths, right, strict=True)
        ]
        for depth in range(max(map(len, folded))):
            parts = [lines[depth] if depth < len(lines) else "" for lines in folded]
            yield (" " * GAP).join(map(_pad, parts, widths, right)).rstrip()


def _pad(text: str, size: int, right: bool) -> str:
    blanks = " " * (size - width(text))
    return blanks + text if right else text + blanks


def blocks(rows: Iterable[Row], titles: Row, room: int) -> Iterator[str]:
    """Write each row as lines `title: value`, for a screen too narrow for columns; leave out empty values."""
    for number, row in enumerate(rows):
        if number:
            yield ""
        for title, cell in zip(titles, row, strict=True):
            if cell:
                yield from fold(f"{title}: {cell}", room)


# --- What a person sees on the screen: a title, sentences or a grid, the totals, the notes.

_FEW = 200  # rich takes 0.34 ms a row
_SHORT = 50_000  # characters in all; beyond it rich is slow


def lines(table: Table, how: How) -> Iterator[str]:
    """Write the answer for a screen of `how.width` cells; nothing is ever cut."""
    how = how._replace(width=how.width if how.width > 0 else 80)
    if table.title:
        yield from _said(table.title, how, bold=how.color and not how.output)
    if table.said:
        for text in table.said:
            yield from _said(text, how)
    elif table.chart:
        yield from import_module("reception_cli.output.bars").lines(table, how)
        if table.chart.kind == "lines":  # which do not tell their figures
            yield from _body(table, how)
    elif table.columns:
        yield from _body(table, how)
    for note in table.notes:
        yield from _said(note.text, how)


def _said(text: str, how: How, bold: bool = False) -> Iterator[str]:
    for line in sentence(shown(text), how.width):
        yield f"\x1b[1m{line}\x1b[0m\n" if bold else f"{line}\n"


def _body(table: Table, how: How) -> Iterator[str]:
    rows: Iterator[Row] = screenful(table, how)
    first = list(islice(rows, _FEW + 1))
    if not first:
        yield _("Nothing to show.") + "\n"
        return
    titles = [shown(column.title) for column in table.columns]
    last = [line] if (line := total(table, how)) else []
    widths = fit([titles, *first, *last], how.width)
    if widths is None:
        yield from _ended(blocks(chain(first, rows, last), titles, how.width))
    elif len(first) > _FEW or sum(len(cell) for row in first for cell in row) > _SHORT:
        rule = ["-" * size for size in widths]
        every = chain([titles, rule], first, rows, last)
        yield from _ended(aligned(every, widths, _right(table)))
    else:
        # rich costs 25 ms: not for the answers above
        grid = import_module("reception_cli.output.grid")
        yield grid.draw(titles, [*first, *last], widths, _right(table), how)


def _right(table: Table) -> list[bool]:
    return [column.type in FIGURES for column in table.columns]


def _ended(texts: Iterator[str]) -> Iterator[str]:
    return (text + "\n" for text in texts)
