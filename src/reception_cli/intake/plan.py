"""What an import will write: the lines of a register as entries, rows known already left out. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reception_cli.intake.line import Line
from reception_cli.intake.matching import AMBIGUOUS, DIFFERS, NEW, STRUCK, Match, Matched
from reception_cli.intake.repeats import Where, where
from reception_cli.model.entry import Draft
from reception_cli.rules.receiving import Matter, Numbers, Reception, again, open_incident, paper

COMPETENCE = {"accept": "in", "guide": "out", "forward": "out"}  # what a column of the old form implies
UNRECORDED = "unrecorded"  # closed, and the register does not say how
# A result in words that is a result of the law, and the competence it needs ("" any).
_RESULTS = {"withdrawn": ("withdrawn", ""), "terminated": ("terminated", "in")}


_AGAIN = "Tiếp lại"  # a part of the register, in its language whoever imports it


class Known(NamedTuple):
    """What the register holds already: the incident of an earlier line (STT, year), and whether one is closed."""

    incident: Callable[[str, int], str | None]
    closed: Callable[[str], bool]


class Plan(NamedTuple):
    """The entries of an import and what they come to; `already` lines are in the register.

    `differing` and `ambiguous` are lines that are known but not so, `struck` stay struck through.
    """

    drafts: list[Draft]
    rows: int
    visits: int
    people: int
    incidents: int
    already: int
    petitions: int = 0
    differing: tuple[tuple[Line, Match], ...] = ()
    ambiguous: tuple[Line, ...] = ()
    struck: tuple[Line, ...] = ()
    gone: tuple[str, ...] = ()
    updated: int = 0


class _Matter:
    """An incident while its lines are read: its competence and outcome are those of the last line that tells."""

    def __init__(self, number: str, competence: str | None, closed: bool = False) -> None:
        self.number = number
        self.competence = competence
        self.closed = closed
        self.done: Line | None = None


class _Planner:
    """Turns lines into drafts, one after the other."""

    def __init__(self, matched: Matched, known: Known, numbers: Numbers) -> None:
        self.matched, self.known, self.numbers = matched, known, numbers
        self.drafts: list[Draft] = []
        self.matters: dict[Where, _Matter] = {}
        self.stored: dict[str, _Matter] = {}
        self.differing: list[tuple[Line, Match]] = []
        self.ambiguous: list[Line] = []
        self.struck: list[Line] = []
        self.already = self.incidents = self.visits = self.people = self.petitions = 0

    def take(self, line: Line) -> None:
        match = self.matched.lines[where(line)]
        if match.what != NEW:
            self._remember(line, match)
            return
        matter = self._matter(line)
        if matter.closed and line.outcome in (None, "open"):
            day = line.day.isoformat()
            self.drafts.append(Draft("reopened", matter.number, {"on": day}, {"reason": _AGAIN}, day))
            matter.closed = False
        wish = reception(line)
        made = (
            paper(wish, [matter.number], self.numbers) if line.source else again(wish, [matter.number], self.numbers)[0]
        )
        extra = {"row": self.matched.digests[where(line)], "source_ref": line.ref or None}
        self.drafts.append(made._replace(data={**made.data, **extra}))
        self.petitions += bool(line.source)
        self.visits += not line.source
        self.people += line.people
        if line.outcome:
            matter.done = line if line.outcome != "open" else None

    def _remember(self, line: Line, match: Match) -> None:
        """A line that is in the register already may still be the first of an incident with new rows."""
        if match.what == AMBIGUOUS:
            self.ambiguous.append(line)
        elif match.what == STRUCK:
            self.struck.append(line)
        else:
            self.already += 1
        if match.what == DIFFERS:
            self.differing.append((line, match))
        if match.stored and match.stored.incident:
            self.matters[where(line)] = self._held(match.stored.incident, match.stored.closed)

    def _held(self, incident: str, closed: bool) -> _Matter:
        return self.stored.setdefault(incident, _Matter(incident, None, closed))

    def _matter(self, line: Line) -> _Matter:
        """Find the incident a further visit belongs to, or open one."""
        competence = COMPETENCE.get(line.handling or "")
        if line.repeat_of and (matter := self._earlier(line)):
            self.matters[where(line)] = matter
            if competence and competence != matter.competence and not matter.closed:
                matter.competence = competence
                self.drafts.append(
                    Draft("classified", matter.number, {"competence": competence}, {}, line.day.isoformat())
                )
            return matter
        matter = _Matter(self.numbers("", line.day.year), competence)
        self.matters[where(line)] = matter
        facts = {"kind": line.kind, "competence": competence}
        self.drafts.append(open_incident(matter.number, line.day.isoformat(), Matter(line.content, facts)))
        self.incidents += 1
        return matter

    def _earlier(self, line: Line) -> _Matter | None:
        if line.root:
            return self.matters.get(line.root)
        for year in (line.day.year, line.day.year - 1):
            if incident := self.known.incident(line.repeat_of or "", year):
                return self._held(incident, self.known.closed(incident))
        return None

    def endings(self) -> Iterable[Draft]:
        """Close what the register says is resolved; the day is not known, so none is written."""
        for matter in {id(matter): matter for matter in self.matters.values()}.values():
            if matter.done and not matter.closed:
                result, needed = _RESULTS.get(matter.done.outcome or "", (UNRECORDED, ""))
                if needed and matter.competence != needed:
                    result = UNRECORDED
                yield Draft("closed", matter.number, {"result": result}, {}, matter.done.day.isoformat())


def reception(line: Line) -> Reception:
    """Turn a line into the reception it tells of."""
    texts = {
        "name": line.name,
        "address": line.address,
        "id_no": line.id_no,
        "phone": line.phone,
        "host_name": line.host_name or "",
        "handled_to": line.handled_to,
        "handled_doc": line.handled_doc,
        "prior_body": line.prior_body,
        "follow_up": line.follow_up,
        "note": line.note,
    }
    facts: Mapping[str, Any] = {
        "people": line.people, "petitioners": line.petitioners, "session": line.session, "host": line.host,
        "group": line.group, "commune": line.commune, "handling": line.handling, "source": line.source,
        "signatories": line.signatories,
    }  # fmt: skip
    return Reception(line.day.isoformat(), {k: v for k, v in texts.items() if v}, facts)


def plan(lines: Sequence[Line], matched: Matched, known: Known, numbers: Numbers) -> Plan:
    """Plan the import of lines, in the order in which matters come before their further visits."""
    planner = _Planner(matched, known, numbers)
    firsts = [line for line in lines if line.root is None]
    for line in firsts if _runs_backwards(lines) else lines:
        planner.take(line)
    if _runs_backwards(lines):
        for line in reversed([line for line in lines if line.root is not None]):
            planner.take(line)
    drafts = [*planner.drafts, *planner.endings()] if planner.drafts else []
    return Plan(
        drafts,
        len(lines),
        planner.visits,
        planner.people,
        planner.incidents,
        planner.already,
        planner.petitions,
        tuple(planner.differing),
        tuple(planner.ambiguous),
        tuple(planner.struck),
        tuple(one.id for one in matched.gone),
    )


def _runs_backwards(lines: Sequence[Line]) -> bool:
    """Tell whether a further visit stands above its first line: a register that runs newest first."""
    seen: set[Where] = set()
    for line in lines:
        if line.root is not None and line.root not in seen:
            return True
        seen.add(where(line))
    return False
