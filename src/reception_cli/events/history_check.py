"""Whether a history can have come about: every entry is decided once more, of the matter as it stood then. Pure.

An entry is held against the rules of its own day, in the state that the entries before it had led to. What is
corrected or taken back later does not matter: it was legal when it was made. An import refuses no transition,
and entries that were told again behind a break may lack what led to them.
"""

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Entry, Outcome
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.events.registry import KINDS

_IMPORTED = frozenset({"visit", "petition", "classified", "closed"})  # what an import writes of a known matter


class HistoryCheck:
    """Decides the entries of one register once more, in their order, each by the `check` of its kind."""

    def __init__(self) -> None:
        """Begin before the first one."""
        self._imported = 0  # entries up to this one were written by an import
        self._retelling = False  # a salvage is telling old entries again

    def note(self, entry: Entry) -> None:
        """Take notice of each entry: some tell how those behind them came about."""
        if entry["kind"] == "imported":
            self._imported = entry["batch"][1]
        elif entry["kind"] == "salvaged":
            self._retelling = True
        elif self._retelling and "origin" not in entry["data"]:
            self._retelling = False

    def faults(self, about: Case | Reception, entry: Entry) -> list[str]:
        """Say which rules speak against an entry about a matter, or a line, as it stood; empty when none does."""
        kind = KINDS[entry["kind"]]
        if self._retelling or (kind.name in _IMPORTED and entry["seq"] <= self._imported):
            return []
        if kind.check is None:
            return []
        if isinstance(about, Case) and not about.opened_on and about.status != "void":
            return [_("it was never opened")]
        try:
            return _state(kind.check(about, entry), entry)
        except Refused as fault:
            return list(fault.reasons) or [fault.message]


def _state(decided: Outcome | list[Draft], entry: Entry) -> list[str]:
    """Say that an entry names another state than its move leads to."""
    drafts = decided.drafts if isinstance(decided, Outcome) else decided
    leads, names = drafts[0].data.get("state") if drafts else None, entry["data"].get("state")
    if leads == names:
        return []
    return [_("it names the state {told}, but leads to {state}").format(told=names or "-", state=leads or "-")]
