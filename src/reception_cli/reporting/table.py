"""The one shape of every answer: a verb returns a `Table`, `output` decides how it looks; and the columns of lists."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reception_cli.domain.words import _, number

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

    @property
    def is_figure(self) -> bool:
        """Whether its values are figures: set to the right, added up, drawn."""
        return self.type in ("number", "percent")


class Note(NamedTuple):
    """A remark below the figures: `code` and `facts` for machines, `text` (translated) for people.

    What is for the desk alone is not `printed` below an official sheet.
    """

    code: str
    text: str
    facts: Mapping[str, Any] = {}
    printed: bool = True


class Chart(NamedTuple):
    """How the rows may be drawn: each is a bar, or a place on one line for each figure."""

    kind: str  # bars | lines
    label: str  # key of the column that names a row
    figures: tuple[str, ...]  # keys of the columns that are drawn; bars have one


class Card(NamedTuple):
    """A figure told large, with what it was before: `changes` are sentences."""

    title: str
    value: int
    changes: tuple[str, ...] = ()


class Behind(NamedTuple):
    """The numbers of the records behind one figure: `total` of them, the first of which are told."""

    title: str
    ids: tuple[str, ...]
    total: int


class Section(NamedTuple):
    """One part of a page: a table under its title, and the records behind its rows by the value that names a row.

    `label` is the key of the column whose values `behind` knows; `key` names the part for links.
    """

    key: str
    table: "Table"
    label: str = ""
    behind: Mapping[str, Behind] = {}


class Page(NamedTuple):
    """Several tables on one page, for a browser, a mail or paper."""

    title: str
    lead: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()


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
    page: Page | None = None  # what html prints instead of the rows
    screen: "Table | None" = None  # what people read in its place, where the rows suit machines alone
    brief: tuple[str, ...] = ()  # keys of the columns that a screen shows of a list, a row on one line or two
    codes: bool = False  # its workbook is for programs, with keys and codes
    prose: bool = False  # the sentences are the answer: in a pipe and on a page they stand for the rows too


_CLASSES = ("kind", "field")


class Labels(Mapping[str, str]):
    """The readers' words of one code list, read when somebody reads."""

    def __init__(self, load: Callable[[], Mapping[str, str]], none: str = "") -> None:
        """`load` gives code -> word; `none` is what people read where there is no code, if they read anything."""
        self._load = load
        self._none = {"": none} if none else {}
        self._words: Mapping[str, str] | None = None

    def _known(self) -> Mapping[str, str]:
        if self._words is None:
            self._words = {**self._load(), **self._none}
        return self._words

    def __getitem__(self, code: str) -> str:
        return self._known()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


def coded(key: str, title: str, codes: Callable[[str], Any], **more: Any) -> Column:
    """Make a column of codes that people read as words; `codes` gives a list of codes by its name."""
    none = _("unclassified") if key in _CLASSES else ""
    return Column(key, title, labels=Labels(lambda: codes(key).names(), none), **more)


def list_columns(what: str, codes: Callable[[str], Any]) -> tuple[Column, ...]:
    """Give the columns of a list of `what`."""
    return _COLUMNS[what](codes)


def _steps() -> Mapping[str, str]:
    from reception_cli.law.obligations import step_names  # the words of the terms, for who reads them

    return step_names()


def in_sentences(table: Table, notes: bool = True) -> Table:
    """Let people read the sentences of an answer on every surface, where its rows suit machines alone.

    `notes`: its notes too, which the sentences do not tell.
    """
    lines = [{"text": line} for line in table.said]
    shape = (Column("text", table.title or _("What is told")),)
    told = table._replace(columns=shape, rows=lines, totals={}, notes=table.notes if notes else (), prose=True)
    return table._replace(screen=told)


def _incident_columns(codes: Callable[[str], Any]) -> tuple[Column, ...]:
    return (
        Column("id", _("Incident")),
        Column("unit", _("Unit"), hidden=True),
        Column("opened_on", _("Opened"), "date"),
        coded("status", _("Status"), codes),
        coded("kind", _("Kind"), codes),
        coded("field", _("Field"), codes, hidden=True),
        coded("competence", _("Competence"), codes, hidden=True),
        coded("handling", _("Handling"), codes),
        Column("visits", _("Visits"), "number"),
        Column("people", _("People"), "number", hidden=True),
        Column("petitions", _("Petitions"), "number", hidden=True),
        Column("first_visit", _("First visit"), "date", hidden=True),
        Column("last_visit", _("Last visit"), "date", hidden=True),
        Column("due_on", _("Due"), "date"),
        Column("due_step", _("Step due"), labels=Labels(_steps), hidden=True),
        Column("overdue_days", _("Days overdue"), "number", hidden=True),
        Column("assignee", _("Responsible"), hidden=True),
        coded("result", _("Result"), codes, hidden=True),
        Column("closed_on", _("Closed"), "date", hidden=True),
    )


def _visit_columns(codes: Callable[[str], Any]) -> tuple[Column, ...]:
    return (
        Column("id", _("Visit")),
        Column("unit", _("Unit"), hidden=True),
        Column("at", _("When"), "time"),
        Column("people", _("People"), "number"),
        Column("petitioners", _("Petitioners"), "number", hidden=True),
        coded("session", _("Session"), codes),
        coded("host", _("Host"), codes),
        Column("group", _("Group")),
        Column("incidents", _("Incidents"), "list"),
        Column("repeat", _("Repeat")),
        Column("refused", _("Refused"), hidden=True),
    )


def _petition_columns(codes: Callable[[str], Any]) -> tuple[Column, ...]:
    return (
        Column("id", _("Petition")),
        Column("unit", _("Unit"), hidden=True),
        Column("at", _("Received"), "time"),
        coded("source", _("Source"), codes),
        Column("signatories", _("Signatories"), "number"),
        Column("incidents", _("Incidents"), "list"),
    )


# What a screen shows of each list, in this order; the rest is for `show`, and for --wide.
BRIEF = {
    "incidents": ("id", "opened_on", "name", "status", "due_on", "kind", "content"),
    "visits": ("id", "at", "name", "people", "session", "incidents", "content"),
    "petitions": ("id", "at", "name", "source", "signatories", "incidents", "content"),
}
_COLUMNS = {"incidents": _incident_columns, "visits": _visit_columns, "petitions": _petition_columns}


def rate(part: int, whole: int, how: str) -> float | None:
    """Give the percentage with two decimals, rounded half up or truncated; None of nothing.

    In whole numbers: 176 of 221 is 79.638 %, so 79.64 or 79.63.
    """
    if not whole:
        return None
    hundredths = part * 10_000 // whole if how == "truncated" else (part * 20_000 + whole) // (2 * whole)
    return hundredths / 100


def share(part: float, whole: float) -> float | None:
    """Give the percentage with one decimal; None of nothing."""
    return round(part / whole * 100, 1) if whole else None


def in_brackets(percent: float | None) -> str:
    """Write a percentage behind a figure; nothing of nothing."""
    return "" if percent is None else f" ({number(percent, 1)}%)"
