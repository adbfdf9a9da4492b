"""What a person reads on a screen: sentences, columns, or blocks where it is narrow; rich draws small tables."""

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from io import StringIO
from itertools import chain, islice

from reception_cli.domain.text import cut, shown, width
from reception_cli.domain.words import _
from reception_cli.output.folding import GAP, fold
from reception_cli.output.values import How, screenful, total
from reception_cli.reporting.table import Column, Table

# --- Text in columns without rich: widths, aligned lines, and blocks for narrow screens.

_LONGEST = 24  # a word up to here is not broken for the sake of a grid

Row = Sequence[str]


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

_ASCII = "    \n    \n -- \n    \n    \n    \n    \n    \n"  # rich's picture of a rule below the titles
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
        if note.text not in table.said:  # which told it in its place
            yield from _said(note.text, how)


def _said(text: str, how: How, bold: bool = False) -> Iterator[str]:
    for line in sentence(shown(text), how.width):
        yield f"\x1b[1m{line}\x1b[0m\n" if bold else f"{line}\n"


def _body(table: Table, how: How) -> Iterator[str]:
    if table.brief and not (how.fields or how.wide):
        yield from _listed(table, how)
        return
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
        yield _drawn(titles, [*first, *last], widths, _right(table), how)


# --- A list that fits its screen: each row on one line or two, the longest text cut.

_LEAST = 24  # cells that a text which is cut has, for a row to be one line
_MOST = 26  # cells of any other column


def _listed(table: Table, how: How) -> Iterator[str]:
    """Write each row on one line where it has room, else on two; nothing else of it is folded."""
    known = {column.key: column for column in table.columns}
    columns = tuple(known[key] for key in table.brief if key in known)
    table = table._replace(columns=columns)
    rows = list(screenful(table, how))
    if not rows:
        yield _("Nothing to show.") + "\n"
        return
    titles = [shown(column.title) for column in columns]
    sizes = [min(max(map(width, cells)), _MOST) for cells in zip(titles, *rows, strict=True)]
    above, below, indent = _shared_out(sizes, columns, how.width)
    right = [column.is_figure for column in columns]

    def line(cells: Sequence[str], places: Sequence[int], start: int) -> str:
        room = how.width - start
        parts = []
        for place in places:
            size = sizes[place] if place != places[-1] or right[place] else max(room, 1)
            text = cut(cells[place], size)
            parts.append(_pad(text, min(size, room), right[place]))
            room -= size + GAP
        return (" " * start + (" " * GAP).join(parts)).rstrip()

    for number, cells in enumerate([titles, *rows]):
        told = [line(cells, above, 0)] + ([line(cells, below, indent)] if below else [])
        for text in filter(None, told):
            yield f"\x1b[1m{text}\x1b[0m\n" if number == 0 and how.color and not how.output else f"{text}\n"


def _shared_out(sizes: list[int], columns: Sequence[Column], room: int) -> tuple[list[int], list[int], int]:
    """Say which columns stand on a row's first line, which on its second, and how far that is set in.

    The last one always finds room; of those before it the second line leaves out what it has none for.
    """
    least = [min(size, _LEAST) if column.wide else size for size, column in zip(sizes, columns, strict=True)]
    places, used = list(range(len(columns))), -GAP
    for place in places:
        used += GAP + least[place]
        if used > room and place:
            indent = sizes[0] + GAP if (sizes[0] + GAP) * 3 <= room else GAP
            *below, last = places[place:]
            while below and indent + sum(least[each] + GAP for each in below) + least[last] > room:
                below.pop()
            return places[:place], [*below, last], indent
    return places, [], 0


def _right(table: Table) -> list[bool]:
    return [column.is_figure for column in table.columns]


def _ended(texts: Iterator[str]) -> Iterator[str]:
    return (text + "\n" for text in texts)


def _drawn(titles: Row, rows: Sequence[Row], widths: Sequence[int], right: Sequence[bool], how: How) -> str:
    """Draw a small table by rich, which interprets nothing; every cell is folded, so that it cuts nothing."""
    from rich import box  # rich costs 25 ms: for the answers that it draws only
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    rule = box.SIMPLE_HEAD if how.encoding.lower().startswith("utf") else box.Box(_ASCII, ascii=True)
    grid = Grid(box=rule, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title, size, end in zip(titles, widths, right, strict=True):
        grid.add_column(
            Text(_folded(title, size)),
            width=size,
            justify="right" if end else "left",
            overflow="fold",
            vertical="top",
        )
    for row in rows:
        grid.add_row(*(Text(_folded(cell, size)) for cell, size in zip(row, widths, strict=True)))
    file = StringIO()
    color = how.color and not how.output
    console = Console(
        file=file,
        width=max(how.width, 1),
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        force_jupyter=False,
        legacy_windows=False,
        _environ={},  # what the environment wishes was decided above, once
    )
    console.print(grid)
    return "".join(line.rstrip() + "\n" for line in file.getvalue().rstrip("\n").split("\n"))


def _folded(cell: str, size: int) -> str:
    return "\n".join(fold(cell, size))
