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


class Met(NamedTuple):
    """A dialogue or consultation; a no-show counts as one that was held."""

    on: str
    dialogue: bool = False
    no_show: bool = False
    agreed_by: str | None = None


class Life(NamedTuple):
    """What the law did with a matter so far; empty until the first legal fact."""

    stage: str = ""  # state that an entry led to; "": as classification and handling say
    since: str = ""  # ISO day of the last fact: none may lie before it
    held: str = ""  # state to go back to when a suspension or a withdrawal ends
    instance: str = ""  # first | second (for a denunciation: follow-on) | discipline
    previous: str | None = None  # the finished first one
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
