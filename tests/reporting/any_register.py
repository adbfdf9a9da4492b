"""Registers of any kind, also such as no clerk could write: what imports bring, and what was put right later.

Each number stands for one story: a matter, the lines it came by and what became of it, or one later act.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from matters import incident, petition, visit

from reception_cli.domain.entry import Draft

DAYS = (
    "2025-12-14", "2025-12-15", "2025-12-31", "2026-01-01", "2026-01-20", "2026-03-14", "2026-03-15", "2026-06-30",
)  # fmt: skip
# Kinds with how far they had been resolved before, mostly as the law has them.
KINDS = (
    ("complaint", None), ("complaint", "none"), ("complaint", "none"), ("complaint", "first"), ("complaint", "second"),
    ("complaint", "court"), ("complaint", "overdue"), ("denunciation", None), ("denunciation", "none"),
    ("denunciation", "none"), ("denunciation", "overdue"), ("denunciation", "concluded"), ("denunciation", "court"),
    ("recommendation", None), ("recommendation", "first"), ("feedback", "concluded"), ("feedback", None), (None, None),
)  # fmt: skip
FIELDS = (
    "policy", "land", "land.clearance", "officials", "admin-other", "judicial", "corruption", "party", "other",
    "land.house.own", "policy.merit", "landslide", None,
)  # fmt: skip
# Competence with handling, mostly such as go together.
HANDLINGS = (
    ("in", "accept"), (None, "accept"), ("in", None), ("out", "guide"), ("out", "forward"), (None, "forward"),
    ("out", "urge"), ("in", "urge"), (None, "file"), ("in", "return"), ("out", "explain"), (None, None),
)  # fmt: skip
SEATS = (  # session and host
    ("regular", "officer"), ("regular", "officer"), ("regular", "head"), ("periodic", "head"), ("adhoc", "head"),
    ("periodic", "delegate"), ("adhoc", "delegate"), ("adhoc", "officer"), ("periodic", None), (None, "head"),
)  # fmt: skip
FOUND = {"first": ("founded", "unfounded", "partly"), "second": ("upheld", "amended"), "discipline": ("partly",)}
RESULTS = ("founded", "partly", "unfounded", "upheld", "amended", "withdrawn", "terminated", "guided", "answered")
ORDERED: tuple[dict[str, float], ...] = (
    {}, {"state_money": 10, "persons": 2, "state_land": 7}, {"org_land": 0.25, "person_money": 85.5, "orgs": 1},
    {"sanction_persons": 3, "sanction_officials": 1, "police_persons": 2, "person_land": 120.1, "org_money": 3},
    {"police_matters": 1, "sanction_officials": 2, "police_officials": 3},
)  # fmt: skip
DONE: tuple[dict[str, float], ...] = (
    {}, {"state_money": 4, "state_land": 9}, {"person_money": 40, "persons": 1, "org_land": 0.1, "org_money": 3},
    {"prosecuted_matters": 1, "prosecuted_persons": 2, "prosecuted_officials": 1, "person_land": 0.1},
    {"sanction_persons": 2, "sanction_officials": 1, "sanction_orgs": 1, "prosecuted_officials": 1, "orgs": 2},
)  # fmt: skip
LIVES = (
    "", "", "classified", "accepted", "accepted decided", "accepted decided", "accepted decided", "decided",
    "accepted decided executed executed", "accepted decided executed closed", "closed", "closed", "withdrawn",
    "referred replied", "referred referred replied closed", "accepted stepped", "withdrawn stepped", "stepped",
    "accepted withdrawn resumed", "accepted decided reopened", "classified referred", "accepted paused", "paused",
)  # fmt: skip
COMES = ("visit", "petition", "petition", "visit petition", "petition visit visit", "petition petition")
LATER = (
    "visit", "petition", "classified", "closed", "attached", "reopened", "struck", "voided", "righted", "moved",
    "corrected", "retracted", "retracted", "duty",
)  # fmt: skip


class Writer:
    """Writes entries down; the dice choose what happens, and to what."""

    def __init__(self, first: int) -> None:
        self.first = first  # the number that the first entry will have
        self.drafts: list[Draft] = []
        self.matters: list[str] = []
        self.lines: list[str] = []
        self.letters: dict[str, list[int]] = {}
        self.instances: dict[str, str] = {}
        self.chosen = ""  # the matter that is spoken of

    def story(self, dice: Random) -> None:
        """Tell of a new matter from its coming to its end."""
        self.matter(dice)
        self.chosen = self.matters[-1]
        for act in (*dice.choice(COMES).split(), *dice.choice(LIVES).split()):
            getattr(self, act)(dice)

    def later(self, dice: Random) -> None:
        """Do one more thing to anything there is."""
        self.chosen = dice.choice(self.matters)
        getattr(self, dice.choice(LATER))(dice)

    def matter(self, dice: Random) -> None:
        day, (kind, prior), (competence, _handling) = self.day(dice), dice.choice(KINDS), dice.choice(HANDLINGS)
        self.matters.append(f"{day[:4]}-{len(self.matters) + 1:04d}")
        facts = known(kind=kind, prior=prior, competence=competence, field=dice.choice(FIELDS))
        unsure = {} if dice.random() < 0.6 else {"qualified": dice.random() < 0.5}
        self.drafts.append(incident(self.matters[-1], day, **facts, **unsure))

    def visit(self, dice: Random) -> None:
        day, (session, host) = self.day(dice), dice.choice(SEATS)
        told = known(
            session=session, host=host, handling=dice.choice(HANDLINGS)[1], group=dice.random() < 0.3,
            refused="l9-1" if dice.random() < 0.1 else None,
        )  # fmt: skip
        brings = [] if dice.random() < 0.1 else self.brought(dice)
        draft = visit(self.line("V", day), day, brings, dice.randint(1, 7))
        data = {name: value for name, value in draft.data.items() if name not in ("session", "host")}
        self.drafts.append(draft._replace(data=data | told))

    def petition(self, dice: Random) -> None:
        day, visits = self.day(dice), [line for line in self.lines if line[0] == "V"]
        told = known(
            signatories=dice.choice((None, 1, 2, 4, 5, 6)), anonymous=dice.random() < 0.1,
            handling=dice.choice(HANDLINGS)[1], visit=visits[-1] if visits and dice.random() < 0.5 else None,
        )  # fmt: skip
        self.drafts.append(petition(self.line("P", day), day, self.brought(dice), **told))

    def classified(self, dice: Random) -> None:
        """Say how a line was handled, or what a matter is."""
        (kind, prior), (competence, handling) = dice.choice(KINDS), dice.choice(HANDLINGS)
        told = known(competence=competence)
        if dice.random() < 0.5:
            told |= known(kind=kind, prior=prior, field=dice.choice(FIELDS))
        told |= {"handling": handling, "line": self.any_line(dice)} if handling and self.lines else {}
        self.about(dice, "classified", told)

    def attached(self, dice: Random) -> None:
        if self.lines:
            told = {"incident": self.chosen, **known(handling=dice.choice(HANDLINGS)[1])}
            self.drafts.append(Draft("attached", self.any_line(dice), told, {}, self.day(dice)))

    def accepted(self, dice: Random) -> None:
        self.instances[self.chosen] = dice.choice(("first", "first", "second", "discipline"))
        self.lived(dice, "accepted", {"instance": self.instances[self.chosen], "state": "accepted"})

    def decided(self, dice: Random) -> None:
        fit = FOUND[self.instances.get(self.chosen, "first")] if dice.random() < 0.7 else RESULTS[:5]
        told: dict[str, Any] = {"outcome": dice.choice(fit), "state": "decided", **dice.choice(ORDERED)}
        late = dice.choice((None, 0, 0, 3))
        told |= {} if late is None else {"due_on": "2026-01-19"} | ({"late_days": late} if late else {})
        self.lived(dice, "decided", told)

    def executed(self, dice: Random) -> None:
        self.lived(dice, "executed", {**known(done=dice.random() < 0.5), "state": "executing", **dice.choice(DONE)})

    def withdrawn(self, dice: Random) -> None:
        self.lived(dice, "withdrawn", {"part": True} if dice.random() < 0.3 else {"state": "withdrawn"})

    def resumed(self, dice: Random) -> None:
        self.lived(dice, "resumed", {"state": "accepted"})

    def paused(self, dice: Random) -> None:
        self.lived(dice, "paused", {"state": "suspended"})

    def stepped(self, dice: Random) -> None:
        self.lived(dice, "stepped", {"state": dice.choice(("terminated", "terminated", "answered", "verifying"))})

    def referred(self, dice: Random) -> None:
        self.letters.setdefault(self.chosen, []).append(self.first + len(self.drafts))
        self.lived(dice, dice.choice(("referred", "referred", "urged")), {"doc": "1/PC", "state": "forwarded"})

    def replied(self, dice: Random) -> None:
        self.lived(dice, "replied", {"answers": dice.choice(self.letters[self.chosen]), "state": "replied"})

    def closed(self, dice: Random) -> None:
        when = {"on": self.day(dice)} if dice.random() < 0.7 else {}
        self.about(dice, "closed", {"result": dice.choice(RESULTS), **when})

    def reopened(self, dice: Random) -> None:
        self.about(dice, "reopened", {})

    def struck(self, dice: Random) -> None:
        self.about(dice, "voided", {})

    def voided(self, dice: Random) -> None:
        self.of_line(dice, "voided", {})

    def righted(self, dice: Random) -> None:
        """Put a line right; its number keeps its year, and so does its day."""
        if self.lines:
            line, (session, host) = self.any_line(dice), dice.choice(SEATS)
            told = {"at": line[1:5] + self.day(dice)[4:], "people": dice.randint(1, 7), "group": dice.random() < 0.5}
            told |= {"session": session, "host": host}
            told = told if line[0] == "V" else {"at": told["at"], "signatories": told["people"]}
            self.drafts.append(Draft("corrected", line, {"set": told}, {}, self.day(dice)))

    def moved(self, dice: Random) -> None:
        self.of_line(dice, "corrected", {"set": {"incidents": self.brought(dice)}})

    def corrected(self, dice: Random) -> None:
        name, value = dice.choice((
            ("competence", dice.choice(("in", "out"))), ("opened_on", self.day(dice)), ("closed_on", self.day(dice)),
            ("result", dice.choice(RESULTS)), ("instance", dice.choice(("first", "second"))),
            ("decided_on", self.day(dice)), ("accepted_on", self.day(dice)), ("qualified", dice.random() < 0.5),
        ))  # fmt: skip
        self.about(dice, "corrected", {"set": {name: value}})

    def retracted(self, dice: Random) -> None:
        """Take one of the last entries back, perhaps a taking back."""
        place = len(self.drafts) - 1 - dice.randint(0, 9)
        if place >= 0:
            taken = self.drafts[place]
            named = {taken.subject, taken.data.get("incident", ""), *taken.data.get("incidents", ())}
            named |= {*taken.data.get("subjects", ()), *taken.data.get("set", {}).get("incidents", ())}
            told = {"entries": [self.first + place], "subjects": sorted(named - {""}), "verb": "t"}
            self.drafts.append(Draft("retracted", "", told, {}, self.day(dice)))

    def duty(self, dice: Random) -> None:
        day = dice.choice((*DAYS, "2026-12-01"))  # the last is still to come
        told = {"date": day, "host": dice.choice(("head", "delegate")), "visitors": False}
        self.drafts.append(Draft("duty", "", told, {}, day))

    def lived(self, dice: Random, kind: str, told: dict[str, Any]) -> None:
        self.about(dice, kind, {"on": self.day(dice), **told})

    def about(self, dice: Random, kind: str, told: dict[str, Any]) -> None:
        self.drafts.append(Draft(kind, self.chosen, told, {}, self.day(dice)))

    def of_line(self, dice: Random, kind: str, told: dict[str, Any]) -> None:
        if self.lines:
            self.drafts.append(Draft(kind, self.any_line(dice), told, {}, self.day(dice)))

    def day(self, dice: Random) -> str:
        return dice.choice(DAYS)

    def any_line(self, dice: Random) -> str:
        return self.lines[-1] if dice.random() < 0.5 else dice.choice(self.lines)

    def brought(self, dice: Random) -> list[str]:
        """Bring the matter, and sometimes others with it."""
        others = [dice.choice(self.matters)] if dice.random() < 0.3 else []
        return list(dict.fromkeys([self.chosen, *others]))

    def line(self, letter: str, day: str) -> str:
        self.lines.append(f"{letter}{day[:4]}-{len(self.lines) + 1:04d}")
        return self.lines[-1]


def known(**said: Any) -> dict[str, Any]:
    """Keep what was said; what is false is not written."""
    return {name: told for name, told in said.items() if told}


def drafts(stories: Sequence[int], acts: Sequence[int], first: int = 2) -> list[Draft]:
    """Write down what these numbers stand for."""
    writer = Writer(first)
    for seed in stories:
        writer.story(Random(seed))
    for seed in acts if stories else ():
        writer.later(Random(seed))
    return writer.drafts
