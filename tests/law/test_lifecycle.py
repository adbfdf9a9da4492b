"""What may follow what: every state, every move, every kind and instance, generated from the table of transitions."""

import itertools

import pytest
from lives import RECEIVED, TODAY, after, make, matter, states

from reception_cli.domain import legal_life
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import Life, Met, Stepped
from reception_cli.events import lifecycle, notices
from reception_cli.law import codes, decisions, preconditions, transitions
from reception_cli.law.transitions import Row

KINDS = {
    "complaint": ("first", "second", "discipline"),
    "denunciation": ("first", "second"),
    "recommendation": ("first",),
    "feedback": ("first",),
}
WAYS = [(kind, instance) for kind, times in KINDS.items() for instance in times]
MOVES = sorted({row.move for row in transitions.rows() if not row.move.startswith("classify")})
EVERY = [(*way, stage) for way in WAYS for stage in states()]

# Section 6 of the law sheet, arrow by arrow: kind, instance, state > move > state.
SECTION_6 = """
complaint first  triaged > classify file > filed            triaged > classify return > returned
complaint first  triaged > classify guide > guided          triaged > urge > urged        urged > close > closed
complaint first  triaged > accept > accepted                triaged > accept not > not-accepted
complaint first  accepted > step verifying > verifying      verifying > meeting dialogue > dialogue
complaint first  dialogue > decide > decided                decided > step sent > sent
complaint first  sent > step effective > effective          effective > step executing > executing
complaint first  executing > execute done > executed        executed > close > closed
complaint first  accepted > pause > suspended               verifying > pause > suspended
complaint first  dialogue > pause > suspended               suspended > resume > back
complaint first  accepted > step terminated > terminated    dialogue > step terminated > terminated
complaint first  verifying > withdraw > withdrawn           withdrawn > step terminated > terminated
complaint first  withdrawn > resume > back
complaint first  verifying > withdraw part > =              decided > step second > second
complaint first  verifying > step second > second           decided > step court > court
complaint first  verifying > step court > court             effective > step court > court
complaint second triaged > accept > accepted                accepted > step verifying > verifying
complaint second verifying > meeting dialogue > dialogue    dialogue > decide > decided
complaint second decided > step sent > sent                 sent > step effective > effective
complaint second decided > step court > court
denunciation first checking > accept > accepted             checking > accept not > not-accepted
denunciation first checking > refer > forwarded             checking > step not-processed > not-processed
denunciation first checking > step to-inspection > to-inspection
denunciation first checking > step to-investigation > to-investigation
denunciation first verifying > step to-investigation > to-investigation
denunciation first monitored > step to-investigation > to-investigation
denunciation first accepted > step notified > notified      notified > step verifying > verifying
denunciation first verifying > decide > concluded           concluded > step sent > sent
denunciation first sent > step acted > acted                acted > step published > published
denunciation first published > step monitored > monitored   monitored > close > closed
denunciation first accepted > extend > =                    accepted > pause > suspended
denunciation first suspended > resume > back                accepted > step terminated > terminated
denunciation first accepted > withdraw > withdrawn          withdrawn > resume > back
denunciation second follow-on > step no-reopen > no-reopen  follow-on > accept > accepted
denunciation second follow-on > refer > forwarded
recommendation first triaged > accept > considering         considering > step answered > answered
recommendation first answered > close > closed              triaged > refer > forwarded
recommendation first forwarded > reply > replied            replied > close > closed
recommendation first triaged > classify file > filed        forwarded > close > closed        filed > close > closed
"""
ARROWS = [
    (kind, instance, *(part.strip() for part in arrow.split(">")))
    for kind, instance, rest in (line.split(None, 2) for line in SECTION_6.strip().splitlines())
    for arrow in rest.split("  ")
    if arrow.strip()
]


def row(kind, instance, stage, move):
    """Look the table up without the code under test."""
    found = [
        each
        for each in transitions.rows()
        if kind in each.of and stage in each.froms and each.move == move and each.holds(TODAY)
        if not each.instance or instance in each.instance
    ]
    assert len(found) < 2, found
    return found[0] if found else None


def ready(kind, instance, stage, move):
    """A matter in a state that lacks nothing this move could need."""
    case = matter(kind, stage, instance, competence="out" if move == "refer" else "in")
    if move == "step monitored":
        done = (Stepped("acted", TODAY), Stepped("published", TODAY))
        case = case._replace(life=case.life._replace(steps=done))
    return case


@pytest.mark.parametrize(("kind", "instance", "stage"), EVERY)
def test_what_the_table_allows_passes_and_everything_else_is_refused(kind, instance, stage):
    for move in MOVES:
        case, wanted = ready(kind, instance, stage, move), row(kind, instance, stage, move)
        if wanted is None:
            with pytest.raises(Refused):
                make(move, case, instance)
            continue
        then = after(case, make(move, case, instance).drafts)
        if wanted.to == "closed":
            assert (then.status, then.stage) == ("closed", stage)
        else:
            assert then.stage == {"=": stage, "back": "accepted"}.get(wanted.to, wanted.to), move


@pytest.mark.parametrize(("kind", "instance", "stage", "move", "to"), ARROWS)
def test_every_arrow_of_the_law_sheet_is_in_the_table(kind, instance, stage, move, to):
    found = row(kind, instance, stage, move)
    assert found is not None and found.to == to


@pytest.mark.parametrize(("kind", "instance", "stage"), EVERY)
def test_a_new_handling_leads_where_the_table_says_until_a_legal_fact_holds_it(kind, instance, stage):
    for handling in ("accept", *legal_life.HANDLED):
        case = matter(kind, stage, instance)
        case = case._replace(life=case.life._replace(stage=stage if stage not in legal_life.EARLY else ""))
        then = after(case, decisions.classify(case, {"handling": handling}))
        wanted = row(kind, instance, stage, f"classify {handling}")
        assert then.stage == (wanted.to if wanted else stage), handling


