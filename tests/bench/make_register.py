"""Make a large invented register: `python make_register.py FOLDER [--entries N] [--seed N] [--unit CODE] [--no-index]`.

Ten years of a busy desk, 2017-2026. Of 1,000,000 entries about 250,000 open incidents and 285,000 are visits;
the rest classify, close, note and reopen. The same seed gives the same file, byte for byte. Entries go through
the program's own chain and layout straight into the file, without the command line; then the program builds
its index.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain as chained
from random import Random
from time import process_time

from invented import NOTES, matter, person, told

from reception_cli.app.desk import Desk
from reception_cli.app.settings import Settings
from reception_cli.domain import numbers
from reception_cli.domain.entry import ORIGIN, Draft, Entry, Head, Stamp, chain
from reception_cli.index import cache, desk_place
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.ledger import format
from reception_cli.ledger.head_notes import HeadNotes

FIRST, LAST = date(2017, 1, 3), date(2026, 11, 20)
CLERKS = ("lan", "hung", "mai", "duc")
PER_INCIDENT = 3.97  # entries that follow from one incident within the ten years, itself included
KINDS = {"recommendation": 45, "complaint": 30, "feedback": 18, "denunciation": 7}
WITHIN = {"founded": 2, "partly": 2, "unfounded": 5, "withdrawn": 1}  # results of accepted matters
GUIDED = {"guide": "guided", "forward": "forwarded", "return": "returned", "explain": "answered"}

Batch = tuple[datetime, str, list[Draft]]  # when, clerk, what is written at once


def pick(chance: Random, weights: dict[str, int]) -> str:
    """Choose by weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


class Life:
    """One incident from its first visit to its end, as batches on days to come."""

    def __init__(self, chance: Random, opened: date) -> None:
        self.chance = chance
        self.kind = pick(chance, KINDS)
        self.field, self.content = matter(chance, opened.year)
        self.who = person(chance)
        self.within = chance.random() < 0.3
        self.handling = "accept" if self.within else chance.choice(list(GUIDED))
        self.number = ""
        self.line = ""
        self.taken_in = False
        self.plan = sorted(self._plan(opened), key=lambda step: step[0])

    def _plan(self, opened: date) -> Iterator[tuple[date, str]]:
        """Say what happens when: within weeks and months of the first visit."""
        chance = self.chance
        yield opened, "open"
        classified = opened + timedelta(int(chance.expovariate(1 / 4)))
        if chance.random() < 0.99:
            yield classified, "classify"
        visit = classified
        while chance.random() < 0.124:
            visit += timedelta(1 + int(chance.expovariate(1 / 40)))
            yield visit, "visit"
        closed = visit + timedelta(3 + int(chance.expovariate(1 / 45)))
        if chance.random() < 0.06:
            yield visit + timedelta(2), "note"
        if chance.random() < 0.82:
            yield closed, "close"
            if chance.random() < 0.02:
                yield closed + timedelta(20), "reopen"
                yield closed + timedelta(75), "close"

    def step(self, what: str, at: datetime, numbers: "Numbers") -> list[Draft]:
        """Draft the entries of one step."""
        drafts: list[Draft] = getattr(self, "_" + what)(at, numbers)
        return drafts

    def _open(self, at: datetime, numbers: "Numbers") -> list[Draft]:
        self.number = numbers("", at.year)
        data = {"opened_on": at.date().isoformat()}
        if self.chance.random() < 0.2:
            data |= {"kind": self.kind, "field": self.field}
        opening = Draft("incident", self.number, data, {"content": self.content}, moment(at))
        return [opening, *self._visit(at, numbers)]

    def _visit(self, at: datetime, numbers: "Numbers") -> list[Draft]:
        self.line = numbers("V", at.year)
        people = 1 if self.chance.random() < 0.9 else self.chance.randint(2, 12)
        data = {
            "incidents": [self.number], "people": people, "session": self.chance.choice(("regular", "periodic")),
            "host": self.chance.choice(("officer", "head", "delegate")), "commune": self.who["address"].split(", ")[1],
        }  # fmt: skip
        if people >= 5:
            data["group"] = True
        return [Draft("visit", self.line, data, self.who, moment(at))]

    def _classify(self, _at: datetime, _numbers: "Numbers") -> list[Draft]:
        self.taken_in = self.within
        data = {
            "kind": self.kind, "field": self.field, "competence": "in" if self.within else "out",
            "handling": self.handling, "line": self.line,
        }  # fmt: skip
        return [Draft("classified", self.number, data)]

    def _note(self, at: datetime, _numbers: "Numbers") -> list[Draft]:
        text = told(self.chance, self.chance.choice(NOTES), at.year)
        return [Draft("noted", self.number, {}, {"note": text})]

    def _close(self, at: datetime, _numbers: "Numbers") -> list[Draft]:
        data = {"result": pick(self.chance, WITHIN) if self.taken_in else GUIDED.get(self.handling, "guided")}
        data["on"] = at.date().isoformat()
        return [Draft("closed", self.number, data, {}, data["on"])]

    def _reopen(self, at: datetime, _numbers: "Numbers") -> list[Draft]:
        day = at.date().isoformat()
        return [Draft("reopened", self.number, {"on": day}, {"reason": "Có tình tiết mới"}, day)]


