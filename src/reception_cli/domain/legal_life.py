"""The legal life of a matter: accepted, extended, paused, decided, carried out; told by its entries."""

from collections.abc import Mapping
from typing import Any, NamedTuple

# What a decision or conclusion orders, and what was done of it: money in million VND, land in m2, numbers.
MONEY = ("state_money", "org_money", "person_money")
LAND = ("state_land", "org_land", "person_land")
NUMBERS = ("orgs", "persons", "sanction_persons", "sanction_officials")
POLICE = ("police_matters", "police_persons", "police_officials")
PROSECUTED = ("sanction_orgs", "prosecuted_matters", "prosecuted_persons", "prosecuted_officials")
ORDERED = (*MONEY, *LAND, *NUMBERS, *POLICE)
DONE = (*MONEY, *LAND, *NUMBERS, *PROSECUTED)


class Extended(NamedTuple):
    """A written decision that lengthened a term; days are ISO, `days` in the term's own unit."""

    term: str  # id of the term in data/law/terms.toml
    on: str
    days: int
    n: int
    first_due: str
    previous_due: str
    new_due: str
    doc: str | None = None
    complex: tuple[str, ...] = ()  # criteria recorded with it


class Halt(NamedTuple):
    """A suspension; no `end`: it still stands."""

    start: str
    end: str | None = None
    doc: str | None = None
    until: str | None = None  # ISO day on which it is to be looked at again


class Referral(NamedTuple):
    """A letter to another body, and when that body replied; `seq` is the entry's number."""

    seq: int
    on: str
    doc: str | None = None
    reply_by: str | None = None
    replied_on: str | None = None
    urged_on: str | None = None
    urging: bool = False  # it urged a body that had not been written to before: nothing was forwarded


class Stepped(NamedTuple):
    """A state that was reached, and by which paper."""

    state: str
    on: str
    doc: str | None = None


ENTERED = "entered"  # in the national database (Decree 154/2026/ND-CP, Art. 27): a kind of entry, and its word


class Entered(NamedTuple):
    """That something was entered in the national database: the number that it has there, and when."""

    number: str
    on: str  # ISO day


class Met(NamedTuple):
    """A dialogue or consultation; a no-show counts as one that was held."""

    on: str
    dialogue: bool = False
    no_show: bool = False
    agreed_by: str | None = None


class Plan(NamedTuple):
    """A dialogue or an online reception that is to come."""

    what: str  # dialogue | online
    day: str
    on: str  # ISO day on which it was planned


class Promise(NamedTuple):
    """What somebody promised to do by a day; `seq` is the number of the entry that tells of it."""

    seq: int
    on: str
    by: str
    who: str  # code of the list bearer
    kept: bool | None = None  # None: nobody has said yet
    ended_on: str | None = None


class Papered(NamedTuple):
    """A paper that was drawn up, sent or told; `seq` is the number of the entry that tells of it."""

    seq: int
    paper: str  # id
    on: str
    done: bool = False  # it went out, or was told: a letter that waits for its signature is not done
    number: int | None = None  # of the desk's own book
    doc: str | None = None  # number that the body gave it
    line: str | None = None  # the visit or petition that it tells of
    elsewhere: bool = False
    told: bool = False
    replaced: bool = False  # another one was drawn up in its place
    promise: int | None = None  # the entry that tells of the promise that it is about


class Act(NamedTuple):
    """An act that may ask for a paper, and when it was recorded."""

    seq: int
    kind: str  # accepted | extended
    on: str
    recorded_at: str
    taken_in: bool = True  # False: it was not accepted
    by: str | None = None  # ISO day before which its paper must go out


