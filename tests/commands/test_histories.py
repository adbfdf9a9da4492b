"""Whatever the verbs do in whatever order, an examination finds every history legal."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.cli.main import run
from reception_cli.law import transitions

# No disk is waited for, where the system offers a folder in memory.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PAPER = ("--doc", "1/QĐ")
WHY = ("--reason", "Lý do")
# What the moves of the table want to be told; the rest of a verb's options may be left out.
SAID = {
    "refer": ("UBND tỉnh", *PAPER), "urge": (*PAPER, "--body", "Sở X"), "withdraw": WHY, "pause": WHY, "resume": WHY,
    "extend": (*WHY, "--complex", "places"), "meeting": ("--who", "ông Tú"), "execute": ("--note", "Đợt 1"),
    "step": (*PAPER, "--note", "x"),
}  # fmt: skip
ASIDE = {f"step {state}" for state in ("terminated", "court", "second", "to-investigation", "to-inspection")}
ASIDE |= {"accept --not-accepted", "refer", "close", "step not-processed"}
GROUNDS = {"complaint": "a11-6", "denunciation": "a29-4"}
OUTCOMES = ("founded", "partly", "unfounded", "upheld", "amended")
RESULTS = (*OUTCOMES, "answered", "guided", "forwarded", "returned", "withdrawn", "terminated", "filed")
HANDLINGS = ("accept", "guide", "forward", "return", "explain", "urge", "file", "refuse")
KINDS = ("complaint", "complaint", "denunciation", "recommendation", "feedback")


class Clerk:
    """Types commands that may well be legal; a refused one is no harm. Choices come from hypothesis."""

    def __init__(self, place: Path, data: st.DataObject) -> None:
        self.folder, self.data = place / "desk", data
        self.day, self.incidents, self.visits = date(2026, 7, 1), list[str](), list[str]()
        self.told = StringIO()

    def pick(self, *choices: Any) -> Any:
        return self.data.draw(st.sampled_from(choices))

    @property
    def incident(self) -> str:
        return str(self.pick(*self.incidents, *self.incidents[-2:] * 3))

    @property
    def visit(self) -> str:
        return str(self.pick(*self.visits))

    def run(self, *argv: str) -> int:
        """Type one command; returns its exit code."""
        self.told, errors = StringIO(), StringIO()
        now = f"{self.day}T09:00:00+07:00"
        with redirect_stdout(self.told), redirect_stderr(errors):
            code = run(["--db", str(self.folder), "--now", now, "--user", "lan", *argv])
        assert code in (0, 4), (argv, errors.getvalue())
        return code

    def step(self) -> None:
        """One command, on the same day or a later one."""
        self.day += timedelta(self.pick(0, 0, 1, 8, 40))
        what = self.pick("new", *["on"] * 12, "classify", "again", "back", "beside", "right")
        if not self.incidents or what == "new":
            self.new()
        elif what == "on":
            self.move(self.incident)
        else:
            self.run(*getattr(self, what)(self.incident))

    def new(self) -> None:
        """A visit with a new incident, or another incident brought to a visit."""
        told = ("--to", self.visit) if self.visits and self.pick(False, False, True) else ("--anonymous", "--petition")
        if self.run("add", "Việc mới", *told, "--json") == 0:
            (row,) = json.loads(self.told.getvalue())["rows"]
            self.incidents.append(row["incident"])
            self.visits = list(dict.fromkeys([*self.visits, row["visit"]]))
            self.run(*self.classify(row["incident"]))

    def classify(self, incident: str) -> tuple[str, ...]:
        handling = ("--handling", self.pick("accept", *HANDLINGS)) if self.pick(True, False) else ()
        competence = self.pick("in", "in", "out")
        said = ("--kind", self.pick(*KINDS), "--competence", competence, "--qualified", *handling)
        return ("classify", incident, *said, "--reason", "x")

    def move(self, incident: str) -> None:
        """Go on in a way that the table of transitions offers."""
        desk = Desk(Settings(str(self.folder), "lan", "desk1", f"{self.day}T09:00:00+07:00"), lambda _line: None)
        case = desk.book.case(incident)
        ways = [] if case.closed else transitions.next_moves(case, str(self.day))
        desk.let_go()
        if not ways:
            self.run("reopen", incident, *WHY)
            return
        onward = [way for way in ways if way.split()[0] not in ("withdraw", "classify", "urge") and way not in ASIDE]
        verb, *more = self.pick(*ways, *onward * 6).split()
        on = self.pick((), (), ("--on", str(self.day - timedelta(3))))
        if verb == "accept" and more:
            self.run(verb, incident, "--not-accepted", GROUNDS.get(case.kind or "", "a11-6"), *WHY, *on)
        elif verb == "accept":
            first = ("--previous", self.incident) if transitions.instance_of(case) == "second" else ()
            self.run(verb, incident, *first, *on)
        elif verb == "decide":
            self.run(verb, incident, *PAPER, "--outcome", self.pick(*OUTCOMES), *on)
        elif verb == "close":
            fit = case.life.decision.get("outcome") or self.pick(*RESULTS)
            self.run(verb, incident, "--result", fit, *on)
        elif verb == "step":
            self.run(verb, incident, *more, *SAID[verb], *on)
        elif verb != "classify":
            self.run(verb, incident, *SAID.get(verb, ()), *more, *on)

    def again(self, incident: str) -> tuple[str, ...]:
        """A further visit."""
        if self.run("visit", incident, "--anonymous", "--json") == 0:
            self.visits.append(json.loads(self.told.getvalue())["rows"][0]["visit"])
        return ("note", incident, "Đến hỏi")

    def back(self, incident: str) -> tuple[str, ...]:
        return self.pick(
            ("undo", "--yes"), ("undo", "2", "--yes"), ("redo", "--yes"), ("void", incident, *WHY),
            ("void", self.visit, *WHY),
        )  # fmt: skip

    def beside(self, incident: str) -> tuple[str, ...]:
        handed = ("--parcel", "804", "--area", "12", "--compensation", "3")
        return self.pick(
            ("contact", incident, "--by", "phone", "--note", "Hẹn"), ("meeting", incident, "--no-show"),
            ("assign", incident, self.pick("lan", "mai")), ("handover", incident, *handed), ("note", incident, "x"),
            ("classify", incident, "--field", "land"), ("reopen", incident, *WHY),
        )  # fmt: skip

    def right(self, incident: str) -> tuple[str, ...]:
        fact = self.pick(
            "kind=feedback", "competence=out", "prior=first", "opened_on=2026-06-01", "accepted_on=2026-07-02",
            "decided_on=2026-07-03", "closed_on=2026-06-30", "instance=second",
        )  # fmt: skip
        line = self.pick("people=3", "at=2026-06-20", "at=2026-07-20", f"incidents={incident}")
        return self.pick(
            ("correct", incident, "--set", fact, *WHY), ("correct", self.visit, "--set", line, *WHY),
            ("redact", incident, *WHY, "--yes"),
        )  # fmt: skip


@contextmanager
def a_desk() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@settings(max_examples=10)
@given(data=st.data(), steps=st.integers(3, 30))
def test_no_history_that_the_verbs_make_is_found_fault_with(data: st.DataObject, steps: int):
    with a_desk() as place:
        clerk = Clerk(place, data)
        assert clerk.run("init", "--unit", "TB") == 0
        for _turn in range(steps):
            clerk.step()
        with redirect_stdout(clerk.told), redirect_stderr(clerk.told):
            code = run(["--db", str(clerk.folder), "verify"])
        assert code == 0, clerk.told.getvalue()