@pytest.mark.parametrize(("kind", "instance", "stage"), EVERY)
def test_nothing_more_happens_to_what_is_closed_or_struck_through(kind, instance, stage):
    for status, move in itertools.product(("closed", "void"), MOVES):
        case = ready(kind, instance, stage, move)._replace(status=status, result="founded")
        with pytest.raises(Refused) as refusal:
            make(move, case, instance)
        assert "closed" in refusal.value.message or "struck through" in refusal.value.message


@pytest.mark.parametrize("each", transitions.rows(), ids=lambda each: f"{min(each.of)}-{each.move}-{each.to}")
def test_a_refusal_names_every_missing_fact(each: Row):
    kind, instance = min(each.of), min(each.instance or {"first"})
    bare = matter(kind, min(each.froms - {"received"}), instance, competence=None, qualified=False)
    bare = bare._replace(life=Life(stage=bare.stage, decision={"state_money": 1}), prior="second")
    anonymous = tuple(line._replace(anonymous=True, source=None, capacity="representative") for line in bare.lines)
    bare = bare._replace(lines=anonymous)
    if "fresh" in each.needs:
        bare = bare._replace(life=bare.life._replace(steps=(Stepped(each.to, TODAY),)))
    missing = preconditions.lacking(bare, each.needs, {"state": each.to})
    assert len(missing) == len(each.needs)
    assert len(set(missing)) == len(missing)


def test_everything_that_stands_against_a_move_is_told_at_once():
    case = matter("complaint", "triaged", competence=None, life={"since": "2026-11-21"})
    with pytest.raises(Refused) as refusal:
        make("decide", case, "first", doc="", outcome="upheld")
    told = "\n".join(refusal.value.reasons)
    for part in (
        "its state is triaged; from there:", "2026-11-20 lies before", "reception accept 2026-0002 --on DATE",
        "--doc", "--outcome takes one of: founded, partly, unfounded",
    ):  # fmt: skip
        assert part in told


def test_what_may_follow_is_said_as_it_is_typed():
    ways = transitions.next_moves(matter("complaint", "dialogue"), TODAY)
    assert {"decide", "step verifying", "withdraw --part", "meeting --dialogue"} <= set(ways)
    assert "accept --not-accepted" in transitions.next_moves(matter("denunciation", "checking"), TODAY)


@pytest.mark.parametrize(("day", "passes"), [("2026-06-30", False), ("2026-07-01", True)])
def test_complaints_are_suspended_from_1_july_2026_only_whenever_they_were_accepted(day, passes):
    case = matter("complaint", "verifying", life={"accepted_on": "2026-06-15", "since": "2026-06-20"})
    case = case._replace(lines=(), opened_on="2026-06-10")
    if passes:
        assert after(case, make("pause", case, "first", day).drafts).status == "suspended"
    else:
        with pytest.raises(Refused, match=r"from 2026-07-01 only \(Decree 124/2020"):
            make("pause", case, "first", day)


def test_denunciations_were_suspended_before_that_day_too():
    case = matter("denunciation", "verifying", life={"since": "2026-06-01"})._replace(lines=(), opened_on="2026-05-01")
    assert make("pause", case, "first", "2026-06-30").drafts


def test_a_second_decision_needs_a_dialogue_and_a_first_one_is_advised_to_have_it():
    for instance in ("second", "first"):
        case = matter("complaint", "verifying", instance, life={"meetings": ()})
        if instance == "second":
            with pytest.raises(Refused, match="--dialogue --who"):
                make("decide", case, instance)
        else:
            assert "no dialogue" in " ".join(make("decide", case, instance).advice)
    absent = matter("complaint", "dialogue", "second", life={"meetings": (Met(RECEIVED, True, no_show=True),)})
    assert make("decide", absent, "second").drafts


def test_an_anonymous_denunciation_is_not_accepted_but_may_go_to_inspection():
    case = matter("denunciation", "checking")
    case = case._replace(lines=tuple(line._replace(anonymous=True) for line in case.lines))
    with pytest.raises(Refused, match="to-inspection"):
        make("accept", case, "first")
    assert make("step to-inspection", case, "first").drafts


def test_what_a_decision_orders_is_carried_out_before_it_is_closed():
    case = matter("complaint", "effective", life={"decision": {"outcome": "founded", "person_money": 85.0}})
    with pytest.raises(Refused, match="execute 2026-0002 --done"):
        make("close", case, "first")
    assert make("close", after(case, make("execute done", case, "first").drafts), "first").drafts


def test_a_decision_takes_effect_30_days_after_it_and_sooner_only_with_a_warning():
    # Decided 30 October 2026; 30 days end on Sunday 29 November: Monday 30 November.
    case = matter("complaint", "sent")
    assert make("step effective", case, "first", "2026-11-20").advice == [
        "a decision takes effect on 2026-11-30 at the earliest"
    ]
    assert make("step effective", case, "first", "2026-11-30").advice == []


def test_every_state_has_its_words_and_every_row_its_source():
    said = {*states(), "received", *transitions.notices(), notices.REFUSED, notices.ENTERED}
    assert {code.code for code in codes.load("state")} == said
    assert set(lifecycle.states()) - transitions.notices() < set(states())
    for each in transitions.rows():
        assert each.source and each.mark in {"L", "L*", "S", "I", "U"}, each
        assert each.of <= set(KINDS) and each.instance <= {"first", "second", "discipline"}
