"""Entries that the chain vouches for and the rules do not: written past the verbs, and found."""

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.domain.entry import Draft, Stamp

ON = "2026-11-20"
STAMP = Stamp("2026-11-23T09:00:00+07:00", "lan", "desk1")
WHY = {"reason": "x"}


@pytest.fixture
def forge(desk) -> Callable[..., None]:
    """Write a batch as the store would, without asking the rules."""

    def write(*drafts: Draft) -> None:
        found = Desk(Settings(str(desk.folder), STAMP.user, STAMP.host, STAMP.now), print)
        found.folder.record("forge", lambda _book: list(drafts), STAMP)

    return write


@pytest.fixture
def found(desk) -> Callable[[], list[Any]]:
    """What an examination says of histories, and nothing else."""

    def look() -> list[Any]:
        rows = json.loads(desk.run("verify", "--json").out)["rows"]
        assert {row["code"] for row in rows} <= {"history"}, rows
        return rows

    return look


def matter(desk, *more: str, at: str = "2026-11-02") -> str:
    """A complaint within competence, received on a Monday."""
    row = desk.add("Khiếu nại thu hồi đất", "--id-no", "1", "--at", at)
    how = more or ("--kind", "kn", "--competence", "in", "--qualified", "--handling", "accept")
    desk.json("classify", row["incident"], *how)
    return row["incident"]


def draft(kind: str, incident: str, private: dict[str, str] | None = None, **data: Any) -> Draft:
    return Draft(kind, incident, {"on": ON, **data}, private or {}, ON)


def accepted(incident: str, **more: Any) -> Draft:
    return draft("accepted", incident, instance="first", state="accepted", **more)


def decided(incident: str, **more: Any) -> Draft:
    said = {"doc": "1/QĐ", "instance": "first", "outcome": "founded", "state": "decided", **more}
    return draft("decided", incident, **said)


def closed(incident: str, result: str = "guided", on: str = ON) -> Draft:
    return Draft("closed", incident, {"result": result, "on": on}, {}, on)


