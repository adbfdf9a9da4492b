"""What a sealed register no longer lets change: the figures of a report that has been handed in. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _

# What a seal freezes: figures of a report that was handed in rest on these.
SEALED_LINE = frozenset({"at", "people", "session", "host", "group", "incidents", "bodies", "duplicate"})
SEALED_CASE = frozenset({"kind", "field"})


class Seal(NamedTuple):
    """The last sealed day (ISO, empty: none) and whether the clerk knowingly goes behind it."""

    to: str = ""
    behind: bool = False

    def covers(self, day: str) -> bool:
        """Whether a day is sealed and the clerk did not say --after-seal."""
        return bool(self.to) and day[:10] <= self.to and not self.behind

    def mark(self, days: Iterable[str]) -> dict[str, Any]:
        """Mark an entry that changes sealed days knowingly, with the first of them."""
        sealed = [day[:10] for day in days if self.to and day[:10] <= self.to]
        return {"after_seal": min(sealed)} if sealed and self.behind else {}


def may_split(line: Reception, seal: Seal) -> None:
    """Refuse to add an incident to a reception that was refused, struck through or sealed."""
    sealed = sealed_reasons([line.day], seal)
    if sealed:
        raise Refused(_("Nothing can be added to {line}.").format(line=line.id), tuple(sealed))
    if line.refused is not None or line.void:
        raise Refused(
            _("Nothing can be added to {line}.").format(line=line.id),
            (_("the reception was refused") if line.refused else _("it is struck through"),),
        )


def may_receive(day: str, seal: Seal) -> None:
    """Refuse a reception on a day whose figures are sealed."""
    reasons = sealed_reasons([day], seal)
    if reasons:
        raise Refused(_("Nothing can be recorded on {day}:").format(day=said_day(day[:10])), tuple(reasons))


def classify_sealed(case: Case, wish: Mapping[str, Any], seal: Seal) -> list[str]:
    """Say why kind and field may not change: the figures they stand in are sealed. Empty when they may."""
    changed = [name for name in SEALED_CASE if name in wish and wish[name] != getattr(case, name)]
    return sealed_reasons(days_of(case), seal) if changed else []


def sealed_reasons(days: Iterable[str], seal: Seal) -> list[str]:
    """Say that days are sealed, and what to type; empty when none is."""
    if not any(seal.covers(day) for day in days):
        return []
    return [
        _("the register is sealed up to {day}; say --after-seal to go behind the seal knowingly").format(
            day=said_day(seal.to)
        )
    ]


def days_of(case: Reception | Case) -> list[str]:
    """List the days on which a matter or a line counts."""
    return [case.day] if isinstance(case, Reception) else [line.day for line in case.lines if line.counts]
