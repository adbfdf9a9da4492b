"""The one shape of every answer: a verb returns a `Table`, the render floor decides how it looks."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from reception_cli.reporting.sheet_layout import Layout

class Column(NamedTuple):
    """One column: `key` is the machine name (never translated), `title` the translated heading."""

    key: str
    title: str
    type: str = "text"  # text | number | date | time | percent | list | path (a list from the widest to the narrowest)
    labels: Mapping[str, str] | None = None  # code -> the reader's word; only people see it, machines see the code
    wide: bool = False  # long free text: the terminal may fold it
    hidden: bool = False  # for machines only: left out of terminal tables unless named by --fields


class Note(NamedTuple):
    """A remark below the figures: `code` and `facts` for machines, `text` (translated) for people."""

    code: str
    text: str
    facts: Mapping[str, Any] = {}


class Chart(NamedTuple):
    """How the rows may be drawn: each is a bar, or a place on one line for each figure."""

    kind: str  # bars | lines
    label: str  # key of the column that names a row
    figures: tuple[str, ...]  # keys of the columns that are drawn; bars have one


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
    layout: "Layout | None" = None  # the official sheet that xlsx and html print; all else reads the rows
    chart: Chart | None = None  # a terminal draws it instead of the grid, a page above the rows, svg alone
    screen: "Table | None" = None  # what people read in its place, where the rows suit machines alone
    prose: bool = False  # the sentences are the answer: in a pipe and on a page they stand for the rows too
