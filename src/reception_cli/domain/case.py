"""What the register knows of one matter, as replayed from its entries."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from reception_cli.domain import legal_life
from reception_cli.domain.entry import Entry
from reception_cli.domain.legal_life import Entered, Life, Papered

WRITTEN = ("l9-3", "d4-h")  # grounds of a refusal that is told in writing (Decree 154/2026/ND-CP, Art. 4(3))


OF_MATTER = ("against", "against_post", "against_workplace", "place", "project")  # private values beside the content


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
    mode: str | None = None  # online; None: in person
    open_name: bool = False  # whoever denounces online does not ask for secrecy
    bodies: tuple[str, ...] = ()  # for whom it was received; none said: for the desk's own body
    capacity: str | None = None  # in whose name somebody came; None: not said
    appointment: str | None = None  # paper by which others appointed or authorised them
    representatives: int | None = None  # of those who came, who speak for the others
    duplicate: str | None = None  # the petition that this one repeats: the same people, the same content
    handling: Mapping[str, str] = {}  # incident -> handling of this line
    handled: Mapping[str, str] = {}  # incident -> ISO day on which this line was first handled in it
    user: str = ""
    void: bool = False
    private: Mapping[str, str] = {}
    seq: int = 0  # number of the entry that recorded it
    notified_on: str | None = None  # ISO day of the written notice of a refusal
    papers: tuple[Papered, ...] = ()
    entered: Entered | None = None  # in the national database

    @property
    def day(self) -> str:
        """ISO day of the reception."""
        return self.at[:10]

    @property
    def counts(self) -> bool:
        """Whether it is counted: not struck through, not taken back, not refused."""
        return not self.void and self.refused is None

    def of_unit(self, unit: str) -> "Reception":
        """Put the unit before every number of a visit or petition of another unit."""
        return self._replace(
            id=f"{unit}/{self.id}", incidents=tuple(f"{unit}/{one}" for one in self.incidents),
            handling=_keys(self.handling, unit), handled=_keys(self.handled, unit), visit=_placed(self.visit, unit),
            duplicate=_placed(self.duplicate, unit),
        )  # fmt: skip


def passed_on(source: str | None) -> bool:
    """Whether another body or the press passed a petition on: a denunciation that came so is answered to it, too."""
    return (source or "").partition(".")[0] == "transfer"


class Case(NamedTuple):
    """An incident in its life; `entries` are all that concern it, in the order of the register."""

    id: str
    opened_on: str = ""
    kind: str | None = None
    field: str | None = None
    competence: str | None = None
    competences: tuple[tuple[str, str], ...] = ()  # ISO day and word, each time it was said; "" day: always so
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

    def of_unit(self, unit: str) -> "Case":
        """Put the unit before every number of an incident of another unit; its entries stay as they were recorded."""
        lines = {line.id: line.of_unit(unit) for line in self.reached}
        life = self.life._replace(previous=_placed(self.life.previous, unit), next=_placed(self.life.next, unit))
        return self._replace(
            id=f"{unit}/{self.id}", lines=tuple(lines[line.id] for line in self.lines), reached=tuple(lines.values()),
            life=life,
        )  # fmt: skip


def _keys(told: Mapping[str, str], unit: str) -> Mapping[str, str]:
    return {f"{unit}/{one}": value for one, value in told.items()}


def _placed(number: str | None, unit: str) -> str | None:
    return f"{unit}/{number}" if number else None


def of_refusal(line: Reception) -> Case:
    """Give a refused reception, which brought no incident, as a matter of its own number: its notice is owed of it."""
    return Case(line.id, line.day, lines=(line,), reached=(line,))


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


# --- How facts settle into a case.

def settle(case: Case, facts: dict[str, Any]) -> Case:
    """Change facts, which are ours to add to: handling and status as the lines and the competence have them now.

    The handling is that of the latest line that has one; of one day's, of the one recorded last.
    """
    latest = ""
    handling = None
    for line in facts.get("lines", case.lines):
        own = line.handling.get(case.id)
        if own and line.counts and line.day >= latest:
            latest, handling = line.day, own
    facts["handling"] = handling
    if facts.get("status", case.status) not in ("closed", "void"):
        accepted = handling == "accept" and facts.get("competence", case.competence) == "in"
        life = facts.get("life", case.life)
        facts["status"] = (life.stage and legal_life.status(life)) or ("accepted" if accepted else "open")
    return changed(case, facts)


def with_lines(case: Case, reached: tuple[Reception, ...], facts: dict[str, Any] | None = None) -> Case:
    """Take new lines, and other facts: lines that name the incident are its own, whatever they named before."""
    facts = facts or {}
    facts["reached"], facts["lines"] = reached, tuple([line for line in reached if case.id in line.incidents])
    return settle(case, facts)


# --- When a matter was handled and how it ended, as the report forms ask; told from its lines and its life.

FINDINGS = ("founded", "partly", "unfounded", "upheld", "amended")  # results that a decision or conclusion has
_OTHERWISE = ("withdrawn", "terminated")  # ends without one


class Ending(NamedTuple):
    """How and when a matter was over; all empty while it is not."""

    how: str = ""  # decided | withdrawn | terminated | closed
    on: str | None = None  # ISO day; None where the register does not tell
    outcome: str | None = None  # the finding, where there was one
    late_days: int | None = None  # calendar days behind the legal term; None where nobody knows it


_NOT_YET = Ending()


def ending(case: Case) -> Ending:
    """Tell how a matter ended: by a decision, else by a withdrawal or termination, else by its closing."""
    life = case.life
    if life.decided_on:
        late = life.decision.get("late_days", 0)  # an entry does not say that it was none
        known = "due_on" in life.decision
        return Ending("decided", life.decided_on, life.decision.get("outcome"), late if known else None)
    if life.withdrawn == "whole":
        return Ending("withdrawn", life.withdrawn_on)
    for step in reversed(life.steps):
        if step.state == "terminated":
            return Ending("terminated", step.on)
    if case.status != "closed":
        return _NOT_YET
    if case.result in FINDINGS:
        return Ending("decided", case.closed_on, case.result)
    how = case.result if case.result in _OTHERWISE else "closed"
    return Ending(how or "closed", case.closed_on)


def result(case: Case, end: Ending) -> str | None:
    """Tell how a matter ended, in the codes of results; None while it goes on."""
    return end.outcome or (end.how if end.how in _OTHERWISE else case.result if case.status == "closed" else None)


def handled_on(case: Case, line: Reception, end: Ending) -> str | None:
    """Tell the ISO day on which a line was first handled in a matter, or on which the matter ended before that.

    A matter over on an unknown day was handled when it came, the one day that is known.
    """
    life, came = case.life, line.at[:10]
    if line.duplicate:
        return came  # it repeats one that is dealt with: there is nothing to be done with it
    days = [sent.on for sent in life.referrals if sent.on and sent.on >= came] if life.referrals else []
    if life.accepted_on and life.accepted_on >= came:
        days.append(life.accepted_on)
    first = line.handled.get(case.id)
    if first is not None:
        days.append(first if first > came else came)
    if end.how:
        days.append(end.on if end.on and end.on > came else came)
    return min(days) if days else None


def transfers(case: Case) -> int:
    """Count how often a matter was transferred: to us by others, and by us to others."""
    came = sum(line.counts and passed_on(line.source) for line in case.lines)
    return came + sum(not letter.urging for letter in case.life.referrals)


# --- When a matter was within competence, as the forms of a past period ask.

_SENT_AWAY = ("guide", "forward", "urge")  # handled so, it is outside competence unless somebody said otherwise


class Spell(NamedTuple):
    """ISO days from `since` on, before `until`."""

    since: str
    until: str


_FIRST, _FOREVER = "0001-01-01", "9999-12-31"


def within_competence(case: Case, end: Ending) -> list[Spell]:
    """Tell the days on which a matter was within competence, by when that was said, not by when it was recorded.

    What was accepted or decided was so from that day on. Until something is said, the handling tells; a correction
    holds from the first day.
    """
    events = list(case.competences)
    if not events or min(events)[0]:
        resolved = [end.on or case.opened_on] if end.how == "decided" else []
        events += [(day, "in") for day in (case.life.accepted_on, *resolved) if day]
        first = min(events, default=(_FOREVER, ""))[0]
        events += [(day, word) for day, word in _handlings(case) if day < first]
    spells, since = list[Spell](), ""
    for day, word in sorted(events, key=itemgetter(0)):
        if word == "in":
            since = since or day or _FIRST
        elif since:
            spells += [Spell(since, day)] if since < day else []
            since = ""
    return [*spells, Spell(since, _FOREVER)] if since else spells


def _handlings(case: Case) -> list[tuple[str, str]]:
    """Tell what the handling of each line says of competence, by the day on which it was first handled."""
    words = {"accept": "in", **dict.fromkeys(_SENT_AWAY, "out")}
    lines = sorted([line for line in case.lines if line.counts], key=lambda line: line.day)
    said = [(line.handled.get(case.id, line.day), line.handling.get(case.id, "")) for line in lines]
    return [(day, words[how]) for day, how in said if how in words]
