"""Facts of law as data: TOML whose rows share a `[default]` and name their `[sources]` by a short word."""

import os.path
from collections.abc import Iterator
from typing import Any

_DATA = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")

Row = dict[str, Any]


def read(folder: str, name: str) -> Row:
    """Read `data/<folder>/<name>.toml`."""
    import tomllib  # 2.5 ms that a verb without law or codes need not pay

    with open(os.path.join(_DATA, folder, name + ".toml"), "rb") as file:
        return tomllib.load(file)


def rows(told: Row, table: str) -> Iterator[Row]:
    """Give the rows of one table, each filled up from `[default]`, its source spelt out."""
    default: Row = told.get("default", {})
    for row in told[table]:
        full = {**default, **row}
        full["source"] = told["sources"][full["source"]]
        yield full


def covers(wide: str, narrow: str) -> bool:
    """Tell whether a dotted word is another one or lies below it: `complaint` covers `complaint.first`."""
    return wide == narrow or narrow.startswith(wide + ".")


def concerns(kinds: frozenset[str], kind: str) -> bool:
    """Tell whether a rule made for `kinds` (none: any) concerns a kind ("": not known yet)."""
    return not kind or not kinds or any(covers(one, kind) or covers(kind, one) for one in kinds)
