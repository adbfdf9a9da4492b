"""How entries become a visit or a petition, a line of the register. Pure."""

from collections.abc import Callable, Iterable
from typing import Any

from reception_cli.domain import legal_life
from reception_cli.domain.case import Case, Reception, changed
from reception_cli.domain.entry import Entry

# --- How entries become a visit or a petition, a line of the register. Pure.

LINE_KINDS = {"visit": "visit", "petition": "petition"}
# What a visit or petition says in words of its own; what it does not say is as `Line` has it.
_SAID = Reception._fields[Reception._fields.index("incidents") + 1 : Reception._fields.index("handling")]
_UNSAID = [Reception._field_defaults[name] for name in _SAID]
_last: list[tuple[Entry, Reception]] = []  # what was written last, and its line


def apply_line(line: Reception | None, entry: Entry) -> Reception | None:
    """Evolve one register line by an entry about it."""
    if entry["kind"] in LINE_KINDS:
        return _written(entry)
    change = CHANGES.get(entry["kind"])
    return change(line, entry) if line is not None and change is not None else line


def _attached(line: Reception, entry: Entry) -> Reception:
    """Add one more incident to a visit that is already in the register."""
    data = entry["data"]
    line = line._replace(incidents=(*line.incidents, data["incident"]))
    if not data.get("handling"):
        return line
    handling = {**line.handling, data["incident"]: data["handling"]}
    return line._replace(handling=handling, handled={**line.handled, data["incident"]: entry["at"][:10]})


def _line_corrected(line: Reception, entry: Entry) -> Reception:
    facts = dict(entry["data"]["set"])
    if "incidents" in facts:
        facts["incidents"] = tuple(facts["incidents"])
        handlings = list(line.handling.values())
        facts["handling"] = dict.fromkeys(facts["incidents"], handlings[-1]) if handlings else {}
        days = list(line.handled.values())
        facts["handled"] = dict.fromkeys(facts["incidents"], days[-1]) if days else {}
    return line._replace(**facts, private={**line.private, **values(entry)})


def _line_voided(line: Reception, entry: Entry) -> Reception:
    return line._replace(void=True)


def _written(entry: Entry) -> Reception:
    if _last and _last[0][0] is entry:  # each of its incidents asks for it again
        return _last[0][1]
    data = entry["data"]
    incidents = tuple(data.get("incidents", ()))
    handling = data.get("handling")
    said = map(data.get, _SAID, _UNSAID)
    handled = dict.fromkeys(incidents, handling) if handling else {}
    who, at, private = entry["user"], entry["at"], values(entry)
    type_ = LINE_KINDS[entry["kind"]]
    days = dict.fromkeys(incidents, at[:10]) if handling else {}
    line = Reception._make((entry["subject"], type_, at, incidents, *said, handled, days, who, False, private))
    _last[:] = [(entry, line)]
    return line


def values(entry: Entry) -> dict[str, str]:
    """Read the private values that describe the subject; a reason describes the entry."""
    return {name: pair[1] for name, pair in entry["private"].items() if name != "reason"}


CHANGES: dict[str, Callable[[Reception, Entry], Reception]] = {
    "attached": _attached,
    "corrected": _line_corrected,
    "voided": _line_voided,
}


# --- How entries become what the register knows: `apply` one, `replay` many. Pure; the only place that evolves.

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


def _with_lines(case: Case, reached: tuple[Reception, ...], facts: dict[str, Any] | None = None) -> Case:
    """Take new lines, and other facts: lines that name the incident are its own, whatever they named before."""
    facts = facts or {}
    facts["reached"], facts["lines"] = reached, tuple([line for line in reached if case.id in line.incidents])
    return _settled(case, facts)


def _classified(case: Case, entry: Entry) -> Case:
    data = entry["data"]
    facts = {name: data[name] for name in _WORDS if name in data}
    if case.life.stage in legal_life.EARLY:  # a new word on a matter that no legal fact holds yet
        facts["life"] = case.life._replace(stage="")
    if not data.get("line") or "handling" not in data:
        return _settled(case, facts)
    return _with_lines(case, tuple([_handled(line, case.id, entry) for line in case.reached]), facts)


def _handled(line: Reception, incident: str, entry: Entry) -> Reception:
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
    life, facts = legal_life.corrected(case.life, entry["data"]["set"])
    return _settled(case._replace(**facts, private=private, life=life), {})


def _lived(case: Case, entry: Entry) -> Case:
    """Take in a legal fact: accepted, extended, decided ..."""
    return _settled(case, {"life": legal_life.evolve(case.life, entry)})


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
        facts["status"] = (life.stage and legal_life.status(life)) or ("accepted" if accepted else "open")
    return changed(case, facts)


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
    **dict.fromkeys(legal_life.KINDS, _lived),
}
KINDS = frozenset({*LINE_KINDS, *_CASE, *CHANGES, "retracted", "redacted"})  # of the entries about a subject
