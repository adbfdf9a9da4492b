"""A small table drawn by rich, which is given nothing to interpret: no markup, no emoji, no highlighting."""

from collections.abc import Sequence
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from reception_cli.output.how import How
from reception_cli.output.terminal import Row, fold

_ASCII = box.Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def draw(titles: Row, rows: Sequence[Row], widths: Sequence[int], right: Sequence[bool], how: How) -> str:
    """Draw rows below their titles; every cell is folded to its column, so that rich cuts nothing."""
    lines = box.SIMPLE_HEAD if how.encoding.lower().startswith("utf") else _ASCII
    grid = Grid(box=lines, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title, size, end in zip(titles, widths, right, strict=True):
        grid.add_column(
            _text(title, size),
            width=size,
            justify="right" if end else "left",
            overflow="fold",
            vertical="top",
        )
    for row in rows:
        grid.add_row(*map(_text, row, widths))
    return _printed(grid, how)


def _text(cell: str, size: int) -> Text:
    return Text("\n".join(fold(cell, size)))


def _printed(grid: Grid, how: How) -> str:
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
