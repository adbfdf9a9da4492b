"""What the register knows of one matter, as replayed from its entries."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from reception_cli.domain import legal_life
from reception_cli.domain.entry import Entry
from reception_cli.domain.legal_life import Life

# --- What the register knows of one matter, as replayed from its entries.

class Reception(NamedTuple):
    """One line of the register: a visit, or a petition that came without its writer."""

    id: str
    type: str  # visit | petition
    at: str  # ISO day, or ISO moment, of the reception or the receipt
    incidents: tuple[str, ...] = ()
    people: int = 0  # persons present; 0 for a petition
    petitioners: int | None = None  # citizens with a petition of the same content
    signatories: int | None = None
    session: str | None = None
    host: str | None = None
    source: str | None = None
    group: bool = False  # five or more people with the same content, as judged on the day
    refused: str | None = None  # ground of a refusal: recorded, counts as no visit
    commune: str | None = None
    anonymous: bool = False
    visit: str | None = None  # the visit that brought this petition
    source_ref: str | None = None  # the serial number (STT) in the register it was imported from
    key: str | None = None  # digest of the caller's --key
    row: str | None = None  # digest of the imported row
    handling: Mapping[str, str] = {}  # incident -> handling of this line
    handled: Mapping[str, str] = {}  # incident -> ISO day on which this line was first handled in it
    user: str = ""
    void: bool = False
    private: Mapping[str, str] = {}

    @property
    def day(self) -> str:
        """ISO day of the reception."""
        return self.at[:10]

    @property
    def counts(self) -> bool:
        """Whether it is counted: not struck through, not taken back, not refused."""
        return not self.void and self.refused is None


class Case(NamedTuple):
    """An incident in its life; `entries` are all that concern it, in the order of the register."""

    id: str
    opened_on: str = ""
    kind: str | None = None
    field: str | None = None
    competence: str | None = None
    qualified: bool | None = None
    prior: str | None = None
    handling: str | None = None  # of the latest line that has one
    status: str = "open"
    result: str | None = None
    closed_on: str | None = None
    doc: str | None = None
    user: str = ""
    lines: tuple[Reception, ...] = ()
    reached: tuple[Reception, ...] = ()  # its lines, and those that once were
    private: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()
    life: Life = Life()
    entries: tuple[Entry, ...] = ()
    hidden: bool = False  # read as of an earlier day, and a denunciation since

    @property
    def stage(self) -> str:
        """State of the matter in the law's own steps: what a legal fact led to, else what handling says."""
        return self.life.stage or legal_life.early(self.kind, self.prior, self.handling)

    @property
    def received_on(self) -> str:
        """ISO day on which the matter first came in."""
        return min((line.day for line in self.lines if line.counts), default=self.opened_on)

    @property
    def confidential(self) -> bool:
        """Whether its identity and text are secret (a denunciation)."""
        return self.hidden or self.kind == "denunciation"

    @property
    def closed(self) -> bool:
        """Whether nothing more may happen to it unless it is reopened."""
        return self.status in ("closed", "void")


_Known = TypeVar("_Known", Reception, Case)
_new = tuple.__new__
_PLACES = {kind: {name: place for place, name in enumerate(kind._fields)} for kind in (Reception, Case)}


def changed(known: _Known, facts: Mapping[str, Any]) -> _Known:
    """Give a line or a case with other facts: as `_replace` does, in half the time, and each entry asks for one."""
    kind = type(known)
    places = _PLACES[kind]
    values: list[Any] = list(known)
    for name, value in facts.items():
        values[places[name]] = value
    return _new(kind, values)


# --- The numbers of another unit's incidents and lines: each with the unit before it. Pure.

def case_of(case: Case, unit: str) -> Case:
    """Put the unit before every number of an incident; its entries stay as they were recorded."""
    lines = {line.id: line_of(line, unit) for line in case.reached}
    life = case.life._replace(previous=_placed(case.life.previous, unit), next=_placed(case.life.next, unit))
    return case._replace(
        id=f"{unit}/{case.id}", lines=tuple(lines[line.id] for line in case.lines), reached=tuple(lines.values()),
        life=life,
    )  # fmt: skip


def line_of(line: Reception, unit: str) -> Reception:
    """Put the unit before every number of a visit or petition."""
    return line._replace(
        id=f"{unit}/{line.id}", incidents=tuple(f"{unit}/{one}" for one in line.incidents),
        handling=_keys(line.handling, unit), handled=_keys(line.handled, unit), visit=_placed(line.visit, unit),
    )  # fmt: skip


def _keys(told: Mapping[str, str], unit: str) -> Mapping[str, str]:
    return {f"{unit}/{one}": value for one, value in told.items()}


def _placed(number: str | None, unit: str) -> str | None:
    return f"{unit}/{number}" if number else None
