"""How entries become what the register knows: `apply` one, `replay` many. Pure; the only place that evolves."""

from collections.abc import Callable, Iterable
from typing import Any

from reception_cli.model import evolving
from reception_cli.model.case import Case, Line, changed
from reception_cli.model.entry import Entry
from reception_cli.model.lines import CHANGES, LINE_KINDS, apply_line, values

SHORT = 16  # signs of a digest that name a head which was given up
GIVING_UP = ("restored", "salvaged")
_WORDS = ("kind", "field", "competence", "qualified", "prior")  # that classify a matter


def dead(entries: Iterable[Entry]) -> frozenset[int]:
    """Find the entries that are taken back: a retraction that is itself taken back takes nothing back."""
    gone: set[int] = set()
    for entry in reversed(list(entries)):
        if entry["kind"] == "retracted" and entry["seq"] not in gone:
            gone.update(entry["data"]["entries"])
    return frozenset(gone)


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
    struck = case.status == "void" and entry["kind"] != "incident"  # nothing more happens to it
    change = None if struck else _CASE.get(entry["kind"])
    return change(case, entry) if change else case


def _without(id_: str, entries: tuple[Entry, ...]) -> Case:
    gone = dead(entries)
    case = Case(id_)
    for entry in entries:
        if entry["seq"] not in gone and entry["kind"] != "retracted":
            case = apply(case, entry)
    if not case.opened_on:
        case = case._replace(status="void")
    return case._replace(entries=entries)


def _opened(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    facts: dict[str, Any] = {name: data.get(name) for name in _WORDS}
    facts["status"] = "open"  # what was taken back on its line before it came in has no word on it
    facts["opened_on"], facts["user"], facts["private"] = data["opened_on"], entry["user"], values(entry)
    return _settled(case, facts)


def _joined(case: Case, entry: Entry) -> Case:
    """Take in what happened to one of its lines."""
    known = {line.id: line for line in case.reached} if case.reached else {}
    line = apply_line(known.get(entry["subject"]), entry)
    if line is None:
        return case
    known[line.id] = line
    return _with_lines(case, tuple(known.values()))


def _with_lines(case: Case, reached: tuple[Line, ...], facts: dict[str, Any] | None = None) -> Case:
    """Take new lines, and other facts: lines that name the incident are its own, whatever they named before."""
    facts = facts or {}
    facts["reached"], facts["lines"] = reached, tuple([line for line in reached if case.id in line.incidents])
    return _settled(case, facts)


def _classified(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    facts = {name: data[name] for name in _WORDS if name in data}
    if case.life.stage in evolving.EARLY:  # a new word on a matter that no legal fact holds yet
        facts["life"] = case.life._replace(stage="")
    if not data.get("line") or "handling" not in data:
        return _settled(case, facts)
    return _with_lines(case, tuple([_handled(line, case.id, entry) for line in case.reached]), facts)


def _handled(line: Line, incident: str, entry: Entry) -> Line:
    """Note how a line was handled; a petition that was brought to a visit is handled with it."""
    data = entry["data"]
    if data["line"] not in (line.id, line.visit):
        return line
    handled = {incident: entry["at"][:10], **line.handled}
    return changed(line, {"handling": {**line.handling, incident: data["handling"]}, "handled": handled})


def _closed(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    end = {"status": "closed", "result": data["result"], "closed_on": data.get("on"), "doc": data.get("doc")}
    return changed(case, end)


def _reopened(case: Case, entry: Entry) -> Case:
    return _settled(case, {"status": "open", "result": None, "closed_on": None, "doc": None})


def _corrected(case: Case, entry: Entry) -> Case:
    """Put right what was recorded wrong; the entry itself keeps what it said before and why."""
    private = {**case.private, **values(entry)}
    life, facts = evolving.corrected(case.life, entry["data"]["set"])
    return _settled(case._replace(**facts, private=private, life=life), {})


def _lived(case: Case, entry: Entry) -> Case:
    """Take in a legal fact: accepted, extended, decided ..."""
    return _settled(case, {"life": evolving.evolve(case.life, entry)})


def _voided(case: Case, entry: Entry) -> Case:
    return case._replace(status="void")


def _noted(case: Case, entry: Entry) -> Case:
    note = values(entry).get("note", "")
    return changed(case, {"notes": (*case.notes, note)}) if note else case


def _settled(case: Case, facts: dict[str, Any]) -> Case:
    """Change facts, which are ours to add to: handling and status as the lines and the competence have them now."""
    latest = ""
    handling = None
    for line in facts.get("lines", case.lines):
        wish = line.handling.get(case.id)
        if wish and line.counts and line.day >= latest:
            latest, handling = line.day, wish
    facts["handling"] = handling
    if facts.get("status", case.status) not in ("closed", "void"):
        accepted = handling == "accept" and facts.get("competence", case.competence) == "in"
        life = facts.get("life", case.life)
        facts["status"] = (life.stage and evolving.status(life)) or ("accepted" if accepted else "open")
    return changed(case, facts)


def replay_line(entries: Iterable[Entry]) -> Line | None:
    """Build a visit or a petition from the entries whose subject it is (and the retractions of these)."""
    listed = list(entries)
    gone = dead(listed)
    line: Line | None = None
    for entry in listed:
        if entry["seq"] not in gone and entry["kind"] != "retracted":
            line = apply_line(line, entry)
    if line is None and listed:
        line = apply_line(None, listed[0])
        return line._replace(void=True) if line else None
    return line


def redacted_fields(entries: Iterable[Entry]) -> set[tuple[int, str]]:
    """List the private values, as (entry, field), whose removal the redactions among the entries record."""
    return {
        (seq, field)
        for entry in entries
        if entry["kind"] == "redacted"
        for seq in entry["data"]["entries"]
        for field in entry["data"]["fields"]
    }


def given_up(entries: Iterable[Entry]) -> set[str]:
    """List the heads, shortened to SHORT signs of their digests, that restoring or salvaging gave up."""
    return {digest for entry in entries if entry["kind"] in GIVING_UP for digest in entry["data"]["given_up"]}


_CASE: dict[str, Callable[[Case, Entry], Case]] = {
    "incident": _opened,
    "classified": _classified,
    "closed": _closed,
    "reopened": _reopened,
    "noted": _noted,
    "corrected": _corrected,
    "voided": _voided,
    **dict.fromkeys(evolving.KINDS, _lived),
}
KINDS = frozenset({*LINE_KINDS, *_CASE, *CHANGES, "retracted", "redacted"})  # of the entries about a subject
