"""What an import will write: the lines of a register as entries, rows known already left out. Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain.entry import DENUNCIATION, Draft, Drafts
from reception_cli.domain.text import fold
from reception_cli.events.reception import Matter, Numbers, Reception, open_incident, paper, visit
from reception_cli.intake.line import Line
from reception_cli.intake.matching import AMBIGUOUS, DIFFERS, ERASED, NEW, STRUCK, Match, Matched, Stored
from reception_cli.intake.repeats import Where, is_loose, where

COMPETENCE = {"accept": "in", "guide": "out", "forward": "out"}  # what a column of the old form implies
UNRECORDED = "unrecorded"  # closed, and the register does not say how
# A result in words that is a result of the law, and the competence it needs ("" any).
_RESULTS = {"withdrawn": ("withdrawn", ""), "terminated": ("terminated", "in")}


_AGAIN = "Tiếp lại"  # a part of the register, in its language whoever imports it


class Known(NamedTuple):
    """What the register holds already, so that a further visit finds its matter.

    `named` gives the lines of a number (STT) and year, `between` those of a span of ISO days.
    """

    named: Callable[[str, int], Sequence[Stored]]
    between: Callable[[str, str], Sequence[Stored]]


class Plan(NamedTuple):
    """The entries of an import and what they come to; `already` lines are in the register.

    `differing` and `ambiguous` are lines that are known but not so, `struck` stay struck through and `erased` erased;
    of `kept` the desk knows better; `loose` are further visits whose matter was not found. `updated` are
    lines of the register of which something was taken, `unfit` those of
    which nothing could be, with the reason.
    """

    drafts: Drafts
    rows: int
    visits: int
    people: int
    incidents: int
    already: int
    petitions: int = 0
    differing: tuple[tuple[Line, Match], ...] = ()
    ambiguous: tuple[tuple[Line, Match], ...] = ()
    struck: tuple[Line, ...] = ()
    erased: tuple[Line, ...] = ()
    kept: tuple[tuple[Line, Match], ...] = ()
    renumbered: tuple[Line, ...] = ()
    loose: tuple[Line, ...] = ()
    gone: tuple[str, ...] = ()
    updated: frozenset[str] = frozenset()
    unfit: Mapping[str, str] = {}


class _Matter:
    """An incident while its lines are read: its competence and outcome are those of the last line that tells."""

    __slots__ = ("closed", "competence", "done", "ends", "kind", "number")

    def __init__(
        self, number: str, competence: str | None, closed: bool = False, kind: str | None = None
    ) -> None:
        self.number = number
        self.competence = competence
        self.kind = kind
        self.closed = closed
        self.done: tuple[str, date] | None = None  # the outcome of the line that resolved it, and its day
        self.ends = False  # it was noted as one that a line may have resolved


class _Opening:
    """The draft of an incident, which is made of its line when it is asked for."""

    __slots__ = ("competence", "lines", "number", "place")

    def __init__(self, lines: Sequence[Line], place: int, number: str, competence: str | None) -> None:
        self.lines, self.place, self.number, self.competence = lines, place, number, competence

    def __call__(self) -> Draft:
        line = self.lines[self.place]
        facts = {"kind": line.kind, "competence": self.competence}
        return open_incident(self.number, line.day.isoformat(), Matter(line.content, facts))


class _Receiving:
    """The draft of a line as the visit or petition of a number, which is made when it is asked for."""

    __slots__ = ("digests", "incident", "lines", "number", "place")

    def __init__(
        self, lines: Sequence[Line], digests: Sequence[str], place: int, incident: str, number: str
    ) -> None:
        self.lines, self.digests, self.place, self.incident, self.number = lines, digests, place, incident, number

    def __call__(self) -> Draft:
        line = self.lines[self.place]
        made = (paper if line.source else visit)(reception(line), [self.incident], lambda _letter, _year: self.number)
        return made._replace(data={**made.data, "row": self.digests[self.place], "source_ref": line.ref or None})


class _Closing:
    """The draft that closes an incident, which is made when it is asked for."""

    __slots__ = ("day", "number", "result")

    def __init__(self, number: str, result: str, day: date) -> None:
        self.number, self.result, self.day = number, result, day

    def __call__(self) -> Draft:
        return Draft("closed", self.number, {"result": self.result}, {}, self.day.isoformat())


class _Planner:
    """Turns lines into drafts, one after the other; `roots` are the first lines of incidents with further visits."""

    def __init__(
        self, lines: Sequence[Line], roots: Collection[Where], matched: Matched, known: Known, numbers: Numbers
    ) -> None:
        self.lines, self.roots, self.matched, self.known, self.numbers = lines, roots, matched, known, numbers
        self.drafts: list[Draft | Callable[[], Draft]] = []
        self.matters: dict[Where, _Matter] = {}  # of those first lines
        self.resolved: list[_Matter] = []
        self.stored: dict[str, _Matter] = {}
        self.loose: list[Line] = []
        self.differing: list[tuple[Line, Match]] = []
        self.ambiguous: list[tuple[Line, Match]] = []
        self.struck: list[Line] = []
        self.erased: list[Line] = []
        self.kept: list[tuple[Line, Match]] = []
        self.renumbered: list[Line] = []
        self.already = self.incidents = self.visits = self.people = self.petitions = 0

    def take(self, place: int, line: Line) -> None:
        match = self.matched.lines[where(line)]
        if match.what == NEW and line.root and self.matched.lines[line.root].what == AMBIGUOUS:
            match = Match(AMBIGUOUS, rivals=self.matched.lines[line.root].rivals)  # its matter is not known either
        if match.what != NEW:
            self._remember(line, match)
            return
        matter = self._matter(place, line)
        if matter.closed and line.outcome in (None, "open"):
            day = line.day.isoformat()
            self.drafts.append(Draft("reopened", matter.number, {"on": day}, {"reason": _AGAIN}, day))
            matter.closed = False
        number = self.numbers("P" if line.source else "V", line.day.year)
        self.drafts.append(_Receiving(self.lines, self.matched.digests, place, matter.number, number))
        self.petitions += bool(line.source)
        self.visits += not line.source
        self.people += line.people
        if line.outcome:
            matter.done = (line.outcome, line.day) if line.outcome != "open" else None
            if not matter.ends:
                matter.ends = True
                self.resolved.append(matter)

    def _remember(self, line: Line, match: Match) -> None:
        """A line that is in the register already may still be the first of an incident with new rows."""
        if match.what == AMBIGUOUS:
            self.ambiguous.append((line, match))
        elif match.what == STRUCK:
            self.struck.append(line)
        else:
            self.already += 1
        if match.what == DIFFERS:
            self.differing.append((line, match))
        if match.what == ERASED:
            self.erased.append(line)
        if match.kept:
            self.kept.append((line, match))
        if match.stored and line.ref and match.stored.ref and line.ref != match.stored.ref:
            self.renumbered.append(line)
        if match.stored and match.stored.incident and where(line) in self.roots:
            self.matters[where(line)] = self._held(match.stored)

    def _held(self, stored: Stored) -> _Matter:
        return self.stored.setdefault(stored.incident, _Matter(stored.incident, None, stored.closed, kind=stored.kind))

    def _matter(self, place: int, line: Line) -> _Matter:
        """Find the incident a further visit belongs to, or open one.

        A further visit that denounces makes the matter a denunciation where nobody said yet what it is; of a matter
        of another kind it is no further visit but a matter of its own: it must not be found by the other's words.
        """
        competence = COMPETENCE.get(line.handling or "")
        matter = self._earlier(line)
        if matter and line.kind == DENUNCIATION and matter.kind not in (None, DENUNCIATION):
            matter = None
        if matter:
            self._note(line, matter)
            if line.kind == DENUNCIATION and matter.kind is None:
                matter.kind = DENUNCIATION
                day = line.day.isoformat()
                self.drafts.append(Draft("classified", matter.number, {"kind": DENUNCIATION}, {}, day))
            if competence and competence != matter.competence and not matter.closed:
                matter.competence = competence
                self.drafts.append(
                    Draft("classified", matter.number, {"competence": competence}, {}, line.day.isoformat())
                )
            return matter
        matter = _Matter(self.numbers("", line.day.year), competence, kind=line.kind)
        self._note(line, matter)
        self.drafts.append(_Opening(self.lines, place, matter.number, competence))
        self.incidents += 1
        return matter

    def _note(self, line: Line, matter: _Matter) -> None:
        if where(line) in self.roots:
            self.matters[where(line)] = matter

    def _earlier(self, line: Line) -> _Matter | None:
        """Find the matter of a further visit, in this file or in the register; note where there is none."""
        if line.root:
            return self.matters.get(line.root)
        if not line.repeat_of and not is_loose(line):
            return None
        stored = self._sought(line)
        if stored is None:
            self.loose.append(line)
            return None
        return self._held(stored)

    def _sought(self, line: Line) -> Stored | None:
        """Look in the register: by STT in the year named, this one or the last; by day; or by person and content."""
        earlier = line.earlier
        if line.repeat_of or (earlier and earlier.ref):
            ref = line.repeat_of or (earlier.ref if earlier else "")
            years = (earlier.year,) if earlier and not line.repeat_of else (line.day.year, line.day.year - 1)
            for year in years:
                if found := self.known.named(ref, year):
                    return _only(found, line) or _only([one for one in found if is_person(line, one)], line)
            return None
        if earlier and earlier.day:
            day = earlier.day.isoformat()
            own = [one for one in self.known.between(day, day) if is_person(line, one)]
            return _only(own, line) or _only([one for one in own if fold(one.content) == fold(line.content)], line)
        first, last = f"{line.day.year - 2}-01-01", (line.day - timedelta(days=1)).isoformat()
        own = [one for one in self.known.between(first, last) if is_person(line, one)]
        return _only([one for one in own if fold(one.content) == fold(line.content)], line)

    def endings(self) -> Iterable[Callable[[], Draft]]:
        """Close what the register says is resolved; the day is not known, so none is written."""
        for matter in self.resolved:
            if matter.done and not matter.closed:
                outcome, day = matter.done
                result, needed = _RESULTS.get(outcome, (UNRECORDED, ""))
                if needed and matter.competence != needed:
                    result = UNRECORDED
                yield _Closing(matter.number, result, day)


def _only(found: Sequence[Stored], line: Line) -> Stored | None:
    """Give the matter that all of them are about; none where there are several, or it is of a later day."""
    before = [one for one in found if one.incident and not one.struck and one.day <= line.day.isoformat()]
    return before[-1] if len({one.incident for one in before}) == 1 else None


def is_person(line: Line, stored: Stored) -> bool:
    """Whether the visitor of a line is that of an earlier one: the same number, or without one the same name."""
    number = stored.values.get("id_no") or ""
    if line.id_no and number:
        return bool(line.id_no == number)
    return bool(line.name) and fold(line.name) == fold(stored.values.get("name") or "")


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
    further = [(place, line) for place, line in enumerate(lines) if line.root is not None]
    roots = {line.root for _place, line in further if line.root}
    planner = _Planner(lines, roots, matched, known, numbers)
    backwards = _runs_backwards(lines, roots)
    for place, line in enumerate(lines):
        if not backwards or line.root is None:
            planner.take(place, line)
    for place, line in reversed(further) if backwards else ():
        planner.take(place, line)
    drafts = Drafts([*planner.drafts, *planner.endings()] if planner.drafts else ())
    return Plan(
        drafts, len(lines), planner.visits, planner.people, planner.incidents, planner.already, planner.petitions,
        tuple(planner.differing), tuple(planner.ambiguous), tuple(planner.struck), tuple(planner.erased),
        tuple(planner.kept), tuple(planner.renumbered), tuple(planner.loose), matched.gone,
    )  # fmt: skip


def _runs_backwards(lines: Sequence[Line], roots: Collection[Where]) -> bool:
    """Tell whether a further visit stands above its first line: a register that runs newest first."""
    seen: set[Where] = set()
    for line in lines if roots else ():
        if line.root is not None and line.root not in seen:
            return True
        if where(line) in roots:
            seen.add(where(line))
    return False
