"""What a register knows of one matter, told once more in plain Python over replayed entries."""

from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Entry, dead
from reception_cli.domain.numbers import key
from reception_cli.events import replay

Row = dict[str, Any]  # facts in words, amounts, and the matter it is about
FINDINGS = {"founded", "partly", "unfounded", "upheld", "amended"}
ORDERS = (
    "state_money", "org_money", "person_money", "state_land", "org_land", "person_land", "orgs", "persons",
    "sanction_persons", "sanction_officials", "police_matters", "police_persons", "police_officials",
)  # fmt: skip
DEEDS = (
    *ORDERS[:10], "sanction_orgs", "prosecuted_matters", "prosecuted_persons", "prosecuted_officials",
)  # fmt: skip
IMPLIED = ("accept", "guide", "forward", "urge")  # handlings that tell whose competence it is
BOTH = ORDERS[:10]  # ordered, and then done


class World(NamedTuple):
    """A register as its entries tell it, with nothing read from the cards."""

    cases: list[Case]  # those not struck through
    visits: list[Reception]  # those that count
    petitions: list[Reception]
    duties: list[tuple[str, str]]  # day and host of each reception day that was held


class Days(NamedTuple):
    """The days of a report, both included, as ISO text."""

    first: str
    last: str

    @classmethod
    def of(cls, first: date, last: date) -> "Days":
        return cls(first.isoformat(), last.isoformat())

    def hold(self, day: str | None) -> bool:
        return day is not None and self.first <= day <= self.last


def world(entries: list[Entry]) -> World:
    """Replay a whole register: every matter and every line from all the entries."""
    gone = dead(entries)
    subjects = dict.fromkeys(entry["subject"] for entry in entries if entry["subject"])
    lines = [replay.replay_line(_about(entries, id_)) for id_ in subjects if id_[0] in "VP"]
    counted = [line for line in lines if line and not line.void and line.refused is None]
    cases = [replay.replay(id_, entries) for id_ in subjects if id_[0] not in "VP"]
    duties = [
        (entry["data"]["date"], entry["data"]["host"]) for entry in entries
        if entry["kind"] == "duty" and entry["seq"] not in gone and entry["data"]["date"] <= entry["recorded_at"][:10]
    ]  # fmt: skip
    return World(
        [case for case in cases if case.status != "void"],
        [line for line in counted if line.type == "visit"],
        [line for line in counted if line.type == "petition"],
        duties,
    )


def _about(entries: list[Entry], id_: str) -> list[Entry]:
    return [entry for entry in entries if entry["subject"] == id_ or entry["kind"] == "retracted"]


# -- what the register knows of one matter


def own_lines(case: Case, type_: str) -> list[Reception]:
    """The visits or petitions of a matter that count, the earliest first."""
    found = [line for line in case.lines if line.type == type_ and not line.void and line.refused is None]
    return sorted(found, key=lambda line: (line.at[:10], key(line.id)))


def end(case: Case) -> tuple[str, str | None, str]:
    """How a matter ended, on which day, and with what finding: ('', None, '') while it goes on."""
    life = case.life
    if life.decided_on:
        return "decided", life.decided_on, life.decision.get("outcome") or ""
    if life.withdrawn == "whole":
        return "withdrawn", life.withdrawn_on, ""
    terminated = [step.on for step in life.steps if step.state == "terminated"]
    if terminated:
        return "terminated", terminated[-1], ""
    if case.status != "closed":
        return "", None, ""
    if case.result in FINDINGS:
        return "decided", case.closed_on, case.result
    return case.result if case.result in ("withdrawn", "terminated") else "closed", case.closed_on, ""


def over_on(case: Case) -> str | None:
    """The day on which nothing more was to be done; one over on an unknown day was so when it came."""
    day = end(case)[1]
    return day or (case.closed_on or case.opened_on if case.status == "closed" else None)


def timely(case: Case) -> str:
    """Whether the decision came within the legal term; only the decision itself tells."""
    if not case.life.decided_on or not case.life.decision.get("due_on"):
        return ""
    return "no" if case.life.decision.get("late_days") else "yes"


def competence(case: Case) -> str:
    """As recorded; else what was accepted or decided is within it, what was sent away is not."""
    if case.competence:
        return case.competence
    if case.life.accepted_on or end(case)[0] == "decided" or case.handling == "accept":
        return "in"
    return "out" if case.handling in ("guide", "forward", "urge") else ""


def ours_on(case: Case, day: str) -> bool:
    """Whether a matter was within competence on a day: by the last word up to it, else by the last handling.

    To accept or to decide is a word, too. A correction takes the place of every word before it, from the first day.
    """
    words: list[tuple[str, str]] = []
    corrected = False
    gone = dead(list(case.entries))
    for entry in (one for one in case.entries if one["subject"] == case.id and one["seq"] not in gone):
        said = entry["data"].get("set", {}) if entry["kind"] == "corrected" else entry["data"]
        if entry["kind"] in ("incident", "classified", "corrected") and said.get("competence"):
            corrected = corrected or entry["kind"] == "corrected"
            words = [] if entry["kind"] == "corrected" else words
            on = {"incident": said.get("opened_on"), "corrected": ""}.get(entry["kind"], entry["at"][:10])
            words.append((on, said["competence"]))
    how, ended, _finding = end(case)
    if not corrected:
        words += [(case.life.accepted_on, "in")] if case.life.accepted_on else []
        words += [(ended or case.opened_on, "in")] if how == "decided" else []
    known = sorted((word for word in words if word[0] <= day), key=lambda word: word[0])
    if known or corrected:
        return known[-1][1] == "in"
    both = [*own_lines(case, "visit"), *own_lines(case, "petition")]
    lines = sorted(both, key=lambda line: (line.at[:10], case.lines.index(line)))  # of one day the later entry is later
    handled = [(line.handled.get(case.id, line.at[:10]), line.handling.get(case.id)) for line in lines]
    known = sorted((one for one in handled if one[1] in IMPLIED and one[0] <= day), key=lambda one: one[0])
    return bool(known) and known[-1][1] == "accept"


def instance(case: Case) -> str:
    """As recorded; else a complaint once resolved, a denunciation concluded or overdue, comes the second time."""
    again = {"complaint": ("first", "second", "court"), "denunciation": ("overdue", "concluded")}
    return case.life.instance or ("second" if case.prior in again.get(case.kind or "", ()) else "first")


def of_matter(case: Case) -> Row:
    return {
        "matter": case.id, "kind": case.kind or "", "field": case.field or "", "prior": case.prior or "none",
        "latest": case.handling or "", "competence": competence(case), "instance": instance(case),
    }  # fmt: skip


def handled_on(case: Case, line: Reception) -> str | None:
    """The day on which a line was first dealt with: accepted, sent on, handled, or overtaken by the end."""
    days = [case.life.accepted_on, *(letter.on for letter in case.life.referrals)]
    days = [day for day in days if day and day >= line.at[:10]]
    if case.id in line.handled:
        days.append(line.handled[case.id])
    if end(case)[0]:
        days.append(end(case)[1] or line.at[:10])
    return max(min(days), line.at[:10]) if days else None