EXTENDED = {
    "term": "resolve-first", "days": 15, "n": 1, "first_due": "2026-12-21", "previous_due": "2026-12-21",
    "new_due": "2027-01-04",
}  # fmt: skip
# What is written of a complaint that is triaged, taken in by its handling; and what the finding names.
FORGED = {
    "decided without acceptance": (decided, "from there: "),
    "extended without acceptance": (
        lambda i: draft("extended", i, WHY, complex=["places"], **EXTENDED), "day of acceptance is not recorded",
    ),
    "carried out without a decision": (
        lambda i: draft("executed", i, {"note": "x"}, done=True, state="executed"), "from there: ",
    ),
    "a step that does not lead on": (lambda i: draft("stepped", i, state="effective"), "from there: "),
    "sent away though it is ours": (
        lambda i: draft("referred", i, {"to": "UBND"}, doc="1/PC", state="forwarded"), "within competence",
    ),
    "accepted before it was received": (
        lambda i: Draft(
            "accepted", i, {"on": "2026-10-30", "instance": "first", "state": "accepted"}, {}, "2026-10-30"
        ),
        "before the receipt",
    ),
    "accepted into a state of its own": (
        lambda i: draft("accepted", i, instance="first", state="executed"), "leads to accepted",
    ),
    "a meeting that leads somewhere though it was no step": (
        lambda i: draft("met", i, {"who": "x"}, state="decided"), "names the state decided, but leads to -",
    ),
    "ended in a way that does not fit": (closed, "takes one of"),
    "ended before it came": (lambda i: closed(i, "founded", "2026-10-01"), "opened on"),
    "reopened while open": (lambda i: Draft("reopened", i, {"on": ON}, WHY, ON), "not closed"),
    "a day of acceptance put right that never was": (
        lambda i: Draft("corrected", i, {"set": {"accepted_on": ON}, "before": {"accepted_on": None}}, WHY),
        "not recorded yet",
    ),
    "not accepted on a ground of another law": (
        lambda i: draft("accepted", i, WHY, not_accepted="a29-4", state="not-accepted"), "not for this kind",
    ),
    "answered though nothing was asked": (lambda i: draft("replied", i, state="replied", answers=3), "from there: "),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_no_verb_would_have_written_is_found(desk, forge, found, what: str):
    incident = matter(desk)
    make, why = FORGED[what]
    forge(make(incident))
    (row,) = found()
    assert (row["seq"], row["line"]) == (5, 6) and row["text"].startswith(f"{incident}: ") and why in row["text"]


def test_the_same_entries_are_well_where_the_rules_allow_them(desk, forge, found):
    incident = matter(desk)
    forge(accepted(incident), draft("extended", incident, WHY, complex=["places"], **EXTENDED))
    forge(decided(incident), draft("stepped", incident, state="sent"))
    assert found() == []


@pytest.mark.parametrize(
    "after",
    [
        closed, decided, accepted, lambda i: draft("referred", i, {"to": "UBND"}, doc="1/PC", state="forwarded"),
        lambda i: Draft("classified", i, {"handling": "accept", "line": "V2026-0001"}),
        lambda i: Draft("assigned", i, {"to": "mai"}),
        lambda i: draft("withdrawn", i, WHY, state="withdrawn"),
        lambda i: draft("contacted", i, {"note": "x"}, by="phone"),
        lambda i: draft("urged", i, {"to": "Sở X"}, doc="1/CV", state="urged"),
    ],
)  # fmt: skip
def test_nothing_but_a_remark_a_visit_or_a_reopening_follows_the_end(desk, forge, found, after):
    incident = matter(desk, "--handling", "guide")
    desk.json("close", incident, "--result", "guided", "--on", ON)
    forge(after(incident))
    (row,) = found()
    assert "it is closed (guided)" in row["text"]
    desk.json("note", incident, "x")
    desk.json("visit", incident, "--anonymous")
    desk.json("reopen", incident, "--reason", "x")
    assert len(found()) == 1


@pytest.mark.parametrize(
    "after",
    [
        lambda i: Draft("noted", i, {}, {"note": "x"}), closed, accepted, lambda i: Draft("voided", i, {}, WHY),
        lambda i: Draft("corrected", i, {"set": {"field": "land"}, "before": {"field": None}}, WHY),
        lambda i: Draft("visit", "V2026-0002", {"incidents": [i], "people": 1}, {}, ON),
        lambda i: Draft("petition", "P2026-0001", {"incidents": [i], "source": "post"}, {}, ON),
    ],
)  # fmt: skip
def test_nothing_follows_what_is_struck_through(desk, forge, found, after):
    incident = matter(desk)
    desk.json("void", incident, "--reason", "x")
    forge(after(incident))
    (row,) = found()
    assert "struck through" in row["text"]


@pytest.mark.parametrize(
    "after",
    [
        lambda v: Draft("voided", v, {}, WHY),
        lambda v: Draft("corrected", v, {"set": {"people": 3}, "before": {"people": 1}}, WHY),
    ],
)
def test_nothing_follows_a_visit_that_is_struck_through(desk, forge, found, after):
    matter(desk)
    desk.json("void", "V1", "--reason", "x")
    forge(after("V2026-0001"))
    (row,) = found()
    assert row["text"].startswith("V2026-0001: ") and "struck through" in row["text"]


def test_an_incident_is_not_brought_to_a_refused_visit(desk, forge, found):
    desk.json("add", "--refused", "l9-1", "--name", "A", "--address", "b")
    forge(
        Draft("incident", "2026-0001", {"opened_on": ON}, {"content": "x"}, ON),
        Draft("attached", "V2026-0001", {"incident": "2026-0001"}, {}, ON),
    )
    (row,) = found()
    assert "was refused" in row["text"]


def test_what_was_never_opened_has_no_history(desk, forge, found):
    matter(desk)
    forge(Draft("classified", "2026-0009", {"kind": "feedback"}))
    (row,) = found()
    assert "never opened" in row["text"]


def test_an_acceptance_is_not_taken_back_under_a_decision(desk, forge, found):
    incident = matter(desk)
    desk.json("accept", incident, "--on", "2026-11-09")
    desk.json("decide", incident, "--doc", "1/QĐ", "--outcome", "partly", "--on", ON)
    forge(Draft("retracted", "", {"entries": [5], "subjects": [incident], "verb": "accept"}))
    (row,) = found()
    assert "entry 6 (decided 2026-0001, by lan) builds on it" in row["text"]


def test_what_is_put_right_or_taken_back_later_was_legal_when_it_was_made(desk, found):
    incident = matter(desk)
    desk.json("accept", incident, "--on", "2026-11-09")
    desk.json("correct", incident, "--set", "competence=out", "--set", "opened_on=2026-11-16", "--reason", "x")
    desk.json("correct", "V1", "--set", "at=2026-11-16", "--reason", "x")
    desk.json("undo", "3", "--yes")
    desk.json("redo", "--yes")
    desk.json("note", incident, "x")
    assert found() == []


def test_a_closing_is_taken_back_whatever_was_erased_or_read_meanwhile(desk, found):
    incident = matter(desk, "--handling", "guide")
    desk.json("close", incident, "--result", "guided", "--on", ON)
    desk.run("redact", incident, "--reason", "x", "--yes", user="mai")
    desk.json("list", "--with-identity", "--reason", "x", user="mai")
    assert desk.json("undo", "--yes")["rows"][0]["verb"] == "close"
    assert found() == []


def test_an_import_refuses_no_transition(desk, forge, found):
    """Lines of one matter may disagree, and old registers do not tell how a matter ended."""
    line = {"incidents": ["2026-0001"], "people": 1, "row": "b" * 64}
    batch = [
        Draft("incident", "2026-0001", {"opened_on": "2023-01-05", "competence": "in"}, {"content": "x"}, "2023-01-05"),
        Draft("visit", "V2023-0001", {**line, "row": "a" * 64}, {}, "2023-01-05"),
        Draft("closed", "2026-0001", {"result": "unrecorded"}, {}, "2023-01-05"),
        Draft("classified", "2026-0001", {"competence": "out"}, {}, "2023-02-05"),
        Draft("visit", "V2023-0002", line, {}, "2023-02-05"),
        Draft("closed", "2026-0001", {"result": "unrecorded"}, {}, "2023-02-05"),
    ]
    totals = dict.fromkeys(("rows", "visits", "people", "incidents", "already", "rejects"), 0)
    forge(Draft("imported", "", {"totals": totals, "map": "register-2021"}, {"file": "a.csv"}), *batch)
    assert found() == []
    forge(closed("2026-0001", "unrecorded"))
    (row,) = found()
    assert row["seq"] == 9


def test_an_import_makes_no_decisions(desk, forge, found):
    incident = matter(desk)
    totals = dict.fromkeys(("rows", "visits", "people", "incidents", "already", "rejects"), 0)
    forge(Draft("imported", "", {"totals": totals, "map": "register-2021"}, {"file": "a.csv"}), decided(incident))
    assert [row["seq"] for row in found()] == [6]


def test_what_was_told_again_behind_a_break_may_lack_what_led_to_it(desk, forge, found, tmp_path):
    """The acceptance is lost; the decision is told again."""
    incident = matter(desk)
    desk.json("accept", incident, "--on", "2026-11-09")
    desk.json("decide", incident, "--doc", "1/QĐ", "--outcome", "partly", "--on", ON)
    register = desk.folder / "reception.json"
    blob = bytearray(register.read_bytes())
    lost = blob.index(b',\n"5":')
    blob[lost + 40 : lost + 60] = b"#" * 20
    register.write_bytes(blob)
    assert desk.run("verify", "--salvage", str(tmp_path / "saved")).code in (0, 6)
    shutil.rmtree(desk.folder)
    shutil.copytree(tmp_path / "saved", desk.folder)
    assert found() == []
    desk.json("add", "Việc mới", "--anonymous")
    forge(closed("2026-0002", "founded"))
    assert len(found()) == 1


def test_nobody_excuses_an_entry_by_calling_it_told_again(desk, forge, found):
    incident = matter(desk)
    forge(decided(incident, origin={"seq": 5}))
    assert [row["seq"] for row in found()] == [5]


def test_a_finding_names_the_matter_and_nobody(desk, forge, found):
    incident = matter(desk)
    forge(closed(incident))
    (row,) = found()
    for private in ("Nguyễn", "Đức", "thôn 3", "thu hồi"):
        assert private not in row["text"]
    assert desk.json("list")["rows"]  # the register is read none the less


def test_a_register_without_cards_is_held_against_the_rules_too(desk, forge, found):
    forge(closed(matter(desk)))
    for name in desk.folder.glob("index.sqlite*"):
        name.unlink()
    assert len(found()) == 1 and not (desk.folder / "index.sqlite").exists()
