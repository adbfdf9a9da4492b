"""The one shape of every answer: a verb returns a `Table`, the render floor decides how it looks."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Column(NamedTuple):
    """One column: `key` is the machine name (never translated), `title` the translated heading."""

    key: str
    title: str
    type: str = "text"  # text | number | date | time | percent | list
    labels: Mapping[str, str] | None = None  # code -> the reader's word; only people see it, machines see the code
    wide: bool = False  # long free text: the terminal may fold it
    hidden: bool = False  # for machines only: left out of terminal tables unless named by --fields


class Note(NamedTuple):
    """A remark below the figures: `code` and `facts` for machines, `text` (translated) for people."""

    code: str
    text: str
    facts: Mapping[str, Any] = {}


class Table(NamedTuple):
    """An answer; `said` are the sentences a terminal shows instead of a grid (acknowledgements, stories)."""

    name: str  # the verb: its JSON schema is reception.<name>/1
    columns: tuple[Column, ...] = ()
    rows: Iterable[Mapping[str, Any]] = ()
    totals: Mapping[str, Any] = {}
    notes: tuple[Note, ...] = ()
    title: str = ""
    said: tuple[str, ...] = ()
    number: str = ""  # key of the column that -q prints
    exit_code: int = 0
