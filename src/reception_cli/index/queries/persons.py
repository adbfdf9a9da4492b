"""Which visits a count of distinct persons looks at, and what is known of who came with them."""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.index import secrecy
from reception_cli.index.queries.figures import KEYS, Labels, joined
from reception_cli.index.queries.filters import SPEAKS, Filter, of_lines, of_pairs
from reception_cli.index.register_view import RegisterView


class Came(NamedTuple):
    """A visit in one of the groups that it counts in."""

    keys: tuple[str | None, ...]
    line: int
    people: int


def came(book: RegisterView, asked: Filter, by: tuple[str, ...], labels: Labels | None) -> list[Came]:
    """List the counted visits, each once in every group of `by` that it belongs to."""
    where = of_lines(book, asked).both(of_pairs(book, asked, "v"))
    tables, links = joined(book, asked, by, labels)
    keys = "".join(KEYS[key] + ", " for key in by)
    query = (
        f"{'WITH ' + tables.removesuffix(', ') if tables else ''} SELECT DISTINCT {keys}v.line, v.people FROM {links}"
        f" WHERE v.counted = 1 AND {SPEAKS.format(k='v')}{where.sql}"
    )
    return [Came(tuple(row[:-2]), row[-2], row[-1]) for row in book.select(query, where.params)]


def hashed(book: RegisterView) -> Iterator[tuple[int, str, str]]:
    """Give the keyed hashes that units told: visit, what a hash is of (`id_no` or `name`), hash."""
    for mark, line in book.select("SELECT mark, line FROM persons") if book.wide else ():
        what, _sign, value = mark.partition(":")
        yield line, what, value


def hidden(book: RegisterView) -> frozenset[int]:
    """Number the visits and petitions whose people stay hidden: who brought a denunciation, or may have."""
    return frozenset().union(*(veil.lines for veil in secrecy.every_veil(book._db, book.ledger).values()))


def number(line: int) -> str:
    """Write the number of a visit."""
    return numbers.text(line)
