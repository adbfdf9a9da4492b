"""What an import will write: the lines of a register as entries, rows known already left out. Pure."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from reception_cli.domain.entry import Draft
from reception_cli.events.reception import Matter, Numbers, Reception, again, open_incident
from reception_cli.intake.line import Line

COMPETENCE = {"accept": "in", "guide": "out", "forward": "out"}  # what a column of the old form implies
UNRECORDED = "unrecorded"  # closed, and the register does not say how


class Known(NamedTuple):
    """What the register holds already: rows by digest, and the incident of an earlier line (STT, year)."""

    row: Callable[[str], bool]
    incident: Callable[[str, int], str | None]


class Plan(NamedTuple):
    """The entries of an import and what they come to; `already` rows were imported before."""

    drafts: list[Draft]
    rows: int
    visits: int
    people: int
    incidents: int
    already: int


class _Matter:
    """An incident while its lines are read: its competence and outcome are those of the last line that tells."""

    def __init__(self, number: str, competence: str | None) -> None:
        self.number = number
        self.competence = competence
        self.done: Line | None = None


class _Planner:
    """Turns lines into drafts, one after the other."""

    def __init__(self, known: Known, numbers: Numbers) -> None:
        self.known, self.numbers = known, numbers
        self.drafts: list[Draft] = []
        self.matters: dict[tuple[str, int], _Matter] = {}
        self.seen: set[str] = set()
        self.already = self.incidents = self.visits = self.people = 0

    def take(self, line: Line, row: str) -> None:
        if row in self.seen or self.known.row(row):
            self.already += 1
            self._remember(line)
            return
        self.seen.add(row)
        matter = self._matter(line)
        wish = reception(line)
        visit = again(wish, [matter.number], self.numbers)[0]
        self.drafts.append(visit._replace(data={**visit.data, "row": row, "source_ref": line.ref or None}))
        self.visits += 1
        self.people += line.people
        if line.outcome:
            matter.done = line if line.outcome == "done" else None

    def _remember(self, line: Line) -> None:
        """A row that is in the register already may still be the first of an incident with new rows."""
        incident = self.known.incident(line.repeat_of or line.ref, line.day.year)
        if incident and not line.repeat_of:
            self.matters.setdefault((line.ref, line.day.year), _Matter(incident, None))

    def _matter(self, line: Line) -> _Matter:
        """Find the incident a further visit belongs to, or open one."""
        place = (line.repeat_of or line.ref, line.day.year)
        competence = COMPETENCE.get(line.handling or "")
        if line.repeat_of and (matter := self._earlier(place)):
            if competence and competence != matter.competence:
                matter.competence = competence
                self.drafts.append(
                    Draft("classified", matter.number, {"competence": competence}, {}, line.day.isoformat())
                )
            return matter
        matter = _Matter(self.numbers("", line.day.year), competence)
        self.matters[line.ref, line.day.year] = matter
        facts = {"kind": line.kind, "competence": competence}
        self.drafts.append(open_incident(matter.number, line.day.isoformat(), Matter(line.content, facts)))
        self.incidents += 1
        return matter

    def _earlier(self, place: tuple[str, int]) -> _Matter | None:
        found = self.matters.get(place)
        if found is None and (incident := self.known.incident(*place)):
            found = self.matters[place] = _Matter(incident, None)
        return found

    def endings(self) -> Iterable[Draft]:
        """Close what the register says is resolved; the day is not known, so none is written."""
        for matter in self.matters.values():
            if matter.done:
                data = {"result": UNRECORDED}
                yield Draft("closed", matter.number, data, {}, matter.done.day.isoformat())


def reception(line: Line) -> Reception:
    """Turn a line into the reception it tells of."""
    texts = {
        "name": line.name, "address": line.address, "id_no": line.id_no, "host_name": line.host_name or "",
        "handled_to": line.handled_to, "handled_doc": line.handled_doc, "prior_body": line.prior_body,
        "follow_up": line.follow_up, "note": line.note,
    }  # fmt: skip
    facts = {
        "people": line.people, "petitioners": line.petitioners, "session": line.session, "host": line.host,
        "group": line.group, "commune": line.commune, "handling": line.handling,
    }  # fmt: skip
    return Reception(line.day.isoformat(), {k: v for k, v in texts.items() if v}, facts)


def plan(lines: Iterable[tuple[Line, str]], known: Known, numbers: Numbers) -> Plan:
    """Plan the import of lines, each with the digest of its row."""
    planner = _Planner(known, numbers)
    rows = 0
    for line, row in lines:
        rows += 1
        planner.take(line, row)
    drafts = [*planner.drafts, *planner.endings()] if planner.drafts else []
    return Plan(drafts, rows, planner.visits, planner.people, planner.incidents, planner.already)
