"""The report of a period as a paper of the office: what its page tells, in sentences and tables to be signed."""

from collections.abc import Iterator, Mapping

from reception_cli.output.page import filled
from reception_cli.output.values import word
from reception_cli.reporting.paper_layout import REPORT, Block
from reception_cli.reporting.table import Column, Section, Table

_NUMBER = 8  # hundredths of the width for the numbers of the rows
_LEAST, _MOST = 8, 44  # letters that a column is taken to hold, for its width


def blocks(table: Table, day: str) -> tuple[Block, ...]:
    """Write the page of a report in Vietnamese; `day` is that of its figures, as it is written."""
    assert table.page is not None
    text, *rest = table.page.sections
    return (
        Block("head", REPORT["general"]),
        *(Block("p", line) for line in text.table.said),
        _counts(table),
        Block("p", REPORT["as_of"].format(day=day)),
        *(Block("p", note) for note in table.page.foot),
        Block("head", REPORT["details"]),
        *(block for n, section in enumerate(rest, 1) for block in _section(n, section)),
    )


def _counts(table: Table) -> Block:
    """Tell the counts beside those of the period before and of last year."""
    keys = ("value", "previous", "last_year")
    heads = (REPORT["figure"], REPORT["now"], REPORT["previous"], REPORT["last_year"])
    shape = [Column("figure", heads[0])]
    shape += [Column(key, head, "number") for key, head in zip(keys, heads[1:], strict=True)]
    worded = (table.screen or table).rows
    rows = [told for row, told in zip(table.rows, worded, strict=True) if row["section"] == "counts"]
    return _table(tuple(shape), [{**row, **{key: "-" for key in keys if row[key] is None}} for row in rows])


def _section(n: int, section: Section) -> Iterator[Block]:
    table = section.table
    rows = list(table.rows)
    yield Block("head", f"{n}. {table.title}")
    if rows:
        yield _table(filled(table._replace(rows=rows)), rows)
    else:
        yield from (Block("p", line) for line in table.said)
    yield from (Block("p", note.text) for note in table.notes if note.printed)


def _table(columns: tuple[Column, ...], rows: list[Mapping[str, object]]) -> Block:
    """Number the rows, and give each column room by its longest words."""
    cells = [[word(row.get(column.key), column, "vi", grouped=True) for column in columns] for row in rows]
    heads = [column.title for column in columns]
    sizes = [_room(head, below) for head, *below in zip(heads, *cells, strict=True)]
    left = 100 - _NUMBER
    widths = [max(left * size // sum(sizes), 1) for size in sizes]
    widths[0] += left - sum(widths)
    return Block(
        "table", "", ((REPORT["number"], *heads), *((str(n), *row) for n, row in enumerate(cells, 1))),
        (_NUMBER, *widths), figures=tuple(place for place, column in enumerate(columns, 1) if column.is_figure),
    )  # fmt: skip


def _room(head: str, cells: list[str]) -> int:
    """Tell how many letters wide a column is to be: no word of it is cut, and its heading may take three lines."""
    whole = max(map(len, cells), default=0)
    words = max(map(len, head.split()), default=0) + 3  # bold, and the margins of the cell
    return min(max(whole, words, len(head) // 3, _LEAST), _MOST)
