"""How entries become a visit or a petition, a line of the register. Pure."""

from collections.abc import Callable

from reception_cli.model.case import Line
from reception_cli.model.entry import Entry

LINE_KINDS = {"visit": "visit", "petition": "petition"}
# What a visit or petition says in words of its own; what it does not say is as `Line` has it.
_SAID = Line._fields[Line._fields.index("incidents") + 1 : Line._fields.index("handling")]
_UNSAID = [Line._field_defaults[name] for name in _SAID]
_last: list[tuple[Entry, Line]] = []  # what was written last, and its line


def apply_line(line: Line | None, entry: Entry) -> Line | None:
    """Evolve one register line by an entry about it."""
    if entry["kind"] in LINE_KINDS:
        return _written(entry)
    change = CHANGES.get(entry["kind"])
    return change(line, entry) if line is not None and change is not None else line


def _attached(line: Line, entry: Entry) -> Line:
    """Add one more incident to a visit that is already in the register."""
    data = entry["data"]
    line = line._replace(incidents=(*line.incidents, data["incident"]))
    if not data.get("handling"):
        return line
    handling = {**line.handling, data["incident"]: data["handling"]}
    return line._replace(handling=handling, handled={**line.handled, data["incident"]: entry["at"][:10]})


def _line_corrected(line: Line, entry: Entry) -> Line:
    facts = dict(entry["data"]["set"])
    if "incidents" in facts:
        facts["incidents"] = tuple(facts["incidents"])
        handlings = list(line.handling.values())
        facts["handling"] = dict.fromkeys(facts["incidents"], handlings[-1]) if handlings else {}
        days = list(line.handled.values())
        facts["handled"] = dict.fromkeys(facts["incidents"], days[-1]) if days else {}
    return line._replace(**facts, private={**line.private, **values(entry)})


def _line_voided(line: Line, entry: Entry) -> Line:
    return line._replace(void=True)


def _written(entry: Entry) -> Line:
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
    line = Line._make((entry["subject"], type_, at, incidents, *said, handled, days, who, False, private))
    _last[:] = [(entry, line)]
    return line


def values(entry: Entry) -> dict[str, str]:
    """Read the private values that describe the subject; a reason describes the entry."""
    return {name: pair[1] for name, pair in entry["private"].items() if name != "reason"}


CHANGES: dict[str, Callable[[Line, Entry], Line]] = {
    "attached": _attached,
    "corrected": _line_corrected,
    "voided": _line_voided,
}
