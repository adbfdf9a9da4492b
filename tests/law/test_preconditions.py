"""Facts that a step needs or should have: each is missing or is there, and what is missing is said in full."""

from typing import Any

import pytest

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.legal_life import Life, Met, Referral, Stepped
from reception_cli.law.preconditions import OWED, advised, kind_missing, lacking, owes

LINE = Reception("V2026-0001", "visit", "2026-11-20", ("2026-0001",), 1)
BARE = Case("2026-0001", "2026-11-20", "complaint", lines=(LINE,), reached=(LINE,))
WAITING, ANSWERED = Referral(9, "2026-11-20", "1/PC"), Referral(9, "2026-11-20", "1/PC", replied_on="2026-11-21")


def having(**life: Any) -> Case:
    return BARE._replace(life=Life(**life))


def of(**facts: Any) -> Case:
    return BARE._replace(**facts)


def brought_by(**facts: Any) -> Case:
    return BARE._replace(lines=(LINE, LINE._replace(id="V2026-0002", **facts)))


# token: the matters (and what the clerk says) that have what it asks for; those that lack it, with words of the answer
NEEDS: dict[str, tuple[list[Any], list[tuple[Any, str]]]] = {
    "in": ([of(competence="in")], [(BARE, "not recorded"), (of(competence="out"), "outside competence")]),
    "out": ([of(competence="out")], [(BARE, "not recorded"), (of(competence="in"), "within competence")]),
    "qualified": ([BARE, of(qualified=True)], [(of(qualified=False), "does not meet the conditions")]),
    "not-final": ([BARE, of(prior="first")], [(of(prior="court"), "Art. 11(9)"), (of(prior="second"), "Art. 11(7)")]),
    "not-settled": (
        [BARE, of(prior="none")],
        [
            (of(prior="court"), "Art. 11(9)"),
            (of(prior="second"), "Art. 11(7)"),
            (of(prior="first"), "--instance second"),
        ],
    ),
    "previous": ([(BARE, {"previous": "2026-0009"}), having(previous="2026-0009")], [(BARE, "--previous ID")]),
    "accepted": ([having(accepted_on="2026-11-20")], [(BARE, "reception accept 2026-0001 --on DATE")]),
    "outcome": ([(BARE, {"outcome": "partly"})], [(BARE, "--outcome")]),
    "dialogue": (
        [having(meetings=(Met("2026-11-20"), Met("2026-11-21", dialogue=True)))],
        [(BARE, "no dialogue"), (having(meetings=(Met("2026-11-20"),)), "no dialogue")],
    ),
    "who": ([(BARE, {"who": "ông Tú"}), (BARE, {"no_show": True})], [(BARE, "--who (who came), or --no-show")]),
    "referral": (
        [having(referrals=(ANSWERED, WAITING))],
        [(BARE, "nothing is waiting"), (having(referrals=(ANSWERED,)), "nothing is waiting")],
    ),
    "body": ([having(referrals=(WAITING,)), (BARE, {"body": "Sở A"})], [(having(referrals=(ANSWERED,)), "--body")]),
    "overdue": ([(BARE, {"overdue": 1})], [((BARE, {"overdue": 0}), "neither decided nor overdue")]),
    "nothing-owed": (
        [BARE, having(decision={"outcome": "founded", "state_money": 0, "persons": 3})],
        [(having(decision={name: 1}), "execute 2026-0001 --done") for name in OWED],
    ),
    "acted": ([having(steps=(Stepped("acted", "2026-11-20"),))], [(BARE, "reception step 2026-0001 acted")]),
    "published": (
        [having(steps=(Stepped("published", "2026-11-20"),))],
        [(having(steps=(Stepped("acted", "2026-11-20"),)), "reception step 2026-0001 published")],
    ),
    "fresh": (
        [(having(steps=(Stepped("sent", "2026-11-20"),)), {"state": "acted"}), BARE],
        [((having(steps=(Stepped("sent", "2026-11-20"),)), {"state": "sent"}), "recorded already")],
    ),
    "doc": ([(BARE, {"doc": "1/QĐ"})], [(BARE, "missing: --doc (number of the paper)")]),
    "reason": ([(BARE, {"reason": "x"})], [((BARE, {"reason": ""}), "missing: --reason (why)")]),
    "note": ([(BARE, {"note": "x"})], [(BARE, "missing: --note (why)")]),
    "to": ([(BARE, {"to": "Sở A"})], [(BARE, "missing: TO (the body it goes to)")]),
    "ground": ([(BARE, {"ground": "a11-6"})], [(BARE, "missing: --not-accepted (the ground)")]),
    "complex": ([(BARE, {"complex": ("places",)})], [((BARE, {"complex": ()}), "missing: --complex (a criterion")]),
}
ADVICE: dict[str, tuple[list[Any], list[tuple[Any, str]]]] = {
    "doc": ([(BARE, {"doc": "1/QĐ"})], [(BARE, "no number of a paper was given (--doc)")]),
    "qualified": ([of(qualified=True), of(qualified=False)], [(BARE, "--qualified")]),
    "dialogue": (NEEDS["dialogue"][0], NEEDS["dialogue"][1]),
    "notified": ([having(steps=(Stepped("notified", "2026-11-20"),))], [(BARE, "reception step 2026-0001 notified")]),
    "others": (
        [BARE, brought_by(signatories=1, petitioners=1)],
        [(brought_by(**each), "say --part") for each in ({"group": True}, {"signatories": 2}, {"petitioners": 2})],
    ),
    "signs": ([], [(BARE, "Art. 33(3)")]),
    "stopped": ([BARE], [(having(accepted_on="2026-11-20"), "step 2026-0001 terminated --doc NO")]),
    "term": (
        [BARE, (BARE, {"effective_from": ""})],
        [((BARE, {"effective_from": "2026-12-20"}), "2026-12-20 at the earliest")],
    ),
}  # fmt: skip


def rows(table: dict[str, tuple[list[Any], list[tuple[Any, str]]]]) -> list[Any]:
    """Take the tables apart: token, matter, what the clerk says, and words of the answer where something is missing."""
    listed = [
        (token, *(one if type(one) is tuple else (one, {})), text)
        for token, (there, missing) in table.items()
        for one, text in [*((one, "") for one in there), *missing]
    ]
    return [pytest.param(*row, id=f"{row[0]}-{row[3] or 'there'}") for row in listed]


@pytest.mark.parametrize(("token", "case", "said", "text"), rows(NEEDS))
def test_what_a_step_needs(token: str, case: Case, said: dict[str, Any], text: str) -> None:
    found = lacking(case, [token], said)
    assert (len(found) == 1 and text in found[0]) if text else found == []


@pytest.mark.parametrize(("token", "case", "said", "text"), rows(ADVICE))
def test_what_the_law_would_have_liked_besides(token: str, case: Case, said: dict[str, Any], text: str) -> None:
    found = advised(case, [token], said)
    assert (len(found) == 1 and text in found[0]) if text else found == []


def test_everything_that_is_missing_is_said_at_once_and_in_order() -> None:
    assert [text.split(" (")[0] for text in lacking(BARE, ["doc", "accepted", "who"], {})] == [
        "missing: --doc", "the day of acceptance is not recorded: `reception accept 2026-0001 --on DATE`",
        "missing: --who",
    ]  # fmt: skip
    assert kind_missing(BARE) == "its kind is not recorded: `reception classify 2026-0001 --kind ...`"
    assert not owes(BARE) and owes(having(decision={"outcome": "founded", "org_land": 2}))
