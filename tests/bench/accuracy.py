"""How often a proposal of `classify --suggest` is what the register says: `python accuracy.py`.

Every incident of the two shipped registers is left out in turn and proposed from all others. Kind and handling
stand in the registers. Field does not: it is labelled by hand below, by template of content, and the seed words
were written by whoever knew these templates. `alone` is a desk without any earlier incident: the seed words only.
`always` is the score of saying the commonest class every time: what a proposal must beat to be worth anything.
"""

import contextlib
import io
import os
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.app.settings import Settings
from reception_cli.cli.main import run
from reception_cli.domain import numbers
from reception_cli.domain.text import fold
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes, suggestions
from reception_cli.law.suggestions import FACTS, Evidence, Guess
from reception_cli.reporting import proposals

REGISTERS = Path(suggestions.__file__).parent.parent / "data" / "registers"
NOW = "2026-11-23T08:10:00+07:00"
# What a content begins with (folded) -> the field that a clerk would give a recommendation.
FIELDS = {
    "khieu nai quyet dinh thu hoi dat": "land.recovery",
    "tranh chap ranh gioi dat": "land.dispute",
    "kien nghi cap giay chung nhan": "land.certificate",
    "de nghi bo tri dat tai dinh cu": "land.resettlement",
    "de nghi xem xet boi thuong": "land.clearance",
    "phan anh cham tra ket qua ho so dat dai": "land.other",
    "phan anh thai do tiep dan": "officials.staff",
    "phan anh o nhiem moi truong": "other",
    "kien nghi sua chua duong": "other",
    "de nghi xem xet tro cap bao tro": "policy.other",
    "de nghi huong che do nguoi co cong": "policy.merit",
    "kien nghi ho tro ho ngheo": "policy.other",
}
# The same for a kind that may not have that field.
INSTEAD = {
    ("complaint", "officials.staff"): "admin-other",
    ("complaint", "other"): "admin-other",
    ("denunciation", "other"): "admin-other.environment",
}


class Tried(NamedTuple):
    """One incident left out: what the register says, what was proposed."""

    true: str
    guess: Guess


def label(content: str, kind: str | None) -> str:
    """Give the hand label of a content."""
    field = next(field for begin, field in FIELDS.items() if fold(content).startswith(begin))
    return INSTEAD.get((kind or "", field), field)


def desk(folder: str) -> Desk:
    """Make a desk that holds both registers."""
    os.environ["XDG_STATE_HOME"] = folder + "/state"
    surroundings = ["--db", folder + "/desk", "--now", NOW, "--user", "bench"]
    with contextlib.redirect_stdout(io.StringIO()):
        run([*surroundings, "init", "--unit", "TB"])
        for name in ("thang-binh-2023.csv", "thang-binh-2024-9m.csv"):
            run([*surroundings, "import", str(REGISTERS / name), "--yes"])
    return Desk(Settings(folder + "/desk", "bench", "bench", NOW), warn=print)


def trials(book: RegisterView, kinds_known: bool) -> tuple[dict[str, list[Tried]], dict[str, list[Tried]]]:
    """Leave each incident out in turn; returns what the whole register proposes, and what seeds alone do."""
    lists = {name: codes.load(name) for name in FACTS}
    whole: dict[str, list[Tried]] = {name: [] for name in FACTS}
    alone: dict[str, list[Tried]] = {name: [] for name in FACTS}
    for (key,) in book.db.execute("SELECT incident FROM incidents ORDER BY incident").fetchall():
        case = book.case(numbers.text(key))
        content = case.private["content"]
        truth = {"kind": case.kind, "field": label(content, case.kind), "handling": case.handling}
        # A denouncer's text is never read by the program; here it is, to see what would be missed.
        found = proposals.evidence(book, case._replace(kind=None))
        known = {"kind": case.kind} if kinds_known else {}
        for into, used in ((whole, found), (alone, Evidence(found.phrases))):
            guesses = suggestions.propose(used, lists, known, date.fromisoformat(case.opened_on))
            for name in FACTS:
                into[name].append(Tried(truth[name] or "", guesses[name]))
    return whole, alone


def show(title: str, tried: list[Tried]) -> None:
    """Print accuracy per class: right of all, proposed at all, right of those proposed."""
    print(f"\n{title}")
    print(f"{'class':<24}{'n':>6}{'right':>8}{'proposed':>10}{'of these right':>16}{'mean score':>12}")
    classes = Counter(one.true for one in tried)
    for name, _n in [*classes.most_common(), ("", 0)]:
        some = [one for one in tried if one.true == name or not name]
        given = [one for one in some if one.guess.code]
        right = sum(one.guess.code == one.true for one in some)
        mean = sum(one.guess.score for one in some) / len(some)
        print(
            f"{name or 'all':<24}{len(some):>6}{right / len(some):>8.1%}{len(given) / len(some):>10.1%}"
            f"{(right / len(given) if given else 0):>16.1%}{mean:>12.2f}"
        )
    commonest, n = classes.most_common(1)[0]
    print(f"always {commonest}: {n / len(tried):.1%}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        book = desk(folder).book
        whole, alone = trials(book, kinds_known=False)
        show("kind, each left out of the registers", whole["kind"])
        show("kind, seed words alone", alone["kind"])
        show("kind, seed words alone, feedback counted as recommendation", [_merged(one) for one in alone["kind"]])
        show("handling, each left out of the registers", whole["handling"])
        show("handling, seed words alone", alone["handling"])
        _label(book)
        learned, alone = trials(book, kinds_known=True)
        show("field (hand labels), each left out of the labelled registers, kind known", learned["field"])
        show("field (hand labels), seed words alone, kind known", alone["field"])


def _merged(tried: Tried) -> Tried:
    """Read a proposal as these registers would write it: they know one class "kiến nghị, phản ánh"."""
    one_class = "recommendation" if tried.guess.code == "feedback" else tried.guess.code
    return tried._replace(guess=tried.guess._replace(code=one_class))


def _label(book: RegisterView) -> None:
    """Write the hand labels to the cards, as if a clerk had classified every incident."""
    for key, kind in book.db.execute("SELECT incident, kind FROM incidents").fetchall():
        content = book.case(numbers.text(key)).private["content"]
        book.db.execute("UPDATE incidents SET field = ? WHERE incident = ?", (label(content, kind), key))


if __name__ == "__main__":
    sys.exit(main())
