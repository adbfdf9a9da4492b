"""The columns of lists: machine keys, headings, and codes that people read as words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reception_cli.domain.words import _
from reception_cli.reporting.table import Column

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


def columns(what: str, codes: Callable[[str], Any]) -> tuple[Column, ...]:
    """Give the columns of a list of `what`."""
    return _COLUMNS[what](codes)


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
        Column("due_step", _("Step due"), hidden=True),
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


_COLUMNS = {"incidents": _incident_columns, "visits": _visit_columns, "petitions": _petition_columns}