class Life(NamedTuple):
    """What the law did with a matter so far; empty until the first legal fact."""

    stage: str = ""  # state that an entry led to; "": as classification and handling say
    since: str = ""  # ISO day of the last fact: none may lie before it
    held: str = ""  # state to go back to when a suspension or a withdrawal ends
    instance: str = ""  # first | second (for a denunciation: follow-on) | discipline
    previous: str | None = None  # the finished first one
    first: bool = False  # another body's first decision is recorded
    next: str | None = None  # the second or follow-on one
    accepted_on: str | None = None
    not_accepted: str | None = None  # ground
    complex: tuple[str, ...] = ()  # criteria recorded at acceptance
    remote: bool = False  # longer terms of remote areas
    extensions: tuple[Extended, ...] = ()
    pauses: tuple[Halt, ...] = ()
    referrals: tuple[Referral, ...] = ()
    steps: tuple[Stepped, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()  # (ISO day, by)
    meetings: tuple[Met, ...] = ()
    handovers: tuple[Mapping[str, Any], ...] = ()
    withdrawn: str = ""  # part | whole
    withdrawn_on: str | None = None
    decided_on: str | None = None
    decision: Mapping[str, Any] = {}  # as the entry's data: outcome, doc, money, land, persons ...
    executed: tuple[Mapping[str, Any], ...] = ()  # as the entries' data
    assignee: str = ""
    roles: tuple[tuple[str, str], ...] = ()  # (code of the list role, who), besides who is responsible
    promises: tuple[Promise, ...] = ()
    plans: tuple[Plan, ...] = ()  # of each sort the last
    superior: bool = False  # its acceptance tells that the superior asks for a report once its term is over
    notices: tuple[Stepped, ...] = ()  # what was told, asked or demanded; leaves the state as it is
    papers: tuple[Papered, ...] = ()
    acts: tuple[Act, ...] = ()
    entered: Entered | None = None  # in the national database, the last time

    @property
    def promised(self) -> tuple[Promise, ...]:
        """List the promises of which nobody has said whether they were kept, the most urgent first."""
        return tuple(sorted((each for each in self.promises if each.kept is None), key=lambda each: each.by))

    @property
    def criteria(self) -> tuple[str, ...]:
        """List all criteria of complexity that were recorded, each once."""
        later = (code for extended in self.extensions for code in extended.complex)
        return tuple(dict.fromkeys((*self.complex, *later)))

    @property
    def waiting(self) -> tuple[Referral, ...]:
        """List the referrals without a reply."""
        return tuple(referral for referral in self.referrals if not referral.replied_on)

    def stepped(self, state: str) -> bool:
        """Whether a state was reached at some time."""
        return any(step.state == state for step in self.steps)

    def noticed(self, state: str) -> str:
        """Tell the ISO day of the last notice of a sort; "" where there was none."""
        return next((notice.on for notice in reversed(self.notices) if notice.state == state), "")

    def planned(self, what: str) -> Plan | None:
        """Give the dialogue or online reception that is planned, and was not held since."""
        return next((plan for plan in self.plans if plan.what == what), None)


# --- The states of a matter, and what it counts as in them.

# What an incident counts as while it is in a state; states not named here leave it as its handling says.
STATUS = {
    **dict.fromkeys(("accepted", "notified", "verifying", "dialogue", "considering"), "accepted"),
    **dict.fromkeys(("decided", "sent", "effective", "executing", "executed"), "decided"),
    **dict.fromkeys(("concluded", "acted", "published", "monitored"), "decided"),
    **dict.fromkeys(("answered", "terminated"), "decided"),
    "suspended": "suspended",
}
# States that classification and handling lead to; as long as it is in one of them a new word changes it.
EARLY = frozenset(
    {
        "received", "triaged", "checking", "follow-on", "guided", "forwarded", "urged", "replied", "returned", "filed",
        "explained", "not-accepted",
    }
)  # fmt: skip
HANDLED = {
    "guide": "guided", "forward": "forwarded", "urge": "urged", "return": "returned", "file": "filed",
    "refuse": "not-accepted", "explain": "explained",
}  # fmt: skip


LEGAL = ("accepted_on", "decided_on", "instance", "remote")  # what `correct` may set


def corrected(life: Life, facts: Mapping[str, Any]) -> tuple[Life, dict[str, Any]]:
    """Put the legal facts among the corrected ones right; gives back the others."""
    legal = {name: value for name, value in facts.items() if name in LEGAL}
    rest = {name: value for name, value in facts.items() if name not in LEGAL}
    return life._replace(**legal) if legal else life, rest


def early(kind: str | None, prior: str | None, handling: str | None) -> str:
    """Name the state of a matter of which no legal fact is recorded yet."""
    if not kind:
        return "received"
    if handling in HANDLED:
        return HANDLED[handling]
    if kind != "denunciation":
        return "triaged"
    return "follow-on" if prior in ("overdue", "concluded") else "checking"


def status(life: Life) -> str | None:
    """Name the status that the state means; None where handling decides."""
    if life.stage in STATUS:
        return STATUS[life.stage]
    if life.stage in EARLY or not life.stage:
        return None
    return "decided" if life.decided_on else "accepted" if life.accepted_on else None


def entered(life: Life, data: Mapping[str, Any]) -> Life:
    """Bring a life to the state that an entry's `data` names, if it names one."""
    if "state" not in data:
        return life
    held = life.stage if data["state"] in ("suspended", "withdrawn") else life.held
    if data["state"] == "withdrawn" and life.stage == "suspended":
        held = life.held
    return life._replace(stage=data["state"], since=data["on"], held=held)


def ended(pauses: tuple[Halt, ...], on: str) -> tuple[Halt, ...]:
    """End the suspension that still stands on an ISO day."""
    return tuple(halt if halt.end else halt._replace(end=on) for halt in pauses)
