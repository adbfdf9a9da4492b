"""How entries become what the register knows: `apply` one, `replay` many. Pure; the only place that evolves.

What a kind changes is said where it is declared; here is what all kinds have in common.
"""

from collections.abc import Iterable

from reception_cli.domain.case import Case, Reception, with_lines
from reception_cli.domain.entry import Entry, dead
from reception_cli.events.registry import KINDS


def replay(id_: str, entries: Iterable[Entry]) -> Case:
    """Build the incident from all its entries."""
    case = Case(id_)
    for entry in entries:
        case = apply(case, entry)
    return case


def apply(case: Case, entry: Entry) -> Case:
    """Evolve an incident by one entry that concerns it; kinds that tell nothing new only join its story."""
    if entry["kind"] == "retracted":
        return _without(case.id, (*case.entries, entry))
    return evolve(case, entry)._replace(entries=(*case.entries, entry))


def evolve(case: Case, entry: Entry) -> Case:
    """Evolve an incident by one entry that it does not keep; a retraction needs the kept ones: see `apply`."""
    if entry["subject"] != case.id:
        return _joined(case, entry)
    kind = KINDS[entry["kind"]]  # one that makes nothing changes nothing that is struck through
    if kind.case is None or (case.status == "void" and kind.series is None):
        return case
    return kind.case(case, entry)


def _joined(case: Case, entry: Entry) -> Case:
    """Take in what happened to one of its lines."""
    known = {line.id: line for line in case.reached} if case.reached else {}
    line = apply_line(known.get(entry["subject"]), entry)
    if line is None:
        return case
    known[line.id] = line
    return with_lines(case, tuple(known.values()))


def _without(id_: str, entries: tuple[Entry, ...]) -> Case:
    gone = dead(entries)
    case = Case(id_)
    for entry in entries:
        if entry["seq"] not in gone and entry["kind"] != "retracted":
            case = apply(case, entry)
    if not case.opened_on:
        case = case._replace(status="void")
    return case._replace(entries=entries)


def apply_line(line: Reception | None, entry: Entry) -> Reception | None:
    """Evolve one register line by an entry about it."""
    kind = KINDS[entry["kind"]]
    if kind.line is None or (line is None and kind.series is None):
        return line
    return kind.line(line, entry)


def replay_line(entries: Iterable[Entry]) -> Reception | None:
    """Build a visit or a petition from the entries whose subject it is (and the retractions of these)."""
    listed = list(entries)
    gone = dead(listed)
    line: Reception | None = None
    for entry in listed:
        if entry["seq"] not in gone and entry["kind"] != "retracted":
            line = apply_line(line, entry)
    if line is None and listed:
        line = apply_line(None, listed[0])
        return line._replace(void=True) if line else None
    return line