class Numbers:
    """The next free number of each type and year."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, int], int] = defaultdict(int)

    def __call__(self, letter: str, year: int) -> str:
        self._used[letter, year] += 1
        return numbers.text(numbers.make(numbers.TYPES[letter], year, self._used[letter, year]))


def moment(at: datetime) -> str:
    """Write a moment of the desk."""
    return at.isoformat(timespec="seconds") + "+07:00"


def batches(entries: int, chance: Random) -> Iterator[Batch]:
    """Give the batches of ten years in the order in which they were recorded, without end in the last year."""
    span = (LAST - FIRST).days
    lives = max(round(entries / PER_INCIDENT), 1)
    waiting: dict[date, list[tuple[Life, str]]] = defaultdict(list)
    numbers, opened = Numbers(), 0
    for offset in range(span + 1):
        day = FIRST + timedelta(offset)
        if day.weekday() > 4 and day != LAST:
            waiting[day + timedelta(7 - day.weekday())] += waiting.pop(day, [])
            continue
        while opened <= lives * offset / span:
            opened += 1
            life = Life(chance, day)
            for when, what in life.plan:
                waiting[when].append((life, what))
        steps = waiting.pop(day, [])
        for turn, (life, what) in enumerate(steps):
            at = datetime(day.year, day.month, day.day, 8) + timedelta(seconds=turn * 28800 // len(steps))
            yield at, chance.choice(CLERKS), life.step(what, at, numbers)


def entries_of(count: int, seed: int, unit: str = "BENCH") -> Iterator[Entry]:
    """Give exactly `count` chained entries; remarks fill up what the last batches leave short."""
    chance = Random(seed)
    head, last = Head(0, ORIGIN), ""

    def salt() -> str:
        return chance.randbytes(16).hex()

    first = Draft("configured", "", {"unit": unit, "name": unit.title(), "register": salt()}, {"secret": salt()})
    for at, clerk, drafts in chained([(datetime(2017, 1, 2, 8), "lan", [first])], batches(count, chance), _remarks()):
        if head.count + len(drafts) > count or not drafts:
            drafts = [Draft("noted", last, {}, {"note": "Cuối năm"})]
        made = chain(drafts, head, Stamp(moment(at), clerk, "desk1"), salt)
        yield from made
        head, last = Head(made[-1]["seq"], made[-1]["digest"]), drafts[0].subject if len(drafts) > 1 else last
        if head.count == count:
            return


def _remarks() -> Iterator[Batch]:
    """Give batches without end, to be filled with a remark each."""
    while True:
        yield datetime.combine(LAST, time(17)), "lan", []


def write(folder: str, count: int, seed: int = 1, unit: str = "BENCH") -> Folder:
    """Write the register file and the head note beside it; the index is the program's to build."""
    desk_place.make(folder)
    desk = Folder(folder, Habits())
    head = Head(0, ORIGIN)
    with open(desk.ledger.path, "xb", buffering=1 << 20) as file:
        file.write(format.HEADER)
        for entry in entries_of(count, seed, unit):
            file.write(format.encode(entry))
            head = Head(entry["seq"], entry["digest"])
        file.write(format.TAIL)
    HeadNotes(folder, None).write(head, "bench")
    return desk


def built(folder: str) -> int:
    """Let the program build its index; returns the entries that it confirmed."""
    desk = Desk(Settings(folder, "bench", "desk1", moment(datetime.combine(LAST, time(18)))), print)
    mark = cache.read_mark(desk.book.db)
    desk.let_go()
    return mark.head.count if mark else 0


def main() -> None:
    """Make one register and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="the desk's folder; it must not hold a register")
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unit", default="BENCH", help="code of the unit whose register it is")
    parser.add_argument("--no-index", action="store_true", help="leave the index to the first command")
    given = parser.parse_args()
    begun = process_time()
    desk = write(given.folder, given.entries, given.seed, given.unit)
    print(f"{given.entries} entries, {desk.ledger.size() / 1e6:.0f} MB, {process_time() - begun:.1f} s CPU")
    if not given.no_index:
        begun = process_time()
        count = built(given.folder)
        print(f"index of {count} entries, {process_time() - begun:.1f} s CPU")
        if count != given.entries:
            sys.exit("the index did not confirm every entry")


if __name__ == "__main__":
    main()
